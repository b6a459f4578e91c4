//! Reads the files named on standard input and does nothing with them: the floor that a check is measured against.
//!
//! `find … | cargo run --release --example read -- [THREADS]`; without THREADS one for each processor.

use std::fs::File;
use std::io::Read as _;
use std::sync::atomic::{AtomicUsize, Ordering};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let threads = match std::env::args().nth(1) {
        Some(threads) => threads.parse()?,
        None => std::thread::available_parallelism()?.get(),
    };
    let names = std::io::read_to_string(std::io::stdin())?;
    let names: Vec<&str> = names.lines().collect();
    let next = AtomicUsize::new(0);
    let work = || -> std::io::Result<usize> {
        let mut buffer = Vec::new();
        let mut bytes = 0;
        while let Some(name) = names.get(next.fetch_add(1, Ordering::Relaxed)) {
            buffer.clear();
            bytes += File::open(name)?.read_to_end(&mut buffer)?;
        }
        Ok(bytes)
    };
    let bytes = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers
            .into_iter()
            .map(|worker| worker.join().expect("a worker does not panic"))
            .sum::<std::io::Result<usize>>()
    })?;
    println!("{bytes} bytes");
    Ok(())
}
