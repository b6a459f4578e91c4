//! What the user said on the command line, as plain validated values; nothing is looked up or opened here.

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{CommandFactory as _, Parser as _, ValueEnum};
pub use clap_complete::Shell;

use crate::nearest::nearest;
use crate::rules::Rule;
use crate::visible::{visible, without_commands};

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
    /// Turn wiki text into a generated part.
    Render(RenderArgs),
    /// Show the manual entry of a rule; without a rule the list of them.
    Explain(Option<Rule>),
    /// Put the commit hooks into this clone.
    Install,
    /// Take them out again.
    Uninstall,
    /// Write a commented configuration fitted to the pages found.
    Init,
    /// Print the completions for a shell.
    Completions(Shell),
    /// Print the manual page.
    Man,
    /// Print the JSON schema of the configuration.
    Schema,
}

/// How a check is to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckArgs {
    /// Which pages.
    pub targets: Targets,
    /// Which version of them.
    pub version: Version,
    /// What to do about what is found.
    pub action: Action,
    /// How to say it.
    pub format: Format,
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
}

/// What is done about what is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// It is reported; with [`Format::Patch`] as the changes that a fix would make.
    Report,
    /// It is shown as the changes of a fix that overwrites hand edits.
    ReportDiscardingEdits,
    /// Generated parts are written where no edit would be lost.
    Fix,
    /// Generated parts are written, over hand edits too.
    FixDiscardingEdits,
}

impl Action {
    /// Whether anything is written.
    #[must_use]
    pub fn writes(self) -> bool {
        match self {
            Action::Report | Action::ReportDiscardingEdits => false,
            Action::Fix | Action::FixDiscardingEdits => true,
        }
    }
}

/// How findings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
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

/// What is to be rendered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderArgs {
    /// Which part is written.
    pub emit: Emit,
    /// The wiki text; `None` for standard input.
    pub file: Option<PathBuf>,
    /// Which configuration.
    pub config: ConfigChoice,
    /// Colours and how much is said on standard error.
    pub terminal: Terminal,
}

/// What `render` writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Emit {
    /// The generated Markdown
    Markdown,
    /// The dump of the tree
    Tree,
    /// A whole page without front matter
    Page,
}

/// What the user said when the program was started.
///
/// # Errors
///
/// There is nothing to be done any more, and this is the exit code: 0 after help and version, which were printed, and 2
/// after a usage error, which was told.
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
        if error.use_stderr() { 2 } else { 0 }
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
    Arguments::try_parse_from(arguments)?.validate()
}

/// The command line as clap describes it, for completions and the manual page.
#[must_use]
pub fn command() -> clap::Command {
    Arguments::command()
}

/// The subcommand that a path which does not exist was most likely meant to be.
#[must_use]
pub fn nearest_subcommand(path: &str) -> Option<String> {
    let command = command();
    let names: Vec<&str> = command
        .get_subcommands()
        .map(clap::Command::get_name)
        .collect();
    nearest(path, names).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(line: &str) -> Result<Command, clap::Error> {
        parse_from(std::iter::once("tikicheck").chain(line.split_whitespace()))
    }

    fn check(line: &str) -> CheckArgs {
        match said(line) {
            Ok(Command::Check(arguments)) => arguments,
            other => panic!("`{line}` is no check: {other:?}"),
        }
    }

    fn refused(line: &str) -> String {
        let error = said(line).expect_err(line);
        assert_eq!(error.exit_code(), 2, "{line}");
        error.to_string()
    }

    #[test]
    fn the_description_is_consistent() {
        command().debug_assert();
    }

    #[test]
    fn bare_it_reports_on_all_pages_on_disk() {
        assert_eq!(
            check(""),
            CheckArgs {
                targets: Targets::All,
                version: Version::Disk,
                action: Action::Report,
                format: Format::Human,
                config: ConfigChoice::Root,
                strict: false,
                terminal: Terminal {
                    color: ColorChoice::Auto,
                    verbosity: Verbosity::Normal
                },
                jobs: None,
            }
        );
    }

    #[test]
    fn every_flag_of_a_check_is_heard() {
        assert_eq!(
            check(
                "--fix --discard-edits --staged --format json --no-config --strict --color never -q --jobs 3 a b*"
            ),
            CheckArgs {
                targets: Targets::Named(vec!["a".into(), "b*".into()]),
                version: Version::Staged,
                action: Action::FixDiscardingEdits,
                format: Format::Json,
                config: ConfigChoice::Defaults,
                strict: true,
                terminal: Terminal {
                    color: ColorChoice::Never,
                    verbosity: Verbosity::Quiet
                },
                jobs: NonZeroUsize::new(3),
            }
        );
        assert_eq!(
            check("--since main").version,
            Version::Since("main".to_owned())
        );
        assert_eq!(
            check("--config c.yaml").config,
            ConfigChoice::File("c.yaml".into())
        );
        assert_eq!(check("--fix").action, Action::Fix);
        assert_eq!(check("-vv").terminal.verbosity, Verbosity::Verbose(2));
    }

    #[test]
    fn a_diff_is_the_patch_format() {
        assert_eq!(check("--diff").format, Format::Patch);
        assert_eq!(check("--diff --format patch"), check("--format patch"));
        assert_eq!(check("--diff").action, Action::Report);
        assert_eq!(
            check("--diff --discard-edits").action,
            Action::ReportDiscardingEdits
        );
        assert!(refused("--discard-edits").contains("needs `--fix`, or `--diff`"));
        assert!(refused("--diff --format json").contains("`--diff` is `--format patch`"));
    }

    #[test]
    fn every_format_has_its_name() {
        let names: Vec<_> = Format::value_variants()
            .iter()
            .filter_map(|f| Some(f.to_possible_value()?.get_name().to_owned()))
            .collect();
        assert_eq!(
            names.join(" "),
            "human concise json sarif github gitlab html patch"
        );
    }

    #[test]
    fn standard_input_needs_a_name_and_stands_alone() {
        assert_eq!(
            check("--stdin-filename a/b.md -").targets,
            Targets::Stdin("a/b.md".into())
        );
        assert!(refused("-").contains("`-` needs `--stdin-filename PATH`"));
        assert!(refused("--stdin-filename a.md").contains("needs `-` as the path"));
        assert!(refused("--stdin-filename a.md - b.md").contains("no other path"));
        for flag in ["--staged", "--since main"] {
            assert!(
                refused(&format!("--stdin-filename a.md {flag} -")).contains("cannot be used with")
            );
        }
    }

    #[test]
    fn what_cannot_go_together_is_refused() {
        for (line, words) in [
            ("--diff --fix", "cannot be used with"),
            ("--discard-edits", "--fix"),
            ("--config a --no-config", "cannot be used with"),
            ("--staged --since main", "cannot be used with"),
            (
                "--fix --format patch",
                "only shows what `--fix` would change",
            ),
            ("-q -v", "cannot be used with"),
            ("--jobs 0", "invalid value '0'"),
            ("--jobs many", "invalid value 'many'"),
            ("--since --fix", "a value is required"),
            ("--since=--fix", "does not start with `-`"),
            ("--since=", "a revision is needed"),
        ] {
            let message = refused(line);
            assert!(message.contains(words), "`{line}` says: {message}");
        }
    }

    #[test]
    fn a_mistyped_name_gets_its_nearest_neighbour() {
        for (line, near) in [
            ("--stagged", "'--staged'"),
            ("--no-conf", "'--no-config'"),
            ("--format jsn", "'json'"),
            ("--color sometimes", "auto, always, never"),
            ("explain stale-pgae", "'stale-page'"),
            ("render --emit tre", "'tree'"),
            ("completions bsh", "'bash'"),
        ] {
            let message = refused(line);
            assert!(message.contains(near), "`{line}` says: {message}");
        }
        assert_eq!(nearest_subcommand("explian").as_deref(), Some("explain"));
        assert_eq!(nearest_subcommand("content"), None);
    }

    #[test]
    fn a_word_is_a_command_only_in_first_place() {
        assert_eq!(said("install").expect("a command"), Command::Install);
        assert_eq!(said("uninstall").expect("a command"), Command::Uninstall);
        assert_eq!(said("init").expect("a command"), Command::Init);
        for line in ["./render", "--fix render", "a.md render", "-- render"] {
            assert!(matches!(check(line).targets, Targets::Named(_)), "{line}");
        }
    }

    #[test]
    fn render_takes_a_file_or_standard_input() {
        let plain = RenderArgs {
            emit: Emit::Markdown,
            file: None,
            config: ConfigChoice::Root,
            terminal: check("").terminal,
        };
        assert_eq!(
            said("render").expect("a command"),
            Command::Render(plain.clone())
        );
        assert_eq!(
            said("render -").expect("a command"),
            Command::Render(plain.clone())
        );
        assert_eq!(
            said("render --emit page --config c.yaml a.tiki").expect("a command"),
            Command::Render(RenderArgs {
                emit: Emit::Page,
                file: Some("a.tiki".into()),
                config: ConfigChoice::File("c.yaml".into()),
                ..plain
            })
        );
    }

    #[test]
    fn rules_and_shells_are_known_by_name() {
        assert_eq!(said("explain").expect("a command"), Command::Explain(None));
        for &rule in Rule::ALL {
            let line = format!("explain {}", rule.name());
            assert_eq!(
                said(&line).expect("a command"),
                Command::Explain(Some(rule))
            );
        }
        assert_eq!(
            said("completions zsh").expect("a command"),
            Command::Completions(Shell::Zsh)
        );
    }

    #[test]
    fn help_and_version_are_no_failures() {
        for line in ["--help", "-h", "--version", "render --help"] {
            assert_eq!(said(line).expect_err(line).exit_code(), 0, "{line}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn paths_are_bytes() {
        use std::os::unix::ffi::OsStringExt as _;
        let path = OsString::from_vec(b"a\xff\n.md".to_vec());
        let command = parse_from(["tikicheck".into(), path.clone()]).expect("a check");
        assert!(
            matches!(command, Command::Check(CheckArgs { targets: Targets::Named(paths), .. }) if paths == [path])
        );
    }

    #[test]
    fn the_help_reads_well() {
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| {
            insta::assert_snapshot!("help", command().term_width(100).render_help());
            insta::assert_snapshot!("help-long", command().term_width(100).render_long_help());
        });
    }
}
