//! How a page that drifted came to be: which side was edited, and whether today's settings write the page as it was.
//!
//! The page itself tells. Its copy is the body as it was last generated, and its dump shows the wiki text that this was
//! made of. So the body was edited where it differs from the copy, the source where it differs from that wiki text, and
//! the settings fit where that wiki text generates copy and dump today (exporters, “The fifth witness”).

use super::judge::Agreement;
use crate::generator::{GeneratedParts as Generated, Generator, Workspace};
use crate::page::dumped::{SourceBefore, hangs_together, node_names, source_before};
use crate::page::escape::unescape;
use crate::render::compare::Compare;
use crate::render::escaped::Escaped;
use crate::render::markdown::page_named;
use crate::render::record::Recorded;
use crate::rules::{Fix, Rule};
use crate::site::Existing;
use crate::text::diff;
use crate::wiki::Tree;
use crate::wiki::source::{Lines, read_escaped};
use crate::wiki::tree::Kind;

/// Whether the wiki text that a page was last generated from generates copy and dump today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// It does: proof, on this page, that the settings are its exporter's and the site is as it was.
    Fits,
    /// Only links to pages differ: pages came, went or were renamed.
    ButLinks,
    /// It does not.
    Misfit,
    /// That wiki text is not known.
    Unknown,
}

/// What happened to the source since the page was last generated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceHistory {
    /// Nothing.
    Unchanged,
    /// It was edited.
    Edited {
        /// The wiki text before, line ends LF.
        before: String,
    },
    /// The dump does not tell.
    Unknown,
}

/// Why a page is not in sync.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    /// The rule that it breaks.
    pub rule: Rule,
    /// What a fix does about it.
    pub fix: Fix,
    /// What happened to the source.
    pub source: SourceHistory,
    /// Whether today's settings fit the page.
    pub fit: Fit,
    /// Whether the same plain words were changed in body and copy.
    pub same_edit: bool,
    /// The Markdown that the wiki text before the edit generates today, where it was edited and the settings do not fit:
    /// what differs from it is the edit, all else are the settings.
    pub markdown_before: Option<String>,
}

/// The texts of a page that drifted, as the page holds them.
pub struct Texts<'t> {
    /// The escaped copy.
    pub copy: &'t str,
    /// The escaped dump.
    pub tree: &'t str,
    /// The escaped source.
    pub source: &'t str,
}

/// Tells why a page is not in sync. `generated` is what its source generates today; the tree of the source is in the
/// workspace, and stays there.
pub fn drift(
    agreement: Agreement,
    texts: &Texts<'_>,
    generated: &Generated,
    generator: Generator<'_>,
    workspace: &mut Workspace,
) -> Drift {
    let source = source_history(texts);
    let before = match &source {
        SourceHistory::Edited { before } => Some(parsed(before, generator, workspace)),
        SourceHistory::Unchanged | SourceHistory::Unknown => None,
    };
    let fit = match &before {
        Some(before) => fit_of(before, texts, generator),
        None => fit_unless_edited(agreement, texts, &source, generator, &workspace.tree),
    };
    let same_edit = agreement.copy_with_body
        && !agreement.copy
        && agreement.tree
        && fit == Fit::Misfit
        && changes_words(&unescape(texts.copy), &generated.markdown);
    let fits = matches!(fit, Fit::Fits | Fit::ButLinks);
    let edited = matches!(source, SourceHistory::Edited { .. });
    let safe_if = |proved| if proved { Fix::Safe } else { Fix::None };
    let discards_if = |proved| if proved { Fix::DiscardsEdit } else { Fix::None };
    let (rule, fix) = match (agreement.body, agreement.copy, agreement.copy_with_body) {
        // The source generates body and copy; the dump alone differs. Where it is of this very source, hangs together and
        // shows other nodes, another reader wrote it; else somebody edited it.
        (true, true, _)
            if source == SourceHistory::Unchanged
                && hangs_together(texts.tree)
                && !node_names(texts.tree).eq(node_names(&generated.tree)) =>
        {
            (Rule::Misfit, Fix::None)
        }
        (true, true, _) => (Rule::StaleTree, Fix::Safe),
        (true, false, _) => (Rule::StaleCopy, Fix::Safe),
        (false, true, _) => (Rule::EditedBody, Fix::DiscardsEdit),
        (false, false, true) if edited => (Rule::StalePage, safe_if(fits)),
        (false, false, true) if same_edit => (Rule::EditedBody, Fix::DiscardsEdit),
        (false, false, true) if fit == Fit::ButLinks => (Rule::StaleLinks, Fix::Safe),
        (false, false, true) => (Rule::Misfit, Fix::None),
        (false, false, false) if edited => (Rule::ConflictingEdits, discards_if(fits)),
        (false, false, false) => (Rule::EditedBody, discards_if(fits)),
    };
    let markdown_before = before.filter(|_| !fits).map(|before| {
        let mut text = String::new();
        generator
            .markdown(&before, &mut text)
            .expect("a String takes everything");
        text
    });
    Drift {
        rule,
        fix,
        source,
        fit,
        same_edit,
        markdown_before,
    }
}

/// The tree of another wiki text; the one in the workspace stays as it is.
fn parsed(source: &str, generator: Generator<'_>, workspace: &mut Workspace) -> Tree {
    let now = std::mem::take(&mut workspace.tree);
    generator.parse(source, workspace);
    std::mem::replace(&mut workspace.tree, now)
}

/// What happened to the source since the page was last generated.
fn source_history(texts: &Texts<'_>) -> SourceHistory {
    let read = |lines| {
        let mut text = String::new();
        read_escaped(texts.source, lines, &mut text);
        text
    };
    // Some exporters read lines without their leading white space, and their dumps show them so.
    let (written, trimmed) = (read(Lines::AsWritten), read(Lines::Trimmed));
    match source_before(texts.tree, &[&written, &trimmed]) {
        SourceBefore::Same => SourceHistory::Unchanged,
        SourceBefore::Other(before) => SourceHistory::Edited { before },
        SourceBefore::Unknown => SourceHistory::Unknown,
    }
}

/// Whether today's settings write copy and dump of a page whose source is the one it was made from, or may be: then
/// `tree` is that of the source.
fn fit_unless_edited(
    agreement: Agreement,
    texts: &Texts<'_>,
    source: &SourceHistory,
    generator: Generator<'_>,
    tree: &Tree,
) -> Fit {
    match source {
        SourceHistory::Unknown => Fit::Unknown,
        _ if agreement.copy && agreement.tree => Fit::Fits,
        _ if !agreement.tree => Fit::Misfit,
        _ => fit_of_copy(texts, generator, tree),
    }
}

/// Whether today's settings write copy and dump of a page from `tree`.
fn fit_of(tree: &Tree, texts: &Texts<'_>, generator: Generator<'_>) -> Fit {
    let mut dump = Escaped(Compare::new(texts.tree.as_bytes()));
    if generator.dump(tree, &mut dump).is_err() || !dump.0.is_complete() {
        return Fit::Misfit;
    }
    let mut copy = Escaped(Compare::new(texts.copy.as_bytes()));
    if generator.markdown(tree, &mut copy).is_ok() && copy.0.is_complete() {
        return Fit::Fits;
    }
    fit_of_copy(texts, generator, tree)
}

/// Whether the copy is what `tree` generates but for links to pages. It is rendered twice: as if every page existed,
/// and as if none did. Outside of links both are the same text, which the copy has to hold; for each link it has to
/// hold one of the two.
fn fit_of_copy(texts: &Texts<'_>, generator: Generator<'_>, tree: &Tree) -> Fit {
    let copy = unescape(texts.copy);
    let sites = [Existing::All, Existing::None].map(|pages| generator.site.assuming(pages));
    let mut rendered = [Recorded::default(), Recorded::default()];
    for (site, rendered) in sites.iter().zip(&mut rendered) {
        let generator = Generator { site, ..generator };
        if generator.markdown(tree, rendered).is_err() {
            return Fit::Misfit;
        }
    }
    let [with, without] = &rendered;
    let (with, without) = (Stretches::new(with, tree), Stretches::new(without, tree));
    let mut rest = &*copy;
    let mut both = with.zip(without);
    let fits = both.all(|(a, b)| {
        let behind = match (a.is_link, b.is_link) {
            (true, true) => strip_longest(rest, [a.text, b.text]),
            (false, false) if a.text == b.text => rest.strip_prefix(a.text),
            _ => None,
        };
        behind.map(|behind| rest = behind).is_some()
    });
    if fits && rest.is_empty() {
        Fit::ButLinks
    } else {
        Fit::Misfit
    }
}

/// What follows the longest of `texts` that `rest` begins with.
fn strip_longest<'r>(rest: &'r str, texts: [&str; 2]) -> Option<&'r str> {
    let fitting = texts.iter().filter_map(|text| rest.strip_prefix(text));
    fitting.min_by_key(|behind| behind.len())
}

/// A rendered text in stretches: links to pages, and what is between them.
struct Stretches<'r> {
    text: &'r str,
    /// Where each link to a page begins and ends, in order.
    links: std::vec::IntoIter<std::ops::Range<usize>>,
    next: Option<std::ops::Range<usize>>,
    at: usize,
    is_over: bool,
}

/// One stretch.
struct Stretch<'r> {
    text: &'r str,
    is_link: bool,
}

impl<'r> Stretches<'r> {
    fn new(rendered: &'r Recorded, tree: &Tree) -> Self {
        // Pieces of a link are its own and those of the nodes in it.
        let spans: Vec<_> = tree
            .nodes()
            .filter(|node| page_named(tree, node).is_some())
            .map(|node| {
                (
                    tree.written_offset(node.full.start),
                    tree.written_offset(node.full.end),
                )
            })
            .collect();
        let mut spans = spans;
        spans.sort_unstable();
        let mut links: Vec<std::ops::Range<usize>> = Vec::new();
        let mut last = None;
        for (place, origin) in rendered.pieces(0..rendered.text.len()) {
            let at = tree.written_offset(origin.span.start);
            let index = spans.partition_point(|&(start, _)| start <= at);
            let link = index.checked_sub(1).filter(|&i| at < spans[i].1);
            match (link, last) {
                (Some(link), Some(before)) if link == before => {
                    if let Some(open) = links.last_mut() {
                        open.end = place.end;
                    }
                }
                (Some(_), _) => links.push(place),
                (None, _) => {}
            }
            last = link;
        }
        let mut links = links.into_iter();
        let next = links.next();
        Self {
            text: &rendered.text,
            links,
            next,
            at: 0,
            is_over: false,
        }
    }
}

impl<'r> Iterator for Stretches<'r> {
    type Item = Stretch<'r>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        match &self.next {
            Some(link) if link.start <= self.at => {
                let link = link.clone();
                self.next = self.links.next();
                self.at = link.end;
                Some(Stretch {
                    text: &self.text[link],
                    is_link: true,
                })
            }
            next => {
                let end = next.as_ref().map_or(self.text.len(), |link| link.start);
                self.is_over = next.is_none();
                let text = &self.text[self.at..end];
                self.at = end;
                Some(Stretch {
                    text,
                    is_link: false,
                })
            }
        }
    }
}

/// How many differences are looked at for changed words.
const MOST_CHANGES: usize = 1_000;

/// Whether `found` holds other plain words than the source generates. No setting changes a word of the wiki text: only
/// a person does. A word counts where nothing but text is concerned: `one` became `two` in the middle of a sentence.
/// Beside a construct it does not, for templates may hold words; and a text that is missing may have been left out by
/// the exporter.
fn changes_words(found: &str, generated: &Recorded) -> bool {
    let changes = diff::changes(found, &generated.text, MOST_CHANGES);
    let has_word = |text: &str| text.chars().any(char::is_alphanumeric);
    changes.list.iter().any(|change| {
        let at = change.expected.clone();
        let around = at.start.saturating_sub(1)..(at.end + 1).min(generated.text.len());
        let mut pieces = generated.pieces(around);
        has_word(&found[change.found.clone()])
            && pieces.all(|(_, origin)| matches!(origin.kind, None | Some(Kind::Text)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::site::{Attachments, PageSet, Site};

    fn rendered(source: &str, pages: &[&str]) -> (Recorded, Workspace, Site) {
        let config = Config::default();
        let pages = PageSet::from_paths(pages.iter().map(|page| format!("{page}.md")));
        let site = Site::new(pages, &config.links, Attachments::default());
        let generator = Generator::new(&config, &site);
        let mut workspace = Workspace::default();
        generator.parse(source, &mut workspace);
        let mut recorded = Recorded::default();
        generator
            .markdown(&workspace.tree, &mut recorded)
            .expect("a String takes everything");
        (recorded, workspace, site)
    }

    #[test]
    fn a_word_within_a_text_is_an_edit_and_a_mark_is_none() {
        let (generated, ..) = rendered("one __two__ three ((Four))\n* five six", &[]);
        let text = generated.text.clone();
        for (from, to, is_edit) in [
            ("one", "one or more", true),
            ("three", "3", true),
            ("five six", "five  six", false),
            ("five", "fife", true),
            ("**", "__", false),
            (" **two** ", "<b>two</b>", false),
            (
                "[Four](/tags/four.html)",
                "<a href=\"/posts/four\">Four</a>",
                false,
            ),
            ("* ", "- ", false),
        ] {
            let found = text.replace(from, to);
            assert_ne!(found, text, "{from:?}");
            assert_eq!(
                changes_words(&found, &generated),
                is_edit,
                "{from:?} → {to:?}"
            );
        }
    }

    #[test]
    fn pages_that_came_and_went_are_told_from_other_changes() {
        let source = "a ((Zinc)), ((Iron|x)) and ((Zinc))\n((Copper))";
        let (then, ..) = rendered(source, &["zinc"]);
        let (_, workspace, site) = rendered(source, &["iron", "copper"]);
        let config = Config::default();
        let generator = Generator::new(&config, &site);
        let fit = |copy: &str| {
            let copy = crate::page::escape::escape(copy);
            let texts = Texts {
                copy: &copy,
                tree: "",
                source: "",
            };
            fit_of_copy(&texts, generator, &workspace.tree)
        };
        assert_eq!(fit(&then.text), Fit::ButLinks);
        assert_eq!(fit(&then.text.replace("a [", "an [")), Fit::Misfit);
        assert_eq!(
            fit(&then.text.replace("/posts/zinc", "/posts/other")),
            Fit::Misfit
        );
        assert_eq!(fit(&format!("{}x", then.text)), Fit::Misfit);
    }
}
