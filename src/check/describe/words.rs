//! What findings about drift say: which side changed. A message claims no edit that the page does not show.

use crate::carry::{Level, Reason};
use crate::check::carried::{Carried, HandEdit, Refused};
use crate::check::history::{Drift, Fit, SourceHistory};
use crate::check::judge::Agreement;
use crate::finding::Edited;
use crate::rules::{Fix, Rule};
use crate::text::diff;
use crate::text::excerpt::excerpt;

/// Which side changed, in words; `source` is the wiki text of the page today.
pub fn message(
    drift: &Drift,
    agreement: Agreement,
    hand_edit: Option<&HandEdit>,
    source: &str,
) -> String {
    let does_not_fit = match drift.fix {
        Fix::None => "; apart from that, today's settings would write this page otherwise",
        Fix::Safe | Fix::KeepsEdit | Fix::DiscardsEdit => "",
    };
    match drift.rule {
        Rule::StalePage => format!(
            "the source was edited{}, and the page still shows the old text{does_not_fit}",
            edit(drift, source)
        ),
        Rule::StaleLinks => {
            "pages came, went or were renamed, and links of this page lead where they led before".to_owned()
        }
        Rule::Misfit if drift.fit == Fit::Unknown => {
            "today's settings would write this page otherwise, and its dump does not tell the text that it was made from".to_owned()
        }
        Rule::Misfit if agreement.body && agreement.copy => {
            "nobody edited this page, but today's settings would read its source otherwise than its exporter did".to_owned()
        }
        Rule::Misfit => "nobody edited this page, but today's settings would write it otherwise".to_owned(),
        Rule::EditedBody if drift.same_edit => {
            "the same words were changed by hand in body and copy, and the source does not say so".to_owned()
        }
        Rule::EditedBody if hand_edit.is_some() => hand_edit.map_or_else(String::new, edited_body),
        Rule::EditedBody => {
            format!("the body was edited by hand, and the source does not say so{does_not_fit}")
        }
        Rule::ConflictingEdits if matches!(hand_edit, Some(HandEdit::ReadsAlike(_))) => format!(
            "the body was edited by hand, and the source was edited too{}; the body reads the same as what the source generates",
            edit(drift, source)
        ),
        Rule::ConflictingEdits if hand_edit.is_some() => format!(
            "the body was edited by hand, and the source was edited too{}; the two edits go together",
            edit(drift, source)
        ),
        Rule::ConflictingEdits => format!(
            "the body was edited by hand, and the source was edited too{}{does_not_fit}",
            edit(drift, source)
        ),
        Rule::StaleCopy => "the escaped copy is not what the source generates; the body is".to_owned(),
        _ => "the dump of the tree is not what the source generates; the body is".to_owned(),
    }
}

/// The message about one difference of a page of which body and source were edited: whose edit it is.
pub fn of_side(said: &str, edited: Option<Edited>) -> String {
    let behind = match edited {
        None => "",
        Some(Edited::Body) => "; here the body was edited",
        Some(Edited::Source) => "; here the source was edited",
        Some(Edited::Both) => "; here both were edited",
    };
    format!("{said}{behind}")
}

/// The message about a difference that no edit made, on a page with an edit that the settings do not fit either.
pub fn of_settings(rule: Rule) -> String {
    let edited = match rule {
        Rule::ConflictingEdits => "body and source were edited elsewhere",
        _ => "the source was edited elsewhere",
    };
    format!("{edited}, and nobody edited it here, but today's settings would write this otherwise")
}

/// What is said about a hand edit of the body, on a page of which nothing else was edited.
fn edited_body(edit: &HandEdit) -> String {
    let more = match edit {
        HandEdit::Carried(Carried { source, .. }) if source.is_empty() => {
            "but only in blanks and blank lines that no reader sees"
        }
        HandEdit::Carried(Carried { level, .. }) => match level {
            Level::Exact => "and the edit can be carried into the source",
            Level::Spacing => {
                "and the edit can be carried into the source, but for blank lines that no reader sees"
            }
            Level::ReadsAlike => {
                "and the edit can be carried into the source, which then generates what reads the same"
            }
        },
        HandEdit::ReadsAlike(Carried { source, .. }) if source.is_empty() => {
            "but reads the same as what the source generates"
        }
        HandEdit::ReadsAlike(_) => {
            "and the edit can be carried into the source, which then generates what reads the same"
        }
        HandEdit::Refused(Refused { reason, .. }) => {
            return format!(
                "the body was edited by hand, and the source does not say so; {}",
                why_not(*reason)
            );
        }
    };
    format!("the body was edited by hand, {more}")
}

/// Why a hand edit cannot be carried into the source.
fn why_not(reason: Reason) -> &'static str {
    match reason {
        Reason::TableHeader => "no wiki text generates a table with a header row",
        Reason::CodeBlock => "no wiki text generates a block of code over several lines",
        Reason::EmptyLines => "no wiki text generates so many line ends in a row",
        Reason::LineEnd => "no wiki text generates a line end without an empty line here",
        Reason::Bounds => "there are too many edits to carry them into the source",
        Reason::NoCandidate => "no wiki text was found that generates it",
    }
}

/// How many changes of the source are looked at for one with words.
const MOST: usize = 20;

/// The first change of the source that has words, with its old and new ones.
fn edit(drift: &Drift, source: &str) -> String {
    let SourceHistory::Edited { before } = &drift.source else {
        return String::new();
    };
    let changes = diff::changes(before, source, MOST);
    let has_word = |text: &str| text.chars().any(char::is_alphanumeric);
    let worded = changes.list.iter().find(|change| {
        has_word(&before[change.found.clone()]) || has_word(&source[change.expected.clone()])
    });
    let Some(first) = worded.or(changes.list.first()) else {
        return String::new();
    };
    // The marks around a word belong to both wordings.
    let quoted = |text: &str| {
        let line = text.replace('\n', " ");
        let bare = line.trim_matches(|c: char| c.is_whitespace() || "_'^~*".contains(c));
        let shown = if bare.is_empty() { &*line } else { bare };
        excerpt(shown, 0..shown.len(), None).text
    };
    let old = quoted(&before[first.found.clone()]);
    let new = quoted(&source[first.expected.clone()]);
    let more = match changes.total - 1 {
        0 => String::new(),
        1 => ", and in one more place".to_owned(),
        more => format!(", and in {more} more places"),
    };
    match (old.trim().is_empty(), new.trim().is_empty()) {
        (true, true) => format!(" (white space{more})"),
        (true, false) => format!(" (`{new}` is new{more})"),
        (false, true) => format!(" (`{old}` is gone{more})"),
        (false, false) => format!(" (`{old}` became `{new}`{more})"),
    }
}
