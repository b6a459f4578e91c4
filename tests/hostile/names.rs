//! Hostile names: of files, and of whatever else is said on the command line.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt as _;
use std::path::PathBuf;

use super::site::{PAYLOADS, Site, page, stale};

/// Names that a file system takes.
fn names() -> Vec<PathBuf> {
    let mut names: Vec<Vec<u8>> = PAYLOADS
        .iter()
        .map(|payload| payload.replace(['/', '\0'], "").into_bytes())
        .flat_map(|name| {
            [
                [&name[..], b".md"].concat(),
                [b"a", &name[..], b"/b.md"].concat(),
            ]
        })
        .collect();
    for name in [
        &b"--fix.md"[..],
        b"-",
        b"--",
        b"-q.md",
        b"$(touch pwned).md",
        b"`touch pwned`.md",
        b"a b.md",
        b"'.md",
        b"\".md",
        b"\\.md",
        b"*.md",
        b"[a].md",
        b"?.md",
        b"{a}.md",
        b"!.md",
        b"#.md",
        b"~.md",
        b"\xff\xfe.md",
        b"\xed\xa0\x80.md",
        b"caf\xc3\xa9.md",
        b"cafe\xcc\x81.md",
        b".md",
        b"...md",
        b" .md",
        b".md.md",
        b"con.md",
        b":.md",
        b"a:b,c=d.md",
        b"%0A::error::x.md",
        b"a\n\n\n::error::x.md",
        b"a\t\tb.md",
    ] {
        names.push(name.to_vec());
    }
    names.push([&[b'x'; 252][..], b".md"].concat());
    names
        .iter()
        .map(|name| PathBuf::from(OsStr::from_bytes(name)))
        .collect()
}

fn fill(site: &Site) -> usize {
    let names = names();
    for (n, name) in names.iter().enumerate() {
        let content = match n % 3 {
            0 => stale("Text.", "more"),
            1 => page("A word.").replacen("A word", "An edit", 1),
            _ => page("Text.").replacen("AST", "ASTT", 1),
        };
        site.write(PathBuf::from("content/posts").join(name), content);
    }
    names.len()
}

#[test]
fn file_names_do_no_harm() {
    let site = Site::new();
    let count = fill(&site);
    assert_eq!(site.check_in_all_formats(&[]), 1);
    assert_eq!(site.check_in_all_formats(&["content"]), 1);
    let fix = site.run(&["--fix"]);
    fix.assert_harmless("human");
    assert!(fix.says("fixed "), "{fix}");
    site.run(&["--fix", "--discard-edits", "--format", "github"])
        .assert_harmless("github");
    assert!(!site.root().join("pwned").exists());
    println!("{count} hostile names");
}

#[test]
fn file_names_do_no_harm_in_a_repository() {
    let site = Site::in_git();
    fill(&site);
    assert_eq!(site.check_in_all_formats(&[]), 1);
    site.git(&["add", "--all"]);
    assert_eq!(site.check_in_all_formats(&["--staged"]), 1);
    site.run(&["--staged", "--fix"]).assert_harmless("human");
    site.run(&["--staged", "--fix", "--discard-edits"])
        .assert_harmless("human");
    site.run(&["--fix", "--discard-edits", "."])
        .assert_harmless("human");
    site.run(&[
        "--staged",
        "--fix",
        "--discard-edits",
        "--format",
        "concise",
    ])
    .assert_harmless("concise");
    site.run(&["--since", "HEAD"]).assert_harmless("human");
    assert!(!site.root().join("pwned").exists());
}

#[test]
fn pages_named_one_by_one_do_no_harm() {
    let site = Site::new();
    fill(&site);
    for name in names() {
        let path = PathBuf::from("content/posts").join(name);
        let arguments: Vec<OsString> = [
            "--format".into(),
            "concise".into(),
            "--".into(),
            path.into(),
        ]
        .into();
        site.run(&arguments).assert_harmless("concise");
    }
}

#[test]
fn what_is_skipped_or_refused_is_named_without_harm() {
    let site = Site::new();
    site.write("content/posts/a.md", page("Text."));
    for name in names() {
        let path = site.root().join("content/posts").join(name);
        std::fs::create_dir_all(path.parent().expect("it is in one")).expect("a directory");
        std::os::unix::fs::symlink("a.md", path).expect("a link");
    }
    site.check_in_all_formats(&[]);
}

#[test]
fn whatever_is_said_on_the_command_line_is_shown_without_harm() {
    let site = Site::in_git();
    site.write("content/posts/a.md", page("Text."));
    site.git(&["add", "--all"]);
    for payload in PAYLOADS.map(|payload| payload.replace('\0', "")) {
        let with = |start: &str| format!("{start}{payload}");
        let lines: Vec<Vec<String>> = vec![
            vec![payload.clone()],
            vec![with("no/such/")],
            vec![with("*")],
            vec![with("[")],
            vec![with("--")],
            vec![with("-")],
            vec!["--format".into(), payload.clone()],
            vec![with("--format=")],
            vec!["--config".into(), payload.clone()],
            vec!["--since".into(), payload.clone()],
            vec!["--jobs".into(), payload.clone()],
            vec!["--color".into(), payload.clone()],
            vec!["explain".into(), payload.clone()],
            vec!["completions".into(), payload.clone()],
            vec!["render".into(), payload.clone()],
            vec!["render".into(), "--emit".into(), payload.clone()],
            vec!["install".into(), payload.clone()],
            vec!["--stdin-filename".into(), payload.clone(), "-".into()],
            vec![
                "--stdin-filename".into(),
                with("content/posts/") + ".md",
                "-".into(),
            ],
            vec![with("../")],
            vec![with("/")],
            vec![with("chekc")],
        ];
        for arguments in lines {
            site.run(&arguments).assert_harmless("human");
        }
    }
}
