//! Titles and the slugs that the exporter made of them.

use proptest::prelude::*;

fn tag_slug(text: &str) -> String {
    let mut slug = String::new();
    push_tag_slug(text, &mut slug);
    slug
}

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
        let date =
            format!(r"(?i)[-–—]?\s*(?:{month})\s*(?:[0-9]{{1,2}},?\s*)?(?:19|20)?[0-9]{{2}}\s*$");
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
            .filter(|c| super::is_letter_or_number(*c) || c.is_whitespace() || "_-".contains(*c))
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
