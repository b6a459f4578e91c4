//! What lies on disk beside a staged page that fails: often the page as it should be, which only has to be staged.

use std::path::Path;

use crate::check::{self, Context, Name, Verdict, Workspace};
use crate::files::read::read_into;
use crate::finding::Finding;
use crate::rules::Severity;
use crate::text::shell;

/// Whether the file on disk is another one than the `staged` one and in sync.
pub fn is_mended(
    root: &Path,
    name: Name<'_>,
    staged: &[u8],
    context: Context<'_>,
    workspace: &mut Workspace,
) -> bool {
    let path = root.join(name.path);
    let is_file = path.symlink_metadata().is_ok_and(|file| file.is_file());
    let mut file = Vec::new();
    let limit = context.config.limits.page_bytes;
    // What cannot be read is no way out; that is all there is to know here.
    if !is_file || !matches!(read_into(&path, limit, &mut file), Ok(None)) || file == staged {
        return false;
    }
    let checked = check::check(name, &file, context, workspace);
    checked.verdict == Verdict::InSync && !checked.findings.iter().any(fails)
}

/// Says of the findings of a page that is mended on disk how to bring that into the commit.
pub fn explain<'f>(findings: impl Iterator<Item = &'f mut Finding>) {
    for finding in findings.filter(|finding| fails(finding)) {
        finding.help = format!(
            "the staged version is meant, and the unstaged part of the file contains the fix; stage it with `git add {}`",
            shell::path(&finding.path)
        );
    }
}

/// Whether a finding keeps the page from being committed.
pub fn fails(finding: &Finding) -> bool {
    finding.severity == Severity::Error
}
