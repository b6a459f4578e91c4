//! Constructs that are made of whole lines: tables, lists, headings, indents and rules.

use super::{Construct, Constructs, Content, Extent};
use crate::wiki::memo::{Marker, NOWHERE};
use crate::wiki::tree::Kind;

impl Constructs<'_> {
    /// `||…||`; the closer is followed by white space only, up to the end of its line or of the text.
    pub(super) fn table(&mut self, at: usize, scope: Extent) -> Option<Construct> {
        self.known(Kind::Table)?;
        let inner = at + 2;
        let line_ends = self.find.next(Marker::TableClose, inner);
        let at_tail = inner + 2 <= scope.tail && self.text[..scope.tail].ends_with("||");
        let text_ends = if at_tail { scope.tail - 2 } else { NOWHERE };
        let close = line_ends.min(text_ends);
        (close + 2 <= scope.end)
            .then(|| Construct::plain(Kind::Table, at, Content::Rows, (inner, close), close + 2))
    }

    /// A line of `*` or `#` and one or more characters; of marks alone, the last is the content.
    pub(super) fn item(&mut self, kind: Kind, at: usize, scope: Extent) -> Option<Construct> {
        self.known(kind)?;
        let mark = self.text.as_bytes()[at];
        let end = self.line_end(at, scope);
        let marks_end = self.past(&[mark], at, scope);
        let text = marks_end.min(end - 1);
        (text > at).then(|| Construct::plain(kind, at, Content::Parsed, (text, end), end))
    }

    /// A line of `!` and the rest of it, with an empty line in front.
    pub(super) fn heading(&mut self, at: usize, scope: Extent) -> Option<Construct> {
        self.known(Kind::Heading)?;
        let marks = at + usize::from(self.text.as_bytes()[at] == b'\n');
        let blanks = self.past(b"!", marks, scope);
        let rest = self.past(b" \t", blanks, scope);
        let end = self.line_end(rest, scope);
        let line = &self.text[rest..end];
        let title = rest + (line.len() - line.trim_start().len());
        let title_end = title + line.trim().len();
        Some(Construct::plain(
            Kind::Heading,
            at,
            Content::Parsed,
            (title, title_end),
            end,
        ))
    }

    /// A line of `+` and the rest of it, maybe nothing.
    pub(super) fn indent(&mut self, at: usize, scope: Extent) -> Option<Construct> {
        self.known(Kind::Indent)?;
        let text = self.past(b"+", at, scope);
        let end = self.line_end(at, scope);
        Some(Construct::plain(
            Kind::Indent,
            at,
            Content::Parsed,
            (text, end),
            end,
        ))
    }

    /// A newline, then a line of three or four dashes between blanks, its newline too.
    pub(super) fn rule(&mut self, at: usize, scope: Extent) -> Option<Construct> {
        let dashes = self.past(b" \t", at + 1, scope);
        let dashes_end = self.past(b"-", dashes, scope);
        let kind = match dashes_end - dashes {
            3 => Kind::HorizontalRule,
            4 => Kind::HorizontalRuleAlt,
            _ => return None,
        };
        self.known(kind)?;
        let end = self.past(b" \t", dashes_end, scope);
        let newline = end < scope.end && self.text.as_bytes()[end] == b'\n';
        (newline || end == scope.end).then(|| {
            Construct::plain(
                kind,
                at,
                Content::Body,
                (dashes, dashes_end),
                end + usize::from(newline),
            )
        })
    }
}
