use crate::plain::is_ours;
use kernel::{Secret, Span, Time};
use outbound::flat::Flat;
use ports::{NotifyRefusal, RawNotify};
use ring::hmac;
use subtle::ConstantTimeEq;

/// No callback is as large as this.
const SIZE_MAX: usize = 64 * 1024;
const OLDEST: Span = Span::days(1);
const AHEAD: Span = Span::minutes(10);

/// The signature first: hexadecimal HMAC-SHA256 over the body, a colon and the time.
pub(super) fn verify(
    secret: Option<&Secret<String>>,
    callback: &RawNotify,
    now: Time,
) -> Result<String, NotifyRefusal> {
    let malformed = |why: &str| NotifyRefusal::Malformed(why.to_owned());
    let secret = secret.ok_or_else(|| malformed("no webhook secret is set up for this supplier"))?;
    if callback.body.len() > SIZE_MAX {
        return Err(malformed("it is too large"));
    }
    let given = callback.header("x-reloadly-signature").unwrap_or_default();
    let at = callback.header("x-reloadly-request-timestamp").unwrap_or_default();
    if !is_signed(&callback.body, at, secret, given) {
        return Err(NotifyRefusal::BadSignature);
    }
    let sent = time(at).ok_or_else(|| malformed("the time cannot be read"))?;
    if sent < now.before(OLDEST) || sent > now.after(AHEAD) {
        return Err(NotifyRefusal::Stale);
    }
    let told = Flat::read(&callback.body).ok_or_else(|| malformed("it is no JSON"))?;
    let places = [told.within("data"), told.within("transaction"), told];
    let number = places.iter().map(|place| place.text("customIdentifier")).find(|number| !number.is_empty());
    let number = number.ok_or_else(|| malformed("it names no order"))?;
    if is_ours(&number) { Ok(number) } else { Err(malformed("customIdentifier is none of ours")) }
}

pub(super) fn sign(body: &[u8], at: &str, secret: &Secret<String>) -> String {
    let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, secret.expose().as_bytes()));
    context.update(body);
    context.update(b":");
    context.update(at.as_bytes());
    kernel::hex(context.sign())
}

/// In a time that does not depend on where the two differ.
fn is_signed(body: &[u8], at: &str, secret: &Secret<String>, given: &str) -> bool {
    let expected = sign(body, at, secret);
    bool::from(expected.as_bytes().ct_eq(given.as_bytes()))
}

/// Seconds or milliseconds since 1970.
fn time(text: &str) -> Option<Time> {
    let number: i64 = text.parse().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()))?;
    match text.len() {
        10 => Some(Time::from_unix_seconds(number)),
        13 => Some(Time::from_unix_seconds(0).after(Span::millis(number))),
        _ => None,
    }
}
