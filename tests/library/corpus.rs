//! The corpus that is measured with: the same everywhere, with every construct, and adrift where it says so.

use std::collections::HashSet;

use tikicheck::internals::check::{Verdict, check};
use tikicheck::internals::generator::Workspace;
use tikicheck::internals::rules::{Group, Rule};
use tikicheck::internals::wiki::tree::Kind;
use tikicheck::internals::wiki::{Lines, Tree, Workspace as Reader};

#[path = "../../examples/corpus/site.rs"]
mod site;
#[path = "../../examples/corpus/wiki.rs"]
mod wiki;

use site::{Corpus, Drift};

#[test]
fn seed_and_number_alone_make_a_page() {
    let page = |seed, number| Corpus::new(20, seed).page(number, &mut Workspace::default());
    let mut used = Workspace::default();
    let corpus = Corpus::new(20, 1);
    for number in (0..20).rev() {
        assert_eq!(
            corpus.page(number, &mut used),
            page(1, number),
            "page {number}"
        );
    }
    assert_ne!(page(1, 0), page(1, 1));
    assert_ne!(page(1, 0), page(2, 0));
}

#[test]
fn pages_are_adrift_where_they_say_so() {
    let corpus = Corpus::new(200, 1);
    let mut workspace = Workspace::default();
    for number in 0..corpus.pages {
        let (path, page) = corpus.page(number, &mut workspace);
        let checked = check(
            path.as_path(),
            page.as_bytes(),
            corpus.context(),
            &mut workspace,
        )
        .checked;
        let rules: HashSet<Rule> = checked
            .findings
            .iter()
            .map(|finding| finding.rule)
            .filter(|rule| rule.group() != Group::Shown)
            .collect();
        let expected = match Drift::of(number) {
            None => {
                assert_eq!(
                    checked.verdict,
                    Verdict::InSync,
                    "page {number}: {:?}",
                    checked.findings
                );
                None
            }
            Some(Drift::WithoutSource) => {
                assert_eq!(checked.verdict, Verdict::WithoutSource, "page {number}");
                None
            }
            Some(Drift::SourceEdited) => Some(Rule::StalePage),
            Some(Drift::BodyEdited) => Some(Rule::EditedBody),
            Some(Drift::BothEdited) => Some(Rule::ConflictingEdits),
            Some(Drift::CopyEdited) => Some(Rule::StaleCopy),
            Some(Drift::TreeEdited) => Some(Rule::StaleTree),
            Some(Drift::CutOff) => Some(Rule::DamagedBlock),
            Some(Drift::OtherStyle) => Some(Rule::BlockStyle),
        };
        assert_eq!(rules, expected.into_iter().collect(), "page {number}");
    }
}

#[test]
fn every_construct_occurs() {
    let corpus = Corpus::new(200, 1);
    let mut workspace = Reader::default();
    let mut tree = Tree::default();
    let mut seen = vec![false; Kind::Newline as usize + 1];
    for number in 0..corpus.pages {
        workspace.parse_plain(
            &corpus.source(number, 3000),
            Lines::Trimmed.into(),
            &mut tree,
        );
        tree.nodes()
            .for_each(|node| seen[node.kind as usize] = true);
    }
    let missing: Vec<usize> = (0..seen.len()).filter(|&kind| !seen[kind]).collect();
    assert!(missing.is_empty(), "kinds that no page holds: {missing:?}");
}
