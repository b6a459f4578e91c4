//! The frame of the report: head with the security policy, commands, the list's own controls, foot.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest as _, Sha256};

use super::{Advice, LeftOut, Summary, counted, line};

/// A browser reads line ends as LF, and the hash is of what it reads; a checkout may have made them CRLF.
static STYLE: LazyLock<String> = LazyLock::new(|| include_str!("report.css").replace("\r\n", "\n"));
static SCRIPT: LazyLock<String> = LazyLock::new(|| include_str!("report.js").replace("\r\n", "\n"));

/// Nothing may be loaded, sent, framed in or run but this style and this script; text never becomes markup.
fn policy() -> String {
    format!(
        "default-src 'none'; style-src '{}'; script-src '{}'; base-uri 'none'; form-action 'none'; \
         require-trusted-types-for 'script'; trusted-types 'none'",
        hash(&STYLE),
        hash(&SCRIPT)
    )
}

/// How a security policy names an inline style or script.
fn hash(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(text)))
}

/// Everything before the census.
pub(super) fn opens(summary: &Summary, pages: usize) -> Markup {
    let title = match (summary.drifted, pages) {
        (0, 0) => format!("tikicheck: {} in sync", counted(summary.pages, "page")),
        (0, _) => format!("tikicheck: findings in {}", counted(pages, "page")),
        (drifted, _) => format!(
            "tikicheck: {drifted} of {} drifted",
            counted(summary.pages, "page")
        ),
    };
    head(&title, "Skip to the findings")
}

/// The head of a report with this title, up to where its own parts begin; `skip` leads to the list.
pub(super) fn head(title: &str, skip: &str) -> Markup {
    html! {
        (DOCTYPE)
        (PreEscaped("<html lang=\"en\">"))
        head {
            meta charset="utf-8";
            meta http-equiv="Content-Security-Policy" content=(policy());
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="color-scheme" content="light dark";
            meta name="referrer" content="no-referrer";
            meta name="robots" content="noindex";
            meta name="generator" content={ "tikicheck " (env!("CARGO_PKG_VERSION")) };
            title { (title) }
            style { (PreEscaped(STYLE.as_str())) }
        }
        (PreEscaped("<body>"))
        a.skip href="#list" { (skip) }
        header {
            h1 { "tikicheck" span { " report" } }
            button #theme type="button" hidden { "Dark" }
        }
        (PreEscaped("<main>"))
    }
}

/// Everything behind the list.
pub(super) fn closes() -> Markup {
    html! {
        (PreEscaped("</main>"))
        footer {
            p { "Written by tikicheck " (env!("CARGO_PKG_VERSION")) ". This file loads nothing and sends nothing." }
        }
        script { (PreEscaped(SCRIPT.as_str())) }
        (PreEscaped("</body></html>"))
    }
}

/// What the report is about: site, revision, settings.
pub(super) fn about(about: &str) -> Markup {
    html! {
        @if !about.is_empty() { p.about { (line(about)) } }
    }
}

/// In place of charts and list, where there is nothing to put in.
pub(super) fn nothing_found() -> Markup {
    html! {
        section #list aria-label="Findings" {
            p.nothing { "There is nothing to report." }
        }
    }
}

/// What to do about what was found, with the commands.
pub(super) fn advice(advice: &[Advice]) -> Markup {
    html! {
        @if !advice.is_empty() {
            section.commands aria-labelledby="commands" {
                h2 #commands { "What to do" }
                @for Advice { words, commands } in advice {
                    p { (line(words)) }
                    @for command in commands {
                        @if drops(command) {
                            pre.careful { code { (line(command)) } }
                        } @else {
                            pre { code { (line(command)) } }
                        }
                    }
                }
            }
        }
    }
}

/// Whether a command overwrites what somebody wrote, or pages that nobody edited.
fn drops(command: &str) -> bool {
    let words = ["--discard-edits", "--rewrite"];
    command.contains("--fix") && words.iter().any(|word| command.contains(word))
}

/// The heading of the list and what filters it.
pub(super) fn list_opens(pages: usize) -> Markup {
    list("Findings", pages, "page", "path, rule or words")
}

/// The heading of a list, and what filters it: `count` entries, each a `what`.
pub(super) fn list(title: &str, count: usize, what: &str, hint: &str) -> Markup {
    html! {
        (PreEscaped("<section class=\"findings\" aria-labelledby=\"list\">"))
        h2 #list tabindex="-1" { (title) }
        div.bar role="search" hidden {
            label for="filter" { "Filter" }
            input #filter type="search" autocomplete="off" spellcheck="false"
                placeholder=(hint) aria-keyshortcuts="/" aria-describedby="shown";
            kbd aria-hidden="true" { "/" }
            output #shown for="filter" data-what=(what) { (counted(count, what)) }
            button #reset type="button" hidden { "Show all" }
            button #expand type="button" { "Expand all" }
        }
        (PreEscaped("<ol id=\"pages\" role=\"list\">"))
    }
}

/// The end of the list, and what it left out.
pub(super) fn list_closes(left_out: &LeftOut) -> Markup {
    html! {
        (PreEscaped("</ol>"))
        @if left_out.differences > 0 {
            p.more {
                "To keep this file small, the last " (counted(left_out.differences, "page"))
                " listed here come without their differences; " code { "tikicheck PATH" } " shows those of a page."
            }
        }
        @if left_out.pages > 0 {
            p.more {
                "… and " (counted(left_out.pages, "more page")) " with findings; "
                code { "tikicheck --format concise" } " lists all of them."
            }
        }
        (PreEscaped("</section>"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_what_browsers_compute() {
        // The example of the specification: https://www.w3.org/TR/CSP3/#external-hash
        assert_eq!(
            hash("alert('Hello, world.');"),
            "sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng="
        );
    }

    #[test]
    fn style_and_script_are_embedded_as_they_were_hashed() {
        let text = opens(&Summary::default(), 0).into_string() + &closes().into_string();
        for (element, content) in [("style", &*STYLE), ("script", &*SCRIPT)] {
            assert_eq!(
                text.matches(&format!("<{element}>{content}</{element}>"))
                    .count(),
                1
            );
            assert_eq!(text.matches(&format!("</{element}")).count(), 1);
            assert_eq!(text.matches(&hash(content)).count(), 1);
            assert!(!content.contains('\r') && !content.contains("<!--"));
        }
        assert!(!policy().contains("unsafe"));
    }

    #[test]
    fn the_policy_comes_before_everything_it_is_for() {
        let text = opens(&Summary::default(), 0).into_string();
        let place = |what| text.find(what).expect(what);
        assert!(place("charset=") < 1024);
        assert!(place("Content-Security-Policy") < place("<style"));
        assert!(place("Content-Security-Policy") < place("<title"));
    }
}
