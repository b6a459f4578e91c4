//! What an exporter writes for the constructs that people type as Markdown, found by generating a sample of each.

use crate::config::exporter::Form;
use crate::generator::{Generator, Workspace};

/// The text of the samples; no exporter writes it by itself.
const SAMPLE: &str = "Xyx";

/// What is written around the content of a construct.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Around {
    /// In front of it, in the source.
    pub source_opens: &'static str,
    /// Behind it, in the source.
    pub source_closes: &'static str,
    /// In front of it, in the Markdown.
    pub opens: String,
    /// Behind it, in the Markdown.
    pub closes: String,
}

/// What an exporter writes.
#[derive(Debug, Clone, Default)]
pub struct Forms {
    /// For a newline in a text.
    pub newline: String,
    /// Constructs of a whole line, the deepest of each first.
    pub blocks: Vec<Around>,
    /// Rules: the source line, and the line of Markdown.
    pub rules: Vec<(&'static str, String)>,
    /// Constructs within a line.
    pub inline: Vec<Around>,
    /// Marks without content: the source, and the Markdown.
    pub marks: Vec<(&'static str, String)>,
    /// A cell of a table.
    pub cell: Option<(String, String)>,
}

/// Constructs of a line, with the marks of their levels from the deepest.
const BLOCKS: [&str; 18] = [
    "!!!!!!", "!!!!!", "!!!!", "!!!", "!!", "!", "****", "***", "**", "*", "####", "###", "##",
    "#", "++++", "+++", "++", "+",
];

/// Constructs within a line.
const INLINE: [(&str, &str); 3] = [("__", "__"), (" [[", "]"), ("{SUP()}", "{SUP}")];

impl Forms {
    /// What `generator` writes.
    pub fn of(generator: Generator<'_>, workspace: &mut Workspace) -> Self {
        let mut markdown = |source: &str| {
            generator.parse(source, workspace);
            let mut text = String::new();
            generator
                .markdown(&workspace.tree, &mut text)
                .expect("a String takes everything");
            text
        };
        let mut around = |opens: &'static str, closes: &'static str, sample: &str| {
            let text = markdown(&[opens, sample, closes].concat());
            let (before, after) = text.split_once(sample)?;
            let is_made = !(before.trim().is_empty() && after.trim().is_empty());
            (is_made && before != opens).then(|| Around {
                source_opens: opens,
                source_closes: closes,
                opens: before.to_owned(),
                closes: after.to_owned(),
            })
        };
        let blocks = BLOCKS
            .into_iter()
            .filter_map(|marks| around(marks, "", SAMPLE))
            .collect();
        let inline = INLINE
            .into_iter()
            .filter_map(|(opens, closes)| {
                let sample = if opens == " [[" { "8765" } else { SAMPLE };
                around(opens, closes, sample)
            })
            .collect();
        let cell = around("||", "|Zz||", SAMPLE).and_then(|cell| {
            let opens = cell.opens.rsplit('\n').next()?.to_owned();
            let closes = cell
                .closes
                .split_once("Zz")?
                .0
                .strip_suffix(&*opens)?
                .to_owned();
            Some((opens, closes))
        });
        let mut mark = |source: &'static str, sample: &str| {
            let text = markdown(sample);
            let inner = text.strip_prefix('a')?.strip_suffix('b')?;
            (inner != source && !inner.is_empty()).then(|| (source, inner.to_owned()))
        };
        let marks = [("%%%", "a%%%b"), ("~hs~", "a~hs~b")]
            .into_iter()
            .filter_map(|(source, sample)| mark(source, sample))
            .collect();
        let rules = [("---", "a\n---\nb"), ("----", "a\n----\nb")]
            .into_iter()
            .filter_map(|(source, sample)| mark(source, sample))
            .map(|(source, text)| (source, text.trim_matches('\n').to_owned()))
            .filter(|(_, text)| !text.is_empty() && !text.contains('\n'))
            .collect();
        Self {
            newline: newline(generator).to_owned(),
            blocks,
            rules,
            inline,
            marks,
            cell,
        }
    }
}

/// What is written for a newline in a text.
pub fn newline(generator: Generator<'_>) -> &str {
    generator.exporter.writes.forms[Form::TextNewline].text()
}
