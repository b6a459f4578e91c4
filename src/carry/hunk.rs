//! Differences between the generated and the edited body, and which of them are carried together.

use std::ops::Range;

use crate::text::diff;

/// One difference: what stands in the generated text at `shown` became what stands in the edited one at `edited`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hunk {
    /// Bytes of the generated text, on character boundaries.
    pub shown: Range<usize>,
    /// Bytes of the edited text, on character boundaries.
    pub edited: Range<usize>,
}

impl Hunk {
    /// A difference without the characters that both sides begin or end with.
    pub fn new(shown: Range<usize>, edited: Range<usize>, text: &str, new: &str) -> Self {
        let (head, tail) = common(&text[shown.clone()], &new[edited.clone()]);
        Self {
            shown: shown.start + head..shown.end - tail,
            edited: edited.start + head..edited.end - tail,
        }
    }
}

/// The hunks that `changes` tell, which lead from `new`, the edited text, to `text`; those that touch are one.
pub fn hunks(changes: &[diff::Change], text: &str, new: &str) -> Vec<Hunk> {
    let mut hunks: Vec<Hunk> = Vec::new();
    for change in changes {
        match hunks.last_mut() {
            Some(last)
                if last.shown.end == change.expected.start
                    && last.edited.end == change.found.start =>
            {
                last.shown.end = change.expected.end;
                last.edited.end = change.found.end;
            }
            _ => hunks.push(Hunk {
                shown: change.expected.clone(),
                edited: change.found.clone(),
            }),
        }
    }
    hunks
        .into_iter()
        .map(|hunk| Hunk::new(hunk.shown, hunk.edited, text, new))
        .collect()
}

/// How many bytes two texts have in common at their start and, behind that, at their end.
pub fn common(old: &str, new: &str) -> (usize, usize) {
    let same = |pairs: &mut dyn Iterator<Item = (char, char)>| -> usize {
        pairs
            .take_while(|(a, b)| a == b)
            .map(|(a, _)| a.len_utf8())
            .sum()
    };
    let head = same(&mut old.chars().zip(new.chars()));
    let tail = same(&mut old[head..].chars().rev().zip(new[head..].chars().rev()));
    (head, tail)
}

/// How many hunks from `at` on are tried together, in this order: those of its line, one, those up to the next line, and
/// all that are left where they are few.
pub fn groups(at: usize, hunks: &[Hunk], text: &str) -> Vec<usize> {
    const FEW: usize = 8;
    let reach = |lines: usize| {
        let from = hunks[at].shown.end;
        let ends = memchr::memchr_iter(b'\n', &text.as_bytes()[from..]);
        // An empty line belongs to the line in front of it.
        let end = ends
            .filter(|end| text.as_bytes().get(from + end + 1) != Some(&b'\n'))
            .nth(lines);
        let end = end.map_or(text.len(), |end| from + end);
        hunks[at..]
            .iter()
            .take_while(|hunk| hunk.shown.start <= end)
            .count()
    };
    let left = hunks.len() - at;
    let mut counts = vec![reach(0).max(1), 1, reach(1).max(1)];
    if left <= FEW {
        counts.push(left);
    }
    counts.retain(|&count| count <= FEW);
    if counts.is_empty() {
        counts.push(1);
    }
    let mut seen = Vec::new();
    counts.retain(|count| {
        let is_new = !seen.contains(count);
        seen.push(*count);
        is_new
    });
    counts
}

/// Hunks that are carried together, and what the generated text becomes by them alone.
pub struct Group {
    /// The generated text with these hunks made.
    pub target: String,
    /// How many bytes at the end of the target belong to hunks that are not of the group, and to what is behind them.
    pub tail: usize,
    /// The hunks word by word: bytes of the generated text, and bytes of the target.
    pub hunks: Vec<Hunk>,
}

impl Group {
    /// The first `count` of `hunks`, which lie side by side in `text` and lead to `edited`.
    pub fn new(hunks: &[Hunk], count: usize, text: &str, edited: &str) -> Self {
        let (hunks, others) = hunks.split_at(count);
        let tail = others
            .first()
            .map_or(0, |next| text.len() - next.shown.start);
        let mut target = String::with_capacity(text.len() + 64);
        let mut from = 0;
        let mut start = 0;
        for (i, hunk) in hunks.iter().enumerate() {
            target.push_str(&text[from..hunk.shown.start]);
            if i == 0 {
                start = target.len();
            }
            target.push_str(&edited[hunk.edited.clone()]);
            from = hunk.shown.end;
        }
        // Word by word over all of them: what one hunk takes away another may put back.
        let hull = hunks.first().map_or(0, |hunk| hunk.shown.start)..from;
        let fine = diff::words(&text[hull.clone()], &target[start..]);
        let fine = fine.into_iter().map(|change| Hunk {
            shown: hull.start + change.found.start..hull.start + change.found.end,
            edited: start + change.expected.start..start + change.expected.end,
        });
        let fine = fine.collect();
        target.push_str(&text[from..]);
        Self {
            target,
            tail,
            hunks: fine,
        }
    }

    /// The stretch of the generated text that the hunks are in.
    pub fn hull(&self) -> Range<usize> {
        let start = self.hunks.first().map_or(0, |hunk| hunk.shown.start);
        let end = self.hunks.last().map_or(start, |hunk| hunk.shown.end);
        start..end
    }

    /// The same hunks with the only one of them moved as far as it can be to the left and to the right: where `a` is
    /// inserted into `ba`, it can stand in front of the `a` that was there and behind it.
    pub fn slid(&self, text: &str) -> Vec<Vec<Hunk>> {
        let [hunk] = &self.hunks[..] else {
            return Vec::new();
        };
        let (shown, edited) = (hunk.shown.clone(), hunk.edited.clone());
        // What is there twice: the inserted text, or the deleted one.
        let (whole, middle): (&str, Range<usize>) = if shown.is_empty() {
            (&self.target, edited.clone())
        } else if edited.is_empty() {
            (text, shown.clone())
        } else {
            return Vec::new();
        };
        const FARTHEST: usize = 256;
        let mut left = 0;
        for c in whole[..middle.start].chars().rev() {
            let end = middle.end - left;
            if left > FARTHEST || !whole[..end].ends_with(c) || end <= middle.start - left {
                break;
            }
            left += c.len_utf8();
        }
        let mut right = 0;
        for c in whole[middle.end..].chars() {
            let start = middle.start + right;
            if right > FARTHEST || !whole[start..].starts_with(c) {
                break;
            }
            right += c.len_utf8();
        }
        let moved = |back: usize, forth: usize| Hunk {
            shown: shown.start + forth - back..shown.end + forth - back,
            edited: edited.start + forth - back..edited.end + forth - back,
        };
        let mut all = Vec::new();
        for (back, forth) in [(left, 0), (0, right)] {
            let hunk = moved(back, forth);
            let fits = text.is_char_boundary(hunk.shown.start)
                && text.is_char_boundary(hunk.shown.end)
                && self.target.is_char_boundary(hunk.edited.start)
                && self.target.is_char_boundary(hunk.edited.end);
            if back + forth > 0 && fits {
                all.push(vec![hunk]);
            }
        }
        all
    }
}
