//! What a person types who follows the README, or the guide for the first five minutes, with nothing else to go by.
#![cfg(unix)]

use std::path::{Path, PathBuf};

use super::support::TestRepo;
use super::support::binary::copy_into;
use super::{fenced, file, text};

const STALE: &str = "content/posts/vitamin-k2-and-arteries.md";
const EDITED: &str = "content/posts/omega-3-and-dry-eyes.md";
const SPELLED: &str = "content/posts/magnesium-and-sleep.md";
const IN_SYNC: &str = "content/posts/vitamin-d-basics.md";

/// A clone as far as the steps need one, and the copy of the example site that they make beside it.
struct Desk {
    repo: TestRepo,
    trial: PathBuf,
}

impl Desk {
    fn new() -> Self {
        let repo = TestRepo::empty();
        let site = repo.root.join("examples/site");
        std::fs::create_dir_all(&site).expect("directories can be made");
        copy_into(&file("examples/site"), &site);
        let trial = repo.beside("trial");
        Self { repo, trial }
    }

    /// Runs lines in a shell that finds tikicheck as a person's does; what they said, and their exit code.
    fn types(&self, dir: &Path, lines: &str) -> (String, Option<i32>) {
        let binary = Path::new(env!("CARGO_BIN_EXE_tikicheck"));
        let programs = binary.parent().expect("it lies in a directory");
        let path = std::env::var("PATH").expect("there are programs");
        let output = self
            .repo
            .command_in(dir, "sh")
            .args(["-c", &format!("{lines}\n")])
            .env("PATH", format!("{}:{path}", programs.display()))
            .env("NO_COLOR", "1")
            .output()
            .expect("there is a shell");
        let said = [output.stdout, output.stderr].concat();
        (
            String::from_utf8_lossy(&said).into_owned(),
            output.status.code(),
        )
    }

    /// Runs lines that have to work.
    #[track_caller]
    fn works(&self, dir: &Path, lines: &str) -> String {
        let (said, code) = self.types(dir, lines);
        assert_eq!(code, Some(0), "{lines}\n{said}");
        said
    }

    /// Changes the last word of the source of a page.
    fn edits(&self, page: &str) {
        let page = self.trial.join(page);
        let old = std::fs::read_to_string(&page).expect("a page");
        let (before, block) = old.rsplit_once("\n</code>").expect("it has a source");
        let new = format!("{before} And more.\n</code>{block}");
        std::fs::write(&page, new).expect("it can be written");
    }

    #[track_caller]
    fn is_in_sync(&self, page: &str) {
        let said = self.works(&self.trial, &format!("tikicheck {page}"));
        assert!(said.contains("1 page: 1 in sync"), "{said}");
    }

    #[track_caller]
    fn refuses_a_commit(&self, lines: &str) {
        let (said, code) = self.types(&self.trial, lines);
        assert_eq!(code, Some(1), "{said}");
        assert!(
            said.contains("To fix this:\n  tikicheck --fix --staged content/posts/"),
            "{said}"
        );
    }
}

#[test]
fn the_first_steps_of_the_readme_lead_to_a_mended_page_and_a_hook() {
    let readme = text("README.md");
    let (_, steps) = readme.split_once("## First steps").expect("a section");
    let desk = Desk::new();
    desk.works(&desk.repo.root, fenced(steps, "sh")[0]);
    desk.is_in_sync(STALE);
    desk.edits(IN_SYNC);
    desk.refuses_a_commit(&format!("git add {IN_SYNC} && git commit -m x"));
}

#[test]
fn the_first_five_minutes_go_as_the_guide_says() {
    let guide = text("docs/getting-started.md");
    let blocks = fenced(&guide, "sh");
    let [
        install,
        site,
        stale,
        mend,
        edited,
        carry,
        keep,
        refused,
        hook,
        commit,
        staged,
    ] = blocks[..]
    else {
        panic!("the guide has other blocks than this test knows");
    };
    assert!(install.contains("cargo install"));
    let desk = Desk::new();
    desk.works(&desk.repo.root, site);
    let (said, code) = desk.types(&desk.trial, stale);
    assert_eq!(code, Some(1), "{said}");
    desk.works(&desk.trial, mend);
    desk.is_in_sync(STALE);
    let (said, code) = desk.types(&desk.trial, edited);
    assert_eq!(code, Some(1), "{said}");
    desk.works(&desk.trial, carry);
    desk.is_in_sync(EDITED);
    // A patch is shown, so the first of these lines ends with findings.
    desk.types(&desk.trial, keep);
    desk.is_in_sync(SPELLED);
    let (said, code) = desk.types(&desk.trial, refused);
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("generates a table with a header row"),
        "{said}"
    );
    desk.works(&desk.trial, hook);
    desk.edits(IN_SYNC);
    desk.refuses_a_commit(commit);
    desk.works(&desk.trial, staged);
    desk.is_in_sync(IN_SYNC);
}
