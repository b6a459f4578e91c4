//! Text that a writer may have meant otherwise: the lints of the Tiki dialect (specification, section 11).
//!
//! Tiki takes every text: what opens without closing is text, `x^2 + y^2` is a box. The Markdown shows what Tiki shows;
//! a note says where that is hardly what was meant. Notes change no Markdown, and are no losses.
//!
//! ```text
//! a __bold            unclosed-markup: `__`
//! see [note]          word-in-brackets: `note`
//! x^2 + y^2           box-in-word: `^2 + y^`
//! ```

use std::collections::HashSet;

use crate::wiki::Tree;
use crate::wiki::tiki;
use crate::wiki::tiki::plugins::{self, Body};
use crate::wiki::tree::{Detail, Kind, Node, Span};

/// Something that a writer may have meant otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What is doubtful.
    pub doubt: Doubt,
    /// Where, in the tree's text.
    pub span: Span,
    /// What it is about: a marker, a name; cut to the first characters.
    pub what: String,
}

/// What is doubtful about a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doubt {
    /// `__a`: it opens, and nothing closes it.
    UnclosedMarkup,
    /// `{/BOX}`, `~/np~`: it closes, and nothing opened it.
    LoneCloser,
    /// `{BOX()}a{/BOX}`: Tiki takes no such closer.
    SlashCloser,
    /// `[note]`: Tiki makes it a link to nowhere.
    WordInBrackets,
    /// `[Page|text]`: a link to an address, not to a page.
    PageInBrackets,
    /// `((https://example.org|text))`: a link to a page, not to an address.
    AddressInParentheses,
    /// `x^2 + y^2`: a box.
    BoxInWord,
    /// `--help and --version`: struck text.
    StruckOptions,
    /// `a || b || c`: a table.
    TableInText,
    /// `--------`: Tiki strikes what is between.
    LongRule,
    /// `*` and then `***`.
    SkippedLevel,
}

impl Doubt {
    /// Its name in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Doubt::UnclosedMarkup => "unclosed-markup",
            Doubt::LoneCloser => "lone-closer",
            Doubt::SlashCloser => "slash-closer",
            Doubt::WordInBrackets => "word-in-brackets",
            Doubt::PageInBrackets => "page-in-brackets",
            Doubt::AddressInParentheses => "address-in-parentheses",
            Doubt::BoxInWord => "box-in-word",
            Doubt::StruckOptions => "struck-options",
            Doubt::TableInText => "table-in-text",
            Doubt::LongRule => "long-rule",
            Doubt::SkippedLevel => "skipped-level",
        }
    }

    /// What became of it, in words.
    #[must_use]
    pub fn message(self) -> &'static str {
        match self {
            Doubt::UnclosedMarkup => {
                "it opens markup, and nothing closes it, so it is shown as text"
            }
            Doubt::LoneCloser => "it closes markup that nothing opened, so it is shown as text",
            Doubt::SlashCloser => {
                "Tiki takes `{NAME}` for the end of a plugin, not `{/NAME}`; it was taken for it here"
            }
            Doubt::WordInBrackets => "Tiki makes a link to nowhere of it; the brackets stay",
            Doubt::PageInBrackets => "`[…]` leads to an address, `((…))` to a page",
            Doubt::AddressInParentheses => {
                "`((…))` leads to a page, `[…]` to an address; it leads to the address"
            }
            Doubt::BoxInWord => "Tiki makes a box of what is between `^` and `^`",
            Doubt::StruckOptions => "Tiki strikes what is between `--` and `--`",
            Doubt::TableInText => "Tiki begins a table at `||`",
            Doubt::LongRule => "Tiki strikes six dashes and more; it became a rule",
            Doubt::SkippedLevel => "levels between this item and the one above are left out",
        }
    }

    /// Its name with what became of it: how a run over many texts tells it once for all of them.
    #[must_use]
    pub fn words(self) -> String {
        format!("{}: {}", self.name(), self.message())
    }
}

/// What a writer may have meant otherwise in the text of a tree, in its order.
#[must_use]
pub fn notes(tree: &Tree) -> Vec<Note> {
    let mut notes = Notes {
        tree,
        list: Vec::new(),
        unclosed: HashSet::new(),
    };
    tree.top().for_each(|node| notes.node(node, 0));
    notes
        .list
        .sort_by_key(|note| (note.span.start, note.span.end));
    notes.list
}

/// So many characters of a text are quoted.
const QUOTED: usize = 30;

/// So many bytes long a word in brackets is, and the head of a colour.
const LONGEST_WORD: usize = 80;

/// So many bytes long the name of a plugin is.
const LONGEST_NAME: usize = 50;

struct Notes<'t> {
    tree: &'t Tree,
    list: Vec<Note>,
    /// The plugins that opened without closing, in capital letters.
    unclosed: HashSet<String>,
}

impl<'t> Notes<'t> {
    /// Looks at a node in an item of this level, and at what it holds. Nodes do not nest deep, so neither does this.
    fn node(&mut self, node: &'t Node, level: u32) {
        let tree = self.tree;
        let mut inside = level;
        match node.kind {
            kind if kind.is_opaque() => return,
            Kind::Preformatted | Kind::HtmlComment | Kind::MarkdownPage => return,
            Kind::Text => self.text(node.full),
            Kind::BulletList | Kind::LooseList | Kind::NumberedList => self.list(node, level),
            Kind::ListItem | Kind::NumListItem => inside = self.level_of(node),
            Kind::HorizontalRule if tree.slice(node.full).starts_with("------") => {
                self.note(Doubt::LongRule, node.full);
            }
            Kind::Italix if self.is_in_word(node.full) => self.note(Doubt::BoxInWord, node.full),
            Kind::Strike => self.options(node),
            Kind::Table if self.is_in_text(node.full.start) => {
                let start = node.full.start;
                self.note(Doubt::TableInText, Span::new(start, start + 2));
            }
            Kind::Link => self.link(node),
            Kind::LocalLink | Kind::AliasedLocalLink => {
                if let Detail::Page(page) = node.detail
                    && tree.slice(page).contains("://")
                {
                    self.note(Doubt::AddressInParentheses, page);
                }
            }
            Kind::Call => {
                self.call(node);
                if is_verbatim(node) {
                    return;
                }
            }
            _ => {}
        }
        if matches!(node.kind, Kind::TableCell | Kind::Call | Kind::Italix) {
            inside = 0;
        }
        tree.children(node)
            .for_each(|child| self.node(child, inside));
    }

    fn note(&mut self, doubt: Doubt, span: Span) {
        let text = self.tree.slice(span);
        let line = text.lines().next().unwrap_or_default();
        let mut what: String = line.chars().take(QUOTED).collect();
        if what.len() < text.trim_end().len() {
            what.push('…');
        }
        self.list.push(Note { doubt, span, what });
    }

    fn before(&self, at: u32) -> Option<char> {
        self.tree.text()[..at as usize].chars().next_back()
    }

    fn behind(&self, at: u32) -> Option<char> {
        self.tree.text()[at as usize..].chars().next()
    }

    /// The first item of a list, where it leaves out levels.
    fn list(&mut self, list: &'t Node, level: u32) {
        let Some(first) = self.tree.children(list).next() else {
            return;
        };
        let own = self.level_of(first);
        if own > level + 1 {
            let start = first.full.start;
            self.note(Doubt::SkippedLevel, Span::new(start, start + own));
        }
    }

    /// How many marks an item begins with; 0 for one that no marks made.
    fn level_of(&self, item: &Node) -> u32 {
        let text = self.tree.slice(item.full).as_bytes();
        let marks = text
            .iter()
            .take_while(|byte| matches!(byte, b'*' | b'#') && **byte == text[0]);
        marks.count() as u32
    }

    /// Whether a stretch begins within a word.
    fn is_in_word(&self, span: Span) -> bool {
        self.before(span.start)
            .is_some_and(|c| c.is_alphanumeric() || c == ')')
    }

    /// Struck text that looks like options of a command: `--help and --version`.
    fn options(&mut self, node: &Node) {
        let text = self.tree.text();
        let inner = self.tree.slice(node.inner);
        let before = text[..node.inner.start as usize].strip_suffix("--");
        let closes = self.tree.slice(node.full).ends_with("--");
        if let (Some(before), true) = (before, closes && inner.ends_with(' '))
            && self
                .behind(node.full.end)
                .is_some_and(char::is_alphanumeric)
        {
            let start = before.len() as u32;
            self.note(Doubt::StruckOptions, Span::new(start, node.full.end));
        }
    }

    /// Whether `||` stands between blanks, with text in front.
    fn is_in_text(&self, at: u32) -> bool {
        let text = self.tree.text();
        if !text[at as usize..].starts_with("|| ") {
            return false;
        }
        let before = text[..at as usize].strip_suffix(' ');
        before.is_some_and(|before| before.ends_with(|c: char| !c.is_whitespace() && c != '|'))
    }

    /// `[Page|text]`
    fn link(&mut self, node: &Node) {
        let Detail::Url(url) = node.detail else {
            return;
        };
        let target = self.tree.slice(url).trim();
        if self.before(url.start) == Some('[')
            && url != node.inner
            && !target.is_empty()
            && !tiki::is_target(target)
            && !target.contains(['/', ':', '?', '.', '#'])
        {
            self.note(Doubt::PageInBrackets, url);
        }
    }

    /// A call that ends with `{/NAME}`.
    fn call(&mut self, node: &Node) {
        let full = self.tree.slice(node.full);
        let Some(open) = full.ends_with('}').then(|| full.rfind('{')).flatten() else {
            return;
        };
        if full[open..].starts_with("{/") {
            let start = node.full.start + open as u32;
            self.note(Doubt::SlashCloser, Span::new(start, node.full.end));
        }
    }

    /// What looks like markup in a text.
    fn text(&mut self, span: Span) {
        let text = self.tree.text();
        let bytes = text.as_bytes();
        let (mut at, end) = (span.start as usize, span.end as usize);
        while let Some(length) = bytes[at..end]
            .iter()
            .position(|byte| b"_'([|~{".contains(byte))
        {
            at += length;
            let mark = bytes[at];
            let run = bytes[at..end]
                .iter()
                .take_while(|byte| **byte == mark)
                .count();
            let found = match mark {
                b'_' | b'\'' if run == 2 => self.style(at),
                b'(' if run > 1 && !text[at + run..end].starts_with(')') => {
                    Some((Doubt::UnclosedMarkup, 2))
                }
                b'|' if run == 2 => self.bars(at),
                b'[' if run == 1 => self.bracket(at, end),
                b'~' => self.tilde(at, run, end),
                b'{' => self.brace(at, end),
                _ => None,
            };
            if let Some((doubt, length)) = found {
                let start = at as u32;
                self.note(doubt, Span::new(start, start + length as u32));
                at += length.max(run);
            } else {
                at += run;
            }
        }
    }

    /// `__` or `''`: not within a word, between blanks, or behind a number (`5''`).
    fn style(&self, at: usize) -> Option<(Doubt, usize)> {
        let (before, behind) = (self.before(at as u32), self.behind(at as u32 + 2));
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let is_blank = |c: Option<char>| c.is_none_or(char::is_whitespace);
        // `____` holds nothing, and vanished beside it.
        let is_rest = [before, behind]
            .iter()
            .any(|c| matches!(c, Some('_' | '\'')));
        let is_inside = is_word(before) && is_word(behind);
        let is_alone = is_blank(before) && is_blank(behind);
        let is_unit = before.is_some_and(char::is_numeric);
        (!(is_rest || is_inside || is_alone || is_unit)).then_some((Doubt::UnclosedMarkup, 2))
    }

    /// `||` at the start or at the end of a line.
    fn bars(&self, at: usize) -> Option<(Doubt, usize)> {
        let is_edge = |c: Option<char>| c.is_none_or(|c| c == '\n');
        let is_meant = is_edge(self.before(at as u32)) || is_edge(self.behind(at as u32 + 2));
        is_meant.then_some((Doubt::UnclosedMarkup, 2))
    }

    /// `[https://…` without an end, and `[note]`.
    fn bracket(&self, at: usize, end: usize) -> Option<(Doubt, usize)> {
        if self.before(at as u32) == Some('[') {
            return None;
        }
        let text = self.tree.text();
        let rest = &text[at + 1..end];
        // The address itself is no text.
        let behind = &text[at + 1..];
        let word = rest
            .bytes()
            .take(LONGEST_WORD)
            .position(|byte| matches!(byte, b'[' | b']' | b'|') || byte.is_ascii_whitespace());
        match word.map(|length| (&rest[..length], rest.as_bytes()[length])) {
            Some((word, b']')) => {
                let is_task = word.eq_ignore_ascii_case("x");
                let is_word = word.contains(char::is_alphabetic) && !is_task;
                is_word.then_some((Doubt::WordInBrackets, word.len() + 2))
            }
            _ if behind.starts_with("http://") || behind.starts_with("https://") => {
                Some((Doubt::UnclosedMarkup, 1))
            }
            _ => None,
        }
    }

    /// `~np~` and the like, their closers, and `~~red:`.
    fn tilde(&self, at: usize, run: usize, end: usize) -> Option<(Doubt, usize)> {
        let rest = &self.tree.text()[at..end];
        if run == 2 {
            let head = rest[2..]
                .bytes()
                .take(LONGEST_WORD)
                .position(|byte| byte == b':')?;
            let head = &rest[2..2 + head];
            let is_colour = |c: char| c.is_ascii_alphanumeric() || matches!(c, '#' | ',');
            let is_head = !head.is_empty() && head.chars().all(is_colour);
            return is_head.then_some((Doubt::UnclosedMarkup, 2));
        }
        let tags = ["np", "pp", "pre", "tc", "hc"];
        tags.iter().find_map(|tag| {
            let (slash, behind) = match rest[1..].strip_prefix('/') {
                Some(behind) => (1, behind),
                None => (0, &rest[1..]),
            };
            let is_tag = behind.strip_prefix(tag)?.starts_with('~');
            let doubt = match slash {
                0 => Doubt::UnclosedMarkup,
                _ => Doubt::LoneCloser,
            };
            is_tag.then_some((doubt, tag.len() + 2 + slash))
        })
    }

    /// `{BOX(`, `{img src=` and `{/BOX}`, where the plugin is known.
    fn brace(&mut self, at: usize, end: usize) -> Option<(Doubt, usize)> {
        let rest = &self.tree.text()[at + 1..end];
        let slash = usize::from(rest.starts_with('/'));
        let rest = &rest[slash..];
        let length = rest
            .bytes()
            .take(LONGEST_NAME + 1)
            .take_while(u8::is_ascii_alphanumeric)
            .count();
        let (name, behind) = rest.split_at(length);
        plugins::named(name)?;
        let is_upper = !name.bytes().any(|byte| byte.is_ascii_lowercase());
        let width = 1 + slash + length;
        if is_upper && behind.starts_with('}') {
            // Of a call whose opener is told, that is enough.
            let is_told = self.unclosed.contains(name);
            return (!is_told).then_some((Doubt::LoneCloser, width + 1));
        }
        let has_arguments = behind.starts_with('(')
            || !is_upper
                && behind.strip_prefix(' ').is_some_and(|rest| {
                    let key = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
                    key > 0 && rest[key..].starts_with('=')
                });
        if slash == 1 || !has_arguments {
            return None;
        }
        self.unclosed.insert(name.to_ascii_uppercase());
        Some((Doubt::UnclosedMarkup, width))
    }
}

/// Whether the body of a call is not read.
fn is_verbatim(call: &Node) -> bool {
    match call.detail {
        Detail::Call(plugin, _) => plugins::row(plugin).body == Body::Verbatim,
        _ => false,
    }
}
