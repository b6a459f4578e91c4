//! Wiki text in, one generated part or a whole page out.

use super::support::TestRepo;
use super::{SEED_PAGE, page_of, parts, seed_page, seed_site};

fn unescape(text: &str) -> String {
    let plain = text.replace("&lt;", "<").replace("&gt;", ">");
    let plain = plain.replace("&quot;", "\"").replace("&#39;", "'");
    plain.replace("&amp;", "&")
}

/// The site with the seed page, and its plain source in a file.
fn site_and_source() -> (TestRepo, String) {
    let site = seed_site();
    let page = seed_page();
    let [.., source] = parts(&page);
    let source = source.strip_suffix("\n</code>\n</pre>\n");
    let source = unescape(source.expect("the block ends the page"));
    site.write("seed.tiki", &source);
    (site, source)
}

fn rendered(site: &TestRepo, emit: &str) -> String {
    let run = site.tikicheck(&["render", "--emit", emit, "seed.tiki"]);
    assert_eq!(run.stderr, "");
    run.ended_with(0).to_owned()
}

#[test]
fn a_rendered_page_is_the_seed_page_without_its_front_matter() {
    let (site, _) = site_and_source();
    let page = seed_page();
    // Behind front matter there is one empty line more.
    let (_, behind) = page.split_once("\n---\n\n").expect("front matter");
    assert_eq!(rendered(&site, "page"), behind);
}

#[test]
fn a_rendered_part_is_that_of_the_seed_page() {
    let (site, _) = site_and_source();
    let page = seed_page();
    let [head, copy, tree, _] = parts(&page);
    assert_eq!(rendered(&site, "tree"), unescape(tree));
    let markdown = rendered(&site, "markdown");
    assert_eq!(markdown, unescape(copy));
    let (_, body) = head.split_once("\n---\n\n\n").expect("front matter");
    let (body, _) = body.split_once("\n\n<pre style=").expect("the block");
    assert_eq!(markdown, body);
}

#[test]
fn a_rendered_page_checks_clean() {
    let (site, _) = site_and_source();
    let page = rendered(&site, "page");
    site.write("content/posts/new.md", &page);
    assert_eq!(site.tikicheck(&[]).ended_with(0), "2 pages: 2 in sync\n");
}

#[test]
fn markdown_is_the_default_and_standard_input_is_as_good_as_a_file() {
    let (site, source) = site_and_source();
    let markdown = rendered(&site, "markdown");
    assert_eq!(
        site.tikicheck(&["render", "seed.tiki"]).ended_with(0),
        markdown
    );
    for args in [&["render"][..], &["render", "-"]] {
        let output = site.tikicheck_fed(source.as_bytes(), args);
        assert_eq!(output.status.code(), Some(0));
        assert_eq!(output.stdout, markdown.as_bytes());
    }
}

#[test]
fn the_site_decides_where_links_lead() {
    let (site, _) = site_and_source();
    let link =
        b"((High selenium intake cuts risk of osteoporosis in half meta-analysis|x)) ((Nowhere))";
    let run = |args: &[&str]| {
        let output = site.tikicheck_fed(link, &[&["render"], args].concat());
        String::from_utf8(output.stdout).expect("text")
    };
    let stem = SEED_PAGE
        .trim_start_matches("content/posts/")
        .trim_end_matches(".md");
    assert_eq!(
        run(&[]),
        format!("[x](/posts/{stem}) [Nowhere](/tags/nowhere.html)")
    );
    site.write("tikicheck.yaml", "links: {page: \"/wiki/{slug}/\"}\n");
    assert_eq!(
        run(&[]),
        format!("[x](/wiki/{stem}/) [Nowhere](/tags/nowhere.html)")
    );
    assert_eq!(
        run(&["--no-config"]),
        format!("[x](/posts/{stem}) [Nowhere](/tags/nowhere.html)")
    );
}

#[test]
fn what_cannot_be_read_is_told() {
    let (site, _) = site_and_source();
    site.tikicheck(&["render", "nowhere.tiki"])
        .could_not_check(&["nowhere.tiki: cannot be read"]);
    site.write("latin.tiki", b"caf\xe9");
    site.tikicheck(&["render", "latin.tiki"])
        .could_not_check(&["latin.tiki: is not UTF-8 (byte 3)", "save it as UTF-8"]);
    site.tikicheck(&["render", "--emit", "tre", "seed.tiki"])
        .could_not_check(&["'tre'", "'tree'"]);
}

#[test]
fn a_page_of_parts_is_whole() {
    let page = seed_page();
    assert_eq!(page_of(parts(&page)), page);
}

/// What a conversion lost is told by page, and by cause for a whole site.
#[test]
fn losses_of_a_site_are_counted_by_cause() {
    let site = TestRepo::empty();
    site.write(
        "tikicheck.yaml",
        "dialect: tiki\npages: [content/*.md]\nrules: {conversion-loss: warn, text-lost: off, plugin-shown: off}\n",
    );
    for n in 1..=3 {
        let lost = if n == 1 {
            "{LISTPAGES()}{LISTPAGES}"
        } else {
            ""
        };
        site.write("page.tiki", format!("((Gone{n})) and ((Gone))\n{lost}\n"));
        let page = site.tikicheck(&["render", "--emit", "page", "page.tiki"]);
        site.write(format!("content/p{n}.md"), page.ended_with(0));
    }
    let run = site.tikicheck(&["--statistics"]);
    let told: Vec<&str> = run.ended_with(0).lines().map(str::trim_start).collect();
    assert!(told.contains(&"7  conversion-loss"), "{told:?}");
    let by_cause = |pages: usize, cause: &str| {
        let start = format!("{pages}  {cause}: ");
        told.iter().any(|line| line.starts_with(&start))
    };
    assert!(by_cause(3, "missing-page"), "{told:?}");
    assert!(by_cause(1, "dynamic-plugin"), "{told:?}");

    let report = site.tikicheck(&["--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(report.ended_with(0)).expect("JSON");
    let findings = report["findings"].as_array().expect("findings");
    let dynamic = findings
        .iter()
        .map(|finding| &finding["cause"])
        .find(|cause| {
            cause["words"]
                .as_str()
                .is_some_and(|words| words.starts_with("dynamic"))
        });
    let id = dynamic.expect("it is told")["id"].as_str().expect("an id");
    let run = site.tikicheck(&["--cause", id, "--format", "concise"]);
    assert_eq!(run.rules(), ["conversion-loss"]);
    assert!(run.ended_with(0).starts_with("content/p1.md:"));
}
