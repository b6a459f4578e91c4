//! Which construct of the exporter dialect begins at a place, and where its parts end.
//!
//! This is section 1 of the dialect, one function a family of constructs. Nothing here looks inside a construct: its
//! inner content is a text of its own, read by the lexer in a scope of its own.

use super::find::{CLOSED_BY_NAME, Finder, NOWHERE, Next, Slash};
use super::tree::Kind;

/// A text or the inner content of a construct: byte offsets, half open.
#[derive(Debug, Clone, Copy)]
pub struct Scope {
    /// The first byte; a line starts here.
    pub start: usize,
    /// One past the last byte; the text ends here.
    pub end: usize,
    /// Where the white space begins that ends the text.
    tail: usize,
}

impl Scope {
    /// The bytes of `text` from `start` up to `end`.
    pub fn new(text: &str, start: usize, end: usize) -> Self {
        Self {
            start,
            end,
            tail: start + text[start..end].trim_end().len(),
        }
    }
}

/// A construct and where its parts end: opening marker, head, inner content, closing marker.
#[derive(Debug, Clone, Copy)]
pub struct Construct {
    /// What it is.
    pub kind: Kind,
    /// Where its opening marker begins.
    pub start: usize,
    /// What stands between opening marker and inner content.
    pub head: Head,
    /// Where the head begins and ends; both `inner.start` where there is none.
    pub head_at: (usize, usize),
    /// How the inner content is read.
    pub content: Content,
    /// Where the inner content begins and ends.
    pub inner: (usize, usize),
    /// Where its closing marker ends.
    pub end: usize,
}

/// What stands between an opening marker and an inner content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Head {
    /// Nothing.
    None,
    /// The arguments of a plugin.
    Arguments,
    /// The colour and background of a coloured text.
    Colors,
    /// The target of a link.
    Url,
}

/// How an inner content is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// The construct has none: it is a marker alone.
    Marker,
    /// The construct has none behind its arguments.
    None,
    /// As a text of its own.
    Parsed,
    /// Not at all.
    Body,
    /// As the rows and cells of a table.
    Rows,
    /// As `page|text`, both trimmed; the bar stands at this byte.
    Halves(usize),
}

impl Construct {
    /// A construct with an inner content and no head.
    fn plain(
        kind: Kind,
        start: usize,
        content: Content,
        inner: (usize, usize),
        end: usize,
    ) -> Self {
        Self {
            kind,
            start,
            head: Head::None,
            head_at: (inner.0, inner.0),
            content,
            inner,
            end,
        }
    }

    /// A construct that is a marker alone.
    fn marker(kind: Kind, start: usize, end: usize) -> Self {
        Self::plain(kind, start, Content::Marker, (end, end), end)
    }
}

/// Finds constructs in one text.
pub struct Constructs<'t> {
    text: &'t str,
    find: Finder<'t>,
}

impl<'t> Constructs<'t> {
    /// For `text`, to be asked from places that grow.
    pub fn new(text: &'t str) -> Self {
        Self {
            text,
            find: Finder::new(text),
        }
    }

    /// The construct that begins at `at`, the first of the dialect's table that matches.
    ///
    /// `free` is where the pending text begins: a construct may begin there at the earliest, which is in front of `at`
    /// only for the white space before a citation.
    pub fn at(&mut self, at: usize, free: usize, scope: Scope) -> Option<Construct> {
        let rest = &self.text.as_bytes()[at..scope.end];
        match rest[0] {
            b'{' => self.plugin(at, scope),
            b'~' => self.tilde(at, scope),
            b'd' => self.doi(at, scope),
            b'(' if rest.starts_with(b"((") => self
                .aliased_link(at, scope)
                .or_else(|| self.local_link(at, scope)),
            b'|' if rest.starts_with(b"||") => self.table(at, scope),
            b'*' if self.starts_line(at, scope) => self.item(Kind::ListItem, at, scope),
            b'#' if self.starts_line(at, scope) => self.item(Kind::NumListItem, at, scope),
            b'+' if self.starts_line(at, scope) => Some(self.indent(at, scope)),
            b'!' if self.starts_line(at, scope) => self.heading(at, scope),
            b'\n' if self.starts_line(at, scope) && rest.get(1) == Some(&b'!') => {
                self.heading(at, scope)
            }
            b'\n' => self.rule(at, scope),
            b'_' if rest.starts_with(b"__") => self.pair(Kind::Bold, Next::Bold, at, scope),
            b'\'' if rest.starts_with(b"''") => {
                self.pair(Kind::Emphasis, Next::Emphasis, at, scope)
            }
            b'[' => self
                .spaced_citation(at, free, scope)
                .or_else(|| self.link_with_text(at, scope))
                .or_else(|| self.citation(at, at, scope))
                .or_else(|| self.link(at, scope)),
            b'^' => self.caret(at, scope),
            b'%' if rest.starts_with(b"%%%") => Some(Construct::marker(Kind::Newline, at, at + 3)),
            _ => None,
        }
    }

    /// `((page|text))`, both on one line; also what protects the bar inside a table's row.
    pub fn aliased_link(&mut self, at: usize, scope: Scope) -> Option<Construct> {
        let page = at + 2;
        let bar = self.find.next(Next::AliasBar, page);
        if bar == page
            || bar >= scope.end
            || self.find.next(Next::OneLine, page) < bar
            || self.find.next(Next::LocalOpen, page) < bar
            || self.find.next(Next::AliasPageEnd, page) < bar
        {
            return None;
        }
        let text = bar + 1;
        let close = self.find.next(Next::AliasClose, text + 1);
        if close > self.find.next(Next::AliasLineEnd, text) || close + 2 > scope.end {
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

    /// Where `[…|…]`, maybe with nothing on either side, ends: what protects the bar inside a table's row.
    pub fn bar_in_brackets(&mut self, at: usize, scope: Scope) -> Option<usize> {
        let close = self.find.next(Next::LinkClose, at + 1);
        let bar = self.find.next(Next::LinkBar, at + 1);
        (bar < close && close < scope.end).then_some(close + 1)
    }

    fn starts_line(&self, at: usize, scope: Scope) -> bool {
        at == scope.start || self.text.as_bytes()[at - 1] == b'\n'
    }

    /// Where the line that holds `at` ends, its newline not counted.
    fn line_end(&mut self, at: usize, scope: Scope) -> usize {
        self.find.next(Next::LineEnd, at).min(scope.end)
    }

    /// The first byte at or behind `from` that is none of `bytes`.
    fn past(&self, bytes: &[u8], from: usize, scope: Scope) -> usize {
        self.text.as_bytes()[from..scope.end]
            .iter()
            .position(|byte| !bytes.contains(byte))
            .map_or(scope.end, |length| from + length)
    }

    /// The first byte at or behind `from` that is no white space.
    fn past_white_space(&self, from: usize, scope: Scope) -> usize {
        let rest = &self.text[from..scope.end];
        scope.end - rest.trim_start().len()
    }

    /// `__…__` and `''…''`: over lines, maybe empty.
    fn pair(&mut self, kind: Kind, closer: Next, at: usize, scope: Scope) -> Option<Construct> {
        let close = self.find.next(closer, at + 2);
        (close + 2 <= scope.end)
            .then(|| Construct::plain(kind, at, Content::Parsed, (at + 2, close), close + 2))
    }

    /// `^…^` on one line, maybe empty.
    fn caret(&mut self, at: usize, scope: Scope) -> Option<Construct> {
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

    fn tilde(&mut self, at: usize, scope: Scope) -> Option<Construct> {
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

    fn doi(&mut self, at: usize, scope: Scope) -> Option<Construct> {
        if !self.text.as_bytes()[at..scope.end].starts_with(b"doi:") {
            return None;
        }
        let id = self.past_white_space(at + 4, scope);
        let length = self.text.as_bytes()[id..scope.end]
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric() || b"./-_()[]".contains(byte))
            .count();
        let end = id + length;
        (id > at + 4 && length > 0)
            .then(|| Construct::plain(Kind::DoiLink, at, Content::Body, (id, end), end))
    }

    /// `((page))` on one line.
    fn local_link(&mut self, at: usize, scope: Scope) -> Option<Construct> {
        let close = self.find.next(Next::LocalClose, at + 3);
        (close + 2 <= scope.end && close < self.find.next(Next::OneLine, at + 2)).then(|| {
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
    fn link_with_text(&mut self, at: usize, scope: Scope) -> Option<Construct> {
        let url = at + 1;
        let bar = self.find.next(Next::LinkBar, url);
        let close = self.find.next(Next::LinkClose, url);
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
    fn link(&mut self, at: usize, scope: Scope) -> Option<Construct> {
        let text = at + 1;
        let close = self.find.next(Next::LinkClose, text);
        (text < close && close < scope.end && close < self.find.next(Next::LinkBar, text))
            .then(|| Construct::plain(Kind::Link, at, Content::Parsed, (text, close), close + 1))
    }

    /// One white space character and a citation.
    fn spaced_citation(&mut self, at: usize, free: usize, scope: Scope) -> Option<Construct> {
        let space = self.text[free..at]
            .chars()
            .next_back()
            .filter(|c| c.is_whitespace())?;
        self.citation(at - space.len_utf8(), at, scope)
    }

    /// `[[1, 2]` with its first bracket at `at`; the construct begins at `start`.
    fn citation(&mut self, start: usize, at: usize, scope: Scope) -> Option<Construct> {
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

    /// `||…||`; the closer is followed by white space only, up to the end of its line or of the text.
    fn table(&mut self, at: usize, scope: Scope) -> Option<Construct> {
        let inner = at + 2;
        let line_ends = self.find.next(Next::TableClose, inner);
        let at_tail = inner + 2 <= scope.tail && self.text[..scope.tail].ends_with("||");
        let text_ends = if at_tail { scope.tail - 2 } else { NOWHERE };
        let close = line_ends.min(text_ends);
        (close + 2 <= scope.end)
            .then(|| Construct::plain(Kind::Table, at, Content::Rows, (inner, close), close + 2))
    }

    /// A line of `*` or `#` and one or more characters; of marks alone, the last is the content.
    fn item(&mut self, kind: Kind, at: usize, scope: Scope) -> Option<Construct> {
        let mark = self.text.as_bytes()[at];
        let end = self.line_end(at, scope);
        let marks_end = self.past(&[mark], at, scope);
        let text = marks_end.min(end - 1);
        (text > at).then(|| Construct::plain(kind, at, Content::Parsed, (text, end), end))
    }

    /// A line of `+` and the rest of it, maybe nothing.
    fn indent(&mut self, at: usize, scope: Scope) -> Construct {
        let text = self.past(b"+", at, scope);
        let end = self.line_end(at, scope);
        Construct::plain(Kind::Indent, at, Content::Parsed, (text, end), end)
    }

    /// A line of `!` and the rest of it, with an empty line in front.
    fn heading(&mut self, at: usize, scope: Scope) -> Option<Construct> {
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

    /// A newline, then a line of three or four dashes between blanks, its newline too.
    fn rule(&mut self, at: usize, scope: Scope) -> Option<Construct> {
        let dashes = self.past(b" \t", at + 1, scope);
        let dashes_end = self.past(b"-", dashes, scope);
        let kind = match dashes_end - dashes {
            3 => Kind::HorizontalRule,
            4 => Kind::HorizontalRuleAlt,
            _ => return None,
        };
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

/// How the arguments of a plugin are written behind its name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Written {
    /// `(` arguments up to the first `)}`.
    Parenthesised,
    /// The same, with white space allowed in front of the parenthesis.
    SpacedParenthesised,
    /// `(` arguments without `}`, then `)}`.
    Braceless,
    /// Any characters but `}`, parentheses included, then `}`.
    Bare,
}

/// How the body of a plugin is read, and what closes it.
const BODIES: [(Kind, Written, Content, Slash); CLOSED_BY_NAME.len()] = [
    (
        Kind::CustomSearch,
        Written::Parenthesised,
        Content::Parsed,
        Slash::Allowed,
    ),
    (
        Kind::Sql,
        Written::Parenthesised,
        Content::Body,
        Slash::Allowed,
    ),
    (
        Kind::ListPages,
        Written::Parenthesised,
        Content::Parsed,
        Slash::Allowed,
    ),
    (
        Kind::ImgBlock,
        Written::Braceless,
        Content::Body,
        Slash::Allowed,
    ),
    (Kind::Attach, Written::Bare, Content::Parsed, Slash::Allowed),
    (
        Kind::List,
        Written::Parenthesised,
        Content::Body,
        Slash::Allowed,
    ),
    (
        Kind::Font,
        Written::Parenthesised,
        Content::Parsed,
        Slash::Allowed,
    ),
    (
        Kind::Fade,
        Written::Parenthesised,
        Content::Parsed,
        Slash::Allowed,
    ),
    (
        Kind::Sup,
        Written::Parenthesised,
        Content::Parsed,
        Slash::Refused,
    ),
    (
        Kind::Box,
        Written::SpacedParenthesised,
        Content::Parsed,
        Slash::Refused,
    ),
    (Kind::Div, Written::Bare, Content::Parsed, Slash::Allowed),
    (
        Kind::Html,
        Written::Parenthesised,
        Content::Body,
        Slash::Allowed,
    ),
    (
        Kind::Alink,
        Written::Parenthesised,
        Content::Parsed,
        Slash::Allowed,
    ),
];

/// Plugins in braces.
impl Constructs<'_> {
    fn plugin(&mut self, at: usize, scope: Scope) -> Option<Construct> {
        let name = &self.text[at + 1..scope.end];
        if name.starts_with(|c: char| c.is_ascii_lowercase()) {
            return self.bodiless(at, scope);
        }
        if name.starts_with("REDIRECT(") {
            return self.redirect(at, scope);
        }
        CLOSED_BY_NAME
            .iter()
            .enumerate()
            .filter(|(_, plugin)| name.starts_with(**plugin))
            .find_map(|(i, plugin)| self.with_body(i, at, at + 1 + plugin.len(), scope))
    }

    /// `{NAME(args)}body{NAME}`; `name_end` is where the name ends.
    fn with_body(
        &mut self,
        plugin: usize,
        at: usize,
        name_end: usize,
        scope: Scope,
    ) -> Option<Construct> {
        let (kind, written, content, slash) = BODIES[plugin];
        let bytes = self.text.as_bytes();
        let (args, args_end, body) = if written == Written::Bare {
            let brace = self.find.next(Next::Brace, name_end);
            (name_end, brace, brace + 1)
        } else {
            let parenthesis = match written {
                Written::SpacedParenthesised => self.past_white_space(name_end, scope),
                _ => name_end,
            };
            if parenthesis >= scope.end || bytes[parenthesis] != b'(' {
                return None;
            }
            let args = parenthesis + 1;
            let close = match written {
                Written::Braceless => {
                    let brace = self.find.next(Next::Brace, args);
                    if brace >= scope.end || brace == args || bytes[brace - 1] != b')' {
                        return None;
                    }
                    brace - 1
                }
                _ => self.find.next(Next::ParenBrace, args),
            };
            (args, close, close + 2)
        };
        if body > scope.end {
            return None;
        }
        let close = self.find.plugin_close(plugin, slash, body);
        if close >= scope.end {
            return None;
        }
        let end = self.find.next(Next::BodyEnd, close) + 1;
        (end <= scope.end).then_some(Construct {
            kind,
            start: at,
            head: Head::Arguments,
            head_at: (args, args_end),
            content,
            inner: (body, close),
            end,
        })
    }

    /// `{REDIRECT(args) /}`, the arguments on one line.
    fn redirect(&mut self, at: usize, scope: Scope) -> Option<Construct> {
        let args = at + "{REDIRECT(".len();
        let close = self.find.next(Next::RedirectClose, args);
        if close >= scope.end || close > self.find.next(Next::OneLine, args) {
            return None;
        }
        let end = self.past_white_space(close + 1, scope) + 2;
        (end <= scope.end).then(|| bodiless(Kind::Redirect, at, (args, close), end))
    }

    /// `{maketoc …}`, `{img …}`, `{include …}`, `{category …}` and `{filter …}`.
    fn bodiless(&mut self, at: usize, scope: Scope) -> Option<Construct> {
        const NAMES: [(&str, Kind); 5] = [
            ("maketoc", Kind::MakeToc),
            ("category", Kind::Category),
            ("filter", Kind::Filter),
            ("img", Kind::Img),
            ("include", Kind::Include),
        ];
        let rest = &self.text[at + 1..scope.end];
        let (name, kind) = NAMES.into_iter().find(|(name, _)| rest.starts_with(name))?;
        let name_end = at + 1 + name.len();
        let args = match kind {
            Kind::Category | Kind::Filter => self.past_white_space(name_end, scope),
            _ => name_end,
        };
        let close = self.find.next(Next::Brace, args);
        let fits = match kind {
            Kind::MakeToc => true,
            Kind::Category | Kind::Filter => {
                args > name_end && close < self.find.next(Next::OneLine, args)
            }
            _ => close > args,
        };
        (fits && close < scope.end).then(|| bodiless(kind, at, (args, close), close + 1))
    }
}

/// A plugin with arguments and nothing behind them.
fn bodiless(kind: Kind, start: usize, args: (usize, usize), end: usize) -> Construct {
    Construct {
        kind,
        start,
        head: Head::Arguments,
        head_at: args,
        content: Content::None,
        inner: (args.1, args.1),
        end,
    }
}
