//! The file on disk beside a staged page that fails: often it is the page as it should be, and only has to be staged.

use std::path::Path;

use crate::check::{self, Context, Verdict};
use crate::files::read::read_into;
use crate::finding::Finding;
use crate::generator::Workspace;
use crate::rules::Severity;

/// Whether the file on disk is another one than the `staged` one and in sync.
pub fn is_fixed(
    root: &Path,
    page: &Path,
    staged: &[u8],
    context: Context<'_>,
    workspace: &mut Workspace,
) -> bool {
    let path = root.join(page);
    let is_file = path.symlink_metadata().is_ok_and(|file| file.is_file());
    let mut file = Vec::new();
    let limit = context.config.limits.page_bytes;
    // What cannot be read is no way out; that is all there is to know here.
    if !is_file || !matches!(read_into(&path, limit, &mut file), Ok(None)) || file == staged {
        return false;
    }
    let checked = check::check(page, &file, context, workspace).checked;
    checked.verdict == Verdict::InSync && !checked.findings.iter().any(fails)
}

/// Whether a finding keeps the page from being committed.
pub fn fails(finding: &Finding) -> bool {
    finding.severity == Severity::Error
}
