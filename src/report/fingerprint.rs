//! Names findings so that a finding is recognised when its page has moved on; the names hold no line numbers.

use std::collections::HashMap;

use crate::report::words::Entry;

/// Hands out fingerprints, a different one to each finding of a run.
#[derive(Debug, Default)]
pub(super) struct Fingerprints {
    seen: HashMap<u128, usize>,
}

impl Fingerprints {
    /// 32 hexadecimal digits made of rule, path and differing text, and of how many findings like it came before.
    pub(super) fn of(&mut self, finding: &Entry) -> String {
        let found = finding
            .difference
            .as_ref()
            .map_or("", |difference| &difference.found.text);
        let pieces = [
            finding.rule.name().as_bytes(),
            finding.path.as_os_str().as_encoded_bytes(),
            found.as_bytes(),
        ];
        let mut hash = fnv(FNV_OFFSET, &[]);
        for piece in pieces {
            hash = fnv(fnv(hash, &piece.len().to_le_bytes()), piece);
        }
        let before = self.seen.entry(hash).or_default();
        *before += 1;
        format!("{:032x}", fnv(hash, &before.to_le_bytes()))
    }
}

const FNV_OFFSET: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
const FNV_PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;

/// FNV-1a of 128 bits: the same on every machine and in every version, which the standard hashers do not promise.
fn fnv(hash: u128, bytes: &[u8]) -> u128 {
    bytes.iter().fold(hash, |hash, byte| {
        (hash ^ u128::from(*byte)).wrapping_mul(FNV_PRIME)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::samples;

    #[test]
    fn the_hash_is_fnv_1a() {
        // Test vector of the hash's authors for the single letter a.
        assert_eq!(
            fnv(FNV_OFFSET, b"a"),
            0xd228_cb69_6f1a_8caf_7891_2b70_4e4a_8964
        );
    }

    #[test]
    fn the_same_finding_elsewhere_in_the_file_keeps_its_name() {
        let finding = samples::one_word().remove(0);
        let mut moved = finding.clone();
        moved.start.line += 7;
        moved.start.offset += 300;
        assert_eq!(
            Fingerprints::default().of(&finding),
            Fingerprints::default().of(&moved)
        );
        let mut other = finding.clone();
        other.path = "content/other.md".into();
        assert_ne!(
            Fingerprints::default().of(&finding),
            Fingerprints::default().of(&other)
        );
    }

    #[test]
    fn no_two_findings_of_a_run_share_a_name() {
        let finding = samples::one_word().remove(0);
        let mut fingerprints = Fingerprints::default();
        let (first, second) = (fingerprints.of(&finding), fingerprints.of(&finding));
        assert_ne!(first, second);
        assert_eq!(first, Fingerprints::default().of(&finding));
    }
}
