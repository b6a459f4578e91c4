//! What Markdown has no markup for and is written as HTML: colours, boxes, images and attachments.

use std::fmt;

use super::{Markdown, Place};
use crate::render::{Aspect, Sink, media};
use crate::wiki::Tree;
use crate::wiki::tree::{Detail, Kind, Node, Span};

impl<S: Sink> Markdown<'_, '_, S> {
    /// `~~color:text~~` or `~~color,background:text~~`; an asterisk in plain text would begin Markdown markup.
    pub(super) fn color(&mut self, node: &Node) -> fmt::Result {
        let Detail::Color(color) = node.detail else {
            return Ok(());
        };
        self.made("<span style=\"color:", node, Aspect::Opens)?;
        self.copied(color.foreground(), node, Aspect::Value)?;
        self.made(";", node, Aspect::Opens)?;
        if let Some(background) = color.background() {
            self.made("background-color:", node, Aspect::Opens)?;
            self.copied(background, node, Aspect::Value)?;
            self.made(";", node, Aspect::Opens)?;
        }
        self.made("\">", node, Aspect::Opens)?;
        let tree = self.tree;
        let place = if tree.children(node).all(|child| child.kind == Kind::Text) {
            Place::ColoredText
        } else {
            Place::Text
        };
        tree.children(node)
            .try_for_each(|child| self.node(child, place))?;
        self.made("</span>", node, Aspect::Closes)
    }

    /// `{BOX(…)}`, styled by its arguments.
    pub(super) fn boxed(&mut self, node: &Node) -> fmt::Result {
        let tree = self.tree;
        let argument = |key| tree.argument(node, key);
        let unquoted = |key| argument(key).map(|value| trimmed_of(tree, value, &['"', '\'']));
        self.made("<div ", node, Aspect::Opens)?;
        if let Some(class) = argument("class") {
            self.made("class=\"", node, Aspect::Opens)?;
            self.copied(class, node, Aspect::Value)?;
            self.made("\" ", node, Aspect::Opens)?;
        }
        let background = argument("bg").map(|value| {
            let marked = tree.slice(value).starts_with('>');
            Span::new(value.start + u32::from(marked), value.end)
        });
        self.made("style=\"background-color:", node, Aspect::Opens)?;
        self.value_or("#f5f5f5", background, node)?;
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
        self.made("\">", node, Aspect::Opens)?;
        self.children(node)?;
        self.made("</div>", node, Aspect::Closes)
    }

    /// `{img …}` and `{IMG(…)}`: one image for each id.
    pub(super) fn image(&mut self, node: &Node) -> fmt::Result {
        const OPENS: &str = "<img src=\"";
        let tree = self.tree;
        // Looked up once, for there may be as many ids as arguments.
        let attributes = ImageAttributes::of(tree, node);
        if let Some(src) = tree.argument(node, "src") {
            self.made(OPENS, node, Aspect::Opens)?;
            self.copied(src, node, Aspect::Target)?;
            return self.image_attributes(&attributes, node);
        }
        let Some((kind, ids)) = media::image_ids(tree, node) else {
            return Ok(());
        };
        let mut path = String::new();
        for (i, id) in ids.split(',').filter_map(media::usable_id).enumerate() {
            path.clear();
            match kind {
                media::IdKind::Attachment => self.site.push_attachment_url(&id, &mut path),
                media::IdKind::File => self.site.push_file_url(&id, &mut path),
            }
            if i > 0 {
                self.made("\n", node, Aspect::Between)?;
            }
            self.made(OPENS, node, Aspect::Opens)?;
            self.made(&path, node, Aspect::Target)?;
            self.image_attributes(&attributes, node)?;
        }
        Ok(())
    }

    /// What follows the source of an image.
    fn image_attributes(&mut self, attributes: &ImageAttributes, node: &Node) -> fmt::Result {
        self.made("\" alt=\"", node, Aspect::Between)?;
        self.value_or("image", attributes.alt, node)?;
        let others = [
            ("\" width=\"", attributes.width),
            ("\" height=\"", attributes.height),
            ("\" style=\"max-width: ", attributes.max),
        ];
        for (label, value) in others {
            if let Some(value) = value {
                self.made(label, node, Aspect::Between)?;
                self.copied(value, node, Aspect::Value)?;
            }
        }
        let unit = if attributes.max.is_some() { "px;" } else { "" };
        self.made(unit, node, Aspect::Between)?;
        self.made("\">", node, Aspect::Closes)
    }

    /// `{ATTACH(…)}`: a link to the file, or the text alone.
    pub(super) fn attachment(&mut self, node: &Node) -> fmt::Result {
        let Some(id) = media::attachment_id(self.tree, node) else {
            return self.children(node);
        };
        let path = self.site.attachment_url(&id);
        self.made(
            "<i class=\"fas fa-file-pdf\" style=\"margin-right: 0.3em;\"></i><a href=\"",
            node,
            Aspect::Opens,
        )?;
        self.made(&path, node, Aspect::Target)?;
        self.made("\">", node, Aspect::Between)?;
        self.children(node)?;
        self.made("</a>", node, Aspect::Closes)
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
