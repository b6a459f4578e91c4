//! The command; the library does everything.

use std::process::ExitCode;

fn main() -> ExitCode {
    tikicheck::command()
}
