//! The commands: what each does with what the user said, and its exit code.

use std::io::Write as _;
use std::process::ExitCode;

use crate::cli::{self, Command, Installed, Terminal};
use crate::config;
use crate::git::Repo;
use crate::project::{Environment, RunError, Screen};
use crate::run::{self, Console, Outcome};

mod init;
pub mod install;
mod losses;
mod merge_driver;
mod mergetool;
mod render;
mod resolve;
mod show;
mod source;

/// Parses the arguments and does what they ask for.
#[must_use]
pub fn command() -> ExitCode {
    let command = match cli::parse() {
        Ok(command) => command,
        Err(code) => return ExitCode::from(code),
    };
    let terminal = terminal(&command);
    let environment = match Environment::read() {
        Ok(environment) => environment,
        Err(error) => return failed(&error, &mut Console::new(terminal, Screen::default())),
    };
    let mut console = Console::new(terminal, environment.screen);
    if let Command::MergeDriver(args) = &command {
        let merged = merge_driver::merge_driver(args, &environment, &mut console);
        return match merged {
            Ok(outcome) => ExitCode::from(outcome.code()),
            Err(error) => {
                failed(&error, &mut console);
                ExitCode::from(merge_driver::CALLED_OFF)
            }
        };
    }
    match carry_out(command, &environment, &mut console) {
        Ok(outcome) => ExitCode::from(outcome.code()),
        Err(error) => failed(&error, &mut console),
    }
}

/// Says what kept the command from its work.
fn failed(error: &RunError, console: &mut Console) -> ExitCode {
    console.problem(&error.to_string());
    ExitCode::from(Outcome::Incomplete.code())
}

fn carry_out(
    command: Command,
    environment: &Environment,
    console: &mut Console,
) -> Result<Outcome, RunError> {
    match command {
        Command::Check(args) => run::check(&args, environment, console),
        Command::ShowConfig(args) => show::show_config(&args, environment, console),
        Command::ShowFiles(args) => show::show_files(&args, environment, console),
        Command::Compare(args) => run::comparison::compare(&args, environment, console),
        Command::Blame(args) => run::blame::blame(&args, environment, console),
        Command::Render(args) => render::render(&args, environment, console),
        Command::Explain(rule) => print(&show::explain(rule, environment), console),
        Command::Completions(shell) => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut cli::command(), "tikicheck", &mut script);
            print(&String::from_utf8_lossy(&script), console)
        }
        Command::Man => print(&cli::man::page().map_err(RunError::Output)?, console),
        Command::Schema => print(&config::schema(), console),
        Command::Install(what) => {
            let repo = repository(environment, "install")?;
            match what {
                Installed::Hooks => hooks(install::install(&repo, environment)?, console),
                Installed::Merge(attributes) => {
                    let done = install::merge::install(&repo, attributes, environment)?;
                    print(&done, console)
                }
            }
        }
        Command::Uninstall(what) => {
            let repo = repository(environment, "uninstall")?;
            match what {
                Installed::Hooks => hooks(install::uninstall(&repo)?, console),
                Installed::Merge(_) => print(&install::merge::uninstall(&repo)?, console),
            }
        }
        Command::Source(args) => {
            let text = source::source(&args, environment)?;
            let mut out = console.output();
            run::end_quietly(out.write_all(&text).and_then(|()| out.flush()))?;
            Ok(Outcome::Clean)
        }
        Command::Resolve(args) => resolve::resolve(&args, environment, console),
        Command::Mergetool(args) => mergetool::mergetool(&args, environment, console),
        Command::MergeDriver(args) => merge_driver::merge_driver(&args, environment, console),
        Command::Init => init::init(environment, console),
    }
}

fn repository(environment: &Environment, command: &'static str) -> Result<Repo, RunError> {
    Repo::discover(&environment.cwd)?.ok_or(RunError::NoRepository(command))
}

/// Says what was done about the hooks.
fn hooks(report: install::HookReport, console: &mut Console) -> Result<Outcome, RunError> {
    print(&report.to_string(), console)?;
    Ok(if report.is_complete() {
        Outcome::Clean
    } else {
        Outcome::Incomplete
    })
}

/// Writes a text to standard output; a reader that has seen enough ends it quietly.
fn print(text: &str, console: &mut Console) -> Result<Outcome, RunError> {
    let mut out = console.output();
    run::end_quietly(out.write_all(text.as_bytes()).and_then(|()| out.flush()))?;
    Ok(Outcome::Clean)
}

fn terminal(command: &Command) -> Terminal {
    match command {
        Command::Check(args) | Command::ShowConfig(args) | Command::ShowFiles(args) => {
            args.terminal
        }
        Command::Compare(args) => args.terminal,
        Command::Blame(args) => args.terminal,
        Command::Render(args) => args.terminal,
        _ => Terminal::default(),
    }
}
