//! FNV-1a of 64 bits: a hash that is the same on every machine and in every version.

use std::hash::Hasher;

/// The state of the hash.
#[derive(Debug, Clone, Copy)]
pub struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// The hash of a text.
#[must_use]
pub fn fnv(text: &[u8]) -> u64 {
    let mut fnv = Fnv::default();
    fnv.write(text);
    fnv.finish()
}
