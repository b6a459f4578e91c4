//! Which pages exist, for the links in other pages: listed when the first link asks.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use super::{Snapshot, State};
use crate::config::Config;
use crate::site::{LazyPages, ListError, stems};

/// Directories that are looked into before all pages are listed.
const FEW: usize = 8;

impl Snapshot {
    /// The pages that exist, listed when the first link asks for one.
    #[must_use]
    pub fn pages(&self, config: &Config) -> LazyPages {
        let (snapshot, config) = (self.clone(), config.clone());
        LazyPages::new(move || {
            let listing = snapshot.list(&config).map_err(ListError::new)?;
            Ok(stems(listing.pages()))
        })
    }

    /// The pages that exist, for a run over the pages at `paths` on disk. Most links lead to a page in the same
    /// directory; all pages are listed only when a link does not.
    ///
    /// With `content/a.md` at hand, a link to `b` is answered by a look at `content/b.md`, if that exists.
    #[must_use]
    pub fn pages_near<'p>(
        &self,
        paths: impl IntoIterator<Item = &'p Path>,
        config: &Config,
    ) -> LazyPages {
        let parents: BTreeSet<PathBuf> = paths
            .into_iter()
            .filter_map(Path::parent)
            .map(Path::to_owned)
            .filter(|parent| has_no_links(&self.root, parent))
            .collect();
        let pages = self.pages(config);
        if parents.len() > FEW {
            return pages;
        }
        let State::Disk(repo) = self.state.clone() else {
            return pages;
        };
        let (root, prefix, config) = (self.root.clone(), self.prefix.clone(), config.clone());
        let in_repo = repo.is_some();
        // In a repository a page is what Git tracks. Whether it ignores another file is for the list to say.
        let tracked = LazyLock::new(move || {
            let repo = repo?;
            let index = repo.index().ok()?;
            Some((repo, index))
        });
        let is_tracked = move |path: &Path| {
            let path = prefix.join(path);
            !in_repo
                || tracked.as_ref().is_some_and(|(repo, index)| {
                    index.get(&path).is_some() && !repo.is_written_link(index, &path)
                })
        };
        pages.after(move |stem: &str| {
            parents.iter().any(|parent| {
                let path = parent.join(format!("{stem}.md"));
                let is_file = || {
                    let metadata = root.join(&path).symlink_metadata();
                    metadata.is_ok_and(|metadata| metadata.is_file())
                };
                // A stem is one name and no path. File systems that know a file by several names are asked for a list.
                path.file_stem() == Some(stem.as_ref())
                    && path.parent() == Some(&**parent)
                    && (in_repo || cfg!(target_os = "linux"))
                    && config.is_page(&path)
                    && is_file()
                    && is_tracked(&path)
            })
        })
    }
}

/// Whether no symbolic link is on the way from the root to a directory: lists do not follow links.
fn has_no_links(root: &Path, directory: &Path) -> bool {
    let real = |path: &Path| std::fs::canonicalize(path).ok();
    real(root).is_some_and(|root| real(&root.join(directory)) == Some(root.join(directory)))
}
