//! Times as gateways in China write them: eight hours ahead of UTC.

pub const AHEAD_S: i64 = 8 * 3600;

/// `2018-06-08 10:34:56`
pub fn spaced(ms: i64) -> String {
    let seconds = ms.div_euclid(1000) + AHEAD_S;
    let (year, month, day) = date(seconds.div_euclid(86_400));
    let clock = seconds.rem_euclid(86_400);
    format!("{year:04}-{month:02}-{day:02} {:02}:{:02}:{:02}", clock / 3600, clock / 60 % 60, clock % 60)
}

/// `2018-06-08T10:34:56+08:00`
pub fn with_zone(ms: i64) -> String {
    format!("{}+08:00", spaced(ms).replace(' ', "T"))
}

/// The inverse of [`spaced`]; none for any other text.
pub fn read_spaced(text: &str) -> Option<i64> {
    let (day, clock) = text.split_once(' ')?;
    let [year, month, day] = three(day, '-', [4, 2, 2])?;
    let [hour, minute, second] = three(clock, ':', [2, 2, 2])?;
    let seconds = days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - AHEAD_S;
    let ms = seconds * 1000;
    (spaced(ms) == text).then_some(ms)
}

/// RFC 3339 with seconds and the zone of China.
pub fn read_with_zone(text: &str) -> Option<i64> {
    let plain = text.strip_suffix("+08:00")?;
    let (day, clock) = plain.split_once('T')?;
    read_spaced(&format!("{day} {clock}"))
}

fn three(text: &str, between: char, digits: [usize; 3]) -> Option<[i64; 3]> {
    let mut parts = text.split(between);
    let mut numbers = [0; 3];
    for (number, digits) in numbers.iter_mut().zip(digits) {
        let part = parts.next()?;
        if part.len() != digits || !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        *number = part.parse().ok()?;
    }
    parts.next().is_none().then_some(numbers)
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn month_length(year: i64, month: i64) -> i64 {
    match month {
        2 => 28 + i64::from(is_leap(year)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 to the first of January.
fn new_year(year: i64) -> i64 {
    let before = year - 1;
    (year - 1970) * 365 + before / 4 - before / 100 + before / 400 - 477
}

fn days(year: i64, month: i64, day: i64) -> i64 {
    new_year(year) + (1..month.min(13)).map(|month| month_length(year, month)).sum::<i64>() + day - 1
}

fn date(mut days: i64) -> (i64, i64, i64) {
    let mut year = 1970 + days / 366;
    while new_year(year + 1) <= days {
        year += 1;
    }
    days -= new_year(year);
    let mut month = 1;
    while days >= month_length(year, month) {
        days -= month_length(year, month);
        month += 1;
    }
    (year, month, days + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_and_read() {
        for (ms, text) in [
            (1_528_425_296_000, "2018-06-08 10:34:56"),
            (1_709_222_399_000, "2024-02-29 23:59:59"),
            (1_735_660_800_000, "2025-01-01 00:00:00"),
            (0, "1970-01-01 08:00:00"),
        ] {
            assert_eq!((spaced(ms).as_str(), read_spaced(text)), (text, Some(ms)));
            assert_eq!(read_with_zone(&with_zone(ms)), Some(ms));
        }
        for text in
            ["", "2018-06-31 10:34:56", "2018-6-8 10:34:56", "2018-06-08T10:34:56", "2018-06-08 24:00:00"]
        {
            assert_eq!(read_spaced(text), None, "{text}");
        }
        assert_eq!(read_with_zone("2018-06-08T10:34:56Z"), None);
    }
}
