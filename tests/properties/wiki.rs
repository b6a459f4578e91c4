//! Wiki texts for property tests: every construct of the dialect inside every other, with stray markers between them.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// The constructs in the order of the dialect's table.
///
/// `‹text›` is filled with any content, `‹line›` with content on one line, `‹args›` with arguments, `‹space›` with
/// white space or none, `‹word›` with a word, `‹/›` with a slash or nothing.
const CONSTRUCTS: [&str; 41] = [
    "{CUSTOMSEARCH(‹args›)}‹text›{‹/›CUSTOMSEARCH}",
    "{SQL(‹args›)}‹text›{‹/›SQL}",
    "{REDIRECT(‹args›)‹space›/}",
    "{maketoc‹space›‹args›}",
    "~tc~‹text›~/tc~",
    "{LISTPAGES(‹args›)}‹text›{‹/›LISTPAGES}",
    "{category‹space›‹args›}",
    "{filter‹space›‹args›}",
    "doi:‹space›10.1/‹word›",
    "{IMG(‹args›)}‹text›{‹/›IMG}",
    "{img‹space›‹args›}",
    "{include‹space›‹args›}",
    "((‹space›‹word›‹space›|‹line›‹space›))",
    "((‹space›‹line›))",
    "{ATTACH(‹args›)}‹text›{‹/›ATTACH}",
    "{LIST(‹args›)}‹text›{‹/›LIST}",
    "||‹text›|‹line›\n‹line›||‹text›|‹word›||‹space›\n",
    "\n**‹line›\n",
    "\n#‹line›\n",
    "__‹text›__",
    "[‹word›‹word›|‹text›]",
    "''‹text›''",
    "\n\n!!‹space›‹line›‹space›\n",
    "~hs~~hs~",
    "~hshshs~",
    "{FONT(‹args›)}‹text›{‹/›FONT}",
    "{FADE(‹args›)}‹text›{‹/›FADE}",
    "^‹line›^",
    "{SUP(‹args›)}‹text›{SUP}",
    "{BOX‹space›(‹args›)}‹text›{BOX}",
    "{DIV(‹args›)}‹text›{‹/›DIV}",
    "~np~‹line›~/np~",
    "{HTML(‹args›)}‹text›{‹/›HTML}",
    "{ALINK(‹args›)}‹text›{‹/›ALINK}",
    "~~‹word›,‹word›:‹line›~~",
    "\n+‹line›\n",
    "‹space›[[1‹space›, 2]",
    "\n‹space›---‹space›\n",
    "\n‹space›----‹space›\n",
    "%%%",
    "[‹word›]",
];

/// Markers that may close nothing, and text.
#[rustfmt::skip]
const NOISE: [&str; 74] = [
    "[", "]", "[[", "|", "||", "|\n", "~", "~~", "~tc~", "~/tc~", "~np~", "~/np~", "~hs~", "__", "_", "''", "'", "((",
    "))", "(", ")", "{", "}", ")}", "^", "%%%", "!", "*", "**", "#", "+", "---", "----", "doi: ", "\n", "\n\n", "\n\n\n",
    " ", "  ", "\t", "\u{a0}", "\u{2003}", "\u{b}", "\u{85}", "\u{2028}", "\r\n", "\r", "\"", ",", "=", ":", "/", "a",
    "word", "1", "&", "&amp;", "&#39;", "<b>", ">", "é", "✻", "\u{0}", "{FADE(", "{/FADE}", "{LIST()}", "{SUP}",
    "{img ", "{DIV", "{maketoc}", "id=7", "AST Structure:\n-------------\n", "\n\nOriginal Tiki:\n-------------\n",
    "\n</code>\n</pre>\n",
];

/// Any wiki text.
pub fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => vec(nested(), 0..5).prop_map(|pieces| pieces.concat()),
        2 => vec(select(&NOISE[..]), 0..25).prop_map(|pieces| pieces.concat()),
        1 => any::<String>(),
    ]
}

/// A wiki text with LF line ends.
pub fn lf_text() -> impl Strategy<Value = String> {
    text().prop_map(|text| text.replace("\r\n", "\n").replace('\r', "\n"))
}

/// Constructs in constructs, noise, or both side by side.
fn nested() -> impl Strategy<Value = String> {
    let leaf = vec(select(&NOISE[..]), 0..3).prop_map(|pieces| pieces.concat());
    leaf.prop_recursive(5, 48, 4, |inner| {
        let text = vec(inner, 0..4).prop_map(|pieces| pieces.concat());
        let construct = select(&CONSTRUCTS[..]);
        (
            construct,
            text.clone(),
            text,
            args(),
            word(),
            space(),
            select(&["", "/"][..]),
        )
            .prop_map(|(construct, text, line, args, word, space, slash)| {
                construct
                    .replace("‹args›", &args)
                    .replace("‹space›", space)
                    .replace("‹word›", word)
                    .replace("‹/›", slash)
                    .replace("‹text›", &text)
                    .replace("‹line›", &line.replace('\n', " "))
            })
    })
}

fn args() -> impl Strategy<Value = String> {
    let keys = [
        "id", "attId", "fileId", "src", "alt", "width", "bg", "class", "max", "k",
    ];
    let values = [
        "7", "\"7, 8\"", "\"\"", "", "\"a b\"", "'1px'", ">#fff", "\"", "(7)", "a=b", "“7”", "x\ny",
    ];
    let argument = (select(keys.to_vec()), select(values.to_vec()))
        .prop_map(|(key, value)| format!("{key}={value}"));
    vec(argument, 0..4).prop_map(|arguments| arguments.join(", "))
}

fn word() -> impl Strategy<Value = &'static str> {
    select(vec![
        "a",
        "1",
        "red",
        "bone health",
        "Bone Health May 2020",
        "tiki-index.php?page_id=3",
        "https://x/y z",
        "?",
    ])
}

fn space() -> impl Strategy<Value = &'static str> {
    select(vec!["", " ", "\t", "\n", "\u{a0}", " \n "])
}
