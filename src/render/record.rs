//! A sink that keeps the text and remembers where each piece of it comes from.

use std::fmt;
use std::ops::Range;

use super::{Aspect, Origin, Sink};
use crate::text::span::{How, Rendered, SpanMap, TreeText};
use crate::wiki::Tree;
use crate::wiki::tree::{Kind, Span};

/// A rendered text with the origins of its pieces.
#[derive(Debug, Default)]
pub struct Recorded {
    /// The text.
    pub text: String,
    /// Where each piece begins in the text, ascending, and where it comes from.
    pieces: Vec<(usize, Origin)>,
}

impl Recorded {
    /// The stretch of the tree's text that the bytes `range` of the rendered text come from, as findings show it: where
    /// a link leads and what a box or an image is given count as all of the link, box or image.
    ///
    /// Empty ranges give the place they are at. `tree` is what was rendered.
    #[must_use]
    pub fn origin(&self, range: Range<usize>, tree: &Tree) -> Span {
        let first = self.piece_at(range.start);
        let last = self.piece_at(range.end.saturating_sub(1).max(range.start));
        let start = first.map_or(0, |(at, origin)| {
            let (span, how) = shown(origin, tree);
            match how {
                How::Copied => (span.start + (range.start - at) as u32).min(span.end),
                How::Made => span.start,
            }
        });
        let end = last.map_or(start, |(at, origin)| {
            let (span, how) = shown(origin, tree);
            match how {
                How::Copied => (span.start + (range.end - at) as u32).min(span.end),
                How::Made => span.end,
            }
        });
        Span::new(start.min(end), start.max(end))
    }

    /// Hands the pieces on to another sink, with their origins.
    ///
    /// # Errors
    ///
    /// Only where `out` fails.
    pub fn replay<S: Sink>(&self, out: &mut S) -> fmt::Result {
        let ends = self.pieces.iter().skip(1).map(|&(at, _)| at);
        let ends = ends.chain([self.text.len()]);
        self.pieces
            .iter()
            .zip(ends)
            .try_for_each(|(&(start, origin), end)| out.piece(&self.text[start..end], origin))
    }

    /// Hands on the bytes `range` of the text, with the origins of their pieces.
    ///
    /// # Errors
    ///
    /// Only where `out` fails.
    pub fn part<S: Sink>(&self, range: Range<usize>, out: &mut S) -> fmt::Result {
        if range.is_empty() {
            return Ok(());
        }
        self.pieces(range.clone()).try_for_each(|(place, origin)| {
            let start = place.start.max(range.start);
            let end = place.end.min(range.end);
            let origin = origin.part(start - place.start, end - start);
            out.piece(&self.text[start..end], origin)
        })
    }

    fn piece_at(&self, offset: usize) -> Option<(usize, Origin)> {
        let after = self.pieces.partition_point(|&(at, _)| at <= offset);
        self.pieces.get(after.checked_sub(1)?).copied()
    }
}

impl Recorded {
    /// The pieces that the bytes `range` touch, with their places in the text; for an empty range the piece behind it.
    pub fn pieces(&self, range: Range<usize>) -> impl Iterator<Item = (Range<usize>, Origin)> {
        let end = range.end.max(range.start + 1);
        let first = self
            .pieces
            .partition_point(|&(at, _)| at <= range.start)
            .saturating_sub(1);
        self.pieces[first..]
            .iter()
            .enumerate()
            .take_while(move |(_, (at, _))| *at < end)
            .map(move |(i, &(at, origin))| {
                let next = self.pieces.get(first + i + 1);
                (at..next.map_or(self.text.len(), |&(next, _)| next), origin)
            })
    }

    #[cfg_attr(
        not(feature = "internals"),
        allow(dead_code, reason = "findings need single places only")
    )]
    /// Leads from the rendered text, which is shorter than 4 GiB, to the tree's text.
    #[must_use]
    pub fn map(&self) -> SpanMap<Rendered, TreeText> {
        let mut map = SpanMap::default();
        for (place, origin) in self.pieces(0..self.text.len()) {
            map.push(place.len(), origin.span, origin.how);
        }
        map
    }
}

/// What findings show for a piece of this origin.
fn shown(origin: Origin, tree: &Tree) -> (Span, How) {
    let whole = matches!(
        (origin.kind, origin.aspect),
        (Some(Kind::Link), Aspect::Target)
            | (Some(Kind::Box | Kind::Img | Kind::ImgBlock), Aspect::Value)
    );
    match origin.node.filter(|_| whole) {
        Some(node) => (tree.node(node).full, How::Made),
        None => (origin.span, origin.how),
    }
}

impl fmt::Write for Recorded {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.text.push_str(text);
        Ok(())
    }
}

impl Sink for Recorded {
    fn piece(&mut self, text: &str, origin: Origin) -> fmt::Result {
        if !text.is_empty() {
            self.pieces.push((self.text.len(), origin));
            self.text.push_str(text);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Links};
    use crate::generator::Generator;
    use crate::site::{Attachments, PageSet, Site};
    use crate::wiki::{Reading, Workspace};

    /// Each piece of the Markdown of `source`, with what it shows and where it is from.
    fn pieces(source: &str) -> (Recorded, Tree, Vec<String>) {
        let mut tree = Tree::default();
        Workspace::default().parse_plain(source, Reading::default(), &mut tree);
        let mut recorded = Recorded::default();
        let config = Config::default();
        let pages = PageSet::from_paths(["a.md"]);
        let site = Site::new(pages, &Links::default(), Attachments::default());
        Generator::new(&config, &site)
            .markdown(&tree, &mut recorded)
            .expect("a String takes everything");
        let list = recorded
            .pieces(0..recorded.text.len())
            .map(|(place, origin)| {
                let (kind, from) = (origin.kind, tree.slice(origin.span));
                let kind = kind.map_or_else(String::new, |kind| format!("{kind:?} "));
                let text = &recorded.text[place];
                format!(
                    "{text:?} {kind}{:?} {:?} {from:?}",
                    origin.aspect, origin.how
                )
            })
            .collect();
        (recorded, tree, list)
    }

    #[test]
    fn a_link_tells_its_parts() {
        let (recorded, tree, list) = pieces("[/a b|c]");
        assert_eq!(recorded.text, "[c](/a%20b)");
        assert_eq!(
            list,
            [
                r#""[" Link Opens Made "[/a b|c]""#,
                r#""c" Text Text Copied "c""#,
                r#""](" Link Between Made "[/a b|c]""#,
                r#""/a" Link Target Copied "/a""#,
                r#""%20" Link Target Made " ""#,
                r#""b" Link Target Copied "b""#,
                r#"")" Link Closes Made "[/a b|c]""#,
            ]
        );
        // A finding shows the link; what is precise is the map.
        assert_eq!(recorded.origin(4..6, &tree), Span::new(0, 8));
        assert_eq!(
            recorded.map().there(crate::text::span::Span::new(4, 6)),
            Span::new(1, 3)
        );
    }

    #[test]
    fn an_image_and_a_box_tell_the_values_they_are_given() {
        let source =
            "{img src=/a.png alt=\"b c\" width=5}{BOX(bg=>red width='50%')}d{BOX}~~red,#00F:e~~";
        let (recorded, tree, list) = pieces(source);
        let copied: Vec<&str> = list
            .iter()
            .filter(|piece| piece.contains("Copied"))
            .map(String::as_str)
            .collect();
        assert_eq!(
            copied,
            [
                r#""/a.png" Img Target Copied "/a.png""#,
                r#""b c" Img Value Copied "b c""#,
                r#""5" Img Value Copied "5""#,
                r#""red" Box Value Copied "red""#,
                r#""50%" Box Value Copied "50%""#,
                r#""d" Text Text Copied "d""#,
                r#""red" Color Value Copied "red""#,
                r##""#00F" Color Value Copied "#00F""##,
                r#""e" Text Text Copied "e""#,
            ]
        );
        let alt = recorded.text.find("b c").expect("the alternative text");
        let image = tree.top().next().expect("an image");
        assert_eq!(recorded.origin(alt..alt + 3, &tree), image.full);
    }
}
