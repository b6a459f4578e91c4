//! Plugins in braces, by the rows of the dialect: with a body up to their name, or with arguments alone.

use super::{Construct, Constructs, Content, Extent, Head};
use crate::wiki::dialect::{Call, Closing, Plugin, PluginId};
use crate::wiki::memo::Marker;

impl Constructs<'_> {
    /// What `{` opens: the first plugin of the table whose name, arguments and closer are there.
    pub(super) fn plugin(&mut self, at: usize, scope: Extent) -> Option<Construct> {
        let dialect = self.reading.dialect;
        dialect
            .plugins_at(&self.text[at + 1..scope.end])
            .find_map(|(id, plugin)| self.this_plugin(id, plugin, at, scope))
    }

    /// `{NAME(args)}body{NAME}`, `{name args}` and what else the row says.
    fn this_plugin(
        &mut self,
        id: PluginId,
        plugin: &Plugin,
        at: usize,
        scope: Extent,
    ) -> Option<Construct> {
        self.known(plugin.kind)?;
        let (arguments, call_end) = self.call(plugin, at + 1 + plugin.name.len(), scope)?;
        let (inner, end) = if plugin.closing == Closing::Nothing {
            ((arguments.1, arguments.1), call_end)
        } else {
            let dialect = self.reading.dialect;
            let close = self.find.plugin_close(dialect, id, call_end);
            if close >= scope.end {
                return None;
            }
            let end = self.find.next(Marker::BodyEnd, close) + 1;
            ((call_end, close), end)
        };
        (end <= scope.end).then_some(Construct {
            kind: plugin.kind,
            start: at,
            head: Head::Call(id),
            head_at: arguments,
            content: Content::OfPlugin,
            inner,
            end,
        })
    }

    /// Where the arguments behind `name_end` begin and end, and where what ends them ends.
    ///
    /// `{FONT(size=2)}`: the arguments are `size=2`, and `)}` ends them.
    fn call(
        &mut self,
        plugin: &Plugin,
        name_end: usize,
        scope: Extent,
    ) -> Option<((usize, usize), usize)> {
        let (start, end, call_end) = match plugin.call {
            Call::Parenthesised => {
                let start = self.past_parenthesis(name_end, scope)?;
                let end = self.find.next(Marker::ParenBrace, start);
                (start, end, end + 2)
            }
            Call::SpacedParenthesised => {
                let start = self.past_parenthesis(self.past_white_space(name_end, scope), scope)?;
                let end = self.find.next(Marker::ParenBrace, start);
                (start, end, end + 2)
            }
            Call::Braceless => {
                let start = self.past_parenthesis(name_end, scope)?;
                let brace = self.find.next(Marker::Brace, start);
                if brace >= scope.end || brace == start || self.text.as_bytes()[brace - 1] != b')' {
                    return None;
                }
                (start, brace - 1, brace + 1)
            }
            Call::Bare => {
                let brace = self.find.next(Marker::Brace, name_end);
                (name_end, brace, brace + 1)
            }
            Call::NotEmpty => {
                let brace = self.find.next(Marker::Brace, name_end);
                if brace == name_end {
                    return None;
                }
                (name_end, brace, brace + 1)
            }
            Call::OneLine => {
                let start = self.past_white_space(name_end, scope);
                let brace = self.find.next(Marker::Brace, start);
                if start == name_end || brace >= self.find.next(Marker::OneLine, start) {
                    return None;
                }
                (start, brace, brace + 1)
            }
            Call::SelfClosing => {
                let start = self.past_parenthesis(name_end, scope)?;
                let close = self.find.next(Marker::SelfClose, start);
                if close >= scope.end || close > self.find.next(Marker::OneLine, start) {
                    return None;
                }
                (start, close, self.past_white_space(close + 1, scope) + 2)
            }
        };
        (call_end <= scope.end).then_some(((start, end), call_end))
    }

    /// One past the `(` at `at`.
    fn past_parenthesis(&self, at: usize, scope: Extent) -> Option<usize> {
        (at < scope.end && self.text.as_bytes()[at] == b'(').then_some(at + 1)
    }
}
