//! For the tests, benchmarks and fuzz targets of this repository: a check and its fix in one call.

use std::path::Path;

use crate::check::{self, Allowed, Checked, Context, Unfixable, Verdict};
use crate::finding::Finding;
use crate::generator::Workspace;
use crate::page::apply;

/// What a check and a fix of one page came to.
#[derive(Debug)]
pub struct Outcome {
    /// The page in one word.
    pub verdict: Verdict,
    /// What is said about it.
    pub findings: Vec<Finding>,
    /// The whole file after a fix; `None` where a fix changes nothing.
    pub fixed: Option<Vec<u8>>,
}

/// Checks a page, and fixes it in memory.
#[must_use]
pub fn check(
    page: &Path,
    file: &[u8],
    context: Context<'_>,
    allowed: impl Into<Allowed>,
    workspace: &mut Workspace,
) -> Outcome {
    let examined = check::check(page, file, context, workspace);
    let edits = examined.edits(context, allowed.into());
    let Checked { verdict, findings } = examined.checked;
    Outcome {
        verdict,
        findings,
        fixed: (!edits.is_empty()).then(|| apply(file, &edits)),
    }
}

/// Checks what a fix made of a page, as is done before it is written.
///
/// # Errors
///
/// Where it must not be written.
pub fn check_fixed(
    page: &Path,
    fixed: &[u8],
    context: Context<'_>,
    allowed: impl Into<Allowed>,
    workspace: &mut Workspace,
) -> Result<Checked, Unfixable> {
    check::fixed(page, fixed, &[], context, allowed.into(), workspace).map(|fixed| fixed.left)
}
