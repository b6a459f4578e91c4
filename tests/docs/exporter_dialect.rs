//! docs/internals/exporter-dialect.md: each example is what the library makes of it, and the tables know every node.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use tikicheck::{Kind, Node, Site, Tree, parse, render};

use super::cells::{cells, is_head, outline, rows, shown, unshown};
use super::{assert_current, fenced, file, text};

pub const PAGE: &str = "docs/internals/exporter-dialect.md";

// The tables, by their first line.
const CONSTRUCTS: &str = "| # | node | matches | children | example | its inner content |";
const TREES: &str = "| case | wiki text | tree |";
const ARGUMENTS: &str = "| case | arguments | pairs |";
const NODES: &str = "| node | Markdown | example | what it becomes |";
const CASES: &str = "| case | wiki text | Markdown |";
const SETTINGS: &str = "| setting | wiki text | Markdown |";
const SLUGS: &str = "| title | page slug | tag slug |";
const FIELDS: &str = "| field | value | nodes |";

/// How many blocks of YAML describe the site of all examples: its settings and its attachments file.
const OF_THE_SITE: usize = 2;

/// The site of the examples of this page, with `setting` besides what the page shows.
pub fn site(page: &str, setting: &str) -> Site {
    let [settings, attachments, ..] = fenced(page, "yaml")[..] else {
        panic!("the page shows settings and attachments");
    };
    Site::new(&format!("{settings}\n{setting}"), ["sleep-well.md"])
        .and_then(|site| site.with_attachments(attachments))
        .expect("the page shows settings that can be read")
}

fn tree_of(wiki: &str, site: &Site) -> Tree {
    parse(wiki, site).expect("a short text")
}

pub fn markdown_of(wiki: &str, site: &Site) -> String {
    render(&tree_of(wiki, site), site)
}

/// The node of this name at the top of a tree.
#[track_caller]
fn top<'t>(tree: &'t Tree, name: &str) -> Node<'t> {
    tree.nodes()
        .find(|node| node.name() == name)
        .unwrap_or_else(|| panic!("no {name} in {:?}", tree.text()))
}

// ---- What is generated -------------------------------------------------------------------------------------------

/// A block of `yaml` is a setting for the next block of `wiki`. Blocks of `markdown` and `tree` show what becomes of the
/// last block of `wiki`.
struct Example<'p> {
    page: &'p str,
    settings: usize,
    setting: String,
    site: Site,
    wiki: String,
}

impl<'p> Example<'p> {
    fn none(page: &'p str) -> Self {
        Self {
            page,
            settings: 0,
            setting: String::new(),
            site: site(page, ""),
            wiki: String::new(),
        }
    }

    /// What a block of this language holds, which held `lines` so far.
    fn block(&mut self, language: &str, lines: &str) -> String {
        match language {
            "yaml" => {
                self.settings += 1;
                if self.settings > OF_THE_SITE {
                    lines.clone_into(&mut self.setting);
                }
            }
            "wiki" => {
                self.site = site(self.page, &std::mem::take(&mut self.setting));
                self.wiki = lines.strip_suffix('\n').unwrap_or(lines).replace('␣', " ");
            }
            "markdown" => return with_spaces(&markdown_of(&self.wiki, &self.site)),
            "tree" => return with_spaces(&tree_of(&self.wiki, &self.site).to_string()),
            _ => {}
        }
        lines.to_owned()
    }
}

/// The lines of a text, with the spaces at their ends to be seen.
fn with_spaces(text: &str) -> String {
    let mut lines = String::new();
    for line in text.split('\n') {
        let kept = line.trim_end_matches(' ');
        let spaces = "␣".repeat(line.len() - kept.len());
        let _ = writeln!(lines, "{kept}{spaces}");
    }
    lines
}

/// The row of a table with its last cell made anew, where it is one that is generated.
fn renewed_row(page: &str, header: &str, line: &str) -> Option<String> {
    let row = cells(line);
    let plain = site(page, "");
    let last = match (header, &row[..]) {
        (CONSTRUCTS, [_, name, _, _, wiki, _]) => {
            let tree = tree_of(&unshown(wiki), &plain);
            shown(top(&tree, name.trim_matches('`')).inner())
        }
        (TREES, [_, wiki, _]) => {
            let names = outline(tree_of(&unshown(wiki), &plain).nodes());
            let is_text = names.is_empty();
            if is_text { "text".to_owned() } else { names }
        }
        (ARGUMENTS, [_, arguments, _]) => pairs(&unshown(arguments), &plain),
        (NODES, [_, _, wiki, _]) | (CASES, [_, wiki, _]) => {
            shown(&markdown_of(&unshown(wiki), &plain))
        }
        (SETTINGS, [setting, wiki, _]) => {
            let site = site(page, setting.trim_matches('`'));
            shown(&markdown_of(&unshown(wiki), &site))
        }
        _ => return None,
    };
    let kept = row[..row.len() - 1].join(" | ");
    Some(format!("| {kept} | {last} |"))
}

/// The pairs that the dump shows of the arguments of an image.
fn pairs(arguments: &str, site: &Site) -> String {
    let dump = tree_of(&format!("{{img {arguments}}}"), site).to_string();
    let (_, pairs) = dump
        .split_once("raw_content: ")
        .expect("an image has arguments");
    let pairs = pairs.lines().skip(1).map(|line| {
        let pair = line.trim_start_matches("│   ").split_once(": ");
        let (key, value) = pair.expect("a key and its value");
        format!("`{key}` is {}", shown(value))
    });
    pairs.collect::<Vec<_>>().join(", ")
}

/// The page with everything that is generated made anew.
fn renewed(page: &str) -> String {
    let mut renewed = String::new();
    let mut example = Example::none(page);
    let mut header = "";
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        header = match (header, line.starts_with('|')) {
            (_, false) => "",
            ("", true) => line,
            (header, true) => header,
        };
        let row = if is_head(header, line) {
            None
        } else {
            renewed_row(page, header, line)
        };
        let _ = writeln!(renewed, "{}", row.as_deref().unwrap_or(line));
        if let Some(language) = line.strip_prefix("```") {
            let inside = lines.by_ref().take_while(|&line| line != "```");
            let inside: String = inside.flat_map(|line| [line, "\n"]).collect();
            renewed += &example.block(language, &inside);
            renewed += "```\n";
        }
    }
    renewed
}

#[test]
fn the_examples_of_the_exporter_dialect_are_current() {
    assert_current(PAGE, &renewed(&text(PAGE)));
}

// ---- What is held against the library ----------------------------------------------------------------------------

/// The names of nodes in a cell.
fn names(cell: &str) -> BTreeSet<String> {
    let names = cell.split('`').filter(|name| name.ends_with("Node"));
    names.map(str::to_owned).collect()
}

/// The names of all nodes that an example holds.
fn names_in<'t>(nodes: impl Iterator<Item = Node<'t>>, names: &mut BTreeSet<String>) {
    for node in nodes {
        names.insert(node.name().to_owned());
        names_in(node.children(), names);
    }
}

/// The constructs of the table in section 1: number, name, children, and the tree of the example.
fn constructs(page: &str) -> Vec<(&str, &str, &str, Tree)> {
    let site = site(page, "");
    let rows = rows(page, CONSTRUCTS).into_iter().map(|row| {
        let [number, name, _, children, wiki, _] = row[..] else {
            panic!("{row:?}");
        };
        let tree = tree_of(&unshown(wiki), &site);
        (number, name.trim_matches('`'), children, tree)
    });
    rows.collect()
}

#[test]
fn every_construct_has_its_row_and_its_children() {
    let page = text(PAGE);
    for (i, (number, name, children, tree)) in constructs(&page).into_iter().enumerate() {
        assert_eq!(number, (i + 1).to_string());
        let node = top(&tree, name);
        let kinds: Vec<Kind> = node.children().map(Node::kind).collect();
        let texts: Vec<&str> = node.children().map(Node::text).collect();
        let has_them = match children {
            "none" => kinds.is_empty(),
            "one text" => kinds == [Kind::Text] && texts == [node.inner()],
            "one empty text" => kinds == [Kind::Text] && texts == [""],
            "rows" => kinds == [Kind::TableRow],
            // The examples of these hold markup.
            "parsed" => kinds.iter().any(|&kind| kind != Kind::Text),
            _ => false,
        };
        assert!(has_them, "{number} {name}: {children}, not {kinds:?}");
    }
}

#[test]
fn every_node_has_its_markdown() {
    let page = text(PAGE);
    let site = site(&page, "");
    let mut written = BTreeSet::new();
    for row in rows(&page, NODES) {
        let [nodes, _, wiki, _] = row[..] else {
            panic!("{row:?}");
        };
        let nodes = names(nodes);
        let mut shown = BTreeSet::new();
        names_in(tree_of(&unshown(wiki), &site).nodes(), &mut shown);
        assert!(nodes.is_subset(&shown), "{nodes:?} in {wiki}");
        for name in nodes {
            assert!(!written.contains(&name), "{name} has two rows");
            written.insert(name);
        }
    }
    let mut read = BTreeSet::new();
    for (_, _, _, tree) in constructs(&page) {
        names_in(tree.nodes(), &mut read);
    }
    assert_eq!(written, read);
    assert_eq!(read, names_in_dumps());
}

/// The names of nodes in the dumps of the conformance sites, which show every construct.
fn names_in_dumps() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for entry in walkdir::WalkDir::new(file("tests/conformance")) {
        let path = entry.expect("a directory of ours").into_path();
        if path.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let page = std::fs::read_to_string(&path).expect("a page");
        for line in page.lines() {
            let name = line.rsplit_once("├── ").map(|(_, name)| name);
            names.extend(
                name.filter(|name| name.ends_with("Node"))
                    .map(str::to_owned),
            );
        }
    }
    assert!(names.len() > 40, "{names:?}");
    names
}

/// The fields of a node at the top of a dump, but for those that every node has.
fn fields(dump: &str, name: &str) -> Vec<String> {
    let mut fields = Vec::new();
    let opening = format!("├── {name}");
    let lines = dump.lines().skip_while(|line| !line.ends_with(&opening));
    for line in lines.skip(1) {
        let Some(field) = line.strip_prefix("│   ") else {
            break;
        };
        // What is inside of a field or a child begins with a bar or a branch.
        if !field.starts_with(['│', '├']) {
            let label = field.split(':').next().expect("a split has a first part");
            if !matches!(label, "full_match" | "inner_content" | "children") {
                fields.push(label.to_owned());
            }
            // The next node follows on the same line.
            if field.contains("├── ") {
                break;
            }
        }
    }
    fields
}

#[test]
fn every_node_has_its_fields() {
    let page = text(PAGE);
    let table = rows(&page, FIELDS);
    for (_, name, _, tree) in constructs(&page) {
        let with_it = table.iter().filter(|row| names(row[2]).contains(name));
        let expected: Vec<&str> = with_it.map(|row| row[0].trim_matches('`')).collect();
        assert_eq!(fields(&tree.to_string(), name), expected, "{name}");
    }
}

#[test]
fn every_title_has_its_slugs() {
    let page = text(PAGE);
    for row in rows(&page, SLUGS) {
        let [title, page_slug, tag_slug] =
            [row[0], row[1], row[2]].map(|cell| cell.trim_matches('`'));
        let wiki = format!("(({title}))");
        let link = |paths: &[String]| {
            let site = Site::new("", paths).expect("no settings");
            markdown_of(&wiki, &site)
        };
        let tag = format!("[{title}](/tags/{tag_slug}.html)");
        assert_eq!(link(&[]), tag);
        let expected = if page_slug == "nothing" {
            tag
        } else {
            format!("[{title}](/posts/{page_slug})")
        };
        assert_eq!(link(&[format!("{page_slug}.md")]), expected);
    }
}
