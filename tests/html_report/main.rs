//! The HTML report in a real browser: it opens, filters and expands, reads well in light and dark and on a phone, and
//! nothing from pages is run or loaded.
#![cfg(unix)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde_json::{Value, json};

#[path = "../support/mod.rs"]
mod support;

mod causes;

use support::TestRepo;
use support::binary::copy_of;
use support::webdriver::Browser;

/// A page in sync with its source.
fn page(repo: &TestRepo, source: &str) -> String {
    let output = repo.tikicheck_fed(source.as_bytes(), &["render", "--emit", "page"]);
    let page = String::from_utf8(output.stdout).expect("a page is text");
    format!("---\ndate: 2024-05-30\n---\n\n{page}")
}

const DOSE: &str = "The usual dose is 90 mcg a day.\n";

/// A page whose body was edited by hand.
fn edited(repo: &TestRepo, old: &str, new: &str) -> String {
    page(repo, DOSE).replacen(old, new, 1)
}

/// A page whose source was edited.
fn stale(repo: &TestRepo, old: &str, new: &str) -> String {
    let page = page(repo, DOSE);
    let at = page.rfind(old).expect("it stands in the source");
    format!("{}{new}{}", &page[..at], &page[at + old.len()..])
}

/// Four pages that differ and one that does not.
fn site() -> TestRepo {
    let repo = TestRepo::new();
    repo.write(
        "content/posts/vitamin-k.md",
        stale(&repo, "90 mcg", "180 mcg"),
    );
    repo.write(
        "content/posts/vitamin-d.md",
        stale(&repo, "90 mcg", "50 mcg"),
    );
    repo.write("content/posts/zinc.md", edited(&repo, "usual", "common"));
    repo.write("content/notes/iron.md", edited(&repo, "a day", "each day"));
    repo.write("content/notes/iodine.md", page(&repo, DOSE));
    repo
}

/// The report of all pages, as a file beside the repository.
fn report(repo: &TestRepo) -> PathBuf {
    let run = repo.tikicheck(&["--format", "html"]);
    let file = repo.beside("report.html");
    std::fs::write(&file, run.ended_with(1)).expect("the report can be written");
    file
}

const LISTED: &str =
    "[...document.querySelectorAll('#pages > li')].filter(item => item.checkVisibility())";
const TITLES: &str = ".map(item => item.querySelector('.path').textContent).join(' ')";

/// The titles that are listed, in order.
fn listed(browser: &Browser) -> String {
    browser.text(&format!("{LISTED}{TITLES}"))
}

/// How many entries the list says that it shows.
fn shown(browser: &Browser) -> String {
    browser.text("document.getElementById('shown').textContent")
}

const ALL: &str = "content/notes/iron.md content/posts/vitamin-d.md content/posts/vitamin-k.md content/posts/zinc.md";

#[test]
#[ignore = "needs chromedriver and Chromium"]
fn it_opens_filters_and_expands() {
    let browser = Browser::start();
    let repo = site();
    browser.open(&report(&repo));
    assert_eq!(browser.console(), Vec::<String>::new());
    assert_eq!(
        browser.text("document.title"),
        "tikicheck: 4 of 5 pages drifted"
    );
    assert_eq!(
        (listed(&browser).as_str(), shown(&browser).as_str()),
        (ALL, "4 pages")
    );

    // List items would be numbered anew at each one that is hidden, which takes minutes where there are thousands.
    let display = "getComputedStyle(document.querySelector('#pages > li')).display";
    assert_eq!(browser.text(display), "block");

    // As one types, from anywhere.
    browser.type_keys("/");
    assert_eq!(browser.text("document.activeElement.id"), "filter");
    browser.type_keys("vit");
    assert_eq!(shown(&browser), "2 of 4 pages");
    browser.type_keys("amin-K");
    assert_eq!(listed(&browser), "content/posts/vitamin-k.md");
    browser.type_keys(" 180");
    assert_eq!(listed(&browser), "content/posts/vitamin-k.md");
    browser.type_keys("0");
    assert_eq!(
        (listed(&browser).as_str(), shown(&browser).as_str()),
        ("", "0 of 4 pages")
    );
    let escape = "\u{e00c}";
    browser.type_keys(escape);
    assert_eq!(
        (listed(&browser).as_str(), shown(&browser).as_str()),
        (ALL, "4 pages")
    );

    // By the charts, both together with the words; a second click takes a bar back.
    browser.click("[data-rule=edited-body]");
    assert_eq!(
        listed(&browser),
        "content/notes/iron.md content/posts/zinc.md"
    );
    browser.click("button[data-folder='1']");
    assert_eq!(listed(&browser), "content/notes/iron.md");
    browser.click("[data-rule=edited-body]");
    assert_eq!(shown(&browser), "1 of 4 pages");
    browser.click("#reset");
    assert_eq!(
        (listed(&browser).as_str(), shown(&browser).as_str()),
        (ALL, "4 pages")
    );

    // A difference is seen once its page is open, with the keyboard too.
    let open = "document.querySelectorAll('#pages details[open]').length";
    let differences = "[...document.querySelectorAll('.difference:not(.change)')].filter(item => item.checkVisibility()).length";
    assert_eq!((browser.count(open), browser.count(differences)), (1, 1));
    browser.run("document.querySelectorAll('#pages summary')[2].focus()");
    let enter = "\u{e007}";
    browser.type_keys(enter);
    assert_eq!((browser.count(open), browser.count(differences)), (2, 2));
    assert_eq!(
        browser.text("document.querySelectorAll('.difference:not(.change) del')[2].textContent"),
        "90"
    );
    assert_eq!(
        browser.text("document.querySelectorAll('.difference:not(.change) ins')[2].textContent"),
        "180"
    );
    browser.click("#expand");
    assert_eq!((browser.count(open), browser.count(differences)), (4, 4));
    assert_eq!(
        browser.text("document.getElementById('expand').textContent"),
        "Collapse all"
    );
    browser.click("#expand");
    assert_eq!(browser.count(open), 0);

    assert_eq!(
        browser.count("performance.getEntriesByType('resource').length"),
        0
    );
    assert_eq!(browser.console(), Vec::<String>::new());
}

#[test]
#[ignore = "needs chromedriver and Chromium"]
fn it_shows_the_example_site_as_the_other_formats_do() {
    let browser = Browser::start();
    let repo = copy_of("examples/site");
    browser.open(&report(&repo));
    assert_eq!(browser.console(), Vec::<String>::new());
    let json = repo.tikicheck(&["--format", "json"]);
    let json: Value = serde_json::from_str(json.ended_with(1)).expect("it is JSON");
    let census = browser.text("document.querySelector('.census').innerText");
    for (name, what) in [
        ("pages", "pages"),
        ("in_sync", "in sync"),
        ("drifted", "drifted"),
        ("without_source", "without a source"),
        ("errors", "error"),
        ("warnings", "warning"),
    ] {
        let told = format!("{} {what}", json["summary"][name]);
        assert!(census.contains(&told), "{told}: {census}");
    }
    let findings = json["findings"].as_array().expect("a list");
    let mut pages: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for finding in findings {
        let text = |name: &str| finding[name].as_str().expect("a text");
        pages.entry(text("path")).or_default().insert(text("rule"));
    }
    browser.click("#expand");
    let listed = browser.run(&format!(
        "return {LISTED}.map(item => [item.querySelector('.path').textContent, item.dataset.rules])"
    ));
    let listed = listed.as_array().expect("a list").iter().map(|entry| {
        let text = |at: usize| entry[at].as_str().expect("a text");
        (text(0), text(1).split(' ').collect::<BTreeSet<_>>())
    });
    assert_eq!(listed.collect::<BTreeMap<_, _>>(), pages);
    let differences = findings
        .iter()
        .filter(|finding| !finding["found"].is_null());
    // An edit that shows in several places is told at the first one.
    let elsewhere = browser.count(
        "[...document.body.textContent.matchAll(/the same edit shows in (\\d+) more place/g)]\
             .reduce((sum, match) => sum + Number(match[1]), 0)",
    );
    assert_eq!(
        browser
            .count("document.querySelectorAll('#pages .difference:not(.change) .expected').length")
            + elsewhere,
        differences.count() as u64
    );
}

/// Texts on the page whose contrast with what is behind them is below 4.5 : 1.
const FAINT: &str = r#"
    const probe = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    const luminance = (color) => {
        probe.clearRect(0, 0, 1, 1);
        probe.fillStyle = color;
        probe.fillRect(0, 0, 1, 1);
        const linear = [...probe.getImageData(0, 0, 1, 1).data].slice(0, 3)
            .map((value) => value / 255)
            .map((value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
    };
    const behind = (element) => {
        for (; element; element = element.parentElement) {
            const color = getComputedStyle(element).backgroundColor;
            if (color !== "rgba(0, 0, 0, 0)") return color;
        }
        throw "nothing behind it";
    };
    const texts = [...document.body.querySelectorAll("*")].filter((element) =>
        element.checkVisibility() && !element.matches("script") &&
        [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()));
    const faint = texts.filter((element) => {
        const two = [getComputedStyle(element).color, behind(element)].map(luminance).sort((a, b) => a - b);
        return (two[1] + 0.05) / (two[0] + 0.05) < 4.5;
    });
    return [texts.length, faint.map((element) => element.outerHTML).join("\n")];
"#;

#[test]
#[ignore = "needs chromedriver and Chromium"]
fn it_reads_well_in_light_and_dark_and_on_a_phone() {
    let browser = Browser::start();
    let repo = site();
    repo.write(
        format!("content/{}.md", "long".repeat(40)),
        stale(&repo, "90 mcg", &"cd".repeat(300)),
    );
    let file = report(&repo);
    let paper = "getComputedStyle(document.body).backgroundColor";
    let mut papers = Vec::new();
    for scheme in ["light", "dark"] {
        let features = json!([{"name": "prefers-color-scheme", "value": scheme}]);
        browser.devtools(
            "Emulation.setEmulatedMedia",
            &json!({ "features": features }),
        );
        browser.open(&file);
        browser.click("#expand");
        let read = browser.run(FAINT);
        assert!(read[0].as_u64() > Some(50), "{read}");
        assert_eq!(read[1], "", "{scheme}");
        papers.push(browser.text(paper));
        browser.click("#theme");
        papers.push(browser.text(paper));
        assert_eq!(browser.run(FAINT)[1], "", "{scheme}, turned");
    }
    assert_ne!(papers[0], papers[1]);
    assert_eq!(papers[..2], [papers[3].clone(), papers[2].clone()]);

    let beyond = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
    let columns = "getComputedStyle(document.querySelector('.difference')).gridTemplateColumns.split(' ').length";
    for (width, side_by_side) in [(1200, 2), (360, 1)] {
        let metrics =
            json!({"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 500});
        browser.devtools("Emulation.setDeviceMetricsOverride", &metrics);
        browser.open(&file);
        browser.click("#expand");
        assert_eq!(
            browser.count("innerWidth"),
            width,
            "no wider than the window"
        );
        assert_eq!(browser.count(beyond), 0);
        assert_eq!(browser.count(columns), side_by_side);
    }
}

/// What leaves a mark on the window if any of it comes to life.
const HOSTILE: [&str; 8] = [
    "<script>window.owned=1</script>",
    "<img src=x onerror=\"window.owned=2\">",
    "</textarea></title></style></script></pre><svg onload=window.owned=3>",
    "\"><iframe srcdoc=\"<script>parent.owned=4</script>\"></iframe>",
    "<a href=\"javascript:window.owned=5\">read on</a>",
    "<style>body{display:none}</style><meta http-equiv=refresh content=\"0;url=about:blank\">",
    "' autofocus onfocus='window.owned=6' x='",
    "<!-- <base href=//example.org> -->",
];

#[test]
#[ignore = "needs chromedriver and Chromium"]
fn a_page_full_of_script_and_markup_executes_nothing() {
    let browser = Browser::start();
    let repo = TestRepo::new();
    for (index, evil) in HOSTILE.iter().enumerate() {
        repo.write(
            format!("content/body-{index}.md"),
            edited(&repo, "usual", evil),
        );
        let escaped = evil
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;");
        let escaped = escaped.replace('"', "&quot;").replace('\'', "&#39;");
        repo.write(
            format!("content/source-{index}.md"),
            stale(&repo, "90 mcg", &escaped),
        );
    }
    repo.write(
        "content/<img src=x onerror=window.owned=7>.md",
        edited(&repo, "usual", "rare"),
    );
    repo.write(
        "\"><svg onload=window.owned=8>/a.md",
        edited(&repo, "usual", "rare"),
    );
    let file = report(&repo);
    browser.open(&file);

    browser.click("#expand");
    browser.run("for (const item of document.querySelectorAll('summary')) item.focus()");
    for bar in 0..browser.count("document.querySelectorAll('.charts button').length") {
        browser.run(&format!(
            "document.querySelectorAll('.charts button')[{bar}].click()"
        ));
    }
    browser.click("#reset");
    browser.type_keys(HOSTILE[0]);
    assert_eq!(shown(&browser), "2 of 18 pages");
    browser.click("#reset");

    assert_eq!(browser.text("typeof window.owned"), "undefined");
    assert_eq!(
        browser.text("document.title"),
        "tikicheck: 18 of 18 pages drifted"
    );
    assert_eq!(
        browser.count("document.querySelectorAll('script').length"),
        1
    );
    assert_eq!(
        browser.count("document.querySelectorAll('style').length"),
        1
    );
    let foreign = "document.querySelectorAll('img,iframe,object,embed,link,base,textarea,form,[src],\
                   [srcdoc],[autofocus],[style],meta[http-equiv=refresh],a:not([href^=\"#\"])').length";
    assert_eq!(browser.count(foreign), 0);
    let handlers = "[...document.querySelectorAll('*')].flatMap(element => element.getAttributeNames())\
                    .filter(name => name.startsWith('on')).length";
    assert_eq!(browser.count(handlers), 0);
    for evil in HOSTILE {
        let told = format!("return document.body.textContent.includes({})", json!(evil));
        assert_eq!(browser.run(&told), true, "it is there to be read: {evil}");
    }
    assert_eq!(
        browser.count("performance.getEntriesByType('resource').length"),
        0
    );
    assert_eq!(browser.console(), Vec::<String>::new());

    // Had it got through, the policy would have stopped it.
    let list = "<ol id=\"pages\" role=\"list\">";
    let text = std::fs::read_to_string(&file).expect("the report is text");
    let raw = HOSTILE
        .map(|evil| evil.replace("http-equiv=refresh", ""))
        .concat();
    std::fs::write(&file, text.replacen(list, &format!("{raw}{list}"), 1))
        .expect("it can be written again");
    browser.open(&file);
    assert!(browser.count("document.querySelectorAll('script, img, iframe').length") > 3);
    assert_eq!(browser.text("typeof window.owned"), "undefined");
    browser.run(
        "document.querySelector('a[href^=javascript]').dispatchEvent(new MouseEvent('click'))",
    );
    browser.run("try { document.body.innerHTML = '<img src=x onerror=window.owned=9>' } catch {}");
    assert_eq!(browser.text("typeof window.owned"), "undefined");
    let blocked = browser.console().join("\n");
    for directive in ["script-src", "style-src", "img-src", "TrustedHTML"] {
        assert!(blocked.contains(directive), "{directive}: {blocked}");
    }
}
