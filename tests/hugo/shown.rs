//! What Hugo shows of each construct in each place, and what the rules say of it.

use std::fmt::Write as _;

use super::support::TestRepo;
use super::{builds, hugo};

/// A construct of the wiki around a word, and what has to be in the HTML.
const CONSTRUCTS: [(&str, &str, &str); 12] = [
    ("text", "WORD", "WORD"),
    ("bold", "__WORD__", "<strong>WORD</strong>"),
    ("link", "[https://example.org/a|WORD]", ">WORD</a>"),
    ("colour", "~~red:WORD~~", ">WORD</span>"),
    ("superscript", "{SUP()}WORD{SUP}", "<sup>WORD</sup>"),
    ("box", "{BOX()}WORD{BOX}", ">WORD</div>"),
    ("item", "\n* WORD\n", "<li>WORD"),
    ("heading", "\n!!WORD\n", ">WORD</h2>"),
    ("blanks", "\n     WORD\n", "<p>WORD"),
    ("number", "\n1. WORD\n", "<p>1. WORD"),
    ("underscores", "_WORD_", "_WORD_"),
    ("signs", "<b and WORD>", "&lt;b and WORD&gt;"),
];

/// Places, each around `{}`; first and last in each.
const PLACES: [(&str, &str); 13] = [
    ("top", "{}"),
    ("top, first", "{} behind"),
    ("top, last", "before {}"),
    ("item, first", "* {} behind\n"),
    ("item, last", "* before {}\n"),
    ("cell, first", "||{} behind|b\nc|d||"),
    ("cell, last", "||a|before {}\nc|d||"),
    ("box, first", "{BOX()}{} behind{BOX}"),
    ("box, last", "{BOX()}before {}{BOX}"),
    ("bold, first", "__{} behind__"),
    ("bold, last", "__before {}__"),
    ("colour", "~~blue:before {} behind~~"),
    ("heading", "!!before {} behind\n"),
];

/// Where the rules and Hugo's HTML do not agree, with the reason.
///
/// None of them is a mistake of a rule: the wiki reads the text otherwise, or another construct around it is lost.
const DIFFER: [&str; 11] = [
    // The inner marks close the outer ones in the wiki, so the tree has no bold or coloured word.
    "bold in bold, first",
    "bold in bold, last",
    "colour in colour",
    "underscores in bold, last",
    // An empty item stands in front, so the word is in a paragraph of its item.
    "item in item, first",
    "item in item, last",
    // The word is shown as it is meant, and the marks around it are lost.
    "item in bold, last",
    "heading in cell, first",
    "heading in cell, last",
    // The word is shown as text, in a cell or behind the table and not in a paragraph.
    "blanks in cell, last",
    "number in cell, last",
];

#[test]
#[ignore = "needs Hugo"]
fn what_the_rules_say_agrees_with_the_html() {
    if hugo().is_none() {
        return;
    }
    let site = TestRepo::empty();
    site.write("hugo.toml", "baseURL = \"https://example.org/\"\ndisableKinds = [\"RSS\", \"sitemap\", \"taxonomy\", \"term\", \"home\", \"section\"]\n[markup.goldmark.renderer]\nunsafe = true\n");
    site.write("layouts/all.html", "{{ .Content }}");
    site.write("tikicheck.yaml", "");
    let mut cases = Vec::new();
    for (construct, wiki, html) in CONSTRUCTS {
        for (place, around) in PLACES {
            let name = format!("p{}", cases.len());
            let source = around
                .replace("{}", wiki)
                .replace("WORD", &format!("w{name}"));
            let page = site.tikicheck_fed(source.as_bytes(), &["render", "--emit", "page"]);
            site.write(format!("content/{name}.md"), page.stdout);
            cases.push((
                name.clone(),
                format!("{construct} in {place}"),
                html.replace("WORD", &format!("w{name}")),
            ));
        }
    }
    assert!(builds(&site.root));
    let run = site.tikicheck(&["--format", "concise", "--limit", "0"]);
    let mut differ = String::new();
    for (name, what, html) in &cases {
        let shown = site.read(format!("public/{name}/index.html"));
        let shown = String::from_utf8(shown).expect("Hugo writes UTF-8");
        let (body, _) = shown.split_once("<pre style=").expect("the block");
        let is_shown = body.contains(&**html);
        let is_told = run.stdout.contains(&format!("content/{name}.md:"));
        if is_shown == is_told {
            let _ = writeln!(
                differ,
                "{what}: shown {is_shown}, told {is_told}: {}",
                body.trim()
            );
        }
    }
    println!("{} constructs in places", cases.len());
    let differ: Vec<&str> = differ
        .lines()
        .filter(|line| line.contains(": shown "))
        .collect();
    let unexpected: Vec<&&str> = differ
        .iter()
        .filter(|line| !DIFFER.iter().any(|known| line.starts_with(known)))
        .collect();
    assert!(unexpected.is_empty(), "{unexpected:#?}");
    assert_eq!(differ.len(), DIFFER.len());
}
