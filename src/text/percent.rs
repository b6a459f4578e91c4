//! Addresses with percent signs.

/// A text without its percent signs: `%C3%9C` is `Ü`. What is no UTF-8 then becomes U+FFFD.
#[must_use]
pub fn decoded(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, behind @ ..] = rest {
        let digit = |at: usize| behind.get(at).and_then(|byte| (*byte as char).to_digit(16));
        match (first, digit(0), digit(1)) {
            (b'%', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                rest = &behind[2..];
            }
            _ => {
                out.push(*first);
                rest = behind;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::decoded;

    #[test]
    fn two_digits_are_a_byte_and_nothing_else_is() {
        for (written, meant) in [
            ("a%20b", "a b"),
            ("%C3%9Cber%c3%a4", "Überä"),
            ("50%", "50%"),
            ("%+1 %g0 %ä", "%+1 %g0 %ä"),
            ("%FF", "\u{fffd}"),
        ] {
            assert_eq!(decoded(written), meant, "{written}");
        }
    }
}
