//! Writes a draft as wiki text: what was kept is there as source, what was typed is read as Markdown or left literal.
//!
//! `## Sleep` becomes `!!Sleep`, ` **well** ` becomes `__well__`, `[a](/posts/sleep-well)` becomes `((sleep-well|a))`.
//! Nothing is promised here: a text that is read wrongly generates something else, and is not taken.

use super::draft::Token;
use super::forms::Forms;
use crate::page::escape::escape;
use crate::site::Site;
use crate::site::slug::page_slug;

/// How typed text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// As it is, with line ends as the exporter reads them.
    AsTyped,
    /// Markdown as the wiki markup for it.
    Wiki(Wiki),
    /// As it is, protected from being read as wiki markup.
    Protected,
}

/// Choices where several wiki texts stand for one Markdown text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wiki {
    /// What marks have to look like.
    pub marks: Marks,
    /// What links to pages become.
    pub links: LinksTo,
}

/// What marks have to look like to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marks {
    /// As the exporter writes them, blanks included.
    AsWritten,
    /// Without the blanks around them.
    Bare,
}

/// What a link whose address is that of a page becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinksTo {
    /// A link to the page.
    Pages,
    /// A link to the address.
    Addresses,
}

/// The styles in the order of preference.
pub const STYLES: [Style; 5] = [
    Style::Wiki(Wiki {
        marks: Marks::AsWritten,
        links: LinksTo::Pages,
    }),
    Style::Wiki(Wiki {
        marks: Marks::Bare,
        links: LinksTo::Pages,
    }),
    Style::Wiki(Wiki {
        marks: Marks::AsWritten,
        links: LinksTo::Addresses,
    }),
    Style::AsTyped,
    Style::Protected,
];

/// Stands for a kept source in a text that is read.
const KEPT: char = '\u{FFFC}';

/// What a draft is written with.
pub struct Writer<'w> {
    /// What the exporter writes.
    pub forms: &'w Forms,
    /// Where links lead.
    pub site: &'w Site,
    /// The line end of the source around.
    pub line_end: &'w str,
    /// Whether the draft begins at a line start.
    pub at_line_start: bool,
}

impl Writer<'_> {
    /// The escaped wiki text of a draft; `None` where it cannot be written in this style.
    pub fn write(&self, tokens: &[Token], style: Style) -> Option<String> {
        match style {
            Style::AsTyped => Some(self.each(tokens, |text, out| self.lines(text, out))),
            Style::Protected if tokens.is_empty() => Some("~np~~/np~".to_owned()),
            Style::Protected => Some(self.each(tokens, |text, out| {
                for (i, line) in self.newlines(text).split('\n').enumerate() {
                    if i > 0 {
                        out.push_str(self.line_end);
                    }
                    if !line.is_empty() {
                        out.extend(["~np~", &escape(line), "~/np~"]);
                    }
                }
            })),
            Style::Wiki(wiki) => self.wiki(tokens, wiki),
        }
    }

    fn each(&self, tokens: &[Token], typed: impl Fn(&str, &mut String)) -> String {
        let mut out = String::new();
        for token in tokens {
            match token {
                Token::Source(source) => out.push_str(source),
                Token::Typed(text) => typed(text, &mut out),
            }
        }
        out
    }

    /// Text with the exporter's line ends as newlines.
    fn newlines(&self, text: &str) -> String {
        match &*self.forms.newline {
            "" | "\n" => text.to_owned(),
            newline => text.replace(newline, "\n"),
        }
    }

    fn lines(&self, text: &str, out: &mut String) {
        for (i, line) in self.newlines(text).split('\n').enumerate() {
            if i > 0 {
                out.push_str(self.line_end);
            }
            out.push_str(&escape(line));
        }
    }

    fn wiki(&self, tokens: &[Token], wiki: Wiki) -> Option<String> {
        let mut text = String::new();
        let mut kept = Vec::new();
        for (i, token) in tokens.iter().enumerate() {
            match token {
                Token::Source(source) => {
                    // The blanks beside what was typed may be those of its marks.
                    let source = source.as_str();
                    let behind = source.strip_prefix(' ').filter(|_| i > 0);
                    let kept_text = behind.unwrap_or(source);
                    let before = kept_text.strip_suffix(' ').filter(|_| i + 1 < tokens.len());
                    text.push_str(&source[..source.len() - kept_text.len()]);
                    let kept_text = before.unwrap_or(kept_text);
                    if !kept_text.is_empty() {
                        text.push(KEPT);
                        kept.push(kept_text);
                    }
                    if before.is_some() {
                        text.push(' ');
                    }
                }
                Token::Typed(typed) if typed.contains(KEPT) => return None,
                Token::Typed(typed) => text.push_str(typed),
            }
        }
        let mut reading = Reading {
            writer: self,
            wiki,
            kept,
            next: 0,
            out: String::new(),
        };
        reading.text(&text);
        Some(reading.out)
    }
}

/// Typed Markdown on its way to wiki text.
struct Reading<'r> {
    writer: &'r Writer<'r>,
    wiki: Wiki,
    /// What the placeholders stand for, in order.
    kept: Vec<&'r str>,
    /// The next of them.
    next: usize,
    out: String,
}

impl Reading<'_> {
    fn text(&mut self, text: &str) {
        let newline = &*self.writer.forms.newline;
        let mut rest = text;
        let mut is_first = true;
        loop {
            let line_end = rest.find('\n').unwrap_or(rest.len());
            let (line, behind) = rest.split_at(line_end);
            let run = behind.len() - behind.trim_start_matches('\n').len();
            let behind = &behind[run..];
            let at_start = !is_first || self.writer.at_line_start;
            is_first = false;
            let broken = (run == 1)
                .then(|| self.hard_break(line))
                .flatten()
                .filter(|_| newline != "\n");
            if let Some((line, mark)) = broken {
                self.line(line, at_start);
                self.out.push_str(mark);
            } else {
                self.line(line, at_start);
                // The form of a heading brings a line end on either side.
                let is_frame =
                    (text.len() == rest.len() && line.is_empty() && self.is_heading(behind))
                        || (behind.is_empty() && self.is_heading(line));
                let count = if newline != "\n\n" {
                    run
                } else if is_frame {
                    run.saturating_sub(1)
                } else if run == 1 {
                    run
                } else {
                    run.saturating_sub(1)
                };
                for _ in 0..count {
                    self.out.push_str(self.writer.line_end);
                }
            }
            if behind.is_empty() {
                break;
            }
            rest = behind;
        }
    }

    /// A line without the mark of a hard line break at its end, and the wiki's.
    fn hard_break<'t>(&self, line: &'t str) -> Option<(&'t str, &'static str)> {
        self.writer.forms.marks.iter().find_map(|(source, mark)| {
            let mark = mark.strip_suffix('\n')?;
            Some((line.strip_suffix(mark)?, *source))
        })
    }

    fn is_heading(&self, text: &str) -> bool {
        let blocks = &self.writer.forms.blocks;
        blocks.iter().any(|block| {
            let opens = block.opens.trim_start_matches('\n');
            block.source_opens.starts_with('!') && !opens.is_empty() && text.starts_with(opens)
        })
    }

    fn line(&mut self, line: &str, at_start: bool) {
        if !at_start {
            return self.inline(line);
        }
        let forms = self.writer.forms;
        if let Some((rule, _)) = forms.rules.iter().find(|(_, text)| text == line) {
            self.out.push_str(rule);
            return;
        }
        for block in &forms.blocks {
            let opens = block.opens.trim_start_matches('\n');
            if let Some(rest) = line.strip_prefix(opens)
                && !opens.is_empty()
            {
                self.out.push_str(&escape(block.source_opens));
                return self.inline(rest);
            }
        }
        if let Some((opens, closes)) = &forms.cell
            && let Some(cells) = row(line, opens, closes)
        {
            for (i, cell) in cells.into_iter().enumerate() {
                if i > 0 {
                    self.out.push('|');
                }
                self.inline(cell);
            }
            return;
        }
        self.inline(line);
    }

    fn inline(&mut self, text: &str) {
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            if let Some(behind) = self.construct(rest) {
                rest = behind;
                continue;
            }
            let (one, behind) = rest.split_at(c.len_utf8());
            if c == KEPT {
                let kept = self.kept.get(self.next).copied().unwrap_or_default();
                self.out.push_str(kept);
                self.next += 1;
            } else {
                self.out.push_str(&escape(one));
            }
            rest = behind;
        }
    }

    /// Writes the construct that `text` begins with; what is behind it.
    fn construct<'t>(&mut self, text: &'t str) -> Option<&'t str> {
        // Most characters begin nothing.
        if text.starts_with(|c: char| c.is_alphanumeric() || c == KEPT) {
            return None;
        }
        let forms = self.writer.forms;
        for (source, mark) in &forms.marks {
            if let Some(behind) = text.strip_prefix(&**mark).filter(|_| !mark.contains('\n')) {
                self.out.push_str(source);
                return Some(behind);
            }
        }
        for around in &forms.inline {
            let (opens, closes) = match self.wiki.marks {
                Marks::AsWritten => (&*around.opens, &*around.closes),
                Marks::Bare => (around.opens.trim(), around.closes.trim()),
            };
            let Some(behind) = text.strip_prefix(opens).filter(|_| !opens.is_empty()) else {
                continue;
            };
            let Some(end) = behind
                .find(closes)
                .filter(|&end| end > 0 && !closes.is_empty())
            else {
                continue;
            };
            let (inner, behind) = (&behind[..end], &behind[end + closes.len()..]);
            let is_citation = around.source_opens == " [[";
            if inner.contains('\n')
                || (is_citation
                    && !inner
                        .chars()
                        .all(|c| c.is_ascii_digit() || " ,*".contains(c)))
            {
                continue;
            }
            self.out.push_str(around.source_opens.trim_start());
            self.inline(inner);
            self.out.push_str(around.source_closes);
            return Some(behind);
        }
        if let Some(behind) = text.strip_prefix("<br>") {
            self.out.push_str("%%%");
            return Some(behind);
        }
        self.image(text)
            .or_else(|| self.color(text))
            .or_else(|| self.link(text))
    }

    fn image<'t>(&mut self, text: &'t str) -> Option<&'t str> {
        let inside = text.strip_prefix("<img ")?;
        let end = inside.find('>')?;
        let (inside, behind) = (&inside[..end], &inside[end + 1..]);
        let src = attribute(inside, "src")?;
        let mut image = format!("{{img src=\"{src}\"");
        for name in ["alt", "width", "height"] {
            let value = attribute(inside, name);
            if let Some(value) = value.filter(|value| name != "alt" || *value != "image") {
                image.extend([" ", name, "=\"", value, "\""]);
            }
        }
        image.push('}');
        if image.contains(KEPT) {
            return None;
        }
        self.out.push_str(&escape(&image));
        Some(behind)
    }

    fn color<'t>(&mut self, text: &'t str) -> Option<&'t str> {
        let inside = text.strip_prefix("<span style=\"color:")?;
        let (color, inside) = inside.split_once(";\">")?;
        let (inner, behind) = inside.split_once("</span>")?;
        if color.contains([';', ':', KEPT, '\n']) || inner.contains('\n') {
            return None;
        }
        self.out.extend(["~~", &escape(color), ":"]);
        self.inline(inner);
        self.out.push_str("~~");
        Some(behind)
    }

    fn link<'t>(&mut self, text: &'t str) -> Option<&'t str> {
        let inside = text.strip_prefix('[')?;
        let (label, rest) = inside.split_once("](")?;
        let (url, behind) = rest.split_once(')')?;
        if label.contains(['\n', '[', ']']) || url.contains(['\n', KEPT, ' ']) || label.is_empty() {
            return None;
        }
        let site = self.writer.site;
        if self.wiki.links == LinksTo::Pages {
            let name = url.trim_end_matches('/').rsplit('/').next().unwrap_or(url);
            let name = name.split('.').next().unwrap_or(name);
            let mut tag = String::new();
            let is_tag = site.push_tag_url(label, &mut tag) && tag == url;
            let is_page = site.page_url(name).is_some_and(|page| page == url);
            if is_page && page_slug(label) != name {
                self.out.extend(["((", &escape(name), "|"]);
                self.inline(label);
                self.out.push_str("))");
                return Some(behind);
            }
            if is_page || is_tag {
                self.out.push_str("((");
                self.inline(label);
                self.out.push_str("))");
                return Some(behind);
            }
        }
        let doi = url.strip_prefix("https://doi.org/");
        if let Some(doi) = doi.filter(|doi| label.strip_prefix("doi: ") == Some(doi)) {
            self.out.extend(["doi: ", &escape(doi)]);
            return Some(behind);
        }
        let own = url
            .strip_prefix(&*site.tiki)
            .filter(|own| own.starts_with("tiki-index") && !site.tiki.is_empty());
        let url = own.unwrap_or(url);
        if label == url {
            self.out.extend(["[", &escape(url), "]"]);
        } else {
            self.out.extend(["[", &escape(url), "|"]);
            self.inline(label);
            self.out.push(']');
        }
        Some(behind)
    }
}

/// The cells of a line that is a row of a table.
fn row<'t>(line: &'t str, opens: &str, closes: &str) -> Option<Vec<&'t str>> {
    let mark = opens.trim();
    if mark.is_empty() || !line.starts_with(mark) || line.len() < 2 * mark.len() {
        return None;
    }
    let inside = line.strip_prefix(mark)?.trim_end().strip_suffix(mark)?;
    let blank_before = &opens[opens.find(mark)? + mark.len()..];
    let cells = inside.split(mark).map(|cell| {
        let cell = cell.strip_prefix(blank_before).unwrap_or(cell);
        cell.strip_suffix(closes).unwrap_or(cell)
    });
    Some(cells.collect())
}

/// The value of an attribute of an HTML tag.
pub fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let opens = format!("{name}=\"");
    let at = tag
        .match_indices(&*opens)
        .map(|(at, _)| at)
        .find(|&at| at == 0 || tag[..at].ends_with(' '))?;
    let value = &tag[at + opens.len()..];
    Some(&value[..value.find('"')?])
}
