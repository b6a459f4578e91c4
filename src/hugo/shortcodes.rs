//! The shortcodes of a file: those that Hugo does not know, and those that end the build.
//!
//! Hugo reads `{{< name … >}}` and `{{% name … %}}` anywhere behind the front matter, in code and comments too, and
//! reads no further than the first mistake.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Stop;
use crate::text::nearest::did_you_mean;

/// Whether a shortcode has a content, which `{{< /name >}}` ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Content {
    /// It has: it must be closed, or close itself.
    Inner,
    /// It has none, and must not be closed.
    None,
    /// Nobody knows.
    Unknown,
}

/// The shortcodes that Hugo knows on a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shortcodes {
    /// Names in lower case.
    known: BTreeMap<String, Content>,
    /// Whether layouts of the site have been looked at.
    has_layouts: bool,
}

/// Hugo's own.
const OWN: [(&str, Content); 12] = [
    ("comment", Content::Inner),
    ("details", Content::Inner),
    ("figure", Content::None),
    ("highlight", Content::Inner),
    ("instagram", Content::None),
    ("param", Content::None),
    ("qr", Content::Inner),
    ("ref", Content::None),
    ("relref", Content::None),
    ("vimeo", Content::None),
    ("x", Content::None),
    ("youtube", Content::None),
];

/// Those of them that end the build where they are given nothing.
const NEED_ARGUMENT: [&str; 5] = ["param", "ref", "relref", "vimeo", "youtube"];

/// Those that older versions of Hugo have, and newer ones refuse.
const REMOVED: [&str; 4] = ["gist", "tweet", "twitter", "twitter_simple"];

impl Default for Shortcodes {
    fn default() -> Self {
        let known = OWN
            .iter()
            .map(|&(name, content)| (name.to_owned(), content));
        Self {
            known: known.collect(),
            has_layouts: false,
        }
    }
}

impl Shortcodes {
    /// Adds one that the settings name.
    pub fn add(&mut self, name: &str) {
        self.known.insert(name.to_lowercase(), Content::Unknown);
    }

    /// Adds one whose template is `template`.
    pub fn add_template(&mut self, name: &str, template: &str) {
        self.has_layouts = true;
        let content = if template.contains(".Inner") {
            Content::Inner
        } else {
            Content::None
        };
        self.known.insert(name.to_lowercase(), content);
    }

    /// Adds one that the exporter writes, where no layouts are at hand that would have it.
    pub fn add_written(&mut self, name: &str) {
        if !self.has_layouts {
            self.known
                .entry(name.to_lowercase())
                .or_insert(Content::Unknown);
        }
    }

    fn content(&self, name: &str) -> Option<Content> {
        self.known.get(&name.to_lowercase()).copied()
    }
}

/// So many unknown shortcodes of one file are told.
const MOST: usize = 10;

/// Where Hugo stops at the shortcodes of `file` from byte `from` on; in the order of the file.
#[must_use]
pub fn stops(file: &str, from: usize, known: &Shortcodes) -> Vec<Stop> {
    let mut stops = Vec::new();
    let mut open: Vec<(&str, Range<usize>)> = Vec::new();
    let mut told: Vec<&str> = Vec::new();
    let mut at = from;
    while let Some(found) = memchr::memmem::find(&file.as_bytes()[at..], b"{{") {
        let start = at + found;
        let closer = match file.as_bytes().get(start + 2) {
            Some(b'<') => ">}}",
            Some(b'%') => "%}}",
            _ => {
                at = start + 1;
                continue;
            }
        };
        let inside = start + 3;
        if let Some(comment) = file[inside..].strip_prefix("/*") {
            let ends = comment
                .match_indices("*/")
                .find(|(end, _)| comment[end + 2..].starts_with(closer));
            let Some((end, _)) = ends else {
                stops.push(stop(
                    start..inside,
                    "a shortcode that is commented out here is never closed".to_owned(),
                ));
                return stops;
            };
            at = inside + 2 + end + 2 + closer.len();
            continue;
        }
        let call = match read(file, inside, closer) {
            Ok(call) => call,
            Err(message) => {
                stops.push(stop(start..inside, message));
                return stops;
            }
        };
        at = call.end;
        let whole = start..call.end;
        if let Some(message) = close(&call, &whole, known, &mut open) {
            let is_unknown = known.content(call.name).is_none();
            if !is_unknown {
                stops.push(stop(whole, message));
                return stops;
            }
            if !told.contains(&call.name) && stops.len() < MOST {
                told.push(call.name);
                stops.push(stop(whole, message));
            }
        }
    }
    if let Some((name, whole)) = open.pop() {
        stops.push(stop(
            whole,
            format!("the shortcode `{name}` is never closed, and does not close itself"),
        ));
    }
    stops
}

/// What Hugo says of a call, in the place where it is; notes what it opens and closes.
fn close<'f>(
    call: &Call<'f>,
    whole: &Range<usize>,
    known: &Shortcodes,
    open: &mut Vec<(&'f str, Range<usize>)>,
) -> Option<String> {
    let name = call.name;
    if call.form == Form::Closes {
        return match open.pop() {
            Some((opened, _)) if opened == name => None,
            _ if known.content(name) == Some(Content::Unknown) => None,
            Some((opened, _)) => Some(format!("`{name}` is closed here, and `{opened}` is open")),
            None => Some(format!("`{name}` is closed here, and is not open")),
        };
    }
    let Some(content) = known.content(name) else {
        let names = known.known.keys().map(|name| &**name);
        return Some(if REMOVED.contains(&name) {
            format!("Hugo has no shortcode `{name}` any more")
        } else {
            format!(
                "Hugo knows no shortcode `{name}`{}",
                did_you_mean(name, names)
            )
        });
    };
    if !call.has_arguments && NEED_ARGUMENT.contains(&name) {
        return Some(format!("the shortcode `{name}` needs an argument"));
    }
    match (call.form, content) {
        (Form::Opens, Content::Inner) => {
            open.push((name, whole.clone()));
            None
        }
        (Form::ClosesItself, Content::None) => Some(format!(
            "the shortcode `{name}` has no content, and must not close itself"
        )),
        _ => None,
    }
}

fn stop(at: Range<usize>, message: String) -> Stop {
    Stop {
        at,
        message: format!("{message}; Hugo ends the build here"),
        help: "correct it, write `{{</* name */>}}` where it is to be read, or add the shortcode to the layouts or to `hugo.shortcodes`",
    }
}

/// A shortcode between its braces.
struct Call<'f> {
    name: &'f str,
    form: Form,
    has_arguments: bool,
    /// Behind its braces.
    end: usize,
}

/// What a call does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Opens,
    Closes,
    ClosesItself,
}

/// How the arguments of a call are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Arguments {
    None,
    Positional,
    Named,
}

/// Reads a call from behind its opening braces.
fn read<'f>(file: &'f str, from: usize, closer: &str) -> Result<Call<'f>, String> {
    let unclosed = || "a shortcode opens here and is never closed".to_owned();
    let mut name = None;
    let mut form = Form::Opens;
    let mut arguments = Arguments::None;
    let mut at = from;
    loop {
        at += file[at..].len() - file[at..].trim_start().len();
        if file[at..].starts_with(closer) {
            let name = name.ok_or_else(|| "a shortcode without a name stands here".to_owned())?;
            return Ok(Call {
                name,
                form,
                has_arguments: arguments != Arguments::None,
                end: at + closer.len(),
            });
        }
        let Some(sign) = file[at..].chars().next() else {
            return Err(unclosed());
        };
        match (sign, name) {
            ('/', None) => {
                form = Form::Closes;
                at += 1;
            }
            ('/', Some(_)) => {
                form = Form::ClosesItself;
                at += 1;
            }
            (_, None) if sign.is_alphanumeric() || sign == '_' => {
                let end = end_of(file, at, |c| is_word(c) || c == '/');
                if file[end..].starts_with('.') {
                    return Err("a full stop stands in the name of a shortcode".to_owned());
                }
                name = Some(&file[at..end]);
                at = end;
            }
            ('=', Some(_)) => {
                at += 1;
                at += file[at..].len() - file[at..].trim_start_matches([' ', '\t']).len();
                at = value(file, at)?;
            }
            ('"' | '`' | '\\', Some(_)) => {
                if arguments == Arguments::Named {
                    return Err(mixed());
                }
                arguments = Arguments::Positional;
                at = value(file, at)?;
            }
            (_, Some(_)) if is_word(sign) || sign == '.' => {
                let end = end_of(file, at, |c| is_word(c) || c == '.');
                let behind = file[end..].trim_start_matches([' ', '\t']);
                let given = if behind.starts_with('=') {
                    Arguments::Named
                } else {
                    Arguments::Positional
                };
                if arguments != Arguments::None && arguments != given {
                    return Err(mixed());
                }
                arguments = given;
                at = end;
            }
            _ => {
                return Err(format!(
                    "`{sign}` cannot stand in a shortcode, but in quotes"
                ));
            }
        }
    }
}

fn mixed() -> String {
    "a shortcode has arguments with names and without".to_owned()
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-')
}

fn end_of(file: &str, from: usize, is: impl Fn(char) -> bool) -> usize {
    file[from..]
        .find(|c| !is(c))
        .map_or(file.len(), |length| from + length)
}

/// The end of a value: a word, or a text in quotes.
fn value(file: &str, from: usize) -> Result<usize, String> {
    let unclosed = || "the quotes of an argument of a shortcode are not closed".to_owned();
    let rest = &file[from..];
    if let Some(raw) = rest.strip_prefix('`') {
        return raw.find('`').map(|end| from + end + 2).ok_or_else(unclosed);
    }
    let quoted = rest.strip_prefix("\\\"").or_else(|| rest.strip_prefix('"'));
    let Some(quoted) = quoted else {
        let end = end_of(file, from, |c| is_word(c) || c == '.');
        return if end > from {
            Ok(end)
        } else {
            Err("an argument of a shortcode has no value".to_owned())
        };
    };
    let start = file.len() - quoted.len();
    let mut escaped = false;
    for (i, byte) in quoted.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return Ok(start + i + 1),
            b'\n' | b'\r' => break,
            _ => {}
        }
    }
    Err(unclosed())
}
