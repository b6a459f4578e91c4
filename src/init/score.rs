//! How far a generated text is from the one a page holds: a number that becomes smaller with each piece that is put
//! right, wherever else the two still differ.

/// How many tokens in a row are counted together.
const RUN: usize = 4;

/// What a text is cut into.
#[derive(Debug, Clone, Copy)]
enum By {
    /// Lines.
    Lines,
    /// Runs of tokens: the tokens of `see <b>` are `see`, a blank, `<`, `b` and `>`.
    Runs,
}

/// The pieces of a text as numbers, sorted, each as often as the text has it.
#[derive(Debug, Clone)]
pub struct Bag {
    pieces: Vec<u32>,
    by: By,
}

impl Bag {
    /// The lines of `text`.
    #[must_use]
    pub fn of_lines(text: &str) -> Self {
        Self::of(text, By::Lines)
    }

    /// The runs of tokens of `text`.
    #[must_use]
    pub fn of_runs(text: &str) -> Self {
        Self::of(text, By::Runs)
    }

    fn of(text: &str, by: By) -> Self {
        let mut pieces = Vec::new();
        match by {
            By::Lines => pieces.extend(text.split('\n').map(|line| hash(line) as u32)),
            By::Runs => each_run(text, |run| pieces.push(run)),
        }
        pieces.sort_unstable();
        Self { pieces, by }
    }

    /// How many pieces only one of the two texts holds; each as often as it is missing in the other.
    #[must_use]
    pub fn distance(&self, text: &str) -> usize {
        let other = Self::of(text, self.by);
        let (mut a, mut b, mut common) = (0, 0, 0);
        while let (Some(mine), Some(theirs)) = (self.pieces.get(a), other.pieces.get(b)) {
            a += usize::from(mine <= theirs);
            b += usize::from(theirs <= mine);
            common += usize::from(mine == theirs);
        }
        self.pieces.len() + other.pieces.len() - 2 * common
    }
}

/// A number for a text (FNV-1a). The texts are no keys of a table, so nobody gains by making two of them equal.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xCBF2_9CE4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    })
}

/// Hands out a number for each run of tokens of `text`: words, and single other characters.
fn each_run(text: &str, mut run: impl FnMut(u32)) {
    let mut window = [0u64; RUN];
    let mut push = |token: &str| {
        window.rotate_left(1);
        window[RUN - 1] = hash(token);
        let folded = window.iter().fold(0, |folded: u64, token| {
            (folded.rotate_left(17) ^ token).wrapping_mul(0x9E37_79B9_7F4A_7C15)
        });
        run((folded >> 32) as u32);
    };
    let mut word = 0;
    for (at, c) in text.char_indices() {
        if c.is_alphanumeric() {
            continue;
        }
        if word < at {
            push(&text[word..at]);
        }
        word = at + c.len_utf8();
        push(&text[at..word]);
    }
    if word < text.len() {
        push(&text[word..]);
    }
    // What a text ends with counts as what it begins with does.
    (1..RUN).for_each(|_| push(""));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_have_no_distance() {
        for text in ["", "a", "see <b>bone</b>\n\ntoo"] {
            assert_eq!(Bag::of_runs(text).distance(text), 0, "{text:?}");
            assert_eq!(Bag::of_lines(text).distance(text), 0, "{text:?}");
        }
        assert!(Bag::of_runs("a").distance("") > 0);
        assert!(Bag::of_runs("a b").distance("b a") > 0);
        assert!(Bag::of_runs("a a").distance("a") > 0);
        assert_eq!(Bag::of_lines("a\nb\nb").distance("b\nc"), 3);
    }

    #[test]
    fn each_piece_that_is_put_right_counts() {
        let page = Bag::of_runs("see <b>bone</b> and <i>hip</i> too");
        let two = page.distance("see **bone** and _hip_ too");
        let one = page.distance("see <b>bone</b> and _hip_ too");
        assert!(0 < one && one < two);
    }
}
