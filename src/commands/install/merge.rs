//! Registers the merge driver and the reading of diffs in a clone, and the lines of `.gitattributes` that name them.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use crate::cli::{Attributes, ConfigChoice, Version};
use crate::config::Config;
use crate::git::Repo;
use crate::project::{Environment, Project, RunError};
use crate::text::sanitize::visible_path;
use crate::text::shell;

/// The name under which attributes name driver and diff.
pub const NAME: &str = "tikicheck";

/// What `tikicheck source` writes; a higher number makes Git forget what it kept of an earlier one.
const DIFF_VERSION: u32 = 1;

/// Registers the driver; what was done, in words.
///
/// # Errors
///
/// Where the configuration of the clone or `.gitattributes` cannot be read or written.
pub fn install(
    repo: &Repo,
    attributes: Attributes,
    environment: &Environment,
) -> Result<String, RunError> {
    let program = program(repo, environment)?;
    let mut said = String::new();
    for (key, value) in settings(&program) {
        let is_new = repo.configure(&key, &value)?;
        let done = if is_new { "set" } else { "already set" };
        let _ = writeln!(said, "{done}: {key}");
    }
    // It tells the driver of no merge of common ancestors, in which no conflict may stay.
    if !repo.names_merge_sides()? {
        repo.configure("merge.tikicheck.recursive", "binary")?;
    }
    let root = repo.root()?;
    let file = root.join(".gitattributes");
    let lines = lines(root, environment)?;
    let known = read(&file)?;
    let missing: Vec<&String> = lines
        .iter()
        .filter(|line| !known.lines().any(|known| known.trim() == **line))
        .collect();
    let shown = visible_path(Path::new(".gitattributes"));
    match (missing.as_slice(), attributes) {
        ([], _) => {
            let _ = writeln!(said, "already there: the lines of {shown}");
        }
        (_, Attributes::Show) => {
            let _ = writeln!(
                said,
                "for everybody who works on this site, {shown} at the root of the repository needs these lines \
                 (`tikicheck install --merge --attributes` writes them):"
            );
            for line in missing {
                let _ = writeln!(said, "  {line}");
            }
        }
        (_, Attributes::Write) => {
            let mut text = known.clone();
            if !text.is_empty() && !text.ends_with('\n') {
                text.push('\n');
            }
            for line in missing {
                text.push_str(line);
                text.push('\n');
            }
            fs::write(&file, text).map_err(|source| RunError::Unwritable {
                path: file.clone(),
                source,
            })?;
            let _ = writeln!(said, "written: {shown}; commit it");
        }
    }
    Ok(said)
}

/// Takes the driver out of the clone; what was done, in words.
///
/// # Errors
///
/// Where the configuration of the clone cannot be written.
pub fn uninstall(repo: &Repo) -> Result<String, RunError> {
    let mut said = String::new();
    for kind in ["merge", "diff", "mergetool"] {
        let section = format!("{kind}.{NAME}");
        let done = match repo.unconfigure(&section)? {
            true => "removed",
            false => "nothing to remove",
        };
        let _ = writeln!(said, "{done}: {section}");
    }
    Ok(said)
}

/// What is set in the configuration of the clone.
///
/// Git takes a driver that is missing, or that fails before it wrote anything, for a conflict without markers, and one
/// `git add` would lose the other side. So the line itself falls back to Git's own merge. A reading of diffs that is
/// missing would keep `git diff` from working at all.
fn settings(program: &str) -> [(String, String); 5] {
    let is_there = format!("command -v {program} >/dev/null 2>&1");
    let key = |name: &str| name.replace('*', NAME);
    // Git reads `%` in this line alone.
    let in_driver = is_there.replace('%', "%%");
    let driver = program.replace('%', "%%");
    [
        (
            key("merge.*.driver"),
            format!(
                "if {in_driver}; then {driver} merge-driver %O %A %B --marker-size=%L --path=%P --base=%S --ours=%X \
                 --theirs=%Y; else git merge-file --marker-size=%L -L %X -L %S -L %Y %A %O %B; fi"
            ),
        ),
        // A driver with a name and no line would keep Git from merging at all.
        (
            key("merge.*.name"),
            "pages of a migrated wiki, by their source".to_owned(),
        ),
        (
            key("diff.*.textconv"),
            format!(
                "f() {{ if {is_there}; then {program} source --for-diff={DIFF_VERSION} -- \"$1\"; else cat \"$1\"; fi; }}; f"
            ),
        ),
        (
            key("mergetool.*.cmd"),
            format!("{program} mergetool \"$BASE\" \"$LOCAL\" \"$REMOTE\" \"$MERGED\""),
        ),
        (key("mergetool.*.trustExitCode"), "true".to_owned()),
    ]
}

/// How a shell calls this program: by its name where it is found by that, else by its path.
fn program(repo: &Repo, environment: &Environment) -> Result<String, RunError> {
    if let Some(path) = repo.configured_path("tikicheck.path")? {
        return Ok(shell::path(&path));
    }
    let name = format!("tikicheck{}", std::env::consts::EXE_SUFFIX);
    let mut dirs = environment.path_dirs.iter();
    let is_found = dirs.any(|dir| dir.join(&name).is_file());
    Ok(match &environment.program {
        Some(program) if !is_found => shell::path(program),
        _ => NAME.to_owned(),
    })
}

/// The lines of `.gitattributes` for the pages of the site.
fn lines(root: &Path, environment: &Environment) -> Result<Vec<String>, RunError> {
    let project = Project::find(environment, &ConfigChoice::Root, &Version::Disk)?;
    let config = project.config(&ConfigChoice::Root)?;
    let _ = root;
    let patterns = patterns(&config, &project.prefix);
    let line = |kind: &str, pattern: &String| format!("{pattern} {kind}={NAME}");
    Ok(["merge", "diff"]
        .iter()
        .flat_map(|kind| patterns.iter().map(move |pattern| line(kind, pattern)))
        .collect())
}

/// The patterns of the pages as Git writes them; those that it would read otherwise give all Markdown files.
fn patterns(config: &Config, prefix: &Path) -> Vec<String> {
    let is_alike = |pattern: &str| {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "/._-*".contains(c);
        pattern.chars().all(is_plain) && !pattern.starts_with('-')
    };
    let prefix = match prefix.to_str() {
        Some("") => String::new(),
        Some(prefix) => format!("{prefix}/").replace('\\', "/"),
        None => return vec!["*.md".to_owned()],
    };
    let mut patterns: Vec<String> = config
        .pages
        .iter()
        .map(|pattern| match pattern.as_str() {
            "**/*.md" if prefix.is_empty() => "*.md".to_owned(),
            pattern => format!("{prefix}{pattern}"),
        })
        .collect();
    if !patterns.iter().all(|pattern| is_alike(pattern)) {
        patterns = vec!["*.md".to_owned()];
    }
    patterns
}

/// The text of a file; none where there is no such file.
fn read(file: &Path) -> Result<String, RunError> {
    match fs::read(file) {
        Ok(text) => Ok(String::from_utf8_lossy(&text).into_owned()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        Err(source) => Err(RunError::Unreadable {
            path: file.to_owned(),
            source,
        }),
    }
}
