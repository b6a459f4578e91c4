//! Plugins that stand on lines of their own.

use super::{
    Aspect, Block, Cause, Context, Detail, Kind, Mark, Node, Pieces, Plugin, Writer, attribute,
    cell_marks, is_list, plugins, titled,
};

impl<'t> Writer<'t> {
    /// A plugin that is a block.
    pub(in super::super) fn block_call(&mut self, node: &'t Node) {
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
            Plugin::MakeToc => self.contents_block(node),
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
            Plugin::Tabs | Plugin::Versions => self.tabs(node),
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
            Plugin::Html if self.is_wiki_html(node) => self.blocks(&children),
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
                let link = self.redirected(node);
                self.paragraph_of(link, node);
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
                match self.plugin(node) {
                    Plugin::Split => self.lose_dynamic(Cause::Simplified, node),
                    Plugin::Font | Plugin::Highlight => self.lose_dynamic(Cause::Style, node),
                    _ => {}
                }
                self.blocks(&children);
            }
            _ => self.blocks(&children),
        }
    }

    pub(in super::super) fn comment_block(&mut self, node: &Node) {
        let comment = self.comment(node);
        self.lines.begin(Block::Plain);
        self.raw_lines(&comment, node);
    }

    pub(super) fn code_block(&mut self, language: &str, node: &Node) {
        let body = self
            .tree
            .children(node)
            .filter(|child| child.kind == Kind::Text)
            .last();
        let span = body.map_or(node.inner, |body| body.full);
        let code = self.tree.slice(span);
        self.fence_of(language, code, span.start, node);
    }

    /// A title as a bold paragraph.
    pub(super) fn title_of(&mut self, titles: &[&'t Node], node: &Node) {
        for title in titles {
            let mut pieces = Pieces::default();
            let bold = pieces.open(Mark::Strong, node.full.start);
            let children = self.children(title);
            self.flat(&children, &mut pieces);
            pieces.close(&Mark::Strong, bold, node.full.end);
            self.paragraph_of(pieces, node);
        }
    }

    /// How a `DIV` aligns what it holds.
    pub(super) fn alignment(&self, node: &Node) -> Option<&'static str> {
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
        ["center", "right", "left", "justify"]
            .into_iter()
            .find(|known| *known == align)
    }

    pub(super) fn div(&mut self, node: &'t Node, children: &[&'t Node]) {
        match (self.word(node, "type").as_str(), self.alignment(node)) {
            ("blockquote", _) => self.quote(children),
            (_, Some(align)) => {
                let open = format!("<div align=\"{align}\">");
                self.in_tag(&open, "</div>", children, node);
            }
            _ => self.blocks(children),
        }
    }

    pub(super) fn remarks(&mut self, node: &'t Node, children: &[&'t Node]) {
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

    pub(super) fn quotation(&mut self, node: &'t Node, children: &[&'t Node]) {
        self.lines.enter(Block::Plain, "> ", "> ");
        self.blocks(children);
        if let Some(source) = self.quotation_source(node) {
            self.paragraph_of(source, node);
        }
        self.lines.leave();
    }

    /// The link to where a `REDIRECT` leads; nothing where it leads nowhere.
    pub(super) fn redirected(&mut self, node: &Node) -> Pieces {
        let page = self.word(node, "page");
        let url = self.word(node, "url");
        let mut pieces = Pieces::default();
        if !page.is_empty() {
            let (shown, target) = self.page_target(&page, None);
            self.made_link(&mut pieces, &shown, &target, node.full.start);
        } else if !url.is_empty() {
            pieces.raw(self.alone(&url, &url), node.full.start);
        }
        pieces
    }

    /// Who is quoted, where that is said.
    pub(super) fn quotation_source(&self, node: &Node) -> Option<Pieces> {
        let name = self.word(node, "replyto");
        let source = self.word(node, "source_url");
        let date = self.word(node, "date");
        if name.is_empty() && source.is_empty() && date.is_empty() {
            return None;
        }
        let mut pieces = Pieces::default();
        pieces.raw("— ", node.full.start);
        match (name.is_empty(), source.is_empty()) {
            (false, true) => pieces.made(&name),
            (false, false) => self.made_link(&mut pieces, &name, &source, node.full.start),
            (true, false) => pieces.raw(self.alone(&source, &source), node.full.start),
            (true, true) => {}
        }
        if !date.is_empty() {
            if !(name.is_empty() && source.is_empty()) {
                pieces.made(", ");
            }
            pieces.made(&date);
        }
        Some(pieces)
    }

    pub(super) fn fancy_table(&mut self, node: &'t Node, rows: &[&'t Node]) {
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

    pub(super) fn sorted(&mut self, node: &'t Node, children: &[&'t Node]) {
        // Items of one list stay its items.
        let list = match children {
            [list] if is_list(list.kind) => Some(*list),
            _ => None,
        };
        let mut lines: Vec<&Node> =
            list.map_or_else(|| children.to_vec(), |list| self.children(list));
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
        match list.map(|list| list.kind) {
            Some(Kind::NumberedList) => {
                return self.items(&lines, Block::Numbers, Block::TightItem);
            }
            Some(Kind::LooseList) => return self.items(&lines, Block::Bullets, Block::LooseItem),
            Some(_) => return self.items(&lines, Block::Bullets, Block::TightItem),
            None if children.iter().any(|child| child.kind != Kind::Part) => {
                return self.blocks(children);
            }
            None => {}
        }
        let mut pieces = Pieces::default();
        for (number, line) in lines.into_iter().enumerate() {
            if number > 0 {
                pieces
                    .list
                    .push(super::super::inline::Piece::Hard(line.full.start));
            }
            let children = self.children(line);
            self.flat(&children, &mut pieces);
        }
        self.paragraph_of(pieces, node);
    }

    /// The parts of a plugin with tabs or versions, each with its title.
    pub(super) fn tab_parts(&self, node: &'t Node) -> Vec<(String, &'t Node)> {
        let tabs = self.word(node, "tabs");
        let tabs: Vec<&str> = tabs.split('|').collect();
        let is_tabs = self.plugin(node) == Plugin::Tabs;
        let mut before = node.inner.start;
        let mut parts = Vec::new();
        for (number, part) in self.children(node).into_iter().enumerate() {
            let title = if is_tabs {
                tabs.get(number).map_or("", |tab| tab.trim())
            } else {
                let between = &self.tree.whole_text()[before as usize..part.full.start as usize];
                between
                    .trim_start_matches("---(")
                    .trim_end_matches(")---")
                    .trim()
            };
            before = part.full.end;
            parts.push((title.to_owned(), part));
        }
        parts
    }

    fn tabs(&mut self, node: &'t Node) {
        for (title, part) in self.tab_parts(node) {
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

    pub(super) fn block_tag(&mut self, node: &'t Node, children: &[&'t Node]) {
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
            _ => {
                let style = self.word(node, "style");
                if style.is_empty() && tag != "div" {
                    self.blocks(children);
                } else {
                    let style = match style.as_str() {
                        "" => String::new(),
                        style => format!(" style=\"{}\"", attribute(style)),
                    };
                    let open = format!("<{tag}{style}>");
                    self.in_tag(&open, &format!("</{tag}>"), children, node);
                }
            }
        }
    }
}
