//! Values of Git's configuration: read in every scope, written in that of the clone alone.

use super::{GitError, Repo};

impl Repo {
    /// A value of Git's configuration; `None` when it is not set.
    ///
    /// # Errors
    /// When git cannot be run.
    pub fn configured(&self, key: &str) -> Result<Option<String>, GitError> {
        let output = self.git.run(&["config", "--get", key], Vec::new())?;
        let value = String::from_utf8_lossy(&output.stdout);
        let value = value.strip_suffix('\n').unwrap_or(&value);
        Ok(output.status.success().then(|| value.to_owned()))
    }

    /// Sets a value in the configuration of this clone; whether it was another one before.
    ///
    /// # Errors
    /// When git cannot write it.
    pub fn configure(&self, key: &str, value: &str) -> Result<bool, GitError> {
        let args = ["config", "--local", "--get", key];
        let now = self.git.run(&args, Vec::new())?;
        if now.stdout.strip_suffix(b"\n") == Some(value.as_bytes()) {
            return Ok(false);
        }
        self.git
            .output(["config", "--local", "--replace-all", key, value])?;
        Ok(true)
    }

    /// Takes a section out of the configuration of this clone; whether it was there.
    ///
    /// # Errors
    /// When git cannot write it.
    pub fn unconfigure(&self, section: &str) -> Result<bool, GitError> {
        let pattern = format!("^{}\\.", section.replace('.', "\\."));
        let args = ["config", "--local", "--get-regexp", &pattern];
        if !self.git.run(&args, Vec::new())?.status.success() {
            return Ok(false);
        }
        self.git
            .output(["config", "--local", "--remove-section", section])?;
        Ok(true)
    }

    /// Whether the attributes at the root of the work tree name the merge driver `name`, and Git knows no such driver.
    ///
    /// # Errors
    /// When git cannot be run.
    pub fn lacks_merge_driver(&self, name: &str) -> Result<bool, GitError> {
        let Ok(attributes) = std::fs::read(self.root()?.join(".gitattributes")) else {
            return Ok(false);
        };
        let attribute = format!("merge={name}");
        let names = |line: &str| {
            !line.trim_start().starts_with('#')
                && line
                    .split_whitespace()
                    .skip(1)
                    .any(|word| word == attribute)
        };
        let is_named = String::from_utf8_lossy(&attributes).lines().any(names);
        Ok(is_named && self.configured(&format!("merge.{name}.driver"))?.is_none())
    }

    /// Whether this Git tells a merge driver the names of the sides (`%S`, `%X`, `%Y`); it does since 2.44.
    ///
    /// # Errors
    /// When git cannot be run.
    pub fn names_merge_sides(&self) -> Result<bool, GitError> {
        let output = self.git.output(["version"])?;
        let text = String::from_utf8_lossy(&output);
        let version = text.split(' ').nth(2).unwrap_or_default();
        let mut numbers = version
            .split('.')
            .map(|part| part.trim().parse::<u32>().ok());
        let version = (numbers.next().flatten(), numbers.next().flatten());
        Ok(version >= (Some(2), Some(44)))
    }

    /// The editor that git would open, as a line for the shell.
    ///
    /// # Errors
    /// When git knows none.
    pub fn editor(&self) -> Result<String, GitError> {
        let output = self.git.output(["var", "GIT_EDITOR"])?;
        Ok(String::from_utf8_lossy(&output).trim_end().to_owned())
    }
}
