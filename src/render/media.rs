//! Which files images and attachments name (exporter dialect, section 3, “An id …”).

use crate::wiki::Tree;
use crate::wiki::tree::{Kind, Node, Span};

/// Which list of the attachments file an id belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdKind {
    /// `attId` and `id`.
    Attachment,
    /// `fileId`.
    File,
}

/// The ids an image names, one or several with commas: the first given of `attId`, `fileId` and `id`.
#[must_use]
pub fn image_ids<'t>(tree: &'t Tree, image: &Node) -> Option<(IdKind, &'t str)> {
    [
        ("attId", IdKind::Attachment),
        ("fileId", IdKind::File),
        ("id", IdKind::Attachment),
    ]
    .into_iter()
    .find_map(|(key, kind)| Some((kind, tree.slice(tree.argument(image, key)?))))
}

/// The attachment that `{ATTACH}` names.
#[must_use]
pub fn attachment_id(tree: &Tree, node: &Node) -> Option<String> {
    usable_id(tree.slice(tree.argument(node, "id")?))
}

/// The digits of an id, which may be in quotes and parentheses; `None` where it is no number.
#[must_use]
pub fn usable_id(written: &str) -> Option<String> {
    let id: String = written
        .trim()
        .trim_matches(['"', '\'', '“', '”'])
        .chars()
        .filter(|c| !matches!(c, '(' | ')'))
        .collect();
    let usable = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
    usable.then_some(id)
}

/// The images without a source or a usable id, and the attachments without a usable id: they cannot be shown.
pub fn invalid(tree: &Tree) -> impl Iterator<Item = (Kind, Span)> + '_ {
    tree.nodes()
        .filter(|node| match node.kind {
            Kind::Img | Kind::ImgBlock => {
                tree.argument(node, "src").is_none()
                    && !image_ids(tree, node)
                        .is_some_and(|(_, ids)| ids.split(',').any(|id| usable_id(id).is_some()))
            }
            Kind::Attach => attachment_id(tree, node).is_none(),
            _ => false,
        })
        .map(|node| (node.kind, node.full))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_may_be_quoted_and_parenthesised() {
        for written in ["21139", " 021139 ", "“21139”", "(21139)", "'\"2(1)\"'"] {
            assert!(usable_id(written).is_some(), "{written:?}");
        }
        for written in ["", "abc", "12 3", "-1", "()", "\"\"", "٣", "( 1)"] {
            assert_eq!(usable_id(written), None, "{written:?}");
        }
    }
}
