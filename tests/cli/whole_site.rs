//! Rules that compare the pages of a site, under the built tikicheck.

use crate::support::TestRepo;

/// A site outside of Git, of pages without a source.
struct Site(TestRepo);

impl std::ops::Deref for Site {
    type Target = TestRepo;

    fn deref(&self) -> &TestRepo {
        &self.0
    }
}

impl Site {
    /// Of pages at these paths, each with what stands in its front matter.
    fn new(pages: &[(&str, &str)]) -> Self {
        let site = Site(TestRepo::empty());
        for (path, front_matter) in pages {
            site.write(path, format!("---\n{front_matter}\n---\n\ntext\n"));
        }
        site
    }

    /// What a run with these arguments says in one line for each finding, and its exit code.
    fn concise(&self, arguments: &[&str]) -> (String, Option<i32>) {
        let concise = [&["--format", "concise"], arguments].concat();
        self.run_in("", &concise)
    }

    fn run_in(&self, directory: &str, arguments: &[&str]) -> (String, Option<i32>) {
        let run = self.tikicheck_in(&self.root.join(directory), arguments);
        (run.stdout, run.code)
    }

    /// The findings of a run over all pages, without the census.
    fn findings(&self) -> Vec<String> {
        let (said, _) = self.concise(&[]);
        let mut lines: Vec<String> = said.lines().map(str::to_owned).collect();
        let census = lines.pop().expect("a census");
        assert!(census.contains(" pages: "), "{said}");
        lines
    }
}

#[test]
fn pages_with_one_slug_in_a_directory_are_told() {
    let site = Site::new(&[
        ("posts/iron.md", "title: Iron"),
        ("posts/iron-old.md", "slug: Iron"),
        ("posts/zinc.md", "slug: zinc"),
        ("posts/zink.md", "slug: \"zi\\u006ec\""),
        ("posts/zinc-3.md", "slug: zinc"),
        ("news/iron.md", "slug: iron"),
        ("posts/iron.de.md", "slug: iron"),
        ("posts/_index.md", "slug: iron"),
        ("posts/copper/index.md", "title: Copper"),
        ("posts/tin/index.md", "title: Tin"),
    ]);
    site.write("tikicheck.yaml", "rules: {slug-mismatch: off}\n");
    assert_eq!(
        site.findings(),
        [
            "posts/iron-old.md:2:7: warning[duplicate-slug] the slug `Iron` is that of posts/iron.md too",
            "posts/iron.md:1:1: warning[duplicate-slug] the name of the file is the slug of posts/iron-old.md too",
            "posts/zinc-3.md:2:7: warning[duplicate-slug] the slug `zinc` is that of posts/zinc.md and of one more page too",
            "posts/zinc.md:2:7: warning[duplicate-slug] the slug `zinc` is that of posts/zinc-3.md and of one more page too",
            "posts/zink.md:2:1: warning[duplicate-slug] the slug `zinc` is that of posts/zinc-3.md and of one more page too",
        ]
    );
}

#[test]
fn pages_with_one_alias_are_told() {
    let site = Site::new(&[
        ("posts/iron.md", "aliases: [\"/Iron\", \"/x/\", old]"),
        (
            "posts/zinc.md",
            "aliases:\n  - \"/x\"\n  - \"/posts/iron/\"\n  - \"/zinc\"\n  - \"/zinc\"",
        ),
        ("news/tin.md", "aliases: [old, \"/Tin?page=1\"]"),
        ("posts/tin.md", "aliases: old/"),
    ]);
    assert_eq!(
        site.findings(),
        [
            "posts/iron.md:2:21: warning[duplicate-alias] the alias `/x/` is one of posts/zinc.md too",
            "posts/iron.md:2:27: warning[duplicate-alias] the alias `old` is one of posts/tin.md too",
            "posts/tin.md:2:10: warning[duplicate-alias] the alias `old/` is one of posts/iron.md too",
            "posts/zinc.md:3:6: warning[duplicate-alias] the alias `/x` is one of posts/iron.md too",
            "posts/zinc.md:4:6: warning[duplicate-alias] the alias `/posts/iron/` is the address of posts/iron.md",
        ]
    );
}

#[test]
fn a_site_without_double_claims_is_not_spoken_of() {
    let site = Site::new(&[
        ("posts/iron.md", "title: Iron\naliases: [\"/Iron\"]"),
        (
            "posts/zinc.md",
            "title: Zinc\nslug: zinc\naliases: [\"/Zinc\", \"/posts/zinc\"]",
        ),
        ("posts/tin.md", "title: \"unreadable"),
    ]);
    site.write("posts/plain.md", "text\n");
    site.write(
        "tikicheck.yaml",
        "rules: {hugo-stops: off, front-matter-invalid: off}\n",
    );
    assert_eq!(site.findings(), [""; 0]);
    assert_eq!(site.concise(&["--strict"]).1, Some(0));
}

const TWINS: [(&str, &str); 2] = [
    ("posts/a.md", "slug: a\naliases: [\"/x\"]"),
    ("posts/b.md", "slug: b\naliases: [\"/x\"]"),
];

#[test]
fn warnings_fail_a_strict_run_and_errors_any() {
    let site = Site::new(&TWINS);
    assert_eq!(site.concise(&[]).1, Some(0));
    assert_eq!(site.concise(&["--strict"]).1, Some(1));
    site.write("tikicheck.yaml", "rules: {duplicate-alias: error}\n");
    let (said, code) = site.concise(&[]);
    assert_eq!(code, Some(1));
    assert!(
        said.contains("posts/b.md:3:12: error[duplicate-alias]"),
        "{said}"
    );
    site.write(
        "tikicheck.yaml",
        "rules: {duplicate-alias: off, duplicate-slug: off}\n",
    );
    assert_eq!(site.findings(), [""; 0]);
}

#[test]
fn a_fix_leaves_front_matter_alone() {
    let site = Site::new(&TWINS);
    let before = site.read("posts/a.md");
    let (said, _) = site.concise(&["--fix"]);
    assert_eq!(said.matches("duplicate-alias").count(), 2, "{said}");
    let after = site.read("posts/a.md");
    assert_eq!(before, after);
}

#[test]
fn named_pages_are_not_compared_with_others() {
    let site = Site::new(&TWINS);
    let (said, code) = site.concise(&["posts/a.md", "posts/b.md"]);
    assert!(!said.contains("duplicate-alias"), "{said}");
    assert_eq!(code, Some(0));
}

#[test]
fn claims_that_are_accepted_are_not_told() {
    let site = Site::new(&TWINS);
    site.write(
        "tikicheck.yaml",
        "ignore:\n  - {path: posts/a.md, rule: duplicate-alias, reason: known}\n  - {path: posts/b.md, rule: duplicate-slug, reason: none}\n",
    );
    assert_eq!(
        site.findings(),
        [
            "posts/b.md:3:12: warning[duplicate-alias] the alias `/x` is one of posts/a.md too",
            "tikicheck.yaml:3:1: error[unused-ignore] this entry of `ignore` matches no finding of `duplicate-slug`",
        ]
    );
}

#[test]
fn claims_that_front_matter_accepts_are_not_told() {
    let site = Site::new(&[
        TWINS[0],
        (
            "posts/b.md",
            "slug: b\naliases: [\"/x\"]\ntikicheck: {ignore: [duplicate-alias, duplicate-slug]}",
        ),
    ]);
    assert_eq!(
        site.findings(),
        [
            "posts/a.md:3:12: warning[duplicate-alias] the alias `/x` is one of posts/b.md too",
            "posts/b.md:4:39: error[unused-ignore] `tikicheck: {ignore: [duplicate-slug]}` keeps no finding of this page back",
        ]
    );
    let (said, _) = site.concise(&["posts/b.md"]);
    assert!(
        !said.contains("unused-ignore"),
        "a run over some pages cannot tell: {said}"
    );
}

#[test]
fn findings_are_in_the_order_of_the_pages_wherever_one_stands() {
    let site = Site::new(&[
        ("posts/a.md", "slug: x\ndate: never\naliases: [\"/x\"]"),
        ("news/b.md", "slug: b\naliases: [\"/x\"]"),
        ("zoo/c.md", "date: never"),
    ]);
    let rules = |directory: &str| -> Vec<String> {
        let (said, _) = site.run_in(directory, &["--format", "concise"]);
        let lines = said
            .lines()
            .filter(|line| line.contains(": ") && line.contains('['));
        lines
            .map(|line| line.split(']').next().unwrap_or_default().to_owned())
            .collect()
    };
    assert_eq!(
        rules(""),
        [
            "news/b.md:3:12: warning[duplicate-alias",
            "posts/a.md:2:7: warning[slug-mismatch",
            "posts/a.md:3:7: error[hugo-stops",
            "posts/a.md:4:12: warning[duplicate-alias",
            "zoo/c.md:2:7: error[hugo-stops",
        ]
    );
    site.write("tikicheck.yaml", "");
    assert_eq!(
        rules("posts")[0],
        "../news/b.md:3:12: warning[duplicate-alias"
    );
    assert_eq!(rules("posts")[1], "a.md:2:7: warning[slug-mismatch");
}

#[test]
fn the_report_reads_well() {
    let site = Site::new(&[
        (
            "posts/iron.md",
            "title: \"Iron – May 2020\"\naliases:\n  - \"/Iron\"\ndate: 2023-02-29",
        ),
        (
            "posts/ferritin.md",
            "title: Ferritin\nslug: ferritine\naliases: [\"/Iron\"]",
        ),
        ("posts/tin.md", "title: \"Tin\nslug: tin"),
    ]);
    site.write(
        "attachments.yaml",
        "attachments:\n  21139: /files/hip.png\n",
    );
    site.write(
        "tikicheck.yaml",
        "pages: [posts/*.md]\nlinks: {attachments: attachments.yaml}\n\
         rules: {unclosed-markup: warn, unknown-plugin: warn, unknown-attachment: warn, missing-page: warn}\n",
    );
    let wiki = "Bones need ((Irn)) & {MODULE(name=\"iron\")}{MODULE}.\n{img attId=21193}\n__Results: more iron, less ''sleep''.\n";
    let page = site.tikicheck_fed(wiki.as_bytes(), &["render", "--emit", "page"]);
    site.write("posts/bones.md", page.stdout);
    let (said, code) = site.run_in("", &[]);
    assert_eq!(code, Some(1));
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("human-front-matter-and-source", said));
}
