use serde_json::Value;

use super::CODE;
use crate::ambient;
use crate::channels::{House, Payment, china, form};

/// "Letters, digits and underscores, at most 64."
pub fn number<'a>(content: &'a Value, name: &str) -> Result<&'a str, &'static str> {
    let text = content[name].as_str().unwrap_or_default();
    let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if (1..=64).contains(&text.len()) && plain { Ok(text) } else { Err("ACQ.INVALID_PARAMETER") }
}

/// What is asked for, as a payment that nobody has written down yet.
pub fn read(
    house: &House,
    fields: &[(String, String)],
    content: &Value,
    product: &str,
) -> Result<Payment, &'static str> {
    const BAD: &str = "ACQ.INVALID_PARAMETER";
    let text = |name: &str| content[name].as_str().unwrap_or_default();
    let amount = form::minor(text("total_amount")).filter(|minor| *minor <= 10_000_000_000).ok_or(BAD)?;
    let subject = text("subject");
    if subject.is_empty() || subject.chars().count() > 256 || subject.contains(['/', '=', '&']) {
        return Err(BAD);
    }
    if text("product_code") != product {
        return Err("ACQ.PRODUCT_CODE_NOT_MATCH");
    }
    let now = house.now_ms(CODE);
    let expires_at = match (text("timeout_express"), text("time_expire")) {
        ("", "") => now + 15 * 86_400_000,
        (span, "") => now + minutes(span).ok_or(BAD)? * 60_000,
        (_, at) => china::read_spaced(at).filter(|at| *at > now).ok_or(BAD)?,
    };
    Ok(Payment {
        gateway: CODE,
        id: trade_no(now)?,
        out_trade_no: number(content, "out_trade_no")?.to_owned(),
        amount,
        currency: "CNY".into(),
        subject: subject.to_owned(),
        notify_url: form::value(fields, "notify_url").to_owned(),
        return_url: Some(form::value(fields, "return_url").to_owned()).filter(|url| !url.is_empty()),
        created_at: now,
        expires_at: Some(expires_at),
        ..Payment::default()
    })
}

/// `90m`, one minute to fifteen days.
fn minutes(text: &str) -> Option<i64> {
    let (digits, factor) = match text.strip_suffix('m') {
        Some(digits) => (digits, 1),
        None => (text.strip_suffix('h')?, 60),
    };
    let number: i64 = digits.parse().ok()?;
    Some(number * factor).filter(|minutes| (1..=15 * 24 * 60).contains(minutes))
}

/// The day, and twenty digits.
pub fn trade_no(now: i64) -> Result<String, &'static str> {
    let day: String = china::spaced(now).chars().take(10).filter(char::is_ascii_digit).collect();
    let random = ambient::id("").map_err(|_| "ACQ.SYSTEM_ERROR")?;
    let digits = random.bytes().map(|byte| char::from(b'0' + byte % 10)).take(20);
    Ok(day.chars().chain(digits).collect())
}
