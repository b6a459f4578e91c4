//! Constructs within a text that stand between marks: `__…__`, `''…''`, `^…^`, and what `~` opens.

use super::{Construct, Constructs, Content, Head, Scope};
use crate::wiki::memo::Next;
use crate::wiki::tree::Kind;

impl Constructs<'_> {
    /// `__…__` and `''…''`: over lines, maybe empty.
    pub(super) fn pair(
        &mut self,
        kind: Kind,
        closer: Next,
        at: usize,
        scope: Scope,
    ) -> Option<Construct> {
        let close = self.find.next(closer, at + 2);
        (close + 2 <= scope.end)
            .then(|| Construct::plain(kind, at, Content::Parsed, (at + 2, close), close + 2))
    }

    /// `^…^` on one line, maybe empty.
    pub(super) fn caret(&mut self, at: usize, scope: Scope) -> Option<Construct> {
        let close = self.find.next(Next::Caret, at + 1);
        (close < scope.end && close < self.find.next(Next::OneLine, at + 1)).then(|| {
            Construct::plain(
                Kind::Italix,
                at,
                Content::Parsed,
                (at + 1, close),
                close + 1,
            )
        })
    }

    /// What `~` opens: colours, comments, text that is not parsed, and spaces.
    pub(super) fn tilde(&mut self, at: usize, scope: Scope) -> Option<Construct> {
        let rest = &self.text.as_bytes()[at..scope.end];
        if rest.starts_with(b"~~") {
            return self.color(at, scope);
        }
        if rest.starts_with(b"~tc~") {
            let close = self.find.next(Next::Comment, at + 4);
            return (close + 5 <= scope.end).then(|| {
                Construct::plain(
                    Kind::TikiComment,
                    at,
                    Content::Parsed,
                    (at + 4, close),
                    close + 5,
                )
            });
        }
        if rest.starts_with(b"~np~") {
            let close = self.find.next(Next::NoParse, at + 4);
            return (close + 5 <= scope.end && close < self.find.next(Next::OneLine, at + 4)).then(
                || Construct::plain(Kind::NoParse, at, Content::Body, (at + 4, close), close + 5),
            );
        }
        if rest.starts_with(b"~hs~") {
            let count = rest
                .chunks_exact(4)
                .take_while(|chunk| chunk == b"~hs~")
                .count();
            return Some(Construct::marker(Kind::HorizontalSpace, at, at + 4 * count));
        }
        let pairs = rest[1..]
            .chunks_exact(2)
            .take_while(|chunk| chunk == b"hs")
            .count();
        (pairs >= 2 && rest.get(1 + 2 * pairs) == Some(&b'~'))
            .then(|| Construct::marker(Kind::HorizontalSpaceAlt, at, at + 2 * pairs + 2))
    }

    /// `~~spec:text~~`: the spec over lines, the text on one.
    fn color(&mut self, at: usize, scope: Scope) -> Option<Construct> {
        let spec = at + 2;
        let colon = self.find.next(Next::ColorColon, spec);
        if colon == spec || colon >= scope.end {
            return None;
        }
        let text = colon + 1;
        let close = self.find.next(Next::ColorClose, text);
        if close > self.find.next(Next::ColorLineEnd, text) || close + 2 > scope.end {
            return None;
        }
        Some(Construct {
            kind: Kind::Color,
            start: at,
            head: Head::Colors,
            head_at: (spec, colon),
            content: Content::Parsed,
            inner: (text, close),
            end: close + 2,
        })
    }
}
