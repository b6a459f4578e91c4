//! A file is replaced whole or left alone, whatever fails, and nothing is left beside it.

use std::cell::Cell;
use std::fs;
use std::io::{self, BufRead as _, BufReader};
use std::process::{Command, Stdio};

use proptest::prelude::*;
use tempfile::TempDir;

use super::files::Temporary;
use super::*;

const OLD: &[u8] = b"old\r\nversion";
const NEW: &[u8] = b"the new version\n";

/// A directory with one page in it.
fn site() -> TempDir {
    let directory = tempfile::tempdir().expect("a temporary directory");
    fs::write(directory.path().join("page.md"), OLD).expect("a page");
    directory
}

fn replace(root: &TempDir, path: &str) -> Result<Written, WriteError> {
    replace_file(root.path(), Path::new(path), OLD, NEW, &SystemFiles)
}

fn content(root: &TempDir, path: &str) -> Vec<u8> {
    fs::read(root.path().join(path)).expect(path)
}

fn names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).expect("a directory");
    let mut names: Vec<_> = entries
        .map(|e| {
            e.expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    names
}

/// The system's operations, but for what a test does to one of them.
struct Tampered<F> {
    /// Is told each operation before it happens, and may make it fail.
    before: F,
    kind: Kind,
}

/// Which kind of temporary file is used.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    BestOfSystem,
    Named,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Operation {
    Create,
    Write,
    Adopt,
    Sync,
    Read,
    Rename,
    SyncDirectory,
}

const OPERATIONS: [(Operation, Option<Step>); 7] = [
    (Operation::Create, Some(Step::Create)),
    (Operation::Write, Some(Step::Write)),
    (Operation::Adopt, Some(Step::Adopt)),
    (Operation::Sync, Some(Step::Sync)),
    (Operation::Read, Some(Step::Reread)),
    (Operation::Rename, Some(Step::Rename)),
    (Operation::SyncDirectory, None),
];

impl<F: Fn(Operation) -> io::Result<()>> FileOps for Tampered<F> {
    type Temporary = Temporary;

    fn create(&self, target: &Path) -> io::Result<Temporary> {
        (self.before)(Operation::Create)?;
        let directory = target.parent().expect("a file is in a directory");
        match self.kind {
            Kind::BestOfSystem => SystemFiles.create(target),
            Kind::Named => tempfile::NamedTempFile::new_in(directory).map(Temporary::Named),
        }
    }

    fn write(&self, file: &mut Temporary, bytes: &[u8]) -> io::Result<()> {
        let (half, rest) = bytes.split_at(bytes.len() / 2);
        SystemFiles.write(file, half)?;
        (self.before)(Operation::Write)?;
        SystemFiles.write(file, rest)
    }

    fn adopt(&self, file: &mut Temporary, other: &Metadata) -> io::Result<()> {
        (self.before)(Operation::Adopt)?;
        SystemFiles.adopt(file, other)
    }

    fn sync(&self, file: &mut Temporary) -> io::Result<()> {
        (self.before)(Operation::Sync)?;
        SystemFiles.sync(file)
    }

    fn read(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>> {
        (self.before)(Operation::Read)?;
        SystemFiles.read(path, limit)
    }

    fn rename(&self, file: Temporary, target: &Path) -> io::Result<()> {
        (self.before)(Operation::Rename)?;
        SystemFiles.rename(file, target)
    }

    fn sync_directory(&self, directory: &Path) -> io::Result<()> {
        (self.before)(Operation::SyncDirectory)?;
        SystemFiles.sync_directory(directory)
    }
}

#[test]
fn a_file_gets_its_new_content_and_nothing_is_left_beside_it() {
    for kind in [Kind::BestOfSystem, Kind::Named] {
        let root = site();
        let ops = Tampered {
            before: |_| Ok(()),
            kind,
        };
        let written =
            replace_file(root.path(), Path::new("page.md"), OLD, NEW, &ops).expect("written");
        assert_eq!(
            written,
            Written {
                other_links: 0,
                durable: true
            }
        );
        assert_eq!(content(&root, "page.md"), NEW);
        assert_eq!(names(root.path()), ["page.md"]);
    }
}

#[test]
fn whatever_fails_the_file_is_whole_and_a_second_run_succeeds() {
    for kind in [Kind::BestOfSystem, Kind::Named] {
        for (failing, step) in OPERATIONS {
            let root = site();
            let before = |operation| {
                if operation == failing {
                    Err(io::ErrorKind::StorageFull.into())
                } else {
                    Ok(())
                }
            };
            let result = replace_file(
                root.path(),
                Path::new("page.md"),
                OLD,
                NEW,
                &Tampered { before, kind },
            );
            match (result, step) {
                (
                    Err(WriteError::Refused {
                        step: at, source, ..
                    }),
                    Some(step),
                ) => {
                    assert_eq!((at, source.kind()), (step, io::ErrorKind::StorageFull));
                    assert_eq!(content(&root, "page.md"), OLD, "{failing:?}");
                    replace(&root, "page.md").expect("nothing fails any more");
                }
                // Once the new file has its place, only its durability is in doubt.
                (Ok(written), None) => assert!(!written.durable),
                (other, _) => panic!("{failing:?}: {other:?}"),
            }
            assert_eq!(content(&root, "page.md"), NEW, "{failing:?}");
            assert_eq!(names(root.path()), ["page.md"], "{failing:?}");
        }
    }
}

/// Between a neighbour's link and its rename lies a moment in which a kill leaves it.
#[test]
fn what_a_killed_run_left_behind_is_taken_away_by_the_next() {
    let root = site();
    let page = root.path().join("page.md");
    let litter = root.path().join(super::files::neighbour(&page));
    fs::write(&litter, "another version").expect("a file");
    replace(&root, "page.md").expect("replaced");
    assert_eq!(content(&root, "page.md"), NEW);
    assert_eq!(names(root.path()), ["page.md"]);
}

#[test]
fn a_file_that_changed_since_it_was_read_is_left_alone() {
    let longer = [OLD, b"!"].concat();
    for now in [&b"another version"[..], b"", &longer] {
        let root = site();
        let page = root.path().join("page.md");
        let ops = Tampered {
            before: |operation| {
                if operation == Operation::Read {
                    fs::write(&page, now)
                } else {
                    Ok(())
                }
            },
            kind: Kind::BestOfSystem,
        };
        let error = replace_file(root.path(), Path::new("page.md"), OLD, NEW, &ops)
            .expect_err("it changed");
        assert!(matches!(error, WriteError::ChangedSince { .. }), "{error}");
        assert_eq!(
            error.to_string(),
            "page.md: changed since it was read, so it was left alone; run the command again"
        );
        assert_eq!(content(&root, "page.md"), now);
        assert_eq!(names(root.path()), ["page.md"]);
    }
}

#[test]
fn a_file_that_is_deleted_meanwhile_stays_deleted() {
    let root = site();
    let page = root.path().join("page.md");
    let ops = Tampered {
        before: |operation| {
            if operation == Operation::Read {
                fs::remove_file(&page)
            } else {
                Ok(())
            }
        },
        kind: Kind::BestOfSystem,
    };
    let error =
        replace_file(root.path(), Path::new("page.md"), OLD, NEW, &ops).expect_err("it is gone");
    assert!(matches!(error, WriteError::ChangedSince { .. }), "{error}");
    assert!(names(root.path()).is_empty());
}

#[test]
fn the_order_is_safe() {
    let root = site();
    let done = Cell::new(0);
    let ops = Tampered {
        before: |operation| {
            assert_eq!(operation, OPERATIONS[done.replace(done.get() + 1)].0);
            Ok(())
        },
        kind: Kind::BestOfSystem,
    };
    replace_file(root.path(), Path::new("page.md"), OLD, NEW, &ops).expect("written");
    assert_eq!(done.get(), OPERATIONS.len());
}

#[test]
fn a_message_shows_no_control_characters() {
    let root = site();
    let error = replace(&root, "\u{1b}[2J\n.md").expect_err("missing");
    assert!(
        error.to_string().starts_with("␛[2J␊.md: cannot find it ("),
        "{error}"
    );
}

#[test]
fn what_is_no_file_is_left_alone() {
    let root = site();
    fs::create_dir(root.path().join("directory.md")).expect("a directory");
    assert!(matches!(
        replace(&root, "directory.md"),
        Err(WriteError::NotAFile { .. })
    ));
    assert!(matches!(
        replace(&root, "missing.md"),
        Err(WriteError::Refused {
            step: Step::Find,
            ..
        })
    ));
    assert!(matches!(
        replace(&root, "page.md/x"),
        Err(WriteError::Refused {
            step: Step::Find,
            ..
        })
    ));
    assert_eq!(names(root.path()), ["directory.md", "page.md"]);
}

#[test]
fn a_path_that_leaves_the_repository_is_refused() {
    let outer = site();
    let root = outer.path().join("repository");
    fs::create_dir_all(root.join(".git")).expect("a directory");
    fs::write(root.join(".git/config"), OLD).expect("a file");
    let absolute = outer.path().join("page.md");
    for path in [
        Path::new("../page.md"),
        Path::new(".git/../../page.md"),
        &absolute,
        Path::new(".git/config"),
    ] {
        let error = replace_file(&root, path, OLD, NEW, &SystemFiles).expect_err("outside");
        assert!(
            matches!(error, WriteError::Outside { .. }),
            "{}: {error}",
            path.display()
        );
    }
    assert_eq!(content(&outer, "page.md"), OLD);
    assert_eq!(fs::read(root.join(".git/config")).expect("a file"), OLD);
}

#[cfg(unix)]
mod on_unix {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown, symlink};

    use super::*;

    fn set_mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("a mode");
    }

    #[test]
    fn a_link_within_the_repository_stays_and_what_it_leads_to_is_replaced() {
        let root = site();
        fs::create_dir(root.path().join("links")).expect("a directory");
        symlink("../page.md", root.path().join("links/one.md")).expect("a link");
        symlink("one.md", root.path().join("links/two.md")).expect("a link");
        replace(&root, "links/two.md").expect("written");
        assert_eq!(content(&root, "page.md"), NEW);
        assert_eq!(
            fs::read_link(root.path().join("links/two.md")).expect("a link"),
            Path::new("one.md")
        );
        assert_eq!(
            fs::read_link(root.path().join("links/one.md")).expect("a link"),
            Path::new("../page.md")
        );
        assert_eq!(names(&root.path().join("links")), ["one.md", "two.md"]);
    }

    #[test]
    fn a_link_out_of_the_repository_is_refused() {
        let (root, outside) = (site(), site());
        symlink(outside.path().join("page.md"), root.path().join("file.md")).expect("a link");
        symlink(outside.path(), root.path().join("directory")).expect("a link");
        symlink("nowhere", root.path().join("dangling.md")).expect("a link");
        symlink("loop.md", root.path().join("loop.md")).expect("a link");
        for path in ["file.md", "directory/page.md"] {
            let error = replace(&root, path).expect_err(path);
            let real = outside
                .path()
                .canonicalize()
                .expect("a directory")
                .join("page.md");
            assert!(
                matches!(&error, WriteError::Outside { target, .. } if *target == real),
                "{error}"
            );
        }
        for path in ["dangling.md", "loop.md"] {
            assert!(
                matches!(
                    replace(&root, path),
                    Err(WriteError::Refused {
                        step: Step::Find,
                        ..
                    })
                ),
                "{path}"
            );
        }
        assert_eq!(content(&outside, "page.md"), OLD);
        assert_eq!(names(outside.path()), ["page.md"]);
    }

    #[test]
    fn the_root_itself_may_lie_behind_a_link() {
        let (root, elsewhere) = (site(), site());
        let link = elsewhere.path().join("root");
        symlink(root.path(), &link).expect("a link");
        replace_file(&link, Path::new("page.md"), OLD, NEW, &SystemFiles).expect("written");
        assert_eq!(content(&root, "page.md"), NEW);
    }

    #[test]
    fn mode_bits_stay() {
        for kind in [Kind::BestOfSystem, Kind::Named] {
            for mode in [0o600, 0o644, 0o666, 0o755, 0o2750, 0o4711] {
                let root = site();
                let page = root.path().join("page.md");
                set_mode(&page, mode);
                let ops = Tampered {
                    before: |_| Ok(()),
                    kind,
                };
                replace_file(root.path(), Path::new("page.md"), OLD, NEW, &ops).expect("written");
                assert_eq!(fs::metadata(&page).expect("a page").mode() & 0o7777, mode);
            }
        }
    }

    #[test]
    fn the_owner_stays_where_that_is_allowed() {
        let root = site();
        let page = root.path().join("page.md");
        set_mode(&page, 0o4755);
        // Without privileges the file keeps its owner for a simpler reason.
        let _ = chown(&page, Some(NOBODY), Some(NOBODY));
        set_mode(&page, 0o4755);
        let before = fs::metadata(&page).expect("a page");
        replace(&root, "page.md").expect("written");
        let after = fs::metadata(&page).expect("a page");
        assert_eq!(
            (after.uid(), after.gid(), after.mode()),
            (before.uid(), before.gid(), before.mode())
        );
    }

    #[test]
    fn other_hard_links_keep_the_old_content_and_are_counted() {
        let root = site();
        fs::hard_link(root.path().join("page.md"), root.path().join("other.md")).expect("a link");
        assert_eq!(replace(&root, "page.md").expect("written").other_links, 1);
        assert_eq!(content(&root, "other.md"), OLD);
        assert_eq!(content(&root, "page.md"), NEW);
    }

    #[test]
    fn a_read_only_file_is_refused_even_for_those_who_could() {
        let root = site();
        set_mode(&root.path().join("page.md"), 0o444);
        let error = replace(&root, "page.md").expect_err("read-only");
        assert_eq!(
            error.to_string(),
            "page.md: read-only, so it was left alone; make it writable (`chmod u+w`) and run the command again"
        );
        assert_eq!(content(&root, "page.md"), OLD);
    }

    const NOBODY: u32 = 65534;
    const SITE: &str = "TIKICHECK_TEST_SITE";
    const STOP_AT: &str = "TIKICHECK_TEST_STOP_AT";

    /// A test of this file in a process of its own, which finds the site in the variable [`SITE`].
    fn in_a_process(program: &Path, test: &str, site: &Path) -> Command {
        let mut command = Command::new(program);
        let (_, module) = module_path!().split_once("::").expect("a crate's module");
        let test = format!("{module}::{test}");
        command
            .args(["--exact", &test, "--nocapture"])
            .env(SITE, site);
        command
    }

    /// Root may write everywhere, so what others may not is tried as somebody else, in a process of its own.
    #[test]
    fn what_may_not_be_written_is_refused_with_the_way_out() {
        if let Some(root) = std::env::var_os(SITE) {
            assert_refused(Path::new(&root));
            return;
        }
        let root = site();
        set_mode(&root.path().join("page.md"), 0o666);
        fs::write(root.path().join("foreign.md"), OLD).expect("a page");
        set_mode(&root.path().join("foreign.md"), 0o400);
        set_mode(root.path(), 0o555);
        let own = std::env::current_exe().expect("this program");

        let as_somebody_else = |program: &Path| {
            let test = "what_may_not_be_written_is_refused_with_the_way_out";
            let mut command = in_a_process(program, test, root.path());
            if fs::metadata(root.path()).expect("a directory").uid() == 0 {
                std::os::unix::process::CommandExt::uid(&mut command, NOBODY);
            }
            command.output()
        };
        let output = as_somebody_else(&own).or_else(|_| {
            // Somebody else cannot reach this program where it lies.
            let place = tempfile::tempdir()?;
            set_mode(place.path(), 0o755);
            let program = place.path().join("tests");
            // A child copies it: while this process had it open for writing, another test's child could inherit
            // that, and the system runs no file that is open for writing.
            let status = Command::new("cp").arg(&own).arg(&program).status()?;
            assert!(status.success());
            set_mode(&program, 0o755);
            as_somebody_else(&program)
        });
        let output = output.expect("it runs");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stdout)
        );
        assert!(String::from_utf8_lossy(&output.stdout).contains("1 passed"));

        assert_eq!(content(&root, "page.md"), OLD);
        assert_eq!(names(root.path()), ["foreign.md", "page.md"]);
        set_mode(root.path(), 0o755);
    }

    fn assert_refused(root: &Path) {
        let error = replace_file(root, Path::new("page.md"), OLD, NEW, &SystemFiles)
            .expect_err("a read-only directory");
        assert!(
            matches!(
                error,
                WriteError::Refused {
                    step: Step::Create | Step::Rename,
                    ..
                }
            ),
            "{error}"
        );
        assert!(
            error
                .to_string()
                .ends_with("check that its directory can be written"),
            "{error}"
        );
        let error = replace_file(root, Path::new("foreign.md"), OLD, NEW, &SystemFiles)
            .expect_err("a foreign file");
        assert!(matches!(error, WriteError::ReadOnly { .. }), "{error}");
    }

    /// Between any two steps a killed process leaves the old file, whole, and nothing beside it.
    #[cfg(target_os = "linux")]
    #[test]
    fn a_killed_process_leaves_no_litter() {
        if let Some(root) = std::env::var_os(SITE) {
            wait_to_be_killed(Path::new(&root));
        }
        let own = std::env::current_exe().expect("this program");
        for (operation, step) in OPERATIONS {
            let root = site();
            let page = root.path().join("page.md");
            let unnamed = matches!(SystemFiles.create(&page), Ok(Temporary::Unnamed(_)));
            let mut child = in_a_process(&own, "a_killed_process_leaves_no_litter", root.path())
                .env(STOP_AT, format!("{operation:?}"))
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()
                .expect("it runs");
            let output = BufReader::new(child.stdout.take().expect("a pipe"));
            let ready = output
                .lines()
                .any(|line| line.expect("text").ends_with("ready"));
            child.kill().expect("it waits");
            child.wait().expect("it ends");
            assert!(ready, "{operation:?}");
            assert_eq!(
                content(&root, "page.md"),
                if step.is_some() { OLD } else { NEW },
                "{operation:?}"
            );
            let beside: Vec<String> = names(root.path())
                .into_iter()
                .filter(|name| name != "page.md")
                .collect();
            // Where the file system knows no files without names, a kill can leave the new one.
            let is_new = |name: &String| name.starts_with(".tikicheck-");
            let may_stay = !unnamed && beside.len() == 1 && beside.iter().all(is_new);
            assert!(beside.is_empty() || may_stay, "{operation:?}: {beside:?}");
        }
    }

    #[cfg(target_os = "linux")]
    #[expect(
        clippy::exit,
        clippy::print_stdout,
        reason = "a process of its own, which talks to the test and must not outlive it"
    )]
    fn wait_to_be_killed(root: &Path) -> ! {
        let stop_at = std::env::var(STOP_AT).expect("the test says where");
        let before = |operation: Operation| {
            if format!("{operation:?}") == stop_at {
                println!("ready");
                // Standard input ends with the process that should have killed this one.
                io::copy(&mut io::stdin(), &mut io::sink())?;
                std::process::exit(1);
            }
            Ok(())
        };
        let ops = Tampered {
            before,
            kind: Kind::BestOfSystem,
        };
        let result = replace_file(root, Path::new("page.md"), OLD, NEW, &ops);
        panic!("not killed: {result:?}");
    }
}

proptest! {
    // Each case waits for the disk.
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn any_content_is_replaced_by_any_other(old: Vec<u8>, new: Vec<u8>, seen: Vec<u8>) {
        let root = site();
        let page = root.path().join("page.md");
        fs::write(&page, &old).expect("a page");
        if seen != old {
            let error = replace_file(root.path(), Path::new("page.md"), &seen, &new, &SystemFiles).expect_err("not what is there");
            prop_assert!(matches!(error, WriteError::ChangedSince { .. }), "{error}");
            prop_assert_eq!(&fs::read(&page).expect("a page"), &old);
        }
        replace_file(root.path(), Path::new("page.md"), &old, &new, &SystemFiles).expect("written");
        prop_assert_eq!(&fs::read(&page).expect("a page"), &new);
        prop_assert_eq!(names(root.path()), ["page.md"]);
    }
}
