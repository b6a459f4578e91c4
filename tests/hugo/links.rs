//! Where links lead on the site that Hugo builds: each link to what is not in `public/` is told, and no other.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::support::TestRepo;
use super::support::binary::copy_of;
use super::{builds, hugo};

/// A layout that says which file a page is of.
const LAYOUT: &str = "{{ with .File }}FILE={{ .Filename }}=END{{ end }}\n{{ .Content }}";

/// A link that leads nowhere: the page that holds it, and the address or the name that is not there.
type Dead = (String, String);

/// The files below a directory.
fn files(directory: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).expect("a directory") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, into);
        } else {
            into.push(path);
        }
    }
}

/// An address without its percent signs: `%C3%A4` is `ä`.
pub fn decoded(text: &str) -> String {
    let mut out = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let hex = text.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// An address without dots, and without a slash at its end.
fn plain(address: &str) -> String {
    let mut names = Vec::new();
    for name in address.split('/') {
        match name {
            "" | "." => {}
            ".." => {
                names.pop();
            }
            name => names.push(name),
        }
    }
    format!("/{}", names.join("/"))
}

/// HTML without its comments.
fn without_comments(html: &str) -> String {
    let mut rest = html;
    let mut out = String::new();
    while let Some((before, behind)) = rest.split_once("<!--") {
        out.push_str(before);
        rest = behind.split_once("-->").map_or("", |(_, rest)| rest);
    }
    out + rest
}

/// The links of the site in `public/` that lead nowhere.
fn dead_in_public(site: &TestRepo) -> BTreeSet<Dead> {
    let public = site.root.join("public");
    let mut pages = Vec::new();
    files(&public, &mut pages);
    let mut dead = BTreeSet::new();
    let mut links = 0;
    for page in pages {
        let Ok(html) = fs::read_to_string(&page) else {
            continue;
        };
        let Some((file, body)) = html.split_once("=END\n") else {
            continue;
        };
        let body = without_comments(body);
        let file = file.strip_prefix("FILE=").expect("the name of the file");
        let file = Path::new(file)
            .strip_prefix(&site.root)
            .expect("in the site");
        let own = page.strip_prefix(&public).expect("in public");
        let own = format!("/{}", own.display());
        for key in ["href=\"", "src=\""] {
            for (at, _) in body.match_indices(key) {
                if !body[..at].ends_with([' ', '\n']) {
                    continue;
                }
                let to = body[at + key.len()..].split('"').next().unwrap_or_default();
                let to = to.replace("&amp;", "&");
                if to.contains("://") || to.starts_with("mailto:") {
                    continue;
                }
                links += 1;
                let (path, name) = to
                    .split_once('#')
                    .map_or((&*to, None), |(path, name)| (path, Some(name)));
                let path = decoded(path.split('?').next().unwrap_or_default());
                let address = match path.as_str() {
                    "" => own.clone(),
                    path if path.starts_with('/') => plain(path),
                    path => plain(&format!("{own}/../{path}")),
                };
                let there = public.join(&address[1..]);
                let there = if there.is_dir() {
                    there.join("index.html")
                } else {
                    there
                };
                let mut is = |what: String| dead.insert((file.display().to_string(), what));
                let Ok(target) = fs::read(&there) else {
                    is(address
                        .strip_suffix("/index.html")
                        .unwrap_or(&address)
                        .to_owned());
                    continue;
                };
                let target = String::from_utf8_lossy(&target);
                if let Some(name) = name.map(decoded).filter(|name| !name.is_empty())
                    && ![format!("id=\"{name}\""), format!("name=\"{name}\"")]
                        .iter()
                        .any(|id| target.contains(&**id))
                {
                    is(name);
                }
            }
        }
    }
    assert!(links > 5, "{links} links");
    println!("{links} links, {} of them lead nowhere", dead.len());
    dead
}

/// The links that the tool says lead nowhere.
fn told(site: &TestRepo) -> BTreeSet<Dead> {
    let run = site.tikicheck(&["--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    let findings = report["findings"].as_array().expect("a list");
    findings
        .iter()
        .filter(|finding| finding["rule"] == "dead-link")
        .map(|finding| {
            let path = finding["path"].as_str().expect("a path");
            let message = finding["message"].as_str().expect("a message");
            let mut quoted = message.split('`').skip(1).step_by(2);
            let what = if message.contains("is called") {
                quoted.last()
            } else {
                quoted.next()
            };
            (path.to_owned(), what.expect("what is not there").to_owned())
        })
        .collect()
}

/// Compares what is told with what Hugo built, but for the dead links in `not_told`.
fn agree(site: &TestRepo, not_told: &[(&str, &str)]) -> BTreeSet<Dead> {
    assert!(builds(&site.root));
    let dead = dead_in_public(site);
    // What Hugo does not make pages of is in no `public/`.
    let told = told(site);
    let is_built = |(page, _): &&Dead| !page.starts_with("drafts/");
    let told: BTreeSet<Dead> = told.iter().filter(is_built).cloned().collect();
    let not_told: BTreeSet<Dead> = not_told
        .iter()
        .map(|&(page, what)| (page.to_owned(), what.to_owned()))
        .collect();
    assert_eq!(
        dead.difference(&told).cloned().collect::<BTreeSet<_>>(),
        not_told
    );
    let false_ones: Vec<_> = told.difference(&dead).collect();
    assert!(false_ones.is_empty(), "{false_ones:?}");
    dead
}

fn write(site: &TestRepo, path: &str, head: &str, body: &str) {
    site.write(path, format!("---\n{head}\n---\n{body}\n"));
}

/// A page that its source generates, behind this front matter.
fn write_wiki(site: &TestRepo, path: &str, head: &str, wiki: &str) {
    let page = site.tikicheck_fed(wiki.as_bytes(), &["render", "--emit", "page"]);
    let page = String::from_utf8(page.stdout).expect("UTF-8");
    site.write(path, format!("---\n{head}\n---\n{page}"));
}

#[test]
#[ignore = "needs Hugo"]
fn links_of_the_example_site_lead_where_it_is_said() {
    if hugo().is_none() {
        return;
    }
    let site = copy_of("examples/site");
    site.write("layouts/_default/single.html", LAYOUT);
    site.write("layouts/_default/list.html", LAYOUT);
    // A fix settles that one, and it is told as what the fix is for.
    let stale = [(
        "content/posts/thyroid-basics.md",
        "/tags/iodine-in-pregnancy.html",
    )];
    assert!(agree(&site, &stale).len() > 1);
    // What `--fix` writes as well.
    site.tikicheck(&["--fix"]);
    agree(&site, &[]);
}

#[test]
#[ignore = "needs Hugo"]
fn links_of_a_site_with_bundles_lead_where_it_is_said() {
    if hugo().is_none() {
        return;
    }
    let site = TestRepo::empty();
    site.write("hugo.toml", "baseURL = \"https://example.org/\"\ndisableKinds = [\"sitemap\"]\n[permalinks.page]\nnews = \"/:year/:month/:slug/\"\nminerals = \"/m/:sections[1:]/:contentbasename/\"\n[markup.goldmark.renderer]\nunsafe = true\n");
    site.write("layouts/all.html", LAYOUT);
    site.write("tikicheck.yaml", "links: {tag: '/tags/{slug}'}\n");
    site.write("static/files/A b.pdf", "x");
    site.write("static/favicon.ico", "x");
    write(
        &site,
        "content/_index.md",
        "title: Home",
        "[posts](/posts/) [none](/none)",
    );
    write(
        &site,
        "content/posts/_index.md",
        "title: Posts",
        "[zinc](zinc/) [none](none)",
    );
    write(
        &site,
        "content/posts/zinc/index.md",
        "title: Zinc\naliases: [old-zinc, /Old+Zinc, /a/b.html]",
        "# Dose\n\n## Dose\n\nx[^1]\n\n[^1]: y",
    );
    site.write("content/posts/zinc/pic one.PNG", "x");
    site.write("content/posts/zinc/deep/data.csv", "x");
    site.write("content/posts/side.txt", "x");
    write(
        &site,
        "content/posts/zinc/part.md",
        "title: Part",
        "no page",
    );
    write(&site, "content/posts/iron.de.md", "title: Eisen", "x");
    write(
        &site,
        "content/posts/Upper Case_x.md",
        "title: Upper",
        "<a name=\"place\"></a>",
    );
    write(
        &site,
        "content/posts/slug.md",
        "title: s\nslug: \"My Slug é\"\ntags: [\"Iron Ore\", \"C++\"]",
        "x",
    );
    write(
        &site,
        "content/posts/url.md",
        "title: u\nurl: /Foo/Bar.html",
        "x",
    );
    write(&site, "content/posts/url2.md", "title: u\nurl: rel/x/", "x");
    write(
        &site,
        "content/posts/draft.md",
        "title: d\ndraft: true",
        "x",
    );
    write(
        &site,
        "content/news/one.md",
        "title: \"One: two\"\ndate: 2020-03-04",
        "x",
    );
    write(&site, "content/minerals/sub/q.md", "title: q", "x");
    write(&site, "content/other/y.markdown", "title: y", "x");
    write(&site, "content/q(1),'s!.md", "title: q", "x");
    let mut links = String::new();
    for to in [
        "/",
        "/posts",
        "/posts/zinc",
        "/posts/zinc/#dose",
        "/posts/zinc/#dose-1",
        "/posts/zinc/#dose-2",
        "/posts/zinc/#fn:1",
        "/posts/old-zinc",
        "/Old+Zinc",
        "/old+zinc",
        "/a/b.html",
        "/a/b",
        "/posts/zinc/pic%20one.PNG",
        "/posts/zinc/pic%20one.png",
        "/posts/zinc/deep/data.csv",
        "/posts/side.txt",
        "/posts/zinc/part",
        "/posts/iron.de",
        "/posts/iron",
        "/posts/upper-case_x",
        "/posts/Upper%20Case_x",
        "/posts/upper-case_x#place",
        "/posts/slug",
        "/posts/my-slug-é",
        "/posts/my-slug-%C3%A9",
        "/tags/iron-ore",
        "/tags/c++",
        "/tags/none",
        "/tags",
        "/categories/",
        "/Foo/Bar.html",
        "/foo/bar.html",
        "/posts/url",
        "/rel/x",
        "/posts/rel/x",
        "/posts/draft",
        "/2020/03/one-two",
        "/news/one",
        "/news",
        "/m/sub/q",
        "/minerals/sub/q",
        "/minerals",
        "/minerals/sub",
        "/other/y",
        "/q1s",
        "/files/A%20b.pdf",
        "/files/a%20b.pdf",
        "/favicon.ico",
        "/posts/index.xml",
        "../zinc",
        "../../posts/zinc/?a=1#dose",
        "../zink",
        "#here",
        "#there",
        "x.png",
        "https://example.org/none",
    ] {
        links.push_str(&format!("- [a]({to})\n"));
    }
    // The tool tells ten links of a page.
    for (n, part) in links.lines().collect::<Vec<_>>().chunks(8).enumerate() {
        let body = format!("# Here\n\n{}\n", part.join("\n"));
        write(
            &site,
            &format!("content/posts/links{n}.md"),
            &format!("title: links {n}"),
            &body,
        );
    }
    write(
        &site,
        "content/posts/html.md",
        "title: html",
        "<a class=x\nhref=\"/none\">a</a> <img src=\"/posts/zinc/pic%20one.PNG\"> <img src=\"/none.png\">\n\n<!-- <a href=\"/no\"> --> `[a](/no)`",
    );
    write_wiki(
        &site,
        "content/posts/wiki.md",
        "title: wiki",
        "((zinc)), ((iron)), ((iron ore)), ((slug)), ((url)), ((q)), ((part)), ((none)), [/files/none.pdf|a], ((upper case x))\n",
    );
    let dead = agree(&site, &[]);
    assert!(
        dead.contains(&("content/posts/wiki.md".to_owned(), "/posts/slug".to_owned())),
        "{dead:?}"
    );
}

#[test]
#[ignore = "needs Hugo"]
fn links_of_a_site_in_two_languages_lead_where_it_is_said() {
    if hugo().is_none() {
        return;
    }
    let site = TestRepo::empty();
    site.write("hugo.yaml", "baseURL: https://example.org/\ndisableKinds: [sitemap]\ndefaultContentLanguage: en\nlanguages:\n  en: {weight: 1}\n  de: {weight: 2}\n  fr: {weight: 3, contentDir: content.fr}\n");
    site.write("layouts/all.html", LAYOUT);
    site.write(
        "tikicheck.yaml",
        "pages: [\"content/**/*.md\", \"content.fr/**/*.md\"]\n",
    );
    write(
        &site,
        "content/posts/iron.md",
        "title: Iron\ntags: [metal]",
        "# Dose",
    );
    write(
        &site,
        "content/posts/iron.de.md",
        "title: Eisen\nslug: eisen\ntags: [Metall]\naliases: [alt, /alt2]",
        "# Menge",
    );
    write(&site, "content/posts/zinc/index.md", "title: Zinc", "x");
    write(&site, "content/posts/zinc/index.de.md", "title: Zink", "x");
    site.write("content/posts/zinc/pic.png", "x");
    write(
        &site,
        "content/posts/only.de.md",
        "title: only\nurl: /direct/",
        "x",
    );
    write(
        &site,
        "content.fr/posts/fer.md",
        "title: fer\nurl: direct2/",
        "x",
    );
    write(&site, "content/posts/it.it.md", "title: it", "x");
    let mut links = Vec::new();
    for to in [
        "/posts/iron/",
        "/de/posts/eisen",
        "/de/posts/iron",
        "/fr/posts/iron",
        "/de/posts/zinc/",
        "/en/posts/iron",
        "/de/",
        "/fr/",
        "/en/",
        "/direct",
        "/de/direct",
        "/fr/direct2",
        "/direct2",
        "/posts/it.it",
        "/de/posts/alt",
        "/de/alt2",
        "/alt2",
        "/tags/metal",
        "/de/tags/metall",
        "/tags/metall",
        "/posts/iron/#dose",
        "/posts/iron/#menge",
        "/de/posts/eisen#menge",
        "iron.md",
        "iron.md#none",
        "zinc",
        "zink",
        "/posts/zink.md",
        "/posts/iron.md",
        "zinc/pic.png",
        "zinc/pick.png",
    ] {
        links.push(format!("- [a]({to})"));
    }
    for (n, part) in links.chunks(8).enumerate() {
        let body = part.join("\n");
        write(
            &site,
            &format!("content/posts/links{n}.md"),
            "title: links",
            &body,
        );
        write(
            &site,
            &format!("content/posts/links{n}.de.md"),
            "title: Links",
            &body,
        );
    }
    // The template for links finds the file; which of its languages it takes then, and its headings, are not followed.
    let not_told = [
        ("content/posts/links2.md", "menge"),
        ("content/posts/links2.de.md", "dose"),
        // Only pages are found so, and not aliases.
        ("content/posts/links2.de.md", "/alt2"),
        ("content/posts/links3.md", "none"),
        ("content/posts/links3.de.md", "none"),
        ("content/posts/links3.md", "/posts/links3/zinc/pic.png"),
        (
            "content/posts/links3.de.md",
            "/de/posts/links3/zinc/pic.png",
        ),
    ];
    assert!(!agree(&site, &not_told).is_empty());
}
