//! What the merge driver relies on about Git, each tried with the Git that is installed.

use crate::site::{BASE, Branches, PAGE, page};
use crate::support::script;

fn ours() -> String {
    page(&BASE.replace("lamp is old", "lamp is green"))
}

fn theirs() -> String {
    page(&BASE.replace("lamp is old", "lamp is broken"))
}

/// Two branches in conflict, in a clone whose driver is a line of shell.
fn with_driver(line: &str) -> Branches {
    let repo = Branches::new();
    repo.diverge(&ours(), &theirs());
    repo.git(&["config", "merge.tikicheck.driver", line]);
    repo
}

/// A driver that writes what it sees into a file beside the repository.
fn spy() -> (Branches, std::path::PathBuf) {
    let repo = with_driver("");
    let (log, tool) = (repo.beside("log"), repo.beside("spy"));
    script(
        &tool,
        &format!(
            "#!/bin/sh\n{{ echo \"$@\"; pwd; ls -a; ls .git; cat {PAGE}; }} >>'{}'\nexit 0\n",
            log.display()
        ),
    );
    let line = format!(
        "'{}' %O %A %B --marker-size=%L --path=%P --base=%S --ours=%X --theirs=%Y",
        tool.display()
    );
    repo.git(&["config", "merge.tikicheck.driver", &line]);
    (repo, log)
}

#[test]
fn a_driver_sees_our_work_tree_and_a_locked_index() {
    let (repo, log) = spy();
    repo.run(&["merge", "--no-edit", "topic"]).expect(0);
    let log = std::fs::read_to_string(log).expect("it was called");
    let first = log.lines().next().expect("a call");
    assert!(first.starts_with(".merge_file_"), "{first}");
    assert!(
        first.contains("--marker-size=7 --path=content/posts/a.md --base="),
        "{first}"
    );
    assert!(first.ends_with("--ours=HEAD --theirs=topic"), "{first}");
    let dir = log.lines().nth(1).expect("a directory");
    assert_eq!(dir, repo.root.display().to_string());
    assert!(
        log.contains("\nindex.lock\n") && !log.contains("MERGE_HEAD"),
        "{log}"
    );
    assert!(
        log.contains("lamp is green") && !log.contains("lamp is broken"),
        "{log}"
    );
}

#[test]
fn octopus_and_resolve_do_not_call_it() {
    let (repo, log) = spy();
    repo.run(&["merge", "--no-edit", "-s", "resolve", "topic"]);
    assert!(!log.exists());
    repo.run(&["reset", "--quiet", "--hard"]);
    repo.git(&["branch", "third", "HEAD~1"]);
    repo.git(&["checkout", "--quiet", "third"]);
    repo.write("x", "x");
    repo.commit_all("x");
    repo.git(&["checkout", "--quiet", "main"]);
    repo.run(&["merge", "--no-edit", "third", "topic"]);
    assert!(!log.exists());
}

#[test]
fn a_missing_driver_leaves_ours_without_markers() {
    let repo = with_driver("no-such-program %O %A %B");
    repo.run(&["merge", "--no-edit", "topic"]).expect(1);
    // So one `git add` would lose their side: the line that `install` writes has a way out of its own.
    assert_eq!(repo.page_text(), ours());
}

#[test]
fn the_line_of_the_clone_falls_back_to_gits_own_merge() {
    let repo = Branches::new();
    repo.diverge(&ours(), &theirs());
    let line = repo.git(&["config", "merge.tikicheck.driver"]);
    let program = line
        .split("command -v ")
        .nth(1)
        .and_then(|rest| rest.split(' ').next());
    let gone = line
        .trim_end()
        .replace(program.expect("a program"), "/no/such/program");
    repo.git(&["config", "merge.tikicheck.driver", &gone]);
    repo.run(&["merge", "--no-edit", "topic"]).expect(1);
    let merged = repo.page_text();
    assert!(merged.matches("<<<<<<< HEAD\n").count() > 1, "{merged}");
    assert!(merged.contains(">>>>>>> topic\n"), "{merged}");
    // Where there is nothing to choose, it is merged.
    let repo = Branches::new();
    repo.git(&["config", "merge.tikicheck.driver", &gone]);
    repo.diverge(&ours(), &page(BASE).replacen("[a]", "[a, b]", 1));
    repo.run(&["merge", "--no-edit", "topic"]).expect(0);
}

#[test]
fn exit_codes_above_128_and_signals_call_the_merge_off() {
    for line in ["exit 129", "exit 255", "kill -9 $$", "kill -6 $$"] {
        let repo = with_driver(line);
        repo.git(&["update-ref", "ORIG_HEAD", "HEAD"]);
        let before = repo.standing();
        let run = repo.run(&["merge", "--no-edit", "topic"]);
        assert!(!matches!(run.code, Some(0 | 1)), "{line}: {:?}", run.code);
        before.assert_same(&repo.standing());
    }
}

#[test]
fn exit_codes_from_1_to_128_are_conflicts() {
    for line in ["exit 1", "exit 128"] {
        let repo = with_driver(line);
        repo.run(&["merge", "--no-edit", "topic"]).expect(1);
        assert_eq!(
            repo.git(&["diff", "--name-only", "--diff-filter=U"]).trim(),
            PAGE
        );
    }
}

#[test]
fn placeholders_are_quoted_already() {
    let repo = Branches::with(&[("content/it's a page.md", page(BASE))]);
    let path = "content/it's a page.md";
    repo.git(&["checkout", "--quiet", "-b", "a$(branch)'s"]);
    repo.write(path, theirs());
    repo.commit_all("theirs");
    repo.git(&["checkout", "--quiet", "main"]);
    repo.write(path, ours());
    repo.commit_all("ours");
    repo.run(&["merge", "--no-edit", "a$(branch)'s"]).expect(1);
    let merged = String::from_utf8(repo.read(path)).expect("UTF-8");
    assert!(merged.contains(">>>>>>> a$(branch)'s\n"), "{merged}");
    assert_eq!(merged.matches("<<<<<<<").count(), 1);
}

#[test]
fn a_virtual_base_has_longer_markers_and_names_of_its_own() {
    let (repo, log) = spy();
    repo.git(&["branch", "main-before"]);
    repo.run(&["merge", "--no-edit", "topic"]).expect(0);
    repo.git(&["checkout", "--quiet", "topic"]);
    repo.run(&["merge", "--no-edit", "main-before"]).expect(0);
    repo.write(PAGE, page(&BASE.replace("bread", "wine")));
    repo.commit_all("more");
    repo.git(&["checkout", "--quiet", "main"]);
    std::fs::remove_file(&log).expect("it was called");
    repo.run(&["merge", "--no-edit", "topic"]);
    let log = std::fs::read_to_string(log).expect("it was called");
    assert!(log.contains("--marker-size=9 "), "{log}");
    assert!(
        log.contains("--ours=Temporary merge branch 1 --theirs=Temporary merge branch 2"),
        "{log}"
    );
}

#[test]
fn attributes_below_a_directory_are_not_there_in_a_sparse_checkout() {
    let (repo, log) = spy();
    repo.git(&["mv", ".gitattributes", "content/.gitattributes"]);
    repo.write("content/.gitattributes", "*.md merge=tikicheck\n");
    repo.write("other/x", "x");
    repo.commit_all("moved");
    repo.git(&["sparse-checkout", "set", "other"]);
    repo.run(&["merge", "--no-edit", "topic"]);
    assert!(!log.exists(), "so they have to stand at the root");
}
