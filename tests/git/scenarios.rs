//! What a trustworthy hook does, line by line: real repositories, real commits, the installed hook.
//!
//! A letter and a number in front of a test's name are the line that it stands for: I for what always holds, P for
//! staged content, K for the kinds of commits, E for the environment, W for writing, C for continuous integration.
//! That nothing changes without `--fix` (I1) is asserted by [`Project::tikicheck`] in every one of them, and that a
//! commit that fails leaves everything as it was (I3) by [`Project::commit`].

mod always;
mod ci;
mod handed;
mod layout;
mod partial;
#[cfg(unix)]
mod runners;
mod settings;
mod staged;
mod which_commits;
mod writes;

use std::path::Path;

#[cfg(target_os = "linux")]
use crate::support::copy_program;
use crate::support::scenario::{
    Project, Run, Spy, TIKICHECK, edited, git_program, page, page_of, stale,
};
use crate::support::script;

const A: &str = "content/posts/a.md";
const B: &str = "content/posts/b.md";

/// Writes `content` to the file and stages it.
fn stage(repo: &Project, path: &str, content: impl AsRef<[u8]>) {
    repo.write(path, content);
    repo.git(&["add", "--", path]);
}

/// A page with one link to the page named `target`, in sync with the pages that exist on disk now.
fn add_linking_page(repo: &Project, path: &str, target: &str) {
    repo.write(path, stale("x", &format!("(({target}))")));
    repo.tikicheck(&["--fix", path]).expect(0);
}

/// Two branches from here, `other` and `main`, with these files each; `main` is checked out.
fn diverge(repo: &Project, theirs: &[(&str, String)], ours: &[(&str, String)]) {
    let hooks = ["-c", "core.hooksPath=/dev/null"];
    let commit = |files: &[(&str, String)]| {
        for (path, content) in files {
            stage(repo, path, content);
        }
        repo.git(
            &[
                &hooks[..],
                &["commit", "--quiet", "--allow-empty", "-m", "x"],
            ]
            .concat(),
        );
    };
    repo.git(&["checkout", "--quiet", "-b", "other"]);
    commit(theirs);
    repo.git(&["checkout", "--quiet", "main"]);
    commit(ours);
}
