//! What is said to people who mistyped something, or ran it in the wrong place: what to do next.

use super::support::TestRepo;
use super::support::binary::copy_of;
use super::{SEED_PAGE, seed_page, seed_site};

#[test]
fn a_word_that_other_tools_know_is_answered_with_what_does_it_here() {
    let site = seed_site();
    site.tikicheck(&["check"])
        .could_not_check(&["check: no such file", "run `tikicheck` without a command"]);
    site.tikicheck(&["fix"])
        .could_not_check(&["did you mean the flag `--fix`?"]);
    let run = site.tikicheck(&["--fx"]);
    run.could_not_check(&["'--fix'"]);
    assert!(!run.stderr.contains("-- --fx"), "{run:#?}");
    site.tikicheck(&["--jobs", "0"])
        .could_not_check(&["a number of threads is needed, from 1"]);
    site.tikicheck(&["--since", "^main"])
        .could_not_check(&["one revision is needed"]);
}

/// Nobody is told to correct settings that do not exist.
#[test]
fn a_site_without_pages_is_told_why() {
    let empty = TestRepo::empty();
    let run = empty.tikicheck(&[]);
    run.could_not_check(&["no page found", "there is no Markdown file in "]);
    assert!(!run.stderr.contains("tikicheck.yaml"), "{run:#?}");
    empty.write("tikicheck.yaml", "pages: [\"content/**/*.md\"]\n");
    empty
        .tikicheck(&[])
        .could_not_check(&["correct `pages` and `exclude` in tikicheck.yaml"]);
}

#[cfg(unix)]
#[test]
fn pages_behind_a_link_or_in_a_submodule_are_told_as_that() {
    let site = TestRepo::empty();
    site.write("tikicheck.yaml", "pages: [\"content/**/*.md\"]\n");
    let elsewhere = seed_site();
    std::os::unix::fs::symlink(elsewhere.root.join("content"), site.root.join("content"))
        .expect("links can be made");
    for args in [&[][..], &["content"]] {
        site.tikicheck(args)
            .could_not_check(&["content is a symbolic link, and tikicheck follows none"]);
    }
}

#[test]
fn pages_in_a_submodule_are_told_as_that() {
    let repo = TestRepo::new();
    let pages = TestRepo::new();
    pages.write("posts/a.md", "# A\n");
    pages.commit_all("pages");
    let from = pages.root.to_str().expect("a path of ours");
    repo.git(&[
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "--quiet",
        "add",
        from,
        "content",
    ]);
    repo.write("tikicheck.yaml", "pages: [\"content/**/*.md\"]\n");
    repo.tikicheck(&[])
        .could_not_check(&["content is a repository of its own, such as a submodule"]);
}

#[test]
fn an_exclude_that_matches_nothing_is_told() {
    let site = seed_site();
    site.write("drafts/a.md", "# A draft\n");
    site.write(
        "tikicheck.yaml",
        "exclude: [drafts, no.md, \"gone/**\", \"drafts/**\"]\n",
    );
    let run = site.tikicheck(&[]);
    run.ended_with(0);
    for said in [
        "tikicheck.yaml: `drafts` of `exclude` matches no file, for it is a directory; the files in it are `drafts/**`\n",
        "tikicheck.yaml: `no.md` of `exclude` matches no file\n",
        "tikicheck.yaml: `gone/**` of `exclude` matches no file\n",
    ] {
        assert!(run.stderr.contains(said), "{said} {run:#?}");
    }
    assert_eq!(run.stderr.matches("matches no file").count(), 3, "{run:#?}");
}

#[test]
fn the_end_of_a_page_is_told_as_what_it_is() {
    let site = seed_site();
    site.write(SEED_PAGE, seed_page() + " ");
    let run = site.tikicheck(&["--format", "concise"]);
    assert!(
        run.ended_with(1)
            .contains("white space follows the debug block"),
        "{run:#?}"
    );
    let page = seed_page();
    let page = page.replacen(
        "<code class=\"language-text\">\nMarkdown:\n--------\n",
        "",
        1,
    );
    site.write(SEED_PAGE, page);
    let run = site.tikicheck(&["--format", "concise"]);
    assert!(
        run.ended_with(1)
            .contains("`Markdown:`) are missing or out of order"),
        "{run:#?}"
    );
}

#[test]
fn explain_knows_the_severities_in_force() {
    let site = seed_site();
    let usual = site.tikicheck(&["explain"]);
    assert!(usual.ended_with(0).contains("missing-page          off"));
    site.write("tikicheck.yaml", "rules: {missing-page: error}\n");
    let list = site.tikicheck(&["explain"]);
    let list = list.ended_with(0);
    assert!(list.contains("missing-page          error"), "{list}");
    assert!(
        list.contains("Severities are those of the settings in force."),
        "{list}"
    );
    let entry = site.tikicheck(&["explain", "missing-page"]);
    assert!(
        entry
            .ended_with(0)
            .starts_with("missing-page (error here, by the settings; off unless configured)\n"),
        "{entry:#?}"
    );
    // Settings that cannot be read keep nobody from the manual.
    site.write("tikicheck.yaml", "rules: 7\n");
    site.tikicheck(&["explain", "missing-page"]).ended_with(0);
}

#[test]
fn a_cause_that_no_finding_has_is_told() {
    let run = copy_of("examples/site").tikicheck(&["--cause", "00000000"]);
    run.ended_with(1);
    assert!(
        run.stderr
            .contains("no finding of this run has the cause `00000000`"),
        "{run:#?}"
    );
}

/// The excerpt of the source is where the finding says, though the text that was read is shorter.
#[test]
fn an_old_dump_is_quoted_where_it_was_edited() {
    let site = TestRepo::empty();
    site.write("tikicheck.yaml", "dialect: tiki\npages: [content/*.md]\n");
    let wiki = "Text &lt;b&gt; &quot;here&quot;.\nMore &amp; more.\n";
    let page = site.tikicheck_fed(wiki.as_bytes(), &["render", "--emit", "page"]);
    let page = String::from_utf8(page.stdout).expect("a page");
    let page = page.replacen("More", "Much", 1);
    site.write("content/a.md", &page);
    let run = site.tikicheck(&["--format", "json"]);
    let said: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    let source = &said["findings"][0]["source"];
    assert_eq!(source["text"], "More");
    let line = source["start"]["line"].as_u64().expect("a line") as usize;
    let lines: Vec<&str> = page.lines().collect();
    assert_eq!(lines[line - 1], "More &amp;amp; more.");
}
