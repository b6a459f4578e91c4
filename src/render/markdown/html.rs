//! What Markdown has no markup for and is written as HTML: colours, boxes, images and attachments.

use std::fmt;

use super::{Markdown, Place};
use crate::render::{Sink, media};
use crate::wiki::tree::{Detail, Kind, Node, Span};

impl<S: Sink> Markdown<'_, '_, S> {
    /// `~~color:text~~` or `~~color,background:text~~`; an asterisk in plain text would begin Markdown markup.
    pub(super) fn color(&mut self, node: &Node) -> fmt::Result {
        let Detail::Arguments(arguments) = node.detail else {
            return Ok(());
        };
        let spec = self.tree.slice(arguments.raw);
        let comma = spec.find(',').unwrap_or(spec.len());
        let comma = arguments.raw.start + comma as u32;
        self.out.made("<span style=\"color:", node.full)?;
        self.copied(Span::new(arguments.raw.start, comma))?;
        self.out.made(";", node.full)?;
        if comma < arguments.raw.end {
            self.out.made("background-color:", node.full)?;
            self.copied(Span::new(comma + 1, arguments.raw.end))?;
            self.out.made(";", node.full)?;
        }
        self.out.made("\">", node.full)?;
        let tree = self.tree;
        let place = if tree.children(node).all(|child| child.kind == Kind::Text) {
            Place::ColoredText
        } else {
            Place::Text
        };
        tree.children(node)
            .try_for_each(|child| self.node(child, place))?;
        self.out.made("</span>", node.full)
    }

    /// `{BOX(…)}`, styled by its arguments.
    pub(super) fn boxed(&mut self, node: &Node) -> fmt::Result {
        let attribute = |key| {
            self.tree
                .argument(node, key)
                .map(|span| self.tree.slice(span))
        };
        let unquoted = |key| attribute(key).map(|value| value.trim_matches(['"', '\'']));
        let mut open = String::from("<div ");
        if let Some(class) = attribute("class") {
            open.push_str(&format!("class=\"{class}\" "));
        }
        let background = attribute("bg").unwrap_or("#f5f5f5");
        let background = background.strip_prefix('>').unwrap_or(background);
        let padding = unquoted("padding").unwrap_or("15px");
        let margin = unquoted("margin").unwrap_or("10px 0");
        open.push_str(&format!(
            "style=\"background-color:{background};padding:{padding};margin:{margin};border-radius:5px"
        ));
        if let Some(width) = unquoted("width") {
            open.push_str(&format!(";width:{width}"));
        }
        if let Some(height) = unquoted("height") {
            open.push_str(&format!(";height:{height}"));
        }
        open.push_str("\">");
        self.out.made(&open, node.full)?;
        self.children(node)?;
        self.out.made("</div>", node.full)
    }

    /// `{img …}` and `{IMG(…)}`: one image for each id.
    pub(super) fn image(&mut self, node: &Node) -> fmt::Result {
        let tree = self.tree;
        let argument = |key| tree.argument(node, key).map(|span| tree.slice(span));
        let alt = argument("alt").unwrap_or("image");
        let mut attributes = format!("\" alt=\"{alt}\"");
        for key in ["width", "height"] {
            if let Some(value) = argument(key).filter(|value| !value.is_empty()) {
                attributes.push_str(&format!(" {key}=\"{value}\""));
            }
        }
        if node.kind == Kind::ImgBlock
            && let Some(max) = argument("max")
        {
            attributes.push_str(&format!(" style=\"max-width: {max}px;\""));
        }
        attributes.push('>');
        if let Some(src) = tree.argument(node, "src") {
            self.out.made("<img src=\"", node.full)?;
            self.copied(src)?;
            return self.out.made(&attributes, node.full);
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
            let open = if i == 0 {
                "<img src=\""
            } else {
                "\n<img src=\""
            };
            self.out.made(open, node.full)?;
            self.out.made(&path, node.full)?;
            self.out.made(&attributes, node.full)?;
        }
        Ok(())
    }

    /// `{ATTACH(…)}`: a link to the file, or the text alone.
    pub(super) fn attachment(&mut self, node: &Node) -> fmt::Result {
        let Some(id) = media::attachment_id(self.tree, node) else {
            return self.children(node);
        };
        let path = self.site.attachment_url(&id);
        self.out.made(
            "<i class=\"fas fa-file-pdf\" style=\"margin-right: 0.3em;\"></i><a href=\"",
            node.full,
        )?;
        self.out.made(&path, node.full)?;
        self.out.made("\">", node.full)?;
        self.children(node)?;
        self.out.made("</a>", node.full)
    }
}
