//! How much a finding weighs.

use serde::{Deserialize, Serialize};

/// How much a finding weighs: errors fail a run, warnings only with `--strict`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Severity {
    /// Reported; fails the run only with `--strict`.
    Warning,
    /// Reported, and the run exits with 1.
    Error,
}
