//! Stage A: what is protected – comments, verbatim text, and calls of plugins with their bodies.
//!
//! A call ends with its own closer only if everything in between is complete:
//!
//! ```text
//! {BOX()}a {DIV()}b{DIV} c{BOX}      one atom; the body of BOX is scanned again by itself
//! {BOX()}a {DIV()}b{BOX}             text: DIV is not closed, so `{BOX}` closes nothing
//! ```
//!
//! Time is linear: a stack holds the open calls, and a search that found nothing is not repeated.

use super::plugins;
use crate::wiki::dialect::PluginId;

/// A protected stretch: byte offsets into the whole text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Atom {
    /// Its first byte.
    pub start: usize,
    /// What is between its markers.
    pub inner: (usize, usize),
    /// One past its last byte.
    pub end: usize,
    /// What it is.
    pub what: What,
}

/// What a protected stretch is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// `~np~…~/np~`
    NoParse,
    /// `~pp~…~/pp~`
    Preformatted,
    /// `~pre~…~/pre~`
    ParsedPre,
    /// `~tc~…~/tc~`
    Comment,
    /// `~hc~…~/hc~`
    HtmlComment,
    /// A plugin, with the place of its arguments.
    Call {
        /// Its row in the table.
        plugin: PluginId,
        /// Its arguments, parentheses not counted.
        arguments: (usize, usize),
        /// Whether it is written with a body.
        has_body: bool,
    },
}

/// What a text holds that is protected.
#[derive(Debug, Default)]
pub struct Scanned {
    /// The outermost protected stretches, in order.
    pub atoms: Vec<Atom>,
    /// Where `{ELSE}` stands outside of them.
    pub elses: Vec<usize>,
}

const TAGS: [(&str, &str, What); 4] = [
    ("~pp~", "~/pp~", What::Preformatted),
    ("~pre~", "~/pre~", What::ParsedPre),
    ("~tc~", "~/tc~", What::Comment),
    ("~hc~", "~/hc~", What::HtmlComment),
];

/// A search that remembers its last answer.
#[derive(Default, Clone, Copy)]
struct Next {
    from: usize,
    found: Option<Option<usize>>,
}

impl Next {
    fn at(&mut self, from: usize, search: impl FnOnce(usize) -> Option<usize>) -> Option<usize> {
        let known = match self.found {
            Some(None) if from >= self.from => return None,
            Some(Some(place)) if from >= self.from && from <= place => Some(place),
            _ => None,
        };
        known.or_else(|| {
            let found = search(from);
            *self = Self {
                from,
                found: Some(found),
            };
            found
        })
    }
}

struct Open {
    name: (usize, usize),
    start: usize,
    arguments: (usize, usize),
    body: usize,
    atoms: usize,
    elses: usize,
}

/// How a brace goes on.
enum Brace {
    Closer {
        name: (usize, usize),
        end: usize,
    },
    Long {
        name: (usize, usize),
        arguments: (usize, usize),
        end: usize,
        is_closed: bool,
    },
    Short {
        name: (usize, usize),
        arguments: (usize, usize),
        end: usize,
    },
    Text,
}

/// Scans the bytes `from..to` of `text`.
#[must_use]
pub fn scan(text: &str, from: usize, to: usize) -> Scanned {
    let unparsed = unparsed(text, from, to);
    let braces = Braces::new(text, from, to, &unparsed);
    let mut out = Scanned::default();
    let mut open: Vec<Open> = Vec::new();
    let mut closers = [Next::default(); TAGS.len()];
    let mut code_closer = Next::default();
    let mut next_unparsed = 0;
    let bytes = text.as_bytes();
    let mut at = from;
    while let Some(length) = memchr::memchr2(b'~', b'{', &bytes[at..to]) {
        at += length;
        while unparsed.get(next_unparsed).is_some_and(|np| np.0 < at) {
            next_unparsed += 1;
        }
        if let Some(&(start, end)) = unparsed.get(next_unparsed)
            && start == at
        {
            out.atoms.push(Atom {
                start,
                inner: (start + 4, end - 5),
                end,
                what: What::NoParse,
            });
            at = end;
            continue;
        }
        if bytes[at] == b'~' {
            let tag = TAGS
                .iter()
                .position(|(opener, _, _)| bytes[at..to].starts_with(opener.as_bytes()));
            let found = tag.and_then(|tag| {
                let (opener, closer, what) = TAGS[tag];
                let inner = at + opener.len();
                let search = |from| outside(text, closer, from, to, &unparsed);
                let end = closers[tag].at(inner, search)?;
                Some(Atom {
                    start: at,
                    inner: (inner, end),
                    end: end + closer.len(),
                    what,
                })
            });
            at = found.map_or(at + 1, |atom| atom.end);
            out.atoms.extend(found);
            continue;
        }
        match brace(text, at, to, &braces) {
            Brace::Text => at += 1,
            Brace::Closer { name, end } => {
                let same = |open: &mut Open| {
                    text[open.name.0..open.name.1].eq_ignore_ascii_case(&text[name.0..name.1])
                };
                if let Some(call) = open.pop_if(same) {
                    if let Some(plugin) = plugins::named(&text[call.name.0..call.name.1]) {
                        out.atoms.truncate(call.atoms);
                        out.elses.truncate(call.elses);
                        out.atoms.push(Atom {
                            start: call.start,
                            inner: (call.body, at),
                            end,
                            what: What::Call {
                                plugin,
                                arguments: call.arguments,
                                has_body: true,
                            },
                        });
                    }
                } else if &text[name.0..name.1] == "ELSE" {
                    out.elses.push(at);
                }
                at = end;
            }
            Brace::Short {
                name,
                arguments,
                end,
            } => {
                let Some(plugin) = plugins::named(&text[name.0..name.1]) else {
                    at += 1;
                    continue;
                };
                out.atoms
                    .push(call(at, (end, end), end, plugin, arguments, false));
                at = end;
            }
            Brace::Long {
                name,
                arguments,
                end,
                is_closed: true,
            } => {
                if let Some(plugin) = plugins::named(&text[name.0..name.1]) {
                    out.atoms
                        .push(call(at, (end, end), end, plugin, arguments, false));
                }
                at = end;
            }
            Brace::Long {
                name,
                arguments,
                end,
                is_closed: false,
            } => {
                let is_code = text[name.0..name.1].eq_ignore_ascii_case("CODE");
                let search = |from| {
                    let plain = outside(text, "{CODE}", from, to, &unparsed);
                    let slash = outside(text, "{/CODE}", from, plain.unwrap_or(to), &unparsed);
                    slash.or(plain)
                };
                if is_code
                    && let Some(closer) = code_closer.at(end, search)
                    && let Some(plugin) = plugins::named("CODE")
                {
                    let length = if bytes[closer + 1] == b'/' { 7 } else { 6 };
                    let after = closer + length;
                    out.atoms
                        .push(call(at, (end, closer), after, plugin, arguments, true));
                    at = after;
                } else {
                    open.push(Open {
                        name,
                        start: at,
                        arguments,
                        body: end,
                        atoms: out.atoms.len(),
                        elses: out.elses.len(),
                    });
                    at = end;
                }
            }
        }
    }
    out
}

fn call(
    start: usize,
    inner: (usize, usize),
    end: usize,
    plugin: PluginId,
    arguments: (usize, usize),
    has_body: bool,
) -> Atom {
    let what = What::Call {
        plugin,
        arguments,
        has_body,
    };
    Atom {
        start,
        inner,
        end,
        what,
    }
}

/// The stretches `~np~…~/np~`, tags included.
#[must_use]
pub fn unparsed(text: &str, from: usize, to: usize) -> Vec<(usize, usize)> {
    let mut list = Vec::new();
    let mut at = from;
    while let Some(length) = text[at..to].find("~np~") {
        let start = at + length;
        let Some(length) = text[start + 4..to].find("~/np~") else {
            break;
        };
        at = start + 4 + length + 5;
        list.push((start, at));
    }
    list
}

/// The first `needle` between `from` and `to` that is in no stretch of `skipped`.
fn outside(
    text: &str,
    needle: &str,
    mut from: usize,
    to: usize,
    skipped: &[(usize, usize)],
) -> Option<usize> {
    loop {
        let found = from + text.get(from..to)?.find(needle)?;
        let next = skipped.partition_point(|&(_, end)| end <= found);
        match skipped.get(next) {
            Some(&(start, end)) if start <= found => from = end,
            _ => return Some(found),
        }
    }
}

/// Where the closing braces are, by whether an even number of quotes is in front of them.
struct Braces {
    closing: [Vec<usize>; 2],
    quotes: Vec<usize>,
}

impl Braces {
    fn new(text: &str, from: usize, to: usize, unparsed: &[(usize, usize)]) -> Self {
        let mut braces = Self {
            closing: [Vec::new(), Vec::new()],
            quotes: Vec::new(),
        };
        let bytes = text.as_bytes();
        let mut skipped = unparsed.iter().peekable();
        for at in memchr::memchr2_iter(b'"', b'}', &bytes[from..to]) {
            let at = from + at;
            while skipped.next_if(|np| np.1 <= at).is_some() {}
            if skipped.peek().is_some_and(|np| np.0 <= at) {
                continue;
            }
            if bytes[at] == b'}' {
                braces.closing[braces.quotes.len() % 2].push(at);
            } else if at == from || bytes[at - 1] != b'\\' {
                braces.quotes.push(at);
            }
        }
        braces
    }

    /// The first closing brace behind `from` with an even number of quotes in between.
    fn after(&self, from: usize) -> Option<usize> {
        let quotes = self.quotes.partition_point(|&quote| quote < from);
        let closing = &self.closing[quotes % 2];
        let first = closing.partition_point(|&place| place < from);
        closing.get(first).copied()
    }
}

/// The longest name of a plugin, in bytes.
const LONGEST_NAME: usize = 50;

fn brace(text: &str, at: usize, to: usize, braces: &Braces) -> Brace {
    let bytes = &text.as_bytes()[..to];
    let slash = usize::from(bytes.get(at + 1) == Some(&b'/'));
    let start = at + 1 + slash;
    let length = bytes[start.min(to)..]
        .iter()
        .take(LONGEST_NAME + 1)
        .take_while(|byte| byte.is_ascii_alphanumeric())
        .count();
    let name = (start, start + length);
    if length == 0 || length > LONGEST_NAME {
        return Brace::Text;
    }
    let written = &text[name.0..name.1];
    let is_upper = !written.bytes().any(|byte| byte.is_ascii_lowercase());
    let next = bytes.get(name.1).copied();
    if is_upper && next == Some(b'}') {
        return Brace::Closer {
            name,
            end: name.1 + 1,
        };
    }
    if slash == 1 {
        return Brace::Text;
    }
    if is_upper {
        let blanks = bytes[name.1..]
            .iter()
            .take_while(|byte| matches!(byte, b' ' | b'\t'))
            .count();
        let parenthesis = name.1 + blanks;
        if bytes.get(parenthesis) != Some(&b'(') {
            return Brace::Text;
        }
        let Some(close) = braces.after(parenthesis) else {
            return Brace::Text;
        };
        let inside = text[parenthesis + 1..close].trim_end();
        let (inside, is_closed) = match inside.strip_suffix('/') {
            Some(inside) if inside.trim_end().ends_with(')') => (inside.trim_end(), true),
            _ => (inside, false),
        };
        let Some(inside) = inside.strip_suffix(')') else {
            return Brace::Text;
        };
        let arguments = (parenthesis + 1, parenthesis + 1 + inside.len());
        return Brace::Long {
            name,
            arguments,
            end: close + 1,
            is_closed,
        };
    }
    let is_old_contents = next == Some(b':') && written.eq_ignore_ascii_case("maketoc");
    if !is_old_contents && !matches!(next, Some(b' ' | b'\t' | b'\n' | b'(' | b'}' | b',')) {
        return Brace::Text;
    }
    match braces.after(name.1) {
        Some(close) => Brace::Short {
            name,
            arguments: (name.1, close),
            end: close + 1,
        },
        None => Brace::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn atoms(text: &str) -> Vec<&str> {
        let scanned = scan(text, 0, text.len());
        scanned
            .atoms
            .iter()
            .map(|atom| &text[atom.start..atom.end])
            .collect()
    }

    #[test]
    fn a_call_ends_where_everything_in_between_is_complete() {
        assert_eq!(
            atoms("a {DIV()}x{DIV(a=1)}y{DIV}z{DIV} b"),
            ["{DIV()}x{DIV(a=1)}y{DIV}z{DIV}"]
        );
        assert_eq!(atoms("{DIV()}{FOO()}x{DIV}"), [""; 0]);
        assert_eq!(atoms("{FOO()}{DIV()}x{DIV}"), ["{DIV()}x{DIV}"]);
        assert_eq!(
            atoms("{CODE()}~np~{CODE}~/np~{CODE}"),
            ["{CODE()}~np~{CODE}~/np~{CODE}"]
        );
        assert_eq!(
            atoms("{BOX(title=\"a } b\")}x{/BOX}"),
            ["{BOX(title=\"a } b\")}x{/BOX}"]
        );
        assert_eq!(atoms("~np~{BOX()}~/np~ ~tc~x"), ["~np~{BOX()}~/np~"]);
    }
}
