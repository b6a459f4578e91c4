//! Valgrind, which counts the instructions of a program: the same in every run, however busy the machine is.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use super::support::TestRepo;

/// Whether there is a Valgrind.
pub fn is_installed() -> bool {
    Command::new("valgrind").arg("--version").output().is_ok()
}

/// The instructions that a program executes in the root of a site; those of its children are their own.
pub fn instructions(site: &TestRepo, program: &Path, arguments: &[String]) -> (Output, u64) {
    let log = site.beside("log");
    let tool = [
        "--tool=cachegrind",
        "--cache-sim=no",
        "--branch-sim=no",
        "--cachegrind-out-file=/dev/null",
    ];
    let output = run(site, &tool, &log, program, arguments);
    let said = fs::read_to_string(log).expect("Valgrind writes a log");
    // `==17== I   refs:      53,759,791`
    let count = said.lines().find_map(|line| line.split_once("refs:"));
    let (_, count) = count.unwrap_or_else(|| panic!("no count of instructions: {said}"));
    (output, number(count))
}

/// The instructions of each call of a function, in their order, in a run of a program that must end with 0.
pub fn calls(site: &TestRepo, program: &Path, arguments: &[String], function: &str) -> Vec<u64> {
    let out = site.beside("calls");
    fs::create_dir(&out).expect("a new directory");
    let file = format!("--callgrind-out-file={}/out", out.display());
    let toggle = format!("--toggle-collect={function}");
    let dump = format!("--dump-after={function}");
    let tool = ["--tool=callgrind", &file, &toggle, &dump];
    let output = run(site, &tool, &site.beside("log"), program, arguments);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    (1..)
        .map_while(|n| fs::read_to_string(out.join(format!("out.{n}"))).ok())
        .filter_map(|dump| {
            // `desc: Trigger: Program termination` is the last, which is no call.
            let totals = dump.lines().find_map(|line| line.strip_prefix("totals: "));
            let is_call = dump.contains("desc: Trigger: --dump-after");
            is_call.then(|| number(totals.expect("a dump ends with its totals")))
        })
        .collect()
}

fn run(site: &TestRepo, tool: &[&str], log: &Path, program: &Path, arguments: &[String]) -> Output {
    site.command_in(&site.root, "valgrind")
        .args(tool)
        .arg(format!("--log-file={}", log.display()))
        .arg(program)
        .args(arguments)
        .output()
        .expect("Valgrind is installed")
}

/// A number with or without commas between its digits.
fn number(text: &str) -> u64 {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    digits.parse().expect("a number")
}
