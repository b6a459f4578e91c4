//! Rendering: one text for every sink, and every piece of it knows where it comes from.

use std::fmt;

use proptest::prelude::*;
use proptest::sample::Index;
use tikicheck::internals::check::Context;
use tikicheck::internals::config::RenderSettings;
use tikicheck::internals::generator::Workspace;
use tikicheck::internals::page::escape::escape;
use tikicheck::internals::render::compare::Compare;
use tikicheck::internals::render::dump::dump;
use tikicheck::internals::render::escaped::Escaped;
use tikicheck::internals::render::markdown::markdown;
use tikicheck::internals::render::record::Recorded;
use tikicheck::internals::render::{Origin, Sink};
use tikicheck::internals::site::Site;
use tikicheck::internals::wiki::{Lines, Tree};

use crate::{config, parse, settings, site, wiki};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_sink_gets_the_same_text(text in wiki::text(), settings in settings(), place in any::<Index>()) {
        let site = site(&config(settings));
        let tree = parse_for(&text, settings);
        for part in [Part::Markdown, Part::Tree] {
            let part = Rendering { part, tree: &tree, site: &site, settings };
            let plain = part.text(String::new(), |text| text);
            prop_assert_eq!(&part.text(String::new(), |text| text), &plain);
            prop_assert_eq!(&part.text(Recorded::default(), |recorded| recorded.text), &plain);
            let escaped = part.text(Escaped(String::new()), |escaped| escaped.0);
            prop_assert_eq!(&*escaped, escape(&plain));

            let mut same = Compare::new(plain.as_bytes());
            prop_assert!(part.write(&mut same).is_ok() && same.is_complete());
            let longer = format!("{plain}x");
            let mut rest = Compare::new(longer.as_bytes());
            prop_assert!(part.write(&mut rest).is_ok() && !rest.is_complete());
            if !plain.is_empty() {
                let place = place.index(plain.len());
                let mut other = plain.clone().into_bytes();
                other[place] ^= 1;
                prop_assert!(part.write(&mut Compare::new(&other)).is_err());
                prop_assert!(part.write(&mut Compare::new(&plain.as_bytes()[..place])).is_err());
            }
        }
    }

    #[test]
    fn what_is_copied_stands_in_the_text(text in wiki::text(), settings in settings()) {
        let site = site(&config(settings));
        let tree = parse_for(&text, settings);
        for part in [Part::Markdown, Part::Tree] {
            let part = Rendering { part, tree: &tree, site: &site, settings };
            let plain = part.text(Pieces::default(), |pieces| pieces.0);
            let escaped = part.text(Escaped(Pieces::default()), |escaped| escaped.0.0);
            for (piece, origin) in plain.iter().chain(&escaped) {
                // A span outside of the text would panic here.
                let there = tree.slice(origin.span());
                if let Origin::Copied(_) = origin {
                    prop_assert_eq!(piece, there);
                }
            }
            let recorded = part.text(Recorded::default(), |recorded| recorded);
            let mut at = 0;
            for (piece, origin) in plain.iter().filter(|(piece, _)| !piece.is_empty()) {
                prop_assert_eq!(recorded.origin(at..at + piece.len()), origin.span());
                at += piece.len();
            }
        }
    }

    #[test]
    fn memory_used_again_changes_nothing(
        texts in prop::collection::vec(wiki::text(), 1..4),
        settings in settings(),
    ) {
        let config = config(settings);
        let site = site(&config);
        let context = Context::new(&config, &site);
        let mut workspace = Workspace::default();
        for text in texts {
            let again = context.generator.regenerate(&text, &mut workspace);
            prop_assert_eq!(again, context.generator.regenerate(&text, &mut Workspace::default()));
        }
    }
}

fn parse_for(text: &str, settings: RenderSettings) -> Tree {
    let lines = if settings.trim_lines {
        Lines::Trimmed
    } else {
        Lines::AsWritten
    };
    parse(text, lines)
}

#[derive(Clone, Copy)]
enum Part {
    Markdown,
    Tree,
}

/// One part of a page, to be written to any sink.
struct Rendering<'r> {
    part: Part,
    tree: &'r Tree,
    site: &'r Site,
    settings: RenderSettings,
}

impl Rendering<'_> {
    fn write(&self, out: &mut impl Sink) -> fmt::Result {
        match self.part {
            Part::Markdown => markdown(self.tree, self.site, self.settings, out),
            Part::Tree => dump(self.tree, out),
        }
    }

    /// Writes to `sink`, which takes everything, and takes `out` of it what it got.
    fn text<S: Sink, T>(&self, mut sink: S, out: impl FnOnce(S) -> T) -> T {
        self.write(&mut sink).expect("this sink takes everything");
        out(sink)
    }
}

/// A sink that keeps the pieces; all of them must come with their origins.
#[derive(Default)]
struct Pieces(Vec<(String, Origin)>);

impl fmt::Write for Pieces {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        panic!("{text:?} comes from nowhere")
    }
}

impl Sink for Pieces {
    fn piece(&mut self, text: &str, origin: Origin) -> fmt::Result {
        self.0.push((text.to_owned(), origin));
        Ok(())
    }
}
