//! The settings in force, written as a `tikicheck.yaml` that says all of them, each with where it comes from.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;

use super::{Comments, Config, Pattern, Toc};
use crate::rules::{Rule, severity_name};

impl Config {
    /// The configuration as YAML; [`Config::parse`] reads the same settings from it.
    ///
    /// Behind each setting stands a comment: what `origin` says of its key (`links.page`).
    #[must_use]
    pub fn to_yaml(&self, origin: impl Fn(&str) -> String) -> String {
        let yaml =
            serde_yaml::to_string(&Shown::of(self)).expect("texts, numbers and lists are YAML");
        let mut table = "";
        let mut commented = String::with_capacity(yaml.len() * 2);
        for line in yaml.lines() {
            commented.push_str(line);
            let key = match line.split_once(':') {
                Some((key, "")) if TABLES.contains(&key) => {
                    table = key;
                    None
                }
                Some((key, _)) if key.starts_with(|c: char| c.is_ascii_lowercase()) => {
                    table = "";
                    Some(key.to_owned())
                }
                Some((key, _)) if !table.is_empty() => Some(format!("{table}.{}", key.trim())),
                _ => None,
            };
            if let Some(key) = key {
                commented.push_str("  # ");
                commented.push_str(&origin(&key));
            }
            commented.push('\n');
        }
        commented
    }
}

/// The keys that hold keys.
const TABLES: [&str; 5] = ["render", "block", "links", "rules", "limits"];

#[derive(Serialize)]
struct Shown<'c> {
    pages: Vec<&'c str>,
    exclude: Vec<&'c str>,
    require_source: Vec<&'c str>,
    render: Render,
    block: Block<'c>,
    links: Links<'c>,
    rules: BTreeMap<&'static str, &'static str>,
    ignore: Vec<Ignore<'c>>,
    limits: Limits,
}

#[derive(Serialize)]
struct Render {
    comments: &'static str,
    toc: &'static str,
    trim_lines: bool,
}

#[derive(Serialize)]
struct Block<'c> {
    style: &'c str,
}

#[derive(Serialize)]
struct Links<'c> {
    page: &'c str,
    tag: &'c str,
    tiki: &'c str,
    attachment: &'c str,
    file: &'c str,
    #[serde(skip_serializing_if = "Option::is_none")]
    attachments: Option<String>,
}

#[derive(Serialize)]
struct Ignore<'c> {
    path: &'c str,
    rule: &'static str,
    reason: &'c str,
}

#[derive(Serialize)]
struct Limits {
    page_bytes: u64,
}

impl<'c> Shown<'c> {
    fn of(config: &'c Config) -> Self {
        let links = &config.links;
        let attachments = links.attachments.as_ref();
        Self {
            pages: texts(&config.pages),
            exclude: texts(&config.exclude),
            require_source: texts(&config.require_source),
            render: Render {
                comments: match config.render.comments {
                    Comments::Block => "block",
                    Comments::Inline => "inline",
                },
                toc: match config.render.toc {
                    Toc::Comment => "comment",
                    Toc::Shortcode => "shortcode",
                },
                trim_lines: config.render.trim_lines,
            },
            block: Block {
                style: &config.block.style,
            },
            links: Links {
                page: &links.page,
                tag: &links.tag,
                tiki: &links.tiki,
                attachment: &links.attachment,
                file: &links.file,
                attachments: attachments.map(|path| slashed(path)),
            },
            rules: Rule::ALL
                .iter()
                .map(|&rule| (rule.name(), severity_name(config.severity(rule))))
                .collect(),
            ignore: config
                .ignore
                .iter()
                .map(|entry| Ignore {
                    path: entry.path.as_str(),
                    rule: entry.rule.name(),
                    reason: &entry.reason,
                })
                .collect(),
            limits: Limits {
                page_bytes: config.limits.page_bytes,
            },
        }
    }
}

fn texts(patterns: &[Pattern]) -> Vec<&str> {
    patterns.iter().map(Pattern::as_str).collect()
}

/// A path as it can be written in settings anywhere.
fn slashed(path: &Path) -> String {
    let text = path.to_string_lossy();
    if cfg!(windows) {
        text.replace('\\', "/")
    } else {
        text.into_owned()
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::lines;
    use super::*;

    fn parsed(text: &str) -> Config {
        Config::parse(text, Path::new("tikicheck.yaml"))
            .unwrap_or_else(|error| panic!("{text}\n{error}"))
    }

    #[test]
    fn what_is_shown_is_read_as_the_same_settings() {
        for text in [
            "",
            "pages: [\"content/**/*.md\", \"[#]*.md\"]\nexclude: [\"a b.md\"]\nrequire_source: [\"x\"]\n\
             render: {comments: inline, toc: shortcode, trim_lines: true}\nblock: {style: \"a: 'b'; # c\\u2028 'd' long enough to be folded by a writer that folds: font-weight: bold; color: black; padding: 1em\"}\n\
             links: {page: \"{slug}\", tag: \"/t/{slug}\", tiki: \"no\", attachment: \"{id}\", file: \"1{id}\", attachments: a/b.yaml}\n\
             rules: {stale-page: warn, missing-page: error, block-style: off}\nlimits: {page_bytes: 7}\n\
             ignore: [{path: \"~\", rule: stale-page, reason: \"true\\nrules:\\n  page: x\"}]\n",
            #[cfg(not(windows))]
            "links: {attachments: 'a\\t/b.yaml'}\n",
        ] {
            let config = parsed(text);
            let shown = config.to_yaml(|key| format!("of {key}"));
            let again = parsed(&shown);
            for &rule in Rule::ALL {
                assert_eq!(config.severity(rule), again.severity(rule), "{shown}");
            }
            let lines = |mut config: Config| {
                config.rules.clear();
                config.ignore.iter_mut().for_each(|entry| entry.line = 0);
                config
            };
            assert_eq!(lines(config), lines(again), "{shown}");
        }
    }

    #[test]
    fn everything_that_can_be_set_is_shown_with_its_origin() {
        let text = "links:\n  tiki: https://wiki.example.org/\n\"r\\u0075les\": {block-style: off}\npages: [a, b]\n\
                    ignore:\n- {path: a, rule: stale-page, reason: b}\n";
        let lines = lines(text);
        let shown = parsed(text).to_yaml(|key| match lines.get(key) {
            None => "default".to_owned(),
            Some(None) => "set".to_owned(),
            Some(Some(line)) => format!("line {line}"),
        });
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!("show-config", shown));
    }
}
