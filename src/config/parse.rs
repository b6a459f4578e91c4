//! The text of `tikicheck.yaml` becomes a [`Config`], or an error at the line that is wrong.

use std::path::Path;

use super::read::read_yaml;
use super::settings::SETTINGS;
use super::table::Reader;
use super::{Config, ConfigError, LARGEST_CONFIG, lines};

impl Config {
    /// The configuration that a text describes; a key that it does not have keeps its default.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong, with its place in the file `name` and the way out.
    pub fn parse(text: &str, name: &Path) -> Result<Config, ConfigError> {
        if text.len() > LARGEST_CONFIG {
            let message = format!(
                "larger than {LARGEST_CONFIG} bytes; use wider patterns in place of long lists, and an attachments \
                 file for numbers and paths"
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
}

/// The settings that a text describes; a key that it does not have keeps its value in `config`.
fn read_over(mut config: Config, text: &str, name: &Path) -> Result<Config, ConfigError> {
    let mut reader = Reader {
        rows: SETTINGS,
        settings: &mut config,
        text,
    };
    read_yaml(text, name, &mut reader)?;
    config.block.is_named =
        config.exporter.preset.is_some() || lines(text).contains_key("block.style");
    Ok(config)
}

#[cfg(test)]
mod tests;
