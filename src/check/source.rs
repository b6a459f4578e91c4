//! What is to be said about the wiki text itself: markup that stays text, and links and pictures that lead nowhere.

use super::Context;
use crate::render::clean::Doubt;
use crate::render::markdown::{PageNamed, page_named};
use crate::render::media::{self, IdKind};
use crate::rules::Rule;
use crate::site::page_slug;
use crate::wiki::Tree;
use crate::wiki::tree::{Kind, Node, Span};

pub mod markup;

/// How many findings of one rule a page gets; the last of them says how many more there are.
const MOST: usize = 10;

/// One thing to say about a stretch of the tree's text.
pub struct Note {
    /// Which rule speaks.
    pub rule: Rule,
    /// The stretch.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// The way out.
    pub help: &'static str,
    /// What it is of, for all pages together; only losses have one.
    pub cause: Option<String>,
}

/// What is to be said about a source by the rules that are not off.
pub fn notes(tree: &Tree, context: Context<'_>) -> Vec<Note> {
    let is_on = |rule| context.config.severity(rule).is_some();
    let has_file = context.config.links.attachments.is_some();
    let mut notes = Notes {
        tree,
        context,
        tallies: [
            Quota::of(Rule::UnclosedMarkup, is_on(Rule::UnclosedMarkup)),
            Quota::of(Rule::UnknownPlugin, is_on(Rule::UnknownPlugin)),
            Quota::of(
                Rule::UnknownAttachment,
                has_file && is_on(Rule::UnknownAttachment),
            ),
            Quota::of(Rule::MissingPage, is_on(Rule::MissingPage)),
            Quota::of(Rule::ConversionLoss, is_on(Rule::ConversionLoss)),
        ],
        list: Vec::new(),
    };
    if context.generator.tiki.is_some() {
        if is_on(Rule::ConversionLoss) {
            notes.losses();
        }
        if is_on(Rule::UnclosedMarkup) {
            notes.unclosed();
        }
        notes.list.sort_by_key(|note| note.span.start);
        notes.say_how_many_more();
    } else if notes.tallies.iter().any(|tally| tally.wanted) {
        tree.top().for_each(|node| notes.node(node));
        notes.say_how_many_more();
    }
    notes.list
}

struct Notes<'n> {
    tree: &'n Tree,
    context: Context<'n>,
    tallies: [Quota; 5],
    list: Vec<Note>,
}

/// How often a rule speaks on the page.
struct Quota {
    rule: Rule,
    /// Whether anybody wants to hear it.
    wanted: bool,
    count: usize,
}

impl Quota {
    fn of(rule: Rule, wanted: bool) -> Self {
        Self {
            rule,
            wanted,
            count: 0,
        }
    }
}

impl Notes<'_> {
    /// Looks at a node and what it holds. Nodes do not nest deep, so neither does this.
    fn node(&mut self, node: &Node) {
        match node.kind {
            kind if kind.is_opaque() => return,
            Kind::Text => self.text(node.full),
            Kind::Img | Kind::ImgBlock | Kind::Attach => self.attachments(node),
            Kind::LocalLink | Kind::AliasedLocalLink | Kind::Link => self.page(node),
            _ => {}
        }
        let tree = self.tree;
        tree.children(node).for_each(|child| self.node(child));
    }

    /// Notes something, where the rule is wanted and has not spoken too often.
    fn note(
        &mut self,
        rule: Rule,
        span: Span,
        help: &'static str,
        message: impl FnOnce() -> String,
    ) {
        let Some(tally) = self.tallies.iter_mut().find(|tally| tally.rule == rule) else {
            return;
        };
        if !tally.wanted {
            return;
        }
        tally.count += 1;
        if tally.count <= MOST {
            let message = message();
            self.list.push(Note {
                rule,
                span,
                message,
                help,
                cause: None,
            });
        }
    }

    /// What Markdown could not express, in the Tiki dialect.
    fn losses(&mut self) {
        for loss in self.context.generator.losses(self.tree) {
            let what = if loss.what.is_empty() {
                String::new()
            } else {
                format!(" (`{}`)", loss.what.escape_debug())
            };
            let cause = loss.cause.words();
            let before = self.list.len();
            self.note(Rule::ConversionLoss, loss.span, loss.cause.help(), || {
                format!("{cause}{what}")
            });
            if let Some(note) = self.list.get_mut(before) {
                note.cause = Some(cause);
            }
        }
    }

    /// What opens without closing, in the Tiki dialect.
    fn unclosed(&mut self) {
        for doubt in self.context.generator.notes(self.tree) {
            if doubt.doubt == Doubt::UnclosedMarkup {
                let message = format!(
                    "`{}` opens markup here, and nothing closes it, so it is shown as text",
                    doubt.what.escape_debug()
                );
                self.note(Rule::UnclosedMarkup, doubt.span, markup::CLOSE_IT, || {
                    message
                });
            }
        }
    }

    fn say_how_many_more(&mut self) {
        for tally in self.tallies.iter().filter(|tally| tally.count > MOST) {
            let last = self.list.iter_mut().rfind(|note| note.rule == tally.rule);
            if let Some(note) = last {
                let more = tally.count - MOST;
                note.message
                    .push_str(&format!(" (and {more} more on this page)"));
            }
        }
    }

    fn text(&mut self, span: Span) {
        if !self.tallies[..2].iter().any(|tally| tally.wanted) {
            return;
        }
        let tree = self.tree;
        for (at, found) in markup::find(tree, span) {
            let at = Span::new(span.start + at.start as u32, span.start + at.end as u32);
            let rule = match found {
                markup::Opener::Unclosed { .. } => Rule::UnclosedMarkup,
                markup::Opener::Unknown { .. } => Rule::UnknownPlugin,
            };
            self.note(rule, at, found.help(), || found.message());
        }
    }

    /// Numbers that are not in the attachments file.
    fn attachments(&mut self, node: &Node) {
        let tree = self.tree;
        let (kind, ids) = if node.kind == Kind::Attach {
            (IdKind::Attachment, tree.argument(node, "id"))
        } else {
            let Some((kind, _)) = media::image_ids(tree, node) else {
                return;
            };
            if tree.argument(node, "src").is_some() {
                return;
            }
            let given = ["attId", "fileId", "id"]
                .into_iter()
                .find_map(|key| tree.argument(node, key));
            (kind, given)
        };
        let Some(ids) = ids else {
            return;
        };
        let mut at = ids.start;
        for written in tree.slice(ids).split(',') {
            let span = Span::new(at, at + written.len() as u32);
            at = span.end + 1;
            let Some(id) = media::usable_id(written) else {
                continue;
            };
            let site = self.context.generator.site;
            let (known, what) = match kind {
                IdKind::Attachment => (site.has_attachment(&id), "attachment"),
                IdKind::File => (site.has_file(&id), "file"),
            };
            if !known {
                let help = "correct the number, or add it to the attachments file";
                self.note(Rule::UnknownAttachment, span, help, || {
                    format!("the {what} {id} is not in the attachments file")
                });
            }
        }
    }

    /// A link that names a page which does not exist.
    fn page(&mut self, node: &Node) {
        let tree = self.tree;
        // What a text with markup renders to is not known here.
        let Some(PageNamed::Title(title)) = page_named(tree, node) else {
            return;
        };
        let site = self.context.generator.site;
        let categories = self.context.generator.categories;
        if site.page_url(tree.slice(title)).is_some() || categories.contains(tree.slice(title)) {
            return;
        }
        let help = "correct the name in the source, or write the page";
        self.note(Rule::MissingPage, title, help, || {
            let slug = page_slug(tree.slice(title));
            if slug.is_empty() {
                return "the link names no page, so it leads to none".to_owned();
            }
            let near = site.page_near(&slug);
            let hint = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            format!("there is no page `{slug}` for the link to lead to{hint}")
        });
    }
}
