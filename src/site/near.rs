//! The page whose name is nearest to one that does not exist; a bounded number of names is looked at.

use super::Stems;

/// So many neighbours are looked at on either side, from the start and from the end of the name.
const NEIGHBOURS: usize = 8;

/// The names of pages in order, by their start and by their end.
pub struct Near {
    by_start: Vec<Box<str>>,
    /// Places in `by_start`, in the order of the names read backwards.
    by_end: Vec<u32>,
}

impl Near {
    /// For the pages with these stems.
    pub fn new(stems: &Stems) -> Self {
        let mut by_start: Vec<Box<str>> = stems.iter().cloned().collect();
        by_start.sort_unstable();
        let mut by_end: Vec<u32> = (0..by_start.len() as u32).collect();
        by_end.sort_unstable_by(|&a, &b| {
            let backwards = |i: u32| by_start[i as usize].bytes().rev();
            backwards(a).cmp(backwards(b))
        });
        Self { by_start, by_end }
    }

    /// The name nearest to `slug`, where one is near: a quarter of its letters may be wrong, or its end may be missing.
    ///
    /// A mistake at both ends at once is not found.
    pub fn to(&self, slug: &str) -> Option<&str> {
        let from_start = self.by_start.partition_point(|stem| **stem < *slug);
        let from_end = self.by_end.partition_point(|&i| {
            self.by_start[i as usize]
                .bytes()
                .rev()
                .lt(slug.bytes().rev())
        });
        let by_start = around(&self.by_start, from_start)
            .iter()
            .map(|stem| &**stem);
        let by_end = around(&self.by_end, from_end)
            .iter()
            .map(|&i| &*self.by_start[i as usize]);
        by_start
            .chain(by_end)
            .filter_map(|stem| Some((distance(slug, stem)?, stem)))
            .min()
            .map(|(_, stem)| stem)
    }
}

fn around<T>(list: &[T], at: usize) -> &[T] {
    &list[at.saturating_sub(NEIGHBOURS)..(at + NEIGHBOURS).min(list.len())]
}

/// How far two names are apart; `None` where they are not near.
fn distance(slug: &str, stem: &str) -> Option<usize> {
    /// Page slugs are no longer.
    const LONGEST: usize = 100;
    if slug.len() > LONGEST || stem.len() > LONGEST {
        return None;
    }
    let goes_on = |long: &str, short: &str| {
        short.len() >= 3
            && long
                .strip_prefix(short)
                .is_some_and(|rest| rest.starts_with('-'))
    };
    if goes_on(stem, slug) || goes_on(slug, stem) {
        return Some(1);
    }
    let allowed = (slug.len() / 4).max(1);
    if slug.len().abs_diff(stem.len()) > allowed {
        return None;
    }
    Some(strsim::osa_distance(slug, stem)).filter(|&distance| distance <= allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_found_from_either_end() {
        let others = (0..1000).map(|i| format!("other-page-{i}").into());
        let mut stems: Stems = others.collect();
        stems.extend(["bone-health", "iron-and-sleep", "vitamin-d"].map(Box::from));
        let near = Near::new(&stems);
        for (slug, stem) in [
            ("bone-helth", Some("bone-health")),
            ("one-health", Some("bone-health")),
            ("bone-health-s", Some("bone-health")),
            ("iron", Some("iron-and-sleep")),
            ("iron-and-sleep-2019", Some("iron-and-sleep")),
            ("iorn-and-sleep", Some("iron-and-sleep")),
            ("vitamin-c", Some("vitamin-d")),
            ("zinc", None),
            ("ir", None),
            ("", None),
        ] {
            assert_eq!(near.to(slug), stem, "{slug}");
        }
        assert_eq!(near.to(&"x".repeat(100_000)), None);
        assert_eq!(Near::new(&Stems::new()).to("a"), None);
    }
}
