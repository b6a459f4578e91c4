//! C: pull requests and what lands.

use super::*;

use crate::support::binary::copy_into;

#[test]
fn c1_the_workflow_runs_on_what_lands() {
    let text = include_str!("../../../.github/workflows/tikicheck.yml");
    let workflow: serde_yaml::Value = serde_yaml::from_str(text).expect("YAML");
    for event in ["pull_request", "merge_group", "push"] {
        assert!(workflow["on"].get(event).is_some(), "{event}");
    }
    assert!(text.contains("fetch-depth: 0"));
}

/// The workflow as it stands, on the site that it names.
#[test]
#[cfg(unix)]
fn c1_the_workflow_passes_here() {
    let text = include_str!("../../../.github/workflows/tikicheck.yml");
    let workflow: serde_yaml::Value = serde_yaml::from_str(text).expect("YAML");
    let steps = workflow["jobs"]["pages"]["steps"].as_sequence();
    let with = &steps.expect("steps").last().expect("a step")["with"];
    let with = |key: &str| with[key].as_str().expect("a text");
    let repo = Project::new();
    let directory = with("working-directory");
    std::fs::create_dir_all(repo.root.join(directory)).expect("a directory");
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    copy_into(&manifest.join(directory), &repo.root.join(directory));
    repo.commit_all("site");
    repo.commit_all("something else");
    let temp = repo.beside("runner");
    std::fs::create_dir(&temp).expect("a directory");
    for event in ["push", "merge_group"] {
        let script = manifest.join(".github/action/run.sh");
        let mut command = repo.command_in(&repo.root.join(directory), script);
        command
            .arg("check")
            .env("RUNNER_TEMP", &temp)
            .env("TIKICHECK_BINARY", TIKICHECK)
            .env("TIKICHECK_ARGS", with("args"))
            .env("GITHUB_EVENT_NAME", event)
            .env("MERGE_GROUP_BASE", "HEAD~1");
        Run::of(&command.output().expect("a shell"))
            .expect(0)
            .says(&[" in sync"]);
    }
}

/// Under `pull_request_target`, and with a `ref` of its own, the base is checked out: nothing of the change is there.
#[test]
#[cfg(unix)]
fn c4_a_checkout_of_the_base_compares_nothing_and_says_so() {
    let repo = Project::site();
    diverge(
        &repo,
        &[(A, stale("Alpha", "Gamma"))],
        &[(B, page("Delta"))],
    );
    repo.git(&["clone", "--quiet", ".", "../clone"]);
    let clone = repo.beside("clone");
    let temp = repo.beside("runner");
    std::fs::create_dir(&temp).expect("a directory");
    let check = |variables: &[(&str, &str)]| {
        let _ = std::fs::remove_file(temp.join("summary"));
        let action = Path::new(env!("CARGO_MANIFEST_DIR")).join(".github/action/run.sh");
        let mut command = repo.command_in(&clone, action);
        command
            .arg("check")
            .env("RUNNER_TEMP", &temp)
            .env("TIKICHECK_BINARY", TIKICHECK)
            .env("GITHUB_STEP_SUMMARY", temp.join("summary"))
            .env("GITHUB_BASE_REF", "main")
            .env("MERGE_GROUP_BASE", "origin/main")
            .envs(variables.iter().copied());
        let run = Run::of(&command.output().expect("a shell"));
        let summary = std::fs::read_to_string(temp.join("summary")).expect("a summary");
        (run, summary)
    };
    for event in ["pull_request", "pull_request_target", "merge_group"] {
        let event = ("GITHUB_EVENT_NAME", event);
        // As it is, and one commit behind the base.
        for commit in ["origin/main", "origin/main~1"] {
            repo.git_in(&clone, &["checkout", "--quiet", commit]);
            let (run, summary) = check(&[event]);
            run.expect(2)
                .says(&["nothing was compared", "::error::"])
                .says_nothing_of(&["in sync"]);
            assert!(summary.contains("could not check"), "{summary}");
            assert!(summary.contains("nothing was compared"), "{summary}");
        }
        check(&[event, ("TIKICHECK_SINCE", "all")]).0.expect(0);
        repo.git_in(&clone, &["checkout", "--quiet", "origin/other"]);
        check(&[event]).0.expect(1).says(&[A]);
        let (run, _) = check(&[event, ("TIKICHECK_SINCE", "origin/main")]);
        run.expect(1).says(&[A]);
    }
    // A push may well hold nothing that another branch lacks.
    repo.git_in(&clone, &["checkout", "--quiet", "origin/main"]);
    let push = ("GITHUB_EVENT_NAME", "push");
    check(&[push]).0.expect(0).says(&["2 pages: 2 in sync"]);
    check(&[push, ("TIKICHECK_SINCE", "origin/main")])
        .0
        .expect(0)
        .says(&["nothing was compared", "0 pages"]);
}

#[test]
fn c2_no_token_is_needed() {
    for text in [
        include_str!("../../../.github/workflows/tikicheck.yml"),
        include_str!("../../../action.yml"),
    ] {
        for word in ["GITHUB_TOKEN", "github.token", "secrets.", ": write"] {
            assert!(!text.contains(word), "{word}");
        }
    }
    let workflow: serde_yaml::Value =
        serde_yaml::from_str(include_str!("../../../.github/workflows/tikicheck.yml"))
            .expect("YAML");
    assert_eq!(workflow["permissions"]["contents"].as_str(), Some("read"));
}

#[test]
fn c2_a_pull_request_gets_annotations_a_summary_and_a_patch() {
    let repo = Project::site();
    diverge(
        &repo,
        &[(A, stale("Alpha", "Gamma"))],
        &[(B, stale("Beta", "not theirs"))],
    );
    repo.git(&["clone", "--quiet", "--branch=other", ".", "../clone"]);
    let clone = repo.beside("clone");
    let temp = repo.beside("runner");
    std::fs::create_dir(&temp).expect("a directory");
    let action = Path::new(env!("CARGO_MANIFEST_DIR")).join(".github/action/run.sh");
    let mut command = repo.command_in(&clone, action);
    command
        .arg("check")
        .env("RUNNER_TEMP", &temp)
        .env("TIKICHECK_BINARY", TIKICHECK);
    command
        .env("GITHUB_EVENT_NAME", "pull_request")
        .env("GITHUB_BASE_REF", "main");
    command
        .env("GITHUB_STEP_SUMMARY", temp.join("summary"))
        .env("GITHUB_OUTPUT", temp.join("output"));
    let run = Run::of(&command.output().expect("a shell")).expect(1);
    assert!(
        run.out.contains(&format!("::error file={A},line=")),
        "{}",
        run.out
    );
    let run = run.says_nothing_of(&[B]);
    drop(run);
    let summary = std::fs::read_to_string(temp.join("summary")).expect("a summary");
    assert!(
        summary.contains(A) && summary.contains("1 drifted"),
        "{summary}"
    );
    let output = std::fs::read_to_string(temp.join("output")).expect("an output");
    let patch = output.trim().strip_prefix("patch=").expect("a patch");
    repo.git_in(&clone, &["apply", "--check", patch]);
    repo.git_in(&clone, &["apply", patch]);
    assert_eq!(
        std::fs::read(clone.join(A)).expect("a page"),
        page("Gamma").as_bytes()
    );
}

#[test]
fn c3_nothing_to_check_is_never_green() {
    let repo = Project::site();
    repo.tikicheck(&["nowhere"]).expect(2).says(&["nowhere"]);
    repo.tikicheck(&["content/*.mdx"])
        .expect(2)
        .says(&["content/*.mdx"]);
    repo.tikicheck(&["tikicheck.yaml"]).expect(2);
    repo.write("tikicheck.yaml", "pages: [\"contents/**/*.md\"]\n");
    repo.tikicheck(&[]).expect(2).says(&["contents/**/*.md"]);
    repo.tikicheck(&["--since", "HEAD"]).expect(2);
    // In a commit as well, by which the hook would go blind.
    repo.git(&["add", "."]);
    repo.commit(&[]).expect(1).says(&["contents/**/*.md"]);
    repo.tikicheck(&["--staged"]).expect(2);
    repo.git(&["reset", "--quiet", "--hard"]);
    repo.git(&["mv", "content", "contents"]);
    repo.commit(&[]).expect(1).says(&["content/**/*.md"]);
    repo.tikicheck(&["--staged"]).expect(2);
    // Both together are right.
    stage(&repo, "tikicheck.yaml", "pages: [\"contents/**/*.md\"]\n");
    repo.commit(&[]).expect(0).says(&["2 pages: 2 in sync"]);
}
