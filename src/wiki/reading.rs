//! How an exporter reads wiki text: what differs between the versions of an exporter, as one value.

use super::dialect::{Dialect, EXPORTER};
use super::source::Lines;
use super::tree::{Kind, Kinds};

/// How wiki text is read. The default is how the last exporter read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// The plugins and their names.
    pub dialect: &'static Dialect,
    /// Whether lines lose their leading white space.
    pub lines: Lines,
    /// The constructs that this exporter does not know. What would be one of them is read as the next construct that
    /// fits, or as text: without `AliasedLocalLink`, `((a|b))` is a local link. [`Kind::Text`], [`Kind::TableRow`] and
    /// [`Kind::TableCell`] are no constructs of their own and have no effect here.
    pub unknown: Kinds,
    /// What the page of an aliased link may hold.
    pub aliased_links: AliasedLinks,
}

/// What the page of an aliased link `((page|text))` may hold: one or more characters, but no `|` and no newline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AliasedLinks {
    /// Neither `((` nor `))`: `((A)) and ((B|c))` is a local link, a text and an aliased link.
    #[default]
    Strict,
    /// Anything else: `((A)) and ((B|c))` is one aliased link to `A)) and ((B`.
    Run,
}

impl Reading {
    /// Whether `kind` is a construct of this exporter.
    #[must_use]
    pub fn knows(self, kind: Kind) -> bool {
        !self.unknown.contains(kind)
    }
}

impl Default for Reading {
    fn default() -> Self {
        Self {
            dialect: &EXPORTER,
            lines: Lines::default(),
            unknown: Kinds::NONE,
            aliased_links: AliasedLinks::default(),
        }
    }
}

/// The default reading with these lines.
impl From<Lines> for Reading {
    fn from(lines: Lines) -> Self {
        Self {
            lines,
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wiki::construct::{Constructs, Extent};
    use crate::wiki::dialect::node_name;
    use crate::wiki::{Tree, Workspace};

    fn tree(source: &str, reading: Reading) -> Tree {
        let mut tree = Tree::default();
        Workspace::default().parse_plain(source, reading, &mut tree);
        tree
    }

    /// The nodes at the top, each as its name and its text.
    fn nodes(source: &str, reading: Reading) -> String {
        let tree = tree(source, reading);
        let nodes: Vec<String> = tree
            .top()
            .map(|node| {
                let name = node_name(node.kind).trim_end_matches("Node");
                format!("{name} {:?}", tree.slice(node.full))
            })
            .collect();
        nodes.join(", ")
    }

    fn without(kinds: impl IntoIterator<Item = Kind>) -> Reading {
        Reading {
            unknown: kinds.into_iter().collect(),
            ..Reading::default()
        }
    }

    const RUN: Reading = Reading {
        dialect: &EXPORTER,
        lines: Lines::AsWritten,
        unknown: Kinds::NONE,
        aliased_links: AliasedLinks::Run,
    };

    #[test]
    fn an_unknown_construct_is_text_with_what_is_in_it() {
        let reading = without([Kind::Table, Kind::List, Kind::Sup]);
        for (source, expected) in [
            ("||a|__b__||", r#"Text "||a|", Bold "__b__", Text "||""#),
            (
                "{LIST()}''a''{LIST}",
                r#"Text "{LIST()}", Emphasis "''a''", Text "{LIST}""#,
            ),
            (
                "{SUP()}1{SUP}((A))",
                r#"Text "{SUP()}1{SUP}", LocalLink "((A))""#,
            ),
            (
                "{LISTPAGES()}a{LISTPAGES}",
                r#"ListPages "{LISTPAGES()}a{LISTPAGES}""#,
            ),
        ] {
            assert_eq!(nodes(source, reading), expected, "{source:?}");
        }
    }

    #[test]
    fn an_unknown_construct_gives_way_to_the_next_of_the_table() {
        for (kinds, source, expected) in [
            (Kind::AliasedLocalLink, "((a|b))", r#"LocalLink "((a|b))""#),
            (
                Kind::LocalLink,
                "((a)) ((a|b))",
                r#"Text "((a)) ", AliasedLocalLink "((a|b))""#,
            ),
            (Kind::WeirdCitation, "[[1]", r#"Link "[[1]""#),
            (Kind::Heading, "\n!a", "Text \"\\n!a\""),
            (Kind::HorizontalSpace, "~hs~~hs~", r#"Text "~hs~~hs~""#),
        ] {
            let reading = without([kinds]);
            assert_eq!(nodes(source, reading), expected, "{source:?}");
        }
    }

    /// A text with each construct in it, and nothing else.
    const ALL: &str = "__a__''b''^c^~~red:d~~%%%~hs~~hshs~[[1]((e))((f|g))[/h|i]doi: 1.2~tc~j~/tc~~np~k~/np~\
        {CUSTOMSEARCH()}{CUSTOMSEARCH}{SQL()}{SQL}{LISTPAGES()}{LISTPAGES}{IMG()}{IMG}{ATTACH()}{ATTACH}{LIST()}{LIST}\
        {FONT()}{FONT}{FADE()}{FADE}{SUP()}{SUP}{BOX()}{BOX}{DIV()}{DIV}{HTML()}{HTML}{ALINK()}{ALINK}\
        {maketoc}{category a}{filter a}{img a}{include a}{REDIRECT()/}||l|m||\n!n\n*o\n#p\n+q\n---\n\n----\n";

    #[test]
    fn each_construct_can_be_unknown() {
        let kinds: Vec<Kind> = tree(ALL, Reading::default())
            .nodes()
            .map(|node| node.kind)
            .filter(|kind| !matches!(kind, Kind::Text | Kind::TableRow | Kind::TableCell))
            .collect();
        let seen: Kinds = kinds.iter().copied().collect();
        let missing = (EXPORTER.plugins.iter().map(|plugin| plugin.kind))
            .filter(|kind| !seen.contains(*kind))
            .count();
        assert_eq!(missing, 0);
        for kind in kinds {
            let tree = tree(ALL, without([kind]));
            assert!(
                tree.nodes().all(|node| node.kind != kind),
                "{kind:?} is read though it is unknown"
            );
            let text: String = tree.top().map(|node| tree.slice(node.full)).collect();
            assert_eq!(text, ALL, "without {kind:?}");
        }
    }

    #[test]
    fn in_a_run_the_page_goes_on_to_the_bar() {
        for (source, expected) in [
            (
                "((A)) and ((B|c))",
                r#"AliasedLocalLink "((A)) and ((B|c))""#,
            ),
            (
                "((A)) and ((B))",
                r#"LocalLink "((A))", Text " and ", LocalLink "((B))""#,
            ),
            (
                "((A))\n((B|c))",
                "LocalLink \"((A))\", Text \"\\n\", AliasedLocalLink \"((B|c))\"",
            ),
            ("((A)) | b", r#"LocalLink "((A))", Text " | b""#),
            (
                "((A|b)) ((C|d))",
                r#"AliasedLocalLink "((A|b))", Text " ", AliasedLocalLink "((C|d))""#,
            ),
            ("((|b))", r#"LocalLink "((|b))""#),
        ] {
            assert_eq!(nodes(source, RUN), expected, "{source:?}");
        }
        let tree = tree("((A)) and ((B | c))", RUN);
        let link = tree.top().next().expect("a link");
        assert_eq!(tree.slice(link.inner), "A)) and ((B|c");
        let strict = nodes("((A)) and ((B|c))", Reading::default());
        assert_eq!(
            strict,
            r#"LocalLink "((A))", Text " and ", AliasedLocalLink "((B|c))""#
        );
    }

    #[test]
    fn in_a_row_what_is_a_link_keeps_its_bar() {
        let cells = |reading| {
            let tree = tree("||((A)) x ((B|c))|d||", reading);
            let count = |kind| tree.nodes().filter(|node| node.kind == kind).count();
            count(Kind::TableCell)
        };
        assert_eq!(cells(Reading::default()), 2);
        assert_eq!(cells(RUN), 2);
        assert_eq!(cells(without([Kind::AliasedLocalLink])), 3);
    }

    /// How many bytes the memo looks at where every place of `text` is tried.
    fn searched(text: &str, reading: Reading) -> usize {
        let mut constructs = Constructs::new(text, reading);
        let scope = Extent::new(text, 0, text.len());
        for at in 0..text.len() {
            constructs.at(at, at, scope);
        }
        constructs.searched()
    }

    #[test]
    fn looking_for_closers_is_linear_in_every_reading() {
        let unknown = without([Kind::AliasedLocalLink, Kind::Bold, Kind::Sup]);
        for piece in [
            "((",
            "((a|",
            "((a)) ",
            "((a)) ((b|",
            "((a|b\n",
            "((a\n|b)) ",
            "))((|",
        ] {
            for reading in [Reading::default(), RUN, unknown] {
                let text = piece.repeat(3000);
                let looked = searched(&text, reading);
                // At most the eight markers that links look for, each once over the text.
                assert!(looked <= 8 * text.len(), "{piece:?}: {looked}");
            }
        }
    }
}
