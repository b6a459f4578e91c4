//! What the dump of a page tells without a grammar: which nodes its exporter made.

use crate::wiki::tree::{Kind, Kinds};

use crate::render::dump::name;

/// The start of a node in a dump.
const BRANCH: &str = "├── ";
/// What the line begins with, behind its bars, that follows the name of a node.
const FULL_MATCH: &str = "full_match: `";
const BAR: &str = "│   ";

/// The kinds whose names are in the escaped dump `tree`.
///
/// ```text
/// ├── BoldNode
/// │   full_match: `…`     Bold
/// ```
#[must_use]
pub fn kinds(tree: &str, all: &[Kind]) -> Kinds {
    let mut found = Kinds::NONE;
    for (at, _) in tree.match_indices(BRANCH) {
        let rest = &tree[at + BRANCH.len()..];
        let Some((node, rest)) = rest.split_once('\n') else {
            continue;
        };
        let field = rest.trim_start_matches(BAR);
        if !field.starts_with(FULL_MATCH) {
            continue;
        }
        if let Some(&kind) = all.iter().find(|&&kind| name(kind) == node) {
            found = found.with(kind);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_are_named_wherever_they_stand() {
        let tree = "├── TextNode\n│   full_match: `├── SupNode`\n│   inner_content: `a`├── BoldNode\n│   \
                    full_match: `__a__`\n│   children:\n│   ├── LinkNode\n│   │   full_match: `a`";
        let all = [Kind::Text, Kind::Bold, Kind::Link, Kind::Sup];
        let found = kinds(tree, &all);
        assert!(
            [Kind::Text, Kind::Bold, Kind::Link]
                .into_iter()
                .all(|kind| found.contains(kind))
        );
        assert!(!found.contains(Kind::Sup));
    }
}
