//! What a run would go by, without the run: the settings in force, and the pages it would check.

use std::io::Write as _;

use crate::cli::{CheckArgs, ConfigChoice, Targets, Version};
use crate::config::{self, Config};
use crate::project::{Environment, Project, RunError};
use crate::rules::{self, Rule};
use crate::run::hook;
use crate::run::select::{self, Role};
use crate::run::{Console, Outcome, end_quietly};
use crate::text::sanitize::{visible, visible_path};

/// Writes the settings in force as YAML, each with where it comes from.
///
/// # Errors
///
/// Where the settings cannot be read.
pub fn show_config(
    args: &CheckArgs,
    environment: &Environment,
    console: &mut Console,
) -> Result<Outcome, RunError> {
    let args = &*hook::aim(args, environment)?;
    let project = Project::find(environment, &args.config, &args.version)?;
    let root = visible_path(&project.root);
    let head = format!("# Settings for the site at {root}\n");
    let shown = match project.config_text(&args.config)? {
        None => Config::default().to_yaml(|_| DEFAULT.to_owned()),
        Some((name, text)) => {
            let config = Config::parse(&text, &name)?;
            let lines = config::lines(&text);
            let name = visible_path(&name);
            config.to_yaml(|key| match lines.get(key) {
                None => DEFAULT.to_owned(),
                Some(None) => name.clone(),
                Some(Some(line)) => format!("{name}:{line}"),
            })
        }
    };
    write(&visible(&(head + &shown)), console)
}

/// The manual entry of a rule, or the list of rules, with the severities in force. Where there is no site, or its settings
/// cannot be read, these are the defaults: the manual is there in any case.
pub fn explain(rule: Option<Rule>, environment: &Environment) -> String {
    let choice = ConfigChoice::Root;
    let config = Project::find(environment, &choice, &Version::Disk)
        .and_then(|project| project.config(&choice))
        .unwrap_or_default();
    match rule {
        Some(rule) => rules::explain(rule, config.severity(rule)),
        None => rules::explain_list(&|rule| config.severity(rule)),
    }
}

/// Where a setting comes from that the configuration does not set.
const DEFAULT: &str = "default";

/// Writes the paths of the pages that a run would check, one a line.
///
/// # Errors
///
/// Where the pages of the run cannot be found.
pub fn show_files(
    args: &CheckArgs,
    environment: &Environment,
    console: &mut Console,
) -> Result<Outcome, RunError> {
    let args = &*hook::aim(args, environment)?;
    let project = Project::find(environment, &args.config, &args.version)?;
    let config = project.config(&args.config)?;
    if let Targets::Stdin(path) = &args.targets {
        return write(&format!("{}\n", visible_path(path)), console);
    }
    let selection = select::select(args, &project, &config)?;
    for note in &selection.notes {
        console.note(note);
    }
    if let Some(note) = select::not_looked_at(selection.left_out) {
        console.note(&note);
    }
    let mut shown = String::new();
    let mut affected = 0;
    for page in &selection.pages {
        match page.role {
            Role::Changed => {
                let path = project.names().for_readers_of(args.format, &page.path);
                shown.push_str(&visible_path(&path));
                shown.push('\n');
            }
            Role::IfAffected => affected += 1,
        }
    }
    if affected > 0 {
        console.note(&format!(
            "pages came or went: of {affected} more pages, those that link to them are checked too"
        ));
    }
    write(&shown, console)
}

fn write(text: &str, console: &mut Console) -> Result<Outcome, RunError> {
    let mut out = console.output();
    end_quietly(out.write_all(text.as_bytes()).and_then(|()| out.flush()))?;
    Ok(Outcome::Clean)
}
