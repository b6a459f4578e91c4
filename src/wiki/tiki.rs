//! Wiki text → tokens in the Tiki dialect: what Tiki itself makes of a page, as a row of stages.
//!
//! Tiki has no grammar: it is a chain of substitutions over the whole text, of which the earlier ones win. So markers are
//! found first, and the grammar takes what is left:
//!
//! ```text
//! A  scan     what is protected: ~np~, ~pp~, comments, calls of plugins with their bodies
//! B  passes   what crosses lines, in the order of Tiki: links, strikes, colours, boxes, tables
//! C  read     lines: headings, items, rules; and in a line monospace, bold, italic
//! D  grammar  `Page` in grammar.lalrpop
//! ```
//!
//! Markers that cross are parted by `build`, so that tokens nest. Everything is linear in the text.

mod arguments;
mod build;
mod calls;
mod cuts;
mod flow;
mod markdown;
mod passes;
pub mod plugins;
mod read;
mod scan;
mod tables;

pub use calls::{cell_marks, is_block_tag, is_line_type};

use super::token::Token;
use super::tree::{Kind, Span};
use build::Placed;
use read::Reader;

/// How deep bodies, lists and marks nest; what is deeper stays text.
pub const MAX_DEPTH: usize = 40;

/// How a Tiki site reads its pages (preferences of that site).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Syntax {
    /// How tables are written.
    pub tables: Tables,
    /// Whether a line that begins with a blank is shown in one width.
    pub indent_mono: bool,
    /// How many colons are around centred text: two or three.
    pub centre_colons: u8,
    /// What is around a box.
    pub box_mark: char,
    /// What the entities of old dumps are.
    pub entities: Entities,
    /// Whether `WikiWord` is a link.
    pub wiki_words: bool,
    /// Whether the page is HTML: its tags pass, and there are no character codes.
    pub html: bool,
    /// Whether `{{name}}` is a variable.
    pub argument_variables: bool,
    /// Whether comments are read, and not skipped.
    pub keeps_comments: bool,
}

/// How tables are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tables {
    /// In either style.
    #[default]
    Auto,
    /// Rows by newline.
    New,
    /// Rows by `||`, in one line.
    Old,
}

/// What the entities of old dumps are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Entities {
    /// Decoded in a page that was stored by a Tiki older than 9.
    #[default]
    Auto,
    /// Decoded in every page.
    Decode,
    /// Text.
    Keep,
}

impl Default for Syntax {
    fn default() -> Self {
        Self {
            tables: Tables::Auto,
            indent_mono: false,
            centre_colons: 2,
            box_mark: '^',
            entities: Entities::Auto,
            wiki_words: false,
            html: false,
            argument_variables: false,
            keeps_comments: false,
        }
    }
}

/// Reads `text`, whose line ends are LF, into tokens; and the first text that nests too deep.
#[must_use]
pub fn lex(text: &str, syntax: Syntax) -> (Vec<(Token, Span)>, Option<Span>) {
    let mut reader = Reader {
        text,
        syntax,
        depth: 0,
        too_deep: None,
    };
    if text.is_empty() {
        return (Vec::new(), None);
    }
    let (start, is_markdown) = language(text);
    let content: Vec<Placed> = if is_markdown {
        markdown::page(&mut reader, start)
    } else {
        reader.blocks(start, text.len())
    };
    let end = text.len() as u32;
    let mut tokens = Vec::with_capacity(content.len() + 2);
    tokens.push((Token::Open(Kind::Page), Span::new(0, 0)));
    tokens.extend(content);
    tokens.push((Token::Close(Kind::Page), Span::new(end, end)));
    (tokens, reader.too_deep)
}

/// Where the text begins behind `{syntax type=…}`, and whether it is Markdown.
fn language(text: &str) -> (usize, bool) {
    let blanks = text.len() - text.trim_start().len();
    let Some(call) = text[blanks..].strip_prefix("{syntax ") else {
        return (0, false);
    };
    let Some(end) = call.find('}') else {
        return (0, false);
    };
    let arguments = &call[..end];
    if arguments.contains('\n') {
        return (0, false);
    }
    let start = blanks + "{syntax ".len() + end + 1;
    let newline = usize::from(text[start..].starts_with('\n'));
    (start + newline, arguments.contains("markdown"))
}

/// Whether a page was stored by a Tiki older than 9, which kept `< > " &` as entities: it holds one of `&lt;`, `&gt;`,
/// `&quot;`, and neither `<` nor `"`.
#[must_use]
pub fn is_old_dump(text: &str) -> bool {
    !text.contains(['<', '"'])
        && ["&lt;", "&gt;", "&quot;"]
            .iter()
            .any(|entity| text.contains(entity))
}

/// The length of the entity that `text` begins with, such as `&copy;` or `&#39;`.
#[must_use]
pub fn entity(text: &str) -> Option<usize> {
    let rest = text.strip_prefix('&')?;
    let end = rest.bytes().take(32).position(|byte| byte == b';')?;
    let name = &rest[..end];
    let known = match name.strip_prefix('#') {
        Some(number) => match number.strip_prefix(['x', 'X']) {
            Some(hex) => {
                !hex.is_empty() && hex.len() <= 6 && hex.bytes().all(|b| b.is_ascii_hexdigit())
            }
            None => {
                !number.is_empty()
                    && number.len() <= 7
                    && number.bytes().all(|b| b.is_ascii_digit())
            }
        },
        None => {
            name.starts_with(|c: char| c.is_ascii_alphabetic())
                && name.bytes().all(|b| b.is_ascii_alphanumeric())
        }
    };
    known.then_some(end + 2)
}

/// Characters that have a spelling of their own, such as `~ldq~`.
pub const CHARACTERS: [(&str, &str); 11] = [
    ("~bs~", "\\"),
    ("~hs~", "\u{a0}"),
    ("~amp~", "&"),
    ("~ldq~", "“"),
    ("~rdq~", "”"),
    ("~lsq~", "‘"),
    ("~rsq~", "’"),
    ("~c~", "©"),
    ("~--~", "—"),
    ("~lt~", "<"),
    ("~gt~", ">"),
];

/// Faces that are written `(:name:)`.
pub const SMILEYS: [(&str, &str); 24] = [
    ("arrow", "➡️"),
    ("biggrin", "😀"),
    ("confused", "😕"),
    ("cool", "😎"),
    ("cry", "😢"),
    ("eek", "😬"),
    ("evil", "👻"),
    ("exclaim", "❗"),
    ("frown", "🙁"),
    ("idea", "💡"),
    ("lol", "😂"),
    ("mad", "😧"),
    ("mrgreen", "😁"),
    ("neutral", "😐"),
    ("question", "❓"),
    ("razz", "😛"),
    ("redface", "😡"),
    ("rolleyes", "🙄"),
    ("sad", "😑"),
    ("santa", "🎅"),
    ("smile", "😊"),
    ("surprised", "😯"),
    ("twisted", "🙀"),
    ("wink", "😉"),
];

/// The length of the character code that `rest` begins with.
fn character_length(rest: &[u8]) -> Option<usize> {
    let named = CHARACTERS.iter().find(|(code, _)| {
        rest.len() >= code.len() && rest[..code.len()].eq_ignore_ascii_case(code.as_bytes())
    });
    if let Some((code, _)) = named {
        return Some(code.len());
    }
    let digits = rest[1..]
        .iter()
        .take(8)
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let number = std::str::from_utf8(&rest[1..=digits])
        .ok()?
        .parse::<u32>()
        .ok()?;
    let is_character = char::from_u32(number).is_some_and(|c| c != '\0');
    (is_character && rest.get(digits + 1) == Some(&b'~')).then_some(digits + 2)
}

/// The length of the face that `rest` begins with.
fn smiley_length(rest: &[u8]) -> Option<usize> {
    let name = rest.strip_prefix(b"(:")?;
    let end = memchr::memmem::find(name, b":)")?;
    let known = SMILEYS
        .iter()
        .any(|(smiley, _)| smiley.as_bytes() == &name[..end]);
    known.then_some(end + 4)
}

/// Whether a text in brackets leads somewhere, though it has no text of its own.
#[must_use]
pub fn is_target(url: &str) -> bool {
    const SCHEMES: [&str; 8] = [
        "mailto:", "tel:", "news:", "sip:", "xmpp:", "magnet:", "irc:", "callto:",
    ];
    const ENDINGS: [&str; 25] = [
        ".php", ".html", ".htm", ".pdf", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".zip", ".gz",
        ".tar", ".txt", ".md", ".xml", ".css", ".js", ".doc", ".docx", ".xls", ".xlsx", ".ppt",
        ".pptx", ".odt", ".odp",
    ];
    let lower = url.to_lowercase();
    let scheme = lower.split("://").next().unwrap_or_default();
    if lower.len() > scheme.len() + 3
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+.-".contains(&byte))
    {
        return true;
    }
    if SCHEMES
        .iter()
        .any(|scheme| lower.len() > scheme.len() && lower.starts_with(scheme))
        || lower.len() > 6 && lower.starts_with("skype:")
        || lower.len() > 4 && lower.starts_with("www.")
        || lower.starts_with(['/', '#', '?', '.']) && lower.contains(|c| !"/#?.".contains(c))
    {
        return true;
    }
    let path = lower.split(['?', '#']).next().unwrap_or_default();
    !path.contains(char::is_whitespace)
        && (ENDINGS.iter().any(|ending| path.ends_with(ending)) || path.ends_with(".ods"))
        && !path.starts_with('.')
}

/// Whether a tag that passes as it is stands on a line of its own: it begins an HTML block of CommonMark (kinds 1 and 6).
#[must_use]
pub fn is_block_html(tag: &str) -> bool {
    #[rustfmt::skip]
    const BLOCKS: [&str; 60] = [
        "address", "article", "aside", "base", "basefont", "blockquote", "body", "caption", "center", "col",
        "colgroup", "dd", "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure",
        "footer", "form", "frame", "frameset", "head", "header", "hr", "html", "iframe", "legend", "li", "link",
        "main", "menu", "menuitem", "nav", "noframes", "ol", "optgroup", "option", "p", "param", "pre", "script",
        "search", "section", "style", "summary", "table", "tbody", "td", "textarea", "tfoot", "th", "thead", "title",
        "tr", "track", "ul",
    ];
    let name = tag.trim_start_matches(['<', '/']);
    let end = name
        .find(|c: char| !c.is_ascii_alphanumeric())
        .unwrap_or(name.len());
    let name = name[..end].to_ascii_lowercase();
    let is_heading =
        name.len() == 2 && name.starts_with('h') && name.as_bytes()[1].is_ascii_digit();
    tag.starts_with('<') && (is_heading || BLOCKS.contains(&name.as_str()))
}

/// Whether a kind is a line of a list.
#[must_use]
pub fn is_list(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::BulletList | Kind::LooseList | Kind::NumberedList
    )
}
