//! Where the next marker stands, remembered, so that looking for closers stays linear.
//!
//! The lexer asks from places that only grow. Each question keeps its last answer, which holds for every later place in
//! front of it; so no byte is looked at twice for one question, however many openers wait for a closer that never comes.

/// A question: the next place, from some place on, where something stands. Questions asked from different distances
/// ahead of the lexer are different questions even where they look for the same marker.
#[derive(Debug, Clone, Copy)]
#[repr(usize)]
pub enum Next {
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
    RedirectClose,
    // One for each plugin with a closer of its own, from here on.
    Plugins,
}

/// The plugins that have a body and are closed by their name.
pub const CLOSED_BY_NAME: [&str; 13] = [
    "CUSTOMSEARCH",
    "SQL",
    "LISTPAGES",
    "IMG",
    "ATTACH",
    "LIST",
    "FONT",
    "FADE",
    "SUP",
    "BOX",
    "DIV",
    "HTML",
    "ALINK",
];

const QUESTIONS: usize = Next::Plugins as usize + CLOSED_BY_NAME.len();

/// The answer where nothing is found: behind every text, with room to add the length of a marker.
pub const NOWHERE: usize = u32::MAX as usize - 64;

/// Answers questions about one text.
pub struct Finder<'t> {
    text: &'t str,
    /// For each question the place it was last searched from and the answer.
    answers: [(u32, u32); QUESTIONS],
}

impl<'t> Finder<'t> {
    /// For questions about `text`, which ends before [`NOWHERE`].
    pub fn new(text: &'t str) -> Self {
        Self {
            text,
            // No place lies between 1 and 0, so nothing has been answered yet.
            answers: [(1, 0); QUESTIONS],
        }
    }

    /// The first place at or behind `from` where `next` stands, or [`NOWHERE`].
    pub fn next(&mut self, next: Next, from: usize) -> usize {
        self.ask(next as usize, from, |text, from| search(next, text, from))
    }

    /// The first closer of the `plugin`th of [`CLOSED_BY_NAME`] at or behind `from`, or [`NOWHERE`].
    pub fn plugin_close(&mut self, plugin: usize, slash: Slash, from: usize) -> usize {
        let name = CLOSED_BY_NAME[plugin].as_bytes();
        self.ask(Next::Plugins as usize + plugin, from, |text, from| {
            let text = text.as_bytes();
            let mut at = from;
            loop {
                at += memchr::memmem::find(&text[at..], name)?;
                let opened = at > from && text[at - 1] == b'{';
                let slashed =
                    slash == Slash::Allowed && at > from + 1 && text[at - 2..at] == *b"{/";
                if text.get(at + name.len()) == Some(&b'}') && (opened || slashed) {
                    return Some(at - if opened { 1 } else { 2 });
                }
                at += name.len();
            }
        })
    }

    fn ask(
        &mut self,
        question: usize,
        from: usize,
        search: impl FnOnce(&str, usize) -> Option<usize>,
    ) -> usize {
        let (asked, answer) = self.answers[question];
        if asked as usize <= from && from <= answer as usize {
            return answer as usize;
        }
        let found = if from < self.text.len() {
            search(self.text, from).unwrap_or(NOWHERE)
        } else {
            NOWHERE
        };
        self.answers[question] = (from as u32, found as u32);
        found
    }
}

/// Whether `{/NAME}` closes as `{NAME}` does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slash {
    /// Either closes.
    Allowed,
    /// Only `{NAME}` closes.
    Refused,
}

fn search(next: Next, text: &str, from: usize) -> Option<usize> {
    let rest = &text.as_bytes()[from..];
    let byte = |byte| memchr::memchr(byte, rest).map(|at| from + at);
    let marker = |marker: &[u8]| memchr::memmem::find(rest, marker).map(|at| from + at);
    match next {
        Next::LineEnd | Next::OneLine | Next::ColorLineEnd | Next::AliasLineEnd => byte(b'\n'),
        Next::Bold => marker(b"__"),
        Next::Emphasis => marker(b"''"),
        Next::Caret => byte(b'^'),
        Next::Comment => marker(b"~/tc~"),
        Next::NoParse => marker(b"~/np~"),
        Next::ColorColon => byte(b':'),
        Next::ColorClose => marker(b"~~"),
        Next::LinkBar | Next::AliasBar => byte(b'|'),
        Next::LinkClose => byte(b']'),
        Next::LocalOpen => marker(b"(("),
        Next::LocalClose | Next::AliasPageEnd | Next::AliasClose => marker(b"))"),
        Next::ParenBrace => marker(b")}"),
        Next::Brace | Next::BodyEnd => byte(b'}'),
        Next::TableClose => first(text, from, "||", |rest| {
            rest.trim_start_matches(|c: char| c.is_whitespace() && c != '\n')
                .starts_with('\n')
        }),
        Next::RedirectClose => first(text, from, ")", |rest| rest.trim_start().starts_with("/}")),
        Next::Plugins => None,
    }
}

/// The first place from `from` where `marker` stands in front of something that `fits`.
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
