//! Changes of a text, made one after the other and told as changes of the text that it was at first.

use std::ops::Range;

/// One change: the bytes `range` of the escaped source become `text`, which is escaped too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Splice {
    /// Bytes of the text that it is applied to; empty where something is inserted.
    pub range: Range<usize>,
    /// What stands there afterwards.
    pub text: String,
}

/// A text with the splices that made it.
pub struct Splices {
    original: String,
    /// In order and without overlap, in bytes of the original.
    list: Vec<Splice>,
    /// The text with all of them.
    pub text: String,
}

impl Splices {
    /// Nothing is changed yet.
    pub fn new(original: &str) -> Self {
        Self {
            original: original.to_owned(),
            list: Vec::new(),
            text: original.to_owned(),
        }
    }

    /// The text and its splices.
    pub fn finish(self) -> (String, Vec<Splice>) {
        (self.text, self.list)
    }

    /// The byte of the original that a byte of the text as it is now comes from; where its splice begins, if it was made.
    pub fn origin(&self, at: usize) -> usize {
        let (mut shift_old, mut shift_new) = (0, 0);
        for splice in &self.list {
            let start = splice.range.start + shift_new - shift_old;
            if at < start {
                break;
            }
            if at < start + splice.text.len() {
                return splice.range.start;
            }
            shift_old += splice.range.len();
            shift_new += splice.text.len();
        }
        at + shift_old - shift_new
    }

    /// Makes one more change, given in bytes of the text as it is now.
    ///
    /// Splices that meet become one: `abc` with `b` → `xx` and then `xc` → `y` is `abc` with `bc` → `xy`.
    pub fn apply(&mut self, splice: Splice) {
        let Range { start, end } = splice.range;
        let mut before = Vec::new();
        let mut after = Vec::new();
        // What the merged splice covers in the original, and which stretch of today's text that is.
        let mut covered: Option<(Range<usize>, Range<usize>)> = None;
        let (mut shift_old, mut shift_new) = (0usize, 0usize);
        let (mut start_shift, mut end_shift) = ((0, 0), (0, 0));
        for old in std::mem::take(&mut self.list) {
            let now_start = old.range.start + shift_new - shift_old;
            let now = now_start..now_start + old.text.len();
            shift_old += old.range.len();
            shift_new += old.text.len();
            if now.end < start {
                start_shift = (shift_old, shift_new);
                end_shift = start_shift;
                before.push(old);
            } else if now.start > end {
                after.push(old);
            } else {
                end_shift = (shift_old, shift_new);
                covered = Some(match covered {
                    None => (old.range, now),
                    Some((range, place)) => (range.start..old.range.end, place.start..now.end),
                });
            }
        }
        let to_original = |at: usize, (old, new): (usize, usize)| at + old - new;
        let (range, place) = match covered {
            None => (
                to_original(start, start_shift)..to_original(end, end_shift),
                start..end,
            ),
            Some((range, place)) => (
                range
                    .start
                    .min(to_original(start.min(place.start), start_shift))
                    ..range.end.max(to_original(end.max(place.end), end_shift)),
                start.min(place.start)..end.max(place.end),
            ),
        };
        let text = [
            &self.text[place.start..start],
            &splice.text,
            &self.text[end..place.end],
        ]
        .concat();
        self.text.replace_range(start..end, &splice.text);
        before.push(Splice { range, text });
        before.extend(after);
        self.list = before;
        debug_assert_eq!(self.applied(), self.text, "the splices make the text");
    }

    fn applied(&self) -> String {
        let mut text = String::new();
        let mut from = 0;
        for splice in &self.list {
            text.push_str(&self.original[from..splice.range.start]);
            text.push_str(&splice.text);
            from = splice.range.end;
        }
        text + &self.original[from..]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_place_is_known_by_where_it_comes_from() {
        let mut splices = Splices::new("abcdef");
        for (range, text) in [(1..2, "XYZ"), (6..7, "")] {
            let text = text.to_owned();
            splices.apply(Splice { range, text });
        }
        assert_eq!(splices.text, "aXYZcdf");
        let origins: Vec<usize> = (0..=7).map(|at| splices.origin(at)).collect();
        assert_eq!(origins, [0, 1, 1, 1, 2, 3, 5, 6]);
    }

    proptest! {
        #[test]
        fn changes_of_changes_are_changes_of_the_original(
            original in "[a-f]{0,12}",
            changes in prop::collection::vec((0usize..20, 0usize..5, "[X-Z]{0,3}"), 0..6),
        ) {
            let mut splices = Splices::new(&original);
            let mut text = original.clone();
            for (at, length, new) in changes {
                let start = at.min(text.len());
                let end = (start + length).min(text.len());
                text.replace_range(start..end, &new);
                splices.apply(Splice { range: start..end, text: new });
                prop_assert_eq!(&splices.text, &text);
                prop_assert_eq!(splices.applied(), text.clone());
                let order = splices.list.windows(2).all(|pair| pair[0].range.end <= pair[1].range.start);
                prop_assert!(order);
            }
        }
    }
}
