//! The cells of the tables in the documentation: cut out of a row, and texts and trees as cells show them.

use tikicheck::{Kind, Node};

/// The cells of a row of a table; a bar behind a backslash parts none.
pub fn cells(line: &str) -> Vec<&str> {
    let Some(row) = line.strip_prefix('|').and_then(|row| row.strip_suffix('|')) else {
        return Vec::new();
    };
    let mut cells = Vec::new();
    let mut start = 0;
    for (at, _) in row.match_indices('|') {
        if !row[..at].ends_with('\\') {
            cells.push(row[start..at].trim());
            start = at + 1;
        }
    }
    cells.push(row[start..].trim());
    cells
}

/// The rows of the tables whose first line is `header`, cut into cells.
pub fn rows<'p>(page: &'p str, header: &str) -> Vec<Vec<&'p str>> {
    let mut rows = Vec::new();
    let mut is_inside = false;
    for line in page.lines() {
        is_inside = line.starts_with('|') && (is_inside || line == header);
        if is_inside && !is_head(header, line) {
            rows.push(cells(line));
        }
    }
    assert!(!rows.is_empty(), "{header}");
    rows
}

/// Whether a line is one of the two above the rows of a table: `header`, and the dashes.
pub fn is_head(header: &str, line: &str) -> bool {
    line == header || line.starts_with("| ---")
}

/// A text as a cell shows it.
pub fn shown(text: &str) -> String {
    if text.is_empty() {
        return "nothing".to_owned();
    }
    let mut cell = text.replace('\n', "⏎").replace('|', "\\|");
    for blanks in ["   ", "  "] {
        cell = cell.replace(blanks, &"␣".repeat(blanks.len()));
    }
    let inside = cell.trim_matches(' ');
    let before = cell.len() - cell.trim_start_matches(' ').len();
    let behind = cell.len() - inside.len() - before;
    format!("`{}{inside}{}`", "␣".repeat(before), "␣".repeat(behind))
}

/// The text that a cell shows.
pub fn unshown(cell: &str) -> String {
    cell.trim_matches('`')
        .replace('⏎', "\n")
        .replace('␣', " ")
        .replace("\\|", "|")
}

/// The names of nodes, those inside in parentheses, texts left out.
pub fn outline<'t>(nodes: impl Iterator<Item = Node<'t>>) -> String {
    let names = nodes.filter(|node| node.kind() != Kind::Text).map(|node| {
        let inside = outline(node.children());
        let name = format!("`{}`", node.name());
        if inside.is_empty() {
            name
        } else {
            format!("{name} ({inside})")
        }
    });
    names.collect::<Vec<_>>().join(", ")
}

#[test]
fn a_cell_shows_its_text_and_nothing_else() {
    for text in ["a", " a  b ", "||a|b\nc|d||", "   x", "    \n"] {
        assert_eq!(unshown(&shown(text)), text);
    }
}
