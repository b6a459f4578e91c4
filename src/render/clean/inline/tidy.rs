//! Puts the pieces of a line in order: blanks go out of marks, marks around nothing go away, and breaks stand only between
//! lines.
//!
//! ```text
//! "a" open(strong) " b" close(strong)      "a" " " open(strong) "b" close(strong)
//! ```

use super::super::escape::Context;
use super::Piece;

/// Puts pieces in order. The numbers of their marks are from 1 up to `marks`.
pub(super) fn tidy(list: Vec<Piece>, marks: usize, context: Context) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::with_capacity(list.len());
    // By the number of a mark.
    let mut is_markdown = vec![true; marks + 1];
    let is_inline = matches!(context, Context::Heading | Context::Cell);
    for piece in list {
        match piece {
            Piece::Blank(place) => {
                // In front of the Markdown marks and the link that have just opened.
                let at = out
                    .iter()
                    .rposition(|piece| match piece {
                        Piece::Open(mark, ..) => !mark.is_markdown(),
                        Piece::LinkOpen(..) => false,
                        _ => true,
                    })
                    .map_or(0, |last| last + 1);
                let before = at.checked_sub(1).map(|before| &out[before]);
                let drops = before.is_none_or(|before| match before {
                    Piece::Blank(_) | Piece::Hard(_) | Piece::Soft(_) => true,
                    Piece::Raw(raw, _) => raw == "<br>",
                    _ => false,
                });
                if !drops {
                    out.insert(at, Piece::Blank(place));
                }
            }
            Piece::Open(mark, number, place) => {
                is_markdown[number] = mark.is_markdown();
                out.push(Piece::Open(mark, number, place));
            }
            Piece::Close(number, place) => {
                close(&mut out, number, place, is_markdown[number]);
            }
            Piece::LinkClose(number, behind, empty, place) => {
                let mut blank = None;
                while let Some(Piece::Blank(place)) = out.last() {
                    blank = Some(*place);
                    out.pop();
                }
                if matches!(out.last(), Some(Piece::LinkOpen(open, _)) if *open == number) {
                    out.pop();
                    out.push(Piece::Raw(empty, place));
                } else {
                    out.push(Piece::LinkClose(number, behind, empty, place));
                    out.extend(blank.map(Piece::Blank));
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
            Piece::Raw(raw, place) if raw == "<br>" => {
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

fn close(out: &mut Vec<Piece>, number: usize, place: u32, is_markdown: bool) {
    let mut blanks = Vec::new();
    while let Some(Piece::Blank(place)) = out.last() {
        blanks.push(*place);
        out.pop();
    }
    let is_empty = matches!(out.last(), Some(Piece::Open(_, open, _)) if *open == number);
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
