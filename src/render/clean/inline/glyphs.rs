//! The characters that the pieces of a line become.

use super::{Mark, Piece};

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

/// The glyphs of pieces, whose marks have numbers from 1 up to `marks`.
pub(super) fn write(list: &[Piece], marks: usize) -> Vec<Glyph> {
    let mut glyphs: Vec<Glyph> = Vec::with_capacity(list.len());
    // By the number of a mark.
    let mut open: Vec<Option<&Mark>> = vec![None; marks + 1];
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
                open[*number] = Some(mark);
                match mark {
                    Mark::Strong => put("**", *place, false, false),
                    Mark::Emphasis => put("*", *place, false, false),
                    Mark::Strike => put("~~", *place, false, false),
                    Mark::Html(tag, _) => put(tag, *place, false, false),
                }
            }
            Piece::Close(number, place) => match open[*number] {
                Some(Mark::Strong) => put("**", *place, false, false),
                Some(Mark::Emphasis) => put("*", *place, false, false),
                Some(Mark::Strike) => put("~~", *place, false, false),
                Some(Mark::Html(_, tag)) => put(tag, *place, false, false),
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
pub(super) fn urls(glyphs: Vec<Glyph>) -> Vec<Glyph> {
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
