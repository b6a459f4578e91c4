//! One file split into its parts, each with its place in the file; nothing is compared or judged here.
//!
//! The seams are those of the page format, exact to the byte. This room sees line ends as LF: `lines` makes the view.

use std::ops::Range;

use memchr::memmem;

mod assemble;
mod damage;
pub mod dumped;
mod edit;
pub mod escape;
mod front_matter;
pub mod lines;
pub mod markers;
mod seams;
mod split;

#[cfg(feature = "cli")]
pub use assemble::{Escaped, assemble_escaped};
pub use assemble::{Texts, assemble};
pub use damage::{Damage, unmerged};
pub use edit::{Edit, apply};
pub use front_matter::{FrontMatter, Syntax, find as front_matter, object_end};
use seams::{Seam, SeamPlace};

/// In front of the block's style.
pub const STYLE_OPENS: &str = "<pre style=\"";
/// Between the block's style and the copy.
pub const COPY_OPENS: &str = "\">\n<code class=\"language-text\">\nMarkdown:\n--------\n";
/// Between copy and tree.
pub const TREE_OPENS: &str = "\n\nAST Structure:\n-------------\n";
/// Between tree and source.
pub const SOURCE_OPENS: &str = "\n\nOriginal Tiki:\n-------------\n";
/// Behind the source, to the end of the file.
pub const SOURCE_CLOSES: &str = "\n</code>\n</pre>\n";
/// Between the generated Markdown and the block.
pub const BODY_CLOSES: &str = "\n\n";

/// What a file turned out to be.
#[derive(Debug)]
pub enum File {
    /// A page with a whole debug block.
    Page(Page),
    /// A page without a debug block.
    WithoutSource,
    /// A page whose debug block is broken.
    Damaged(Damage),
}

/// A page with a whole debug block; all places are byte ranges in the file.
#[derive(Debug)]
pub struct Page {
    /// The front matter, its closing line and newline included; empty where there is none.
    pub front_matter: FrontMatter,
    /// Everything between front matter and block: the body with the empty lines around it.
    pub body: Range<usize>,
    /// The value of the block's `style`.
    pub style: Range<usize>,
    /// Copy, tree and source with the headings between them.
    inside: Range<usize>,
    /// All seams of the file.
    seams: Vec<SeamPlace>,
}

/// One way to tell copy, tree and source apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    /// The escaped copy of the generated Markdown.
    pub copy: Range<usize>,
    /// The escaped dump.
    pub tree: Range<usize>,
    /// The escaped wiki text.
    pub source: Range<usize>,
}

/// Splits a file, whose line ends are LF outside the source.
#[must_use]
pub fn read(file: &[u8]) -> File {
    let front_matter = match front_matter::find(file) {
        Ok(front_matter) => front_matter,
        Err(opened) => {
            return if damage::holds_block(file) {
                File::Damaged(opened)
            } else {
                File::WithoutSource
            };
        }
    };
    let rest = front_matter.range.end;
    let seams = seams::find(file, rest);
    if seams.is_empty() && !damage::holds_block(&file[rest..]) {
        return File::WithoutSource;
    }
    match last_block(file, rest, &seams) {
        Ok((block, style, inside)) => File::Page(Page {
            front_matter,
            body: rest..block,
            style,
            inside,
            seams,
        }),
        Err(damage) => File::Damaged(damage),
    }
}

impl Page {
    /// What stands in front of the generated Markdown.
    #[must_use]
    pub fn body_opens(&self) -> &'static str {
        assemble::body_opens(!self.front_matter.is_none())
    }

    /// The generated Markdown as the page holds it; `None` where the empty lines around it are not as generated.
    #[must_use]
    pub fn markdown(&self, file: &[u8]) -> Option<Range<usize>> {
        let start = self.body.start + self.body_opens().len();
        let end = self.body.end.checked_sub(BODY_CLOSES.len())?;
        let body = &file[self.body.clone()];
        let whole = start <= end
            && body.starts_with(self.body_opens().as_bytes())
            && body.ends_with(BODY_CLOSES.as_bytes());
        whole.then_some(start..end)
    }

    /// The debug block, to the end of the file.
    #[must_use]
    pub fn block(&self, file: &[u8]) -> Range<usize> {
        self.body.end..file.len()
    }

    /// The ways to tell copy, tree and source apart; almost always one.
    #[must_use]
    pub fn splits(&self, file: &[u8]) -> Splits {
        let body = self.markdown(file);
        split::splits(file, self.inside.clone(), &self.seams, body)
    }

    /// A second whole block inside the body, where there is one.
    #[must_use]
    pub fn second_block(&self, file: &[u8]) -> Option<Range<usize>> {
        let (start, body) = (self.body.start, &file[self.body.clone()]);
        let end = start + memmem::rfind(body, SOURCE_CLOSES.as_bytes())? + SOURCE_CLOSES.len();
        let (block, ..) = last_block(&file[..end], start, &self.seams).ok()?;
        Some(block..end)
    }
}

/// The ways to tell copy, tree and source apart.
#[derive(Debug, PartialEq, Eq)]
pub enum Splits {
    /// The headings stand there once.
    One(Parts),
    /// The headings stand there more than once; not more ways than are worth trying.
    Several {
        /// The ways in which the tree looks like a dump.
        likely: Vec<Parts>,
        /// Others.
        others: Vec<Parts>,
    },
}

/// The last whole block of `file` behind byte `from`, which reaches its end: where it starts, its style, and what it
/// holds. `seams` are those of the file, or of more than it.
fn last_block(
    file: &[u8],
    from: usize,
    seams: &[SeamPlace],
) -> Result<(usize, Range<usize>, Range<usize>), Damage> {
    let diagnosis = || damage::diagnose(file, from);
    let end = file[from..]
        .strip_suffix(SOURCE_CLOSES.as_bytes())
        .map(|rest| from + rest.len())
        .ok_or_else(diagnosis)?;
    let before = |seam, end| {
        let found = seams.iter().rev();
        found.filter(move |found| found.seam == seam && found.end <= end)
    };
    let source = before(Seam::Source, end).next().ok_or_else(diagnosis)?;
    let tree = before(Seam::Tree, source.start)
        .next()
        .ok_or_else(diagnosis)?;
    for copy in before(Seam::Copy, tree.start) {
        let style_end = copy.start;
        let line = memchr::memrchr(b'\n', &file[from..style_end]).map_or(from, |at| from + at + 1);
        if let Some(opens) = memmem::rfind(&file[line..style_end], STYLE_OPENS.as_bytes()) {
            let block = line + opens;
            let style = block + STYLE_OPENS.len()..style_end;
            if !file[style.clone()].contains(&b'"') {
                return Ok((block, style, copy.end..end));
            }
        }
    }
    Err(diagnosis())
}
