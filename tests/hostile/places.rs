//! Places where a page, a configuration or an attachments file has no business to be: behind links, in pipes and devices.

use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use super::site::{Site, page, stale};

fn fifo(path: &Path) {
    let status = Command::new("mkfifo").arg(path).status();
    assert!(status.expect("mkfifo is installed").success());
}

/// A device that gives zeros without end, as `/dev/zero` does.
fn device(path: &Path) {
    let mut mknod = Command::new("mknod");
    let status = mknod.arg(path).args(["c", "1", "5"]).status();
    assert!(
        status.expect("mknod is installed").success(),
        "only root makes devices"
    );
}

#[test]
fn what_is_no_file_is_no_page() {
    for site in [Site::new(), Site::in_git()] {
        let posts = site.root().join("content/posts");
        site.write("content/posts/good.md", page("Text."));
        fifo(&posts.join("pipe.md"));
        std::fs::create_dir(posts.join("directory.md")).expect("a directory");
        symlink("pipe.md", posts.join("link-to-pipe.md")).expect("a link");
        symlink("loop.md", posts.join("loop.md")).expect("a link");
        symlink("/dev/zero", posts.join("link-to-device.md")).expect("a link");
        symlink("/proc/self/mem", posts.join("link-to-memory.md")).expect("a link");
        symlink("/etc/passwd", posts.join("link-to-passwd.md")).expect("a link");
        let _socket = std::os::unix::net::UnixListener::bind(posts.join("socket.md"));
        assert_eq!(site.check_in_all_formats(&[]), 0);
        let said = site.run(&["--fix"]);
        assert_eq!(said.code, 0, "{said}");
        assert!(said.says("1 page: 1 in sync"), "{said}");
        for name in [
            "pipe",
            "directory",
            "link-to-pipe",
            "loop",
            "link-to-device",
            "link-to-memory",
            "link-to-passwd",
            "socket",
        ] {
            let path = format!("content/posts/{name}.md");
            for arguments in [
                &[&path[..]][..],
                &["--fix", &path],
                &["--staged", &path],
                &["render", &path],
            ] {
                if arguments[0] == "render" && name.ends_with("pipe") {
                    // Whoever names a pipe there waits for its writer.
                    continue;
                }
                let said = site.run(arguments);
                said.assert_safe_errors();
                if arguments[0] != "render" {
                    assert_eq!(said.code, 2, "{said}");
                    assert!(!said.says("root:"), "{said}");
                }
            }
        }
    }
}

#[test]
fn a_tracked_page_that_became_something_else_is_not_opened() {
    let site = Site::in_git();
    for name in ["pipe", "link", "kept"] {
        site.write(format!("content/posts/{name}.md"), stale("Text.", "more"));
    }
    site.write("content/deep/a.md", stale("Text.", "more"));
    site.git(&["add", "--all"]);
    let posts = site.root().join("content/posts");
    for name in ["pipe.md", "link.md"] {
        std::fs::remove_file(posts.join(name)).expect("it was there");
    }
    fifo(&posts.join("pipe.md"));
    symlink("/dev/zero", posts.join("link.md")).expect("a link");
    // A directory on the way leads elsewhere.
    let outside = site.outside("elsewhere");
    std::fs::create_dir(&outside).expect("a directory");
    std::fs::write(outside.join("a.md"), stale("secret", "more")).expect("a file");
    std::fs::remove_dir_all(site.root().join("content/deep")).expect("it was there");
    symlink(&outside, site.root().join("content/deep")).expect("a link");
    for arguments in [
        &[][..],
        &["--staged"],
        &["--fix"],
        &["--staged", "--fix"],
        &["--since", "HEAD"],
    ] {
        let said = site.run(arguments);
        said.assert_harmless("human");
        assert!(!said.says("secret"), "{said}");
    }
    assert_eq!(
        std::fs::read_to_string(outside.join("a.md")).expect("it stays"),
        stale("secret", "more")
    );
}

#[test]
#[ignore = "needs root, who alone makes devices"]
fn a_device_is_no_page() {
    const DEVICE: &str = "content/posts/device.md";
    for site in [Site::new(), Site::in_git()] {
        site.write("content/posts/good.md", page("Text."));
        device(&site.root().join(DEVICE));
        assert_eq!(site.check_in_all_formats(&[]), 0);
        let said = site.run(&["--fix"]);
        assert!(said.says("1 page: 1 in sync"), "{said}");
        for arguments in [&[DEVICE][..], &["--fix", DEVICE], &["--staged", DEVICE]] {
            let said = site.run(arguments);
            said.assert_safe_errors();
            assert_eq!(said.code, 2, "{said}");
        }
        site.run(&["render", DEVICE]).assert_safe_errors();
    }
    // A tracked page that became a device is not opened either.
    let site = Site::in_git();
    site.write(DEVICE, stale("Text.", "more"));
    site.git(&["add", "--all"]);
    std::fs::remove_file(site.root().join(DEVICE)).expect("it was there");
    device(&site.root().join(DEVICE));
    for arguments in [&[][..], &["--staged"], &["--fix"], &["--staged", "--fix"]] {
        site.run(arguments).assert_harmless("human");
    }
}

#[test]
fn nothing_outside_of_the_site_is_read_or_written() {
    for site in [Site::new(), Site::in_git()] {
        site.write("content/posts/good.md", page("Text."));
        site.write("tikicheck.yaml", "");
        let outside = site.outside("elsewhere");
        std::fs::create_dir_all(&outside).expect("a directory");
        let secret = stale("secret", "more");
        std::fs::write(outside.join("a.md"), &secret).expect("a file");
        symlink(&outside, site.root().join("content/linked")).expect("a link");
        symlink(outside.join("a.md"), site.root().join("content/posts/a.md")).expect("a link");
        let absolute = outside.join("a.md");
        for path in [
            "../elsewhere/a.md",
            "content/../../elsewhere/a.md",
            absolute.to_str().expect("it is text"),
            "content/linked/a.md",
            "content/linked",
            "content/linked/../../../elsewhere/a.md",
            "content/posts/a.md",
            "../elsewhere/*.md",
            "content/linked/*.md",
        ] {
            for arguments in [&[path][..], &["--fix", "--discard-edits", path]] {
                let said = site.run(arguments);
                said.assert_harmless("human");
                assert_eq!(said.code, 2, "{said}");
                assert!(!said.says("secret"), "{said}");
            }
        }
        let said = site.run(&["--fix", "--discard-edits", "."]);
        assert_eq!(said.code, 0, "{said}");
        assert_eq!(
            std::fs::read_to_string(outside.join("a.md")).expect("it stays"),
            secret
        );
    }
}

#[test]
fn settings_behind_links_out_of_the_site_are_refused() {
    for site in [Site::new(), Site::in_git()] {
        site.write("content/posts/a.md", page("{img attId=7}"));
        let secret = site.outside("secret");
        std::fs::write(&secret, "secret: value\n").expect("a file");
        let place = |name: &str| site.root().join(name);
        for target in [
            secret.to_str().expect("it is text"),
            "../secret",
            "/etc/passwd",
            "/dev/zero",
            "/proc/self/environ",
        ] {
            symlink(target, place("tikicheck.yaml")).expect("a link");
            let said = site.run(&[""; 0]);
            said.assert_harmless("human");
            assert_eq!(said.code, 2, "{said}");
            assert!(!said.says("root:") && !said.says("`secret`"), "{said}");
            std::fs::remove_file(place("tikicheck.yaml")).expect("it was there");

            site.write("tikicheck.yaml", "links: {attachments: attachments.yaml}\n");
            symlink(target, place("attachments.yaml")).expect("a link");
            let said = site.run(&[""; 0]);
            said.assert_harmless("human");
            assert_eq!(said.code, 2, "{said}");
            assert!(!said.says("root:") && !said.says("`secret`"), "{said}");
            std::fs::remove_file(place("tikicheck.yaml")).expect("it was there");
            std::fs::remove_file(place("attachments.yaml")).expect("it was there");
        }
    }
}

#[test]
fn settings_in_pipes_and_devices_are_refused() {
    let site = Site::new();
    site.write("content/posts/a.md", page("{img attId=7}"));
    fifo(&site.root().join("tikicheck.yaml"));
    let said = site.run(&[""; 0]);
    assert_eq!(said.code, 2, "{said}");
    std::fs::remove_file(site.root().join("tikicheck.yaml")).expect("it was there");
    std::fs::create_dir(site.root().join("tikicheck.yaml")).expect("a directory");
    let said = site.run(&[""; 0]);
    assert_eq!(said.code, 2, "{said}");
    std::fs::remove_dir(site.root().join("tikicheck.yaml")).expect("it was there");

    site.write("tikicheck.yaml", "links: {attachments: attachments.yaml}\n");
    fifo(&site.root().join("attachments.yaml"));
    let said = site.run(&[""; 0]);
    assert_eq!(said.code, 2, "{said}");
}
