//! The Markdown of the Tiki cases as Hugo shows it: every heading, item, cell and link of it is there.

use std::collections::BTreeMap;

use pulldown_cmark::{Options, Parser, html};

use super::cases::{cases, markdown};
use super::links::decoded as percent_decoded;
use super::support::TestRepo;
use super::{builds, hugo};

/// Hugo's own settings, but for HTML in Markdown, which the tool asks for.
const HUGO: &str = "baseURL = \"https://example.org/\"\n\
    disableKinds = [\"RSS\", \"sitemap\", \"taxonomy\", \"term\", \"home\", \"section\"]\n\
    [markup.goldmark.renderer]\nunsafe = true\n";

/// What is counted of a page: its elements, and its links by their addresses.
type Counts = BTreeMap<String, usize>;

#[test]
#[ignore = "needs Hugo"]
fn what_hugo_builds_of_the_tiki_cases_keeps_headings_items_cells_and_links() {
    if hugo().is_none() {
        return;
    }
    let site = TestRepo::empty();
    site.write("hugo.toml", HUGO);
    site.write("layouts/all.html", "{{ .Content }}");
    let cases = cases();
    for (n, case) in cases.iter().enumerate() {
        let text = markdown(&case.wiki, &case.config);
        site.write(
            format!("content/c{n}.md"),
            format!("---\ntitle: a\n---\n{text}"),
        );
    }
    assert!(builds(&site.root), "Hugo stops at a case");
    let mut differ = Vec::new();
    let mut total = Counts::new();
    for (n, case) in cases.iter().enumerate() {
        let text = markdown(&case.wiki, &case.config);
        let shown = site.read(format!("public/c{n}/index.html"));
        let shown = counts(&String::from_utf8(shown).expect("Hugo writes UTF-8"));
        let meant = counts(&as_html(&text));
        if shown != meant {
            differ.push(format!(
                "{}: {:?} is shown, {:?} is meant",
                case.name,
                without(&shown, &meant),
                without(&meant, &shown)
            ));
        }
        for (name, count) in meant {
            let kind = if name.starts_with('<') {
                &*name
            } else {
                "link"
            };
            *total.entry(kind.to_owned()).or_default() += count;
        }
    }
    println!("{} cases with {total:?}", cases.len());
    assert!(differ.is_empty(), "{differ:#?}");
    for kind in ["<h1", "<h2", "<h3", "<li", "<th", "<td", "<dt", "link"] {
        assert!(total[kind] > 0, "{kind}");
    }
}

/// The Markdown as HTML by another renderer, with the extensions that Hugo has by itself.
fn as_html(markdown: &str) -> String {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_DEFINITION_LIST;
    let mut out = String::new();
    html::push_html(&mut out, Parser::new_ext(markdown, options));
    out
}

/// Counts elements and links. Left out are the marks and items of footnotes, which each renderer writes in its own way, and
/// addresses that are their own text: Hugo makes links of those without marks too.
fn counts(html: &str) -> Counts {
    let mut counts = Counts::new();
    for (at, _) in html.match_indices('<') {
        let tag = &html[at..];
        let name = tag.split([' ', '>', '\n', '/']).next().unwrap_or(tag);
        match name {
            "<li" if tag.starts_with("<li id=\"fn:") => {}
            "<h1" | "<h2" | "<h3" | "<h4" | "<h5" | "<h6" | "<li" | "<th" | "<td" | "<dt"
            | "<dd" | "<img" => *counts.entry(name.to_owned()).or_default() += 1,
            "<a" => {
                let is_note = html[..at].ends_with("<sup class=\"footnote-reference\">");
                if let Some(address) = address(tag).filter(|_| !is_note) {
                    *counts.entry(address).or_default() += 1;
                }
            }
            _ => {}
        }
    }
    counts
}

/// The address of the link that opens here, unless it is a footnote's or the text of the link itself.
fn address(tag: &str) -> Option<String> {
    let (attributes, rest) = tag.split_once('>')?;
    let (_, href) = attributes.split_once("href=\"")?;
    let (href, _) = href.split_once('"')?;
    let (text, _) = rest.split_once("</a>")?;
    let (address, text) = (decoded(href), decoded(text));
    let bare = |address: &str| {
        let rest = address.strip_prefix("mailto:").unwrap_or(address);
        rest.rsplit("://").next().unwrap_or(rest).to_owned()
    };
    let is_footnote = href.starts_with("#fn");
    (!is_footnote && bare(&address) != bare(&text)).then_some(address)
}

/// Without the escapes of HTML and of addresses, of which each renderer makes its own.
fn decoded(text: &str) -> String {
    percent_decoded(&text.replace("&amp;", "&").replace("&quot;", "\""))
}

/// What the one counts more often than the other.
fn without<'c>(of: &'c Counts, other: &Counts) -> Vec<(&'c String, usize)> {
    of.iter()
        .map(|(name, count)| (name, count.saturating_sub(*other.get(name).unwrap_or(&0))))
        .filter(|(_, count)| *count > 0)
        .collect()
}
