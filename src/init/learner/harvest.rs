//! Takes from pages where files lie, and which names are written as categories.

use super::super::guess::Place;
use super::super::observe::Places;
use super::super::paths::{Files, targets};
use super::CategoryVotes;
use crate::config::exporter::{Form, Placeholder, Template};
use crate::generator::Generator;
use crate::render::Aspect;
use crate::render::media::{self, IdKind};
use crate::render::record::Recorded;
use crate::text::span::How;
use crate::wiki::Tree;
use crate::wiki::tree::{Kind, Node, NodeId};

/// The placeholder of where a file lies.
fn target(form: Form) -> Placeholder {
    match form {
        Form::Image => Placeholder::Src,
        _ => Placeholder::Path,
    }
}

/// Takes what pages show as the places of files for where they lie: no setting is known that says it.
pub fn fill_targets(form: Form, places: &mut [Place], current: &Template) {
    for place in places {
        if place.file.is_none() {
            continue;
        }
        if let Some(path) = shown_target(form, place, current)
            .or_else(|| targets(&place.written).first().copied().map(str::to_owned))
        {
            place.set(target(form), &path);
        }
    }
}

/// The place of a file that makes `place` what `template` writes.
fn shown_target(form: Form, place: &Place, template: &Template) -> Option<String> {
    targets(&place.written)
        .into_iter()
        .find(|path| {
            let mut filled = (*place).clone();
            filled.set(target(form), path);
            filled.fits(template)
        })
        .map(str::to_owned)
}

/// Takes where files lie from a page that differs in nothing else.
pub fn add_paths(tree: &Tree, generated: &Recorded, copy: &str, files: &mut Files) {
    for (kind, id, path) in only_paths_differ(tree, generated, copy).unwrap_or_default() {
        files.add(kind, &id, path);
    }
}

/// Takes from places where files lie, and which names are written as categories.
pub fn harvest(
    generator: Generator<'_>,
    places: &Places,
    files: &mut Files,
    names: &mut CategoryVotes,
) {
    let forms = &generator.exporter.writes.forms;
    for form in [Form::Attachment, Form::Image] {
        for place in places.get(&form).into_iter().flatten() {
            let Some((kind, id)) = &place.file else {
                continue;
            };
            if let Some(path) = shown_target(form, place, &forms[form]) {
                files.add(*kind, id, &path);
            }
        }
    }
    if generator.categories.is_empty() {
        return;
    }
    // Links by number tell of names that no other link has.
    for (form, weight) in [
        (Form::MissingPage, 1000),
        (Form::CategoryLink, 1000),
        (Form::MissingPageId, 1),
    ] {
        for place in places.get(&form).into_iter().flatten() {
            let Some(page) = place.value(Placeholder::Page) else {
                continue;
            };
            let is_category = place.fits(&forms[Form::CategoryLink]);
            let is_other = form == Form::MissingPage && place.fits(&forms[form]);
            if is_category == is_other || weight == 1 && !is_category {
                continue;
            }
            let votes = names.entry(page.trim().to_owned()).or_default();
            if is_category {
                votes.0 += weight;
            } else {
                votes.1 += weight;
            }
        }
    }
}

/// Where a page shows that its files lie, where that is all in which it differs from what is generated: each number
/// with the list it is in and its path.
///
/// ```text
/// generated   see <img src="/files/7"> and [x](/files/8)
/// copy        see <img src="/a.jpg"> and [x](/b.pdf)       7: /a.jpg, 8: /b.pdf
/// ```
fn only_paths_differ<'c>(
    tree: &Tree,
    generated: &Recorded,
    copy: &'c str,
) -> Option<Vec<(IdKind, String, &'c str)>> {
    let text = &*generated.text;
    let nodes: Vec<&Node> = tree.nodes().collect();
    let mut found: Vec<(IdKind, String, &str)> = Vec::new();
    let mut open: Option<(IdKind, String)> = None;
    let (mut at, mut rest) = (0, copy);
    let mut last: Option<(NodeId, usize)> = None;
    for (place, origin) in generated.pieces(0..text.len()) {
        let is_path = origin.aspect == Aspect::Target
            && origin.how == How::Made
            && matches!(origin.kind, Some(Kind::Img | Kind::ImgBlock | Kind::Attach));
        let Some(id) = origin.node.filter(|_| is_path) else {
            continue;
        };
        let number = match last {
            Some((node, number)) if node == id => number + 1,
            _ => 0,
        };
        last = Some((id, number));
        let Some((kind, file)) = files(tree, nodes[id.index()]).into_iter().nth(number) else {
            continue;
        };
        rest = behind(rest, &text[at..place.start], open.take(), &mut found)?;
        open = Some((kind, file));
        at = place.end;
    }
    let (kind, id) = open?;
    let path = rest.strip_suffix(&text[at..])?;
    found.push((kind, id, path));
    let is_path = |path: &str| !path.is_empty() && !path.contains('\n');
    found
        .iter()
        .all(|(.., path)| is_path(path))
        .then_some(found)
}

/// What is behind `text` in `rest`; what is in front of it there is the path of `file`.
fn behind<'c>(
    rest: &'c str,
    text: &str,
    file: Option<(IdKind, String)>,
    found: &mut Vec<(IdKind, String, &'c str)>,
) -> Option<&'c str> {
    let Some((kind, id)) = file else {
        return rest.strip_prefix(text);
    };
    let (path, behind) = rest.split_once(text)?;
    found.push((kind, id, path));
    Some(behind)
}

/// The numbers of all files that an image or attachment shows, and the list they are in.
fn files(tree: &Tree, node: &Node) -> Vec<(IdKind, String)> {
    match node.kind {
        Kind::Attach => media::attachment_id(tree, node)
            .map(|id| (IdKind::Attachment, id))
            .into_iter()
            .collect(),
        _ => media::image_ids(tree, node).map_or_else(Vec::new, |(kind, ids)| {
            let ids = ids.split(',').filter_map(media::usable_id);
            ids.map(|id| (kind, id)).collect()
        }),
    }
}
