//! What a conversion of many texts loses, by place and by cause.

use super::support::TestRepo;

const SETTINGS: &str = "dialect: tiki\npages: [content/*.md]\n";

fn report(site: &TestRepo, paths: &[&str]) -> String {
    let run = site.tikicheck(&[&["render", "--report"], paths].concat());
    assert_eq!(run.stderr, "");
    run.ended_with(0).to_owned()
}

/// A site with a page, and two wiki texts that lose something.
fn site() -> TestRepo {
    let site = TestRepo::empty();
    site.write("tikicheck.yaml", SETTINGS);
    site.write("wiki/b.tiki", "a {listpages}\n\n{listpages} ((Gone))\n");
    site.write("wiki/below/a.WIKI", "x ~~red:y~~\n");
    site.write("wiki/notes.txt", "{listpages}\n");
    site.write("source.tiki", "one <two> & {listpages}\n\n((Gone))\n");
    let page = site.tikicheck(&["render", "--emit", "page", "source.tiki"]);
    site.write("content/page.md", page.ended_with(0));
    site
}

#[test]
fn losses_of_several_texts_are_told_by_place_and_counted_by_cause() {
    let expected = "\
wiki/b.tiki:1:3: dynamic-plugin: listpages
wiki/b.tiki:3:1: dynamic-plugin: listpages
wiki/b.tiki:3:13: missing-page: Gone
wiki/below/a.WIKI:1:3: style: red

Losses by cause:
      2  dynamic-plugin: the plugin shows what the wiki knew at the time; it became a comment (1 text)
      1  style: Markdown has no colours or fonts; it became HTML, which some sites strip (1 text)
      1  missing-page: the link leads to a page that the site does not have (1 text)

2 texts: 4 losses in 2 of them
";
    let site = site();
    assert_eq!(report(&site, &["wiki"]), expected);
    assert_eq!(report(&site, &["wiki/b.tiki", "wiki/below"]), expected);
    assert_eq!(
        report(&site, &["wiki/b.tiki", "wiki", "wiki/b.tiki"]),
        expected
    );
}

#[test]
fn losses_of_a_page_are_told_where_its_source_stands() {
    let site = site();
    let page = String::from_utf8(site.read("content/page.md")).expect("text");
    let told = report(&site, &["content"]);
    let places: Vec<&str> = told.lines().take(2).collect();
    for (place, source) in places.iter().zip(["{listpages}", "((Gone))"]) {
        let rest = place.strip_prefix("content/page.md:").expect("the page");
        let mut numbers = rest
            .split(':')
            .map_while(|number| number.parse::<usize>().ok());
        let (line, column) = (
            numbers.next().expect("a line"),
            numbers.next().expect("a column"),
        );
        let line = page.lines().nth(line - 1).expect("the line is there");
        let behind: String = line.chars().skip(column - 1).collect();
        assert!(behind.starts_with(source), "{place}: {behind}");
    }
    assert!(
        told.ends_with("\n1 text: 2 losses in 1 of them\n"),
        "{told}"
    );
}

#[test]
fn files_are_read_by_name_by_pattern_or_by_their_ending() {
    let site = site();
    site.write("content/_index.md", "---\ntitle: {listpages}\n---\n");
    let texts = |paths: &[&str]| {
        let told = report(&site, paths);
        told.lines().last().expect("the totals").to_owned()
    };
    assert_eq!(texts(&["wiki/notes.txt"]), "1 text: 1 loss in 1 of them");
    assert_eq!(texts(&["wiki/*.txt"]), "1 text: 1 loss in 1 of them");
    assert_eq!(texts(&["wiki/**/*"]), "3 texts: 5 losses in 3 of them");
    let passed_over = "1 text: 2 losses in 1 of them; 1 page without a debug block passed over";
    assert_eq!(texts(&["content"]), passed_over);
    assert_eq!(
        texts(&["content/page.md", "content/_index.md"]),
        passed_over
    );
    assert_eq!(
        texts(&["."]),
        "4 texts: 8 losses in 4 of them; 1 page without a debug block passed over"
    );
    site.write("clean.tiki", "nothing\n");
    assert_eq!(texts(&["clean.tiki"]), "1 text: nothing is lost");
}

#[test]
fn what_cannot_be_read_is_told_and_the_others_are_read() {
    let site = site();
    site.write("wiki/latin.tiki", b"caf\xe9");
    let page = String::from_utf8(site.read("content/page.md")).expect("text");
    let damaged = page.replace("\n</code>\n</pre>\n", "\n");
    site.write("content/damaged.md", damaged);
    let run = site.tikicheck(&["render", "--report", "wiki", "content", "nowhere.tiki"]);
    assert_eq!(run.code, Some(2));
    for problem in [
        "wiki/latin.tiki: is not UTF-8 (byte 3)",
        "content/damaged.md: carries no source, or its debug block is damaged",
        "nowhere.tiki: cannot be read",
    ] {
        assert!(run.stderr.contains(problem), "{problem}: {}", run.stderr);
    }
    assert!(
        run.stdout.ends_with("\n3 texts: 6 losses in 3 of them\n"),
        "{}",
        run.stdout
    );
    for nothing in ["src", "*.page"] {
        site.write("src/a.rs", "");
        site.tikicheck(&["render", "--report", nothing])
            .could_not_check(&[nothing, ": no wiki text found; "]);
    }
}

#[test]
fn places_are_those_of_the_file_whatever_ends_its_lines() {
    let site = site();
    site.write("ends/crlf.tiki", "a\r\n\r\nb {listpages}\r\n");
    site.write("ends/old.tiki", "&lt;&quot;&gt; {listpages}\n");
    let told = report(&site, &["ends"]);
    let lines: Vec<&str> = told.lines().take(2).collect();
    assert_eq!(
        lines,
        [
            "ends/crlf.tiki:3:3: dynamic-plugin: listpages",
            "ends/old.tiki:1:16: dynamic-plugin: listpages",
        ]
    );
}

#[test]
fn notes_say_what_was_hardly_meant() {
    let site = site();
    site.write("notes/a.tiki", "a __b {listpages}\nsee [note]\n");
    let expected = "\
notes/a.tiki:1:3: note: unclosed-markup: __
notes/a.tiki:1:7: dynamic-plugin: listpages
notes/a.tiki:2:5: note: word-in-brackets: [note]

Losses by cause:
      1  dynamic-plugin: the plugin shows what the wiki knew at the time; it became a comment (1 text)

Notes by cause:
      1  unclosed-markup: it opens markup, and nothing closes it, so it is shown as text (1 text)
      1  word-in-brackets: Tiki makes a link to nowhere of it; the brackets stay (1 text)

1 text: 1 loss in 1 of them, 2 notes
";
    assert_eq!(report(&site, &["notes"]), expected);
}

#[test]
fn one_text_is_written_and_only_tiki_loses() {
    let site = site();
    site.tikicheck(&["render", "source.tiki", "wiki/b.tiki"])
        .could_not_check(&["`render` writes one text", "`--report` it takes several"]);
    site.tikicheck(&["render", "wiki"])
        .could_not_check(&["wiki: is a directory; `render --report` takes directories"]);
    site.tikicheck(&["render", "--report", "--dialect", "exporter", "source.tiki"])
        .could_not_check(&["`--report` is about the Tiki dialect", "--dialect tiki"]);
    let fed = site.tikicheck_fed(b"{listpages}", &["render", "--report"]);
    let told = String::from_utf8(fed.stdout).expect("text");
    assert!(
        told.starts_with("1:1: dynamic-plugin: listpages\n"),
        "{told}"
    );
}
