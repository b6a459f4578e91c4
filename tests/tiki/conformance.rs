//! Each case of the conformance becomes its Markdown to the byte.

use crate::cases::{cases, markdown};

#[test]
fn each_case_becomes_its_markdown_to_the_byte() {
    let cases = cases();
    assert!(cases.len() >= 384, "{}", cases.len());
    let wrong: Vec<String> = cases
        .iter()
        .filter(|case| markdown(&case.wiki, &case.config) != case.markdown)
        .map(|case| {
            let got = markdown(&case.wiki, &case.config);
            format!(
                "{}\n--- expected\n{}--- got\n{got}",
                case.name, case.markdown
            )
        })
        .collect();
    println!(
        "{} of {} cases are right",
        cases.len() - wrong.len(),
        cases.len()
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
