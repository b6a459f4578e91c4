//! The keys of a front matter that rules ask for; Hugo knows them in any case.

/// What a key is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    Title,
    Slug,
    Url,
    Aliases,
    /// A list of terms, by the name of its taxonomy.
    Terms(&'static str),
    Draft,
    /// Keys with values, by its name.
    Table(&'static str),
    /// One of Hugo's dates, by its name.
    Date(&'static str),
    /// The settings of this tool for the page.
    Tikicheck,
    /// Nothing that a rule asks for.
    Other,
}

/// The names that mean more than [`Key::Other`].
const KEYS: [(&str, Key); 19] = [
    ("title", Key::Title),
    ("slug", Key::Slug),
    ("aliases", Key::Aliases),
    ("date", Key::Date("date")),
    ("lastmod", Key::Date("lastmod")),
    ("publishDate", Key::Date("publishDate")),
    ("expiryDate", Key::Date("expiryDate")),
    ("pubdate", Key::Date("pubdate")),
    ("published", Key::Date("published")),
    ("modified", Key::Date("modified")),
    ("unpublishdate", Key::Date("unpublishdate")),
    ("url", Key::Url),
    ("tags", Key::Terms("tags")),
    ("categories", Key::Terms("categories")),
    ("draft", Key::Draft),
    ("params", Key::Table("params")),
    ("build", Key::Table("build")),
    ("_build", Key::Table("_build")),
    ("tikicheck", Key::Tikicheck),
];

impl Key {
    /// What the key `name` is about.
    pub fn of(name: &str) -> Self {
        KEYS.iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map_or(Key::Other, |&(_, key)| key)
    }
}
