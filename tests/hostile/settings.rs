//! Hostile configurations, attachments files and front matter.

use super::site::{PAYLOADS, Site, page, stale};

fn bomb() -> String {
    let mut text = "a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for (before, name) in ('a'..='y').zip('b'..='z') {
        text += &format!(
            "{name}: &{name} [{}]\n",
            vec![format!("*{before}"); 9].join(", ")
        );
    }
    text
}

fn nonsense() -> Vec<String> {
    let mut texts = vec![
        bomb(),
        format!("pages: {}", bomb()),
        "[".repeat(15_000),
        "{a: ".repeat(4_000),
        "- ".repeat(8_000),
        "? ".repeat(8_000),
        "&a ".repeat(5_000),
        "*a ".repeat(5_000),
        "!!".repeat(8_000),
        "\"".to_owned() + &"\\".repeat(16_000),
        "pages: [\"".to_owned() + &"*".repeat(15_000) + "\"]",
        "pages: [\"".to_owned() + &"a*".repeat(7_000) + "\"]",
        "pages: [\"".to_owned() + &"**/".repeat(5_000) + "*.md\"]",
        "%YAML 9.9\n---\na: b\n".to_owned(),
        "---\n---\n---\n".to_owned(),
        "a: b\n...\nc: d\n".to_owned(),
        "pages: !!binary aGVsbG8=\n".to_owned(),
        "pages: !!python/object/apply:os.system ['touch pwned']\n".to_owned(),
        "<<: {pages: [a]}\n".to_owned(),
        "pages: [/etc/passwd]\n".to_owned(),
        "pages: ['../**']\n".to_owned(),
        "pages: ['a/../../b.md']\n".to_owned(),
        "exclude: ['C:/x']\n".to_owned(),
        "links: {attachments: /etc/passwd}\n".to_owned(),
        "links: {attachments: ../../etc/passwd}\n".to_owned(),
        "links: {attachments: a/../../b}\n".to_owned(),
        "limits: {page_bytes: 99999999999999999999}\n".to_owned(),
        "limits: {page_bytes: 18446744073709551615}\n".to_owned(),
        "limits: {page_bytes: 4294967296}\n".to_owned(),
        "limits: {page_bytes: -1}\n".to_owned(),
        "limits: {page_bytes: 0}\n".to_owned(),
        "limits: {page_bytes: 1.5}\n".to_owned(),
        "block: {style: \"a\\nb\"}\n".to_owned(),
        "links: {page: \"{slug}\\n::error::x\"}\n".to_owned(),
        "ignore: [{path: '**', rule: stale-page, reason: ''}]\n".to_owned(),
    ];
    for payload in PAYLOADS {
        texts.push(payload.to_owned());
        texts.push(format!("{payload}: x\n"));
        texts.push(format!("pages: [\"{payload}\"]\n"));
        texts.push(format!("pages: ['{payload}']\n"));
        texts.push(format!("rules: {{\"{payload}\": error}}\n"));
        texts.push(format!("rules: {{stale-page: \"{payload}\"}}\n"));
        texts.push(format!("block: {{style: '{payload}'}}\n"));
        texts.push(format!("links: {{attachments: '{payload}'}}\n"));
        texts.push(format!(
            "links: {{page: '/{payload}/{{slug}}', tag: '{payload}'}}\n"
        ));
        texts.push(format!(
            "ignore: [{{path: \"{payload}*\", rule: stale-page, reason: x}}]\n"
        ));
        texts.push(format!(
            "ignore: [{{path: 'x.md', rule: stale-page, reason: '{payload}'}}]\n"
        ));
    }
    texts
}

#[test]
fn no_configuration_does_harm() {
    let site = Site::new();
    site.write("content/posts/a.md", stale("Text.", "more"));
    let texts = nonsense();
    for text in &texts {
        site.write("tikicheck.yaml", text);
        for format in ["human", "github"] {
            site.run(&["--format", format]).assert_harmless(format);
        }
    }
    assert!(!site.root().join("pwned").exists());
    println!("{} hostile configurations", texts.len());
}

#[test]
fn no_attachments_file_does_harm() {
    let site = Site::new();
    site.write("content/posts/a.md", stale("{img attId=7}", "more"));
    site.write("tikicheck.yaml", "links: {attachments: attachments.yaml}\n");
    let mut texts = nonsense();
    texts.push("attachments:\n".to_owned() + &"  7: a\n".repeat(20_000));
    texts.push("attachments:\n  7: \"".to_owned() + &"\\x41".repeat(100_000) + "\"\n");
    for payload in PAYLOADS {
        texts.push(format!("attachments:\n  7: '{payload}'\n"));
        texts.push(format!("attachments:\n  '{payload}': x\n"));
        texts.push(format!("{{\"attachments\": {{\"7\": \"{payload}\"}}}}"));
    }
    for text in &texts {
        site.write("attachments.yaml", text);
        site.run(&["--format", "concise"])
            .assert_harmless("concise");
    }
    println!("{} hostile attachments files", texts.len());
}

#[test]
fn no_front_matter_does_harm() {
    let site = Site::new();
    let mut texts = nonsense();
    texts.push("x".repeat(10_000_000));
    texts.push("a: b\n".repeat(1_000_000));
    texts.push("[".repeat(200_000));
    texts.push("- ".repeat(200_000));
    texts.push("{".repeat(200_000));
    texts.push("{a: ".repeat(200_000));
    texts.push(format!("title: \"{}\"", "x".repeat(1_000_000)));
    texts.push(format!("aliases: [{}]", "\"/a\",".repeat(100_000)));
    texts.push("slug: ../../etc/passwd\nurl: /../../x\n".to_owned());
    for (n, text) in texts.iter().enumerate() {
        let page = page("Text.");
        site.write(
            format!("content/posts/{n}-yaml.md"),
            format!("---\n{text}\n---\n\n{page}"),
        );
        site.write(
            format!("content/posts/{n}-toml.md"),
            format!("+++\n{text}\n+++\n\n{page}"),
        );
        site.write(
            format!("content/posts/{n}-json.md"),
            format!("{{{text}}}\n\n{page}"),
        );
        site.write(
            format!("content/posts/{n}-open.md"),
            format!("---\n{text}\n\n{page}"),
        );
    }
    site.check_in_all_formats(&[]);
    println!("{} hostile front matters", texts.len() * 4);
}
