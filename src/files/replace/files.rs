//! The file operations that replacing a file takes, one by one, so that a test can make each of them fail.

use std::fs::{File, Metadata};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use tempfile::NamedTempFile;

/// The steps from a new file to its place in a directory.
///
/// A temporary file that is dropped leaves nothing behind.
pub trait FileOps {
    /// A new file that has not taken its place yet.
    type Temporary;

    /// Creates a new, empty file that can take the place of `target`.
    ///
    /// # Errors
    ///
    /// What the system says, here and below.
    fn create(&self, target: &Path) -> io::Result<Self::Temporary>;

    /// Writes its whole content.
    fn write(&self, file: &mut Self::Temporary, bytes: &[u8]) -> io::Result<()>;

    /// Gives it the mode of another file, and the owner where that is allowed.
    fn adopt(&self, file: &mut Self::Temporary, other: &Metadata) -> io::Result<()>;

    /// Waits until its content is on the disk.
    fn sync(&self, file: &mut Self::Temporary) -> io::Result<()>;

    /// Reads a file, at most `limit` bytes of it.
    fn read(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>>;

    /// Puts the new file in the place of another one in the same directory.
    fn rename(&self, file: Self::Temporary, target: &Path) -> io::Result<()>;

    /// Waits until the names in a directory are on the disk.
    fn sync_directory(&self, directory: &Path) -> io::Result<()>;
}

/// The operations as the system does them.
#[derive(Debug, Clone, Copy)]
pub struct SystemFiles;

/// A new file that has not taken its place yet.
#[derive(Debug)]
pub enum Temporary {
    /// It has no name yet, so not even a killed process leaves it behind.
    #[cfg(target_os = "linux")]
    Unnamed(File),
    /// It has a name of its own, where the file system cannot do without.
    Named(NamedTempFile),
}

impl Temporary {
    fn file(&mut self) -> &mut File {
        match self {
            #[cfg(target_os = "linux")]
            Temporary::Unnamed(file) => file,
            Temporary::Named(file) => file.as_file_mut(),
        }
    }
}

impl FileOps for SystemFiles {
    type Temporary = Temporary;

    fn create(&self, target: &Path) -> io::Result<Temporary> {
        let directory = directory(target);
        #[cfg(target_os = "linux")]
        if let Some(file) = unnamed::create(directory) {
            return Ok(Temporary::Unnamed(file));
        }
        let name = neighbour(target);
        let create = || {
            let mut builder = tempfile::Builder::new();
            builder.prefix(&name).rand_bytes(0).tempfile_in(directory)
        };
        in_place_of_litter(&directory.join(&name), create).map(Temporary::Named)
    }

    fn write(&self, file: &mut Temporary, bytes: &[u8]) -> io::Result<()> {
        file.file().write_all(bytes)
    }

    fn adopt(&self, file: &mut Temporary, other: &Metadata) -> io::Result<()> {
        #[cfg_attr(not(unix), allow(unused_mut))]
        let mut permissions = other.permissions();
        let file = file.file();
        #[cfg(unix)]
        {
            use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, fchown};
            let own = file.metadata()?;
            let same_owner = (own.uid(), own.gid()) == (other.uid(), other.gid());
            // The owner first: giving a file away takes some mode bits from it.
            if !same_owner && fchown(&*file, Some(other.uid()), Some(other.gid())).is_err() {
                // Nobody becomes another user by a bit that was meant for the old owner.
                permissions.set_mode(permissions.mode() & 0o1777);
            }
        }
        file.set_permissions(permissions)
    }

    fn sync(&self, file: &mut Temporary) -> io::Result<()> {
        file.file().sync_all()
    }

    fn read(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        File::open(path)?.take(limit).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn rename(&self, file: Temporary, target: &Path) -> io::Result<()> {
        match file {
            #[cfg(target_os = "linux")]
            Temporary::Unnamed(file) => unnamed::rename(&file, target),
            Temporary::Named(file) => file.persist(target).map(drop).map_err(|error| error.error),
        }
    }

    fn sync_directory(&self, directory: &Path) -> io::Result<()> {
        File::open(directory)?.sync_all()
    }
}

/// Whether the system would let this process write to a file; the file is not touched.
pub fn may_write(path: &Path) -> bool {
    File::options().write(true).open(path).is_ok()
}

fn directory(target: &Path) -> &Path {
    target.parent().unwrap_or(Path::new("."))
}

/// How the temporary neighbour of a file is called: the same in every run, so that the next one finds what a killed
/// one left behind.
pub(super) fn neighbour(target: &Path) -> String {
    let mut hasher = DefaultHasher::new();
    target.file_name().hash(&mut hasher);
    format!(".tikicheck-{:016x}.tmp", hasher.finish())
}

/// Makes a new file at `path`; what a killed run left there is removed.
///
/// Should another run be at work on the same page, one of the two finds its neighbour gone, and leaves the page alone.
fn in_place_of_litter<T>(path: &Path, make: impl Fn() -> io::Result<T>) -> io::Result<T> {
    match make() {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            std::fs::remove_file(path)?;
            make()
        }
        result => result,
    }
}

/// Files without a name, which only Linux has.
#[cfg(target_os = "linux")]
mod unnamed {
    use std::fs::File;
    use std::io;
    use std::os::fd::AsRawFd as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    use std::path::Path;

    use rustix::fs::{AtFlags, CWD, OFlags, linkat};

    /// Where the system lists a process's open files; through it an unnamed file can be given a name.
    const OPEN_FILES: &str = "/proc/self/fd";

    /// `None` where the file system or the environment does not support it.
    pub fn create(directory: &Path) -> Option<File> {
        if !Path::new(OPEN_FILES).exists() {
            return None;
        }
        let flags = OFlags::TMPFILE.bits().cast_signed();
        File::options()
            .read(true)
            .write(true)
            .mode(0o600)
            .custom_flags(flags)
            .open(directory)
            .ok()
    }

    /// A link cannot replace a file: the new one gets a name of its own for the moment before the rename.
    pub fn rename(file: &File, target: &Path) -> io::Result<()> {
        let open = format!("{OPEN_FILES}/{}", file.as_raw_fd());
        let name = super::directory(target).join(super::neighbour(target));
        super::in_place_of_litter(&name, || {
            linkat(CWD, open.as_str(), CWD, &name, AtFlags::SYMLINK_FOLLOW).map_err(io::Error::from)
        })?;
        std::fs::rename(&name, target).inspect_err(|_| {
            // What stays is found and removed by the next run.
            let _ = std::fs::remove_file(&name);
        })
    }
}
