//! Any bytes, split into parts: nothing panics, and the parts and seams together are the file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tikicheck::internals::page::lines::View;
use tikicheck_fuzz::assert_parts;

fuzz_target!(|data: &[u8]| {
    assert_parts(data);
    let view = View::with_lf(data);
    assert_parts(&view.text);
    for offset in [0, view.text.len() / 2, view.text.len()] {
        assert!(view.file_offset(offset) <= data.len());
    }
});
