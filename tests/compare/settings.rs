//! The same site under other settings, and under another program.

use super::revisions::{causes, compared, made};
use super::support::{TestRepo, script};

const SOURCE: &str = "One ~~#F00:two~~ and ((Zinc)).\n**three\n***four\n";

#[test]
fn other_settings_show_what_they_would_change() {
    let repo = TestRepo::new();
    for name in ["a", "b", "c", "d"] {
        let source = format!("{name}: {SOURCE}");
        let page = made(&repo, &[], &source);
        repo.write(format!("content/posts/{name}.md"), page);
    }
    repo.write("content/posts/plain.md", "No source.\n");
    repo.write(
        "other.yaml",
        "exporter: {writes: {bullet_indent: 2, color: '<b style=\"color:{spec}\">{text}</b>'}}\nlinks: {tag: \"/t/{slug}\"}\n",
    );
    let report = compared(&repo, &["--with", "other.yaml"]);
    let told = causes(&report);
    let words: Vec<&str> = told.iter().map(|(words, _)| words.as_str()).collect();
    assert!(told.iter().all(|(_, pages)| *pages == 4), "{told:#?}");
    assert_eq!(words.len(), 3, "{told:#?}");
    assert_eq!(words[0], "bullets: indent 3 → 2");
    assert!(words[1].starts_with("coloured text: "), "{told:#?}");
    assert!(words[2].starts_with("links to pages: "), "{told:#?}");
    assert_eq!(report["summary"]["changed"], 4);
    let one = compared(&repo, &["--with", "other.yaml", "--jobs", "1"]);
    assert_eq!(one, report);
    repo.write("same.yaml", "exporter: {writes: {bullet_indent: 3}}\n");
    assert_eq!(
        compared(&repo, &["--with", "same.yaml"])["summary"]["changed"],
        0
    );
}

/// Another program is asked for a patch of the site; here it is this one, under other settings.
#[test]
fn another_program_shows_what_it_would_change() {
    let repo = TestRepo::new();
    for name in ["a", "b c"] {
        let page = made(&repo, &[], SOURCE);
        repo.write(format!("content/posts/{name}.md"), page);
    }
    repo.write("other.yaml", "exporter: {writes: {bullet_indent: 2}}\n");
    let program = repo.beside("other tikicheck");
    let binary = env!("CARGO_BIN_EXE_tikicheck");
    script(
        &program,
        &format!("#!/bin/sh\nexec '{binary}' \"$@\" --config other.yaml\n"),
    );
    let path = program.to_str().expect("text");
    let report = compared(&repo, &["--with-program", path]);
    assert_eq!(causes(&report), [("bullets: indent 3 → 2".to_owned(), 2)]);
    let same = compared(&repo, &["--with-program", binary]);
    assert_eq!(same["summary"]["changed"], 0);
    script(&program, "#!/bin/sh\nexit 3\n");
    let run = repo.tikicheck(&["compare", "--with-program", path]);
    run.could_not_check(&["--format patch"]);
}
