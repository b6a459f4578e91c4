//! Writes a site of realistic pages to measure with: `cargo run --release --example corpus -- DIR [PAGES] [SEED]`.
//!
//! The same PAGES and SEED always give the same bytes. 15,000 pages are about 450 MB.

mod site;
mod wiki;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use site::{CONFIG, Corpus, attachments};
use tikicheck::internals::generator::Workspace;

const USAGE: &str = "usage: corpus DIR [PAGES] [SEED]";

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1);
    let dir = PathBuf::from(arguments.next().ok_or(USAGE)?);
    let mut number = |default: u64| match arguments.next() {
        Some(word) => word.to_string_lossy().parse().map_err(|_| USAGE),
        None => Ok(default),
    };
    let (pages, seed) = (number(15_000)?, number(1)?);
    let corpus = Corpus::new(usize::try_from(pages)?, seed);
    fs::create_dir_all(dir.join("content/posts"))?;
    fs::write(dir.join("tikicheck.yaml"), CONFIG)?;
    fs::write(dir.join("attachments.yaml"), attachments())?;
    let bytes = write_pages(&corpus, &dir)?;
    println!(
        "{pages} pages, {} MB, in {}",
        bytes / 1_000_000,
        dir.display()
    );
    Ok(())
}

/// Writes all pages, as many at a time as there are processors, and returns how many bytes they have.
fn write_pages(corpus: &Corpus, dir: &Path) -> Result<usize, std::io::Error> {
    let next = AtomicUsize::new(0);
    let work = || -> Result<usize, std::io::Error> {
        let mut workspace = Workspace::default();
        let mut bytes = 0;
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= corpus.pages {
                return Ok(bytes);
            }
            let (path, page) = corpus.page(number, &mut workspace);
            fs::write(dir.join(path), &page)?;
            bytes += page.len();
        }
    };
    let workers = std::thread::available_parallelism()?.get();
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        workers
            .into_iter()
            .map(|worker| worker.join().expect("a worker does not panic"))
            .sum()
    })
}
