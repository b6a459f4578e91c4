//! The site as this program writes it, and as another tikicheck does.
//!
//! The other one is asked by what every tikicheck understands: `PROGRAM --format patch --rewrite --discard-edits .`
//! prints, as a patch of the files on disk, every page that it would write otherwise.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::state::State;
use super::work::{Source, Unread};
use super::{Compared, listed, made, same};
use crate::cli::{CompareArgs, ConfigChoice};
use crate::compare::totals::Totals;
use crate::compare::{Version, compare};
use crate::generator::Workspace;
use crate::project::{Project, RunError};
use crate::run::Console;
use crate::text::diff::{file_of_patch, patched};
use crate::text::sanitize::visible_path;

/// Compares what this program generates with what another one does.
pub fn compare_with(
    project: &Project,
    program: &Path,
    args: &CompareArgs,
    console: &Console,
) -> Result<Compared, RunError> {
    let state = State::of_disk(project, &args.config)?;
    let patches = Patches::of(project, program, args)?;
    let pass = super::work::Pass {
        jobs: super::threads(args),
        progress: console.progress(),
    };
    let totals = state.with_site(|site| {
        let start = || {
            (
                Source::new(&state),
                Workspace::default(),
                Totals::default(),
                Vec::new(),
            )
        };
        let worked = pass.over(
            state.files.len(),
            start,
            |(source, workspace, totals, problems), place| {
                let file = &state.files[place];
                let bytes = match source.read(file) {
                    Ok(bytes) => bytes,
                    Err(Unread(why)) => {
                        totals.not_compared.insert(place, why);
                        return Ok(());
                    }
                };
                let theirs = match patches.of_page(&project.prefix.join(&file.path)) {
                    Ok(None) => bytes.to_vec(),
                    Ok(Some(patch)) => match patched(bytes, &patch) {
                        Some(theirs) => theirs,
                        None => {
                            let path = visible_path(&file.path);
                            let program = visible_path(program);
                            problems.push(format!("{path}: the patch of {program} does not apply"));
                            return Ok(());
                        }
                    },
                    Err(error) => return Err(RunError::NoRoom(error)),
                };
                let made = made(&state.config, site, &file.path);
                let page = Version::of(bytes);
                let Some(ours) = page.generated(made.generator, made.most, workspace) else {
                    return Ok(());
                };
                let (lead, close) = ("\n\n", "\n\n");
                let ours = Version {
                    body: format!("{lead}{}{close}", ours.text),
                    copy: None,
                    ..page
                };
                let theirs = Version {
                    copy: None,
                    ..Version::of(&theirs)
                };
                if ours.markdown() != theirs.markdown() {
                    totals.count(place, compare(&ours, &theirs, [made, made], workspace));
                }
                Ok(())
            },
        )?;
        let mut totals = Totals::default();
        let mut problems = Vec::new();
        for (source, _, counted, more) in worked {
            totals.add(counted);
            problems.extend(source.problems);
            problems.extend(more);
        }
        problems.sort();
        Ok((totals, problems))
    })?;
    let (totals, problems) = totals;
    let known = listed(&state);
    Ok(Compared {
        names: ["this tikicheck".to_owned(), visible_path(program)],
        again: format!(
            "tikicheck compare --with-program {}",
            crate::text::shell::path(program)
        ),
        pairs: same(known.len()),
        before: known.clone(),
        after: known,
        totals,
        problems,
    })
}

/// What another program would change: patches on disk, by the page.
struct Patches {
    file: std::sync::Mutex<File>,
    places: HashMap<PathBuf, (u64, u64)>,
}

impl Patches {
    /// Asks a program about the site.
    fn of(project: &Project, program: &Path, args: &CompareArgs) -> Result<Self, RunError> {
        let unreadable = |source| RunError::Unreadable {
            path: program.to_owned(),
            source,
        };
        let mut file = tempfile::tempfile().map_err(RunError::NoRoom)?;
        let out = file.try_clone().map_err(RunError::NoRoom)?;
        let full = match program.components().count() {
            // A name alone is looked for on the PATH.
            1 => program.to_owned(),
            _ => project.cwd.join(program),
        };
        let mut command = Command::new(full);
        command
            .current_dir(&project.root)
            .args([
                "--format",
                "patch",
                "--rewrite",
                "--discard-edits",
                "--quiet",
                ".",
            ])
            .stdin(Stdio::null())
            .stdout(out);
        match &args.config {
            ConfigChoice::Root => {}
            ConfigChoice::Defaults => {
                command.arg("--no-config");
            }
            ConfigChoice::File(path) => {
                command.arg("--config").arg(project.cwd.join(path));
            }
        }
        let status = command.status().map_err(unreadable)?;
        if !matches!(status.code(), Some(0 | 1)) {
            return Err(unreadable(io::Error::other(format!(
                "`--format patch --rewrite --discard-edits` ended with {status}"
            ))));
        }
        let places = places(&mut file).map_err(RunError::NoRoom)?;
        Ok(Self {
            file: std::sync::Mutex::new(file),
            places,
        })
    }

    /// The patch of the page at this path in the repository.
    fn of_page(&self, path: &Path) -> io::Result<Option<Vec<u8>>> {
        let Some(&(start, length)) = self.places.get(path) else {
            return Ok(None);
        };
        let mut file = self
            .file
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        file.seek(SeekFrom::Start(start))?;
        let mut patch = Vec::new();
        (&*file).take(length).read_to_end(&mut patch)?;
        Ok(Some(patch))
    }
}

/// Where the patch of each file begins, and how many bytes it has.
fn places(file: &mut File) -> io::Result<HashMap<PathBuf, (u64, u64)>> {
    file.seek(SeekFrom::Start(0))?;
    let mut lines = BufReader::new(file);
    let mut line = Vec::new();
    let mut places = HashMap::new();
    let (mut at, mut start) = (0_u64, 0_u64);
    let mut open: Option<PathBuf> = None;
    loop {
        line.clear();
        let read = lines.read_until(b'\n', &mut line)? as u64;
        if read == 0 || line.starts_with(b"diff --git ") {
            if let Some(path) = open.take() {
                places.insert(path, (start, at - start));
            }
            start = at;
        }
        if read == 0 {
            return Ok(places);
        }
        // Lines of a page begin with a mark, so `--- a/` behind the head is a line `-- a/` that goes.
        if open.is_none()
            && let Some(path) = file_of_patch(&line)
        {
            open = Some(path);
        }
        at += read;
    }
}
