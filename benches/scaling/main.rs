//! Inputs made to be slow, small and large: how the work grows, and whether it grows faster than they do.
//!
//!   cargo bench --bench scaling [-- NAME]            measures processor time, at full size
//!   cargo bench --bench scaling -- --count [NAME]    counts instructions and memory under Valgrind, at small sizes
//!
//! Fails where something grows too fast; NAME takes those whose name holds it.

#[path = "../../tests/support/mod.rs"]
mod support;

mod count;
mod marks;
mod pages;
mod shapes;
mod sites;
mod time;
mod valgrind;

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let has = |flag: &str| arguments.iter().any(|argument| argument == flag);
    let name = arguments
        .iter()
        .find(|argument| !argument.starts_with("--"))
        .map_or("", String::as_str);
    let is_slow = if has(count::CHECK_PAGES) {
        count::check_pages(name);
        return ExitCode::SUCCESS;
    } else if has("--count") {
        count::all(name)
    } else if has("--bench") {
        time::all(name)
    } else {
        // `cargo test --benches` runs it as well, and there is nothing to measure.
        return ExitCode::SUCCESS;
    };
    ExitCode::from(u8::from(is_slow))
}
