//! What lies around the pages that links are held against: Hugo's configuration, layouts, static files, bundles.

use std::path::{Path, PathBuf};

use super::{LARGEST_TEMPLATE, inside_theme, names};
use crate::hugo::address::{bundle, is_content, normal};
use crate::hugo::served::{Around, Layouts, Served, key};
use crate::hugo::settings::{self, Files, Format, Settings};
use crate::project::snapshot::{ReadError, Snapshot};
use crate::project::{Project, RunError};

/// The names of Hugo's configuration at the root of the site; the first that exists counts.
const AT_ROOT: [&str; 8] = [
    "hugo.toml",
    "hugo.yaml",
    "hugo.yml",
    "hugo.json",
    "config.toml",
    "config.yaml",
    "config.yml",
    "config.json",
];

/// The directories that hold it in parts, in the order in which they count.
const IN_PARTS: [&str; 2] = ["config/_default", "config/production"];

impl Project {
    /// What is known around the pages, and the files below the content, sorted.
    ///
    /// # Errors
    ///
    /// Where the files cannot be listed.
    pub fn around(&self) -> Result<(Around, Vec<PathBuf>), RunError> {
        let snapshot = self.snapshot();
        let settings = settings(&snapshot)?;
        let mut around = Around {
            layouts: layouts(&snapshot)?,
            ..Around::default()
        };
        let files = content_files(&snapshot, &settings)?;
        let pages = files.iter().filter_map(|file| bundle(file));
        for directory in pages {
            around.bundles.entry(directory.to_owned()).or_default();
        }
        for file in &files {
            let name = file.file_name().and_then(|name| name.to_str());
            if name.is_some_and(|name| name.starts_with("_index.")) {
                around.sections.extend(file.parent().map(Path::to_owned));
            }
            if around.bundles.is_empty() {
                continue;
            }
            let is_page = name.is_some_and(is_content);
            let directories = file.ancestors().skip(1);
            let mut bundles =
                directories.filter_map(|directory| around.bundles.get_key_value(directory));
            let Some(directory) = bundles
                .next()
                .map(|(key, _)| key.clone())
                .filter(|_| !is_page)
            else {
                continue;
            };
            if let (Some(files), Ok(inside)) = (
                around.bundles.get_mut(&directory),
                file.strip_prefix(&directory),
            ) {
                files.push(inside.to_owned());
            }
        }
        around.settings = settings;
        Ok((around, files))
    }

    /// What is served besides pages, and those of the `files` below the content that are pages to Hugo.
    ///
    /// # Errors
    ///
    /// Where the static files cannot be listed.
    pub fn files_served(
        &self,
        around: &Around,
        files: Vec<PathBuf>,
    ) -> Result<(Served, Vec<PathBuf>), RunError> {
        let snapshot = self.snapshot();
        let settings = &around.settings;
        let mut served = Served::default();
        let mut add = |address: &str| served.addresses.insert(key(&normal(address)));
        let is_made = |kind: &str| !settings.disabled.iter().any(|disabled| disabled == kind);
        for language in &settings.languages {
            let prefix = &language.prefix;
            if is_made("home") {
                add(prefix);
                // Hugo leads on from where the main language would be in a directory of its own, and the other way round.
                add(&format!("/{}", language.key));
                add("");
            }
            if is_made("taxonomy") {
                for taxonomy in &settings.taxonomies {
                    add(&format!("{prefix}/{taxonomy}"));
                }
            }
        }
        for name in ["/sitemap.xml", "/robots.txt", "/404.html"] {
            add(name);
        }
        for directory in &settings.static_directories {
            for file in below(&snapshot, directory, true)? {
                let inside = behind(&file, directory);
                add(&format!(
                    "/{}",
                    inside.unwrap_or(&file).to_string_lossy().replace('\\', "/")
                ));
            }
        }
        let mut content = Vec::new();
        for file in files {
            let name = file.file_name().and_then(|name| name.to_str());
            if name.is_some_and(is_content) {
                content.push(file);
                continue;
            }
            if settings.finds_files {
                served.add_file(&file, settings);
            }
            if file
                .ancestors()
                .any(|directory| around.bundles.contains_key(directory))
            {
                continue;
            }
            for language in &settings.languages {
                if let Some(inside) = behind(&file, &language.content) {
                    let inside = inside.to_string_lossy().replace('\\', "/");
                    let address = normal(&format!("{}/{inside}", language.prefix));
                    served.addresses.insert(key(&address));
                }
            }
        }
        Ok((served, content))
    }
}

/// Hugo's configuration, from wherever it lies.
fn settings(snapshot: &Snapshot) -> Result<Settings, RunError> {
    let mut files = Files::default();
    for name in AT_ROOT {
        let path = Path::new(name);
        if snapshot.has(path) {
            add(snapshot, path, &mut files)?;
            break;
        }
    }
    for directory in IN_PARTS {
        for path in below(snapshot, directory, false)? {
            add(snapshot, &path, &mut files)?;
        }
    }
    Ok(files.settings())
}

fn add(snapshot: &Snapshot, path: &Path, files: &mut Files) -> Result<(), RunError> {
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    let Some((stem, extension)) = name.rsplit_once('.') else {
        return Ok(());
    };
    let Some(format) = Format::of_extension(extension) else {
        return Ok(());
    };
    match snapshot.read_beside(path, settings::LARGEST) {
        Ok(Some(text)) => files.add(stem, &String::from_utf8_lossy(&text), format),
        Ok(None) => {}
        Err(ReadError::Git(error)) => return Err(error.into()),
        Err(ReadError::LeadsOut | ReadError::Unreadable(_)) => files.add_unread(),
    }
    Ok(())
}

fn layouts(snapshot: &Snapshot) -> Result<Layouts, RunError> {
    let mut layouts = Layouts::default();
    for path in below(snapshot, "layouts", true)? {
        match snapshot.read_beside(&path, LARGEST_TEMPLATE) {
            Ok(Some(text)) if text.len() <= LARGEST_TEMPLATE => {
                layouts.add(&path, &String::from_utf8_lossy(&text));
            }
            Ok(None) => {}
            Err(ReadError::Git(error)) => return Err(error.into()),
            // What it writes nobody knows.
            Ok(Some(_)) | Err(ReadError::LeadsOut | ReadError::Unreadable(_)) => {
                layouts.write_names = true;
            }
        }
    }
    Ok(layouts)
}

/// The files below the content directories of all languages.
fn content_files(snapshot: &Snapshot, settings: &Settings) -> Result<Vec<PathBuf>, RunError> {
    let mut files = Vec::new();
    for language in &settings.languages {
        files.extend(below(snapshot, &language.content, true)?);
    }
    files.sort();
    files.dedup();
    Ok(files)
}

/// The files below a directory, and with `in_themes` those below the same directory of each theme.
fn below(snapshot: &Snapshot, directory: &str, in_themes: bool) -> Result<Vec<PathBuf>, RunError> {
    let wanted: Vec<&str> = directory
        .split('/')
        .filter(|name| !name.is_empty())
        .collect();
    let inside: fn(&Path) -> &Path = if in_themes { inside_theme } else { |path| path };
    let enter = |path: &Path| {
        let mut inside = names(inside(path));
        let is_theme = in_themes && path.starts_with("themes") && inside.clone().nth(1).is_none();
        is_theme
            || wanted
                .iter()
                .zip(&mut inside)
                .all(|(wanted, name)| name == *wanted)
    };
    let keep = |path: &Path| {
        let mut inside = names(inside(path));
        wanted.iter().all(|wanted| inside.next() == Some(*wanted)) && inside.next().is_some()
    };
    Ok(snapshot.files_where(enter, keep)?)
}

/// What is behind a directory in a path, which may be that of a theme.
fn behind<'p>(path: &'p Path, directory: &str) -> Option<&'p Path> {
    if let Ok(inside) = path.strip_prefix(directory) {
        return Some(inside);
    }
    let mut rest = path.strip_prefix("themes").ok()?.components();
    rest.next()?;
    rest.as_path().strip_prefix(directory).ok()
}
