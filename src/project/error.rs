//! What keeps a run from checking: each message says what is wrong, where, and what to do next.

use std::io;
use std::path::PathBuf;

use crate::cli::Range;
use crate::config::ConfigError;
use crate::git::GitError;
use crate::site::ListError;
use crate::text::sanitize::visible_path;

/// Why a run could not check, or not all of it; the exit code is 2.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The configuration or the attachments file is wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// Git, or the repository.
    #[error(transparent)]
    Git(#[from] GitError),
    /// The pages that links can lead to could not be listed.
    #[error(transparent)]
    Pages(#[from] ListError),
    /// A file that has to be read cannot be.
    #[error("{}: cannot be read: {source}", visible_path(path))]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// What was found is kept in a temporary file where it is much, and there is no room for one.
    #[error("no room for what was found: {0}; set TMPDIR to a directory with more of it")]
    NoRoom(#[source] io::Error),
    /// A file that has to be text is not.
    #[error("{}: is not UTF-8 (byte {at}); save it as UTF-8", visible_path(path))]
    NotText {
        /// Which.
        path: PathBuf,
        /// The first byte that begins no character, from 0.
        at: usize,
    },
    /// A file that looks like the configuration and has another name.
    #[error(
        "{}: is not read; settings are in `tikicheck.yaml`: rename it, or use `--no-config`",
        visible_path(path)
    )]
    Misnamed {
        /// Which.
        path: PathBuf,
    },
    /// A configuration on disk that the index does not hold.
    #[error(
        "{}: is not in the index, and staged pages are checked with staged settings; `git add` it, or use `--no-config`",
        visible_path(path)
    )]
    NotStaged {
        /// Which.
        path: PathBuf,
    },
    /// A configuration on disk that the commit to be checked does not hold.
    #[error(
        "{}: is not in {rev}, and the pages of a commit are checked with its settings; commit it, or use `--no-config`",
        visible_path(path)
    )]
    NotCommitted {
        /// Which.
        path: PathBuf,
        /// The commit, as it was named.
        rev: String,
    },
    /// A run of pre-commit or prek over a range, with a flag that looks elsewhere.
    #[error(
        "this run is about the commits {}..{}, and `--staged` looks at none of them; write `tikicheck --hook` in the hook's entry",
        range.from,
        range.to
    )]
    StagedInRange {
        /// The range.
        range: Range,
    },
    /// A directory among the files that a hook was handed.
    #[error("{}: is a directory, and `--hook` takes files", visible_path(path))]
    HandedDirectory {
        /// Which.
        path: PathBuf,
    },
    /// A repository holds several sites, and the current directory is in none of them.
    #[error(
        "this repository holds {} sites: {}; run tikicheck in the one that is meant, or in each",
        sites.len(),
        named(sites)
    )]
    SeveralSites {
        /// Their roots, relative to that of the repository.
        sites: Vec<PathBuf>,
    },
    /// The configuration names an attachments file that is not there.
    #[error(
        "{}: the attachments file does not exist{}; correct `links.attachments` in {config}, or leave it out",
        visible_path(path),
        if *staged { " in the index (`git add` it)" } else { "" }
    )]
    NoAttachments {
        /// Which.
        path: PathBuf,
        /// The configuration that names it.
        config: String,
        /// Whether it was looked for in the index.
        staged: bool,
    },
    /// The configuration names a list of pages that is not there.
    #[error(
        "{}: the list of pages does not exist{}; correct `tiki.pages` in {config}, or write `name=path` there",
        visible_path(path),
        if *staged { " in the index (`git add` it)" } else { "" }
    )]
    NoPageList {
        /// Which.
        path: PathBuf,
        /// The configuration that names it.
        config: String,
        /// Whether it was looked for in the index.
        staged: bool,
    },
    /// A configuration or attachments file that a link takes out of the repository.
    #[error(
        "{}: a symbolic link leads it out of the repository, so it was not read; put the file itself there",
        visible_path(path)
    )]
    LeadsOut {
        /// Which.
        path: PathBuf,
    },
    /// A text that is larger than a page may be.
    #[error(
        "{}: larger than {limit} bytes, or would become so; `limits: {{page_bytes: …}}` in tikicheck.yaml allows more",
        visible_path(path)
    )]
    TooLarge {
        /// Which.
        path: PathBuf,
        /// The largest allowed, in bytes.
        limit: u64,
    },
    /// A file named with `--config` is not there.
    #[error("{}: no such configuration file", visible_path(path))]
    NoConfig {
        /// Which.
        path: PathBuf,
    },
    /// A named path that does not exist.
    #[error(
        "{}: no such file or directory{}",
        visible_path(path),
        instead.as_ref().map(|instead| format!("; {instead}")).unwrap_or_default()
    )]
    NoSuchPath {
        /// Which.
        path: PathBuf,
        /// What it may have been meant to be.
        instead: Option<String>,
    },
    /// A named path whose pages a sparse checkout leaves out of the work tree.
    #[error(
        "{}: the sparse checkout leaves it out of the work tree, so it cannot be looked at; `git sparse-checkout add` \
         brings a directory back",
        visible_path(path)
    )]
    LeftOut {
        /// Which.
        path: PathBuf,
    },
    /// A named path that is outside of the site.
    #[error(
        "{}: lies outside of the site, whose root is {}",
        visible_path(path),
        visible_path(root)
    )]
    Outside {
        /// Which.
        path: PathBuf,
        /// The root of the site.
        root: PathBuf,
    },
    /// A named file that the configuration does not take for a page.
    #[error(
        "{}: is no page: `pages` in tikicheck.yaml does not match it, or `exclude` does",
        visible_path(path)
    )]
    NoPage {
        /// Which.
        path: PathBuf,
    },
    /// A named directory or pattern without a single page, or a site without one.
    #[error("{what}: no page found; {hint}")]
    NothingMatched {
        /// What was looked through.
        what: String,
        /// What to look at next.
        hint: String,
    },
    /// Named files, directories or patterns without a single wiki text.
    #[error("{what}: no wiki text found; {hint}")]
    NoWikiText {
        /// What was looked through.
        what: String,
        /// What to look at next.
        hint: String,
    },
    /// A directory in the place of a wiki text.
    #[error(
        "{}: is a directory; `render --report` takes directories, `render` one file",
        visible_path(path)
    )]
    NotOneText {
        /// Which.
        path: PathBuf,
    },
    /// A text on the command line with signs of a pattern, which is not a valid one.
    #[error("{pattern}: not a pattern: {reason}")]
    BadPattern {
        /// The pattern.
        pattern: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Staged content or a range, outside of a repository.
    #[error("{0} needs a Git repository, and this is none")]
    NoRepository(&'static str),
    /// The hooks cannot be installed or removed.
    #[error(transparent)]
    Install(#[from] InstallError),
    /// A file that would be overwritten.
    #[error(
        "{}: exists already and is left alone; move it away to have a new one written",
        visible_path(path)
    )]
    Exists {
        /// Which.
        path: PathBuf,
    },
    /// A file that cannot be written.
    #[error("{}: cannot be written: {source}", visible_path(path))]
    Unwritable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file whose wiki text was asked for, and which carries none.
    #[error(
        "{}: carries no source, or its debug block is damaged",
        visible_path(path)
    )]
    NoSource {
        /// Which.
        path: PathBuf,
    },
    /// Losses of a text in the dialect of an exporter, which has none.
    #[error(
        "`--report` is about the Tiki dialect, and these settings are for that of an exporter; add `--dialect tiki`, or \
         write `dialect: tiki` into tikicheck.yaml"
    )]
    NotTiki,
    /// The merge tool or the editor cannot be started.
    #[error("the merge tool cannot be started: {0}; `git config tikicheck.mergetool` names it")]
    Tool(io::Error),
    /// Standard output cannot be written.
    #[error("standard output: {0}")]
    Output(io::Error),
    /// Standard input cannot be read.
    #[error("standard input: {0}")]
    Input(io::Error),
}

/// Why hooks could be neither installed nor removed.
#[derive(Debug, thiserror::Error)]
pub enum InstallError {
    /// Git could not say where.
    #[error(transparent)]
    Git(#[from] GitError),

    /// The directory belongs to all repositories of this user or machine.
    #[error(
        "core.hooksPath is set for all your repositories ({}), so tikicheck leaves that directory alone; \
         its pre-commit and pre-merge-commit hooks can call `tikicheck --staged || exit`", visible_path(.0)
    )]
    Shared(PathBuf),

    /// `core.hooksPath` is set to nothing.
    #[error(
        "hooks are turned off here: core.hooksPath is set and empty; take it out, and run this again \
         (`git config --show-origin core.hooksPath` says where it is set)"
    )]
    EmptyPath,

    /// `core.hooksPath` names something else, such as `/dev/null`.
    #[error("hooks are turned off here: {} is not a directory; see `git config core.hooksPath`", visible_path(.0))]
    NoDirectory(PathBuf),

    /// The file system said no.
    #[error("could not write {}: {source}", visible_path(.path))]
    Io {
        /// The hook or its directory.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
}

/// The first few of many paths.
fn named(paths: &[PathBuf]) -> String {
    const MOST: usize = 5;
    let mut words: Vec<String> = paths
        .iter()
        .take(MOST)
        .map(|path| visible_path(path))
        .collect();
    if paths.len() > MOST {
        words.push("…".to_owned());
    }
    words.join(", ")
}
