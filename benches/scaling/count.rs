//! Counts under Valgrind: instructions and bytes, never time.

use super::pages::{CHECKED, Checker, Place, checked_page};
use super::shapes::{Case, KNOWN_SHORT, Shape, cases};
use super::sites::{Bounded, Growth, KNOWN_LARGE, KNOWN_QUADRATIC, bounded, growths};
use super::support::{TestRepo, program, script};
use super::valgrind::{self, instructions};

/// How many times as large the large form is.
const TIMES: usize = 8;

/// How many times as much work that may be: as many times, and what sorting adds.
const MOST: f64 = 9.0;

/// The memory that a run may take, in KiB, however many pages there are.
const MOST_MEMORY: u64 = 40 * 1024;

/// The lesser length of a shape, in bytes.
const BYTES: usize = 600;

/// The argument that has this program check its pages, so that Valgrind can count the checks.
pub const CHECK_PAGES: &str = "--check-pages";

/// Counts every run, and every page of a shape, whose name holds `name`; whether something grows too fast.
pub fn all(name: &str) -> bool {
    assert!(
        valgrind::is_installed(),
        "Valgrind counts, and is not installed (Debian: apt-get install valgrind)"
    );
    println!("| what | small | {TIMES} times | factor |\n| --- | ---: | ---: | ---: |");
    // Two at once: what is counted does not depend on what else runs.
    std::thread::scope(|scope| {
        let shapes = scope.spawn(|| shapes_fit(name));
        let runs = runs_fit(name);
        let shapes = shapes
            .join()
            .expect("what is counted there fails nowhere else");
        !(shapes && runs)
    })
}

/// Whether every run whose name holds `name` does with the work and the memory that it may take.
fn runs_fit(name: &str) -> bool {
    let mut fit = true;
    for growth in growths().iter().filter(|growth| growth.name.contains(name)) {
        fit &= work_fits(growth);
    }
    for bounded in bounded()
        .iter()
        .filter(|bounded| bounded.name.contains(name))
    {
        fit &= memory_fits(bounded);
    }
    fit
}

/// Whether the work of a run grows no faster than its site.
fn work_fits(growth: &Growth) -> bool {
    let count = |count: usize| {
        let site = growth.run.site(count);
        let (output, instructions) = instructions(&site, &program(), &growth.run.arguments(count));
        assert_eq!(growth.run.failure(count, &output), None, "{}", growth.name);
        instructions
    };
    // What a run of any size takes says nothing about growth.
    let least = count(1);
    let [small, large] = [growth.counted, growth.counted * TIMES].map(|n| count(n) - least);
    let factor = large as f64 / small as f64;
    let fits = factor <= MOST;
    println!(
        "| {} {} | {:.1} M | {:.1} M | {factor:.2}{} |",
        growth.counted,
        growth.name,
        millions(small),
        millions(large),
        remark(growth.name, fits, KNOWN_QUADRATIC)
    );
    fits || KNOWN_QUADRATIC.contains(&growth.name)
}

/// Whether a run does with the memory that there is.
fn memory_fits(Bounded { name, count, run }: &Bounded) -> bool {
    let site = run.site(*count);
    // Git is started by this process, and may take what it needs.
    let bin = site.beside("bin");
    script(&bin.join("git"), UNLIMITED_GIT);
    // What is allocated, of this process alone; what cannot be had ends it. On one processor, for `init` has a thread
    // for each, and each has memory of its own.
    let limited = format!(
        "ulimit -S -d {MOST_MEMORY} && PATH='{}':$PATH exec taskset --cpu-list {} \"$0\" \"$@\"",
        bin.display(),
        first_processor()
    );
    let mut command = site.command_in(&site.root, "sh");
    let command = command.args(["-c", &limited]).arg(program());
    let output = command.args(run.arguments(*count)).output();
    let failure = run.failure(*count, &output.expect("a shell"));
    let fits = failure.is_none();
    println!(
        "| {count} {name} | | | {} {} MiB{} |",
        if fits { "within" } else { "beyond" },
        MOST_MEMORY / 1024,
        remark(name, fits, KNOWN_LARGE)
    );
    if let Some(failure) = failure {
        println!("\n{failure}\n");
    }
    fits || KNOWN_LARGE.contains(name)
}

/// Stands before Git on the way to programs, and gives it back the memory that is kept from the program under test.
const UNLIMITED_GIT: &str =
    "#!/bin/sh\nulimit -S -d \"$(ulimit -H -d)\"\nPATH=${PATH#*:} exec git \"$@\"\n";

/// The first processor that this program may use.
fn first_processor() -> String {
    let status = std::fs::read_to_string("/proc/self/status").expect("there is /proc");
    let mut lines = status.lines();
    let allowed = lines.find_map(|line| line.strip_prefix("Cpus_allowed_list:"));
    let allowed = allowed.expect("Linux says which processors").trim();
    let first = allowed.split([',', '-']).next();
    first.expect("there is one").to_owned()
}

fn remark(name: &str, fits: bool, known: &[&str]) -> &'static str {
    match (fits, known.contains(&name)) {
        (true, false) => "",
        (true, true) => " fits now: no longer KNOWN",
        (false, true) => " KNOWN",
        (false, false) => " TOO MUCH",
    }
}

fn millions(count: u64) -> f64 {
    count as f64 / 1e6
}

/// The pages of a case: with hardly any text, small and large.
fn pages(checker: &mut Checker, shape: &Shape, place: Place) -> [String; 3] {
    [0, BYTES, BYTES * TIMES].map(|bytes| checker.page(place, &shape.text(bytes)))
}

/// Checks the pages of all cases, for [`shapes_fit`] to count.
pub fn check_pages(name: &str) {
    let mut checker = Checker::new(0);
    for Case { shape, place } in counted(name) {
        for page in pages(&mut checker, &shape, place) {
            checked_page(&mut checker, place, &page);
        }
    }
}

/// The cases that are counted: all but edits of some lines. How many changes of the source are tried for an edit, and how
/// long the texts are that they generate, has bounds of its own, which pages as short as these do not reach.
fn counted(name: &str) -> Vec<Case> {
    let mut cases = cases(name);
    cases.retain(|case| case.place != Place::EditedLines);
    cases
}

/// Whether the work of each check grows no faster than its page.
fn shapes_fit(name: &str) -> bool {
    let cases = counted(name);
    if cases.is_empty() {
        return true;
    }
    let this = std::env::current_exe().expect("a running program has a file");
    let arguments = [CHECK_PAGES, name].map(str::to_owned);
    let counts = valgrind::calls(&TestRepo::empty(), &this, &arguments, CHECKED);
    assert_eq!(counts.len(), cases.len() * 3, "a count for each page");
    let mut checker = Checker::new(0);
    let (mut fit, mut fastest) = (true, (0.0, String::new()));
    for (case, counts) in cases.iter().zip(counts.chunks(3)) {
        let (Case { shape, place }, name) = (case, case.name());
        let lengths = pages(&mut checker, shape, *place).map(|page| page.len() as f64);
        // What a page of any length takes says nothing about growth.
        let [small, large] = [counts[1], counts[2]].map(|count| count.saturating_sub(counts[0]));
        // A page that does not grow eight times, as where a run of newlines collapses, is measured by its length.
        let growth = (lengths[2] - lengths[0]) / (lengths[1] - lengths[0]) / TIMES as f64;
        let factor = large as f64 / small.max(1) as f64 / growth;
        let is_known = KNOWN_SHORT.contains(&&*name);
        if is_known || factor > MOST {
            fit &= is_known || factor <= MOST;
            println!(
                "| {name} | {:.2} M | {:.2} M | {factor:.2}{} |",
                millions(small),
                millions(large),
                remark(&name, factor <= MOST, KNOWN_SHORT)
            );
        }
        if factor > fastest.0 && !is_known {
            fastest = (factor, name);
        }
    }
    let (factor, fastest) = fastest;
    println!(
        "| {} pages of shapes, of which grows fastest: {fastest} | | | {factor:.2} |",
        cases.len()
    );
    fit
}
