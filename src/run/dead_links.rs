//! Where the links of all pages lead, and what is known around the pages before they are read.

use std::path::PathBuf;

use crate::check::{self, Lead, Linked};
use crate::config::Config;
use crate::hugo::{Around, Served};
use crate::project::snapshot::{Content, Read};
use crate::project::{Project, RunError};
use crate::rules::Rule;

use super::select::SelectedPage;

/// What pages are served for, and where their links lead.
#[derive(Debug, Default)]
pub struct Leads {
    /// All that is served.
    pub served: Served,
    /// A link, and the page's place in the list.
    leads: Vec<(Lead, u32)>,
}

impl Leads {
    /// Takes what the check of a page observed; `place` is its place in the list.
    pub fn add(&mut self, place: usize, linked: Linked) {
        self.served.append(linked.served);
        let place = place as u32;
        self.leads
            .extend(linked.leads.into_iter().map(|lead| (lead, place)));
    }

    /// Takes what another worker has collected.
    pub fn append(&mut self, other: &mut Leads) {
        self.served.append(std::mem::take(&mut other.served));
        self.leads.append(&mut other.leads);
    }

    /// The pages of which a link seems to lead nowhere.
    pub fn suspects<'l>(&'l self, served: &'l Served) -> impl Iterator<Item = u32> + 'l {
        let suspects = self
            .leads
            .iter()
            .filter(|(lead, _)| lead.is_suspect(served));
        suspects.map(|(_, place)| *place)
    }
}

/// What is known around the pages of a run over the whole site, and the files below the content; `None` where nobody
/// asks, or nobody can tell.
///
/// # Errors
///
/// Where the files cannot be listed.
pub fn around(
    project: &Project,
    config: &Config,
) -> Result<Option<(Around, Vec<PathBuf>)>, RunError> {
    if config.severity(Rule::DeadLink).is_none() {
        return Ok(None);
    }
    let (around, files) = project.around()?;
    Ok((!around.settings.is_open).then_some((around, files)))
}

/// What is served besides the pages of the run: files, and pages that are none of this tool. `files` are those below the
/// content, sorted as the pages are.
///
/// # Errors
///
/// Where the files cannot be listed.
pub fn beside(
    project: &Project,
    config: &Config,
    around: &Around,
    files: Vec<PathBuf>,
    pages: &[SelectedPage],
) -> Result<Served, RunError> {
    let (mut served, content) = project.files_served(around, files)?;
    let mut reader = project.snapshot().reader();
    let mut buffer = Vec::new();
    let mut pages = pages.iter().map(|page| &*page.path).peekable();
    for path in content {
        while pages.next_if(|page| **page < *path).is_some() {}
        if pages.next_if_eq(&&*path).is_some() {
            continue;
        }
        let read = reader.read(&path, Content::Disk, config.limits.page_bytes, &mut buffer);
        match read {
            Ok(Read::File(file)) => served.append(check::served_of(file, &path, around, config)),
            // One that was removed, or cannot be read, may be served all the same.
            Ok(Read::TooLarge(_)) | Err(_) => {
                served.append(check::served_unread(&path, around, config))
            }
        }
    }
    Ok(served)
}
