//! What keeps a run from checking: always exit code 2, never a pass, and a message with the place and the way out.

use super::support::TestRepo;
use super::support::binary::Run;
use super::{SEED_PAGE, seed_site};

fn with_config(config: impl AsRef<[u8]>) -> Run {
    let site = seed_site();
    site.write("tikicheck.yaml", config);
    site.tikicheck(&[])
}

#[test]
fn a_wrong_configuration_is_refused_at_its_line() {
    for (config, words) in [
        (
            "pages: [\"**/*.md\"]\nexclud: []\n",
            [
                "tikicheck.yaml:2:1: unknown key `exclud`",
                "did you mean `exclude`?",
            ],
        ),
        (
            "render:\n  trim_line: true\n",
            [
                "tikicheck.yaml:2:3: render: unknown key `trim_line`",
                "`trim_lines`",
            ],
        ),
        (
            "exclude: []\nexclude: []\n",
            [
                "tikicheck.yaml:2:1: `exclude` stands here twice",
                "keep one",
            ],
        ),
        (
            "pages:\n  - \"\"\n",
            [
                "tikicheck.yaml:2:5: pages[0]: the pattern is empty",
                "quotes",
            ],
        ),
        (
            "exclude: [!drafts/**]\n",
            ["tikicheck.yaml:1:", "must stand in quotes"],
        ),
        (
            "pages: []\n",
            [
                "tikicheck.yaml:1:8: pages: no page is named",
                "leave `pages` out",
            ],
        ),
        (
            "pages: \"**/*.md\"\n",
            ["tikicheck.yaml:1:8: pages: invalid type", "expected a list"],
        ),
        (
            "rules: {stale-pages: off}\n",
            [
                "tikicheck.yaml:1:9: rules: unknown rule `stale-pages`",
                "`stale-page`",
            ],
        ),
        (
            "rules: {stale-page: no}\n",
            ["tikicheck.yaml:1:21: rules.stale-page:", "error, warn, off"],
        ),
        (
            "ignore:\n  - {path: a.md, rule: stale-page}\n",
            ["tikicheck.yaml:2:5: ignore[0]:", "needs `reason`"],
        ),
        (
            "links: {page: /posts}\n",
            ["tikicheck.yaml:1:15: links.page:", "`{slug}`"],
        ),
        ("a: b: c\n", ["tikicheck.yaml:1:", "error:"]),
    ] {
        let run = with_config(config);
        run.could_not_check(&words);
        assert_eq!(run.stderr.lines().count(), 1, "{run:#?}");
    }
}

#[test]
fn a_configuration_that_cannot_be_read_is_refused() {
    with_config(format!("# {}\n", "x".repeat(64 * 1024))).could_not_check(&[
        "tikicheck.yaml: larger than 65536 bytes",
        "use wider patterns",
    ]);
    // Cut off inside a character it is too large all the same.
    with_config(format!("# {}\n", "é".repeat(64 * 1024)))
        .could_not_check(&["larger than 65536 bytes"]);
    with_config(b"# caf\xe9\n").could_not_check(&["tikicheck.yaml", "UTF-8"]);

    let site = seed_site();
    std::fs::create_dir(site.root.join("tikicheck.yaml")).expect("a directory");
    site.tikicheck(&[])
        .could_not_check(&["tikicheck.yaml: cannot be read"]);
    let sub = site.root.join("content");
    site.tikicheck_in(&sub, &[])
        .could_not_check(&["../tikicheck.yaml: cannot be read"]);
}

#[cfg(unix)]
#[test]
fn a_configuration_that_leads_nowhere_is_refused() {
    let site = seed_site();
    std::os::unix::fs::symlink("gone.yaml", site.root.join("tikicheck.yaml")).expect("a link");
    site.tikicheck(&[])
        .could_not_check(&["tikicheck.yaml: cannot be read"]);
}

#[test]
fn a_file_of_16_kib_is_small_enough() {
    let run = with_config(format!("#{}\n", "x".repeat(16 * 1024 - 2)));
    assert_eq!(run.ended_with(0), "1 page: 1 in sync\n");
}

#[test]
fn a_named_configuration_has_to_be_there() {
    let site = seed_site();
    site.tikicheck(&["--config", "other.yaml"])
        .could_not_check(&["other.yaml: no such configuration file"]);
}

#[test]
fn a_named_attachments_file_has_to_be_there_and_right() {
    let site = seed_site();
    site.write("tikicheck.yaml", "links: {attachments: att.yaml}\n");
    site.tikicheck(&[]).could_not_check(&[
        "att.yaml: the attachments file does not exist",
        "`links.attachments` in tikicheck.yaml",
    ]);
    site.write("att.yaml", "attachments:\n  12: /a\n  x: /b\n");
    site.tikicheck(&[]).could_not_check(&["att.yaml:3:"]);
    site.remove("att.yaml");
    std::fs::create_dir(site.root.join("att.yaml")).expect("a directory");
    site.tikicheck(&[])
        .could_not_check(&["att.yaml: cannot be read"]);
}

#[test]
fn a_pattern_that_matches_no_page_is_never_a_pass() {
    for config in [
        "pages: [\"contents/**/*.md\"]\n",
        "pages: [\"content/**/*.md\", \"contents/**/*.md\"]\n",
    ] {
        with_config(config)
            .could_not_check(&["`contents/**/*.md`: no page found", "tikicheck.yaml"]);
    }
    with_config("exclude: [\"**/*.md\"]\n").could_not_check(&["no page found", "`exclude`"]);
}

#[test]
fn a_directory_without_pages_is_never_a_pass() {
    let site = TestRepo::empty();
    site.tikicheck(&[])
        .could_not_check(&["`**/*.md`: no page found", "there is no Markdown file in"]);
    site.git(&["init", "--quiet"]);
    site.tikicheck(&[])
        .could_not_check(&["`**/*.md`: no page found", "there is no Markdown file in"]);
    site.write("site/static/logo.svg", "");
    site.write("site/page.md", "");
    site.tikicheck(&["site/static"])
        .could_not_check(&["site/static: no page found", "`**/*.md`"]);
}

#[test]
fn a_path_that_names_no_page_is_never_a_pass() {
    let site = seed_site();
    site.write("notes.txt", "");
    for (path, words) in [
        (
            "content/nothing.md",
            "content/nothing.md: no such file or directory",
        ),
        (
            "content/nothing",
            "content/nothing: no such file or directory",
        ),
        ("content/**/z*.md", "content/**/z*.md: no page found"),
        (
            "notes.txt",
            "notes.txt: is no page: `pages` in tikicheck.yaml",
        ),
        ("..", "..: lies outside of the site"),
        ("content/[z-a.md", "content/[z-a.md: not a pattern"),
        ("", "a path is empty"),
    ] {
        site.tikicheck(&[path]).could_not_check(&[words]);
        site.tikicheck(&[SEED_PAGE, path]).could_not_check(&[words]);
    }
}

#[cfg(unix)]
#[test]
fn what_is_skipped_is_never_a_pass() {
    use std::os::unix::fs::symlink;
    let site = seed_site();
    symlink(".", site.root.join("content/loop.md")).expect("a link");
    site.tikicheck(&["content/loop.md"])
        .could_not_check(&["content/loop.md: no page found", "symbolic link"]);
    symlink("gone.md", site.root.join("content/gone.md")).expect("a link");
    site.tikicheck(&["content/gone.md"])
        .could_not_check(&["content/gone.md: no such file or directory"]);
    let bare = site.tikicheck(&[]);
    assert_eq!(bare.ended_with(0), "1 page: 1 in sync\n");
    assert_eq!(bare.stderr.matches("skipped").count(), 2);
}

#[cfg(unix)]
#[test]
fn a_page_that_cannot_be_read_is_told_and_the_others_are_checked() {
    use std::os::unix::fs::PermissionsExt as _;
    let site = seed_site();
    site.write("content/locked.md", "");
    let locked = site.root.join("content/locked.md");
    std::fs::set_permissions(&locked, std::fs::Permissions::from_mode(0o000))
        .expect("it is our file");
    let run = site.tikicheck_as_somebody(&[]);
    assert_eq!(run.ended_with(2), "1 page: 1 in sync\n");
    assert!(
        run.stderr.contains("content/locked.md: cannot be read"),
        "{run:#?}"
    );
}

#[cfg(unix)]
#[test]
fn what_is_there_and_cannot_be_read_is_not_called_missing() {
    use std::os::unix::fs::PermissionsExt as _;
    let site = seed_site();
    let mut mkfifo = std::process::Command::new("mkfifo");
    let made = mkfifo.arg(site.root.join("content/pipe.md")).status();
    assert!(made.expect("mkfifo runs").success());
    site.tikicheck(&["content/pipe.md"])
        .could_not_check(&["content/pipe.md: cannot be read: not a regular file"]);
    site.tikicheck(&["content/gone.md"])
        .could_not_check(&["content/gone.md: no such file or directory"]);
    site.write("content/closed/page.md", "");
    let closed = site.root.join("content/closed");
    let set_mode = |mode| {
        let mode = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(&closed, mode).expect("it is ours");
    };
    set_mode(0o000);
    let run = site.tikicheck_as_somebody(&["content/closed/page.md"]);
    set_mode(0o755);
    run.could_not_check(&["content/closed/page.md: cannot be read: Permission denied"]);
}

#[test]
fn a_pointer_in_place_of_a_page_is_told() {
    let site = seed_site();
    site.write("content/large.md", "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n");
    let run = site.tikicheck(&[]);
    run.ended_with(2);
    assert!(
        run.stderr
            .contains("content/large.md: is a Git LFS pointer"),
        "{run:#?}"
    );
    assert!(run.stderr.contains("git lfs pull"), "{run:#?}");
}

#[test]
fn a_mistyped_word_gets_its_nearest_neighbour() {
    let site = seed_site();
    for (args, near) in [
        (&["--stagged"][..], "'--staged'"),
        (&["--discard-edit", "--fix"], "'--discard-edits'"),
        (&["--format", "jsn"], "'json'"),
        (&["explain", "stale-pgae"], "'stale-page'"),
        (&["explian"], "`explain`"),
        (&["render", "--emti", "tree"], "'--emit'"),
    ] {
        site.tikicheck(args).could_not_check(&[near]);
    }
}

#[test]
fn what_needs_a_repository_says_so() {
    let site = seed_site();
    for args in [
        &["--staged"][..],
        &["--since", "main"],
        &["install"],
        &["uninstall"],
    ] {
        site.tikicheck(args)
            .could_not_check(&["needs a Git repository"]);
    }
}

#[test]
fn a_pattern_of_pages_that_need_a_source_names_some() {
    let site = seed_site();
    site.write(
        "tikicheck.yaml",
        "pages: [\"content/**/*.md\"]\nrequire_source: [\"content/post/*.md\"]\n",
    );
    site.tikicheck(&[])
        .could_not_check(&["`content/post/*.md`", "`require_source`"]);
    // A run over one page says nothing of others.
    site.tikicheck(&[SEED_PAGE]).ended_with(0);
}
