//! Whether a text is a date to Hugo: a day that exists, alone or with a time.

/// Whether `text` is a date: `2024-02-29`, with a time and a zone or without, `29 Feb 2024`, as in mails
/// (`Thu, 29 Feb 2024 12:30:00 GMT`), or the seconds since 1970.
pub fn is_date(text: &str) -> bool {
    let text = text.trim();
    if let Some((day, rest)) = text.split_at_checked("2024-02-29".len())
        && is_iso_day(day)
    {
        return is_behind_day(rest);
    }
    is_in_words(text) || is_seconds(text)
}

/// Fewer digits are a year or a day without its dashes.
fn is_seconds(text: &str) -> bool {
    (9..=11).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_iso_day(text: &str) -> bool {
    let [year, month, day] = &*text.split('-').collect::<Vec<_>>() else {
        return false;
    };
    let (Some(year), Some(month), Some(day)) = (number(year, 4), number(month, 2), number(day, 2))
    else {
        return false;
    };
    is_day(year, month, day)
}

fn is_day(year: u32, month: u32, day: u32) -> bool {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return false,
    };
    (1..=days).contains(&day)
}

/// A number of exactly so many digits.
fn number(text: &str, digits: usize) -> Option<u32> {
    let plain = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

/// What may follow a day: nothing, or a time with or without a zone.
fn is_behind_day(text: &str) -> bool {
    if text.is_empty() {
        return true;
    }
    let Some(time) = text.strip_prefix(['T', 't', ' ']) else {
        return false;
    };
    let time = time.trim_start();
    let clock_ends = time
        .find(|c: char| !(c.is_ascii_digit() || c == ':' || c == '.'))
        .unwrap_or(time.len());
    let (clock, zone) = time.split_at(clock_ends);
    is_clock(clock) && zone.split_whitespace().take(3).all(is_zone)
}

/// `12:30`, `12:30:59`, `12:30:59.123`.
fn is_clock(text: &str) -> bool {
    let (clock, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let parts: Vec<&str> = clock.split(':').collect();
    let [hour, minute, seconds @ ..] = &*parts else {
        return false;
    };
    let below = |part: &str, limit| number(part, 2).is_some_and(|number| number < limit);
    below(hour, 24)
        && below(minute, 60)
        && seconds.len() <= 1
        && seconds.iter().all(|second| below(second, 61))
        && !fraction.is_empty()
        && fraction.bytes().all(|byte| byte.is_ascii_digit())
}

/// `Z`, `+02:00`, `-0700`, `GMT`.
fn is_zone(text: &str) -> bool {
    if let Some(offset) = text.strip_prefix(['+', '-']) {
        return number(&offset.replacen(':', "", 1), 4).is_some_and(|offset| offset < 2400);
    }
    (1..=5).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_uppercase())
        || text == "z"
}

/// `29 Feb 2024`, `Thu, 29 Feb 2024 12:30:00 GMT`.
fn is_in_words(text: &str) -> bool {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let text = match text.split_once(", ") {
        Some((day, rest)) if DAYS.contains(&day.get(..3).unwrap_or_default()) => rest,
        Some(_) => return false,
        None => text,
    };
    let mut words = text.splitn(4, ' ');
    let (Some(day), Some(month), Some(year)) = (words.next(), words.next(), words.next()) else {
        return false;
    };
    let day = number(day, 2).or_else(|| number(day, 1));
    let month = MONTHS.iter().position(|name| *name == month);
    let (Some(day), Some(month), Some(year)) = (day, month, number(year, 4)) else {
        return false;
    };
    is_day(year, month as u32 + 1, day)
        && words
            .next()
            .is_none_or(|time| is_behind_day(&format!(" {time}")))
}

#[cfg(test)]
mod tests {
    use super::is_date;

    #[test]
    fn days_that_exist_are_dates() {
        for text in [
            "2024-02-29",
            "2000-02-29",
            "1999-12-31",
            " 2024-01-01 ",
            "2024-02-29T12:30:00Z",
            "2024-02-29t12:30:00z",
            "2024-02-29T12:30:00.123+02:00",
            "2024-02-29 12:30",
            "2024-02-29 12:30:60",
            "2024-02-29 12:30:00 -0700 MST",
            "2024-02-29 12:30:00 +0000 UTC",
            "29 Feb 2024",
            "1 May 2024",
            "Thu, 29 Feb 2024 12:30:00 GMT",
            "1695600000",
        ] {
            assert!(is_date(text), "{text}");
        }
    }

    #[test]
    fn what_no_calendar_holds_is_none() {
        for text in [
            "2023-02-29",
            "1900-02-29",
            "2024-13-01",
            "2024-00-10",
            "2024-04-31",
            "2024-1-1",
            "24-01-01",
            "2024",
            "20240229",
            "2024-02-29x",
            "2024-02-29T",
            "2024-02-29T25:00",
            "2024-02-29T12",
            "2024-02-29T12:60",
            "2024-02-29T12:30:00.",
            "2024-02-29T12:30:00+99:00",
            "2024-02-29T12:30:00 tomorrow",
            "29 Febtober 2024",
            "30 Feb 2024",
            "Someday, 29 Feb 2024",
            "2023-02-2é",
            "last summer",
            "-",
        ] {
            assert!(!is_date(text), "{text}");
        }
    }
}
