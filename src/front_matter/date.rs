//! Whether a text is a date to Hugo: one of the layouts that it tries, read as its language reads dates.
//!
//! Hugo 0.168 takes `2015-01-11 10:00:00`, and ends the build at `2015-01-11 10:00`. The layouts are written as there,
//! by the parts of one moment:
//!
//! ```text
//! 2006-01-02 15:04:05 -0700 MST      year, month, day, hour, minute, second, offset, zone
//! Monday, 02-Jan-06                  weekday, day, month, year of two digits
//! _2   3:04PM   Z07:00               day of one or two digits, hour of a half day, offset or `Z`
//! ```

/// The layouts that Hugo tries; those first that most pages have, for each takes its time.
const LAYOUTS: [&str; 21] = [
    "2006-01-02",
    "2006-01-02T15:04:05Z07:00",
    "2006-01-02T15:04:05",
    "2006-01-02 15:04:05",
    "Mon, 02 Jan 2006 15:04:05 -0700",
    "Mon, 02 Jan 2006 15:04:05 MST",
    "02 Jan 06 15:04 -0700",
    "02 Jan 06 15:04 MST",
    "Monday, 02-Jan-06 15:04:05 MST",
    "2006-01-02 15:04:05 -0700 MST",
    "2006-01-02T15:04:05-0700",
    "2006-01-02 15:04:05Z0700",
    "Mon Jan _2 15:04:05 2006",
    "Mon Jan _2 15:04:05 MST 2006",
    "Mon Jan 02 15:04:05 -0700 2006",
    "2006-01-02 15:04:05Z07:00",
    "02 Jan 2006",
    "2006-01-02 15:04:05 -07:00",
    "2006-01-02 15:04:05 -0700",
    "3:04PM",
    "Jan _2 15:04:05",
];

/// The parts of a layout; where one is the beginning of another, the longer is first.
const PARTS: [&str; 18] = [
    "2006", "Z07:00", "Z0700", "-07:00", "-0700", "Monday", "Mon", "MST", "Jan", "01", "02", "_2",
    "15", "3", "04", "05", "06", "PM",
];

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

const WEEKDAYS: [&str; 7] = [
    "sunday",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
];

/// Whether Hugo takes a text for a date.
pub fn is_date(text: &str) -> bool {
    LAYOUTS.iter().any(|layout| fits(layout, text))
}

/// What has been read of a date.
#[derive(Default)]
struct Read {
    year: u32,
    month: u32,
    day: u32,
}

fn fits(layout: &str, text: &str) -> bool {
    let mut layout = layout;
    let mut rest = text;
    let mut read = Read {
        year: 0,
        month: 1,
        day: 1,
    };
    while let Some(sign) = layout.chars().next() {
        let part = PARTS.into_iter().find(|part| layout.starts_with(part));
        let behind = match part {
            Some(part) => {
                layout = &layout[part.len()..];
                read.part(part, rest)
            }
            None => {
                layout = &layout[sign.len_utf8()..];
                rest.strip_prefix(sign)
            }
        };
        let Some(behind) = behind else {
            return false;
        };
        rest = behind;
    }
    rest.is_empty() && (1..=days(read.year, read.month)).contains(&read.day)
}

impl Read {
    /// Reads one part off the front of `text`; `None` where it is not there.
    fn part<'t>(&mut self, part: &str, text: &'t str) -> Option<&'t str> {
        match part {
            "2006" => {
                let (year, rest) = number(text, 4, 4)?;
                self.year = year;
                Some(rest)
            }
            "06" => {
                let (year, rest) = number(text, 2, 2)?;
                self.year = if year >= 69 { 1900 + year } else { 2000 + year };
                Some(rest)
            }
            "01" => {
                let (month, rest) = number(text, 2, 2)?;
                self.month = month;
                (1..=12).contains(&month).then_some(rest)
            }
            "Jan" => {
                let name = text.get(..3)?.to_ascii_lowercase();
                self.month = MONTHS.iter().position(|month| *month == name)? as u32 + 1;
                Some(&text[3..])
            }
            "02" => self.day(text, 2),
            "_2" => self.day(text.strip_prefix(' ').unwrap_or(text), 1),
            "15" => below(number(text, 1, 2)?, 24),
            "3" => below(number(text, 1, 2)?, 13),
            "04" => below(number(text, 2, 2)?, 60),
            "05" => Some(without_fraction(below(number(text, 2, 2)?, 60)?)),
            "PM" => text.strip_prefix("PM").or_else(|| text.strip_prefix("AM")),
            "Monday" => weekday(text, usize::MAX),
            "Mon" => weekday(text, 3),
            "MST" => zone(text),
            "Z07:00" => text.strip_prefix('Z').or_else(|| offset(text, ":")),
            "Z0700" => text.strip_prefix('Z').or_else(|| offset(text, "")),
            "-07:00" => offset(text, ":"),
            _ => offset(text, ""),
        }
    }

    fn day<'t>(&mut self, text: &'t str, least: usize) -> Option<&'t str> {
        let (day, rest) = number(text, least, 2)?;
        self.day = day;
        Some(rest)
    }
}

/// A number of so many digits, and what is behind it.
fn number(text: &str, least: usize, most: usize) -> Option<(u32, &str)> {
    let digits = text.bytes().take(most).take_while(u8::is_ascii_digit);
    let (number, rest) = text.split_at(digits.count());
    (number.len() >= least)
        .then(|| number.parse().ok())
        .flatten()
        .map(|number| (number, rest))
}

fn below((number, rest): (u32, &str), limit: u32) -> Option<&str> {
    (number < limit).then_some(rest)
}

/// What is behind the fraction of a second, which no layout names.
fn without_fraction(text: &str) -> &str {
    let Some(fraction) = text.strip_prefix(['.', ',']) else {
        return text;
    };
    let rest = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
    if rest.len() == fraction.len() {
        text
    } else {
        rest
    }
}

/// A weekday of which at most so many letters are written.
fn weekday(text: &str, most: usize) -> Option<&str> {
    WEEKDAYS.iter().find_map(|day| {
        let name = &day[..most.min(day.len())];
        let found = text.get(..name.len())?;
        found
            .eq_ignore_ascii_case(name)
            .then(|| &text[name.len()..])
    })
}

/// `+0200`, or with a colon.
fn offset<'t>(text: &'t str, between: &str) -> Option<&'t str> {
    let text = text.strip_prefix(['+', '-'])?;
    let text = below(number(text, 2, 2)?, 25)?;
    below(number(text.strip_prefix(between)?, 2, 2)?, 60)
}

/// The name of a zone: `GMT`, `CEST`, `+03`.
fn zone(text: &str) -> Option<&str> {
    if let Some(digits) = text.strip_prefix(['+', '-']) {
        return below(number(digits, 2, 2)?, 24);
    }
    let length = text.bytes().take_while(u8::is_ascii_uppercase).count();
    let is_zone = match length {
        3 => true,
        4 => text[..4].ends_with('T') || text.starts_with("WITA"),
        5 => text[..5].ends_with('T'),
        _ => false,
    };
    let rest = text.get(length..)?;
    if !is_zone {
        return None;
    }
    match text.strip_prefix("GMT") {
        Some(hours) if hours.starts_with(['+', '-']) => {
            let (_, rest) = number(&hours[1..], 1, 2)?;
            Some(rest)
        }
        _ => Some(rest),
    }
}

fn days(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::is_date;

    /// Each was tried under Hugo 0.168.
    #[test]
    fn what_hugo_takes_is_a_date() {
        for text in [
            "2024-02-29",
            "2000-02-29",
            "0000-01-01",
            "9999-12-31",
            "2024-02-29T12:30:00Z",
            "2024-02-29T12:30:00",
            "2024-02-29 12:30:00",
            "2024-02-29T12:30:00.123+02:00",
            "2024-02-29T12:30:00.123",
            "2024-02-29 12:30:00.123",
            "2024-02-29T12:30:00+0200",
            "2024-02-29 12:30:00 +0200",
            "2024-02-29 12:30:00 +02:00",
            "2024-02-29 12:30:00Z",
            "2024-02-29 12:30:00 -0700 MST",
            "2024-02-29 12:30:00.000000000 +0000 UTC",
            "29 Feb 2024",
            "Thu, 29 Feb 2024 12:30:00 GMT",
            "Thu, 29 Feb 2024 12:30:00 +0000",
            "Sunday, 11-Jan-15 10:00:00 GMT",
            "Sun Jan 11 10:00:00 2015",
            "Sun Jan 11 10:00:00 UTC 2015",
            "3:04PM",
            "Jan 2 15:04:05",
        ] {
            assert!(is_date(text), "{text}");
        }
    }

    #[test]
    fn what_hugo_refuses_is_none() {
        for text in [
            "2015-01-11 10:00",
            "2015-01-11T10:00",
            "2015-01-11T10:00Z",
            "2015-01-11t10:00:00z",
            "2015-01-11T10:00:00z",
            "2015-01-11t10:00:00Z",
            "2015-01-11 10:00:60",
            "2015-01-11T10:00:60Z",
            "2015-01-11 10:00:00 MST",
            "2015-01-11 10:00:00 UTC",
            "2015-01-11T10:00:00-07",
            "2015-01-11T10:00:00Z07:00",
            "2015-01-11T24:00:00Z",
            "2015-01-11T10:60:00Z",
            "2015-01-11T",
            "2015-01-11 ",
            "2015-01-11-10",
            "2023-02-29",
            "1900-02-29",
            "2024-13-01",
            "2024-00-10",
            "2024-04-31",
            "2024-1-1",
            "24-01-01",
            "2024",
            "20240229",
            "20150111T100000Z",
            "2015-01",
            "2015/01/11",
            "01/11/2015",
            "11.01.2015",
            "10:00",
            "11 January 2015",
            "January 11, 2015",
            "Jan 11, 2015",
            "1420970400",
            "2023-02-2é",
            "last summer",
            "-",
        ] {
            assert!(!is_date(text), "{text}");
        }
    }
}
