//! The names of cookies, and how they are read and written: the same for pages and for the API.

/// Holds the credential of a session.
pub const SESSION: &str = "cardamom_session";
/// Goes with the forms of somebody who is not logged in.
pub const CSRF: &str = "cardamom_csrf";
/// `zh` or `en`.
pub const LANGUAGE: &str = "cardamom_lang";

/// Ties a code that was sent to the browser that asked for it.
pub const ASKED_CODE: &str = "cardamom_code";

/// Random, and long-lived: tells only that two applications to sell were handed in from the same browser. Set on the pages
/// on which one applies, and nowhere else.
pub const DEVICE: &str = "cardamom_device";

/// In seconds, longer than a code is good.
pub const CODE_SECONDS: i64 = 600;
/// In seconds, as long as a session lives without being used.
pub const FORTNIGHT: i64 = 14 * 86_400;
/// In seconds.
pub const YEAR: i64 = 365 * 86_400;

/// The cookie's value in the lines of the header `Cookie`. Cookies of a shop that is reached by https carry the prefix
/// that binds them to this very host.
pub fn read<'a>(lines: impl IntoIterator<Item = &'a str>, name: &str, secure: bool) -> Option<&'a str> {
    let mut pairs =
        lines.into_iter().flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(given, _)| given.strip_prefix(prefix(secure)) == Some(name)).map(|(_, value)| value)
}

/// The text of a `Set-Cookie`; without an age it ends with the browser, with the age 0 it is deleted.
pub fn write(name: &str, value: &str, age: Option<i64>, secure: bool) -> String {
    let age = age.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
    let only = if secure { "; Secure" } else { "" };
    format!("{}{name}={value}; Path=/; HttpOnly; SameSite=Lax{only}{age}", prefix(secure))
}

fn prefix(secure: bool) -> &'static str {
    if secure { "__Host-" } else { "" }
}
