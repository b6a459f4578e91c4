//! Where links lead: pages, files, anchors, other wikis (specification, “Link targets”).

use super::headings::anchor_name;
use super::inline::{Piece, Pieces};
use super::loss::Cause;
use super::runs::attribute;
use super::{Purpose, Writer};
use crate::config::Resolver;
use crate::text::percent;
use crate::wiki::tree::{Detail, Kind, Node};

impl<'t> Writer<'t> {
    /// `[url]` and `[url|text]`
    pub(super) fn external_link(&mut self, node: &'t Node, pieces: &mut Pieces) {
        let Detail::Url(url) = node.detail else {
            return;
        };
        let written = self.tree.slice(url).trim().to_owned();
        let place = node.full.start;
        let has_text = url != node.inner;
        if self.in_link > 0 {
            if has_text {
                let children = self.children(node);
                self.flat(&children, pieces);
            } else {
                pieces.text(&written, url.start);
            }
            return;
        }
        let target = match written.strip_prefix('#') {
            Some(anchor) => format!("#{}", self.anchor(anchor)),
            None => {
                let known = self.known_address(&written);
                known.unwrap_or_else(|| self.filled(&written).into_owned())
            }
        };
        let bare = self.alone(&written, &target);
        if !has_text {
            pieces.raw(bare, place);
            return;
        }
        let children = self.children(node);
        let start = pieces.list.len();
        let link = pieces.open_link(place);
        self.in_link += 1;
        self.flat(&children, pieces);
        self.in_link -= 1;
        let text: String = pieces.list[start + 1..]
            .iter()
            .map(|piece| match piece {
                Piece::Text(c, _) | Piece::Coded(c, _) => c.to_string(),
                Piece::Url(url, _) => url.clone(),
                Piece::Blank(_) => " ".to_owned(),
                _ => "\0".to_owned(),
            })
            .collect();
        if text.trim() == written && has_scheme(&written) {
            pieces.list.truncate(start);
            pieces.raw(bare, place);
            return;
        }
        let behind = format!("]({})", destination(&target));
        pieces
            .list
            .push(Piece::LinkClose(link, behind, bare, node.full.end));
    }

    /// `((Page))` and `((Page|text))`
    pub(super) fn page_link(&mut self, node: &'t Node, pieces: &mut Pieces) {
        let Detail::Page(head) = node.detail else {
            return;
        };
        let written = self.filled(self.tree.slice(head));
        let (name, rest) = match written.split_once('|') {
            Some((name, rest)) => (name.trim(), Some(rest.trim())),
            None => (written.trim(), None),
        };
        let anchor = rest.and_then(|rest| rest.strip_prefix('#'));
        let place = node.full.start;
        if node.kind == Kind::LocalLink && rest == Some("file") {
            let target = self.file_address(name, "", node);
            self.made_link(pieces, &format!("file {name}"), &target, place);
            return;
        }
        let (shown, target) = self.page_target(name, anchor);
        self.note_missing_page(name, node);
        if self.in_link == 0 && node.kind == Kind::LocalLink && name.contains("://") {
            pieces.raw(self.alone(&shown, &target), place);
            return;
        }
        if self.in_link > 0 {
            if node.kind == Kind::LocalLink {
                pieces.made(&shown);
            } else {
                let children = self.children(node);
                self.flat(&children, pieces);
            }
            return;
        }
        let link = pieces.open_link(place);
        if node.kind == Kind::LocalLink {
            let from = written.find(shown.as_str()).filter(|_| !shown.is_empty());
            match from {
                Some(at) => pieces.text(&shown, head.start + at as u32),
                None => pieces.made(&shown),
            }
        } else {
            self.in_link += 1;
            let children = self.children(node);
            self.flat(&children, pieces);
            self.in_link -= 1;
        }
        let behind = format!("]({})", destination(&target));
        let empty = format!("[{shown}{behind}");
        pieces
            .list
            .push(Piece::LinkClose(link, behind, empty, node.full.end));
    }

    /// The text and the target of a link to a page.
    pub(super) fn page_target(&self, name: &str, anchor: Option<&str>) -> (String, String) {
        if name.contains("://") {
            return (name.to_owned(), name.to_owned());
        }
        if let Some(other) = self.other_wiki(name) {
            return other;
        }
        let mut fragment = String::new();
        if let Some(anchor) = anchor.filter(|anchor| !anchor.trim().is_empty()) {
            fragment.push('#');
            fragment.push_str(&anchor.trim().to_lowercase().replace(['_', ' '], "-"));
        }
        (name.to_owned(), self.page_address(name, &fragment))
    }

    /// Notes a link to a page that neither the settings nor the site have.
    fn note_missing_page(&mut self, name: &str, node: &Node) {
        let pages = &self.settings.pages;
        let is_page = !name.contains("://") && self.other_wiki(name).is_none();
        if self.purpose == Purpose::Markdown || !is_page || pages.has(name) {
            return;
        }
        let stem = page_stem(name);
        // A site without pages has others elsewhere, unless the list says which there are.
        let is_missing = |stem: &str| {
            let has_file = self.site.has_page_file(stem);
            has_file.map_or(pages.is_complete(), |has_file| !has_file)
        };
        if is_missing(&stem) && is_missing(&stem.to_lowercase()) {
            self.lose(Cause::MissingPage, node, name);
        }
    }

    /// The page in another wiki that a name with a known prefix names, and its address.
    fn other_wiki(&self, name: &str) -> Option<(String, String)> {
        let (prefix, page) = name
            .split_once(':')
            .filter(|(_, page)| !page.contains(':'))?;
        let is_known = |(known, _): &&(String, String)| known.eq_ignore_ascii_case(prefix.trim());
        let (_, pattern) = self.settings.interwiki.iter().find(is_known)?;
        let page = page.trim();
        let address = pattern.replace("$page", &url_encoded(page));
        Some((page.to_owned(), address))
    }

    /// Where the file with this number of the wiki lies.
    pub(super) fn file_address(&mut self, id: &str, query: &str, node: &Node) -> String {
        if self.site.has_file(id) {
            let mut address = String::new();
            self.site.push_file_url(id, &mut address);
            return address;
        }
        self.lose(Cause::FileNumber, node, id);
        format!("tiki-download_file.php?fileId={id}{query}")
    }

    /// Where the attachment with this number of the wiki lies.
    pub(super) fn attachment_address(&mut self, id: &str, node: &Node) -> String {
        if self.site.has_attachment(id) {
            return self.site.attachment_url(id);
        }
        self.lose(Cause::FileNumber, node, id);
        format!("tiki-download_wiki_attachment.php?attId={id}")
    }

    /// Where a page is, as the settings write it.
    fn page_address(&self, name: &str, fragment: &str) -> String {
        let stem = || page_stem(name);
        let path = match (self.known_page(name), self.settings.resolver) {
            (Some(path), Resolver::HugoRelref) => {
                return format!("{{{{< relref \"{path}{fragment}\" >}}}}");
            }
            (Some(path), _) => path.to_owned(),
            (None, Resolver::File) => format!("{}.md", stem()),
            (None, Resolver::HugoRelref) => {
                return format!("{{{{< relref \"{}.md{fragment}\" >}}}}", stem());
            }
            (None, Resolver::HugoPath) => format!("/{}/", stem().to_lowercase()),
            (None, Resolver::GithubWiki) => stem(),
            (None, Resolver::Verbatim) => name.trim().to_owned(),
        };
        path + fragment
    }

    /// Where the settings say that a page is, by its name, its number or another name.
    fn known_page(&self, name: &str) -> Option<&str> {
        self.settings.pages.path(name)
    }

    /// Where a page of the list is that an address of the wiki names: `tiki-index.php?page=Name`,
    /// `tiki-index.php?page_id=7`. An address with a host may be that of another wiki.
    fn known_address(&self, url: &str) -> Option<String> {
        let (address, anchor) = match url.split_once('#') {
            Some((address, anchor)) => (address, Some(anchor)),
            None => (url, None),
        };
        let (path, query) = address.split_once("tiki-index.php?")?;
        if path.contains("://") || path.starts_with("//") {
            return None;
        }
        let name = query.split('&').find_map(|pair| {
            let pair = pair.strip_prefix("amp;").unwrap_or(pair);
            pair.strip_prefix("page=")
                .or_else(|| pair.strip_prefix("page_id="))
        })?;
        let name = percent::decoded(&name.replace('+', " "));
        let spaced = name.replace('_', " ");
        let mut known = [name, spaced].into_iter();
        let name = known.find(|name| self.settings.pages.has(name))?;
        Some(self.page_target(&name, anchor).1)
    }

    /// The anchor on this page for an id of the wiki.
    fn anchor(&self, id: &str) -> String {
        if let Some(slug) = self.headings.slug_of(id) {
            return slug.to_owned();
        }
        let name = anchor_name(id);
        if self.headings.anchors.contains(&name) {
            return name;
        }
        id.to_lowercase().replace('_', "-")
    }

    /// A link without a text of its own.
    pub(super) fn alone(&self, written: &str, target: &str) -> String {
        if self.in_html {
            return format!(
                "<a href=\"{}\">{}</a>",
                attribute(target),
                attribute(written)
            );
        }
        alone(written, target)
    }

    /// A link with a text that was made.
    pub(super) fn made_link(&self, pieces: &mut Pieces, text: &str, target: &str, place: u32) {
        if self.in_link > 0 {
            pieces.made(text);
            return;
        }
        let link = pieces.open_link(place);
        pieces.made(text);
        let behind = format!("]({})", destination(target));
        pieces
            .list
            .push(Piece::LinkClose(link, behind, String::new(), place));
    }
}

/// A link without a text.
fn alone(written: &str, target: &str) -> String {
    let has_scheme = has_scheme(written);
    if has_scheme && !written.contains(['<', '>']) && written == target {
        return format!("<{}>", written.replace(char::is_whitespace, "%20"));
    }
    let mut text = Pieces::default();
    text.made(written);
    let text: String = text
        .glyphs(super::escape::Context::Heading)
        .iter()
        .map(|glyph| glyph.c)
        .collect();
    format!("[{text}]({})", destination(target))
}

/// Whether a text begins as an address in angle brackets may: `mailto:`, `https:`.
fn has_scheme(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'.' | b'-');
    (2..=32).contains(&scheme.len())
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(is_part)
        && !rest.is_empty()
}

/// The name of the file of a page, without its ending.
fn page_stem(name: &str) -> String {
    let mut file = String::with_capacity(name.len() + 3);
    for c in name.trim().chars() {
        let is_parting = c.is_whitespace()
            || matches!(
                c,
                '/' | '\\' | ':' | '?' | '*' | '"' | '<' | '>' | '|' | '#' | '%' | '-'
            );
        if !is_parting {
            file.push(c);
        } else if !file.ends_with('-') {
            file.push('-');
        }
    }
    file.trim_matches('-').to_owned()
}

/// A target as it stands in parentheses: blanks as `%20`, in angle brackets where its parentheses do not match.
pub fn destination(target: &str) -> String {
    if target.starts_with("{{<") {
        return target.to_owned();
    }
    let target = target.replace([' ', '\t', '\n'], "%20");
    let target = without_escapes(target);
    let mut depth = 0_i32;
    let mut fits = true;
    for c in target.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        fits &= depth >= 0;
    }
    if fits && depth == 0 {
        target
    } else {
        format!("<{}>", target.replace('<', "%3C").replace('>', "%3E"))
    }
}

/// A target in which no backslash hides what is behind it: the `)` that ends it, above all.
fn without_escapes(target: String) -> String {
    let hides = |(at, _): (usize, &str)| {
        let next = target[at + 1..].chars().next();
        next.is_none_or(|next| next.is_ascii_punctuation())
    };
    if target.match_indices('\\').any(hides) {
        target.replace('\\', "%5C")
    } else {
        target
    }
}

fn url_encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
