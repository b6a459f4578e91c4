//! How many pages were looked at and what became of them, in numbers and as one bar.

use maud::{Markup, html};

use super::{Summary, counted, width};

pub(super) fn census(summary: &Summary) -> Markup {
    let Summary {
        pages,
        in_sync,
        drifted,
        without_source,
        errors,
        warnings,
    } = *summary;
    let kinds = [
        ("sync", in_sync, "in sync"),
        ("drift", drifted, "drifted"),
        ("none", without_source, "without a source"),
    ];
    html! {
        section.census aria-labelledby="census" {
            h2 #census { strong { (pages) } @if pages == 1 { " page" } @else { " pages" } }
            (bar(pages, kinds))
            ul {
                @for (class, count, what) in kinds {
                    li class=(class) { strong { (count) } " " (what) }
                }
                li.findings { (counted(errors, "error")) ", " (counted(warnings, "warning")) }
            }
        }
    }
}

/// The pages from left to right; the numbers say the same.
fn bar(pages: usize, kinds: [(&str, usize, &str); 3]) -> Markup {
    let [sync, drift, none] = kinds.map(|(_, count, _)| width(count, pages));
    // What is seen although it is next to nothing takes its room from what there is most of.
    let sync = sync.min(100.0 - drift - none).max(0.0);
    let stretches = [(0.0, sync), (sync, drift), (sync + drift, none)];
    html! {
        svg aria-hidden="true" width="100%" height="10" {
            @for ((class, _, _), (start, width)) in kinds.into_iter().zip(stretches) {
                @if width > 0.0 {
                    rect class=(class) x=(format!("{start:.2}%")) width=(format!("{width:.2}%")) height="10" {}
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bars(summary: &Summary) -> Vec<(String, String)> {
        let text = census(summary).into_string();
        let rects = text.split("<rect ").skip(1).map(|rect| {
            let value = |name: &str| {
                let rest = rect.split_once(&format!("{name}=\"")).expect(name).1;
                rest.split('"').next().expect(name).to_owned()
            };
            (value("x"), value("width"))
        });
        rects.collect()
    }

    #[test]
    fn the_bar_is_full_and_shows_the_few() {
        let summary = |pages, in_sync, drifted, without_source| Summary {
            pages,
            in_sync,
            drifted,
            without_source,
            ..Summary::default()
        };
        let pairs = |list: &[(&str, &str)]| -> Vec<(String, String)> {
            list.iter()
                .map(|(x, width)| ((*x).to_owned(), (*width).to_owned()))
                .collect()
        };
        assert_eq!(bars(&summary(0, 0, 0, 0)), []);
        assert_eq!(
            bars(&summary(4, 2, 1, 1)),
            pairs(&[
                ("0.00%", "50.00%"),
                ("50.00%", "25.00%"),
                ("75.00%", "25.00%")
            ])
        );
        assert_eq!(
            bars(&summary(15_000, 14_999, 1, 0)),
            pairs(&[("0.00%", "99.50%"), ("99.50%", "0.50%")])
        );
        assert_eq!(bars(&summary(3, 0, 3, 0)), pairs(&[("0.00%", "100.00%")]));
    }
}
