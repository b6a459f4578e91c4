//! `dead-link` without Hugo: where it speaks, what it names, and when it is silent.

use serde_json::Value;

use crate::support::TestRepo;

/// A site as Hugo has them.
fn site() -> TestRepo {
    let site = TestRepo::empty();
    site.write("hugo.toml", "baseURL = \"https://example.org/\"\n");
    site.write("tikicheck.yaml", "");
    site.write(
        "layouts/all.html",
        "<main id=\"main\">{{ .Content }}</main>",
    );
    site.write("content/posts/iron.md", "---\ntitle: Iron\n---\n# Dose\n");
    site
}

/// The page, the line and the message of each finding.
fn told(site: &TestRepo, args: &[&str]) -> Vec<(String, u64, String)> {
    let run = site.tikicheck(&[args, &["--format", "json"]].concat());
    let report: Value = serde_json::from_str(&run.stdout).expect("JSON");
    let findings = report["findings"].as_array().expect("a list");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    findings
        .iter()
        .filter(|finding| finding["rule"] == "dead-link" || finding["rule"] == "unused-ignore")
        .map(|finding| {
            let line = finding["start"]["line"].as_u64().unwrap_or_default();
            (text(&finding["path"]), line, text(&finding["message"]))
        })
        .collect()
}

fn messages(site: &TestRepo) -> Vec<String> {
    told(site, &[])
        .into_iter()
        .map(|(_, _, message)| message)
        .collect()
}

fn body(site: &TestRepo, body: &str) {
    site.write(
        "content/posts/a.md",
        format!("---\ntitle: A\n---\n# Here\n\n{body}\n"),
    );
}

#[test]
fn links_that_lead_nowhere_are_told_with_their_places() {
    let site = site();
    body(
        &site,
        "[a](/posts/iron) [b](/posts/irom)\n[c](#here) [d](#there) [e](/posts/iron#dos)\n![f](/f.png) [g](#main)\n[h](/tags/x.html)",
    );
    assert_eq!(
        told(&site, &[]),
        [
            (
                6,
                "Hugo serves no page at `/posts/irom`; did you mean `iron`?"
            ),
            (7, "no heading of this page is called `there`"),
            (7, "no heading of the page at `/posts/iron` is called `dos`"),
            (8, "Hugo serves no file at `/f.png`"),
            (9, "Hugo serves no list of a tag at `/tags/x.html`"),
        ]
        .map(|(line, message)| ("content/posts/a.md".to_owned(), line, message.to_owned()))
    );
}

/// What is shown of a page and its links are read from one parse; where no other rule asks, from one of their own.
#[test]
fn they_are_the_same_whatever_else_is_looked_at() {
    let site = site();
    for (name, wiki) in [
        ("a", "a [/posts/irom|b] ((No such page)) c\n"),
        (
            "b",
            "!!Dose\n[#dose|a] [#there|b] <a href=\"/posts/irom\">c</a> <a@b.example>\n",
        ),
        (
            "c",
            "[https://example.org|a] ((A)) ~np~[d](/posts/tin)~/np~ __e__\n",
        ),
        ("d", "no link\n"),
    ] {
        let page = site.tikicheck_fed(wiki.as_bytes(), &["render", "--emit", "page"]);
        let front_matter = format!("---\ntitle: {name}\n---\n\n");
        let path = format!("content/posts/{name}.md");
        site.write(path, [front_matter.as_bytes(), &page.stdout].concat());
    }
    let said = site.tikicheck(&["--format", "concise"]).stdout;
    assert!(said.contains("5 pages: 4 in sync"), "{said}");
    let together = told(&site, &[]);
    assert!(together.len() > 3, "{together:?}");
    site.write(
        "tikicheck.yaml",
        "rules: {shown-as-code: off, markup-lost: off, markup-made: off, text-lost: off, plugin-shown: off}\n",
    );
    assert_eq!(told(&site, &[]), together);
}

#[test]
fn the_place_in_the_source_is_named() {
    let site = site();
    let page = site.tikicheck_fed(b"a [/posts/irom|b] c\n", &["render", "--emit", "page"]);
    site.write("content/posts/a.md", page.stdout);
    let run = site.tikicheck(&["--format", "json"]);
    let report: Value = serde_json::from_str(&run.stdout).expect("JSON");
    let finding = &report["findings"][0];
    assert_eq!(finding["rule"], "dead-link", "{report}");
    assert_eq!(finding["source"]["text"], "[/posts/irom|b]", "{finding}");
    assert_eq!(
        finding["cause"]["words"], "links: to a page that is not there",
        "{finding}"
    );
}

#[test]
fn a_page_full_of_them_is_told_ten() {
    let site = site();
    let links: String = (0..25)
        .map(|n| format!("[a](/none{n}) [b](/none{n})\n"))
        .collect();
    body(&site, &links);
    let told = messages(&site);
    assert_eq!(told.len(), 10);
    assert!(
        told[9].ends_with("(and 15 more on this page)"),
        "{}",
        told[9]
    );
}

#[test]
fn only_a_run_over_the_whole_site_tells_them() {
    let site = site();
    body(&site, "[a](/none)");
    assert_eq!(told(&site, &[]).len(), 1);
    assert_eq!(told(&site, &["content/posts/a.md"]), []);
    site.write("tikicheck.yaml", "rules: {dead-link: off}\n");
    assert_eq!(told(&site, &[]), []);
}

#[test]
fn they_can_be_accepted() {
    let site = site();
    body(&site, "[a](/none)");
    let entry = "ignore: [{path: 'content/posts/a.md', rule: dead-link, reason: x}]\n";
    site.write("tikicheck.yaml", entry);
    assert_eq!(told(&site, &[]), []);
    site.write("tikicheck.yaml", "hugo: {serves: ['none']}\n");
    assert_eq!(told(&site, &[]), []);
    site.write("tikicheck.yaml", "");
    site.write(
        "content/posts/a.md",
        "---\ntitle: A\ntikicheck: {ignore: [dead-link]}\n---\n[a](/none)\n",
    );
    assert_eq!(told(&site, &[]), []);
    // And an exception that nothing uses is told.
    site.write(
        "content/posts/a.md",
        "---\ntitle: A\ntikicheck: {ignore: [dead-link]}\n---\n[a](/)\n",
    );
    assert_eq!(
        messages(&site),
        ["`tikicheck: {ignore: [dead-link]}` keeps no finding of this page back"]
    );
}

#[test]
fn where_nobody_can_tell_nothing_is_told() {
    let site = site();
    body(&site, "[a](/none) [b](/posts/none) [c](#none)");
    assert_eq!(told(&site, &[]).len(), 3);
    for (file, text, count) in [
        // A module may bring pages.
        ("hugo.toml", "[[module.imports]]\npath = \"x\"\n", 0),
        ("hugo.toml", "baseURL = [\n", 0),
        ("layouts/_markup/render-link.html", "x", 0),
        // A layout that names elements by what nobody knows.
        ("layouts/x.html", "<p id=\"{{ .Title }}\">", 2),
    ] {
        let other = site_with(&site, file, text);
        assert_eq!(told(&other, &[]).len(), count, "{file} {text}");
    }
    // Without Hugo's configuration the settings alone say where pages are.
    site.remove("hugo.toml");
    assert_eq!(
        messages(&site),
        [
            "Hugo serves no page at `/posts/none`",
            "no heading of this page is called `none`"
        ]
    );
}

/// A copy of a site with another file.
fn site_with(site: &TestRepo, file: &str, text: &str) -> TestRepo {
    let other = TestRepo::empty();
    crate::support::binary::copy_into(&site.root, &other.root);
    other.write(file, text);
    other
}
