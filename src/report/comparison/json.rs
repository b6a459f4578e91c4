//! A comparison as one JSON object, version 1.

use std::io;

use serde_json::{Value, json};

use super::Comparison;
use crate::compare::LossKind;
use crate::report::path_text;

pub(super) fn write(told: &Comparison<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let counts = told.counts();
    let head = [
        ("version", json!(1)),
        (
            "tool",
            json!({"name": "tikicheck", "version": env!("CARGO_PKG_VERSION")}),
        ),
        ("from", json!(told.from)),
        ("to", json!(told.to)),
        (
            "summary",
            json!({
                "pages_before": counts.before,
                "pages_after": counts.after,
                "unchanged": counts.unchanged,
                "changed": counts.changed,
                "came": counts.came,
                "gone": counts.gone,
                "renamed": counts.renamed,
                "source_changed": counts.source,
                "front_matter_changed": counts.front_matter,
                "body_changed": counts.body,
                "losses": told.losses(),
            }),
        ),
    ];
    write!(out, "{{")?;
    for (key, value) in head {
        write!(out, "\n  \"{key}\": {value},")?;
    }
    list(out, "losses", losses(told))?;
    write!(out, ",")?;
    list(out, "causes", causes(told))?;
    write!(out, ",")?;
    let path = |path: &std::path::Path| path_text(path);
    let edits = told.edits().map(|page| json!(path(&page)));
    list(out, "source_edits", edits)?;
    write!(out, ",")?;
    let renamed = told
        .renamed()
        .map(|(from, to)| json!({"from": path(&from), "to": path(&to)}));
    list(out, "renamed", renamed)?;
    write!(out, ",")?;
    let came = told.pairs.came.iter();
    list(
        out,
        "came",
        came.map(|place| json!(path(&told.page(*place)))),
    )?;
    write!(out, ",")?;
    let not_compared = told
        .not_compared()
        .map(|(page, why)| json!({"path": path(&page), "why": why}));
    list(out, "not_compared", not_compared)?;
    write!(out, ",")?;
    list(out, "pages", pages(told))?;
    writeln!(out, "\n}}")
}

/// Writes a list, an entry a line.
fn list(
    out: &mut dyn io::Write,
    key: &str,
    entries: impl Iterator<Item = Value>,
) -> io::Result<()> {
    write!(out, "\n  \"{key}\": [")?;
    let mut any = false;
    for entry in entries {
        write!(out, "{}\n    {entry}", if any { "," } else { "" })?;
        any = true;
    }
    write!(out, "{}]", if any { "\n  " } else { "" })
}

fn losses<'c>(told: &'c Comparison<'_>) -> impl Iterator<Item = Value> + 'c {
    LossKind::ALL.into_iter().filter_map(move |kind| {
        let count = told.totals.losses.get(&kind)?;
        let kept = told.totals.kept.get(&kind).into_iter().flatten();
        let list: Vec<Value> = kept
            .map(|((place, line, _), what)| {
                json!({
                    "path": path_text(&told.page_of(kind, *place)),
                    "line": line,
                    "what": what,
                })
            })
            .collect();
        Some(json!({"kind": kind.id(), "count": count, "first": list}))
    })
}

fn causes<'c>(told: &'c Comparison<'_>) -> impl Iterator<Item = Value> + 'c {
    told.causes().into_iter().map(move |count| {
        let named = told.named(count);
        let example = &count.example;
        json!({
            "id": count.cause.id,
            "words": count.cause.words,
            "pages": count.pages,
            "differences": count.differences,
            "example": {
                "path": count.first.first().map(|place| path_text(&told.page(*place))),
                "line": example.line,
                "before": example.before,
                "after": example.after,
            },
            "named": named.iter().map(|page| path_text(page)).collect::<Vec<_>>(),
        })
    })
}

fn pages<'c>(told: &'c Comparison<'_>) -> impl Iterator<Item = Value> + 'c {
    told.totals.pages.iter().map(move |(place, brief)| {
        let causes: Vec<String> = brief.causes.iter().map(|id| format!("{id:08x}")).collect();
        json!({
            "path": path_text(&told.page(*place)),
            "source": brief.source,
            "front_matter": brief.front_matter,
            "body": brief.body,
            "causes": causes,
            "losses": brief.losses,
        })
    })
}
