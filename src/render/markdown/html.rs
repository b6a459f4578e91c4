//! What Markdown has no markup for and is written as HTML: colours, boxes, images and attachments.

use std::fmt;

use super::{Markdown, Place};
use crate::config::exporter::{Form, Placeholder};
use crate::render::{Aspect, Sink, media};
use crate::wiki::Tree;
use crate::wiki::tree::{Color, Detail, Kind, Node, Span};

impl<S: Sink> Markdown<'_, '_, '_, S> {
    /// `~~color:text~~` or `~~color,background:text~~`; an asterisk in plain text would begin Markdown markup.
    pub(super) fn color(&mut self, node: &Node) -> fmt::Result {
        let Detail::Color(color) = node.detail else {
            return Ok(());
        };
        self.fill(Form::Color, node, |markdown, value| match value {
            Placeholder::Style => markdown.color_style(color, node),
            Placeholder::Spec => markdown.copied(color.spec.raw, node, Aspect::Value),
            Placeholder::Color => markdown.copied(color.foreground(), node, Aspect::Value),
            Placeholder::Background => match color.background() {
                Some(background) => markdown.copied(background, node, Aspect::Value),
                None => Ok(()),
            },
            Placeholder::Starred => markdown.starred(node),
            value => markdown.content(value, node),
        })
    }

    /// `color:red;background-color:blue;`.
    fn color_style(&mut self, color: Color, node: &Node) -> fmt::Result {
        self.made("color:", node, Aspect::Opens)?;
        self.copied(color.foreground(), node, Aspect::Value)?;
        self.made(";", node, Aspect::Opens)?;
        if let Some(background) = color.background() {
            self.made("background-color:", node, Aspect::Opens)?;
            self.copied(background, node, Aspect::Value)?;
            self.made(";", node, Aspect::Opens)?;
        }
        Ok(())
    }

    /// The children; where they are nothing but text, with `✻` for `*`.
    fn starred(&mut self, node: &Node) -> fmt::Result {
        let tree = self.tree;
        let place = if tree.children(node).all(|child| child.kind == Kind::Text) {
            Place::ColoredText
        } else {
            Place::Text
        };
        tree.children(node)
            .try_for_each(|child| self.node(child, place))
    }

    /// `{BOX(…)}`, styled by its arguments.
    pub(super) fn boxed(&mut self, node: &Node) -> fmt::Result {
        self.fill(Form::Box, node, |markdown, value| match value {
            Placeholder::Class => match markdown.tree.argument(node, "class") {
                Some(class) => {
                    markdown.made("class=\"", node, Aspect::Opens)?;
                    markdown.copied(class, node, Aspect::Value)?;
                    markdown.made("\" ", node, Aspect::Opens)
                }
                None => Ok(()),
            },
            Placeholder::Style => markdown.box_style(node),
            Placeholder::Background => markdown.box_background(node),
            value => markdown.content(value, node),
        })
    }

    /// Colour and measures of a box.
    fn box_style(&mut self, node: &Node) -> fmt::Result {
        let tree = self.tree;
        let argument = |key| tree.argument(node, key);
        let unquoted = |key| argument(key).map(|value| trimmed_of(tree, value, &['"', '\'']));
        self.made("background-color:", node, Aspect::Opens)?;
        self.box_background(node)?;
        self.made(";padding:", node, Aspect::Opens)?;
        self.value_or("15px", unquoted("padding"), node)?;
        self.made(";margin:", node, Aspect::Opens)?;
        self.value_or("10px 0", unquoted("margin"), node)?;
        self.made(";border-radius:5px", node, Aspect::Opens)?;
        for (label, key) in [(";width:", "width"), (";height:", "height")] {
            if let Some(value) = unquoted(key) {
                self.made(label, node, Aspect::Opens)?;
                self.copied(value, node, Aspect::Value)?;
            }
        }
        Ok(())
    }

    /// The colour of a box.
    fn box_background(&mut self, node: &Node) -> fmt::Result {
        let tree = self.tree;
        let background = tree.argument(node, "bg").map(|value| {
            let marked = tree.slice(value).starts_with('>');
            Span::new(value.start + u32::from(marked), value.end)
        });
        self.value_or("#f5f5f5", background, node)
    }

    /// `{img …}` and `{IMG(…)}`: one image for each id.
    pub(super) fn image(&mut self, node: &Node) -> fmt::Result {
        let tree = self.tree;
        // Looked up once, for there may be as many ids as arguments.
        let attributes = ImageAttributes::of(tree, node);
        if let Some(src) = tree.argument(node, "src") {
            return self.one_image(&attributes, node, |markdown, value| match value {
                Placeholder::Src => markdown.copied(src, node, Aspect::Target),
                _ => Ok(()),
            });
        }
        let Some((kind, ids)) = media::image_ids(tree, node) else {
            return Ok(());
        };
        let site = self.rendering.site;
        let mut path = String::new();
        for (i, id) in ids.split(',').filter_map(media::usable_id).enumerate() {
            path.clear();
            match kind {
                media::IdKind::Attachment => site.push_attachment_url(&id, &mut path),
                media::IdKind::File => site.push_file_url(&id, &mut path),
            }
            if i > 0 {
                self.form(Form::BetweenImages, node)?;
            }
            self.one_image(&attributes, node, |markdown, value| match value {
                Placeholder::Src => markdown.made(&path, node, Aspect::Target),
                _ => markdown.made(&id, node, Aspect::Target),
            })?;
        }
        Ok(())
    }

    /// One image; `source` writes where it lies, and its number.
    fn one_image(
        &mut self,
        attributes: &ImageAttributes,
        node: &Node,
        source: impl Fn(&mut Self, Placeholder) -> fmt::Result,
    ) -> fmt::Result {
        self.fill(Form::Image, node, |markdown, value| match value {
            Placeholder::Alt => markdown.value_or("image", attributes.alt, node),
            Placeholder::Width => markdown.value_or("", attributes.width, node),
            Placeholder::Height => markdown.value_or("", attributes.height, node),
            Placeholder::Attributes => markdown.image_attributes(attributes, node),
            value => source(markdown, value),
        })
    }

    /// Width, height and greatest width, as far as they are given.
    fn image_attributes(&mut self, attributes: &ImageAttributes, node: &Node) -> fmt::Result {
        let others = [
            (" width=\"", attributes.width, "\""),
            (" height=\"", attributes.height, "\""),
            (" style=\"max-width: ", attributes.max, "px;\""),
        ];
        for (label, value, end) in others {
            if let Some(value) = value {
                self.made(label, node, Aspect::Between)?;
                self.copied(value, node, Aspect::Value)?;
                self.made(end, node, Aspect::Between)?;
            }
        }
        Ok(())
    }

    /// `{ATTACH(…)}`: a link to the file, or the text alone.
    pub(super) fn attachment(&mut self, node: &Node) -> fmt::Result {
        let Some(id) = media::attachment_id(self.tree, node) else {
            return self.form(Form::MissingAttachment, node);
        };
        let path = self.rendering.site.attachment_url(&id);
        self.fill(Form::Attachment, node, |markdown, value| match value {
            Placeholder::Path => markdown.made(&path, node, Aspect::Target),
            Placeholder::Id => markdown.made(&id, node, Aspect::Target),
            value => markdown.content(value, node),
        })
    }

    /// The value of an argument, or `default` where it is not given.
    fn value_or(&mut self, default: &str, value: Option<Span>, node: &Node) -> fmt::Result {
        match value {
            Some(value) => self.copied(value, node, Aspect::Value),
            None => self.made(default, node, Aspect::Value),
        }
    }
}

/// What an image is given beside its source.
struct ImageAttributes {
    alt: Option<Span>,
    width: Option<Span>,
    height: Option<Span>,
    /// The greatest width; of `{IMG(…)}` only.
    max: Option<Span>,
}

impl ImageAttributes {
    fn of(tree: &Tree, node: &Node) -> Self {
        let argument = |key| tree.argument(node, key);
        let not_empty = |key| argument(key).filter(|value| !value.is_empty());
        Self {
            alt: argument("alt"),
            width: not_empty("width"),
            height: not_empty("height"),
            max: argument("max").filter(|_| node.kind == Kind::ImgBlock),
        }
    }
}

/// `span` without these characters at either end.
fn trimmed_of(tree: &Tree, span: Span, chars: &[char]) -> Span {
    let text = tree.slice(span);
    let start = span.end - text.trim_start_matches(chars).len() as u32;
    Span::new(start, start + text.trim_matches(chars).len() as u32)
}
