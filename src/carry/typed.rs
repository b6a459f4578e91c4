//! Typed Markdown read as wiki text, line by line: headings, items, quotes, rules, rows.

use super::spelling::{self, BlockMark, block_mark};
use super::style::{Marks, Wiki};
use super::writer::Writer;
use crate::page::escape::escape;

/// Typed Markdown on its way to wiki text.
pub struct Typed<'r> {
    /// What it is written with.
    pub writer: &'r Writer<'r>,
    /// The choices.
    pub wiki: Wiki,
    /// What the placeholders stand for, in order.
    pub kept: Vec<&'r str>,
    /// The next of them.
    pub next: usize,
    /// The wiki text so far, escaped.
    pub out: String,
}

impl Typed<'_> {
    /// Reads all of it.
    pub fn text(&mut self, text: &str) {
        match self.wiki.marks {
            Marks::AsWritten | Marks::Bare => self.as_written(text),
            Marks::AnySpelling => self.any_spelling(text),
        }
    }

    /// Reads what is to generate the same bytes.
    fn as_written(&mut self, text: &str) {
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

    /// Reads what is to generate something that reads the same: a line end within a paragraph is a blank, and one that ends
    /// an item or a row is a line end of the wiki.
    fn any_spelling(&mut self, text: &str) {
        let mut lines = text.split('\n').peekable();
        let mut at_start = self.writer.at_line_start;
        // The columns of the items that this one stands in.
        let mut indents = Vec::new();
        while let Some(line) = lines.next() {
            let broken = spelling::hard_break(line).filter(|_| lines.peek().is_some());
            let mark = at_start.then(|| block_mark(line)).flatten();
            let text = broken.unwrap_or(line);
            match mark {
                Some((mark, behind)) => self.block(mark, behind, &mut indents),
                None => self.inline(if at_start { text.trim_start() } else { text }),
            }
            let is_over = matches!(
                mark,
                Some((BlockMark::Heading(_) | BlockMark::Rule | BlockMark::Row, _))
            );
            match lines.peek() {
                None => {}
                // Empty lines divide, one as well as several.
                Some(&"") => {
                    while lines.next_if(|next| next.is_empty()).is_some() {}
                    // The last of them is the end of the text.
                    self.out.push_str(self.writer.line_end);
                    at_start = true;
                }
                Some(next) if is_over || block_mark(next).is_some() => {
                    self.out.push_str(self.writer.line_end);
                    at_start = true;
                }
                Some(_) if broken.is_some() => {
                    self.out.push_str("%%%");
                    at_start = false;
                }
                Some(_) => {
                    self.out.push(' ');
                    at_start = false;
                }
            }
        }
    }

    /// Writes a line that begins with a mark.
    fn block(&mut self, mark: BlockMark, behind: &str, indents: &mut Vec<usize>) {
        let forms = self.writer.forms;
        let (sign, level) = match mark {
            BlockMark::Rule => {
                self.out
                    .push_str(forms.rules.first().map_or("---", |(rule, _)| rule));
                return;
            }
            BlockMark::Row => return self.line(behind, true),
            BlockMark::Heading(level) => ("!", level),
            BlockMark::Quote => {
                let quote = forms.blocks.iter().rfind(|block| block.opens.trim() == ">");
                self.out
                    .push_str(quote.map_or("&gt; ", |block| block.source_opens));
                return self.inline(behind);
            }
            BlockMark::Bullet(indent) => ("*", depth(indent, indents)),
            BlockMark::Number(indent) => ("#", depth(indent, indents)),
        };
        let mark = sign.repeat(level);
        // Most exporters bring the blank behind the mark of an item.
        let form = forms.blocks.iter().find(|block| block.source_opens == mark);
        let is_apart = sign == "!"
            || (!behind.starts_with(sign) && form.is_some_and(|form| form.opens.ends_with(' ')));
        self.out.push_str(&mark);
        if !is_apart {
            self.out.push(' ');
        }
        self.inline(behind);
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
}

/// How deep an item stands that is indented so far, in those that `indents` tells, which it joins. Items that nobody told
/// of are three columns deep each.
fn depth(indent: usize, indents: &mut Vec<usize>) -> usize {
    while indents.last().is_some_and(|&last| last > indent) {
        indents.pop();
    }
    match indents.last() {
        Some(&last) if indent < last + 2 => {}
        Some(_) => indents.push(indent),
        None => indents.extend((0..=indent / 3).map(|level| level * 3).take(4)),
    }
    indents.len()
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
