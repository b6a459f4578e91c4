//! The cause of a difference: the construct whose piece differs, and what of it is written otherwise.
//!
//! Names, slugs, numbers and paths are cut out of both sides, so that equal differences on many pages have one cause:
//! `[Zinc](/tags/zinc.html)` against `<a href="/posts/zinc">Zinc</a>`, and the same for every other page that is
//! missing, are both `[…](…)` against `<a href="…">…</a>`.

use std::ops::Range;

use crate::finding::Cause;
use crate::render::Aspect;
use crate::render::record::Recorded;
use crate::text::excerpt::excerpt;
use crate::wiki::tree::Kind;

/// The cause of the difference between `found` on a page and the bytes `at` of what is generated.
pub fn cause(found: &str, generated: &Recorded, at: Range<usize>) -> Cause {
    // What is missing belongs to the piece in front of it where nothing else is concerned.
    let mut pieces = generated.pieces(at.clone()).map(|(_, origin)| origin);
    let first = pieces.next();
    let (kind, aspect) = first.map_or((None, Aspect::Frame), |origin| (origin.kind, origin.aspect));
    // A difference that reaches from a text into a construct is the construct's.
    let (kind, aspect) = match kind {
        Some(Kind::Text) => pieces
            .find(|origin| origin.kind.is_some_and(|kind| kind != Kind::Text))
            .map_or((kind, aspect), |origin| (origin.kind, origin.aspect)),
        _ => (kind, aspect),
    };
    let construct = kind.map_or("page", construct);
    let of = what(aspect);
    let (page, today) = (shape(found), shape(&generated.text[at]));
    let words = format!(
        "{construct}, {of}: {} on the page, {} generated",
        quoted(&page),
        quoted(&today)
    );
    Cause {
        id: id(&[construct, of, &page, &today]),
        words,
    }
}

/// A cause that these words name.
#[must_use]
pub fn named(words: String) -> Cause {
    Cause {
        id: id(&[&words]),
        words,
    }
}

/// The longest shape, in bytes, that two causes are told apart by.
const LONGEST: usize = 160;

/// A text without its names and numbers: runs of letters and digits outside of markup become `…`. White space, marks
/// and what is between `<` and `=` stay.
#[must_use]
pub fn shape(text: &str) -> String {
    let mut out = String::new();
    let mut in_tag = false;
    let mut in_value = false;
    let mut held = false;
    for c in text.chars() {
        if out.len() >= LONGEST {
            break;
        }
        match c {
            '<' => in_tag = true,
            '>' => (in_tag, in_value) = (false, false),
            '"' if in_tag => in_value = !in_value,
            _ => {}
        }
        let is_name =
            c.is_alphanumeric() || matches!(c, '_' | '-' | '/' | '.' | '%' | '–' | '—' | ',' | '’');
        let is_markup = in_tag && !in_value;
        if is_name && c.is_alphanumeric() && !is_markup
            || held && (is_name || c == ' ') && !is_markup
        {
            if !held {
                out.push('…');
                held = true;
            }
            continue;
        }
        held = false;
        match c {
            '\n' => out.push('⏎'),
            c => out.push(c),
        }
    }
    out
}

/// A shape in a sentence.
#[must_use]
pub fn quoted(shape: &str) -> String {
    if shape.is_empty() {
        return "nothing".to_owned();
    }
    let cut = excerpt(shape, 0..shape.len(), None).text;
    format!("`{cut}`")
}

/// FNV-1a of 32 bits: the same on every machine and in every version.
#[must_use]
pub fn id(parts: &[&str]) -> String {
    let mut hash: u32 = 0x811c_9dc5;
    for byte in parts.iter().flat_map(|part| part.bytes().chain([0])) {
        hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }
    format!("{hash:08x}")
}

/// What of a construct differs.
fn what(aspect: Aspect) -> &'static str {
    match aspect {
        Aspect::Frame => "empty lines around it",
        Aspect::Opens | Aspect::Closes | Aspect::Between => "marks",
        Aspect::Level => "level",
        Aspect::Text => "text",
        Aspect::Label => "label",
        Aspect::Target => "target",
        Aspect::Value => "value",
        Aspect::Whole => "all of it",
        Aspect::Name | Aspect::FullMatch | Aspect::InnerContent | Aspect::Field => "dump",
    }
}

/// A construct as its readers call it.
#[must_use]
pub fn construct(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "text",
        Kind::Heading => "headings",
        Kind::Bold => "bold text",
        Kind::Emphasis | Kind::Italix => "emphasis",
        Kind::ListItem => "bullets",
        Kind::NumListItem => "numbered items",
        Kind::Indent => "indented lines",
        Kind::Table | Kind::TableRow | Kind::TableCell => "tables",
        Kind::Link => "links",
        Kind::LocalLink | Kind::AliasedLocalLink => "links to pages",
        Kind::DoiLink => "doi links",
        Kind::Attach => "attachments",
        Kind::Img | Kind::ImgBlock => "images",
        Kind::Color => "coloured text",
        Kind::Box => "boxes",
        Kind::Sup => "superscript",
        Kind::WeirdCitation => "citations",
        Kind::HorizontalRule | Kind::HorizontalRuleAlt => "rules",
        Kind::Newline => "line breaks",
        Kind::HorizontalSpace | Kind::HorizontalSpaceAlt => "spaces",
        Kind::MakeToc => "tables of contents",
        Kind::TikiComment | Kind::HtmlComment => "comments",
        Kind::Paragraph | Kind::LineBreak => "paragraphs",
        Kind::BulletList | Kind::LooseList | Kind::NumberedList => "lists",
        Kind::Centre | Kind::TitleBar => "centred text",
        Kind::Strike | Kind::Underline => "struck and underlined text",
        Kind::Monospace | Kind::Preformatted | Kind::ParsedPre => "code",
        _ => "plugins",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_are_cut_out() {
        for (text, expected) in [
            ("[Zinc and iron](/tags/zinc-and-iron.html)", "[…](/…)"),
            (
                "<a href=\"/posts/zinc\" title=\"x y\">Zinc 20</a>",
                "<a href=\"/…\" title=\"…\">…</a>",
            ),
            ("   * a", "   * …"),
            ("\n\n---\n", "⏎⏎---⏎"),
            ("", ""),
        ] {
            assert_eq!(shape(text), expected, "{text:?}");
        }
        assert!(shape(&"(".repeat(1000)).len() <= LONGEST);
    }
}
