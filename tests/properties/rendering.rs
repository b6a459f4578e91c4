//! Rendering: one text for every sink, and every piece of it knows where it comes from.

use std::fmt;

use proptest::prelude::*;
use proptest::sample::Index;
use tikicheck::internals::check::Context;
use tikicheck::internals::config::Config;
use tikicheck::internals::generator::{Generator, Workspace};
use tikicheck::internals::page::escape::escape;
use tikicheck::internals::page::lines::View;
use tikicheck::internals::render::compare::Compare;
use tikicheck::internals::render::dump::dump;
use tikicheck::internals::render::escaped::Escaped;
use tikicheck::internals::render::record::Recorded;
use tikicheck::internals::render::{Origin, Sink};
use tikicheck::internals::site::Site;
use tikicheck::internals::text::span::{How, Span, SpanMap};
use tikicheck::internals::wiki::source::SourceMap;
use tikicheck::internals::wiki::{self as reader, Lines, Tree};

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
                let there = tree.slice(origin.span);
                if origin.how == How::Copied {
                    prop_assert_eq!(piece, there);
                }
                let node = origin.node.map(|id| tree.node(id));
                let node = node.expect("a piece of a part belongs to a construct");
                prop_assert_eq!(origin.kind, Some(node.kind));
            }
            let recorded = part.text(Recorded::default(), |recorded| recorded);
            let mut at = 0;
            for (piece, origin) in plain.iter().filter(|(piece, _)| !piece.is_empty()) {
                let place = at..at + piece.len();
                let kept: Vec<_> = recorded.pieces(place.clone()).collect();
                prop_assert_eq!(kept, [(place.clone(), *origin)]);
                let shown = recorded.origin(place, &tree);
                let node = origin.node.expect("a piece of a part belongs to a construct");
                prop_assert!(shown == origin.span || shown == tree.node(node).full);
                at += piece.len();
            }
        }
    }

    /// From what is generated to the bytes on disk, over every text between them.
    #[test]
    fn what_is_copied_leads_to_the_same_bytes_of_the_file(
        text in wiki::text(),
        settings in settings(),
        end in prop_oneof![Just("\n"), Just("\r\n")],
        front in "[a\n]{0,4}",
    ) {
        let site = site(&config(settings));
        let source = escape(&text).replace('\n', end);
        let file = format!("{}{source}", front.replace('\n', end)).into_bytes();
        // The view decides what the source is: a lone CR in front of a CRLF is a line feed there.
        let view = View::with_lf(&file);
        let viewed = std::str::from_utf8(&view.text).expect("a view of a text is a text");
        let part = &viewed[front.len()..];
        let lines = lines_for(settings);
        let mut tree = Tree::default();
        reader::Workspace::default().parse_escaped(part, lines.into(), &mut tree);
        let to_file = tree
            .source_map()
            .then(&SourceMap::of_escaped(part, lines))
            .then(&SpanMap::of_part(Span::new(front.len() as u32, viewed.len() as u32)))
            .then(&view.map());
        prop_assert_eq!(to_file.end() as usize, tree.whole_text().len());
        for part in [Part::Markdown, Part::Tree] {
            let part = Rendering { part, tree: &tree, site: &site, settings };
            let recorded = part.text(Recorded::default(), |recorded| recorded);
            let map = recorded.map().then(&to_file);
            prop_assert_eq!(map.end() as usize, recorded.text.len());
            for piece in map.pieces() {
                // A span outside of the file would panic here.
                let there = &file[piece.there.range()];
                if piece.how == How::Copied {
                    let here = &recorded.text.as_bytes()[piece.here.range()];
                    prop_assert_eq!(here, there);
                    prop_assert!(map.here(piece.there).any(|back| back == piece.here));
                }
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
    parse(text, lines_for(settings))
}

fn lines_for(settings: RenderSettings) -> Lines {
    if settings.trim_lines {
        Lines::Trimmed
    } else {
        Lines::AsWritten
    }
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
    config: &'r Config,
}

impl Rendering<'_> {
    fn write(&self, out: &mut impl Sink) -> fmt::Result {
        match self.part {
            Part::Markdown => Generator::new(self.config, self.site).markdown(self.tree, out),
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
