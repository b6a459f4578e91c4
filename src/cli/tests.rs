//! What a command line says, and what is refused.

use super::*;
use crate::check::{HandEdits, Misfits, Unmeant};

fn said(line: &str) -> Result<Command, clap::Error> {
    parse_from(std::iter::once("tikicheck").chain(line.split_whitespace()))
}

fn check(line: &str) -> CheckArgs {
    match said(line) {
        Ok(Command::Check(arguments)) => arguments,
        other => panic!("`{line}` is no check: {other:?}"),
    }
}

fn refused(line: &str) -> String {
    let error = said(line).expect_err(line);
    assert_eq!(error.exit_code(), 2, "{line}");
    error.to_string()
}

#[test]
fn the_description_is_consistent() {
    command().debug_assert();
}

#[test]
fn bare_it_reports_on_all_pages_on_disk() {
    assert_eq!(
        check(""),
        CheckArgs {
            targets: Targets::All,
            version: Version::Disk,
            strangers: Strangers::Refuse,
            action: Action::Report,
            hand_edits: HandEdits::Keep,
            misfits: Misfits::Keep,
            unmeant: Unmeant::Keep,
            cause: None,
            rules: Vec::new(),
            by: None,
            statistics: false,
            outputs: Vec::new(),
            limit: None,
            format: OutputFormat::Human,
            config: ConfigChoice::Root,
            strict: false,
            terminal: Terminal {
                color: ColorChoice::Auto,
                verbosity: Verbosity::Normal
            },
            jobs: None,
        }
    );
}

#[test]
fn every_flag_of_a_check_is_heard() {
    assert_eq!(
        check(
            "--fix --discard-edits --staged --format json --no-config --strict --color never -q --jobs 3 a b*"
        ),
        CheckArgs {
            targets: Targets::Named(vec!["a".into(), "b*".into()]),
            version: Version::Staged,
            strangers: Strangers::Refuse,
            action: Action::Fix,
            hand_edits: HandEdits::Discard,
            misfits: Misfits::Keep,
            unmeant: Unmeant::Keep,
            cause: None,
            rules: Vec::new(),
            by: None,
            statistics: false,
            outputs: Vec::new(),
            limit: None,
            format: OutputFormat::Json,
            config: ConfigChoice::Defaults,
            strict: true,
            terminal: Terminal {
                color: ColorChoice::Never,
                verbosity: Verbosity::Quiet
            },
            jobs: NonZeroUsize::new(3),
        }
    );
    assert_eq!(
        check("--since main").version,
        Version::Since("main".to_owned())
    );
    assert_eq!(
        check("--config c.yaml").config,
        ConfigChoice::File("c.yaml".into())
    );
    assert_eq!(check("--fix").action, Action::Fix);
    assert_eq!(check("-vv").terminal.verbosity, Verbosity::Verbose(2));
}

#[test]
fn a_diff_is_the_patch_format() {
    assert_eq!(check("--diff").format, OutputFormat::Patch);
    assert_eq!(check("--diff --format patch"), check("--format patch"));
    assert_eq!(check("--diff").action, Action::Report);
    assert_eq!(
        check("--diff --discard-edits a.md").hand_edits,
        HandEdits::Discard
    );
    assert_eq!(
        check("--diff --keep-edits").hand_edits,
        HandEdits::KeepAlike
    );
    assert!(refused("--keep-edits").contains("needs `--fix`, or `--diff`"));
    assert!(refused("--fix --discard-edits").contains("takes the pages by name"));
    refused("--fix --keep-edits --discard-edits a.md");
    assert_eq!(check("--fix --rewrite").misfits, Misfits::Rewrite);
    assert!(refused("--rewrite").contains("needs `--fix`, or `--diff`"));
    assert_eq!(check("--diff --as-meant").unmeant, Unmeant::Change);
    assert!(refused("--as-meant").contains("needs `--fix`, or `--diff`"));
    assert!(refused("--discard-edits").contains("needs `--fix`, or `--diff`"));
    assert!(refused("--diff --format json").contains("`--diff` is `--format patch`"));
}

#[test]
fn every_format_has_its_name() {
    let names: Vec<_> = OutputFormat::value_variants()
        .iter()
        .filter_map(|f| Some(f.to_possible_value()?.get_name().to_owned()))
        .collect();
    assert_eq!(
        names.join(" "),
        "human concise json sarif github gitlab html patch"
    );
}

#[test]
fn standard_input_needs_a_name_and_stands_alone() {
    assert_eq!(
        check("--stdin-filename a/b.md -").targets,
        Targets::Stdin("a/b.md".into())
    );
    assert!(refused("-").contains("`-` needs `--stdin-filename PATH`"));
    assert!(refused("--stdin-filename a.md").contains("needs `-` as the path"));
    assert!(refused("--stdin-filename a.md - b.md").contains("no other path"));
    for flag in ["--staged", "--since main"] {
        assert!(
            refused(&format!("--stdin-filename a.md {flag} -")).contains("cannot be used with")
        );
    }
}

#[test]
fn what_cannot_go_together_is_refused() {
    for (line, words) in [
        ("--diff --fix", "cannot be used with"),
        ("--discard-edits", "--fix"),
        ("--config a --no-config", "cannot be used with"),
        ("--staged --since main", "cannot be used with"),
        (
            "--fix --format patch",
            "only shows what `--fix` would change",
        ),
        ("-q -v", "cannot be used with"),
        ("--jobs 0", "invalid value '0'"),
        ("--jobs many", "invalid value 'many'"),
        ("--since --fix", "a value is required"),
        ("--since=--fix", "does not start with `-`"),
        ("--since=", "a revision is needed"),
    ] {
        let message = refused(line);
        assert!(message.contains(words), "`{line}` says: {message}");
    }
}

#[test]
fn a_mistyped_name_gets_its_nearest_neighbour() {
    for (line, near) in [
        ("--stagged", "'--staged'"),
        ("--no-conf", "'--no-config'"),
        ("--format jsn", "'json'"),
        ("--color sometimes", "auto, always, never"),
        ("explain stale-pgae", "'stale-page'"),
        ("render --emit tre", "'tree'"),
        ("completions bsh", "'bash'"),
    ] {
        let message = refused(line);
        assert!(message.contains(near), "`{line}` says: {message}");
    }
    let instead = |path| instead_of_path(path).unwrap_or_default();
    assert_eq!(instead("explian"), "did you mean the command `explain`?");
    assert_eq!(instead("fix"), "did you mean the flag `--fix`?");
    assert!(instead("check").contains("run `tikicheck` without a command"));
    assert_eq!(instead_of_path("content"), None);
}

#[test]
fn a_word_is_a_command_only_in_first_place() {
    assert_eq!(
        said("install").expect("a command"),
        Command::Install(Installed::Hooks)
    );
    assert_eq!(
        said("uninstall").expect("a command"),
        Command::Uninstall(Installed::Hooks)
    );
    assert_eq!(said("init").expect("a command"), Command::Init);
    for line in ["./render", "--fix render", "a.md render", "-- render"] {
        assert!(matches!(check(line).targets, Targets::Named(_)), "{line}");
    }
}

#[test]
fn render_takes_a_file_or_standard_input() {
    let plain = RenderArgs {
        output: RenderOutput::Part(Emit::Markdown, None),
        set: Vec::new(),
        config: ConfigChoice::Root,
        terminal: check("").terminal,
    };
    assert_eq!(
        said("render").expect("a command"),
        Command::Render(plain.clone())
    );
    assert_eq!(
        said("render -").expect("a command"),
        Command::Render(plain.clone())
    );
    assert_eq!(
        said("render --emit page --config c.yaml a.tiki").expect("a command"),
        Command::Render(RenderArgs {
            output: RenderOutput::Part(Emit::Page, Some("a.tiki".into())),
            config: ConfigChoice::File("c.yaml".into()),
            ..plain.clone()
        })
    );
    let set = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    assert_eq!(
        said("render --dialect tiki --set tiki.newlines=soft --report").expect("a command"),
        Command::Render(RenderArgs {
            set: vec![set("dialect", "tiki"), set("tiki.newlines", "soft")],
            output: RenderOutput::Report(Vec::new()),
            ..plain.clone()
        })
    );
    assert_eq!(
        said("render --report a.tiki wiki *.txt").expect("a command"),
        Command::Render(RenderArgs {
            output: RenderOutput::Report(["a.tiki", "wiki", "*.txt"].map(Into::into).to_vec()),
            ..plain
        })
    );
    let several = said("render a.tiki b.tiki").expect_err("one text is written");
    assert!(
        several
            .to_string()
            .contains("with `--report` it takes several")
    );
    assert!(said("render --report a.tiki -").is_err());
    assert!(said("render --set newlines").is_err());
    assert!(said("render --dialect latin").is_err());
}

#[test]
fn rules_and_shells_are_known_by_name() {
    assert_eq!(said("explain").expect("a command"), Command::Explain(None));
    for &rule in Rule::ALL {
        let line = format!("explain {}", rule.name());
        assert_eq!(
            said(&line).expect("a command"),
            Command::Explain(Some(rule))
        );
    }
    assert_eq!(
        said("completions zsh").expect("a command"),
        Command::Completions(Shell::Zsh)
    );
}

#[test]
fn help_and_version_are_no_failures() {
    for line in ["--help", "-h", "--version", "render --help"] {
        assert_eq!(said(line).expect_err(line).exit_code(), 0, "{line}");
    }
}

#[cfg(unix)]
#[test]
fn paths_are_bytes() {
    use std::os::unix::ffi::OsStringExt as _;
    let path = OsString::from_vec(b"a\xff\n.md".to_vec());
    let command = parse_from(["tikicheck".into(), path.clone()]).expect("a check");
    assert!(
        matches!(command, Command::Check(CheckArgs { targets: Targets::Named(paths), .. }) if paths == [path])
    );
}

#[test]
fn the_help_reads_well() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        insta::assert_snapshot!("help", command().term_width(100).render_help());
        insta::assert_snapshot!("help-long", command().term_width(100).render_long_help());
    });
}

#[test]
fn a_hook_is_handed_files_and_may_get_none() {
    let handed = check("--hook a.md README.md");
    let files = vec!["a.md".into(), "README.md".into()];
    assert_eq!(handed.targets, Targets::Handed(files));
    assert_eq!(handed.version, Version::Staged);
    assert_eq!(handed.strangers, Strangers::PassOver);
    assert_eq!(check("--hook --fix").targets, Targets::Handed(Vec::new()));
    let named = check("--force-exclude a.md");
    assert_eq!(named.targets, Targets::Named(vec!["a.md".into()]));
    assert_eq!(named.strangers, Strangers::PassOver);
    for line in [
        "--hook --staged",
        "--hook --since main",
        "--hook --stdin-filename a.md -",
        "--hook -",
    ] {
        refused(line);
    }
}

#[test]
fn a_flag_that_nobody_knows_is_answered_with_the_nearest() {
    let said = refused("--fx");
    assert!(
        said.contains("'--fix'") && !said.contains("-- --fx"),
        "{said}"
    );
    let said = refused("--zzzzzz");
    assert!(!said.contains("tip:"), "{said}");
}

#[test]
fn numbers_and_revisions_that_are_none_say_what_is_needed() {
    for jobs in ["--jobs 0", "--jobs x", "--jobs 99999999999999999999"] {
        let said = refused(jobs);
        assert!(
            said.contains("a number of threads is needed, from 1"),
            "{said}"
        );
    }
    for since in [
        "--since ^main",
        "--since main..topic",
        "--since main...topic",
    ] {
        let said = refused(since);
        assert!(said.contains("one revision is needed"), "{said}");
    }
}

#[test]
fn a_limit_is_for_people() {
    assert_eq!(check("--limit 7").limit, Some(7));
    assert_eq!(check("--limit 0 --format concise").limit, Some(0));
    for format in ["json", "sarif", "github", "gitlab", "html", "patch"] {
        let said = refused(&format!("--limit 7 --format {format}"));
        assert!(said.contains("`human` and `concise`"), "{said}");
    }
}
