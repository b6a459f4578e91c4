//! Reads files that may be of anybody's making: only regular files, only so many bytes as asked for, and no file that a
//! link takes out of the site.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

/// Reads a file of at most `limit` bytes into `buffer`, in place of what it holds; returns the size of a larger one.
///
/// # Errors
///
/// When it is no regular file, or cannot be read.
pub fn read_into(path: &Path, limit: u64, buffer: &mut Vec<u8>) -> io::Result<Option<u64>> {
    let (mut file, size) = open(path)?;
    if size > limit {
        return Ok(Some(size));
    }
    // With one byte more than its size, the end of the file is found by the second read, unless the file has grown.
    let room = usize::try_from(size).map_err(io::Error::other)?;
    buffer.resize(room.saturating_add(1), 0);
    let mut filled = 0;
    while filled < buffer.len() {
        match file.read(&mut buffer[filled..]) {
            Ok(0) => {
                buffer.truncate(filled);
                return Ok(None);
            }
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let most = limit.saturating_add(1).saturating_sub(filled as u64);
    file.take(most).read_to_end(buffer)?;
    Ok((buffer.len() as u64 > limit).then_some(buffer.len() as u64))
}

/// The bytes of a regular file, one more than `most` at the most.
///
/// # Errors
///
/// When it is no regular file, or cannot be read.
pub fn read_at_most(path: &Path, most: usize) -> io::Result<Vec<u8>> {
    take(open(path)?.0, most)
}

/// What `from` gives, one byte more than `most` at the most.
///
/// # Errors
///
/// When it cannot be read.
pub fn take(from: impl io::Read, most: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let most = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    from.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Opens a regular file, and says how many bytes it holds.
///
/// # Errors
///
/// When it is something else, such as a pipe or a device: those are not waited for and not read.
fn open(path: &Path) -> io::Result<(File, u64)> {
    let not_a_file = || io::Error::other("not a regular file");
    let mut options = File::options();
    options.read(true);
    #[cfg(target_os = "linux")]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed());
    }
    // Elsewhere, opening a pipe would wait for its writer.
    if cfg!(not(target_os = "linux")) && !path.metadata()?.is_file() {
        return Err(not_a_file());
    }
    let file = options.open(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(not_a_file());
    }
    Ok((file, metadata.len()))
}

/// Tells whether links lead paths out of a root. It remembers its answer for the last directory, since pages come
/// directory by directory.
#[derive(Debug)]
pub struct Inside {
    /// Without links.
    root: PathBuf,
    last: Option<(PathBuf, bool)>,
}

impl Inside {
    /// For paths below `root`, which is absolute.
    #[must_use]
    pub fn new(root: &Path) -> Self {
        Self {
            root: std::fs::canonicalize(root).unwrap_or_else(|_| root.to_owned()),
            last: None,
        }
    }

    /// Whether the directory of `path`, relative to the root, is in the root once all links are followed.
    ///
    /// With a link `out` to another place, that of `out/a.md` is not. A directory that does not exist counts as inside:
    /// opening the file says what is wrong.
    pub fn holds_directory_of(&mut self, path: &Path) -> bool {
        let directory = path.parent().unwrap_or(Path::new(""));
        if let Some((last, is_inside)) = &self.last
            && last == directory
        {
            return *is_inside;
        }
        let is_inside = self.is_inside(directory);
        self.last = Some((directory.to_owned(), is_inside));
        is_inside
    }

    /// Whether `path`, relative to the root, is in the root once all links are followed, or does not exist.
    #[must_use]
    pub fn is_inside(&self, path: &Path) -> bool {
        match std::fs::canonicalize(self.root.join(path)) {
            Ok(real) => real.starts_with(&self.root),
            Err(_) => true,
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_link_out_of_the_root_is_seen_at_every_place() {
        let outer = tempfile::tempdir().expect("a directory");
        let root = outer.path().join("root");
        std::fs::create_dir_all(root.join("a/b")).expect("a directory");
        std::fs::create_dir_all(outer.path().join("other")).expect("a directory");
        std::os::unix::fs::symlink("../../other", root.join("a/out")).expect("a link");
        std::os::unix::fs::symlink("b", root.join("a/in")).expect("a link");
        let mut inside = Inside::new(&root);
        for (path, is_inside) in [
            ("a/b/x.md", true),
            ("a/out/x.md", false),
            ("a/out/y.md", false),
            ("a/in/x.md", true),
            ("x.md", true),
            ("a/missing/x.md", true),
        ] {
            assert_eq!(
                inside.holds_directory_of(Path::new(path)),
                is_inside,
                "{path}"
            );
        }
        assert!(!inside.is_inside(Path::new("a/out")));
    }

    #[test]
    fn no_more_is_read_than_was_asked_for() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("file");
        std::fs::write(&path, "12345").expect("a file");
        let into = |limit| {
            let mut buffer = Vec::new();
            (
                read_into(&path, limit, &mut buffer).expect("it can be read"),
                buffer.len(),
            )
        };
        assert_eq!(into(5), (None, 5));
        assert_eq!(into(4), (Some(5), 0));
        assert_eq!(into(u64::MAX), (None, 5));
        assert_eq!(read_at_most(&path, 2).expect("it can be read"), b"123");
        assert_eq!(take(io::repeat(0), 9).expect("it can be read").len(), 10);
        assert!(read_at_most(directory.path(), 2).is_err());
    }
}
