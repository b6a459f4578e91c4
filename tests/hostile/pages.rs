//! Hostile text in every part of a page.

use super::site::{CLOSES, PAYLOADS, Site, page, stale};

/// Every payload in every part of a page, in pages that differ just there.
fn hostile_pages() -> Vec<(String, Vec<u8>)> {
    let mut pages = Vec::new();
    for (n, payload) in PAYLOADS.into_iter().enumerate() {
        let plain = page("A word of text.");
        let mut add = |kind: &str, page: String| {
            pages.push((format!("content/posts/{n}-{kind}.md"), page.into_bytes()))
        };
        add("source", stale("Text.", &format!("more {payload} text")));
        add(
            "source-plugin",
            stale(
                "Text.",
                &format!("{{BOX(title=\"{payload}\")}}x{{BOX}} {{{payload}}}"),
            ),
        );
        add(
            "source-link",
            stale(
                "Text.",
                &format!("(({payload}|{payload})) [http://{payload}|{payload}]"),
            ),
        );
        add("both", stale(&format!("before {payload} after"), "more"));
        add(
            "body",
            plain.replacen("A word", &format!("A {payload} word"), 1),
        );
        add(
            "copy",
            plain.replacen(
                "--------\nA word",
                &format!("--------\nA {payload} word"),
                1,
            ),
        );
        add(
            "tree",
            plain.replacen("├── TextNode", &format!("├── {payload}Node"), 1),
        );
        add("style", plain.replacen("#e0e0e0", payload, 1));
        add(
            "front-matter",
            format!(
                "---\ntitle: \"{payload}\"\n{payload}: x\n---\n\n{}",
                stale("Text.", payload)
            ),
        );
        add(
            "front-matter-json",
            format!(
                "{{\n\"title\": \"{payload}\"\n}}\n\n{}",
                stale("Text.", payload)
            ),
        );
        add("behind", format!("{plain}{payload}"));
        add("frame", plain.replacen("Original Tiki:", payload, 1));
        add("without", format!("{payload}\n{payload}"));
        add(
            "attachment",
            page(&format!(
                "{{img attId=\"{payload}\"}}{{ATTACH(id={payload})}}x{{ATTACH}}"
            )),
        );
        add(
            "conflict",
            format!(
                "{}<<<<<<< {payload}\n=======\n>>>>>>> {payload}{CLOSES}",
                plain.strip_suffix(CLOSES).expect("a block")
            ),
        );
        add("deep", page(&format!("{}{payload}", "!*".repeat(50))));
    }
    pages
}

#[test]
fn nothing_in_a_page_does_harm_in_any_format() {
    let site = Site::new();
    let pages = hostile_pages();
    for (path, content) in &pages {
        site.write(path, content);
    }
    assert_eq!(site.check_in_all_formats(&[]), 1);
    site.check_in_all_formats(&["-q"]);
    site.check_in_all_formats(&["--strict", "-v", "--jobs", "2"]);
    for page in ["content/posts/3-body.md", "content/posts/10-style.md"] {
        site.check_in_all_formats(&[page]);
    }
    println!("{} hostile pages", pages.len());
}

#[test]
fn nothing_in_a_page_does_harm_in_a_repository() {
    let site = Site::in_git();
    for (path, content) in hostile_pages() {
        site.write(path, content);
    }
    site.git(&["add", "--all"]);
    assert_eq!(site.check_in_all_formats(&["--staged"]), 1);
    assert!(!site.root().join("pwned").exists());
}

#[test]
fn a_fix_of_hostile_pages_converges() {
    let site = Site::new();
    for (path, content) in hostile_pages() {
        site.write(path, content);
    }
    let first = site.run(&["--fix", "--discard-edits", "."]);
    first.assert_harmless("human");
    let snapshot = || -> Vec<_> {
        hostile_pages()
            .into_iter()
            .map(|(path, _)| site.read(path))
            .collect()
    };
    let before = snapshot();
    let second = site.run(&["--fix", "--discard-edits", "."]);
    second.assert_harmless("human");
    assert!(!second.says("fixed "), "{second}");
    assert!(snapshot() == before, "a second fix changes something");
}

#[test]
fn a_hostile_page_from_standard_input_does_no_harm() {
    let site = Site::new();
    for (n, (_, content)) in hostile_pages()
        .into_iter()
        .enumerate()
        .filter(|(n, _)| n % 7 == 0)
    {
        let input = site.outside("input");
        std::fs::write(&input, &content).expect("a file");
        for arguments in [
            &["--stdin-filename", "content/posts/a.md", "-"][..],
            &["--stdin-filename", "content/posts/a.md", "--fix", "-"],
            &["render"],
        ] {
            let file = std::fs::File::open(&input).expect("a file");
            let said = site.run_with(arguments, file.into());
            // What a fix or a rendering prints is the page itself.
            if n % 2 == 0 && arguments.len() == 3 {
                said.assert_harmless("human");
            }
            said.assert_safe_errors();
        }
    }
}

#[test]
fn bytes_that_are_no_text_are_findings() {
    let site = Site::new();
    let bytes: [&[u8]; 10] = [
        b"\xff\xfe",
        b"\xed\xa0\x80",
        b"\xed\xbf\xbf",
        b"\xc0\xaf",
        b"\xc1\x81",
        b"\xe0\x80\xaf",
        b"\xf0\x80\x80\xaf",
        b"\xf4\x90\x80\x80",
        b"\xf8\x88\x80\x80\x80",
        b"\xc3",
    ];
    for (n, bytes) in bytes.iter().enumerate() {
        let plain = page("A word of text.");
        let insert = |marker: &str| -> Vec<u8> {
            let at = plain.find(marker).expect("it is there");
            [&plain.as_bytes()[..at], bytes, &plain.as_bytes()[at..]].concat()
        };
        site.write(format!("content/posts/{n}-body.md"), insert("word"));
        site.write(
            format!("content/posts/{n}-source.md"),
            insert("word of text.\n</code>"),
        );
        site.write(format!("content/posts/{n}-tree.md"), insert("TextNode"));
        site.write(
            format!("content/posts/{n}-end.md"),
            [plain.as_bytes(), bytes].concat(),
        );
        site.write(format!("content/posts/{n}-alone.md"), bytes);
        site.write(
            format!("content/posts/{n}-front.md"),
            [b"---\nt: ", *bytes, b"\n---\n\n", plain.as_bytes()].concat(),
        );
    }
    let utf_16: Vec<u8> = page("Text.")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    site.write("content/posts/utf-16.md", utf_16);
    site.write("content/posts/nul.md", vec![0; 5000]);
    site.write("content/posts/nul-inside.md", page("a\0b\0\0c"));
    assert_eq!(site.check_in_all_formats(&[]), 1);
    let said = site.run(&["--format", "json"]);
    let findings = said.assert_json();
    let rules = findings["findings"].as_array().expect("findings");
    let not_utf_8 = rules
        .iter()
        .filter(|finding| finding["rule"] == "not-utf-8")
        .count();
    // UTF-16 is valid UTF-8 with a zero in every other byte, and is no text all the same.
    assert_eq!(not_utf_8, bytes.len() * 6 + 1, "{said}");
    let before = site.read("content/posts/0-body.md");
    site.run(&["--fix", "--discard-edits", "."])
        .assert_harmless("human");
    assert_eq!(site.read("content/posts/0-body.md"), before);
}

/// Pages that nobody wrote: those of the conformance sites with bytes changed, doubled, moved and cut.
#[test]
fn mutilated_pages_are_checked_or_found_damaged() {
    let site = Site::new();
    let conformance = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/conformance/later-era/content/posts"
    );
    let mut names: Vec<_> = std::fs::read_dir(conformance)
        .expect("the fixtures are there")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    names.sort();
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % below.max(1) as u64).expect("it is small")
    };
    let mut count = 0;
    for path in &names {
        let original = std::fs::read(path).expect("a page");
        for _ in 0..3 {
            let mut bytes = original.clone();
            for _ in 0..=random(4) {
                let (at, length) = (random(bytes.len()), random(40));
                let end = (at + length).min(bytes.len());
                match random(6) {
                    0 => bytes.truncate(end),
                    1 => drop(bytes.drain(at..end)),
                    2 => bytes.extend_from_within(at..end),
                    3 => {
                        let piece = bytes[at..end].to_vec();
                        let to = random(bytes.len());
                        bytes.splice(to..to, piece);
                    }
                    4 if at < bytes.len() => bytes[at] = u8::try_from(random(256)).expect("a byte"),
                    _ => {
                        let marks = [
                            "__",
                            "((",
                            "||",
                            "\n\nAST Structure:\n-------------\n",
                            "&lt;",
                            "\r\n",
                            "</pre>\n",
                            "~np~",
                            "{BOX(",
                        ];
                        let mark = marks[random(marks.len())];
                        bytes.splice(at..at, mark.bytes());
                    }
                }
            }
            site.write(format!("content/posts/{count}.md"), bytes);
            count += 1;
        }
    }
    site.check_in_all_formats(&[]);
    site.run(&["--fix", "--discard-edits", "."])
        .assert_harmless("human");
    let second = site.run(&["--fix", "--discard-edits", "."]);
    assert!(!second.says("fixed "), "{second}");
    println!("{count} mutilated pages");
}
