//! Real Hugo as the judge: at which pages it stops, and what it shows of each construct in each place.
//!
//! `pages.json` holds pages and whether Hugo 0.168 stopped at each, tried alone. What this tool says is compared with
//! that everywhere; `cargo test --test hugo -- --ignored` tries them again where `hugo` is on the `PATH`.

#[path = "../support/mod.rs"]
mod support;

#[path = "../support/cases.rs"]
mod cases;
mod links;
mod shown;
mod site;
mod stops;
mod tiki;

use std::path::Path;
use std::process::Command;

/// Hugo's version; `None`, and a line that says so, where it is not there.
fn hugo() -> Option<String> {
    let run = Command::new("hugo").arg("version").output();
    match run {
        Ok(run) if run.status.success() => {
            let said = String::from_utf8_lossy(&run.stdout).into_owned();
            println!("judged by {}", said.trim());
            Some(said)
        }
        _ => {
            println!("SKIPPED: `hugo` is not on the PATH (the Python package `hugo` brings it)");
            None
        }
    }
}

/// Builds the site at `root` into `root/public`; whether Hugo got to its end.
fn builds(root: &Path) -> bool {
    let run = Command::new("hugo")
        .args([
            "--quiet",
            "--noBuildLock",
            "--cleanDestinationDir",
            "--source",
        ])
        .arg(root)
        .arg("--destination")
        .arg(root.join("public"))
        .output();
    run.expect("Hugo runs").status.success()
}
