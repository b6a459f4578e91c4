//! A run, from what the user said to the exit code: which pages, their bytes, what is found, and what is done about it.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::check::Context;
use crate::cli::{CheckArgs, OutputFormat, Targets, Version};
use crate::config::Config;
use crate::finding::Finding;
use crate::hugo::Served;
use crate::project::{Environment, Project, RunError};
use crate::report::{self, Around, Look, Wording};
use crate::text::sanitize::visible_path;

mod beside;
pub mod blame;
mod causes;
mod commands;
pub mod comparison;
pub mod console;
mod dead_links;
mod done;
mod fix;
pub mod hook;
mod left;
mod lost;
mod outcome;
mod pages;
mod progress;
mod restage;
pub mod select;
mod settings;
mod spool;
mod statistics;
mod stdin;
mod tally;
mod whole_site;

pub use console::Console;
pub use outcome::{Outcome, end_quietly};

use commands::fix_of;
use done::Done;
use pages::Job;
use select::{SelectedPage, Selection};

/// Checks pages, and fixes them where asked to.
///
/// # Errors
///
/// Where the run cannot check anything at all. A closed standard output is no error: it ends the output quietly.
pub fn check(
    args: &CheckArgs,
    environment: &Environment,
    console: &mut Console,
) -> Result<Outcome, RunError> {
    let args = &*hook::aim(args, environment)?;
    let project = Project::find(environment, &args.config, &args.version)?;
    let config = project.config(&args.config)?;
    if let Targets::Stdin(path) = &args.targets {
        return stdin::check(path, args, &project, &config, console);
    }
    let selection = select::select(args, &project, &config)?;
    for note in &selection.notes {
        console.note(note);
    }
    let attachments = project.attachments(&config)?;
    let Selection {
        pages,
        existing,
        affected,
        gone,
        notes: _,
        left_out,
    } = selection;
    let progress = console.progress();
    let mut facts = project.hugo(&config)?;
    // Some are not on disk, and where they are served, their front matter says.
    let mut beside = None;
    if is_whole_site(args)
        && left_out == 0
        && let Some((around, files)) = dead_links::around(&project, &config)?
    {
        let served = dead_links::beside(&project, &config, &around, files, &pages)?;
        beside = Some(served);
        facts.around = Some(around);
    }
    let done = existing.with_site(&config.links, attachments, |site| {
        let site = &site.clone().with_hugo(facts);
        let job = Job {
            project: &project,
            context: Context::new(&config, site),
            args,
            affected,
            gone,
            progress,
        };
        check_pages(&job, &pages, beside, left_out)
    })?;
    finish(args, &project, &config, &pages, done, console)
}

/// Checks the pages of a run, and fixes them where asked to.
///
/// `beside` is what is served besides them, where links are held against that. `left_out` pages were asked for and are
/// not among them, for they are not on disk.
fn check_pages(
    job: &Job<'_>,
    pages: &[SelectedPage],
    beside: Option<Served>,
    left_out: usize,
) -> Result<Done, RunError> {
    let mut done = pages::all(job, pages)?;
    if job.args.action.writes() && job.args.version == Version::Staged {
        restage::restage(job, &mut done)?;
    }
    // Some rules compare all pages, so only a run over all pages can tell.
    if is_whole_site(job.args) {
        // Where a page is served that could not be read, nobody knows.
        let knows_links = beside.is_some() && done.problems.is_empty();
        done.tally.leads.served.append(beside.unwrap_or_default());
        whole_site::compare(job, pages, knows_links, &mut done);
        // An entry may be about a page that was not looked at.
        if left_out == 0 {
            settings::unused_ignores(job.context.config, knows_links, &mut done);
        }
    }
    let said = match job.args.strict {
        true => &mut done.problems,
        false => &mut done.notes,
    };
    said.extend(select::not_looked_at(left_out));
    Ok(done)
}

/// Whether a run is about all pages as they are on disk.
fn is_whole_site(args: &CheckArgs) -> bool {
    matches!(
        (&args.targets, &args.version),
        (Targets::All, Version::Disk)
    )
}

/// Writes what was found, and says what the run came to.
fn finish(
    args: &CheckArgs,
    project: &Project,
    config: &Config,
    pages: &[SelectedPage],
    done: Done,
    console: &mut Console,
) -> Result<Outcome, RunError> {
    for (path, what) in &done.fixed {
        console.note(&format!("{what} {}", visible_path(path)));
    }
    for note in &done.notes {
        console.note(note);
    }
    for problem in done.refused.iter().chain(&done.problems) {
        console.problem(problem);
    }
    if let Some(note) = left::not_fixed(args, &done) {
        console.note(&note);
    }
    let name = name_of(project, args.format);
    for note in causes::rewritten(&done, pages, &name) {
        console.note(&note);
    }
    let format = report_format(args.format);
    let is_configured = || {
        let text = project.config_text(&args.config);
        text.is_ok_and(|text| text.is_some())
    };
    let headline = causes::headline(&done, is_configured);
    if let Some(headline) = headline
        .as_ref()
        .filter(|_| format != Some(report::Format::Human))
    {
        console.note(headline);
    }
    if lacks_merge_driver(args, project) {
        console.note(
            "note: .gitattributes names a merge driver that this clone does not have; `tikicheck install --merge` \
             puts it in",
        );
    }
    if done.tally.with_others > 0 && (args.action.writes() || args.wants_patch()) {
        let count = done.tally.with_others;
        let s = if count == 1 { "" } else { "s" };
        console.note(&format!(
            "{count} page{s} with this cause and others besides: left as they are, for a fix writes a page as a whole"
        ));
    }
    let mut out = console.output();
    if args.statistics {
        statistics::write(args.format, &done, pages, &mut out)?;
    } else {
        let look = format.map(|format| console.look(format, args.limit));
        let written = Written {
            args,
            project,
            config,
            pages,
            done: &done,
            headline: headline.as_deref(),
        };
        let any = written.report(args.format, look, &mut out)?;
        if let Some(cause) = args.cause.as_ref().filter(|_| !any) {
            console.note(&format!("no finding of this run has the cause `{cause}`"));
        }
        for (format, path) in &args.outputs {
            written.file(*format, path)?;
        }
    }
    end_quietly(out.flush())?;
    drop(out);
    if !format.is_some_and(report::Format::ends_with_census) {
        console.note(&done.summary().census());
    }
    Ok(done.outcome(args))
}

/// Whether a person is to be told that this clone lacks the merge driver of its attributes.
fn lacks_merge_driver(args: &CheckArgs, project: &Project) -> bool {
    let is_for_person = args.format == OutputFormat::Human && !project.in_ci;
    is_for_person
        && project.repo.as_ref().is_some_and(|repo| {
            // It is a hint; whatever is wrong with the repository is told elsewhere.
            repo.lacks_merge_driver("tikicheck").unwrap_or(false)
        })
}

/// What reports are written of, each in its own format.
struct Written<'w> {
    args: &'w CheckArgs,
    project: &'w Project,
    config: &'w Config,
    pages: &'w [SelectedPage],
    done: &'w Done,
    headline: Option<&'w str>,
}

impl Written<'_> {
    /// Writes the report in one format, or the patch. Whether there was a finding to be shown; for a patch there is.
    fn report(
        &self,
        format: OutputFormat,
        look: Option<Look>,
        out: &mut dyn Write,
    ) -> Result<bool, RunError> {
        let Self {
            args, pages, done, ..
        } = *self;
        let (Some(look), Some(written_as)) = (look, report_format(format)) else {
            for place in 0..pages.len() {
                let patch = done.patches.get(place).map_err(RunError::NoRoom)?;
                end_quietly(out.write_all(&patch))?;
            }
            return Ok(true);
        };
        let name = name_of(self.project, format);
        let shared_style = is_whole_site(args)
            .then(|| settings::shared_style(self.config, done))
            .flatten();
        let around = Around {
            summary: done.summary(),
            about: self.about(),
            headline: self.headline.map(str::to_owned),
            causes: match args.cause {
                Some(_) => Vec::new(),
                None if format == OutputFormat::Html => {
                    causes::unfolded(done, args.by, pages, &name)
                }
                None => causes::shared(done, args.by, pages, &name),
            },
            advice: commands::advice(args, done, pages, &name),
        };
        let told = Told {
            args,
            pages,
            done,
            wording: Wording {
                name: &name,
                fix_of: fix_of(&args.version, done.index_use, pages),
                shared_style: shared_style.as_ref(),
            },
        };
        told.write(written_as, &around, &look, out)
    }

    /// What the run is about: site, state, settings.
    fn about(&self) -> String {
        let root = self.project.root.file_name().unwrap_or_default();
        let state = match &self.args.version {
            Version::Disk => "as it is on disk".to_owned(),
            Version::Staged => "as it is staged".to_owned(),
            Version::Since(rev) => format!("as it is on disk, pages changed since {rev}"),
            Version::Range(range) => format!("the commits {}..{}", range.from, range.to),
        };
        let settings = comparison::settings_name(self.project, &self.args.config);
        format!(
            "Site {}, {state}; settings: {settings}.",
            visible_path(Path::new(root))
        )
    }

    /// Writes the report in one format to a file.
    fn file(&self, format: OutputFormat, path: &Path) -> Result<(), RunError> {
        let unwritable = |source| RunError::Unwritable {
            path: path.to_owned(),
            source,
        };
        let full = self.project.cwd.join(path);
        let file = std::fs::File::create(full).map_err(unwritable)?;
        let mut out = io::BufWriter::new(file);
        self.report(format, Some(Look::default()), &mut out)?;
        out.flush().map_err(unwritable)
    }
}

/// How the reader of a format knows the page at a path.
fn name_of(project: &Project, format: OutputFormat) -> impl Fn(&Path) -> PathBuf {
    move |page| project.names().for_readers_of(format, page)
}

/// The findings of a run, and how they are put into words.
struct Told<'t> {
    args: &'t CheckArgs,
    pages: &'t [SelectedPage],
    done: &'t Done,
    wording: Wording<'t>,
}

impl Told<'_> {
    /// Writes all findings, those of one page in memory at a time; with `--cause` those alone that have it. Whether there
    /// was one.
    fn write(
        &self,
        format: report::Format,
        around: &Around,
        look: &Look,
        out: &mut dyn Write,
    ) -> Result<bool, RunError> {
        let mut failed: Option<io::Error> = None;
        let mut any = false;
        let rules = &self.args.rules;
        let wanted = |finding: &Finding| match (&self.args.cause, &finding.cause) {
            _ if !rules.is_empty() && !rules.contains(&finding.rule) => false,
            (None, _) => true,
            (Some(wanted), Some(cause)) => cause.id.starts_with(wanted.as_str()),
            (Some(_), None) => false,
        };
        let mut entries = self
            .done
            .in_order(self.pages, &mut failed)
            .filter(|(finding, _)| wanted(finding))
            .inspect(|_| any = true)
            .map(|(finding, beside)| self.wording.entry(finding, beside));
        let written = report::write(format, &mut entries, around, look, out);
        drop(entries);
        match failed {
            Some(error) => Err(RunError::NoRoom(error)),
            None => end_quietly(written).map(|()| any),
        }
    }
}

/// How findings are written; `None` for a patch, which shows none.
fn report_format(format: OutputFormat) -> Option<report::Format> {
    Some(match format {
        OutputFormat::Human => report::Format::Human,
        OutputFormat::Concise => report::Format::Concise,
        OutputFormat::Json => report::Format::Json,
        OutputFormat::Sarif => report::Format::Sarif,
        OutputFormat::Github => report::Format::Github,
        OutputFormat::Gitlab => report::Format::Gitlab,
        OutputFormat::Html => report::Format::Html,
        OutputFormat::Patch => return None,
    })
}
