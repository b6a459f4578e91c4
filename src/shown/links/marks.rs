//! Whether a text can hold a link or a name, told by the marks that none goes without: most texts need no parser then.
//!
//! ```text
//! Take [it](/dose) daily.   holds `](`: a link, or none
//! Take [it] (daily) < 3.    none of the marks of a link: none
//! ```

use super::{Wanted, leads_by};

impl Wanted {
    /// Whether a Markdown text may hold what is wanted.
    ///
    /// Takes time linear in it.
    #[must_use]
    pub fn may_be_in(self, markdown: &str) -> bool {
        let bytes = markdown.as_bytes();
        match self {
            Self::Links => may_lead(bytes),
            Self::LinksAndNames => may_lead(bytes) || may_name(bytes),
        }
    }
}

/// Whether there may be a link, an image, or a tag that leads somewhere: `](/a)`, `[a]: /b`, `<https://c>`, `<a href=/d>`.
fn may_lead(bytes: &[u8]) -> bool {
    memchr::memchr2_iter(b']', b'<', bytes).any(|at| {
        let behind = &bytes[at + 1..];
        match bytes[at] {
            b']' => matches!(behind.first(), Some(b'(' | b':')),
            _ => leads_by(behind).is_some() || may_be_address(behind),
        }
    })
}

/// Whether what stands behind a `<` begins as an address does, such as `https:`.
fn may_be_address(bytes: &[u8]) -> bool {
    let in_scheme = |byte: &&u8| byte.is_ascii_alphanumeric() || b".-+".contains(byte);
    let length = bytes.iter().take_while(in_scheme).count();
    length > 0 && bytes.get(length) == Some(&b':')
}

/// Whether there may be a heading, a tag or a footnote: `# a`, `===` under a line, `<p id=b>`, `[^c]`.
fn may_name(bytes: &[u8]) -> bool {
    memchr::memchr3(b'#', b'<', b'^', bytes).is_some()
        || memchr::memchr2_iter(b'=', b'-', bytes).any(|at| is_last_of_line(&bytes[at + 1..]))
}

/// Whether nothing but blanks stands at the start of `bytes`, to the end of the line.
fn is_last_of_line(bytes: &[u8]) -> bool {
    let visible = bytes
        .iter()
        .find(|byte| !matches!(byte, b' ' | b'\t' | 0x0B | 0x0C));
    matches!(visible, None | Some(b'\n' | b'\r'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Links;
    use super::*;

    /// Marks of links, of what looks like one, and of what is around it.
    #[rustfmt::skip]
    const PIECES: [&str; 64] = [
        "[", "]", "(", ")", "](", "]:", "](/a)", "[a](/b)", "![a](/b)", "[a]", "[a]: /b\n", "[a]: /b", "[^a]",
        "[^a]: b\n", "[^", "<", ">", "<http://a.b>", "<a:b>", "<ab:c>", "<a@b.c>", "<\\*a@b.c>", "<1@b>", "<a",
        "<a href=/b>", "<A\nHREF='/b'\n>", "</a>", "<img src=a>", "<IMG\tSRC=\"/a\">", "<p id=a>", "<div>\n",
        "</div>\n", "<!--", "-->", "<!a name=b>", "<?a", "?>", "<script>", "</script>", "<b name='c'", "href=/a",
        " ", "    ", "\t", "\n", "\n\n", "\r\n", "\r", "> ", "- ", "1. ", "|", "|-|-|\n", "# ", "{#a}", "===", "---",
        "=", "-", "`", "```\n", "\\", "&lt;", "a",
    ];

    #[test]
    fn texts_without_marks_are_not_parsed() {
        for text in [
            "",
            "Take [it] (daily), [^] and 3 < 4 - 5 = a <b>b</b>",
            "a <span class=c>d</span> <br/> </a> <sup>1</sup>",
            "[a][b] and ![c][], <d@e.example>",
        ] {
            assert!(!Wanted::Links.may_be_in(text), "{text}");
        }
        let text = "Take it, 5 - 3 = 2 [a] | --- |\n* b\n";
        assert!(!Wanted::LinksAndNames.may_be_in(text));
    }

    proptest! {
        /// The body of a page is its Markdown between empty lines.
        #[test]
        fn empty_lines_around_a_text_change_no_link(
            pieces in proptest::collection::vec(proptest::sample::select(&PIECES[..]), 0..14)
        ) {
            let text = pieces.concat();
            let alone = Links::parsed(&text, Wanted::LinksAndNames);
            let mut body = Links::parsed(&format!("\n\n{text}\n\n"), Wanted::LinksAndNames);
            for link in &mut body.links {
                link.at = link.at.start - 2..link.at.end - 2;
            }
            prop_assert_eq!(body, alone, "{:?}", text);
        }

        #[test]
        fn what_is_not_parsed_holds_nothing(
            pieces in proptest::collection::vec(proptest::sample::select(&PIECES[..]), 0..14)
        ) {
            assert_holds_nothing_unless_parsed(&pieces.concat());
        }
    }

    #[test]
    fn two_pieces_that_are_not_parsed_hold_nothing() {
        for first in PIECES {
            for second in PIECES {
                for between in ["", "\n", "\n\n"] {
                    let text = [first, between, second].concat();
                    assert_holds_nothing_unless_parsed(&text);
                }
            }
        }
    }

    fn assert_holds_nothing_unless_parsed(text: &str) {
        if Wanted::Links.may_be_in(text) {
            return;
        }
        let found = Links::parsed(text, Wanted::LinksAndNames);
        assert_eq!(found.links, [], "{text:?}");
        if !Wanted::LinksAndNames.may_be_in(text) {
            assert!(found.anchors.is_empty(), "{text:?}");
        }
    }
}
