//! Texts by page that wait for the end of a run: a little of them in memory, more in a temporary file.

use std::collections::HashMap;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::SpooledTempFile;

/// Bytes that are kept in memory: few, for a run has several of these. The file has no name, so a killed run leaves none
/// behind.
const IN_MEMORY: usize = 1024 * 1024;

/// Texts by the place of their page in the list of a run. Several threads may add to it.
pub struct Spool {
    inner: Mutex<Inner>,
}

struct Inner {
    file: SpooledTempFile,
    end: u64,
    /// Where the text of a page begins, and how many bytes it has.
    places: HashMap<usize, (u64, usize)>,
}

impl Default for Spool {
    fn default() -> Self {
        Self {
            inner: Mutex::new(Inner {
                file: SpooledTempFile::new(IN_MEMORY),
                end: 0,
                places: HashMap::new(),
            }),
        }
    }
}

impl Spool {
    /// Keeps the text of the page at `place`, in place of one that was kept before.
    ///
    /// # Errors
    ///
    /// Where there is no room for temporary files.
    pub fn put(&self, place: usize, text: &[u8]) -> io::Result<()> {
        let mut inner = self.lock();
        if text.is_empty() {
            inner.places.remove(&place);
            return Ok(());
        }
        let start = inner.end;
        inner.file.seek(SeekFrom::Start(start))?;
        inner.file.write_all(text)?;
        inner.end = start + text.len() as u64;
        inner.places.insert(place, (start, text.len()));
        Ok(())
    }

    /// The text of the page at `place`; empty where none is kept.
    ///
    /// # Errors
    ///
    /// Where the temporary file cannot be read.
    pub fn get(&self, place: usize) -> io::Result<Vec<u8>> {
        let mut inner = self.lock();
        let Some(&(start, length)) = inner.places.get(&place) else {
            return Ok(Vec::new());
        };
        inner.file.seek(SeekFrom::Start(start))?;
        let mut text = vec![0; length];
        inner.file.read_exact(&mut text)?;
        Ok(text)
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_text_of_a_page_counts() {
        let spool = Spool::default();
        spool.put(7, b"old").expect("there is room");
        spool.put(3, b"three").expect("there is room");
        spool.put(7, b"new").expect("there is room");
        assert_eq!(spool.get(7).expect("it is kept"), b"new");
        assert_eq!(spool.get(3).expect("it is kept"), b"three");
        assert_eq!(spool.get(0).expect("nothing is kept"), b"");
        spool.put(3, b"").expect("there is room");
        assert_eq!(spool.get(3).expect("it is gone"), b"");
    }

    #[test]
    fn more_than_fits_into_memory_comes_back() {
        let spool = Spool::default();
        let text = |place: usize| vec![place as u8; 1024 * 1024];
        for place in 0..6 {
            spool.put(place, &text(place)).expect("there is room");
        }
        for place in 0..6 {
            assert!(
                spool.get(place).expect("it is kept") == text(place),
                "{place}"
            );
        }
    }
}
