//! Edits of a generated body as people make them, each from a seed: at least 60 kinds.

use std::ops::Range;

use fastrand::Rng;

/// A kind of edit.
pub struct Kind {
    /// What it is a kind of: a row of the coverage table.
    pub group: &'static str,
    /// Its name.
    pub name: &'static str,
    /// The text after the edit; `None` where there is nothing of the kind to edit.
    pub edit: fn(&Body<'_>, &mut Rng) -> Option<String>,
}

/// A body with its lines.
pub struct Body<'b> {
    text: &'b str,
    lines: Vec<Range<usize>>,
}

impl<'b> Body<'b> {
    pub fn new(text: &'b str) -> Self {
        let mut lines = Vec::new();
        let mut start = 0;
        for line in text.split('\n') {
            lines.push(start..start + line.len());
            start += line.len() + 1;
        }
        Self { text, lines }
    }

    fn line(&self, rng: &mut Rng, is: impl Fn(&str) -> bool) -> Option<Range<usize>> {
        let all: Vec<&Range<usize>> = self
            .lines
            .iter()
            .filter(|line| is(&self.text[(*line).clone()]))
            .collect();
        (!all.is_empty()).then(|| all[rng.usize(..all.len())].clone())
    }

    fn prose(&self, rng: &mut Rng) -> Option<Range<usize>> {
        self.line(rng, is_prose)
    }

    fn with(&self, range: Range<usize>, text: &str) -> Option<String> {
        let mut edited = self.text.to_owned();
        edited.replace_range(range, text);
        Some(edited)
    }

    /// One of the places of `what`, which no line need hold alone.
    fn find(&self, rng: &mut Rng, what: &str) -> Option<usize> {
        let all: Vec<usize> = self.text.match_indices(what).map(|(at, _)| at).collect();
        (!all.is_empty()).then(|| all[rng.usize(..all.len())])
    }

    /// What stands between `opens` and `closes`, on one line.
    fn between(&self, rng: &mut Rng, opens: &str, closes: &str) -> Option<Range<usize>> {
        let mut all = Vec::new();
        for (at, _) in self.text.match_indices(opens) {
            let start = at + opens.len();
            let Some(length) = self.text[start..].find(closes) else {
                continue;
            };
            if length > 0 && !self.text[start..start + length].contains('\n') {
                all.push(start..start + length);
            }
        }
        (!all.is_empty()).then(|| all[rng.usize(..all.len())].clone())
    }

    /// A link: its text and its url.
    fn link(&self, rng: &mut Rng, to: &str) -> Option<(Range<usize>, Range<usize>)> {
        let mut all = Vec::new();
        for (middle, _) in self.text.match_indices("](") {
            let Some(open) = self.text[..middle].rfind('[') else {
                continue;
            };
            let Some(close) = self.text[middle..].find(')') else {
                continue;
            };
            let (label, url) = (open + 1..middle, middle + 2..middle + close);
            if self.text[url.clone()].starts_with(to) && !self.text[open..url.end].contains('\n') {
                all.push((label, url));
            }
        }
        (!all.is_empty()).then(|| all[rng.usize(..all.len())].clone())
    }
}

fn is_prose(line: &str) -> bool {
    line.len() > 20 && line.starts_with(char::is_alphabetic) && !line.ends_with(' ')
}

fn is_heading(line: &str) -> bool {
    line.starts_with('#') && line.contains("# ")
}

fn is_item(line: &str) -> bool {
    line.trim_start().starts_with("* ")
}

fn is_numbered(line: &str) -> bool {
    line.trim_start().starts_with("1. ")
}

fn is_row(line: &str) -> bool {
    line.starts_with('|') && line.chars().any(char::is_alphanumeric)
}

/// The words of a stretch that stand alone between blanks, letters only.
fn words(text: &str, range: &Range<usize>) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut start = None;
    let slice = &text[range.clone()];
    for (at, c) in slice.char_indices().chain([(slice.len(), ' ')]) {
        match (c == ' ', start) {
            (true, Some(from)) => {
                let word: &str = &slice[from..at];
                if word.chars().all(char::is_alphabetic) {
                    words.push(range.start + from..range.start + at);
                }
                start = None;
            }
            (false, None) => start = Some(at),
            _ => {}
        }
    }
    words
}

fn word(body: &Body<'_>, rng: &mut Rng, line: Option<Range<usize>>) -> Option<Range<usize>> {
    let all = words(body.text, &line?);
    (!all.is_empty()).then(|| all[rng.usize(..all.len())].clone())
}

fn prose_word(body: &Body<'_>, rng: &mut Rng) -> Option<Range<usize>> {
    let line = body.prose(rng);
    word(body, rng, line)
}

/// Changes a word of prose.
fn on_word(body: &Body<'_>, rng: &mut Rng, change: impl Fn(&str) -> String) -> Option<String> {
    let word = prose_word(body, rng)?;
    let new = change(&body.text[word.clone()]);
    body.with(word, &new)
}

/// Changes a word in a line that `is`.
fn on_word_in(
    body: &Body<'_>,
    rng: &mut Rng,
    is: fn(&str) -> bool,
    change: impl Fn(&str) -> String,
) -> Option<String> {
    let line = body.line(rng, is);
    let word = word(body, rng, line)?;
    let new = change(&body.text[word.clone()]);
    body.with(word, &new)
}

/// Puts text behind a line that `is`, before the line end.
fn behind(body: &Body<'_>, rng: &mut Rng, is: fn(&str) -> bool, text: &str) -> Option<String> {
    let line = body.line(rng, is)?;
    body.with(line.end..line.end, text)
}

/// Puts a block in front of a paragraph.
fn in_front(body: &Body<'_>, rng: &mut Rng, block: &str) -> Option<String> {
    let line = body.prose(rng)?;
    body.with(line.start..line.start, block)
}

/// Takes a line that `is` away, with the line ends behind it.
fn without(body: &Body<'_>, rng: &mut Rng, is: fn(&str) -> bool) -> Option<String> {
    let line = body.line(rng, is)?;
    let rest = &body.text[line.end..];
    let newlines = rest.len() - rest.trim_start_matches('\n').len();
    body.with(line.start..line.end + newlines, "")
}

/// The sentences of a stretch: each with its full stop and the blank behind it.
fn sentence(body: &Body<'_>, rng: &mut Rng) -> Option<Range<usize>> {
    let line = body.prose(rng)?;
    let text = &body.text[line.clone()];
    let mut starts = vec![0];
    starts.extend(text.match_indices(". ").map(|(at, _)| at + 2));
    let i = rng.usize(..starts.len());
    let end = starts.get(i + 1).copied().unwrap_or(text.len());
    Some(line.start + starts[i]..line.start + end)
}

macro_rules! kinds {
    ($(group $group:literal: $($name:literal = $edit:expr;)+)+) => {
        /// All kinds.
        pub const KINDS: &[Kind] = &[$($(Kind { group: $group, name: $name, edit: $edit },)+)+];
    };
}

kinds! {
    group "typo":
        "letter doubled" = |b, r| on_word(b, r, |w| format!("{w}{}", w.chars().last().unwrap_or('x')));
        "letter dropped" = |b, r| on_word(b, r, |w| w.chars().skip(usize::from(w.chars().count() > 1)).collect());
        "letters swapped" = |b, r| on_word(b, r, |w| w.chars().rev().collect());
        "capital" = |b, r| on_word(b, r, str::to_uppercase);
        "accent" = |b, r| on_word(b, r, |w| w.replace(['a', 'e'], "é"));
    group "word":
        "replaced" = |b, r| on_word(b, r, |_| "lantern".to_owned());
        "inserted" = |b, r| on_word(b, r, |w| format!("really {w}"));
        "deleted" = |b, r| {
            let word = prose_word(b, r)?;
            let end = word.end + usize::from(b.text[word.end..].starts_with(' '));
            b.with(word.start..end, "")
        };
        "several" = |b, r| {
            let line = b.prose(r)?;
            let all = words(b.text, &line);
            let (first, last) = (all.first()?, all.last()?);
            let mut text = b.text.to_owned();
            text.replace_range(last.clone(), "afterwards");
            if first.end < last.start {
                text.replace_range(first.clone(), "Before");
            }
            Some(text)
        };
        "everywhere" = |b, _| (b.text.matches(" the ").count() > 1).then(|| b.text.replace(" the ", " this "));
    group "number":
        "changed" = |b, r| b.find(r, " 37 ").and_then(|at| b.with(at + 1..at + 3, "38"));
        "with a unit" = |b, r| b.find(r, " 200 ").and_then(|at| b.with(at + 1..at + 4, "200 mg"));
        "fraction" = |b, r| b.find(r, " 1.5 ").and_then(|at| b.with(at + 1..at + 4, "2.25"));
    group "punctuation":
        "comma" = |b, r| on_word(b, r, |w| format!("{w},"));
        "quotes" = |b, r| on_word(b, r, |w| format!("\"{w}\""));
        "dash" = |b, r| on_word(b, r, |w| format!("{w} –"));
        "brackets" = |b, r| on_word(b, r, |w| format!("({w})"));
        "exclamation" = |b, r| {
            let line = b.line(r, |line| is_prose(line) && line.ends_with('.'))?;
            b.with(line.end - 1..line.end, "!")
        };
        "ampersand" = |b, r| on_word(b, r, |w| format!("{w} & {w}"));
    group "sentence":
        "appended" = |b, r| behind(b, r, is_prose, " One more sentence, with 3 facts.");
        "first" = |b, r| in_front(b, r, "A new beginning. ");
        "deleted" = |b, r| {
            let line = b.line(r, |line| is_prose(line) && line.contains(". "))?;
            let end = line.start + b.text[line.clone()].find(". ")? + 2;
            b.with(line.start..end, "")
        };
        "rewritten" = |b, r| sentence(b, r).and_then(|at| b.with(at, "All of this was written anew. "));
    group "paragraph":
        "inserted" = |b, r| in_front(b, r, "A whole paragraph that is new.\n\n");
        "appended" = |b, r| behind(b, r, is_prose, "\n\nA whole paragraph that is new.");
        "at the end" = |b, _| b.with(b.text.len()..b.text.len(), "\n\nThe very last words.");
        "two" = |b, r| in_front(b, r, "One that is new.\n\nAnother that is new.\n\n");
        "deleted" = |b, r| without(b, r, is_prose);
        "rewritten" = |b, r| b.prose(r).and_then(|line| b.with(line, "Nothing of it was kept by me."));
        "split" = |b, r| {
            let line = b.line(r, |line| is_prose(line) && line.contains(". "))?;
            let at = line.start + b.text[line.clone()].find(". ")? + 1;
            b.with(at..at + 1, "\n\n")
        };
        "joined" = |b, r| {
            let line = b.line(r, is_prose)?;
            let rest = b.text[line.end..].strip_prefix("\n\n")?;
            is_prose(rest.split('\n').next()?).then_some(())?;
            b.with(line.end..line.end + 2, " ")
        };
    group "paragraph moved":
        "to the end" = |b, r| {
            let line = b.prose(r)?;
            let text = b.text[line.clone()].to_owned();
            let mut edited = b.text.to_owned();
            edited.push_str("\n\n");
            edited.push_str(&text);
            edited.replace_range(line.start..(line.end + 2).min(b.text.len()), "");
            Some(edited)
        };
        "swapped" = |b, r| {
            let (one, other) = (b.prose(r)?, b.prose(r)?);
            let (one, other) = if one.start < other.start { (one, other) } else { (other, one) };
            (one.end < other.start).then_some(())?;
            let mut edited = b.text.to_owned();
            edited.replace_range(other.clone(), &b.text[one.clone()]);
            edited.replace_range(one, &b.text[other]);
            Some(edited)
        };
    group "heading":
        "text" = |b, r| on_word_in(b, r, is_heading, |_| "Lanterns".to_owned());
        "appended" = |b, r| behind(b, r, is_heading, " today");
        "rewritten" = |b, r| {
            let line = b.line(r, is_heading)?;
            let at = line.start + b.text[line.clone()].find("# ")? + 2;
            b.with(at..line.end, "A new name")
        };
    group "heading level":
        "deeper" = |b, r| b.line(r, is_heading).and_then(|line| b.with(line.start..line.start, "#"));
        "higher" = |b, r| {
            let line = b.line(r, |line| line.starts_with("##"))?;
            b.with(line.start..line.start + 1, "")
        };
    group "heading new":
        "before a paragraph" = |b, r| in_front(b, r, "## A new part\n\n");
        "with a paragraph" = |b, r| in_front(b, r, "# A new part\n\nIts first words.\n\n");
    group "heading deleted":
        "line" = |b, r| without(b, r, is_heading);
    group "bold":
        "text" = |b, r| b.between(r, " **", "** ").and_then(|at| b.with(at, "bolder words"));
        "longer" = |b, r| b.between(r, " **", "** ").and_then(|at| b.with(at.end..at.end, " more"));
        "removed" = |b, r| {
            let at = b.between(r, " **", "** ")?;
            let text = b.text[at.clone()].to_owned();
            b.with(at.start - 3..at.end + 3, &text)
        };
        "deleted" = |b, r| b.between(r, " **", "** ").and_then(|at| b.with(at.start - 3..at.end + 3, ""));
    group "bold typed":
        "word" = |b, r| on_word(b, r, |w| format!("**{w}**"));
        "two words" = |b, r| on_word(b, r, |w| format!("**{w} indeed**"));
        "sentence" = |b, r| behind(b, r, is_prose, " **This is new.**");
    group "other marks typed":
        "italics" = |b, r| on_word(b, r, |w| format!("*{w}*"));
        "italics with _" = |b, r| on_word(b, r, |w| format!("_{w}_"));
        "code" = |b, r| on_word(b, r, |w| format!("`{w}`"));
        "sup" = |b, r| on_word(b, r, |w| format!("{w}<sup>2</sup>"));
        "citation" = |b, r| on_word(b, r, |w| format!("{w}<sup>[7]</sup>"));
        "strike" = |b, r| on_word(b, r, |w| format!("~~{w}~~"));
        "wiki bold" = |b, r| on_word(b, r, |w| format!("__{w}__"));
        "entity" = |b, r| on_word(b, r, |w| format!("{w}&nbsp;{w}"));
        "html" = |b, r| on_word(b, r, |w| format!("<kbd>{w}</kbd>"));
    group "link":
        "text" = |b, r| b.link(r, "http").and_then(|(label, _)| b.with(label, "another text"));
        "url" = |b, r| b.link(r, "http").and_then(|(_, url)| b.with(url, "https://example.com/other"));
        "removed" = |b, r| {
            let (label, url) = b.link(r, "http")?;
            let text = b.text[label.clone()].to_owned();
            b.with(label.start - 1..url.end + 1, &text)
        };
        "deleted" = |b, r| b.link(r, "http").and_then(|(label, url)| b.with(label.start - 1..url.end + 1, ""));
    group "link typed":
        "address" = |b, r| on_word(b, r, |w| format!("[{w}](https://example.com/a)"));
        "bare" = |b, r| behind(b, r, is_prose, " See https://example.com/b.");
        "angle" = |b, r| behind(b, r, is_prose, " See <https://example.com/b>");
        "with blanks in the text" = |b, r| behind(b, r, is_prose, " See [the other page](https://example.com/b).");
    group "page link":
        "text" = |b, r| b.link(r, "/posts/").and_then(|(label, _)| b.with(label, "another text"));
        "target" = |b, r| b.link(r, "/posts/").and_then(|(_, url)| b.with(url, "/posts/tide-tables"));
        "typed" = |b, r| on_word(b, r, |w| format!("[{w}](/posts/zinc)"));
        "typed by name" = |b, r| on_word(b, r, |_| "[Salt Rope](/posts/salt-rope)".to_owned());
        "removed" = |b, r| {
            let (label, url) = b.link(r, "/posts/")?;
            let text = b.text[label.clone()].to_owned();
            b.with(label.start - 1..url.end + 1, &text)
        };
    group "item":
        "text" = |b, r| on_word_in(b, r, is_item, |_| "lantern".to_owned());
        "longer" = |b, r| behind(b, r, is_item, ", and more");
        "numbered text" = |b, r| on_word_in(b, r, is_numbered, |_| "lantern".to_owned());
    group "item new":
        "behind" = |b, r| behind(b, r, is_item, "\n\n*  one more item");
        "one blank" = |b, r| behind(b, r, is_item, "\n\n* one more item");
        "nested" = |b, r| behind(b, r, is_item, "\n\n   *  one more item");
        "deleted" = |b, r| without(b, r, is_item);
        "numbered" = |b, r| behind(b, r, is_numbered, "\n\n1.  one more step");
    group "item in another style":
        "with -" = |b, r| behind(b, r, is_item, "\n\n- one more item");
        "with 2." = |b, r| behind(b, r, is_numbered, "\n\n2. one more step");
    group "tight list":
        "line end" = |b, r| behind(b, r, is_item, "\n* one more item");
    group "cell":
        "text" = |b, r| on_word_in(b, r, is_row, |_| "lantern".to_owned());
        "longer" = |b, r| on_word_in(b, r, is_row, |w| format!("{w} (new)"));
        "number" = |b, r| on_word_in(b, r, is_row, |_| "42".to_owned());
    group "row":
        "new" = |b, r| {
            let line = b.line(r, is_row)?;
            let cells = b.text[line.clone()].matches('|').count() - 1;
            let row = format!("\n|{}", " new |".repeat(cells));
            b.with(line.end..line.end, &row)
        };
        "deleted" = |b, r| {
            let line = b.line(r, is_row)?;
            b.with(line.start..(line.end + 1).min(b.text.len()), "")
        };
        "emptied cell" = |b, r| {
            let line = b.line(r, is_row)?;
            let start = line.start + 2;
            let end = start + b.text[start..line.end].find(" |")?;
            b.with(start..end, "")
        };
    group "image":
        "text" = |b, r| b.between(r, "alt=\"", "\"").and_then(|at| b.with(at, "Another text"));
        "width" = |b, r| b.between(r, "width=\"", "\"").and_then(|at| b.with(at, "320"));
        "with a width" = |b, r| {
            let at = b.between(r, "<img ", ">")?;
            (!b.text[at.clone()].contains("width")).then_some(())?;
            b.with(at.end..at.end, " width=\"300\"")
        };
        "deleted" = |b, r| b.between(r, "<img ", ">").and_then(|at| b.with(at.start - 5..at.end + 1, ""));
        "new" = |b, r| in_front(b, r, "<img src=\"/img/new.png\" alt=\"New\">\n\n");
        "Markdown" = |b, r| in_front(b, r, "![New](/img/new.png)\n\n");
    group "colour, quote, rule, comment":
        "coloured text" = |b, r| b.between(r, "color:red;\">", "</span>").and_then(|at| b.with(at, "other words"));
        "colour" = |b, r| b.find(r, "color:red").and_then(|at| b.with(at + 6..at + 9, "blue"));
        "quote" = |b, r| on_word_in(b, r, |line| line.starts_with("> "), |_| "lantern".to_owned());
        "quote new" = |b, r| in_front(b, r, "> somebody said so\n\n");
        "rule new" = |b, r| in_front(b, r, "---\n\n");
        "rule deleted" = |b, r| b.find(r, "\n\n---\n\n").and_then(|at| b.with(at + 2..at + 7, ""));
        "comment" = |b, r| b.between(r, "<!-- ~tc~", "~/tc~").and_then(|at| b.with(at, "other words"));
        "comment new" = |b, r| in_front(b, r, "<!-- note to self -->\n\n");
        "box" = |b, r| b.between(r, "border-radius:5px;width:50%\">", "</div>").and_then(|at| b.with(at, "other words"));
    group "section pasted":
        "with headings and text" = |b, r| in_front(b, r, "## New\n\nSome **bold** words.\n\n*  one\n\n*  two\n\n");
        "with a link" = |b, r| in_front(b, r, "# New\n\nSee [it](https://example.com/x) there.\n\n---\n\n");
    group "hard break":
        "typed" = |b, r| on_word(b, r, |w| format!("{w}  \n{w}"));
    group "soft wrap":
        "within a line" = |b, r| on_word(b, r, |w| format!("{w}\n{w}"));
    group "blank lines":
        "one more" = |b, r| behind(b, r, is_prose, "\n");
        "two more" = |b, r| behind(b, r, is_prose, "\n\n");
        "blanks at the end" = |b, r| behind(b, r, is_prose, "  ");
        "at the start" = |b, _| b.with(0..0, "\n");
        "at the end" = |b, _| b.with(b.text.len()..b.text.len(), "\n");
    group "several places":
        "two words" = |b, r| {
            let one = on_word(b, r, |_| "lantern".to_owned())?;
            on_word(&Body::new(&one), r, |w| format!("{w}, {w}"))
        };
        "word and paragraph" = |b, r| {
            let one = on_word(b, r, |_| "lantern".to_owned())?;
            in_front(&Body::new(&one), r, "New words.\n\n")
        };
    group "impossible":
        "code block" = |b, r| in_front(b, r, "```\nlet a = 1;\nlet b = 2;\n```\n\n");
        "table with a header" = |b, r| in_front(b, r, "| a | b |\n| --- | --- |\n| 1 | 2 |\n\n");
}
