//! The same work on several threads at a time.

use std::panic::resume_unwind;
use std::thread;

/// Does `work` on up to `threads` threads, this one among them, and gives what each of them had.
///
/// Some systems start no more threads at a time than a limit says: containers and shared hosts. Then those that run do
/// it all. So each thread has to take its share from a list that all of them share, until none is left.
pub fn on_threads<R: Send>(threads: usize, work: impl Fn() -> R + Sync) -> Vec<R> {
    thread::scope(|scope| {
        let start = |_| thread::Builder::new().spawn_scoped(scope, &work).ok();
        let others: Vec<_> = (1..threads).map_while(start).collect();
        let mut results = vec![work()];
        for other in others {
            results.push(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        results
    })
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn all_threads_work_and_this_one_among_them() {
        let this = thread::current().id();
        for threads in [0, 1, 2, 7] {
            let worked = on_threads(threads, || thread::current().id());
            assert_eq!(worked.len(), threads.max(1));
            assert!(worked.contains(&this));
        }
    }

    #[test]
    fn a_shared_list_is_done_once() {
        let next = AtomicUsize::new(0);
        let shares = on_threads(4, || {
            let mut taken = 0;
            while next.fetch_add(1, Ordering::Relaxed) < 1000 {
                taken += 1;
            }
            taken
        });
        assert_eq!(shares.iter().sum::<usize>(), 1000);
    }
}
