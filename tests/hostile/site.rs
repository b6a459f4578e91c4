//! A site to be attacked, the program run on it with its hands tied, and what must hold whatever it says.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;
use tikicheck::internals::check::Context;
use tikicheck::internals::config::Config;
use tikicheck::internals::generator::Workspace;
use tikicheck::internals::site::{Attachments, PageSet, Site as Links};

/// The formats that people and build logs read.
pub const READ: [&str; 3] = ["human", "concise", "github"];
/// The formats with escapes of their own.
pub const ESCAPED: [&str; 3] = ["json", "sarif", "gitlab"];

/// How long a run may take before it counts as one that never ends, on the slowest machine.
const FOREVER: Duration = Duration::from_secs(180);
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
pub struct Site {
    temp: TempDir,
}

/// What a run said.
pub struct Said {
    pub code: i32,
    pub out: Vec<u8>,
    pub err: Vec<u8>,
    what: String,
}

impl Site {
    pub fn new() -> Self {
        let temp = tempfile::Builder::new()
            .prefix("hostile-")
            .tempdir()
            .expect("a directory");
        fs::create_dir_all(temp.path().join("site/content/posts")).expect("a directory");
        fs::create_dir(temp.path().join("home")).expect("a directory");
        Self { temp }
    }

    /// The same in a repository.
    pub fn in_git() -> Self {
        let site = Self::new();
        site.git(&["init", "--quiet"]);
        site
    }

    /// The root of the site.
    pub fn root(&self) -> PathBuf {
        self.temp.path().join("site")
    }

    /// A place beside the site, outside of it.
    pub fn outside(&self, name: &str) -> PathBuf {
        self.temp.path().join(name)
    }

    pub fn write(&self, path: impl AsRef<Path>, content: impl AsRef<[u8]>) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().expect("below the root")).expect("a directory");
        fs::write(&path, content).expect("a file");
    }

    pub fn read(&self, path: impl AsRef<Path>) -> Vec<u8> {
        fs::read(self.root().join(path)).expect("a file")
    }

    pub fn git(&self, arguments: &[&str]) {
        let mut command = Command::new("git");
        self.alone(&mut command);
        let output = command.args(arguments).output().expect("git runs");
        assert!(
            output.status.success(),
            "git {arguments:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }

    /// A command in the site that sees no repository but the site's own and none of this machine's settings.
    fn alone(&self, command: &mut Command) {
        for (name, _) in std::env::vars_os() {
            if name.as_encoded_bytes().starts_with(b"GIT") {
                command.env_remove(name);
            }
        }
        command
            .current_dir(self.root())
            .env("GIT_CEILING_DIRECTORIES", self.temp.path())
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("HOME", self.temp.path().join("home"))
            .stdin(Stdio::null());
    }

    /// Runs the program; panics where it does not end, or ends in another way than it says it does.
    #[track_caller]
    pub fn run<A: AsRef<OsStr>>(&self, arguments: &[A]) -> Said {
        self.run_with(arguments, Stdio::null())
    }

    #[track_caller]
    pub fn run_with<A: AsRef<OsStr>>(&self, arguments: &[A], input: Stdio) -> Said {
        let (out, err) = (self.outside("out"), self.outside("err"));
        let file = |path: &Path| fs::File::create(path).expect("a file");
        let mut command = Command::new("sh");
        self.alone(&mut command);
        command
            .args([
                "-c",
                &format!("ulimit -v {MOST_MEMORY}; exec \"$0\" \"$@\""),
                env!("CARGO_BIN_EXE_tikicheck"),
            ])
            .args(arguments)
            .stdin(input)
            .stdout(file(&out))
            .stderr(file(&err));
        let mut child = command.spawn().expect("it runs");
        let start = Instant::now();
        let status = loop {
            if let Some(status) = child.try_wait().expect("it is a child") {
                break status;
            }
            if start.elapsed() > FOREVER {
                child.kill().expect("it runs");
                let _ = child.wait();
                panic!("{:?} does not end", shown(arguments));
            }
            std::thread::sleep(Duration::from_millis(5));
        };
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

/// A page made from a source.
pub fn page(source: &str) -> String {
    let config = Config::default();
    let links = Links::new(
        PageSet::from_paths([""; 0]),
        &config.links,
        Attachments::default(),
    );
    let context = Context::new(&config, &links);
    context.generator.page(source, &mut Workspace::default())
}

/// Where the block ends.
pub const CLOSES: &str = "\n</code>\n</pre>\n";

/// A page whose source got one more line than its parts know of.
pub fn stale(source: &str, more: &str) -> String {
    let page = page(source);
    let escaped = tikicheck::internals::page::escape::escape(more);
    format!(
        "{}\n{escaped}{CLOSES}",
        page.strip_suffix(CLOSES).expect("a block")
    )
}
