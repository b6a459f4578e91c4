//! One page after the other: read, checked, and mended where asked to.

use std::io;
use std::path::{Path, PathBuf};

use super::Job;
use crate::check::{self, Checked, Mends, Name, Workspace};
use crate::cli::{Format, Version};
use crate::files::read::{Inside, read_into};
use crate::files::{SystemFiles, replace_file};
use crate::finding::Finding;
use crate::git::{Blobs, Repo, is_lfs_pointer};
use crate::run::beside;
use crate::run::commands::mends;
use crate::run::done::{Done, StagedFix};
use crate::run::select::{Content, Page, Role};
use crate::text::diff;
use crate::text::sanitize::visible_path;

/// What came of one page; pages with nothing to say are only counted.
#[derive(Default)]
pub struct PageDone {
    /// What is to be said about it.
    pub findings: Vec<Finding>,
    /// The patch a fix of it would be.
    pub patch: Vec<u8>,
    /// The file, where it was written.
    pub fixed: Option<PathBuf>,
    /// Why it could not be checked or written.
    pub problem: Option<String>,
    /// Its fix, where it waits for the end of the run.
    pub staged: Option<StagedFix>,
}

/// Checks pages one after the other, with what is used again from page to page.
pub struct Worker<'w> {
    job: &'w Job<'w>,
    workspace: Workspace,
    blobs: Option<Blobs>,
    buffer: Vec<u8>,
    inside: Inside,
    /// What fixes of its pages mend.
    mends: Mends,
    /// The place of the page at hand in the list.
    pub place: usize,
    /// What came of its pages but what there is to say about each.
    pub done: Done,
}

impl<'w> Worker<'w> {
    /// With nothing done yet.
    pub fn new(job: &'w Job<'w>) -> Self {
        let repo = job.project.repo.as_ref();
        let version = &job.args.version;
        Self {
            job,
            workspace: Workspace::default(),
            blobs: repo
                .filter(|_| *version == Version::Staged)
                .map(Repo::blobs),
            mends: mends(version, repo.map(Repo::index_use).unwrap_or_default()),
            buffer: Vec::new(),
            inside: Inside::new(&job.project.root),
            place: 0,
            done: Done::default(),
        }
    }

    /// Checks one page, and mends it where asked to; `None` where there is nothing to say.
    pub fn page(&mut self, page: &Page) -> Option<PageDone> {
        let mut buffer = std::mem::take(&mut self.buffer);
        let read = self.read(page, &mut buffer);
        let done = match read {
            Ok(Read::File(file)) => self.bytes(page, file),
            // Nobody changed it, and nobody can tell whether it is affected: a run over all pages speaks of it.
            Ok(Read::TooLarge(_)) if page.role == Role::IfAffected => None,
            Ok(Read::TooLarge(bytes)) => {
                let shown = self.shown(page);
                let name = self.name(page, &shown);
                let checked = check::too_large(name, Some(bytes), self.job.context);
                self.done.ignored_by.extend(&checked.ignored_by);
                self.done.count(checked.verdict);
                Some(PageDone {
                    findings: checked.findings,
                    ..PageDone::default()
                })
            }
            Ok(Read::Gone) => None,
            Err(problem) => Some(PageDone {
                problem: Some(problem),
                ..PageDone::default()
            }),
        };
        self.buffer = buffer;
        done
    }

    fn read<'b>(&mut self, page: &Page, buffer: &'b mut Vec<u8>) -> Result<Read<'b>, String> {
        let limit = self.job.context.config.limits.page_bytes;
        if let (Content::Staged(id), Some(blobs)) = (page.content, &self.blobs) {
            let path = self.job.project.prefix.join(&page.path);
            let large = match blobs.size(id) {
                Ok(size) => size.filter(|&size| size > limit),
                Err(error) => return Err(error.to_string()),
            };
            if let Some(bytes) = large {
                return Ok(Read::TooLarge(bytes));
            }
            return match blobs.read(&path, id, buffer) {
                // A partial clone learns the size of what it left out only now.
                Ok(file) if file.len() as u64 > limit => Ok(Read::TooLarge(file.len() as u64)),
                Ok(file) => Ok(Read::File(file)),
                Err(error) => Err(error.to_string()),
            };
        }
        if !self.inside.holds_directory_of(&page.path) {
            return Err(format!(
                "{}: a symbolic link on the way to it leads out of the site, so it was not read",
                visible_path(&self.shown(page))
            ));
        }
        match read_into(&self.job.project.root.join(&page.path), limit, buffer) {
            Ok(None) => Ok(Read::File(buffer)),
            Ok(Some(bytes)) => Ok(Read::TooLarge(bytes)),
            // Between listing and reading it went away: then it is no page any more.
            Err(error)
                if error.kind() == io::ErrorKind::NotFound && page.role == Role::IfAffected =>
            {
                Ok(Read::Gone)
            }
            Err(error) => {
                let shown = visible_path(&self.shown(page));
                Err(format!("{shown}: cannot be read: {error}"))
            }
        }
    }

    fn bytes(&mut self, page: &Page, file: &[u8]) -> Option<PageDone> {
        if is_lfs_pointer(file) {
            if page.role == Role::IfAffected {
                return None;
            }
            let problem = format!(
                "{}: is a Git LFS pointer, so the page itself was not checked; run `git lfs pull`",
                visible_path(&self.shown(page))
            );
            return Some(PageDone {
                problem: Some(problem),
                ..PageDone::default()
            });
        }
        let shown = self.shown(page);
        let name = self.name(page, &shown);
        if page.role == Role::IfAffected
            && !check::links_to(
                file,
                self.job.context,
                &mut self.workspace,
                &self.job.affected,
            )
        {
            return None;
        }
        let mut checked = check::check(name, file, self.job.context, &mut self.workspace);
        self.done.ignored_by.extend(&checked.ignored_by);
        self.done.claimants.add(self.place, &checked);
        if let Some(style) = &checked.other_style {
            *self.done.styles.entry(style.clone()).or_default() += 1;
        }
        if checked.findings.is_empty() && checked.repair.is_none() {
            self.done.count(checked.verdict);
            return None;
        }
        if matches!(page.content, Content::Staged(_))
            && checked.findings.iter().any(beside::fails)
            && beside::is_mended(
                &self.job.project.root,
                name,
                file,
                self.job.context,
                &mut self.workspace,
            )
        {
            beside::explain(checked.findings.iter_mut());
            self.done.mended_on_disk.insert(shown.clone());
        }
        let mut done = PageDone::default();
        let checked = self.act(page, file, checked, &mut done);
        self.done.count(checked.verdict);
        done.findings = checked.findings;
        // It is kept to the end of the run, as it is for every page with something to say.
        done.findings.shrink_to_fit();
        Some(done)
    }

    /// Does about a page what was asked for, and returns what is left to be said about it.
    fn act(
        &mut self,
        page: &Page,
        file: &[u8],
        mut checked: Checked,
        done: &mut PageDone,
    ) -> Checked {
        let Some(new) = checked.repair.take() else {
            return checked;
        };
        let args = self.job.args;
        if args.format == Format::Patch {
            let path = self.job.project.prefix.join(&page.path);
            done.patch = diff::unified(path.as_os_str().as_encoded_bytes(), file, &new);
        }
        if !args.action.writes() {
            return checked;
        }
        let shown = self.shown(page);
        let name = self.name(page, &shown);
        let left = match check::check_repair(name, &new, self.job.context, &mut self.workspace) {
            Ok(left) => left,
            Err(why) => {
                done.problem = Some(format!("{}: not written: {why}", visible_path(&shown)));
                return checked;
            }
        };
        if let Content::Staged(from) = page.content {
            done.staged = Some(StagedFix {
                path: page.path.clone(),
                shown,
                from,
                new,
                was: checked.verdict,
                left,
            });
            return checked;
        }
        let root = &self.job.project.root;
        match replace_file(root, &page.path, file, &new, &SystemFiles) {
            Ok(_) => {
                done.fixed = Some(shown);
                left
            }
            Err(error) => {
                done.problem = Some(error.to_string());
                checked
            }
        }
    }

    /// How findings about a page name it.
    fn name<'p>(&self, page: &'p Page, shown: &'p Path) -> Name<'p> {
        Name {
            path: &page.path,
            shown,
            mends: self.mends,
        }
    }

    fn shown(&self, page: &Page) -> PathBuf {
        self.job.project.shown(&page.path, self.job.args.format)
    }
}

/// What reading a page came to.
enum Read<'b> {
    File(&'b [u8]),
    /// It has this many bytes, more than the limit.
    TooLarge(u64),
    /// It is not there any more.
    Gone,
}
