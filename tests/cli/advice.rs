//! What to do about findings: the commands of a report, pasted as they are, lose nothing that nobody named.

use super::read;
use super::support::TestRepo;
use super::support::binary::copy_of;

const EDITED: &str = "content/posts/omega-3-and-dry-eyes.md";
const CONFLICTING: &str = "content/posts/vitamin-b12-after-50.md";
const REFUSED: &str = "content/posts/vitamin-d-and-falls-in-older-adults.md";
const STALE: &str = "content/posts/vitamin-k2-and-arteries.md";

/// The example site, with `copies` more pages that were edited by hand, in a way that no wiki text generates; and with a
/// page on which body and source say another thing in the same place.
fn site(copies: usize) -> TestRepo {
    let site = copy_of("examples/site");
    let page = read(&site, EDITED).replacen("oil. So is", "oil.\n\n```\none\ntwo\n```\n\nSo is", 1);
    site.write(EDITED, &page);
    let both = read(&site, CONFLICTING).replacen("**200 pg/mL**", "**250 pg/mL**", 1);
    site.write(CONFLICTING, &both);
    // The refused edit of the example site is taken back.
    let table = "\n| dose | falls |\n| --- | --- |\n| 800 IU | fewer |\n";
    let refused = read(&site, REFUSED);
    assert!(refused.contains(table));
    site.write(REFUSED, refused.replacen(table, "", 1));
    for number in 0..copies {
        site.write(format!("content/posts/edited-{number}.md"), &page);
    }
    site
}

/// The ways out at the end of a report: what each does, and its commands.
fn advice(report: &str) -> Vec<(&str, Vec<&str>)> {
    let mut ways: Vec<(&str, Vec<&str>)> = Vec::new();
    let mut lines = report.lines().peekable();
    while let Some(line) = lines.next() {
        let is_head = line.ends_with(':')
            && lines
                .peek()
                .is_some_and(|next| next.starts_with("  tikicheck"));
        if is_head {
            ways.push((line, Vec::new()));
        }
        while let Some(command) = lines.next_if(|next| is_head && next.starts_with("  tikicheck")) {
            if let Some((_, commands)) = ways.last_mut() {
                commands.push(command.trim_start());
            }
        }
    }
    ways
}

#[test]
fn what_fixes_pages_loses_no_edit() {
    let run = site(0).tikicheck(&[]);
    let ways = advice(run.ended_with(1));
    assert_eq!(ways[0], ("To fix this:", vec!["tikicheck --fix"]));
    let drops = |command: &&str| command.contains("--discard-edits");
    for (words, commands) in &ways[1..] {
        for command in commands.iter().filter(|command| drops(command)) {
            assert!(
                words.contains("to drop") || words.contains("To drop"),
                "{words}"
            );
            assert!(
                [EDITED, CONFLICTING]
                    .iter()
                    .any(|page| command.ends_with(page)),
                "{command}"
            );
        }
    }
    // Keeping an edit comes before dropping it.
    let keep = format!("tikicheck --fix {EDITED}");
    let drop = format!("tikicheck --fix --discard-edits {EDITED}");
    let place = |wanted: &str| ways.iter().position(|(_, commands)| commands == &[wanted]);
    assert!(
        place(&keep) < place(&drop) && place(&keep).is_some(),
        "{ways:#?}"
    );
}

/// What is pasted into a shell is the command alone: zsh takes `#` for a word, and an apostrophe opens a quote.
#[test]
fn no_command_holds_a_remark() {
    let run = site(5).tikicheck(&[]);
    let ways = advice(run.ended_with(1));
    assert!(ways.len() >= 4, "{ways:#?}");
    for command in ways.iter().flat_map(|(_, commands)| commands) {
        assert!(!command.contains(['#', '\'', '…']), "{command}");
    }
}

/// However many pages were edited, no command drops an edit of a page that it does not name.
#[test]
fn edits_are_dropped_by_name_only() {
    let run = site(5).tikicheck(&[]);
    let report = run.ended_with(1);
    assert!(
        report.contains("To drop the edit instead, name the page; this is the first of 6:\n  tikicheck --fix --discard-edits content/posts/edited-0.md\n"),
        "{report}"
    );
}

#[test]
fn a_fix_and_a_diff_say_what_they_leave_alone() {
    let said = "not fixed: 1 page edited by hand (`edited-body`)\n";
    for flag in ["--fix", "--diff"] {
        let site = site(0);
        let before = read(&site, EDITED);
        let run = site.tikicheck(&[flag, EDITED]);
        run.ended_with(1);
        assert!(run.stderr.contains(said), "{run:#?}");
        assert_eq!(read(&site, EDITED), before);
        // What they do not leave alone is not told as such.
        let run = site.tikicheck(&[flag, "--discard-edits", EDITED]);
        assert!(!run.stderr.contains("not fixed"), "{run:#?}");
        let run = site.tikicheck(&[flag, STALE]);
        assert!(!run.stderr.contains("not fixed"), "{run:#?}");
    }
    let run = site(0).tikicheck(&["--diff"]);
    run.ended_with(1);
    let left = run
        .stderr
        .lines()
        .find(|line| line.starts_with("not fixed"));
    assert_eq!(
        left,
        Some(
            "not fixed: 3 pages that cannot be compared (`damaged-block`, `not-utf-8`, `too-large`), 2 pages edited by hand (`edited-body`, `conflicting-edits`), 1 page edited by hand, which `--keep-edits` fixes (`edited-body`), 1 page that the settings do not fit (`misfit`), 11 pages with findings that no fix fixes"
        )
    );
}
