//! What machines read, of real findings in a real repository: SARIF, GitHub's annotations, GitLab's report, patches.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::Path;

use crate::support::TestRepo;
use crate::support::binary::copy_into;
use crate::support::scenario::{Project, stale};
use serde_json::Value;

/// Rule, path and line of a finding.
type Place = (String, String, u64);

/// The three versions of the pages that a run can be about.
const VERSIONS: [&[&str]; 3] = [&[], &["--staged"], &["--since", "HEAD"]];

/// The example site in a directory of a repository, and beside its pages some with hostile names; all of it staged.
fn repository() -> Project {
    let repo = TestRepo::new();
    repo.commit_all("empty");
    repo.write("site/tikicheck.yaml", "");
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/site");
    copy_into(&example, &repo.root.join("site"));
    let names = [
        "two words",
        "line\nbreak",
        "100%, a:b",
        "::error::x",
        "é",
        "-dash",
    ];
    for name in names {
        repo.write(
            format!("site/content/{name}.md"),
            stale("Old", "::error::New, 100%"),
        );
    }
    repo.git(&["add", "."]);
    Project::from(repo)
}

fn run(repo: &Project, version: &[&str], format: &str) -> String {
    let args = [version, &["--format", format]].concat();
    repo.tikicheck_in(&repo.root.join("site"), &args, &[])
        .expect(1)
        .out
}

fn json(repo: &Project, version: &[&str], format: &str) -> Value {
    serde_json::from_str(&run(repo, version, format)).expect("JSON")
}

/// What every other format has to tell too.
fn places(repo: &Project, version: &[&str]) -> Vec<Place> {
    let report = json(repo, version, "json");
    let findings = report["findings"].as_array().expect("a list");
    let place = |finding: &Value| {
        let text = |key: &str| finding[key].as_str().expect("a text").to_owned();
        let line = finding["start"]["line"].as_u64().expect("a number");
        (text("rule"), text("path"), line)
    };
    let places: Vec<_> = findings.iter().map(place).collect();
    for (_, path, line) in &places {
        let page = fs::read(repo.root.join(path)).expect("paths are relative to the repository");
        let lines = page.split(|byte| *byte == b'\n').count() as u64;
        assert!(*line <= lines, "{path}:{line}");
    }
    let rules: HashSet<_> = places.iter().map(|(rule, ..)| rule).collect();
    assert!(rules.len() > 10, "{version:?}: findings of many kinds");
    places
}

/// As `sort`, for lists that do not keep the order.
fn sorted(mut places: Vec<Place>) -> Vec<Place> {
    places.sort();
    places
}

#[test]
fn sarif() {
    let repo = repository();
    let schema = include_str!("../schemas/sarif-2.1.0.json");
    let schema: Value = serde_json::from_str(schema).expect("the schema is JSON");
    let options = jsonschema::options().should_validate_formats(true);
    let validator = options.build(&schema).expect("the schema is one");
    for version in VERSIONS {
        let log = json(&repo, version, "sarif");
        let errors: Vec<_> = validator.iter_errors(&log).map(|e| e.to_string()).collect();
        assert_eq!(errors, [""; 0], "{version:?}");
        let run = &log["runs"][0];
        let results = run["results"].as_array().expect("a list");
        let place = |result: &Value| {
            let location = &result["locations"][0]["physicalLocation"];
            let uri = location["artifactLocation"]["uri"]
                .as_str()
                .expect("a text");
            let line = location["region"]["startLine"].as_u64().expect("a number");
            let rule = result["ruleId"].as_str().expect("a text");
            let index = result["ruleIndex"].as_u64().expect("a number") as usize;
            let rules = &run["tool"]["driver"]["rules"];
            assert_eq!(rules[index]["id"].as_str(), Some(rule));
            assert!(rules[index]["help"]["text"].is_string(), "{rule} has help");
            (rule.to_owned(), decoded(uri), line)
        };
        let told: Vec<Place> = results.iter().map(place).collect();
        assert_eq!(sorted(told), sorted(places(&repo, version)), "{version:?}");
    }
}

#[test]
fn github() {
    let repo = repository();
    for version in VERSIONS {
        let output = run(&repo, version, "github");
        let (annotations, census) = output.trim_end().rsplit_once('\n').expect("lines");
        assert!(census.contains(" pages: "), "{census}");
        let place = |line: &str| {
            // Nothing of a page or its name can end the command or begin another one.
            let (head, message) = line[2..].split_once("::").expect(line);
            assert!(line.starts_with("::") && !message.is_empty(), "{line}");
            let (level, properties) = head.split_once(' ').expect(line);
            assert!(["error", "warning"].contains(&level), "{line}");
            let properties: BTreeMap<_, _> = properties
                .split(',')
                .map(|property| property.split_once('=').expect(line))
                .collect();
            // A line end in a name is shown, not given: GitHub is to be told nothing in a second line.
            let path = decoded(properties["file"]).replace('␊', "\n");
            let number = properties["line"].parse().expect("a number");
            (properties["title"].to_owned(), path, number)
        };
        let (annotations, rest) = annotations.rsplit_once('\n').expect("lines");
        assert!(rest.starts_with("… and ") && rest.contains(" × "), "{rest}");
        let told: Vec<Place> = annotations.lines().map(place).collect();
        // GitHub shows ten a step: here there are more pages with errors than that, so each is of another page.
        assert_eq!(told.len(), 10, "{version:?}");
        let pages: HashSet<_> = told.iter().map(|(_, path, _)| path).collect();
        assert_eq!(pages.len(), 10, "{version:?}");
        let all = places(&repo, version);
        assert!(told.iter().all(|place| all.contains(place)), "{version:?}");
        assert!(annotations.lines().all(|line| line.starts_with("::error ")));
    }
}

#[test]
fn gitlab() {
    let repo = repository();
    for version in VERSIONS {
        let report = json(&repo, version, "gitlab");
        let issues = report.as_array().expect("a list");
        let mut fingerprints = HashSet::new();
        let place = |issue: &Value| {
            let text = |value: &Value| value.as_str().expect("a text").to_owned();
            assert!(["major", "minor"].contains(&&*text(&issue["severity"])));
            assert!(!text(&issue["description"]).is_empty());
            assert!(fingerprints.insert(text(&issue["fingerprint"])), "{issue}");
            let line = issue["location"]["lines"]["begin"].as_u64();
            let path = text(&issue["location"]["path"]);
            (text(&issue["check_name"]), path, line.expect("a number"))
        };
        let told: Vec<Place> = issues.iter().map(place).collect();
        assert_eq!(sorted(told), sorted(places(&repo, version)), "{version:?}");
    }
}

/// A patch of what is on disk applies there, one of what is staged applies to the index; both give what a fix gives.
#[test]
fn patch() {
    for (version, apply) in [
        (&[][..], &["apply"][..]),
        (&["--staged"], &["apply", "--cached"]),
    ] {
        let repo = repository();
        let patch = run(&repo, version, "patch");
        let file = repo.beside("patch");
        fs::write(&file, &patch).expect("a file");
        repo.git(&[apply, &[file.to_str().expect("UTF-8")]].concat());
        let content = |name: &str| match version {
            [] => repo.read(name),
            _ => repo.staged(name),
        };
        let changed = match version {
            [] => repo.git(&["diff", "--name-only", "-z"]),
            // What is staged is compared with the files, which stayed as they were.
            _ => repo.git(&["diff", "--name-only", "-z", "-R"]),
        };
        let changed: Vec<_> = changed.split_terminator('\0').collect();
        assert!(
            changed.contains(&"site/content/line\nbreak.md"),
            "{changed:?}"
        );
        let patched: Vec<_> = changed.iter().map(|name| content(name)).collect();

        let fixed = repository();
        fixed
            .tikicheck_in(&fixed.root.join("site"), &["--fix"], &[])
            .expect(1);
        for (name, patched) in changed.iter().zip(patched) {
            assert!(fixed.read(name) == patched, "{name}");
        }
        let count = fixed.git(&["diff", "--name-only", "-z"]);
        assert_eq!(count.split_terminator('\0').count(), changed.len());
    }
}

/// A text without its percent escapes.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        let hex = tail.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        let escaped = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match escaped.filter(|_| byte == b'%') {
            Some(escaped) => {
                bytes.push(escaped);
                rest = &tail[2..];
            }
            None => {
                bytes.push(byte);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).expect("UTF-8")
}
