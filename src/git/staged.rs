//! What is staged: the index against `HEAD`, or in a merge against every parent.
//!
//! Index and tree are walked side by side, and a directory whose tree Git has already computed and found unchanged
//! is not opened, so the cost is that of the directories with a change in them.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use gix::bstr::ByteSlice as _;
use gix::index::extension::Tree;
use gix::objs::FindExt as _;
use gix::objs::tree::EntryKind as TreeKind;

use super::changes::alters_set;
use super::index::{EntryState, FileKind, Id, Index};
use super::partial::Objects;
use super::{FileChange, FileChanges, GitError, RefStorage, Repo, Side, command};

/// Differences by path, in the order of the paths' bytes.
pub(super) type Differences = BTreeMap<Vec<u8>, (Option<Side>, Option<Side>)>;

impl Repo {
    /// What a commit made now would change.
    ///
    /// In a merge, [`FileChanges::own`] holds what differs from all parents. What was announced with `git add -N` is no
    /// part of the commit and not listed.
    ///
    /// # Errors
    /// [`GitError::Unmerged`] when there are conflicts, and whatever keeps `HEAD` from being read.
    pub fn staged(&self, index: &Index) -> Result<FileChanges, GitError> {
        let unmerged = index.unmerged();
        if !unmerged.is_empty() {
            return Err(GitError::Unmerged(unmerged));
        }
        let local = self.gix.to_thread_local();
        let mut trees = vec![self.head_tree(&local)?];
        for parent in self.merged_commits(&local)? {
            let commit = local
                .find_commit(parent)
                .map_err(|error| GitError::read("a merge parent", error))?;
            let tree = commit
                .tree_id()
                .map_err(|error| GitError::read("a merge parent", error))?;
            trees.push(Some(tree.detach()));
        }
        let objects = self.objects();
        let mut sides = trees.into_iter().map(|tree| compare(&objects, index, tree));
        let mut own = sides.next().transpose()?.unwrap_or_default();
        let mut inherited = Differences::new();
        for other in sides {
            let mut other = other?;
            let (both, rest) = std::mem::take(&mut own)
                .into_iter()
                .partition(|(path, _)| other.contains_key(path));
            own = both;
            // A file that came or went for the other parent alone alters what pages taken from there link to.
            other.retain(|path, sides| {
                own.get(path)
                    .is_none_or(|ours| alters_set(*sides) && !alters_set(*ours))
            });
            inherited.extend(rest);
            inherited.extend(other);
        }
        Ok(FileChanges {
            own: changes(own)?,
            inherited: changes(inherited)?,
        })
    }

    /// The tree of `HEAD`; `None` before the first commit.
    ///
    /// # Errors
    /// When `HEAD`, or the commit it names, cannot be read.
    pub(super) fn head_tree(
        &self,
        local: &gix::Repository,
    ) -> Result<Option<gix::ObjectId>, GitError> {
        match self.refs {
            RefStorage::Files => {
                let mut head = local
                    .head()
                    .map_err(|error| GitError::read("HEAD", error))?;
                if head.is_unborn() {
                    return Ok(None);
                }
                let commit = head
                    .peel_to_commit()
                    .map_err(|error| GitError::read("HEAD", error))?;
                let tree = commit
                    .tree_id()
                    .map_err(|error| GitError::read("HEAD", error))?;
                Ok(Some(tree.detach()))
            }
            RefStorage::Other => {
                // `symbolic-ref` is no test for an unborn branch, and a broken HEAD must not pass for one.
                let output = self.git.run(
                    &["rev-parse", "--verify", "--quiet", "HEAD^{tree}"],
                    Vec::new(),
                )?;
                if output.status.success() {
                    return object_id(&output.stdout).map(Some);
                }
                self.git.output(["symbolic-ref", "HEAD"])?;
                Ok(None)
            }
        }
    }

    /// The other parents of the merge that is being committed.
    ///
    /// `git commit` finds them in `MERGE_HEAD`. The pre-merge-commit hook runs before that file is written, and is
    /// told by variables named `GITHEAD_` and the commit's id.
    fn merged_commits(&self, local: &gix::Repository) -> Result<Vec<gix::ObjectId>, GitError> {
        let path = self.git.git_dir.join("MERGE_HEAD");
        match std::fs::read(&path) {
            Ok(text) => text
                .lines()
                .filter(|line| !line.is_empty())
                .map(object_id)
                .collect(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let names = std::env::vars_os().map(|(name, _)| name);
                let ids =
                    names.filter_map(|name| name.to_str()?.strip_prefix("GITHEAD_")?.parse().ok());
                Ok(ids
                    .filter(|id: &gix::ObjectId| local.find_commit(*id).is_ok())
                    .collect())
            }
            Err(source) => Err(GitError::Io { path, source }),
        }
    }
}

/// An object id as git prints it.
///
/// # Errors
/// When the line is not an id.
pub(super) fn object_id(line: &[u8]) -> Result<gix::ObjectId, GitError> {
    gix::ObjectId::from_hex(line.trim()).map_err(|error| GitError::read("an object id", error))
}

pub(super) fn changes(differences: Differences) -> Result<Vec<FileChange>, GitError> {
    let change = |(path, (before, after)): (Vec<u8>, _)| {
        Ok(FileChange {
            path: command::path(&path)?.to_owned(),
            before,
            after,
        })
    };
    differences.into_iter().map(change).collect()
}

/// A directory still to be compared.
struct Pending<'a> {
    /// Its path with a slash behind it; empty for the root.
    prefix: Vec<u8>,
    /// What the commit has there.
    tree: Option<gix::ObjectId>,
    /// What the index has there.
    entries: Range<usize>,
    /// What Git has computed for it.
    cached: Option<&'a Tree>,
}

/// Everything in which `index` differs from `tree`; `None` is the empty tree.
///
/// # Errors
/// When a tree is missing and cannot be fetched, or damaged.
pub(super) fn compare(
    objects: &Objects,
    index: &Index,
    tree: Option<gix::ObjectId>,
) -> Result<Differences, GitError> {
    let mut found = Differences::new();
    let root = Pending {
        prefix: Vec::new(),
        tree,
        entries: 0..index.entries.len(),
        cached: index.trees.as_ref(),
    };
    // A list of its own instead of recursion: the depth of a tree is somebody else's choice.
    let mut pending = vec![root];
    let mut buffer = Vec::new();
    while let Some(dir) = pending.pop() {
        if is_same(&dir) {
            continue;
        }
        match dir.tree.filter(|id| !id.is_empty_tree()) {
            None => compare_dir(index, &dir, &[], &mut pending, &mut found),
            Some(id) => {
                let tree = match objects.find_tree_iter(&id, &mut buffer) {
                    Ok(tree) => tree.entries(),
                    Err(error) => Err(error),
                };
                let tree = tree.map_err(|error| GitError::read(format!("the tree {id}"), error))?;
                compare_dir(index, &dir, &tree, &mut pending, &mut found);
            }
        }
    }
    Ok(found)
}

/// Whether Git has computed this directory's tree, and it is the one of the commit.
fn is_same(dir: &Pending<'_>) -> bool {
    dir.cached.is_some_and(|cached| {
        let counted = cached
            .num_entries
            .is_some_and(|count| count as usize == dir.entries.len());
        counted && Some(cached.id) == dir.tree
    })
}

fn compare_dir<'a>(
    index: &'a Index,
    dir: &Pending<'a>,
    tree: &[gix::objs::tree::EntryRef<'_>],
    pending: &mut Vec<Pending<'a>>,
    found: &mut Differences,
) {
    let cached: HashMap<&[u8], &Tree> = dir
        .cached
        .into_iter()
        .flat_map(|cached| {
            cached
                .children
                .iter()
                .map(|child| (child.name.as_slice(), child))
        })
        .collect();
    let mut staged = NameGroups {
        index,
        skip: dir.prefix.len(),
        rest: dir.entries.clone(),
    }
    .peekable();
    let mut committed = tree.iter().peekable();
    loop {
        let order = match (staged.peek(), committed.peek()) {
            (None, None) => return,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(group), Some(entry)) => {
                let is_tree = entry.mode.kind() == TreeKind::Tree;
                gix::objs::tree::name_order(group.name, group.is_dir(), entry.filename, is_tree)
            }
        };
        let group = if order.is_le() { staged.next() } else { None };
        let entry = if order.is_ge() {
            committed.next()
        } else {
            None
        };
        let Some(name) = group
            .as_ref()
            .map(|group| group.name)
            .or(entry.map(|entry| entry.filename.as_bytes()))
        else {
            return;
        };
        let path = [dir.prefix.as_slice(), name].concat();
        let before = entry.and_then(|entry| side(entry.mode.kind(), entry.oid));
        match group {
            Some(NameGroup {
                at: At::Dir(entries),
                ..
            }) => {
                let tree = entry.map(|entry| entry.oid.to_owned());
                let cached = cached.get(name).copied();
                pending.push(Pending {
                    prefix: [path.as_slice(), b"/"].concat(),
                    tree,
                    entries,
                    cached,
                });
            }
            Some(NameGroup {
                at: At::File(after),
                ..
            }) => {
                if before != after {
                    found.insert(path, (before, after));
                }
            }
            None => match before {
                Some(_) => {
                    found.insert(path, (before, None));
                }
                None => {
                    let tree = entry.map(|entry| entry.oid.to_owned());
                    let prefix = [path.as_slice(), b"/"].concat();
                    pending.push(Pending {
                        prefix,
                        tree,
                        entries: 0..0,
                        cached: None,
                    });
                }
            },
        }
    }
}

/// A file of a tree; `None` for a directory.
fn side(kind: TreeKind, id: &gix::oid) -> Option<Side> {
    let kind = match kind {
        TreeKind::Blob => FileKind::File,
        TreeKind::BlobExecutable => FileKind::Executable,
        TreeKind::Link => FileKind::Symlink,
        TreeKind::Commit => FileKind::Submodule,
        TreeKind::Tree => return None,
    };
    Some(Side {
        kind,
        id: Some(Id(id.to_owned())),
    })
}

/// What the index has under one name of a directory.
struct NameGroup<'a> {
    name: &'a [u8],
    at: At,
}

enum At {
    /// A file; `None` when it is only announced, and so for a commit is not there.
    File(Option<Side>),
    /// A directory with these entries.
    Dir(Range<usize>),
}

impl NameGroup<'_> {
    fn is_dir(&self) -> bool {
        matches!(self.at, At::Dir(_))
    }
}

/// The names of one directory, in the order of its entries.
struct NameGroups<'a> {
    index: &'a Index,
    /// Length of the directory's own path.
    skip: usize,
    rest: Range<usize>,
}

impl<'a> Iterator for NameGroups<'a> {
    type Item = NameGroup<'a>;

    fn next(&mut self) -> Option<NameGroup<'a>> {
        let index = self.index;
        let first = self.rest.next()?;
        let raw = &index.entries[first];
        let path = &index.path(raw)[self.skip..];
        let Some(slash) = path.find_byte(b'/') else {
            let side = Side {
                kind: raw.kind,
                id: Some(Id(raw.id)),
            };
            return Some(NameGroup {
                name: path,
                at: At::File((raw.state == EntryState::Staged).then_some(side)),
            });
        };
        let dir = &path[..=slash];
        let rest = &index.entries[self.rest.clone()];
        let more = rest.partition_point(|raw| index.path(raw)[self.skip..].starts_with(dir));
        self.rest.start += more;
        Some(NameGroup {
            name: &path[..slash],
            at: At::Dir(first..self.rest.start),
        })
    }
}
