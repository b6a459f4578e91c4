//! Plugins within a line.

use super::{
    Cause, Kind, Mark, Node, Pieces, Place, Plugin, Writer, attribute, code_span, destination,
    display_id, html, label_text, titled,
};

use crate::config::Profile;

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
                    format!("{}#{name}", self.page_target(&page, None).1)
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
            Plugin::Youtube => {
                let movie = self.word(node, "movie");
                if movie.is_empty() {
                    self.lose_dynamic(Cause::DynamicPlugin, node);
                    pieces.raw(self.comment(node), place);
                    return;
                }
                let after = movie
                    .split("v=")
                    .nth(1)
                    .or_else(|| movie.rsplit('/').next());
                let id = after
                    .unwrap_or(&movie)
                    .split(['&', '?'])
                    .next()
                    .unwrap_or_default()
                    .to_owned();
                self.lose_dynamic(Cause::Simplified, node);
                if self.settings.profile == Profile::Hugo && is_word(&id) {
                    pieces.raw(format!("{{{{< youtube {id} >}}}}"), place);
                    return;
                }
                let url = format!("https://www.youtube.com/watch?v={id}");
                self.made_link(pieces, &format!("YouTube: {id}"), &url, place);
            }
            Plugin::Vimeo | Plugin::Media | Plugin::Iframe => {
                let mut url = [
                    "movie", "url", "src", "youtube", "vimeo", "mp4", "flv", "mp3",
                ]
                .into_iter()
                .map(|key| self.word(node, key))
                .find(|value| !value.is_empty())
                .unwrap_or_default();
                if is_word(&url) && url == self.word(node, "youtube") {
                    url = format!("https://www.youtube.com/watch?v={url}");
                }
                let is_vimeo = plugin == Plugin::Vimeo || url == self.word(node, "vimeo");
                if !url.is_empty() && is_vimeo && url.bytes().all(|byte| byte.is_ascii_digit()) {
                    url = format!("https://vimeo.com/{url}");
                }
                self.lose_dynamic(Cause::Simplified, node);
                let id = url.rsplit('/').next().unwrap_or_default();
                if is_vimeo && self.settings.profile == Profile::Hugo && is_word(id) {
                    pieces.raw(format!("{{{{< vimeo {id} >}}}}"), place);
                } else if url.is_empty() {
                    pieces.raw(self.comment(node), place);
                } else {
                    pieces.raw(self.alone(&url, &url), place);
                }
            }
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
                    "tt" => self.marked(html("code", "</code>"), node, pieces),
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
                    pieces.list.extend(source.list);
                }
            }
            Plugin::Redirect => {
                pieces.raw(self.comment(node), node.full.start);
            }
            Plugin::MakeToc => {}
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

    pub(super) fn lose_condition(&mut self, node: &Node) {
        if self.plugin(node) == Plugin::Language {
            self.lose_dynamic(Cause::ConditionalText, node);
            return;
        }
        let children = self.children(node);
        let hidden = if self.is_member(node) {
            children.get(1)
        } else {
            children.first()
        };
        if hidden.is_some_and(|part| !self.tree.slice(part.full).trim().is_empty()) {
            self.lose_dynamic(Cause::RestrictedText, node);
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
        let text = text.replace("~np~", "").replace("~/np~", "");
        self.filled(&text).into_owned()
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

    pub(super) fn tag(&mut self, node: &'t Node, pieces: &mut Pieces) {
        let tag = self.word(node, "tag").to_ascii_lowercase();
        let style = self.word(node, "style");
        match tag.as_str() {
            "b" | "strong" => self.marked(Mark::Strong, node, pieces),
            "i" | "em" => self.marked(Mark::Emphasis, node, pieces),
            "s" | "del" | "strike" => self.marked(Mark::Strike, node, pieces),
            "code" | "tt" => {
                let children = self.children(node);
                if children.iter().all(|child| child.kind == Kind::Text) {
                    let code = self.tree.slice(node.inner).trim().to_owned();
                    if !code.is_empty() {
                        pieces.raw(code_span(&code.replace('\n', " ")), node.full.start);
                    }
                } else {
                    self.marked(html("code", "</code>"), node, pieces);
                }
            }
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
            .all(|piece| matches!(piece, super::super::inline::Piece::Blank(_)))
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
        pieces.list.push(super::super::inline::Piece::LinkClose(
            link,
            behind,
            String::new(),
            node.full.end,
        ));
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
                pieces.list.push(super::super::inline::Piece::Blank(place));
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

    pub(super) fn footnote(&mut self, node: &Node, pieces: &mut Pieces) {
        let tag = self.word(node, "tag");
        let same = [self.word(node, "sameas"), self.word(node, "sameastag")];
        let same = same.into_iter().find(|same| !same.is_empty());
        let text = self.tree.slice(node.inner).trim().to_owned();
        let label = if let Some(same) = same {
            match self.known_note(&same) {
                Some(label) => label,
                None => {
                    // A note that the page does not hold.
                    self.lose_dynamic(Cause::Simplified, node);
                    pieces.raw(self.comment(node), node.full.start);
                    return;
                }
            }
        } else if !tag.is_empty() {
            let label = self.notes.label_of(&tag);
            if self.notes.listed.insert(label.clone()) {
                self.notes.list.push((label.clone(), node.id));
            }
            label
        } else if let Some(known) = self.notes.by_text.get(&text) {
            known.clone()
        } else {
            let label = self.notes.next_number();
            self.notes.by_text.insert(text, label.clone());
            self.notes.list.push((label.clone(), node.id));
            label
        };
        pieces.raw(format!("[^{label}]"), node.full.start);
    }

    /// The label of the note that `sameas` names: by its tag, or, as Tiki did until version 17, by its number.
    fn known_note(&mut self, same: &str) -> Option<String> {
        if self.note_tags.contains(same) {
            return Some(self.notes.label_of(same));
        }
        let number: usize = same.parse().ok()?;
        let (label, _) = self.notes.list.get(number.checked_sub(1)?)?;
        Some(label.clone())
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
        pieces.list.push(super::super::inline::Piece::LinkClose(
            link,
            behind,
            String::new(),
            node.full.end,
        ));
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

/// Whether a text may be the number of a film.
fn is_word(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    !text.is_empty() && text.bytes().all(is_part)
}
