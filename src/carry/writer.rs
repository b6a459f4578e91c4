//! Writes a draft as wiki text: what was kept is there as source, what was typed is read as Markdown or left literal.
//!
//! `## Sleep` becomes `!!Sleep`, ` **well** ` becomes `__well__`, `[a](/posts/sleep-well)` becomes `((sleep-well|a))`.
//! Nothing is promised here: a text that is read wrongly generates something else, and is not taken.

use super::draft::Token;
use super::forms::Forms;
use super::style::{Style, Wiki};
use super::typed::Typed;
use crate::page::escape::escape;
use crate::site::Site;

/// Stands for a kept source in a text that is read.
pub const KEPT: char = '\u{FFFC}';

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
        let mut reading = Typed {
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
