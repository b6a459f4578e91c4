//! Templates: what an exporter writes for a construct, with placeholders for what differs from node to node.

use std::fmt;

use super::placeholder::Placeholder;
use crate::text::nearest::did_you_mean;

/// The most bytes that a template may have: each node of a page can write it.
const MOST_BYTES: usize = 1000;

/// What an exporter writes for a construct, such as ` **{trimmed}** `.
///
/// A placeholder is a name of lower-case letters and `_` in braces, or `arg.` and the name of an argument. All other braces, such as those of `{{< toc >}}`,
/// are text. Where a brace is text although such a name follows it, it is written as `{brace}`:
///
/// ```text
/// [{text}]({url})        [, the text, ](, the url, )
/// {brace}text}           {text}
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    pieces: Vec<Piece>,
    /// The placeholders in it: one bit each.
    has: u64,
}

/// A piece of a [`Template`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Text that every node writes.
    Mark(Box<str>, Side),
    /// A newline, where `render.comments` is `block`; nothing otherwise.
    Break(Side),
    /// What the node has for this placeholder.
    Value(Placeholder),
    /// The argument of this name; nothing where it is not given.
    Argument(Box<str>),
}

/// On which side of the content of a node a mark is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// In front of the content, or of the first value where there is no content.
    Opens,
    /// Between two values.
    Between,
    /// Behind the last value.
    Closes,
    /// The template has no value.
    Whole,
}

/// What is in front of the name of an argument.
const ARGUMENT: &str = "arg.";

/// Stands for `{` where a name and `}` follow.
const BRACE: &str = "{brace}";

impl Template {
    /// Reads a template in which the placeholders `allowed` may stand.
    ///
    /// # Errors
    ///
    /// A placeholder that is not allowed, with those that are; a control character other than newline and tab; a
    /// template that is too long.
    pub fn parse(text: &str, allowed: &[Placeholder]) -> Result<Self, String> {
        if text.len() > MOST_BYTES {
            return Err(format!(
                "it has {} bytes; the most is {MOST_BYTES}",
                text.len()
            ));
        }
        if text
            .chars()
            .any(|c| c.is_control() && !matches!(c, '\n' | '\t'))
        {
            return Err("a control character stands in it; leave it out".to_owned());
        }
        let mut pieces = Vec::new();
        let mut mark = String::new();
        let mut rest = text;
        while let Some((before, name, behind)) = next_name(rest) {
            mark.push_str(before);
            rest = behind;
            if name == "brace" {
                mark.push('{');
                continue;
            }
            let argument = name.strip_prefix(ARGUMENT);
            let is_meant = |known: &&Placeholder| match argument {
                Some(_) => **known == Placeholder::Argument,
                None => known.name() == name,
            };
            let value = allowed.iter().find(is_meant);
            let value = *value.ok_or_else(|| unknown(name, allowed))?;
            if !mark.is_empty() {
                pieces.push(Piece::Mark(std::mem::take(&mut mark).into(), Side::Between));
            }
            pieces.push(match (argument, value) {
                (Some(argument), _) => Piece::Argument(argument.into()),
                (None, Placeholder::Break) => Piece::Break(Side::Between),
                (None, value) => Piece::Value(value),
            });
        }
        mark.push_str(rest);
        if !mark.is_empty() {
            pieces.push(Piece::Mark(mark.into(), Side::Between));
        }
        Ok(Self::new(pieces))
    }

    /// A template of these pieces. Marks that follow each other become one; on which side each is follows from their
    /// order.
    #[must_use]
    pub fn new(pieces: impl IntoIterator<Item = Piece>) -> Self {
        let mut joined: Vec<Piece> = Vec::new();
        for piece in pieces {
            match (joined.last_mut(), piece) {
                (_, Piece::Mark(text, _)) if text.is_empty() => {}
                (Some(Piece::Mark(before, _)), Piece::Mark(text, _)) => {
                    *before = [&**before, &*text].concat().into();
                }
                (_, piece) => joined.push(piece),
            }
        }
        let value = |piece: &Piece| match piece {
            Piece::Value(value) => Some(*value),
            Piece::Argument(_) => Some(Placeholder::Argument),
            Piece::Mark(..) | Piece::Break(_) => None,
        };
        let content = |piece: &Piece| value(piece).is_some_and(Placeholder::is_content);
        let first = joined
            .iter()
            .position(content)
            .or_else(|| joined.iter().position(|piece| value(piece).is_some()));
        let last = joined.iter().rposition(|piece| value(piece).is_some());
        for (place, piece) in joined.iter_mut().enumerate() {
            if let Piece::Mark(_, side) | Piece::Break(side) = piece {
                *side = match (first, last) {
                    (Some(first), _) if place < first => Side::Opens,
                    (_, Some(last)) if place > last => Side::Closes,
                    (Some(_), Some(_)) => Side::Between,
                    _ => Side::Whole,
                };
            }
        }
        let has = joined
            .iter()
            .filter_map(value)
            .fold(0, |has, value| has | value.bit());
        Self {
            pieces: joined,
            has,
        }
    }

    /// Its pieces, in order.
    #[must_use]
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// The text of a template in which no placeholder stands.
    #[must_use]
    pub fn text(&self) -> &str {
        match self.pieces.first() {
            Some(Piece::Mark(text, _)) => text,
            Some(Piece::Break(_) | Piece::Value(_) | Piece::Argument(_)) | None => "",
        }
    }

    /// Whether `value` stands in it.
    #[must_use]
    pub fn has(&self, value: Placeholder) -> bool {
        self.has & value.bit() != 0
    }

    /// How often the content of a node is written, at most, counting each child once.
    pub(super) fn contents(&self) -> usize {
        let count = |asked: &[Placeholder]| {
            let is_asked =
                |piece: &&Piece| matches!(piece, Piece::Value(value) if asked.contains(value));
            self.pieces.iter().filter(is_asked).count()
        };
        use Placeholder::{Cells, FirstRow, MissingPage, OtherRows, Rows, Starred, Text, Trimmed};
        let whole = count(&[Text, Trimmed, Starred, Rows, Cells]);
        // That form may have it twice.
        whole + 2 * count(&[MissingPage]) + count(&[FirstRow]).max(count(&[OtherRows]))
    }
}

/// The text that [`Template::parse`] reads as this template.
impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for piece in &self.pieces {
            match piece {
                Piece::Value(value) => write!(f, "{{{}}}", value.name())?,
                Piece::Argument(name) => write!(f, "{{{ARGUMENT}{name}}}")?,
                Piece::Break(_) => write!(f, "{{{}}}", Placeholder::Break.name())?,
                Piece::Mark(text, _) => {
                    let mut rest = &**text;
                    while let Some((before, name, behind)) = next_name(rest) {
                        write!(f, "{before}{BRACE}{name}}}")?;
                        rest = behind;
                    }
                    f.write_str(rest)?;
                }
            }
        }
        Ok(())
    }
}

/// The text in front of the first `{name}`, the name, and the text behind it.
fn next_name(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    loop {
        let open = from + text[from..].find('{')?;
        let inside = &text[open + 1..];
        let is_lower = |c: char| c.is_ascii_lowercase() || c == '_';
        let is_any = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        let (start, behind) = match inside.strip_prefix(ARGUMENT) {
            Some(name) => (ARGUMENT.len(), name.trim_start_matches(is_any)),
            None => (0, inside.trim_start_matches(is_lower)),
        };
        let end = text.len() - behind.len();
        if end > open + 1 + start && behind.starts_with('}') {
            return Some((&text[..open], &text[open + 1..end], &text[end + 1..]));
        }
        from = open + 1;
    }
}

/// The message for a placeholder that is not `allowed`.
fn unknown(name: &str, allowed: &[Placeholder]) -> String {
    let written = format!("{{{name}}}");
    let allowed: Vec<String> = allowed
        .iter()
        .map(|known| format!("{{{}}}", known.name()))
        .collect();
    let hint = did_you_mean(&written, allowed.iter().map(String::as_str));
    let known = match &allowed[..] {
        [] => "no placeholder can stand here".to_owned(),
        allowed => format!("known placeholders are {}", allowed.join(", ")),
    };
    format!(
        "unknown placeholder `{written}`{hint}; {known}; a brace that is text is written {BRACE}"
    )
}

#[cfg(test)]
mod tests {
    use proptest::strategy::Strategy as _;

    use super::*;
    use Placeholder::{Break, Slug, Source, Text, Url};

    const ALLOWED: &[Placeholder] = &[Text, Url, Slug, Source, Break];

    fn parsed(text: &str) -> Template {
        Template::parse(text, ALLOWED).expect(text)
    }

    fn mark(text: &str, side: Side) -> Piece {
        Piece::Mark(text.into(), side)
    }

    #[test]
    fn a_template_is_marks_and_values() {
        assert_eq!(
            parsed("[{text}]({url})").pieces(),
            [
                mark("[", Side::Opens),
                Piece::Value(Text),
                mark("](", Side::Between),
                Piece::Value(Url),
                mark(")", Side::Closes),
            ]
        );
        assert_eq!(
            parsed("<a href=\"{slug}\">{text}</a>").pieces(),
            [
                mark("<a href=\"", Side::Opens),
                Piece::Value(Slug),
                mark("\">", Side::Opens),
                Piece::Value(Text),
                mark("</a>", Side::Closes),
            ]
        );
        assert_eq!(
            parsed("{break}<!-- {source} -->{break}").pieces(),
            [
                Piece::Break(Side::Opens),
                mark("<!-- ", Side::Opens),
                Piece::Value(Source),
                mark(" -->", Side::Closes),
                Piece::Break(Side::Closes),
            ]
        );
        assert_eq!(parsed("\n---\n").pieces(), [mark("\n---\n", Side::Whole)]);
        assert_eq!(parsed("").pieces(), []);
    }

    #[test]
    fn other_braces_are_text() {
        for text in [
            "{{< toc >}}",
            "{",
            "}",
            "{}",
            "{Text}",
            "{te xt}",
            "{text",
            "{arg.}",
            "{arg.é}",
            "{{",
        ] {
            assert_eq!(parsed(text).pieces(), [mark(text, Side::Whole)], "{text}");
            assert_eq!(parsed(text).to_string(), text);
        }
        assert_eq!(
            parsed("{{text}}").pieces(),
            [
                mark("{", Side::Opens),
                Piece::Value(Text),
                mark("}", Side::Closes)
            ]
        );
        let escaped = parsed("{brace}text} {brace}brace}");
        assert_eq!(escaped.pieces(), [mark("{text} {brace}", Side::Whole)]);
        assert_eq!(escaped.to_string(), "{brace}text} {brace}brace}");
    }

    #[test]
    fn what_cannot_stand_in_a_template_is_refused() {
        let argument = Template::parse("{arg.Size_2}", &[Placeholder::Argument]).expect("one");
        assert_eq!(argument.pieces(), [Piece::Argument("Size_2".into())]);
        for (text, words) in [
            ("{arg.size}", "unknown placeholder `{arg.size}`"),
            ("{txt}", "did you mean `{text}`?"),
            ("{page}", "known placeholders are {text}, {url}, {slug}"),
            ("a\rb", "control character"),
            (&"x".repeat(MOST_BYTES + 1), "the most is 1000"),
        ] {
            let message = Template::parse(text, ALLOWED).expect_err(text);
            assert!(message.contains(words), "{message}");
        }
        let message = Template::parse("{text}", &[]).expect_err("no placeholder");
        assert!(
            message.contains("no placeholder can stand here"),
            "{message}"
        );
    }

    #[test]
    fn marks_that_meet_are_one() {
        let pieces = [
            mark("{te", Side::Whole),
            mark("xt}", Side::Closes),
            Piece::Value(Url),
            mark("", Side::Opens),
        ];
        let template = Template::new(pieces);
        assert_eq!(
            template.pieces(),
            [mark("{text}", Side::Opens), Piece::Value(Url)]
        );
        assert_eq!(parsed(&template.to_string()), template);
    }

    proptest::proptest! {
        #[test]
        fn a_template_is_read_from_its_own_text(
            pieces in proptest::collection::vec(
                proptest::prop_oneof![
                    "[a-z{}_ <]{0,6}|\\{(text|brace)\\}".prop_map(|text: String| Piece::Mark(text.into(), Side::Whole)),
                    proptest::sample::select(ALLOWED.to_vec()).prop_map(|value| match value {
                        Break => Piece::Break(Side::Whole),
                        value => Piece::Value(value),
                    }),
                ],
                0..8,
            )
        ) {
            let template = Template::new(pieces);
            proptest::prop_assert_eq!(&parsed(&template.to_string()), &template, "{}", template);
        }
    }
}
