//! What the fuzz targets share: a site, settings, and the properties that hold for every input.

use std::ops::Range;
use std::path::Path;

use tikicheck::internals::check::{Context, HandEdits};
use tikicheck::internals::config::exporter::Preset;
use tikicheck::internals::config::{Comments, Config, Toc};
use tikicheck::internals::generator::Workspace;
use tikicheck::internals::page::{self, File, Page, Parts, Splits};
use tikicheck::internals::rules::Rule;
use tikicheck::internals::rules::Severity;
use tikicheck::internals::site::{Attachments, PageSet, Site};
use tikicheck::internals::wiki::Tree;
use tikicheck::internals::wiki::tree::Node;

/// A site with two pages, an attachment and a file, under the settings that the first byte of an input chooses.
pub struct Fixture {
    configs: Vec<Config>,
    site: Site,
    workspace: Workspace,
}

impl Fixture {
    pub fn new() -> Self {
        let attachments = "attachments:\n  7: /a/seven.png\nfiles:\n  7: /f/seven.pdf\n";
        let attachments =
            Attachments::parse(attachments, Path::new("attachments.yaml")).expect("it is good");
        let pages = PageSet::from_paths(["posts/a.md", "posts/bone-health.md"]);
        let configs = (0..8u8)
            .map(|choice| {
                let mut config = Config::default();
                config.render.trim_lines = choice & 1 != 0;
                if choice & 2 != 0 {
                    config.render.comments = Comments::Inline;
                }
                if choice & 4 != 0 {
                    config.render.toc = Toc::Shortcode;
                }
                // The rules that are off unless configured, too.
                // An export has forms of its own, and each choice another.
                if let Some((_, preset)) = Preset::WORDS.get(usize::from(choice / 2)) {
                    config.exporter = preset.exporter();
                    config.categories.insert("a".to_owned());
                }
                config.links.attachments = Some("attachments.yaml".into());
                for &rule in Rule::ALL {
                    let severity = rule.default_severity().unwrap_or(Severity::Warning);
                    config.rules.insert(rule, Some(severity));
                }
                config
            })
            .collect::<Vec<_>>();
        Self {
            site: Site::new(pages, &configs[0].links, attachments),
            configs,
            workspace: Workspace::default(),
        }
    }

    /// The context that `choice` stands for, what becomes of hand edits, and memory to work in.
    pub fn context(&mut self, choice: u8) -> (Context<'_>, HandEdits, &mut Workspace) {
        let edits = match choice & 24 {
            0 => HandEdits::Keep,
            8 => HandEdits::Discard,
            _ => HandEdits::KeepAlike,
        };
        let context = Context::new(&self.configs[usize::from(choice & 7)], &self.site);
        (context, edits, &mut self.workspace)
    }
}

impl Default for Fixture {
    fn default() -> Self {
        Self::new()
    }
}

/// A choice of settings and a wiki text; `None` where the bytes are no text.
pub fn choice_and_text(data: &[u8]) -> Option<(u8, &str)> {
    let (&choice, text) = data.split_first()?;
    Some((choice, std::str::from_utf8(text).ok()?))
}

/// The parts of a page lie in it, in order, with nothing but the seams between them.
pub fn assert_parts(file: &[u8]) {
    let File::Page(page) = page::read(file) else {
        return;
    };
    let inner = |range: &Range<usize>| range.start <= range.end && range.end <= file.len();
    assert!(inner(&page.front_matter.range) && inner(&page.body) && inner(&page.style));
    assert_eq!(page.body.start, page.front_matter.range.end);
    assert_eq!(page.block(file), page.body.end..file.len());
    if let Some(markdown) = page.markdown(file) {
        assert!(inner(&markdown));
    }
    if let Some(second) = page.second_block(file) {
        assert!(page.body.start <= second.start && second.end <= page.body.end);
    }
    let all = match page.splits(file) {
        Splits::One(parts) => vec![parts],
        Splits::Several { likely, others } => {
            let all = [likely, others].concat();
            assert!(!all.is_empty(), "a page has at least one split");
            all
        }
    };
    for parts in all {
        assert_eq!(whole(file, &page, &parts), file);
    }
}

fn whole(file: &[u8], page: &Page, parts: &Parts) -> Vec<u8> {
    [
        &file[..page.body.end],
        page::STYLE_OPENS.as_bytes(),
        &file[page.style.clone()],
        page::COPY_OPENS.as_bytes(),
        &file[parts.copy.clone()],
        page::TREE_OPENS.as_bytes(),
        &file[parts.tree.clone()],
        page::SOURCE_OPENS.as_bytes(),
        &file[parts.source.clone()],
        page::SOURCE_CLOSES.as_bytes(),
    ]
    .concat()
}

/// Spans lie on character boundaries, children in their parents and in order, and nothing nests without end.
pub fn assert_tree(tree: &Tree) {
    let mut end = 0;
    for node in tree.top() {
        assert_eq!(node.full.start, end, "top-level nodes cover the text");
        end = node.full.end;
        assert_node(tree, node, 0);
    }
    assert_eq!(end as usize, tree.text().len());
    for offset in 0..=tree.text().len() as u32 {
        assert!(tree.written_offset(offset) as usize <= tree.text().len());
    }
}

fn assert_node(tree: &Tree, node: &Node, depth: usize) {
    // Rows and cells are no constructs of their own.
    assert!(
        depth <= 3 * (tikicheck::internals::wiki::MAX_DEPTH + 2),
        "nodes nest too deep"
    );
    // Slicing panics where a span is off a boundary.
    let (full, inner) = (tree.slice(node.full), tree.slice(node.inner));
    assert!(inner.len() <= full.len() || inner.contains('|'));
    let mut end = 0;
    for child in tree.children(node) {
        assert!(child.full.start >= end, "children overlap");
        assert!(
            node.inner.start <= child.full.start && child.full.end <= node.inner.end,
            "a child lies outside of its parent"
        );
        end = child.full.end;
        assert_node(tree, child, depth + 1);
    }
}

/// Nothing in a text can move the cursor, hide, or give an order to a build log.
pub fn assert_harmless(text: &str) {
    for char in text.chars() {
        let harmful = (char.is_control() && !matches!(char, '\n' | '\t'))
            || matches!(char, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
            || matches!(char, '\u{2066}'..='\u{2069}' | '\u{feff}');
        assert!(!harmful, "{char:?} in {text:?}");
    }
    assert!(!text.contains("##["), "an order in {text:?}");
    for line in text.lines() {
        assert!(!line.trim_start().starts_with("::"), "an order in {text:?}");
    }
}
