//! Backslashes in front of text that Markdown would read as markup: as few as possible, judged on the finished line.
//!
//! ```text
//! 2 * 3 and *star*      2 * 3 and \*star\*
//! 1986. was good        1986\. was good        at the start of a line
//! C:\dir\*.txt          C:\dir\\\*.txt
//! ```

use super::inline::{Glyph, NO_PLACE};

/// What a run of text is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Context {
    /// A paragraph or an item: its lines have a start.
    Lines,
    /// An item: a task box at its start stays.
    Item,
    /// A heading.
    Heading,
    /// A cell.
    Cell,
}

/// Puts backslashes in front of glyphs of `line` that need one, and writes URLs so that they end where they end.
pub fn escape(glyphs: &mut Vec<Glyph>, context: Context) {
    let marked = marks(glyphs, context);
    if marked.iter().any(|mark| *mark) {
        let mut escaped = Vec::with_capacity(glyphs.len() + 16);
        for (glyph, mark) in glyphs.iter().zip(marked) {
            if mark {
                escaped.push(Glyph {
                    c: '\\',
                    is_text: false,
                    place: NO_PLACE,
                    is_escape: true,
                    ..*glyph
                });
            }
            escaped.push(*glyph);
        }
        *glyphs = escaped;
    }
}

/// Which glyphs need a backslash in front.
fn marks(glyphs: &[Glyph], context: Context) -> Vec<bool> {
    let mut marked = vec![false; glyphs.len()];
    let has_lines = matches!(context, Context::Lines | Context::Item);
    let c = |at: usize| glyphs.get(at).map(|glyph| glyph.c);
    let is_text = |at: usize| glyphs.get(at).is_some_and(|glyph| glyph.is_text);
    let ends_line = |at: usize| c(at).is_none_or(|c| c == '\n');
    let blank_before = |at: usize| {
        at == 0
            || matches!(glyphs[at - 1].c, ' ' | '\n' | '\t')
            || (at >= 6
                && !glyphs[at - 1].is_text
                && glyphs[at - 6..at].iter().map(|g| g.c).eq("&nbsp;".chars()))
    };
    let blank_at = |at: usize| {
        ends_line(at)
            || matches!(c(at), Some(' ' | '\t'))
            || (!is_text(at)
                && glyphs[at..]
                    .iter()
                    .take(6)
                    .map(|g| g.c)
                    .eq("&nbsp;".chars()))
    };
    let starts_line = |at: usize| has_lines && (at == 0 || glyphs[at - 1].c == '\n');
    let brackets = Brackets::of(glyphs, has_lines);
    let addresses = addresses(glyphs);
    let mut next_address = 0;
    let mut tildes: Vec<(usize, usize)> = Vec::new();
    let has_strike = glyphs
        .windows(2)
        .any(|pair| pair[0].c == '~' && pair[1].c == '~' && !pair[0].is_text && !pair[0].is_escape);
    let mut at = 0;
    while at < glyphs.len() {
        if starts_line(at) {
            line_start(glyphs, at, context, &mut marked);
        }
        while addresses
            .get(next_address)
            .is_some_and(|address| address.1 <= at)
        {
            next_address += 1;
        }
        if let Some(&(start, end)) = addresses.get(next_address)
            && start <= at
        {
            at = end;
            continue;
        }
        let glyph = glyphs[at];
        if !glyph.is_text {
            at += 1;
            continue;
        }
        match glyph.c {
            '\\' => {
                let next = c(at + 1);
                marked[at] |= next.is_none_or(|c| c == '\n' || c.is_ascii_punctuation());
            }
            '*' | '_' => {
                let end = run_end(glyphs, at);
                let lone = blank_before(at) && blank_at(end);
                let line = starts_line(at);
                let kept = if glyph.c == '*' {
                    lone && !line
                } else {
                    let word =
                        |at: Option<usize>| at.and_then(c).is_some_and(char::is_alphanumeric);
                    (word(at.checked_sub(1)) && word(Some(end)))
                        || (lone && !(line && end - at >= 3))
                };
                if !kept {
                    marked[at..end].fill(true);
                }
                at = end;
                continue;
            }
            '`' => marked[at] = true,
            '[' => {
                let opens_link = brackets.opens_link(at);
                let is_note = c(at + 1) == Some('^');
                let is_task = context == Context::Item && at == 0 && is_task_box(glyphs);
                marked[at] |= (opens_link || is_note || brackets.lonely(at)) && !is_task;
            }
            ']' => marked[at] |= brackets.lonely(at),
            '<' => {
                let next = c(at + 1);
                let opens_tag =
                    next.is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'));
                marked[at] |= opens_tag || is_address_in_brackets(&glyphs[at + 1..]);
            }
            '~' => {
                let end = run_end(glyphs, at);
                // Beside the mark of a strike it would make that longer.
                let touches = at
                    .checked_sub(1)
                    .is_some_and(|before| c(before) == Some('~'))
                    || c(end) == Some('~');
                if touches {
                    marked[at..end].fill(true);
                    at = end;
                    continue;
                }
                // The first of three at the start of a line has its backslash already.
                tildes.push((at + usize::from(marked[at]), end));
                at = end;
                continue;
            }
            ':' if has_lines && ends_note(glyphs, at) => marked[at] = true,
            '&' if glyph.is_coded => {
                let rest: String = glyphs[at..].iter().take(34).map(|glyph| glyph.c).collect();
                marked[at] |= crate::wiki::tiki::entity(&rest).is_some();
            }
            '!' => marked[at] |= c(at + 1) == Some('[') && !is_text(at + 1),
            '#' if context == Context::Heading => {
                let end = run_end(glyphs, at);
                let closes = end == glyphs.len() && (at == 0 || glyphs[at - 1].c == ' ');
                marked[at] |= closes;
                at = end;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    for length in 1..=2 {
        let of_length = |run: &&(usize, usize)| run.1 - run.0 == length;
        let count = tildes.iter().filter(of_length).count();
        if count >= 2 || (count == 1 && has_strike && length == 2) {
            for run in tildes.iter().filter(of_length) {
                marked[run.0..run.1].fill(true);
            }
        }
    }
    marked
}

/// Whether a colon would make a definition of the reference `[^1]` that begins its line.
fn ends_note(glyphs: &[Glyph], colon: usize) -> bool {
    let before = glyphs[..colon].iter().rev().take(80);
    let reference: Vec<&Glyph> = before
        .take_while(|glyph| !glyph.is_text && glyph.c != '\n')
        .collect();
    let start = colon - reference.len();
    let begins_line = start == 0 || glyphs[start - 1].c == '\n';
    let ends = reference.first().is_some_and(|glyph| glyph.c == ']');
    let mut first = reference.iter().rev().map(|glyph| glyph.c);
    begins_line && ends && first.next() == Some('[') && first.next() == Some('^')
}

/// Whether what follows `<` is an address and `>`, such as `#a@example.org>`.
fn is_address_in_brackets(rest: &[Glyph]) -> bool {
    let inside = rest
        .iter()
        .take(320)
        .take_while(|glyph| glyph.c.is_ascii_graphic() && !matches!(glyph.c, '<' | '>'));
    let length = inside.clone().count();
    let has_sign = inside.into_iter().skip(1).any(|glyph| glyph.c == '@');
    has_sign && rest.get(length).is_some_and(|glyph| glyph.c == '>')
}

/// The e-mail addresses of the text, which a renderer links as they are.
fn addresses(glyphs: &[Glyph]) -> Vec<(usize, usize)> {
    let mut list: Vec<(usize, usize)> = Vec::new();
    for (at, _) in glyphs
        .iter()
        .enumerate()
        .filter(|(_, glyph)| glyph.c == '@' && glyph.is_text)
    {
        let free = list.last().map_or(0, |last| last.1);
        let name = glyphs[free..at]
            .iter()
            .rev()
            .take(64)
            .take_while(|glyph| glyph.is_text && is_address(glyph.c, "._+-"))
            .count();
        let host = glyphs[at + 1..]
            .iter()
            .take(256)
            .take_while(|glyph| glyph.is_text && is_address(glyph.c, "._-"))
            .count();
        // Between letters an underscore is text; beside another mark it may make emphasis, and ends the address.
        let is_letter = |at: Option<usize>| {
            let glyph = at.and_then(|at| glyphs.get(at));
            glyph.is_some_and(|glyph| glyph.c.is_ascii_alphanumeric())
        };
        let is_loose = |at: &usize| {
            glyphs[*at].c == '_' && !(is_letter(at.checked_sub(1)) && is_letter(Some(at + 1)))
        };
        let name = (at - name..at)
            .rfind(is_loose)
            .map_or(name, |loose| at - loose - 1);
        let host = (at + 1..at + 1 + host)
            .find(is_loose)
            .map_or(host, |loose| loose - at - 1);
        let host: String = glyphs[at + 1..at + 1 + host]
            .iter()
            .map(|glyph| glyph.c)
            .collect();
        let host = host.trim_end_matches(['.', '-']);
        if name > 0 && host.contains('.') {
            list.push((at - name, at + 1 + host.len()));
        }
    }
    list
}

fn is_address(c: char, marks: &str) -> bool {
    c.is_ascii_alphanumeric() || marks.contains(c)
}

fn is_task_box(glyphs: &[Glyph]) -> bool {
    let start: String = glyphs.iter().take(4).map(|glyph| glyph.c).collect();
    matches!(start.as_str(), "[ ] " | "[x] " | "[X] ")
}

/// Where a run of the same text character ends.
fn run_end(glyphs: &[Glyph], at: usize) -> usize {
    let c = glyphs[at].c;
    glyphs[at..]
        .iter()
        .position(|glyph| glyph.c != c || !glyph.is_text)
        .map_or(glyphs.len(), |length| at + length)
}

/// What would make a block at the start of a line.
fn line_start(glyphs: &[Glyph], at: usize, context: Context, marked: &mut [bool]) {
    if !glyphs[at].is_text {
        return;
    }
    let line = glyphs[at..]
        .split(|glyph| glyph.c == '\n')
        .next()
        .unwrap_or_default();
    let c = |i: usize| line.get(i).map(|glyph| glyph.c);
    let blank = |i: usize| matches!(c(i), None | Some(' ' | '\t'));
    let run = |c: char| line.iter().take_while(|glyph| glyph.c == c).count();
    let is_first = at == 0;
    let Some(first) = line.first() else {
        return;
    };
    match first.c {
        '>' => marked[at] = true,
        '+' => marked[at] |= blank(1),
        '-' => {
            let all = |extra: &[char]| {
                line.iter()
                    .all(|glyph| glyph.c == '-' || extra.contains(&glyph.c))
            };
            let rule = all(&[' ']) && line.iter().filter(|glyph| glyph.c == '-').count() >= 3;
            let setext = !is_first && all(&[]);
            marked[at] |= blank(1) || rule || setext || (!is_first && is_delimiter_row(line));
        }
        '=' => marked[at] |= !is_first && run('=') == line.len(),
        '_' => {
            let rule = line.iter().all(|glyph| matches!(glyph.c, '_' | ' '))
                && line.iter().filter(|glyph| glyph.c == '_').count() >= 3;
            marked[at] |= rule;
        }
        '#' => marked[at] |= run('#') <= 6 && blank(run('#')) && context != Context::Heading,
        '~' => marked[at] |= run('~') >= 3,
        ':' => {
            marked[at] |= !is_first && (c(1) == Some(' ') || is_delimiter_row(line));
        }
        '|' => marked[at] |= !is_first && is_delimiter_row(line),
        digit if digit.is_ascii_digit() => {
            let digits = line
                .iter()
                .take_while(|glyph| glyph.c.is_ascii_digit())
                .count();
            let is_marker = matches!(c(digits), Some('.' | ')')) && line[digits].is_text;
            if digits <= 9 && is_marker && blank(digits + 1) {
                marked[at + digits] = true;
            }
        }
        _ => {}
    }
}

/// Whether a line would part the head of a table from its body.
fn is_delimiter_row(line: &[Glyph]) -> bool {
    line.iter()
        .all(|glyph| matches!(glyph.c, '-' | ':' | '|' | ' '))
        && line.iter().any(|glyph| glyph.c == '-')
}

/// Which brackets of the text belong together.
struct Brackets {
    /// The opening brackets that what follows a closing one would make a link.
    links: std::collections::HashSet<usize>,
    /// Brackets in the text of a link that belong to none.
    lonely: std::collections::HashSet<usize>,
}

impl Brackets {
    fn of(glyphs: &[Glyph], has_lines: bool) -> Self {
        let mut brackets = Self {
            links: std::collections::HashSet::new(),
            lonely: std::collections::HashSet::new(),
        };
        let mut open: Vec<usize> = Vec::new();
        let mut in_link: Vec<usize> = Vec::new();
        for (at, glyph) in glyphs.iter().enumerate() {
            match (glyph.c, glyph.is_text) {
                ('[', true) if glyph.in_label => in_link.push(at),
                (']', true) if glyph.in_label => {
                    let next = glyphs.get(at + 1).filter(|next| next.in_label);
                    match in_link.pop() {
                        None => brackets.lonely.extend([at]),
                        // It would be a link in the link.
                        Some(start) if next.is_some_and(|next| matches!(next.c, '(' | '[')) => {
                            brackets.lonely.extend([start, at]);
                        }
                        Some(_) => {}
                    }
                }
                // One that would begin a note has its backslash, and opens nothing.
                ('[', true) if glyphs.get(at + 1).is_some_and(|glyph| glyph.c == '^') => {}
                ('[', true) => open.push(at),
                (']', true) => {
                    let next = glyphs.get(at + 1).map(|glyph| glyph.c);
                    if matches!(next, Some('(' | '[')) {
                        // Were only the last of them text, the one in front would open the link.
                        brackets.links.extend(open.drain(..));
                    } else if let Some(start) = open.pop()
                        && next == Some(':')
                        && has_lines
                        && (start == 0 || glyphs[start - 1].c == '\n')
                    {
                        brackets.links.insert(start);
                        // With a backslash in front of this one, the first would open the name of a definition.
                        if open.first() == Some(&0) {
                            open.remove(0);
                            brackets.links.insert(0);
                        }
                    }
                }
                _ if !glyph.in_label => brackets.lonely.extend(in_link.drain(..)),
                _ => {}
            }
        }
        brackets.lonely.extend(in_link);
        brackets
    }

    fn opens_link(&self, at: usize) -> bool {
        self.links.contains(&at)
    }

    fn lonely(&self, at: usize) -> bool {
        self.lonely.contains(&at)
    }
}
