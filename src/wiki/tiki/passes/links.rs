//! Links: to pages, in brackets, and urls that stand in a text.

use super::{ATOM, BRACKET, Does, Flow, Style, URL, USED, WORD};

/// `((page))`, `((page|text))`, `(relation(page))`, and `))Word((`.
pub(super) fn page_links(flow: &mut Flow) {
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
pub(super) fn link_start(flow: &Flow, at: usize) -> Option<usize> {
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
pub(super) fn link_end(flow: &Flow, from: usize) -> Option<usize> {
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

pub(super) fn page_link(flow: &mut Flow, at: usize, name: usize, end: usize) -> Option<usize> {
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
pub(super) fn without_link(flow: &mut Flow, at: usize) -> Option<usize> {
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
pub(super) fn brackets(flow: &mut Flow) {
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
                if super::super::is_target(url.trim()) && flow.is_free(at, stop + 1) {
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
pub(super) fn literal_brackets(flow: &mut Flow, at: usize) -> usize {
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

pub(super) fn link_with_text(flow: &mut Flow, at: usize, bar: usize, end: usize) -> usize {
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
pub(super) fn bare_urls(flow: &mut Flow) {
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
                // A comment parts what stands on both sides of it.
                let letters = (0..letters)
                    .take_while(|back| flow.from[at - back] == flow.from[at - back - 1] + 1)
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
        flow.marks.push(super::super::flow::Mark {
            at: start,
            length: end - start,
            does: Does::Url,
        });
        at = end;
    }
}

pub(super) fn is_url_start(flow: &Flow, at: usize) -> bool {
    let free = flow.state[at] & (USED | ATOM | URL) == 0;
    let in_word = at > 0 && {
        let before = flow.bytes[at - 1];
        flow.state[at - 1] & (USED | ATOM) == 0
            && (before.is_ascii_alphanumeric() || before >= 0x80)
    };
    free && !in_word
}

pub(super) fn url_end(flow: &Flow, start: usize) -> usize {
    let bytes = &flow.bytes;
    let mut depth = 0_usize;
    let mut at = start;
    let goes_on = |at: usize| at == start || flow.from[at] == flow.from[at - 1] + 1;
    while at < bytes.len() && flow.state[at] & (USED | ATOM) == 0 && goes_on(at) {
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
