//! One file split into its parts, each with its place in the file; nothing is compared or judged here.
//!
//! The seams are those of the page format, exact to the byte. This room sees line ends as LF: `lines` makes the view.

use std::ops::Range;

use memchr::memmem;

mod damage;
mod front_matter;
pub mod lines;
mod split;

pub use damage::{Damage, conflict_markers};
pub use front_matter::FrontMatter;

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
    WithoutSource(FrontMatter),
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
                File::WithoutSource(FrontMatter::none(file))
            };
        }
    };
    let rest = front_matter.range.end;
    if !damage::holds_block(&file[rest..]) {
        return File::WithoutSource(front_matter);
    }
    match last_block(file, rest) {
        Ok((block, style, inside)) => File::Page(Page {
            front_matter,
            body: rest..block,
            style,
            inside,
        }),
        Err(damage) => File::Damaged(damage),
    }
}

impl Page {
    /// What stands in front of the generated Markdown.
    #[must_use]
    pub fn body_opens(&self) -> &'static str {
        if self.front_matter.is_none() {
            "\n"
        } else {
            "\n\n"
        }
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
        split::splits(file, self.inside.clone(), body)
    }

    /// A second whole block inside the body, where there is one.
    #[must_use]
    pub fn second_block(&self, file: &[u8]) -> Option<Range<usize>> {
        let body = &file[self.body.clone()];
        let ends = memmem::rfind(body, SOURCE_CLOSES.as_bytes())? + SOURCE_CLOSES.len();
        let (block, ..) = last_block(&body[..ends], 0).ok()?;
        Some(self.body.start + block..self.body.start + ends)
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

/// The last whole block of `file`, which reaches its end: where it starts, its style, and what it holds.
fn last_block(file: &[u8], from: usize) -> Result<(usize, Range<usize>, Range<usize>), Damage> {
    let Some(end) = file
        .len()
        .checked_sub(SOURCE_CLOSES.len())
        .filter(|&end| end >= from && file[end..] == *SOURCE_CLOSES.as_bytes())
    else {
        return Err(damage::diagnose(file, from));
    };
    let source = memmem::rfind(&file[from..end], SOURCE_OPENS.as_bytes());
    let tree =
        source.and_then(|source| memmem::rfind(&file[from..from + source], TREE_OPENS.as_bytes()));
    let Some(tree) = tree else {
        return Err(damage::diagnose(file, from));
    };
    let mut until = from + tree;
    while let Some(copy) = memmem::rfind(&file[from..until], COPY_OPENS.as_bytes()) {
        let style_end = from + copy;
        let line = memchr::memrchr(b'\n', &file[from..style_end]).map_or(from, |at| from + at + 1);
        if let Some(opens) = memmem::rfind(&file[line..style_end], STYLE_OPENS.as_bytes()) {
            let block = line + opens;
            let style = block + STYLE_OPENS.len()..style_end;
            if !file[style.clone()].contains(&b'"') {
                return Ok((block, style, style_end + COPY_OPENS.len()..end));
            }
        }
        until = style_end;
    }
    Err(damage::diagnose(file, from))
}
