//! Links between the pages of this repository lead to a file, and to a heading where they name one.

use std::path::Path;

use super::{file, internals, pages, text};

/// A page without what it shows as code.
fn prose(page: &str) -> String {
    let mut prose = String::new();
    let mut in_code = false;
    for line in page.lines() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        } else if !in_code {
            let outside = line.split('`').step_by(2);
            prose.extend(outside.chain(["\n"]));
        }
    }
    prose
}

/// The anchors of a page's headings, as GitHub and GitLab make them.
fn anchors(page: &str) -> Vec<String> {
    let mut anchors = Vec::new();
    let mut in_code = false;
    for line in page.lines() {
        in_code ^= line.starts_with("```");
        let heading = line.trim_start_matches('#');
        if in_code || heading.len() == line.len() || !heading.starts_with(' ') {
            continue;
        }
        let kept = heading.trim().chars().filter_map(|c| match c {
            ' ' => Some('-'),
            '-' | '_' => Some(c),
            _ => c.is_alphanumeric().then(|| c.to_ascii_lowercase()),
        });
        anchors.push(kept.collect());
    }
    anchors
}

#[test]
fn every_link_leads_somewhere() {
    let mut links = 0;
    let texts = [pages(), internals(), vec!["CONTRIBUTING.md".to_owned()]].concat();
    for name in texts {
        let page = text(&name);
        for link in prose(&page).split("](").skip(1) {
            let link = link.split(')').next().expect("a split has a first part");
            if link.starts_with("http") {
                continue;
            }
            links += 1;
            let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
            let near = Path::new(&name).parent().expect("a file lies somewhere");
            let target = if path.is_empty() {
                file(&name)
            } else {
                file("").join(near).join(path)
            };
            assert!(target.exists(), "{name}: {link}");
            if !anchor.is_empty() {
                let page = std::fs::read_to_string(&target).expect("a page");
                assert!(
                    anchors(&page).iter().any(|heading| heading == anchor),
                    "{name}: {link}"
                );
            }
        }
    }
    assert!(links > 40, "{links}");
}

#[test]
fn every_page_is_in_the_index() {
    for (directory, pages) in [("docs/", pages()), ("docs/internals/", internals())] {
        let index = text(&format!("{directory}README.md"));
        for page in pages {
            let name = page.strip_prefix(directory);
            if let Some(name) = name.filter(|&name| name != "README.md") {
                assert!(index.contains(&format!("]({name})")), "{page}");
            }
        }
    }
}
