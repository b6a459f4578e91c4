//! Texts cut into what a merge compares: lines, sentences, words. Put end to end, the pieces are the text.

/// A piece of a text. Two are equal that differ in nothing but how their line ends.
#[derive(Debug, Clone, Copy)]
pub struct Piece<'t> {
    /// As it stands there.
    pub text: &'t str,
}

impl<'t> Piece<'t> {
    /// What is compared: the text without its line end, and whether it has one.
    pub fn key(&self) -> (&'t str, bool) {
        match self.text.strip_suffix('\n') {
            None => (self.text, false),
            Some(line) => (line.strip_suffix('\r').unwrap_or(line), true),
        }
    }
}

/// Whether the piece keeps two changes apart: any does.
pub fn any(_: &Piece<'_>) -> bool {
    true
}

/// Whether the piece keeps two changes apart: a word or a line end, no blank and no mark.
///
/// Else a sentence that was written anew would be taken for many small changes around its blanks.
pub fn is_word(piece: &Piece<'_>) -> bool {
    piece.text.contains(char::is_alphanumeric) || piece.text.contains('\n')
}

/// The lines of a text, each with its end.
pub fn lines(text: &str) -> Vec<Piece<'_>> {
    text.split_inclusive('\n')
        .map(|text| Piece { text })
        .collect()
}

/// The sentences of a text, the blanks between them, and its line ends.
///
/// `One. Two!⏎` is `One.`, ` `, `Two!`, `⏎`.
pub fn sentences(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    for line in lines(text) {
        let (body, _) = line.key();
        let mut start = 0;
        let mut chars = body.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let behind = at + c.len_utf8();
            let ends = matches!(c, '.' | '!' | '?' | '。' | '！' | '？' | '।');
            let is_over = match chars.peek() {
                Some((_, next)) => next.is_whitespace() || !c.is_ascii(),
                None => true,
            };
            if !(ends && is_over) {
                continue;
            }
            pieces.push(&body[start..behind]);
            start = behind;
            while chars.next_if(|(_, c)| c.is_whitespace()).is_some() {}
            let next = chars.peek().map_or(body.len(), |&(at, _)| at);
            pieces.push(&body[start..next]);
            start = next;
        }
        pieces.push(&body[start..]);
        pieces.push(&line.text[body.len()..]);
    }
    whole(pieces)
}

/// The words of a text, and one by one all that is between them; a line end is one piece, and so is an escape of the
/// page format such as `&amp;`. A character of a script without spaces is a word.
///
/// `it&#39;s 37° ⏎` is `it`, `&#39;`, `s`, ` `, `37`, `°`, ` `, `⏎`.
pub fn words(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '\r' if rest.starts_with("\r\n") => 2,
            '&' => escape_len(rest),
            _ if is_letter(c) => rest.find(|c| !is_letter(c)).unwrap_or(rest.len()),
            _ => c.len_utf8(),
        };
        let (piece, behind) = rest.split_at(length);
        pieces.push(piece);
        rest = behind;
    }
    whole(pieces)
}

/// Whether a character goes on with the word of the one before it. Ideographs, kana, Thai and the like have no spaces
/// between words, so each of them is one.
fn is_letter(c: char) -> bool {
    c.is_alphanumeric()
        && !matches!(c, '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}')
        && !matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}')
        && !matches!(c, '\u{20000}'..='\u{3FFFF}')
}

/// The length of the escape that a text begins with, or of its first character.
fn escape_len(text: &str) -> usize {
    ["&amp;", "&lt;", "&gt;", "&quot;", "&#39;"]
        .iter()
        .find(|escape| text.starts_with(**escape))
        .map_or(1, |escape| escape.len())
}

fn whole(pieces: Vec<&str>) -> Vec<Piece<'_>> {
    pieces
        .into_iter()
        .filter(|text| !text.is_empty())
        .map(|text| Piece { text })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn texts<'t>(pieces: &[Piece<'t>]) -> Vec<&'t str> {
        pieces.iter().map(|piece| piece.text).collect()
    }

    #[test]
    fn a_text_is_cut_where_people_cut_it() {
        assert_eq!(texts(&lines("a\r\nb")), ["a\r\n", "b"]);
        assert_eq!(
            texts(&sentences("One. Two 1.5!\r\n  Three")),
            ["One.", " ", "Two 1.5!", "\r\n", "  Three"]
        );
        assert_eq!(texts(&sentences("一。二。")), ["一。", "二。"]);
        assert_eq!(
            texts(&words("it&#39;s 37°\n&am")),
            ["it", "&#39;", "s", " ", "37", "°", "\n", "&", "am"]
        );
        assert_eq!(texts(&words("塩a")), ["塩", "a"]);
    }

    proptest! {
        #[test]
        fn the_pieces_are_the_text(text in "([a-c .!?&;\r\n]|amp|塩|。){0,30}") {
            for cut in [lines, sentences, words] {
                prop_assert_eq!(texts(&cut(&text)).concat(), text.clone());
            }
        }
    }
}
