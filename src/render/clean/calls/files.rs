//! Images, files, and links around what a call holds.

use super::super::inline::Piece;
use super::{Cause, Mark, Node, Pieces, Writer, attribute, destination, display_id, label_text};

impl<'t> Writer<'t> {
    /// A link around the body of a call, or around `label` where that is empty.
    pub(super) fn link_around(
        &mut self,
        node: &'t Node,
        target: &str,
        title: &str,
        label: &str,
        pieces: &mut Pieces,
    ) {
        let children = self.children(node);
        let link = pieces.open_link(node.full.start);
        let before = pieces.list.len();
        self.in_link += 1;
        self.flat(&children, pieces);
        self.in_link -= 1;
        if pieces.list[before..]
            .iter()
            .all(|piece| matches!(piece, Piece::Blank(_)))
        {
            pieces.list.truncate(before);
            pieces.made(label);
        }
        let title = if title.is_empty() {
            String::new()
        } else {
            format!(" \"{}\"", title.replace('"', "\\\""))
        };
        let behind = format!("]({}{title})", destination(target));
        pieces
            .list
            .push(Piece::LinkClose(link, behind, String::new(), node.full.end));
    }

    /// The sources of an image: a list of ids, or an address.
    pub(super) fn sources(&mut self, node: &Node) -> Vec<String> {
        let source = self.word(node, "src");
        if let Some(id) = display_id(&source) {
            return vec![self.file_address(id, "&display", node)];
        }
        if !source.is_empty() {
            return vec![source.replace("&amp;", "&")];
        }
        for key in ["fileId", "attId", "id"] {
            let ids = self.word(node, key);
            let ids: Vec<&str> = ids
                .split([',', '|'])
                .map(str::trim)
                .filter(|id| !id.is_empty())
                .collect();
            if ids.is_empty() {
                continue;
            }
            let address = |id: &&str| match key {
                "fileId" => self.file_address(id, "&display", node),
                "attId" => self.attachment_address(id, node),
                _ => {
                    self.lose(Cause::FileNumber, node, *id);
                    format!("show_image.php?id={id}")
                }
            };
            return ids.iter().map(address).collect();
        }
        Vec::new()
    }

    pub(super) fn image(&mut self, node: &Node, pieces: &mut Pieces) {
        let place = node.full.start;
        let sources = self.sources(node);
        if sources.is_empty() {
            self.lose_dynamic(Cause::DynamicPlugin, node);
            pieces.raw(self.comment(node), place);
            return;
        }
        let alt = self.word(node, "alt");
        let title = self.word(node, "desc");
        let digits = |text: String| text.trim_end_matches("px").trim().to_owned();
        let mut width = digits(self.word(node, "width"));
        let height = digits(self.word(node, "height"));
        if width.is_empty() && height.is_empty() {
            width = digits(self.word(node, "max"));
        }
        let align = match self.word(node, "imalign") {
            align if align.is_empty() => self.word(node, "align"),
            align => align,
        };
        let link = self.word(node, "link");
        let link = match display_id(&link) {
            Some(id) => self.file_address(id, "&display", node),
            None => link,
        };
        for (number, source) in sources.iter().enumerate() {
            if number > 0 {
                pieces.list.push(Piece::Blank(place));
            }
            let is_plain = width.is_empty() && height.is_empty() && align.is_empty();
            let image = if is_plain && !self.in_html {
                let title = if title.is_empty() {
                    String::new()
                } else {
                    format!(" \"{}\"", title.replace('\\', "\\\\").replace('"', "\\\""))
                };
                format!("![{}]({}{title})", label_text(&alt), destination(source))
            } else {
                let mut tag = format!(
                    "<img src=\"{}\" alt=\"{}\"",
                    source.replace('"', "%22"),
                    attribute(&alt)
                );
                for (name, value) in [
                    ("width", &width),
                    ("height", &height),
                    ("align", &align),
                    ("title", &title),
                ] {
                    if !value.is_empty() {
                        tag.push_str(&format!(" {name}=\"{}\"", attribute(value)));
                    }
                }
                tag + ">"
            };
            if link.is_empty() || self.in_link > 0 {
                pieces.raw(image, place);
            } else if self.in_html {
                pieces.raw(
                    format!("<a href=\"{}\">{image}</a>", attribute(&link)),
                    place,
                );
            } else {
                pieces.raw(format!("[{image}]({})", destination(&link)), place);
            }
        }
    }

    pub(super) fn file(&mut self, node: &'t Node, pieces: &mut Pieces) {
        let id = self.word(node, "fileId");
        let name = self.word(node, "name");
        let description = self.word(node, "desc");
        if !id.is_empty() {
            let target = self.file_address(&id, "", node);
            let label = [description, name]
                .into_iter()
                .find(|text| !text.is_empty());
            self.link_around(
                node,
                &target,
                "",
                &label.unwrap_or_else(|| format!("file {id}")),
                pieces,
            );
            return;
        }
        if name.is_empty() {
            self.lose_dynamic(Cause::DynamicPlugin, node);
            pieces.raw(self.comment(node), node.full.start);
            return;
        }
        if self.word(node, "image") == "1" {
            pieces.raw(
                format!("![{}]({})", label_text(&description), destination(&name)),
                node.full.start,
            );
            return;
        }
        let label = if description.is_empty() {
            name.clone()
        } else {
            description
        };
        self.link_around(node, &name, "", &label, pieces);
    }

    pub(super) fn mouse_over(&mut self, node: &Node, pieces: &mut Pieces) {
        let label = self.word(node, "label");
        let url = self.word(node, "url");
        let body = self.body_text(node);
        let text = if body.trim().is_empty() {
            self.word(node, "text")
        } else {
            body.trim().to_owned()
        };
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if url.is_empty() {
            if label.is_empty() {
                pieces.made(&text);
                return;
            }
            let mark = Mark::Html(
                format!("<span title=\"{}\">", attribute(&text)),
                "</span>".into(),
            );
            let number = pieces.open(mark.clone(), node.full.start);
            pieces.made(&label);
            pieces.close(&mark, number, node.full.end);
            return;
        }
        let link = pieces.open_link(node.full.start);
        pieces.made(if label.is_empty() { &url } else { &label });
        let title = if text.is_empty() {
            String::new()
        } else {
            format!(" \"{}\"", text.replace('"', "\\\""))
        };
        let behind = format!("]({}{title})", destination(&url));
        pieces
            .list
            .push(Piece::LinkClose(link, behind, String::new(), node.full.end));
    }
}
