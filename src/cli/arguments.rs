//! The command line as clap reads it and shows it in the help; nobody but the parent sees these types.

use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::error::ErrorKind;
use clap::{ArgAction, Args, Parser, Subcommand};
use clap_complete::Shell;

use super::{
    Action, Attributes, BlameArgs, BlameFormat, By, CheckArgs, ColorChoice, Command, CompareArgs,
    CompareFormat, ConfigChoice, Emit, FailOn, Installed, MergeArgs, MergetoolArgs, OutputFormat,
    RenderArgs, RenderOutput, ResolveArgs, Sides, SourceArgs, Strangers, Targets, Terminal,
    Verbosity, Version, command,
};
use crate::check::{HandEdits, Misfits, Unmeant};
use crate::rules::Rule;

pub(super) const EXAMPLES: &str = "\
Exit codes:
  0  checked, nothing to report
  1  findings (warnings only with --strict; after --fix: what is left)
  2  could not check: usage, configuration, Git, unreadable input, or nothing matched

Examples:
  tikicheck                              check every page
  tikicheck content/posts/a.md --diff    show what a fix would change in one page
  tikicheck --fix                        fix what can be fixed without losing an edit
  tikicheck --since origin/main          check what a branch changed
  tikicheck explain stale-page           what a rule means and what to do

A page or directory named like a command is written with its directory: ./render";

/// Keeps the pages of a migrated wiki true to the wiki text they carry.
///
/// Checks that the generated parts of each page are what its source generates today. A check writes only with --fix.
#[derive(Debug, Parser)]
#[command(name = "tikicheck", version, after_help = EXAMPLES, args_conflicts_with_subcommands = true)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Option<CommandName>,
    #[command(flatten)]
    check: CheckFlags,
}

#[derive(Debug, Subcommand)]
enum CommandName {
    /// Say what changed between two states of the site, by cause, and what was lost
    Compare(CompareFlags),
    /// Say since when a page is out of step: which commit, and which part it changed
    Blame(BlameFlags),
    /// Turn wiki text into one generated part or a whole page
    Render(RenderFlags),
    /// Show the manual entry of a rule, or the list of rules
    Explain {
        /// The rule, such as stale-page
        #[arg(value_name = "RULE", value_parser = rule_parser(), hide_possible_values = true)]
        rule: Option<Rule>,
    },
    /// Put the commit hooks, or with --merge the merge driver, into this clone
    Install {
        /// The merge driver and the reading of diffs instead of the hooks
        #[arg(long)]
        merge: bool,
        /// With --merge: write the lines into .gitattributes that it needs, instead of showing them
        #[arg(long, requires = "merge")]
        attributes: bool,
    },
    /// Take the commit hooks, or with --merge the merge driver, out of this clone
    Uninstall {
        /// The merge driver and the reading of diffs instead of the hooks
        #[arg(long)]
        merge: bool,
    },
    /// Print the wiki text of a page
    Source {
        /// The page
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// For Git: the page in the form that diffs show; N is the version of this form
        #[arg(long, value_name = "N")]
        for_diff: Option<u32>,
    },
    /// Merge pages that are in conflict, as the merge driver would have done
    Resolve {
        /// The pages; without any, all that are in conflict
        #[arg(value_name = "PAGE")]
        pages: Vec<PathBuf>,
    },
    /// For `git mergetool`: merge the sources of a page in a merge tool or an editor
    Mergetool {
        /// The file with the common ancestor
        #[arg(value_name = "BASE")]
        base: PathBuf,
        /// The file with our side
        #[arg(value_name = "LOCAL")]
        local: PathBuf,
        /// The file with their side
        #[arg(value_name = "REMOTE")]
        remote: PathBuf,
        /// The page in conflict
        #[arg(value_name = "MERGED")]
        merged: PathBuf,
    },
    /// For Git: merge a page of two branches by its source
    MergeDriver(MergeFlags),
    /// Write a commented tikicheck.yaml, fitted to the pages found
    Init,
    /// Print completions for a shell
    Completions {
        /// Which shell
        #[arg(value_name = "SHELL")]
        shell: Shell,
    },
    /// Print the manual page
    Man,
    /// Print the JSON schema of tikicheck.yaml, for editors
    Schema,
}

#[derive(Debug, Args)]
struct CheckFlags {
    /// Pages, directories or patterns; without any, all configured pages; `-` for standard input
    #[arg(value_name = "PATH|GLOB")]
    paths: Vec<OsString>,

    /// Rewrite stale generated parts, and carry hand edits into the source; refuse what would lose an edit
    #[arg(long)]
    fix: bool,

    /// With --fix: keep also hand edits that the source can only generate in another spelling, which reads the same
    #[arg(long, conflicts_with = "discard_edits")]
    keep_edits: bool,

    /// With --fix and pages: drop their hand edits, carry none into the source; with --diff: show that
    #[arg(long)]
    discard_edits: bool,

    /// With --fix: write pages anew that the settings do not fit, too; with --diff: show that
    #[arg(long)]
    rewrite: bool,

    /// With --fix: change blanks of the source, and no word, so that pages are shown as meant; with --diff: show that
    #[arg(long)]
    as_meant: bool,

    /// Show only the pages that have this cause; with --fix or --diff: write these anew, as far as they have no other
    #[arg(long, value_name = "ID")]
    cause: Option<String>,

    /// Show only findings of this rule; may be repeated
    #[arg(long = "rule", value_name = "RULE", value_parser = rule_parser(), hide_possible_values = true)]
    rules: Vec<Rule>,

    /// List findings that have a cause by page or by cause [default: by cause where more than three pages share it]
    #[arg(long, value_name = "WHAT")]
    by: Option<By>,

    /// Count findings by rule and by cause; show none
    #[arg(long, conflicts_with_all = ["fix", "diff", "cause", "by", "limit"])]
    statistics: bool,

    /// Print what --fix would change as a unified diff; write nothing
    #[arg(long, conflicts_with = "fix")]
    diff: bool,

    /// Check what is staged, not what is on disk
    #[arg(long)]
    staged: bool,

    /// Check the pages changed since the merge base with REV, as they are on disk
    #[arg(long, value_name = "REV", conflicts_with = "staged", value_parser = revision)]
    since: Option<String>,

    /// For hooks: check the files that were named, as the commit will hold them, and the pages that it affects
    #[arg(long, conflicts_with_all = ["staged", "since"])]
    hook: bool,

    /// Pass over named files that are no pages
    #[arg(long)]
    force_exclude: bool,

    /// How findings are written [default: human]
    #[arg(long, value_name = "FORMAT")]
    format: Option<OutputFormat>,

    /// Write a report to a file besides, such as sarif=report.sarif; may be repeated
    #[arg(long = "output", value_name = "FORMAT=FILE", value_parser = output)]
    outputs: Vec<(OutputFormat, PathBuf)>,

    /// Show at most N findings and count the others; 0 for all [default: 200 in the format human]
    #[arg(long, value_name = "N")]
    limit: Option<usize>,

    /// Let warnings fail the run too
    #[arg(long)]
    strict: bool,

    /// With `-` as the path: where the page from standard input would lie; --fix writes it to standard output
    #[arg(long, value_name = "PATH", conflicts_with_all = ["staged", "since", "hook"])]
    stdin_filename: Option<PathBuf>,

    /// Use this many threads instead of one for each processor
    #[arg(long, value_name = "N", value_parser = jobs)]
    jobs: Option<NonZeroUsize>,

    /// Print the settings in force, and where each comes from; check nothing
    #[arg(long, conflicts_with_all = ["paths", "fix", "diff", "format", "stdin_filename", "show_files"])]
    show_config: bool,

    /// Print the pages that would be checked; check nothing
    #[arg(long, conflicts_with_all = ["fix", "diff", "format"])]
    show_files: bool,

    #[command(flatten)]
    config: ConfigFlags,

    #[command(flatten)]
    terminal: TerminalFlags,
}

#[derive(Debug, Args)]
struct CompareFlags {
    /// The revision before, such as origin/main
    #[arg(
        value_name = "REV",
        value_parser = revision,
        required_unless_present_any = ["with", "with_program"],
        conflicts_with_all = ["with", "with_program"]
    )]
    from: Option<String>,

    /// The revision after; without it, what is on disk
    #[arg(value_name = "REV", value_parser = revision)]
    to: Option<String>,

    /// Compare what the settings generate with what those in CONFIG would
    #[arg(long, value_name = "CONFIG", conflicts_with = "with_program")]
    with: Option<PathBuf>,

    /// Compare what this tikicheck generates with what the one at PATH does
    #[arg(long, value_name = "PATH")]
    with_program: Option<PathBuf>,

    /// Name the pages that have this cause
    #[arg(long, value_name = "ID")]
    cause: Option<String>,

    /// Exit with 1 where something was lost, or where anything changed
    #[arg(long, value_name = "WHAT")]
    fail_on: Option<FailOn>,

    /// How it is written
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: CompareFormat,

    /// Use this many threads instead of one for each processor
    #[arg(long, value_name = "N", value_parser = jobs)]
    jobs: Option<NonZeroUsize>,

    #[command(flatten)]
    config: ConfigFlags,

    #[command(flatten)]
    terminal: TerminalFlags,
}

#[derive(Debug, Args)]
struct BlameFlags {
    /// The page
    #[arg(
        value_name = "PAGE",
        required_unless_present = "all",
        conflicts_with = "all"
    )]
    page: Option<PathBuf>,

    /// All pages that are out of step, counted by commit
    #[arg(long)]
    all: bool,

    /// How it is written
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: BlameFormat,

    /// Use this many threads instead of one for each processor
    #[arg(long, value_name = "N", value_parser = jobs)]
    jobs: Option<NonZeroUsize>,

    #[command(flatten)]
    config: ConfigFlags,

    #[command(flatten)]
    terminal: TerminalFlags,
}

#[derive(Debug, Args)]
struct RenderFlags {
    /// The wiki text; without it or with `-`, standard input; with --report also directories and patterns, and pages
    #[arg(value_name = "FILE|-")]
    files: Vec<OsString>,

    /// What to write
    #[arg(long, value_name = "WHAT", default_value = "markdown")]
    emit: Emit,

    /// The language of the wiki text; without it, that of the configuration
    #[arg(long, value_name = "DIALECT", value_parser = ["exporter", "tiki"])]
    dialect: Option<String>,

    /// Set a key of the configuration, such as tiki.newlines=soft; may be given several times
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = key_and_value)]
    set: Vec<(String, String)>,

    /// Say what the Markdown cannot express, in place of the text: by place, and by cause for all files together
    #[arg(long, conflicts_with = "emit")]
    report: bool,

    #[command(flatten)]
    config: ConfigFlags,

    #[command(flatten)]
    terminal: TerminalFlags,
}

#[derive(Debug, Args)]
struct MergeFlags {
    /// The file with the common ancestor (%O)
    #[arg(value_name = "BASE")]
    base: PathBuf,

    /// The file with our side, where the result goes (%A)
    #[arg(value_name = "OURS")]
    ours: PathBuf,

    /// The file with their side (%B)
    #[arg(value_name = "THEIRS")]
    theirs: PathBuf,

    /// How often a conflict marker repeats its sign (%L)
    #[arg(long = "marker-size", value_name = "N", default_value_t = 7, value_parser = clap::value_parser!(u16).range(1..))]
    marker_size: u16,

    /// The page, from the root of the work tree (%P)
    #[arg(long, value_name = "PAGE")]
    path: PathBuf,

    /// What conflict markers call the common ancestor (%S)
    #[arg(long = "base", value_name = "LABEL", default_value = "")]
    base_label: OsString,

    /// What they call our side (%X)
    #[arg(long = "ours", value_name = "LABEL", default_value = "")]
    our_label: OsString,

    /// What they call their side (%Y)
    #[arg(long = "theirs", value_name = "LABEL", default_value = "")]
    their_label: OsString,
}

impl MergeFlags {
    fn values(self) -> MergeArgs {
        // A Git that does not know a placeholder leaves it there.
        let label = |label: OsString| match label.to_string_lossy() {
            unknown if ["%S", "%X", "%Y"].contains(&&*unknown) => String::new(),
            label => label.into_owned(),
        };
        MergeArgs {
            base: self.base,
            ours: self.ours,
            theirs: self.theirs,
            marker_size: usize::from(self.marker_size),
            path: self.path,
            base_label: label(self.base_label),
            our_label: label(self.our_label),
            their_label: label(self.their_label),
        }
    }
}

#[derive(Debug, Args)]
struct ConfigFlags {
    /// Read FILE instead of tikicheck.yaml at the root of the repository
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    config: Option<PathBuf>,

    /// Read no configuration: defaults only
    #[arg(long)]
    no_config: bool,
}

#[derive(Debug, Args)]
struct TerminalFlags {
    /// When to use colours
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    color: ColorChoice,

    /// Say nothing but findings and errors
    #[arg(short, long, conflicts_with = "verbose")]
    quiet: bool,

    /// Say the way out under every finding, not only under the last of its kind
    #[arg(short, long, action = ArgAction::Count)]
    verbose: u8,
}

/// Rules by name; clap suggests the nearest one for a name that is none.
fn rule_parser() -> impl clap::builder::TypedValueParser<Value = Rule> {
    PossibleValuesParser::new(Rule::ALL.iter().map(|rule| rule.name()))
        .try_map(|name| Rule::parse(&name))
}

/// A number of threads.
fn jobs(text: &str) -> Result<NonZeroUsize, &'static str> {
    text.parse()
        .map_err(|_| "a number of threads is needed, from 1; without `--jobs` there is one for each processor")
}

/// A format and a file.
fn output(text: &str) -> Result<(OutputFormat, PathBuf), String> {
    let Some((format, file)) = text.split_once('=').filter(|(_, file)| !file.is_empty()) else {
        return Err("a format and a file are needed, such as `sarif=report.sarif`".to_owned());
    };
    let format = <OutputFormat as clap::ValueEnum>::from_str(format, false)?;
    Ok((format, PathBuf::from(file)))
}

/// A revision is handed to Git, which must not take it for a flag.
fn revision(text: &str) -> Result<String, &'static str> {
    match text {
        "" => Err("a revision is needed, such as `origin/main`"),
        flag if flag.starts_with('-') => Err("a revision does not start with `-`"),
        range if range.starts_with('^') || range.contains("..") => Err(
            "one revision is needed, such as `main`, and this is a range; `--since` itself goes from there to what is on disk",
        ),
        _ => Ok(text.to_owned()),
    }
}

impl Arguments {
    /// What clap cannot check by itself, and the plain values.
    pub(super) fn validate(self) -> Result<Command, clap::Error> {
        let Some(command) = self.command else {
            let wanted = match (self.check.show_config, self.check.show_files) {
                (true, _) => Command::ShowConfig,
                (false, true) => Command::ShowFiles,
                (false, false) => Command::Check,
            };
            return self.check.validate().map(wanted);
        };
        Ok(match command {
            CommandName::Compare(compare) => Command::Compare(compare.values()),
            CommandName::Blame(blame) => Command::Blame(BlameArgs {
                page: blame.page,
                format: blame.format,
                config: blame.config.choice(),
                terminal: blame.terminal.values(),
                jobs: blame.jobs,
            }),
            CommandName::Render(render) => Command::Render(render.validate()?),
            CommandName::Explain { rule } => Command::Explain(rule),
            CommandName::Install { merge, attributes } => {
                Command::Install(match (merge, attributes) {
                    (false, _) => Installed::Hooks,
                    (true, false) => Installed::Merge(Attributes::Show),
                    (true, true) => Installed::Merge(Attributes::Write),
                })
            }
            CommandName::Uninstall { merge } => Command::Uninstall(match merge {
                false => Installed::Hooks,
                true => Installed::Merge(Attributes::Show),
            }),
            CommandName::Source { file, for_diff } => {
                Command::Source(SourceArgs { file, for_diff })
            }
            CommandName::Resolve { pages } => Command::Resolve(ResolveArgs { pages }),
            CommandName::Mergetool {
                base,
                local,
                remote,
                merged,
            } => Command::Mergetool(MergetoolArgs {
                base,
                local,
                remote,
                merged,
            }),
            CommandName::MergeDriver(merge) => Command::MergeDriver(merge.values()),
            CommandName::Init => Command::Init,
            CommandName::Completions { shell } => Command::Completions(shell),
            CommandName::Man => Command::Man,
            CommandName::Schema => Command::Schema,
        })
    }
}

impl CheckFlags {
    fn validate(self) -> Result<CheckArgs, clap::Error> {
        let action = if self.fix {
            Action::Fix
        } else {
            Action::Report
        };
        let hand_edits = match (self.discard_edits, self.keep_edits) {
            (true, _) => HandEdits::Discard,
            (false, true) => HandEdits::KeepAlike,
            (false, false) => HandEdits::Keep,
        };
        let format = match (self.diff, self.format) {
            (true, None | Some(OutputFormat::Patch)) => OutputFormat::Patch,
            (true, Some(_)) => {
                return Err(conflict(
                    "`--diff` is `--format patch`; leave one of the formats out",
                ));
            }
            (false, format) => format.unwrap_or(OutputFormat::Human),
        };
        let shows_or_writes = action.writes() || format == OutputFormat::Patch;
        // Who names a cause wants what has it written anew.
        let misfits = match self.rewrite || shows_or_writes && self.cause.is_some() {
            true => Misfits::Rewrite,
            false => Misfits::Keep,
        };
        if hand_edits == HandEdits::Discard && !shows_or_writes {
            return Err(conflict(
                "`--discard-edits` needs `--fix`, or `--diff` to see what that would drop",
            ));
        }
        if hand_edits == HandEdits::KeepAlike && !shows_or_writes {
            return Err(conflict(
                "`--keep-edits` needs `--fix`, or `--diff` to see what that would write",
            ));
        }
        if self.rewrite && !shows_or_writes {
            return Err(conflict(
                "`--rewrite` needs `--fix`, or `--diff` to see what that would write",
            ));
        }
        let unmeant = match self.as_meant {
            true => Unmeant::Change,
            false => Unmeant::Keep,
        };
        if self.as_meant && !shows_or_writes {
            return Err(conflict(
                "`--as-meant` needs `--fix`, or `--diff` to see what that would write",
            ));
        }
        if format == OutputFormat::Patch && action.writes() {
            return Err(conflict(
                "`--format patch` only shows what `--fix` would change; leave one of them out",
            ));
        }
        if self.limit.is_some() && !matches!(format, OutputFormat::Human | OutputFormat::Concise) {
            return Err(conflict(
                "`--limit` is for the formats `human` and `concise`; the others hold what their readers take",
            ));
        }
        if !self.rules.is_empty() && shows_or_writes {
            return Err(conflict(
                "`--rule` chooses what is shown; `--fix` and `--diff` do what they do for all rules",
            ));
        }
        if self.statistics && !matches!(format, OutputFormat::Human | OutputFormat::Json) {
            return Err(conflict(
                "`--statistics` is for the formats `human` and `json`",
            ));
        }
        let version = match (self.staged || self.hook, self.since) {
            (true, _) => Version::Staged,
            (false, Some(revision)) => Version::Since(revision),
            (false, None) => Version::Disk,
        };
        let strangers = match self.force_exclude || self.hook {
            true => Strangers::PassOver,
            false => Strangers::Refuse,
        };
        let targets = targets(self.paths, self.stdin_filename)?;
        let targets = match (self.hook, targets) {
            (true, Targets::All) => Targets::Handed(Vec::new()),
            (true, Targets::Named(files)) => Targets::Handed(files),
            (_, targets) => targets,
        };
        if hand_edits == HandEdits::Discard && targets == Targets::All {
            return Err(conflict(
                "`--discard-edits` drops what people wrote, so it takes the pages by name: `tikicheck --fix --discard-edits PAGE`",
            ));
        }
        Ok(CheckArgs {
            targets,
            version,
            strangers,
            action,
            hand_edits,
            misfits,
            unmeant,
            cause: self.cause,
            rules: self.rules,
            by: self.by,
            statistics: self.statistics,
            format,
            outputs: self.outputs,
            config: self.config.choice(),
            limit: self.limit,
            strict: self.strict,
            terminal: self.terminal.values(),
            jobs: self.jobs,
        })
    }
}

impl CompareFlags {
    fn values(self) -> CompareArgs {
        let sides = match (self.with, self.with_program, self.from) {
            (Some(config), ..) => Sides::Settings(config),
            (None, Some(program), _) => Sides::Program(program),
            (None, None, from) => Sides::Revisions(from.unwrap_or_default(), self.to),
        };
        CompareArgs {
            sides,
            cause: self.cause,
            fail_on: self.fail_on,
            format: self.format,
            config: self.config.choice(),
            terminal: self.terminal.values(),
            jobs: self.jobs,
        }
    }
}

impl RenderFlags {
    fn validate(self) -> Result<RenderArgs, clap::Error> {
        let mut files = self.files;
        let is_stdin = files.iter().any(|file| file == "-");
        if is_stdin && files.len() > 1 {
            return Err(conflict(
                "`-` reads one text from standard input; no other path can stand beside it",
            ));
        }
        files.retain(|file| file != "-");
        let output = match (self.report, files.len()) {
            (true, _) => RenderOutput::Report(files),
            (false, 0 | 1) => RenderOutput::Part(self.emit, files.pop().map(PathBuf::from)),
            (false, _) => {
                return Err(conflict(
                    "`render` writes one text: call it once for each file; with `--report` it takes several, and says \
                     what Markdown cannot express of each",
                ));
            }
        };
        Ok(RenderArgs {
            output,
            set: self
                .dialect
                .map(|dialect| ("dialect".to_owned(), dialect))
                .into_iter()
                .chain(self.set)
                .collect(),
            config: self.config.choice(),
            terminal: self.terminal.values(),
        })
    }
}

impl ConfigFlags {
    fn choice(self) -> ConfigChoice {
        match (self.config, self.no_config) {
            (Some(file), _) => ConfigChoice::File(file),
            (None, true) => ConfigChoice::Defaults,
            (None, false) => ConfigChoice::Root,
        }
    }
}

impl TerminalFlags {
    fn values(self) -> Terminal {
        let verbosity = match (self.quiet, self.verbose) {
            (true, _) => Verbosity::Quiet,
            (false, 0) => Verbosity::Normal,
            (false, times) => Verbosity::Verbose(times),
        };
        Terminal {
            color: self.color,
            verbosity,
        }
    }
}

/// A key and its value, such as `tiki.newlines=soft`.
fn key_and_value(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.trim().is_empty() => {
            Ok((key.trim().to_owned(), value.trim().to_owned()))
        }
        _ => Err("write KEY=VALUE, such as tiki.newlines=soft".to_owned()),
    }
}

fn conflict(message: &str) -> clap::Error {
    command().error(ErrorKind::ArgumentConflict, message)
}

fn targets(paths: Vec<OsString>, stdin_filename: Option<PathBuf>) -> Result<Targets, clap::Error> {
    let problem = match (stdin_filename, paths.iter().any(|path| path == "-")) {
        (None, false) if paths.is_empty() => return Ok(Targets::All),
        (None, false) if paths.iter().any(|path| path.is_empty()) => "a path is empty",
        (None, false) => return Ok(Targets::Named(paths)),
        (Some(name), true) if paths.len() == 1 => return Ok(Targets::Stdin(name)),
        (Some(_), true) => {
            "`-` reads one page from standard input; no other path can stand beside it"
        }
        (None, true) => "`-` needs `--stdin-filename PATH`, which says where the page would lie",
        (Some(_), false) => "`--stdin-filename` needs `-` as the path",
    };
    Err(command().error(ErrorKind::ValueValidation, problem))
}
