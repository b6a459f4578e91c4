//! Generated text with gaps where links lead, lined up with the text of a page: what stands in the gaps.

use crate::config::Links;

/// Opens and closes a gap: characters that no page uses for anything.
const OPENS: char = '\u{F0000}';
const CLOSES: char = '\u{F0001}';

/// What a gap stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gap<'t> {
    /// The link to the page with this slug.
    Page(&'t str),
    /// The link to the tag with this slug.
    Tag(&'t str),
    /// Where the attachment with this id lies.
    Attachment(&'t str),
    /// Where the file with this id lies.
    File(&'t str),
    /// What stands in front of urls of the wiki.
    Tiki,
}

/// Link templates that leave gaps.
pub fn links() -> Links {
    let gap = |kind: &str| format!("{OPENS}{kind}{CLOSES}");
    Links {
        page: gap("p{slug}"),
        tag: gap("t{slug}"),
        tiki: gap("w"),
        attachment: gap("a{id}"),
        file: gap("f{id}"),
        attachments: None,
    }
}

/// Whether a text could be mistaken for one with gaps.
pub fn has_marks(text: &str) -> bool {
    text.contains([OPENS, CLOSES])
}

/// What stands in `page` where `generated` has gaps; `None` where they differ elsewhere.
pub fn line_up<'t>(generated: &'t str, page: &'t str) -> Option<Vec<(Gap<'t>, &'t str)>> {
    let mut pieces = generated.split(OPENS);
    let mut rest = page.strip_prefix(pieces.next()?)?;
    let mut found = Vec::new();
    let mut pieces = pieces.peekable();
    while let Some(piece) = pieces.next() {
        let (gap, text) = piece.split_once(CLOSES)?;
        let mut chars = gap.chars();
        let gap = match chars.next()? {
            'p' => Gap::Page(chars.as_str()),
            't' => Gap::Tag(chars.as_str()),
            'a' => Gap::Attachment(chars.as_str()),
            'f' => Gap::File(chars.as_str()),
            _ => Gap::Tiki,
        };
        // The last piece has to reach the end; others end at the first place where they fit.
        let length = if pieces.peek().is_none() {
            rest.strip_suffix(text)?.len()
        } else {
            rest.find(text)?
        };
        let value = &rest[..length];
        if value.contains('\n') {
            return None;
        }
        found.push((gap, value));
        rest = &rest[length + text.len()..];
    }
    if found.is_empty() && !rest.is_empty() {
        return None;
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_filled_from_the_page() {
        let generated = "see [a](\u{F0000}pbone\u{F0001}) and [b](\u{F0000}tiron\u{F0001})!";
        let page = "see [a](/posts/bone) and [b](/tags/iron.html)!";
        assert_eq!(
            line_up(generated, page),
            Some(vec![
                (Gap::Page("bone"), "/posts/bone"),
                (Gap::Tag("iron"), "/tags/iron.html")
            ])
        );
    }

    #[test]
    fn other_differences_are_none() {
        assert_eq!(line_up("same", "same"), Some(Vec::new()));
        assert_eq!(line_up("same", "same too"), None);
        assert_eq!(line_up("a\u{F0000}w\u{F0001}b", "a/b c"), None);
        assert_eq!(line_up("a\u{F0000}w\u{F0001}b", "a\nb"), None);
    }
}
