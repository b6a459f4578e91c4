//! `tikicheck init`: lists the files, lets `init` learn from them, and writes what does not exist yet.

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::Mutex;

use crate::config::{self, Config};
use crate::init::{self, NoSource, Proposal};
use crate::project::snapshot::{Content, Read};
use crate::project::{Environment, Project, RunError};
use crate::run::{Console, Outcome};
use crate::site::Attachments;

/// Writes a commented `tikicheck.yaml`, and an attachments file where one is needed.
///
/// # Errors
///
/// Where there is one already, where no page carries a source, and where files cannot be listed or written.
pub fn init(environment: &Environment, console: &mut Console) -> Result<Outcome, RunError> {
    let project = Project::for_new_site(environment)?;
    let root = &project.root;
    let config_path = root.join(config::FILE_NAME);
    if config_path.exists() {
        return Err(RunError::Exists {
            path: project.shown_config(),
        });
    }
    let limit = Config::default().limits.page_bytes;
    let snapshot = project.snapshot();
    let files: Vec<_> = snapshot
        .list(&Config::default())?
        .files
        .into_iter()
        .filter(|file| file.kind.is_file())
        .map(|file| file.path)
        .collect();
    // Several threads read at a time, each with a reader of its own.
    let readers = Mutex::new(Vec::new());
    let read = |path: &Path| {
        let known = readers.lock().ok()?.pop();
        let mut reader = known.unwrap_or_else(|| snapshot.reader());
        let mut file = Vec::new();
        let is_read = matches!(
            reader.read(path, Content::Disk, limit, &mut file),
            Ok(Read::File(_))
        );
        readers.lock().ok()?.push(reader);
        is_read.then_some(file)
    };
    let given = given(&project)?;
    let has_given = given.is_some();
    let proposal = init::propose(&files, given, &read).map_err(|NoSource { damaged }| {
        RunError::NothingMatched {
            what: "**/*.md".to_owned(),
            hint: match damaged {
                0 => "no Markdown file here carries a debug block; run `tikicheck init` where the site is".to_owned(),
                count => format!("no Markdown file here carries a whole debug block, and {count} a damaged one, which `tikicheck` shows"),
            },
        }
    })?;
    let Proposal {
        config,
        pages,
        attachments,
        report,
        fits,
    } = proposal;
    let attachments = attachments.map(|text| (root.join(init::attachments_name()), text));
    if let Some((path, _)) = attachments.as_ref().filter(|(path, _)| path.exists()) {
        return Err(RunError::Exists { path: path.clone() });
    }
    if has_given {
        let name = init::attachments_name().display();
        console.note(&format!("read {name}, and left it as it is"));
    }
    if let Some((path, text)) = &attachments {
        create(path, text)?;
        console.note(&format!("wrote {}", init::attachments_name().display()));
    }
    // The first line of the configuration names it. One that is there already is as good.
    let schema_path = root.join(config::SCHEMA_NAME);
    if schema_path.symlink_metadata().is_err() {
        create(&schema_path, &config::schema())?;
        console.note(&format!("wrote {}", config::SCHEMA_NAME));
    }
    create(&config_path, &config)?;
    console.note(&format!("wrote {}", config::FILE_NAME));
    console.note(report.trim_end());
    for advice in init::formatters::advice(&pages, |name| project.root.join(name).is_file()) {
        console.note(&advice);
    }
    Ok(if fits {
        Outcome::Clean
    } else {
        Outcome::Findings
    })
}

/// The attachments file that is there.
fn given(project: &Project) -> Result<Option<Attachments>, RunError> {
    let name = init::attachments_name();
    if project.root.join(name).symlink_metadata().is_err() {
        return Ok(None);
    }
    let mut config = Config::default();
    config.links.attachments = Some(name.to_owned());
    project.attachments(&config).map(Some)
}

/// Writes a file that does not exist.
fn create(path: &Path, text: &str) -> Result<(), RunError> {
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
        .and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|source| match source.kind() {
        io::ErrorKind::AlreadyExists => RunError::Exists {
            path: path.to_owned(),
        },
        _ => RunError::Unwritable {
            path: path.to_owned(),
            source,
        },
    })
}
