//! The one way from findings to a fixed page, for disk, index, standard input and patch: edits, applied in memory,
//! checked before anybody writes them.

use std::path::Path;

use crate::check::{self, Allowed, Checked, Context, Examined, Fixed, Unfixable};
use crate::cli::{CheckArgs, OutputFormat};
use crate::generator::Workspace;
use crate::page::apply;
use crate::text::diff;

/// What the fixes of a run may do.
pub fn allowed(args: &CheckArgs) -> Allowed {
    Allowed {
        hand_edits: args.hand_edits,
        misfits: args.misfits,
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
    let wants_patch = args.format == OutputFormat::Patch;
    let allowed = allowed(args);
    let edits = if wants_patch || args.action.writes() {
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
