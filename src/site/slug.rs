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

/// The slug of the tag that a link falls back to; empty if nothing of the text can stay.
#[must_use]
pub fn tag_slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    push_tag_slug(text, &mut slug);
    slug
}

/// Appends [`tag_slug`] of `text` to `out`.
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
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pages(cases: &[(&str, &str)]) {
        for (title, slug) in cases {
            assert_eq!(page_slug(title), *slug, "page slug of {title:?}");
        }
    }

    fn tags(cases: &[(&str, &str)]) {
        for (text, slug) in cases {
            assert_eq!(tag_slug(text), *slug, "tag slug of {text:?}");
        }
    }

    #[test]
    fn the_titles_of_the_conformance_sites_give_their_slugs() {
        pages(&[
            ("Bone Health", "bone-health"),
            (" Bone Health ", "bone-health"),
            ("Bone_Health", "bone-health"),
            ("Bone Health -", "bone-health"),
            ("Bone Health – March 2024", "bone-health"),
            ("Bone Health - Oct 12, 2023", "bone-health"),
            ("Bone Health – SEPT 2021", "bone-health"),
            ("50% of Seniors Fall", "50-percent-of-seniors-fall"),
            ("Dismay 2020", "dis"),
            ("Falls - May 20", "falls"),
            ("Trial March 1020", "trial"),
            ("Vitamin D₃", "vitamin-d3"),
        ]);
        tags(&[
            ("Iron and Zinc", "iron-and-zinc"),
            ("Café Épicé", "café-épicé"),
            ("Vitamin D₃", "vitamin-d₃"),
            ("a_b: c/d (e) & f.", "a-b-cd-e-f"),
            (
                "A very long page title that goes on and on about calcium magnesium boron silicon vitamin K vitamin D \
                 and the many trials of each of them",
                "a-very-long-page-title-that-goes-on-and-on-about-calcium-magnesium-boron-silicon-vitamin-k-vitamin-d-\
                 and-the-many-trials-of-each-of-them",
            ),
        ]);
    }

    #[test]
    fn a_date_is_dropped_at_the_end_only() {
        pages(&[
            ("Zinc Jan 2020", "zinc"),
            ("Zinc january 20", "zinc"),
            ("Zinc May2020", "zinc"),
            ("Zinc May 1,2020", "zinc"),
            ("Zinc May 12 2020", "zinc"),
            ("Zinc May 122020", "zinc"),
            ("Zinc May 1220", "zinc"),
            ("Zinc May 120", "zinc"),
            ("Zinc — Sep 3, 19 \u{a0}\n", "zinc"),
            ("Zinc Jan 2019 May 2020", "zinc-jan-2019"),
            ("Zinc \u{2003}Auguſt 2020", "zinc"),
            ("March 2024", ""),
            ("- March 2024", ""),
        ]);
    }

    #[test]
    fn what_only_resembles_a_date_stays() {
        pages(&[
            ("Zinc May", "zinc-may"),
            ("Zinc May 2", "zinc-may-2"),
            ("Zinc May, 2020", "zinc-may-2020"),
            ("Zinc Jan. 2020", "zinc-jan-2020"),
            ("Zinc May 12 , 2020", "zinc-may-12-2020"),
            ("Zinc May 12, 2120 5", "zinc-may-12-2120-5"),
            ("Zinc May 21200", "zinc-may-21200"),
            ("Zinc May ٢٠٢٠", "zinc-may"),
            ("Zinc 2020", "zinc-2020"),
            ("Zinc May 2020 trial", "zinc-may-2020-trial"),
            ("Zinc May 2020.", "zinc-may-2020"),
        ]);
    }

    #[test]
    fn page_slugs_take_the_steps_in_their_order() {
        pages(&[
            ("", ""),
            ("- _ -", ""),
            ("Café Épicé", "cafe-epice"),
            // Lower case comes first: what decomposes to capitals afterwards keeps them.
            ("Brand™ ℃", "brandTM-C"),
            ("K2 \u{212a}2", "k2-k2"),
            ("İstanbul", "istanbul"),
            // Decomposition comes before the percent sign and before the letters are chosen.
            ("5％ up", "5-percent-up"),
            ("50%of", "50-percentof"),
            ("%%", "percent-percent"),
            ("½ ﬁne", "12-fine"),
            // A space without ASCII counterpart is dropped before runs are looked at.
            ("a\u{2028}b\u{a0}c\u{3000}d", "ab-c-d"),
            ("a – b", "a-b"),
            ("a–b", "ab"),
            ("a\u{b}b\u{c}c\u{1c}d", "a-b-cd"),
            ("a -_- b._.c", "a-b-c"),
            ("straße", "strae"),
            ("日本", ""),
        ]);
    }

    #[test]
    fn a_page_slug_of_more_than_100_bytes_is_cut_in_the_middle() {
        let hundred = "abcdefghi ".repeat(10) + "j";
        let slug = page_slug(&hundred);
        assert_eq!(
            slug,
            format!("{}-{}", "abcdefghi-".repeat(8), "ghi-abcdefghi-j")
        );
        assert_eq!(slug.len(), 96);

        assert_eq!(page_slug(&"x".repeat(100)), "x".repeat(100));
        assert_eq!(
            page_slug(&"x".repeat(101)),
            format!("{}-{}", "x".repeat(80), "x".repeat(15))
        );
    }

    #[test]
    fn tag_slugs_keep_letters_and_numbers_of_any_script() {
        tags(&[
            ("", ""),
            ("_-_", ""),
            ("50% of", "50-of"),
            ("日本 2", "日本-2"),
            ("½ Ⅳ ٣", "½-ⅳ-٣"),
            // A mark is neither: what was written decomposed loses its accent.
            ("cafe\u{301}", "cafe"),
            ("İ", "i"),
            ("ΟΔΟΣ ΣΑΣ", "οδος-σας"),
            ("a\u{2028}b\u{a0}c–d", "a-b-cd"),
            ("a - & - b", "a-b"),
            ("March 2024", "march-2024"),
        ]);
    }

    #[test]
    fn slugs_are_appended_without_regard_to_what_stands_before() {
        let mut out = "/posts/".repeat(20);
        push_page_slug(&format!("-{}", "y".repeat(101)), &mut out);
        push_tag_slug(" Z z", &mut out);
        assert_eq!(
            out,
            format!(
                "{}{}-{}z-z",
                "/posts/".repeat(20),
                "y".repeat(80),
                "y".repeat(15)
            )
        );
    }

    /// The two slugs as the steps are written down, one pass each, without a thought for speed.
    mod in_steps {
        use std::sync::LazyLock;

        use regex::Regex;
        use unicode_normalization::UnicodeNormalization;

        /// The date as one pattern, with all months spelled out.
        static DATE: LazyLock<Regex> = LazyLock::new(|| {
            let month = "January|February|March|April|May|June|July|August|September|October|November|December|\
                         Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec";
            let date = format!(
                r"(?i)[-–—]?\s*(?:{month})\s*(?:[0-9]{{1,2}},?\s*)?(?:19|20)?[0-9]{{2}}\s*$"
            );
            Regex::new(&date).expect("the pattern is a constant")
        });

        pub fn page(title: &str) -> String {
            let undated = DATE.replace(title, "");
            let trimmed = undated.trim_end();
            let trimmed = trimmed.strip_suffix(['-', '–', '—']).unwrap_or(trimmed);
            let ascii: String = trimmed
                .to_lowercase()
                .nfkd()
                .filter(char::is_ascii)
                .collect();
            let kept: String = ascii
                .replace('%', "  percent")
                .chars()
                .filter(|c| c.is_ascii_alphanumeric() || "_-".contains(*c) || c.is_whitespace())
                .collect();
            let slug = join(kept.split(|c: char| c.is_whitespace() || "_-".contains(c)));
            if slug.len() > 100 {
                format!("{}-{}", &slug[..80], &slug[slug.len() - 15..])
            } else {
                slug
            }
        }

        pub fn tag(text: &str) -> String {
            let kept: String = text
                .replace('_', " ")
                .to_lowercase()
                .chars()
                .filter(|c| {
                    super::is_letter_or_number(*c) || c.is_whitespace() || "_-".contains(*c)
                })
                .collect();
            join(kept.split(|c: char| c.is_whitespace() || c == '-'))
        }

        fn join<'a>(words: impl Iterator<Item = &'a str>) -> String {
            words
                .filter(|word| !word.is_empty())
                .collect::<Vec<_>>()
                .join("-")
        }
    }

    fn titles() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            any::<String>(),
            r"[ -~\s–—%_]{0,30}",
            "[ΣσΑ_ '.]{0,5}",
            "[a-z ]{0,120}"
        ];
        let month = "(Jan|fEB|march|APR|may|june|Jul|auguſt|Sep|ſept|oct|noveMber|dec|x)";
        let date = (
            month,
            "[ ,]{0,2}",
            "[0-9]{0,4}",
            "[ ,]{0,2}",
            "(19|20|)[0-9]{1,3}",
            "[ \u{a0}]?",
        );
        let date =
            date.prop_map(|(month, a, day, b, year, end)| [month, a, day, b, year, end].concat());
        let pieces = proptest::collection::vec(piece, 0..6);
        (pieces, proptest::option::of(date))
            .prop_map(|(pieces, date)| pieces.concat() + &date.unwrap_or_default())
    }

    proptest! {
        #[test]
        fn one_pass_gives_what_the_steps_give(title in titles()) {
            prop_assert_eq!(page_slug(&title), in_steps::page(&title));
            prop_assert_eq!(tag_slug(&title), in_steps::tag(&title));
        }

        #[test]
        fn slugs_hold_what_may_stand_in_them(title in titles()) {
            let page = page_slug(&title);
            prop_assert!(page.len() <= LONGEST);
            prop_assert!(page.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'));
            prop_assert!(!page.starts_with('-') && !page.ends_with('-'));
            let tag = tag_slug(&title);
            prop_assert!(tag.chars().all(|c| c == '-' || is_letter_or_number(c)));
            prop_assert!(!tag.starts_with('-') && !tag.ends_with('-') && !tag.contains("--"));
        }

        #[test]
        fn a_slug_is_its_own_tag_slug(title in titles()) {
            let tag = tag_slug(&title);
            prop_assert_eq!(tag_slug(&tag), tag);
        }

        #[test]
        fn a_short_page_slug_without_a_date_is_its_own_slug(title in "[a-zA-Z ]{0,60}") {
            let slug = page_slug(&title);
            prop_assert_eq!(page_slug(&slug), slug);
        }
    }
}
