//! docs/internals/page-format.md: its pages are in sync, and each edit of the first one has the verdict that the text says.

use tikicheck::{Finding, Fix, Group, HandEdits, Rule, Site, check};

use super::cells::{rows, unshown};
use super::{fenced, text};

const PAGE: &str = "docs/internals/page-format.md";
const VERDICTS: &str = "| body | copy | tree | source | verdict | a fix | what happened |";
const DAMAGE: &str = "| in the page, replace | by | the message says |";

/// The pages that the text shows.
fn pages(text: &str) -> Vec<String> {
    let pages = fenced(text, "page").into_iter();
    pages.map(|page| format!("{page}\n")).collect()
}

/// What is found in a page.
fn findings(page: &str) -> Vec<Finding> {
    check(
        "water.md",
        page.as_bytes(),
        &Site::default(),
        HandEdits::Keep,
    )
    .findings
}

#[test]
fn the_pages_of_the_page_format_are_in_sync() {
    let pages = pages(&text(PAGE));
    assert_eq!(pages.len(), 2);
    for page in pages {
        let mut found = findings(&page);
        // What a reader sees of it is another matter.
        found.retain(|finding| finding.rule.group() != Group::Shown);
        assert!(found.is_empty(), "{page}\n{found:#?}");
    }
}

#[test]
fn the_witnesses_come_to_the_verdict_of_the_table() {
    let text = text(PAGE);
    let page = &pages(&text)[0];
    let seams = ["<pre ", "AST Structure:", "Original Tiki:"];
    for row in rows(&text, VERDICTS) {
        let [volumes @ .., verdict, fix, _] = &row[..] else {
            panic!("{row:?}");
        };
        let mut edited = String::new();
        let mut rest = &**page;
        for (volume, seam) in volumes.iter().zip(seams) {
            let (part, behind) = rest.split_once(seam).expect("a seam");
            edited += &part.replace("300", volume);
            edited += seam;
            rest = behind;
        }
        edited += &rest.replace("300", volumes[3]);
        let found = findings(&edited);
        let rules: Vec<&str> = found.iter().map(|finding| finding.rule.name()).collect();
        if *verdict == "in sync" {
            assert!(rules.is_empty(), "{row:?}: {rules:?}");
            continue;
        }
        assert!(!rules.is_empty(), "{row:?}");
        for finding in found {
            assert_eq!(finding.rule.name(), verdict.trim_matches('`'), "{row:?}");
            let cost = match finding.fix {
                Fix::Safe => "safe",
                Fix::KeepsEdit => "reads the same",
                Fix::DiscardsEdit => "loses the edit",
                _ => "never",
            };
            assert_eq!(cost, *fix, "{row:?}");
        }
    }
}

#[test]
fn each_kind_of_damage_has_its_message() {
    let text = text(PAGE);
    let page = &pages(&text)[0];
    for row in rows(&text, DAMAGE) {
        let [old, new, words] = row[..] else {
            panic!("{row:?}");
        };
        let new = if new == "nothing" {
            String::new()
        } else {
            unshown(new)
        };
        let damaged = page.replacen(&unshown(old), &new, 1);
        assert_ne!(&damaged, page, "{row:?}");
        let found = findings(&damaged);
        let [finding] = &found[..] else {
            panic!("{row:?}: {found:#?}");
        };
        assert_eq!(finding.rule, Rule::DamagedBlock, "{row:?}");
        assert_eq!(finding.fix, Fix::None, "{row:?}");
        assert!(finding.message.contains(words), "{}", finding.message);
    }
}

#[test]
fn a_quoted_heading_is_told_by_body_or_source() {
    let page = &pages(&text(PAGE))[1];
    let (generated, source) = page.rsplit_once("AST Structure:").expect("a tree");
    let join = |generated: &str, source: &str| format!("{generated}AST Structure:{source}");
    // The tree holds the text on one line, so only the source holds this line.
    let edited_source = source.replace("\nlike here.", "\nlike there.");
    assert_ne!(edited_source, source);
    let rules = |page: &str| -> Vec<Rule> {
        let mut rules: Vec<Rule> = findings(page).iter().map(|finding| finding.rule).collect();
        rules.dedup();
        rules
    };
    assert_eq!(rules(&join(generated, &edited_source)), [Rule::StalePage]);
    let edited_body = generated.replacen("like here.", "as here.", 1);
    assert_eq!(rules(&join(&edited_body, source)), [Rule::EditedBody]);
    let [ambiguous] = &findings(&join(&edited_body, &edited_source))[..] else {
        panic!("one finding");
    };
    assert_eq!(ambiguous.rule, Rule::DamagedBlock);
    assert!(
        ambiguous.message.contains("ambiguous"),
        "{}",
        ambiguous.message
    );
}
