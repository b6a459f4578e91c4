//! Ground: texts and places in them, for rooms above that know pages. Knows no page, no file and no Git.

pub mod count;
pub mod diff;
pub mod excerpt;
pub mod nearest;
pub mod percent;
pub mod sanitize;
pub mod shell;
pub mod span;
pub mod strict;
