//! The public interface: the tool's functions with everything they need in one value; nothing is done here.

use std::path::Path;

pub use crate::check::Verdict;
use crate::check::{self, Allowed, Context};
use crate::config::{Config, ConfigError, FILE_NAME, LARGEST_PAGE};
use crate::finding::Finding;
use crate::generator::{Generated, Generator, Workspace};
use crate::page::Edit;
use crate::site::{self, Attachments, PageSet};

mod tree;

pub use tree::{Node, Tree};

/// A site: its settings, the pages there are, and where attachments lie.
///
/// That is everything a page depends on besides its own source. No file is opened here, so whoever makes a `Site`
/// brings the texts. One `Site` serves all pages, from as many threads as there are.
///
/// ```
/// use tikicheck::{Site, parse, render};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let site = Site::new("links: {page: '/blog/{slug}'}", ["content/posts/bone-health.md"])?
///     .with_attachments("attachments: {7: /img/hip.png}")?;
///
/// // A page that exists is linked as a page, any other as a tag.
/// let tree = parse("((Bone Health)), ((Hip)), {img attId=7}", &site)?;
/// assert_eq!(
///     render(&tree, &site),
///     r#"[Bone Health](/blog/bone-health), [Hip](/tags/hip.html), <img src="/img/hip.png" alt="image">"#
/// );
/// # Ok(())
/// # }
/// ```
pub struct Site {
    config: Config,
    site: site::Site,
}

impl Default for Site {
    /// A site with the default settings, without pages to link to and without attachments.
    fn default() -> Self {
        Self::of(Config::default(), PageSet::from_paths([""; 0]))
    }
}

impl Site {
    /// A site with these settings, the text of a `tikicheck.yaml`, and these pages, by their paths.
    ///
    /// An empty text stands for the default settings. Links find a page by its stem: `bone-health` for
    /// `content/posts/bone-health.md`. Which files are pages is the caller's to say; `pages` and `exclude` of the
    /// settings are not asked.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong in the settings, with its line and the way out.
    pub fn new<P: AsRef<Path>>(
        settings: &str,
        pages: impl IntoIterator<Item = P>,
    ) -> Result<Self, ConfigError> {
        let config = Config::parse(settings, Path::new(FILE_NAME))?;
        Ok(Self::of(config, PageSet::from_paths(pages)))
    }

    /// The same site with the attachments that the text of an attachments file names.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong in the text, with its line and the way out.
    pub fn with_attachments(self, text: &str) -> Result<Self, ConfigError> {
        let name = self.config.links.attachments.as_deref();
        let attachments = Attachments::parse(text, name.unwrap_or(Path::new("attachments.yaml")))?;
        Ok(Self {
            site: self.site.with_attachments(attachments),
            ..self
        })
    }

    /// The same site with the pages of the wiki that the text of the file `tiki.pages` lists.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong in the text, with its line and the way out.
    pub fn with_page_list(mut self, text: &str) -> Result<Self, ConfigError> {
        let pages = std::mem::take(&mut self.config.tiki.pages);
        let name = pages.file.clone().unwrap_or_else(|| "pages.txt".into());
        self.config.tiki.pages = pages.read(text, &name)?;
        Ok(self)
    }

    fn of(config: Config, pages: PageSet) -> Self {
        let site = site::Site::new(pages, &config.links, Attachments::default());
        Self { config, site }
    }

    fn generator(&self) -> Generator<'_> {
        Generator::new(&self.config, &self.site)
    }
}

/// What a check came to.
#[derive(Debug)]
#[non_exhaustive]
pub struct Checked {
    /// The page in one word.
    pub verdict: Verdict,
    /// What is to be said about it, in the order of the file.
    pub findings: Vec<Finding>,
    /// What a fix changes in the file, in its order; [`apply`](crate::apply) makes the fixed file. None where a fix
    /// would change nothing.
    pub edits: Vec<Edit>,
}

/// A wiki text that is longer, or would become more, than can be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the wiki text makes more than {limit} bytes; it has to be shorter")]
#[non_exhaustive]
pub struct TooLarge {
    /// The limit, in bytes.
    pub limit: u64,
}

/// Checks a page: whether its body, its copy and its tree are what its source generates on this site.
///
/// `path` is relative to the root of the site; settings such as `ignore` and `require_source` know the page by it, and
/// findings name it, and an entry of `exporters` may be for it. Any bytes will do: what is no page, or a damaged one, is a finding. [`Checked::edits`] is
/// what `tikicheck --fix` would change; `allowed` says
/// what becomes of an edit of the generated body, and of pages that the settings do not fit.
///
/// The rules that compare pages with each other ([`Rule::DuplicateSlug`](crate::Rule::DuplicateSlug) and
/// [`Rule::DuplicateAlias`](crate::Rule::DuplicateAlias)) are the command's: this function sees one page.
///
/// ```
/// use tikicheck::{HandEdits, Rule, Site, Verdict, apply, check};
///
/// let page = r#"---
/// title: "Sleep"
/// ---
///
///
/// Take  **300 mg**  at night.
///
/// <pre style="background-color: #e0e0e0;">
/// <code class="language-text">
/// Markdown:
/// --------
/// Take  **300 mg**  at night.
///
/// AST Structure:
/// -------------
/// ├── TextNode
/// │   full_match: `Take `
/// │   inner_content: `Take `├── BoldNode
/// │   full_match: `__300 mg__`
/// │   inner_content: `300 mg`
/// │   children:
/// │   ├── TextNode
/// │   │   full_match: `300 mg`
/// │   │   inner_content: `300 mg`├── TextNode
/// │   full_match: ` at night.`
/// │   inner_content: ` at night.`
///
/// Original Tiki:
/// -------------
/// Take __300 mg__ at night.
/// </code>
/// </pre>
/// "#;
/// let site = Site::default();
/// assert_eq!(check("sleep.md", page.as_bytes(), &site, HandEdits::Keep).verdict, Verdict::InSync);
///
/// // Somebody edits the source at the foot of the page, and nothing else.
/// let edited = page.replace("__300 mg__ at night.\n<", "__200 mg__ at night.\n<");
/// let checked = check("sleep.md", edited.as_bytes(), &site, HandEdits::Keep);
/// assert_eq!(checked.verdict, Verdict::Drifted);
/// assert_eq!(checked.findings[0].rule, Rule::StalePage);
/// assert_eq!((checked.findings[0].start.line, checked.findings[0].start.column), (6, 9));
///
/// // The fix is the page with the new dose everywhere.
/// let fixed = apply(edited.as_bytes(), &checked.edits);
/// assert_eq!(fixed, page.replace("300 mg", "200 mg").into_bytes());
/// ```
#[must_use]
pub fn check(
    path: impl AsRef<Path>,
    page: &[u8],
    site: &Site,
    allowed: impl Into<Allowed>,
) -> Checked {
    let mut workspace = Workspace::default();
    let context = Context {
        generator: site.generator(),
        config: &site.config,
    };
    let bytes = page.len() as u64;
    if bytes > site.config.limits.page_bytes {
        let (check::Checked { verdict, findings }, _) =
            check::too_large(path.as_ref(), Some(bytes), context);
        return Checked {
            verdict,
            findings,
            edits: Vec::new(),
        };
    }
    let examined = check::check(path.as_ref(), page, context, &mut workspace);
    let edits = examined.edits(allowed.into());
    let check::Checked { verdict, findings } = examined.checked;
    Checked {
        verdict,
        findings,
        edits,
    }
}

/// Generates from a wiki text what a page holds of it: the Markdown and the dump of the tree, neither escaped.
///
/// # Errors
///
/// Where page text of that kind would be larger than a gibibyte: a text that nests is repeated in the dump at each
/// level, so a small one can become a large one.
///
/// ```
/// use tikicheck::{Site, regenerate};
///
/// # fn main() -> Result<(), tikicheck::TooLarge> {
/// let generated = regenerate("!!Dose", &Site::default())?;
/// assert_eq!(generated.markdown, "\n## Dose\n");
/// assert!(generated.tree.starts_with("├── HeadingNode\n│   full_match: `!!Dose`\n"));
/// # Ok(())
/// # }
/// ```
pub fn regenerate(source: &str, site: &Site) -> Result<Generated, TooLarge> {
    regenerate_within(LARGEST_PAGE, source, site)
}

fn regenerate_within(limit: u64, source: &str, site: &Site) -> Result<Generated, TooLarge> {
    fits(source)?;
    let mut workspace = Workspace::default();
    let generator = site.generator();
    if !generator.fits(source, limit, &mut workspace) {
        return Err(TooLarge { limit });
    }
    Ok(generator.regenerate(source, &mut workspace))
}

/// Parses a wiki text. Every text is one: an opening mark without its closing one is text.
///
/// Of the settings only `dialect`, `tiki`, `render.trim_lines` and those below `exporter.reads` count.
///
/// # Errors
///
/// Where the text is larger than a gibibyte.
///
/// ```
/// use tikicheck::{Kind, Site, parse};
///
/// # fn main() -> Result<(), tikicheck::TooLarge> {
/// let tree = parse("Take __300 mg__, see [https://example.org/|the study].", &Site::default())?;
/// let kinds: Vec<Kind> = tree.nodes().map(|node| node.kind()).collect();
/// assert_eq!(kinds, [Kind::Text, Kind::Bold, Kind::Text, Kind::Link, Kind::Text]);
///
/// let link = tree.nodes().find(|node| node.kind() == Kind::Link).expect("there is one");
/// assert_eq!(link.target(), Some("https://example.org/"));
/// assert_eq!(link.inner(), "the study");
/// # Ok(())
/// # }
/// ```
pub fn parse(source: &str, site: &Site) -> Result<Tree, TooLarge> {
    fits(source)?;
    Ok(Tree::read(source, site.generator()))
}

/// Writes the Markdown that a tree generates on this site.
///
/// ```
/// use tikicheck::{Site, parse, render};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let source = "{maketoc}";
/// let plain = Site::default();
/// assert_eq!(render(&parse(source, &plain)?, &plain), "\n<!-- {maketoc} -->\n");
///
/// let hugo = Site::new("render: {toc: shortcode}", [""; 0])?;
/// assert_eq!(render(&parse(source, &hugo)?, &hugo), "{{< toc >}}");
/// # Ok(())
/// # }
/// ```
#[must_use]
pub fn render(tree: &Tree, site: &Site) -> String {
    let mut text = String::new();
    site.generator()
        .markdown(tree.inside(), &mut text)
        .expect("a String takes everything");
    text
}

/// Places in a text have 32 bits.
fn fits(source: &str) -> Result<(), TooLarge> {
    if source.len() as u64 > LARGEST_PAGE {
        return Err(TooLarge {
            limit: LARGEST_PAGE,
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::HandEdits;
    use crate::rules::Rule;

    #[test]
    fn a_site_serves_many_threads() {
        fn shared<T: Send + Sync>() {}
        shared::<Site>();
        shared::<Tree>();
    }

    #[test]
    fn settings_that_are_wrong_name_their_line() {
        let Err(error) = Site::new("pages: ['*.md']\nlinkz: {}", [""; 0]) else {
            panic!("there is no such key");
        };
        let told = error.to_string();
        assert!(told.starts_with("tikicheck.yaml:2:1: "), "{told}");
        let Err(error) = Site::default().with_attachments("attachments: {x: /a}") else {
            panic!("there is no such attachment");
        };
        let told = error.to_string();
        assert!(told.starts_with("attachments.yaml:1:"), "{told}");
    }

    #[test]
    fn a_page_over_the_limit_is_a_finding() {
        let site = Site::new("limits: {page_bytes: 10}", [""; 0]).expect("settings");
        assert!(
            check("a.md", b"0123456789", &site, HandEdits::Keep)
                .findings
                .is_empty()
        );
        let checked = check("a.md", b"0123456789a", &site, HandEdits::Keep);
        assert_eq!(checked.findings[0].rule, Rule::TooLarge);
    }

    #[test]
    fn a_text_that_would_fill_the_memory_is_refused() {
        // The dump holds it twice for each level.
        let source = format!("{}{}", "!*".repeat(32), "x".repeat(1_000));
        let site = Site::default();
        assert!(regenerate_within(1_000_000, &source, &site).is_ok());
        let refused = regenerate_within(100_000, &source, &site);
        assert_eq!(refused, Err(TooLarge { limit: 100_000 }));
    }
}
