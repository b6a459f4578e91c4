//! Which pages a run is about: named files, directories and patterns, from wherever the user is, with and without Git.

use std::path::Path;

use super::support::TestRepo;
use super::support::binary::{Run, copy_of};
use super::{SEED_PAGE, seed_page, seed_site};

/// A site with one page that is stale in each of two directories, and a clean one beside each.
fn site() -> TestRepo {
    let site = TestRepo::empty();
    // All of them are copies of one page, and called otherwise.
    site.write(
        "tikicheck.yaml",
        "pages: [\"content/**/*.md\"]\nrules: {slug-mismatch: off, duplicate-slug: off}\n",
    );
    let stale = seed_page().replace("(__OR = 0.47__", "(__OR = 0.48__");
    for dir in ["content/posts", "content/news"] {
        site.write(format!("{dir}/clean.md"), seed_page());
        site.write(format!("{dir}/stale.md"), &stale);
    }
    site.write("README.md", "# No page\n");
    site
}

/// The paths that a concise report names, and how many pages were looked at.
fn named(run: &Run) -> (Vec<&str>, &str) {
    let lines = run.stdout.lines().filter(|line| line.contains(": error["));
    let mut paths: Vec<&str> = lines.filter_map(|line| line.split(':').next()).collect();
    paths.dedup();
    let (count, _) = run.census().split_once(' ').expect("a census");
    (paths, count)
}

fn check(site: &TestRepo, dir: &Path, args: &[&str]) -> Run {
    site.tikicheck_in(dir, &[&["--format", "concise"], args].concat())
}

fn assert_selection(site: &TestRepo) {
    let (posts, news) = ("content/posts/stale.md", "content/news/stale.md");
    let root = &site.root;
    for (args, stale, pages) in [
        (&[][..], &[news, posts][..], "4"),
        (&["."], &[news, posts], "4"),
        (&["content"], &[news, posts], "4"),
        (&["content/"], &[news, posts], "4"),
        (&["./content/posts"], &[posts], "2"),
        (&["content/posts/stale.md"], &[posts], "1"),
        (&["content/posts/clean.md"], &[], "1"),
        (&["content/posts/*.md"], &[posts], "2"),
        (&["./content/posts/*.md"], &[posts], "2"),
        (&["content/**/st*.md"], &[news, posts], "2"),
        (&["content/news", "content/posts/clean.md"], &[news], "3"),
        (&["content/posts", "content/posts/stale.md"], &[posts], "2"),
    ] {
        let run = check(site, root, args);
        assert_eq!(named(&run), (stale.to_vec(), pages), "{args:?}");
        assert_eq!(run.code, Some(i32::from(!stale.is_empty())), "{args:?}");
    }

    let absolute = root.join("content/news");
    let absolute = absolute.to_str().expect("a path that is text");
    for path in [absolute.to_owned(), format!("{absolute}/*.md")] {
        assert_eq!(named(&check(site, root, &[&path])), (vec![news], "2"));
    }

    let sub = root.join("content/posts");
    for (args, stale, pages) in [
        (&[][..], &["../news/stale.md", "stale.md"][..], "4"),
        (&["."], &["stale.md"], "2"),
        (&["stale.md"], &["stale.md"], "1"),
        (&["*.md"], &["stale.md"], "2"),
        (&["../news"], &["../news/stale.md"], "2"),
        (&["../news/st*.md"], &["../news/stale.md"], "1"),
        (
            &["../../content/**/*.md"],
            &["../news/stale.md", "stale.md"],
            "4",
        ),
    ] {
        let run = check(site, &sub, args);
        assert_eq!(named(&run), (stale.to_vec(), pages), "{args:?}");
    }
}

#[test]
fn pages_are_selected_without_a_repository() {
    assert_selection(&site());
}

#[test]
fn pages_are_selected_in_a_repository() {
    let site = site();
    site.git(&["init", "--quiet"]);
    assert_selection(&site);
    site.commit_all("The site");
    assert_selection(&site);
}

#[test]
fn ignored_files_are_no_pages_in_a_repository() {
    let site = site();
    site.git(&["init", "--quiet"]);
    site.write(".gitignore", "/content/news\n");
    let run = check(&site, &site.root, &[]);
    assert_eq!(named(&run), (vec!["content/posts/stale.md"], "2"));
}

#[test]
fn a_site_below_the_root_of_a_repository_is_one_of_its_own() {
    let repo = TestRepo::new();
    let site = site();
    for path in site.files() {
        repo.write(Path::new("wiki").join(&path), site.read(&path));
    }
    repo.write("notes/other.md", "no page of the wiki");
    let wiki = repo.root.join("wiki");
    let run = check(&repo, &wiki, &[]);
    assert_eq!(
        named(&run),
        (vec!["content/news/stale.md", "content/posts/stale.md"], "4")
    );
    // People type names where they are, machines know them from the root of the repository.
    let json = repo.tikicheck_in(&wiki, &["--format", "json"]);
    assert!(
        json.ended_with(1)
            .contains("\"path\":\"wiki/content/news/stale.md\"")
    );
    let patch = repo.tikicheck_in(&wiki, &["--diff"]);
    repo.write("patch", patch.ended_with(1));
    repo.git(&["apply", "patch"]);
    check(&repo, &wiki, &[]).ended_with(0);
}

/// Pages have blanks at the ends of lines, which some tell Git to refuse or to take away.
#[test]
fn the_recipe_for_a_patch_works_whatever_git_does_about_white_space() {
    for setting in ["error", "fix", "warn"] {
        let repo = TestRepo::new();
        let page = "content/posts/stale.md";
        let render = |text: &str| {
            let page = repo.tikicheck_fed(text.as_bytes(), &["render", "--emit", "page"]);
            String::from_utf8(page.stdout).expect("a page is text")
        };
        let (old, new) = (
            render("old \nand a table:  \n"),
            render("new \nand a table:  \n"),
        );
        let at = old.rfind("old").expect("it is in the source");
        let stale = format!("{}new{}", &old[..at], &old[at + 3..]);
        repo.write(page, &stale);
        repo.commit_all("stale");
        repo.git(&["config", "apply.whitespace", setting]);
        let patch = repo.tikicheck(&["--diff"]);
        repo.write("tikicheck.patch", patch.ended_with(1));
        assert!(
            patch
                .stdout
                .lines()
                .any(|line| line.starts_with('+') && line.ends_with(' '))
        );
        repo.git(&["apply", "--whitespace=nowarn", "tikicheck.patch"]);
        assert_eq!(
            String::from_utf8(repo.read(page)).as_deref(),
            Ok(&*new),
            "{setting}"
        );
    }
}

#[test]
fn a_fix_of_named_pages_leaves_the_others() {
    let site = site();
    let stale = site.read("content/news/stale.md");
    let run = site.tikicheck(&["--fix", "content/posts"]);
    assert_eq!(run.ended_with(0), "2 pages: 2 in sync\n");
    assert_eq!(run.stderr, "fixed content/posts/stale.md\n");
    assert_eq!(site.read("content/news/stale.md"), stale);
}

#[test]
fn the_command_of_a_report_mends_the_page_from_where_the_user_is() {
    let site = site();
    let odd = "content/posts/it's odd.md";
    site.write(odd, site.read("content/posts/stale.md"));
    let dir = site.root.join("content/news");
    let path = "../posts/it's odd.md";
    let run = site.tikicheck_in(&dir, &[path]);
    let report = run.ended_with(1);
    let command = report
        .split_once("To fix this:\n  tikicheck ")
        .expect("a command")
        .1;
    let command = command.lines().next().expect("a line");
    let script = format!("exec '{}' {command}", env!("CARGO_BIN_EXE_tikicheck"));
    let mut shell = site.command_in(&dir, "sh");
    let status = shell.args(["-c", &script]).status().expect("a shell");
    assert_eq!(status.code(), Some(0), "{script}");
    assert_eq!(
        site.tikicheck_in(&dir, &[path]).ended_with(0),
        "1 page: 1 in sync\n"
    );
}

#[test]
fn a_link_leads_to_a_page_from_the_day_it_is_there() {
    let site = seed_site();
    let page = site.tikicheck_fed(b"See ((Bone Health)).", &["render", "--emit", "page"]);
    site.write("content/posts/links.md", &page.stdout);
    assert_eq!(site.tikicheck(&[]).ended_with(0), "2 pages: 2 in sync\n");
    site.write("content/posts/bone-health.md", "# Bone Health\n");
    let run = check(&site, &site.root, &["content/posts/links.md"]);
    assert_eq!(run.rules(), ["stale-links"]);
    assert!(run.stdout.contains("pages came, went or were renamed"));
    site.tikicheck(&["--fix"]).ended_with(0);
    let fixed = String::from_utf8(site.read("content/posts/links.md")).expect("text");
    assert!(fixed.contains("See [Bone Health](/posts/bone-health)."));
}

/// Where patterns name them, files with other suffixes are pages as any other: they are checked, fixed, and linked to.
#[test]
fn pages_may_have_another_suffix() {
    let site = TestRepo::empty();
    site.write("tikicheck.yaml", "pages: [\"content/**/*.markdown\"]\n");
    site.write("content/posts/zinc.markdown", "---\ntitle: Zinc\n---\n");
    let page = site.tikicheck_fed(b"See ((Zinc)).", &["render", "--emit", "page"]);
    let page = String::from_utf8(page.stdout).expect("text");
    assert!(page.contains("See [Zinc](/posts/zinc)."), "{page}");
    let stale = page.replace("See ((", "Read ((");
    site.write("content/posts/iron.markdown", &stale);
    let run = site.tikicheck(&["--format", "concise"]);
    assert_eq!(run.rules(), ["stale-page"]);
    site.tikicheck(&["--fix"]).ended_with(0);
    let fixed = String::from_utf8(site.read("content/posts/iron.markdown")).expect("text");
    assert!(fixed.contains("Read [Zinc](/posts/zinc)."), "{fixed}");
}

#[test]
fn a_style_that_most_pages_share_points_at_the_configuration() {
    let site = copy_of("tests/conformance/real-pages");
    site.write("tikicheck.yaml", "pages: [\"content/**/*.md\"]\n");
    let whole = site.tikicheck(&["--format", "concise"]);
    assert!(
        whole.ended_with(1).contains("so have 2 of 2 pages"),
        "{whole:#?}"
    );
    let one = site.tikicheck(&["--format", "concise", "content/posts/search-title.md"]);
    assert!(!one.stdout.contains("so have"), "{one:#?}");
}

#[test]
fn a_staged_page_is_counted_once_after_its_fix() {
    let site = seed_site();
    site.write(
        "tikicheck.yaml",
        "block: {style: 'background-color: #e0e0e0;'}\n",
    );
    site.write(SEED_PAGE, seed_page().replace("#e0e0e0;\">", "#f0f0f0;\">"));
    site.git(&["init", "--quiet"]);
    site.git(&["add", "--all"]);
    let run = site.tikicheck(&["--staged", "--fix"]);
    assert_eq!(run.ended_with(0), "1 page: 1 in sync\n");
    assert_eq!(site.staged(SEED_PAGE), seed_page().into_bytes());
}

/// Links to pages of every standing, each on a page of its own that is in sync; what each links to.
fn page_for_each_link(site: &TestRepo) -> Vec<&'static str> {
    let names = [
        "beside",
        "elsewhere",
        "not-tracked",
        "ignored",
        "linked",
        "upper",
        "nowhere",
        "gone",
    ];
    for name in names {
        let text = site.tikicheck_fed(
            format!("see (({name}))").as_bytes(),
            &["render", "--emit", "page"],
        );
        site.write(format!("posts/to-{name}.md"), &text.stdout);
    }
    names.to_vec()
}

fn links_are_the_same_for_one_page_as_for_all(site: &TestRepo, resolved: &[&str]) {
    for name in page_for_each_link(site) {
        let path = format!("posts/to-{name}.md");
        let text = String::from_utf8(site.read(&path)).expect("a page is text");
        let is_link = text.contains("](/posts/");
        assert_eq!(is_link, resolved.contains(&name), "{name}: {text}");
        let run = site.tikicheck(&[&path]);
        assert_eq!(run.ended_with(0), "1 page: 1 in sync\n", "{name}");
        let run = site.tikicheck_fed(text.as_bytes(), &["--stdin-filename", &path, "-"]);
        assert!(run.status.success(), "{name}: {run:?}");
    }
}

#[test]
fn a_page_that_is_named_alone_links_to_the_same_pages() {
    for in_repo in [false, true] {
        let site = if in_repo {
            TestRepo::new()
        } else {
            TestRepo::empty()
        };
        site.write("tikicheck.yaml", "pages: [\"posts/**/*.md\"]\n");
        for path in [
            "posts/beside.md",
            "posts/a/elsewhere.md",
            "posts/Upper.md",
            "posts/gone.md",
        ] {
            site.write(path, "no source\n");
        }
        if in_repo {
            site.commit_all("pages");
            site.write(".gitignore", "ignored.md\n");
        }
        site.remove("posts/gone.md");
        site.write("posts/ignored.md", "no source\n");
        site.write("posts/not-tracked.md", "no source\n");
        #[cfg(unix)]
        std::os::unix::fs::symlink("beside.md", site.root.join("posts/linked.md")).expect("a link");
        let mut resolved = vec!["beside", "elsewhere", "not-tracked"];
        if !in_repo {
            resolved.push("ignored");
        }
        links_are_the_same_for_one_page_as_for_all(&site, &resolved);
    }
}

#[test]
#[cfg(unix)]
fn pages_behind_a_linked_directory_are_none_for_a_page_that_is_named_alone() {
    let site = TestRepo::empty();
    site.write("tikicheck.yaml", "pages: [\"posts/**/*.md\"]\n");
    site.write("real/beside.md", "no source\n");
    site.write("posts/other.md", "no source\n");
    std::os::unix::fs::symlink("../real", site.root.join("posts/in")).expect("a link");
    std::os::unix::fs::symlink("real", site.root.join("posts/out")).expect("a link");
    let text = site.tikicheck_fed(b"see ((beside))", &["render", "--emit", "page"]);
    site.write("real/to.md", &text.stdout);
    let run = site.tikicheck(&["posts/in/to.md"]);
    assert_eq!(run.ended_with(0), "1 page: 1 in sync\n");
}
