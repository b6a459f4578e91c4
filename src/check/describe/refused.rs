//! What is to be said about a file that was not compared: it has no source, is no text, is damaged, or is too large.

use super::in_file;
use crate::check::report::Report;
use crate::finding::{Part, Position};
use crate::page::Damage;
use crate::page::lines::View;
use crate::rules::Rule;
use crate::text::excerpt::Positions;

/// A page that has to carry a source and carries none.
pub fn missing_source(report: &mut Report<'_>) {
    let start = Position {
        offset: 0,
        line: 1,
        column: 1,
    };
    report.page_finding(
        Rule::MissingSource,
        None,
        start..start,
        "the page carries no source, and `require_source` in tikicheck.yaml says that it has to"
            .to_owned(),
        "restore its debug block from an earlier version, or take the page out of `require_source`"
            .to_owned(),
    );
}

/// A file that is not text; the byte `at` begins no character.
pub fn not_utf8(at: usize, view: &View<'_>, report: &mut Report<'_>) {
    let byte = view.text.get(at).copied().unwrap_or_default();
    let message = format!("the file is not UTF-8: the byte 0x{byte:02X} begins no character here");
    let help = "save the file as UTF-8".to_owned();
    let place = place_of_byte(&view.text, at, view);
    report.page_finding(Rule::NotUtf8, None, place..place, message, help);
    report.set_drifted(Rule::NotUtf8);
}

/// The place of a byte in a file that is not text throughout: columns count what can be read in front of it.
fn place_of_byte(file: &[u8], at: usize, view: &View<'_>) -> Position {
    let line_start = memchr::memrchr(b'\n', &file[..at]).map_or(0, |end| end + 1);
    Position {
        offset: view.file_offset(at),
        line: 1 + memchr::memchr_iter(b'\n', &file[..at]).count(),
        column: 1 + String::from_utf8_lossy(&file[line_start..at])
            .chars()
            .count(),
    }
}

/// A page whose block is damaged.
pub fn damaged(damage: &Damage, view: &View<'_>, report: &mut Report<'_>) {
    let range = damage.range();
    let text = String::from_utf8_lossy(&view.text);
    let mut positions = Positions::new(&text);
    let mut place = |offset| in_file(positions.at(offset), view);
    let place = place(range.start)..place(range.end);
    report.page_finding(
        Rule::DamagedBlock,
        Some(Part::Frame),
        place,
        damage.message(),
        damage.help().to_owned(),
    );
    report.set_drifted(Rule::DamagedBlock);
}

/// What is known about the size of a page that is too large.
pub enum Size {
    /// It has this many bytes.
    Page(u64),
    /// More than the limit.
    Unknown,
    /// What its source generates is more than the limit.
    Generated,
}

/// A page larger than the limit.
pub fn too_large(size: Size, report: &mut Report<'_>) {
    let start = Position {
        offset: 0,
        line: 1,
        column: 1,
    };
    let limit = report.context.config.limits.page_bytes;
    let message = match size {
        Size::Page(bytes) => {
            format!("the page was not checked: it has {bytes} bytes, and the limit is {limit}")
        }
        Size::Unknown => {
            format!("the page was not checked: it has more bytes than the limit, {limit}")
        }
        Size::Generated => format!(
            "the page would become too large: its source generates more bytes than the limit, {limit}"
        ),
    };
    report.page_finding(
        Rule::TooLarge,
        None,
        start..start,
        message,
        "split the page, or raise `limits: {page_bytes: …}` in tikicheck.yaml".to_owned(),
    );
    report.set_drifted(Rule::TooLarge);
}
