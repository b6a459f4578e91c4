//! A sink that escapes: the five escapes of the page format on their way to another sink.

use std::fmt;

use super::{Origin, Sink};
use crate::page::escape::{escape_of, plain_run};

/// A sink that escapes what it is given and hands it on.
#[derive(Debug, Default)]
pub struct Escaped<S>(pub S);

impl<S: Sink> fmt::Write for Escaped<S> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let mut rest = text;
        loop {
            let run = plain_run(rest.as_bytes());
            self.0.write_str(&rest[..run])?;
            let Some(escape) = rest.as_bytes().get(run).and_then(|&byte| escape_of(byte)) else {
                return Ok(());
            };
            self.0.write_str(escape)?;
            rest = &rest[run + 1..];
        }
    }
}

impl<S: Sink> Sink for Escaped<S> {
    fn piece(&mut self, text: &str, origin: Origin) -> fmt::Result {
        let mut at = 0;
        loop {
            let run = plain_run(&text.as_bytes()[at..]);
            self.0.piece(&text[at..at + run], origin.part(at, run))?;
            at += run;
            let Some(escape) = text.as_bytes().get(at).and_then(|&byte| escape_of(byte)) else {
                return Ok(());
            };
            self.0.piece(escape, origin.part(at, 1).as_made())?;
            at += 1;
        }
    }

    #[inline]
    fn plain(&mut self, text: &str, origin: Origin) -> fmt::Result {
        self.0.piece(text, origin)
    }
}
