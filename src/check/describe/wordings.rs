//! The three wordings of a place that body and source both change, short enough to be read side by side.

use crate::finding::ThreeWordings;
use crate::merge::Conflict;
use crate::text::excerpt::excerpt;

/// How many words that all have are shown on either side.
const AROUND: usize = 2;

/// How many places are told.
const MOST: usize = 3;

/// The words that differ in each place, with a few words more on either side.
pub fn wordings(overlaps: &[Conflict]) -> Vec<ThreeWordings> {
    overlaps.iter().take(MOST).map(wording).collect()
}

fn wording(overlap: &Conflict) -> ThreeWordings {
    let all = [&overlap.base, &overlap.ours, &overlap.theirs].map(|text| text.trim_end());
    let words = all.map(|text| text.split(' ').collect::<Vec<_>>());
    let shortest = words.iter().map(Vec::len).min().unwrap_or_default();
    let is_common = |at: &dyn Fn(&Vec<&str>) -> usize| {
        let [a, b, c] = [0, 1, 2].map(|i| words[i][at(&words[i])]);
        a == b && b == c
    };
    let head = (0..shortest).take_while(|&i| is_common(&|_| i)).count();
    let tail = (0..shortest - head)
        .take_while(|&i| is_common(&|words| words.len() - 1 - i))
        .count();
    let (head, tail) = (head.saturating_sub(AROUND), tail.saturating_sub(AROUND));
    let shown = |i: usize| {
        let words: &[&str] = &words[i];
        let text = words[head..words.len() - tail].join(" ");
        let text = excerpt(&text, 0..text.len(), None).text;
        let before = if head > 0 { "…" } else { "" };
        let after = if tail > 0 { "…" } else { "" };
        format!("{before}{text}{after}")
    };
    ThreeWordings {
        was: shown(0),
        source: shown(1),
        edit: shown(2),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_all_say_is_left_out() {
        let overlap = |base: &str, ours: &str, theirs: &str| {
            let [base, ours, theirs] = [base, ours, theirs].map(str::to_owned);
            let told = wordings(&[Conflict { base, ours, theirs }]).remove(0);
            [told.was, told.source, told.edit]
        };
        assert_eq!(
            overlap("1 a b c d e f\n", "1 a b x d e f\n", "1 a b y z d e f\n"),
            ["…a b c d e…", "…a b x d e…", "…a b y z d e…"]
        );
        assert_eq!(overlap("a\n", "", "b\n"), ["a", "", "b"]);
        assert_eq!(overlap("a b", "a", "a a b"), ["a b", "a", "a a b"]);
    }
}
