//! Plugins within a line.

use super::{Cause, Kind, Mark, Node, Pieces, Place, Plugin, Writer, attribute, code_span, html};

impl<'t> Writer<'t> {
    /// A plugin in a line.
    pub(in super::super) fn line_call(&mut self, node: &'t Node, pieces: &mut Pieces) {
        let place = node.full.start;
        let plugin = self.plugin(node);
        match plugin {
            Plugin::Subscript => self.marked(html("sub", "</sub>"), node, pieces),
            Plugin::Superscript => self.marked(html("sup", "</sup>"), node, pieces),
            Plugin::Font => self.font(node, pieces),
            Plugin::Highlight => {
                let mark = Mark::Html(
                    "<span style=\"background-color: yellow\">".to_owned(),
                    "</span>".into(),
                );
                self.lose_dynamic(Cause::Style, node);
                self.marked(mark, node, pieces);
            }
            Plugin::Tag => self.tag(node, pieces),
            Plugin::Aname => {
                let name = super::super::headings::anchor_name(self.tree.slice(node.inner).trim());
                if !name.is_empty() {
                    pieces.raw(format!("<a id=\"{}\"></a>", attribute(&name)), place);
                }
            }
            Plugin::Alink => {
                let id = self.word(node, "aname");
                let id = id.trim_start_matches('#');
                let name = super::super::headings::anchor_name(id);
                let page = self.word(node, "pagename");
                let target = if page.is_empty() {
                    let heading = self.headings.slug_of(id);
                    let heading = heading.filter(|_| !self.headings.anchors.contains(&name));
                    format!("#{}", heading.unwrap_or(&name))
                } else {
                    let target = self.page_target(&page, None).1;
                    if name.is_empty() {
                        target
                    } else {
                        format!("{target}#{name}")
                    }
                };
                self.link_around(node, &target, "", &name, pieces);
            }
            Plugin::Image => self.image(node, pieces),
            Plugin::File => self.file(node, pieces),
            Plugin::Attach => {
                let id = self.word(node, "id");
                let named = [self.word(node, "name"), self.word(node, "file")];
                let named = named.into_iter().find(|name| !name.is_empty());
                if id.is_empty() {
                    // Without a number the name is the path, as it is of a file.
                    match named {
                        Some(name) => self.link_around(node, &name, "", &name, pieces),
                        None => {
                            self.lose_dynamic(Cause::DynamicPlugin, node);
                            pieces.raw(self.comment(node), place);
                        }
                    }
                    return;
                }
                let label = named.unwrap_or_else(|| format!("attachment {id}"));
                let target = self.attachment_address(&id, node);
                self.link_around(node, &target, "", &label, pieces);
            }
            Plugin::Footnote => self.footnote(node, pieces),
            Plugin::FootnoteArea => {}
            Plugin::Code if self.call_place(node) == Place::Line => {
                let code = self.tree.slice(node.inner).trim();
                if !code.is_empty() {
                    pieces.raw(code_span(&code.replace('\n', " ")), place);
                }
            }
            Plugin::Html if self.is_wiki_html(node) => {
                let children = self.children(node);
                self.flat(&children, pieces);
            }
            Plugin::Html => {
                let children = self.children(node);
                let text: String = children
                    .iter()
                    .map(|child| self.tree.slice(child.full))
                    .collect();
                pieces.raw(text.trim().to_owned(), place);
            }
            Plugin::Math => {
                let body = self.body_text(node);
                pieces.raw(format!("${}$", body.trim()), place);
            }
            Plugin::MouseOver => self.mouse_over(node, pieces),
            Plugin::Youtube => self.youtube(node, pieces),
            Plugin::Vimeo | Plugin::Media | Plugin::Iframe => self.media(node, pieces),
            Plugin::Button => {
                let url = self.word(node, "href");
                let text = self.word(node, "_text");
                if url.is_empty() {
                    self.lose_dynamic(Cause::DynamicPlugin, node);
                    pieces.raw(self.comment(node), place);
                } else if text.is_empty() || text == url {
                    pieces.raw(self.alone(&url, &url), place);
                } else {
                    self.made_link(pieces, &text, &url, place);
                }
            }
            Plugin::User => {
                let user = self.word(node, "user");
                let user = if user.is_empty() {
                    self.body_text(node)
                } else {
                    user
                };
                pieces.made(user.trim());
                self.lose_dynamic(Cause::Simplified, node);
            }
            Plugin::Group | Plugin::Language => {
                self.lose_condition(node);
                for part in self.shown_children(node) {
                    let children = self.children(part);
                    self.flat(&children, pieces);
                }
            }
            Plugin::Div if self.call_place(node) == Place::Line => {
                match self.word(node, "type").as_str() {
                    "b" => self.marked(Mark::Strong, node, pieces),
                    "i" => self.marked(Mark::Emphasis, node, pieces),
                    "tt" => self.code_mark(node, pieces),
                    "u" => self.marked(html("u", "</u>"), node, pieces),
                    _ => {
                        let children = self.children(node);
                        self.flat(&children, pieces);
                    }
                }
            }
            Plugin::Translated => {
                let children = self.children(node);
                self.flat(&children, pieces);
            }
            Plugin::Dynamic => {
                self.lose_dynamic(Cause::DynamicPlugin, node);
                pieces.raw(self.comment(node), place);
            }
            Plugin::Include => {
                self.lose_dynamic(Cause::IncludedPage, node);
                pieces.raw(self.comment(node), place);
            }
            _ => self.flat_call(node, pieces),
        }
    }

    pub(super) fn lose_condition(&mut self, node: &Node) {
        if self.plugin(node) == Plugin::Language {
            self.lose_under_condition(Cause::ConditionalText, node);
            return;
        }
        let children = self.children(node);
        let hidden = if self.is_member(node) {
            children.get(1)
        } else {
            children.first()
        };
        if hidden.is_some_and(|part| !self.tree.slice(part.full).trim().is_empty()) {
            self.lose_under_condition(Cause::RestrictedText, node);
        }
    }

    pub(super) fn body_text(&self, node: &Node) -> String {
        let text = self.tree.slice(node.inner);
        let body = self
            .tree
            .children(node)
            .filter(|child| child.kind == Kind::Text)
            .last();
        let text = body.map_or(text, |body| self.tree.slice(body.full));
        self.filled(&super::without_np(text)).into_owned()
    }

    pub(super) fn font(&mut self, node: &'t Node, pieces: &mut Pieces) {
        let mut style = Vec::new();
        let size = self.word(node, "size");
        if !size.is_empty() {
            let unit = if size.bytes().all(|byte| byte.is_ascii_digit()) {
                "px"
            } else {
                ""
            };
            style.push(format!("font-size: {}{unit}", attribute(&size)));
        }
        for (key, property) in [("family", "font-family"), ("color", "color")] {
            let value = self.word(node, key);
            if !value.is_empty() {
                style.push(format!("{property}: {}", attribute(&value)));
            }
        }
        let own = self.word(node, "style");
        if !own.is_empty() {
            style.push(attribute(own.trim_end_matches(';')));
        }
        let children = self.children(node);
        if style.is_empty() {
            self.flat(&children, pieces);
            return;
        }
        self.lose_dynamic(Cause::Style, node);
        let mark = Mark::Html(
            format!("<span style=\"{}\">", style.join("; ")),
            "</span>".into(),
        );
        self.marked(mark, node, pieces);
    }

    /// A call whose content is in one width: a code span, or HTML around marks.
    fn code_mark(&mut self, node: &'t Node, pieces: &mut Pieces) {
        let children = self.children(node);
        if children.iter().any(|child| child.kind != Kind::Text) {
            self.marked(html("code", "</code>"), node, pieces);
            return;
        }
        let code = self.tree.slice(node.inner).trim();
        if !code.is_empty() {
            pieces.raw(code_span(&code.replace('\n', " ")), node.full.start);
        }
    }

    pub(super) fn tag(&mut self, node: &'t Node, pieces: &mut Pieces) {
        let tag = self.word(node, "tag").to_ascii_lowercase();
        let style = self.word(node, "style");
        match tag.as_str() {
            "b" | "strong" => self.marked(Mark::Strong, node, pieces),
            "i" | "em" => self.marked(Mark::Emphasis, node, pieces),
            "s" | "del" | "strike" => self.marked(Mark::Strike, node, pieces),
            "code" | "tt" => self.code_mark(node, pieces),
            _ => {
                let name = tag_name(&tag);
                let close = format!("</{name}>");
                let open = if style.is_empty() {
                    format!("<{name}>")
                } else {
                    format!("<{name} style=\"{}\">", attribute(&style))
                };
                self.marked(Mark::Html(open, close.into()), node, pieces);
            }
        }
    }
}

/// The element of a `TAG`: what is no name of one, or would run or fetch something, is a `span`.
pub(super) fn tag_name(tag: &str) -> &str {
    const REFUSED: [&str; 10] = [
        "script", "style", "iframe", "object", "embed", "link", "meta", "base", "form", "svg",
    ];
    let is_name = tag.starts_with(|c: char| c.is_ascii_lowercase())
        && tag.len() <= 20
        && tag.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if is_name && !REFUSED.contains(&tag) {
        tag
    } else {
        "span"
    }
}
