//! The one way from findings to a fixed page, for disk, index, standard input and patch: edits, applied in memory,
//! checked before anybody writes them.

use std::path::Path;

use crate::check::{self, Allowed, Checked, Context, Examined, Fixed, Unfixable};
use crate::cli::CheckArgs;
use crate::finding::Finding;
use crate::generator::Workspace;
use crate::page::apply;
use crate::rules::Group;
use crate::text::diff;

/// What the fixes of a run may do.
pub fn allowed(args: &CheckArgs) -> Allowed {
    Allowed {
        hand_edits: args.hand_edits,
        misfits: args.misfits,
        unmeant: args.unmeant,
    }
}

/// What came of the fix of one page.
pub struct Attempt {
    /// What is to be said about the page as it is.
    pub checked: Checked,
    /// The patch that a fix would be, where one was asked for; empty where there is none.
    pub patch: Vec<u8>,
    /// The fixed page, where it is to be written and may be.
    pub fixed: Option<Result<Fixed, Unfixable>>,
}

/// Whether a page that the settings do not fit differs for this cause alone. A fix writes a page as a whole, so one that
/// has other causes besides is left.
fn has_only(cause: &str, findings: &[Finding]) -> bool {
    let mut drift = findings
        .iter()
        .filter(|finding| finding.rule.group() == Group::Drift)
        .peekable();
    drift.peek().is_some()
        && drift.all(|finding| {
            let known = finding.cause.as_ref();
            finding.more.is_none() && known.is_some_and(|known| known.id.starts_with(cause))
        })
}

/// Whether one of the findings has this cause, and the page others besides.
#[must_use]
pub fn has_others(cause: &str, findings: &[Finding]) -> bool {
    let has = |finding: &Finding| {
        let known = finding.cause.as_ref();
        known.is_some_and(|known| known.id.starts_with(cause))
    };
    findings.iter().any(has) && !has_only(cause, findings)
}

/// Makes of a checked page what was asked for. `path` is relative to the root of the site, `in_repo` to that of the
/// repository.
pub fn attempt(
    path: &Path,
    in_repo: &Path,
    file: &[u8],
    examined: Examined<'_>,
    args: &CheckArgs,
    context: Context<'_>,
    workspace: &mut Workspace,
) -> Attempt {
    let wants_patch = args.wants_patch();
    let allowed = allowed(args);
    let is_meant = match &args.cause {
        Some(cause) => has_only(cause, &examined.checked.findings),
        None => true,
    };
    let edits = if is_meant && (wants_patch || args.action.writes()) {
        examined.edits(allowed)
    } else {
        Vec::new()
    };
    let mut attempt = Attempt {
        checked: examined.checked,
        patch: Vec::new(),
        fixed: None,
    };
    if edits.is_empty() {
        return attempt;
    }
    if wants_patch {
        let path = in_repo.as_os_str().as_encoded_bytes();
        attempt.patch = diff::unified(path, file, &apply(file, &edits));
    }
    if args.action.writes() {
        attempt.fixed = Some(check::fixed(
            path, file, &edits, context, allowed, workspace,
        ));
    }
    attempt
}
