//! What is to be said about a file that was not compared: it has no source, is no text, is damaged, or is too large.

use std::path::Path;

use crate::check::Verdict;
use crate::check::judge::is_utf16;
use crate::check::report::{Collector, Draft};
use crate::finding::{OtherPage, Part, Position};
use crate::page::Damage;
use crate::page::lines::View;
use crate::rules::Rule;
use crate::text::excerpt::Positions;

/// A page that has to carry a source and carries none.
pub fn missing_source(report: &mut Collector<'_>) {
    let start = Position::START;
    report.without_quote(Draft {
        rule: Rule::MissingSource,
        part: None,
        place: start..start,
        message: "the page carries no source, and `require_source` in tikicheck.yaml says that it has to".to_owned(),
        help: "restore its debug block from an earlier version, or take the page out of `require_source`".into(),
    });
}

/// A page that carries no source and did before, as `old` if it was renamed.
pub fn lost_source(old: Option<&Path>, report: &mut Collector<'_>) {
    let start = Position::START;
    let message = match old {
        None => "the page had a source before this change, and has none now",
        Some(_) => "the page has no source, and had one before this change, when it was ",
    };
    let is_reported = report.without_quote(Draft {
        rule: Rule::LostSource,
        part: None,
        place: start..start,
        message: message.to_owned(),
        help: "bring its debug block back from the version before; or accept the loss in tikicheck.yaml or in the front matter of the page (`tikicheck explain lost-source`)".into(),
    });
    if is_reported && let Some(finding) = report.findings.last_mut() {
        finding.other_page = old.map(|old| OtherPage {
            page: old.to_owned(),
            behind: String::new(),
        });
    }
}

/// A file that is not text; the byte `at` begins no character.
pub fn not_utf8(at: usize, view: &View<'_>, report: &mut Collector<'_>) -> Verdict {
    let byte = view.text.get(at).copied().unwrap_or_default();
    let (message, help) = if at == 0 && is_utf16(&view.text) {
        (
            "the file is UTF-16, and pages are UTF-8".to_owned(),
            "save the file as UTF-8; where Git writes it so, take `working-tree-encoding` out of .gitattributes",
        )
    } else {
        (
            format!("the file is not UTF-8: the byte 0x{byte:02X} begins no character here"),
            "save the file as UTF-8",
        )
    };
    let place = place_of_byte(&view.text, at, view);
    let draft = Draft {
        rule: Rule::NotUtf8,
        part: None,
        place: place..place,
        message,
        help: help.into(),
    };
    report.about_bytes(draft, place.offset..place.offset + 1);
    report.drifted(Rule::NotUtf8)
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
pub fn damaged(damage: &Damage, view: &View<'_>, report: &mut Collector<'_>) -> Verdict {
    let range = damage.range();
    let text = String::from_utf8_lossy(&view.text);
    let mut positions = Positions::new(&text);
    let mut place = |offset| view.place(positions.at(offset));
    let place = place(range.start)..place(range.end);
    report.about_place(Draft {
        rule: Rule::DamagedBlock,
        part: Some(Part::Frame),
        place,
        message: damage.message(),
        help: damage.help().into(),
    });
    report.drifted(Rule::DamagedBlock)
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
pub fn too_large(size: Size, report: &mut Collector<'_>) -> Verdict {
    let start = Position::START;
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
    report.without_quote(Draft {
        rule: Rule::TooLarge,
        part: None,
        place: start..start,
        message,
        help: "split the page, or raise `limits: {page_bytes: …}` in tikicheck.yaml".into(),
    });
    report.drifted(Rule::TooLarge)
}
