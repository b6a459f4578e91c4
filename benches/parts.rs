//! How long each step takes on one page: `cargo bench --bench parts`.

use divan::counter::BytesCount;
use divan::{Bencher, black_box};

use tikicheck::internals::check::check;
use tikicheck::internals::generator::Workspace;
use tikicheck::internals::page::escape::{escape, unescape};
use tikicheck::internals::page::{self, File, Splits};
use tikicheck::internals::render::compare::Compare;
use tikicheck::internals::render::dump::dump;
use tikicheck::internals::render::escaped::Escaped;
use tikicheck::internals::wiki::dialect::EXPORTER;
use tikicheck::internals::wiki::lexer::{Lexed, lex};
use tikicheck::internals::wiki::source::{read_escaped, read_plain};
use tikicheck::internals::wiki::{self as reader, Lines, Parser, Tree};

#[path = "../examples/corpus/site.rs"]
mod site;
#[path = "../examples/corpus/wiki.rs"]
mod wiki;

use site::{Corpus, Drift};

fn main() {
    divan::main();
}

const SITE: usize = 500;

/// The middling page and the large one of a small site: their numbers.
const PAGES: [usize; 2] = [MIDDLING, LARGE];
const MIDDLING: usize = 1;
const LARGE: usize = 42;

fn corpus() -> Corpus {
    Corpus::new(SITE, 1)
}

fn page(number: usize) -> String {
    corpus().page(number, &mut Workspace::default()).1
}

/// The three escaped parts of a page: copy, tree, source.
fn parts(page: &str) -> [&str; 3] {
    let File::Page(read) = page::read(page.as_bytes()) else {
        panic!("the page has a whole block");
    };
    let Splits::One(parts) = read.splits(page.as_bytes()) else {
        panic!("the page has one source");
    };
    [&page[parts.copy], &page[parts.tree], &page[parts.source]]
}

/// The wiki text of a page with line ends and lines as the lexer takes them.
fn text(number: usize) -> String {
    let page = page(number);
    let mut text = String::new();
    read_escaped(parts(&page)[2], Lines::Trimmed, &mut text);
    text
}

fn tree(text: &str) -> Tree {
    let mut tree = Tree::default();
    reader::Workspace::default().parse_plain(text, Lines::Trimmed.into(), &mut tree);
    tree
}

#[divan::bench(args = PAGES)]
fn reading_the_source(bencher: Bencher<'_, '_>, number: usize) {
    let page = page(number);
    let source = parts(&page)[2];
    let mut text = String::new();
    bencher.counter(BytesCount::of_str(source)).bench_local(|| {
        text.clear();
        read_escaped(black_box(source), Lines::Trimmed, &mut text);
    });
}

#[divan::bench(args = PAGES)]
fn lexing(bencher: Bencher<'_, '_>, number: usize) {
    let text = text(number);
    let mut lexed = Lexed::default();
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| {
        lexed.clear();
        lex(black_box(&text), Lines::Trimmed.into(), &mut lexed);
    });
}

#[divan::bench(args = PAGES)]
fn parsing(bencher: Bencher<'_, '_>, number: usize) {
    let text = text(number);
    let mut lexed = Lexed::default();
    lex(&text, Lines::Trimmed.into(), &mut lexed);
    let parser = Parser::default();
    bencher
        .counter(BytesCount::of_str(&text))
        .with_inputs(|| tree(&text))
        .bench_local_refs(|tree| parser.parse(black_box(&lexed.tokens), &EXPORTER, tree));
}

#[divan::bench(args = PAGES)]
fn reading_lexing_and_parsing(bencher: Bencher<'_, '_>, number: usize) {
    let text = text(number);
    let mut workspace = reader::Workspace::default();
    let mut tree = Tree::default();
    bencher
        .counter(BytesCount::of_str(&text))
        .bench_local(|| workspace.parse_plain(black_box(&text), Lines::Trimmed.into(), &mut tree));
}

#[divan::bench(args = PAGES)]
fn writing_markdown(bencher: Bencher<'_, '_>, number: usize) {
    let corpus = corpus();
    let (context, tree) = (corpus.context(), tree(&text(number)));
    let mut out = String::new();
    context
        .generator
        .markdown(&tree, &mut out)
        .expect("a String takes everything");
    bencher.counter(BytesCount::of_str(&out)).bench_local(|| {
        let mut out = String::new();
        context
            .generator
            .markdown(black_box(&tree), &mut out)
            .expect("a String takes everything");
        out
    });
}

#[divan::bench(args = PAGES)]
fn writing_the_dump(bencher: Bencher<'_, '_>, number: usize) {
    let tree = tree(&text(number));
    let mut out = String::new();
    dump(&tree, &mut out).expect("a String takes everything");
    bencher.counter(BytesCount::of_str(&out)).bench_local(|| {
        let mut out = String::new();
        dump(black_box(&tree), &mut out).expect("a String takes everything");
        out
    });
}

#[divan::bench(args = PAGES)]
fn comparing_the_body(bencher: Bencher<'_, '_>, number: usize) {
    let corpus = corpus();
    let (context, tree) = (corpus.context(), tree(&text(number)));
    let mut body = String::new();
    context
        .generator
        .markdown(&tree, &mut body)
        .expect("a String takes everything");
    bencher.counter(BytesCount::of_str(&body)).bench_local(|| {
        let mut compare = Compare::new(body.as_bytes());
        context
            .generator
            .markdown(black_box(&tree), &mut compare)
            .expect("they agree");
    });
}

#[divan::bench(args = PAGES)]
fn comparing_the_dump(bencher: Bencher<'_, '_>, number: usize) {
    let page = page(number);
    let expected = parts(&page)[1];
    let tree = tree(&text(number));
    bencher
        .counter(BytesCount::of_str(expected))
        .bench_local(|| {
            let mut compare = Escaped(Compare::new(expected.as_bytes()));
            dump(black_box(&tree), &mut compare).expect("they agree");
        });
}

#[divan::bench(args = PAGES)]
fn escaping(bencher: Bencher<'_, '_>, number: usize) {
    let page = page(number);
    let plain = unescape(parts(&page)[1]).into_owned();
    bencher
        .counter(BytesCount::of_str(&plain))
        .bench_local(|| escape(black_box(&plain)).len());
}

#[divan::bench(args = PAGES)]
fn splitting(bencher: Bencher<'_, '_>, number: usize) {
    let page = page(number);
    bencher.counter(BytesCount::of_str(&page)).bench_local(|| {
        let file = black_box(page.as_bytes());
        match page::read(file) {
            File::Page(read) => read.splits(file),
            _ => panic!("the page has a whole block"),
        }
    });
}

#[divan::bench(args = PAGES)]
fn reading_plain_text(bencher: Bencher<'_, '_>, number: usize) {
    let text = text(number);
    let mut out = String::new();
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| {
        out.clear();
        read_plain(black_box(&text), Lines::Trimmed, &mut out);
    });
}

#[divan::bench(args = PAGES)]
fn checking_a_clean_page(bencher: Bencher<'_, '_>, number: usize) {
    check_page(bencher, number);
}

#[divan::bench(args = Drift::ALL)]
fn checking_a_drifted_page(bencher: Bencher<'_, '_>, drift: Drift) {
    let number = (0..SITE)
        .find(|&number| Drift::of(number) == Some(drift))
        .expect("a hundred pages hold every drift");
    check_page(bencher, number);
}

fn check_page(bencher: Bencher<'_, '_>, number: usize) {
    let corpus = corpus();
    let mut workspace = Workspace::default();
    let (path, page) = corpus.page(number, &mut workspace);
    bencher.counter(BytesCount::of_str(&page)).bench_local(|| {
        check(
            path.as_path(),
            black_box(page.as_bytes()),
            corpus.context(),
            &mut workspace,
        )
    });
}

/// Hand edits of a page of 30 KB: what is put in place of the first ` the ` behind its middle.
const EDITS: [(&str, &str); 5] = [
    ("a word", " this "),
    ("a paragraph", " the\n\nNew words.\n\n"),
    ("bold", " **the** "),
    ("a wrapped line", " the\n"),
    (
        "a block of code, which is refused",
        "\n\n```\na\nb\n```\n\n",
    ),
];

/// The check of a page with one hand edit, which carries it into the source and proves that; but for reading the file.
#[divan::bench(args = EDITS.map(|(name, _)| name))]
fn carrying_one_edit(bencher: Bencher<'_, '_>, name: &str) {
    let (_, edit) = EDITS
        .into_iter()
        .find(|(other, _)| *other == name)
        .expect("it is one of them");
    let corpus = corpus();
    let context = corpus.context();
    let mut workspace = Workspace::default();
    let one = text(MIDDLING);
    let source = one.repeat(30_000 / one.len() + 1);
    let page = context.generator.page(&source, &mut workspace);
    let body = page.find("<pre style").expect("it has a block");
    let middle = (body / 2..body)
        .find(|&at| page.is_char_boundary(at))
        .expect("it has characters");
    let at = middle
        + page[middle..body]
            .find(" the ")
            .expect("a word that texts have");
    let page = [&page[..at], edit, &page[at + " the ".len()..]].concat();
    let path = std::path::Path::new("content/posts/a.md");
    bencher
        .counter(BytesCount::new(source.len()))
        .bench_local(|| {
            check(path, black_box(page.as_bytes()), context, &mut workspace)
                .checked
                .findings
                .len()
        });
}

/// All pages of a small site, as one worker checks them, but for reading the files.
#[divan::bench]
fn checking_a_site(bencher: Bencher<'_, '_>) {
    let corpus = corpus();
    let mut workspace = Workspace::default();
    let pages: Vec<_> = (0..SITE)
        .map(|number| corpus.page(number, &mut workspace))
        .collect();
    let bytes: usize = pages.iter().map(|(_, page)| page.len()).sum();
    bencher.counter(BytesCount::new(bytes)).bench_local(|| {
        let findings = |(path, page): &(std::path::PathBuf, String)| {
            check(
                path.as_path(),
                page.as_bytes(),
                corpus.context(),
                &mut workspace,
            )
            .checked
            .findings
            .len()
        };
        pages.iter().map(findings).sum::<usize>()
    });
}
