//! The one table of rules: name, group, default severity and manual entry of each.

use crate::finding::Severity;
use crate::nearest::did_you_mean;

macro_rules! rules {
    ($( $(#[doc = $doc:literal])+ $rule:ident, $name:literal, $group:ident, $default:expr; )+) => {
        /// A rule of the check; its documentation is its manual entry.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule { $( $(#[doc = $doc])+ $rule, )+ }

        impl Rule {
            /// Every rule, in the order of the manual.
            pub const ALL: &'static [Rule] = &[ $( Rule::$rule, )+ ];

            /// The rule's id as users write it, such as `stale-page`.
            #[must_use]
            pub fn name(self) -> &'static str { match self { $( Rule::$rule => $name, )+ } }

            /// The group of the manual it belongs to.
            #[must_use]
            pub fn group(self) -> Group { match self { $( Rule::$rule => Group::$group, )+ } }

            /// Severity without configuration; `None` for a rule that is off.
            #[must_use]
            pub fn default_severity(self) -> Option<Severity> { match self { $( Rule::$rule => $default, )+ } }

            /// The manual entry, in Markdown.
            #[must_use]
            pub fn manual(self) -> &'static str { match self { $( Rule::$rule => concat!($($doc, "\n"),+), )+ } }
        }
    };
}

/// The groups of the manual.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// The generated parts no longer agree with the source or with each other.
    Drift,
    /// The page as a file.
    Page,
    /// The head of the file.
    FrontMatter,
    /// The wiki text.
    Source,
}

impl Rule {
    /// The rule with this id; `None` if there is none.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Rule> {
        Rule::ALL.iter().copied().find(|rule| rule.name() == name)
    }

    /// The rule with this id.
    ///
    /// # Errors
    ///
    /// Without such a rule a message that names the nearest one and the way to the list.
    pub fn parse(name: &str) -> Result<Rule, String> {
        Rule::from_name(name).ok_or_else(|| {
            let hint = did_you_mean(name, Rule::ALL.iter().map(|rule| rule.name()));
            format!("unknown rule `{name}`{hint} (`tikicheck explain` lists the rules)")
        })
    }

    /// The first line of the manual entry: what the rule reports, in one sentence.
    #[must_use]
    pub fn summary(self) -> &'static str {
        self.manual().lines().next().unwrap_or_default().trim()
    }
}

const ERROR: Option<Severity> = Some(Severity::Error);
const WARNING: Option<Severity> = Some(Severity::Warning);

rules! {
    /// The page is older than its source.
    StalePage, "stale-page", Drift, ERROR;
    /// The generated Markdown was edited by hand.
    EditedBody, "edited-body", Drift, ERROR;
    /// Source and body were both edited.
    ConflictingEdits, "conflicting-edits", Drift, ERROR;
    /// Only the escaped copy disagrees.
    StaleCopy, "stale-copy", Drift, ERROR;
    /// Only the dump of the tree disagrees.
    StaleTree, "stale-tree", Drift, ERROR;
    /// The debug block is broken.
    DamagedBlock, "damaged-block", Drift, ERROR;
    /// The debug block has another style than the configured one.
    BlockStyle, "block-style", Drift, WARNING;
    /// The configuration demands a source and the page has none.
    MissingSource, "missing-source", Page, ERROR;
    /// The file is not UTF-8.
    NotUtf8, "not-utf-8", Page, ERROR;
    /// The markup nests deeper than 64 levels.
    TooDeep, "too-deep", Page, ERROR;
    /// The file is larger than the limit.
    TooLarge, "too-large", Page, ERROR;
    /// An image or attachment names no usable id.
    InvalidAttachment, "invalid-attachment", Page, ERROR;
    /// An entry of `ignore` in the configuration matches no finding.
    UnusedIgnore, "unused-ignore", Page, ERROR;
}
