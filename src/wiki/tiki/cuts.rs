//! Where the body of a call is parted: at lines, at marks between parts, and at the cells of a row.

use super::scan::scan;

/// The lines of a body; a newline in a call or in a protected text ends none.
pub(super) fn lines_outside(text: &str, body: (usize, usize)) -> Vec<(usize, usize)> {
    let mut list = Vec::new();
    let mut at = body.0;
    for (from, to) in cuts(text, body, &["\n"]) {
        list.push((at, from));
        at = to;
    }
    list.push((at, body.1));
    list
}

/// Where a mark stands outside of calls and protected texts, and not in a longer run of its character.
pub(super) fn cuts(text: &str, body: (usize, usize), marks: &[&str]) -> Vec<(usize, usize)> {
    let scanned = scan(text, body.0, body.1);
    let bytes = text.as_bytes();
    let mut list = Vec::new();
    let mut at = body.0;
    let ends = scanned.atoms.iter().map(|atom| (atom.start, atom.end));
    for (stop, next) in ends.chain([(body.1, body.1)]) {
        while at < stop {
            let mark = marks
                .iter()
                .find(|mark| bytes[at..stop].starts_with(mark.as_bytes()));
            let Some(mark) = mark else {
                at += 1;
                continue;
            };
            let run = bytes[at..stop]
                .iter()
                .take_while(|byte| **byte == bytes[at])
                .count();
            if run == mark.len() || *mark == "\n" {
                list.push((at, at + mark.len()));
                at += mark.len();
            } else {
                at += run;
            }
        }
        at = next;
    }
    list
}

/// Where `---(title)---` stands.
pub(super) fn version_cuts(text: &str, body: (usize, usize)) -> Vec<(usize, usize)> {
    let mut list = Vec::new();
    let mut at = body.0;
    while let Some(length) = text[at..body.1].find("---(") {
        let start = at + length;
        let Some(length) = text[start..body.1].find(")---") else {
            break;
        };
        at = start + length + 4;
        list.push((start, at));
    }
    list
}

/// Where the cells of a row of FANCYTABLE are parted: not within calls, links, brackets, quotes and marks of text.
pub(super) fn cell_cuts(
    text: &str,
    from: usize,
    to: usize,
    separator: &str,
) -> Vec<(usize, usize)> {
    if separator == "~|~" {
        let list = text[from..to].match_indices(separator);
        let atoms = scan(text, from, to).atoms;
        let inside = |at: usize| {
            let next = atoms.partition_point(|atom| atom.end <= at);
            atoms.get(next).is_some_and(|atom| atom.start <= at)
        };
        return list
            .map(|(at, mark)| (from + at, from + at + mark.len()))
            .filter(|cut| !inside(cut.0))
            .collect();
    }
    const PROTECTING: [(&str, &str); 11] = [
        ("((", "))"),
        ("[", "]"),
        ("^", "^"),
        ("__", "__"),
        ("::", "::"),
        ("''", "''"),
        ("-+", "+-"),
        ("===", "==="),
        ("--", "--"),
        ("(", ")"),
        ("\"", "\""),
    ];
    let atoms = scan(text, from, to).atoms;
    let mut next_atom = atoms.iter().peekable();
    // Closers that are not in the rest of the row.
    let mut missing = [false; PROTECTING.len()];
    let bytes = text.as_bytes();
    let mut list = Vec::new();
    let mut at = from;
    while at < to {
        while next_atom.next_if(|atom| atom.start < at).is_some() {}
        if let Some(atom) = next_atom.next_if(|atom| atom.start == at) {
            at = atom.end;
            continue;
        }
        if bytes[at] == b'|' {
            list.push((at, at + 1));
            at += 1;
            continue;
        }
        let mut end = None;
        for (number, (open, close)) in PROTECTING.iter().enumerate() {
            if missing[number] || !bytes[at..to].starts_with(open.as_bytes()) {
                continue;
            }
            let inner = at + open.len();
            match memchr::memmem::find(&bytes[inner..to], close.as_bytes()) {
                Some(length) => {
                    end = Some(inner + length + close.len());
                    break;
                }
                None => missing[number] = true,
            }
        }
        at = end.unwrap_or(at + 1);
    }
    list
}
