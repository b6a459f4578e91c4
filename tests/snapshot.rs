//! The files of a site as of three states, in real repositories: on disk, in the index, in a commit.

mod support;

use std::path::Path;

use support::TestRepo;
use tikicheck::internals::cli::{ConfigChoice, Version};
use tikicheck::internals::config::Config;
use tikicheck::internals::git::GitError;
use tikicheck::internals::project::snapshot::{Read, ReadError};
use tikicheck::internals::project::{Environment, Project, RunError, Snapshot};
use tikicheck::internals::site::Attachments;

/// The configuration, in every state.
const CONFIG: &str = "pages: [\"content/**/*.md\"]\n";

/// A site below the root of a repository. One page is another in each state, and one exists in each state alone.
fn site() -> TestRepo {
    let repo = TestRepo::new();
    repo.write("site/tikicheck.yaml", CONFIG);
    repo.write("site/content/a.md", "committed");
    repo.write("site/content/gone.md", "gone");
    repo.write("site/notes.txt", "no page");
    repo.write("other/content/a.md", "another site");
    repo.commit_all("one");
    repo.git(&["rm", "--quiet", "site/content/gone.md"]);
    repo.write("site/content/a.md", "staged");
    repo.write("site/content/new.md", "new");
    repo.git(&["add", "site/content"]);
    repo.write("site/content/a.md", "on disk");
    repo.write("site/content/untracked.md", "untracked");
    repo
}

fn project(repo: &TestRepo, version: &Version) -> Project {
    support::open(&repo.root);
    let environment = Environment {
        cwd: repo.root.join("site"),
        ..Environment::default()
    };
    Project::find(&environment, &ConfigChoice::Root, version).expect("a site")
}

fn commit(repo: &TestRepo, rev: &str) -> Result<Snapshot, RunError> {
    let snapshot = project(repo, &Version::Disk).snapshot_of(rev)?;
    Ok(snapshot.expect("it is a repository"))
}

/// The three states of the site, by name.
fn states(repo: &TestRepo) -> [(&'static str, Snapshot); 3] {
    [
        ("disk", project(repo, &Version::Disk).snapshot()),
        ("index", project(repo, &Version::Staged).snapshot()),
        ("commit", commit(repo, "HEAD").expect("a commit")),
    ]
}

fn config() -> Config {
    Config::parse(CONFIG, Path::new("tikicheck.yaml")).expect("a configuration")
}

/// The pages of a snapshot, each with its bytes.
fn pages(snapshot: &Snapshot) -> Vec<String> {
    let mut reader = snapshot.reader();
    let mut buffer = Vec::new();
    let listing = snapshot.list(&config()).expect("a list");
    let mut pages = Vec::new();
    for file in listing.files {
        let path = file.path.display();
        let read = reader.read(&file.path, file.content, 100, &mut buffer);
        match read.expect("a page") {
            Read::File(bytes) => {
                pages.push(format!("{path}: {}", String::from_utf8_lossy(bytes)));
            }
            Read::TooLarge(bytes) => pages.push(format!("{path}: {bytes} bytes")),
        }
    }
    pages
}

/// The link to the page `title` with the pages of a snapshot.
fn link(snapshot: &Snapshot, title: &str) -> Option<String> {
    let config = config();
    let pages = snapshot.pages(&config);
    let attachments = Attachments::default();
    let url = pages.with_site(&config.links, attachments, |site| {
        Ok::<_, RunError>(site.page_url(title))
    });
    url.expect("a list")
}

#[test]
fn each_state_has_its_own_pages() {
    let repo = site();
    let before = repo.snapshot();
    for (state, snapshot) in states(&repo) {
        let expected: &[&str] = match state {
            "disk" => &[
                "content/a.md: on disk",
                "content/new.md: new",
                "content/untracked.md: untracked",
            ],
            "index" => &["content/a.md: staged", "content/new.md: new"],
            _ => &["content/a.md: committed", "content/gone.md: gone"],
        };
        assert_eq!(pages(&snapshot), expected, "{state}");
        let linked = ["gone", "new", "untracked"].map(|title| link(&snapshot, title).is_some());
        let expected = match state {
            "disk" => [false, true, true],
            "index" => [false, true, false],
            _ => [true, false, false],
        };
        assert_eq!(linked, expected, "{state}");
    }
    before.assert_same(&repo.snapshot());
}

#[test]
fn an_older_commit_stays_as_it_was() {
    let repo = site();
    repo.commit_all("two");
    repo.git(&["rm", "-r", "--quiet", "site/content"]);
    repo.commit_all("three");
    let first = commit(&repo, "HEAD~2").expect("a commit");
    assert_eq!(
        pages(&first),
        ["content/a.md: committed", "content/gone.md: gone"]
    );
    let last = commit(&repo, "main").expect("a commit");
    assert_eq!(pages(&last), [""; 0]);
}

#[test]
fn a_file_beside_the_pages_is_that_of_the_state() {
    let repo = site();
    let path = Path::new("beside.yaml");
    repo.write("site/beside.yaml", "1");
    repo.commit_all("with a file");
    repo.write("site/beside.yaml", "22");
    repo.git(&["add", "."]);
    repo.write("site/beside.yaml", "333");
    for (state, snapshot) in states(&repo) {
        let text = snapshot.read_beside(path, 10).expect("it can be read");
        let expected = match state {
            "disk" => "333",
            "index" => "22",
            _ => "1",
        };
        assert_eq!(text.as_deref(), Some(expected.as_bytes()), "{state}");
        let missing = snapshot.read_beside(Path::new("missing.yaml"), 10);
        assert_eq!(missing.expect("no error"), None, "{state}");
        // On disk so much of it is read that it can be seen to be too large.
        match snapshot.read_beside(path, 0) {
            Ok(text) => assert_eq!((state, text), ("disk", Some(b"3".to_vec()))),
            Err(error) => {
                assert_ne!(state, "disk");
                assert_eq!(error.to_string(), "cannot be read: larger than 0 bytes");
            }
        }
    }
}

#[test]
fn no_more_than_the_limit_is_read() {
    let repo = site();
    for path in ["site/content/a.md", "site/content/large.md"] {
        repo.write(path, "x".repeat(101));
    }
    repo.commit_all("large");
    for (state, snapshot) in states(&repo) {
        let pages = pages(&snapshot);
        for path in ["content/a.md", "content/large.md"] {
            assert!(
                pages.contains(&format!("{path}: 101 bytes")),
                "{state}: {pages:?}"
            );
        }
    }
}

#[cfg(unix)]
#[test]
fn links_are_no_pages_in_any_state() {
    let repo = site();
    let link = |to: &str, at: &str| {
        std::os::unix::fs::symlink(to, repo.root.join(at)).expect("a link");
    };
    link("a.md", "site/content/link.md");
    link("../outside.yaml", "site/beside.yaml");
    link("/etc/hostname", "site/out.yaml");
    repo.write("outside.yaml", "beside the site, in the repository");
    repo.commit_all("links");
    for (state, snapshot) in states(&repo) {
        let listing = snapshot.list(&config()).expect("a list");
        let mut pages = listing.pages();
        assert!(
            pages.all(|path| path != Path::new("content/link.md")),
            "{state}"
        );
        let inside = snapshot.read_beside(Path::new("beside.yaml"), 100);
        let outside = snapshot.read_beside(Path::new("out.yaml"), 100);
        if state == "disk" {
            assert!(inside.is_ok_and(|text| text.is_some()));
            assert!(matches!(outside, Err(ReadError::LeadsOut)));
        } else {
            for read in [inside, outside] {
                let error = read.expect_err("it is no file").to_string();
                assert_eq!(error, "cannot be read: not a regular file", "{state}");
            }
        }
    }
}

#[test]
fn what_names_no_commit_is_an_error() {
    let repo = site();
    for rev in ["missing", "-x", "", "HEAD:site"] {
        let error = commit(&repo, rev).expect_err("no commit");
        let is_unknown = matches!(error, RunError::Git(GitError::UnknownRevision { .. }));
        assert!(is_unknown, "{rev}: {error}");
    }
}

/// Git itself makes no such tree, but stores the one it is given.
#[test]
fn a_commit_with_paths_that_lead_out_is_an_error() {
    let repo = site();
    let script = "blob=$(git rev-parse HEAD:site/notes.txt) && \
         inner=$(printf '100644 blob %s\\tx.md\\n' $blob | git mktree) && \
         tree=$(printf '040000 tree %s\\t..\\n' $inner | git mktree) && \
         git commit-tree -m out $tree";
    let made = repo
        .command_in(&repo.root, "sh")
        .args(["-c", script])
        .output()
        .expect("a shell");
    assert!(made.status.success(), "{made:?}");
    let rev = String::from_utf8(made.stdout).expect("an id");
    let error = commit(&repo, rev.trim()).expect_err("a path that leads out");
    assert!(
        matches!(error, RunError::Git(GitError::Read { .. })),
        "{error}"
    );
    let text = error.to_string();
    assert!(
        text.starts_with(&format!("could not read the files of {}", rev.trim())),
        "{text}"
    );
}
