//! A comparison for people: what is lost, what changed and why, which wiki texts were edited; one screen.

use std::io;

use super::{Comparison, counted};
use crate::compare::LossKind;
use crate::text::sanitize::{visible_line, visible_path};

/// How many losses of a kind are named.
const LOSSES: usize = 5;

/// How many causes are listed.
const CAUSES: usize = 20;

/// How many edits are named.
const EDITS: usize = 10;

pub(super) fn write(told: &Comparison<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(
        out,
        "{} → {}",
        visible_line(told.from),
        visible_line(told.to)
    )?;
    let limit = |most: usize| {
        if told.cause.is_some() {
            usize::MAX
        } else {
            most
        }
    };
    if told.cause.is_none() {
        losses(told, out)?;
    }
    let causes = told.causes();
    if !causes.is_empty() {
        writeln!(out, "\nCauses")?;
    }
    for count in causes.iter().take(limit(CAUSES)) {
        writeln!(
            out,
            "  {}  {}  [{}]",
            counted(count.pages, "page"),
            visible_line(&count.cause.words),
            count.cause.id
        )?;
        let example = &count.example;
        if let Some(first) = count.first.first() {
            let path = visible_path(&told.page(*first));
            writeln!(out, "      such as {path}:{}", example.line)?;
        }
        for (mark, text) in [("-", &example.before), ("+", &example.after)] {
            if let Some(line) = text.lines().find(|line| !line.trim().is_empty()) {
                writeln!(out, "        {mark} {}", visible_line(line))?;
            }
        }
        let named = told.named(count);
        // The example names one already.
        if named.len() > 1 || told.cause.is_some() {
            for path in &named {
                writeln!(out, "      {}", visible_path(path))?;
            }
        }
    }
    if causes.len() > limit(CAUSES) {
        let more = causes.len() - CAUSES;
        writeln!(out, "  … and {} more", counted(more, "cause"))?;
    }
    if told.cause.is_some() {
        if causes.is_empty() {
            writeln!(out, "\nNo change has this cause.")?;
        }
        return Ok(());
    }
    edits(told, out)?;
    renamed(told, out)?;
    not_compared(told, out)?;
    commands(told, out)?;
    writeln!(out, "\n{}", census(told))
}

fn losses(told: &Comparison<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    if told.losses() > 0 {
        writeln!(out, "\nLosses")?;
    }
    for kind in LossKind::ALL {
        let Some(&count) = told.totals.losses.get(&kind) else {
            continue;
        };
        writeln!(out, "  {}: {count}", kind.words())?;
        let kept = told.totals.kept.get(&kind);
        for ((place, line, _), what) in kept.into_iter().flatten().take(LOSSES) {
            let path = visible_path(&told.page_of(kind, *place));
            let what = visible_line(what);
            match (*line, what.is_empty()) {
                (_, true) => writeln!(out, "      {path}")?,
                (1, false) => writeln!(out, "      {path}: {what}")?,
                (line, false) => writeln!(out, "      {path}:{line}: {what}")?,
            }
        }
        if count > LOSSES {
            writeln!(out, "      … and {} more", count - LOSSES)?;
        }
    }
    Ok(())
}

fn edits(told: &Comparison<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let count = told.counts().source;
    if count > 0 {
        writeln!(out, "\nWiki text edited: {}", counted(count, "page"))?;
    }
    for path in told.edits().take(EDITS) {
        writeln!(out, "      {}", visible_path(&path))?;
    }
    if count > EDITS {
        writeln!(out, "      … and {} more", count - EDITS)?;
    }
    Ok(())
}

fn renamed(told: &Comparison<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let count = told.counts().renamed;
    if count > 0 {
        writeln!(out, "\nRenamed: {}", counted(count, "page"))?;
    }
    for (from, to) in told.renamed().take(EDITS) {
        writeln!(out, "      {} → {}", visible_path(&from), visible_path(&to))?;
    }
    if count > EDITS {
        writeln!(out, "      … and {} more", count - EDITS)?;
    }
    Ok(())
}

fn not_compared(told: &Comparison<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let count = told.totals.not_compared.len();
    if count > 0 {
        writeln!(out, "\nNot compared: {}", counted(count, "page"))?;
    }
    for (path, why) in told.not_compared().take(EDITS) {
        writeln!(out, "      {}: {why}", visible_path(&path))?;
    }
    if count > EDITS {
        writeln!(out, "      … and {} more", count - EDITS)?;
    }
    Ok(())
}

/// What shows more.
fn commands(told: &Comparison<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let Some(cause) = told.causes().first().map(|count| &count.cause.id) else {
        return Ok(());
    };
    writeln!(out, "\nThe pages of a cause:")?;
    writeln!(out, "  {} --cause {cause}", told.again)
}

/// The last line: how many pages came to what.
pub fn census(told: &Comparison<'_>) -> String {
    let counts = told.counts();
    let mut census = format!(
        "{}: {} unchanged",
        counted(counts.after, "page"),
        counts.unchanged
    );
    for (count, what) in [
        (counts.changed, "changed"),
        (counts.came, "new"),
        (counts.gone, "gone"),
        (counts.renamed, "renamed"),
        (told.totals.not_compared.len(), "not compared"),
    ] {
        if count > 0 {
            census.push_str(&format!(", {count} {what}"));
        }
    }
    if told.losses() > 0 {
        let losses = told.losses();
        let es = if losses == 1 { "loss" } else { "losses" };
        census.push_str(&format!("; {losses} {es}"));
    }
    census
}
