//! Tables, with a form for the whole, its header, its rows and its cells.

use std::fmt;

use super::{Markdown, Place};
use crate::config::exporter::{Form, Placeholder};
use crate::render::Sink;
use crate::wiki::tree::Node;

impl<S: Sink> Markdown<'_, '_, '_, S> {
    /// A table; one without rows writes nothing.
    pub(super) fn table(&mut self, node: &Node) -> fmt::Result {
        let tree = self.tree;
        let Some(first) = tree.children(node).next() else {
            return Ok(());
        };
        let columns = || tree.children(first);
        self.fill(Form::Table, node, |markdown, value| match value {
            Placeholder::Header => {
                columns().try_for_each(|_| markdown.form(Form::TableHeader, node))
            }
            Placeholder::Delimiter => {
                columns().try_for_each(|_| markdown.form(Form::TableDelimiter, node))
            }
            Placeholder::FirstRow => markdown.node(first, Place::Text),
            Placeholder::OtherRows => tree
                .children(node)
                .skip(1)
                .try_for_each(|row| markdown.node(row, Place::Text)),
            value => markdown.content(value, node),
        })
    }

    /// A row of a table.
    pub(super) fn row(&mut self, node: &Node) -> fmt::Result {
        self.form(Form::Row, node)
    }

    /// A cell of a row; a newline that is directly in it has a form of its own.
    pub(super) fn cell(&mut self, node: &Node) -> fmt::Result {
        self.fill(Form::Cell, node, |markdown, value| match value {
            Placeholder::Trimmed => {
                markdown.out.begin_trimmed();
                markdown.cell_content(node)?;
                markdown.out.end_trimmed();
                Ok(())
            }
            _ => markdown.cell_content(node),
        })
    }

    fn cell_content(&mut self, node: &Node) -> fmt::Result {
        let tree = self.tree;
        tree.children(node)
            .try_for_each(|child| self.node(child, Place::Cell))
    }
}
