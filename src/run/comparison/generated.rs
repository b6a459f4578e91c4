//! The site as it is on disk under two settings: what each generates from the wiki text of a page.

use super::made;
use super::state::State;
use super::work::{Pass, Source, Unread};
use crate::compare::totals::Totals;
use crate::compare::{Version, compare_made};
use crate::config::Config;
use crate::generator::Workspace;
use crate::project::RunError;
use crate::site::Site;

/// What differs between the pages under the first settings and under the second.
pub fn pages(
    pass: &Pass,
    state: &State,
    sides: [(&Config, &Site); 2],
    problems: &mut Vec<String>,
) -> Result<Totals, RunError> {
    let start = || (Source::new(state), Workspace::default(), Totals::default());
    let worked = pass.over(
        state.files.len(),
        start,
        |(source, workspace, totals), place| {
            let file = &state.files[place];
            let page = match source.read(file) {
                Ok(bytes) => Version::of(bytes),
                Err(Unread(why)) => {
                    totals.not_compared.insert(place, why);
                    return Ok(());
                }
            };
            let made = sides.map(|(config, site)| made(config, site, &file.path));
            if let Some(change) = compare_made(&page, made, workspace) {
                totals.count(place, change);
            }
            Ok(())
        },
    )?;
    let mut totals = Totals::default();
    for (source, _, counted) in worked {
        totals.add(counted);
        problems.extend(source.problems);
    }
    Ok(totals)
}
