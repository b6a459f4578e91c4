//! The five escapes of the page format: `&`, `<`, `>`, `"` and `'`.

use std::borrow::Cow;

/// What `byte` is written as in copy, tree and source, where it is not itself.
#[must_use]
pub fn escape_of(byte: u8) -> Option<&'static str> {
    match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'"' => Some("&quot;"),
        b'\'' => Some("&#39;"),
        _ => None,
    }
}

/// `text`, escaped.
#[must_use]
pub fn escape(text: &str) -> Cow<'_, str> {
    if !text.bytes().any(|byte| escape_of(byte).is_some()) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut rest = text;
    loop {
        let run = plain_run(rest.as_bytes());
        out.push_str(&rest[..run]);
        let Some(escape) = rest.as_bytes().get(run).and_then(|&byte| escape_of(byte)) else {
            return Cow::Owned(out);
        };
        out.push_str(escape);
        rest = &rest[run + 1..];
    }
}

/// `text` with the five escapes undone, once; any other entity stays.
#[must_use]
pub fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (length, meaning) = entity(rest.as_bytes());
        out.push(char::from(meaning));
        rest = &rest[length..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The length in bytes of the escape that `text`, which begins with `&`, begins with, and what it stands for.
fn entity(text: &[u8]) -> (usize, u8) {
    b"&<>\"'"
        .iter()
        .find_map(|&byte| {
            let escape = escape_of(byte)?;
            text.starts_with(escape.as_bytes())
                .then_some((escape.len(), byte))
        })
        .unwrap_or((1, b'&'))
}

/// How many bytes escaping `plain` gives.
#[must_use]
pub fn escaped_len(plain: &[u8]) -> usize {
    let more = |&byte: &u8| escape_of(byte).map_or(0, |escape| escape.len() - 1);
    plain.len() + plain.iter().map(more).sum::<usize>()
}

/// Whether `escaped` is exactly what escaping `plain` gives.
#[must_use]
pub fn is_escape_of(escaped: &[u8], plain: &[u8]) -> bool {
    // Two searches side by side, for none looks for five bytes at once.
    let mut marks = memchr::memchr3_iter(b'&', b'<', b'>', plain).peekable();
    let mut quotes = memchr::memchr2_iter(b'"', b'\'', plain).peekable();
    let (mut rest, mut from) = (escaped, 0);
    loop {
        let next = match (marks.peek(), quotes.peek()) {
            (Some(mark), Some(quote)) if mark < quote => marks.next(),
            (_, Some(_)) => quotes.next(),
            (_, None) => marks.next(),
        };
        let Some(behind) = rest.strip_prefix(&plain[from..next.unwrap_or(plain.len())]) else {
            return false;
        };
        let Some(at) = next else {
            return behind.is_empty();
        };
        let escape = escape_of(plain[at]).unwrap_or_default();
        let Some(behind) = behind.strip_prefix(escape.as_bytes()) else {
            return false;
        };
        rest = behind;
        from = at + 1;
    }
}

/// How many bytes of `text` come before the first that is escaped.
#[must_use]
pub fn plain_run(text: &[u8]) -> usize {
    text.iter()
        .position(|&byte| ESCAPED[byte as usize])
        .unwrap_or(text.len())
}

const ESCAPED: [bool; 256] = {
    let mut table = [false; 256];
    table[b'&' as usize] = true;
    table[b'<' as usize] = true;
    table[b'>' as usize] = true;
    table[b'"' as usize] = true;
    table[b'\'' as usize] = true;
    table
};

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn exactly_five_characters_are_escaped() {
        assert_eq!(
            escape("a<b> & \"c\" it's"),
            "a&lt;b&gt; &amp; &quot;c&quot; it&#39;s"
        );
        assert_eq!(escape("plain ✻ &"), "plain ✻ &amp;");
    }

    #[test]
    fn other_entities_are_text() {
        assert_eq!(
            unescape("&nbsp; &amp;lt; &#x27; & &lt"),
            "&nbsp; &lt; &#x27; & &lt"
        );
    }

    proptest! {
        #[test]
        fn unescape_undoes_escape(text in r#"([&<>"';#]|amp|lt|gt|quot|39|[a-zé ])*"#) {
            let escaped = escape(&text);
            prop_assert_eq!(&*unescape(&escaped), &*text);
            prop_assert_eq!(escaped_len(text.as_bytes()), escaped.len());
        }

        #[test]
        fn comparing_is_escaping_and_comparing(plain in r#"[&<>"'a;]{0,8}"#, other in r#"(&amp;|&lt;|&#39;|[&<a;])*"#) {
            prop_assert!(is_escape_of(escape(&plain).as_bytes(), plain.as_bytes()));
            prop_assert_eq!(is_escape_of(other.as_bytes(), plain.as_bytes()), escape(&plain) == other);
        }
    }
}
