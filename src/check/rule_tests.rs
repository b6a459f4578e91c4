//! The rules about front matter and source, each where it speaks and where it is silent; no fix touches either.

use std::path::Path;

use super::{Context, HandEdits, Verdict};
use crate::config::Config;
use crate::finding::Part;
use crate::finding::{Finding, Fix};
use crate::generator::Workspace;
use crate::rules::{Group, Rule, Severity};
use crate::site::Site;
use crate::site::{Attachments, PageSet};
use crate::testing::{Outcome, check};

/// Calls `ask` with a site of three pages.
fn on_site<T>(config: &str, ask: impl FnOnce(Context<'_>) -> T) -> T {
    let config = Config::parse(config, Path::new("tikicheck.yaml")).expect("a configuration");
    let pages = ["content/posts/bone-health.md", "iron.md", "zinc.md"];
    let attachments = Attachments::parse(
        "attachments:\n  1: /hip.png\nfiles:\n  77: /chart.png\n",
        Path::new("attachments.yaml"),
    );
    let site = Site::new(
        PageSet::from_paths(pages),
        &config.links,
        attachments.expect("an attachments file"),
    );
    ask(Context::new(&config, &site))
}

/// What is said about a file, whatever is in it.
fn checked_file(path: &str, file: &str, edits: HandEdits) -> Outcome {
    on_site("", |context| {
        let mut workspace = Workspace::default();
        check(
            Path::new(path),
            file.as_bytes(),
            context,
            edits,
            &mut workspace,
        )
    })
}

/// A page generated from `wiki` under front matter, and what is said about it.
fn checked(path: &str, front_matter: &str, wiki: &str, config: &str) -> (String, Outcome) {
    on_site(config, |context| {
        let mut workspace = Workspace::default();
        let page = context.generator.page(wiki, &mut workspace);
        let seam = if front_matter.is_empty() { "" } else { "\n" };
        let file = [front_matter, seam, &page].concat();
        let checked = check(
            Path::new(path),
            file.as_bytes(),
            context,
            HandEdits::Keep,
            &mut workspace,
        );
        (file, checked)
    })
}

/// The findings about a page, each with the text that it points at.
fn findings(
    path: &str,
    front_matter: &str,
    wiki: &str,
    config: &str,
) -> Vec<(Rule, String, String)> {
    let (file, checked) = checked(path, front_matter, wiki, config);
    assert!(checked.fixed.is_none(), "nothing of this can be fixed");
    assert_eq!(checked.verdict, Verdict::InSync);
    let finding = |finding: Finding| {
        assert_eq!(finding.fix, Fix::None);
        assert_eq!(finding.page, Path::new(path));
        let at = finding.start.offset..finding.end.offset;
        (finding.rule, file[at].to_owned(), finding.message)
    };
    // How a page is shown is told in `shown_tests`.
    let is_meant =
        |finding: &Finding| finding.rule == Rule::HugoStops || finding.rule.group() != Group::Shown;
    let meant = checked.findings.into_iter().filter(is_meant);
    meant.map(finding).collect()
}

fn said(front_matter: &str) -> Vec<(Rule, String, String)> {
    findings("content/posts/bone-health.md", front_matter, "text\n", "")
}

const GOOD: &str =
    "---\ntitle: \"Bone health – May 2020\"\nslug: \"bone-health\"\ndate: 2020-05-01\n---\n";

#[test]
fn good_front_matter_is_not_spoken_of() {
    for front_matter in [
        GOOD,
        "",
        "---\n---\n",
        "---\ntitle: Bone health\n---\n",
        "+++\ntitle = \"Bone health\"\ndate = 2020-05-01\n+++\n",
        "{\n\"title\": \"Bone health\"\n}\n",
    ] {
        assert_eq!(said(front_matter), [], "{front_matter}");
    }
}

#[test]
fn front_matter_that_cannot_be_read_is_told_at_its_place() {
    let (file, checked) = checked(
        "content/posts/bone-health.md",
        "\u{feff}---\ntitle: \"é\"\nslug: a: b\n---\n",
        "text\n",
        "",
    );
    let [finding] = &*checked.findings else {
        panic!("{:?}", checked.findings);
    };
    assert_eq!(finding.rule, Rule::HugoStops);
    assert_eq!(finding.severity, Severity::Error);
    assert_eq!(finding.part, Some(Part::FrontMatter));
    assert_eq!((finding.start.line, finding.start.column), (3, 8));
    assert!(file[finding.start.offset..].starts_with(": b"));
    assert_eq!(finding.fix, Fix::None);
    assert!(checked.fixed.is_none());
}

#[test]
fn places_in_front_matter_are_those_of_a_file_with_crlf() {
    let (file, _) = checked("content/posts/bone-health.md", GOOD, "text\n", "");
    let file = file
        .replace("2020-05-01", "2020-05-32")
        .replace('\n', "\r\n");
    let checked = checked_file("content/posts/bone-health.md", &file, HandEdits::Keep);
    let [finding] = &*checked.findings else {
        panic!("{:?}", checked.findings);
    };
    assert_eq!(
        &file[finding.start.offset..finding.end.offset],
        "2020-05-32"
    );
    assert_eq!((finding.start.line, finding.start.column), (4, 7));
}

#[test]
fn several_mistakes_are_told_one_by_one() {
    let told =
        said("---\ndate: 2023-02-29\nslug: bone-health\nlastmod: soon\nslug: bone-health\n---\n");
    let at: Vec<&str> = told.iter().map(|(_, at, _)| &**at).collect();
    assert_eq!(at, ["2023-02-29", "soon", "slug"]);
    assert!(told.iter().all(|(rule, ..)| *rule == Rule::HugoStops));
}

#[test]
fn an_unfinished_merge_in_the_front_matter_is_told_once() {
    let (file, _) = checked("content/posts/bone-health.md", GOOD, "text\n", "");
    let merge = "<<<<<<< HEAD\ntitle: a\n=======\ntitle: b\n>>>>>>> other\n";
    let file = file.replacen("slug", &format!("{merge}slug"), 1);
    let file = file.replacen("\ntext", "\nedit", 1);
    let checked = checked_file("content/posts/bone-health.md", &file, HandEdits::Keep);
    let rules: Vec<Rule> = checked
        .findings
        .iter()
        .map(|finding| finding.rule)
        .collect();
    assert_eq!(rules, [Rule::DamagedBlock]);
}

#[test]
fn a_page_that_starts_with_a_shortcode_has_no_front_matter() {
    // Hugo takes the brace for the beginning of an object.
    for file in ["{{< toc >}}\ntext\n", "{open\n"] {
        let checked = checked_file("a.md", file, HandEdits::Keep);
        let rules: Vec<Rule> = checked.findings.iter().map(|found| found.rule).collect();
        assert_eq!(rules, [Rule::HugoStops], "{:?}", checked.findings);
    }
}

#[test]
fn front_matter_that_never_closes_is_told() {
    for file in ["---\ntext\n", "\u{feff}+++\na = 1\n", "---\r\ntext\r\n"] {
        let checked = checked_file("a.md", file, HandEdits::Keep);
        let [finding] = &checked.findings[..] else {
            panic!("{:?}", checked.findings)
        };
        assert_eq!(finding.rule, Rule::HugoStops);
        assert_eq!(
            finding.message,
            "the front matter is never closed, and Hugo ends the build here"
        );
        let place = finding.start.offset..finding.end.offset;
        assert!(["---", "+++"].contains(&&file[place]));
        assert_eq!(checked.verdict, Verdict::WithoutSource);
    }
}

#[test]
fn file_name_slug_and_title_have_to_agree() {
    for (front_matter, at, message) in [
        (
            "---\ntitle: \"Bone health\"\nslug: bones\n---\n",
            "bones",
            "the file is called `bone-health`, but its slug is `bones`",
        ),
        (
            "---\ntitle: Bones\nslug: bone-health\n---\n",
            "Bones",
            "the file is called `bone-health`, but its title makes the slug `bones`",
        ),
        (
            "---\ntitle: Bones\nslug: bones\n---\n",
            "bones",
            "the file is called `bone-health`, but by its title and its slug it is `bones`",
        ),
        (
            "---\ntitle: Bones\nslug: bone\n---\n",
            "bone",
            "the file is called `bone-health`, its slug is `bone`, and its title makes `bones`",
        ),
    ] {
        let told = said(front_matter);
        assert_eq!(
            told,
            [(Rule::SlugMismatch, at.to_owned(), message.to_owned())]
        );
    }
}

#[test]
fn names_of_files_are_read_as_hugo_reads_them() {
    for (path, front_matter) in [
        (
            "content/posts/_index.md",
            "---\ntitle: Posts\nslug: all\n---\n",
        ),
        (
            "content/posts/bones/index.md",
            "---\ntitle: Bones\nslug: bones\n---\n",
        ),
        (
            "content/posts/bones.de.md",
            "---\ntitle: Bones\nslug: bones\n---\n",
        ),
        ("bones.md", "---\ntitle: Bones\nslug: \"\"\n---\n"),
        ("bones.md", "---\ntitle: \"–\"\n---\n"),
    ] {
        assert_eq!(findings(path, front_matter, "text\n", ""), [], "{path}");
    }
    let told = findings("bones/index.md", "---\nslug: bone\n---\n", "text\n", "");
    assert_eq!(told[0].0, Rule::SlugMismatch);
}

#[test]
fn titles_count_on_pages_of_the_wiki_only() {
    let rules = |file: &str| -> Vec<Rule> {
        let checked = checked_file("about.md", file, HandEdits::Keep);
        assert_eq!(checked.verdict, Verdict::WithoutSource);
        checked
            .findings
            .iter()
            .map(|finding| finding.rule)
            .collect()
    };
    assert_eq!(rules("---\ntitle: About us\n---\ntext\n"), []);
    assert_eq!(
        rules("---\nslug: about-us\n---\ntext\n"),
        [Rule::SlugMismatch]
    );
}

#[test]
fn a_page_accepts_findings_by_its_own_front_matter() {
    let with = |rules: &str| format!("---\nslug: bones\ntikicheck:\n  ignore: [{rules}]\n---\n");
    let path = "content/posts/bone-health.md";
    assert_eq!(findings(path, &with("slug-mismatch"), "text\n", ""), []);
    let told = findings(path, &with("slug-mismatch, stale-page"), "text\n", "");
    assert_eq!(
        told,
        [(
            Rule::UnusedIgnore,
            "stale-page".to_owned(),
            "`tikicheck: {ignore: [stale-page]}` keeps no finding of this page back".to_owned()
        )]
    );
    let off = "rules: {front-matter-invalid: off, slug-mismatch: off, duplicate-slug: off, duplicate-alias: off}\n";
    let told = findings(path, &with("slug-mismatch"), "text\n", off);
    assert_eq!(
        told[0].0,
        Rule::UnusedIgnore,
        "also where no rule asks for front matter"
    );
    let across = findings(path, &with("slug-mismatch, duplicate-slug"), "text\n", "");
    assert_eq!(across, [], "a run over some pages cannot tell");
}

#[test]
fn an_accepted_drift_is_counted_and_left_alone() {
    let front_matter = "---\nslug: bone-health\ntikicheck: {ignore: [edited-body]}\n---\n";
    let (file, _) = checked("content/posts/bone-health.md", front_matter, "text\n", "");
    let edited = file.replacen("text", "edit", 1);
    let checked = checked_file("content/posts/bone-health.md", &edited, HandEdits::Discard);
    assert_eq!(checked.findings, []);
    assert_eq!(checked.verdict, Verdict::Ignored);
    assert!(checked.fixed.is_none());
}

#[test]
fn rules_in_front_matter_that_do_not_exist_are_told() {
    let told = said("---\nslug: bone-health\ntikicheck: {ignore: [slug-missmatch]}\n---\n");
    assert_eq!(told[0].0, Rule::FrontMatterInvalid);
    assert!(
        told[0].2.contains("did you mean `slug-mismatch`?"),
        "{}",
        told[0].2
    );
}

const SOURCE_RULES: &str = "rules: {unclosed-markup: warn, unknown-plugin: warn, unknown-attachment: error, missing-page: warn}\n\
    links: {attachments: attachments.yaml}\n";

fn of_source(wiki: &str) -> Vec<(Rule, String, String)> {
    findings("content/posts/bone-health.md", GOOD, wiki, SOURCE_RULES)
}

#[test]
fn a_text_that_stands_nowhere_in_one_piece_ends_by_itself() {
    // Found by fuzzing: the alias is put together, and is the first of its kind.
    for wiki in ["(({ |3))", "(({", "(({|__))", "((a {MODULE( | b))"] {
        of_source(wiki);
    }
}

#[test]
fn rules_about_the_source_are_off_unless_wanted() {
    let wiki = "__open {MODULE(a=1)} {img attId=999} ((Nowhere))\n";
    let path = "content/posts/bone-health.md";
    assert_eq!(findings(path, GOOD, wiki, ""), []);
    let rules: Vec<Rule> = of_source(wiki).into_iter().map(|(rule, ..)| rule).collect();
    assert_eq!(
        rules,
        [
            Rule::UnclosedMarkup,
            Rule::UnknownPlugin,
            Rule::UnknownAttachment,
            Rule::MissingPage
        ]
    );
}

#[test]
fn a_source_without_mistakes_is_not_spoken_of() {
    let wiki = "__bold__ {DIV(class=\"x\")}d{DIV} {img attId=1} {img fileId=077} {img src=\"/a\" attId=999} ((Bone Health)) \
        ((iron|Iron)) ~tc~ ((Nowhere)) __open ~/tc~ ~np~ __ {MODULE(a=1)} ~/np~ {LIST()}{filter a=1} __{LIST}\n";
    assert_eq!(of_source(wiki), []);
}

#[test]
fn places_in_the_source_lead_through_its_escapes() {
    let told = of_source("a < \"b\" &amp; ((Bone <helth>))\r\n''open & {img attId=\"1, 2\"}\r\n");
    let at: Vec<_> = told.iter().map(|(rule, at, _)| (*rule, &**at)).collect();
    assert_eq!(
        at,
        [
            (Rule::MissingPage, "Bone &lt;helth&gt;"),
            (Rule::UnclosedMarkup, "&#39;&#39;"),
            (Rule::UnknownAttachment, " 2"),
        ]
    );
    assert!(
        told[0].2.ends_with("did you mean `bone-health`?"),
        "{}",
        told[0].2
    );
}

#[test]
fn attachments_are_unknown_only_where_a_file_says_which_are_known() {
    let config = "rules: {unknown-attachment: warn}\n";
    let wiki = "{img fileId=1} {ATTACH(id=77)}x{ATTACH}\n";
    let path = "content/posts/bone-health.md";
    assert_eq!(findings(path, GOOD, wiki, config), []);
    let told = of_source(wiki);
    let messages: Vec<&str> = told.iter().map(|(.., message)| &**message).collect();
    assert_eq!(
        messages,
        [
            "the file 1 is not in the attachments file",
            "the attachment 77 is not in the attachments file"
        ]
    );
}

#[test]
fn links_by_number_count_by_their_text() {
    let told = of_source(
        "[tiki-index.php?page_id=7|Zinck] [tiki-index.php?page_id=7|Zinc] [tiki-index.php?page_id=7|__Z__]\n",
    );
    assert_eq!(told.len(), 1);
    assert_eq!(
        told[0].2,
        "there is no page `zinck` for the link to lead to; did you mean `zinc`?"
    );
}

#[test]
fn a_page_full_of_mistakes_says_how_many() {
    let told = of_source(&"((Nowhere)) __ x ((a\n\n".repeat(30));
    let of = |wanted| {
        told.iter()
            .filter(|(rule, ..)| *rule == wanted)
            .collect::<Vec<_>>()
    };
    let missing = of(Rule::MissingPage);
    assert_eq!(missing.len(), 10);
    assert!(
        missing[9].2.ends_with(" (and 20 more on this page)"),
        "{}",
        missing[9].2
    );
    assert!(!missing[8].2.contains("more on this page"));
    assert_eq!(of(Rule::UnclosedMarkup).len(), 10);
}
