//! Any bytes as a page, from bytes to reports: nothing panics, every place lies in the file, a fix fixes and changes
//! only what is generated, and what people read is safe to look at.
#![no_main]

use std::cell::RefCell;
use std::path::Path;

use libfuzzer_sys::fuzz_target;
use tikicheck::internals::check::Verdict;
use tikicheck::internals::finding::Finding;
use tikicheck::internals::page::{self, File, Splits};
use tikicheck::internals::report::{Around, Beside, Entry, FixOf, Format, Look, Wording, write};
use tikicheck::internals::testing::{check, check_fixed};
use tikicheck::internals::text::diff;
use tikicheck_fuzz::{Fixture, assert_harmless};

thread_local! {
    static FIXTURE: RefCell<Fixture> = RefCell::default();
}

fuzz_target!(|data: &[u8]| {
    let Some((&choice, file)) = data.split_first() else {
        return;
    };
    let name = Path::new("content/posts/a.md");
    FIXTURE.with_borrow_mut(|fixture| {
        let (context, edits, workspace) = fixture.context(choice);
        let checked = check(name, file, context, edits, workspace);
        for finding in &checked.findings {
            assert!(finding.start <= finding.end, "{finding:?}");
            assert!(
                finding.end.offset <= file.len()
                    && finding.start.line > 0
                    && finding.start.column > 0
            );
        }
        assert_eq!(
            checked.verdict == Verdict::Drifted,
            checked.findings.iter().any(drifts),
            "{checked:?}"
        );
        assert_reports(&checked.findings);
        let Some(new) = checked.fixed else {
            return;
        };
        assert_ne!(new, file, "a fix that changes nothing");
        let left = check_fixed(name, &new, context, edits, workspace).expect("a fix fixes");
        // A fix of the style alone leaves an edited body as it is.
        assert!(
            matches!(left.verdict, Verdict::InSync | Verdict::Drifted),
            "{left:?}"
        );
        // A hand edit that is carried or merged into the source writes that.
        let carries = |finding: &Finding| {
            use tikicheck::internals::rules::{Fix, Rule};
            matches!(finding.rule, Rule::EditedBody | Rule::ConflictingEdits)
                && matches!(finding.fix, Fix::Safe | Fix::KeepsEdit)
        };
        if !checked.findings.iter().any(carries) {
            assert_kept(file, &new);
        }
        assert!(!diff::unified(b"a.md", file, &new).is_empty());
    });
});

fn drifts(finding: &Finding) -> bool {
    use tikicheck::internals::rules::{Group, Rule};
    (finding.rule.group() == Group::Drift && finding.rule != Rule::BlockStyle)
        || matches!(finding.rule, Rule::NotUtf8 | Rule::TooLarge)
}

/// Front matter and source are not written, whatever else is.
fn assert_kept(old: &[u8], new: &[u8]) {
    let ends = |file: &[u8]| {
        let File::Page(page) = page::read(file) else {
            return None;
        };
        let Splits::One(parts) = page.splits(file) else {
            return None;
        };
        Some((
            file[page.front_matter.range.clone()].to_vec(),
            file[parts.source].to_vec(),
        ))
    };
    if let (Some(old), Some(new)) = (ends(old), ends(new)) {
        assert_eq!(old, new, "front matter or source were written");
    }
}

fn entries(findings: &[Finding]) -> Vec<Entry> {
    let wording = Wording {
        name: &Path::to_owned,
        fix_of: FixOf::File,
        shared_style: None,
    };
    let entry = |finding: &Finding| wording.entry(finding.clone(), Beside::NoHelp);
    findings.iter().map(entry).collect()
}

fn assert_reports(findings: &[Finding]) {
    for format in [Format::Human, Format::Concise, Format::Github] {
        let mut out = Vec::new();
        write(
            format,
            &mut entries(findings).into_iter(),
            &Around::default(),
            &Look::default(),
            &mut out,
        )
        .expect("a vector takes everything");
        let text = String::from_utf8(out).expect("reports are text");
        assert!(text.len() < 256 * 1024, "a report without bound");
        if format == Format::Github {
            for line in text.lines() {
                assert_harmless(
                    line.strip_prefix("::error ")
                        .or(line.strip_prefix("::warning "))
                        .unwrap_or(line),
                );
            }
        } else {
            assert_harmless(&text);
        }
    }
    for format in [Format::Json, Format::Sarif, Format::Gitlab] {
        let mut out = Vec::new();
        write(
            format,
            &mut entries(findings).into_iter(),
            &Around::default(),
            &Look::default(),
            &mut out,
        )
        .expect("a vector takes everything");
        assert!(!out.is_empty());
    }
}
