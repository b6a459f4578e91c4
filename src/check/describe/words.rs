//! What findings about drift say, and the commands they name.

use crate::check::judge::Agreement;
use crate::check::{Edits, Mends, Name};
use crate::rules::Rule;
use crate::text::shell;

/// Which side changed, in words.
pub fn message(rule: Rule, agreement: Agreement) -> &'static str {
    match rule {
        Rule::StalePage if agreement.tree => {
            "the source was not edited, but it generates something else today: the settings, the site or tikicheck changed, or the same edit was made to body and copy"
        }
        Rule::StalePage => "the source was edited, and the page still shows the old text",
        Rule::EditedBody => "the body was edited by hand, and the source does not say so",
        Rule::ConflictingEdits if agreement.tree => {
            "the body was edited by hand, and what the source generates has changed too"
        }
        Rule::ConflictingEdits => "the body was edited by hand, and the source was edited too",
        Rule::StaleCopy => "the escaped copy is not what the source generates; the body is",
        _ => "the dump of the tree is not what the source generates; the body is",
    }
}

/// The way out, with the exact command.
pub fn help(rule: Rule, name: Name<'_>) -> String {
    let fix = command(Edits::Keep, name);
    let discard = command(Edits::Discard, name);
    let and_stage = match name.mends {
        Mends::File => "",
        Mends::Staged => ", stage it",
    };
    match rule {
        Rule::EditedBody => format!(
            "to keep the edit, make it in the source at the foot of the page{and_stage} and run `{fix}`; to drop it, run `{discard}`"
        ),
        Rule::ConflictingEdits => format!(
            "to keep the edit of the body, make it in the source too{and_stage}; then, or to drop it, run `{discard}`"
        ),
        _ => format!("run `{fix}`"),
    }
}

/// The command that mends one page, at this cost.
pub fn command(edits: Edits, name: Name<'_>) -> String {
    format!("{} {}", name.mends.command(edits), shell::path(name.shown))
}
