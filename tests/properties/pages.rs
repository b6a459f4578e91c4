//! Pages: what is generated is in sync, what is edited is told apart, and what is mended stays mended.

use std::path::Path;

use proptest::prelude::*;
use proptest::sample::{Index, select};
use tikicheck::internals::check::{Allowed, Context, HandEdits, Misfits, Unmeant, Verdict};
use tikicheck::internals::finding::Fix;
use tikicheck::internals::generator::Workspace;
use tikicheck::internals::page::escape::{escape, unescape};
use tikicheck::internals::rules::Rule;
use tikicheck::internals::testing::{Outcome, check, check_fixed};

use crate::exporter::configs;
use crate::page::Pieces;
use crate::{config, settings, site, wiki};

/// Every way to open a file: without front matter, YAML, TOML, JSON, and a byte order mark.
const FRONT_MATTERS: [&str; 7] = [
    "",
    "\u{feff}",
    "---\ntitle: \"A\"\ntags:\n  - --- b\n---\n",
    "---\n---\n",
    "+++\ntitle = \"---\"\n+++\n",
    "{\n  \"title\": \"{A\\\"}\",\n  \"b\": {}\n}\n",
    "\u{feff}---\ntitle: é\n---\n",
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LineEnds {
    Lf,
    Crlf,
}

fn line_ends() -> impl Strategy<Value = LineEnds> {
    select(vec![LineEnds::Lf, LineEnds::Crlf])
}

impl LineEnds {
    /// The bytes of a page after a checkout with these line ends: what ends with CRLF already stays.
    fn checked_out(self, page: &str) -> Vec<u8> {
        match self {
            LineEnds::Lf => page.as_bytes().to_vec(),
            LineEnds::Crlf => {
                let mut bytes = Vec::with_capacity(page.len() + page.len() / 16);
                for byte in page.bytes() {
                    if byte == b'\n' && bytes.last() != Some(&b'\r') {
                        bytes.push(b'\r');
                    }
                    bytes.push(byte);
                }
                bytes
            }
        }
    }
}

/// A wiki text whose last line does not end with a lone CR, which the line end of the block would follow.
fn source() -> impl Strategy<Value = String> {
    wiki::text().prop_map(|mut text| {
        if text.ends_with('\r') {
            text.push(' ');
        }
        text
    })
}

/// What happened to one of the pieces.
#[derive(Clone, Debug)]
enum Edit {
    Nothing,
    Insert(Index, &'static str),
    /// The body's edit was made in the copy too, or the copy's in the body.
    AsTheOther,
}

fn edit() -> impl Strategy<Value = Edit> {
    let insert = select(vec!["x", " ", "\n", "é", "__", "%%%", "0"]);
    prop_oneof![
        2 => Just(Edit::Nothing),
        2 => (any::<Index>(), insert).prop_map(|(place, text)| Edit::Insert(place, text)),
        1 => Just(Edit::AsTheOther),
    ]
}

impl Edit {
    fn apply(&self, text: &mut String) {
        let Edit::Insert(place, what) = self else {
            return;
        };
        let places: Vec<usize> = text
            .char_indices()
            .map(|(at, _)| at)
            .chain([text.len()])
            // A line feed between CR and LF would be a line more or less, as would one behind a CR.
            .filter(|&at| !text[..at].ends_with('\r'))
            .collect();
        if !places.is_empty() {
            text.insert_str(places[place.index(places.len())], what);
        }
    }
}

/// The first finding about drift.
fn drift(checked: &Outcome) -> Option<(Rule, Fix)> {
    const DRIFT: [Rule; 8] = [
        Rule::StalePage,
        Rule::StaleLinks,
        Rule::Misfit,
        Rule::EditedBody,
        Rule::ConflictingEdits,
        Rule::StaleCopy,
        Rule::StaleTree,
        Rule::DamagedBlock,
    ];
    checked
        .findings
        .iter()
        .find(|finding| DRIFT.contains(&finding.rule))
        .map(|finding| (finding.rule, finding.fix))
}

/// Whether copy, tree and source can be told apart at a glance: no part quotes the headings between them.
fn is_plain(page: &str) -> bool {
    page.matches("AST Structure:\n").count() == 1
        && page.matches("Original Tiki:\n").count() == 1
        && page.matches("</pre>").count() == 1
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_generated_page_is_in_sync(
        source in source(),
        config in configs(),
        front_matter in select(&FRONT_MATTERS[..]),
        line_ends in line_ends(),
    ) {
        let site = site(&config);
        let context = Context::new(&config, &site);
        let pieces = Pieces::in_sync(front_matter, &source, context);
        let mut workspace = Workspace::default();
        if front_matter.is_empty() {
            prop_assert_eq!(pieces.text(), context.generator.page(&source, &mut workspace));
        }
        let file = line_ends.checked_out(&pieces.text());
        let checked = check(Path::new("content/a.md"), &file, context, HandEdits::Discard, &mut workspace);
        prop_assert_eq!(checked.verdict, Verdict::InSync, "{:#?}", checked.findings);
        prop_assert!(checked.fixed.is_none());
    }

    #[test]
    fn an_edited_page_is_told_apart_and_mended_once(
        source in source(),
        settings in settings(),
        front_matter in select(&FRONT_MATTERS[..]),
        line_ends in line_ends(),
        restyled in any::<bool>(),
        edits in (edit(), edit(), edit(), edit()),
    ) {
        let config = config(settings);
        let site = site(&config);
        let context = Context::new(&config, &site);
        let (keep, discard) = (HandEdits::Keep, HandEdits::Discard);
        let mut workspace = Workspace::default();

        let style = config.block.style.as_str();
        let mut page = Pieces::in_sync(front_matter, &source, context);
        if restyled {
            page.style = "color: red".to_owned();
        }
        edits.0.apply(&mut page.body);
        edits.1.apply(&mut page.copy);
        edits.2.apply(&mut page.tree);
        edits.3.apply(&mut page.source);
        match (&edits.0, &edits.1) {
            (Edit::AsTheOther, _) => page.body = unescape(&page.copy).into_owned(),
            (_, Edit::AsTheOther) => page.copy = escape(&page.body).into_owned(),
            _ => {}
        }
        let mended = page.mended(context);
        let agrees = (page.body == mended.body, page.copy == mended.copy, page.tree == mended.tree);
        let body_edited = page.copy != escape(&page.body);

        let path = Path::new("content/a.md");
        let file = line_ends.checked_out(&page.text());
        let checked = check(path, &file, context, keep, &mut workspace);
        let found = drift(&checked);
        if !is_plain(&page.text()) {
            // A page that quotes the block's headings may be ambiguous; then it is left alone.
            if found == Some((Rule::DamagedBlock, Fix::None)) {
                prop_assert!(checked.fixed.is_none());
                return Ok(());
            }
            // Where the tree was edited too, nothing may be left by which to tell the parts apart.
            prop_assume!(!matches!(edits.2, Edit::Insert(..)));
        }
        prop_assert_eq!(found.is_none(), agrees == (true, true, true), "{:#?}", checked.findings);
        let fix = found.map_or(Fix::None, |(_, fix)| fix);
        // Nothing that somebody wrote into the body is lost for want of a word.
        let is_merged = found == Some((Rule::ConflictingEdits, Fix::Safe));
        let is_carried = is_merged || found == Some((Rule::EditedBody, Fix::Safe));
        let loses_edit = body_edited && !agrees.0 && fix == Fix::Safe && !is_carried;
        prop_assert!(!loses_edit, "{:#?}", checked.findings);
        if agrees.0 && !agrees.1 {
            prop_assert_eq!(found, Some((Rule::StaleCopy, Fix::Safe)));
        }
        if !agrees.0 && agrees.1 {
            let refused = [Fix::KeepsEdit, Fix::DiscardsEdit].map(|fix| Some((Rule::EditedBody, fix)));
            prop_assert!(is_carried || refused.contains(&found));
        }
        let (all, rewrite) = (
            Allowed { hand_edits: discard, misfits: Misfits::Rewrite, unmeant: Unmeant::Keep },
            Allowed { hand_edits: keep, misfits: Misfits::Rewrite, unmeant: Unmeant::Keep },
        );
        if matches!(found, Some((Rule::EditedBody, Fix::Safe | Fix::KeepsEdit))) {
            // What is kept in another spelling reads the same, and is in sync.
            let fixed = check(path, &file, context, HandEdits::KeepAlike, &mut workspace).fixed;
            let fixed = fixed.expect("a hand edit that reads the same is kept");
            prop_assert!(check_fixed(path, &fixed, context, HandEdits::KeepAlike, &mut workspace).is_ok());
        }
        let costs_edit = matches!(found, Some((Rule::EditedBody | Rule::ConflictingEdits, _)));
        for (allowed, is_fixed) in [
            (Allowed::from(keep), fix == Fix::Safe),
            (Allowed::from(discard), matches!(fix, Fix::Safe | Fix::KeepsEdit | Fix::DiscardsEdit)),
            (rewrite, fix == Fix::Safe || fix == Fix::None && !costs_edit),
            (all, true),
        ] {
            if is_carried && allowed.hand_edits == keep {
                // The source generates what somebody wrote; what is outside of the change stays.
                let fixed = check(path, &file, context, allowed, &mut workspace).fixed;
                let fixed = fixed.expect("a hand edit that can be carried is");
                let proved = check_fixed(path, &fixed, context, allowed, &mut workspace);
                prop_assert!(proved.is_ok());
                let text = String::from_utf8_lossy(&fixed);
                let written = |text: &str| text.replace("\r\n", "\n").split_whitespace().collect::<String>();
                let body = written(&page.body);
                prop_assert!(is_merged || written(&text).contains(&*body), "{text}");
                continue;
            }
            let styled = Pieces {
                style: match checked.findings.iter().find(|finding| finding.rule == Rule::BlockStyle) {
                    Some(finding) if finding.fix != Fix::Safe && allowed.misfits == Misfits::Keep => page.style.clone(),
                    _ => style.to_owned(),
                },
                ..if is_fixed { mended.clone() } else { page.clone() }
            };
            let left = line_ends.checked_out(&styled.text());
            let fixed = check(path, &file, context, allowed, &mut workspace).fixed;
            prop_assert_eq!(
                fixed.as_deref().map(String::from_utf8_lossy),
                (left != file).then(|| String::from_utf8_lossy(&left))
            );
            let again = check(path, &left, context, allowed, &mut workspace);
            prop_assert!(again.fixed.is_none());
            if is_fixed {
                prop_assert!(check_fixed(path, &left, context, allowed, &mut workspace).is_ok());
            }
        }
        let clean = check(path, &line_ends.checked_out(&mended.text()), context, keep, &mut workspace);
        prop_assert_eq!(clean.verdict, Verdict::InSync);
    }
}

/// What happens to a file in careless hands.
#[derive(Clone, Debug)]
enum Accident {
    Remove(Index, usize),
    Insert(Index, &'static [u8]),
    Repeat(Index, usize),
    Flip(Index, u8),
    CutOff(Index),
}

fn accident() -> impl Strategy<Value = Accident> {
    let pieces: Vec<&[u8]> = vec![
        b"\n",
        b"\r",
        b"\r\n",
        b"---\n",
        b"+++\n",
        b"{",
        b"}\n",
        b"\xEF\xBB\xBF",
        b"\xFF",
        b"\0",
        b"<pre style=\"",
        b"\n\n<pre style=\"x\">\n<code class=\"language-text\">\nMarkdown:\n--------\n",
        b"\n\nAST Structure:\n-------------\n",
        b"\n\nOriginal Tiki:\n-------------\n",
        b"\n</code>\n</pre>\n",
        b"\n<<<<<<< a\n",
        b"\n=======\n",
        b"\n>>>>>>> b\n",
        b"&",
        b"&amp;",
    ];
    prop_oneof![
        (any::<Index>(), 1..40usize).prop_map(|(at, length)| Accident::Remove(at, length)),
        (any::<Index>(), select(pieces)).prop_map(|(at, what)| Accident::Insert(at, what)),
        (any::<Index>(), 1..300usize).prop_map(|(at, length)| Accident::Repeat(at, length)),
        (any::<Index>(), any::<u8>()).prop_map(|(at, bits)| Accident::Flip(at, bits)),
        any::<Index>().prop_map(Accident::CutOff),
    ]
}

impl Accident {
    fn happen(&self, file: &mut Vec<u8>) {
        let stretch = |at: &Index, length: usize, file: &[u8]| {
            let start = at.index(file.len() + 1);
            start..(start + length).min(file.len())
        };
        match self {
            Accident::Remove(at, length) => drop(file.drain(stretch(at, *length, file))),
            Accident::Insert(at, what) => {
                let at = at.index(file.len() + 1);
                drop(file.splice(at..at, what.iter().copied()));
            }
            Accident::Repeat(at, length) => {
                let stretch = stretch(at, *length, file);
                let again = file[stretch.clone()].to_vec();
                drop(file.splice(stretch.end..stretch.end, again));
            }
            Accident::Flip(at, bits) if !file.is_empty() => {
                let at = at.index(file.len());
                file[at] ^= bits;
            }
            Accident::Flip(..) => {}
            Accident::CutOff(at) => file.truncate(at.index(file.len() + 1)),
        }
    }
}

/// Checks a file of any bytes: nothing panics, a repair is whole, and it keeps what it must not touch.
fn assert_careful(
    file: &[u8],
    context: Context<'_>,
    hand_edits: HandEdits,
    workspace: &mut Workspace,
) {
    let path = Path::new("content/a.md");
    let checked = check(path, file, context, hand_edits, workspace);
    // An edit that is carried or merged is the one thing that changes a source, by what was told.
    let change = checked
        .findings
        .iter()
        .filter(|finding| hand_edits == HandEdits::Keep && finding.fix == Fix::Safe)
        .find_map(|finding| finding.source_change.as_ref());
    let Some(repair) = checked.fixed else {
        return;
    };
    assert!(std::str::from_utf8(&repair).is_ok());
    if let Err(left) = check_fixed(path, &repair, context, hand_edits, workspace) {
        let (file, repair) = (
            String::from_utf8_lossy(file),
            String::from_utf8_lossy(&repair),
        );
        panic!("{left}\n--- before\n{file}\n--- after\n{repair}\n");
    }
    let open = file
        .iter()
        .zip(&repair)
        .take_while(|(was, is)| was == is)
        .count();
    // Everything from the last heading of a source on belongs to the source.
    let heading = memchr::memmem::rfind(file, b"Original Tiki:").expect("it has a source");
    let replacements = change.map_or(&[][..], |change| &change.replacements);
    // A source that quotes the heading begins in front of it.
    let from = replacements
        .first()
        .map_or(heading, |first| first.start.offset.min(heading));
    let mut source = file[from..].to_vec();
    for replacement in replacements.iter().rev() {
        let place = replacement.start.offset - from..replacement.end.offset - from;
        source.splice(place, replacement.text.bytes());
    }
    // What is too much to tell is not told.
    let is_told = change.is_none_or(|change| change.more < replacements.len());
    assert!(
        !is_told || repair.ends_with(&source),
        "the source was touched: {change:#?}\n--- before\n{}\n--- after\n{}",
        String::from_utf8_lossy(file),
        String::from_utf8_lossy(&repair)
    );
    assert!(
        open >= fenced_front_matter(file),
        "the front matter was touched"
    );
}

/// The length of YAML or TOML front matter, from the byte order mark to the closing fence, its line end not counted.
fn fenced_front_matter(file: &[u8]) -> usize {
    let text = file.strip_prefix("\u{feff}".as_bytes()).unwrap_or(file);
    let mut lines = text.split_inclusive(|&byte| byte == b'\n');
    let fence = lines.next().unwrap_or_default();
    if !matches!(fence.trim_ascii_end(), b"---" | b"+++") {
        return 0;
    }
    let mut end = file.len() - text.len() + fence.len();
    for line in lines {
        if line.trim_ascii_end() == fence.trim_ascii_end() {
            return end + line.trim_ascii_end().len();
        }
        end += line.len();
    }
    0
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_accident_is_survived(
        source in source(),
        config in configs(),
        front_matter in select(&FRONT_MATTERS[..]),
        line_ends in line_ends(),
        accidents in prop::collection::vec(accident(), 1..4),
    ) {
        let site = site(&config);
        let context = Context::new(&config, &site);
        let mut workspace = Workspace::default();
        let page = Pieces::in_sync(front_matter, &source, context);
        let mut file = line_ends.checked_out(&page.text());
        for accident in &accidents {
            accident.happen(&mut file);
        }
        assert_careful(&file, context, HandEdits::Keep, &mut workspace);
        assert_careful(&file, context, HandEdits::Discard, &mut workspace);
    }

    #[test]
    fn any_bytes_are_survived(file in prop::collection::vec(any::<u8>(), 0..200), config in configs()) {
        let site = site(&config);
        let context = Context::new(&config, &site);
        assert_careful(&file, context, HandEdits::Discard, &mut Workspace::default());
    }
}
