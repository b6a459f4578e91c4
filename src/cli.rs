//! What the user said on the command line, as plain validated values; nothing is looked up or opened here.

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory as _, Parser as _, ValueEnum};
pub use clap_complete::Shell;

use crate::check::{HandEdits, Misfits, Unmeant};
use crate::rules::Rule;
use crate::text::nearest::nearest;
use crate::text::sanitize::{visible, without_commands};

mod arguments;
pub mod man;

use arguments::Arguments;

/// What the user wants done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Check pages, and mend them where asked to.
    Check(CheckArgs),
    /// Show the settings that such a check would go by.
    ShowConfig(CheckArgs),
    /// Show the pages that such a check would look at.
    ShowFiles(CheckArgs),
    /// Compare two states of the site.
    Compare(CompareArgs),
    /// Say since when pages are out of step.
    Blame(BlameArgs),
    /// Turn wiki text into a generated part.
    Render(RenderArgs),
    /// Show the manual entry of a rule; without a rule the list of them.
    Explain(Option<Rule>),
    /// Put the commit hooks, or the merge driver, into this clone.
    Install(Installed),
    /// Take them out again.
    Uninstall(Installed),
    /// Print the wiki text of a page, or the page as Git compares it.
    Source(SourceArgs),
    /// Merge pages that are in conflict.
    Resolve(ResolveArgs),
    /// Have a person merge the sources of a page.
    Mergetool(MergetoolArgs),
    /// Merge the files that Git hands over for one page.
    MergeDriver(MergeArgs),
    /// Write a commented configuration fitted to the pages found.
    Init,
    /// Print the completions for a shell.
    Completions(Shell),
    /// Print the manual page.
    Man,
    /// Print the JSON schema of the configuration.
    Schema,
}

/// What is put into a clone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Installed {
    /// The commit hooks.
    Hooks,
    /// The merge driver and the reading of diffs.
    Merge(Attributes),
}

/// What becomes of the lines of `.gitattributes` that name the merge driver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attributes {
    /// They are shown.
    Show,
    /// They are written.
    Write,
}

/// A page whose wiki text is to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceArgs {
    /// The file, relative to the current directory.
    pub file: PathBuf,
    /// Which version of the form that Git compares; `None` for the wiki text alone.
    pub for_diff: Option<u32>,
}

/// Which pages in conflict are merged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolveArgs {
    /// The pages, relative to the current directory; all where none is named.
    pub pages: Vec<PathBuf>,
}

/// The files of `git mergetool`, relative to the current directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergetoolArgs {
    /// The common ancestor.
    pub base: PathBuf,
    /// Our side.
    pub local: PathBuf,
    /// Their side.
    pub remote: PathBuf,
    /// The page in the work tree.
    pub merged: PathBuf,
}

/// A merge as Git asks for it; the files are relative to the current directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergeArgs {
    /// The file with the common ancestor; empty where there is none.
    pub base: PathBuf,
    /// The file with our side, which the result is written to.
    pub ours: PathBuf,
    /// The file with their side.
    pub theirs: PathBuf,
    /// How often a conflict marker repeats its sign.
    pub marker_size: usize,
    /// The page, relative to the root of the work tree.
    pub path: PathBuf,
    /// What markers call the common ancestor.
    pub base_label: String,
    /// What markers call our side.
    pub our_label: String,
    /// What markers call their side.
    pub their_label: String,
}

/// How a check is to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckArgs {
    /// Which pages.
    pub targets: Targets,
    /// Which version of them.
    pub version: Version,
    /// What becomes of named files that are no pages.
    pub strangers: Strangers,
    /// What to do about what is found.
    pub action: Action,
    /// What a fix, written or shown, does with hand edits.
    pub hand_edits: HandEdits,
    /// What it does with pages that the settings do not fit.
    pub misfits: Misfits,
    /// What it does with sources that are shown otherwise than they are meant.
    pub unmeant: Unmeant,
    /// Only the pages whose differences have this cause are shown; `None` for all.
    pub cause: Option<String>,
    /// Only findings of these rules are shown; empty for all.
    pub rules: Vec<Rule>,
    /// How findings with a cause are listed; `None` for by cause where more than three pages share one.
    pub by: Option<By>,
    /// Whether rules and causes are counted, and no finding shown.
    pub statistics: bool,
    /// How to say it.
    pub format: OutputFormat,
    /// Files that are written besides, each in a format of its own.
    pub outputs: Vec<(OutputFormat, PathBuf)>,
    /// How many findings are shown at most, 0 for all; `None` for as many as the format shows.
    pub limit: Option<usize>,
    /// Which configuration.
    pub config: ConfigChoice,
    /// Whether warnings fail the run too.
    pub strict: bool,
    /// Colours and how much is said besides the findings.
    pub terminal: Terminal,
    /// How many threads; `None` for as many as there are processors.
    pub jobs: Option<NonZeroUsize>,
}

/// Which pages are checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Targets {
    /// All that the configuration names.
    All,
    /// Those at these paths or matching these patterns; never empty, no `-` among them.
    Named(Vec<OsString>),
    /// One page from standard input, as if it lay at this path.
    Stdin(PathBuf),
    /// The files that a hook was handed, pages or not, and the pages that the commit affects; without files, all that
    /// the commit changes.
    Handed(Vec<OsString>),
}

/// What becomes of named files that are no pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strangers {
    /// A person named them by mistake: it is an error.
    Refuse,
    /// A list holds them beside pages: they are passed over.
    PassOver,
}

/// Which version of a page is checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Version {
    /// What is on disk.
    Disk,
    /// What the next commit will contain.
    Staged,
    /// What is on disk, of the pages changed since the merge base with this revision.
    Since(String),
    /// What the last commit of a range holds. No flag asks for it: a hook is told by its environment.
    Range(Range),
}

/// The commits that a hook runner asks about: those that `to` has and `from` has not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Range {
    /// The revision that is compared with.
    pub from: String,
    /// The revision whose files are looked at.
    pub to: String,
}

/// How findings with a cause are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum By {
    /// Each finding under its page
    Page,
    /// Each cause once, for all of its pages
    Cause,
}

impl CheckArgs {
    /// Whether anything is written as a patch.
    #[must_use]
    pub fn wants_patch(&self) -> bool {
        let formats = self.outputs.iter().map(|(format, _)| *format);
        formats
            .chain([self.format])
            .any(|format| format == OutputFormat::Patch)
    }
}

/// What is done about what is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// It is reported; with [`OutputFormat::Patch`] as the changes that a fix would make.
    Report,
    /// Generated parts are written where no edit would be lost.
    Fix,
}

impl Action {
    /// Whether anything is written.
    #[must_use]
    pub fn writes(self) -> bool {
        match self {
            Action::Report => false,
            Action::Fix => true,
        }
    }
}

/// How findings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OutputFormat {
    /// Reports for a person at a terminal
    Human,
    /// One line for each finding
    Concise,
    /// One object, frozen as version 1
    Json,
    /// SARIF 2.1.0
    Sarif,
    /// Workflow commands of GitHub
    Github,
    /// Code quality report of GitLab
    Gitlab,
    /// One page for a browser, to keep or to send
    Html,
    /// What --fix would change, as a unified diff; --diff for short
    Patch,
}

/// Which configuration is in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConfigChoice {
    /// `tikicheck.yaml` at the root of the repository if there is one, else the defaults.
    Root,
    /// This file, which must exist.
    File(PathBuf),
    /// The defaults.
    Defaults,
}

/// Colours and how much is said besides the findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terminal {
    /// When colours are used.
    pub color: ColorChoice,
    /// How much is said on standard error.
    pub verbosity: Verbosity,
}

impl Default for Terminal {
    fn default() -> Self {
        Self {
            color: ColorChoice::Auto,
            verbosity: Verbosity::Normal,
        }
    }
}

/// When colours are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ColorChoice {
    /// On a terminal that has them
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// How much is said besides the findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verbosity {
    /// Nothing but errors.
    Quiet,
    /// What a person needs.
    Normal,
    /// Also this much of what the tool does, from 1.
    Verbose(u8),
}

/// What is to be compared, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompareArgs {
    /// The two sides.
    pub sides: Sides,
    /// Only the pages that have this cause are shown; `None` for all.
    pub cause: Option<String>,
    /// What fails the run.
    pub fail_on: Option<FailOn>,
    /// How to say it.
    pub format: CompareFormat,
    /// Which configuration.
    pub config: ConfigChoice,
    /// Colours and how much is said on standard error.
    pub terminal: Terminal,
    /// How many threads; `None` for as many as there are processors.
    pub jobs: Option<NonZeroUsize>,
}

/// The two sides of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sides {
    /// A revision, and another one; without that what is on disk.
    Revisions(String, Option<String>),
    /// The site under its settings, and under those of a file.
    Settings(PathBuf),
    /// The site as this program writes it, and as another one does.
    Program(PathBuf),
}

/// What fails a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Something was lost
    Losses,
    /// Anything changed
    Changes,
}

/// How a comparison is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CompareFormat {
    /// For a person at a terminal
    Human,
    /// One object, version 1
    Json,
    /// One page for a browser, to keep or to send
    Html,
    /// Markdown for the job summary of GitHub, at most 60 KiB
    Github,
}

/// Of which pages the history is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlameArgs {
    /// The page; `None` for all that are out of step.
    pub page: Option<PathBuf>,
    /// How to say it.
    pub format: BlameFormat,
    /// Which configuration, for pages as they are on disk.
    pub config: ConfigChoice,
    /// Colours and how much is said on standard error.
    pub terminal: Terminal,
    /// How many threads; `None` for as many as there are processors.
    pub jobs: Option<NonZeroUsize>,
}

/// How a history is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum BlameFormat {
    /// For a person at a terminal
    Human,
    /// One object, version 1
    Json,
}

/// What is to be rendered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderArgs {
    /// What is written, and of which text.
    pub output: RenderOutput,
    /// Keys of the configuration with other values.
    pub set: Vec<(String, String)>,
    /// Which configuration.
    pub config: ConfigChoice,
    /// Colours and how much is said on standard error.
    pub terminal: Terminal,
}

/// What `render` writes, and of which text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RenderOutput {
    /// A generated part of the wiki text in a file, or of that on standard input.
    Part(Emit, Option<PathBuf>),
    /// What Markdown cannot express of the texts in these files, directories and patterns; without any, of that on
    /// standard input.
    Report(Vec<OsString>),
}

/// Which generated part `render` writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Emit {
    /// The generated Markdown
    Markdown,
    /// The dump of the tree
    Tree,
    /// A whole page without front matter; between one and it belongs an empty line
    Page,
}

/// What the user said when the program was started.
///
/// # Errors
///
/// There is nothing to be done any more, and this is the exit code: 0 after help and version, which were printed, and 2
/// after a usage error, which was told (129 for the merge driver).
pub fn parse() -> Result<Command, u8> {
    parse_from(std::env::args_os()).map_err(|error| {
        let text = error.render().to_string();
        let safe = without_commands(visible(&text).into_owned());
        // Where nobody reads it, nobody can be told so.
        let _ = if safe == text {
            error.print()
        } else {
            // It quotes an argument that could do harm where it is shown; colours are done without.
            io::stderr().lock().write_all(safe.as_bytes())
        };
        // Git takes 2 for a conflict, and nothing was merged.
        let is_merge = std::env::args_os()
            .nth(1)
            .is_some_and(|name| name == "merge-driver");
        match (error.use_stderr(), is_merge) {
            (true, true) => 129,
            (true, false) => 2,
            (false, _) => 0,
        }
    })
}

/// What these arguments say; the first is the name of the program.
///
/// # Errors
///
/// A usage error, or the text of help or version; `error.exit()` prints it and ends with the right code.
pub fn parse_from(
    arguments: impl IntoIterator<Item: Into<OsString> + Clone>,
) -> Result<Command, clap::Error> {
    Arguments::try_parse_from(arguments)
        .map_err(with_nearest_flag)?
        .validate()
}

/// The error about a flag that nobody knows, with the one that was meant: `--fx` is nearest to `--fix`. That it could be
/// a page of this name is no help.
fn with_nearest_flag(mut error: clap::Error) -> clap::Error {
    if error.kind() != ErrorKind::UnknownArgument {
        return error;
    }
    let Some(ContextValue::String(unknown)) = error.get(ContextKind::InvalidArg) else {
        return error;
    };
    let near = nearest_flag(unknown.trim_start_matches('-'));
    error.remove(ContextKind::Suggested);
    if let Some(near) = near {
        let value = ContextValue::String(format!("--{near}"));
        error.insert(ContextKind::SuggestedArg, value);
    }
    error
}

/// The flag of a check that was most likely meant, without its dashes.
fn nearest_flag(name: &str) -> Option<String> {
    let command = command();
    let flags = command.get_arguments().filter_map(clap::Arg::get_long);
    nearest(name, flags.collect::<Vec<_>>()).map(str::to_owned)
}

/// The command line as clap describes it, for completions and the manual page.
#[must_use]
pub fn command() -> clap::Command {
    Arguments::command()
}

/// What a path that does not exist was most likely meant to be, as a question: a subcommand or a flag without its dashes.
/// Other tools check by a subcommand; here that is what `tikicheck` does without one.
#[must_use]
pub fn instead_of_path(path: &str) -> Option<String> {
    if matches!(path, "check" | "lint" | "run" | "test") {
        return Some("to check all pages, run `tikicheck` without a command".to_owned());
    }
    let command = command();
    let mut flags = command.get_arguments().filter_map(clap::Arg::get_long);
    if let Some(flag) = flags.find(|flag| *flag == path) {
        return Some(format!("did you mean the flag `--{flag}`?"));
    }
    let names: Vec<&str> = command
        .get_subcommands()
        .map(clap::Command::get_name)
        .collect();
    nearest(path, names).map(|name| format!("did you mean the command `{name}`?"))
}

#[cfg(test)]
mod tests;
