//! Measures processor time, which other programs on the machine hardly change.

use std::time::Duration;

use super::pages::{Checker, Place, checked_page};
use super::shapes::{Case, cases};
use super::sites::{Growth, KNOWN_QUADRATIC, growths};
use super::support::program;

/// The factor by which the time of a check may grow where the page doubles: two, and what caches and clocks add.
const MOST_OF_PAGE: f64 = 2.2;

/// How many times as large the large site is.
const TIMES: usize = 8;

/// The factor by which the time of a run may grow where the site grows eight times.
const MOST_OF_SITE: f64 = 9.0;

/// The lesser length of a shape, in bytes.
const BYTES: usize = 400_000;

/// How many lines are edited in a page where some are.
const EDITS: usize = 1000;

/// How often a length is measured at least; the least time counts.
const RUNS: usize = 5;

/// So long a length is measured in all, for what takes little is soon disturbed; but no more than [`MOST_RUNS`] times.
const IN_ALL: Duration = Duration::from_millis(100);

/// How often a length is measured at most.
const MOST_RUNS: usize = 100;

/// Has glibc keep what is freed. Else every allocation beyond 32 MB is given back and faulted in anew each time, so that
/// the doubled length costs page faults that the single one does not.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const KEPT_MEMORY: [(&str, &str); 2] = [
    ("MALLOC_MMAP_THRESHOLD_", "4294967296"),
    ("MALLOC_TRIM_THRESHOLD_", "17179869184"),
];

/// Measures everything whose name holds `name`; whether something grows too fast.
pub fn all(name: &str) -> bool {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    if std::env::var_os(KEPT_MEMORY[0].0).is_none() {
        use std::os::unix::process::CommandExt as _;
        let this = std::env::current_exe().expect("a running program has a file");
        let error = std::process::Command::new(this)
            .args(std::env::args().skip(1))
            .envs(KEPT_MEMORY)
            .exec();
        panic!("cannot start again: {error}");
    }
    let mut is_slow = false;
    println!("| site | small | {TIMES} times | factor |\n| --- | ---: | ---: | ---: |");
    for growth in growths().iter().filter(|growth| growth.name.contains(name)) {
        is_slow |= !site_fits(growth);
    }
    println!("\n| page | length | once | doubled | factor |\n| --- | ---: | ---: | ---: | ---: |");
    let mut checker = Checker::new(EDITS);
    for case in cases(name) {
        is_slow |= !page_fits(&case, &mut checker);
    }
    is_slow
}

/// Measures and prints one growth of a site; whether the time grows no faster.
fn site_fits(growth: &Growth) -> bool {
    let [small, large] = [growth.timed, growth.timed * TIMES].map(|count| {
        let site = growth.run.site(count);
        let mut command = site.command_in(&site.root, program());
        command.args(growth.run.arguments(count));
        let start = time_of_children();
        let output = command.output().expect("it runs");
        let took = time_of_children() - start;
        assert_eq!(growth.run.failure(count, &output), None, "{}", growth.name);
        took
    });
    let factor = large.as_secs_f64() / small.as_secs_f64();
    let remark = match (
        factor <= MOST_OF_SITE,
        KNOWN_QUADRATIC.contains(&growth.name),
    ) {
        (true, _) => "",
        (false, true) => " KNOWN",
        (false, false) => " TOO MUCH",
    };
    println!(
        "| {} {} | {:.2} s | {:.2} s | {factor:.1}{remark} |",
        growth.timed,
        growth.name,
        small.as_secs_f64(),
        large.as_secs_f64()
    );
    remark != " TOO MUCH"
}

/// Measures and prints one case; whether its time grows no faster than its length.
fn page_fits(case: &Case, checker: &mut Checker) -> bool {
    let Case { shape, place } = case;
    let place = *place;
    let pages = [1, 2].map(|scale| checker.page(place, &shape.text(BYTES * scale)));
    let [once, doubled] = [&pages[0], &pages[1]].map(|page| least_time(page, place, checker));
    // A page that grew by more or less than twice, as where a run of newlines collapses, is measured by its length.
    let growth = pages[1].len() as f64 / pages[0].len() as f64 / 2.0;
    let factor = doubled.as_secs_f64() / once.as_secs_f64() / growth;
    let fits = factor <= MOST_OF_PAGE || doubled < Duration::from_micros(500);
    println!(
        "| {} | {:.1} MB | {:.1} ms | {:.1} ms | {factor:.2}{} |",
        case.name(),
        pages[1].len() as f64 / 1e6,
        once.as_secs_f64() * 1e3,
        doubled.as_secs_f64() * 1e3,
        if fits { "" } else { " TOO MUCH" },
    );
    fits
}

fn least_time(page: &str, place: Place, checker: &mut Checker) -> Duration {
    let (mut least, mut in_all) = (Duration::MAX, Duration::ZERO);
    for run in 0..MOST_RUNS {
        if run >= RUNS && in_all >= IN_ALL {
            break;
        }
        let start = now();
        checked_page(checker, place, page);
        let took = now() - start;
        least = least.min(took);
        in_all += took;
    }
    least
}

/// The processor time of this thread, which other programs on the machine do not change.
#[cfg(unix)]
fn now() -> Duration {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(now.tv_sec as u64, now.tv_nsec as u32)
}

#[cfg(not(unix))]
fn now() -> Duration {
    static START: std::sync::LazyLock<std::time::Instant> =
        std::sync::LazyLock::new(std::time::Instant::now);
    START.elapsed()
}

/// The processor time of the children that have ended, and of theirs, in hundredths of a second.
#[cfg(target_os = "linux")]
fn time_of_children() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("there is /proc");
    // Behind the name, which may hold anything: the 14th and 15th are user and system time of children.
    let (_, behind) = stat.rsplit_once(')').expect("the name is in parentheses");
    let ticks = behind.split_whitespace().skip(13).take(2);
    let ticks = ticks.map(|ticks| ticks.parse::<u64>().expect("a number"));
    Duration::from_millis(10 * ticks.sum::<u64>())
}

#[cfg(not(target_os = "linux"))]
fn time_of_children() -> Duration {
    static START: std::sync::LazyLock<std::time::Instant> =
        std::sync::LazyLock::new(std::time::Instant::now);
    START.elapsed()
}
