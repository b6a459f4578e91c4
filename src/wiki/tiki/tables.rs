//! Tables: `||`, rows by newline, cells by `|`; or the old style in one line, rows by `||`.

use super::flow::{ATOM, Does, Flow, URL, USED};
use super::{Syntax, Tables};

/// A table in a flow.
#[derive(Debug, Clone)]
pub struct Table {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// The rows; each is the places where its cells begin and end.
    pub rows: Vec<Vec<(usize, usize)>>,
    /// Whether each row was a table of its own.
    is_of_single_rows: bool,
}

/// Finds the tables between `from` and `to`, but not in `skipped`: boxes and centred texts, in order.
#[must_use]
pub fn tables(
    flow: &Flow,
    from: usize,
    to: usize,
    skipped: &[(usize, usize)],
    syntax: Syntax,
) -> Vec<Table> {
    let bars = Bars::find(flow, from, to, skipped);
    let mut list: Vec<Table> = Vec::new();
    let mut next = 0;
    while let Some(&open) = bars.double.get(next) {
        let line = bars.line_of(open);
        let in_line = bars.double[next..].partition_point(|&bar| bar < line.1);
        let last = next + in_line.max(1) - 1;
        let begins = (line.0..open).all(|at| flow.is_blank(at));
        let ends = (bars.double[last] + 2..line.1).all(|at| flow.is_blank(at));
        let is_old = match syntax.tables {
            Tables::New => false,
            Tables::Old => in_line >= 2,
            Tables::Auto => begins && ends && in_line >= 3,
        };
        let close = match syntax.tables {
            _ if is_old => last,
            Tables::Old => {
                next += in_line.max(1);
                continue;
            }
            Tables::Auto | Tables::New => next + 1,
        };
        let Some(&end) = bars.double.get(close) else {
            break;
        };
        let mut table = Table {
            start: open,
            end: end + 2,
            rows: Vec::new(),
            is_of_single_rows: false,
        };
        let mut row = open + 2;
        if is_old {
            for &bar in &bars.double[next + 1..=close] {
                table.rows.extend(bars.row(flow, row, bar));
                row = bar + 2;
            }
        } else {
            let newlines = &bars.newlines;
            let first = newlines.partition_point(|&newline| newline < row);
            for &newline in newlines[first..]
                .iter()
                .take_while(|newline| **newline < end)
            {
                table.rows.extend(bars.row(flow, row, newline));
                row = newline + 1;
            }
            table.rows.extend(bars.row(flow, row, end));
        }
        let has_text = table
            .rows
            .iter()
            .flatten()
            .any(|&(from, to)| (from..to).any(|at| !flow.is_blank(at)));
        next = close + 1;
        table.is_of_single_rows = table.rows.len() == 1;
        if has_text {
            match list
                .last_mut()
                .filter(|last| joins(flow, last, &table, syntax))
            {
                Some(last) => {
                    last.end = table.end;
                    last.rows.append(&mut table.rows);
                }
                None => list.push(table),
            }
        }
    }
    list
}

/// Whether a table of one row continues the one in front of it.
fn joins(flow: &Flow, last: &Table, table: &Table, syntax: Syntax) -> bool {
    let width = |row: &Vec<(usize, usize)>| row.len();
    let between = last.end..table.start;
    let lines = between.clone().filter(|&at| flow.is_newline(at)).count();
    syntax.tables == Tables::Auto
        && table.rows.len() == 1
        && last.rows.first().map(width) == table.rows.first().map(width)
        && last.rows.iter().all(|row| row.len() == table.rows[0].len())
        && lines <= 1
        && between
            .into_iter()
            .all(|at| flow.is_blank(at) || flow.is_newline(at))
        && last.is_of_single_rows
}

/// The bars and newlines of a region, in order.
struct Bars {
    double: Vec<usize>,
    single: Vec<usize>,
    newlines: Vec<usize>,
    from: usize,
    to: usize,
}

impl Bars {
    fn find(flow: &Flow, from: usize, to: usize, skipped: &[(usize, usize)]) -> Self {
        let mut bars = Self {
            double: Vec::new(),
            single: Vec::new(),
            newlines: Vec::new(),
            from,
            to,
        };
        let mut skipped = skipped.iter().peekable();
        let mut at = from;
        while let Some(length) = memchr::memchr2(b'|', b'\n', &flow.bytes[at..to]) {
            at += length;
            while skipped.next_if(|range| range.1 <= at).is_some() {}
            if let Some(range) = skipped.next_if(|range| range.0 <= at) {
                at = range.1;
                continue;
            }
            if flow.state[at] & (USED | ATOM | URL) != 0 {
                at += 1;
            } else if flow.bytes[at] == b'\n' {
                bars.newlines.push(at);
                at += 1;
            } else if at + 1 < to && flow.is_at(at, b"||", URL) {
                bars.double.push(at);
                at += 2;
            } else {
                bars.single.push(at);
                at += 1;
            }
        }
        bars
    }

    /// The line that holds `at`.
    fn line_of(&self, at: usize) -> (usize, usize) {
        let next = self.newlines.partition_point(|&newline| newline < at);
        let start = next
            .checked_sub(1)
            .map_or(self.from, |before| self.newlines[before] + 1);
        (start, self.newlines.get(next).copied().unwrap_or(self.to))
    }

    /// The cells of a row; `None` for a row that is one empty cell.
    fn row(&self, flow: &Flow, from: usize, to: usize) -> Option<Vec<(usize, usize)>> {
        let first = self.single.partition_point(|&bar| bar < from);
        let mut cells = Vec::new();
        let mut cell = from;
        for &bar in self.single[first..].iter().take_while(|bar| **bar < to) {
            cells.push((cell, bar));
            cell = bar + 1;
        }
        cells.push((cell, to));
        let is_empty =
            cells.len() == 1 && (cell..to).all(|at| flow.is_blank(at) || is_nothing(flow, at));
        (!is_empty).then_some(cells)
    }
}

/// Whether a byte belongs to a marker that shows nothing by itself.
fn is_nothing(flow: &Flow, at: usize) -> bool {
    if flow.state[at] & USED == 0 {
        return false;
    }
    let mark = flow.marks.partition_point(|mark| mark.at <= at);
    mark.checked_sub(1).is_some_and(|mark| {
        matches!(
            flow.marks[mark].does,
            Does::Open(..) | Does::Close(_) | Does::Drop
        )
    })
}
