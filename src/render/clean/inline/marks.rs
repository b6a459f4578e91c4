//! Which marks Markdown would not read as marks: they become HTML.
//!
//! ```text
//! a__"b"__c      a**"b"**c opens nothing, for a letter is in front and a sign behind
//!                a<strong>"b"</strong>c
//! ```

use super::{Mark, Piece};

/// Where a mark opens and closes in a list of pieces.
type Ends = (usize, usize);

/// Makes HTML of the marks that Markdown would not read as marks; their numbers are from 1 up to `marks`.
pub(super) fn as_html(mut list: Vec<Piece>, marks: usize) -> Vec<Piece> {
    if !list.iter().any(is_open_markdown) {
        return list;
    }
    let mut ends: Vec<Ends> = vec![(0, 0); marks + 1];
    for (at, piece) in list.iter().enumerate() {
        match piece {
            Piece::Open(_, number, _) => ends[*number] = (at, at),
            Piece::Close(number, _) => ends[*number].1 = at,
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
        let mut changed = touching(&list, &ends);
        let sides = Sides::of(&list, &ends);
        for number in &order {
            let (open, close) = ends[*number];
            let opens = sides.opens(open);
            let closes = sides.closes(close);
            if !(opens && closes) {
                changed.push(*number);
            }
        }
        if changed.is_empty() {
            break;
        }
        for number in &changed {
            let (open, _) = ends[*number];
            if let Piece::Open(mark, ..) = &mut list[open] {
                *mark = match mark {
                    Mark::Strong => Mark::Html("<strong>".to_owned(), "</strong>".into()),
                    Mark::Emphasis => Mark::Html("<em>".to_owned(), "</em>".into()),
                    Mark::Strike => Mark::Html("<del>".to_owned(), "</del>".into()),
                    Mark::Html(..) => continue,
                };
            }
        }
        order.retain(|number| is_open_markdown(&list[ends[*number].0]));
    }
    list
}

fn is_open_markdown(piece: &Piece) -> bool {
    matches!(piece, Piece::Open(mark, ..) if mark.is_markdown())
}

/// The marks that open where another closes, in a run of stars that is not three stars.
fn touching(list: &[Piece], ends: &[Ends]) -> Vec<usize> {
    let mark_at = |at: usize| match &list[at] {
        Piece::Open(mark, number, _) => Some((mark, *number, true)),
        Piece::Close(number, _) => match &list[ends[*number].0] {
            Piece::Open(mark, ..) => Some((mark, *number, false)),
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
    fn of(list: &[Piece], ends: &[Ends]) -> Self {
        let mut before = vec![' '; list.len()];
        let mut last = ' ';
        for (at, piece) in list.iter().enumerate() {
            before[at] = last;
            if let Some((_, end)) = edges(piece, list, ends) {
                last = end;
            }
        }
        let mut after = vec![' '; list.len()];
        let mut next = ' ';
        for (at, piece) in list.iter().enumerate().rev() {
            after[at] = next;
            if let Some((start, _)) = edges(piece, list, ends) {
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

/// The first and the last character that a piece writes; `None` for Markdown marks.
fn edges(piece: &Piece, list: &[Piece], ends: &[Ends]) -> Option<(char, char)> {
    match piece {
        Piece::Text(c, _) | Piece::Coded(c, _) => Some((*c, *c)),
        Piece::Blank(_) | Piece::Hard(_) | Piece::Soft(_) => Some((' ', ' ')),
        Piece::Raw(text, _) | Piece::Url(text, _) => {
            Some((text.chars().next()?, text.chars().last()?))
        }
        Piece::Open(Mark::Html(..), ..) => Some(('<', '>')),
        Piece::Close(number, _) if !is_open_markdown(&list[ends[*number].0]) => Some(('<', '>')),
        Piece::Open(..) | Piece::Close(..) => None,
        Piece::LinkOpen(..) => Some(('[', '[')),
        Piece::LinkClose(..) => Some((']', ')')),
    }
}

/// ASCII punctuation, and what Unicode calls punctuation or a symbol.
fn is_punctuation(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_punctuation();
    }
    use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};
    matches!(
        c.general_category_group(),
        GeneralCategoryGroup::Punctuation | GeneralCategoryGroup::Symbol
    )
}
