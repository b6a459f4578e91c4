use super::*;

#[test]
fn what_no_reader_sees_is_left_out() {
    for (one, other) in [
        ("* a\n* b", "*  a\n\n*  b\n"),
        ("- a\n- b", "*  a\n\n*  b"),
        ("* a\n\n- b\n\n* c", "* a\n* b\n* c"),
        ("* a\n  more\n\n  * b", "*  a more\n\n   *  b"),
        ("1. a\n2. b", "1.  a\n\n1.  b"),
        ("a\nb", "a b"),
        ("a **b** c", "a  **b**  c"),
        ("**a** b", " **a**  b"),
        ("a __b__ c", "a **b** c"),
        ("a** b **c", "a** b **c"),
        ("![x](/y.png)", "<img src=\"/y.png\" alt=\"x\">"),
        ("a ![x](/y.png) b", "a <img src=\"/y.png\" alt=\"x\" /> b"),
        ("# A #", "#  A"),
        ("A\n===", "# A"),
        ("a<br>b", "a  \nb"),
        ("***", "---"),
        ("> a\n> b", "> a b"),
        ("a\n\n\n\nb\n", "a\n\nb"),
        ("    code", "```\ncode\n```"),
    ] {
        assert!(reads_alike(one, other), "{one:?} and {other:?}");
    }
}

#[test]
fn what_a_reader_sees_counts() {
    for (one, other) in [
        ("a", "b"),
        ("a b", "ab"),
        ("a\n\nb", "a b"),
        ("a\n\nb", "a\nb"),
        ("* a\n* b", "* a b"),
        ("* a\n\n  b", "* a b"),
        ("* a\n\n  b", "* a\n\nb"),
        ("* a\n  * b", "* a\n* b"),
        ("1. a", "* a"),
        ("1. a", "2. a"),
        ("# a", "## a"),
        ("**a** b", "a b"),
        ("**a**, b", "**a** , b"),
        ("*a*", "**a**"),
        ("[a](/b)", "[a](/c)"),
        ("[a](/b)", "a"),
        ("![x](/y.png)", "![z](/y.png)"),
        ("![x](/y.png)", "<img src=\"/y.png\" alt=\"x\" width=\"3\">"),
        ("`a  b`", "`a b`"),
        ("```\na\nb\n```", "```\na b\n```"),
        ("<kbd>a</kbd>", "a"),
        ("<!-- a -->", ""),
        ("<!-- a -->", "<!-- b -->"),
        ("| a |\n| --- |\n| b |", "| a |\n\n| --- |\n\n| b |"),
        ("a  \nb", "a b"),
        ("a\u{a0}b", "a b"),
        ("a", "a\n\n---"),
        ("[a]: /b", ""),
        ("a\n\n[a]: /b", "a"),
        ("a ![b](/c)", "a![b](/c)"),
        ("a `b`", "a`b`"),
        ("| a |\n| --- |\n| b | c |", "| a |\n| --- |\n| b | d |"),
    ] {
        assert!(!reads_alike(one, other), "{one:?} and {other:?}");
    }
}
