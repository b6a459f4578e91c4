//! Films and other things that play.

use super::{Cause, Node, Pieces, Plugin, Writer};
use crate::config::Profile;

impl<'t> Writer<'t> {
    /// A film by its number, as a link or, for Hugo, a shortcode.
    pub(super) fn youtube(&mut self, node: &Node, pieces: &mut Pieces) {
        let place = node.full.start;
        let movie = self.word(node, "movie");
        if movie.is_empty() {
            self.lose_dynamic(Cause::DynamicPlugin, node);
            pieces.raw(self.comment(node), place);
            return;
        }
        let id = film(&movie).to_owned();
        self.lose_dynamic(Cause::Simplified, node);
        if self.settings.profile == Profile::Hugo && is_word(&id) {
            pieces.raw(format!("{{{{< youtube {id} >}}}}"), place);
            return;
        }
        let url = format!("https://www.youtube.com/watch?v={id}");
        self.made_link(pieces, &format!("YouTube: {id}"), &url, place);
    }

    /// A film or a page by its address, or by its number at Vimeo.
    pub(super) fn media(&mut self, node: &Node, pieces: &mut Pieces) {
        let place = node.full.start;
        let mut url = [
            "movie", "url", "src", "youtube", "vimeo", "mp4", "flv", "mp3",
        ]
        .into_iter()
        .map(|key| self.word(node, key))
        .find(|value| !value.is_empty())
        .unwrap_or_default();
        if is_word(&url) && url == self.word(node, "youtube") {
            url = format!("https://www.youtube.com/watch?v={url}");
        }
        let is_vimeo = self.plugin(node) == Plugin::Vimeo || url == self.word(node, "vimeo");
        if !url.is_empty() && is_vimeo && url.bytes().all(|byte| byte.is_ascii_digit()) {
            url = format!("https://vimeo.com/{url}");
        }
        self.lose_dynamic(Cause::Simplified, node);
        let id = url.rsplit('/').next().unwrap_or_default();
        if is_vimeo && self.settings.profile == Profile::Hugo && is_word(id) {
            pieces.raw(format!("{{{{< vimeo {id} >}}}}"), place);
        } else if url.is_empty() {
            pieces.raw(self.comment(node), place);
        } else {
            pieces.raw(self.alone(&url, &url), place);
        }
    }
}

/// The number of a film in its address: `https://www.youtube.com/watch?v=ID`, `https://youtu.be/ID`; or the text itself.
fn film(movie: &str) -> &str {
    let (path, query) = movie.split_once('?').unwrap_or((movie, ""));
    let query = query.split('#').next().unwrap_or_default();
    let named = query.split('&').find_map(|pair| {
        let pair = pair.strip_prefix("amp;").unwrap_or(pair);
        pair.strip_prefix("v=")
    });
    let last = || {
        path.split('&')
            .next()?
            .trim_end_matches('/')
            .rsplit('/')
            .next()
    };
    named.or_else(last).unwrap_or(movie)
}

/// Whether a text may be the number of a film.
fn is_word(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    !text.is_empty() && text.bytes().all(is_part)
}
