//! Inputs made to be slow, at one length and at twice that: `cargo bench --bench scaling [-- NAME]`.
//!
//! Prints how the time grows and fails where it more than doubles (factor [`MOST`]): then something is quadratic.

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use tikicheck::internals::check::{Context, Verdict, check};
use tikicheck::internals::config::Config;
use tikicheck::internals::generator::Workspace;
use tikicheck::internals::page::{SOURCE_OPENS, TREE_OPENS};
use tikicheck::internals::site::{Attachments, PageSet, Site};

/// The factor by which the time may grow where the input doubles: two, and what caches and clocks add.
const MOST: f64 = 2.2;

/// How often a length is measured at least; the least time counts.
const RUNS: usize = 5;

/// So long a length is measured in all, for what takes little is soon disturbed; but no more than [`MOST_RUNS`] times.
const IN_ALL: Duration = Duration::from_millis(100);

/// How often a length is measured at most.
const MOST_RUNS: usize = 100;

/// Has glibc keep what is freed. Else every allocation beyond 32 MB is given back and faulted in anew each time, so that
/// the doubled length costs page faults that the single one does not.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const KEPT_MEMORY: [(&str, &str); 2] = [
    ("MALLOC_MMAP_THRESHOLD_", "4294967296"),
    ("MALLOC_TRIM_THRESHOLD_", "17179869184"),
];

/// A shape of wiki text, and how often its piece is repeated at the lesser length.
struct Shape {
    name: String,
    head: &'static str,
    piece: String,
    tail: &'static str,
    times: usize,
}

impl Shape {
    fn new(name: impl Into<String>, piece: impl Into<String>, times: usize) -> Self {
        Shape {
            name: name.into(),
            head: "",
            piece: piece.into(),
            tail: "",
            times,
        }
    }

    fn within(self, head: &'static str, tail: &'static str) -> Self {
        Shape { head, tail, ..self }
    }

    /// As often as it takes to reach about `bytes`.
    fn of_bytes(name: impl Into<String>, piece: impl Into<String>, bytes: usize) -> Self {
        let piece = piece.into();
        let times = bytes / piece.len();
        Shape::new(name, piece, times)
    }

    fn text(&self, scale: usize) -> String {
        [self.head, &self.piece.repeat(self.times * scale), self.tail].concat()
    }
}

/// What opens a construct and, repeated, closes none.
#[rustfmt::skip]
const OPENERS: [&str; 53] = [
    "{CUSTOMSEARCH()}", "{SQL(", "{SQL()}", "{REDIRECT(", "{REDIRECT(a)", "{maketoc", "~tc~", "{LISTPAGES()}",
    "{category ", "{filter ", "doi:", "doi: a", "{IMG(", "{IMG()}", "{img ", "{include ", "((", "((a|", "((a|b)",
    "{ATTACH", "{ATTACH(id=1)}", "{LIST()}", "||", "||a", "*", "#", "__", "''", "[", "[a|", "!", "~hs", "~hshs",
    "{FONT()}", "{FADE()}", "^", "{SUP()}", "{BOX()}", "{BOX ", "{DIV(", "~np~", "{HTML()}", "~~", "~~a:",
    "{ALINK()}", "+", "[[", "[[1,", "\n---", "\n ---- ", "%%", "[a|b", "{HTML(",
];

fn shapes() -> Vec<Shape> {
    const BYTES: usize = 400_000;
    let mut shapes = Vec::new();
    for opener in OPENERS {
        for (how, between) in [("", ""), (" and words", " word "), (" on lines", "\n")] {
            shapes.push(Shape::of_bytes(
                format!("`{}`{how}", opener.escape_debug()),
                [opener, between].concat(),
                BYTES,
            ));
        }
    }
    shapes.extend([
        Shape::of_bytes("openers, alternating", OPENERS.concat(), BYTES),
        Shape::of_bytes("openers, alternating, on lines", OPENERS.join("\n"), BYTES),
        Shape::of_bytes(
            "openers, alternating, with words",
            OPENERS.join(" word "),
            BYTES,
        ),
        Shape::new("`!*!*…`", "!*", 200_000),
        Shape::new("`*+*+…`", "*+", 200_000),
        Shape::new("`!*!*…` on lines", "!*".repeat(80) + "\n", 2_500),
        Shape::new("nested plugins", "{FONT()}{FADE()}", 20_000),
        Shape::new(
            "nested closed plugins",
            "{FONT()}{FADE()}{SUP()}x{SUP}{FADE}{FONT}",
            10_000,
        ),
        Shape::new("white space", " ", 1_000_000).within("{BOX", "x"),
        Shape::new("white space at line ends", " \n", 500_000).within("||", "x"),
        Shape::new("bars and white space", "||  ", 200_000),
        Shape::new("bars and lines", "||\n x", 100_000),
        Shape::new("empty lines", "\n", 1_000_000),
        Shape::new("empty lines in bold", "\n \t", 300_000).within("__x", "x__"),
        Shape::new("carriage returns", "\r", 1_000_000),
        Shape::new("one line of 10 and 20 MB", "some words ", 10_000_000 / 11),
        Shape::new("entities", "&amp;<'\"", 100_000),
        Shape::new("links", "[https://example.org/a|text] ", 50_000),
        Shape::new("local links", "((Some page)) ", 50_000),
        Shape::new("aliased links", "((Some page | its text)) ", 50_000),
        Shape::new(
            "links by page id",
            "[tiki-index.php?page_id=7|__text__] ",
            50_000,
        ),
        Shape::new("rows of a table", "\na|b|c", 50_000).within("||head|x|y", "||"),
        Shape::new("cells of a row", "a|", 100_000).within("||", "||"),
        Shape::new("brackets in a row", "[a|b", 100_000).within("||", "||"),
        Shape::new("aliases in a row", "((a|b", 100_000).within("||", "||"),
        Shape::new("arguments of one plugin", "key=\"value\" ", 50_000).within("{DIV(", ")}x{DIV}"),
        Shape::new("different arguments", "a=1,b=2 cc=3 ", 50_000).within("{DIV(", ")}x{DIV}"),
        Shape::new("quotes in arguments", "a=\",", 100_000).within("{DIV(", ")}x{DIV}"),
        Shape::new("ids of an image", "1,", 100_000).within("{img id=", "}"),
        Shape::new("digits of a citation", "1,", 200_000).within("[[", "]"),
        Shape::new("headings of the source", SOURCE_OPENS, 25_000),
        Shape::new("headings of the tree", TREE_OPENS, 25_000),
        Shape::new(
            "headings of both",
            [TREE_OPENS, SOURCE_OPENS].concat(),
            12_500,
        ),
        Shape::new(
            "trees in an argument",
            [TREE_OPENS, "│   │   a: b"].concat(),
            20_000,
        )
        .within(
            "{maketoc ",
            "\n\nOriginal Tiki:\n-------------\nx\n\nOriginal Tiki:\n-------------\n}",
        ),
        Shape::new("whole frames", FRAME, 5_000),
    ]);
    shapes
}

const FRAME: &str = "<pre style=\"\">\n<code class=\"language-text\">\nMarkdown:\n--------\nx\n\nAST Structure:\n-------------\n├── TextNode\n\n\
                     Original Tiki:\n-------------\nx\n</code>\n</pre>\n";

/// What is done with a page.
#[derive(Clone, Copy, PartialEq)]
enum Page {
    /// It is checked as it was generated.
    Clean,
    /// Every hundredth word of its body was changed.
    Drifted,
}

fn main() -> ExitCode {
    // Under `cargo test` there is nothing to measure.
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if !arguments.iter().any(|argument| argument == "--bench") {
        return ExitCode::SUCCESS;
    }
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    if std::env::var_os(KEPT_MEMORY[0].0).is_none() {
        use std::os::unix::process::CommandExt as _;
        let program = std::env::current_exe().expect("a running program has a file");
        let error = std::process::Command::new(program)
            .args(&arguments)
            .envs(KEPT_MEMORY)
            .exec();
        panic!("cannot start again: {error}");
    }
    let wanted = arguments
        .iter()
        .find(|argument| !argument.starts_with("--"));
    let config = Config::default();
    let site = Site::new(
        PageSet::from_paths(["some-page.md"]),
        &config.links,
        Attachments::default(),
    );
    let context = Context::new(&config, &site);
    let mut failed = false;
    println!("| input | page | once | doubled | factor |\n| --- | ---: | ---: | ---: | ---: |");
    for shape in shapes()
        .iter()
        .filter(|shape| wanted.is_none_or(|name| shape.name.contains(name.as_str())))
    {
        for page in [Page::Clean, Page::Drifted] {
            failed |= !measured(shape, page, context);
        }
    }
    ExitCode::from(u8::from(failed))
}

/// Measures and prints one shape; whether its time grows no faster than its length.
fn measured(shape: &Shape, page: Page, context: Context<'_>) -> bool {
    let mut workspace = Workspace::default();
    let pages = [1, 2].map(|scale| {
        let whole = context.generator.page(&shape.text(scale), &mut workspace);
        match page {
            Page::Clean => whole,
            Page::Drifted => edited(&whole),
        }
    });
    let [once, doubled] =
        [&pages[0], &pages[1]].map(|whole| least_time(whole, page, context, &mut workspace));
    // A page that grew by more or less than twice, as where a run of newlines collapses, is measured by its length.
    let growth = pages[1].len() as f64 / pages[0].len() as f64 / 2.0;
    let factor = doubled.as_secs_f64() / once.as_secs_f64() / growth;
    let what = match page {
        Page::Clean => "",
        Page::Drifted => ", drifted",
    };
    let fits = factor <= MOST || doubled < Duration::from_micros(500);
    println!(
        "| {}{what} | {:.1} MB | {:.1} ms | {:.1} ms | {factor:.2}{} |",
        shape.name,
        pages[1].len() as f64 / 1e6,
        once.as_secs_f64() * 1e3,
        doubled.as_secs_f64() * 1e3,
        if fits { "" } else { " TOO MUCH" },
    );
    fits
}

/// The page with an edit in every tenth line of its body, at most a thousand.
fn edited(whole: &str) -> String {
    let body = whole.find("<pre style").unwrap_or(0);
    let mut out = String::with_capacity(whole.len() + 1024);
    for (i, line) in whole[..body].split_inclusive('\n').enumerate() {
        out.push_str(line);
        if i % 10 == 5 && i < 10_000 {
            out.push_str("edited");
        }
    }
    out + &whole[body..]
}

fn least_time(
    whole: &str,
    page: Page,
    context: Context<'_>,
    workspace: &mut Workspace,
) -> Duration {
    let mut once = || {
        let start = now();
        let checked = check(
            Path::new("some-page.md"),
            whole.as_bytes(),
            context,
            workspace,
        )
        .checked;
        let took = now() - start;
        if page == Page::Clean {
            assert_eq!(checked.verdict, Verdict::InSync);
        }
        took
    };
    let (mut least, mut in_all) = (Duration::MAX, Duration::ZERO);
    for run in 0..MOST_RUNS {
        if run >= RUNS && in_all >= IN_ALL {
            break;
        }
        let took = once();
        least = least.min(took);
        in_all += took;
    }
    least
}

/// The processor time of this thread, which other programs on the machine do not change.
#[cfg(unix)]
fn now() -> Duration {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(now.tv_sec as u64, now.tv_nsec as u32)
}

#[cfg(not(unix))]
fn now() -> Duration {
    static START: std::sync::LazyLock<std::time::Instant> =
        std::sync::LazyLock::new(std::time::Instant::now);
    START.elapsed()
}
