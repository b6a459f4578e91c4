//! The cases of the conformance: wiki text, options, and the Markdown to the byte.
#![allow(dead_code, reason = "every test binary uses its own part of this")]

use std::fs;
use std::path::{Path, PathBuf};

use tikicheck::internals::config::{Config, Language};
use tikicheck::internals::generator::{Generator, Workspace};
use tikicheck::internals::site::{Attachments, PageSet, Site};

/// A case.
pub struct Case {
    pub name: String,
    pub wiki: String,
    pub markdown: String,
    pub config: Config,
}

/// All cases, by name.
pub fn cases() -> Vec<Case> {
    let directory = Path::new("tests/conformance/tiki");
    let mut paths: Vec<PathBuf> = fs::read_dir(directory)
        .expect("the cases")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "tiki")
        })
        .collect();
    paths.sort();
    let read = |path: &Path| fs::read_to_string(path).expect("a text");
    paths
        .iter()
        .map(|path| {
            let conf = path.with_extension("conf");
            Case {
                name: path
                    .file_stem()
                    .expect("a name")
                    .to_string_lossy()
                    .into_owned(),
                wiki: read(path),
                markdown: read(&path.with_extension("md")),
                config: settings(
                    if conf.exists() {
                        read(&conf)
                    } else {
                        String::new()
                    }
                    .as_str(),
                ),
            }
        })
        .collect()
}

/// The settings of a case: lines `key = value`, with `-` for `_`.
fn settings(lines: &str) -> Config {
    let config = Config {
        dialect: Language::Tiki,
        ..Config::default()
    };
    lines
        .lines()
        .filter_map(|line| line.split_once('='))
        .fold(config, |config, (key, value)| {
            let key = format!("tiki.{}", key.trim().replace('-', "_"));
            config
                .set(&key, value.trim())
                .expect("a key of the settings")
        })
}

/// The Markdown of wiki text.
pub fn markdown(wiki: &str, config: &Config) -> String {
    let site = Site::new(
        PageSet::from_paths(["a.md"]),
        &config.links,
        Attachments::default(),
    );
    let generator = Generator::new(config, &site);
    generator
        .regenerate(wiki, &mut Workspace::default())
        .markdown
}
