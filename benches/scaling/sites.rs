//! Sites that grow in one way each: in pages, in names on the command line, in findings, in keys.

use std::fmt::Write as _;
use std::process::Output;

use super::support::scenario::{edited, page, page_of, stale};
use super::support::{TestRepo, program};

/// What grows too fast today: it is counted and reported, and fails nothing. Whoever fixes it takes it off this list.
pub const KNOWN_QUADRATIC: &[&str] = &[];

/// What takes too much memory today, as [`KNOWN_QUADRATIC`] is for work.
pub const KNOWN_LARGE: &[&str] = &[];

/// A site of any size, and a run over it.
pub struct Run {
    /// Fills a directory with so many.
    make: fn(&TestRepo, usize),
    /// What the program is asked.
    arguments: fn(usize) -> Vec<String>,
    /// What it says, on either stream.
    told: fn(usize) -> String,
}

impl Run {
    /// A site with so many.
    pub fn site(&self, count: usize) -> TestRepo {
        let site = TestRepo::empty();
        (self.make)(&site, count);
        site
    }

    /// The arguments of the run.
    pub fn arguments(&self, count: usize) -> Vec<String> {
        (self.arguments)(count)
    }

    /// What went wrong, where the run did not end as a check does and say what it had to.
    pub fn failure(&self, count: usize, output: &Output) -> Option<String> {
        let said = [&output.stdout[..], &output.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        let has_run = matches!(output.status.code(), Some(0 | 1));
        if has_run && said.contains(&(self.told)(count)) {
            return None;
        }
        let last = said.lines().next_back().unwrap_or_default();
        Some(format!("{}: {last}", output.status))
    }
}

/// What opens something in the Tiki dialect and, repeated, closes nothing.
#[rustfmt::skip]
const TIKI_OPENERS: [&str; 40] = [
    "__", "''", "-+a ", "--ab ", "===a ", "::a ", "~~red:", "~~red:a", "^\n", "||a|", "((a", "((a|", "(rel(", "))a",
    "[a", "[a|b", "[http://a|", "[[", "~np~", "~pp~", "~tc~", "~hc~", "~pre~", "{DIV()}", "{DIV(a=\"", "{CODE()}",
    "{DIV()}{FOO()}", "{img src=a", "-=a", ";a", "!", "{", "<", "<a@", "&lt", "`", "\\", "http://a,", "www.", "@",
];

/// Marks that are closed, and lines, each on its own or with others.
#[rustfmt::skip]
const TIKI_MARKS: [&str; 34] = [
    "__a__", "__a''b__c''", "--ab--", "--ab", "===a===", "::a::", "~~red:a~~", "^a^", "||a|b||\n", "((a|b))", "[a|b]",
    "[http://a]", "~np~a~/np~", "{DIV()}a{DIV}", "{CODE()}a{CODE}", "{SUP()}a{SUP}", "{FOOTNOTE()}a{FOOTNOTE}",
    "{img id=1}", "{GROUP()}a{ELSE}b{GROUP}", "-=a=- ", "%%%", "!a\n", "!#a\n", "* a\n** b\n", "# a\n\n", "; a:b\n",
    "* a\n+b\n", "----\n", "http://a.b/c ", "a@b.c ", "&lt;", "{maketoc}\n",
    "~~red:a~~ b: c ", "{hits} ",
];

/// Marks of a page that is Markdown already, closed and not.
#[rustfmt::skip]
const MARKDOWN_MARKS: [&str; 10] = [
    "[a] ", "[a|b] ", "[a|", "((a)) ", "((a|#b|c)) ", "((a", "`a", "```\n", "{BOX()}a{BOX} ", "##$ a\n",
];

/// Each mark, so often, in a paragraph of its own.
fn tiki_text(marks: &[&str], count: usize) -> String {
    let paragraphs = marks.iter().map(|mark| mark.repeat(count) + "\n\n");
    paragraphs.collect()
}

/// The arguments that render it.
fn rendered_tiki(_: usize) -> Vec<String> {
    ["render", "--dialect", "tiki", "text"]
        .map(str::to_owned)
        .to_vec()
}

/// What grows, and with it the work of a run.
pub struct Growth {
    /// Of which the reports speak.
    pub name: &'static str,
    /// How many there are where instructions are counted, and eight times as many.
    pub counted: usize,
    /// How many there are where time is measured, and eight times as many.
    pub timed: usize,
    /// The site, and the run.
    pub run: Run,
}

/// A run that must do with little memory, however many pages there are.
pub struct Bounded {
    /// Of which the reports speak.
    pub name: &'static str,
    /// How many pages there are: enough to show that not all of them are held at once.
    pub count: usize,
    /// The site, and the run.
    pub run: Run,
}

/// A run over pages of which each was edited by hand in many places.
fn run_of_drifted(arguments: fn(usize) -> Vec<String>) -> Run {
    Run {
        make: |site, count| pages(site, count, &much_edited()),
        arguments,
        told: all_drifted,
    }
}

fn path(n: usize) -> String {
    format!("content/posts/page-{n}.md")
}

fn pages(site: &TestRepo, count: usize, text: &str) {
    for n in 0..count {
        site.write(path(n), text);
    }
}

fn in_git(site: &TestRepo) {
    site.git(&["init", "--quiet"]);
    site.git(&["add", "--all"]);
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}

fn and_all_paths(mut arguments: Vec<String>, count: usize) -> Vec<String> {
    arguments.extend((0..count).map(path));
    arguments
}

/// A check by one thread, so that every run does the same.
fn check(arguments: &[&str]) -> Vec<String> {
    words(&[&["--jobs", "1"], arguments].concat())
}

/// The same, with a line for each finding.
fn concise(arguments: &[&str]) -> Vec<String> {
    check(&[arguments, &["--format", "concise"]].concat())
}

fn all_in_sync(count: usize) -> String {
    format!("{}: {count} in sync", all(count))
}

fn all_drifted(count: usize) -> String {
    format!("{}: 0 in sync, {count} drifted", all(count))
}

fn all(count: usize) -> String {
    match count {
        1 => "1 page".to_owned(),
        _ => format!("{count} pages"),
    }
}

fn one_in_sync(_: usize) -> String {
    "1 page: 1 in sync".to_owned()
}

fn one_drifted(_: usize) -> String {
    "1 page: 0 in sync, 1 drifted".to_owned()
}

/// Twenty lines of text without markup, every second of which holds a word.
fn lines(word: &str) -> Vec<String> {
    let line = |n: usize| match n % 2 {
        0 => format!("Line {n} stays as it is."),
        _ => format!("Line {n} is about {word}."),
    };
    (0..20).map(line).collect()
}

/// A page of twenty lines, half of which were edited in the body: as many findings as a page may have.
fn much_edited() -> String {
    page_of_lines(&lines("an edit"), &lines("a text"), &lines("a text"))
}

/// A page of twenty lines, half of which were edited in the source.
fn much_stale() -> String {
    page_of_lines(&lines("a text"), &lines("a text"), &lines("an edit"))
}

/// As [`page_of`], for more than one line: those of a source are paragraphs of the body, and one line of the tree.
fn page_of_lines(body: &[String], generated: &[String], source: &[String]) -> String {
    let mut page = page_of(
        &body.join("\n\n"),
        &generated.join("\n\n"),
        &source.join("\n"),
    );
    let node = page_of("", &generated.join("\\n"), "");
    let tree = |page: &str| {
        let opens = page.find("├──").expect("a tree");
        opens..page.find("\n\nOriginal Tiki:").expect("a source")
    };
    page.replace_range(tree(&page), &node[tree(&node)]);
    page
}

/// All that grows.
pub fn growths() -> Vec<Growth> {
    vec![
        Growth {
            name: "openers of the Tiki dialect",
            counted: 100,
            timed: 1_000,
            run: Run {
                make: |site, count| {
                    site.write("text", tiki_text(&TIKI_OPENERS, count));
                },
                arguments: rendered_tiki,
                told: |_| "{DIV()}{FOO()}".to_owned(),
            },
        },
        Growth {
            name: "marks of the Tiki dialect",
            counted: 100,
            timed: 1_000,
            run: Run {
                make: |site, count| {
                    site.write("text", tiki_text(&TIKI_MARKS, count));
                },
                arguments: rendered_tiki,
                told: |_| "**a**".to_owned(),
            },
        },
        Growth {
            name: "marks of pages that are Markdown",
            counted: 100,
            timed: 1_000,
            run: Run {
                make: |site, count| {
                    let marks = tiki_text(&MARKDOWN_MARKS, count);
                    let text = ["{syntax type=\"markdown\"}\n", &*marks].concat();
                    site.write("text", text);
                },
                arguments: rendered_tiki,
                told: |_| "[a](a.md)".to_owned(),
            },
        },
        Growth {
            name: "pages in sync",
            counted: 200,
            timed: 1_500,
            run: Run {
                make: |site, count| pages(site, count, &page("text")),
                arguments: |_| concise(&[]),
                told: all_in_sync,
            },
        },
        Growth {
            name: "tracked pages in sync",
            counted: 200,
            timed: 1_500,
            run: Run {
                make: |site, count| {
                    pages(site, count, &page("text"));
                    in_git(site);
                },
                arguments: |_| concise(&[]),
                told: all_in_sync,
            },
        },
        Growth {
            name: "directories",
            counted: 200,
            timed: 1_500,
            run: Run {
                make: |site, count| {
                    for n in 0..count {
                        site.write(format!("content/{n}/page-{n}.md"), page("text"));
                    }
                },
                arguments: |_| concise(&[]),
                told: all_in_sync,
            },
        },
        Growth {
            name: "drifted pages",
            counted: 50,
            timed: 750,
            run: run_of_drifted(|_| concise(&[])),
        },
        Growth {
            name: "links that lead nowhere",
            counted: 50,
            timed: 750,
            run: Run {
                make: |site, count| {
                    site.write("hugo.toml", "baseURL = \"https://example.org/\"\n");
                    site.write("layouts/all.html", "{{ .Content }}");
                    for n in 0..count {
                        let links: String = (0..40)
                            .map(|to| {
                                format!(
                                    "[a](/none-{n}-{to}) [b](#none-{to}) [c](/content/page-{to})\n"
                                )
                            })
                            .collect();
                        site.write(path(n), format!("# A\n\n# A\n\n{links}"));
                    }
                },
                arguments: |_| concise(&[]),
                told: |count| format!("{count} without a source"),
            },
        },
        Growth {
            name: "drifted pages for people",
            counted: 25,
            timed: 150,
            run: run_of_drifted(|_| check(&["--format", "human"])),
        },
        Growth {
            name: "drifted pages as JSON",
            counted: 50,
            timed: 750,
            run: run_of_drifted(|_| check(&["--format", "json"])),
        },
        Growth {
            name: "drifted pages as HTML",
            counted: 50,
            timed: 750,
            run: run_of_drifted(|_| check(&["--format", "html"])),
        },
        Growth {
            name: "drifted pages as a patch",
            counted: 50,
            timed: 750,
            run: Run {
                make: |site, count| pages(site, count, &much_stale()),
                arguments: |_| check(&["--diff"]),
                told: |count| format!("+++ b/{}", path(count - 1)),
            },
        },
        Growth {
            name: "fixed pages",
            counted: 100,
            timed: 750,
            run: Run {
                make: |site, count| pages(site, count, &stale("text", "more")),
                arguments: |_| check(&["--fix"]),
                told: all_in_sync,
            },
        },
        Growth {
            name: "staged pages",
            counted: 200,
            timed: 1_500,
            run: Run {
                make: |site, count| {
                    pages(site, count, &page("text"));
                    in_git(site);
                },
                arguments: |_| concise(&["--staged"]),
                told: all_in_sync,
            },
        },
        Growth {
            name: "fixed staged pages",
            counted: 100,
            timed: 1_500,
            run: Run {
                make: |site, count| {
                    pages(site, count, &stale("text", "more"));
                    in_git(site);
                },
                arguments: |_| check(&["--fix", "--staged"]),
                told: all_in_sync,
            },
        },
        Growth {
            name: "staged pages, one of which cannot be fixed",
            counted: 200,
            timed: 1_500,
            run: Run {
                make: |site, count| {
                    pages(site, count - 1, &stale("text", "more"));
                    site.write(path(count - 1), edited("text", "| a |\n| --- |\n| b |"));
                    in_git(site);
                },
                arguments: |_| concise(&["--fix", "--staged"]),
                told: all_drifted,
            },
        },
        Growth {
            name: "named pages",
            counted: 200,
            timed: 1_500,
            run: Run {
                make: |site, count| pages(site, count, &page("text")),
                arguments: |count| and_all_paths(concise(&[]), count),
                told: all_in_sync,
            },
        },
        Growth {
            name: "named staged pages",
            counted: 200,
            timed: 1_500,
            run: Run {
                make: |site, count| {
                    pages(site, count, &page("text"));
                    in_git(site);
                },
                arguments: |count| and_all_paths(concise(&["--staged"]), count),
                told: all_in_sync,
            },
        },
        Growth {
            name: "named fixed staged pages",
            counted: 100,
            timed: 1_500,
            run: Run {
                make: |site, count| {
                    pages(site, count, &stale("text", "more"));
                    in_git(site);
                },
                arguments: |count| and_all_paths(check(&["--fix", "--staged"]), count),
                told: all_in_sync,
            },
        },
        Growth {
            name: "pages changed since a revision",
            counted: 200,
            timed: 1_500,
            run: Run {
                make: |site, count| {
                    in_git(site);
                    site.commit_all("none");
                    pages(site, count, &page("text"));
                    site.git(&["add", "--all"]);
                    site.commit_all("all");
                },
                arguments: |_| concise(&["--since", "HEAD~"]),
                told: all_in_sync,
            },
        },
        Growth {
            name: "pages that link to a staged deletion",
            counted: 200,
            timed: 1_500,
            run: Run {
                make: |site, count| {
                    pages(site, count, &stale("x", "((target))"));
                    site.write("content/posts/target.md", page("text"));
                    site.git(&["init", "--quiet"]);
                    let mut fix = site.command_in(&site.root, program());
                    let fix = fix.arg("--fix").output().expect("it runs");
                    assert!(fix.status.success(), "the links become those of today");
                    site.commit_all("all");
                    site.git(&["rm", "--quiet", "content/posts/target.md"]);
                },
                arguments: |_| concise(&["--staged"]),
                told: all_drifted,
            },
        },
        Growth {
            name: "keys of a front matter",
            counted: 200,
            timed: 1_500,
            run: Run {
                make: |site, count| {
                    let keys = "a: b\n".repeat(count);
                    let page = page("text").replacen("title", &format!("{keys}title"), 1);
                    site.write(path(0), page);
                },
                arguments: |_| concise(&[]),
                told: |_| all(1),
            },
        },
        Growth {
            name: "aliases of a page",
            counted: 200,
            timed: 1_500,
            run: Run {
                make: |site, count| {
                    let mut aliases = String::from("aliases: [");
                    for n in 0..count {
                        write!(aliases, "/{n}/, ").expect("a text grows");
                    }
                    aliases += "/a/]\n";
                    let page = page("text").replacen("title", &format!("{aliases}title"), 1);
                    site.write(path(0), page);
                },
                arguments: |_| concise(&[]),
                told: |_| all(1),
            },
        },
        Growth {
            name: "pages with one slug",
            counted: 200,
            timed: 1_500,
            run: Run {
                make: |site, count| {
                    pages(
                        site,
                        count,
                        &page("text").replacen("title", "slug: one\ntitle", 1),
                    )
                },
                arguments: |_| concise(&[]),
                told: all,
            },
        },
        Growth {
            name: "pages with one alias",
            counted: 200,
            timed: 1_500,
            run: Run {
                make: |site, count| {
                    pages(
                        site,
                        count,
                        &page("text").replacen("title", "aliases: [/one/]\ntitle", 1),
                    )
                },
                arguments: |_| concise(&[]),
                told: all,
            },
        },
        Growth {
            name: "links of a page",
            counted: 200,
            timed: 1_500,
            run: Run {
                make: |site, count| {
                    let mut links = String::new();
                    for n in 0..count {
                        write!(links, "((page-{n})) ").expect("a text grows");
                    }
                    pages(site, count, &page("text"));
                    site.write("content/posts/links.md", stale("text", &links));
                },
                arguments: |_| concise(&["content/posts/links.md"]),
                told: one_drifted,
            },
        },
        Growth {
            name: "attachments of a site",
            counted: 1_000,
            timed: 10_000,
            run: Run {
                make: |site, count| {
                    let mut attachments = String::from("attachments:\n");
                    for n in 0..count {
                        writeln!(attachments, "  {n}: /files/{n}.png").expect("a text grows");
                    }
                    site.write("attachments.yaml", attachments);
                    site.write("tikicheck.yaml", "links: {attachments: attachments.yaml}\n");
                    site.write(path(0), page("text"));
                },
                arguments: |_| concise(&[]),
                told: one_in_sync,
            },
        },
        Growth {
            name: "pages for init",
            counted: 50,
            timed: 375,
            run: Run {
                make: |site, count| pages(site, count, &page("text")),
                arguments: |_| words(&["init"]),
                told: |count| format!("{count} of {count}"),
            },
        },
    ]
}

/// All that must do with little memory.
pub fn bounded() -> Vec<Bounded> {
    let drifted = |name, arguments| Bounded {
        name,
        count: 6_000,
        run: run_of_drifted(arguments),
    };
    vec![
        drifted("drifted pages", |_| concise(&[])),
        drifted("drifted pages for people", |_| {
            check(&["--format", "human"])
        }),
        drifted("drifted pages as JSON", |_| check(&["--format", "json"])),
        drifted("drifted pages as HTML", |_| check(&["--format", "html"])),
        drifted("drifted pages as SARIF", |_| check(&["--format", "sarif"])),
        drifted("drifted pages for GitHub", |_| {
            check(&["--format", "github"])
        }),
        drifted("drifted pages for GitLab", |_| {
            check(&["--format", "gitlab"])
        }),
        Bounded {
            name: "drifted pages as a patch",
            count: 6_000,
            run: Run {
                make: |site, count| pages(site, count, &much_stale()),
                arguments: |_| check(&["--diff"]),
                told: all_drifted,
            },
        },
        Bounded {
            name: "fixed pages",
            count: 6_000,
            run: Run {
                make: |site, count| pages(site, count, &much_stale()),
                arguments: |_| check(&["--fix"]),
                told: all_in_sync,
            },
        },
        Bounded {
            name: "named fixed staged pages",
            count: 6_000,
            run: Run {
                make: |site, count| {
                    pages(site, count, &much_stale());
                    in_git(site);
                },
                arguments: |count| and_all_paths(check(&["--fix", "--staged"]), count),
                told: all_in_sync,
            },
        },
        Bounded {
            name: "large pages for init",
            count: 2_000,
            run: Run {
                make: |site, count| pages(site, count, &page(&"A word and more. ".repeat(500))),
                arguments: |_| words(&["init"]),
                told: |count| format!("{count} of {count}"),
            },
        },
    ]
}
