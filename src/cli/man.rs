//! The manual page, from the same definitions as the help.

use std::io;

use clap::Command;
use clap_mangen::Man;

use super::arguments::EXAMPLES;
use super::command;

/// The manual page, for `man -l`.
///
/// # Errors
///
/// None in practice: a text in memory takes everything.
pub fn page() -> io::Result<String> {
    let mut program = command();
    program.build();
    let man = Man::new(program.clone());
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    page.extend_from_slice(b".SH COMMANDS\n");
    let commands = program.get_subcommands();
    for command in commands.filter(|command| command.get_name() != "help") {
        about(command, &mut page)?;
    }
    page.extend_from_slice(as_it_stands(EXAMPLES).as_bytes());
    Ok(String::from_utf8_lossy(&page).into_owned())
}

/// What there is to know about a command, under a heading of its own.
fn about(command: &Command, page: &mut Vec<u8>) -> io::Result<()> {
    let usage = command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage: ");
    page.extend_from_slice(format!(".SS \"{}\"\n", escaped(usage)).as_bytes());
    // What every command has is said above.
    let own = command.clone().mut_arg("help", |help| help.hide(true));
    let man = Man::new(own);
    let mut sections = Vec::new();
    man.render_description_section(&mut sections)?;
    man.render_options_section(&mut sections)?;
    let sections = String::from_utf8_lossy(&sections);
    for line in sections.lines().filter(|line| !line.starts_with(".SH ")) {
        page.extend_from_slice(line.as_bytes());
        page.push(b'\n');
    }
    Ok(())
}

/// A text that is laid out already: lines at the margin become headings, and the others keep their columns.
fn as_it_stands(text: &str) -> String {
    let mut page = String::new();
    for line in text.lines() {
        match line.strip_suffix(':') {
            Some(heading) if !line.starts_with(' ') => {
                page.push_str(&format!(".SH {}\n", escaped(&heading.to_uppercase())));
            }
            _ if line.starts_with(' ') => {
                page.push_str(&format!(".nf\n{}\n.fi\n", escaped(line.trim_start())));
            }
            _ => page.push_str(&format!(".PP\n{}\n", escaped(line))),
        }
    }
    page.replace("\n.fi\n.nf\n", "\n").replace(".PP\n\n", "")
}

/// `text` without what the formatter would take for an order.
fn escaped(text: &str) -> String {
    let text = text.replace('\\', "\\e").replace('-', "\\-");
    if text.starts_with(['.', '\'']) {
        return format!("\\&{text}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flag_and_command_is_in_it() {
        let page = page().expect("memory takes everything");
        for command in command().get_subcommands() {
            let name = command.get_name().replace('-', "\\-");
            let heading = format!(".SS \"tikicheck {name}");
            assert!(page.contains(&heading), "{heading}");
        }
        let program = command();
        let all = program
            .get_subcommands()
            .chain([&program])
            .flat_map(Command::get_arguments);
        for flag in all.filter_map(clap::Arg::get_long) {
            let flag = format!("\\-\\-{}", flag.replace('-', "\\-"));
            assert!(page.contains(&flag), "{flag}");
        }
    }

    #[test]
    fn text_that_is_laid_out_keeps_its_columns_and_gives_no_orders() {
        let text = "Codes:\n  0  good\n  1  \\bad\n\nMore:\n  .x y\n\n'words";
        assert_eq!(
            as_it_stands(text),
            ".SH CODES\n.nf\n0  good\n1  \\ebad\n.fi\n.SH MORE\n.nf\n\\&.x y\n.fi\n.PP\n\\&'words\n"
        );
    }
}
