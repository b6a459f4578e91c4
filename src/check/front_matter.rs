//! What is to be said about the front matter of one page, and which findings it accepts.

use std::ops::Range;
use std::path::Path;

use memchr::memmem;

use super::judge::{Judged, Refused};
use super::report::{Accepted, Collector, Draft};
use crate::config::Config;
use crate::finding::{Part, Position};
use crate::front_matter::{self, Fields, Hugo, Problem, Text};
use crate::page::lines::View;
use crate::page::{self, Syntax};
use crate::rules::Rule;
use crate::site::address::Address;
use crate::site::{is_language, page_slug};
use crate::text::excerpt::Positions;

/// The rules about front matter.
const RULES: [Rule; 6] = [
    Rule::HugoStops,
    Rule::DeadLink,
    Rule::FrontMatterInvalid,
    Rule::SlugMismatch,
    Rule::DuplicateSlug,
    Rule::DuplicateAlias,
];

/// The front matter of a page.
pub struct PageHead<'v> {
    /// What it says, or why it cannot be read.
    pub read: Result<Fields<'v>, Problem>,
    /// Where its text stands in the view.
    text: Range<usize>,
}

/// The front matter of a page, where it has one that anything here asks for.
pub fn read<'v>(
    judged: Option<&Judged>,
    view: &'v View<'_>,
    config: &Config,
) -> Option<PageHead<'v>> {
    let file = &*view.text;
    let found;
    let front_matter = match judged {
        Some(Ok(judgement)) => &judgement.page.front_matter,
        _ => {
            found = page::front_matter(file).ok()?;
            &found
        }
    };
    let range = front_matter.text(file);
    let bytes = &file[range.clone()];
    // A page that starts with a shortcode starts with no object.
    if front_matter.syntax == Syntax::None || bytes.starts_with(b"{{") {
        return None;
    }
    let wanted = RULES.iter().any(|&rule| config.severity(rule).is_some());
    if !wanted && memmem::find(bytes, b"tikicheck").is_none() {
        return None;
    }
    Some(PageHead {
        read: front_matter::read(std::str::from_utf8(bytes).ok()?, front_matter.syntax),
        text: range,
    })
}

impl PageHead<'_> {
    /// The rules whose findings the page accepts.
    pub fn accepted(&self, view: &View<'_>) -> Vec<Accepted> {
        let Ok(fields) = &self.read else {
            return Vec::new();
        };
        let accepted = |(rule, at): &(Rule, Range<usize>)| Accepted {
            rule: *rule,
            at: self.place(at, view),
            used: false,
        };
        fields.ignore.iter().map(accepted).collect()
    }

    /// The place in the file of a stretch of the text.
    pub fn place(&self, at: &Range<usize>, view: &View<'_>) -> Range<Position> {
        // The front matter has been read as text; what follows it is not looked at.
        let start = self.text.start;
        let head = String::from_utf8_lossy(&view.text[..start + at.end]);
        let mut positions = Positions::new(&head);
        let mut place = |offset| view.place(positions.at(start + offset));
        place(at.start)..place(at.end)
    }

    /// Whether a conflict of an unfinished merge opens or closes in it, which is told as damage of the page.
    fn is_unmerged(&self, judged: &Judged, view: &View<'_>) -> bool {
        matches!(judged, Err(Refused::Damaged(_)))
            && page::markers::half(&view.text, self.text.clone()).is_some()
    }
}

/// Says of a page without a source that its front matter never closes; of others their damage says it.
///
/// Hugo cannot read such a page. What starts with a brace may be text.
pub fn describe_open(judged: &Judged, view: &View<'_>, report: &mut Collector<'_>) {
    let Err(Refused::WithoutSource) = judged else {
        return;
    };
    let Err(damage) = page::front_matter(&view.text) else {
        return;
    };
    let at = damage.range().start;
    let stops = report.context.config.severity(Rule::HugoStops).is_some();
    if view.text[at..].starts_with(b"{") || stops {
        return;
    }
    let start = view.place(Position {
        offset: at,
        ..Position::START
    });
    let end = Position {
        offset: start.offset + "---".len(),
        column: 4,
        ..start
    };
    report.about_place(Draft {
        rule: Rule::FrontMatterInvalid,
        part: Some(Part::FrontMatter),
        place: start..end,
        message: damage.message(),
        help: damage.help().into(),
    });
}

/// How many problems of one front matter are told; the last of them says how many more there are.
const MOST: usize = 10;

/// Puts what is to be said about the front matter into `report`.
pub fn describe(head: &PageHead<'_>, judged: &Judged, view: &View<'_>, report: &mut Collector<'_>) {
    let stops = report.context.config.severity(Rule::HugoStops).is_some();
    // What ends the build is told as that alone, unless nobody wants to hear it.
    let rule = |problem: &Problem| match problem.hugo {
        Hugo::Stops if stops => Rule::HugoStops,
        Hugo::Stops | Hugo::GoesOn => Rule::FrontMatterInvalid,
    };
    let mut say = |rule, at: &Range<usize>, message, help: &'static str| {
        report.about_place(Draft {
            rule,
            part: Some(Part::FrontMatter),
            place: head.place(at, view),
            message,
            help: help.into(),
        });
    };
    let fields = match &head.read {
        Ok(fields) => fields,
        Err(_) if head.is_unmerged(judged, view) => return,
        Err(problem) => {
            let message = stopped(problem);
            return say(rule(problem), &problem.at, message, problem.help);
        }
    };
    let more = fields.problems.len().saturating_sub(MOST);
    for (i, problem) in fields.problems.iter().take(MOST).enumerate() {
        let mut message = problem.message.clone();
        if more > 0 && i + 1 == MOST {
            message.push_str(&format!(" (and {more} more on this page)"));
        }
        say(rule(problem), &problem.at, message, problem.help);
    }
    if report.context.config.severity(Rule::SlugMismatch).is_none() {
        return;
    }
    if let Some((at, message)) = slug_mismatch(fields, judged, report.page) {
        report.about_place(Draft {
            rule: Rule::SlugMismatch,
            part: Some(Part::FrontMatter),
            place: head.place(&at, view),
            message,
            help: "links find a page by the name of its file, and Hugo shows it at its slug: make them agree".into(),
        });
    }
}

/// The message of a problem that keeps a front matter from being read.
fn stopped(problem: &Problem) -> String {
    match problem.hugo {
        Hugo::Stops => format!("{}; Hugo ends the build here", problem.message),
        Hugo::GoesOn => problem.message.clone(),
    }
}

/// File name, slug and title that do not agree: where, and in words.
fn slug_mismatch(
    fields: &Fields<'_>,
    judged: &Judged,
    path: &Path,
) -> Option<(Range<usize>, String)> {
    let Address { name, language, .. } = Address::of(path)?;
    let slug = slug(fields).filter(|slug| slug.text != name);
    // Only links of the wiki go by titles, and they are in the language of the wiki. Where `url` says where the page is
    // shown, the name of its file is its owner's.
    let is_wiki = judged.is_ok() && !is_language(language) && fields.url.is_none();
    let title = fields.title.as_ref().filter(|_| is_wiki);
    let titled = title.map(|title| (page_slug(&title.text), title));
    let titled = titled.filter(|(made, _)| !made.is_empty() && *made != name);
    Some(match (slug, titled) {
        (None, None) => return None,
        (Some(slug), None) => (
            slug.at.clone(),
            format!(
                "the file is called `{name}`, but its slug is `{}`",
                slug.text
            ),
        ),
        (None, Some((made, title))) => (
            title.at.clone(),
            format!("the file is called `{name}`, but its title makes the slug `{made}`"),
        ),
        (Some(slug), Some((made, _))) if *made == *slug.text => (
            slug.at.clone(),
            format!("the file is called `{name}`, but by its title and its slug it is `{made}`"),
        ),
        (Some(slug), Some((made, _))) => (
            slug.at.clone(),
            format!(
                "the file is called `{name}`, its slug is `{}`, and its title makes `{made}`",
                slug.text
            ),
        ),
    })
}

/// The slug that a page gives itself.
pub fn slug<'f, 't>(fields: &'f Fields<'t>) -> Option<&'f Text<'t>> {
    fields.slug.as_ref().filter(|slug| !slug.text.is_empty())
}
