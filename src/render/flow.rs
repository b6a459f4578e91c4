//! Trims and collapses what the Markdown renderer writes, on its way to the sink, without keeping the text.
//!
//! White space inside a trimmed stretch is held until something follows it. `__ a b __` comes as ` **`, the stretch
//! ` a b `, `** `:
//!
//! ```text
//! ` `     left out, for the stretch has just begun
//! `a b`   handed on
//! ` `     held; the stretch ends, and what is held is left out
//! ```

use std::fmt;

use super::{Aspect, Origin, Sink};
use crate::wiki::tree::Node;

/// Hands pieces on to a sink. Of a run of newlines only the first few stay: two, as a rule (exporter dialect, section 3).
///
/// Between [`Flow::begin_trimmed`] and [`Flow::end_trimmed`], which nest, white space at either end is left out.
pub struct Flow<'s, S> {
    sink: &'s mut S,
    /// The most newlines in a row.
    most: usize,
    /// How many newlines were handed on last.
    newlines: usize,
    /// How many trimmed stretches are open.
    trimmed: usize,
    /// Whether nothing but white space came since the innermost of them began.
    at_start: bool,
    /// White space that is handed on when something follows it.
    held: String,
    held_from: Vec<(usize, Origin)>,
}

impl<'s, S: Sink> Flow<'s, S> {
    /// Hands on to `sink`, at most `most` newlines in a row.
    pub fn new(sink: &'s mut S, most: usize) -> Self {
        Self {
            sink,
            most,
            newlines: 0,
            trimmed: 0,
            at_start: false,
            held: String::new(),
            held_from: Vec::new(),
        }
    }

    /// From here on leading and trailing white space is left out.
    pub fn begin_trimmed(&mut self) {
        self.trimmed += 1;
        self.at_start = true;
    }

    /// Ends the innermost trimmed stretch.
    pub fn end_trimmed(&mut self) {
        self.trimmed -= 1;
        self.at_start = false;
        self.held.clear();
        self.held_from.clear();
    }

    /// Takes a piece that the renderer made for `node`.
    #[inline]
    pub fn made(&mut self, text: &str, node: &Node, aspect: Aspect) -> fmt::Result {
        self.piece(text, Origin::made(node, aspect))
    }

    /// Takes a piece.
    #[inline]
    pub fn piece(&mut self, text: &str, origin: Origin) -> fmt::Result {
        if self.trimmed == 0 {
            return self.collapsed(text, origin);
        }
        self.trimmed_piece(text, origin)
    }

    fn trimmed_piece(&mut self, text: &str, origin: Origin) -> fmt::Result {
        let mut from = 0;
        if self.at_start {
            from = text.len() - text.trim_start().len();
        }
        let core = text[from..].trim_end();
        if !core.is_empty() {
            self.at_start = false;
            self.hand_on_held()?;
            self.collapsed(core, origin.part(from, core.len()))?;
            from += core.len();
        }
        if !self.at_start && from < text.len() {
            self.held_from
                .push((self.held.len(), origin.part(from, text.len() - from)));
            self.held.push_str(&text[from..]);
        }
        Ok(())
    }

    fn hand_on_held(&mut self) -> fmt::Result {
        if self.held.is_empty() {
            return Ok(());
        }
        let held = std::mem::take(&mut self.held);
        let from = std::mem::take(&mut self.held_from);
        for (i, &(start, origin)) in from.iter().enumerate() {
            let end = from.get(i + 1).map_or(held.len(), |&(next, _)| next);
            self.collapsed(&held[start..end], origin)?;
        }
        Ok(())
    }

    fn collapsed(&mut self, text: &str, origin: Origin) -> fmt::Result {
        let mut at = 0;
        while at < text.len() {
            let rest = &text.as_bytes()[at..];
            let line = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            if line > 0 {
                self.newlines = 0;
                self.sink
                    .piece(&text[at..at + line], origin.part(at, line))?;
                at += line;
                continue;
            }
            if self.newlines < self.most {
                self.sink.piece("\n", origin.part(at, 1))?;
            }
            self.newlines += 1;
            at += 1;
        }
        Ok(())
    }
}
