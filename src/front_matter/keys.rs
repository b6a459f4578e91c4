//! The keys of a front matter that rules ask for; Hugo knows them in any case.

/// What a key is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    Title,
    Slug,
    Aliases,
    /// One of Hugo's dates, by its name.
    Date(&'static str),
    /// The settings of this tool for the page.
    Tikicheck,
    /// Nothing that a rule asks for.
    Other,
}

/// The names that mean more than [`Key::Other`].
const KEYS: [(&str, Key); 8] = [
    ("title", Key::Title),
    ("slug", Key::Slug),
    ("aliases", Key::Aliases),
    ("date", Key::Date("date")),
    ("lastmod", Key::Date("lastmod")),
    ("publishDate", Key::Date("publishDate")),
    ("expiryDate", Key::Date("expiryDate")),
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
