//! A site to be attacked, the program run on it with its hands tied, and what must hold whatever it says.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::support::{TestRepo, program};

pub use crate::support::made::{CLOSES, page, stale};

/// The formats that people and build logs read.
pub const READ: [&str; 3] = ["human", "concise", "github"];
/// The formats with escapes of their own.
pub const ESCAPED: [&str; 3] = ["json", "sarif", "gitlab"];

/// The address space of a run in KiB: what needs more grows without bound.
const MOST_MEMORY: u64 = 3 * 1024 * 1024;

/// What a text can be used for against those who look at it.
pub const PAYLOADS: [&str; 26] = [
    "\u{1b}[31mred\u{1b}[0m",
    "\u{1b}]0;a title\u{7}",
    "\u{1b}]8;;https://example.com\u{1b}\\click\u{1b}]8;;\u{1b}\\",
    "\u{1b}[2J\u{1b}[H",
    "\u{1b}P$q\u{1b}\\",
    "\u{9b}31m\u{9d}0;x\u{9c}",
    "back\u{8}\u{8}\u{8}space",
    "\u{7f}\u{7f}",
    "nul\0nul",
    "\r::error::carriage",
    "\n::error::newline",
    "\n  ::warning file=a,line=1::indented",
    "%0A::error::percent",
    "::set-output name=a::b",
    "::add-mask::x",
    "::stop-commands::x",
    "##[error]old",
    "##vso[task.complete result=Succeeded;]",
    "\u{2028}::error::separator",
    "\u{85}::error::next-line",
    "\u{202e}evil\u{202c}",
    "\u{2066}a\u{2069}\u{200f}\u{61c}",
    "\u{feff}zero\u{200b}width",
    "<script>alert(1)</script>",
    "]]><!--{{< raw >}}",
    "`$(touch pwned)`; touch pwned",
];

/// A directory with a site in it.
pub struct Site(TestRepo);

/// What a run said.
pub struct Said {
    pub code: i32,
    pub out: Vec<u8>,
    pub err: Vec<u8>,
    what: String,
}

impl Site {
    pub fn new() -> Self {
        let site = Self(TestRepo::empty());
        fs::create_dir_all(site.root().join("content/posts")).expect("a directory");
        site
    }

    /// The same in a repository.
    pub fn in_git() -> Self {
        let site = Self::new();
        site.git(&["init", "--quiet"]);
        site
    }

    /// The root of the site.
    pub fn root(&self) -> PathBuf {
        self.0.root.clone()
    }

    /// A place beside the site, outside of it.
    pub fn outside(&self, name: &str) -> PathBuf {
        self.0.beside(name)
    }

    pub fn write(&self, path: impl AsRef<Path>, content: impl AsRef<[u8]>) {
        self.0.write(path, content);
    }

    pub fn read(&self, path: impl AsRef<Path>) -> Vec<u8> {
        self.0.read(path)
    }

    pub fn git(&self, arguments: &[&str]) {
        self.0.git(arguments);
    }

    /// Runs the program; panics where it ends in another way than it says it does.
    #[track_caller]
    pub fn run<A: AsRef<OsStr>>(&self, arguments: &[A]) -> Said {
        self.run_with(arguments, Stdio::null())
    }

    #[track_caller]
    pub fn run_with<A: AsRef<OsStr>>(&self, arguments: &[A], input: Stdio) -> Said {
        let (out, err) = (self.outside("out"), self.outside("err"));
        let file = |path: &Path| fs::File::create(path).expect("a file");
        let mut command = self.0.command_in(&self.0.root, "sh");
        command
            .args([
                "-c",
                &format!("ulimit -v {MOST_MEMORY}; exec \"$0\" \"$@\""),
            ])
            .arg(program())
            .args(arguments)
            .stdin(input)
            .stdout(file(&out))
            .stderr(file(&err));
        // However long it takes: how much work an input makes is what `benches/scaling` counts.
        let status = command.status().expect("it runs");
        let said = Said {
            code: status.code().unwrap_or(-1),
            out: fs::read(out).expect("what it said"),
            err: fs::read(err).expect("what it said"),
            what: shown(arguments),
        };
        assert!((0..=2).contains(&said.code), "{status}\n{said}");
        assert!(!said.to_string().contains("panicked"), "{said}");
        said
    }

    /// Runs a check in every format; panics unless each is harmless and all end alike.
    #[track_caller]
    pub fn check_in_all_formats(&self, arguments: &[&str]) -> i32 {
        let mut codes = Vec::new();
        for format in READ.into_iter().chain(ESCAPED) {
            let said = self.run(&[arguments, &["--format", format]].concat());
            if READ.contains(&format) {
                said.assert_harmless(format);
            } else {
                said.assert_json();
            }
            codes.push(said.code);
        }
        let html = self.run(&[arguments, &["--format", "html"]].concat());
        html.assert_safe_errors();
        assert!(
            !String::from_utf8_lossy(&html.out).contains("<script>alert"),
            "{html}"
        );
        codes.push(html.code);
        let patch = self.run(&[arguments, &["--diff"]].concat());
        patch.assert_safe_errors();
        assert!(codes.iter().all(|code| *code == codes[0]), "{codes:?}");
        codes[0]
    }
}

fn shown<A: AsRef<OsStr>>(arguments: &[A]) -> String {
    arguments
        .iter()
        .map(|argument| format!("{:?} ", argument.as_ref()))
        .collect()
}

impl std::fmt::Display for Said {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let start =
            |bytes: &[u8]| String::from_utf8_lossy(&bytes[..bytes.len().min(4000)]).into_owned();
        writeln!(
            f,
            "{}: {}\n{:?}\n{:?}",
            self.what,
            self.code,
            start(&self.out),
            start(&self.err)
        )
    }
}

impl Said {
    /// Whether either stream holds `text`.
    pub fn says(&self, text: &str) -> bool {
        [&self.out, &self.err]
            .iter()
            .any(|stream| String::from_utf8_lossy(stream).contains(text))
    }

    /// Nothing said in `format` can do any harm.
    #[track_caller]
    pub fn assert_harmless(&self, format: &str) {
        let text = self.assert_visible(&self.out);
        for line in text.lines() {
            if format == "github" && is_annotation(line) {
                continue;
            }
            self.assert_no_command(line);
        }
        self.assert_safe_errors();
    }

    /// Nothing on standard error can do any harm.
    #[track_caller]
    pub fn assert_safe_errors(&self) {
        for line in self.assert_visible(&self.err).lines() {
            self.assert_no_command(line);
        }
    }

    #[track_caller]
    fn assert_no_command(&self, line: &str) {
        let order =
            line.trim_start().starts_with("::") || line.contains("##[") || line.contains("##vso[");
        assert!(!order, "an order in {line:?} of {self}");
    }

    #[track_caller]
    fn assert_visible<'s>(&self, stream: &'s [u8]) -> &'s str {
        let text = std::str::from_utf8(stream).unwrap_or_else(|error| panic!("{error} in {self}"));
        let harmful = text.chars().find(|&char| {
            (char.is_control() && !matches!(char, '\n' | '\t'))
                || matches!(char, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
                || matches!(char, '\u{2066}'..='\u{2069}' | '\u{feff}')
        });
        assert_eq!(harmful, None, "in {self}");
        text
    }

    /// Standard output is JSON, or nothing where the run could not check.
    #[track_caller]
    pub fn assert_json(&self) -> serde_json::Value {
        self.assert_safe_errors();
        if self.code == 2 && self.out.is_empty() {
            return serde_json::Value::Null;
        }
        for line in String::from_utf8_lossy(&self.out).lines() {
            self.assert_no_command(line);
        }
        serde_json::from_slice(&self.out).unwrap_or_else(|error| panic!("{error} in {self}"))
    }
}

/// `::error file=…,line=1,col=1,endLine=1,title=rule::…`, and nothing that could be read in another way.
fn is_annotation(line: &str) -> bool {
    let Some(rest) = line
        .strip_prefix("::error ")
        .or_else(|| line.strip_prefix("::warning "))
    else {
        return false;
    };
    let Some((head, data)) = rest.split_once("::") else {
        return false;
    };
    let names: Vec<_> = head
        .split(',')
        .filter_map(|property| property.split('=').next())
        .collect();
    let stray = |text: &str| text.contains("##[") || text.contains(['\r', '\n']);
    let percents = |text: &str| {
        text.split('%').skip(1).all(|code| {
            ["25", "0A", "0D", "3A", "2C"]
                .iter()
                .any(|known| code.starts_with(known))
        })
    };
    names == ["file", "line", "col", "endLine", "title"]
        && !head.contains(':')
        && !stray(line)
        && percents(head)
        && percents(data)
}
