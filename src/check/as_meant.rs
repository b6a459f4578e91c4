//! The source of a page changed so that readers see what it means: blanks come, go or move, and no word changes.
//!
//! A line of wiki text that begins with four blanks is a block of code in Markdown:
//!
//! ```text
//! source   ____Take it daily.       becomes   Take it daily.
//! source   a <b and c> d            becomes   a < b and c> d
//! source   __ Dose __               becomes    __Dose__
//! ```
//!
//! It counts only where the tree means the same as before, what was told is gone, and nothing else is told instead.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Context;
use super::carried::{Body, proved};
use super::describe::shown::{Shown, look};
use super::judge::Judgement;
use crate::carry::{Level, Put, Splice};
use crate::finding::{Finding, Remedy};
use crate::generator::Workspace;
use crate::render::record::Recorded;
use crate::rules::Rule;
use crate::shown::{self, Code, Hidden, Lost, Sight, Wrong};
use crate::wiki::Tree;
use crate::wiki::source::SourceMap;
use crate::wiki::tree::{Kind, Node};

/// The changes of a page after which more is shown as it is meant.
pub struct AsMeant {
    /// As places in the view, and what stands there afterwards; in order.
    pub changes: Vec<(Range<usize>, String)>,
    /// What is told after them: rule, cause, and how often.
    left: BTreeMap<(Rule, String), usize>,
}

/// What a change is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// Blanks in front of a line go.
    Indent,
    /// A blank comes behind `<`.
    Sign,
    /// Blanks inside of marks move out.
    Marks,
}

/// A change of the text that was read from the source.
struct Change {
    way: Way,
    at: Range<usize>,
    text: String,
}

/// Changes a page in sync so that more of what `findings` say is shown as it is meant; `None` where nothing does.
///
/// The tree in the workspace stays there.
pub fn as_meant(
    file: &[u8],
    judgement: &Judgement,
    findings: &[Finding],
    context: Context<'_>,
    workspace: &mut Workspace,
) -> Option<AsMeant> {
    let reports = |rule| findings.iter().any(|finding| finding.rule == rule);
    let ways = [Rule::ShownAsCode, Rule::TextLost, Rule::MarkupLost];
    if !judgement.agreement.is_whole() || !ways.into_iter().any(reports) {
        return None;
    }
    let tree = std::mem::take(&mut workspace.tree);
    let found = Attempt::new(file, judgement, &tree, context)
        .and_then(|attempt| attempt.made(&reports, workspace));
    workspace.tree = tree;
    found
}

impl AsMeant {
    /// Says of each finding that is gone afterwards that a fix is there for it.
    pub fn offer(&self, findings: &mut [Finding]) {
        for finding in findings {
            let Some(cause) = &finding.cause else {
                continue;
            };
            let is_shown = matches!(
                finding.rule,
                Rule::ShownAsCode | Rule::TextLost | Rule::MarkupLost
            );
            let is_left = self.left.contains_key(&(finding.rule, cause.words.clone()));
            if is_shown && !is_left {
                let advice = Remedy::Advice(Default::default());
                if let Remedy::Advice(help) = std::mem::replace(&mut finding.remedy, advice) {
                    finding.remedy = Remedy::AsMeant(help);
                }
            }
        }
    }
}

/// How often each cause of each rule is told.
fn counts(shown: &Shown) -> BTreeMap<(Rule, String), usize> {
    shown
        .list
        .iter()
        .map(|note| (note.key(), note.count()))
        .collect()
}

/// A page that is to be changed.
struct Attempt<'a> {
    file: &'a [u8],
    source: &'a str,
    judgement: &'a Judgement,
    tree: &'a Tree,
    context: Context<'a>,
    before: BTreeMap<(Rule, String), usize>,
    means: String,
}

impl<'a> Attempt<'a> {
    fn new(
        file: &'a [u8],
        judgement: &'a Judgement,
        tree: &'a Tree,
        context: Context<'a>,
    ) -> Option<Self> {
        Some(Self {
            file,
            source: std::str::from_utf8(&file[judgement.parts.source.clone()]).ok()?,
            judgement,
            tree,
            context,
            before: counts(&look(judgement, tree, context)),
            means: meaning(tree),
        })
    }

    /// All changes at once, or else those of each way, as far as they go together.
    fn made(&self, reports: &dyn Fn(Rule) -> bool, workspace: &mut Workspace) -> Option<AsMeant> {
        let changes = self.changes(reports);
        let all = [Way::Indent, Way::Sign, Way::Marks];
        let ways: Vec<Way> = all
            .into_iter()
            .filter(|way| changes.iter().any(|change| change.way == *way))
            .collect();
        if let Some(made) = self.tried(&changes, &ways, workspace) {
            return Some(made);
        }
        if ways.len() < 2 {
            return None;
        }
        let mut taken = Vec::new();
        let mut made = None;
        for way in ways {
            taken.push(way);
            match self.tried(&changes, &taken, workspace) {
                Some(better) => made = Some(better),
                None => {
                    taken.pop();
                }
            }
        }
        made
    }

    /// The changes that may help, in the order of the source.
    fn changes(&self, reports: &dyn Fn(Rule) -> bool) -> Vec<Change> {
        let mut markdown = Recorded::default();
        self.context
            .generator
            .markdown(self.tree, &mut markdown)
            .expect("a String takes everything");
        let mut changes: Vec<Change> = Vec::new();
        for sight in shown::look(&markdown, self.tree) {
            match sight.wrong {
                Wrong::Code(Code::Indented) if reports(Rule::ShownAsCode) => {
                    self.indents(&sight, &mut changes);
                }
                Wrong::Hidden(Hidden::Tag) if reports(Rule::TextLost) => {
                    changes.extend(self.sign(&sight));
                }
                Wrong::Lost(Lost::Marks) if reports(Rule::MarkupLost) => {
                    changes.extend(self.marks(&sight));
                }
                _ => {}
            }
        }
        changes.sort_by_key(|change| (change.at.start, change.at.end));
        let mut end = 0;
        changes.retain(|change| {
            let is_free = change.at.start >= end;
            if is_free {
                end = change.at.end.max(change.at.start + 1);
            }
            is_free
        });
        changes
    }

    /// A byte of the tree's text in the text that was read.
    fn written(&self, offset: u32) -> usize {
        self.tree.written_offset(offset) as usize
    }

    /// The blanks in front of the lines of a block of code.
    fn indents(&self, sight: &Sight, changes: &mut Vec<Change>) {
        let text = self.tree.text();
        let shown = self.tree.slice(sight.span);
        let lead = (shown.len() - shown.trim_start().len()) as u32;
        let first = self.written(sight.span.start + lead).min(text.len());
        let mut line = memchr::memrchr(b'\n', &text.as_bytes()[..first]).map_or(0, |end| end + 1);
        loop {
            let rest = &text[line..];
            let whole = rest.split('\n').next().unwrap_or_default();
            let blanks = whole.len() - whole.trim_start_matches([' ', '\t']).len();
            let is_empty = blanks == whole.len();
            let is_deep = whole[..blanks].contains('\t') || blanks >= 4;
            if !is_empty && !is_deep {
                return;
            }
            // Two blocks of one text can tell the same lines.
            if !is_empty && changes.last().is_some_and(|last| last.at.start >= line) {
                return;
            }
            if !is_empty {
                changes.push(Change {
                    way: Way::Indent,
                    at: line..line + blanks,
                    text: String::new(),
                });
            }
            line += whole.len() + 1;
            if line > text.len() {
                return;
            }
        }
    }

    /// A blank behind the sign that is taken for a tag.
    fn sign(&self, sight: &Sight) -> Option<Change> {
        let at = self.written(sight.span.start);
        let is_sign = self.tree.text()[at..].starts_with('<');
        is_sign.then(|| Change {
            way: Way::Sign,
            at: at + 1..at + 1,
            text: " ".to_owned(),
        })
    }

    /// The marks of bold or emphasised text, with the blanks inside of them outside.
    fn marks(&self, sight: &Sight) -> Option<Change> {
        if !matches!(sight.kind, Kind::Bold | Kind::Emphasis | Kind::Italix) {
            return None;
        }
        let at = self.written(sight.span.start)..self.written(sight.span.end);
        let whole = self.tree.text().get(at.clone())?;
        let mark = ["__", "''"].into_iter().find(|mark| {
            whole.len() > 2 * mark.len() && whole.starts_with(mark) && whole.ends_with(mark)
        })?;
        let inside = &whole[mark.len()..whole.len() - mark.len()];
        let trimmed = inside.trim_matches(' ');
        let lead = inside.len() - inside.trim_start_matches(' ').len();
        if trimmed.is_empty() || trimmed.len() == inside.len() {
            return None;
        }
        let (front, behind) = (&inside[..lead], &inside[lead + trimmed.len()..]);
        Some(Change {
            way: Way::Marks,
            at,
            text: [front, mark, trimmed, mark, behind].concat(),
        })
    }

    /// The page with the changes of some ways, where it shows more as it is meant, and nothing worse.
    fn tried(
        &self,
        changes: &[Change],
        ways: &[Way],
        workspace: &mut Workspace,
    ) -> Option<AsMeant> {
        let wanted = changes.iter().filter(|change| ways.contains(&change.way));
        let generator = self.context.generator;
        let map = SourceMap::of_escaped(self.source, generator.reading().lines);
        let mut source = String::with_capacity(self.source.len());
        let mut splices = Vec::new();
        let mut from = 0;
        for change in wanted {
            let range = map.escaped_offset(change.at.start)..map.escaped_offset(change.at.end);
            source.push_str(self.source.get(from..range.start)?);
            let text = crate::page::escape::escape(&change.text).into_owned();
            source.push_str(&text);
            from = range.end;
            splices.push(Splice { range, text });
        }
        source.push_str(self.source.get(from..)?);
        if splices.is_empty() {
            return None;
        }
        generator.parse_escaped(&source, workspace);
        let after = &workspace.tree;
        if meaning(after) != self.means {
            return None;
        }
        let left = counts(&look(self.judgement, after, self.context));
        let is_worse = left
            .iter()
            .any(|(key, count)| self.before.get(key).is_none_or(|before| before < count));
        let told = |counts: &BTreeMap<_, usize>| counts.values().sum::<usize>();
        if is_worse || told(&left) >= told(&self.before) {
            return None;
        }
        let mut body = String::new();
        generator
            .markdown(after, &mut body)
            .expect("a String takes everything");
        let put = Put {
            splices,
            source,
            body,
            level: Level::Spacing,
            refused: Vec::new(),
            tried: 1,
        };
        let how = (Level::Spacing, Body::Written);
        let carried = proved(self.file, self.judgement, put, how, self.context, workspace).ok()?;
        Some(AsMeant {
            changes: carried.changes,
            left,
        })
    }
}

/// What a tree means: its constructs in their order, and its words without the blanks between them.
fn meaning(tree: &Tree) -> String {
    fn add(tree: &Tree, node: &Node, out: &mut String) {
        if node.kind == Kind::Text {
            out.extend(tree.slice(node.full).split_whitespace());
            return;
        }
        out.push_str(&format!("\0{:?}\0", node.kind));
        let mut any = false;
        for child in tree.children(node) {
            any = true;
            add(tree, child, out);
        }
        if !any {
            out.extend(tree.slice(node.full).split_whitespace());
        }
        out.push('\x01');
    }
    let mut out = String::new();
    // Nodes do not nest deep, so neither does this.
    tree.top().for_each(|node| add(tree, node, &mut out));
    out
}
