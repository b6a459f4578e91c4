//! Links and citations: `doi:…`, `((…))`, `[…]` and `[[…]`.

use super::{Construct, Constructs, Content, Extent, Head};
use crate::wiki::memo::Marker;
use crate::wiki::reading::AliasedLinks;
use crate::wiki::tree::Kind;

impl Constructs<'_> {
    /// `doi:` and an identifier.
    pub(super) fn doi(&mut self, at: usize, scope: Extent) -> Option<Construct> {
        if !self.text.as_bytes()[at..scope.end].starts_with(b"doi:") {
            return None;
        }
        self.known(Kind::DoiLink)?;
        let id = self.past_white_space(at + 4, scope);
        let length = self.text.as_bytes()[id..scope.end]
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric() || b"./-_()[]".contains(byte))
            .count();
        let end = id + length;
        (id > at + 4 && length > 0)
            .then(|| Construct::plain(Kind::DoiLink, at, Content::Body, (id, end), end))
    }

    /// `((page|text))`, both on one line; also what protects the bar inside a table's row.
    pub fn aliased_link(&mut self, at: usize, scope: Extent) -> Option<Construct> {
        self.known(Kind::AliasedLocalLink)?;
        let page = at + 2;
        let bar = self.find.next(Marker::AliasBar, page);
        if bar == page || bar >= scope.end || self.find.next(Marker::OneLine, page) < bar {
            return None;
        }
        let other_link = match self.reading.aliased_links {
            AliasedLinks::Strict => {
                self.find.next(Marker::LocalOpen, page) < bar
                    || self.find.next(Marker::AliasPageEnd, page) < bar
            }
            AliasedLinks::Run => false,
        };
        if other_link {
            return None;
        }
        let text = bar + 1;
        let close = self.find.next(Marker::AliasClose, text + 1);
        if close > self.find.next(Marker::AliasLineEnd, text) || close + 2 > scope.end {
            return None;
        }
        Some(Construct::plain(
            Kind::AliasedLocalLink,
            at,
            Content::Halves(bar),
            (page, close),
            close + 2,
        ))
    }

    /// `((page))` on one line.
    pub(super) fn local_link(&mut self, at: usize, scope: Extent) -> Option<Construct> {
        self.known(Kind::LocalLink)?;
        let close = self.find.next(Marker::LocalClose, at + 3);
        (close + 2 <= scope.end && close < self.find.next(Marker::OneLine, at + 2)).then(|| {
            Construct::plain(
                Kind::LocalLink,
                at,
                Content::Parsed,
                (at + 2, close),
                close + 2,
            )
        })
    }

    /// `[url|text]`, over lines.
    pub(super) fn link_with_text(&mut self, at: usize, scope: Extent) -> Option<Construct> {
        self.known(Kind::Link)?;
        let url = at + 1;
        let bar = self.find.next(Marker::LinkBar, url);
        let close = self.find.next(Marker::LinkClose, url);
        (url < bar && bar + 1 < close && close < scope.end).then(|| Construct {
            kind: Kind::Link,
            start: at,
            head: Head::Url,
            head_at: (url, bar),
            content: Content::Parsed,
            inner: (bar + 1, close),
            end: close + 1,
        })
    }

    /// `[text]`, over lines; the text is the target too.
    pub(super) fn link(&mut self, at: usize, scope: Extent) -> Option<Construct> {
        self.known(Kind::Link)?;
        let text = at + 1;
        let close = self.find.next(Marker::LinkClose, text);
        (text < close && close < scope.end && close < self.find.next(Marker::LinkBar, text))
            .then(|| Construct::plain(Kind::Link, at, Content::Parsed, (text, close), close + 1))
    }

    /// One white space character and a citation.
    pub(super) fn spaced_citation(
        &mut self,
        at: usize,
        free: usize,
        scope: Extent,
    ) -> Option<Construct> {
        self.known(Kind::WeirdCitation)?;
        let space = self.text[free..at]
            .chars()
            .next_back()
            .filter(|c| c.is_whitespace())?;
        self.citation(at - space.len_utf8(), at, scope)
    }

    /// `[[1, 2]` with its first bracket at `at`; the construct begins at `start`.
    pub(super) fn citation(&mut self, start: usize, at: usize, scope: Extent) -> Option<Construct> {
        self.known(Kind::WeirdCitation)?;
        let text = &self.text[..scope.end];
        let preceded = at > scope.start && text.as_bytes()[at - 1] == b'[';
        if preceded || !text[at..].starts_with("[[") {
            return None;
        }
        let inner = at + 2;
        let length = text[inner..]
            .find(|c: char| !(c.is_ascii_digit() || c.is_whitespace() || c == '*' || c == ','))?;
        let close = inner + length;
        let rest = &text.as_bytes()[close..];
        (length > 0 && rest[0] == b']' && rest.get(1) != Some(&b']')).then(|| {
            Construct::plain(
                Kind::WeirdCitation,
                start,
                Content::Body,
                (inner, close),
                close + 1,
            )
        })
    }

    /// Where `[…|…]`, maybe with nothing on either side, ends: what protects the bar inside a table's row.
    pub fn bar_in_brackets(&mut self, at: usize, scope: Extent) -> Option<usize> {
        let close = self.find.next(Marker::LinkClose, at + 1);
        let bar = self.find.next(Marker::LinkBar, at + 1);
        (bar < close && close < scope.end).then_some(close + 1)
    }
}
