//! Causes in the report of a check and of a comparison: unfolded, filtered and followed, by mouse and by keyboard.

use std::path::PathBuf;

use serde_json::json;

use super::support::TestRepo;
use super::support::webdriver::Browser;
use super::{FAINT, listed, report, shown};

/// What is wrong with the structure of the page, as those meet it who hear it: controls without a name, headings out of
/// order, lists of something else than items, references that lead nowhere, text outside of the landmarks.
const FAULTS: &str = r#"
    const faults = [];
    const all = (selector) => [...document.querySelectorAll(selector)];
    const fault = (what, element) => faults.push(`${what}: ${element.outerHTML.slice(0, 90)}`);
    const named = (element) => {
        const by = (element.getAttribute("aria-labelledby") ?? "").split(" ").filter(Boolean);
        const texts = by.map((id) => document.getElementById(id)?.textContent ?? "");
        const labels = [...(element.labels ?? [])].map((label) => label.textContent);
        const own = element.matches("section, svg") ? "" : element.textContent;
        return [element.getAttribute("aria-label") ?? "", ...texts, ...labels, own].join("").trim() !== "";
    };
    all("button, input, summary, a, section").filter((element) => !named(element))
        .forEach((element) => fault("no name", element));
    let level = 0;
    for (const heading of all("h1, h2, h3, h4, h5, h6")) {
        const own = Number(heading.tagName[1]);
        if (own > level + 1 || (own === 1 && level > 0)) fault("out of order", heading);
        level = own;
    }
    all("ul, ol").forEach((list) => [...list.children].filter((child) => !child.matches("li"))
        .forEach((child) => fault("no item", child)));
    all("li").filter((item) => !item.parentElement.matches("ul, ol")).forEach((item) => fault("no list", item));
    const ids = all("[id]").map((element) => element.id);
    if (new Set(ids).size !== ids.length) faults.push("an id twice");
    const known = new Set(ids);
    for (const name of ["aria-labelledby", "aria-describedby", "for", "href"]) {
        for (const element of all(`[${name}]`)) {
            const target = element.getAttribute(name).replace(/^#/, "");
            if (!known.has(target)) fault("leads nowhere", element);
        }
    }
    for (const landmark of ["main", "header", "footer", "h1"]) {
        if (all(landmark).length !== 1) faults.push(`not one ${landmark}`);
    }
    [...document.body.children].filter((child) => !child.matches("header, main, footer, script, a.skip"))
        .forEach((child) => fault("outside", child));
    all("[tabindex]").filter((element) => element.tabIndex > 0).forEach((element) => fault("out of turn", element));
    if (!document.documentElement.lang || !document.title) faults.push("no language or title");
    return faults.join("\n");
"#;

/// A comparison with two causes of many pages, and a loss.
fn comparison(repo: &TestRepo, pages: usize) -> PathBuf {
    let text = |indent: &str, tag: &str, n: usize| {
        format!("---\ntitle: x\n---\nPage {n} [Zinc](/{tag}/zinc).\n\n{indent}* one\n")
    };
    for n in 0..pages {
        repo.write(format!("content/posts/{n}.md"), text("  ", "a", n));
    }
    repo.write("content/posts/gone.md", "Gone.\n");
    repo.commit_all("one");
    for n in 0..pages {
        repo.write(format!("content/posts/{n}.md"), text("   ", "b", n));
    }
    repo.remove("content/posts/gone.md");
    let run = repo.tikicheck(&["compare", "HEAD", "--format", "html"]);
    let file = repo.beside("comparison.html");
    std::fs::write(&file, run.ended_with(0)).expect("the report can be written");
    file
}

#[test]
#[ignore = "needs chromedriver and Chromium"]
fn a_comparison_unfolds_its_causes() {
    let browser = Browser::start();
    let repo = TestRepo::new();
    let file = comparison(&repo, 1_000);
    let beyond = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
    let open = "document.querySelectorAll('#pages details[open]').length";
    let columns = "getComputedStyle(document.querySelector('.difference')).gridTemplateColumns.split(' ').length";
    for scheme in ["light", "dark"] {
        let features = json!([{"name": "prefers-color-scheme", "value": scheme}]);
        browser.devtools(
            "Emulation.setEmulatedMedia",
            &json!({ "features": features }),
        );
        for (width, side_by_side) in [(1440, 2), (390, 1)] {
            let metrics = json!({"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 500});
            browser.devtools("Emulation.setDeviceMetricsOverride", &metrics);
            browser.open(&file);
            assert_eq!(browser.console(), Vec::<String>::new());
            assert_eq!(browser.count(beyond), 0, "{width}");
            assert_eq!(browser.count(columns), side_by_side);
            assert_eq!(browser.count(open), 1);
            browser.click("#expand");
            assert_eq!(browser.count(open), 2);
            assert_eq!(browser.run(FAINT)[1], "", "{scheme} {width}");
            assert_eq!(browser.run(FAULTS), "", "{scheme} {width}");
        }
    }
    // By keyboard: a filter from anywhere, and a cause that is unfolded.
    browser.open(&file);
    assert_eq!(shown(&browser), "2 causes");
    browser.type_keys("/");
    browser.type_keys("bullets");
    assert_eq!(shown(&browser), "1 of 2 causes");
    assert_eq!(listed(&browser), "bullets: indent 2 → 3");
    browser.type_keys("\u{e00c}");
    browser.run("document.querySelectorAll('#pages summary')[1].focus()");
    browser.type_keys("\u{e007}");
    assert_eq!(browser.count(open), 2);
    let losses = browser.text("document.querySelector('.losses').innerText");
    assert!(losses.contains("content/posts/gone.md"), "{losses}");
    assert_eq!(
        browser.count("performance.getEntriesByType('resource').length"),
        0
    );
}

/// Six pages of an exporter that indents by two, under settings that indent by three; and one whose source was edited.
fn misfits() -> TestRepo {
    let repo = TestRepo::new();
    repo.write("other.yaml", "exporter: {writes: {bullet_indent: 2}}\n");
    for n in 0..6 {
        let source = format!("Page {n}.\n** one\n");
        let args = ["render", "--emit", "page", "--config", "other.yaml"];
        let output = repo.tikicheck_fed(source.as_bytes(), &args);
        let page = String::from_utf8(output.stdout).expect("a page is text");
        let file = format!("---\ndate: 2024-05-30\n---\n\n{page}");
        repo.write(format!("content/{n}.md"), file);
    }
    repo.remove("other.yaml");
    repo.write("content/stale.md", super::stale(&repo, "90 mcg", "50 mcg"));
    repo
}

/// Overview, cause, pages, side by side: all of the way by keyboard.
#[test]
#[ignore = "needs chromedriver and Chromium"]
fn a_cause_leads_to_its_pages() {
    let browser = Browser::start();
    let repo = misfits();
    let file = report(&repo);
    let enter = "\u{e007}";
    let visible = |what: &str| {
        format!(
            "[...document.querySelectorAll('{what}')].filter(item => item.checkVisibility()).length"
        )
    };
    let pages =
        "[...document.querySelectorAll('.causes a')].map(link => link.textContent).join(' ')";
    let beyond = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
    for scheme in ["light", "dark"] {
        let features = json!([{"name": "prefers-color-scheme", "value": scheme}]);
        browser.devtools(
            "Emulation.setEmulatedMedia",
            &json!({ "features": features }),
        );
        for width in [1440, 390] {
            let metrics = json!({"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 500});
            browser.devtools("Emulation.setDeviceMetricsOverride", &metrics);
            browser.open(&file);
            assert_eq!(browser.console(), Vec::<String>::new());
            assert_eq!(
                browser.count("document.querySelectorAll('.causes details').length"),
                1
            );
            assert_eq!(browser.count(&visible(".causes .difference")), 0);
            browser.run("document.querySelector('.causes summary').focus()");
            browser.type_keys(enter);
            assert_eq!(browser.count(&visible(".causes .difference")), 1);
            assert_eq!(browser.text(pages).split(' ').count(), 6);
            assert_eq!(browser.run(FAINT)[1], "", "{scheme} {width}");
            assert_eq!(browser.run(FAULTS), "", "{scheme} {width}");
            assert_eq!(browser.count(beyond), 0);
            // These pages alone, in sight.
            browser.run("document.querySelector('.causes button').focus()");
            browser.type_keys(enter);
            assert_eq!(shown(&browser), "6 of 7 pages");
            assert!(!listed(&browser).contains("stale"));
            let top =
                "Math.abs(Math.round(document.getElementById('list').getBoundingClientRect().top))";
            assert!(browser.count(top) < 400, "the list is in sight");
            // A page that the filter hides is shown all the same.
            browser.click("[data-rule=stale-page]");
            browser.run("document.querySelectorAll('.causes a')[3].focus()");
            browser.type_keys(enter);
            assert_eq!(shown(&browser), "7 pages");
            let focused = "document.activeElement.closest('li').querySelector('.path').textContent";
            assert_eq!(browser.text(focused), "content/3.md");
            let differs =
                "document.activeElement.closest('li').querySelectorAll('.difference').length";
            assert_eq!(browser.count(differs), 1);
            assert_eq!(
                browser.count("document.activeElement.closest('details').open ? 1 : 0"),
                1
            );
        }
    }
}
