//! The exports that were seen, each as a preset: settings that are the defaults of all others.

use super::{AliasedLinksRead, Exporter, Form, UrlSpaces};
use crate::config::{Comments, Config, RenderSettings, Toc};
use crate::wiki::tree::Kind;

crate::config::words! {
    /// An export that was seen. They are named in the order of time.
    pub enum Preset {
        /// The first: tables, lists, superscripts and aliased links are text.
        E1 = "E1",
        /// The second.
        E2 = "E2",
        /// The third: it leaves out lines.
        E3 = "E3",
        /// The fourth: it leaves out sections.
        E4 = "E4",
        /// The fifth: it leaves out sections.
        E5 = "E5",
    }
}

/// A page that does not exist, in red.
const RED: &str = "<a href=\"/posts/{slug}\" style=\"color: red; text-decoration: underline;\" \
    title=\"This post/category does not exist yet: {page}\">{text}</a>";

/// The same for a link by number.
const RED_ID: &str = "<a href=\"/posts/{slug}\" style=\"color: red; text-decoration: underline;\" \
    title=\"This link has an unknown page_id: {id}\">{text}</a>";

/// An attachment as a Markdown link, with a clip.
const CLIP: &str =
    "[<i class=\"fas fa-file-pdf\" style=\"margin-right: 0.3em;\"></i>{text}]({path})";

/// Coloured text: all of it is orange.
const ORANGE: &str = " <span style=\"color:orange;\">{text}</span>";

/// The style of the block since the second export.
const WRAP: &str = "background-color: #e0e0e0; white-space: pre-wrap;";

impl Preset {
    /// Puts the settings of this export in place of the defaults.
    pub fn apply(self, config: &mut Config) {
        let later = matches!(self, Preset::E3 | Preset::E4 | Preset::E5);
        config.render = RenderSettings {
            comments: if later {
                Comments::Inline
            } else {
                Comments::Block
            },
            toc: if later { Toc::Shortcode } else { Toc::Comment },
            trim_lines: later,
        };
        if self != Preset::E1 {
            config.block.style = WRAP.to_owned();
        }
        config.exporter = self.exporter();
    }

    /// The settings below `exporter`.
    #[must_use]
    pub fn exporter(self) -> Exporter {
        let mut exporter = Exporter {
            preset: Some(self),
            ..Exporter::default()
        };
        let Exporter { reads, writes, .. } = &mut exporter;
        for (form, text) in self.forms() {
            writes.forms[*form] = form
                .parse(text)
                .expect("the forms of a preset are templates");
        }
        if matches!(self, Preset::E1 | Preset::E3) {
            writes.bullet_indent = 2;
        }
        match self {
            Preset::E1 => {
                reads.unknown = vec![Kind::Table, Kind::List, Kind::Sup];
                reads.aliased_links = AliasedLinksRead::Unknown;
                reads.page_id_links = false;
                writes.url_spaces = UrlSpaces::Keep;
            }
            Preset::E2 => {}
            Preset::E3 | Preset::E4 | Preset::E5 => reads.aliased_links = AliasedLinksRead::Run,
        }
        exporter
    }

    /// The forms that are not the default.
    fn forms(self) -> &'static [(Form, &'static str)] {
        match self {
            Preset::E1 => &[
                (Form::MissingPage, RED),
                (Form::CategoryLink, "[{text}](/categories/{path})"),
                (Form::Attachment, CLIP),
                (Form::Color, ORANGE),
            ],
            Preset::E2 => &[
                (Form::MissingPage, RED),
                (Form::CategoryLink, RED),
                (Form::Color, ORANGE),
            ],
            Preset::E3 => &[
                (Form::MissingPage, RED),
                (Form::MissingPageId, RED_ID),
                (Form::Attachment, CLIP),
                (Form::Color, ORANGE),
            ],
            Preset::E4 | Preset::E5 => &[(Form::MissingPage, RED), (Form::MissingPageId, RED_ID)],
        }
    }
}
