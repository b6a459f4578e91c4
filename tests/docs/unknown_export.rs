//! docs/exporters.md: the walk is what the tool says about `examples/unknown-export`, the table of forms is the code's.

use std::fmt::Write as _;

use tikicheck::internals::config::exporter::{Form, Placeholder};

use super::cells::shown;
use super::support::TestRepo;
use super::support::binary::copy_of;
use super::{assert_current, text};

const PAGE: &str = "docs/exporters.md";
const SITE: &str = "examples/unknown-export";
const FORMS: &str = "| key | unless configured | placeholders | what it is |";

/// What a terminal shows of a command, from the prompt on.
fn session(site: &TestRepo, line: &str) -> String {
    let words: Vec<&str> = line.split_whitespace().collect();
    let ["$", "tikicheck", args @ ..] = &words[..] else {
        panic!("{line}");
    };
    let run = site.tikicheck(args);
    let said = [run.stderr.trim_end(), run.stdout.trim_end()];
    let said = said.into_iter().filter(|said| !said.is_empty());
    [line].into_iter().chain(said).collect::<Vec<_>>().join("\n")
}

/// What `init` wrote about the exporter.
fn learned(site: &TestRepo) -> String {
    let settings = String::from_utf8(site.read("tikicheck.yaml")).expect("settings are text");
    let (_, learned) = settings.split_once("\nexporter:").expect("it learned");
    let (learned, _) = learned
        .split_once("\n# Severities")
        .expect("more settings follow");
    format!("exporter:{}", learned.trim_end())
}

/// The rows of the table of forms.
fn forms() -> String {
    let mut rows = String::new();
    for form in Form::ALL {
        let names: Vec<String> = form
            .placeholders()
            .iter()
            .map(|placeholder| format!("`{{{}}}`", placeholder.name()))
            .collect();
        let (key, default, doc) = (form.key(), shown(form.default_text()), form.doc());
        let names = names.join(" ");
        let _ = writeln!(rows, "| `{key}` | {default} | {names} | {doc} |");
    }
    rows
}

/// The page with everything that is generated made anew. Commands run one after the other in one copy of the site.
fn renewed(page: &str) -> String {
    let site = copy_of(SITE);
    let mut renewed = String::new();
    let mut lines = page.lines().peekable();
    while let Some(line) = lines.next() {
        let _ = writeln!(renewed, "{line}");
        if line == FORMS {
            let _ = writeln!(renewed, "{}", lines.next().expect("the dashes"));
            while lines.next_if(|line| line.starts_with('|')).is_some() {}
            renewed += &forms();
        } else if line == "```console" {
            let inside = lines.by_ref().take_while(|&line| line != "```");
            let commands = inside.filter(|line| line.starts_with("$ "));
            let said: Vec<String> = commands.map(|line| session(&site, line)).collect();
            let _ = writeln!(renewed, "{}\n```", said.join("\n\n"));
        } else if line == "```yaml" && lines.peek() == Some(&"exporter:") {
            while lines.next_if(|&line| line != "```").is_some() {}
            let _ = writeln!(renewed, "{}", learned(&site));
        }
    }
    renewed
}

#[test]
fn the_walk_to_settings_that_fit_is_current() {
    let page = text(PAGE);
    assert_current(PAGE, &renewed(&page));
    assert!(page.contains("12 pages: 12 in sync\n"), "it leads to the end");
}

#[test]
fn every_placeholder_is_explained() {
    let page = text(PAGE);
    let (_, table) = page
        .split_once("| placeholder | what stands there |\n")
        .expect("the table");
    for placeholder in Placeholder::ALL {
        let name = placeholder.name();
        let is_explained = table
            .lines()
            .take_while(|line| line.starts_with('|'))
            .any(|line| line.split(" | ").next().is_some_and(|cell| cell.contains(&format!("`{{{name}}}`"))));
        assert!(is_explained, "{name}");
    }
}
