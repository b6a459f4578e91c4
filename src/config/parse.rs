//! The text of `tikicheck.yaml` becomes a [`Config`], or an error at the line that is wrong.

use std::path::Path;

use super::read::{read_yaml, without_mark};
use super::settings::SETTINGS;
use super::table::Reader;
use super::{Config, ConfigError, LARGEST_CONFIG, lines};

/// Up to this size, in bytes, nested brackets cannot take long.
const HARMLESS: usize = 16 * 1024;

/// Beyond that size so many brackets may open: each level of nesting is looked at for each token.
const MOST_BRACKETS: usize = 1_000;

impl Config {
    /// The configuration that a text describes; a key that it does not have keeps its default.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong, with its place in the file `name` and the way out.
    pub fn parse(text: &str, name: &Path) -> Result<Config, ConfigError> {
        let brackets = || memchr::memchr2_iter(b'[', b'{', text.as_bytes()).count();
        if text.len() > LARGEST_CONFIG || text.len() > HARMLESS && brackets() > MOST_BRACKETS {
            let message = format!(
                "larger than {LARGEST_CONFIG} bytes, or than {HARMLESS} with more than {MOST_BRACKETS} brackets; use \
                 wider patterns in place of long lists, and an attachments file for numbers and paths"
            );
            return Err(ConfigError::whole(name, message));
        }
        let config = read_over(Config::default(), text, name)?;
        let config = match config.exporter.preset {
            Some(preset) => {
                let mut defaults = Config::default();
                preset.apply(&mut defaults);
                read_over(defaults, text, name)?
            }
            None => config,
        };
        if config.exporters.is_empty() {
            return Ok(config);
        }
        // Now the presets of the entries are known, and what holds for the whole file.
        read_over(config, text, name)
    }

    /// Sets one key, such as `tiki.newlines`, to a value as it is written on a command line.
    ///
    /// # Errors
    ///
    /// Where there is no such key, or the value is none of its values.
    pub fn set(self, key: &str, value: &str) -> Result<Config, ConfigError> {
        let is_named = self.block.is_named;
        let value = match value {
            "on" | "true" => "true".to_owned(),
            "off" | "false" => "false".to_owned(),
            number if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) => {
                number.to_owned()
            }
            text => super::quoted(text),
        };
        let mut text = String::new();
        for (depth, part) in key.split('.').enumerate() {
            if depth > 0 {
                text.push('\n');
            }
            text.push_str(&"  ".repeat(depth));
            text.push_str(&super::quoted(part));
            text.push(':');
        }
        let name = Path::new("--set");
        let mut config = read_over(self, &format!("{text} {value}\n"), name)?;
        config.block.is_named |= is_named;
        Ok(config)
    }
}

/// The settings that a text describes; a key that it does not have keeps its value in `config`.
fn read_over(mut config: Config, text: &str, name: &Path) -> Result<Config, ConfigError> {
    let text = without_mark(text);
    let mut reader = Reader {
        rows: SETTINGS,
        settings: &mut config,
        text,
    };
    read_yaml(text, name, &mut reader)?;
    config.block.is_named =
        config.exporter.preset.is_some() || lines(text).contains_key("block.style");
    for entry in &mut config.exporters {
        entry.block.is_named = config.block.is_named
            || entry.exporter.preset.is_some()
            || entry.block.style != config.block.style;
    }
    Ok(config)
}

#[cfg(test)]
mod tests;
