//! Constructs within a text: `__…__`, `''…''`, `^…^`, `%%%`, and what `~` opens.

use super::{Construct, Constructs, Content, Extent, Head};
use crate::wiki::memo::Marker;
use crate::wiki::tree::Kind;

impl Constructs<'_> {
    /// `__…__` and `''…''`: over lines, maybe empty.
    pub(super) fn pair(
        &mut self,
        kind: Kind,
        closer: Marker,
        at: usize,
        scope: Extent,
    ) -> Option<Construct> {
        self.known(kind)?;
        let close = self.find.next(closer, at + 2);
        (close + 2 <= scope.end)
            .then(|| Construct::plain(kind, at, Content::Parsed, (at + 2, close), close + 2))
    }

    /// `^…^` on one line, maybe empty.
    pub(super) fn caret(&mut self, at: usize, scope: Extent) -> Option<Construct> {
        self.known(Kind::Italix)?;
        let close = self.find.next(Marker::Caret, at + 1);
        (close < scope.end && close < self.find.next(Marker::OneLine, at + 1)).then(|| {
            Construct::plain(
                Kind::Italix,
                at,
                Content::Parsed,
                (at + 1, close),
                close + 1,
            )
        })
    }

    /// `%%%`.
    pub(super) fn newline(&self, at: usize) -> Option<Construct> {
        self.known(Kind::Newline)?;
        Some(Construct::marker(Kind::Newline, at, at + 3))
    }

    /// What `~` opens: colours, comments, text that is not parsed, and spaces.
    pub(super) fn tilde(&mut self, at: usize, scope: Extent) -> Option<Construct> {
        let rest = &self.text.as_bytes()[at..scope.end];
        match rest.get(1)? {
            b'~' => self.color(at, scope),
            b't' if rest.starts_with(b"~tc~") => self.comment(at, scope),
            b'n' if rest.starts_with(b"~np~") => self.no_parse(at, scope),
            b'h' => self.spaces(at, scope),
            _ => None,
        }
    }

    /// `~tc~…~/tc~`, over lines.
    fn comment(&mut self, at: usize, scope: Extent) -> Option<Construct> {
        self.known(Kind::TikiComment)?;
        let inner = at + 4;
        let close = self.find.next(Marker::Comment, inner);
        (close + 5 <= scope.end).then(|| {
            let content = Content::Parsed;
            Construct::plain(Kind::TikiComment, at, content, (inner, close), close + 5)
        })
    }

    /// `~np~…~/np~` on one line.
    fn no_parse(&mut self, at: usize, scope: Extent) -> Option<Construct> {
        self.known(Kind::NoParse)?;
        let inner = at + 4;
        let close = self.find.next(Marker::NoParse, inner);
        (close + 5 <= scope.end && close < self.find.next(Marker::OneLine, inner))
            .then(|| Construct::plain(Kind::NoParse, at, Content::Body, (inner, close), close + 5))
    }

    /// `~hs~`, repeated, or `~hshs~` with two or more `hs`.
    fn spaces(&self, at: usize, scope: Extent) -> Option<Construct> {
        let rest = &self.text.as_bytes()[at..scope.end];
        if rest.starts_with(b"~hs~") {
            self.known(Kind::HorizontalSpace)?;
            let count = rest
                .chunks_exact(4)
                .take_while(|chunk| chunk == b"~hs~")
                .count();
            return Some(Construct::marker(Kind::HorizontalSpace, at, at + 4 * count));
        }
        self.known(Kind::HorizontalSpaceAlt)?;
        let pairs = rest[1..]
            .chunks_exact(2)
            .take_while(|chunk| chunk == b"hs")
            .count();
        (pairs >= 2 && rest.get(1 + 2 * pairs) == Some(&b'~'))
            .then(|| Construct::marker(Kind::HorizontalSpaceAlt, at, at + 2 * pairs + 2))
    }

    /// `~~spec:text~~`: the spec over lines, the text on one.
    fn color(&mut self, at: usize, scope: Extent) -> Option<Construct> {
        self.known(Kind::Color)?;
        let spec = at + 2;
        let colon = self.find.next(Marker::ColorColon, spec);
        if colon == spec || colon >= scope.end {
            return None;
        }
        let text = colon + 1;
        let close = self.find.next(Marker::ColorClose, text);
        if close > self.find.next(Marker::ColorLineEnd, text) || close + 2 > scope.end {
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
