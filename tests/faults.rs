//! The real program while things go wrong: killed at any moment, on a full disk, on files that must not be written.
//!
//! Whatever happens, every page is whole, old or new, and a second run converges. The boundaries between single file
//! operations are tested beside `write`.
#![cfg(unix)]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Output, Stdio};
use std::time::{Duration, Instant};

use support::{TestRepo, made, program};

/// A directory of stale pages, and what a fix makes of each.
struct Pages {
    repo: TestRepo,
    /// Name, stale bytes, fixed bytes.
    list: Vec<(String, Vec<u8>, Vec<u8>)>,
}

impl Pages {
    fn new(count: usize) -> Self {
        Self::below(&std::env::temp_dir(), count)
    }

    /// In a directory of its own below `place`.
    fn below(place: &Path, count: usize) -> Self {
        let list = (0..count).map(|n| {
            // Of different sizes, some larger than what a system writes at once.
            let text = "A line of __bold__ text and ''more'' of it.\n".repeat(1 + n % 7 * 40);
            let source = format!("! Page {n}\n{text}");
            let stale = made::stale(&source, "* an item");
            let new = made::page(&format!("{source}\n* an item"));
            (format!("page-{n}.md"), stale.into_bytes(), new.into_bytes())
        });
        let pages = Self {
            list: list.collect(),
            repo: TestRepo::below(place),
        };
        pages.reset();
        pages
    }

    fn path(&self) -> &Path {
        &self.repo.root
    }

    fn reset(&self) {
        for (name, stale, _) in &self.list {
            fs::write(self.path().join(name), stale).expect("a page");
        }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.repo.command_in(self.path(), program());
        command
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("it runs")
    }

    /// Panics unless every page is whole; returns how many are fixed, and what lies beside them.
    #[track_caller]
    fn assert_whole(&self) -> (usize, Vec<String>) {
        let mut fixed = 0;
        for (name, stale, new) in &self.list {
            let now = fs::read(self.path().join(name)).expect("every page is there");
            assert!(
                now == *stale || now == *new,
                "{name} is neither old nor new"
            );
            fixed += usize::from(now == *new);
        }
        let mut beside: Vec<_> = fs::read_dir(self.path())
            .expect("a directory")
            .map(|entry| {
                entry
                    .expect("an entry")
                    .file_name()
                    .to_string_lossy()
                    .into_owned()
            })
            .filter(|name| !self.list.iter().any(|(page, ..)| page == name))
            .collect();
        beside.sort();
        (fixed, beside)
    }

    /// Panics unless a run fixes what is left, leaves nothing beside the pages, and a further run changes nothing.
    #[track_caller]
    fn assert_converges(&self) {
        let output = self.run(&["--fix"]);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        assert_eq!(self.assert_whole(), (self.list.len(), Vec::new()));
        let times = || -> Vec<_> {
            let time = |(name, ..): &(String, Vec<u8>, Vec<u8>)| {
                let metadata = fs::metadata(self.path().join(name)).expect("a page");
                metadata.modified().expect("a time")
            };
            self.list.iter().map(time).collect()
        };
        let before = times();
        assert_eq!(self.run(&["--fix"]).status.code(), Some(0));
        assert_eq!(times(), before);
    }
}

fn said(output: &Output) -> String {
    format!(
        "{}\n{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// Numbers without a pattern, the same in every run.
struct Random(u64);

impl Random {
    /// Below `bound`.
    fn below(&mut self, bound: u128) -> u128 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        u128::from(self.0) % bound.max(1)
    }
}

/// How often the program is killed: a few times, or as often as `TIKICHECK_TEST_KILLS` says.
fn kills() -> usize {
    std::env::var("TIKICHECK_TEST_KILLS").map_or(5, |count| count.parse().expect("a number"))
}

#[test]
fn a_fix_that_is_killed_at_any_moment_leaves_every_page_whole() {
    let count = if kills() > 50 { 500 } else { 24 };
    let place =
        std::env::var_os("TIKICHECK_TEST_KILLS_IN").map_or_else(std::env::temp_dir, PathBuf::from);
    let pages = Pages::below(&place, count);
    let start = Instant::now();
    pages.assert_converges();
    // Three runs' worth: long enough that some kills come after the end.
    let longest = start.elapsed() / 2;
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let (mut early, mut amid, mut late, mut litter) = (0, 0, 0, 0);
    for round in 0..kills() {
        pages.reset();
        let mut child = pages.command(&["--fix"]).spawn().expect("it runs");
        let wait = random.below(longest.as_nanos());
        std::thread::sleep(Duration::from_nanos(
            u64::try_from(wait).unwrap_or(u64::MAX),
        ));
        child.kill().expect("it can be killed");
        let status = child.wait().expect("it ends");
        let (fixed, beside) = pages.assert_whole();
        assert!(
            killed(status) || status.code() == Some(0),
            "round {round}: {status}"
        );
        // A neighbour that has a name already and not yet its place is all that a kill can leave.
        assert!(
            beside.len() <= 2 && beside.iter().all(|name| name.starts_with(".tikicheck-")),
            "round {round}: {beside:?}"
        );
        litter += beside.len();
        match fixed {
            0 => early += 1,
            all if all == count => late += 1,
            _ => amid += 1,
        }
        pages.assert_converges();
    }
    println!(
        "{} kills of a fix of {count} pages: {early} before the first write, {amid} amid them, {late} behind the last; \
         {litter} neighbours left by a kill and taken away by the next run; 0 pages torn, 0 reruns that did not converge",
        kills()
    );
}

fn killed(status: ExitStatus) -> bool {
    use std::os::unix::process::ExitStatusExt as _;
    status.signal() == Some(9)
}

/// A tiny file system of its own, in a name space of its own.
#[test]
#[ignore = "needs a mount namespace: unshare --map-root-user --mount"]
fn a_full_disk_leaves_every_page_whole() {
    let pages = Pages::new(12);
    let out = tempfile::tempdir().expect("a directory");
    let script = r#"
        set -eu
        mkdir "$OUT/disk"
        mount -t tmpfs -o size=4m tmpfs "$OUT/disk"
        cp ./*.md "$OUT/disk/"
        cd "$OUT/disk"
        # Takes all the room there is, then gives back what a page or two need.
        cat /dev/zero >filler 2>/dev/null || true
        truncate -s -"$ROOM" filler
        code=0; GIT_CEILING_DIRECTORIES=$OUT "$PROGRAM" --fix >"$OUT/said" 2>&1 || code=$?
        echo "$code" >"$OUT/code"
        mkdir "$OUT/after" "$OUT/again"
        cp -a . "$OUT/after/"
        rm filler
        code=0; GIT_CEILING_DIRECTORIES=$OUT "$PROGRAM" --fix >>"$OUT/said" 2>&1 || code=$?
        echo "$code" >>"$OUT/code"
        cp -a . "$OUT/again/"
    "#;
    for room in ["0", "4096", "20480"] {
        let place = out.path().join(room);
        fs::create_dir(&place).expect("a directory");
        let output = pages
            .repo
            .command_in(pages.path(), "unshare")
            .args(["--map-root-user", "--mount", "sh", "-c", script])
            .env("OUT", &place)
            .env("ROOM", room)
            .env("PROGRAM", program())
            .output()
            .expect("unshare is installed");
        assert!(output.status.success(), "{}", said(&output));
        let read = |name: &str| fs::read_to_string(place.join(name)).expect(name);
        assert_eq!(read("code"), "2\n0\n", "{}{}", read("said"), said(&output));
        assert!(
            read("said").contains("check that there is room on the disk"),
            "{}",
            read("said")
        );
        let names = |directory: &str| {
            let entries = fs::read_dir(place.join(directory)).expect("a directory");
            entries
                .map(|entry| {
                    entry
                        .expect("an entry")
                        .file_name()
                        .to_string_lossy()
                        .into_owned()
                })
                .filter(|name| !pages.list.iter().any(|(page, ..)| page == name))
                .collect::<Vec<_>>()
        };
        for (name, stale, new) in &pages.list {
            let after = fs::read(place.join("after").join(name)).expect("a page");
            assert!(
                after == *stale || after == *new,
                "{name} is neither old nor new"
            );
            let again = fs::read(place.join("again").join(name)).expect("a page");
            assert!(again == *new, "{name} did not converge");
        }
        assert_eq!(names("after"), ["filler"]);
        assert!(names("again").is_empty());
    }
}

/// `/dev/full` is Linux's own.
#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_behind_standard_output_is_told() {
    let pages = Pages::new(2);
    for arguments in [
        &[][..],
        &["--format", "json"],
        &["--diff"],
        &["explain"],
        &["completions", "bash"],
        &["--help"],
        &["--version"],
    ] {
        let full = fs::OpenOptions::new()
            .write(true)
            .open("/dev/full")
            .expect("a device");
        let output = pages
            .command(arguments)
            .stdout(full)
            .output()
            .expect("it runs");
        let code = output.status.code();
        // Help that nobody could read is no failure of a check.
        let harmless = arguments.starts_with(&["--help"]) || arguments.starts_with(&["--version"]);
        assert!(
            code == Some(2) || harmless && code == Some(0),
            "{arguments:?}: {:?} {}",
            output.status,
            said(&output)
        );
    }
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let pages = Pages::new(40);
    for arguments in [
        &[][..],
        &["--format", "json"],
        &["--diff"],
        &["explain"],
        &["--help"],
    ] {
        let mut child = pages.command(arguments).spawn().expect("it runs");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        assert!(
            matches!(output.status.code(), Some(0 | 1)),
            "{arguments:?}: {:?} {}",
            output.status,
            said(&output)
        );
        assert!(!said(&output).contains("panicked"), "{}", said(&output));
    }
}

#[test]
fn other_names_of_a_page_keep_the_old_version() {
    let pages = Pages::new(1);
    let (name, stale, _) = &pages.list[0];
    let other =
        tempfile::tempdir_in(pages.path().parent().expect("it is in one")).expect("a directory");
    let link = other.path().join("link");
    fs::hard_link(pages.path().join(name), &link).expect("a link");
    pages.assert_converges();
    assert_eq!(fs::read(link).expect("it stays"), *stale);
}

#[test]
fn read_only_pages_are_left_alone_and_named() {
    use std::os::unix::fs::PermissionsExt as _;
    let pages = Pages::new(5);
    let (name, stale, _) = &pages.list[2];
    let page = pages.path().join(name);
    fs::set_permissions(&page, fs::Permissions::from_mode(0o444)).expect("a mode");
    let output = pages.run(&["--fix"]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(
        said(&output).contains("page-2.md: read-only"),
        "{}",
        said(&output)
    );
    assert_eq!(pages.assert_whole(), (4, Vec::new()));
    assert_eq!(fs::read(&page).expect("it stays"), *stale);
    fs::set_permissions(&page, fs::Permissions::from_mode(0o644)).expect("a mode");
    pages.assert_converges();
}

#[test]
fn two_fixes_at_once_do_no_harm() {
    let pages = Pages::new(20);
    for _ in 0..3 {
        pages.reset();
        let children: Vec<_> = (0..3)
            .map(|_| pages.command(&["--fix"]).spawn().expect("it runs"))
            .collect();
        for child in children {
            let output = child.wait_with_output().expect("it ends");
            // Who comes second finds pages changed or fixed.
            assert!(
                matches!(output.status.code(), Some(0 | 2)),
                "{}",
                said(&output)
            );
        }
        pages.assert_whole();
        pages.assert_converges();
    }
}
