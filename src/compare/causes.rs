//! The cause of a hunk in words: the construct, and how it is written before and after.
//!
//! ```text
//! [Zinc](/tags/zinc.html) → <a href="/posts/zinc" style="color: red…">Zinc</a>   links to missing pages: tag link → red link
//! ␣␣* a → ␣␣␣* a                                                              bullets: indent 2 → 3
//! ```

use std::ops::Range;

use super::align::{Cut, Hunk};
use super::units::{Construct, Role, Unit, words};
use super::version::Origins;
use crate::check::cause::{construct, id, quoted, shape};
use crate::config::Links;
use crate::finding::Cause;
use crate::wiki::tree::Kind;

/// A body with its units, and where they come from.
#[derive(Clone, Copy)]
pub struct Side<'t> {
    /// The body and its units.
    pub cut: Cut<'t>,
    /// Which construct of the wiki text each stretch comes from, where that is known.
    pub origins: Option<&'t Origins>,
    /// Where links lead under the settings of this side.
    pub links: &'t Links,
}

/// A hunk with both of its sides.
#[derive(Clone, Copy)]
pub struct Told<'t> {
    /// The hunk.
    pub hunk: &'t Hunk,
    /// The body before.
    pub old: Side<'t>,
    /// The body after.
    pub new: Side<'t>,
}

impl<'t> Told<'t> {
    fn parts(self) -> impl Iterator<Item = (&'t Range<usize>, &'t Range<usize>)> {
        let more = self.hunk.more.iter().map(|(old, new)| (old, new));
        std::iter::once((&self.hunk.old, &self.hunk.new)).chain(more)
    }

    /// The units before.
    pub fn old_units(self) -> impl Iterator<Item = &'t Unit> {
        self.parts()
            .flat_map(move |(old, _)| &self.old.cut.units[old.clone()])
    }

    /// The units after.
    pub fn new_units(self) -> impl Iterator<Item = &'t Unit> {
        self.parts()
            .flat_map(move |(_, new)| &self.new.cut.units[new.clone()])
    }

    /// What stood there before.
    #[must_use]
    pub fn before(self) -> String {
        let texts = self.parts().map(|(old, _)| self.old.cut.slice(old));
        texts.collect::<Vec<_>>().join("…")
    }

    /// What stands there now.
    #[must_use]
    pub fn after(self) -> String {
        let texts = self.parts().map(|(_, new)| self.new.cut.slice(new));
        texts.collect::<Vec<_>>().join("…")
    }

    /// The words that readers saw there before.
    #[must_use]
    pub fn old_words(self) -> Vec<&'t str> {
        seen(self.old.cut, self.old_units())
    }

    /// The words that they see there now.
    #[must_use]
    pub fn new_words(self) -> Vec<&'t str> {
        seen(self.new.cut, self.new_units())
    }

    /// What the hunk is about, as readers call it.
    fn about(self) -> &'static str {
        let mark = |units: &mut dyn Iterator<Item = &Unit>| {
            let mut units = units.filter(|unit| unit.role == Role::Mark);
            units.next().map(|unit| unit.construct)
        };
        // A link is a link, whatever icon is in front of it.
        let is_link = |unit: &&Unit| matches!(unit.construct, Construct::Link | Construct::Image);
        let link = self.new_units().chain(self.old_units()).find(is_link);
        let within = link
            .map(|unit| unit.construct)
            .or_else(|| mark(&mut self.new_units()))
            .or_else(|| mark(&mut self.old_units()));
        let within = within.or_else(|| self.beside()).unwrap_or(Construct::Text);
        let kinds: Vec<Kind> = self
            .parts()
            .flat_map(|(old, new)| {
                let of = |side: Side<'t>, units: &Range<usize>| {
                    let origins = side.origins?;
                    // A mark tells more than the blanks around it, which may be of the cell that it stands in.
                    let marks = side.cut.units[units.clone()].iter();
                    let marks = marks.filter(|unit| unit.role == Role::Mark);
                    let kinds: Vec<Kind> = marks
                        .flat_map(|unit| origins.kinds(unit.at.clone()))
                        .collect();
                    Some(match kinds.is_empty() {
                        true => origins.kinds(side.cut.bytes(units.clone())),
                        false => kinds,
                    })
                };
                let kinds = of(self.new, new).unwrap_or_default();
                match kinds.is_empty() {
                    true => of(self.old, old).unwrap_or_default(),
                    false => kinds,
                }
            })
            .collect();
        let mut fitting = kinds.iter().filter(|kind| is_written_as(**kind, within));
        match (fitting.next(), within) {
            (Some(kind), _) => construct(*kind),
            // Where the mark tells nothing, whatever is there does; first what stands within a line.
            (None, Construct::Html | Construct::Comment | Construct::Table | Construct::Code) => {
                let within_line = kinds.iter().find(|kind| !is_block(**kind));
                let kind = within_line.or(kinds.first());
                kind.map_or(within.name(), |kind| construct(*kind))
            }
            (None, _) => within.name(),
        }
    }

    /// The construct behind white space, or in front of it.
    fn beside(self) -> Option<Construct> {
        let is_white = |unit: &Unit| matches!(unit.role, Role::Blank | Role::Break);
        if !self.old_units().chain(self.new_units()).all(is_white) {
            return None;
        }
        let place = &self.hunk.new;
        let units = self.new.cut.units;
        let mark = |place: Option<usize>| {
            let unit = units.get(place?)?;
            (unit.role == Role::Mark).then_some(unit.construct)
        };
        mark(Some(place.end)).or_else(|| mark(place.start.checked_sub(1)))
    }

    /// Its cause, where nobody edited the wiki text.
    #[must_use]
    pub fn cause(self) -> Cause {
        let about = self.about();
        let (old, new) = (self.old_words(), self.new_words());
        if let Some(cause) = self.link(about) {
            return cause;
        }
        let is_blank = |unit: &Unit| matches!(unit.role, Role::Blank | Role::Break);
        let (no_old, no_new) = (
            self.old_units().all(is_blank),
            self.new_units().all(is_blank),
        );
        match (old.is_empty(), new.is_empty()) {
            (false, true) if self.has_section(self.old.cut, self.old_units()) => {
                return cause("sections", "left out");
            }
            (true, false) if self.has_section(self.new.cut, self.new_units()) => {
                return cause("sections", "added");
            }
            (false, true) if no_new => return cause(about, "left out"),
            (true, false) if no_old => return cause(about, "added"),
            (false, false) if old != new && about == "text" => {
                return cause(about, "other words");
            }
            _ => {}
        }
        if let Some(what) = self.level() {
            return cause(about, &what);
        }
        let (written, now) = (self.before(), self.after());
        let (shown, shown_now) = (
            self.without_labels(Which::Old),
            self.without_labels(Which::New),
        );
        let (before, after) = without_common_blanks(&shown, &shown_now);
        let (before, after) = (form_shape(before), form_shape(after));
        let is_gap = no_old && no_new && !written.contains('\n') && !now.contains('\n');
        let what = match before == after {
            _ if is_gap && self.is_behind_line_mark() => {
                "another number of blanks behind the mark".to_owned()
            }
            true if old != new => "other words".to_owned(),
            true if written.split_whitespace().eq(now.split_whitespace()) => {
                "another number of blanks".to_owned()
            }
            true => format!("another value in {}", quoted(&before)),
            false => format!("{} → {}", quoted(&before), quoted(&after)),
        };
        cause(about, &what)
    }

    /// One side as it is written, with one letter in place of what links show: that is text, whatever signs are in it.
    fn without_labels(self, which: Which) -> String {
        let mut text = String::new();
        for (old, new) in self.parts() {
            let (cut, range) = match which {
                Which::Old => (self.old.cut, old),
                Which::New => (self.new.cut, new),
            };
            if !text.is_empty() {
                text.push('…');
            }
            for unit in &cut.units[range.clone()] {
                match unit.construct {
                    Construct::Link => text.push_str(&link_without_label(cut.form(unit))),
                    _ => text.push_str(cut.form(unit)),
                }
            }
        }
        text
    }

    /// Whether it stands behind the mark of an item or of a heading.
    fn is_behind_line_mark(self) -> bool {
        let in_front = self.hunk.new.start.checked_sub(1);
        let unit = in_front.and_then(|place| self.new.cut.units.get(place));
        unit.is_some_and(|unit| {
            use Construct::{Bullet, Heading, Number};
            matches!(unit.construct, Bullet | Number | Heading) && unit.role == Role::Mark
        })
    }

    /// Whether units are more than a phrase: they hold a heading, a rule, or several paragraphs.
    fn has_section(self, cut: Cut<'t>, units: impl Iterator<Item = &'t Unit>) -> bool {
        let (mut shows, mut ends) = (false, false);
        for unit in units {
            match (unit.role, unit.construct) {
                (_, Construct::Heading | Construct::Rule) => return true,
                (Role::Break, _) => ends |= shows && cut.form(unit).matches('\n').count() > 1,
                (Role::Word, _) | (Role::Mark, Construct::Link | Construct::Code) if ends => {
                    return true;
                }
                (Role::Word, _) | (Role::Mark, Construct::Link | Construct::Code) => shows = true,
                _ => {}
            }
        }
        false
    }

    /// What differs in the indentation of an item, or in the level of a heading.
    fn level(self) -> Option<String> {
        let only = |units: &mut dyn Iterator<Item = &'t Unit>| {
            let first = units.next()?;
            units.next().is_none().then_some(first)
        };
        let old = only(&mut self.old_units())?;
        let new = only(&mut self.new_units())?;
        if old.construct != new.construct || old.role != Role::Mark {
            return None;
        }
        let (before, after) = (self.old.cut.form(old), self.new.cut.form(new));
        match old.construct {
            Construct::Bullet | Construct::Number => {
                if before.trim() != after.trim() {
                    return None;
                }
                if before.trim_start() != after.trim_start() {
                    return Some("another number of blanks behind the mark".to_owned());
                }
                let indent = |text: &str| text.len() - text.trim_start().len();
                let (from, to) = per_level(indent(before), indent(after));
                Some(format!("indent {from} → {to}"))
            }
            Construct::Heading => {
                let level = |text: &str| text.chars().filter(|&c| c == '#').count();
                let (from, to) = (level(before), level(after));
                (from != to).then(|| format!("level {from} → {to}"))
            }
            _ => None,
        }
    }

    /// The cause where one link stands for another.
    fn link(self, about: &str) -> Option<Cause> {
        let only = |units: &mut dyn Iterator<Item = &'t Unit>| {
            let first = units.next()?;
            let is_link = matches!(first.construct, Construct::Link | Construct::Image);
            (units.next().is_none() && is_link).then_some(first)
        };
        let old = only(&mut self.old_units())?;
        let new = only(&mut self.new_units())?;
        let (before, after) = (self.old.cut.form(old), self.new.cut.form(new));
        let (from, to) = (form(before, self.old.links), form(after, self.new.links));
        if from != to {
            let about = match (from, to) {
                (Form::Red | Form::Tag, Form::Red | Form::Tag) => "links to missing pages",
                (Form::Page, Form::Red | Form::Tag) | (Form::Red | Form::Tag, Form::Page) => {
                    "links to pages"
                }
                _ => about,
            };
            return Some(cause(about, &format!("{} → {}", from.name(), to.name())));
        }
        let (old_target, new_target) = (target(before)?, target(after)?);
        if self.old_words() != self.new_words() {
            return Some(cause(about, "label: other words"));
        }
        if old_target == new_target {
            return None;
        }
        let what = match (place(old_target), place(new_target)) {
            (from, to) if from != to => format!("{} → {}", from.words(), to.words()),
            (place, _) => format!("another target at {}", place.words()),
        };
        Some(cause(about, &what))
    }
}

impl<'t> Cut<'t> {
    /// Some units in a row as they are written.
    fn slice(self, units: &Range<usize>) -> &'t str {
        &self.text[self.bytes(units.clone())]
    }
}

/// A cause from its construct and what is otherwise about it.
#[must_use]
pub fn cause(about: &str, what: &str) -> Cause {
    Cause {
        id: id(&[about, what]),
        words: format!("{about}: {what}"),
    }
}

/// The words that readers see in some units.
fn seen<'t>(cut: Cut<'t>, units: impl Iterator<Item = &'t Unit>) -> Vec<&'t str> {
    let mut list = Vec::new();
    for unit in units {
        let form = cut.form(unit);
        match (unit.role, unit.construct) {
            (Role::Word, _) => list.push(form),
            (Role::Mark, Construct::Link) => {
                list.extend(words(super::units::label(form)));
            }
            (Role::Mark, Construct::Code) => list.extend(words(form)),
            _ => {}
        }
    }
    list
}

/// Whether a construct of the wiki text holds others, a line or more.
fn is_block(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::ListItem | Kind::NumListItem | Kind::Heading | Kind::Indent | Kind::Table
    )
}

/// Whether a construct of the wiki text is written as one of Markdown.
fn is_written_as(kind: Kind, construct: Construct) -> bool {
    match construct {
        Construct::Link => matches!(
            kind,
            Kind::Link | Kind::LocalLink | Kind::AliasedLocalLink | Kind::DoiLink | Kind::Attach
        ),
        Construct::Image => matches!(kind, Kind::Img | Kind::ImgBlock | Kind::Attach),
        Construct::Heading => kind == Kind::Heading,
        Construct::Bold => kind == Kind::Bold,
        Construct::Emphasis => matches!(kind, Kind::Emphasis | Kind::Italix),
        Construct::Bullet => kind == Kind::ListItem,
        Construct::Number => kind == Kind::NumListItem,
        Construct::Quote => kind == Kind::Indent,
        Construct::Rule => matches!(kind, Kind::HorizontalRule | Kind::HorizontalRuleAlt),
        Construct::Text | Construct::Code | Construct::Table => false,
        Construct::Comment | Construct::Html => false,
    }
}

/// One of the two sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Which {
    Old,
    New,
}

/// A link with one letter in place of each text between the tags of its label: `[<i></i>a (b)](/c)` is `[<i></i>x](/c)`.
fn link_without_label(link: &str) -> String {
    let label = super::units::label_range(link);
    let mut out = link[..label.start].to_owned();
    let (mut in_tag, mut in_text) = (false, false);
    let mut chars = link[label.clone()].chars().peekable();
    while let Some(c) = chars.next() {
        let opens = |next: &char| next.is_ascii_alphabetic() || matches!(next, '/' | '!');
        in_tag |= c == '<' && chars.peek().is_some_and(opens);
        if in_tag {
            out.push(c);
            in_text = false;
        } else if !in_text {
            out.push('x');
            in_text = true;
        }
        in_tag &= c != '>';
    }
    out.push_str(&link[label.end..]);
    out
}

/// Two texts without the blanks that both begin with and both end with: those are not what differs.
///
/// `··<b>` and `·<i>` are `·<b>` and `<i>`.
fn without_common_blanks<'t>(before: &'t str, after: &'t str) -> (&'t str, &'t str) {
    if before.trim().is_empty() || after.trim().is_empty() {
        return (before, after);
    }
    let leading = |text: &str| text.len() - text.trim_start_matches(' ').len();
    let trailing = |text: &str| text.len() - text.trim_end_matches(' ').len();
    let start = leading(before).min(leading(after));
    let end = trailing(before).min(trailing(after));
    let inner = |text: &'t str| &text[start..text.len() - end];
    (inner(before), inner(after))
}

/// A text in which the value of each `style` is one letter: colours and sizes are values, as names are.
fn without_styles(text: &str) -> String {
    const OPENS: &str = "style=\"";
    let mut rest = text;
    let mut short = String::with_capacity(text.len());
    while let Some(at) = rest.find(OPENS) {
        let value = at + OPENS.len();
        short.push_str(&rest[..value]);
        rest = &rest[value..];
        if let Some(end) = rest.find('"') {
            short.push('x');
            rest = &rest[end..];
        }
    }
    short.push_str(rest);
    short
}

/// A text without its names, and with no more than two blanks and three line ends in a row.
fn form_shape(text: &str) -> String {
    let mut short = String::with_capacity(text.len());
    let (mut blanks, mut ends) = (0, 0);
    for c in without_styles(text).chars() {
        blanks = if c == ' ' { blanks + 1 } else { 0 };
        ends = if c == '\n' { ends + 1 } else { 0 };
        if blanks <= 2 && ends <= 3 {
            short.push(c);
        }
    }
    shape(&short)
}

/// Indentations of one level: those of the second level, 4 and 6, are 2 and 3 for each.
fn per_level(from: usize, to: usize) -> (usize, usize) {
    /// No exporter indents further than this for a level.
    const WIDEST: usize = 4;
    let fits = |level: &usize| {
        from.is_multiple_of(*level)
            && to.is_multiple_of(*level)
            && from / level <= WIDEST
            && to / level <= WIDEST
    };
    match (1..=16).find(fits) {
        Some(level) => (from / level, to / level),
        None => (from, to),
    }
}

/// How a link is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// In HTML, red.
    Red,
    /// In HTML.
    Html,
    /// To a tag.
    Tag,
    /// To a page.
    Page,
    /// With an icon in front of its text.
    Icon,
    /// As Markdown.
    Plain,
    /// An image.
    Image,
}

impl Form {
    fn name(self) -> &'static str {
        match self {
            Self::Red => "red link",
            Self::Html => "HTML link",
            Self::Tag => "tag link",
            Self::Page => "page link",
            Self::Icon => "link with an icon",
            Self::Plain => "link",
            Self::Image => "image",
        }
    }
}

/// How a link is written, where `links` leads to tags and pages.
fn form(link: &str, links: &Links) -> Form {
    let begins = |template: &str| {
        let head = template.split('{').next().unwrap_or_default();
        head.len() > 1 && target(link).is_some_and(|target| target.starts_with(head))
    };
    let is_html = link.starts_with('<');
    let opening = link.split('>').next().unwrap_or_default();
    match link {
        _ if is_html && opening.contains("color: red") => Form::Red,
        _ if link.starts_with("<img") || link.starts_with('!') => Form::Image,
        _ if is_html => Form::Html,
        _ if begins(&links.tag) => Form::Tag,
        _ if begins(&links.page) => Form::Page,
        _ if link.starts_with("[<i ") => Form::Icon,
        _ => Form::Plain,
    }
}

/// Where a link or an image leads, as it is written.
#[must_use]
pub fn target(link: &str) -> Option<&str> {
    if link.starts_with('<') {
        let tag = link.split('>').next()?;
        let value = [" href=\"", " src=\""]
            .iter()
            .find_map(|name| tag.split_once(name))?
            .1;
        return value.split('"').next();
    }
    let (_, target) = link.rsplit_once("](")?;
    let target = target.trim_end_matches(')');
    target.split_whitespace().next()
}

/// Where a target is, but for names and numbers: its host and first directory, or the directory alone.
#[derive(Debug, PartialEq, Eq)]
struct Place<'t> {
    host: Option<&'t str>,
    directory: Option<&'t str>,
    extension: Option<&'t str>,
}

fn place(target: &str) -> Place<'_> {
    let target = target.split(['#', '?']).next().unwrap_or_default();
    let (host, path) = match target.split_once("://") {
        Some((_, rest)) => match rest.split_once('/') {
            Some((host, path)) => (Some(host), path),
            None => (Some(rest), ""),
        },
        None => (None, target.trim_start_matches('/')),
    };
    let name = path.rsplit('/').next().unwrap_or_default();
    Place {
        host,
        directory: path.split_once('/').map(|(directory, _)| directory),
        extension: name.rsplit_once('.').map(|(_, extension)| extension),
    }
}

impl Place<'_> {
    fn words(&self) -> String {
        let mut path = match (self.host, self.directory) {
            (Some(host), None) => format!("{host}/"),
            (Some(host), Some(directory)) => format!("{host}/{directory}/"),
            (None, Some(directory)) => format!("/{directory}/"),
            (None, None) => "/".to_owned(),
        };
        path.push('…');
        if let Some(extension) = self.extension {
            path.push('.');
            path.push_str(extension);
        }
        quoted(&path)
    }
}

#[cfg(test)]
mod tests {
    use super::super::align::hunks;
    use super::super::units::units;
    use super::*;

    fn causes(old: &str, new: &str) -> Vec<String> {
        let (old_units, new_units) = (units(old), units(new));
        let links = Links::default();
        let side = |text, units| Side {
            cut: Cut { text, units },
            origins: None,
            links: &links,
        };
        let (old, new) = (side(old, &*old_units), side(new, &*new_units));
        hunks(old.cut, new.cut)
            .iter()
            .map(|hunk| Told { hunk, old, new }.cause().words)
            .collect()
    }

    #[test]
    fn causes_name_the_construct_and_both_forms() {
        let red = "<a href=\"/posts/zinc\" style=\"color: red; x\" title=\"y\">Zinc</a>";
        for (old, new, expected) in [
            (
                red,
                "[Zinc](/tags/zinc.html)",
                "links to missing pages: red link → tag link",
            ),
            (
                "[Zinc](/posts/zinc)",
                red,
                "links to pages: page link → red link",
            ),
            ("  * a\n", "   * a\n", "bullets: indent 2 → 3"),
            (
                "  * a\n    * b\n",
                "  * a\n      * b\n",
                "bullets: indent 2 → 3",
            ),
            (
                "[a](https://a.example.org/x/1.pdf)",
                "[a](https://b.example.org/x/1.pdf)",
                "links: `a.example.org/x/….pdf` → `b.example.org/x/….pdf`",
            ),
            (
                "a <span style=\"color:#FF7F00;\">b</span>\n",
                "a <span style=\"color:orange;\">b</span>\n",
                "HTML: another value in `<span style=\"…\">`",
            ),
            (
                "a  <span style=\"color:orange;\">b</span>\n",
                "a <span style=\"color:white;background-color:#123;\">b</span>\n",
                "HTML: ` <span style=\"…\">` → `<span style=\"…\">`",
            ),
            (
                "1.  <span style=\"color:orange;\">b</span>\n",
                "1. <span style=\"color:#F00;\">b</span>\n",
                "HTML: ` <span style=\"…\">` → `<span style=\"…\">`",
            ),
            (
                "a  <span style=\"color:orange;\">b</span>\n",
                "a <span style=\"color:orange;\">b</span>\n",
                "HTML: ` <span style=\"…\">` → `<span style=\"…\">`",
            ),
            (
                "[<i class=\"a\"></i>p<0.01 (b)](/c.pdf)",
                "<i class=\"a\"></i><a href=\"/c.pdf\">p<0.01 (b)</a>",
                "links: `[<i class=\"…\"></i>…](/…)` → `<i class=\"…\"></i><a href=\"/…\">…</a>`",
            ),
            ("a\n\nb c\n\nd [e](/f)\n", "a\n", "sections: left out"),
            (
                "*  b\n",
                "* b\n",
                "bullets: another number of blanks behind the mark",
            ),
            (
                "a\n\n---\n\n# H\n\nb\n\n---\n\nc",
                "a\n\n---\n\nc",
                "sections: left out",
            ),
            ("a b c d e", "a b d e", "text: left out"),
            ("a b c", "a x c", "text: other words"),
            ("# a", "## a", "headings: level 1 → 2"),
        ] {
            let told = causes(old, new);
            assert_eq!(told, [expected], "{old:?} {new:?}");
        }
    }

    #[test]
    fn indents_are_told_for_one_level() {
        for (from, to, expected) in [
            (2, 3, (2, 3)),
            (4, 6, (2, 3)),
            (6, 9, (2, 3)),
            (2, 4, (2, 4)),
            (4, 8, (2, 4)),
        ] {
            assert_eq!(per_level(from, to), expected);
        }
    }
}
