//! Writes wiki text such as people wrote: articles, notes, tables and links, with every construct of the dialect.

use fastrand::Rng;

/// Writes the wiki text of one page, about `bytes` long; `title` makes up the title of a page to link to.
pub fn text(rng: &mut Rng, bytes: usize, title: impl Fn(&mut Rng) -> String) -> String {
    let out = String::with_capacity(bytes + 2048);
    let mut writer = Writer { rng, title, out };
    writer.heading();
    writer.paragraph();
    while writer.out.len() < bytes {
        writer.block();
    }
    if writer.rng.u8(..) < 160 {
        writer.out.push_str("~tc~ (alias(title)) ~/tc~");
    }
    writer.out
}

/// Words in the order of how often they come: the first half comes three times as often as the second.
#[rustfmt::skip]
const WORDS: [&str; 96] = [
    "the", "of", "and", "in", "to", "with", "was", "for", "were", "a", "that", "by", "vitamin", "risk", "study",
    "levels", "patients", "serum", "associated", "higher", "trial", "intake", "dose", "group", "women", "men",
    "health", "bone", "significantly", "between", "after", "than", "years", "age", "lower", "deficiency", "on", "is",
    "all", "not", "daily", "weeks", "found", "clinical", "reduced", "increased", "effect", "data", "supplementation",
    "calcium", "magnesium", "meta-analysis", "randomized", "placebo", "confidence", "interval", "concentration",
    "osteoporosis", "fracture", "mineral", "density", "selenium", "however", "outcomes", "participants", "mortality",
    "infection", "respiratory", "pregnancy", "children", "adults", "evidence", "systematic", "review", "methods",
    "results", "conclusion", "background", "hospital", "disease", "cancer", "diabetes", "hypertension", "cognitive",
    "β-carotene", "naïve", "Ménière", "≥", "“normal”", "–", "α", "µg", "D₃", "Sjögren", "versus", "adjusted",
];

const COLORS: [&str; 6] = [
    "#00F",
    "#F00",
    "red",
    "#0a7d2c",
    "blue,#ffff00",
    "rgb(0,0,255)",
];

/// What a block is, as often as it stands here.
#[rustfmt::skip]
const BLOCKS: &[Block] = {
    use Block::*;
    &[
        Paragraph, Paragraph, Paragraph, Paragraph, Paragraph, Paragraph, Paragraph, Paragraph, Paragraph, Paragraph,
        Abstract, Abstract, Abstract, Abstract, Heading, Heading, Heading, Heading, List, List, List, List, Numbers,
        Numbers, Table, Table, Image, Image, Attachment, Indent, Rule, Box, Comment, Contents, Plugin, Plugin, Rare,
    ]
};

#[derive(Clone, Copy)]
enum Block {
    Paragraph,
    Abstract,
    Heading,
    List,
    Numbers,
    Table,
    Image,
    Attachment,
    Indent,
    Rule,
    Box,
    Comment,
    Contents,
    Plugin,
    Rare,
}

struct Writer<'r, T> {
    rng: &'r mut Rng,
    title: T,
    out: String,
}

impl<T: Fn(&mut Rng) -> String> Writer<'_, T> {
    fn block(&mut self) {
        match BLOCKS[self.rng.usize(..BLOCKS.len())] {
            Block::Paragraph => self.paragraph(),
            Block::Abstract => self.article(),
            Block::Heading => self.heading(),
            Block::List => self.items('*'),
            Block::Numbers => self.items('#'),
            Block::Table => self.table(),
            Block::Image => self.image(),
            Block::Attachment => {
                let id = self.id();
                self.put(&format!(
                    "{{ATTACH(id=\"{id}\" icon=\"1\")}}PDF of the study{{ATTACH}}\n"
                ));
            }
            Block::Indent => {
                self.put("+ ");
                self.words(12);
                self.put("\n");
            }
            Block::Rule => self.pick_and_put(&["\n---\n", "\n----\n", "%%%\n"]),
            Block::Box => self.boxed(),
            Block::Comment => {
                self.put("~tc~ ");
                self.words(6);
                self.put(" ~/tc~\n");
            }
            Block::Contents => self.pick_and_put(&[
                "{maketoc}\n",
                "{maketoc title=\"On this page\" levels=\"2,3\"}\n",
            ]),
            Block::Plugin => self.plugin(),
            Block::Rare => self.rare(),
        }
    }

    /// A heading with what may stand in one.
    fn heading(&mut self) {
        self.pick_and_put(&["\n!!", "!!", "\n!!!", "!!! ", "!!!!", "\n! "]);
        self.words(6);
        if self.rng.u8(..) < 40 {
            self.put(" ");
            self.inline();
        }
        self.put("\n");
    }

    /// Sentences with markup in them.
    fn paragraph(&mut self) {
        for _ in 0..self.rng.usize(1..5) {
            self.sentence();
        }
        self.pick_and_put(&["\n", "\n\n", "\n\n"]);
    }

    /// Prose as it is copied from a journal: long lines, hardly any markup.
    fn article(&mut self) {
        for part in ["Aims: ", "Methods: ", "Results: ", "Conclusion: "] {
            self.put(part);
            for _ in 0..self.rng.usize(1..4) {
                self.words(26);
                let (or, ci) = (self.rng.u8(10..99), self.rng.u8(10..99));
                self.put(&format!(
                    " (OR = 0.{or}, 95% CI 0.{ci} to 1.{ci}, p < 0.0{or}). "
                ));
            }
            self.put("\n");
        }
    }

    fn sentence(&mut self) {
        self.words(9);
        self.put(" ");
        self.inline();
        self.put(" ");
        self.words(7);
        self.pick_and_put(&[". ", ", and ", "; it's \"new\" & ", ". ", "? "]);
    }

    fn words(&mut self, about: usize) {
        for i in 0..self.rng.usize(about / 2 + 1..about * 3 / 2 + 2) {
            if i > 0 {
                self.out.push(' ');
            }
            let most = if self.rng.u8(..4) == 0 {
                WORDS.len()
            } else {
                WORDS.len() / 2
            };
            self.out.push_str(WORDS[self.rng.usize(..most)]);
        }
    }

    /// A piece of inline markup.
    fn inline(&mut self) {
        match self.rng.u8(..30) {
            0..=4 => self.wrapped("__", 4, "__"),
            5..=6 => self.wrapped("''", 4, "''"),
            7..=9 => {
                let color = COLORS[self.rng.usize(..COLORS.len())];
                self.put(&format!("__~~{color}:"));
                self.words(4);
                self.put("~~__");
            }
            10..=13 => {
                let page = (self.title)(self.rng);
                self.put(&format!("(({page}))"));
            }
            14..=15 => {
                let page = (self.title)(self.rng);
                self.put(&format!("(({page} |"));
                self.words(4);
                self.put("))");
            }
            16 => self.put("((Page that never was))"),
            17..=20 => {
                let id = self.rng.u32(100_000..9_999_999);
                self.put(&format!(
                    "[https://pubmed.example.org/{id}?from=wiki&page={id}|"
                ));
                self.words(4);
                self.put("]");
            }
            21 => self.put("[tiki-index.php?page=Overview|overview]"),
            22..=23 => {
                let (a, b) = (self.rng.u8(1..60), self.rng.u8(1..60));
                self.put(&format!("[{a}, {b}]"));
            }
            24 => self.put("[[1, 2]"),
            25 => {
                let id = self.rng.u32(1000..99_999);
                self.put(&format!("doi: 10.{id}/j.nut.2023(23){id}"));
            }
            26 => self.wrapped("^", 3, "^"),
            27 => self.pick_and_put(&["~hs~ ~hs~", "~hs~~hs~", "~hshs~", "%%%"]),
            28 => self.wrapped("{SUP()}", 1, "{SUP}"),
            // Markers that never close, and what only looks like markup.
            _ => self.pick_and_put(&[
                "__note",
                "a << b && c",
                "(p > 0.05)",
                "''",
                "{MODULE(module=search)}",
                "~4%",
                "[open",
            ]),
        }
    }

    fn wrapped(&mut self, open: &str, words: usize, close: &str) {
        self.put(open);
        self.words(words);
        self.put(close);
    }

    fn items(&mut self, mark: char) {
        for _ in 0..self.rng.usize(2..8) {
            for _ in 0..=self.rng.usize(..5) / 3 {
                self.out.push(mark);
            }
            self.words(6);
            self.put(" ");
            self.inline();
            self.put("\n");
        }
    }

    fn table(&mut self) {
        let columns = self.rng.usize(2..6);
        let rows = self.rng.usize(2..9);
        self.put("||");
        for row in 0..rows {
            for column in 0..columns {
                if column > 0 {
                    self.put("|");
                }
                match self.rng.u8(..8) {
                    0 => self.wrapped("__", 1, "__"),
                    1 if row > 0 => self.inline_in_cell(),
                    _ => self.words(2),
                }
            }
            self.put(if row + 1 < rows { "\n" } else { "||\n" });
        }
    }

    /// Markup that holds no closing bars of a table.
    fn inline_in_cell(&mut self) {
        match self.rng.u8(..4) {
            0 => self.put("[https://example.org/a|a study]"),
            1 => {
                let page = (self.title)(self.rng);
                self.put(&format!("(({page}|here))"));
            }
            2 => self.put("one%%%two"),
            _ => self.put("~~red:no~~"),
        }
    }

    fn image(&mut self) {
        let id = self.id();
        match self.rng.u8(..4) {
            0 => self.put(&format!(
                "{{img attId=\"{id}\" width=\"400\" alt=\"figure\"}}\n"
            )),
            1 => self.put(&format!("{{img fileId=\"{id}, {}\"}}\n", id + 1)),
            2 => self.put(&format!(
                "{{img src=\"https://img.example.org/{id}.png\"}}\n"
            )),
            _ => self.put(&format!("{{IMG(attId=\"{id}\" max=\"500\")}}{{IMG}}\n")),
        }
    }

    fn boxed(&mut self) {
        self.put("{BOX(title=\"Summary\" bg=\"#eef\" width=\"60%\" class=\"note\")}");
        self.sentence();
        self.put("\n");
        self.items('*');
        self.put("{BOX}\n");
    }

    fn plugin(&mut self) {
        match self.rng.u8(..8) {
            0 => self.wrapped("{DIV(class=\"lead\" type=\"div\")}", 20, "{DIV}\n"),
            1 => self.wrapped("{FONT(size=\"24px\")}", 4, "{FONT}\n"),
            2 => self.wrapped("{FADE(label=\"More\")}", 40, "{FADE}\n"),
            3 => self.put("{include page=\"Overview\"}\n"),
            4 => self.put("{category id=\"12\" types=\"wiki\" sort=\"created_desc\"}\n"),
            5 => self.put("{HTML()}<table><tr><td>a &amp; b</td></tr></table>{HTML}\n"),
            6 => self.wrapped("{ALINK(aname=\"top\")}", 2, "{ALINK}\n"),
            _ => self.put("{LISTPAGES(max=\"20\" categId=\"3\")}{LISTPAGES}\n"),
        }
    }

    fn rare(&mut self) {
        self.pick_and_put(&[
            "{LIST()}\n{filter type=\"wiki page\"}\n{output template=\"table\"}\n{LIST}\n",
            "{CUSTOMSEARCH(wiki=\"search\" id=\"s1\")}\n{input type=\"text\"}\n{CUSTOMSEARCH}\n",
            "{SQL(db=>vitamind)}SELECT title FROM pages WHERE hits > 100{SQL}\n",
            "{filter type=\"text\"}\n",
            "{REDIRECT(page=\"Overview\") /}\n",
            "~np~[not a link] and __not bold__~/np~\n",
        ]);
    }

    fn id(&mut self) -> u32 {
        super::site::FIRST_ATTACHMENT + self.rng.u32(..4000)
    }

    fn pick_and_put(&mut self, choices: &[&str]) {
        let choice = choices[self.rng.usize(..choices.len())];
        self.put(choice);
    }

    fn put(&mut self, text: &str) {
        self.out.push_str(text);
    }
}
