//! What plugins become.

use super::Writer;
use super::escape::Context;
use super::inline::{Mark, Pieces};
use super::lines::Block;
use super::links::{alone, destination};
use super::loss::Cause;
use super::runs::{attribute, code_span, comment_text, decoded_entities};
use crate::render::Aspect;
use crate::wiki::tiki::plugins::{self, Plugin, Stands};
use crate::wiki::tiki::{cell_marks, is_block_tag, is_line_type};
use crate::wiki::token::Place;
use crate::wiki::tree::{Detail, Kind, Node};

impl<'t> Writer<'t> {
    fn plugin(&self, node: &Node) -> Plugin {
        match node.detail {
            Detail::Call(plugin, _) => plugins::row(plugin).plugin,
            _ => Plugin::Translated,
        }
    }

    /// Where a call stands. The grammar has decided; it shows by what the call is.
    pub(super) fn call_place(&self, node: &Node) -> Place {
        let Detail::Call(plugin, _) = node.detail else {
            return Place::Line;
        };
        let row = plugins::row(plugin);
        let is_line = match row.plugin {
            Plugin::Code => self.argument(node, "mediawiki").as_deref() == Some("1"),
            Plugin::Div => is_line_type(&self.word(node, "type")),
            Plugin::Tag => !is_block_tag(&self.word(node, "tag")),
            _ => match row.stands {
                Stands::AsBlock => false,
                Stands::InLine => true,
                Stands::AsSource => !self.tree.slice(node.full).trim().contains('\n'),
                Stands::AsBody => {
                    let holds_blocks = |nodes: &[&Node]| {
                        nodes.iter().any(|node| {
                            super::runs::is_block(node)
                                || (node.kind == Kind::Call
                                    && self.call_place(node) == Place::Block)
                        })
                    };
                    let children = self.children(node);
                    let parts = children.iter().filter(|child| child.kind == Kind::Part);
                    !holds_blocks(&children)
                        && !parts
                            .into_iter()
                            .any(|part| holds_blocks(&self.children(part)))
                }
            },
        };
        if is_line { Place::Line } else { Place::Block }
    }

    /// The value of an argument, its quotes and entities undone.
    pub(super) fn argument(&self, node: &Node, key: &str) -> Option<String> {
        let value = self.tree.argument(node, key)?;
        let value = self
            .tree
            .slice(value)
            .replace("\\\"", "\"")
            .replace("\\'", "'");
        let value = value.replace("~np~", "").replace("~/np~", "");
        Some(decoded_entities(&value))
    }

    fn word(&self, node: &Node, key: &str) -> String {
        self.argument(node, key)
            .unwrap_or_default()
            .trim()
            .to_owned()
    }

    /// The children that show to a reader: those of a plugin for groups depend on the reader.
    pub(super) fn shown_children(&self, node: &Node) -> Vec<&'t Node> {
        let children = self.children(node);
        let first = children.first().copied();
        let second = children.get(1).copied();
        match self.plugin(node) {
            Plugin::Group => {
                let shown = if self.is_member(node) { first } else { second };
                shown.into_iter().collect()
            }
            Plugin::Language => {
                let shown = if self.speaks(node) { first } else { second };
                shown.into_iter().collect()
            }
            _ => children,
        }
    }

    /// Whether the reader reads the language of a plugin; one who named none reads all.
    fn speaks(&self, node: &Node) -> bool {
        let reader = &self.settings.lang;
        let languages = self.word(node, "lang");
        reader.is_empty()
            || languages.is_empty()
            || languages
                .split([',', '|', '+'])
                .any(|language| language.trim().eq_ignore_ascii_case(reader))
    }

    /// Whether the reader sees the first part of a plugin for groups.
    fn is_member(&self, node: &Node) -> bool {
        let names = |key: &str| -> Vec<String> {
            let value = self.word(node, key);
            let list = value
                .split(['|', ','])
                .map(|name| name.trim().to_lowercase());
            list.filter(|name| !name.is_empty()).collect()
        };
        let is_in = |list: &[String]| {
            self.settings
                .groups
                .iter()
                .any(|group| list.contains(&group.to_lowercase()))
                || list.iter().any(|name| name == "anonymous")
        };
        let wanted = names("groups");
        let refused = names("notgroups");
        let wanted_fits = wanted.is_empty() || is_in(&wanted);
        let refused_fits = refused.is_empty() || !is_in(&refused);
        let has_condition = !wanted.is_empty() || !refused.is_empty();
        has_condition && wanted_fits && refused_fits
    }

    /// The source of a call as a comment.
    fn comment(&self, node: &Node) -> String {
        let source = comment_text(self.tree.slice(node.full).trim());
        if source.contains('\n') {
            format!("<!-- tiki:\n{source}\n-->")
        } else {
            format!("<!-- tiki: {source} -->")
        }
    }

    fn lose_dynamic(&mut self, cause: Cause, node: &Node) {
        let name = match node.detail {
            Detail::Call(plugin, _) => plugins::row(plugin).name,
            _ => "",
        };
        self.lose(cause, node, name.to_ascii_lowercase());
    }

    /// A plugin in a line.
    pub(super) fn line_call(&mut self, node: &'t Node, pieces: &mut Pieces) {
        let place = node.full.start;
        let plugin = self.plugin(node);
        match plugin {
            Plugin::Subscript => self.marked(html("sub", "</sub>"), node, pieces),
            Plugin::Superscript => self.marked(html("sup", "</sup>"), node, pieces),
            Plugin::Font => self.font(node, pieces),
            Plugin::Highlight => {
                let mark = Mark::Html(
                    "<span style=\"background-color: yellow\">".to_owned(),
                    "</span>",
                );
                self.lose_dynamic(Cause::Style, node);
                self.marked(mark, node, pieces);
            }
            Plugin::Tag => self.tag(node, pieces),
            Plugin::Aname => {
                let name = super::headings::anchor_name(self.tree.slice(node.inner).trim());
                pieces.raw(format!("<a id=\"{}\"></a>", attribute(&name)), place);
            }
            Plugin::Alink => {
                let name = self.word(node, "aname");
                let name = super::headings::anchor_name(name.trim_start_matches('#'));
                let page = self.word(node, "pagename");
                let target = if page.is_empty() {
                    format!("#{name}")
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
                let label = named.unwrap_or_else(|| format!("attachment {id}"));
                let target = format!("tiki-download_wiki_attachment.php?attId={id}");
                self.lose(Cause::FileNumber, node, id);
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
                let url = format!("https://www.youtube.com/watch?v={id}");
                self.made_link(pieces, &format!("YouTube: {id}"), &url, place);
                self.lose_dynamic(Cause::Simplified, node);
            }
            Plugin::Vimeo | Plugin::Media | Plugin::Iframe => {
                let mut url = [
                    "movie", "url", "src", "youtube", "vimeo", "mp4", "flv", "mp3",
                ]
                .into_iter()
                .map(|key| self.word(node, key))
                .find(|value| !value.is_empty())
                .unwrap_or_default();
                if plugin == Plugin::Vimeo && url.bytes().all(|byte| byte.is_ascii_digit()) {
                    url = format!("https://vimeo.com/{url}");
                }
                self.lose_dynamic(Cause::Simplified, node);
                if url.is_empty() {
                    pieces.raw(self.comment(node), place);
                } else {
                    pieces.raw(alone(&url, &url), place);
                }
            }
            Plugin::Button => {
                let url = self.word(node, "href");
                let text = self.word(node, "_text");
                if text.is_empty() || text == url {
                    pieces.raw(alone(&url, &url), place);
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
            Plugin::Div => match self.word(node, "type").as_str() {
                "b" => self.marked(Mark::Strong, node, pieces),
                "i" => self.marked(Mark::Emphasis, node, pieces),
                "tt" => self.marked(html("code", "</code>"), node, pieces),
                "u" => self.marked(html("u", "</u>"), node, pieces),
                _ => {
                    let children = self.children(node);
                    self.flat(&children, pieces);
                }
            },
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
    fn flat_call(&mut self, node: &'t Node, pieces: &mut Pieces) {
        self.lose_dynamic(Cause::FlattenedBlock, node);
        match self.plugin(node) {
            Plugin::Diagram | Plugin::Code => {
                let body = self.body_text(node);
                self.code_lines(&body, node, pieces);
            }
            Plugin::Centre => self.marked(html("div align=\"center\"", "</div>"), node, pieces),
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
                for title in titles {
                    self.marked(Mark::Strong, title, pieces);
                    pieces.raw("<br>", title.full.end);
                }
                self.flat(rest, pieces);
            }
        }
    }

    fn lose_condition(&mut self, node: &Node) {
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

    fn body_text(&self, node: &Node) -> String {
        let text = self.tree.slice(node.inner);
        let body = self
            .tree
            .children(node)
            .filter(|child| child.kind == Kind::Text)
            .last();
        let text = body.map_or(text, |body| self.tree.slice(body.full));
        text.replace("~np~", "").replace("~/np~", "")
    }

    fn font(&mut self, node: &'t Node, pieces: &mut Pieces) {
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
        let children = self.children(node);
        if style.is_empty() {
            self.flat(&children, pieces);
            return;
        }
        self.lose_dynamic(Cause::Style, node);
        let mark = Mark::Html(format!("<span style=\"{}\">", style.join("; ")), "</span>");
        self.marked(mark, node, pieces);
    }

    fn tag(&mut self, node: &'t Node, pieces: &mut Pieces) {
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
                let name = match tag.as_str() {
                    "" => "span",
                    "u" | "sub" | "sup" | "kbd" | "small" | "big" | "cite" | "q" | "abbr"
                    | "mark" | "ins" | "var" | "samp" | "dfn" => tag.as_str(),
                    _ => "span",
                };
                let close: &'static str = match name {
                    "u" => "</u>",
                    "sub" => "</sub>",
                    "sup" => "</sup>",
                    "kbd" => "</kbd>",
                    "small" => "</small>",
                    "big" => "</big>",
                    "cite" => "</cite>",
                    "q" => "</q>",
                    "abbr" => "</abbr>",
                    "mark" => "</mark>",
                    "ins" => "</ins>",
                    "var" => "</var>",
                    "samp" => "</samp>",
                    "dfn" => "</dfn>",
                    _ => "</span>",
                };
                let open = if style.is_empty() {
                    format!("<{name}>")
                } else {
                    format!("<{name} style=\"{}\">", attribute(&style))
                };
                if name == "span" && style.is_empty() {
                    let children = self.children(node);
                    self.flat(&children, pieces);
                } else {
                    self.marked(Mark::Html(open, close), node, pieces);
                }
            }
        }
    }

    /// A link around the body of a call, or around `label` where that is empty.
    fn link_around(
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
            .all(|piece| matches!(piece, super::inline::Piece::Blank(_)))
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
        pieces.list.push(super::inline::Piece::LinkClose(
            link,
            behind,
            String::new(),
            node.full.end,
        ));
    }

    /// The sources of an image: a list of ids, or an address.
    fn sources(&mut self, node: &Node) -> Vec<String> {
        let source = self.word(node, "src");
        if let Some(id) = display_id(&source) {
            self.lose(Cause::FileNumber, node, id);
            return vec![file_image(id)];
        }
        if !source.is_empty() {
            return vec![source.replace("&amp;", "&")];
        }
        for (key, before, behind) in [
            ("fileId", "tiki-download_file.php?fileId=", "&display"),
            ("attId", "tiki-download_wiki_attachment.php?attId=", ""),
            ("id", "show_image.php?id=", ""),
        ] {
            let ids = self.word(node, key);
            if !ids.is_empty() {
                self.lose(Cause::FileNumber, node, ids.clone());
                return ids
                    .split([',', '|'])
                    .map(str::trim)
                    .filter(|id| !id.is_empty())
                    .map(|id| format!("{before}{id}{behind}"))
                    .collect();
            }
        }
        Vec::new()
    }

    fn image(&mut self, node: &Node, pieces: &mut Pieces) {
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
            Some(id) => file_image(id),
            None => link,
        };
        for (number, source) in sources.iter().enumerate() {
            if number > 0 {
                pieces.list.push(super::inline::Piece::Blank(place));
            }
            let image = if width.is_empty() && height.is_empty() && align.is_empty() {
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
            } else {
                pieces.raw(format!("[{image}]({})", destination(&link)), place);
            }
        }
    }

    fn file(&mut self, node: &'t Node, pieces: &mut Pieces) {
        let id = self.word(node, "fileId");
        let name = self.word(node, "name");
        let description = self.word(node, "desc");
        if !id.is_empty() {
            let target = format!("tiki-download_file.php?fileId={id}");
            let label = [description, name]
                .into_iter()
                .find(|text| !text.is_empty());
            self.lose(Cause::FileNumber, node, id.clone());
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

    fn footnote(&mut self, node: &Node, pieces: &mut Pieces) {
        let tag = self.word(node, "tag");
        let same = [self.word(node, "sameas"), self.word(node, "sameastag")];
        let same = same.into_iter().find(|same| !same.is_empty());
        let text = self.tree.slice(node.inner).trim().to_owned();
        let label = if let Some(same) = same {
            same
        } else if !tag.is_empty() {
            if !self.notes.list.iter().any(|(known, _)| *known == tag) {
                self.notes.list.push((tag.clone(), node.id));
            }
            tag
        } else if let Some(known) = self.notes.by_text.get(&text) {
            known.clone()
        } else {
            self.notes.numbered += 1;
            let label = self.notes.numbered.to_string();
            self.notes.by_text.insert(text, label.clone());
            self.notes.list.push((label.clone(), node.id));
            label
        };
        let label: String = label
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '[' | ']' | '^'))
            .collect();
        pieces.raw(format!("[^{label}]"), node.full.start);
    }

    fn mouse_over(&mut self, node: &Node, pieces: &mut Pieces) {
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
            let mark = Mark::Html(format!("<span title=\"{}\">", attribute(&text)), "</span>");
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
        pieces.list.push(super::inline::Piece::LinkClose(
            link,
            behind,
            String::new(),
            node.full.end,
        ));
    }

    /// A plugin that is a block.
    pub(super) fn block_call(&mut self, node: &'t Node) {
        let children = self.children(node);
        match self.plugin(node) {
            Plugin::Code => {
                let (titles, _) = titled(&children);
                self.title_of(titles, node);
                let colors = self.word(node, "colors");
                let language = match colors.split([',', ' ']).next().unwrap_or_default() {
                    "1" | "0" => String::new(),
                    word => word.to_lowercase(),
                };
                let language: String = language
                    .chars()
                    .filter(|c| *c != '`' && !c.is_whitespace())
                    .collect();
                self.code_block(&language, node);
            }
            Plugin::Diagram => {
                let name = match node.detail {
                    Detail::Call(plugin, _) => plugins::row(plugin).name,
                    _ => "",
                };
                let language = match name {
                    "GRAPHVIZ" => "dot".to_owned(),
                    other => other.to_ascii_lowercase(),
                };
                self.code_block(&language, node);
            }
            Plugin::Div => self.div(node, &children),
            Plugin::Centre => self.in_tag("<div align=\"center\">", "</div>", &children, node),
            Plugin::Box => {
                self.lines.enter(Block::Plain, "> ", "> ");
                let (titles, rest) = titled(&children);
                self.title_of(titles, node);
                self.blocks(rest);
                self.lines.leave();
            }
            Plugin::RemarksBox => self.remarks(node, &children),
            Plugin::Quote => self.quotation(node, &children),
            Plugin::MakeToc => self.contents(node),
            Plugin::FancyTable => self.fancy_table(node, &children),
            Plugin::FancyList => self.items(&children, Block::Numbers, Block::TightItem),
            Plugin::DefinitionList => {
                for child in &children {
                    if child.kind == Kind::Definition {
                        self.definition(child);
                    } else {
                        self.blocks(&[child]);
                    }
                }
            }
            Plugin::Sort => self.sorted(node, &children),
            Plugin::Tabs | Plugin::Versions => self.tabs(node, &children),
            Plugin::Fade => {
                let label = self.word(node, "label");
                self.lines.begin(Block::Plain);
                self.lines.text("<details>", node, Aspect::Opens);
                self.lines.next_line(false);
                self.lines.text(
                    &format!("<summary>{}</summary>", attribute(&label)),
                    node,
                    Aspect::Value,
                );
                self.blocks(&children);
                self.lines.begin(Block::Plain);
                self.lines.text("</details>", node, Aspect::Closes);
            }
            Plugin::Html => {
                let body = self.body_text(node);
                self.lines.begin(Block::Plain);
                self.raw_lines(body.trim_matches('\n').trim_end(), node);
            }
            Plugin::Markdown => {
                let body = self.body_text(node);
                if !body.trim().is_empty() {
                    self.lines.begin(Block::Plain);
                    self.raw_lines(body.trim_matches('\n').trim_end(), node);
                }
            }
            Plugin::Math => {
                let body = self.body_text(node);
                self.lines.begin(Block::Plain);
                self.raw_lines(&format!("$$\n{}\n$$", body.trim_matches('\n')), node);
            }
            Plugin::Redirect => {
                self.lose_dynamic(Cause::Simplified, node);
                self.comment_block(node);
                let page = self.word(node, "page");
                let url = self.word(node, "url");
                let mut pieces = Pieces::default();
                if page.is_empty() {
                    if !url.is_empty() {
                        pieces.raw(alone(&url, &url), node.full.start);
                    }
                } else {
                    let (shown, target) = self.page_target(&page, None);
                    self.made_link(&mut pieces, &shown, &target, node.full.start);
                }
                self.paragraph_of(pieces, node);
            }
            Plugin::Tag => self.block_tag(node, &children),
            Plugin::Group | Plugin::Language => {
                self.lose_condition(node);
                for part in self.shown_children(node) {
                    let children = self.children(part);
                    self.blocks(&children);
                }
            }
            Plugin::Dynamic => {
                self.lose_dynamic(Cause::DynamicPlugin, node);
                self.comment_block(node);
            }
            Plugin::Split | Plugin::Translated | Plugin::Font | Plugin::Highlight => {
                if self.plugin(node) == Plugin::Split {
                    self.lose_dynamic(Cause::Simplified, node);
                }
                self.blocks(&children);
            }
            _ => self.blocks(&children),
        }
    }

    fn comment_block(&mut self, node: &Node) {
        let comment = self.comment(node);
        self.lines.begin(Block::Plain);
        self.raw_lines(&comment, node);
    }

    fn code_block(&mut self, language: &str, node: &Node) {
        let body = self
            .tree
            .children(node)
            .filter(|child| child.kind == Kind::Text)
            .last();
        let span = body.map_or(node.inner, |body| body.full);
        let code = self.tree.slice(span);
        if code.contains("~np~") {
            let code = code.replace("~np~", "").replace("~/np~", "");
            self.fence(language, &code, None, node);
        } else {
            self.fence(language, code, Some(span.start), node);
        }
    }

    /// A title as a bold paragraph.
    fn title_of(&mut self, titles: &[&'t Node], node: &Node) {
        for title in titles {
            let mut pieces = Pieces::default();
            let bold = pieces.open(Mark::Strong, node.full.start);
            let children = self.children(title);
            self.flat(&children, &mut pieces);
            pieces.close(&Mark::Strong, bold, node.full.end);
            self.paragraph_of(pieces, node);
        }
    }

    fn div(&mut self, node: &'t Node, children: &[&'t Node]) {
        let style = self.word(node, "style").to_lowercase();
        let from_style = style
            .split(';')
            .filter_map(|part| part.split_once(':'))
            .find(|(name, _)| name.trim() == "text-align")
            .map(|(_, value)| value.trim().to_owned());
        let align = match self.word(node, "align").to_lowercase() {
            align if align.is_empty() => from_style.unwrap_or_default(),
            align => align,
        };
        match self.word(node, "type").as_str() {
            "blockquote" => self.quote(children),
            _ if matches!(align.as_str(), "center" | "right" | "left" | "justify") => {
                self.in_tag(
                    &format!("<div align=\"{align}\">"),
                    "</div>",
                    children,
                    node,
                );
            }
            _ => self.blocks(children),
        }
    }

    fn remarks(&mut self, node: &'t Node, children: &[&'t Node]) {
        let alert = match self.word(node, "type").to_lowercase().as_str() {
            "note" | "comment" | "information" | "info" => "NOTE",
            "warning" => "WARNING",
            "errors" | "error" => "CAUTION",
            "confirm" => "IMPORTANT",
            _ => "TIP",
        };
        self.lines.enter(Block::Plain, "> ", "> ");
        self.lines.begin(Block::Head);
        self.lines.text(&format!("[!{alert}]"), node, Aspect::Opens);
        let (titles, rest) = titled(children);
        self.title_of(titles, node);
        self.blocks(rest);
        self.lines.leave();
    }

    fn quotation(&mut self, node: &'t Node, children: &[&'t Node]) {
        self.lines.enter(Block::Plain, "> ", "> ");
        self.blocks(children);
        let name = self.word(node, "replyto");
        let source = self.word(node, "source_url");
        let date = self.word(node, "date");
        if !(name.is_empty() && source.is_empty() && date.is_empty()) {
            let mut pieces = Pieces::default();
            pieces.raw("— ", node.full.start);
            let mut parted = false;
            if !name.is_empty() || !source.is_empty() {
                match (name.is_empty(), source.is_empty()) {
                    (false, true) => pieces.made(&name),
                    (false, false) => self.made_link(&mut pieces, &name, &source, node.full.start),
                    _ => pieces.raw(alone(&source, &source), node.full.start),
                }
                parted = true;
            }
            if !date.is_empty() {
                pieces.made(if parted { ", " } else { "" });
                pieces.made(&date);
            }
            self.paragraph_of(pieces, node);
        }
        self.lines.leave();
    }

    fn fancy_table(&mut self, node: &'t Node, rows: &[&'t Node]) {
        let spans = rows.iter().any(|row| {
            self.tree
                .children(row)
                .any(|cell| cell_marks(self.tree.slice(cell.full)) > 0)
        });
        if spans {
            self.html_table(rows, node);
            return;
        }
        let columns = self.word(node, "colaligns");
        let columns: Vec<&str> = columns.split('|').collect();
        let columns = if columns == [""] { Vec::new() } else { columns };
        self.table(rows, &columns, node);
    }

    fn sorted(&mut self, node: &'t Node, children: &[&'t Node]) {
        let mut lines: Vec<&Node> = children.to_vec();
        let key = |line: &&Node| self.tree.slice(line.full).trim().to_lowercase();
        match self.word(node, "sort").as_str() {
            "desc" => {
                lines.sort_by_cached_key(key);
                lines.reverse();
            }
            "reverse" => lines.reverse(),
            "shuffle" => {}
            _ => lines.sort_by_cached_key(key),
        }
        let mut pieces = Pieces::default();
        for (number, line) in lines.into_iter().enumerate() {
            if number > 0 {
                pieces
                    .list
                    .push(super::inline::Piece::Hard(line.full.start));
            }
            let children = self.children(line);
            self.flat(&children, &mut pieces);
        }
        self.paragraph_of(pieces, node);
    }

    fn tabs(&mut self, node: &'t Node, children: &[&'t Node]) {
        let tabs = self.word(node, "tabs");
        let tabs: Vec<&str> = tabs.split('|').collect();
        let mut before = node.inner.start;
        for (number, part) in children.iter().enumerate() {
            let title = if self.plugin(node) == Plugin::Tabs {
                tabs.get(number).map_or("", |tab| tab.trim()).to_owned()
            } else {
                let between = &self.tree.whole_text()[before as usize..part.full.start as usize];
                between
                    .trim_start_matches("---(")
                    .trim_end_matches(")---")
                    .trim()
                    .to_owned()
            };
            before = part.full.end;
            if !title.is_empty() {
                let mut pieces = Pieces::default();
                let bold = pieces.open(Mark::Strong, node.full.start);
                pieces.made(&title);
                pieces.close(&Mark::Strong, bold, node.full.end);
                self.paragraph_of(pieces, node);
            }
            let blocks = self.children(part);
            self.blocks(&blocks);
        }
    }

    fn block_tag(&mut self, node: &'t Node, children: &[&'t Node]) {
        let tag = self.word(node, "tag").to_ascii_lowercase();
        let level = tag
            .strip_prefix('h')
            .and_then(|level| level.parse::<usize>().ok());
        match (tag.as_str(), level) {
            ("blockquote", _) => self.quote(children),
            (_, Some(level)) => {
                let mut pieces = Pieces::default();
                self.flat(children, &mut pieces);
                let glyphs = pieces.glyphs(Context::Heading);
                self.lines.begin(Block::Plain);
                self.lines
                    .text(&format!("{} ", "#".repeat(level)), node, Aspect::Level);
                self.lines.glyphs(&glyphs, node);
            }
            _ => self.blocks(children),
        }
    }
}

fn html(tag: &str, close: &'static str) -> Mark {
    Mark::Html(format!("<{tag}>"), close)
}

/// The titles in front of a body, and the body.
fn titled<'n, 't>(children: &'n [&'t Node]) -> (&'n [&'t Node], &'n [&'t Node]) {
    let titles = children
        .iter()
        .take_while(|child| child.kind == Kind::Part)
        .count();
    children.split_at(titles)
}

/// The number in `display12`.
fn display_id(source: &str) -> Option<&str> {
    let id = source.strip_prefix("display")?;
    (!id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit())).then_some(id)
}

fn file_image(id: &str) -> String {
    format!("tiki-download_file.php?fileId={id}&display")
}

/// A text in the brackets of an image.
fn label_text(text: &str) -> String {
    let mut pieces = Pieces::default();
    let link = pieces.open_link(u32::MAX);
    pieces.made(text);
    pieces.list.push(super::inline::Piece::LinkClose(
        link,
        "]".to_owned(),
        String::new(),
        u32::MAX,
    ));
    let glyphs = pieces.glyphs(Context::Heading);
    let text: String = glyphs.iter().map(|glyph| glyph.c).collect();
    text.strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'))
        .unwrap_or_default()
        .to_owned()
}

/// Code without the blank lines around it, and without blanks at its end.
pub fn trimmed_code(code: &str) -> &str {
    let mut code = code.trim_end();
    while let Some((line, rest)) = code.split_once('\n') {
        if !line.trim().is_empty() {
            break;
        }
        code = rest;
    }
    code
}
