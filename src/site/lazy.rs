//! Pages that are listed when the first link asks for one. Listing can fail, and then no answer counts.

use std::sync::Arc;

use super::{Attachments, PageSet, Site, Stems};
use crate::config::Links;

/// Why the pages of a site could not be listed.
#[derive(Debug, Clone, thiserror::Error)]
#[error(transparent)]
pub struct ListError(Arc<dyn std::error::Error + Send + Sync>);

impl ListError {
    /// From the error of the code that lists the pages.
    pub fn new(source: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self(Arc::new(source))
    }
}

/// The pages of a site, listed when the first link asks for one.
///
/// A list that failed names no page, so that links to pages become links to tags. [`LazyPages::with_site`] is the only
/// way to use these pages, and it returns the error of the list in place of what was made of such links.
pub struct LazyPages(PageSet);

impl LazyPages {
    /// The pages that `load` finds. It runs at most once, when the first link asks.
    pub fn new(load: impl Fn() -> Result<Stems, ListError> + Send + Sync + 'static) -> Self {
        Self(PageSet::lazy(load))
    }

    /// The same pages; `is_there` is asked first. It may miss pages, but names none that does not exist.
    #[must_use]
    pub fn after(self, is_there: impl Fn(&str) -> bool + Send + Sync + 'static) -> Self {
        Self(PageSet {
            asked: Some(Box::new(is_there)),
            ..self.0
        })
    }

    /// The same pages, and those that `is_there` names besides.
    #[must_use]
    pub fn or_also(self, is_there: impl Fn(&str) -> bool + Send + Sync + 'static) -> Self {
        let before = self.0.asked;
        let asked =
            move |stem: &str| is_there(stem) || before.as_ref().is_some_and(|before| before(stem));
        Self(PageSet {
            asked: Some(Box::new(asked)),
            stems: self.0.stems,
            load: self.0.load,
            near: self.0.near,
        })
    }

    /// Runs `work` over the site that these pages make with links and attachments as they are configured.
    ///
    /// # Errors
    ///
    /// The error of the list, where `work` asked for a page and the pages could not be listed; else that of `work`.
    pub fn with_site<T, E: From<ListError>>(
        self,
        links: &Links,
        attachments: Attachments,
        work: impl FnOnce(&Site) -> Result<T, E>,
    ) -> Result<T, E> {
        let site = Site::new(self.0, links, attachments);
        let worked = work(&site);
        match site.pages.stems.get() {
            Some(Err(error)) => Err(error.clone().into()),
            Some(Ok(_)) | None => worked,
        }
    }
}

impl From<PageSet> for LazyPages {
    fn from(known: PageSet) -> Self {
        Self(known)
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    fn with_site<T>(pages: LazyPages, work: impl FnOnce(&Site) -> T) -> Result<T, ListError> {
        let attachments = Attachments::default();
        pages.with_site(&Links::default(), attachments, |site| Ok(work(site)))
    }

    #[test]
    fn pages_are_listed_once_and_only_when_a_page_is_asked_for() {
        static LOADS: AtomicUsize = AtomicUsize::new(0);
        let pages = LazyPages::new(|| {
            LOADS.fetch_add(1, Ordering::Relaxed);
            Ok(Stems::from(["iron".into()]))
        });
        let asked = with_site(pages, |site| {
            let mut tag = String::new();
            assert!(site.push_tag_url("Iron", &mut tag));
            assert_eq!(tag, "/tags/iron.html");
            assert_eq!(site.page_url(" "), None);
            assert_eq!(LOADS.load(Ordering::Relaxed), 0);
            assert_eq!(site.page_url("Iron").as_deref(), Some("/posts/iron"));
            assert_eq!(site.page_url("Zinc"), None);
            assert_eq!(LOADS.load(Ordering::Relaxed), 1);
        });
        assert!(asked.is_ok());
    }

    #[test]
    fn a_list_that_failed_is_the_result_whatever_was_made_of_it() {
        let pages = || LazyPages::new(|| Err(ListError::new(io::Error::other("no list"))));
        let made = with_site(pages(), |site| {
            assert_eq!(site.page_url("Iron"), None);
            assert_eq!(site.page_near("iron"), None);
            assert!(site.lacks_pages());
        });
        assert_eq!(made.expect_err("no list").to_string(), "no list");
        // Nobody asked, or the question was answered without the list.
        assert!(with_site(pages(), Site::lacks_pages).is_ok_and(|lacks| !lacks));
        let near = pages().after(|stem| stem == "iron");
        let made = with_site(near, |site| site.page_url("Iron"));
        assert_eq!(made.ok().flatten().as_deref(), Some("/posts/iron"));
    }
}
