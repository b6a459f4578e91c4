//! Standard output and standard error: what is written to them, and what it may look like.

use std::io::{self, BufWriter, IsTerminal as _, Write as _};

use super::progress::Progress;
use crate::cli::{ColorChoice, Terminal, Verbosity};
use crate::project::Screen;
use crate::report::{self, Color, Glyphs, Look};
use crate::text::sanitize::{visible, without_commands};

/// How many findings a report for people shows unless it is told otherwise.
const PEOPLE_READ: usize = 200;

/// The rules on the web, below the repository that the package names.
const MANUAL: &str = concat!(
    env!("CARGO_PKG_REPOSITORY"),
    "/blob/v",
    env!("CARGO_PKG_VERSION"),
    "/docs/rules.md"
);

/// Where a run says things: findings on standard output, everything else on standard error.
pub struct Console {
    terminal: Terminal,
    screen: Screen,
}

impl Console {
    /// As the user asked for it, on this screen.
    #[must_use]
    pub fn new(terminal: Terminal, screen: Screen) -> Self {
        Self { terminal, screen }
    }

    /// Says something a person may want to know.
    pub fn note(&mut self, text: &str) {
        if self.terminal.verbosity > Verbosity::Quiet {
            self.say(text);
        }
    }

    /// Says what could not be done.
    pub fn problem(&mut self, text: &str) {
        self.say(&format!("error: {text}"));
    }

    /// Says something that is said in any case.
    pub(super) fn say(&mut self, text: &str) {
        // Standard error may be closed; there is no other place to say it.
        let text = without_commands(visible(text).into_owned());
        let _ = writeln!(io::stderr().lock(), "{}", text.trim_end_matches('\n'));
    }

    /// Standard output.
    pub fn output(&mut self) -> BufWriter<io::StdoutLock<'static>> {
        BufWriter::with_capacity(64 * 1024, io::stdout().lock())
    }

    /// Whether a long run shows how far it is: only on a terminal with a cursor, and not with `--quiet` or `NO_COLOR`.
    #[must_use]
    pub fn progress(&self) -> Progress {
        let Screen { is_dumb, no_color } = self.screen;
        let wanted = self.terminal.verbosity > Verbosity::Quiet && !is_dumb && !no_color;
        if wanted && io::stderr().is_terminal() {
            Progress::Shown
        } else {
            Progress::Hidden
        }
    }

    /// What output in `format` may look like, with `limit` findings at most: 0 for all, `None` for as many as people read.
    #[must_use]
    pub fn look(&self, format: report::Format, limit: Option<usize>) -> Look {
        let Screen { is_dumb, no_color } = self.screen;
        let terminal = io::stdout().is_terminal();
        let colored = match self.terminal.color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => terminal && !no_color && !is_dumb,
        };
        let links = supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout);
        // A package that nobody has published names no repository.
        let has_place = !env!("CARGO_PKG_REPOSITORY").is_empty();
        let width = terminal_size::terminal_size().map_or(80, |(width, _)| usize::from(width.0));
        Look {
            color: if colored && format == report::Format::Human {
                Color::Ansi
            } else {
                Color::Plain
            },
            glyphs: if is_dumb {
                Glyphs::Ascii
            } else {
                Glyphs::Unicode
            },
            limit: match (limit, format) {
                (Some(0), _) => usize::MAX,
                (Some(limit), _) => limit,
                (None, report::Format::Human) => PEOPLE_READ,
                (None, _) => usize::MAX,
            },
            manual: (colored && terminal && links && has_place && format == report::Format::Human)
                .then_some(MANUAL),
            width: if terminal { width } else { 100 },
            verbosity: match self.terminal.verbosity {
                Verbosity::Quiet => report::Amount::Quiet,
                Verbosity::Normal => report::Amount::Normal,
                Verbosity::Verbose(_) => report::Amount::Verbose,
            },
        }
    }
}
