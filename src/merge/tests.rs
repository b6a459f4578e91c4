//! What a merge promises: identity, symmetry, nothing lost.

use proptest::prelude::*;

use super::*;

const ALL: [Within; 3] = [Within::Lines, Within::Sentences, Within::Words];

fn sides<'t>(base: &'t str, ours: &'t str, theirs: &'t str) -> Sides<'t> {
    Sides { base, ours, theirs }
}

fn clean_at(base: &str, ours: &str, theirs: &str, within: Within) -> Option<String> {
    merge(sides(base, ours, theirs), within).clean()
}

#[test]
fn each_way_looks_further_into_a_line() {
    let base = "One two three. Four five six.\n";
    let ours = "One 2 three. Four five six.\n";
    let (sentence, word, same) = (
        "One two three. Four five 6.\n",
        "One two 3. Four five six.\n",
        "One II three. Four five six.\n",
    );
    let told = |theirs| ALL.map(|within| clean_at(base, ours, theirs, within).is_some());
    assert_eq!(told(sentence), [false, true, true]);
    assert_eq!(told(word), [false, false, true]);
    assert_eq!(told(same), [false, false, false]);
    assert_eq!(
        clean_at(base, ours, word, Within::Words).as_deref(),
        Some("One 2 3. Four five six.\n")
    );
}

#[test]
fn the_same_change_on_both_sides_is_one() {
    for within in ALL {
        let merged = clean_at("a\nb\n", "a\nx\nb\n", "a\nx\nb\n", within);
        assert_eq!(merged.as_deref(), Some("a\nx\nb\n"));
    }
}

#[test]
fn lines_side_by_side_are_a_conflict_of_lines_alone() {
    let told = ALL.map(|within| clean_at("a\nb\n", "x\nb\n", "a\ny\n", within));
    assert_eq!(told, [None, Some("x\ny\n".into()), Some("x\ny\n".into())]);
}

#[test]
fn a_sentence_written_anew_is_one_change() {
    let base = "The lamp of the harbour is old.\n";
    let ours = "A rope in the garden was new.\n";
    let theirs = "The lamp of the small harbour is old.\n";
    assert_eq!(clean_at(base, ours, theirs, Within::Words), None);
}

#[test]
fn line_ends_are_those_of_the_side_that_changed_them() {
    let merged = |base, ours, theirs| clean_at(base, ours, theirs, Within::Lines);
    assert_eq!(
        merged("a\nb\nc\n", "a\r\nb\r\nc\r\n", "a\nb\nd\n").as_deref(),
        Some("a\r\nb\r\nd\r\n")
    );
    assert_eq!(
        merged("a\r\nb\nc\nd\n", "a\r\nb\nc\nd\n", "a\r\nb\nc\nx\n").as_deref(),
        Some("a\r\nb\nc\nx\n")
    );
}

#[test]
fn markers_are_those_of_git() {
    let merged = merge(
        sides("a\nb\nc\nd\ne\n", "a\n1\nx\n2\ne\n", "a\n1\ny\n2\ne\n"),
        Within::Words,
    );
    let labels = |style| Labels {
        size: 7,
        ours: "HEAD",
        base: "base",
        theirs: "topic",
        style,
    };
    assert_eq!(
        merged.with_markers(&labels(Style::Merge)),
        "a\n1\n<<<<<<< HEAD\nx\n=======\ny\n>>>>>>> topic\n2\ne\n"
    );
    assert_eq!(
        merged.with_markers(&labels(Style::Zdiff3)),
        "a\n1\n<<<<<<< HEAD\nx\n||||||| base\nb\nc\nd\n=======\ny\n>>>>>>> topic\n2\ne\n"
    );
    assert_eq!(
        merged.with_markers(&labels(Style::Diff3)),
        "a\n<<<<<<< HEAD\n1\nx\n2\n||||||| base\nb\nc\nd\n=======\n1\ny\n2\n>>>>>>> topic\ne\n"
    );
}

#[test]
fn a_text_that_ends_without_a_line_end_keeps_so() {
    let merged = merge(sides("a\nb", "a\nx", "a\ny"), Within::Words);
    let labels = Labels {
        size: 9,
        ours: "o\u{1b}\n",
        base: "",
        theirs: "",
        style: Style::Merge,
    };
    assert_eq!(
        merged.with_markers(&labels),
        "a\n<<<<<<<<< o??\nx\n=========\ny\n>>>>>>>>>"
    );
}

#[test]
fn a_hostile_text_takes_no_longer() {
    let base = "a b\n".repeat(50_000);
    let ours = "b a\n".repeat(50_000);
    let theirs = "a\n".repeat(80_000);
    for within in ALL {
        let merged = merge(sides(&base, &ours, &theirs), within);
        assert_eq!(merged.conflicts().count(), 1);
    }
}

/// A text of few words, so that much repeats.
fn text() -> impl Strategy<Value = String> {
    prop::collection::vec("[a-d]", 0..14).prop_flat_map(|words| {
        prop::collection::vec(
            prop::sample::select(vec![" ", " ", ". ", "\n", "\n\n", "\r\n", "&amp;"]),
            words.len(),
        )
        .prop_map(move |gaps| {
            words
                .iter()
                .zip(&gaps)
                .map(|(word, gap)| format!("{word}{gap}"))
                .collect()
        })
    })
}

/// The words of a text, with how often each stands there.
fn counted(text: &str) -> std::collections::BTreeMap<&str, usize> {
    let mut counts = std::collections::BTreeMap::new();
    for word in text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        *counts.entry(word).or_default() += 1;
    }
    counts
}

proptest! {
    #[test]
    fn a_side_alone_is_the_result(base in text(), side in text()) {
        for within in ALL {
            let lf = |text: String| text.replace("\r\n", "\n");
            let of = |base, ours, theirs| clean_at(base, ours, theirs, within).map(lf);
            let side_lf = lf(side.clone());
            prop_assert_eq!(of(&base, &side, &base), Some(side_lf.clone()));
            prop_assert_eq!(of(&base, &base, &side), Some(side_lf.clone()));
            prop_assert_eq!(of(&base, &side, &side), Some(side_lf));
        }
    }

    #[test]
    fn it_is_the_same_from_either_side(base in text(), ours in text(), theirs in text()) {
        for within in ALL {
            let lf = |text: String| text.replace("\r\n", "\n");
            let there = clean_at(&base, &ours, &theirs, within).map(lf);
            let back = clean_at(&base, &theirs, &ours, within).map(lf);
            prop_assert_eq!(there, back);
        }
    }

    #[test]
    fn whoever_looks_further_agrees_on_what_was_clean(base in text(), ours in text(), theirs in text()) {
        let [lines, sentences, words] = ALL.map(|within| clean_at(&base, &ours, &theirs, within));
        if lines.is_some() {
            prop_assert_eq!(&lines, &sentences);
        }
        if sentences.is_some() {
            prop_assert_eq!(sentences, words);
        }
    }

    #[test]
    fn no_word_is_lost(base in text(), ours in text(), theirs in text()) {
        for within in ALL {
            let merged = merge(sides(&base, &ours, &theirs), within);
            let Some(clean) = merged.clean() else {
                continue;
            };
            let [base, ours, theirs, merged] =
                [&base, &ours, &theirs, &clean].map(|text| counted(text));
            for word in ["a", "b", "c", "d", "amp"] {
                let of = |counts: &std::collections::BTreeMap<&str, usize>| {
                    counts.get(word).copied().unwrap_or_default()
                };
                let (base, ours, theirs, merged) = (of(&base), of(&ours), of(&theirs), of(&merged));
                // What each side took away is at most what it lacks of the base.
                let gone = base.saturating_sub(ours) + base.saturating_sub(theirs);
                prop_assert!(merged + gone >= base.min(ours.max(theirs)), "{word}");
            }
        }
    }

    #[test]
    fn a_conflict_holds_all_that_the_sides_say(base in text(), ours in text(), theirs in text()) {
        let lf = |text: &str| text.replace("\r\n", "\n");
        let merged = merge(sides(&base, &ours, &theirs), Within::Lines);
        let side = |of: fn(&Conflict) -> &String| {
            merged.conflicts().map(|conflict| lf(of(conflict))).collect::<Vec<_>>()
        };
        for (text, parts) in [
            (&base, side(|c| &c.base)),
            (&ours, side(|c| &c.ours)),
            (&theirs, side(|c| &c.theirs)),
        ] {
            let text = lf(text);
            let mut rest = &*text;
            for part in parts {
                let at = rest.find(&part);
                prop_assert!(at.is_some(), "{part:?} in {rest:?}");
                rest = &rest[at.unwrap_or_default() + part.len()..];
            }
        }
    }
}
