//! The pages that settings are learned from: learned from a sample, checked on all, and told apart where they are of
//! several exports.

use std::path::PathBuf;

use super::Read;
use super::groups;
use super::learner::{Learner, World, settle};
use super::paths::Files;
use super::sample::{self, Sample};
use super::verify::{Verified, verify};
use crate::config::Config;

/// How often it is learned from pages that do not fit.
const REFINED: usize = 3;

/// Where more than one of so many pages does not fit, all are learned from again, and not only those.
const MANY: usize = 4;

/// So many pages that do not fit may be those of another export; fewer can be made to fit by anything.
const SEVERAL: usize = 3;

/// What was learned.
#[derive(Clone)]
pub struct Learned {
    /// The settings.
    pub config: Config,
    /// Where pages show that files lie.
    pub files: Files,
}

impl Learned {
    fn of(learner: Learner<'_>) -> Self {
        Self {
            config: learner.config,
            files: learner.files,
        }
    }
}

/// Learns from a sample.
pub fn learn(samples: &[&Sample], world: &World, start: Config) -> Learned {
    let mut learner = Learner::new(samples, world.clone(), start);
    learner.learn();
    Learned::of(learner)
}

/// What is known of a site before anything is learned.
pub struct Survey<'s> {
    /// The files that exist, relative to the root of the site.
    pub files: &'s [PathBuf],
    /// Those with a source, by their places in `files`, ascending.
    pub pages: &'s [usize],
    /// What links can lead to.
    pub world: World,
    /// The settings to begin with.
    pub start: Config,
    /// How a file is read.
    pub read: &'s Read<'s>,
}

/// What was learned of a site, how well it fits, and by export the pages that lie among those of others.
pub type Result = (Learned, Verified, Vec<Vec<usize>>);

impl Survey<'_> {
    /// Learns all there is to be learned.
    pub fn learn(&self) -> Result {
        let samples = self.samples(self.pages);
        let samples: Vec<&Sample> = samples.iter().collect();
        let mut learned = learn(&samples, &self.world, self.start.clone());
        let mut verified = self.verify(self.pages, &learned);
        for round in 0..REFINED {
            // Where many do not fit, they are those of another exporter.
            if verified.misfits.is_empty() || round > 0 && self.are_many(&verified.misfits) {
                break;
            }
            let refined = self.refine(&learned, &verified, &samples);
            // Most pages fit already. Those that do not tell whether it is worth looking at all again.
            let those = self.verify(&verified.misfits, &refined);
            if those.misfits.len() >= verified.misfits.len() {
                break;
            }
            let again = self.verify(self.pages, &refined);
            if again.misfits.len() >= verified.misfits.len() {
                break;
            }
            (learned, verified) = (refined, again);
        }
        self.several(&learned, &verified, &samples)
            .unwrap_or((learned, verified, Vec::new()))
    }

    /// A sample of some of the pages.
    fn samples(&self, pages: &[usize]) -> Vec<Sample> {
        let wanted = sample::spread(pages.len()).map(|at| pages[at]);
        sample::take(self.files, wanted, self.read)
    }

    fn verify(&self, pages: &[usize], learned: &Learned) -> Verified {
        verify(self.files, pages, &self.world, learned, self.read)
    }

    /// Whether these are many of the pages.
    fn are_many(&self, misfits: &[usize]) -> bool {
        misfits.len() * MANY > self.pages.len()
    }

    /// Learns from pages that do not fit too.
    fn refine(&self, learned: &Learned, verified: &Verified, samples: &[&Sample]) -> Learned {
        let others = self.samples(&verified.misfits);
        let known: Vec<usize> = others.iter().map(|sample| sample.file).collect();
        let both: Vec<&Sample> = samples
            .iter()
            .copied()
            .filter(|sample| !known.contains(&sample.file))
            .chain(&others)
            .collect();
        let mut config = learned.config.clone();
        settle(&verified.names, &mut config.categories);
        let mut learner = Learner::new(&both, self.world.clone(), config);
        learner.seen.merge(&learned.files);
        learner.seen.merge(&verified.files);
        learner.learn();
        Learned::of(learner)
    }

    /// What other exports than one could have written some of the pages that fit none yet.
    fn exports_among(&self, left: &[usize]) -> impl Iterator<Item = Learned> {
        let others = self.samples(left);
        let others: Vec<&Sample> = others.iter().collect();
        let groups = groups::separate(&others, &self.world, &self.start);
        groups.into_iter().filter(|group| {
            let misfits = self.verify(left, group).misfits.len();
            left.len() - misfits >= SEVERAL
        })
    }

    /// Learns several exports; `None` where that lets no more pages fit.
    fn several(
        &self,
        learned: &Learned,
        verified: &Verified,
        samples: &[&Sample],
    ) -> Option<Result> {
        let misfits = &verified.misfits;
        if misfits.len() < SEVERAL {
            return None;
        }
        let mut groups = if self.are_many(misfits) {
            groups::separate(samples, &self.world, &self.start)
        } else {
            [learned.clone()]
                .into_iter()
                .chain(self.exports_among(misfits))
                .collect()
        };
        if groups.len() < 2 {
            return None;
        }
        let mut shown = verified.files.clone();
        let mut fits: Vec<Vec<bool>> = Vec::new();
        let mut found = None;
        for _ in 0..REFINED {
            for group in &groups[fits.len()..] {
                shown.merge(&group.files);
            }
            for group in &mut groups[fits.len()..] {
                group.files.merge(&shown);
                let mut fit = vec![true; self.pages.len()];
                for misfit in self.verify(self.pages, group).misfits {
                    fit[self.pages.binary_search(&misfit).ok()?] = false;
                }
                fits.push(fit);
            }
            let assigned = groups::assign(self.files, self.pages, &groups, &fits)?;
            let learned = Learned {
                config: assigned.config,
                files: shown.clone(),
            };
            let again = self.verify(self.pages, &learned);
            // What fits none of them may be one more.
            let known = groups.len();
            groups.extend(self.exports_among(&again.misfits));
            found = Some((learned, again, assigned.mixed));
            if groups.len() == known {
                break;
            }
        }
        let (_, again, mixed) = found.as_ref()?;
        let is_told = mixed.iter().any(|pages| !pages.is_empty());
        let is_better = again.misfits.len() < misfits.len();
        found.filter(|_| is_better || is_told)
    }
}
