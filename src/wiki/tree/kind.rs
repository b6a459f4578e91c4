//! What a node can be, and sets of that.

/// What a node is; the names are those of the exporter dialect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
#[expect(
    missing_docs,
    reason = "each kind is a row of the dialect's table of constructs"
)]
#[non_exhaustive]
pub enum Kind {
    Text,
    CustomSearch,
    Sql,
    Redirect,
    MakeToc,
    TikiComment,
    ListPages,
    Category,
    Filter,
    DoiLink,
    ImgBlock,
    Img,
    Include,
    AliasedLocalLink,
    LocalLink,
    Attach,
    List,
    Table,
    TableRow,
    TableCell,
    ListItem,
    NumListItem,
    Bold,
    Link,
    Emphasis,
    Heading,
    HorizontalSpace,
    HorizontalSpaceAlt,
    Font,
    Fade,
    Italix,
    Sup,
    Box,
    Div,
    NoParse,
    Html,
    Alink,
    Color,
    Indent,
    WeirdCitation,
    HorizontalRule,
    HorizontalRuleAlt,
    Newline,
    // Only in the Tiki dialect.
    Paragraph,
    LineBreak,
    BulletList,
    LooseList,
    NumberedList,
    Definition,
    Part,
    HeadRow,
    TitleBar,
    Centre,
    Monospace,
    Strike,
    Underline,
    Character,
    BareUrl,
    Call,
    Preformatted,
    ParsedPre,
    HtmlComment,
    Direction,
    MarkdownPage,
    Page,
}

impl Kind {
    /// How many kinds there are.
    pub const COUNT: usize = Kind::Page as usize + 1;

    /// Whether it is recognised by itself: a text is what no construct is, and rows and cells are parts of a table.
    #[must_use]
    pub fn is_construct(self) -> bool {
        !matches!(self, Kind::Text | Kind::TableRow | Kind::TableCell)
    }

    /// Whether its content is not shown, or as it stands: nothing in it is meant as wiki text.
    #[must_use]
    pub fn is_opaque(self) -> bool {
        matches!(
            self,
            Kind::TikiComment
                | Kind::CustomSearch
                | Kind::Sql
                | Kind::Filter
                | Kind::List
                | Kind::NoParse
                | Kind::Html
        )
    }
}

/// A set of kinds.
///
/// ```text
/// Kinds::NONE.with(Kind::Table).with(Kind::Sup)      Table and Sup
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Kinds {
    /// One bit a kind.
    bits: u64,
}

const _: () = assert!(
    (Kind::Newline as u32) < u64::BITS,
    "a kind of the exporter has a bit"
);

impl Kinds {
    /// The empty set.
    pub const NONE: Self = Self { bits: 0 };

    /// The set with `kind` in it.
    #[must_use]
    pub const fn with(self, kind: Kind) -> Self {
        Self {
            bits: self.bits | bit(kind),
        }
    }

    /// Whether `kind` is in the set.
    #[must_use]
    pub const fn contains(self, kind: Kind) -> bool {
        self.bits & bit(kind) != 0
    }
}

/// The bit of a kind; none for those that only the Tiki dialect has, which no exporter is without.
const fn bit(kind: Kind) -> u64 {
    match 1_u64.checked_shl(kind as u32) {
        Some(bit) => bit,
        None => 0,
    }
}

impl FromIterator<Kind> for Kinds {
    fn from_iter<I: IntoIterator<Item = Kind>>(kinds: I) -> Self {
        kinds.into_iter().fold(Self::NONE, Self::with)
    }
}
