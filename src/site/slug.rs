//! Titles and link texts become slugs here, exactly as the exporter made them; nothing else decides what a slug is.
//!
//! Both slugs are written in one pass over the text: a separator is only noted when it is met and written in front of
//! the next character that stays, so runs collapse and the ends need no trimming.

use unicode_normalization::char::decompose_compatible;
use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

/// The longest page slug that is kept whole, in bytes (all of them ASCII).
const LONGEST: usize = 100;
/// How much of a longer one stays in front of the cut.
const HEAD: usize = 80;
/// How much of it stays behind the cut.
const TAIL: usize = 15;

/// Months as they stand in titles. None ends like another, so at most one of them ends a text.
const MONTHS: &str = "january february march april may june july august september october november december \
                      jan feb mar apr jun jul aug sept sep oct nov dec";

/// The slug under which the page with this title is stored; empty if nothing of the title can stay.
///
/// The result holds ASCII letters, ASCII digits and `-` only and is at most 100 bytes long.
#[must_use]
pub fn page_slug(title: &str) -> String {
    let mut slug = String::with_capacity(title.len());
    push_page_slug(title, &mut slug);
    slug
}

/// Appends [`page_slug`] of `title` to `out`.
pub fn push_page_slug(title: &str, out: &mut String) {
    let start = out.len();
    let mut slug = Slug::after(out);
    // White space and a dash left in front of the date need no dropping: they are separators at the end.
    for c in without_date(title).chars() {
        if c.is_ascii() {
            slug.push_page_ascii(c.to_ascii_lowercase());
            continue;
        }
        for lower in c.to_lowercase() {
            decompose_compatible(lower, |part| {
                if part.is_ascii() {
                    slug.push_page_ascii(part);
                }
            });
        }
    }
    if out.len() - start > LONGEST {
        let cut = start + HEAD..out.len() - TAIL;
        out.replace_range(cut, "-");
    }
}

/// Appends the slug of the tag that a link falls back to; nothing if nothing of `text` can stay.
pub fn push_tag_slug(text: &str, out: &mut String) {
    let mut slug = Slug::after(out);
    // A capital sigma is the one character whose small form depends on its neighbours.
    if text.contains('Σ') {
        text.to_lowercase()
            .chars()
            .for_each(|c| slug.push_tag_char(c));
        return;
    }
    for c in text.chars() {
        if c.is_ascii() {
            slug.push_tag_char(c.to_ascii_lowercase());
        } else {
            c.to_lowercase().for_each(|lower| slug.push_tag_char(lower));
        }
    }
}

/// The title without the date at its end; where there is none, the title as it is.
fn without_date(title: &str) -> &str {
    let trimmed = title.trim_end();
    // Every date ends in two digits, few titles do.
    let [.., b'0'..=b'9', b'0'..=b'9'] = trimmed.as_bytes() else {
        return title;
    };
    let to_month =
        trimmed.trim_end_matches(|c: char| c.is_ascii_digit() || c == ',' || c.is_whitespace());
    let behind_month = trimmed[to_month.len()..].trim_start();
    if !is_year(behind_month) && !is_day_and_year(behind_month) {
        return title;
    }
    MONTHS
        .split(' ')
        .find_map(|month| strip_month(to_month, month))
        .unwrap_or(title)
}

/// Two digits, alone or behind 19 or 20.
fn is_year(text: &str) -> bool {
    matches!(
        text.as_bytes(),
        [b'0'..=b'9', b'0'..=b'9']
            | [b'1', b'9', b'0'..=b'9', b'0'..=b'9']
            | [b'2', b'0', b'0'..=b'9', b'0'..=b'9']
    )
}

/// One or two digits, perhaps a comma, perhaps white space, and a year: `May 1020` is the tenth of May 20.
fn is_day_and_year(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    (1..=digits.min(2)).any(|day| {
        let rest = &text[day..];
        is_year(rest.strip_prefix(',').unwrap_or(rest).trim_start())
    })
}

/// What stands in front of a month, in any case; the long s counts as an s.
fn strip_month<'t>(text: &'t str, month: &str) -> Option<&'t str> {
    let mut rest = text.chars();
    for letter in month.chars().rev() {
        let c = rest.next_back()?;
        let same = c.to_ascii_lowercase() == letter || (c, letter) == ('ſ', 's');
        if !same {
            return None;
        }
    }
    Some(rest.as_str())
}

/// A slug that is being written at the end of a string.
struct Slug<'a> {
    out: &'a mut String,
    start: usize,
    separator: bool,
}

impl<'a> Slug<'a> {
    fn after(out: &'a mut String) -> Self {
        let start = out.len();
        Slug {
            out,
            start,
            separator: false,
        }
    }

    /// One ASCII character of a page title, lower-cased if it was one to begin with.
    fn push_page_ascii(&mut self, c: char) {
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' => self.keep(c),
            '%' => {
                self.separator = true;
                "percent".chars().for_each(|c| self.keep(c));
            }
            '-' | '_' => self.separator = true,
            c if c.is_whitespace() => self.separator = true,
            _ => {}
        }
    }

    /// One lower-cased character of a tag.
    fn push_tag_char(&mut self, c: char) {
        match c {
            'a'..='z' | '0'..='9' => self.keep(c),
            '-' | '_' => self.separator = true,
            c if c.is_whitespace() => self.separator = true,
            c if c.is_ascii() => {}
            c if is_letter_or_number(c) => self.keep(c),
            _ => {}
        }
    }

    fn keep(&mut self, c: char) {
        if self.separator && self.out.len() > self.start {
            self.out.push('-');
        }
        self.separator = false;
        self.out.push(c);
    }
}

fn is_letter_or_number(c: char) -> bool {
    matches!(
        c.general_category_group(),
        GeneralCategoryGroup::Letter | GeneralCategoryGroup::Number
    )
}

#[cfg(test)]
mod tests;
