//! The nodes of a tree, each with its parent, its neighbours, and how many of the same text stand in a row.

use crate::wiki::Tree;
use crate::wiki::tree::{Kind, Node};

/// A node with what is around it.
#[derive(Clone, Copy)]
pub struct Seat<'t> {
    pub parent: Option<&'t Node>,
    pub before: Option<&'t Node>,
    pub node: &'t Node,
    pub after: Option<&'t Node>,
    pub run: Repeat<'t>,
}

/// Nodes of one source text, one behind the other.
#[derive(Clone, Copy)]
pub struct Repeat<'t> {
    pub first: &'t Node,
    pub last: &'t Node,
    pub count: usize,
}

/// Appends the children of `parent`, each with what is around it.
pub fn seats<'t>(
    tree: &Tree,
    parent: Option<&'t Node>,
    children: impl Iterator<Item = &'t Node>,
    into: &mut Vec<Seat<'t>>,
) {
    let first_seat = into.len();
    let mut before: Option<Seat<'t>> = None;
    for node in children {
        let is_equal = |before: &&Seat<'t>| {
            node.kind != Kind::Text && tree.slice(before.node.full) == tree.slice(node.full)
        };
        let run = match before.as_ref().filter(is_equal) {
            Some(before) => Repeat {
                last: node,
                count: before.run.count + 1,
                ..before.run
            },
            None => Repeat {
                first: node,
                last: node,
                count: 1,
            },
        };
        if let Some(last) = into[first_seat..].last_mut() {
            last.after = Some(node);
        }
        let seat = Seat {
            parent,
            before: before.map(|before| before.node),
            node,
            after: None,
            run,
        };
        into.push(seat);
        before = Some(seat);
    }
    // All of a run end where its last one does.
    for at in (first_seat + 1..into.len()).rev() {
        if into[at].run.first.id == into[at - 1].run.first.id {
            into[at - 1].run = into[at].run;
        }
    }
}
