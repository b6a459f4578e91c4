//! Openers that stayed text, and plugins that the dialect does not know: what looks like markup in a text.

use std::ops::Range;

use memchr::memmem;

use crate::text::nearest::did_you_mean;
use crate::wiki::Tree;
use crate::wiki::dialect::{Call, EXPORTER};
use crate::wiki::tree::Span;

/// So many bytes behind the name of a plugin its arguments have to end.
const LONGEST_ARGUMENTS: usize = 2048;

/// The way out of an opener without a closer.
pub const CLOSE_IT: &str =
    "close it, or put the characters between `~np~` and `~/np~` if they are meant";

/// How far the closer of some may be away.
const LINE: &str = " on its line";

/// Something that looks like markup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opener<'t> {
    /// It opens, and is text for want of a closer.
    Unclosed {
        /// The opener.
        opener: &'t str,
        /// What it opens.
        what: &'static str,
        /// How far the closer may be away.
        reach: &'static str,
    },
    /// A plugin that the dialect does not know.
    Unknown {
        /// Its name.
        name: &'t str,
    },
}

impl Opener<'_> {
    /// Whether it is a plugin.
    pub fn is_plugin(&self) -> bool {
        match self {
            Opener::Unclosed { opener, .. } => opener.starts_with('{'),
            Opener::Unknown { .. } => true,
        }
    }

    /// Its name, without marks.
    pub fn name(&self) -> &str {
        match self {
            Opener::Unclosed { opener, .. } => opener.trim_matches(['{', '(', ' ']),
            Opener::Unknown { name } => name,
        }
    }

    /// What is wrong.
    pub fn message(&self) -> String {
        match self {
            Opener::Unclosed {
                opener,
                what,
                reach,
            } => format!(
                "`{opener}` opens {what} here, and nothing closes it{reach}, so it is shown as text"
            ),
            Opener::Unknown { name } => {
                let known = EXPORTER.plugins.iter().map(|plugin| plugin.name);
                format!(
                    "the plugin `{name}` is unknown, so it is shown as text{}",
                    did_you_mean(name, known)
                )
            }
        }
    }

    /// The way out.
    pub fn help(&self) -> &'static str {
        match self {
            Opener::Unclosed { .. } => CLOSE_IT,
            Opener::Unknown { .. } => "correct the name, or take the plugin out",
        }
    }
}

/// What looks like markup in a text of the tree, with its place in the text.
pub fn find<'t>(tree: &'t Tree, span: Span) -> impl Iterator<Item = (Range<usize>, Opener<'t>)> {
    let text = tree.slice(span);
    // A marker may close behind `text`: the arguments of a plugin can hold a construct, and the text ends at it. So the
    // search goes on to the end of the tree's text. A text that was put together from pieces ends where it ends.
    let behind = match tree.text().get(span.start as usize..) {
        Some("") | None => text,
        Some(behind) => behind,
    };
    let mut at = 0;
    let mut ahead = Ahead::default();
    std::iter::from_fn(move || {
        while let Some(length) = text.as_bytes()[at..].iter().position(|byte| is_mark(*byte)) {
            at += length;
            let start = at;
            let rest = &text[at..];
            let mark = rest.as_bytes()[0];
            let run = rest.bytes().take_while(|byte| *byte == mark).count();
            let opened = match mark {
                b'{' => plugin(behind, at, &mut ahead),
                _ if is_in_word(text, at, run) || is_empty_link(text, at, &mut ahead) => None,
                _ => opener(rest, run),
            };
            at += run;
            if let Some((length, found)) = opened {
                at = at.max((start + length).min(text.len()));
                return Some((start..start + length, found));
            }
        }
        None
    })
}

fn is_mark(byte: u8) -> bool {
    matches!(byte, b'_' | b'\'' | b'(' | b'|' | b'~' | b'[' | b'{')
}

/// Between two letters or digits marks are hardly meant as such: `a__b`, `5''3`.
fn is_in_word(text: &str, at: usize, run: usize) -> bool {
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    is_word(text[..at].chars().next_back()) && is_word(text[at + run..].chars().next())
}

/// Brackets that close, with nothing to show or to lead to in them: text as well, but not for want of a closer.
fn is_empty_link(text: &str, at: usize, ahead: &mut Ahead) -> bool {
    let rest = &text[at..];
    if !rest.starts_with('[') {
        return rest.starts_with("(())");
    }
    let bytes = text.as_bytes();
    let line_end = ahead.line_end.next(bytes, at..bytes.len(), b"\n");
    let line = at..line_end.unwrap_or(bytes.len());
    ahead.bracket.next(bytes, line, b"]").is_some()
}

/// What is looked for ahead of a place, again and again: each byte is looked at once for each of them.
#[derive(Default)]
struct Ahead {
    line_end: Next,
    bracket: Next,
    brace: Next,
    equals: Next,
    arguments_end: Next,
}

/// The next place of a few bytes, which is asked for from places in their order.
#[derive(Default)]
struct Next {
    /// The one that was found last.
    found: Option<usize>,
    /// None but that one begins in front of this place and behind the first that was asked for.
    until: usize,
}

impl Next {
    /// The first place within `range` of `text` where all of `wanted` stands.
    fn next(&mut self, text: &[u8], range: Range<usize>, wanted: &[u8]) -> Option<usize> {
        if self.found.is_none_or(|found| found < range.start) {
            self.found = None;
            let start = range.start.max(self.until);
            if start < range.end {
                self.found = memmem::find(&text[start..range.end], wanted).map(|at| start + at);
                self.until = match self.found {
                    Some(found) => found + 1,
                    // The last bytes may be the first of what is wanted.
                    None => range.end + 1 - wanted.len(),
                };
            }
        }
        self.found.filter(|found| found + wanted.len() <= range.end)
    }
}

/// The opener at the start of `rest`, which starts with a `run` of one mark.
fn opener(rest: &str, run: usize) -> Option<(usize, Opener<'_>)> {
    const DOUBLED: [(&str, &str, &str); 5] = [
        ("__", "bold text", ""),
        ("''", "emphasis", ""),
        ("((", "a link to a page", LINE),
        ("||", "a table", ""),
        ("~~", "coloured text", LINE),
    ];
    const NAMED: [(&str, &str, &str); 5] = [
        ("~tc~", "a comment", ""),
        ("~np~", "text without markup", LINE),
        ("[http://", "a link", ""),
        ("[https://", "a link", ""),
        ("[tiki-index", "a link", ""),
    ];
    let list: &[_] = if run > 1 { &DOUBLED } else { &NAMED };
    let &(opener, what, reach) = list.iter().find(|(opener, ..)| rest.starts_with(opener))?;
    let found = Opener::Unclosed {
        opener,
        what,
        reach,
    };
    Some((opener.len(), found))
}

/// The plugin that seems to open at `at`, where a brace stands.
fn plugin<'t>(text: &'t str, at: usize, ahead: &mut Ahead) -> Option<(usize, Opener<'t>)> {
    let rest = &text[at..];
    let length = rest[1..]
        .bytes()
        .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
        .count();
    let (name, behind) = rest[1..].split_at(length);
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let bytes = text.as_bytes();
    let start = at + 1 + length;
    let window = start..bytes.len().min(start + LONGEST_ARGUMENTS);
    let line_end = ahead.line_end.next(bytes, window.clone(), b"\n");
    let line = start..line_end.unwrap_or(window.end);
    let brace = ahead.brace.next(bytes, line.clone(), b"}");
    let line = start..brace.unwrap_or(line.end);
    let closes_on_line = bytes.get(line.end) == Some(&b'}');
    let parenthesised = bytes[window.clone()].trim_ascii_start().starts_with(b"(");
    let spaced = behind.starts_with(|c: char| c.is_ascii_whitespace()) && !line.is_empty();
    let opened = &rest[..1 + length + usize::from(behind.starts_with('('))];
    let plugin = EXPORTER.plugin_named(name);
    let one_line =
        plugin.is_some_and(|plugin| matches!(plugin.call, Call::OneLine | Call::SelfClosing));
    let unclosed = Opener::Unclosed {
        opener: opened,
        what: "a plugin",
        reach: if one_line { LINE } else { "" },
    };
    let found = if let Some(plugin) = plugin {
        let opens = if plugin.body.is_written() || plugin.call == Call::SelfClosing {
            parenthesised
        } else {
            spaced && !closes_on_line
        };
        opens.then_some(unclosed)
    } else if parenthesised {
        let arguments_end = ahead.arguments_end.next(bytes, window, b")}");
        arguments_end.map(|_| Opener::Unknown { name })
    } else {
        let has_arguments =
            spaced && closes_on_line && ahead.equals.next(bytes, line, b"=").is_some();
        has_arguments.then_some(Opener::Unknown { name })
    };
    found.map(|found| (opened.len(), found))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wiki::{Reading, Workspace};

    /// What is found in the texts on the top level of a wiki text: openers, and names of plugins with a `?`.
    fn found(wiki: &str) -> Vec<String> {
        let mut tree = Tree::default();
        Workspace::default().parse_plain(wiki, Reading::default(), &mut tree);
        let texts = tree
            .top()
            .filter(|node| node.kind == crate::wiki::tree::Kind::Text);
        texts
            .flat_map(|node| find(&tree, node.full))
            .map(|(_, found)| match found {
                Opener::Unclosed { opener, .. } => opener.to_owned(),
                Opener::Unknown { name } => format!("{name}?"),
            })
            .collect()
    }

    #[test]
    fn openers_that_stay_text_are_found() {
        for (wiki, openers) in [
            ("a __b", &["__"][..]),
            ("''a\n__b", &["''", "__"]),
            ("((a\n))", &["(("]),
            ("||a|b\nc|d", &["||"]),
            ("~~red:a\n~~", &["~~", "~~"]),
            ("~tc~ a", &["~tc~"]),
            ("~np~ a\n~/np~", &["~np~"]),
            ("[https://a", &["[https://"]),
            ("{DIV(class=\"x\")}a", &["{DIV("]),
            ("{BOX (x)} a {/BOX}", &["{BOX"]),
            ("{img attId=1\n", &["{img"]),
            ("{category a\nb}", &["{category"]),
            ("a ___ b", &["__"]),
        ] {
            assert_eq!(found(wiki), openers, "{wiki:?}");
        }
    }

    #[test]
    fn what_closes_or_opens_nothing_is_left_alone() {
        for wiki in [
            "__a__ ''b'' ((c)) [d] ~~red:e~~ {DIV()}f{DIV} {img id=1}",
            "a_b 'c' (d) | ~ e",
            "a__b c''d e||f",
            "~np~ __ ~/np~",
            "[1, 2",
            "{} {a} {a b} { x=1} {1 x=1} {x\n=1}",
            "{DIV} {/DIV} DIV(",
            "{category} {MODULE}",
            "(()) [https://example.org|]",
            "{",
        ] {
            assert_eq!(found(wiki), [""; 0], "{wiki:?}");
        }
    }

    #[test]
    fn plugins_that_nobody_knows_are_found() {
        for (wiki, names) in [
            (
                "{MODULE(module=\"x\" title =\" \")}{MODULE}",
                &["MODULE?"][..],
            ),
            ("{DVI(x)}a{DVI}", &["DVI?"]),
            ("{div(x)}a{div}", &["div?"]),
            ("{rss id=1 url=[http://x]}", &["rss?"]),
            ("{CODE(\na=1)}", &["CODE?"]),
            ("{A(__b__)}", &["A?"]),
        ] {
            assert_eq!(found(wiki), names, "{wiki:?}");
        }
        let near = Opener::Unknown { name: "DVI" }.message();
        assert!(near.ends_with("did you mean `DIV`?"), "{near}");
    }
}
