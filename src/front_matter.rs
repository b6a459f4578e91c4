//! The front matter of a page, as far as the rules need it: read by the parser of its syntax, never written.
//!
//! Keys that no rule asks for are skipped. The usual simple YAML is read directly (`plain`), all else by the parsers.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use crate::page::Syntax;
use crate::rules::Rule;

mod date;
mod keys;
mod parsers;
mod plain;

mod toml;

/// The largest front matter that is read, in bytes.
pub const LARGEST: usize = 64 * 1024;

/// So many brackets may open in YAML: each level of nesting is looked at for each token.
const MOST_BRACKETS: usize = 256;

/// What the rules need of a front matter. Places are byte offsets in its text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fields<'t> {
    /// `title`.
    pub title: Option<Text<'t>>,
    /// `slug`.
    pub slug: Option<Text<'t>>,
    /// `url`.
    pub url: Option<Text<'t>>,
    /// `tags` and `categories`, each with the name of its taxonomy.
    pub terms: Vec<(&'static str, Text<'t>)>,
    /// The day of `date`, as `2015-01-11`.
    pub date: Option<Text<'t>>,
    /// Whether `draft` says so.
    pub is_draft: bool,
    /// `aliases`.
    pub aliases: Vec<Text<'t>>,
    /// The rules under `tikicheck: {ignore: […]}`, and where they stand.
    pub ignore: Vec<(Rule, Range<usize>)>,
    /// What is wrong, but does not keep the rest from being read.
    pub problems: Vec<Problem>,
}

/// One value as Hugo reads it, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text<'t> {
    /// The value, without quotes and escapes.
    pub text: Cow<'t, str>,
    /// Where it stands, quotes not counted; the place of its key where it is written with escapes.
    pub at: Range<usize>,
}

/// Something wrong in a front matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where; empty where the parser knows no more than a point.
    pub at: Range<usize>,
    /// What, in one sentence.
    pub message: String,
    /// The way out.
    pub help: &'static str,
    /// What Hugo makes of it.
    pub hugo: Hugo,
}

/// What Hugo makes of something that is wrong in a front matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hugo {
    /// It ends the build of the whole site.
    Stops,
    /// It goes on.
    GoesOn,
}

/// Reads `text`, the front matter without the lines that mark it.
///
/// # Errors
///
/// What keeps it from being read at all, in the words and at the place of the parser.
pub fn read(text: &str, syntax: Syntax) -> Result<Fields<'_>, Problem> {
    match syntax {
        Syntax::None => Ok(Fields::default()),
        _ if text.len() > LARGEST => Err(Problem {
            at: LARGEST..LARGEST,
            message: format!("the front matter is larger than {LARGEST} bytes and was not read"),
            help: "move what is not about the page as a whole into its text",
            hugo: Hugo::GoesOn,
        }),
        Syntax::Yaml => match plain::read(text) {
            Some(fields) => Ok(fields),
            None => parsers::yaml(text),
        },
        Syntax::Json => parsers::json(text),
        Syntax::Toml => toml::read(text),
    }
}

/// The keys met so far, to tell those that stand there twice.
#[derive(Default)]
struct Seen<'t>(HashSet<Cow<'t, str>>);

impl<'t> Seen<'t> {
    /// Notes a key; a problem where it has been met, of which Hugo makes this.
    fn meet(&mut self, key: Cow<'t, str>, at: &Range<usize>, hugo: Hugo, fields: &mut Fields<'_>) {
        if !self.0.insert(key.clone()) {
            fields.problems.push(Problem {
                at: at.clone(),
                message: format!("`{key}` stands in the front matter twice"),
                help: "keep one of them",
                hugo,
            });
        }
    }
}

impl<'t> Fields<'t> {
    /// Notes a date that is none to Hugo.
    fn date(&mut self, key: &str, text: &str, at: &Range<usize>, written: Written) {
        let is_number = written == Written::Plain && is_integer(text);
        if text.is_empty() || is_number || date::is_date(text) {
            return;
        }
        self.problems.push(Problem {
            at: at.clone(),
            message: format!("the `{key}` is no date to Hugo, which ends the build here: `{text}`"),
            help: "write it as 2024-02-29 or 2024-02-29T12:30:00Z",
            hugo: Hugo::Stops,
        });
    }

    /// Notes a value that has to be keys with values.
    fn no_table(&mut self, key: &str, at: &Range<usize>) {
        self.problems.push(Problem {
            at: at.clone(),
            message: format!("`{key}` is not keys with values, and Hugo ends the build here"),
            help: "write keys with their values below it, or take it out",
            hugo: Hugo::Stops,
        });
    }

    /// Keeps the date of the page.
    fn keep_date(&mut self, key: &str, date: Text<'t>) {
        if key == "date" {
            self.date = Some(date);
        }
    }

    fn add_terms(&mut self, taxonomy: &'static str, terms: Vec<Text<'t>>) {
        self.terms
            .extend(terms.into_iter().map(|term| (taxonomy, term)));
    }

    /// Notes an address that leads to another site.
    fn url(&mut self, text: &str, at: &Range<usize>) {
        if text.starts_with("http://") || text.starts_with("https://") {
            self.problems.push(Problem {
                at: at.clone(),
                message: "the `url` names another site, and Hugo ends the build here".to_owned(),
                help: "write the path alone, such as /posts/iron/",
                hugo: Hugo::Stops,
            });
        }
    }
}

/// How a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Written {
    /// As it is.
    Plain,
    /// As a text in quotes.
    Quoted,
}

impl Written {
    /// How the value at this place of a text is written.
    fn of(text: &str, at: &Range<usize>) -> Self {
        if text[..at.start].ends_with(['"', '\'']) {
            Written::Quoted
        } else {
            Written::Plain
        }
    }
}

/// Whether a value is an integer, which Hugo takes for seconds since 1970.
fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if let Some(digits) = digits.strip_prefix("0x") {
        return !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    }
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good(text: &str, syntax: Syntax) -> Fields<'_> {
        read(text, syntax).unwrap_or_else(|problem| panic!("{text}\n{problem:?}"))
    }

    /// What is wrong, and the rest of the line that it stands on.
    fn wrong(text: &str, syntax: Syntax) -> (String, &str) {
        let problem = match read(text, syntax) {
            Err(problem) => problem,
            Ok(fields) => fields
                .problems
                .into_iter()
                .next()
                .unwrap_or_else(|| panic!("{text} is good")),
        };
        let rest = text[problem.at.start..].lines().next();
        (problem.message, rest.unwrap_or_default())
    }

    const YAML: &str = "title: 'It''s \"iron\"'\nSlug: iron # the slug\naliases: [/a, \"/\\u0062\"]\ndate: 2024-02-29\n\
        params: {title: inner}\ntikicheck:\n  ignore: [stale-page, edited-body]\n";
    const TOML: &str = "title = '''It's \"iron\"'''\nslug = \"iron\" # the slug\naliases = [\"/a\", \"/\\u0062\"]\n\
        date = 2024-02-29\n[tikicheck]\nignore = [\"stale-page\", \"edited-body\"]\n[params]\ntitle = \"inner\"\n";
    const JSON: &str = "{\"title\": \"It's \\\"iron\\\"\", \"slug\": \"iron\", \"aliases\": [\"/a\", \"/\\u0062\"],\n\
        \"date\": \"2024-02-29\", \"params\": {\"title\": \"inner\"}, \"tikicheck\": {\"ignore\": [\"stale-page\", \"edited-body\"]}}";

    #[test]
    fn the_three_syntaxes_say_the_same() {
        for (text, syntax) in [
            (YAML, Syntax::Yaml),
            (TOML, Syntax::Toml),
            (JSON, Syntax::Json),
        ] {
            let fields = good(text, syntax);
            let title = fields.title.expect("a title");
            assert_eq!(title.text, "It's \"iron\"", "{text}");
            let slug = fields.slug.expect("a slug");
            assert_eq!((&*slug.text, &text[slug.at]), ("iron", "iron"), "{text}");
            let aliases: Vec<&str> = fields.aliases.iter().map(|alias| &*alias.text).collect();
            assert_eq!(aliases, ["/a", "/b"], "{text}");
            let rules: Vec<_> = fields.ignore.into_iter().collect();
            assert_eq!(rules[0].0, Rule::StalePage, "{text}");
            assert_eq!(&text[rules[1].1.clone()], "edited-body", "{text}");
            assert_eq!(fields.problems, [], "{text}");
        }
    }

    #[test]
    fn what_stands_there_with_escapes_has_the_place_of_its_key() {
        let fields = good(YAML, Syntax::Yaml);
        assert_eq!(&YAML[fields.title.expect("a title").at], "title");
        assert_eq!(&YAML[fields.aliases[1].at.clone()], "aliases");
    }

    #[test]
    fn what_is_left_out_is_nothing() {
        for text in [
            "",
            "title:\nslug: ~\naliases:\ndate:\ntikicheck:\n",
            "# none\n",
        ] {
            assert_eq!(good(text, Syntax::Yaml), Fields::default(), "{text:?}");
        }
        assert_eq!(good("{\"title\": null}", Syntax::Json), Fields::default());
        assert_eq!(good("", Syntax::Toml), Fields::default());
        assert_eq!(good("anything", Syntax::None), Fields::default());
    }

    #[test]
    fn numbers_are_read_as_they_are_written() {
        for (text, syntax) in [
            ("slug: 007\naliases: /one\n", Syntax::Yaml),
            ("slug = 007.0\naliases = \"/one\"\n", Syntax::Toml),
        ] {
            let Ok(fields) = read(text, syntax) else {
                continue;
            };
            assert!(fields.slug.expect("a slug").text.starts_with("007"));
            assert_eq!(fields.aliases[0].text, "/one");
        }
    }

    #[test]
    fn a_place_within_a_character_is_that_of_the_character() {
        // Found by fuzzing: the parser of JSON counts bytes.
        let text = "{\"a\":{ \"b\": \"\u{6c3}\u{0}\u{10}}\"}\n}";
        let problem = read(text, Syntax::Json).expect_err("a control character");
        assert!(text.get(problem.at.clone()).is_some(), "{:?}", problem.at);
    }

    #[test]
    fn the_parser_names_the_place() {
        for (text, syntax, message, rest) in [
            (
                "a: 1\ntitle: \"x\nb: 2\n",
                Syntax::Yaml,
                "found unexpected end of stream, while scanning a quoted scalar at line 3 column 8",
                "",
            ),
            (
                "title: x: y\n",
                Syntax::Yaml,
                "mapping values are not allowed",
                ": y",
            ),
            (
                "a: é\n\tb: c\n",
                Syntax::Yaml,
                "found a tab character",
                "\tb: c",
            ),
            ("title: [a]\n", Syntax::Yaml, "expected a text", "[a]"),
            (
                "just a text\n",
                Syntax::Yaml,
                "expected keys with values",
                "just a text",
            ),
            (
                "title: a\u{1}\n",
                Syntax::Yaml,
                "no control characters",
                "\u{1}",
            ),
            ("{\n\"title\": x}", Syntax::Json, "expected value", "x}"),
            ("{\"title\": 1}", Syntax::Json, "expected a text", "1}"),
            (
                "title = \"a\nb = 1\n",
                Syntax::Toml,
                "invalid basic string",
                "",
            ),
            ("title = [1]\n", Syntax::Toml, "expected a text", "[1]"),
            ("date = 2023-02-29\n", Syntax::Toml, "", "2023-02-29"),
        ] {
            let (said, there) = wrong(text, syntax);
            assert!(said.contains(message), "{text}: {said}");
            assert!(there.starts_with(rest), "{text}: {there:?} ({said})");
        }
    }

    #[test]
    fn keys_that_stand_there_twice_are_told() {
        for (text, syntax) in [
            ("title: a\nb: 1\ntitle: c\n", Syntax::Yaml),
            ("{\"title\": \"a\", \"title\": \"b\"}", Syntax::Json),
            ("title = \"a\"\ntitle = \"b\"\n", Syntax::Toml),
        ] {
            let (said, there) = wrong(text, syntax);
            assert!(
                said.contains("twice") || said.contains("duplicate key"),
                "{said}"
            );
            let first = text.find("title").expect("a title");
            let second = text[first + 1..].find("title").expect("two") + first + 1;
            assert_eq!(there, text[second..].lines().next().unwrap_or_default());
        }
    }

    #[test]
    fn dates_that_are_none_are_told() {
        for (text, syntax) in [
            ("date: 2023-02-29\n", Syntax::Yaml),
            ("lastmod: \"2023-02-29\" # not quite\n", Syntax::Yaml),
            ("publishDate: \"2024\"\n", Syntax::Yaml),
            ("date: 2015-01-11 10:00\n", Syntax::Yaml),
            ("date: 1.5\n", Syntax::Yaml),
            ("date = \"2015-01-11T10:00\"\n", Syntax::Toml),
            ("date = 10:00:00\n", Syntax::Toml),
            ("{\"date\": 1}", Syntax::Json),
            ("{\"expiryDate\": \"soon\"}", Syntax::Json),
            ("date = \"soon\"\n", Syntax::Toml),
        ] {
            assert!(wrong(text, syntax).0.contains("is no date"), "{text}");
        }
        assert!(
            good(
                "date: \"\"\nlastmod: 1695600000\npublishDate: 2024\n",
                Syntax::Yaml
            )
            .problems
            .is_empty()
        );
        assert!(
            good("date = 2024-02-29T10:00:00Z\n", Syntax::Toml)
                .problems
                .is_empty()
        );
    }

    #[test]
    fn rules_that_do_not_exist_are_told_with_the_nearest() {
        for (text, syntax) in [
            ("tikicheck: {ignore: [stale_page]}\n", Syntax::Yaml),
            (
                "{\"tikicheck\": {\"ignore\": [\"stale_page\"]}}",
                Syntax::Json,
            ),
            ("tikicheck = {ignore = [\"stale_page\"]}\n", Syntax::Toml),
        ] {
            let (said, _) = wrong(text, syntax);
            assert!(said.contains("did you mean `stale-page`?"), "{said}");
        }
        for (text, syntax) in [
            ("tikicheck: {ignored: [stale-page]}\n", Syntax::Yaml),
            ("tikicheck = {ignored = [\"stale-page\"]}\n", Syntax::Toml),
        ] {
            let (said, _) = wrong(text, syntax);
            assert!(said.contains("did you mean `ignore`?"), "{said}");
        }
        for text in [
            "tikicheck: {ignore: stale-page}\n",
            "tikicheck: stale-page\n",
        ] {
            assert!(
                wrong(text, Syntax::Yaml).0.contains("invalid type"),
                "{text}"
            );
        }
    }

    #[test]
    fn what_could_take_long_is_not_read() {
        let large = format!("title: {}\n", "x".repeat(LARGEST));
        assert!(
            wrong(&large, Syntax::Yaml)
                .0
                .contains("larger than 65536 bytes")
        );
        let nested = format!("a: {}\n", "[".repeat(MOST_BRACKETS + 1));
        let (said, rest) = wrong(&nested, Syntax::Yaml);
        assert!(said.contains("more than 256 brackets"), "{said}");
        assert_eq!(rest, "[");
        for (text, syntax) in [
            (format!("a = {}\n", "[".repeat(30_000)), Syntax::Toml),
            (
                format!("{} = 1\n", vec!["a"; 30_000].join(".")),
                Syntax::Toml,
            ),
            (format!("{{\"a\": {}", "[".repeat(60_000)), Syntax::Json),
        ] {
            assert!(read(&text, syntax).is_err());
        }
    }
}
