//! Typed Markdown within a line, read as wiki text: bold, `<sup>`, citations, colours, images, links.

use super::style::{LinksTo, Marks};
use super::typed::Typed;
use super::writer::KEPT;
use crate::page::escape::escape;
use crate::site::slug::page_slug;

impl Typed<'_> {
    /// Reads text within a line.
    pub fn inline(&mut self, text: &str) {
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            if let Some(behind) = self.construct(rest) {
                rest = behind;
                continue;
            }
            let (one, behind) = rest.split_at(c.len_utf8());
            if c == KEPT {
                let kept = self.kept.get(self.next).copied().unwrap_or_default();
                self.out.push_str(kept);
                self.next += 1;
            } else {
                self.out.push_str(&escape(one));
            }
            rest = behind;
        }
    }

    /// Writes the construct that `text` begins with; what is behind it.
    fn construct<'t>(&mut self, text: &'t str) -> Option<&'t str> {
        // Most characters begin nothing.
        if text.starts_with(|c: char| c.is_alphanumeric() || c == KEPT) {
            return None;
        }
        let forms = self.writer.forms;
        for (source, mark) in &forms.marks {
            if let Some(behind) = text.strip_prefix(&**mark).filter(|_| !mark.contains('\n')) {
                self.out.push_str(source);
                return Some(behind);
            }
        }
        for around in &forms.inline {
            let (opens, closes) = match self.wiki.marks {
                Marks::AsWritten => (&*around.opens, &*around.closes),
                Marks::AnySpelling if around.source_opens == "__" && text.starts_with("__") => {
                    ("__", "__")
                }
                Marks::Bare | Marks::AnySpelling => (around.opens.trim(), around.closes.trim()),
            };
            let Some(behind) = text.strip_prefix(opens).filter(|_| !opens.is_empty()) else {
                continue;
            };
            let Some((inner, behind)) = between(behind, closes) else {
                continue;
            };
            let is_citation = around.source_opens == " [[";
            if inner.contains('\n')
                || (is_citation
                    && !inner
                        .chars()
                        .all(|c| c.is_ascii_digit() || " ,*".contains(c)))
            {
                continue;
            }
            self.out.push_str(around.source_opens.trim_start());
            self.inline(inner);
            self.out.push_str(around.source_closes);
            return Some(behind);
        }
        if let Some(behind) = text.strip_prefix("<br>") {
            self.out.push_str("%%%");
            return Some(behind);
        }
        self.image(text)
            .or_else(|| self.markdown_image(text))
            .or_else(|| self.color(text))
            .or_else(|| self.link(text))
    }

    fn image<'t>(&mut self, text: &'t str) -> Option<&'t str> {
        let (inside, behind) = between(text.strip_prefix("<img ")?, ">")?;
        let src = attribute(inside, "src")?;
        let mut image = format!("{{img src=\"{src}\"");
        for name in ["alt", "width", "height"] {
            let value = attribute(inside, name);
            if let Some(value) = value.filter(|value| name != "alt" || *value != "image") {
                image.extend([" ", name, "=\"", value, "\""]);
            }
        }
        image.push('}');
        if image.contains(KEPT) {
            return None;
        }
        self.out.push_str(&escape(&image));
        Some(behind)
    }

    /// `![text](address)`, which no exporter writes.
    fn markdown_image<'t>(&mut self, text: &'t str) -> Option<&'t str> {
        let inside = text.strip_prefix("![")?;
        if self.wiki.marks != Marks::AnySpelling {
            return None;
        }
        let (alt, src, behind) = label_and_address(inside)?;
        if [alt, src].concat().contains([KEPT, '"', '}']) {
            return None;
        }
        let image = format!("{{img src=\"{src}\" alt=\"{alt}\"}}");
        self.out.push_str(&escape(&image));
        Some(behind)
    }

    fn color<'t>(&mut self, text: &'t str) -> Option<&'t str> {
        let inside = text.strip_prefix("<span style=\"color:")?;
        let (color, inside) = between(inside, ";\">")?;
        let (inner, behind) = between(inside, "</span>")?;
        if color.contains([';', ':', KEPT, '\n']) || inner.contains('\n') {
            return None;
        }
        self.out.extend(["~~", &escape(color), ":"]);
        self.inline(inner);
        self.out.push_str("~~");
        Some(behind)
    }

    fn link<'t>(&mut self, text: &'t str) -> Option<&'t str> {
        let (label, url, behind) = label_and_address(text.strip_prefix('[')?)?;
        if label.is_empty() || url.contains(KEPT) {
            return None;
        }
        let site = self.writer.site;
        if self.wiki.links == LinksTo::Pages {
            let name = url.trim_end_matches('/').rsplit('/').next().unwrap_or(url);
            let name = name.split('.').next().unwrap_or(name);
            let mut tag = String::new();
            let is_tag = site.push_tag_url(label, &mut tag) && tag == url;
            let is_page = site.page_url(name).is_some_and(|page| page == url);
            if is_page && page_slug(label) != name {
                self.out.extend(["((", &escape(name), "|"]);
                self.inline(label);
                self.out.push_str("))");
                return Some(behind);
            }
            if is_page || is_tag {
                self.out.push_str("((");
                self.inline(label);
                self.out.push_str("))");
                return Some(behind);
            }
        }
        let doi = url.strip_prefix("https://doi.org/");
        if let Some(doi) = doi.filter(|doi| label.strip_prefix("doi: ") == Some(doi)) {
            self.out.extend(["doi: ", &escape(doi)]);
            return Some(behind);
        }
        let own = url
            .strip_prefix(&*site.tiki)
            .filter(|own| own.starts_with("tiki-index") && !site.tiki.is_empty());
        let url = own.unwrap_or(url);
        if label == url {
            self.out.extend(["[", &escape(url), "]"]);
        } else {
            self.out.extend(["[", &escape(url), "|"]);
            self.inline(label);
            self.out.push(']');
        }
        Some(behind)
    }
}

/// `a](/b) c` in its parts `a`, `/b` and ` c`. No bracket or line end is in the first, no blank in the second.
fn label_and_address(text: &str) -> Option<(&str, &str, &str)> {
    let (label, rest) = text.split_at(text.find(['[', ']', '\n'])?);
    let rest = rest.strip_prefix("](")?;
    let (address, rest) = rest.split_at(rest.find([')', '\n', ' '])?);
    let behind = rest.strip_prefix(')')?;
    (!address.is_empty()).then_some((label, address, behind))
}

/// Most bytes between two marks.
const LONGEST: usize = 2_000;

/// What stands in front of `closes`, and what is behind it; `None` where nothing does, or where it is far.
fn between<'t>(text: &'t str, closes: &str) -> Option<(&'t str, &'t str)> {
    let near = text.len().min(LONGEST);
    let near = (near..text.len())
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(text.len());
    let end = text[..near]
        .find(closes)
        .filter(|&end| end > 0 && !closes.is_empty())?;
    Some((&text[..end], &text[end + closes.len()..]))
}

/// The value of an attribute of an HTML tag.
pub fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let opens = format!("{name}=\"");
    let at = tag
        .match_indices(&*opens)
        .map(|(at, _)| at)
        .find(|&at| at == 0 || tag[..at].ends_with(' '))?;
    let value = &tag[at + opens.len()..];
    Some(&value[..value.find('"')?])
}
