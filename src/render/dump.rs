//! Tree → the dump that a page keeps of it (exporter dialect, section 4), not yet escaped.

use std::fmt;
use std::ops::Range;

use super::{Aspect, Origin, Sink};
use crate::wiki::Tree;
pub use crate::wiki::dialect::node_name as name;
use crate::wiki::tree::{Arguments, Detail, Kind, Node, Span};

/// Writes the dump of `tree`.
///
/// # Errors
///
/// Only where `out` fails.
pub fn dump<S: Sink>(tree: &Tree, out: &mut S) -> fmt::Result {
    let mut dump = Dump {
        tree,
        breaks: breaks(tree.whole_text()),
        out,
    };
    tree.top().try_for_each(|node| dump.node(node, 0))
}

struct Dump<'t, S> {
    tree: &'t Tree,
    /// Where the tree's text is not shown as it is.
    breaks: Vec<u32>,
    out: &'t mut S,
}

impl<S: Sink> Dump<'_, S> {
    /// Writes a node: its first line from behind the bars on, and no newline at its end.
    fn node(&mut self, node: &Node, depth: usize) -> fmt::Result {
        self.made("├── ", node, Aspect::Opens)?;
        self.made(name(node.kind), node, Aspect::Name)?;
        self.field("full_match: `", depth, node)?;
        self.one_line(node.full, node, Aspect::FullMatch)?;
        self.made("`", node, Aspect::Between)?;
        self.field("inner_content: `", depth, node)?;
        self.one_line(node.inner, node, Aspect::InnerContent)?;
        self.made("`", node, Aspect::Between)?;
        self.details(node, depth)?;
        let mut children = self.tree.children(node).peekable();
        if children.peek().is_some() {
            self.field("children:", depth, node)?;
        }
        for child in children {
            self.line(depth + 1, node)?;
            self.node(child, depth + 1)?;
        }
        Ok(())
    }

    fn details(&mut self, node: &Node, depth: usize) -> fmt::Result {
        match node.detail {
            Detail::None => Ok(()),
            Detail::Arguments(arguments) | Detail::Call(_, arguments) => {
                self.arguments(arguments, depth, node)
            }
            Detail::Color(color) => self.arguments(color.spec, depth, node),
            Detail::Url(url) => self.quoted_field("url: `", url, depth, node),
            Detail::Page(page) => self.quoted_field("page: `", page, depth, node),
            Detail::Level(level) => {
                let label = match node.kind {
                    Kind::ListItem | Kind::NumListItem => "depth: `",
                    _ => "level: `",
                };
                self.number(label, level, depth, node)
            }
            Detail::Repeat(count) => self.number("repetitions: `", count, depth, node),
            Detail::Citation(citation) => {
                self.quoted_field("citation: `", citation.numbers, depth, node)?;
                self.field("had_space: `", depth, node)?;
                let spaced = if citation.spaced { "True`" } else { "False`" };
                self.made(spaced, node, Aspect::Field)
            }
        }
    }

    fn arguments(&mut self, arguments: Arguments, depth: usize, node: &Node) -> fmt::Result {
        self.field("attrs_dict:", depth, node)?;
        self.field("│   raw_content: ", depth, node)?;
        self.value(arguments.raw, "", depth, node)?;
        for argument in self.tree.arguments(arguments) {
            self.field("│   ", depth, node)?;
            self.copied(argument.key, node, Aspect::Field)?;
            self.made(": ", node, Aspect::Field)?;
            self.value(argument.value, "", depth, node)?;
        }
        Ok(())
    }

    fn quoted_field(&mut self, label: &str, value: Span, depth: usize, node: &Node) -> fmt::Result {
        self.field(label, depth, node)?;
        self.value(value, "`", depth, node)
    }

    fn number(&mut self, label: &str, number: u32, depth: usize, node: &Node) -> fmt::Result {
        self.field(label, depth, node)?;
        self.made(&number.to_string(), node, Aspect::Field)?;
        self.made("`", node, Aspect::Field)
    }

    /// Begins a line of a node's own.
    fn field(&mut self, label: &str, depth: usize, node: &Node) -> fmt::Result {
        self.line(depth + 1, node)?;
        self.made(label, node, Aspect::Between)
    }

    /// Ends the line and begins the next one behind so many bars.
    fn line(&mut self, bars: usize, node: &Node) -> fmt::Result {
        const LINE: &str = "\n│   │   │   │   │   │   │   │   ";
        const BAR: usize = "│   ".len();
        const MOST: usize = (LINE.len() - 1) / BAR;
        self.made(&LINE[..1 + BAR * bars.min(MOST)], node, Aspect::Between)?;
        let mut more = bars.saturating_sub(MOST);
        while more > 0 {
            self.made(&LINE[1..=BAR * more.min(MOST)], node, Aspect::Between)?;
            more = more.saturating_sub(MOST);
        }
        Ok(())
    }

    /// A value as it is, then `end`; inside children, lines that are entirely empty are dropped.
    fn value(&mut self, value: Span, end: &str, depth: usize, node: &Node) -> fmt::Result {
        let text = self.tree.slice(value);
        if depth == 0 || !text.contains('\n') {
            self.copied(value, node, Aspect::Field)?;
            return self.made(end, node, Aspect::Field);
        }
        let mut line = value.start;
        for (i, length) in text.split('\n').map(str::len).enumerate() {
            let span = Span::new(line, line + length as u32);
            let closes = span.end == value.end && !end.is_empty();
            if i > 0 && (!span.is_empty() || closes) {
                self.made("\n", node, Aspect::Field)?;
            }
            self.copied(span, node, Aspect::Field)?;
            line = span.end + 1;
        }
        self.made(end, node, Aspect::Field)
    }

    /// A text on one line: newlines and tabs as two characters each.
    fn one_line(&mut self, span: Span, node: &Node, aspect: Aspect) -> fmt::Result {
        let mut at = span.start;
        for i in self.breaks_in(span) {
            let place = self.breaks[i];
            let broken = Span::new(place, place + 1);
            self.plain(Span::new(at, place), node, aspect)?;
            let copied = Origin::copied(broken, node, aspect);
            match self.tree.slice(broken) {
                "\n" => self.out.plain("\\n", copied.as_made())?,
                "\t" => self.out.plain("\\t", copied.as_made())?,
                escaped => self.out.piece(escaped, copied)?,
            }
            at = place + 1;
        }
        self.plain(Span::new(at, span.end), node, aspect)
    }

    /// Which of the breaks are in `span`.
    fn breaks_in(&self, span: Span) -> Range<usize> {
        let first = self.breaks.partition_point(|&place| place < span.start);
        let behind = self.breaks[first..]
            .iter()
            .position(|&place| place >= span.end);
        first..behind.map_or(self.breaks.len(), |count| first + count)
    }

    /// A text that nothing breaks.
    #[inline]
    fn plain(&mut self, span: Span, node: &Node, aspect: Aspect) -> fmt::Result {
        let origin = Origin::copied(span, node, aspect);
        self.out.plain(self.tree.slice(span), origin)
    }

    fn copied(&mut self, span: Span, node: &Node, aspect: Aspect) -> fmt::Result {
        let origin = Origin::copied(span, node, aspect);
        self.out.piece(self.tree.slice(span), origin)
    }

    #[inline]
    fn made(&mut self, text: &str, node: &Node, aspect: Aspect) -> fmt::Result {
        self.out.plain(text, Origin::made(node, aspect))
    }
}

/// The places of the characters that are not shown as themselves, ascending.
///
/// The dump shows a text twice for each construct around it, so the whole text is searched once, before all of them.
fn breaks(text: &str) -> Vec<u32> {
    let text = text.as_bytes();
    let mut places: Vec<u32> = memchr::memchr3_iter(b'\n', b'\t', b'&', text)
        .chain(memchr::memchr2_iter(b'<', b'>', text))
        .chain(memchr::memchr2_iter(b'"', b'\'', text))
        .map(|place| place as u32)
        .collect();
    places.sort();
    places
}
