//! What is known of the Hugo site around the pages: its shortcodes, and what it serves.

use std::path::{Component, Path, PathBuf};

mod around;

use super::snapshot::ReadError;
use super::{Project, RunError};
use crate::config::Config;
use crate::hugo::Facts;

/// The largest template that is looked at, in bytes. Whether a larger one has a content is not known.
const LARGEST_TEMPLATE: usize = 256 * 1024;

impl Project {
    /// What is known of Hugo, in the state of the files that the run is about.
    ///
    /// # Errors
    ///
    /// Where the files cannot be listed.
    pub fn hugo(&self, config: &Config) -> Result<Facts, RunError> {
        let mut facts = Facts::default();
        for path in self.snapshot().files_where(may_lead, is_template)? {
            let Some(name) = shortcode(&path) else {
                continue;
            };
            match self.snapshot().read_beside(&path, LARGEST_TEMPLATE) {
                Ok(Some(text)) => {
                    let text = String::from_utf8_lossy(&text);
                    facts.shortcodes.add_template(&name, &text);
                }
                Ok(None) | Err(ReadError::LeadsOut | ReadError::Unreadable(_)) => {
                    facts.shortcodes.add(&name);
                }
                Err(ReadError::Git(error)) => return Err(error.into()),
            }
        }
        for name in &config.hugo.shortcodes {
            facts.shortcodes.add(name);
        }
        Ok(facts)
    }
}

/// What of a path is behind `themes/THEME/`, where it begins so.
fn inside_theme(path: &Path) -> &Path {
    let mut rest = path.components();
    let first = rest.next();
    let is_themes = first == Some(Component::Normal("themes".as_ref()));
    match rest.next() {
        Some(_) if is_themes => rest.as_path(),
        _ => path,
    }
}

/// The names of a path.
fn names(path: &Path) -> impl Iterator<Item = &str> + Clone {
    path.components().filter_map(|part| match part {
        Component::Normal(name) => name.to_str(),
        _ => None,
    })
}

/// Whether there may be templates of shortcodes below a directory.
fn may_lead(directory: &Path) -> bool {
    let names: Vec<&str> = names(inside_theme(directory)).collect();
    matches!(
        &names[..],
        [] | ["layouts"] | ["themes"] | ["layouts", "shortcodes" | "_shortcodes", ..]
    )
}

fn is_template(path: &Path) -> bool {
    shortcode(path).is_some()
}

/// The name of the shortcode that a file is the template of: `layouts/shortcodes/a/b.html` is that of `a/b`.
fn shortcode(path: &Path) -> Option<String> {
    let names: Vec<&str> = names(inside_theme(path)).collect();
    let ["layouts", "shortcodes" | "_shortcodes", inside @ ..] = &names[..] else {
        return None;
    };
    let (file, directories) = inside.split_last()?;
    // Behind the first full stop are language, kind and format.
    let stem = file.split('.').next().filter(|stem| !stem.is_empty())?;
    let mut name: PathBuf = directories.iter().collect();
    name.push(stem);
    Some(name.to_str()?.replace('\\', "/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_named_by_its_path() {
        for (path, name) in [
            ("layouts/shortcodes/toc.html", Some("toc")),
            ("layouts/_shortcodes/a/b.de.html", Some("a/b")),
            ("themes/x/layouts/shortcodes/toc.html", Some("toc")),
            ("themes/toc.html", None),
            ("layouts/toc.html", None),
            ("layouts/shortcodes/.html", None),
        ] {
            assert_eq!(shortcode(Path::new(path)).as_deref(), name, "{path}");
        }
    }
}
