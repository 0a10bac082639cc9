use super::Report;
use crate::config::Config;
use crate::store;
use db::Db;
use kernel::{Ambient, Span, Time};
use std::time::{Duration, Instant};

const LONG_AGO: Time = Time::from_unix_seconds(1_735_689_600); // 2025

/// The clock by itself, and beside the one that the settings name.
pub async fn look(config: &Config, report: &mut Report) {
    let (ambient, begun) = (Ambient::system(), Instant::now());
    let (first, since_first) = (ambient.now(), Instant::now());
    tokio::time::sleep(Duration::from_millis(100)).await;
    // Whatever holds this program up between two looks, the clock went at least so far, and at most so far.
    let least = micros(since_first.elapsed());
    let went = ambient.now().since(first).0;
    let most = micros(begun.elapsed());
    let said = format!("it is {}", first.rfc3339());
    if first < LONG_AGO {
        report.bad("clock", said, "set the clock: expiry, holds and chains of records depend on it");
    } else if went < least - TOLERANCE || went > most + TOLERANCE {
        report.warning(
            "clock",
            format!("{said}, and it jumps"),
            "see that one time service sets it, smoothly",
        );
    } else {
        report.ok("clock", said);
    }
    let Some(url) = config.doctor.time_url() else { return };
    match asked(url).await {
        Ok(there) => judge("clock there", there, ambient.now(), Span::seconds(3), report),
        Err(why) => report.warning("clock there", why, "see doctor.time_url"),
    }
}

/// Microseconds by which a clock that is being set smoothly may differ within a tenth of a second.
const TOLERANCE: i64 = 5_000;

fn micros(span: Duration) -> i64 {
    i64::try_from(span.as_micros()).unwrap_or(i64::MAX)
}

async fn asked(url: &str) -> Result<Time, String> {
    let client = reqwest::Client::builder().timeout(Duration::from_secs(5)).build();
    let answer = client.map_err(|e| e.to_string())?.head(url).send().await;
    let answer = answer.map_err(|error| error.without_url().to_string())?;
    let date = answer.headers().get("date").and_then(|date| date.to_str().ok()).ok_or("no Date came")?;
    parsed(date).ok_or_else(|| format!("{date} is no date"))
}

/// As HTTP writes it: `Mon, 23 Nov 2026 08:00:00 GMT`.
fn parsed(date: &str) -> Option<Time> {
    let words: Vec<&str> = date.split_whitespace().collect();
    let [_, day, month, year, clock, "GMT"] = words.as_slice() else { return None };
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let month = i64::try_from(months.iter().position(|name| name == month)?).ok()? + 1;
    let (day, year): (i64, i64) = (day.parse().ok()?, year.parse().ok()?);
    let parts: Vec<i64> = clock.split(':').filter_map(|part| part.parse().ok()).collect();
    let [hour, minute, second] = parts.as_slice() else { return None };
    // Days since 1970 of the proleptic Gregorian calendar, with years that begin in March.
    let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719_468;
    Some(Time::from_unix_seconds(((days * 24 + hour) * 60 + minute) * 60 + second))
}

/// Against the clock of the database's machine, and the newest thing that was written.
pub async fn compare(db: &Db, report: &mut Report) {
    let now = Ambient::system().now();
    match store::clock(db).await {
        Ok(Some(there)) => judge("clock of db", there, now, Span::seconds(1), report),
        Ok(None) => {}
        Err(error) => report.failed("clock of db", error),
    }
    if let Ok(Some(newest)) = store::newest_record(db).await
        && newest > now.after(Span::seconds(5))
    {
        let said = format!("something was recorded at {}, which is to come", newest.rfc3339());
        report.bad("clock", said, "the clock was set back: set it right before you sell");
    }
}

fn judge(check: &'static str, there: Time, here: Time, most: Span, report: &mut Report) {
    let apart = here.since(there).0.abs();
    let said = format!("{}.{:03} s apart", apart / 1_000_000, apart / 1_000 % 1_000);
    if apart <= most.0 {
        report.ok(check, said);
    } else if apart <= 30_000_000 {
        report.warning(check, said, "see that both machines have a time service");
    } else {
        report.bad(check, said, "set the clocks: expiry and holds depend on them");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_date_of_http() {
        let at = parsed("Mon, 23 Nov 2026 08:57:44 GMT").map(Time::rfc3339);
        assert_eq!(at.as_deref(), Some("2026-11-23T08:57:44Z"));
        let at = parsed("Tue, 29 Feb 2000 00:00:00 GMT").map(Time::rfc3339);
        assert_eq!(at.as_deref(), Some("2000-02-29T00:00:00Z"));
        assert!(parsed("yesterday").is_none() && parsed("Mon, 23 Nov 2026 08:57 GMT").is_none());
    }
}
