//! Any source, made into a page: it checks clean, and a fix changes nothing. Edited, it is mended to a page that is.
#![no_main]

use std::cell::RefCell;
use std::path::Path;

use libfuzzer_sys::fuzz_target;
use tikicheck::internals::check::Verdict;
use tikicheck::internals::finding::Fix;
use tikicheck::internals::testing::{check, check_fixed};
use tikicheck_fuzz::{Fixture, choice_and_text};

thread_local! {
    static FIXTURE: RefCell<Fixture> = RefCell::default();
}

fuzz_target!(|data: &[u8]| {
    let Some((choice, source)) = choice_and_text(data) else {
        return;
    };
    let name = Path::new("content/posts/a.md");
    FIXTURE.with_borrow_mut(|fixture| {
        let (context, edits, workspace) = fixture.context(choice);
        let page = context.generator.page(source, workspace);
        let with_front_matter = format!("---\ntitle: x\n---\n\n{}", &page[..]);
        for page in [page, with_front_matter] {
            let checked = check(name, page.as_bytes(), context, edits, workspace);
            assert_eq!(checked.verdict, Verdict::InSync, "{:#?}", checked.findings);
            assert!(checked.fixed.is_none());
            assert!(
                checked
                    .findings
                    .iter()
                    .all(|finding| finding.fix == Fix::None)
            );
            // With one more line of source it is stale, and mended.
            let closes = page.len() - "\n</code>\n</pre>\n".len();
            let edited = format!("{}\n__edited__{}", &page[..closes], &page[closes..]);
            let checked = check(name, edited.as_bytes(), context, edits, workspace);
            if let Some(mended) = checked.fixed {
                let left =
                    check_fixed(name, &mended, context, edits, workspace).expect("a fix fixes");
                assert_eq!(left.verdict, Verdict::InSync);
            }
        }
    });
});
