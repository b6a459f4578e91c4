//! Rules of the dialect that no case of the conformance covers: wiki text, and the Markdown it becomes.

use tikicheck::internals::config::{Config, Language};

use crate::cases::markdown;

/// Asserts the Markdown of each wiki text, with these settings below `tiki`.
fn becomes(settings: &[(&str, &str)], rules: &[(&str, &str)]) {
    let config = Config {
        dialect: Language::Tiki,
        ..Config::default()
    };
    let config = settings.iter().fold(config, |config, (key, value)| {
        let key = format!("tiki.{key}");
        config.set(&key, value).expect("a setting")
    });
    for (wiki, expected) in rules {
        assert_eq!(
            markdown(&format!("{wiki}\n"), &config),
            format!("{expected}\n"),
            "{wiki}"
        );
    }
}

#[test]
fn links_without_a_text_of_their_own_are_addresses() {
    becomes(
        &[],
        &[
            ("((https://example.org/a))", "<https://example.org/a>"),
            ("[tel:12]", "<tel:12>"),
            ("[tel:12|tel:12]", "<tel:12>"),
            ("[a.html|a.html]", "[a.html](a.html)"),
            ("[...]", "[...]"),
            ("[./a]", "[./a](./a)"),
            ("((Page|#))", "[Page](Page.md)"),
        ],
    );
}

#[test]
fn the_numbers_of_headings_count_from_the_first_that_the_page_numbers() {
    becomes(
        &[],
        &[
            ("!A\n!#B", "# A\n\n# 1. B"),
            ("!A\n!B\n!#C\n!#D", "# A\n\n# B\n\n# 1. C\n\n# 2. D"),
            ("!#A\n!B\n!#C", "# 1. A\n\n# B\n\n# 2. C"),
        ],
    );
}

#[test]
fn tables_of_contents_show_numbers_where_they_are_told_to() {
    becomes(
        &[],
        &[
            (
                "{maketoc nums=\"force\" title=\"\"}\n!A\n!!B",
                "- [1. A](#a)\n  - [1.1. B](#b)\n\n# A\n\n## B",
            ),
            ("{maketoc title=\"\"}\n!\n!A", "-\n- [A](#a)\n\n#\n\n# A"),
        ],
    );
}

#[test]
fn the_labels_of_footnotes_are_the_same_in_both_places() {
    let note = |label: &str| format!("a{{FOOTNOTE({label})}}n{{FOOTNOTE}}");
    let tagged = note("tag=\"x y\"");
    let (first, second) = (note(""), note("tag=1"));
    becomes(
        &[],
        &[
            (&tagged, "a[^xy]\n\n[^xy]: n"),
            (
                &format!("{first} {second}"),
                "a[^1] a[^1-]\n\n[^1]: n\n\n[^1-]: n",
            ),
            (
                &format!("{tagged} b{{footnote sameas=1}}"),
                "a[^xy] b[^xy]\n\n[^xy]: n",
            ),
            (
                "a {footnote sameas=9}",
                "a <!-- tiki: {footnote sameas=9} -->",
            ),
            ("{FOOTNOTE()}n{FOOTNOTE}: a", "[^1]\\: a\n\n[^1]: n"),
        ],
    );
}

#[test]
fn a_cell_keeps_the_titles_of_what_it_puts_on_one_line() {
    let row = |cell: &str| format!("| |\n| --- |\n| {cell} |");
    for (wiki, cell) in [
        ("{FADE(label=L)}x{FADE}", "**L**<br>x"),
        (
            "{TABS(tabs=\"A|B\")}a/////b{TABS}",
            "**A**<br>a<br>**B**<br>b",
        ),
        ("{QUOTE(replyto=A)}x{QUOTE}", "x<br>— A"),
        ("{CODE(caption=C)}x{CODE}", "**C**<br>`x`"),
        ("{DIV(align=center)}x{DIV}", "<div align=\"center\">x</div>"),
        ("{r2l}x", "x"),
    ] {
        becomes(&[], &[(&format!("||{wiki}||"), &row(cell))]);
    }
}

#[test]
fn a_table_with_spans_holds_html_only() {
    becomes(
        &[],
        &[(
            "{FANCYTABLE()}\n//[https://a.b]|{img src=a.png}\n[https://a.b|c]|{img src=b.png link=d}|((P))\n{FANCYTABLE}",
            "<table>\n<tr><td colspan=\"2\"><a href=\"https://a.b\">https://a.b</a></td>\
             <td><img src=\"a.png\" alt=\"\"></td></tr>\n<tr><td><a href=\"https://a.b\">c</a></td>\
             <td><a href=\"d\"><img src=\"b.png\" alt=\"\"></a></td><td><a href=\"P.md\">P</a></td></tr>\n</table>",
        )],
    );
}

#[test]
fn plugins_without_what_they_show_stay_as_comments() {
    for call in ["{attach}", "{button}", "{youtube}", "{trackerprefill2 a=1}"] {
        becomes(&[], &[(call, &format!("<!-- tiki: {call} -->"))]);
    }
    becomes(
        &[],
        &[
            ("{attach name=a.pdf}", "[a.pdf](a.pdf)"),
            (
                "{flash youtube=abc}",
                "<https://www.youtube.com/watch?v=abc>",
            ),
            ("{MOUSEOVER()}x{MOUSEOVER}", "x"),
        ],
    );
}

#[test]
fn tags_without_markdown_stay_tags() {
    becomes(
        &[],
        &[
            ("{TAG()}x{TAG}", "<span>x</span>"),
            ("{TAG(tag=center)}x{TAG}", "<center>x</center>"),
            ("{TAG(tag=script)}x{TAG}", "<span>x</span>"),
            (
                "{TAG(tag=div style=\"a:b\")}x{TAG}",
                "<div style=\"a:b\">\n\nx\n\n</div>",
            ),
            (
                "{SPAN(style=\"color:red\")}x{SPAN}",
                "<span style=\"color:red\">x</span>",
            ),
        ],
    );
}

#[test]
fn sorted_items_stay_items() {
    becomes(
        &[],
        &[
            ("{SORT()}\n* b\n* a\n{SORT}", "- a\n- b"),
            ("{SORT(sort=desc)}\n# a\n# b\n{SORT}", "1. b\n2. a"),
            ("{SORT()}\nb\na\n{SORT}", "a\\\nb"),
        ],
    );
}

#[test]
fn a_term_ends_at_its_own_colon() {
    becomes(
        &[],
        &[
            (";[a.html|x:y]:z", "[x:y](a.html)\n: z"),
            ("{DL()}\n[a.html|x:y]: z\n{DL}", "[x:y](a.html)\n: z"),
            ("{DL()}\nhttps://a.b: c\n{DL}", "https://a.b: c"),
        ],
    );
}

#[test]
fn a_line_may_hold_several_title_bars() {
    becomes(&[], &[("a -=b=- c -=d=-", "a\n\n**b**\n\nc\n\n**d**")]);
}

#[test]
fn a_link_to_an_anchor_leads_to_the_heading_of_that_id() {
    becomes(
        &[],
        &[
            ("!A b\n{ALINK(aname=\"A_b\")}t{ALINK}", "# A b\n\n[t](#a-b)"),
            (
                "{ANAME()}x-y{ANAME}{ALINK(aname=\"x-y\")}t{ALINK}",
                "<a id=\"x_y\"></a>[t](#x_y)",
            ),
        ],
    );
}

#[test]
fn brackets_that_would_make_a_definition_are_hidden() {
    becomes(
        &[],
        &[
            ("~np~[[^1]:*~/np~", "\\[\\[^1]:\\*"),
            ("~np~[a]: b~/np~", "\\[a]: b"),
            ("~np~x [a]: b~/np~", "x [a]: b"),
        ],
    );
}

#[test]
fn html_pages_keep_their_tags() {
    becomes(
        &[("html", "true")],
        &[
            ("<b>a</b> <i>b</i>\nc", "**a** *b*\nc"),
            ("a<br>b <big>c</big>", "a\\\nb <big>c</big>"),
            (
                "<div class=\"x\">a</div>b",
                "<div class=\"x\">\n\na\n\n</div>\n\nb",
            ),
            ("a ~hs~ -- b &copy;", "a \\~hs\\~ -- b &copy;"),
            ("a < b <3", "a < b <3"),
        ],
    );
    becomes(
        &[],
        &[
            ("{HTML(wiki=1)}<b>a</b> __c__{HTML}", "**a** **c**"),
            ("{HTML()}<b>__a__</b>{HTML}", "<b>__a__</b>"),
        ],
    );
}

#[test]
fn definitions_and_folding_headings_have_other_forms() {
    becomes(
        &[("deflist", "html")],
        &[(
            ";a:__b__",
            "<dl>\n<dt>a</dt>\n<dd><strong>b</strong></dd>\n</dl>",
        )],
    );
    becomes(&[("deflist", "bold")], &[(";a:b", "**a**: b")]);
    becomes(
        &[("collapse", "details")],
        &[(
            "!-A\nx\n!!B\n!C",
            "<details>\n<summary>\n\n# A\n\n</summary>\n\nx\n\n## B\n\n</details>\n\n# C",
        )],
    );
    becomes(&[("comments", "keep")], &[("a~tc~b~/tc~c", "a<!-- b -->c")]);
}

#[test]
fn variables_have_the_values_that_the_settings_name() {
    becomes(
        &[("dynvar", "name=Ann; place=Bern"), ("argvar", "page=Home")],
        &[
            ("a %name% %other% 5%", "a Ann %other% 5%"),
            ("{{page}} {{page|x}} {{user}}", "Home Home {{user}}"),
            ("{CODE()}{{page}}{CODE}", "```\nHome\n```"),
            ("((%place%))", "[Bern](Bern.md)"),
        ],
    );
    becomes(&[], &[("%name% {{page}}", "%name% {{page}}")]);
}

#[test]
fn links_to_pages_have_the_form_that_the_settings_name() {
    for (resolver, home, part) in [
        ("file", "Some-Page.md", "Some-Page.md#a-b"),
        (
            "hugo-relref",
            "{{< relref \"Some-Page.md\" >}}",
            "{{< relref \"Some-Page.md#a-b\" >}}",
        ),
        ("hugo-path", "/some-page/", "/some-page/#a-b"),
        ("github-wiki", "Some-Page", "Some-Page#a-b"),
        ("verbatim", "Some%20Page", "Some%20Page#a-b"),
    ] {
        becomes(
            &[("resolver", resolver)],
            &[
                ("((Some Page))", &format!("[Some Page]({home})")),
                ("((Some Page|#A_b|x))", &format!("[x]({part})")),
            ],
        );
    }
    becomes(
        &[("pages", "Some Page=a/some.md; 7=b.md")],
        &[
            (
                "((Some Page)) ((Other))",
                "[Some Page](a/some.md) [Other](Other.md)",
            ),
            ("[tiki-index.php?page_id=7|x]", "[x](b.md)"),
            ("[tiki-index.php?page=Some+Page#c|x]", "[x](a/some.md#c)"),
        ],
    );
}

#[test]
fn hugo_takes_no_text_for_a_shortcode() {
    becomes(
        &[("profile", "hugo")],
        &[
            ("a {{< b_c >}}", "a {{</* b_c */>}}"),
            ("a {{% b %}} {{< c", "a {{%/* b */%}} &#123;{< c"),
            ("{CODE()}{{< b >}}{CODE}", "```\n{{</* b */>}}\n```"),
            ("{youtube movie=abc}", "{{< youtube abc >}}"),
        ],
    );
    becomes(&[], &[("a {{< b >}}", "a {{< b >}}")]);
}

#[test]
fn text_beside_markup_does_not_change_it() {
    becomes(
        &[],
        &[
            ("=--=~--", "=~~=\\~~~"),
            ("\\https://a.b/c((P))", "\\\\<https://a.b/c>[P](P.md)"),
            ("[a\\|b]", "[b](a%5C)"),
            ("[C:\\dir|b]", "[b](C:\\dir)"),
        ],
    );
}

#[test]
fn a_comment_is_no_part_of_an_address() {
    becomes(
        &[],
        &[
            ("a~tc~x~/tc~https://a.b/c", "ahttps://a.b/c"),
            ("https://a.b/c~tc~x~/tc~d", "https://a.b/cd"),
        ],
    );
}

#[test]
fn an_underscore_in_an_address_stays_unless_it_makes_emphasis() {
    becomes(
        &[],
        &[
            ("a_b@x_y.z", "a_b@x_y.z"),
            ("~np~_+_+x@y.z~/np~", "\\_+\\_+x@y.z"),
        ],
    );
}

#[test]
fn a_line_end_in_an_argument_is_a_blank() {
    becomes(
        &[],
        &[
            ("{file name=\"+\n\nr\"}", "[+ r](+%20%20r)"),
            (
                "{MOUSEOVER(label=\"a\nb\")}t{MOUSEOVER}",
                "<span title=\"t\">a b</span>",
            ),
        ],
    );
}

#[test]
fn colours_are_found_again_and_again_the_inner_ones_first() {
    becomes(
        &[],
        &[
            (
                "~~red:Note~~ see: this ~~blue:that~~",
                "<span style=\"color: red\">Note</span> see: this <span style=\"color: blue\">that</span>",
            ),
            (
                "~~red:a~~ x: y ~~blue:b~~ z: w ~~green:c~~",
                "<span style=\"color: red\">a</span> x: y <span style=\"color: blue\">b</span> z: w \
                 <span style=\"color: green\">c</span>",
            ),
            (
                "||~~red:a~~|b: c|~~blue:d~~||",
                "| | | |\n| --- | --- | --- |\n| <span style=\"color: red\">a</span> | b: c | \
                 <span style=\"color: blue\">d</span> |",
            ),
            (
                "~~red:a ~~blue:b: c~~ d: e~~ f: g",
                "<span style=\"color: red\">a </span>blue:b: c<span style=\"color: d\"> e</span> f: g",
            ),
            // Three in a row: the first two close, and one is left, which opens nothing.
            (
                "~~red:a~~~blue:b~~",
                "<span style=\"color: red\">a</span>~blue:b~~",
            ),
            // The ground may have commas, the colour has none.
            (
                "~~red,rgb(1,2,3):x~~",
                "<span style=\"color: red; background-color: rgb(1,2,3)\">x</span>",
            ),
            ("~~red,:x~~", "\\~\\~red,:x\\~\\~"),
        ],
    );
}

#[test]
fn entities_in_arguments_are_characters() {
    becomes(
        &[],
        &[
            ("{BOX(title=\"&copy; 2012\")}x{BOX}", "> **© 2012**\n>\n> x"),
            ("{QUOTE(replyto=\"&eacute;\")}x{QUOTE}", "> x\n>\n> — é"),
            (
                "{BOX(title=\"&nosuch; a\")}x{BOX}",
                "> **\\&nosuch; a**\n>\n> x",
            ),
        ],
    );
    becomes(
        &[],
        &[(
            "{maketoc title=\"\"}\n!&eacute; x",
            "- [&eacute; x](#é-x)\n\n# &eacute; x",
        )],
    );
}

#[test]
fn comments_in_front_of_text_are_blocks_of_their_own() {
    becomes(
        &[],
        &[
            (
                "{listpages} {hits} text",
                "<!-- tiki: {listpages} -->\n\n<!-- tiki: {hits} -->\n\ntext",
            ),
            (
                "* ~hc~a~/hc~ ~hc~b~/hc~ text",
                "- <!-- a -->\n\n  <!-- b -->\n\n  text",
            ),
            (
                "* x\n+ {hits}\n+ y",
                "- x\n\n  <!-- tiki: {hits} -->\n\n  y",
            ),
            // A line of nothing else is one block.
            (
                "{hits} {lastmod}\ntext",
                "<!-- tiki: {hits} --> <!-- tiki: {lastmod} -->\n\ntext",
            ),
        ],
    );
}

#[test]
fn a_side_of_a_definition_that_is_empty_makes_none() {
    becomes(
        &[],
        &[("{DL()}\nU:\n:x\n{DL}", "U:\n\nx"), ("{DL()}: b{DL}", "b")],
    );
}

#[test]
fn what_stands_in_a_cell_is_flattened_and_not_lost() {
    becomes(
        &[],
        &[
            (
                "||{maketoc}|x||\n!A\n!!B",
                "| | |\n| --- | --- |\n| **Table of contents**<br>- [A](#a)<br>- [B](#b) | x |\n\n# A\n\n## B",
            ),
            (
                "||{redirect page=A}|x||",
                "| | |\n| --- | --- |\n| <!-- tiki: {redirect page=A} --><br>[A](A.md) | x |",
            ),
        ],
    );
    // A heading that is in its own table of contents.
    becomes(&[], &[("!A {maketoc}", "# A")]);
}

#[test]
fn only_pairs_of_tags_vanish_in_code() {
    becomes(
        &[],
        &[
            ("{CODE()}a ~np~ b{CODE}", "```\na ~np~ b\n```"),
            ("{CODE()}a ~/np~ b{CODE}", "```\na ~/np~ b\n```"),
            ("{CODE()}a ~np~b~/np~ c{CODE}", "```\na b c\n```"),
        ],
    );
}

#[test]
fn a_rule_is_of_stars_where_dashes_would_be_something_else() {
    becomes(
        &[],
        &[
            ("----\nx", "***\n\nx"),
            ("{BOX()}\n----\n{BOX}", "> ---"),
            ("* {DIV()}\n----\n{DIV}", "- ***"),
        ],
    );
}

#[test]
fn an_item_without_text_is_its_marker() {
    becomes(
        &[],
        &[
            ("*\n**\n***", "-\n  -\n    -"),
            ("*\n** b", "-\n  - b"),
            ("#\n## b", "1.\n   1. b"),
        ],
    );
}

#[test]
fn no_blank_stands_beside_a_break() {
    becomes(
        &[],
        &[
            (
                "{FANCYTABLE()}\n//a %%% b|x\nc|d\n{FANCYTABLE}",
                "<table>\n<tr><td colspan=\"2\">a<br>b</td><td>x</td></tr>\n<tr><td>c</td><td>d</td></tr>\n</table>",
            ),
            (";a:^b^ c", "a\n: b<br>c"),
        ],
    );
}

#[test]
fn links_keep_the_blanks_beside_them_and_hold_no_link() {
    becomes(
        &[],
        &[
            ("[http://a.example/x y]", "<http://a.example/x%20y>"),
            ("((P|[[x](y)))", "[\\[x\\](y)](P.md)"),
            ("--a ((P|b-- c)) d", "~~a [b](P.md)~~ [c](P.md) d"),
            ("a((P| b ))c", "a [b](P.md) c"),
            ("[\n[[x]:*", "\\[\\\n\\[x]:\\*"),
            ("{ALINK(pagename=P)}t{ALINK}", "[t](P.md)"),
        ],
    );
}

#[test]
fn pages_of_markdown_have_links_with_anchors_and_blocks_on_lines_of_their_own() {
    becomes(
        &[],
        &[
            ("{syntax type=\"markdown\"}\n((P|#x|z))", "[z](P.md#x)"),
            (
                "{syntax type=\"markdown\"}\na {BOX(title=\"T\")}b{BOX} c",
                "a\n\n> **T**\n>\n> b\n\nc",
            ),
        ],
    );
}

#[test]
fn code_without_marks_is_a_code_span() {
    becomes(
        &[],
        &[
            ("{DIV(type=\"tt\")}z{DIV}", "`z`"),
            ("{DIV(type=\"tt\")}__z__{DIV}", "<code>**z**</code>"),
        ],
    );
}

#[test]
fn tags_of_a_page_of_html_that_markdown_has_a_mark_for_are_marks() {
    becomes(
        &[("html", "true")],
        &[
            ("a <b>b</b> <code>c*</code>", "a **b** `c*`"),
            ("<code>a <i>b</i></code>", "<code>a *b*</code>"),
            ("<a href=\"b.html\">c <em>d</em></a> e", "[c *d*](b.html) e"),
            ("<a name=\"b\"></a>c", "<a name=\"b\"></a>c"),
            ("<a href=\"b\">c", "<a href=\"b\">c"),
        ],
    );
}

#[test]
fn html_keeps_what_markdown_cannot_say() {
    becomes(
        &[("html", "true")],
        &[
            // What is in these elements is no wiki text.
            (
                "<pre>\n<b>x</b>\n  if a_b\n</pre>",
                "<pre>\n<b>x</b>\n  if a_b\n</pre>",
            ),
            (
                "<script>var a = \"<b>y</b>\";</script>",
                "<script>var a = \"<b>y</b>\";</script>",
            ),
            // Attributes, a sign in quotes, a block in a mark.
            (
                "<b id=\"t\">z</b> <b title=\">\">x</b>",
                "<b id=\"t\">z</b> <b title=\">\">x</b>",
            ),
            ("<main><i>m</i></main>", "<main>\n\n*m*\n\n</main>"),
        ],
    );
}

#[test]
fn code_and_comments_of_pages_of_markdown_stay() {
    let head = "{syntax type=\"markdown\"}\n";
    for text in [
        "- a\n\n  ```\n  ((b))\n  ```",
        "````\n```\n((in))\n```\n````",
        "a\n\n    ((b))",
        "> ```\n> ((b))\n> ```",
        "a <!-- ((w)) --> b",
        "``((a)) ` ``",
    ] {
        becomes(&[], &[(&[head, text].concat(), text)]);
    }
    becomes(
        &[],
        &[(
            &[head, "````\n```\n````\n((out)) [[a|b] [x y|z]"].concat(),
            "````\n```\n````\n[out](out.md) [[b](a) [x y|z]",
        )],
    );
}

#[test]
fn names_of_headings_are_there_once() {
    becomes(
        &[],
        &[
            (
                "{maketoc title=\"\"}\n!A\n!A\n!A-1",
                "- [A](#a)\n- [A](#a-1)\n- [A-1](#a-1-1)\n\n# A\n\n# A\n\n# A-1",
            ),
            (
                "!A{FOOTNOTE()}n{FOOTNOTE}\n{maketoc title=\"\"}",
                "# A[^1]\n\n- [A](#a)\n\n[^1]: n",
            ),
        ],
    );
}

#[test]
fn addresses_of_the_wiki_are_pages_of_the_list() {
    becomes(
        &[("pages", "My Page=my.md; Über=ueber.md; 7=seven.md")],
        &[
            ("[tiki-index.php?page=My+Page|a]", "[a](my.md)"),
            ("[tiki-index.php?page=My_Page#b_c|a]", "[a](my.md#b-c)"),
            ("[tiki-index.php?page=%C3%9Cber|a]", "[a](ueber.md)"),
            ("[tiki-index.php?page_id=7|a]", "[a](seven.md)"),
            (
                "[http://other.org/tiki-index.php?page=My+Page|a]",
                "[a](http://other.org/tiki-index.php?page=My+Page)",
            ),
            ("((my page))", "[my page](my.md)"),
        ],
    );
}

#[test]
fn films_are_known_by_their_addresses() {
    for movie in [
        "abc",
        "https://youtu.be/abc?t=3",
        "https://www.youtube.com/embed/abc/",
        "https://www.youtube.com/watch?rev=1&amp;v=abc",
        "https://www.youtube.com/v/abc&hl=en",
    ] {
        becomes(
            &[],
            &[(
                &format!("{{youtube movie=\"{movie}\"}}"),
                "[YouTube: abc](https://www.youtube.com/watch?v=abc)",
            )],
        );
    }
}

#[test]
fn html_of_a_block_is_a_block() {
    becomes(
        &[],
        &[
            ("a\n{HTML()}<div>x</div>{HTML}\nb", "a\n\n<div>x</div>\n\nb"),
            ("a {HTML()}<q>x</q>{HTML} b", "a <q>x</q> b"),
            (
                "||{HTML()}<div>x</div>{HTML}|b||",
                "| | |\n| --- | --- |\n| <div>x</div> | b |",
            ),
        ],
    );
}
