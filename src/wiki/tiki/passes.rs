//! Stage B: the passes over a whole text, in the order in which Tiki replaces things.
//!
//! What crosses lines and what does not is in the specification's table; each pass here is linear.

use super::Syntax;
use super::flow::{ATOM, BRACKET, Does, Flow, Style, URL, USED, WORD};

/// How deep colours nest; the opener of a deeper one is text.
const MOST_COLOURS: usize = 16;

/// Finds everything but what belongs to one line.
pub fn run(flow: &mut Flow, syntax: Syntax) {
    characters(flow);
    page_links(flow);
    brackets(flow);
    bare_urls(flow);
    strikes(flow);
    dashes(flow);
    colours(flow);
    underlines(flow);
    breaks(flow);
    if syntax.wiki_words {
        wiki_words(flow);
    }
}

/// `~hs~`, `~8364~`, `{rm}`, `(:wink:)` and the like.
fn characters(flow: &mut Flow) {
    let mut at = 0;
    while let Some(length) = memchr::memchr3(b'~', b'{', b'(', &flow.bytes[at..]) {
        at += length;
        let rest = &flow.bytes[at..(at + 16).min(flow.len())];
        let length = match rest[0] {
            b'~' => super::character_length(rest),
            b'{' if rest.starts_with(b"{rm}") || rest.starts_with(b"{lm}") => Some(4),
            b'(' => super::smiley_length(rest),
            _ => None,
        };
        match length {
            Some(length) if flow.is_free(at, at + length) => {
                flow.mark(at, length, Does::Character);
                at += length;
            }
            _ => at += 1,
        }
    }
}

/// `((page))`, `((page|text))`, `(relation(page))`, and `))Word((`.
fn page_links(flow: &mut Flow) {
    let mut bar_or_close = 0;
    let mut no_close_from = usize::MAX;
    let mut at = 0;
    while let Some(length) = memchr::memchr2(b'(', b')', &flow.bytes[at..]) {
        at += length;
        if flow.bytes[at] == b')' {
            at = without_link(flow, at).unwrap_or(at + 1);
            continue;
        }
        let Some(name) = link_start(flow, at) else {
            at += 1;
            continue;
        };
        if at >= no_close_from {
            break;
        }
        let line_end = flow.line_end(name);
        if bar_or_close < name {
            bar_or_close = name;
        }
        while bar_or_close < flow.len()
            && flow.bytes[bar_or_close] != b'|'
            && !flow.bytes[bar_or_close..].starts_with(b"))")
        {
            bar_or_close += 1;
        }
        let is_blank = flow.bytes[name..bar_or_close.min(line_end)]
            .iter()
            .all(u8::is_ascii_whitespace);
        if bar_or_close >= line_end || is_blank {
            at += 1;
            continue;
        }
        match link_end(flow, name) {
            Some(end) => at = page_link(flow, at, name, end).unwrap_or(at + 1),
            None => {
                no_close_from = at;
                at += 1;
            }
        }
    }
}

/// Where the name of the link that opens at `at` begins: behind `((`, or behind `(relation(`.
fn link_start(flow: &Flow, at: usize) -> Option<usize> {
    let rest = &flow.bytes[at + 1..];
    let relation = rest
        .iter()
        .take(40)
        .take_while(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || **byte == b'-')
        .count();
    let name = at + 1 + relation + 1;
    (rest.get(relation) == Some(&b'(')
        && rest
            .get(relation + 1)
            .is_some_and(|byte| !matches!(byte, b'(' | b')' | b'|' | b'\n'))
        && flow.state[at] == 0
        && flow.state[name - 1] == 0)
        .then_some(name)
}

/// The first `))` behind `from` at which inner parentheses are closed, else the first `))`.
fn link_end(flow: &Flow, from: usize) -> Option<usize> {
    let mut depth = 0_usize;
    // The first `))`, and where its line ends.
    let mut first: Option<(usize, usize)> = None;
    let mut at = from;
    while let Some(length) = memchr::memchr2(b'(', b')', &flow.bytes[at..]) {
        at += length;
        if flow.bytes[at] == b'(' {
            depth += 1;
        } else {
            let closes = flow.bytes.get(at + 1) == Some(&b')');
            if closes && depth == 0 {
                return Some(at);
            }
            if closes && first.is_none() {
                first = Some((at, flow.line_end(at)));
            }
            // Parentheses that stay open on a line are no part of a name.
            if let Some((first, line_end)) = first
                && line_end < at
            {
                return Some(first);
            }
            depth = depth.saturating_sub(1);
        }
        at += 1;
    }
    first.map(|(first, _)| first)
}

fn page_link(flow: &mut Flow, at: usize, name: usize, end: usize) -> Option<usize> {
    let inside = &flow.bytes[name..end];
    let bar = memchr::memchr(b'|', inside).map(|bar| name + bar);
    let name_end = bar.unwrap_or(end);
    let blank = flow.bytes[name..name_end]
        .iter()
        .all(u8::is_ascii_whitespace);
    if blank || memchr::memchr(b'\n', &flow.bytes[name..name_end]).is_some() {
        return None;
    }
    let after = end + 2;
    // `((page|#anchor|text))`: the anchor belongs to the name.
    let bar = match bar {
        Some(bar) if flow.bytes.get(bar + 1) == Some(&b'#') => {
            memchr::memchr(b'|', &flow.bytes[bar + 1..end]).map(|next| bar + 1 + next)
        }
        other => other,
    };
    let text = bar.map(|bar| bar + 1);
    let is_file = text.is_some_and(|text| {
        &flow.bytes[text..end] == b"file"
            && flow.bytes[name..name_end].iter().all(u8::is_ascii_digit)
    });
    let has_text =
        text.is_some_and(|text| !flow.bytes[text..end].iter().all(u8::is_ascii_whitespace));
    if !has_text || is_file {
        let to = if is_file { end } else { bar.unwrap_or(end) };
        let head = (flow.place(name), flow.place_behind(to));
        flow.mark(at, after - at, Does::Link(Style::PageLink, head));
        return Some(after);
    }
    let text = text?;
    let head = (flow.place(name), flow.place_behind(text - 1));
    flow.mark(at, text - at, Does::Open(Style::PageLink, head));
    flow.mark(end, 2, Does::Close(at));
    Some(after)
}

/// `))Word((` shows a word that would be a link.
fn without_link(flow: &mut Flow, at: usize) -> Option<usize> {
    if !flow.is_at(at, b"))", 0) {
        return None;
    }
    let word = flow.bytes[at + 2..]
        .iter()
        .take(200)
        .take_while(|byte| !byte.is_ascii_whitespace() && !matches!(byte, b'(' | b')'))
        .count();
    let end = at + 2 + word;
    if word == 0 || !flow.is_at(end, b"((", 0) {
        return None;
    }
    flow.mark(at, 2, Does::Drop);
    flow.mark(end, 2, Does::Drop);
    flow.set(at + 2, end, WORD);
    Some(end + 2)
}

/// `[url]`, `[url|text]`, `[[x]`, and brackets that are text.
fn brackets(flow: &mut Flow) {
    let mut next_close = 0;
    let mut at = 0;
    while let Some(length) = memchr::memchr(b'[', &flow.bytes[at..]) {
        at += length;
        if flow.state[at] & (USED | ATOM) != 0 {
            at += 1;
            continue;
        }
        if flow.bytes.get(at + 1) == Some(&b'[') {
            at = literal_brackets(flow, at);
            continue;
        }
        let stop = flow.bytes[at + 1..]
            .iter()
            .position(|byte| matches!(byte, b'[' | b']' | b'|' | b'\n'))
            .map_or(flow.len(), |length| at + 1 + length);
        match flow.bytes.get(stop) {
            Some(b'|') if stop > at + 1 => {
                if next_close < stop {
                    next_close = memchr::memchr(b']', &flow.bytes[stop..])
                        .map_or(flow.len(), |length| stop + length);
                }
                if next_close == flow.len() {
                    at += 1;
                    continue;
                }
                at = link_with_text(flow, at, stop, next_close);
            }
            Some(b']') => {
                let url = String::from_utf8_lossy(&flow.bytes[at + 1..stop]);
                if super::is_target(url.trim()) && flow.is_free(at, stop + 1) {
                    let head = (flow.place(at + 1), flow.place_behind(stop));
                    flow.mark(at, stop + 1 - at, Does::Link(Style::Link, head));
                } else {
                    flow.set(at, stop + 1, BRACKET);
                }
                at = stop + 1;
            }
            _ => at += 1,
        }
    }
}

/// `[[x]` is `[x]`, and `[[x]]` stays.
fn literal_brackets(flow: &mut Flow, at: usize) -> usize {
    let stop = flow.bytes[at + 2..]
        .iter()
        .position(|byte| matches!(byte, b'[' | b']' | b'\n'))
        .map(|length| at + 2 + length);
    match stop {
        Some(stop) if flow.bytes[stop] == b']' => {
            let is_double = flow.bytes.get(stop + 1) == Some(&b']');
            let end = stop + 1 + usize::from(is_double);
            if !is_double {
                flow.mark(at, 1, Does::Drop);
            }
            flow.set(at, end, BRACKET);
            end
        }
        _ => at + 2,
    }
}

fn link_with_text(flow: &mut Flow, at: usize, bar: usize, end: usize) -> usize {
    let second =
        (bar + 1..end).find(|&i| flow.bytes[i] == b'|' && flow.state[i] & (USED | ATOM) == 0);
    let text_end = second.unwrap_or(end);
    let text = &flow.bytes[bar + 1..text_end];
    let head = (flow.place(at + 1), flow.place_behind(bar));
    let is_blank = text.iter().all(u8::is_ascii_whitespace);
    let is_word = second.is_none() && text.eq_ignore_ascii_case(b"nocache");
    if is_blank || is_word {
        flow.mark(at, end + 1 - at, Does::Link(Style::Link, head));
        return end + 1;
    }
    flow.mark(at, bar + 1 - at, Does::Open(Style::Link, head));
    flow.set(bar + 1, text_end, BRACKET);
    flow.mark(text_end, end + 1 - text_end, Does::Close(at));
    end + 1
}

/// URLs in running text; what is in them is no markup.
fn bare_urls(flow: &mut Flow) {
    let mut at = 0;
    while let Some(length) = memchr::memchr2(b':', b'w', &flow.bytes[at..]) {
        at += length;
        let start = match flow.bytes[at] {
            b':' if flow.bytes[at..].starts_with(b"://") => {
                let letters = flow.bytes[..at]
                    .iter()
                    .rev()
                    .take(20)
                    .take_while(|byte| {
                        byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'.' | b'-')
                    })
                    .count();
                let first = (at - letters..at).find(|&i| flow.bytes[i].is_ascii_alphabetic());
                first.filter(|_| letters > 1)
            }
            b'w' if flow.bytes[at..].starts_with(b"www.") => Some(at),
            _ => None,
        };
        let Some(start) = start.filter(|&start| is_url_start(flow, start)) else {
            at += 1;
            continue;
        };
        let end = url_end(flow, start);
        let body = flow.bytes[start..end].strip_prefix(b"www.");
        let is_short = match body {
            Some(name) => {
                !name.first().is_some_and(u8::is_ascii_alphanumeric) || !name.contains(&b'.')
            }
            None => end <= at + 3,
        };
        if is_short {
            at += 1;
            continue;
        }
        flow.set(start, end, URL);
        flow.marks.push(super::flow::Mark {
            at: start,
            length: end - start,
            does: Does::Url,
        });
        at = end;
    }
}

fn is_url_start(flow: &Flow, at: usize) -> bool {
    let free = flow.state[at] & (USED | ATOM | URL) == 0;
    let in_word = at > 0 && {
        let before = flow.bytes[at - 1];
        flow.state[at - 1] & (USED | ATOM) == 0
            && (before.is_ascii_alphanumeric() || before >= 0x80)
    };
    free && !in_word
}

fn url_end(flow: &Flow, start: usize) -> usize {
    let bytes = &flow.bytes;
    let mut depth = 0_usize;
    let mut at = start;
    while at < bytes.len() && flow.state[at] & (USED | ATOM) == 0 {
        let next = bytes.get(at + 1).copied();
        let word_behind = bytes.get(at + 2).is_some_and(u8::is_ascii_alphanumeric);
        match bytes[at] {
            b'(' => depth += 1,
            b')' if depth == 0 => break,
            b')' => depth -= 1,
            b'<' | b'>' | b'"' | b',' | b'|' | b'[' | b']' | b'{' | b'}' | b'^' => break,
            byte if byte.is_ascii_whitespace() => break,
            byte @ (b'~' | b':' | b'\'') if next == Some(byte) => break,
            b'+' if next == Some(b'-') => break,
            b'=' if bytes[at..].starts_with(b"===") => break,
            b'%' if bytes[at..].starts_with(b"%%%") => break,
            byte @ (b'_' | b'-') if next == Some(byte) && !word_behind => break,
            _ => {}
        }
        at += 1;
    }
    while at > start
        && matches!(
            bytes[at - 1],
            b'.' | b',' | b';' | b':' | b'!' | b'?' | b'\'' | b'_'
        )
    {
        at -= 1;
    }
    at
}

/// `--x--`: within a line, with at least two characters, of which the first is no blank.
fn strikes(flow: &mut Flow) {
    let mut at = 0;
    while let Some(length) = memchr::memchr(b'-', &flow.bytes[at..]) {
        at += length;
        let is_line_start = at == 0 || flow.is_newline(at - 1);
        let dashes = flow.bytes[at..]
            .iter()
            .take_while(|byte| **byte == b'-')
            .count();
        if is_line_start && dashes >= 6 {
            at += dashes;
            continue;
        }
        if !opens_strike(flow, at) {
            at += 1;
            continue;
        }
        let line_end = flow.line_end(at);
        let first = at + 2;
        // The second character begins behind the first, which may be longer than a byte.
        let second = (first + 1..line_end).find(|&i| flow.bytes[i] & 0xC0 != 0x80);
        let close = second.and_then(|second| {
            let third = (second + 1..line_end).find(|&i| flow.bytes[i] & 0xC0 != 0x80)?;
            (third..line_end.saturating_sub(1)).find(|&i| flow.is_at(i, b"--", URL))
        });
        match close {
            Some(close) => {
                flow.pair(Style::Strike, (at, at + 2), (close, close + 2));
                at = close + 2;
            }
            None => at = line_end,
        }
    }
}

fn opens_strike(flow: &Flow, at: usize) -> bool {
    if !flow.is_at(at, b"--", URL) {
        return false;
    }
    let before = &flow.bytes[..at];
    let refused = before.ends_with(b"<!") || before.ends_with(b"//");
    let next = flow.bytes.get(at + 2);
    !refused && next.is_some_and(|next| !next.is_ascii_whitespace() && *next != b'>')
}

/// ` -- ` is a dash.
fn dashes(flow: &mut Flow) {
    let mut at = 0;
    while let Some(length) = memchr::memmem::find(&flow.bytes[at..], b"--") {
        at += length;
        if at > 0 && flow.is_at(at, b"--", URL) && flow.is_blank(at - 1) && flow.is_blank(at + 2) {
            flow.mark(at, 2, Does::Character);
        }
        at += 2;
    }
}

/// `~~red:x~~`: across lines, the inner ones first, and no `~` in between.
fn colours(flow: &mut Flow) {
    // The openers: the place of the marker, and the end of the head.
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    while let Some(length) = memchr::memchr(b'~', &flow.bytes[at..]) {
        at += length;
        if flow.state[at] & (USED | ATOM) != 0 {
            at += 1;
            continue;
        }
        let run = (at..flow.len())
            .take_while(|&i| flow.bytes[i] == b'~' && flow.state[i] & (USED | ATOM) == 0)
            .count();
        let mut from = at;
        let end = at + run;
        let opener = (run >= 2).then(|| colour_head(flow, end)).flatten();
        let room = end - from - if opener.is_some() { 2 } else { 0 };
        let mut left = room;
        while left >= 2 {
            let Some((place, head_end)) = open.pop() else {
                break;
            };
            let head = (flow.place(place + 2), flow.place_behind(head_end - 1));
            flow.mark(place, head_end - place, Does::Open(Style::Colour, head));
            flow.mark(from, 2, Does::Close(place));
            from += 2;
            left -= 2;
        }
        if left > 0 {
            open.clear();
        }
        at = end;
        if let Some(head_end) = opener
            && open.len() < MOST_COLOURS
        {
            open.push((end - 2, head_end));
            at = head_end;
        }
    }
}

/// Where the head of a colour ends whose marker ends at `at`: behind its colon. The text behind it must be followed by
/// a marker.
fn colour_head(flow: &Flow, at: usize) -> Option<usize> {
    let mut commas = 0;
    let mut head = None;
    for i in at..flow.len() {
        let state = flow.state[i] & (USED | ATOM);
        match flow.bytes[i] {
            _ if state & ATOM != 0 => {
                if head.is_none() {
                    return None;
                }
            }
            b'~' if state == 0 => {
                return head.filter(|_| {
                    flow.bytes.get(i + 1) == Some(&b'~') && flow.state[i + 1] & USED == 0
                });
            }
            _ if head.is_some() => {}
            _ if state != 0 => return None,
            b':' if i > at => head = Some(i + 1),
            b',' if i > at && commas == 0 => commas = 1,
            b':' | b',' => return None,
            _ => {}
        }
    }
    None
}

/// `===x===`: within a line, not in brackets.
fn underlines(flow: &mut Flow) {
    let mut at = 0;
    while let Some(length) = memchr::memmem::find(&flow.bytes[at..], b"===") {
        at += length;
        if !flow.is_at(at, b"===", URL | BRACKET) {
            at += 1;
            continue;
        }
        let line_end = flow.line_end(at);
        let close =
            (at + 4..line_end.saturating_sub(2)).find(|&i| flow.is_at(i, b"===", URL | BRACKET));
        match close {
            Some(close) => {
                flow.pair(Style::Underline, (at, at + 3), (close, close + 3));
                at = close + 3;
            }
            None => at = line_end,
        }
    }
}

/// `%%%`.
fn breaks(flow: &mut Flow) {
    let mut at = 0;
    while let Some(length) = memchr::memmem::find(&flow.bytes[at..], b"%%%") {
        at += length;
        if flow.is_at(at, b"%%%", URL) {
            flow.mark(at, 3, Does::Break);
            at += 3;
        } else {
            at += 1;
        }
    }
}

/// `WikiWord`: two capitals with small letters between, behind a blank, a comma or a semicolon, and in front of one or a
/// full stop.
fn wiki_words(flow: &mut Flow) {
    let is_small = |byte: u8| {
        byte.is_ascii_lowercase()
            || byte.is_ascii_digit()
            || byte == b'_'
            || byte == b'-'
            || byte >= 0x80
    };
    let mut at = 0;
    while at < flow.len() {
        let before = at.checked_sub(1).map(|before| flow.bytes[before]);
        let starts =
            before.is_none_or(|byte| byte.is_ascii_whitespace() || matches!(byte, b',' | b';'));
        if !starts || !flow.bytes[at].is_ascii_uppercase() {
            at += 1;
            continue;
        }
        let word = flow.bytes[at..]
            .iter()
            .take_while(|byte| byte.is_ascii_uppercase() || is_small(**byte))
            .count();
        let end = at + word;
        let bytes = &flow.bytes[at..end];
        let second = bytes[1..]
            .iter()
            .position(|byte| !is_small(*byte))
            .map(|length| length + 1);
        let is_word = second.is_some_and(|second| {
            second >= 2 && bytes.get(second + 1).is_some_and(|byte| is_small(*byte))
        });
        let after = flow.bytes.get(end).copied();
        let ends = after
            .is_none_or(|byte| byte.is_ascii_whitespace() || matches!(byte, b',' | b';' | b'.'));
        let is_free = flow.state[at..end].iter().all(|state| *state == 0);
        if is_word && ends && is_free {
            let head = (flow.place(at), flow.place_behind(end));
            flow.mark(at, word, Does::Link(Style::PageLink, head));
        }
        at = end.max(at + 1);
    }
}

/// A box or a centred text: its markers and what is in between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Container {
    /// First byte.
    pub start: usize,
    /// What is between the markers.
    pub inner: (usize, usize),
    /// One past the last byte.
    pub end: usize,
    /// Whether it is centred text; otherwise it is a box.
    pub is_centred: bool,
}

/// Boxes `^x^`, which cross lines, and centred texts `::x::`, which do not. Those that cross a box are text.
#[must_use]
pub fn containers(flow: &Flow, syntax: Syntax) -> Vec<Container> {
    let mut list = Vec::new();
    let mut mark = [0; 4];
    let mark = syntax.box_mark.encode_utf8(&mut mark).as_bytes();
    let boxes = pairs(flow, mark, |_, _| true);
    for &(open, close) in &boxes {
        list.push(Container {
            start: open,
            inner: (open + mark.len(), close),
            end: close + mark.len(),
            is_centred: false,
        });
    }
    let colons = &b":::"[..usize::from(syntax.centre_colons.clamp(2, 3))];
    let centred = pairs(flow, colons, |open, close| {
        memchr::memchr(b'\n', &flow.bytes[open..close]).is_none()
    });
    for (open, close) in centred {
        let end = close + colons.len();
        let inside = |at: usize| {
            let next = boxes.partition_point(|&(_, box_close)| box_close < at);
            boxes.get(next).filter(|found| found.0 < at)
        };
        let crosses = inside(open) != inside(close)
            || boxes
                .iter()
                .skip(boxes.partition_point(|found| found.0 < open))
                .take(1)
                .any(|found| found.0 < close && found.1 > close);
        if !crosses {
            list.push(Container {
                start: open,
                inner: (open + colons.len(), close),
                end,
                is_centred: true,
            });
        }
    }
    list.sort_by_key(|container| (container.start, std::cmp::Reverse(container.end)));
    list
}

/// Pairs of the same marker with at least a byte in between.
fn pairs(flow: &Flow, marker: &[u8], fits: impl Fn(usize, usize) -> bool) -> Vec<(usize, usize)> {
    let taken = URL | BRACKET;
    let mut list = Vec::new();
    let mut open: Option<usize> = None;
    let mut at = 0;
    while let Some(length) = memchr::memmem::find(&flow.bytes[at..], marker) {
        at += length;
        if !flow.is_at(at, marker, taken) {
            at += 1;
            continue;
        }
        match open {
            Some(start) if at == start + marker.len() && marker.len() == 1 => open = Some(at),
            Some(start) if at == start + marker.len() => {
                // `:::x::`: the third colon is the first character of the text.
                at += 1;
                continue;
            }
            Some(start) if fits(start, at) => {
                list.push((start, at));
                open = None;
            }
            _ => open = Some(at),
        }
        at += marker.len();
    }
    list
}
