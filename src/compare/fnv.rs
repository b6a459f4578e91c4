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

/// A hash of a whole file, eight bytes at a time: FNV takes one, and the files of a site are hundreds of megabytes.
#[must_use]
pub fn of_file(file: &[u8]) -> u64 {
    const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut hash = file.len() as u64;
    let mut add = |bytes: u64| hash = (hash.rotate_left(23) ^ bytes).wrapping_mul(ODD);
    let (eights, rest) = file.as_chunks::<8>();
    for eight in eights {
        add(u64::from_le_bytes(*eight));
    }
    add(fnv(rest));
    hash ^ (hash >> 32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_differ_in_any_byte_have_other_hashes() {
        let file: Vec<u8> = (0..100_u8).collect();
        let mut seen = std::collections::HashSet::from([of_file(&file), of_file(b"")]);
        for at in 0..file.len() {
            let mut other = file.clone();
            other[at] ^= 1;
            assert!(seen.insert(of_file(&other)), "{at}");
            assert!(at == 0 || seen.insert(of_file(&file[..at])), "{at}");
        }
    }
}
