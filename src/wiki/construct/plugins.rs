//! Plugins in braces: with a body up to their name, or with arguments alone.

use super::{Construct, Constructs, Content, Head, Scope};
use crate::wiki::memo::{CLOSED_BY_NAME, Next, Slash};
use crate::wiki::tree::Kind;

impl Constructs<'_> {
    /// What `{` opens.
    pub(super) fn plugin(&mut self, at: usize, scope: Scope) -> Option<Construct> {
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
