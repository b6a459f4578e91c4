//! A comparison as Markdown for the job summary of GitHub: at most 60 KiB, what is beyond is counted.

use std::io;

use super::{Comparison, counted};
use crate::compare::LossKind;
use crate::text::sanitize::{visible_line, visible_path};

/// The largest summary, in bytes: GitHub takes 1 MiB for all of a job.
pub(super) const LARGEST: usize = 60 * 1024;

/// Room for the last line, which says what was cut.
const LAST: usize = 200;

/// How many entries of each list are shown.
const MOST: usize = 50;

pub(super) fn write(told: &Comparison<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let mut summary = Summary::default();
    summary.line(&format!(
        "**{}** → **{}**: {}",
        cell(told.from),
        cell(told.to),
        cell(&super::human::census(told))
    ));
    losses(told, &mut summary);
    let not_compared = told.totals.not_compared.len();
    if not_compared > 0 {
        let title = format!("\n#### Not compared: {}\n", counted(not_compared, "page"));
        summary.line(&title);
        for (path, why) in told.not_compared().take(MOST) {
            summary.line(&format!("- {}: {}", code(&visible_path(&path)), cell(why)));
        }
        summary.more(not_compared.saturating_sub(MOST), "page");
    }
    causes(told, &mut summary);
    let edits = told.counts().source;
    if edits > 0 {
        summary.line(&format!(
            "\n#### Wiki text edited: {}\n",
            counted(edits, "page")
        ));
        for path in told.edits().take(MOST) {
            summary.line(&format!("- {}", code(&visible_path(&path))));
        }
        summary.more(edits.saturating_sub(MOST), "page");
    }
    out.write_all(summary.end().as_bytes())
}

fn losses(told: &Comparison<'_>, summary: &mut Summary) {
    if told.losses() > 0 {
        summary.line("\n#### Losses\n");
    }
    for kind in LossKind::ALL {
        let Some(&count) = told.totals.losses.get(&kind) else {
            continue;
        };
        summary.line(&format!("- **{}: {count}**", kind.words()));
        let kept = told.totals.kept.get(&kind);
        for ((place, _, _), what) in kept.into_iter().flatten().take(MOST) {
            let path = code(&visible_path(&told.page_of(kind, *place)));
            summary.line(&match what.is_empty() {
                true => format!("  - {path}"),
                false => format!("  - {path}: {}", code(&visible_line(what))),
            });
        }
        summary.more(count.saturating_sub(MOST), "more of these");
    }
}

fn causes(told: &Comparison<'_>, summary: &mut Summary) {
    let causes = told.causes();
    if causes.is_empty() {
        return;
    }
    summary.line("\n#### Causes\n\n| pages | cause | such as |\n| ---: | --- | --- |");
    for count in causes.iter().take(MOST) {
        let first = count.first.first().copied().unwrap_or_default();
        summary.line(&format!(
            "| {} | {} | {} |",
            count.pages,
            code(&visible_line(&count.cause.words)),
            code(&visible_path(&told.page(first)))
        ));
    }
    summary.more(causes.len().saturating_sub(MOST), "cause");
}

/// Lines up to the limit; the others are counted.
#[derive(Default)]
struct Summary {
    text: String,
    cut: usize,
}

impl Summary {
    fn line(&mut self, line: &str) {
        if self.cut > 0 || self.text.len() + line.len() + 1 > LARGEST - LAST {
            self.cut += 1;
            return;
        }
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn more(&mut self, count: usize, what: &str) {
        if count > 0 {
            self.line(&format!("\n… and {}\n", counted(count, what)));
        }
    }

    fn end(mut self) -> String {
        if self.cut > 0 {
            self.text
                .push_str(&format!("\n… and {}\n", counted(self.cut, "more line")));
        }
        self.text
    }
}

/// Text as it is, in code: no text of a page is Markdown here, and none ends its cell.
fn code(text: &str) -> String {
    let text = cell(text);
    format!("<code>{text}</code>")
}

/// Text of others as text: whatever means something in Markdown or HTML is written as a character reference.
fn cell(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in visible_line(text).chars() {
        match c {
            '&' | '<' | '>' | '|' | '`' | '*' | '_' | '[' | ']' | '\\' | '@' | '#' | ':' | '~'
            | '!' => {
                safe.push_str(&format!("&#{};", u32::from(c)));
            }
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_is_cut_with_a_count() {
        let mut summary = Summary::default();
        for _ in 0..2000 {
            summary.line(&"x".repeat(99));
        }
        let text = summary.end();
        assert!(text.len() <= LARGEST, "{}", text.len());
        let shown = text.lines().filter(|line| line.starts_with('x')).count();
        assert!(text.ends_with(&format!("… and {} more lines\n", 2000 - shown)));
    }

    #[test]
    fn text_of_pages_is_no_markup() {
        assert_eq!(
            code("a|b <c> `d` [e](f)"),
            "<code>a&#124;b &#60;c&#62; &#96;d&#96; &#91;e&#93;(f)</code>"
        );
    }
}
