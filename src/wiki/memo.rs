//! Where the next marker is, remembered, so that looking for closers stays linear.
//!
//! The lexer asks for markers from places that only grow. The memo keeps the last answer for each marker: “asked from
//! 3, found at 9” answers for every place from 3 to 9, without looking at a byte. Asked from 10, it searches from
//! there on. So each byte is looked at once for each marker, however many openers wait for a closer that never comes:
//!
//! ```text
//! __a __b __c        three openers; the first looks for `__` and finds the second, and so on
//! ''a ''b {img       the first `''` finds the second; `{img` looks to the end for `}` and finds none:
//!                    the memo keeps NOWHERE, which answers for every later `{img`
//! ```

use super::dialect::{Closing, Dialect, PluginId};

/// What the lexer looks for.
///
/// Constructs ask from different distances behind their openers. Where these differ, the same bytes are two markers
/// (`LineEnd` and `ColorLineEnd`): two askers that take turns would throw away each other's answers.
#[derive(Debug, Clone, Copy)]
#[repr(usize)]
pub enum Marker {
    LineEnd,
    OneLine,
    Bold,
    Emphasis,
    Caret,
    Comment,
    NoParse,
    ColorColon,
    ColorClose,
    ColorLineEnd,
    LinkBar,
    LinkClose,
    LocalOpen,
    LocalClose,
    AliasPageEnd,
    AliasBar,
    AliasClose,
    AliasLineEnd,
    TableClose,
    ParenBrace,
    Brace,
    BodyEnd,
    SelfClose,
}

const MARKERS: usize = Marker::SelfClose as usize + 1;

/// The answer where nothing is found: behind every text, with room to add the length of a marker.
pub const NOWHERE: usize = u32::MAX as usize - 64;

/// Finds markers in one text.
pub struct Memo<'t> {
    text: &'t str,
    markers: [Answer; MARKERS],
    /// One for each plugin of the dialect, from the first closer on that is looked for.
    closers: Vec<Answer>,
    /// How many bytes were looked at: what the tests hold to be linear.
    #[cfg(test)]
    pub(super) searched: usize,
}

/// From where a marker was looked for, and where it was found.
#[derive(Debug, Clone, Copy)]
struct Answer {
    asked: u32,
    found: u32,
}

impl Answer {
    /// Answers for no place: none is between 1 and 0.
    const NONE: Self = Self { asked: 1, found: 0 };

    fn answers(self, from: usize) -> bool {
        self.asked as usize <= from && from <= self.found as usize
    }
}

impl<'t> Memo<'t> {
    /// For `text`, which ends before [`NOWHERE`].
    pub fn new(text: &'t str) -> Self {
        Self {
            text,
            markers: [Answer::NONE; MARKERS],
            closers: Vec::new(),
            #[cfg(test)]
            searched: 0,
        }
    }

    /// The first place at or behind `from` where `marker` is, or [`NOWHERE`].
    pub fn next(&mut self, marker: Marker, from: usize) -> usize {
        let known = self.markers[marker as usize];
        if known.answers(from) {
            return known.found as usize;
        }
        let found = self.search(from, |text| search(marker, text, from));
        self.markers[marker as usize] = found;
        found.found as usize
    }

    /// The first place at or behind `from` where a closer of the plugin `id` begins, or [`NOWHERE`].
    pub fn plugin_close(&mut self, dialect: &Dialect, id: PluginId, from: usize) -> usize {
        if self.closers.is_empty() {
            self.closers.resize(dialect.plugins.len(), Answer::NONE);
        }
        let row = usize::from(id.0);
        let known = self.closers[row];
        if known.answers(from) {
            return known.found as usize;
        }
        let plugin = dialect.plugin(id);
        let found = self.search(from, |text| {
            search_closer(plugin.name, plugin.closing, text, from)
        });
        self.closers[row] = found;
        found.found as usize
    }

    fn search(&mut self, from: usize, search: impl FnOnce(&str) -> Option<usize>) -> Answer {
        let found = if from < self.text.len() {
            search(self.text).unwrap_or(NOWHERE)
        } else {
            NOWHERE
        };
        #[cfg(test)]
        {
            self.searched += found.min(self.text.len()).saturating_sub(from);
        }
        Answer {
            asked: from as u32,
            found: found as u32,
        }
    }
}

/// The first closer of the plugin `name` in `text` at or behind `from`.
fn search_closer(name: &str, closing: Closing, text: &str, from: usize) -> Option<usize> {
    let (text, name) = (text.as_bytes(), name.as_bytes());
    let mut at = from;
    loop {
        at += memchr::memmem::find(&text[at..], name)?;
        let opened = at > from && text[at - 1] == b'{';
        let slashed =
            closing == Closing::SlashAllowed && at > from + 1 && text[at - 2..at] == *b"{/";
        if text.get(at + name.len()) == Some(&b'}') && (opened || slashed) {
            return Some(at - if opened { 1 } else { 2 });
        }
        at += name.len();
    }
}

fn search(marker: Marker, text: &str, from: usize) -> Option<usize> {
    let rest = &text.as_bytes()[from..];
    let byte = |byte| memchr::memchr(byte, rest).map(|at| from + at);
    let bytes = |bytes: &[u8]| memchr::memmem::find(rest, bytes).map(|at| from + at);
    match marker {
        Marker::LineEnd | Marker::OneLine | Marker::ColorLineEnd | Marker::AliasLineEnd => {
            byte(b'\n')
        }
        Marker::Bold => bytes(b"__"),
        Marker::Emphasis => bytes(b"''"),
        Marker::Caret => byte(b'^'),
        Marker::Comment => bytes(b"~/tc~"),
        Marker::NoParse => bytes(b"~/np~"),
        Marker::ColorColon => byte(b':'),
        Marker::ColorClose => bytes(b"~~"),
        Marker::LinkBar | Marker::AliasBar => byte(b'|'),
        Marker::LinkClose => byte(b']'),
        Marker::LocalOpen => bytes(b"(("),
        Marker::LocalClose | Marker::AliasPageEnd | Marker::AliasClose => bytes(b"))"),
        Marker::ParenBrace => bytes(b")}"),
        Marker::Brace | Marker::BodyEnd => byte(b'}'),
        Marker::TableClose => first(text, from, "||", |rest| {
            rest.trim_start_matches(|c: char| c.is_whitespace() && c != '\n')
                .starts_with('\n')
        }),
        Marker::SelfClose => first(text, from, ")", |rest| rest.trim_start().starts_with("/}")),
    }
}

/// The first place at or behind `from` where `marker` is, and what follows it `fits`.
fn first(text: &str, from: usize, marker: &str, fits: impl Fn(&str) -> bool) -> Option<usize> {
    let mut at = from;
    loop {
        at += memchr::memmem::find(&text.as_bytes()[at..], marker.as_bytes())?;
        if fits(&text[at + marker.len()..]) {
            return Some(at);
        }
        at += 1;
    }
}
