//! How a page is shown: each rule where it speaks, with its places in body and source, and where it is silent.

use std::path::Path;

use super::{Context, HandEdits, Verdict};
use crate::config::Config;
use crate::finding::Finding;
use crate::generator::Workspace;
use crate::hugo::Facts;
use crate::rules::{Group, Rule};
use crate::site::{Attachments, PageSet, Site};
use crate::testing::check;

/// What is said about how a file is shown.
fn said_of_file(file: &str, config: &str) -> Vec<Finding> {
    on_site(config, |context| {
        let mut workspace = Workspace::default();
        let path = Path::new("content/posts/zinc.md");
        let outcome = check(
            path,
            file.as_bytes(),
            context,
            HandEdits::Keep,
            &mut workspace,
        );
        let shown = |finding: &Finding| finding.rule.group() == Group::Shown;
        outcome.findings.into_iter().filter(shown).collect()
    })
}

fn on_site<T>(config: &str, ask: impl FnOnce(Context<'_>) -> T) -> T {
    let config = Config::parse(config, Path::new("tikicheck.yaml")).expect("a configuration");
    let mut facts = Facts::default();
    facts.shortcodes.add_template("note", "{{ .Inner }}");
    facts.shortcodes.add_template("chart", "<svg>");
    for name in &config.hugo.shortcodes {
        facts.shortcodes.add(name);
    }
    let pages = PageSet::from_paths(["content/posts/iron.md"]);
    let site = Site::new(pages, &config.links, Attachments::default()).with_hugo(facts);
    ask(Context::new(&config, &site))
}

fn page(wiki: &str, config: &str) -> String {
    on_site(config, |context| {
        let mut workspace = Workspace::default();
        context.generator.page(wiki, &mut workspace)
    })
}

/// What is said about how a page is shown that `wiki` generates: the rule, the text in the body, that in the source.
fn said(wiki: &str) -> Vec<(Rule, String, String)> {
    said_under(wiki, "")
}

fn said_under(wiki: &str, config: &str) -> Vec<(Rule, String, String)> {
    let file = page(wiki, config);
    let source = file.find("Original Tiki:").expect("a source");
    let findings = said_of_file(&file, config).into_iter();
    let told = findings.map(|finding| {
        let body = finding.start.offset..finding.end.offset;
        assert!(body.end < source, "{wiki:?}: the place is in the body");
        let from = finding.source.expect("it comes from the source");
        let at = from.at.expect("a place in the file").offset;
        assert!(at > source, "{wiki:?}: the place is in the source");
        assert!(finding.cause.is_some(), "{wiki:?}: it has a cause");
        (finding.rule, file[body].to_owned(), from.text)
    });
    told.collect()
}

fn rules(wiki: &str) -> Vec<Rule> {
    said(wiki).into_iter().map(|(rule, ..)| rule).collect()
}

#[test]
fn text_behind_blanks_is_shown_as_code() {
    for (wiki, text) in [
        ("a\n    Take it daily\nb", "Take it daily"),
        ("a\n\tTake it daily", "Take it daily"),
        ("a `b` c", "`b`"),
        ("a\n```\nb\n```\nc", "b"),
    ] {
        let told = said(wiki);
        assert_eq!(told.len(), 1, "{wiki:?}: {told:?}");
        let (rule, body, source) = &told[0];
        assert_eq!(*rule, Rule::ShownAsCode, "{wiki:?}");
        assert_eq!((body.trim(), source.trim()), (text, text), "{wiki:?}");
    }
    // One line for each cause of a page.
    let told = said("a\n    b\nc\n    d\ne");
    assert_eq!(told.len(), 1, "{told:?}");
}

#[test]
fn what_is_not_shown_as_one_is_lost() {
    for (wiki, body) in [
        ("{BOX()}* one{BOX}", "*"),
        ("{BOX()}a\n!!b\n{BOX}", ""),
        ("{BOX()}__a__{BOX}", "**"),
        ("{BOX()}[https://example.org|a]{BOX}", "]("),
        ("a [https://example.org/b\nc|d] e", "]("),
        ("{BOX()}a%%%b{BOX}", "\n"),
    ] {
        let told = said(wiki);
        if body.is_empty() {
            // The empty line ends the block of HTML.
            assert_eq!(told, [], "{wiki:?}");
            continue;
        }
        assert_eq!(told.len(), 1, "{wiki:?}: {told:?}");
        assert_eq!(
            (told[0].0, &*told[0].1),
            (Rule::MarkupLost, body),
            "{wiki:?}"
        );
    }
}

#[test]
fn signs_that_the_wiki_does_not_know_make_markup() {
    for (wiki, body) in [
        ("1. one", "1."),
        ("a\n- one", "-"),
        ("the _tibia_ bone", "_"),
        ("the *tibia* bone", "*"),
        ("what 2*3*4 is", "*"),
        ("a \\* b", "\\"),
        ("> a", ">"),
    ] {
        let told = said(wiki);
        assert!(!told.is_empty(), "{wiki:?}");
        assert_eq!(
            (told[0].0, &*told[0].1),
            (Rule::MarkupMade, body),
            "{wiki:?}"
        );
    }
}

#[test]
fn text_that_nobody_can_read_is_lost() {
    for (wiki, body) in [("if a <b and c>d", "<b and c>"), ("a\n||b|c\nd|e|f||", "f")] {
        let told = said(wiki);
        assert_eq!(told.len(), 1, "{wiki:?}: {told:?}");
        assert_eq!(
            (told[0].0, told[0].1.trim()),
            (Rule::TextLost, body),
            "{wiki:?}"
        );
    }
}

#[test]
fn plugins_can_be_read() {
    let told = said("a {MODULE(module=\"x\")}{MODULE} b");
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!((told[0].0, &*told[0].1), (Rule::PluginShown, "{MODULE("));
    assert_eq!(rules("a ~np~{MODULE(x)}{MODULE}~/np~ b"), []);
    assert_eq!(rules("~tc~{MODULE(x)}{MODULE}~/tc~"), []);
}

#[test]
fn what_is_shown_as_it_is_meant_is_not_spoken_of() {
    for wiki in [
        "!a\n!!b\n!!!c __d__\n",
        "a\n* b\n** c\n*** d\n# e\n## f\n",
        "__a__ ''b'' ^c^ {SUP()}d{SUP} ~~red:e~~ ~~#00F,red:f~~\n",
        "((Iron)) ((Zinc)) ((Iron|iron)) [https://example.org/a b|c] [https://example.org]\n",
        "||a|b\nc|d||\n",
        "a\n---\nb\n----\nc\n",
        "a%%%b\n\nc%%%\n\nd ~hs~ e\n",
        "{img src=/a.png alt=\"b\"} {ATTACH(id=1)}a{ATTACH}\n",
        "{BOX(width=50%)}a{BOX} {BOX()}a\nb\n{BOX}\n",
        "[[1] [2] doi:10.1000/182\n",
        "~tc~ a\n\nb ~/tc~ c {maketoc}\n",
        "+a\n++b\nc\n",
        "a <sup>2</sup> <br> <font size=\"2\">b</font> &amp; c < d > e\n",
        "https://example.org/a_b_c*d* www.example.org/_x_ a_b_c\n",
        "{HTML()}<b>a</b>\n    <i and>{HTML}\n",
        "{SQL(db=x)}select `a`\n\n    b{SQL}\n",
        "__ __ ____ \n",
        "a | b, 5 - 3, #1 (c) [d] {e} !f $g ~h `i\n",
    ] {
        assert_eq!(said(wiki), [], "{wiki:?}");
    }
}

#[test]
fn pages_that_drifted_are_not_judged() {
    let file = page("a\n    b\n", "").replacen("    b", "    c", 1);
    let shown = said_of_file(&file, "");
    assert!(shown.is_empty(), "{shown:?}");
}

#[test]
fn a_rule_can_be_switched_off_and_accepted() {
    assert_eq!(said_under("a\n    b", "rules: {shown-as-code: off}"), []);
    let accepted = "ignore: [{path: '**', rule: shown-as-code, reason: poems}]";
    assert_eq!(said_under("a\n    b", accepted), []);
    let file = format!(
        "---\ntikicheck: {{ignore: [shown-as-code]}}\n---\n\n{}",
        page("a\n    b", "")
    );
    assert!(said_of_file(&file, "").is_empty());
}

#[test]
fn a_page_that_is_shown_otherwise_is_in_sync_all_the_same() {
    let file = page("a\n    b", "");
    on_site("", |context| {
        let mut workspace = Workspace::default();
        let outcome = check(
            Path::new("a.md"),
            file.as_bytes(),
            context,
            HandEdits::Keep,
            &mut workspace,
        );
        assert_eq!(outcome.verdict, Verdict::InSync);
        assert!(outcome.fixed.is_none());
    });
}

#[test]
fn hugo_stops_at_shortcodes_that_it_does_not_know() {
    for (file, at) in [
        ("{{< toc >}}", "{{< toc >}}"),
        ("a {{% note %}}b", "{{% note %}}"),
        ("a {{< chart >}}b{{< /chart >}}", "{{< /chart >}}"),
        ("a {{< chart b", "{{<"),
        ("a {{< chart b=\"c >}}", "{{<"),
        ("a {{< chart b=1 c >}}", "{{<"),
        ("a {{</* chart", "{{<"),
        ("a {{< note >}}b{{< /chart >}}", "{{< /chart >}}"),
        ("- a", "-"),
    ] {
        let file = if file.starts_with('{') {
            format!("a\n{file}")
        } else {
            file.to_owned()
        };
        let told = said_of_file(&file, "");
        assert_eq!(told.len(), 1, "{file:?}: {told:?}");
        assert_eq!(told[0].rule, Rule::HugoStops);
        let place = told[0].start.offset..told[0].end.offset;
        assert_eq!(&file[place], at, "{file:?}");
    }
}

#[test]
fn hugo_goes_on_at_those_that_it_knows() {
    for file in [
        "a {{< chart 1 -2 \"b c\" `d` >}} {{% note %}}b{{% /note %}}",
        "a {{< note />}} {{</* nope */>}} {{ nope }} {{nope}}",
        "a {{< figure src=\"a.png\" >}} {{< highlight go >}}b{{< /highlight >}}",
        "a {{< CHART >}}",
    ] {
        assert!(said_of_file(file, "").is_empty(), "{file:?}");
    }
    let file = "a {{< gallery >}} {{< gallery >}}b{{< /gallery >}}";
    assert_eq!(said_of_file(file, "").len(), 1);
    assert!(said_of_file(file, "hugo: {shortcodes: [gallery]}").is_empty());
}

#[test]
fn shortcodes_in_the_debug_block_count() {
    // The percent sign is not escaped there.
    let file = page("a ~tc~{{% nope %}}~/tc~ b", "");
    let told = said_of_file(&file, "");
    assert!(
        told.iter().any(|found| found.rule == Rule::HugoStops),
        "{told:?}"
    );
}
