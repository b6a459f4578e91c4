//! What goes where: formats, exit codes, quiet runs, closed pipes, and the same output on every run.

use std::io::Read as _;
use std::process::Stdio;

use serde_json::{Value, json};

use super::support::binary::copy_of;
use super::{SEED_PAGE, read, seed_page, seed_site};

const EXAMPLE: &str = "examples/site";

#[test]
fn json_has_the_documented_shape() {
    let site = seed_site();
    site.write(
        SEED_PAGE,
        seed_page().replace("(__OR = 0.47__", "(__OR = 0.48__"),
    );
    let run = site.tikicheck(&["--format", "json"]);
    assert_eq!(run.stderr, "1 page: 0 in sync, 1 drifted\n");
    let report: Value = serde_json::from_str(run.ended_with(1)).expect("it is JSON");

    let page = seed_page();
    let body = page.find("OR = 0.47").expect("it is there") + "OR = 0.4".len();
    let source = page.rfind("OR = 0.47").expect("it is there") + "OR = 0.4".len();
    let place = |offset: usize| {
        let before = &page[..offset];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        json!({
            "offset": offset,
            "line": before.matches('\n').count() + 1,
            "column": before[line_start..].chars().count() + 1,
        })
    };
    let start = report["findings"][0]["start"]["offset"]
        .as_u64()
        .expect("a number");
    let start = usize::try_from(start).expect("a place in a small file");
    let end = report["findings"][0]["end"]["offset"]
        .as_u64()
        .expect("a number");
    let end = usize::try_from(end).expect("a place in a small file");
    assert!((start..end).contains(&body), "{report:#}");
    let from = report["findings"][0]["source"]["start"]["offset"]
        .as_u64()
        .expect("a number");
    let from = usize::try_from(from).expect("a place in a small file");
    let found = &page[start..end];
    assert_eq!(
        report,
        json!({
            "version": 1,
            "tool": {"name": "tikicheck", "version": env!("CARGO_PKG_VERSION")},
            "summary": {"pages": 1, "in_sync": 0, "drifted": 1, "without_source": 0, "errors": 1, "warnings": 0},
            "findings": [{
                "rule": "stale-page",
                "severity": "error",
                "path": SEED_PAGE,
                "message": "the source was edited (`0.47` became `0.48`), and the page still shows the old text",
                "part": "body",
                "start": place(start),
                "end": place(end),
                "expected": found.replace("0.47", "0.48"),
                "found": found,
                "source": {"start": place(from), "text": found.replace("0.47", "0.48")},
                "cause": null,
                "fix": "safe",
                "source_change": null,
                "help": format!("run `tikicheck --fix {SEED_PAGE}`"),
            }],
        })
    );
    assert!((from..from + found.len()).contains(&source));
}

#[test]
fn every_finding_in_json_has_every_key() {
    let run = copy_of(EXAMPLE).tikicheck(&["--format", "json"]);
    let report: Value = serde_json::from_str(run.ended_with(1)).expect("it is JSON");
    let keys = |value: &Value| -> Vec<String> {
        value
            .as_object()
            .expect("an object")
            .keys()
            .cloned()
            .collect()
    };
    assert_eq!(keys(&report), ["version", "tool", "summary", "findings"]);
    let findings = report["findings"].as_array().expect("a list");
    for finding in findings {
        assert_eq!(
            keys(finding),
            [
                "rule",
                "severity",
                "path",
                "message",
                "part",
                "start",
                "end",
                "expected",
                "found",
                "source",
                "cause",
                "fix",
                "source_change",
                "help"
            ]
        );
        let change = &finding["source_change"];
        let is_edit = ["edited-body", "conflicting-edits"].map(|rule| finding["rule"] == rule);
        assert!(change.is_object() || !is_edit[0], "{finding}");
        assert!(change.is_null() || is_edit.contains(&true), "{finding}");
        if change.is_object() {
            let all = [
                "generates",
                "start",
                "before",
                "after",
                "more",
                "generated",
                "replacements",
            ];
            assert_eq!(keys(change), all);
        }
        let fix = finding["fix"].as_str().expect("a text");
        assert!(["safe", "keeps-edit", "discards-edit", "none"].contains(&fix));
        let severity = finding["severity"].as_str().expect("a text");
        assert!(["error", "warning"].contains(&severity));
        assert_eq!(keys(&finding["start"]), ["offset", "line", "column"]);
    }
    let count = |severity| {
        findings
            .iter()
            .filter(|finding| finding["severity"] == severity)
            .count()
    };
    assert_eq!(report["summary"]["errors"], count("error"));
    assert_eq!(report["summary"]["warnings"], count("warning"));
}

#[test]
fn every_format_gives_the_same_exit_code_and_keeps_to_its_channel() {
    let site = copy_of(EXAMPLE);
    let census = "27 pages: 10 in sync, 14 drifted, 3 without a source";
    for format in [
        "human", "concise", "json", "sarif", "github", "gitlab", "html", "patch",
    ] {
        let run = site.tikicheck(&["--format", format]);
        run.ended_with(1);
        let for_people = ["human", "concise", "github"].contains(&format);
        assert_eq!(
            run.stdout.ends_with(&format!("{census}\n")),
            for_people,
            "{format}"
        );
        let noted = if for_people {
            String::new()
        } else {
            format!("{census}\n")
        };
        // A patch shows what a fix would do, so it is also said what none would.
        let said = run.stderr.strip_prefix("not fixed: ");
        let said = said.and_then(|said| said.split_once('\n'));
        let (not_fixed, rest) = said.map_or((false, &*run.stderr), |(_, rest)| (true, rest));
        assert_eq!(not_fixed, format == "patch", "{format}");
        assert_eq!(rest, noted, "{format}");
    }
    for format in ["json", "sarif", "gitlab"] {
        let run = site.tikicheck(&["--format", format]);
        serde_json::from_str::<Value>(&run.stdout).expect(format);
    }
    assert_eq!(
        site.tikicheck(&["--diff"]).stdout,
        site.tikicheck(&["--format", "patch"]).stdout
    );
}

/// The text with each of the replacements of a SARIF file change, whose places are lines and columns from 1.
fn with_replacements(text: &str, replacements: &Value) -> String {
    let number = |value: &Value| usize::try_from(value.as_u64().expect("a number")).expect("small");
    let place = |line: &Value, column: &Value| {
        let lines = text.split_inclusive('\n').take(number(line) - 1);
        let start: usize = lines.map(str::len).sum();
        let mut chars = text[start..].char_indices();
        let column = chars.nth(number(column) - 1).map(|(at, _)| at);
        column.map_or(text.len(), |at| start + at)
    };
    let mut out = text.to_owned();
    for replacement in replacements.as_array().expect("a list").iter().rev() {
        let region = &replacement["deletedRegion"];
        let start = place(&region["startLine"], &region["startColumn"]);
        let end = place(&region["endLine"], &region["endColumn"]);
        let inserted = replacement["insertedContent"]["text"].as_str();
        out.replace_range(start..end, inserted.expect("a text"));
    }
    out
}

/// An editor that applies the fixes of a SARIF report, and `--fix` behind it, come to what `--fix` comes to.
#[test]
fn the_fixes_of_sarif_carry_edits() {
    let run = copy_of(EXAMPLE).tikicheck(&["--format", "sarif"]);
    let report: Value = serde_json::from_str(run.ended_with(1)).expect("it is JSON");
    let results = report["runs"][0]["results"].as_array().expect("results");
    let mut carried = 0;
    for result in results.iter().filter(|result| !result["fixes"].is_null()) {
        let [fixed, by_hand] = [copy_of(EXAMPLE), copy_of(EXAMPLE)];
        let change = &result["fixes"][0]["artifactChanges"][0];
        let page = change["artifactLocation"]["uri"].as_str().expect("a path");
        let text = read(&by_hand, page);
        let applied = with_replacements(&text, &change["replacements"]);
        assert_ne!(applied, text, "{result:#}");
        by_hand.write(page, applied);
        for site in [&fixed, &by_hand] {
            site.tikicheck(&["--fix", "--keep-edits", page]);
        }
        assert_eq!(read(&by_hand, page), read(&fixed, page), "{page}");
        assert_ne!(read(&fixed, page), text, "{page}");
        carried += 1;
    }
    assert!(carried >= 2, "{carried}");
}

#[test]
fn the_number_of_threads_changes_nothing() {
    // More pages than one thread takes at a time.
    let site = copy_of("tests/conformance/seed-era");
    site.remove("tikicheck.yaml");
    for args in [
        &["--format", "human"][..],
        &["--format", "json"],
        &["--diff", "--rewrite"],
    ] {
        let run = |jobs| {
            let run = site.tikicheck(&[args, &["--jobs", jobs]].concat());
            run.ended_with(1).to_owned()
        };
        let one = run("1");
        assert!(one.len() > 1000, "{args:?}");
        for jobs in ["2", "8", "8"] {
            assert_eq!(run(jobs), one, "{args:?}, {jobs} threads");
        }
    }
}

#[test]
fn quiet_says_only_findings() {
    let clean = seed_site().tikicheck(&["-q"]);
    assert_eq!(clean.ended_with(0), "");
    assert_eq!(clean.stderr, "");

    let site = copy_of(EXAMPLE);
    let run = site.tikicheck(&["-q", "--format", "concise"]);
    assert_eq!(run.rules().len(), run.ended_with(1).lines().count());
    let fix = site.tikicheck(&["-q", "--fix", "--format", "json"]);
    fix.ended_with(1);
    assert_eq!(fix.stderr, "");
}

#[test]
fn warnings_fail_a_strict_run_only() {
    let site = seed_site();
    site.write(SEED_PAGE, seed_page().replace("#e0e0e0;\">", "#f0f0f0;\">"));
    let lax = site.tikicheck(&["--format", "concise"]);
    lax.ended_with(0);
    assert_eq!(lax.rules(), ["block-style"]);
    site.tikicheck(&["--strict"]).ended_with(1);
    site.write("tikicheck.yaml", "rules: {block-style: error}\n");
    site.tikicheck(&[]).ended_with(1);
    site.write("tikicheck.yaml", "rules: {block-style: off}\n");
    assert_eq!(
        site.tikicheck(&["--strict"]).ended_with(0),
        "1 page: 1 in sync\n"
    );
}

#[test]
fn a_configuration_can_be_chosen() {
    let site = seed_site();
    site.write(SEED_PAGE, seed_page().replace("#e0e0e0;\">", "#f0f0f0;\">"));
    site.write(
        "tikicheck.yaml",
        "block: {style: \"background-color: #f0f0f0;\"}\n",
    );
    site.write("strict.yaml", "rules: {block-style: error}\n");
    site.tikicheck(&["--strict"]).ended_with(0);
    site.tikicheck(&["--no-config"]).ended_with(0);
    site.tikicheck(&["--no-config", "--strict"]).ended_with(1);
    site.tikicheck(&["--config", "strict.yaml"]).ended_with(1);
    site.tikicheck(&["--config", "tikicheck.yaml", "--strict"])
        .ended_with(0);
}

#[test]
fn an_accepted_finding_is_counted_and_not_told() {
    let site = seed_site();
    site.write(
        SEED_PAGE,
        seed_page().replacen("systematically", "thoroughly", 1),
    );
    let before = read(&site, SEED_PAGE);
    site.write(
        "tikicheck.yaml",
        format!("ignore:\n  - {{path: {SEED_PAGE}, rule: edited-body, reason: kept}}\n"),
    );
    let run = site.tikicheck(&[]);
    assert_eq!(run.ended_with(0), "1 page: 0 in sync, 1 drifted\n");
    site.tikicheck(&["--fix", "--discard-edits", "."])
        .ended_with(0);
    assert_eq!(read(&site, SEED_PAGE), before);
}

#[test]
fn a_reader_that_goes_away_ends_it_quietly() {
    let site = copy_of("tests/conformance/seed-era");
    site.remove("tikicheck.yaml");
    for args in [
        &["--format", "human"][..],
        &["--format", "json"],
        &["--diff", "--rewrite"],
    ] {
        let mut command = site.binary(&site.root, args);
        let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("it was built");
        let mut stdout = child.stdout.take().expect("it was asked for");
        stdout.read_exact(&mut [0]).expect("there is output");
        drop(stdout);
        let output = child.wait_with_output().expect("it ends");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            !said.contains("panicked") && !said.contains("error"),
            "{said}"
        );
        assert_eq!(output.status.code(), Some(1), "{args:?}");
    }
}

#[test]
fn the_help_holds_the_exit_codes() {
    let site = seed_site();
    for flag in ["--help", "-h"] {
        let run = site.tikicheck(&[flag]);
        let help = run.ended_with(0);
        for line in [
            "Exit codes:",
            "\n  0  checked",
            "\n  1  findings",
            "\n  2  could not check",
        ] {
            assert!(help.contains(line), "{flag} lacks {line}");
        }
    }
    let version = format!("tikicheck {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(site.tikicheck(&["--version"]).ended_with(0), version);
}

#[test]
fn the_manual_is_at_hand() {
    let site = seed_site();
    let list = site.tikicheck(&["explain"]);
    for rule in tikicheck::internals::rules::Rule::ALL {
        assert!(list.ended_with(0).contains(rule.name()));
        let entry = site.tikicheck(&["explain", rule.name()]);
        assert!(entry.ended_with(0).starts_with(rule.name()));
    }
}

#[test]
fn completions_are_for_every_shell() {
    let site = seed_site();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let run = site.tikicheck(&["completions", shell]);
        assert!(run.ended_with(0).contains("discard-edits"), "{shell}");
    }
}
