//! `tikicheck merge-driver`: what Git calls to merge a page. It writes one file, and nothing to standard output.
//!
//! Git reads the exit code: 0 is merged, 1 to 128 a conflict, and with more the whole merge is called off and
//! everything is as before.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::branches::{Files, How, MergedPage, merge_page, merge_text};
use crate::check::Context;
use crate::cli::{ConfigChoice, MergeArgs, Version};
use crate::config::{Config, Links};
use crate::generator::Workspace;
use crate::git::is_lfs_pointer;
use crate::merge::{Labels, Style, Within};
use crate::project::{Environment, Project, RunError};
use crate::run::{Console, Outcome};
use crate::text::sanitize::visible_path;

/// The exit code that makes Git call off the merge.
pub const CALLED_OFF: u8 = 129;

/// What Git calls the sides of a merge of common ancestors, which no person sees.
const VIRTUAL: &str = "Temporary merge branch ";

/// Merges the files that Git wrote for one page, and writes the result over ours.
///
/// # Errors
///
/// Where nothing was written, so that the merge has to be called off.
pub fn merge_driver(
    args: &MergeArgs,
    environment: &Environment,
    console: &mut Console,
) -> Result<Outcome, RunError> {
    let read = |path: &PathBuf| {
        fs::read(environment.cwd.join(path)).map_err(|source| RunError::Unreadable {
            path: path.clone(),
            source,
        })
    };
    let (base, ours, theirs) = (read(&args.base)?, read(&args.ours)?, read(&args.theirs)?);
    let files = Files {
        base: &base,
        ours: &ours,
        theirs: &theirs,
    };
    let site = SiteOfPage::find(&args.path, environment)?;
    // Each side has a name; where Git has none, as in `rerere`, neither is there a person to read it.
    let is_virtual = args.our_label.starts_with(VIRTUAL) && args.their_label.starts_with(VIRTUAL);
    let merged = site.merge(files, &labels(args, Style::Merge))?;
    let merged = match merged.conflicts {
        0 => merged,
        // No conflict may become the base of another merge.
        _ if is_virtual => MergedPage {
            bytes: base.clone(),
            conflicts: 0,
            as_text: None,
        },
        _ => match site.style()? {
            Style::Merge => merged,
            style => site.merge(files, &labels(args, style))?,
        },
    };
    if let Some(why) = merged.as_text.filter(|_| !is_virtual) {
        let path = visible_path(&args.path);
        console.note(&format!("{path}: merged as text: {why}"));
    }
    let to = environment.cwd.join(&args.ours);
    fs::write(&to, &merged.bytes).map_err(|source| RunError::Unwritable { path: to, source })?;
    Ok(match merged.conflicts {
        0 => Outcome::Clean,
        _ => Outcome::Findings,
    })
}

fn labels(args: &MergeArgs, style: Style) -> Labels<'_> {
    Labels {
        size: args.marker_size,
        ours: &args.our_label,
        base: &args.base_label,
        theirs: &args.their_label,
        style,
    }
}

/// The slugs of pages that come with the merge, as far as links tell: their side shows links to them as links to pages,
/// and the base does not. Git has not written these pages yet.
fn coming(files: Files<'_>, links: &Links) -> HashSet<String> {
    let mut coming = linked(files.theirs, links);
    if !coming.is_empty() {
        let known = linked(files.base, links);
        coming.retain(|slug| !known.contains(slug));
    }
    coming
}

/// The slugs of the pages that Markdown links of a file lead to: `zinc` for `[Zinc](/posts/zinc)`.
fn linked(file: &[u8], links: &Links) -> HashSet<String> {
    let Some((before, after)) = links.page.split_once("{slug}") else {
        return HashSet::new();
    };
    let text = String::from_utf8_lossy(file);
    let (opens, closes) = (format!("]({before}"), format!("{after})"));
    let slug = |rest: &str| rest.find(&closes).map(|end| rest[..end].to_owned());
    let found = text.match_indices(&opens);
    found
        .filter_map(|(at, _)| slug(text[at + opens.len()..].split('\n').next()?))
        .collect()
}

/// The site that a page is merged in: as it is on disk.
pub struct SiteOfPage {
    project: Project,
    config: Config,
    /// The page, relative to the root of the site; `None` where it is not in the site.
    page: Option<PathBuf>,
}

impl SiteOfPage {
    /// The site of the page at `path`, relative to the root of the work tree.
    ///
    /// # Errors
    ///
    /// Where the settings cannot be read.
    pub fn find(path: &Path, environment: &Environment) -> Result<Self, RunError> {
        // The directory may be new on the other side.
        let start = path
            .ancestors()
            .skip(1)
            .map(|dir| environment.cwd.join(dir))
            .find(|dir| dir.is_dir())
            .unwrap_or_else(|| environment.cwd.clone());
        let project = Project::find_from(&start, environment, &ConfigChoice::Root, &Version::Disk)?;
        let config = project.config(&ConfigChoice::Root)?;
        let page = path.strip_prefix(&project.prefix).ok();
        let page = page.filter(|page| config.is_page(page)).map(Path::to_owned);
        Ok(Self {
            project,
            config,
            page,
        })
    }

    /// Merges the files of the page.
    ///
    /// # Errors
    ///
    /// Where the attachments file cannot be read, or the pages of the site cannot be listed.
    pub fn merge(&self, files: Files<'_>, labels: &Labels<'_>) -> Result<MergedPage, RunError> {
        let how = How {
            within: self.config.merge.within,
            labels: *labels,
        };
        let is_pointer = [files.base, files.ours, files.theirs]
            .iter()
            .any(|file| is_lfs_pointer(file));
        let Some(page) = self.page.as_ref().filter(|_| !is_pointer) else {
            return Ok(merge_text(files, &how));
        };
        self.with_context(files, |context| {
            merge_page(page, files, &how, context, &mut Workspace::default())
        })
    }

    /// Does something with what makes the pages of the site, those among them that come with this merge.
    ///
    /// # Errors
    ///
    /// Where the attachments file cannot be read, or the pages of the site cannot be listed.
    pub fn with_context<T>(
        &self,
        files: Files<'_>,
        work: impl FnOnce(Context<'_>) -> T,
    ) -> Result<T, RunError> {
        let attachments = self.project.attachments(&self.config)?;
        let page = self.page.as_deref();
        let pages = self.project.snapshot().pages_near(page, &self.config);
        let coming = coming(files, &self.config.links);
        let pages = pages.or_also(move |stem| coming.contains(stem));
        pages.with_site(&self.config.links, attachments, |site| {
            Ok(work(Context::new(&self.config, site)))
        })
    }

    /// How far a merge looks into lines that both sides changed.
    pub fn within(&self) -> Within {
        self.config.merge.within
    }

    /// The page, relative to the root of the site.
    pub fn page(&self) -> Option<&Path> {
        self.page.as_deref()
    }

    /// What stands between conflict markers in this clone.
    ///
    /// # Errors
    ///
    /// Where Git cannot be asked.
    pub fn style(&self) -> Result<Style, RunError> {
        let Some(repo) = &self.project.repo else {
            return Ok(Style::Merge);
        };
        let style = repo.configured("merge.conflictStyle")?;
        Ok(match style.as_deref() {
            Some("diff3") => Style::Diff3,
            Some("zdiff3") => Style::Zdiff3,
            _ => Style::Merge,
        })
    }
}
