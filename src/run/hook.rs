//! What the run of a hook is about: what is staged, a range of commits, or the files that it was handed as they are.
//!
//! A hook runner hands over file names and says little more. `git commit`, `pre-commit run`: names of staged files.
//! `pre-commit run --all-files`: every name, with nothing staged as a rule. `--from-ref A --to-ref B`, or a push: the
//! names that differ, and the two revisions in the environment.

use std::borrow::Cow;

use crate::cli::{CheckArgs, Targets, Version};
use crate::project::{Environment, Project, RunError};

/// The arguments of a run with the version that is meant; only those of a hook change.
///
/// # Errors
///
/// Where Git cannot say what is staged; and where the hook runner asks about a range and the arguments do not.
pub fn aim<'a>(
    args: &'a CheckArgs,
    environment: &Environment,
) -> Result<Cow<'a, CheckArgs>, RunError> {
    let Targets::Handed(files) = &args.targets else {
        return match (&args.version, &environment.hook_range) {
            (Version::Staged, Some(range)) => Err(RunError::StagedInRange {
                range: range.clone(),
            }),
            _ => Ok(Cow::Borrowed(args)),
        };
    };
    let version = match &environment.hook_range {
        // Only what is on disk can be fixed.
        Some(range) if args.action.writes() => Version::Since(range.from.clone()),
        Some(range) => Version::Range(range.clone()),
        None if files.is_empty() || is_anything_staged(args, environment)? => {
            return Ok(Cow::Borrowed(args));
        }
        None => Version::Disk,
    };
    Ok(Cow::Owned(CheckArgs {
        version,
        ..args.clone()
    }))
}

/// Whether a commit made now would change anything.
fn is_anything_staged(args: &CheckArgs, environment: &Environment) -> Result<bool, RunError> {
    let project = Project::find(environment, &args.config, &Version::Staged)?;
    let (Some(repo), Some(index)) = (&project.repo, &project.index) else {
        return Ok(false);
    };
    let changes = repo.staged(index)?;
    Ok(!changes.own.is_empty() || !changes.inherited.is_empty())
}
