//! A line of text as pieces: text, marks, and what is written as it is; and the glyphs that they become.
//!
//! ```text
//! __ padded __ y      open(strong) " padded " close(strong) " y"
//!                     " " open(strong) "padded" close(strong) " y"      blanks go out of the marks
//!                     **padded** y
//! ```

use std::borrow::Cow;

use super::escape::{Context, escape};

/// The place of a glyph that is nowhere in the tree's text.
pub const NO_PLACE: u32 = u32::MAX;

/// A character that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glyph {
    /// The character; a newline ends a line.
    pub c: char,
    /// Whether it is text, which may need a backslash.
    pub is_text: bool,
    /// Whether it is text that was written as a code, such as `~amp~`.
    pub is_coded: bool,
    /// Whether it is in the text of a link.
    pub in_label: bool,
    /// Whether it is a backslash that hides the next character.
    pub is_escape: bool,
    /// Whether it is a newline that shows.
    pub is_hard: bool,
    /// Whether it belongs to a bare URL.
    pub is_url: bool,
    /// Its place in the tree's text, or [`NO_PLACE`].
    pub place: u32,
}

/// A mark around text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// `**`
    Strong,
    /// `*`
    Emphasis,
    /// `~~`
    Strike,
    /// An HTML element: its opening and its closing tag.
    Html(String, Cow<'static, str>),
}

impl Mark {
    fn is_markdown(&self) -> bool {
        !matches!(self, Mark::Html(..))
    }

    fn stars(&self) -> usize {
        match self {
            Mark::Strong => 2,
            Mark::Emphasis => 1,
            Mark::Strike | Mark::Html(..) => 0,
        }
    }
}

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// A character of text, with its place.
    Text(char, u32),
    /// A character that was written as a code.
    Coded(char, u32),
    /// A blank.
    Blank(u32),
    /// What is written as it is.
    Raw(String, u32),
    /// A mark opens; its number is that of its closing piece.
    Open(Mark, usize, u32),
    /// A mark closes.
    Close(usize, u32),
    /// The text of a link begins.
    LinkOpen(usize, u32),
    /// It ends; what is written behind it, and what is written where it is empty.
    LinkClose(usize, String, String, u32),
    /// A line break that shows.
    Hard(u32),
    /// A newline that does not.
    Soft(u32),
    /// A bare URL.
    Url(String, u32),
}

/// Pieces in the making.
#[derive(Debug, Default)]
pub struct Pieces {
    /// The pieces.
    pub list: Vec<Piece>,
    /// How many marks were opened.
    marks: usize,
    /// Which of the marks are open: strong, emphasis, strike.
    inside: [usize; 3],
}

impl Pieces {
    /// Adds text that stands at `place` in the tree's text.
    pub fn text(&mut self, text: &str, place: u32) {
        for (at, c) in text.char_indices() {
            let place = place.saturating_add(at as u32);
            self.list.push(match c {
                ' ' | '\t' | '\n' | '\r' => Piece::Blank(place),
                c => Piece::Text(c, place),
            });
        }
    }

    /// Adds text that was made, such as a title.
    pub fn made(&mut self, text: &str) {
        for c in text.chars() {
            self.list.push(if c == ' ' {
                Piece::Blank(NO_PLACE)
            } else {
                Piece::Text(c, NO_PLACE)
            });
        }
    }

    /// Adds what is written as it is.
    pub fn raw(&mut self, text: impl Into<String>, place: u32) {
        self.list.push(Piece::Raw(text.into(), place));
    }

    /// Opens a mark; `None` where it is open already.
    pub fn open(&mut self, mark: Mark, place: u32) -> Option<usize> {
        let slot = slot(&mark);
        if let Some(slot) = slot {
            if self.inside[slot] > 0 {
                return None;
            }
            self.inside[slot] += 1;
        }
        self.marks += 1;
        self.list.push(Piece::Open(mark, self.marks, place));
        Some(self.marks)
    }

    /// Closes what `open` opened.
    pub fn close(&mut self, mark: &Mark, number: Option<usize>, place: u32) {
        let Some(number) = number else {
            return;
        };
        if let Some(slot) = slot(mark) {
            self.inside[slot] -= 1;
        }
        self.list.push(Piece::Close(number, place));
    }

    /// Opens the text of a link.
    pub fn open_link(&mut self, place: u32) -> usize {
        self.marks += 1;
        self.list.push(Piece::LinkOpen(self.marks, place));
        self.marks
    }

    /// Whether nothing shows.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.is_blank_from(0)
    }

    /// Whether nothing shows of the pieces from `first` on.
    #[must_use]
    pub fn is_blank_from(&self, first: usize) -> bool {
        self.list[first..].iter().all(|piece| {
            matches!(
                piece,
                Piece::Blank(_)
                    | Piece::Hard(_)
                    | Piece::Soft(_)
                    | Piece::Open(..)
                    | Piece::Close(..)
            )
        })
    }

    /// Whether the last of them is a break in a cell.
    #[must_use]
    pub fn ends_with_break(&self) -> bool {
        matches!(self.list.last(), Some(Piece::Raw(raw, _)) if raw == "<br>")
    }

    /// The text that shows, without marks.
    #[must_use]
    pub fn shown(&self) -> String {
        let mut text = String::new();
        for piece in &self.list {
            match piece {
                Piece::Text(c, _) | Piece::Coded(c, _) => text.push(*c),
                Piece::Blank(_) if text.ends_with(' ') || text.is_empty() => {}
                Piece::Blank(_) | Piece::Hard(_) | Piece::Soft(_) => text.push(' '),
                Piece::Url(url, _) => text.push_str(url),
                Piece::Raw(raw, _) => text.push_str(&visible(raw)),
                _ => {}
            }
        }
        text.trim().to_owned()
    }

    /// The glyphs, escaped for where they stand.
    #[must_use]
    pub fn glyphs(self, context: Context) -> Vec<Glyph> {
        let list = tidy(self.list, context);
        let list = as_html(list);
        let mut glyphs = write(&list);
        escape(&mut glyphs, context);
        if matches!(context, Context::Heading | Context::Cell) {
            // Markup of several lines, such as a comment.
            for glyph in glyphs.iter_mut().filter(|glyph| glyph.c == '\n') {
                glyph.c = ' ';
            }
        }
        urls(glyphs)
    }
}

fn slot(mark: &Mark) -> Option<usize> {
    match mark {
        Mark::Strong => Some(0),
        Mark::Emphasis => Some(1),
        Mark::Strike => Some(2),
        Mark::Html(..) => None,
    }
}

/// What shows of markup that is written as it is.
fn visible(raw: &str) -> String {
    if let Some(code) = raw.strip_prefix('`') {
        return code.trim_matches('`').trim().to_owned();
    }
    if raw.starts_with('<') || raw.starts_with('!') || raw.starts_with("[^") {
        return String::new();
    }
    if raw == "&nbsp;" {
        "\u{a0}".to_owned()
    } else {
        raw.to_owned()
    }
}

/// Blanks out of marks, marks around nothing away, breaks only between lines.
fn tidy(list: Vec<Piece>, context: Context) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::with_capacity(list.len());
    let mut markdown: std::collections::HashMap<usize, bool> = std::collections::HashMap::new();
    let is_inline = matches!(context, Context::Heading | Context::Cell);
    for piece in list {
        match piece {
            Piece::Blank(place) => {
                // In front of the Markdown marks that have just opened.
                let at = out
                    .iter()
                    .rposition(
                        |piece| !matches!(piece, Piece::Open(mark, ..) if mark.is_markdown()),
                    )
                    .map_or(0, |last| last + 1);
                let before = at.checked_sub(1).map(|before| &out[before]);
                let drops = before.is_none_or(|before| {
                    matches!(
                        before,
                        Piece::Blank(_) | Piece::Hard(_) | Piece::Soft(_) | Piece::LinkOpen(..)
                    ) || (is_inline && matches!(before, Piece::Raw(raw, _) if raw == "<br>"))
                });
                if !drops {
                    out.insert(at, Piece::Blank(place));
                }
            }
            Piece::Open(mark, number, place) => {
                markdown.insert(number, mark.is_markdown());
                out.push(Piece::Open(mark, number, place));
            }
            Piece::Close(number, place) => close(&mut out, number, place, &markdown),
            Piece::LinkClose(number, behind, empty, place) => {
                while matches!(out.last(), Some(Piece::Blank(_))) {
                    out.pop();
                }
                if matches!(out.last(), Some(Piece::LinkOpen(open, _)) if *open == number) {
                    out.pop();
                    out.push(Piece::Raw(empty, place));
                } else {
                    out.push(Piece::LinkClose(number, behind, empty, place));
                }
            }
            Piece::Hard(place) | Piece::Soft(place) => {
                let is_hard = matches!(piece, Piece::Hard(_));
                while matches!(out.last(), Some(Piece::Blank(_))) {
                    out.pop();
                }
                if is_inline {
                    out.push(Piece::Raw(
                        if is_hard { "<br>" } else { " " }.to_owned(),
                        place,
                    ));
                    continue;
                }
                match out.last_mut() {
                    None | Some(Piece::Soft(_)) => {}
                    Some(last @ Piece::Hard(_)) => {
                        if !is_hard {
                            *last = piece;
                        }
                    }
                    Some(_) => out.push(piece),
                }
            }
            Piece::Raw(raw, place) if raw == "<br>" && is_inline => {
                while matches!(out.last(), Some(Piece::Blank(_))) {
                    out.pop();
                }
                out.push(Piece::Raw(raw, place));
            }
            other => out.push(other),
        }
    }
    while matches!(
        out.last(),
        Some(Piece::Blank(_) | Piece::Hard(_) | Piece::Soft(_))
    ) || matches!(out.last(), Some(Piece::Raw(raw, _)) if raw == "<br>" || raw == " ")
    {
        out.pop();
    }
    let first = out
        .iter()
        .position(|piece| !matches!(piece, Piece::Hard(_) | Piece::Soft(_) | Piece::Blank(_)))
        .unwrap_or(out.len());
    out.drain(..first);
    let first = out
        .iter()
        .position(|piece| !matches!(piece, Piece::Raw(raw, _) if raw == "<br>" || raw == " "))
        .unwrap_or(out.len());
    out.drain(..first);
    out
}

fn close(
    out: &mut Vec<Piece>,
    number: usize,
    place: u32,
    markdown: &std::collections::HashMap<usize, bool>,
) {
    let mut blanks = Vec::new();
    while let Some(Piece::Blank(place)) = out.last() {
        blanks.push(*place);
        out.pop();
    }
    let is_empty = matches!(out.last(), Some(Piece::Open(_, open, _)) if *open == number);
    let is_markdown = markdown.get(&number).copied().unwrap_or(true);
    if is_empty {
        out.pop();
    } else if is_markdown {
        out.push(Piece::Close(number, place));
    }
    if is_empty || is_markdown {
        // Behind the mark; a blank that is there already is enough.
        if let Some(place) = blanks.last()
            && !matches!(
                out.last(),
                None | Some(Piece::Blank(_) | Piece::Hard(_) | Piece::Soft(_))
            )
        {
            out.push(Piece::Blank(*place));
        }
        return;
    }
    out.extend(blanks.into_iter().rev().map(Piece::Blank));
    out.push(Piece::Close(number, place));
}

/// Makes HTML of the marks that Markdown would not read as marks.
fn as_html(mut list: Vec<Piece>) -> Vec<Piece> {
    if !list
        .iter()
        .any(|piece| matches!(piece, Piece::Open(mark, ..) if mark.is_markdown()))
    {
        return list;
    }
    let mut places: std::collections::HashMap<usize, (usize, usize)> =
        std::collections::HashMap::new();
    for (at, piece) in list.iter().enumerate() {
        match piece {
            Piece::Open(_, number, _) => {
                places.entry(*number).or_insert((at, at)).0 = at;
            }
            Piece::Close(number, _) => {
                places.entry(*number).or_insert((at, at)).1 = at;
            }
            _ => {}
        }
    }
    let mut order: Vec<usize> = list
        .iter()
        .filter_map(|piece| match piece {
            Piece::Open(mark, number, _) if mark.is_markdown() => Some(*number),
            _ => None,
        })
        .collect();
    // A mark that becomes HTML changes what its neighbours touch.
    for _ in 0..8 {
        let mut changed = touching(&list, &places);
        let sides = Sides::of(&list);
        for number in &order {
            let (open, close) = places[number];
            let opens = sides.opens(open);
            let closes = sides.closes(close);
            if !(opens && closes) {
                changed.push(*number);
            }
        }
        if changed.is_empty() {
            break;
        }
        let changed: std::collections::HashSet<usize> = changed.into_iter().collect();
        for number in &changed {
            let (open, _) = places[number];
            if let Piece::Open(mark, ..) = &mut list[open] {
                *mark = match mark {
                    Mark::Strong => Mark::Html("<strong>".to_owned(), "</strong>".into()),
                    Mark::Emphasis => Mark::Html("<em>".to_owned(), "</em>".into()),
                    Mark::Strike => Mark::Html("<del>".to_owned(), "</del>".into()),
                    Mark::Html(..) => continue,
                };
            }
        }
        order.retain(|kept| !changed.contains(kept));
    }
    list
}

/// The marks that open where another closes, in a run of stars that is not three stars.
fn touching(
    list: &[Piece],
    places: &std::collections::HashMap<usize, (usize, usize)>,
) -> Vec<usize> {
    let mark_at = |at: usize| match &list[at] {
        Piece::Open(mark, number, _) => Some((mark.clone(), *number, true)),
        Piece::Close(number, _) => match &list[places[number].0] {
            Piece::Open(mark, ..) => Some((mark.clone(), *number, false)),
            _ => None,
        },
        _ => None,
    };
    let mut later = Vec::new();
    let mut at = 0;
    while at < list.len() {
        let Some((first, ..)) = mark_at(at).filter(|(mark, ..)| mark.is_markdown()) else {
            at += 1;
            continue;
        };
        let is_star = first.stars() > 0;
        let mut run = Vec::new();
        while at < list.len() {
            match mark_at(at) {
                Some((mark, number, opens))
                    if mark.is_markdown() && (mark.stars() > 0) == is_star =>
                {
                    run.push((mark, number, opens));
                }
                _ => break,
            }
            at += 1;
        }
        let last_close = run.iter().position(|(_, _, opens)| !opens);
        let opens: Vec<_> = match last_close {
            Some(close) => run[close..].iter().filter(|(_, _, opens)| *opens).collect(),
            None => continue,
        };
        let stars: usize = run.iter().map(|(mark, ..)| mark.stars()).sum();
        let is_one_run = is_star && stars == 3 && run.len() == 2;
        if !opens.is_empty() && !is_one_run {
            later.extend(opens.into_iter().map(|(_, number, _)| *number));
        }
    }
    later
}

/// The nearest characters beside each piece that are no Markdown marks.
struct Sides {
    before: Vec<char>,
    after: Vec<char>,
}

impl Sides {
    fn of(list: &[Piece]) -> Self {
        let html = html_closers(list);
        let mut before = vec![' '; list.len()];
        let mut last = ' ';
        for (at, piece) in list.iter().enumerate() {
            before[at] = last;
            if let Some((_, end)) = edges(piece, &html) {
                last = end;
            }
        }
        let mut after = vec![' '; list.len()];
        let mut next = ' ';
        for (at, piece) in list.iter().enumerate().rev() {
            after[at] = next;
            if let Some((start, _)) = edges(piece, &html) {
                next = start;
            }
        }
        Self { before, after }
    }

    fn opens(&self, at: usize) -> bool {
        let (before, after) = (self.before[at], self.after[at]);
        !after.is_whitespace()
            && (!is_punctuation(after) || before.is_whitespace() || is_punctuation(before))
    }

    fn closes(&self, at: usize) -> bool {
        let (before, after) = (self.before[at], self.after[at]);
        !before.is_whitespace()
            && (!is_punctuation(before) || after.is_whitespace() || is_punctuation(after))
    }
}

fn html_closers(list: &[Piece]) -> std::collections::HashSet<usize> {
    list.iter()
        .filter_map(|piece| match piece {
            Piece::Open(Mark::Html(..), number, _) => Some(*number),
            _ => None,
        })
        .collect()
}

/// The first and the last character that a piece writes; `None` for Markdown marks.
fn edges(piece: &Piece, html: &std::collections::HashSet<usize>) -> Option<(char, char)> {
    match piece {
        Piece::Text(c, _) | Piece::Coded(c, _) => Some((*c, *c)),
        Piece::Blank(_) | Piece::Hard(_) | Piece::Soft(_) => Some((' ', ' ')),
        Piece::Raw(text, _) | Piece::Url(text, _) => {
            Some((text.chars().next()?, text.chars().last()?))
        }
        Piece::Open(Mark::Html(..), ..) => Some(('<', '>')),
        Piece::Close(number, _) if html.contains(number) => Some(('<', '>')),
        Piece::Open(..) | Piece::Close(..) => None,
        Piece::LinkOpen(..) => Some(('[', '[')),
        Piece::LinkClose(..) => Some((']', ')')),
    }
}

/// ASCII punctuation, and what Unicode calls punctuation or a symbol.
#[must_use]
pub fn is_punctuation(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_punctuation();
    }
    use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};
    matches!(
        c.general_category_group(),
        GeneralCategoryGroup::Punctuation | GeneralCategoryGroup::Symbol
    )
}

/// The glyphs of pieces.
fn write(list: &[Piece]) -> Vec<Glyph> {
    let mut glyphs: Vec<Glyph> = Vec::with_capacity(list.len());
    let mut marks: std::collections::HashMap<usize, &Mark> = std::collections::HashMap::new();
    let mut links = 0_usize;
    for piece in list {
        let in_label = links > 0;
        let mut put = |text: &str, place: u32, is_text: bool, is_coded: bool| {
            for (at, c) in text.char_indices() {
                glyphs.push(Glyph {
                    c,
                    is_text,
                    is_coded,
                    in_label,
                    is_escape: false,
                    is_hard: false,
                    is_url: false,
                    place: if is_text {
                        place.saturating_add(at as u32)
                    } else {
                        place
                    },
                });
            }
        };
        let mut text = [0; 4];
        match piece {
            Piece::Text(c, place) => put(c.encode_utf8(&mut text), *place, true, false),
            Piece::Coded(c, place) => put(c.encode_utf8(&mut text), *place, true, true),
            Piece::Blank(place) => put(" ", *place, true, false),
            Piece::Raw(raw, place) => put(raw, *place, false, false),
            Piece::Hard(place) => {
                put("\n", *place, false, false);
                if let Some(last) = glyphs.last_mut() {
                    last.is_hard = true;
                }
            }
            Piece::Soft(place) => put("\n", *place, false, false),
            Piece::Url(url, place) => {
                put(url, *place, false, false);
                let from = glyphs.len() - url.chars().count();
                for glyph in &mut glyphs[from..] {
                    glyph.is_url = true;
                }
            }
            Piece::Open(mark, number, place) => {
                marks.insert(*number, mark);
                match mark {
                    Mark::Strong => put("**", *place, false, false),
                    Mark::Emphasis => put("*", *place, false, false),
                    Mark::Strike => put("~~", *place, false, false),
                    Mark::Html(open, _) => put(open, *place, false, false),
                }
            }
            Piece::Close(number, place) => match marks.get(number) {
                Some(Mark::Strong) => put("**", *place, false, false),
                Some(Mark::Emphasis) => put("*", *place, false, false),
                Some(Mark::Strike) => put("~~", *place, false, false),
                Some(Mark::Html(_, close)) => put(close, *place, false, false),
                None => {}
            },
            Piece::LinkOpen(_, place) => {
                put("[", *place, false, false);
                links += 1;
            }
            Piece::LinkClose(_, behind, _, place) => {
                links = links.saturating_sub(1);
                put(behind, *place, false, false);
                let behind = behind.chars().count();
                let from = glyphs.len() - behind;
                for glyph in &mut glyphs[from..] {
                    glyph.in_label = false;
                }
            }
        }
    }
    glyphs
}

/// A bare URL that a backslash or a bracket would go on becomes a link with marks.
fn urls(glyphs: Vec<Glyph>) -> Vec<Glyph> {
    if !glyphs.iter().any(|glyph| glyph.is_url) {
        return glyphs;
    }
    let goes_on = goes_on(&glyphs);
    let mut out = Vec::with_capacity(glyphs.len() + 16);
    let mut at = 0;
    while at < glyphs.len() {
        if !glyphs[at].is_url || glyphs[at].in_label {
            out.push(glyphs[at]);
            at += 1;
            continue;
        }
        let end = glyphs[at..]
            .iter()
            .position(|glyph| !glyph.is_url)
            .map_or(glyphs.len(), |length| at + length);
        let url: String = glyphs[at..end].iter().map(|glyph| glyph.c).collect();
        let made = |text: &str| -> Vec<Glyph> {
            text.chars().map(|c| Glyph { c, ..glyphs[at] }).collect()
        };
        let is_bracket = glyphs.get(end).is_some_and(|glyph| glyph.c == '[');
        if !is_bracket && !goes_on[end] {
            out.extend_from_slice(&glyphs[at..end]);
            at = end;
            continue;
        }
        hide_last(&mut out, url.contains("://"));
        if url.contains("://") {
            out.extend(made("<"));
            out.extend_from_slice(&glyphs[at..end]);
            out.extend(made(">"));
        } else {
            out.extend(made("["));
            out.extend_from_slice(&glyphs[at..end]);
            out.extend(made(&format!("](http://{url})")));
        }
        at = end;
    }
    out
}

/// Puts a backslash in front of the last glyph, where it is text that the `<` or `[` behind it would make markup.
fn hide_last(out: &mut Vec<Glyph>, is_address: bool) {
    let Some(last) = out.last().copied().filter(|last| last.is_text) else {
        return;
    };
    let is_hidden = out.len() > 1 && out[out.len() - 2].is_escape;
    if !is_hidden && (last.c == '\\' || last.c == '!' && !is_address) {
        let backslash = Glyph {
            c: '\\',
            is_text: false,
            is_escape: true,
            place: NO_PLACE,
            ..last
        };
        out.insert(out.len() - 1, backslash);
    }
}

/// Whether a renderer would take what is at each place as part of a URL in front of it, though it is markup: whether a
/// backslash follows before the next blank or `<`.
fn goes_on(glyphs: &[Glyph]) -> Vec<bool> {
    let mut goes_on = vec![false; glyphs.len() + 1];
    for (at, glyph) in glyphs.iter().enumerate().rev() {
        goes_on[at] = match glyph.c {
            '\n' => glyph.is_hard,
            ' ' | '\t' | '<' => false,
            '\\' => true,
            _ => goes_on[at + 1],
        };
    }
    goes_on
}
