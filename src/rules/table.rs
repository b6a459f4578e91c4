//! The table of rules. A row: identifier, name, group, default severity, part, fix, scope. The doc comment above it is
//! its manual entry.
//!
//! An entry is Markdown: a first line that says it all, paragraphs of at most 80 columns, examples fenced as `text`.

use serde::{Deserialize, Serialize};

use super::{Fix, Group, Part, Scope, Severity};

macro_rules! rules {
    ($( $(#[doc = $doc:literal])+ $rule:ident, $name:literal, $group:ident, $default:expr, $part:expr, $fix:expr, $scope:expr; )+) => {
        /// A rule of the check; its documentation is its manual entry.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Rule { $( $(#[doc = $doc])+ $rule, )+ }

        impl Rule {
            /// Every rule, in the order of the manual.
            pub const ALL: &'static [Rule] = &[ $( Rule::$rule, )+ ];

            /// The rule's id as users write it, such as `stale-page`.
            #[must_use]
            pub fn name(self) -> &'static str { match self { $( Rule::$rule => $name, )+ } }

            /// The group of the manual it belongs to.
            #[must_use]
            pub fn group(self) -> Group { match self { $( Rule::$rule => Group::$group, )+ } }

            /// Severity without configuration; `None` for a rule that is off.
            #[must_use]
            pub fn default_severity(self) -> Option<Severity> { match self { $( Rule::$rule => $default, )+ } }

            /// The part of the page that it is about; `None` for the page as a whole.
            #[must_use]
            pub fn part(self) -> Option<Part> { match self { $( Rule::$rule => $part, )+ } }

            /// What `--fix` does about its findings.
            #[must_use]
            pub fn fix(self) -> Fix { match self { $( Rule::$rule => $fix, )+ } }

            /// How much of the site has to be known to judge it.
            #[must_use]
            pub fn scope(self) -> Scope { match self { $( Rule::$rule => $scope, )+ } }

            /// The doc comment as it is written below, with the space in front of each line.
            pub(super) fn doc(self) -> &'static str { match self { $( Rule::$rule => concat!($($doc, "\n"),+), )+ } }
        }
    };
}

const ERROR: Option<Severity> = Some(Severity::Error);
const WARNING: Option<Severity> = Some(Severity::Warning);
/// True findings all of them, but ones that a wiki is full of, and that make no page wrong.
const OFF: Option<Severity> = None;

rules! {
    /// The page is older than its source.
    ///
    /// A page carries its wiki source and, besides the body that Hugo shows, a
    /// copy of that body as it was last generated, and a dump of the tree, which
    /// shows the wiki text that this was generated from. Here body and copy agree,
    /// so nobody edited the body by hand; but the source is not that wiki text any
    /// more: it was edited. The message quotes old and new words.
    ///
    /// ```text
    /// source:  __OR = 0.48__        edited
    /// body:    **OR = 0.47**        as generated before
    /// copy:    **OR = 0.47**        the same
    /// ```
    ///
    /// `tikicheck --fix` writes body, copy and tree anew. Nothing is lost, for all
    /// three were generated. It does so where the old wiki text generates the old
    /// page today: that is the proof that the settings fit the page. Where they do
    /// not, the page is left alone (see `misfit`).
    ///
    /// By hand: nothing is left to do. If the edit of the source was a mistake,
    /// undo it there.
    StalePage, "stale-page", Drift, ERROR, Some(Part::Body), Fix::Safe, Scope::Page;

    /// Links lead where they led before pages came, went or were renamed.
    ///
    /// Nobody edited this page. Its source generates today what body and copy
    /// hold, but for links to pages: a page that a link names has come, has gone
    /// or has another name, so the link is written otherwise today.
    ///
    /// ```text
    /// source:  See ((Bone Health)).
    /// body:    See [Bone Health](/posts/bone-health).
    /// today:   there is no page `bone-health` any more
    /// ```
    ///
    /// `tikicheck --fix` writes the links as they are today. Nothing is lost.
    ///
    /// By hand: nothing is left to do. If a page should not have gone, bring it
    /// back; if it was renamed, correct its name in the source.
    StaleLinks, "stale-links", Drift, ERROR, Some(Part::Body), Fix::Safe, Scope::Page;

    /// Nobody edited the page, and today's settings would write it otherwise.
    ///
    /// The dump of the tree shows the wiki text that the page was made from: it is
    /// the source, so nobody edited that. Body and copy are the same, so nobody
    /// edited the body. Still the source generates something else today: another
    /// version of the exporter wrote the page, or the settings changed since.
    ///
    /// ```text
    /// source:  ** two
    /// body:      * two             that exporter: two spaces a level
    /// today:      * two            these settings: three
    /// ```
    ///
    /// The differences of a page have causes. A page is told once, with its causes;
    /// `tikicheck --cause ID` shows the pages that have one of them.
    ///
    /// Make the settings those of the exporter: `tikicheck init` learns them from
    /// the pages, and `exporter:` in `tikicheck.yaml` holds them.
    ///
    /// `tikicheck --fix` leaves such a page alone. If it should become what the
    /// settings say, `tikicheck --diff --rewrite` shows that, and
    /// `tikicheck --fix --rewrite` writes it.
    ///
    /// By hand: nothing is wrong with the page; the settings are what to look at.
    Misfit, "misfit", Drift, ERROR, Some(Part::Body), Fix::None, Scope::Page;

    /// The body was edited by hand, and the edit is not in the source.
    ///
    /// The copy of the body is exactly what the source generates today, so the
    /// source is unchanged; the body differs from both. Someone edited the
    /// generated Markdown. The next time the page is generated, the edit is gone.
    ///
    /// ```text
    /// source:  Vitamin D helps.
    /// body:    Vitamin D helps a lot.      edited
    /// copy:    Vitamin D helps.            as generated
    /// ```
    ///
    /// Where the source can be changed so that it generates the edited body,
    /// exactly or but for blank lines, `tikicheck --fix` does that. Where it can
    /// generate a body that reads the same, as with a list without empty lines or a
    /// wrapped line, `tikicheck --fix --keep-edits` does that and writes that body.
    /// Otherwise the message says why not and shows the change that came nearest.
    /// `tikicheck --fix --discard-edits PAGE` destroys the edit.
    ///
    /// By hand: write it in another way, or make the edit in the source, at the foot
    /// of the page, in wiki syntax; `&`, `<`, `>` and quotes are written there as in
    /// HTML. Then `--fix` brings copy and tree up to date.
    EditedBody, "edited-body", Drift, ERROR, Some(Part::Body), Fix::DiscardsEdit, Scope::Page;

    /// Body and source were both edited, and they disagree.
    ///
    /// Body, copy and what the source generates today are three different texts.
    /// The copy shows what the body was when it was last generated: since then
    /// someone edited the body, and the source (or the renderer, the configuration
    /// or the set of pages) changed too.
    ///
    /// ```text
    /// source:  Vitamin D helps most people.      edited
    /// body:    Vitamin D helps a lot.            edited
    /// copy:    Vitamin D helps.                  as generated before
    /// ```
    ///
    /// Where the two edits go together, `tikicheck --fix` makes them one: source and
    /// body then hold both. Where they read the same, `tikicheck --fix --keep-edits`
    /// writes the body as the source generates it. Else a fix leaves the page alone,
    /// for it would destroy the edit of the body; where both change the same place,
    /// the way out shows what it was, what the source says and what the body says,
    /// as wiki text.
    /// `tikicheck --fix --discard-edits PAGE` destroys the edit of the body and
    /// writes what the source generates.
    ///
    /// By hand: put what the body should say into the source, in wiki syntax; then
    /// discard the edit of the body as above.
    ConflictingEdits, "conflicting-edits", Drift, ERROR, Some(Part::Body), Fix::DiscardsEdit, Scope::Page;

    /// The body is right, but the copy of it is out of date.
    ///
    /// The body is exactly what the source generates today; the copy in the debug
    /// block is not. Source and body were changed alike, or the copy was edited or
    /// merged. Left so, the copy can no longer tell who edited what.
    ///
    /// ```text
    /// source:  __OR = 0.48__        edited
    /// body:    **OR = 0.48**        edited to match
    /// copy:    **OR = 0.47**        as generated before
    /// ```
    ///
    /// `tikicheck --fix` writes copy and tree anew. Nothing is lost, for both are
    /// generated.
    ///
    /// By hand: nothing is left to do.
    StaleCopy, "stale-copy", Drift, ERROR, Some(Part::Copy), Fix::Safe, Scope::Page;

    /// Body and copy are right, but the dump of the tree is out of date.
    ///
    /// The source generates the body and the copy as they stand; only the dump
    /// under `AST Structure:` differs from the tree of the source. The source was
    /// edited in a way that does not show in the Markdown, or the dump was edited
    /// or merged.
    ///
    /// ```text
    /// source:  {FONT(size="3")}Note{FONT}      edited, was size="2"
    /// body:    Note                            shows no size
    /// tree:    raw_content: size="2"           as dumped before
    /// ```
    ///
    /// While body or copy differ too, the tree counts as part of that finding and
    /// is not reported on its own.
    ///
    /// `tikicheck --fix` writes the tree anew. Nothing is lost, for it is
    /// generated.
    ///
    /// By hand: nothing is left to do.
    StaleTree, "stale-tree", Drift, ERROR, Some(Part::Tree), Fix::Safe, Scope::Page;

    /// The debug block at the foot of the page is broken.
    ///
    /// The block begins with `<pre style=...>`, holds the headings `Markdown:`,
    /// `AST Structure:` and `Original Tiki:` in this order, and reaches to the end
    /// of the file. Here it is cut off, out of order, doubled, followed by text, or
    /// holds the conflict markers of an unfinished merge; or it can be read in more
    /// than one way and nothing tells which is meant. Without whole parts nothing
    /// can be compared, and the tool does not guess.
    ///
    /// ```text
    /// Original Tiki:
    /// -------------
    /// <<<<<<< HEAD                 conflict markers in the source
    /// ```
    ///
    /// Markers are those of Git and Jujutsu, of every length. One line that is left of
    /// them counts too: seven or more `<` or `>` in the block, where text would have
    /// `&lt;` and `&gt;`; and `=======`, which can be text, where an edit of the source
    /// brought it.
    ///
    /// `tikicheck --fix` never touches such a page, with `--discard-edits` neither.
    ///
    /// By hand: finish the merge, or take the block from an earlier version of the
    /// file (`git log -p -- PAGE`). Only the source matters: once the block is whole
    /// again, `--fix` puts the other parts right.
    DamagedBlock, "damaged-block", Drift, ERROR, Some(Part::Frame), Fix::None, Scope::Page;

    /// The debug block has another style than the configured one.
    ///
    /// The value of `style` in `<pre style="...">` is not `block.style` of the
    /// configuration. The page is otherwise judged as usual. This happens where
    /// exports of different times are mixed, or where the configuration is missing.
    ///
    /// ```text
    /// page:           <pre style="background-color: #f0f0f0;">
    /// configuration:  block: {style: "background-color: #e0e0e0;"}
    /// ```
    ///
    /// `tikicheck --fix` writes the configured style. Nothing else changes.
    ///
    /// By hand: if most pages have the other style, the configuration is what should
    /// change; `tikicheck init` writes one that fits the pages found.
    BlockStyle, "block-style", Drift, WARNING, Some(Part::Frame), Fix::Safe, Scope::Page;

    /// The page carries no source, although it has to.
    ///
    /// The page has no debug block, so there is nothing to compare its body with.
    /// As a rule that is fine, and such pages are only counted. Here the
    /// configuration says otherwise:
    ///
    /// ```text
    /// require_source: ["content/posts/*.md"]
    /// ```
    ///
    /// A block that was deleted by accident looks like this as well.
    ///
    /// `tikicheck --fix` changes nothing, for a source cannot be made up.
    ///
    /// By hand: bring the block back from an earlier version of the file
    /// (`git log -p -- PAGE`), or, for a page that was never in the wiki, narrow the
    /// pattern in `require_source`.
    MissingSource, "missing-source", Page, ERROR, None, Fix::None, Scope::Page;

    /// The page had a source before this change, and has none now.
    ///
    /// The page was emptied, or its debug block was taken out, by accident as a
    /// rule: an editor cleared the file, a script kept the first part only, a merge
    /// went wrong. Without its source nobody can generate the page again. A page that
    /// was renamed is known by its text.
    ///
    /// ```text
    /// before:  front matter, body, debug block with the wiki text
    /// now:     front matter, body
    /// ```
    ///
    /// Told by runs that know what the page was: `--staged`, `--hook` in a commit or
    /// for a range, `--since`. Where the path matches `require_source`,
    /// `missing-source` says it in every run.
    ///
    /// `tikicheck --fix` changes nothing about it.
    ///
    /// By hand: bring the block back from the version before, which
    /// `git show REV:PAGE` shows. Where the page is meant to live without a source,
    /// accept that.
    LostSource, "lost-source", Page, ERROR, None, Fix::None, Scope::Change;

    /// The file is not UTF-8, so its text cannot be compared.
    ///
    /// Pages are UTF-8, with or without a byte order mark. This one holds bytes
    /// that are none, often because an editor saved it as Latin-1 or UTF-16, because
    /// Git writes it so (`working-tree-encoding` in `.gitattributes`), or because it is
    /// no text at all. The place of the first such byte is given.
    ///
    /// ```text
    /// caf\xE9        Latin-1
    /// caf\xC3\xA9    the same word in UTF-8
    /// ```
    ///
    /// `tikicheck --fix` never touches such a file.
    ///
    /// By hand: save it as UTF-8 (`iconv -f latin1 -t utf-8`), or, if it is no page,
    /// put it under `exclude` in the configuration.
    NotUtf8, "not-utf-8", Page, ERROR, None, Fix::None, Scope::Page;

    /// The markup of the source nests deeper than 64 levels.
    ///
    /// Inside the 64th level markup is read as plain text, so the page shows marks
    /// such as `__` where bold text was meant. No page that a person wrote nests so
    /// deeply; a line of repeated marks does.
    ///
    /// ```text
    /// !*!*!*!*!*!*!*...        each mark is a level
    /// ```
    ///
    /// `tikicheck --fix` brings the generated parts up to date as usual; the finding
    /// stays until the source is changed.
    ///
    /// By hand: take the superfluous marks out of the source.
    TooDeep, "too-deep", Page, ERROR, Some(Part::Source), Fix::None, Scope::Page;

    /// The file is larger than the limit and was not checked.
    ///
    /// A page has some ten thousand bytes. A file of many million is hardly one, and
    /// whoever sends it should not be able to keep the check busy. The limit is 8 MiB
    /// unless the configuration says otherwise:
    ///
    /// ```text
    /// limits: {page_bytes: 20000000}
    /// ```
    ///
    /// `tikicheck --fix` never touches such a file.
    ///
    /// By hand: raise the limit if the page is what it should be, or put the file
    /// under `exclude` if it is no page.
    TooLarge, "too-large", Page, ERROR, None, Fix::None, Scope::Page;

    /// An image or attachment in the source names no file.
    ///
    /// An image needs a `src`, or an `attId`, `fileId` or `id` that is a number; an
    /// attachment needs an `id` that is a number. Without one, an image leaves
    /// nothing on the page and an attachment only its text, without a link.
    ///
    /// ```text
    /// {img attId=hip.png}                    no number
    /// {ATTACH(name="paper")}Paper{ATTACH}    no id
    /// {img attId=21139}                      right
    /// ```
    ///
    /// `tikicheck --fix` changes nothing about it: the page is what the source
    /// generates.
    ///
    /// By hand: give the number in the source, or take the plugin out. Numbers are
    /// listed in the attachments file, if the configuration names one.
    InvalidAttachment, "invalid-attachment", Page, ERROR, Some(Part::Source), Fix::None, Scope::Page;

    /// An entry of `ignore` matches no finding.
    ///
    /// The finding that the entry accepts is gone: the page was mended, moved or
    /// deleted, or the entry names the wrong path or rule. Left in place, it would
    /// hide the next finding of that kind without anybody knowing. Entries stand in
    /// the configuration, or in the front matter of the page that they are for.
    ///
    /// ```text
    /// ignore:
    ///   - {path: content/posts/old.md, rule: edited-body, reason: "kept as it is"}
    ///
    /// tikicheck: {ignore: [edited-body]}        in front matter
    /// ```
    ///
    /// A run that looks at some pages only does not judge the configuration.
    ///
    /// `tikicheck --fix` writes neither configuration nor front matter.
    ///
    /// By hand: delete the entry, or correct its path or rule.
    UnusedIgnore, "unused-ignore", Page, ERROR, None, Fix::None, Scope::Page;

    /// The front matter cannot be read, or holds something that is wrong.
    ///
    /// Hugo takes title, date and address of a page from its front matter, and this
    /// tool takes from it what the page accepts. Here its parser (YAML between `---`,
    /// TOML between `+++`, or a JSON object) finds a mistake, at the place given; or a
    /// key stands there twice, or a value is of the wrong kind. Front matter of more
    /// than 64 KiB, or YAML with hundreds of brackets, is not read.
    ///
    /// ```text
    /// tikicheck: {ignore: [stale_page]}        the rule is called stale-page
    /// title: ["Vitamin D"]                     a list where a text is expected
    /// ```
    ///
    /// Where Hugo ends the build at such a mistake, `hugo-stops` tells it instead.
    ///
    /// `tikicheck --fix` never writes front matter.
    ///
    /// By hand: correct the line. A text with a colon, a quote or a `#` in it is
    /// safest in quotes.
    FrontMatterInvalid, "front-matter-invalid", FrontMatter, WARNING, Some(Part::FrontMatter), Fix::None, Scope::Page;

    /// File name, slug and title of the page do not agree.
    ///
    /// A link in wiki text names a page by its title. It finds the file that is
    /// called like the slug of the title, without a date at the end; Hugo shows the
    /// page at the address that `slug` says. Where the three disagree, links lead to
    /// a page that is not there, or to a tag.
    ///
    /// ```text
    /// content/posts/bone-health.md
    /// title: "Bone and health"     makes the slug bone-and-health
    /// slug: "bones"                bone-health is meant
    /// ```
    ///
    /// The title counts on pages that carry a source only. `_index.md` is left out,
    /// `index.md` goes by the name of its directory, and of `bone-health.de.md`
    /// what follows the first dot does not count.
    ///
    /// `tikicheck --fix` never writes front matter and never renames a file.
    ///
    /// By hand: decide which of the three is right, and correct the others. Keep the
    /// old address under `aliases`.
    SlugMismatch, "slug-mismatch", FrontMatter, WARNING, Some(Part::FrontMatter), Fix::None, Scope::Page;

    /// Two pages of one directory have the same slug.
    ///
    /// Hugo shows both at one address, so one of them cannot be seen. A page without
    /// `slug` has the name of its file; upper and lower case count as equal; pages
    /// in other languages (`iron.de.md`) have addresses of their own.
    ///
    /// ```text
    /// content/posts/iron.md         slug: "iron"
    /// content/posts/iron-old.md     slug: "iron"
    /// ```
    ///
    /// Told by runs over the whole site only: not with `--staged`, with `--since`,
    /// or where pages are named, for it takes the front matter of every page.
    ///
    /// `tikicheck --fix` never writes front matter.
    ///
    /// By hand: give one of the pages another slug, or remove it.
    DuplicateSlug, "duplicate-slug", FrontMatter, WARNING, Some(Part::FrontMatter), Fix::None, Scope::Site;

    /// An alias of the page is an alias or the address of another page too.
    ///
    /// Hugo writes a page that leads on for each of the `aliases`. Where two pages
    /// name the same alias, or one names the address of another (`links.page` with
    /// its slug), readers of the old address end up on the wrong page.
    ///
    /// ```text
    /// content/posts/iron.md         aliases: ["/Iron"]
    /// content/posts/ferritin.md     aliases: ["/Iron", "/Ferritin"]
    /// ```
    ///
    /// Told by runs over the whole site only: not with `--staged`, with `--since`,
    /// or where pages are named, for it takes the front matter of every page.
    ///
    /// `tikicheck --fix` never writes front matter.
    ///
    /// By hand: leave the alias on the page that took over from the old one, and
    /// remove it from the others.
    DuplicateAlias, "duplicate-alias", FrontMatter, WARNING, Some(Part::FrontMatter), Fix::None, Scope::Site;

    /// Markup in the source opens and never closes, so it is shown as text.
    ///
    /// An opener without its closer is text: the page shows the two underscores. The
    /// closer may be missing or mistyped, stand on the next line where it has to be
    /// on the same, or stand outside of the table cell or list item that holds the
    /// opener. The place is that of the opener.
    ///
    /// ```text
    /// __OR = 0.47 (p < 0.01)       the closing __ is missing
    /// {DIV(class="note")}Note      so is {DIV}
    /// ((Bone health)               a parenthesis is
    /// ```
    ///
    /// Looked for are `__`, `''`, `((`, `||`, `~~`, `~tc~`, `~np~`, an address
    /// behind `[`, and the plugins that the dialect knows.
    ///
    /// `tikicheck --fix` changes nothing about it: the page is what the source
    /// generates.
    ///
    /// By hand: close it, or put the characters between `~np~` and `~/np~` if they
    /// are meant.
    UnclosedMarkup, "unclosed-markup", Source, OFF, Some(Part::Source), Fix::None, Scope::Page;

    /// The source uses a plugin that the dialect does not know.
    ///
    /// The wiki had plugins that the exporter passed over. Their text stands on the
    /// page as it was written, parentheses and all.
    ///
    /// ```text
    /// {MODULE(module="search")}{MODULE}     unknown
    /// {DVI(class="note")}Note{DVI}          mistyped: {DIV(
    /// {rss id=1}                            unknown
    /// ```
    ///
    /// `tikicheck --fix` changes nothing about it: the page is what the source
    /// generates.
    ///
    /// By hand: correct the name, take the plugin out, or replace it by what it
    /// showed.
    UnknownPlugin, "unknown-plugin", Source, OFF, Some(Part::Source), Fix::None, Scope::Page;

    /// An image or attachment is not in the attachments file.
    ///
    /// `links.attachments` names a file that says where each attachment lies. This
    /// number is not in it, so the link is made by the template, `links.attachment`
    /// or `links.file`, and leads nowhere unless a file lies there.
    ///
    /// ```text
    /// source:            {img attId=21193}
    /// attachments.yaml:  21139: /files/hip.png
    /// page:              <img src="/attachments/21193" alt="image">
    /// ```
    ///
    /// Without an attachments file the rule says nothing.
    ///
    /// `tikicheck --fix` changes nothing about it. Once the file has the number,
    /// it writes the path into the page.
    ///
    /// By hand: correct the number, or add it to the attachments file.
    UnknownAttachment, "unknown-attachment", Source, OFF, Some(Part::Source), Fix::None, Scope::Page;

    /// A link names a page that does not exist, so it leads to a tag.
    ///
    /// A link finds the page whose file is called like the slug of its text. Without
    /// such a page it leads to the tag of that name. The page may have been renamed
    /// or never written, or its name is mistyped; where a page has nearly that name,
    /// the message names it.
    ///
    /// ```text
    /// source:  ((Bone helth))
    /// pages:   content/posts/bone-health.md
    /// page:    [Bone helth](/tags/bone-helth.html)
    /// ```
    ///
    /// `tikicheck --fix` changes nothing about it. Once the page exists, it writes
    /// the link to it.
    ///
    /// By hand: correct the name in the source, or write the page.
    MissingPage, "missing-page", Source, OFF, Some(Part::Source), Fix::None, Scope::Page;

    /// Markdown cannot express what the wiki showed.
    ///
    /// Only in the Tiki dialect (`dialect: tiki`). Plugins that show what the wiki
    /// knew at the time become comments, text for some readers is left out, cells
    /// that span make a table HTML. The message begins with the cause; `tikicheck
    /// render --dialect tiki --report` lists them for files of wiki text.
    ///
    /// ```text
    /// source:  Pages: {listpages max=5}
    /// page:    Pages: <!-- tiki: {listpages max=5} -->
    /// cause:   dynamic-plugin
    /// ```
    ///
    /// `tikicheck --fix` changes nothing about it: the page is what the source
    /// generates.
    ///
    /// By hand: write in the source what the wiki showed, or leave it.
    ConversionLoss, "conversion-loss", Source, OFF, Some(Part::Source), Fix::None, Scope::Page;

    /// Text of the wiki is shown as code.
    ///
    /// In Markdown a line that begins with four blanks, or with a tab, is code: it is
    /// set in another type, its lines do not wrap, and no markup in it is read. In a
    /// wiki such a line is text. Text between back quotes is code as well.
    ///
    /// ```text
    /// source:  ____Take it daily.        four blanks in front of a text
    /// body:        Take it daily.        the same; Hugo shows a block of code
    /// ```
    ///
    /// What Hugo shows is judged by a Markdown parser, on pages whose body is what
    /// their source generates. The finding stands in the body, and names the place in
    /// the source.
    ///
    /// `tikicheck --fix` changes nothing about it. `tikicheck --fix --as-meant` takes
    /// the blanks out of the source, where the page then means the same and nothing
    /// else is told of it; `--diff --as-meant` shows that.
    ///
    /// By hand: take the blanks in front of the line out of the source. Back quotes
    /// have no other way in the dialect: write another sign.
    ShownAsCode, "shown-as-code", Shown, WARNING, Some(Part::Body), Fix::None, Scope::Page;

    /// A heading, a list, bold text or a link is not shown as one.
    ///
    /// The source marks it, and the exporter wrote Markdown for it that Hugo does not
    /// read as such: within a block of HTML nothing is Markdown, and marks beside
    /// blanks or other marks are text. Readers see the marks.
    ///
    /// ```text
    /// source:  {BOX()}* one{BOX}
    /// body:    <div style="...">* one</div>      shown as `* one`
    /// ```
    ///
    /// Told of headings, items, quotations, bold and emphasised text, links, images,
    /// tables, rules, line breaks and comments, as far as the page format writes
    /// Markdown or HTML for them.
    ///
    /// `tikicheck --fix` changes nothing about it. `tikicheck --fix --as-meant` moves
    /// blanks out of the marks of bold text, where the page then means the same and
    /// nothing else is told of it; `--diff --as-meant` shows that.
    ///
    /// By hand: write it in the source so that it stands on lines of its own, with an
    /// empty line in front; or leave it as it is, and accept the finding.
    MarkupLost, "markup-lost", Shown, WARNING, Some(Part::Body), Fix::None, Scope::Page;

    /// Text of the wiki is taken for markup.
    ///
    /// Signs that mean nothing in the wiki mean something in Markdown: a number with
    /// a full stop at the start of a line makes a list, `_` and `*` around a word
    /// make emphasis, dashes under a line make a heading, a backslash in front of a
    /// sign is not shown.
    ///
    /// ```text
    /// source:  the _tibia_ bone
    /// body:    the _tibia_ bone        shown: the tibia bone, in italics
    /// ```
    ///
    /// HTML that was typed in the wiki is meant, and not told.
    ///
    /// `tikicheck --fix` changes nothing about it: the dialect has no way to protect a
    /// sign from Markdown.
    ///
    /// By hand: write another sign in the source, or accept the finding where readers
    /// see what is meant.
    MarkupMade, "markup-made", Shown, WARNING, Some(Part::Body), Fix::None, Scope::Page;

    /// Text of the wiki is not shown at all.
    ///
    /// It stands where a browser shows nothing: inside what looks like an HTML tag,
    /// in a comment, in the address of a link that Markdown makes of brackets, or in
    /// a row of a table that has more cells than its header.
    ///
    /// ```text
    /// source:  if a <b and c> d
    /// body:    if a <b and c> d        shown: if a d, in bold
    /// ```
    ///
    /// HTML that was typed in the wiki is meant, and not told: elements that HTML
    /// knows, with nothing but attributes behind their names.
    ///
    /// `tikicheck --fix` changes nothing about it. `tikicheck --fix --as-meant` puts a
    /// blank behind the `<`, where the page then means the same and nothing else is
    /// told of it; `--diff --as-meant` shows that.
    ///
    /// By hand: put a blank behind the `<` in the source, or write the sign in words;
    /// give the first row of a table as many cells as the longest has.
    TextLost, "text-lost", Shown, ERROR, Some(Part::Body), Fix::None, Scope::Page;

    /// Plugin syntax of the wiki can be read on the page.
    ///
    /// The wiki had plugins that the exporter passed over, or that are not closed.
    /// Readers of the page see their names, parentheses and arguments.
    ///
    /// ```text
    /// {MODULE(module="search")}{MODULE}     can be read on the page
    /// {rss id=1}                            so can this
    /// ```
    ///
    /// What stands between `~np~` and `~/np~` is meant to be read, and not told.
    ///
    /// `tikicheck --fix` changes nothing about it: the page is what the source
    /// generates.
    ///
    /// By hand: take the plugin out of the source, close it, or replace it by what it
    /// showed.
    PluginShown, "plugin-shown", Shown, WARNING, Some(Part::Body), Fix::None, Scope::Page;

    /// Hugo ends the build of the whole site at this page.
    ///
    /// One file that Hugo cannot read keeps all others from being built, and its
    /// message does not always name it. Told are front matter that Hugo's parsers
    /// refuse, dates that it does not know, and shortcodes that are unknown or not
    /// closed. A shortcode is looked for in the whole file, also in the debug block.
    ///
    /// ```text
    /// date: 2015-01-11 10:00          seconds are missing
    /// {{< chart 1 >}}                 no shortcode `chart`
    /// {{% note %}}Drink.              not closed
    /// ```
    ///
    /// Known shortcodes are Hugo's own, and those in `layouts/shortcodes/`,
    /// `layouts/_shortcodes/` and the same below `themes/*/`; `hugo.shortcodes` names
    /// more. Without any layouts at hand an unknown one is told all the same. Not told
    /// are pages that `ref` and `param` do not find, and output formats.
    ///
    /// `tikicheck --fix` changes nothing about it.
    ///
    /// By hand: correct the front matter; write a shortcode that is to be read as
    /// `{{</* chart */>}}`; or add the shortcode to the layouts.
    HugoStops, "hugo-stops", Shown, ERROR, None, Fix::None, Scope::Page;

    /// A link leads to a page, a heading or a file of this site that is not there.
    ///
    /// Links are held against what Hugo serves: pages by path, `slug`, `url` and
    /// `[permalinks]`, in each language, sections, aliases, tags and categories,
    /// files below `static/` and in bundles, and the headings of pages.
    ///
    /// ```text
    /// body:   [Zinc](/posts/zink)        Hugo serves no page at this address
    /// body:   [Dose](#dosis)             no heading of this page has this name
    /// ```
    ///
    /// Links to other sites are not looked at. Without Hugo's configuration beside
    /// `tikicheck.yaml`, links that are like `links.page` are, and those to headings.
    /// None are where modules bring pages, or where layouts write links anew.
    ///
    /// Told by runs over the whole site only: not with `--staged`, with `--since`,
    /// or where pages are named, for it takes the front matter of every page.
    ///
    /// `tikicheck --fix` changes nothing about it.
    ///
    /// By hand: correct the link in the source, or bring the page back; where it was
    /// renamed, keep its old address under `aliases`. What another program serves is
    /// named by `hugo.serves`.
    DeadLink, "dead-link", Shown, WARNING, Some(Part::Body), Fix::None, Scope::Site;
}
