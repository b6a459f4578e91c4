//! Wiki texts as people write them, made up from a seed: headings, paragraphs, lists, tables, images, links.

use fastrand::Rng;

const WORDS: &[&str] = &[
    "harbour", "water", "lamp", "rope", "evening", "ferry", "salt", "stone", "bread", "window",
    "garden", "river", "walk", "boat", "light", "winter", "morning", "village", "bridge", "island",
    "paper", "letter", "house", "road", "slow", "green", "old", "small", "quiet", "warm", "long",
    "often", "never", "about", "under", "between", "with", "from", "and", "or", "the", "a", "in",
    "of", "to", "is", "was", "has", "keeps", "shows", "grows", "carries", "naïve", "café",
    "Müller", "it's", "37", "200", "1.5", "2019",
];

const PAGES: &[&str] = &[
    "Bone Health",
    "Zinc",
    "Night Ferry",
    "Salt Rope",
    "Tide Tables",
    "Missing Page",
];

/// The pages of the site that the made-up pages link to.
pub const FILES: [&str; 5] = [
    "content/posts/bone-health.md",
    "content/posts/zinc.md",
    "content/posts/night-ferry.md",
    "content/posts/salt-rope.md",
    "content/posts/tide-tables.md",
];

fn pick<'a>(rng: &mut Rng, list: &[&'a str]) -> &'a str {
    list[rng.usize(..list.len())]
}

fn words(rng: &mut Rng, least: usize, most: usize) -> String {
    let count = rng.usize(least..=most);
    let words: Vec<&str> = (0..count).map(|_| pick(rng, WORDS)).collect();
    words.join(" ")
}

/// A sentence with an occasional construct in it.
pub fn sentence(rng: &mut Rng) -> String {
    let head = words(rng, 3, 8);
    let tail = words(rng, 2, 6);
    let page = pick(rng, PAGES);
    let inner = words(rng, 1, 3);
    let middle = match rng.u8(0..24) {
        0 | 1 => format!("__{inner}__"),
        2 => format!("''{inner}''"),
        3 => format!("(({page}))"),
        4 => format!("(({page}|{inner}))"),
        5 => format!("[https://example.org/{}|{inner}]", pick(rng, WORDS)),
        6 => "[https://example.org/]".to_owned(),
        7 => "[tiki-index.php?page=Naps|naps]".to_owned(),
        8 => "[[12]".to_owned(),
        9 => "{SUP()}2{SUP}".to_owned(),
        10 => format!("~~red:{inner}~~"),
        11 => "~hs~~hs~".to_owned(),
        12 => "%%%".to_owned(),
        13 => format!("^{inner}^"),
        14 => "doi: 10.1000/182".to_owned(),
        15 => format!("\"{inner}\" & <{}>", pick(rng, WORDS)),
        16 => "[5, 6]".to_owned(),
        _ => inner,
    };
    format!("{head} {middle} {tail}.")
}

fn paragraph(rng: &mut Rng) -> String {
    let count = rng.usize(1..5);
    let sentences: Vec<String> = (0..count).map(|_| sentence(rng)).collect();
    sentences.join(" ")
}

fn block(rng: &mut Rng) -> String {
    match rng.u8(0..20) {
        0..=2 => format!("{}{}", "!".repeat(rng.usize(1..4)), words(rng, 1, 4)),
        3..=5 => {
            let items: Vec<String> = (0..rng.usize(2..6))
                .map(|_| {
                    let marks = "*".repeat(rng.usize(1..3));
                    let gap = if rng.u8(0..4) == 0 { "" } else { " " };
                    format!("{marks}{gap}{}", words(rng, 2, 8))
                })
                .collect();
            items.join("\n")
        }
        6 => {
            let items: Vec<String> = (0..rng.usize(2..5))
                .map(|_| format!("# {}", words(rng, 2, 6)))
                .collect();
            items.join("\n")
        }
        7 | 8 => {
            let columns = rng.usize(2..4);
            let rows: Vec<String> = (0..rng.usize(2..5))
                .map(|_| {
                    let cells: Vec<String> = (0..columns).map(|_| words(rng, 1, 3)).collect();
                    cells.join("|")
                })
                .collect();
            format!("||{}||", rows.join("\n"))
        }
        9 => match rng.u8(0..4) {
            0 => "{img attId=7}".to_owned(),
            1 => format!("{{img attId=8 alt=\"{}\" width=200}}", words(rng, 1, 3)),
            2 => "{img src=/img/a.png alt=\"A lamp\"}".to_owned(),
            _ => "{IMG(attId=7 max=200)}{IMG}".to_owned(),
        },
        10 => format!("+{}", words(rng, 3, 8)),
        11 => "---".to_owned(),
        12 => format!("~tc~{}~/tc~", words(rng, 2, 5)),
        13 => format!("{{BOX(bg=#eee width=50%)}}{}{{BOX}}", words(rng, 3, 8)),
        14 => "{maketoc}".to_owned(),
        15 => "{ATTACH(id=7)}the paper{ATTACH}".to_owned(),
        _ => paragraph(rng),
    }
}

/// A page with up to `blocks` blocks, with the line ends `line_end`.
pub fn page(rng: &mut Rng, blocks: usize, line_end: &str) -> String {
    let mut text = String::new();
    for i in 0..rng.usize(3..=blocks.max(3)) {
        if i > 0 {
            text.push_str(if rng.u8(0..3) == 0 { "\n" } else { "\n\n" });
        }
        text.push_str(&block(rng));
    }
    if rng.bool() {
        text.push('\n');
    }
    text.replace('\n', line_end)
}
