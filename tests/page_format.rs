//! The page format: seams, verdicts, damage, and pages that quote their own format.

use std::path::Path;

use proptest::prelude::*;

use tikicheck::internals::check::{Allowed, Context, HandEdits, Misfits, Unmeant, Verdict};
use tikicheck::internals::config::Config;
use tikicheck::internals::finding::{Finding, Fix, Part};
use tikicheck::internals::generator::Workspace;
use tikicheck::internals::page::escape::escape;
use tikicheck::internals::rules::{Group, Rule};
use tikicheck::internals::site::{Attachments, PageSet, Site};
use tikicheck::internals::testing::{Outcome, check, check_fixed};

#[path = "support/page.rs"]
mod page;
use page::Pieces;

const SEED: &str = "conformance/seed-page/content/posts";
const YAML: &str = "---\ntitle: \"A\"\n---\n";

/// The default configuration, but for the name of the file, and a site of one page.
struct Place {
    config: Config,
    site: Site,
}

impl Place {
    fn new() -> Self {
        let mut config = Config::default();
        config.rules.insert(Rule::SlugMismatch, None);
        let pages = PageSet::from_paths(["content/posts/a.md"]);
        let site = Site::new(pages, &config.links, Attachments::default());
        Self { config, site }
    }

    fn context(&self) -> Context<'_> {
        Context::new(&self.config, &self.site)
    }

    fn pieces(&self, source: &str) -> Pieces {
        Pieces::in_sync(YAML, source, self.context())
    }

    fn mended(&self, pieces: &Pieces) -> Pieces {
        pieces.mended(self.context())
    }

    fn check(&self, file: impl AsRef<[u8]>, edits: impl Into<Allowed>) -> Outcome {
        let path = Path::new("content/posts/a.md");
        let mut outcome = check(
            path,
            file.as_ref(),
            self.context(),
            edits,
            &mut Workspace::default(),
        );
        // How Hugo shows a page is no matter of its format.
        let is_about_format = |finding: &Finding| finding.rule.group() != Group::Shown;
        outcome.findings.retain(is_about_format);
        outcome
    }

    /// Asserts that the page is in sync and nothing is said about it.
    #[track_caller]
    fn is_clean(&self, file: impl AsRef<[u8]>) {
        let checked = self.check(file, HandEdits::Discard);
        assert_eq!(checked.verdict, Verdict::InSync, "{:#?}", checked.findings);
        assert!(checked.findings.is_empty(), "{:#?}", checked.findings);
        assert!(checked.fixed.is_none());
    }

    /// Asserts that the page drifted by `rule`, and that a fix gives what its source generates – one that has to be
    /// asked for by name where it costs an edit, or where nothing proves that the settings fit.
    #[track_caller]
    fn drifted(&self, pieces: &Pieces, rule: Rule) {
        let fixed = |allowed: Allowed| self.check(pieces.text(), allowed);
        let kept = fixed(Allowed::default());
        assert_eq!(rules(&kept), [rule], "{:#?}", kept.findings);
        assert_eq!(kept.verdict, Verdict::Drifted);
        let mended = Some(self.mended(pieces).text());
        let all = Allowed {
            hand_edits: HandEdits::Discard,
            misfits: Misfits::Rewrite,
            unmeant: Unmeant::Keep,
        };
        assert_eq!(fixed(all).fixed.map(text), mended);
        let discarded = fixed(HandEdits::Discard.into()).fixed.map(text);
        let kept_fixed = kept.fixed.map(text);
        match kept.findings[0].fix {
            // A hand edit is carried into the source; the body stays as it was edited.
            Fix::Safe if matches!(rule, Rule::EditedBody | Rule::ConflictingEdits) => {
                let carried = kept_fixed.as_deref().expect("a safe fix fixes");
                self.is_clean(carried);
                assert_eq!(discarded, mended);
            }
            Fix::Safe => assert_eq!((&kept_fixed, &discarded), (&mended, &mended)),
            Fix::KeepsEdit => {
                assert_eq!((&kept_fixed, &discarded), (&None, &mended));
                let alike = fixed(HandEdits::KeepAlike.into()).fixed.map(text);
                self.is_clean(alike.expect("what reads the same is written"));
            }
            Fix::DiscardsEdit => assert_eq!((&kept_fixed, &discarded), (&None, &mended)),
            _ => assert_eq!((&kept_fixed, &discarded), (&None, &None)),
        }
        let costs_edit = matches!(rule, Rule::EditedBody | Rule::ConflictingEdits);
        assert!(!costs_edit || kept_fixed != mended, "an edit is lost");
        self.is_clean(self.mended(pieces).text());
    }

    /// A page whose source was `old` when it was generated.
    fn stale(&self, old: &str, source: &str) -> Pieces {
        Pieces {
            source: escape(source).into_owned(),
            ..self.pieces(old)
        }
    }

    /// Asserts that the page is damaged, with `words` in the message, at line `line`, and that nothing mends it.
    #[track_caller]
    fn damaged(&self, file: impl AsRef<[u8]>, words: &str, line: usize) {
        for edits in [HandEdits::Keep, HandEdits::Discard] {
            let checked = self.check(file.as_ref(), edits);
            assert_eq!(checked.verdict, Verdict::Drifted);
            let [finding] = &checked.findings[..] else {
                panic!("one finding, not {:#?}", checked.findings);
            };
            assert_eq!(finding.rule, Rule::DamagedBlock, "{finding:#?}");
            assert!(finding.message.contains(words), "{:?}", finding.message);
            assert_eq!(finding.start.line, line, "{finding:#?}");
            assert_eq!((finding.fix, finding.part), (Fix::None, Some(Part::Frame)));
            assert_eq!(checked.fixed, None);
        }
    }
}

/// The rules of the findings, each once.
fn rules(checked: &Outcome) -> Vec<Rule> {
    let mut rules: Vec<Rule> = checked
        .findings
        .iter()
        .map(|finding| finding.rule)
        .collect();
    rules.dedup();
    rules
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).expect("a repair is text")
}

/// The number of the first line of `text` that starts with `start`.
fn line_of(text: &str, start: &str) -> usize {
    1 + text
        .lines()
        .position(|line| line.starts_with(start))
        .expect("the line is there")
}

/// The number of the line on which the block of `text` starts.
fn block_line(text: &str) -> usize {
    let block = text.rfind("<pre style=\"").expect("it has a block");
    1 + text[..block].matches('\n').count()
}

fn seed() -> String {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(SEED);
    let mut files = std::fs::read_dir(dir).expect("the fixture is there");
    let file = files.next().expect("one page").expect("it can be read");
    std::fs::read_to_string(file.path()).expect("it is text")
}

// ---- Verdicts ----------------------------------------------------------------------------------------------------

/// What was done to body and copy, with G for what the source generates and X, Y for anything else; then the verdict
/// with a good tree, and with a stale one.
const VERDICTS: [(&str, &str, Option<Rule>, Option<Rule>); 6] = [
    ("G", "G", None, Some(Rule::StaleTree)),
    ("G", "X", Some(Rule::StaleCopy), Some(Rule::StaleCopy)),
    ("X", "G", Some(Rule::EditedBody), Some(Rule::EditedBody)),
    // The same words in both, and the source says nothing of them: a person wrote them.
    ("X", "X", Some(Rule::EditedBody), Some(Rule::Misfit)),
    // The body is not the copy, so it was edited; the source is what the dump was made of, so it was not.
    ("X", "Y", Some(Rule::EditedBody), Some(Rule::EditedBody)),
    ("", "Y", Some(Rule::EditedBody), Some(Rule::EditedBody)),
];

#[test]
fn four_witnesses_give_the_verdict() {
    let place = Place::new();
    for source in [
        "",
        "a\n",
        "!A <b> & __'x'__\n* y",
        "~tc~AST Structure:~/tc~",
    ] {
        let good = place.pieces(source);
        let body = |what: &str| match what {
            "G" => good.body.clone(),
            "X" => format!("{}x & y\n", good.body),
            "Y" => format!("<y>{}", good.body),
            other => other.to_owned(),
        };
        for (shown, copied, with_tree, without) in VERDICTS {
            if source.is_empty() && shown.is_empty() {
                continue;
            }
            for (tree, rule) in [
                (good.tree.clone(), with_tree),
                (format!("{}│", good.tree), without),
            ] {
                let pieces = Pieces {
                    body: body(shown),
                    copy: escape(&body(copied)).into_owned(),
                    tree,
                    ..good.clone()
                };
                match rule {
                    None => place.is_clean(pieces.text()),
                    // Beside a construct the same words may come from a template.
                    Some(Rule::EditedBody) if shown == copied && source.ends_with("~/tc~") => {
                        place.drifted(&pieces, Rule::Misfit);
                    }
                    Some(rule) => place.drifted(&pieces, rule),
                }
            }
        }
    }
}

#[test]
fn a_stale_page_tells_whether_its_source_was_edited() {
    let place = Place::new();
    let old = place.pieces("a");
    let edited = Pieces {
        source: "b".to_owned(),
        ..old.clone()
    };
    place.drifted(&edited, Rule::StalePage);
    let message = |pieces: &Pieces| {
        place.check(pieces.text(), HandEdits::Keep).findings[0]
            .message
            .clone()
    };
    assert_eq!(
        message(&edited),
        "the source was edited (`a` became `b`), and the page still shows the old text"
    );
    // The dump is that of the source: nobody edited it since the page was made.
    let same_tree = Pieces {
        tree: place.mended(&edited).tree,
        ..edited.clone()
    };
    place.drifted(&same_tree, Rule::EditedBody);
    assert!(message(&same_tree).contains("in body and copy"));
    // And this was never generated by these settings.
    let other = Pieces {
        body: " <b>a</b> ".to_owned(),
        copy: escape(" <b>a</b> ").into_owned(),
        ..place.pieces("__a__")
    };
    place.drifted(&other, Rule::Misfit);
    // An edit of the source on such a page is told, and nothing is called safe.
    let both = Pieces {
        source: "__a__ b".to_owned(),
        ..other
    };
    place.drifted(&both, Rule::StalePage);
    assert!(message(&both).contains("`b` is new"), "{}", message(&both));
    assert!(message(&both).contains("would write this page otherwise"));
}

#[test]
fn links_to_pages_that_came_or_went_are_stale() {
    let place = Place::new();
    for (source, then) in [
        ("((A)) b", "[A](/tags/a.html) b"),
        ("((Other|x)) b", "[x](/posts/other) b"),
    ] {
        let pieces = Pieces {
            body: then.to_owned(),
            copy: escape(then).into_owned(),
            ..place.pieces(source)
        };
        place.drifted(&pieces, Rule::StaleLinks);
        let kept = place.check(pieces.text(), HandEdits::Keep);
        assert_eq!(kept.findings[0].fix, Fix::Safe);
    }
}

#[test]
fn another_style_is_a_warning_of_its_own() {
    let mut place = Place::new();
    place.config.block.is_named = true;
    let good = place.pieces("a");
    for style in ["", "color: red", "<&>"] {
        let styled = Pieces {
            style: style.to_owned(),
            ..good.clone()
        };
        let checked = place.check(styled.text(), HandEdits::Keep);
        assert_eq!(
            (checked.verdict, rules(&checked)),
            (Verdict::InSync, vec![Rule::BlockStyle]),
            "{style:?}"
        );
        assert_eq!(checked.fixed.map(text), Some(good.text()));
        // An edit that is carried into the source is fixed with the style.
        let edited = Pieces {
            body: "b".to_owned(),
            ..styled.clone()
        };
        let checked = place.check(edited.text(), HandEdits::Keep);
        assert_eq!(rules(&checked), [Rule::EditedBody, Rule::BlockStyle]);
        assert_eq!(checked.fixed.map(text), Some(place.pieces("b").text()));
        // An edit that must not be lost keeps nothing else from being mended.
        let edited = Pieces {
            body: "b\nc".to_owned(),
            ..styled
        };
        let checked = place.check(edited.text(), HandEdits::Keep);
        assert_eq!(rules(&checked), [Rule::EditedBody, Rule::BlockStyle]);
        let restyled = Pieces {
            style: good.style.clone(),
            ..edited
        };
        assert_eq!(checked.fixed.map(text), Some(restyled.text()));
    }
}

#[test]
fn lines_that_are_carried_into_the_source_end_as_those_around_them() {
    let place = Place::new();
    let good = place.pieces("one\ntwo\nthree");
    let edited = Pieces {
        body: good.body.replace("two", "new\n\ntwo"),
        ..good.clone()
    };
    let carried = |file: &str| {
        let checked = place.check(file, HandEdits::Keep);
        text(checked.fixed.expect("the edit is carried"))
    };
    assert_eq!(
        carried(&edited.text()),
        place.pieces("one\nnew\ntwo\nthree").text()
    );
    // The source has CRLF, and nothing else does.
    let crlf = |file: &str, source: &str| file.replace(source, &source.replace('\n', "\r\n"));
    let mixed = crlf(&edited.text(), "one\ntwo\nthree");
    let fixed = carried(&mixed);
    assert!(
        fixed.contains("one\r\nnew\r\ntwo\r\nthree\n</code>"),
        "{fixed:?}"
    );
    // All of it has.
    let whole = edited.text().replace('\n', "\r\n");
    let fixed = carried(&whole);
    assert_eq!(
        fixed,
        place
            .pieces("one\nnew\ntwo\nthree")
            .text()
            .replace('\n', "\r\n")
    );
    // One line in front of the block has, and none of the source.
    let one = edited.text().replacen("new\n", "new\r\n", 1);
    let fixed = carried(&one);
    assert!(fixed.contains("one\nnew\ntwo\nthree\n</code>"), "{fixed:?}");
}

// ---- Seams -------------------------------------------------------------------------------------------------------

#[test]
fn a_page_is_put_together_exactly() {
    let place = Place::new();
    let front_matters = [
        "",
        YAML,
        "{\n\"a\": {}}\n",
        "+++\na = 1\n+++\n",
        "\u{feff}",
        "\u{feff}---\n---\n",
    ];
    for front_matter in front_matters {
        for source in [
            "",
            "\n",
            "a",
            "\n\na\n\n",
            "!a",
            "</code>\n</pre>",
            "&amp; &nbsp; &#x27;",
        ] {
            let pieces = Pieces::in_sync(front_matter, source, place.context());
            place.is_clean(pieces.text());
            place.is_clean(pieces.text().replace('\n', "\r\n"));
        }
    }
}

#[test]
fn empty_lines_around_the_body_count() {
    let place = Place::new();
    let good = place.pieces("a\nb").text();
    let block = good.find("<pre").expect("it has a block");
    for wrong in [
        good.replacen("---\n\n\na", "---\n\na", 1),
        good.replacen("---\n\n\na", "---\n\n\n\na", 1),
        good.replacen("---\n\n\na", "---\n\n \na", 1),
        good.replacen("---\n\n\na", "---\na", 1),
        [&good[..block - 1], &good[block..]].concat(),
        [&good[..block], "\n", &good[block..]].concat(),
        [&good[..block], " ", &good[block..]].concat(),
    ] {
        assert_ne!(wrong, good);
        let kept = place.check(&wrong, HandEdits::Keep);
        // No reader sees them, so nothing is lost by writing them as they are generated.
        assert_eq!(
            (rules(&kept), kept.fixed.map(text).as_ref()),
            (vec![Rule::EditedBody], Some(&good)),
            "{wrong}"
        );
        assert_eq!(
            place
                .check(&wrong, HandEdits::Discard)
                .fixed
                .map(text)
                .as_ref(),
            Some(&good)
        );
    }
    // Without front matter there is one empty line less.
    let bare = Pieces::in_sync("", "a", place.context()).text();
    for wrong in [format!("\n{bare}"), bare[1..].to_owned()] {
        assert_eq!(
            rules(&place.check(&wrong, HandEdits::Keep)),
            [Rule::EditedBody]
        );
    }
}

#[test]
fn empty_lines_in_the_block_belong_to_its_parts() {
    let place = Place::new();
    let good = place.pieces("a").text();
    let copy = good.replacen("--------\na", "--------\n\na", 1);
    assert_eq!(
        rules(&place.check(copy, HandEdits::Keep)),
        [Rule::StaleCopy]
    );
    let tree = good.replacen("\n\nOriginal", "\n\n\nOriginal", 1);
    assert_eq!(
        rules(&place.check(tree, HandEdits::Keep)),
        [Rule::StaleTree]
    );
    let source = good.replacen("-------------\na\n", "-------------\na\n\n", 1);
    assert_eq!(
        rules(&place.check(source, HandEdits::Keep)),
        [Rule::StalePage]
    );
}

#[test]
fn the_source_keeps_its_line_ends() {
    let place = Place::new();
    for source in ["a\r\nb\r\n", "a\rb\n", "a\r\r\nb", "a\r\n\r\r\r\nb\rc"] {
        let good = place.pieces(source);
        place.is_clean(good.text());
        let stale = place.stale("x", source);
        place.drifted(&stale, Rule::StalePage);
        // As after a checkout on Windows, which leaves lines alone that end with CRLF.
        let crlf = |pieces: &Pieces| pieces.text().replace("\r\n", "\n").replace('\n', "\r\n");
        place.is_clean(crlf(&good));
        let repair = place.check(crlf(&stale), HandEdits::Keep).fixed;
        assert_eq!(repair.map(text), Some(crlf(&good)), "{source:?}");
    }
}

// ---- Damage ------------------------------------------------------------------------------------------------------

#[test]
fn a_page_cut_off_anywhere_is_never_rewritten() {
    let place = Place::new();
    let seed = seed();
    place.is_clean(&seed);
    let block = seed.find("\">\n<code").expect("it has a block") + 2;
    let lines = seed
        .char_indices()
        .filter(|&(_, c)| c == '\n')
        .map(|(at, _)| at + 1);
    for cut in lines
        .flat_map(|line| [line - 1, line])
        .filter(|&cut| cut < seed.len())
    {
        for edits in [HandEdits::Keep, HandEdits::Discard] {
            let checked = place.check(&seed[..cut], edits);
            assert_eq!(checked.fixed, None);
            if cut < block {
                assert_eq!(
                    checked.verdict,
                    Verdict::WithoutSource,
                    "{:?}",
                    &seed[cut - 20..cut]
                );
            } else {
                assert_eq!(
                    rules(&checked),
                    [Rule::DamagedBlock],
                    "{:?}",
                    &seed[cut - 20..cut]
                );
                let words = if cut + 1 == seed.len() {
                    "no line end"
                } else {
                    "cut off"
                };
                assert!(
                    checked.findings[0].message.contains(words),
                    "{:#?}",
                    checked.findings
                );
            }
        }
    }
}

#[test]
fn a_page_cut_off_within_its_first_lines_is_damaged_whatever_its_line_ends() {
    let place = Place::new();
    let good = place.pieces("a").text();
    for good in [good.clone(), good.replace('\n', "\r\n")] {
        let block = good.find("<code").expect("it has a block");
        let markdown = block + good[block..].find("--------").expect("it has a copy");
        for cut in (block..markdown).filter(|&cut| !good[..cut].ends_with('\r')) {
            place.damaged(
                &good[..cut],
                "cut off",
                good[..cut].matches('\n').count() + 1,
            );
        }
    }
    // Preformatted text of the page's own that goes on is no block.
    for other in [
        "<pre style=\"x\">\na\n",
        "<pre style=\"x\">\n<code>\n",
        "a <pre style=\"x\n",
    ] {
        assert_eq!(
            place.check(other, HandEdits::Keep).verdict,
            Verdict::WithoutSource
        );
    }
}

#[test]
fn a_block_out_of_order_is_damaged() {
    let place = Place::new();
    let good = place.pieces("a").text();
    const COPY: &str = "<code class=\"language-text\">\nMarkdown:\n--------\n";
    const TREE: &str = "\n\nAST Structure:\n-------------\n";
    const SOURCE: &str = "\n\nOriginal Tiki:\n-------------\n";
    let line = |text: &str, start: &str| line_of(text, start);
    for (was, is, words) in [
        (COPY, "", "its first lines"),
        (
            COPY,
            "<code class=\"language-text\">\n--------\n",
            "its first lines",
        ),
        (TREE, "\n", "`AST Structure:`"),
        (
            TREE,
            "\nAST Structure:\n-------------\n",
            "`AST Structure:`",
        ),
        (SOURCE, "\n", "`Original Tiki:`"),
        (
            SOURCE,
            "\n\nOriginal Tiki:\n------------\n",
            "`Original Tiki:`",
        ),
    ] {
        let wrong = good.replacen(was, is, 1);
        let checked = place.check(&wrong, HandEdits::Discard);
        assert_eq!(rules(&checked), [Rule::DamagedBlock], "{wrong}");
        assert!(
            checked.findings[0].message.contains(words),
            "{:#?}",
            checked.findings
        );
        assert_eq!(checked.fixed, None);
    }
    let swapped = good
        .replacen(TREE, "\u{1}", 1)
        .replacen(SOURCE, TREE, 1)
        .replacen('\u{1}', SOURCE, 1);
    place.damaged(
        &swapped,
        "`Original Tiki:`",
        line(&swapped, "AST Structure:") + 2,
    );
    let unopened = good.replacen("<pre style=\"", "<pre class=\"", 1);
    place.damaged(
        &unopened,
        "`<pre style=\"…\">`",
        line(&unopened, "--------"),
    );
}

#[test]
fn nothing_may_follow_the_block() {
    let place = Place::new();
    let good = place.pieces("a").text();
    let last = good.lines().count();
    for more in ["a", "\n</code>\n", "\n\nmore text\n"] {
        place.damaged(format!("{good}{more}"), "something follows it", last + 1);
    }
    for more in ["\n", " ", "\n \t\n"] {
        place.damaged(format!("{good}{more}"), "white space follows", last + 1);
    }
    place.damaged(good.trim_end(), "no line end", last);
    place.damaged(&good[..good.len() - 2], "cut off", last);
}

#[test]
fn conflict_markers_are_damage_wherever_they_stand() {
    let place = Place::new();
    let good = place.pieces("a\n\nb\n\nc");
    let text = good.text();
    let conflict = "<<<<<<< HEAD\nx\n=======\ny\n>>>>>>> other\n";
    // In front of each line of front matter, body and block, but the first.
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    for at in 1..=lines.len() {
        let page = [&lines[..at].concat(), conflict, &lines[at..].concat()].concat();
        place.damaged(&page, "conflict markers", at + 1);
        place.damaged(page.replace('\n', "\r\n"), "conflict markers", at + 1);
    }
    // Around any stretch of lines.
    for from in 1..lines.len() {
        for to in from..lines.len() {
            let page = [
                &lines[..from].concat(),
                "<<<<<<< HEAD\n",
                &lines[from..to].concat(),
                "=======\n",
                &lines[to..].concat(),
                ">>>>>>> other\n",
            ]
            .concat();
            let checked = place.check(&page, HandEdits::Discard);
            assert_eq!(
                (rules(&checked), checked.fixed),
                (vec![Rule::DamagedBlock], None),
                "{page}"
            );
        }
    }
}

#[test]
fn a_page_about_conflict_markers_is_a_page() {
    let place = Place::new();
    let source = "<<<<<<< HEAD\n\nx\n\n=======\n\ny\n\n>>>>>>> other\n";
    let good = place.pieces(source);
    place.is_clean(good.text());
    let stale = Pieces {
        source: format!("{}z", good.source),
        ..good.clone()
    };
    place.drifted(&stale, Rule::StalePage);
    let edited = Pieces {
        body: format!("{}z", good.body),
        ..good.clone()
    };
    place.drifted(&edited, Rule::EditedBody);
    let good_lines = good.body.matches('\n').count();
    let twice = Pieces {
        body: good.body.repeat(2),
        ..good
    };
    let second = 6 + good_lines;
    place.damaged(twice.text(), "conflict markers", second);
    // Two of the three are none of Git's.
    let edited = Pieces {
        body: "<<<<<<< a\n=======\nb\n".to_owned(),
        ..place.pieces("b")
    };
    place.drifted(&edited, Rule::EditedBody);
}

/// The first line of `text` that is `line`, from 1.
fn line_that_is(text: &str, line: &str) -> usize {
    1 + text
        .lines()
        .position(|found| found == line)
        .expect("it is there")
}

#[test]
fn markers_of_every_tool_and_length_are_damage() {
    let place = Place::new();
    let good = place.pieces("a");
    for conflict in [
        "<<<<<<< Conflict 1 of 1\n%%%%%%% Changes from base to side #1\n-a\n+b\n+++++++ Contents of side #2\nc\n\
         >>>>>>> Conflict 1 of 1 ends",
        "<<<<<<< Conflict 1 of 1\n+++++++ side #1\nb\n------- base\na\n+++++++ side #2\nc\n>>>>>>> ends",
        "<<<<<<< ours\nb\n||||||| base\na\n=======\nc\n>>>>>>> theirs",
        "<<<<<<<<<<<<<<< HEAD\nb\n===============\nc\n>>>>>>>>>>>>>>> other",
        "<<<<<<<\nb\n=======\nc\n>>>>>>>",
    ] {
        let in_source = Pieces {
            source: format!("{}\n{conflict}", good.source),
            ..good.clone()
        };
        let text = in_source.text();
        let line = line_that_is(&text, conflict.lines().next().expect("a line"));
        place.damaged(&text, "conflict markers of an unfinished merge", line);
        let in_body = Pieces {
            body: good.body.replacen("a", conflict, 1),
            ..good.clone()
        };
        let line = line_that_is(&in_body.text(), conflict.lines().next().expect("a line"));
        place.damaged(
            in_body.text(),
            "conflict markers of an unfinished merge",
            line,
        );
    }
    // Where `<` is escaped, shorter ones are none of the page's either.
    let short = Pieces {
        source: format!("{}\n<<< HEAD\nb\n===\nc\n>>> other", good.source),
        ..good
    };
    place.damaged(
        short.text(),
        "conflict markers",
        line_that_is(&short.text(), "<<< HEAD"),
    );
}

#[test]
fn what_is_left_of_conflict_markers_is_never_published() {
    let place = Place::new();
    let good = place.pieces("a\n\nb");
    let text = good.text();
    for line in [
        "<<<<<<< HEAD",
        ">>>>>>> other",
        "<<<<<<<<<<< HEAD",
        ">>>>>>>",
    ] {
        // Anywhere in the block, and in the front matter.
        let block = text.find("<pre").expect("a block");
        let places: Vec<usize> = text.match_indices('\n').map(|(at, _)| at + 1).collect();
        for at in places {
            if at < text.len() && (at > block || at == 4) {
                let page = [&text[..at], line, "\n", &text[at..]].concat();
                place.damaged(&page, "conflict marker", line_that_is(&page, line));
                place.damaged(
                    page.replace('\n', "\r\n"),
                    "conflict marker",
                    line_that_is(&page, line),
                );
            }
        }
    }
    // What divides the sides can be text: it counts where an edit of the source brought it.
    for line in [
        "=======",
        "||||||| base",
        "%%%%%%% from base",
        "+++++++ side #2",
    ] {
        let in_source = place.stale("a\nb", &format!("a\n{line}\nb"));
        place.damaged(
            in_source.text(),
            "conflict marker",
            line_that_is(&in_source.text(), line),
        );
        // Written into the body as well.
        let both = Pieces {
            body: place.pieces(&format!("a\n{line}\nb")).body,
            ..in_source
        };
        let last = both.text().lines().count() - 3;
        place.damaged(both.text(), "conflict marker", last);
    }
}

#[test]
fn lines_that_look_like_conflict_markers_can_be_text() {
    let place = Place::new();
    let odd = "a\n=======\n||||||| x\n%%%%%%% x\n+++++++ x\nb";
    place.is_clean(place.pieces(odd).text());
    // They were there before.
    place.drifted(&place.stale(odd, &odd.replace('b', "c")), Rule::StalePage);
    for text in [
        "a\n======\nb",
        "a\n========\nb",
        "a\n-------\nb",
        "a\n======= x\nb",
        "a\n|||||||\nb",
    ] {
        place.drifted(&place.stale("a\nb", text), Rule::StalePage);
    }
    // A text about a merge, newly written.
    let about = "<<<<<<< HEAD\nx\n=======\ny\n>>>>>>> other\nz";
    place.drifted(&place.stale("z", about), Rule::StalePage);
    place.drifted(&place.stale("z", ">>>>>>> other\nz"), Rule::StalePage);
}

#[test]
fn utf_16_is_told_as_such() {
    let place = Place::new();
    let text = place.pieces("abc").text();
    let units = || text.encode_utf16();
    let little: Vec<u8> = units().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = units().flat_map(u16::to_be_bytes).collect();
    for file in [
        little.clone(),
        big.clone(),
        [&[0xFF, 0xFE], &little[..]].concat(),
        [&[0xFE, 0xFF], &big[..]].concat(),
    ] {
        let checked = place.check(&file, HandEdits::Discard);
        assert_eq!(
            (rules(&checked), &checked.fixed),
            (vec![Rule::NotUtf8], &None)
        );
        let message = &checked.findings[0].message;
        assert_eq!(message, "the file is UTF-16, and pages are UTF-8");
    }
    // A page with a debug block is no such file, however it begins.
    let text = place.pieces("a\0b\0c\0").text();
    let start = text.find("a\0b").expect("the body");
    let checked = place.check(&text[start..], HandEdits::Keep);
    assert!(!rules(&checked).contains(&Rule::NotUtf8), "{checked:?}");
}

#[test]
fn a_second_block_is_damage_unless_the_copy_knows_it() {
    let place = Place::new();
    let good = place.pieces("a");
    let other = place.pieces("b");
    let doubled = good.text() + &other.body + "\n\n" + &other.block();
    place.damaged(&doubled, "a second debug block", line_of(&doubled, "<pre"));
    let doubled = good.text() + &good.block();
    place.damaged(&doubled, "a second debug block", line_of(&doubled, "<pre"));
    // A page that shows a whole block.
    let quoting = place.pieces(&format!("~tc~\n\n{}~/tc~", good.block()));
    assert!(quoting.body.contains(&good.block()));
    place.is_clean(quoting.text());
    place.drifted(
        &Pieces {
            body: format!("{}x", quoting.body),
            ..quoting.clone()
        },
        Rule::EditedBody,
    );
    place.drifted(
        &Pieces {
            source: format!("{}x", quoting.source),
            ..quoting
        },
        Rule::StalePage,
    );
}

#[test]
fn what_is_no_text_is_told_by_its_byte() {
    let place = Place::new();
    let good = place.pieces("abc").text();
    let place_of = |needle: &str| good.find(needle).expect("it is there");
    for at in [
        place_of("title"),
        place_of("abc"),
        place_of("background"),
        place_of("--------\nabc") + 10,
        place_of("TextNode"),
        good.rfind("abc").expect("it is there") + 1,
    ] {
        let mut file = good.clone().into_bytes();
        file[at] = 0xff;
        let checked = place.check(&file, HandEdits::Discard);
        assert_eq!(
            (rules(&checked), &checked.fixed),
            (vec![Rule::NotUtf8], &None),
            "byte {at}"
        );
        assert_eq!(checked.findings[0].start.offset, at);
    }
}

// ---- Pages that quote their own format ---------------------------------------------------------------------------

/// The block's headings, as a page about them quotes them.
const HEADINGS: &str = "\n\nAST Structure:\n-------------\nx\n\nOriginal Tiki:\n-------------\ny";

/// Asserts that `source`, however its page is edited, is told apart.
#[track_caller]
fn is_told_apart(place: &Place, source: &str) {
    let good = place.pieces(source);
    place.is_clean(good.text());
    place.is_clean(good.text().replace('\n', "\r\n"));
    let edited = |edit: fn(&mut Pieces)| {
        let mut pieces = good.clone();
        edit(&mut pieces);
        pieces
    };
    place.drifted(
        &edited(|page| page.source.push_str(" more")),
        Rule::StalePage,
    );
    place.drifted(
        &edited(|page| page.source.insert_str(0, "more ")),
        Rule::StalePage,
    );
    place.drifted(&edited(|page| page.body.push('x')), Rule::EditedBody);
    place.drifted(&edited(|page| page.tree.push('x')), Rule::StaleTree);
    // Where the copy is neither body nor generated, nothing tells which headings are the block's own.
    for page in [
        edited(|page| page.copy.push('x')),
        edited(|page| page.copy.insert(0, 'x')),
        edited(|page| {
            page.body.push('x');
            page.source.push('y');
        }),
    ] {
        let page = page.text();
        place.damaged(&page, "ambiguous", block_line(&page));
    }
}

#[test]
fn headings_quoted_in_the_source_are_told_apart() {
    let place = Place::new();
    is_told_apart(&place, &format!("About the block:{HEADINGS}\n"));
    is_told_apart(&place, &format!("{HEADINGS}{HEADINGS}{HEADINGS}"));
    is_told_apart(&place, &format!("{HEADINGS}\n*__^a^__"));
    is_told_apart(
        &place,
        &format!("__{{FADE(a=\n1\n\n2)}}b{{FADE}}__{HEADINGS} ~hs~"),
    );
    is_told_apart(&place, &format!("{HEADINGS} [[1]"));
    is_told_apart(&place, "a\n\nAST Structure:\n-------------\n");
    is_told_apart(&place, "\n\nOriginal Tiki:\n-------------\n");
    is_told_apart(
        &place,
        "a\n\nOriginal Tiki:\n-------------\n\n\nAST Structure:\n-------------\n",
    );
}

#[test]
fn headings_quoted_in_comments_are_told_apart_though_they_are_in_the_copy_too() {
    let place = Place::new();
    let source = format!("a ~tc~{HEADINGS}~/tc~ b");
    assert!(place.pieces(&source).copy.contains(HEADINGS));
    is_told_apart(&place, &source);
    is_told_apart(
        &place,
        &format!("{{SQL()}}{HEADINGS}{{SQL}} b ~tc~{HEADINGS}~/tc~"),
    );
    is_told_apart(&place, &format!("{{HTML()}}{HEADINGS}{{HTML}}"));
}

#[test]
fn headings_quoted_in_arguments_and_urls_are_in_the_tree_too() {
    let place = Place::new();
    for source in [
        format!("{{FADE(label=\"{HEADINGS}\")}}a{{FADE}}"),
        format!("a {{maketoc{HEADINGS}}}"),
        format!("[a{HEADINGS}/b|c]"),
        format!("[{HEADINGS}`\n{HEADINGS}|c] {HEADINGS}"),
    ] {
        let good = place.pieces(&source);
        assert!(good.tree.contains("\n\nOriginal Tiki:\n-------------\n"));
        place.is_clean(good.text());
        place.drifted(
            &Pieces {
                body: format!("{}x", good.body),
                ..good.clone()
            },
            Rule::EditedBody,
        );
        // Several trees would do for this source's page; nobody guesses.
        let edited = Pieces {
            source: format!("{}x", good.source),
            ..good
        };
        place.damaged(edited.text(), "ambiguous", block_line(&edited.text()));
    }
}

#[test]
fn where_the_tree_alone_could_tell_nobody_guesses() {
    let place = Place::new();
    // Whatever the source is taken to be, it shows nothing.
    let good = place.pieces("{include a\n\nOriginal Tiki:\n-------------\n{include b}");
    assert_eq!(good.copy, "");
    place.is_clean(good.text());
    let edited = Pieces {
        tree: format!("{}x", good.tree),
        ..good
    };
    place.damaged(edited.text(), "ambiguous", block_line(&edited.text()));
}

#[test]
fn however_many_headings_a_url_quotes_a_page_in_sync_is_in_sync() {
    // Found by fuzzing: the tree holds a url as it is, and then looks like none.
    let place = Place::new();
    for times in [1, 4, 5, 20, 100] {
        let url = "Original Tiki:\n-------------\n\n".repeat(times);
        place.is_clean(place.pieces(&format!("[\n:\n\n{url}]")).text());
    }
}

#[test]
fn a_url_that_quotes_headings_is_not_where_a_tree_ends() {
    // Found by fuzzing: a url that the tree holds as it is ends what looks like a tree.
    let place = Place::new();
    let url = "\n\nOriginal Tiki:\n-------------\n";
    let good = place.pieces(&format!("[{url}e[\ne{url}tiki-index.php?page_id=2|h]"));
    place.is_clean(good.text());
    let edited = Pieces {
        source: format!("{}\n__edited__", good.source),
        ..good
    };
    place.damaged(edited.text(), "ambiguous", block_line(&edited.text()));
}

#[test]
fn a_page_about_a_page_is_a_page() {
    let place = Place::new();
    let mut source = "a ''b''".to_owned();
    for _ in 0..3 {
        source = format!("~tc~{}~/tc~ c", place.pieces(&source).text());
        is_told_apart(&place, &source);
    }
}

#[test]
fn many_quoted_headings_are_told_apart() {
    let mut place = Place::new();
    place.config.limits.page_bytes = u64::MAX;
    is_told_apart(&place, &HEADINGS.repeat(50));
    is_told_apart(&place, &format!("~tc~{}~/tc~", HEADINGS.repeat(200)));
    let good = place.pieces(&HEADINGS.repeat(2_500));
    place.is_clean(good.text());
    let stale = Pieces {
        source: format!("x{}", good.source),
        ..good
    };
    assert_eq!(
        rules(&place.check(stale.text(), HandEdits::Keep)),
        [Rule::StalePage]
    );
}

#[test]
fn a_repair_that_would_not_last_is_refused() {
    let place = Place::new();
    let stale = place.stale("x", "a");
    let context = place.context();
    let path = Path::new("content/posts/a.md");
    let mut workspace = Workspace::default();
    assert!(
        check_fixed(
            path,
            stale.text().as_bytes(),
            context,
            HandEdits::Keep,
            &mut workspace
        )
        .is_err()
    );
    let mended = place.mended(&stale).text();
    let left = check_fixed(
        path,
        mended.as_bytes(),
        context,
        HandEdits::Keep,
        &mut workspace,
    );
    assert_eq!(left.expect("it is mended").verdict, Verdict::InSync);
}

proptest! {
    /// Whatever a page quotes of its own format: in sync it is told so, and a fix of a stale one takes its own source
    /// for the source, or there is none.
    #[test]
    fn no_quoted_heading_is_taken_for_the_blocks_own(
        wiki in proptest::collection::vec(proptest::sample::select(&QUOTED[..]), 0..14),
        more in proptest::sample::select(&["x", "\n__edited__", "\n\nOriginal Tiki:\n-------------\n", "`\n├── x"][..]),
    ) {
        let place = Place::new();
        let good = place.pieces(&wiki.concat());
        let checked = place.check(good.text(), HandEdits::Keep);
        prop_assert_eq!(checked.verdict, Verdict::InSync, "{:?}", checked.findings);
        for source in [format!("{}{more}", good.source), format!("{more}{}", good.source)] {
            let edited = Pieces { source, ..good.clone() };
            let checked = place.check(edited.text(), HandEdits::Keep);
            if let Some(repair) = checked.fixed {
                prop_assert_eq!(text(repair), place.mended(&edited).text());
            }
        }
    }
}

/// What the pages of the property are made of.
const QUOTED: [&str; 20] = [
    "\n\nOriginal Tiki:\n-------------\n",
    "\n\nAST Structure:\n-------------\n",
    "Markdown:\n--------\n",
    "├── TextNode\n",
    "│   url: `",
    "│   full_match: `a`\n",
    "│   │   raw_content: a\n",
    "`",
    "\n",
    "\n\n",
    "a",
    "[",
    "|h]",
    "{maketoc ",
    "}",
    "{FADE(a=\"",
    "\")}x{FADE}",
    "__",
    "((a|",
    "))",
];
