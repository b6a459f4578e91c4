//! Parses the arguments, runs what they ask for, and turns the outcome into an exit code; the only place that exits.

use std::io::Write as _;
use std::process::ExitCode;

use tikicheck::cli::{self, Command, Terminal};
use tikicheck::rules;
use tikicheck::run::{self, Console, Outcome, RunError};

fn main() -> ExitCode {
    let command = cli::parse();
    let mut console = Console::new(terminal(&command));
    match carry_out(command, &mut console) {
        Ok(outcome) => ExitCode::from(outcome.code()),
        Err(error) => {
            console.problem(&error.to_string());
            ExitCode::from(Outcome::Incomplete.code())
        }
    }
}

fn carry_out(command: Command, console: &mut Console) -> Result<Outcome, RunError> {
    let cwd = std::env::current_dir().map_err(|source| RunError::Unreadable {
        path: ".".into(),
        source,
    })?;
    match command {
        Command::Check(args) => run::check(&args, &cwd, console),
        Command::Render(args) => run::render(&args, &cwd, console),
        Command::Explain(rule) => print(
            &rule.map_or_else(rules::explain_list, rules::explain),
            console,
        ),
        Command::Completions(shell) => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut cli::command(), "tikicheck", &mut script);
            print(&String::from_utf8_lossy(&script), console)
        }
        Command::Install | Command::Uninstall | Command::Init => {
            Err(RunError::NoRepository("this"))
        }
    }
}

/// Writes a text to standard output; a reader that has seen enough ends it quietly.
fn print(text: &str, console: &mut Console) -> Result<Outcome, RunError> {
    let mut out = console.output();
    run::end_quietly(out.write_all(text.as_bytes()).and_then(|()| out.flush()))?;
    Ok(Outcome::Clean)
}

fn terminal(command: &Command) -> Terminal {
    match command {
        Command::Check(args) => args.terminal,
        Command::Render(args) => args.terminal,
        _ => Terminal::default(),
    }
}
