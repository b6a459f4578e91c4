//! One page after the other: read, checked, and mended where asked to.

use std::path::PathBuf;

use super::Job;
use crate::check::{self, Checked, Verdict};
use crate::cli::Version;
use crate::files::{SystemFiles, replace_file};
use crate::finding::Finding;
use crate::generator::Workspace;
use crate::git::is_lfs_pointer;
use crate::project::snapshot::{Read, ReadError, Reader};
use crate::report::Beside;
use crate::rules::Rule;
use crate::run::beside;
use crate::run::done::{PageResult, StagedFix};
use crate::run::fix::{Attempt, attempt, has_others};
use crate::run::lost::Past;
use crate::run::select::{Before, Content, Role, SelectedPage, unwritten};
use crate::run::tally::Tally;
use crate::text::sanitize::visible_path;

/// What came of one page; pages with nothing to say are only counted.
#[derive(Default)]
pub struct PageDone {
    /// What is to be said about it.
    pub findings: Vec<Finding>,
    /// What that comes to.
    pub result: Option<PageResult>,
    /// The patch that a fix of it would be.
    pub patch: Vec<u8>,
    /// The file, where it was written.
    pub fixed: Option<PathBuf>,
    /// Why it could not be checked or written.
    pub problem: Option<String>,
    /// Its fix, where it waits for the end of the run.
    pub staged: Option<StagedFix>,
    /// The bytes that this fix makes of it.
    pub new: Vec<u8>,
}

impl PageDone {
    fn problem(problem: String) -> Self {
        Self {
            problem: Some(problem),
            ..Self::default()
        }
    }

    fn say(&mut self, checked: Checked, beside: Beside) {
        self.result = Some(PageResult::of(&checked, beside));
        self.findings = checked.findings;
    }
}

/// Checks pages one after the other, with what is used again from page to page.
pub struct Worker<'w> {
    job: &'w Job<'w>,
    workspace: Workspace,
    reader: Reader,
    buffer: Vec<u8>,
    /// What reads the files that pages were before, where there is a repository; made for the first of them.
    past: Option<Option<Past<'w>>>,
    /// What is counted over its pages.
    pub tally: Tally,
}

impl<'w> Worker<'w> {
    /// With nothing done yet.
    pub fn new(job: &'w Job<'w>) -> Self {
        Self {
            job,
            workspace: Workspace::default(),
            reader: job.project.snapshot().reader(),
            buffer: Vec::new(),
            past: None,
            tally: Tally::default(),
        }
    }

    /// Checks the page at `place`, and fixes it where asked to; `None` where there is nothing to say.
    pub fn page(&mut self, place: usize, page: &SelectedPage) -> Option<PageDone> {
        let mut buffer = std::mem::take(&mut self.buffer);
        let read = self.read(page, &mut buffer);
        let done = match read {
            Ok(Read::File(file)) => self.bytes(place, page, file),
            // Nobody changed it, and nobody can tell whether it is affected: a run over all pages speaks of it.
            Ok(Read::TooLarge(_)) if page.role == Role::IfAffected => None,
            Ok(Read::TooLarge(bytes)) => {
                let (checked, mut observed) =
                    check::too_large(&page.path, Some(bytes), self.job.context);
                if let Some(around) = &self.job.context.generator.site.hugo.around {
                    let config = self.job.context.config;
                    observed.linked.served = check::served_unread(&page.path, around, config);
                }
                self.tally.observe(place, observed);
                self.tally.counts.count(checked.verdict);
                let mut done = PageDone::default();
                done.say(checked, Beside::NoHelp);
                Some(done)
            }
            // It was removed after it was listed: it is no page any more.
            Err(error) if error.is_missing() && page.role == Role::IfAffected => None,
            Err(error) => Some(PageDone::problem(error.about(&self.shown(page)))),
        };
        self.buffer = buffer;
        done
    }

    fn read<'b>(
        &mut self,
        page: &SelectedPage,
        buffer: &'b mut Vec<u8>,
    ) -> Result<Read<'b>, ReadError> {
        let limit = self.job.context.config.limits.page_bytes;
        self.reader.read(&page.path, page.content, limit, buffer)
    }

    fn bytes(&mut self, place: usize, page: &SelectedPage, file: &[u8]) -> Option<PageDone> {
        let Job {
            project,
            context,
            args,
            affected,
            ..
        } = self.job;
        let context = *context;
        if page.role == Role::IfAffected
            && (is_lfs_pointer(file)
                || !check::links_to(
                    file,
                    context.for_page(&page.path).generator,
                    &mut self.workspace,
                    affected,
                ))
        {
            return None;
        }
        if is_lfs_pointer(file) {
            return Some(PageDone::problem(format!(
                "{}: is a Git LFS pointer, so the page itself was not checked; run `git lfs pull`",
                visible_path(&self.shown(page))
            )));
        }
        let mut examined = check::check(&page.path, file, context, &mut self.workspace);
        let observed = std::mem::take(&mut examined.observed);
        self.tally.observe(place, observed);
        let unread = match self.lost_source(page, file, &examined.checked) {
            Ok(lost) => {
                // It is about the page as a whole.
                examined.checked.findings.splice(0..0, lost);
                None
            }
            Err(error) => Some(error),
        };
        let beside = if matches!(page.content, Content::Blob(_))
            && examined.checked.findings.iter().any(beside::fails)
            && beside::is_fixed(
                &project.root,
                &page.path,
                file,
                context,
                &mut self.workspace,
            ) {
            Beside::InSync
        } else {
            Beside::NoHelp
        };
        let in_repo = project.prefix.join(&page.path);
        let Attempt {
            checked,
            patch,
            fixed,
        } = attempt(
            &page.path,
            &in_repo,
            file,
            examined,
            args,
            context,
            &mut self.workspace,
        );
        let mut done = PageDone {
            patch,
            problem: unread,
            ..PageDone::default()
        };
        let checked = match fixed {
            None => checked,
            Some(Err(why)) => {
                let shown = visible_path(&self.shown(page));
                done.problem = Some(format!("{shown}: not written: {why}"));
                checked
            }
            Some(Ok(fixed)) => match page.content {
                Content::Blob(_) if args.version != Version::Staged => {
                    done.problem = Some(unwritten(&self.shown(page)));
                    checked
                }
                Content::Blob(from) => {
                    done.staged = Some(StagedFix {
                        place,
                        path: page.path.clone(),
                        shown: self.shown(page),
                        from,
                        left: fixed.left,
                    });
                    done.new = fixed.bytes;
                    checked
                }
                Content::Disk => {
                    match replace_file(&project.root, &page.path, file, &fixed.bytes, &SystemFiles)
                    {
                        Ok(_) => {
                            done.fixed = Some(self.shown(page));
                            self.tally.rewritten.count(place, &checked.findings);
                            fixed.left
                        }
                        Err(error) => {
                            done.problem = Some(error.to_string());
                            checked
                        }
                    }
                }
            },
        };
        self.tally.counts.count(checked.verdict);
        self.tally.misfits.count(place, &checked.findings);
        if let Some(cause) = &args.cause {
            self.tally.with_others += usize::from(has_others(cause, &checked.findings));
        }
        let is_silent = checked.findings.is_empty()
            && done.patch.is_empty()
            && done.fixed.is_none()
            && done.problem.is_none()
            && done.staged.is_none();
        if is_silent {
            return None;
        }
        done.say(checked, beside);
        Some(done)
    }

    /// What is to be said about a page without a source that had one before.
    fn lost_source(
        &mut self,
        page: &SelectedPage,
        file: &[u8],
        checked: &Checked,
    ) -> Result<Option<Finding>, String> {
        let Job {
            project,
            context,
            gone,
            ..
        } = self.job;
        if page.before == Before::Unknown || !is_without_source(checked) {
            return Ok(None);
        }
        let largest = context.config.limits.page_bytes;
        let past = self.past.get_or_insert_with(|| Past::new(project, largest));
        let Some(past) = past else {
            return Ok(None);
        };
        let old = match page.before {
            Before::Unknown => return Ok(None),
            Before::File(id) => match past.with_source(&page.path, id) {
                Ok(None) => return Ok(None),
                Ok(Some(_)) => None,
                Err(error) => return Err(error.to_string()),
            },
            Before::Absent => match gone.with_text_of(file, past)? {
                None => return Ok(None),
                old @ Some(_) => old,
            },
        };
        Ok(check::lost_source(&page.path, old, file, *context))
    }

    fn shown(&self, page: &SelectedPage) -> PathBuf {
        self.job
            .project
            .names()
            .for_readers_of(self.job.args.format, &page.path)
    }
}

/// Whether a page carries no source, and nothing was said about that.
fn is_without_source(checked: &Checked) -> bool {
    let is_told = |finding: &Finding| finding.rule == Rule::MissingSource;
    checked.verdict == Verdict::WithoutSource && !checked.findings.iter().any(is_told)
}
