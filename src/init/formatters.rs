//! What to add to the files by which formatters and editors know what to leave alone.
//!
//! They tidy the text that is generated, and the debug block: tables, blanks at the ends of lines, the last empty line.
//! Then every page looks edited by hand. Nothing is added to these files; the user is told what to add.

use crate::config::Pattern;

/// How a file names pages that are to be left alone.
type Lines = fn(&Pattern) -> Vec<String>;

/// The files, and what has to stand in each.
const FILES: [(&str, Lines); 3] = [
    (".prettierignore", ignored),
    (".markdownlintignore", ignored),
    (".editorconfig", editor),
];

/// What to add to each of the files that `exists`, for pages of these patterns.
pub fn advice(pages: &[Pattern], exists: impl Fn(&str) -> bool) -> Vec<String> {
    let files = FILES.iter().filter(|(name, _)| exists(name));
    files
        .map(|(name, lines)| {
            let lines: Vec<String> = pages.iter().flat_map(lines).collect();
            format!(
                "so that no formatter or editor changes what is generated, add to {name}:\n  {}",
                lines.join("\n  ")
            )
        })
        .collect()
}

/// A line in the form of `.gitignore`.
fn ignored(pages: &Pattern) -> Vec<String> {
    vec![format!("/{}", pages.as_str())]
}

/// A section of `.editorconfig`, whose `**` matches any characters.
fn editor(pages: &Pattern) -> Vec<String> {
    vec![
        format!("[{}]", pages.as_str().replace("**/*", "**")),
        "trim_trailing_whitespace = unset".to_owned(),
        "insert_final_newline = unset".to_owned(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_that_exists_is_told_its_lines() {
        let pages = [Pattern::new("content/**/*.md").expect("a pattern")];
        assert_eq!(advice(&pages, |_| false), [""; 0]);
        let said = advice(&pages, |name| name != ".markdownlintignore");
        assert_eq!(
            said,
            [
                "so that no formatter or editor changes what is generated, add to .prettierignore:\n  /content/**/*.md",
                "so that no formatter or editor changes what is generated, add to .editorconfig:\n  [content/**.md]\n  trim_trailing_whitespace = unset\n  insert_final_newline = unset",
            ]
        );
    }
}
