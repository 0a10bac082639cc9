use super::super::Payment;
use super::super::form;
use super::CODE;

/// `code` and message.
pub type Wrong = (&'static str, String);

/// What a session may be made with, of what is done here.
const KNOWN: [&str; 8] = [
    "mode",
    "success_url",
    "cancel_url",
    "client_reference_id",
    "expires_at",
    "line_items[0][quantity]",
    "line_items[0][price_data][currency]",
    "line_items[0][price_data][unit_amount]",
];
const NAME: &str = "line_items[0][price_data][product_data][name]";
const METADATA: [&str; 2] = ["metadata[", "payment_intent_data[metadata]["];
/// Minutes that a session lives at least and at most.
const LIFE_MIN: (i64, i64) = (30, 24 * 60);

pub fn session(fields: &[(String, String)], now_ms: i64) -> Result<Payment, Wrong> {
    for (name, value) in fields {
        let known = KNOWN.contains(&name.as_str())
            || name == NAME
            || METADATA.iter().any(|start| name.starts_with(start));
        if !known {
            return Err(("parameter_unknown", format!("Received unknown parameter: {name}")));
        }
        if value.is_empty() {
            return Err(("parameter_invalid_empty", format!("You passed an empty string for '{name}'.")));
        }
    }
    let given = |name: &'static str| match form::value(fields, name) {
        "" => Err(("parameter_missing", format!("Missing required param: {name}."))),
        value => Ok(value),
    };
    if given("mode")? != "payment" || given("line_items[0][quantity]")? != "1" {
        return Err(("parameter_invalid", "Only one line in mode payment is sold here.".to_owned()));
    }
    let amount = whole(given("line_items[0][price_data][unit_amount]")?).filter(|amount| *amount > 0);
    let currency = given("line_items[0][price_data][currency]")?;
    if currency.len() != 3 || !currency.bytes().all(|b| b.is_ascii_lowercase()) {
        return Err(("parameter_invalid", format!("Invalid currency: {currency}.")));
    }
    for url in [given("success_url")?, given("cancel_url")?] {
        if !url.starts_with("http://") && !url.starts_with("https://") {
            return Err(("url_invalid", "Not a valid URL".to_owned()));
        }
    }
    Ok(Payment {
        gateway: CODE,
        out_trade_no: given("client_reference_id")?.to_owned(),
        amount: amount.ok_or(("parameter_invalid_integer", "Invalid integer: unit_amount".to_owned()))?,
        currency: currency.to_uppercase(),
        subject: given(NAME)?.to_owned(),
        return_url: Some(given("success_url")?.to_owned()),
        created_at: now_ms,
        expires_at: Some(expiry(form::value(fields, "expires_at"), now_ms)?),
        ..Payment::default()
    })
}

fn expiry(text: &str, now_ms: i64) -> Result<i64, Wrong> {
    let longest = now_ms + LIFE_MIN.1 * 60_000;
    if text.is_empty() {
        return Ok(longest);
    }
    let at = whole(text).map(|seconds| seconds.saturating_mul(1000));
    let fits = at.filter(|at| (now_ms + LIFE_MIN.0 * 60_000..=longest).contains(at));
    fits.ok_or((
        "parameter_invalid",
        "The `expires_at` timestamp must be between 30 minutes and 24 hours from now.".to_owned(),
    ))
}

/// Plain digits.
pub fn whole(text: &str) -> Option<i64> {
    let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|_| plain)
}

/// On the host that the buyer is sent back to.
pub fn endpoint(payment: &Payment) -> String {
    let url = payment.return_url.as_deref().unwrap_or_default();
    let host_end =
        url.find("://").and_then(|scheme| url.get(scheme + 3..)?.find('/').map(|at| scheme + 3 + at));
    format!("{}/notify/{CODE}", host_end.and_then(|end| url.get(..end)).unwrap_or(url))
}

/// The page of a list that was asked for, and whether there is more behind it.
pub fn page<T>(fields: &[(String, String)], found: Vec<T>, id: impl Fn(&T) -> &str) -> (Vec<T>, bool) {
    let limit = whole(form::value(fields, "limit")).unwrap_or(10).clamp(1, 100);
    let limit = usize::try_from(limit).unwrap_or(10);
    let after = form::value(fields, "starting_after");
    let behind = found.iter().position(|item| !after.is_empty() && id(item) == after).map_or(0, |at| at + 1);
    let mut rest: Vec<T> = found.into_iter().skip(behind).collect();
    let more = rest.len() > limit;
    rest.truncate(limit);
    (rest, more)
}
