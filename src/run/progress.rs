//! How far a long run has come, on a terminal; a run that is soon done shows nothing.
//!
//! Nothing waits for it: the workers say how far they are whenever they take pages, and who says it draws.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A run is long from here on.
const LONG: Duration = Duration::from_millis(500);

/// Whether progress is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Not at all.
    Hidden,
    /// On standard error, which is a terminal.
    Shown,
}

impl Progress {
    /// Starts to watch a run over `total` pages.
    pub fn watch(self, total: usize) -> Watch {
        let bar = Bar {
            total: total as u64,
            starts: Instant::now() + LONG,
            target: ProgressDrawTarget::stderr,
            drawn: OnceLock::new(),
        };
        Watch((self == Progress::Shown).then_some(bar))
    }
}

/// A run that is watched; what it has drawn is gone when it goes.
pub struct Watch(Option<Bar>);

struct Bar {
    total: u64,
    /// Before this time nothing is drawn.
    starts: Instant,
    target: fn() -> ProgressDrawTarget,
    drawn: OnceLock<ProgressBar>,
}

impl Watch {
    /// Hears that the run has come to this many pages; several workers may say it at once.
    pub fn reached(&self, pages: usize) {
        let Some(bar) = self.0.as_ref().filter(|bar| Instant::now() >= bar.starts) else {
            return;
        };
        bar.drawn
            .get_or_init(|| bar.begin())
            .set_position(bar.total.min(pages as u64));
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if let Some(drawn) = self.0.as_ref().and_then(|bar| bar.drawn.get()) {
            drawn.finish_and_clear();
        }
    }
}

impl Bar {
    fn begin(&self) -> ProgressBar {
        let style = ProgressStyle::with_template("{bar:30} {pos} of {len} pages")
            .unwrap_or_else(|_| ProgressStyle::default_bar());
        ProgressBar::with_draw_target(Some(self.total), (self.target)()).with_style(style)
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::Mutex;

    use indicatif::TermLike;

    use super::*;

    /// A terminal that keeps what is written to it.
    #[derive(Debug)]
    struct Screen(&'static Mutex<String>);

    impl TermLike for Screen {
        fn width(&self) -> u16 {
            80
        }
        fn move_cursor_up(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_down(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_right(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_left(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn write_line(&self, text: &str) -> io::Result<()> {
            self.write_str(text)
        }
        fn write_str(&self, text: &str) -> io::Result<()> {
            self.0.lock().expect("no writer panicked").push_str(text);
            Ok(())
        }
        fn clear_line(&self) -> io::Result<()> {
            self.write_str("<cleared>")
        }
        fn flush(&self) -> io::Result<()> {
            Ok(())
        }
    }

    fn text(screen: &Mutex<String>) -> String {
        screen.lock().expect("no writer panicked").clone()
    }

    fn watch(starts: Instant, target: fn() -> ProgressDrawTarget) -> Watch {
        Watch(Some(Bar {
            total: 1000,
            starts,
            target,
            drawn: OnceLock::new(),
        }))
    }

    #[test]
    fn a_long_run_shows_how_far_it_is_and_clears_up() {
        static SCREEN: Mutex<String> = Mutex::new(String::new());
        let run = watch(Instant::now(), || {
            ProgressDrawTarget::term_like(Box::new(Screen(&SCREEN)))
        });
        assert_eq!(text(&SCREEN), "");
        run.reached(123);
        assert!(text(&SCREEN).contains("123 of 1000 pages"));
        // The last worker finds nothing behind the last page.
        while !text(&SCREEN).contains("1000 of 1000 pages") {
            run.reached(1016);
        }
        drop(run);
        assert!(text(&SCREEN).ends_with("<cleared>"), "{:?}", text(&SCREEN));
    }

    #[test]
    fn a_short_run_shows_nothing() {
        static SCREEN: Mutex<String> = Mutex::new(String::new());
        let run = watch(Instant::now() + Duration::from_secs(3600), || {
            ProgressDrawTarget::term_like(Box::new(Screen(&SCREEN)))
        });
        run.reached(123);
        run.reached(1000);
        drop(run);
        assert_eq!(text(&SCREEN), "");
    }

    #[test]
    fn what_is_hidden_is_not_even_watched() {
        assert!(Progress::Hidden.watch(15_000).0.is_none());
        assert!(Progress::Shown.watch(15_000).0.is_some());
    }
}
