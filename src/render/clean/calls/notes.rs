//! Footnotes.

use super::{Cause, Node, Pieces, Writer};

impl<'t> Writer<'t> {
    pub(super) fn footnote(&mut self, node: &Node, pieces: &mut Pieces) {
        let tag = self.word(node, "tag");
        let same = [self.word(node, "sameas"), self.word(node, "sameastag")];
        let same = same.into_iter().find(|same| !same.is_empty());
        let text = self.tree.slice(node.inner).trim().to_owned();
        let label = if let Some(same) = same {
            match self.known_note(&same) {
                Some(label) => label,
                None => {
                    // A note that the page does not hold.
                    self.lose_dynamic(Cause::Simplified, node);
                    pieces.raw(self.comment(node), node.full.start);
                    return;
                }
            }
        } else if !tag.is_empty() {
            let label = self.notes.label_of(&tag);
            if self.notes.listed.insert(label.clone()) {
                self.notes.list.push((label.clone(), node.id));
            }
            label
        } else if let Some(known) = self.notes.by_text.get(&text) {
            known.clone()
        } else {
            let label = self.notes.next_number();
            self.notes.by_text.insert(text, label.clone());
            self.notes.list.push((label.clone(), node.id));
            label
        };
        pieces.raw(format!("[^{label}]"), node.full.start);
    }

    /// The label of the note that `sameas` names: by its tag, or, as Tiki did until version 17, by its number.
    fn known_note(&mut self, same: &str) -> Option<String> {
        if self.note_tags.contains(same) {
            return Some(self.notes.label_of(same));
        }
        let number: usize = same.parse().ok()?;
        let (label, _) = self.notes.list.get(number.checked_sub(1)?)?;
        Some(label.clone())
    }
}
