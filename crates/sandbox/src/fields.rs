use crate::refusal::Refusal;
use crate::state::{Ask, RefundAsk};

const MOST_MINOR: i64 = 9_007_199_254_740_991;
const LONGEST_MS: i64 = 30 * 24 * 3600 * 1000;

/// Whether a merchant's own number or name is 1–64 characters of `A–Z a–z 0–9 _ -`.
pub fn is_number(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(is_plain)
}

/// Whether a nonce is 16–64 characters of the same.
pub fn is_nonce(text: &str) -> bool {
    text.len() >= 16 && is_number(text)
}

/// Refuses a new payment whose values are out of bounds. `now` in milliseconds.
pub fn check_ask(ask: &Ask, now: i64) -> Result<(), Refusal> {
    number("out_trade_no", &ask.out_trade_no)?;
    amount(ask.amount)?;
    currency(&ask.currency)?;
    text("subject", &ask.subject)?;
    url("notify_url", &ask.notify_url)?;
    url("return_url", &ask.return_url)?;
    if ask.expires_at <= now || ask.expires_at > now.saturating_add(LONGEST_MS) {
        return refuse("expires_at must be in the future, at most 30 days, in milliseconds");
    }
    Ok(())
}

/// Refuses a refund whose values are out of bounds.
pub fn check_refund(ask: &RefundAsk) -> Result<(), Refusal> {
    number("out_refund_no", &ask.out_refund_no)?;
    number("out_trade_no", &ask.out_trade_no)?;
    amount(ask.amount)?;
    currency(&ask.currency)?;
    text("reason", &ask.reason)
}

/// Refuses what is not 1 to 2^53 − 1 minor units.
pub fn amount(amount: i64) -> Result<(), Refusal> {
    if (1..=MOST_MINOR).contains(&amount) {
        return Ok(());
    }
    refuse("amount must be 1 to 9007199254740991 minor units")
}

/// Refuses what is not three capital letters.
pub fn currency(code: &str) -> Result<(), Refusal> {
    if code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Ok(());
    }
    refuse("currency must be three capital letters")
}

/// The path with query that stands in the request line when this address is called.
pub fn path_and_query(url: &reqwest::Url) -> String {
    match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    }
}

fn number(name: &str, value: &str) -> Result<(), Refusal> {
    if is_number(value) {
        return Ok(());
    }
    refuse(&format!("{name} must be 1-64 characters of A-Z a-z 0-9 _ -"))
}

fn text(name: &str, value: &str) -> Result<(), Refusal> {
    if (1..=256).contains(&value.chars().count()) && !value.chars().any(char::is_control) {
        return Ok(());
    }
    refuse(&format!("{name} must be 1-256 characters without control characters"))
}

fn url(name: &str, value: &str) -> Result<(), Refusal> {
    if value.len() > 2048 || !value.bytes().all(|byte| byte.is_ascii_graphic()) {
        return refuse(&format!("{name} must be at most 2048 printable ASCII characters"));
    }
    let Ok(parsed) = reqwest::Url::parse(value) else {
        return refuse(&format!("{name} is no address"));
    };
    let plain = parsed.username().is_empty() && parsed.password().is_none() && parsed.has_host();
    if !matches!(parsed.scheme(), "http" | "https") || !plain {
        return refuse(&format!("{name} must be http:// or https:// without user name and password"));
    }
    // What is signed must be what the merchant wrote, so an address that the parser would rewrite is refused.
    if path_and_query(&parsed) != written_path(value) {
        return refuse(&format!("{name} must have its path and query in normal form (no dot segments)"));
    }
    Ok(())
}

fn written_path(url: &str) -> String {
    let whole = url.split('#').next().unwrap_or_default();
    let after_scheme = whole.split_once("://").map_or("", |(_, rest)| rest);
    let start = after_scheme.find(['/', '?']).unwrap_or(after_scheme.len());
    let path = after_scheme.get(start..).unwrap_or_default();
    if path.starts_with('/') { path.to_owned() } else { format!("/{path}") }
}

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

fn refuse(why: &str) -> Result<(), Refusal> {
    Err(Refusal::InvalidField(why.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_as_written_or_not_at_all() {
        for good in [
            "http://a",
            "http://a?x=1",
            "https://a:8080/p?q=%E8#f",
            "http://127.0.0.1/p/",
            "http://[::1]:9/x",
        ] {
            assert!(url("u", good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "a/b",
            "ftp://a/",
            "http://",
            "http://u:p@a/",
            "http://a/../b",
            "http://a/ b",
            "http://a/\r\nX: y",
            "javascript:alert(1)",
        ] {
            assert!(url("u", bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn amounts_currencies_and_texts_have_bounds() {
        assert!(amount(1).is_ok() && amount(MOST_MINOR).is_ok());
        assert!([0, -1, i64::MIN, i64::MAX, MOST_MINOR + 1].into_iter().all(|it| amount(it).is_err()));
        assert!(
            currency("CNY").is_ok()
                && ["cny", "CN", "CNYX", "元"].into_iter().all(|it| currency(it).is_err())
        );
        assert!(
            text("t", "月卡 <b>").is_ok()
                && text("t", "a\nb").is_err()
                && text("t", &"月".repeat(257)).is_err()
        );
    }
}
