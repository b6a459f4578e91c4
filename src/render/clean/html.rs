//! Runs as HTML, for the cells of tables that span, and for preformatted text with marks.

use super::Writer;
use super::inline::{Mark, Piece, Pieces};
use super::runs::attribute;
use crate::wiki::tiki::cell_marks;
use crate::wiki::tree::{Kind, Node};

impl<'t> Writer<'t> {
    /// Nodes as HTML on one line.
    pub(super) fn html(&mut self, nodes: &[&'t Node]) -> String {
        let mut out = String::new();
        for node in nodes {
            match node.kind {
                Kind::LineBreak => out.push('\n'),
                Kind::Newline => {
                    out.truncate(out.trim_end_matches([' ', '\t']).len());
                    out.push_str("<br>");
                }
                Kind::Bold => self.html_mark(node, "strong", &mut out),
                Kind::Emphasis => self.html_mark(node, "em", &mut out),
                Kind::Strike => self.html_mark(node, "del", &mut out),
                Kind::Underline => self.html_mark(node, "u", &mut out),
                Kind::Monospace => self.html_mark(node, "code", &mut out),
                _ => {
                    let mut pieces = Pieces::default();
                    self.flat(&[node], &mut pieces);
                    let html = html_of(&pieces.list);
                    out.push_str(match out.ends_with("<br>") {
                        true => html.trim_start_matches([' ', '\t']),
                        false => &html,
                    });
                }
            }
        }
        out
    }

    fn html_mark(&mut self, node: &'t Node, tag: &str, out: &mut String) {
        let children = self.children(node);
        let inner = self.html(&children);
        out.push_str(&format!("<{tag}>{inner}</{tag}>"));
    }

    /// A table whose cells span columns or rows.
    pub(super) fn html_table(&mut self, rows: &[&'t Node], node: &Node) {
        self.lose_spans(node);
        self.in_html = true;
        let mut text = String::from("<table>\n");
        for row in rows {
            let tag = if row.kind == Kind::HeadRow {
                "th"
            } else {
                "td"
            };
            text.push_str("<tr>");
            for cell in self.children(row) {
                let written = self.tree.slice(cell.full);
                let marks = cell_marks(written);
                let mark = written.trim_start().chars().next();
                let count = written
                    .trim_start()
                    .chars()
                    .take_while(|c| Some(*c) == mark)
                    .count();
                let span = match mark {
                    Some('/') if marks > 0 => format!(" colspan=\"{count}\""),
                    Some('\\') if marks > 0 => format!(" rowspan=\"{count}\""),
                    _ => String::new(),
                };
                let children = self.children(cell);
                let inner = self.html(&children);
                text.push_str(&format!("<{tag}{span}>{}</{tag}>", inner.trim()));
            }
            text.push_str("</tr>\n");
        }
        text.push_str("</table>");
        self.in_html = false;
        self.lines.begin(super::lines::Block::Plain);
        self.raw_lines(&text, node);
    }
}

/// Pieces as HTML.
fn html_of(list: &[Piece]) -> String {
    let mut out = String::new();
    let mut marks: Vec<(usize, &str)> = Vec::new();
    let mut links: Vec<usize> = Vec::new();
    for piece in list {
        match piece {
            Piece::Text(c, _) | Piece::Coded(c, _) => {
                out.push_str(&attribute(&c.to_string()).replace("&quot;", "\""))
            }
            Piece::Blank(_) => out.push(' '),
            Piece::Hard(_) => out.push_str("<br>"),
            Piece::Soft(_) => out.push('\n'),
            Piece::Raw(raw, _) => {
                let code = raw
                    .strip_prefix('`')
                    .map(|code| code.trim_matches('`').trim());
                match code {
                    Some(code) => out.push_str(&format!("<code>{}</code>", attribute(code))),
                    None => out.push_str(raw),
                }
            }
            Piece::Url(url, _) => {
                let url = attribute(url);
                out.push_str(&format!("<a href=\"{url}\">{url}</a>"));
            }
            Piece::Open(mark, number, _) => {
                let (open, close) = match mark {
                    Mark::Strong => ("<strong>", "</strong>"),
                    Mark::Emphasis => ("<em>", "</em>"),
                    Mark::Strike => ("<del>", "</del>"),
                    Mark::Html(open, close) => (open.as_str(), close.as_ref()),
                };
                marks.push((*number, close));
                out.push_str(open);
            }
            Piece::Close(number, _) => {
                let close = marks.iter().rev().find(|(open, _)| open == number);
                out.push_str(close.map_or("", |(_, close)| close));
            }
            Piece::LinkOpen(..) => {
                links.push(out.len());
            }
            Piece::LinkClose(_, behind, ..) => {
                let behind = behind.trim_start_matches("](").trim_end_matches(')');
                let (target, title) = match behind.split_once(" \"") {
                    Some((target, title)) => (target, title.trim_end_matches('"')),
                    None => (behind, ""),
                };
                let target = target.trim_start_matches('<').trim_end_matches('>');
                if let Some(at) = links.pop() {
                    let title = match title {
                        "" => String::new(),
                        title => format!(" title=\"{}\"", attribute(&title.replace("\\\"", "\""))),
                    };
                    out.insert_str(at, &format!("<a href=\"{}\"{title}>", attribute(target)));
                    out.push_str("</a>");
                }
            }
        }
    }
    out
}
