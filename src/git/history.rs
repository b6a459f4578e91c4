//! The history of files: which commit put which content at which path.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::staged::object_id;
use super::{GitError, Id, Repo, command};

/// A commit, as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Its full name.
    pub id: String,
    /// When it was written: `2024-01-02`.
    pub date: String,
    /// Who wrote it.
    pub author: String,
    /// The first line of its message.
    pub subject: String,
}

/// A commit and what it changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The commit.
    pub commit: Arc<Commit>,
    /// The full names of its parents.
    pub parents: Vec<String>,
    /// What it changed, of the files that are wanted.
    pub changes: Vec<Moved>,
    /// Whether all that it changed are the contents of Markdown files: none came, went or was renamed, and no settings
    /// are among them.
    pub is_edit: bool,
}

/// A file that a commit changed. A merge is said to change what it has from none of its parents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// Where it lay before; `None` for a new file.
    pub before: Option<PathBuf>,
    /// Where it lies now; `None` for one that is gone.
    pub after: Option<PathBuf>,
    /// What it holds now, in the same case.
    pub content: Option<Id>,
}

impl Repo {
    /// The commits of the history of `HEAD`, the newest first and each in front of its parents, with what they changed
    /// of the files that are `wanted`. Renames are told as such where git finds them.
    ///
    /// # Errors
    /// When git fails, and when what it says cannot be read.
    pub fn history(&self, wanted: impl Fn(&Path) -> bool) -> Result<Vec<Step>, GitError> {
        let args = [
            "-c",
            "log.showSignature=false",
            "-c",
            "diff.renames=true",
            "-c",
            "diff.relative=false",
            "log",
            "--topo-order",
            "--raw",
            "-z",
            "--no-abbrev",
            "-c",
            "-M",
            "-l10000",
            "--no-color",
            "--no-ext-diff",
            "--format=%x02%H%x1f%P%x1f%as%x1f%an%x1f%s",
            "HEAD",
        ];
        let out = self.git.output(args)?;
        steps(&out, &wanted).map_err(|what| GitError::read("the history", what))
    }
}

/// Reads what `git log --raw -z` prints: heads that begin with 0x02, and behind each its entries.
fn steps(out: &[u8], wanted: &dyn Fn(&Path) -> bool) -> Result<Vec<Step>, String> {
    let mut steps: Vec<Step> = Vec::new();
    let mut fields = out.split(|byte| *byte == 0);
    while let Some(field) = fields.next() {
        let field = field.strip_prefix(b"\n").unwrap_or(field);
        if let Some(head) = field.strip_prefix(b"\x02") {
            let head = String::from_utf8_lossy(head);
            let mut parts = head.splitn(5, '\u{1f}').map(str::to_owned);
            let mut part = || parts.next().unwrap_or_default();
            let (id, parents) = (part(), part());
            let commit = Commit {
                id,
                date: part(),
                author: part(),
                subject: part(),
            };
            steps.push(Step {
                commit: Arc::new(commit),
                parents: parents.split_whitespace().map(str::to_owned).collect(),
                changes: Vec::new(),
                is_edit: true,
            });
            continue;
        }
        let Some(entry) = field.strip_prefix(b":") else {
            if field.is_empty() {
                continue;
            }
            return Err(format!(
                "git said `{}`",
                String::from_utf8_lossy(field)
                    .chars()
                    .take(80)
                    .collect::<String>()
            ));
        };
        let mut path = || -> Result<PathBuf, String> {
            let path = fields.next().ok_or("a path is missing")?;
            let path = command::path(path).map_err(|error| error.to_string())?;
            Ok(path.to_owned())
        };
        let moved = moved(entry, &mut path)?;
        let is_wanted = [&moved.before, &moved.after]
            .into_iter()
            .flatten()
            .any(|path| wanted(path));
        let Some(step) = steps.last_mut() else {
            continue;
        };
        let path = moved.after.as_deref();
        let is_markdown = path
            .and_then(Path::extension)
            .is_some_and(|end| end == "md");
        step.is_edit &= moved.before == moved.after && is_markdown;
        if is_wanted {
            step.changes.push(moved);
        }
    }
    Ok(steps)
}

/// An entry such as `100644 100644 ID ID M`; one of a merge has a colon more, a mode, an id and a letter for each parent.
fn moved(entry: &[u8], path: &mut dyn FnMut() -> Result<PathBuf, String>) -> Result<Moved, String> {
    let text = std::str::from_utf8(entry).map_err(|_| "an entry is no text")?;
    let parents = 1 + text.chars().take_while(|c| *c == ':').count();
    let words: Vec<&str> = text.trim_start_matches(':').split(' ').collect();
    let [.., id, status] = &words[..] else {
        return Err(format!("git said `{text}`"));
    };
    if words.len() != 2 * (parents + 1) + 1 {
        return Err(format!("git said `{text}`"));
    }
    let first = path()?;
    let is_zero = id.bytes().all(|byte| byte == b'0');
    let content = match is_zero {
        true => None,
        false => Some(Id(
            object_id(id.as_bytes()).map_err(|error| error.to_string())?
        )),
    };
    let (before, after) = match (parents, status.as_bytes().first()) {
        (1, Some(b'R' | b'C')) => {
            let second = path()?;
            (Some(first), Some(second))
        }
        (1, Some(b'A')) => (None, Some(first)),
        (_, _) if is_zero => (Some(first), None),
        _ => (Some(first.clone()), Some(first)),
    };
    Ok(Moved {
        before,
        after,
        content,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_of_commits_and_merges_are_read() {
        let (a, b) = ("a".repeat(40), "b".repeat(40));
        let zero = "0".repeat(40);
        let out = format!(
            "\x02c1\x1fc2 c0\x1f2024-01-02\x1fA\x1fone\0\0:100644 100644 {a} {b} M\0x.md\0:100644 100644 {a} {b} R090\0y.md\0z.md\0\
             :100644 000000 {a} {zero} D\0gone.md\0\x02c2\x1fc3\x1f2024-01-01\x1fB\x1fmerge\0\0\
             ::100644 100644 100644 {a} {a} {b} MM\0x.md\0\x02c3\x1f\x1f2023-01-01\x1fC\x1fempty\0"
        );
        let steps = steps(out.as_bytes(), &|_| true).expect("it is what git prints");
        let shown: Vec<_> = steps
            .iter()
            .map(|step| {
                let path = |path: &Option<PathBuf>| {
                    path.as_ref()
                        .map_or("-".to_owned(), |path| path.display().to_string())
                };
                let changes = step
                    .changes
                    .iter()
                    .map(|moved| format!("{}>{}", path(&moved.before), path(&moved.after)));
                format!(
                    "{} of {:?} {} {}",
                    step.commit.subject,
                    step.parents,
                    step.is_edit,
                    changes.collect::<Vec<_>>().join(" ")
                )
            })
            .collect();
        assert_eq!(
            shown,
            [
                "one of [\"c2\", \"c0\"] false x.md>x.md y.md>z.md gone.md>-",
                "merge of [\"c3\"] true x.md>x.md",
                "empty of [] true "
            ]
        );
        assert!(super::steps(b"\x02a\0\0?", &|_| true).is_err());
    }
}
