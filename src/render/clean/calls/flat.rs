//! Plugins of whole blocks that are put on one line, in a cell or a heading.

use super::{Cause, Mark, Node, Pieces, Plugin, Writer, html, titled};

impl<'t> Writer<'t> {
    /// A block plugin that is put on one line, in a cell or a heading.
    pub(super) fn flat_call(&mut self, node: &'t Node, pieces: &mut Pieces) {
        self.lose_dynamic(Cause::FlattenedBlock, node);
        match self.plugin(node) {
            Plugin::Diagram | Plugin::Code => {
                let children = self.children(node);
                let (titles, _) = titled(&children);
                self.flat_titles(titles, pieces);
                let body = self.body_text(node);
                self.code_lines(&body, node, pieces);
            }
            Plugin::Centre => self.marked(html("div align=\"center\"", "</div>"), node, pieces),
            Plugin::Div if self.alignment(node).is_some() => {
                let align = self.alignment(node).unwrap_or("left");
                self.marked(
                    html(&format!("div align=\"{align}\""), "</div>"),
                    node,
                    pieces,
                );
            }
            Plugin::Fade => {
                let label = self.word(node, "label");
                self.flat_label(&label, node, pieces);
                let children = self.children(node);
                self.flat(&children, pieces);
            }
            Plugin::Tabs | Plugin::Versions => {
                for (number, (title, part)) in self.tab_parts(node).into_iter().enumerate() {
                    if number > 0 && !pieces.ends_with_break() {
                        pieces.raw("<br>", part.full.start);
                    }
                    self.flat_label(&title, node, pieces);
                    self.flat(&[part], pieces);
                }
            }
            Plugin::Quote => {
                let children = self.children(node);
                self.flat(&children, pieces);
                if let Some(source) = self.quotation_source(node) {
                    pieces.raw("<br>", node.full.end);
                    pieces.append(source);
                }
            }
            Plugin::Redirect => {
                pieces.raw(self.comment(node), node.full.start);
                let link = self.redirected(node);
                if !link.is_blank() {
                    pieces.raw("<br>", node.full.start);
                    pieces.append(link);
                }
            }
            Plugin::MakeToc => self.contents_in_line(node, pieces),
            Plugin::Markdown => pieces.raw(
                self.body_text(node).trim().replace('\n', " "),
                node.full.start,
            ),
            plugin => {
                let children = self.children(node);
                let (titles, rest) = match plugin {
                    Plugin::Box | Plugin::RemarksBox => titled(&children),
                    _ => (&[][..], &children[..]),
                };
                self.flat_titles(titles, pieces);
                self.flat(rest, pieces);
            }
        }
    }

    /// Titles in bold, each with a break behind it.
    fn flat_titles(&mut self, titles: &[&'t Node], pieces: &mut Pieces) {
        for title in titles {
            self.marked(Mark::Strong, title, pieces);
            pieces.raw("<br>", title.full.end);
        }
    }

    /// The value of an argument in bold, with a break behind it.
    fn flat_label(&mut self, label: &str, node: &Node, pieces: &mut Pieces) {
        if label.is_empty() {
            return;
        }
        let bold = pieces.open(Mark::Strong, node.full.start);
        pieces.made(label);
        pieces.close(&Mark::Strong, bold, node.full.end);
        pieces.raw("<br>", node.full.start);
    }
}
