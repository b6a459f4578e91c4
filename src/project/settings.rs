//! The settings of a site: its configuration, its attachments file and its list of pages.

use std::io;
use std::path::{Path, PathBuf};

use super::snapshot::{ReadError, Snapshot};
use super::{Project, RunError};
use crate::cli::ConfigChoice;
use crate::config::{self, Config, LARGEST_PAGE_LIST};
use crate::files::read::take;
use crate::site::Attachments;
use crate::site::attachments::LARGEST as LARGEST_ATTACHMENTS;

impl Project {
    /// The configuration in force.
    ///
    /// # Errors
    ///
    /// Where it cannot be read, or says what no configuration can say.
    pub fn config(&self, choice: &ConfigChoice) -> Result<Config, RunError> {
        match self.config_text(choice)? {
            Some((name, text)) => self.with_page_list(Config::parse(&text, &name)?),
            None => Ok(Config::default()),
        }
    }

    /// The same settings with the pages of the file that `tiki.pages` names, if it names one.
    ///
    /// # Errors
    ///
    /// Where it does not exist, cannot be read, or is no list of pages.
    pub fn with_page_list(&self, config: Config) -> Result<Config, RunError> {
        let Some(path) = &config.tiki.pages.file else {
            return Ok(config);
        };
        let shown = self.names().for_person(path);
        match self.read_beside(path, LARGEST_PAGE_LIST)? {
            Some(text) => with_pages(config, &text, &shown),
            None => Err(RunError::NoPageList {
                path: shown,
                config: self.shown_config().to_string_lossy().into_owned(),
                staged: self.index.is_some(),
            }),
        }
    }

    /// The configuration of another state of the site, as `choice` says; the file on disk where it is named.
    ///
    /// # Errors
    ///
    /// Where it cannot be read, or says what no configuration can say.
    pub fn config_of(&self, state: &Snapshot, choice: &ConfigChoice) -> Result<Config, RunError> {
        if *choice != ConfigChoice::Root {
            return self.config(choice);
        }
        let name = self.shown_config();
        let read = state.read_beside(Path::new(config::FILE_NAME), config::LARGEST_CONFIG);
        let Some(text) = read.map_err(|error| unread(error, name.clone()))? else {
            return Ok(Config::default());
        };
        let config = Config::parse(&String::from_utf8_lossy(&text), &name)?;
        let Some(path) = &config.tiki.pages.file else {
            return Ok(config);
        };
        let shown = self.names().for_person(path);
        let read = state.read_beside(path, LARGEST_PAGE_LIST);
        match read.map_err(|error| unread(error, shown.clone()))? {
            Some(text) => with_pages(config, &text, &shown),
            None => Ok(config),
        }
    }

    /// The attachments file of another state of the site; none where that state has none.
    ///
    /// # Errors
    ///
    /// Where it cannot be read, or is no attachments file.
    pub fn attachments_of(
        &self,
        state: &Snapshot,
        config: &Config,
    ) -> Result<Attachments, RunError> {
        let Some(path) = &config.links.attachments else {
            return Ok(Attachments::default());
        };
        let shown = self.names().for_person(path);
        let read = state.read_beside(path, LARGEST_ATTACHMENTS);
        match read.map_err(|error| unread(error, shown.clone()))? {
            Some(text) => parse_attachments(&text, &shown),
            None => Ok(Attachments::default()),
        }
    }

    /// The text of the configuration and its name; `None` where nothing is configured.
    ///
    /// # Errors
    ///
    /// Where it cannot be read or is no text.
    pub fn config_text(
        &self,
        choice: &ConfigChoice,
    ) -> Result<Option<(PathBuf, String)>, RunError> {
        let (name, text) = match choice {
            ConfigChoice::Defaults => return Ok(None),
            ConfigChoice::File(path) => {
                let full = self.cwd.join(path);
                // The user may name a pipe.
                let file = std::fs::File::open(&full);
                let text = file
                    .and_then(|file| take(file, config::LARGEST_CONFIG))
                    .map_err(|source| {
                        if source.kind() == io::ErrorKind::NotFound {
                            RunError::NoConfig { path: path.clone() }
                        } else {
                            RunError::Unreadable {
                                path: path.clone(),
                                source,
                            }
                        }
                    })?;
                (path.clone(), Some(text))
            }
            ConfigChoice::Root => {
                let name = self.shown_config();
                let path = Path::new(config::FILE_NAME);
                let text = self.read_beside(path, config::LARGEST_CONFIG)?;
                (name, text)
            }
        };
        let Some(text) = text else {
            return Ok(None);
        };
        if text.len() > config::LARGEST_CONFIG {
            // It was cut off, maybe inside a character. The parser refuses it for its length.
            let text = String::from_utf8_lossy(&text).into_owned();
            return Ok(Some((name, text)));
        }
        let text = String::from_utf8(text).map_err(|error| RunError::NotText {
            path: name.clone(),
            at: error.utf8_error().valid_up_to(),
        })?;
        Ok(Some((name, text)))
    }

    /// The attachments file that the configuration names, if it names one.
    ///
    /// # Errors
    ///
    /// Where it does not exist, cannot be read, or is no attachments file.
    pub fn attachments(&self, config: &Config) -> Result<Attachments, RunError> {
        let Some(path) = &config.links.attachments else {
            return Ok(Attachments::default());
        };
        let shown = self.names().for_person(path);
        match self.read_beside(path, LARGEST_ATTACHMENTS)? {
            Some(text) => parse_attachments(&text, &shown),
            None => Err(RunError::NoAttachments {
                path: shown,
                config: self.shown_config().to_string_lossy().into_owned(),
                staged: self.index.is_some(),
            }),
        }
    }

    /// The bytes of a file that is no page, in the state that the run is about; `None` where there is none.
    fn read_beside(&self, path: &Path, most: usize) -> Result<Option<Vec<u8>>, RunError> {
        let read = self.snapshot().read_beside(path, most);
        read.map_err(|error| unread(error, self.names().for_person(path)))
    }

    /// How the configuration is named to the user.
    #[must_use]
    pub fn shown_config(&self) -> PathBuf {
        self.names().for_person(Path::new(config::FILE_NAME))
    }
}

/// Why the file that is shown as `path` was not read.
fn unread(error: ReadError, path: PathBuf) -> RunError {
    match error {
        ReadError::LeadsOut => RunError::LeadsOut { path },
        ReadError::Unreadable(source) => RunError::Unreadable { path, source },
        ReadError::Git(error) => error.into(),
    }
}

/// The settings with the pages that `text`, the content of the file `name`, lists.
fn with_pages(mut config: Config, text: &[u8], name: &Path) -> Result<Config, RunError> {
    let text = text_of(text, name)?;
    let pages = std::mem::take(&mut config.tiki.pages);
    config.tiki.pages = pages.read(text, name)?;
    Ok(config)
}

/// The bytes of a file as text.
fn text_of<'t>(bytes: &'t [u8], name: &Path) -> Result<&'t str, RunError> {
    std::str::from_utf8(bytes).map_err(|error| RunError::NotText {
        path: name.to_owned(),
        at: error.valid_up_to(),
    })
}

/// The attachments file, parsed.
fn parse_attachments(text: &[u8], name: &Path) -> Result<Attachments, RunError> {
    Ok(Attachments::parse(text_of(text, name)?, name)?)
}
