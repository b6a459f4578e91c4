//! Where the parts of a debug block meet: all places in one pass, for nothing else in a page has to be searched for.

use super::{COPY_OPENS, SOURCE_OPENS, TREE_OPENS};

/// The lines between the parts of a debug block, or what looks like them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seam {
    /// [`COPY_OPENS`].
    Copy,
    /// [`TREE_OPENS`].
    Tree,
    /// [`SOURCE_OPENS`].
    Source,
}

/// What all seams have in common; it begins with their only colon.
const CORE: &str = ":\n--------";

impl Seam {
    /// Its bytes.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Seam::Copy => COPY_OPENS,
            Seam::Tree => TREE_OPENS,
            Seam::Source => SOURCE_OPENS,
        }
    }

    /// Where the seam begins whose core stands at byte `core` of `file`.
    fn around(self, file: &[u8], core: usize) -> Option<usize> {
        let start = core.checked_sub(self.text().find(':')?)?;
        file[start..]
            .starts_with(self.text().as_bytes())
            .then_some(start)
    }
}

/// A seam and where it begins and ends in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeamPlace {
    /// Which.
    pub seam: Seam,
    /// Its first byte.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
}

/// The seams of `file` from byte `from` on, in order; those that begin within another included.
#[must_use]
pub fn find(file: &[u8], from: usize) -> Vec<SeamPlace> {
    let cores = memchr::memmem::find_iter(&file[from..], CORE).map(|at| from + at);
    let seams = cores.filter_map(|core| {
        let (seam, start) = [Seam::Copy, Seam::Tree, Seam::Source]
            .into_iter()
            .find_map(|seam| Some((seam, seam.around(file, core)?)))?;
        let end = start + seam.text().len();
        (start >= from).then_some(SeamPlace { seam, start, end })
    });
    seams.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_seam_holds_the_core() {
        for seam in [Seam::Copy, Seam::Tree, Seam::Source] {
            assert_eq!(seam.text().find(CORE), seam.text().find(':'), "{seam:?}");
            assert_eq!(seam.text().matches(':').count(), 1, "{seam:?}");
        }
    }

    #[test]
    fn seams_are_found_where_they_share_a_newline() {
        let text = format!("x{TREE_OPENS}{}{COPY_OPENS}", &SOURCE_OPENS[1..]);
        let tree = 1 + TREE_OPENS.len();
        let source = tree + SOURCE_OPENS.len() - 1;
        let found: Vec<_> = find(text.as_bytes(), 0)
            .into_iter()
            .map(|found| (found.seam, found.start, found.end))
            .collect();
        let expected = [
            (Seam::Tree, 1, tree),
            (Seam::Source, tree - 1, source),
            (Seam::Copy, source, text.len()),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn what_begins_in_front_is_left_out() {
        assert_eq!(find(TREE_OPENS.as_bytes(), 1), []);
        assert_eq!(find(&TREE_OPENS.as_bytes()[1..], 0), []);
        assert_eq!(find(CORE.as_bytes(), 0), []);
    }
}
