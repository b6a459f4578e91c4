//! The constructs of the exporter dialect, one test each: what is read, and what is written for it.
//!
//! Trees are written in short: a text in quotes; a construct by its name, its level or arguments in parentheses, its
//! target behind an arrow, and its children in brackets – or, where its content is not looked at, that content.

use std::path::Path;

use tikicheck::internals::check::Context;
use tikicheck::internals::config::{Comments, Config, Links, RenderSettings, Toc};
use tikicheck::internals::generator::Workspace;
use tikicheck::internals::render::dump::name;
use tikicheck::internals::site::{Attachments, PageSet, Site};
use tikicheck::internals::wiki::tree::{Detail, Kind, Node};
use tikicheck::internals::wiki::{self, Lines, Tree};

/// Asserts how `source` is read and what is written for it.
#[track_caller]
fn reads(source: &str, tree: &str, markdown: &str) {
    assert_eq!(
        short(&parsed(source, Lines::AsWritten)),
        tree,
        "the tree of {source:?}"
    );
    assert_eq!(
        rendered(source, RenderSettings::default()),
        markdown,
        "the Markdown of {source:?}"
    );
}

/// Asserts how `source` is read.
#[track_caller]
fn parses(source: &str, tree: &str) {
    assert_eq!(
        short(&parsed(source, Lines::AsWritten)),
        tree,
        "the tree of {source:?}"
    );
}

/// Asserts what is written for `source`.
#[track_caller]
fn renders(source: &str, markdown: &str) {
    assert_eq!(
        rendered(source, RenderSettings::default()),
        markdown,
        "the Markdown of {source:?}"
    );
}

/// Asserts that no construct is in `source`.
#[track_caller]
fn is_text(source: &str) {
    parses(source, &format!("{source:?}"));
}

fn parsed(source: &str, lines: Lines) -> Tree {
    let mut tree = Tree::default();
    wiki::Workspace::default().parse_plain(source, lines.into(), &mut tree);
    tree
}

/// What `source` generates on a site with the pages `falls` and `bone-health`.
fn generated(source: &str, render: RenderSettings) -> tikicheck::internals::generator::Generated {
    let links = Links {
        tiki: "https://wiki.example.org/".to_owned(),
        ..Links::default()
    };
    let config = Config {
        render,
        links,
        ..Config::default()
    };
    let attachments =
        "attachments: {7: /a/seven.jpg, 21139: /a/bone.pdf}\nfiles: {7: /f/seven.jpg}\n";
    let attachments =
        Attachments::parse(attachments, Path::new("attachments.yaml")).expect("it is well-formed");
    let pages = PageSet::from_paths(["content/falls.md", "content/bone-health.md"]);
    let site = Site::new(pages, &config.links, attachments);
    let context = Context::new(&config, &site);
    context
        .generator
        .regenerate(source, &mut Workspace::default())
}

fn rendered(source: &str, render: RenderSettings) -> String {
    generated(source, render).markdown
}

fn dumped(source: &str) -> String {
    generated(source, RenderSettings::default()).tree
}

fn short(tree: &Tree) -> String {
    list(tree, tree.top())
}

fn list<'t>(tree: &'t Tree, nodes: impl Iterator<Item = &'t Node>) -> String {
    let nodes: Vec<String> = nodes.map(|node| short_node(tree, node)).collect();
    nodes.join(" ")
}

fn short_node(tree: &Tree, node: &Node) -> String {
    if node.kind == Kind::Text {
        return format!("{:?}", tree.slice(node.full));
    }
    let name = name(node.kind).trim_end_matches("Node");
    let detail = match node.detail {
        Detail::None | Detail::Repeat(_) | Detail::Citation(_) => String::new(),
        Detail::Level(level) => format!("({level})"),
        Detail::Arguments(arguments) | Detail::Call(_, arguments) => {
            format!("({})", tree.slice(arguments.raw))
        }
        Detail::Color(color) => format!("({})", tree.slice(color.spec.raw)),
        Detail::Url(target) | Detail::Page(target) => format!("→{:?}", tree.slice(target)),
    };
    let children = list(tree, tree.children(node));
    let holds_children = tree.children(node).next().is_some() || node.inner.is_empty();
    let content = if holds_children {
        format!("[{children}]")
    } else {
        format!("{:?}", tree.slice(node.inner))
    };
    let content = if content == "[]" { "" } else { &content };
    format!("{name}{detail}{content}")
}

// ---- The constructs, in the order of the table -------------------------------------------------------------------

#[test]
fn n01_custom_search() {
    reads(
        "{CUSTOMSEARCH(id=\"s\")}__a__{CUSTOMSEARCH}",
        r#"CustomSearch(id="s")[Bold["a"]]"#,
        "\n<!-- {CUSTOMSEARCH(id=\"s\")}__a__{CUSTOMSEARCH} -->\n",
    );
    parses(
        "{CUSTOMSEARCH()}a\nb{/CUSTOMSEARCH}c",
        r#"CustomSearch()["a\nb"] "c""#,
    );
    // The first of both closers counts.
    parses(
        "{CUSTOMSEARCH()}{/CUSTOMSEARCH}{CUSTOMSEARCH}",
        r#"CustomSearch()[""] "{CUSTOMSEARCH}""#,
    );
    is_text("{CUSTOMSEARCH(a)}b");
    is_text("{customsearch()}a{customsearch}");
}

#[test]
fn n02_sql() {
    reads(
        "{SQL(db=>vitamind)}SELECT ''a''{SQL}",
        r#"Sql(db=>vitamind)"SELECT ''a''""#,
        "\n<!-- {SQL(db=>vitamind)}SELECT ''a''{SQL} -->\n",
    );
    parses("{SQL()}{/SQL}", "Sql()");
    // Arguments end at the first `)}`, even inside quotes.
    parses("{SQL(a=\"x)}y\")}z{SQL}", r#"Sql(a="x)"y\")}z""#);
}

#[test]
fn n03_redirect() {
    reads(
        "a{REDIRECT(page=\"x (y)\") \n /}b",
        r#""a" Redirect(page="x (y)") "b""#,
        "ab",
    );
    parses("{REDIRECT()/}", "Redirect()");
    parses(
        "{REDIRECT(a)/}){REDIRECT(b)/}",
        "Redirect(a) \")\" Redirect(b)",
    );
    is_text("{REDIRECT(page=\"x\n\")/}");
    is_text("{REDIRECT(a)}");
}

#[test]
fn n04_make_toc() {
    reads("{maketoc}", "MakeToc()", "\n<!-- {maketoc} -->\n");
    reads(
        "{maketoc\n maxdepth=2}",
        "MakeToc(\n maxdepth=2)",
        "\n<!-- {maketoc\n maxdepth=2} -->\n",
    );
    is_text("{maketoc");
}

#[test]
fn n05_tiki_comment() {
    reads(
        "a~tc~ __b__\n\n~/tc~c",
        r#""a" TikiComment[" " Bold["b"] "\n\n"] "c""#,
        "a\n<!-- ~tc~ __b__\n\n~/tc~ -->\nc",
    );
    parses("~tc~a~tc~b~/tc~c~/tc~", r#"TikiComment["a~tc~b"] "c~/tc~""#);
    parses("~tc~~/tc~", r#"TikiComment[""]"#);
    is_text("~tc~a~/tc");
}

#[test]
fn n06_list_pages() {
    reads(
        "{LISTPAGES(max=5)}[1]{LISTPAGES}",
        r#"ListPages(max=5)[Link→"1"["1"]]"#,
        "<sup>[1]</sup>",
    );
    parses(
        "{LISTPAGES()}{LIST}{/LISTPAGES}",
        r#"ListPages()["{LIST}"]"#,
    );
}

#[test]
fn n07_category() {
    reads("a{category id=3}b", r#""a" Category(id=3) "b""#, "ab");
    // White space in front of the arguments may run over lines, the arguments may not.
    parses("{category \n id=3}", "Category(id=3)");
    parses("{category }", "Category()");
    is_text("{category}");
    is_text("{category a\nb}");
    is_text("{categoryid=3}");
}

#[test]
fn n08_filter() {
    reads(
        "{filter type=wiki}",
        "Filter(type=wiki)",
        "\n<!-- {filter type=wiki} -->\n",
    );
    parses("{filter\ta{b}c}", r#"Filter(a{b) "c}""#);
    is_text("{filter a\n}");
}

#[test]
fn n09_doi() {
    reads(
        "see doi: 10.1000/a-b_(c)[1] x",
        r#""see " DoiLink"10.1000/a-b_(c)[1]" " x""#,
        "see [doi: 10.1000/a-b_(c)[1]](https://doi.org/10.1000/a-b_(c)[1]) x",
    );
    parses("oldoi:\n1é", r#""ol" DoiLink"1" "é""#);
    is_text("doi:10.1");
    is_text("doi: é");
}

#[test]
fn n10_image_block() {
    reads(
        "{IMG(src=\"a.jpg\" max=\"200\")}__caption__{IMG}",
        r#"ImgBlock(src="a.jpg" max="200")"__caption__""#,
        "<img src=\"a.jpg\" alt=\"image\" style=\"max-width: 200px;\">",
    );
    // Its arguments hold no brace, so they do not end at the first `)}` that a later closer would allow.
    is_text("{IMG(a=}b)}c{IMG}");
    parses("{IMG(a)b)}c{/IMG}", r#"ImgBlock(a)b)"c""#);
}

#[test]
fn n11_image() {
    reads(
        "{img attId=\"7\" alt=\"a b\"\nwidth=\"10\" height=\"\"}",
        "Img( attId=\"7\" alt=\"a b\"\nwidth=\"10\" height=\"\")",
        "<img src=\"/a/seven.jpg\" alt=\"a b\" width=\"10\">",
    );
    parses("{img}}", "\"{img}}\"");
    parses("{imgx}", "Img(x)");
}

#[test]
fn n12_include() {
    reads(
        "a{include page=\"b\"}c",
        r#""a" Include( page="b")[""] "c""#,
        "ac",
    );
    is_text("{include}");
}

#[test]
fn n13_aliased_local_link() {
    reads(
        "(( Bone health |  __why__ ))",
        r#"AliasedLocalLink→"Bone health"["Bone health|" Bold["why"]]"#,
        "[__why__](/posts/bone-health)",
    );
    reads(
        "((Iron|more ''iron''))",
        r#"AliasedLocalLink→"Iron"["Iron|more " Emphasis["iron"]]"#,
        "[more ''iron''](/tags/more-iron.html)",
    );
    // The inner content starts a line, and is read as a whole.
    parses("(( !a |b))", r#"AliasedLocalLink→"!a"[Heading(1)["a|b"]]"#);
    // The page holds no bar; the text may.
    parses("((a|b|c))", r#"AliasedLocalLink→"a"["a|b|c"]"#);
    // One or more: the text takes what would close at once.
    parses("((a|))))", r#"AliasedLocalLink→"a"["a|)"] ")""#);
    // A page without its text, or over two lines, is another construct or none.
    parses("((a|))", r#"LocalLink→"a|"["a|"]"#);
    parses("((|b))", r#"LocalLink→"|b"["|b"]"#);
    is_text("((a|b\n))");
    is_text("((a\n|b))");
    // The page holds no marker: here the second opener is the first that fits.
    parses("((x((a|b))", r#"LocalLink→"x((a|b"["x((a|b"]"#);
}

#[test]
fn n14_local_link() {
    reads(
        "((Falls))",
        r#"LocalLink→"Falls"["Falls"]"#,
        "[Falls](/posts/falls)",
    );
    reads(
        "(( __Zinc__ ))",
        r#"LocalLink→" __Zinc__ "[" " Bold["Zinc"] " "]"#,
        "[  **Zinc**  ](/tags/zinc.html)",
    );
    renders(
        "((Bone health – May 2024))",
        "[Bone health – May 2024](/posts/bone-health)",
    );
    // Where nothing is left of the slug, there is no link.
    renders("((?))", "?");
    parses("(((a)))", r#"LocalLink→"(a"["(a"] ")""#);
    is_text("(())");
    is_text("((a\n))");
}

#[test]
fn n15_attachment() {
    reads(
        "{ATTACH(id=21139)}the __paper__{ATTACH}",
        r#"Attach((id=21139))["the " Bold["paper"]]"#,
        "<i class=\"fas fa-file-pdf\" style=\"margin-right: 0.3em;\"></i><a href=\"/a/bone.pdf\">the  **paper** </a>",
    );
    reads("{ATTACH}a{/ATTACH}", r#"Attach()["a"]"#, "a");
    parses("{ATTACH(id=1)}{ATTACH}", r#"Attach((id=1))[""]"#);
    is_text("{ATTACH(id=1)}a");
}

#[test]
fn n16_list() {
    reads(
        "{LIST()}__a__\n {filter a=b}{LIST}",
        "List()[\"__a__\\n {filter a=b}\"]",
        "\n<!-- {LIST()}__a__\n {filter a=b}{LIST} -->\n",
    );
    parses("{LIST(a)}{/LIST}", r#"List(a)[""]"#);
}

#[test]
fn n17_table() {
    reads(
        "||a|__b__\n|c||d||",
        r#"Table[TableRow[TableCell["a"] TableCell[Bold["b"] "\n"] TableCell["c"]] TableRow[TableCell["d"]]]"#,
        "\n| | | |\n| --- | --- | --- |\n| a |  **b** \n\n | c |\n| d |\n\n",
    );
    // The closer is the first that only white space follows.
    parses(
        "||a||b||\t\nc",
        r#"Table[TableRow[TableCell["a"]] TableRow[TableCell["b"]]] "\t\nc""#,
    );
    parses("||a||b", r#""||a||b""#);
    parses("||a|||", r#"Table[TableRow[TableCell["a"] TableCell]]"#);
    // Rows of white space are none; a table may have no rows.
    reads("|| \n\t\n||", "Table\" \\n\\t\\n\"", "");
    parses("||||", "Table");
    // Bars in links part nothing.
    parses(
        "||[u|x]|((Falls|y))|z||",
        r#"Table[TableRow[TableCell[Link→"u"["x"]] TableCell[AliasedLocalLink→"Falls"["Falls|y"]] TableCell["z"]]]"#,
    );
    parses(
        "||[|]|[a|b||",
        r#"Table[TableRow[TableCell["[|]"] TableCell["[a"] TableCell["b"]]]"#,
    );
    // A cell is a text of its own, and may hold nothing.
    parses(
        "||*a|||!b||",
        r#"Table[TableRow[TableCell[ListItem(1)["a"]]] TableRow[TableCell TableCell[Heading(1)["b"]]]]"#,
    );
    // A line break stays in its row, but not within other markup.
    renders(
        "||a%%%b|__c%%%d__||",
        "\n| | |\n| --- | --- |\n| a<br>b |  **c  \nd**  |\n\n",
    );
}

#[test]
fn n18_list_item() {
    reads(
        "*a\n**b __c__\n* d",
        r#"ListItem(1)["a"] "\n" ListItem(2)["b " Bold["c"]] "\n" ListItem(1)[" d"]"#,
        "* a\n\n   * b  **c** \n\n*  d",
    );
    // Of marks only, the last one is the content.
    parses("***", r#"ListItem(2)["*"]"#);
    is_text("*");
    is_text("*\n");
    is_text("a*b");
    // A content starts a line.
    parses("*#a", r#"ListItem(1)[NumListItem(1)["a"]]"#);
    parses("__*a__", r#"Bold[ListItem(1)["a"]]"#);
}

#[test]
fn n19_numbered_list_item() {
    reads(
        "#a\n##b\n###c",
        r#"NumListItem(1)["a"] "\n" NumListItem(2)["b"] "\n" NumListItem(3)["c"]"#,
        "1. a\n\n  1. b\n\n    1. c",
    );
    parses("##", r##"NumListItem(1)["#"]"##);
    is_text(" #a");
}

#[test]
fn n20_bold() {
    reads("a__ b\n__c", r#""a" Bold[" b\n"] "c""#, "a **b** c");
    reads("____", r#"Bold[""]"#, " **** ");
    parses("_____a__", r#"Bold[""] "_a__""#);
    parses("__a__b__", r#"Bold["a"] "b__""#);
    is_text("__a_");
}

#[test]
fn n21_link_with_text() {
    reads(
        "[https://x.org/a b|see ''it'']",
        r#"Link→"https://x.org/a b"["see " Emphasis["it"]]"#,
        "[see it](https://x.org/a%20b)",
    );
    parses("[a\nb|c\nd]", r#"Link→"a\nb"["c\nd"]"#);
    parses("[a|b|c]", r#"Link→"a"["b|c"]"#);
    parses("[a[b|c]", r#"Link→"a[b"["c"]"#);
    is_text("[|a]");
    is_text("[a|]");
    is_text("[a|b");
}

#[test]
fn n22_emphasis() {
    reads("''a\nb''", r#"Emphasis["a\nb"]"#, "a\n\nb");
    parses("'''a''", r#"Emphasis["'a"]"#);
    parses("''''", r#"Emphasis[""]"#);
    is_text("''a'");
}

#[test]
fn n23_heading() {
    reads(
        "!! \ta __b__ \nc",
        r#"Heading(2)["a " Bold["b"]] "\nc""#,
        "\n## a  **b** \n\nc",
    );
    // An empty line in front belongs to it, the end of the line before does not.
    parses("a\n\n!b", r#""a\n" Heading(1)["b"]"#);
    parses("\n!a", r#"Heading(1)["a"]"#);
    parses("\n\n!a", r#""\n" Heading(1)["a"]"#);
    parses("!", r#"Heading(1)[""]"#);
    parses("!!", r#"Heading(2)[""]"#);
    // White space that is no blank belongs to neither end of the content.
    parses("! \u{a0}a\u{a0} ", r#"Heading(1)["a"]"#);
    is_text("a!b");
    is_text(" !a");
}

#[test]
fn n24_horizontal_space() {
    reads("a~hs~~hs~b", r#""a" HorizontalSpace "b""#, "a&nbsp;&nbsp;b");
    is_text("~hs");
}

#[test]
fn n25_other_horizontal_space() {
    reads("~hshshs~", "HorizontalSpaceAlt", "&nbsp;&nbsp;&nbsp;");
    is_text("~hshsh~");
}

#[test]
fn n26_font() {
    reads(
        "{FONT(size=2)}a__b__{FONT}",
        r#"Font(size=2)["a" Bold["b"]]"#,
        "a **b** ",
    );
    parses("{FONT()}a{FONT()}b{/FONT}", r#"Font()["a{FONT()}b"]"#);
}

#[test]
fn n27_fade() {
    reads(
        "{FADE(label=\"a\nb\")}*c{FADE}",
        "Fade(label=\"a\nb\")[ListItem(1)[\"c\"]]",
        "* c",
    );
    parses("{FADE()}{/FADE}", r#"Fade()[""]"#);
}

#[test]
fn n28_caret() {
    reads("^a^^^", r#"Italix["a"] Italix[""]"#, "a");
    is_text("^a\nb^");
    // One that finds no closer on its line leaves it to the next.
    parses("^a\n^b^", r#""^a\n" Italix["b"]"#);
}

#[test]
fn n29_superscript() {
    reads("m{SUP()}2{SUP}", r#""m" Sup()["2"]"#, "m<sup>2</sup>");
    parses("{SUP()}a{/SUP}b{SUP}", r#"Sup()["a{/SUP}b"]"#);
}

#[test]
fn n30_box() {
    reads(
        "{BOX(bg=\">#fff\" class=\"c\" width='50%' height=3em)}a{BOX}",
        r##"Box(bg=">#fff" class="c" width='50%' height=3em)["a"]"##,
        "<div class=\"c\" style=\"background-color:#fff;padding:15px;margin:10px 0;border-radius:5px;width:50%;height:3em\">a</div>",
    );
    reads(
        "{BOX \n()}a{/BOX}b{BOX}",
        r#"Box()["a{/BOX}b"]"#,
        "<div style=\"background-color:#f5f5f5;padding:15px;margin:10px 0;border-radius:5px\">a{/BOX}b</div>",
    );
}

#[test]
fn n31_div() {
    reads(
        "{DIV(class=\"x\")}__a__{DIV}",
        r#"Div((class="x"))[Bold["a"]]"#,
        " **a** ",
    );
    parses("{DIV}a{/DIV}", r#"Div()["a"]"#);
    parses("{DIVa}b{DIV}", r#"Div(a)["b"]"#);
}

#[test]
fn n32_no_parse() {
    reads(
        "~np~__a__ {FADE()}~/np~",
        r#"NoParse["__a__ {FADE()}"]"#,
        "__a__ {FADE()}",
    );
    parses("~np~~/np~", r#"NoParse[""]"#);
    is_text("~np~a\n~/np~");
}

#[test]
fn n33_html() {
    reads(
        "{HTML()}<b>\n__a__</b>{HTML}",
        r#"Html()["<b>\n__a__</b>"]"#,
        "<b>\n\n__a__</b>",
    );
    parses("{HTML(x)}{/HTML}", r#"Html(x)[""]"#);
}

#[test]
fn n34_anchor_link() {
    reads(
        "{ALINK(aname=top)}to ''top''{ALINK}",
        r#"Alink(aname=top)["to " Emphasis["top"]]"#,
        "to top",
    );
}

#[test]
fn n35_color() {
    reads(
        "~~#f00:a*b~~",
        r#"Color(#f00)["a*b"]"#,
        "<span style=\"color:#f00;\">a✻b</span>",
    );
    reads(
        "~~red, blue ,x:__a__*~~",
        r#"Color(red, blue ,x)[Bold["a"] "*"]"#,
        "<span style=\"color:red;background-color: blue ,x;\"> **a** *</span>",
    );
    // The spec ends at the first colon, the text at the first closer on its line; the spec may run over lines.
    parses("~~a\nb:c:d~~", "Color(a\nb)[\"c:d\"]");
    parses("~~a:~~", r#"Color(a)[""]"#);
    parses("~~a~~b:c~~", r#"Color(a~~b)["c"]"#);
    is_text("~~:a~~");
    is_text("~~a:b\n~~");
}

#[test]
fn n36_indent() {
    reads(
        "+a\n++b\n+",
        r#"Indent(1)["a"] "\n" Indent(2)["b"] "\n" Indent(1)[""]"#,
        "> a\n\n> > b\n\n> ",
    );
    parses("++", r#"Indent(2)[""]"#);
    is_text("a+b");
}

#[test]
fn n37_citation() {
    reads(
        "a [[1, 2*3]b",
        r#""a" WeirdCitation"1, 2*3" "b""#,
        "a<sup>[1, 2*3]</sup>b",
    );
    reads("[[ 1 ]", "WeirdCitation\" 1 \"", "<sup>[1]</sup>");
    // Its white space comes before a heading's or an item's end, but not before a construct of its own.
    parses("a\n[[1]", r#""a" WeirdCitation"1""#);
    parses("a  [[1]", r#""a " WeirdCitation"1""#);
    parses("[[[1]", r#"Link→"[[1"["[[1"]"#);
    parses("[[1]]", r#"Link→"[1"["[1"] "]""#);
    parses("[[1|2]", r#"Link→"[1"["2"]"#);
    parses("[[]", r#"Link→"["["["]"#);
}

#[test]
fn n38_horizontal_rule() {
    reads(
        "a\n \t--- \nb",
        r#""a" HorizontalRule"---" "b""#,
        "a\n\n---\n\nb",
    );
    parses("\n---", r#"HorizontalRule"---""#);
    // It starts with a newline, and takes the one behind it.
    is_text("---\na");
    parses("\n---\n---\n", r#"HorizontalRule"---" "---\n""#);
    parses("\n---\n*a", r#"HorizontalRule"---" ListItem(1)["a"]"#);
    is_text("\n--- a");
    is_text("\n-----");
}

#[test]
fn n39_other_horizontal_rule() {
    reads(
        "a\n----\nb",
        r#""a" HorizontalRuleAlt"----" "b""#,
        "a\n\n---\n\nb",
    );
    parses("\n ---- ", r#"HorizontalRuleAlt"----""#);
}

#[test]
fn n40_newline() {
    reads("a%%%b", r#""a" Newline "b""#, "a  \nb");
    parses("%%%%", r#"Newline "%""#);
    is_text("%%");
}

#[test]
fn n41_link() {
    reads(
        "[7, 8 *9]",
        r#"Link→"7, 8 *9"["7, 8 *9"]"#,
        "<sup>[7, 8 *9]</sup>",
    );
    reads(
        "[see __this__]",
        r#"Link→"see __this__"["see " Bold["this"]]"#,
        "<span>[see __this__]</span>",
    );
    reads("[a/b c]", r#"Link→"a/b c"["a/b c"]"#, "[a/b c](a/b%20c)");
    parses("[a\nb]", r#"Link→"a\nb"["a\nb"]"#);
    is_text("[]");
    is_text("[a");
}

// ---- What the constructs share -----------------------------------------------------------------------------------

#[test]
fn the_earlier_row_of_the_table_wins() {
    parses("((a|b))", r#"AliasedLocalLink→"a"["a|b"]"#);
    parses(
        "{LISTPAGES()}{LIST()}a{LIST}{LISTPAGES}",
        r#"ListPages()[List()["a"]]"#,
    );
    parses("{img a}{IMG()}{IMG}", "Img( a) ImgBlock()");
    parses("~hs~~hs~:a~~", r#"HorizontalSpace ":a~~""#);
    parses("~~hs~:a~~", r#"Color(hs~)["a"]"#);
    parses(
        "*a||b||",
        r#"ListItem(1)["a" Table[TableRow[TableCell["b"]]]]"#,
    );
    parses("||*a||", r#"Table[TableRow[TableCell[ListItem(1)["a"]]]]"#);
}

#[test]
fn the_earlier_place_wins() {
    parses("__a''b__c''", r#"Bold["a''b"] "c''""#);
    parses("''a__b''c__", r#"Emphasis["a__b"] "c__""#);
    parses("__a~np~__~/np~", r#"Bold["a~np~"] "~/np~""#);
    parses("*__a\nb__", r#"ListItem(1)["__a"] "\nb__""#);
}

#[test]
fn a_content_is_a_text_of_its_own() {
    parses("a__!b__", r#""a" Bold[Heading(1)["b"]]"#);
    parses("{FADE()}\n---{FADE}", r#"Fade()[HorizontalRule"---"]"#);
    parses(
        "{FADE()}||a||{FADE}",
        r#"Fade()[Table[TableRow[TableCell["a"]]]]"#,
    );
    parses("{FADE()}||a{FADE}||", r#"Fade()["||a"] "||""#);
}

#[test]
fn text_doubles_its_newlines_and_no_run_is_longer_than_two() {
    renders("a\nb\n\nc", "a\n\nb\n\nc");
    renders("!a\n\n\n!b", "\n# a\n\n# b\n");
    renders("__\n\na\n\nb\n\n__", " **a\n\nb** ");
}

#[test]
fn arguments_are_cut_at_commas_outside_of_quotes() {
    let attributes = |raw: &str| {
        let dump = dumped(&format!("{{maketoc{raw}}}"));
        let (_, attributes) = dump.split_once("raw_content: ").expect("it has arguments");
        attributes[raw.len()..]
            .replace("\n│   │   ", "; ")
            .trim_start_matches("; ")
            .to_owned()
    };
    assert_eq!(attributes(" a=1, b = \"2, 3\" ,c=4"), "a: 1; b: 2, 3; c: 4");
    assert_eq!(attributes("(a=1)"), "a: 1");
    assert_eq!(attributes("((a=1))"), "(a: 1)");
    assert_eq!(attributes("("), "");
    assert_eq!(attributes(" (a=(1) "), "a: (1");
    // Even or odd is counted to the end.
    assert_eq!(attributes("a=1,b=\"2"), "a: 1,b=");
    assert_eq!(attributes("a=\"1\",b=2"), "a: 1; b: 2");
    assert_eq!(attributes("db=>vitamind"), "db: >vitamind");
    assert_eq!(attributes("attId= fileId=77"), "attId: fileId=77");
    assert_eq!(attributes("a='1 2'"), "a: '1");
    assert_eq!(attributes("a=1 a=2 b=3 a=4"), "a: 4; b: 3");
    assert_eq!(attributes("a=\"\" b= c"), "a: ; b: c");
    assert_eq!(attributes("=a x"), "");
    assert_eq!(attributes("a = = b"), "a: =");
}

#[test]
fn links_go_by_their_urls() {
    renders(
        "[tiki-index.php?page_id=12|Bone Health]",
        "[Bone Health](/posts/bone-health)",
    );
    renders(
        "[http://w/tiki-index.php?page_id=12&x|Iron ''Man'']",
        "[Iron Man](/tags/iron-man.html)",
    );
    renders("[tiki-index.php?page_id=12|?]", "?");
    renders(
        "[tiki-index.php?page_id=x|a]",
        "[a](https://wiki.example.org/tiki-index.php?page_id=x)",
    );
    renders(
        "[tiki-index b|a]",
        "[a](https://wiki.example.org/tiki-index%20b)",
    );
    renders("[https://|a]", "[a](https://)");
    renders("[1 ,\n2|a]", "<sup>[1 ,\n2]</sup>");
    renders("[1,|a]", "<span>[1,]</span>");
    renders("[ 1|a]", "<span>[ 1]</span>");
    renders("[mailto:a|b]", "<span>[mailto:a]</span>");
}

#[test]
fn images_go_by_their_ids() {
    let image =
        |arguments: &str, markdown: &str| renders(&format!("{{img {arguments}}}"), markdown);
    let seven = "<img src=\"/a/seven.jpg\" alt=\"image\">";
    image("attId=7", seven);
    image("id=\"(007)\"", seven);
    image("attId=\" “7” \"", seven);
    image("fileId=7", "<img src=\"/f/seven.jpg\" alt=\"image\">");
    image("attId=8", "<img src=\"/attachments/8\" alt=\"image\">");
    image("fileId=021139", "<img src=\"/files/21139\" alt=\"image\">");
    image("id=8 fileId=9 attId=7", seven);
    image(
        "id=\"7,x, 7\" alt=\"\"",
        &[seven, seven].join("\n").replace("image\"", "\""),
    );
    image("attId=x id=7", "");
    image("src=\"a b\" id=7", "<img src=\"a b\" alt=\"image\">");
    image("alt=a", "");
    image(
        "src=a width=1 height=2 max=3",
        "<img src=\"a\" alt=\"image\" width=\"1\" height=\"2\">",
    );
    renders("{ATTACH(id=\"1,2\")}a{ATTACH}", "a");
}

#[test]
fn settings_change_comments_and_contents() {
    let settings = RenderSettings {
        comments: Comments::Inline,
        toc: Toc::Comment,
        trim_lines: false,
    };
    assert_eq!(
        rendered("a{SQL()}b{SQL}~tc~c~/tc~{maketoc}d", settings),
        "a<!-- {SQL()}b{SQL} --><!-- ~tc~c~/tc~ --><!-- {maketoc} -->d"
    );
    let settings = RenderSettings {
        comments: Comments::Block,
        toc: Toc::Shortcode,
        trim_lines: false,
    };
    assert_eq!(
        rendered("a{maketoc x=1}{filter b}", settings),
        "a{{< toc >}}\n<!-- {filter b} -->\n"
    );
}

#[test]
fn trimmed_lines_lose_their_white_space_when_they_are_read() {
    let trimmed = |source: &str, tree: &str| {
        assert_eq!(short(&parsed(source, Lines::Trimmed)), tree, "{source:?}")
    };
    trimmed("  a\n\t!b\n \n c ", r#""a\n" Heading(1)["b"] "\n\nc ""#);
    trimmed("* a", r#"ListItem(1)["a"]"#);
    // A content that is nothing else stays.
    trimmed("__  __", r#"Bold["  "]"#);
    // Contents that are not read keep what the text around them left.
    trimmed(
        "~np~ a~/np~{HTML()} a\n b{HTML}",
        r#"NoParse[" a"] Html()[" a\nb"]"#,
    );
    trimmed(
        "|| a | *b\n c||",
        r#"Table[TableRow[TableCell["a "] TableCell[ListItem(1)["b"]]] TableRow[TableCell["c"]]]"#,
    );
    let settings = RenderSettings {
        trim_lines: true,
        ..RenderSettings::default()
    };
    assert_eq!(
        generated("^ a^", settings).tree,
        "├── ItalixNode\n│   full_match: `^ a^`\n│   inner_content: ` a`\n│   children:\n│   ├── TextNode\n│   │   full_match: `a`\n│   │   inner_content: `a`"
    );
}

#[test]
fn past_a_fixed_depth_contents_stay_text() {
    let deep = |constructs: usize| "!*".repeat(constructs)[..constructs].to_owned();
    let nesting = |constructs: usize| {
        let tree = parsed(&format!("{}x", deep(constructs)), Lines::AsWritten);
        (short(&tree).matches('[').count(), tree.too_deep().is_some())
    };
    assert_eq!(nesting(64), (64, false));
    // The content of the 64th is read, that of the 65th is not.
    assert_eq!(nesting(65), (65, false));
    assert_eq!(nesting(66), (65, true));
    assert_eq!(nesting(1000), (65, true));
    // A table is cut into rows and cells all the same; what is in them is not read.
    let table = parsed(&format!("{}||a|__b__||", deep(64)), Lines::AsWritten);
    let table = short(&table);
    assert!(
        table.contains(r#"Table[TableRow[TableCell["a"] TableCell["__b__"]]]"#),
        "{table}"
    );
}

// ---- The dump ----------------------------------------------------------------------------------------------------

#[test]
fn top_level_nodes_follow_each_other_without_a_newline() {
    assert_eq!(
        dumped("a%%%"),
        "├── TextNode\n│   full_match: `a`\n│   inner_content: `a`├── NewlineNode\n│   full_match: `%%%`\n│   inner_content: ``"
    );
    assert_eq!(dumped(""), "");
}

#[test]
fn matches_and_contents_are_on_one_line() {
    assert_eq!(
        dumped("''a\t\n''"),
        "├── EmphasisNode\n│   full_match: `''a\\t\\n''`\n│   inner_content: `a\\t\\n`\n│   children:\n\
         │   ├── TextNode\n│   │   full_match: `a\\t\\n`\n│   │   inner_content: `a\\t\\n`"
    );
}

#[test]
fn values_are_as_they_are() {
    // At the top empty lines stay.
    assert_eq!(
        dumped("{maketoc a=\"1\n\n2\"}"),
        "├── MakeTocNode\n│   full_match: `{maketoc a=\"1\\n\\n2\"}`\n│   inner_content: ``\n│   attrs_dict:\n\
         │   │   raw_content:  a=\"1\n\n2\"\n│   │   a: 1\n\n2"
    );
    // In children they are dropped; lines of white space are not empty.
    assert_eq!(
        dumped("__{maketoc a=\"1\n\n \n\n2\"}__")
            .split_once("raw_content: ")
            .expect("it has arguments")
            .1,
        " a=\"1\n \n2\"\n│   │   │   a: 1\n \n2"
    );
    assert_eq!(dumped("[a\n\nb]").lines().nth(3), Some("│   url: `a"));
    assert!(dumped("{maketoc}").ends_with("│   │   raw_content: "));
}

#[test]
fn fields_have_their_order() {
    let fields = |source: &str| -> String {
        let dump = dumped(source);
        let fields = dump
            .lines()
            .skip(3)
            .map_while(|line| line.strip_prefix("│   "));
        fields
            .take_while(|field| !field.starts_with("children"))
            .collect::<Vec<_>>()
            .join("; ")
    };
    assert_eq!(fields("[u|x]"), "url: `u`");
    assert_eq!(fields("!!a"), "level: `2`");
    assert_eq!(fields("+a"), "level: `1`");
    assert_eq!(fields("**a"), "depth: `2`");
    assert_eq!(fields("(( a ))"), "page: ` a `");
    assert_eq!(fields("(( a | b ))"), "page: `a`");
    assert_eq!(fields("~hs~~hs~"), "repetitions: `2`");
    assert_eq!(fields("~hshs~"), "repetitions: `2`");
    assert_eq!(fields("\t[[ 1 ]"), "citation: `1`; had_space: `True`");
    assert_eq!(fields("[[1]"), "citation: `1`; had_space: `False`");
    assert_eq!(
        fields("~~a=b, c=d:x~~"),
        "attrs_dict:; │   raw_content: a=b, c=d; │   a: b; │   c: d"
    );
    assert_eq!(fields("doi: 1"), "");
}
