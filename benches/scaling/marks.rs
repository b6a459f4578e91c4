//! Marks of wiki text and of the page format, to be repeated until something is slow.

/// What opens a construct and, repeated, closes none.
#[rustfmt::skip]
pub const OPENERS: [&str; 53] = [
    "{CUSTOMSEARCH()}", "{SQL(", "{SQL()}", "{REDIRECT(", "{REDIRECT(a)", "{maketoc", "~tc~", "{LISTPAGES()}",
    "{category ", "{filter ", "doi:", "doi: a", "{IMG(", "{IMG()}", "{img ", "{include ", "((", "((a|", "((a|b)",
    "{ATTACH", "{ATTACH(id=1)}", "{LIST()}", "||", "||a", "*", "#", "__", "''", "[", "[a|", "!", "~hs", "~hshs",
    "{FONT()}", "{FADE()}", "^", "{SUP()}", "{BOX()}", "{BOX ", "{DIV(", "~np~", "{HTML()}", "~~", "~~a:",
    "{ALINK()}", "+", "[[", "[[1,", "\n---", "\n ---- ", "%%", "[a|b", "{HTML(",
];

/// Other marks, closed ones among them, and what is none.
#[rustfmt::skip]
pub const OTHERS: [&str; 72] = [
    "~~a:b~~", "~np~~/np~", "~tc~~/tc~", "~hs~", "~hshshs~", "%%%", "((a|b))", "((a))", "((a|((b|", "[a|b]", "[a]",
    "[[1] ", " [[1]", "||a|b||\n", "||\n", "|", "||[", "||[|", "||((a|", "||((a|b)) ", "!*", "\n!", "\n*", "\n*#",
    "\n+*!#", "\n---\n", "\n----", "\n", "\n\n", " ", "\t", "\u{a0}", "doi: 10.1/a ", "{", "{BOX(", "{BOX()}a{BOX}",
    "{BOX(a=\"", "{BOX(a=,", "{DIV}", "{DIV()}", "{img a=b}", "{img a=\",", "{ATTACH(id=7)}a{ATTACH}",
    "{CUSTOMSEARCH(", "{REDIRECT() ", "{include a}", "{FONT()}{FADE()}{SUP()}", "{/BOX}", "}", ")}", "&", "&amp;",
    "<", "\"", "'", "\0", "é", "\u{1f642}", "a", "a ", "a,", "=", "a=b ", "(", ")", "{BOX()}__''", "__''^((",
    "\n\nAST Structure:\n-------------\n", "\n\nOriginal Tiki:\n-------------\n", "\"></code>\n", "<<<<<<< a\n",
    "=======\n",
];
