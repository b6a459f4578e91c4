//! docs/exporters.md: the way from an unknown export to settings that fit is what the tool says about
//! `examples/unknown-export`.

use std::fmt::Write as _;

use super::support::TestRepo;
use super::support::binary::copy_of;
use super::text;

const SITE: &str = "examples/unknown-export";

/// What a terminal shows of a command, from the prompt on.
fn session(site: &TestRepo, line: &str) -> String {
    let words: Vec<&str> = line.split_whitespace().collect();
    let ["$", "tikicheck", args @ ..] = &words[..] else {
        panic!("{line}");
    };
    let run = site.tikicheck(args);
    let said = [run.stderr.trim_end(), run.stdout.trim_end()];
    let said = said.into_iter().filter(|said| !said.is_empty());
    [line]
        .into_iter()
        .chain(said)
        .collect::<Vec<_>>()
        .join("\n")
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

/// The page with what its commands say, and what `init` learned, made anew. Commands run one after the other in one copy
/// of the site.
pub fn renewed(page: &str) -> String {
    let site = copy_of(SITE);
    let mut renewed = String::new();
    let mut lines = page.lines().peekable();
    while let Some(line) = lines.next() {
        let _ = writeln!(renewed, "{line}");
        if line == "```console" {
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
fn the_way_leads_to_settings_that_fit() {
    let page = text("docs/exporters.md");
    let commands: Vec<&str> = page.lines().filter(|line| line.starts_with("$ ")).collect();
    assert!(commands.contains(&"$ tikicheck init"), "{commands:?}");
    let (_, last) = page.rsplit_once("\n$ ").expect("there are commands");
    let (last, _) = last.split_once("\n```").expect("it is closed");
    assert!(last.ends_with("12 pages: 12 in sync"), "{last}");
}
