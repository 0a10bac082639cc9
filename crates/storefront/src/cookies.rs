use axum::http::{HeaderMap, HeaderValue, header};

pub(crate) use identity::cookies::{
    ASKED_CODE, CODE_SECONDS, CSRF, DEVICE, FORTNIGHT, LANGUAGE, SESSION, YEAR,
};

/// Where somebody says to be: `CN`.
pub(crate) const REGION: &str = "cardamom_region";

/// Says on the way back from a log-in elsewhere that it is the same browser.
pub(crate) const LOGIN: &str = "cardamom_login";

/// The same of who was sent to a payment channel, to tell who pays.
pub(crate) const PAYER: &str = "cardamom_payer";

/// The cookie's value; cookies of the secure shop carry the prefix that binds them to this very host.
pub(crate) fn read<'a>(headers: &'a HeaderMap, name: &str, secure: bool) -> Option<&'a str> {
    let lines = headers.get_all(header::COOKIE).into_iter().filter_map(|line| line.to_str().ok());
    identity::cookies::read(lines, name, secure)
}

/// A `Set-Cookie`; without an age it ends with the browser, with the age 0 it is deleted.
pub(crate) fn write(name: &str, value: &str, age: Option<i64>, secure: bool) -> Option<HeaderValue> {
    HeaderValue::from_str(&identity::cookies::write(name, value, age, secure)).ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, "a=1; cardamom_session=x=y;b".parse().unwrap());
        headers.append(header::COOKIE, "__Host-cardamom_session=z".parse().unwrap());
        assert_eq!(read(&headers, SESSION, false), Some("x=y"));
        assert_eq!(read(&headers, SESSION, true), Some("z"));
        assert_eq!(read(&headers, CSRF, false), None);
        let cookie = write(SESSION, "z", Some(5), true).unwrap();
        assert_eq!(cookie, "__Host-cardamom_session=z; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=5");
        assert_eq!(write(SESSION, "a\r\nb: c", None, false), None);
    }

    proptest::proptest! {
        /// What is read is what stands behind the very name; what is written is one cookie or none.
        #[test]
        fn cookies_are_theirs_alone(line in "[ -~]{0,60}", value in "[!-:<-~]{0,30}", any in ".{0,30}") {
            let mut headers = HeaderMap::new();
            headers.append(header::COOKIE, format!("x={}; {SESSION}={value}", line.replace(';', "")).parse().unwrap());
            let read_back = read(&headers, SESSION, false);
            proptest::prop_assert!(read_back == Some(value.as_str()));
            headers.clear();
            if let Ok(line) = HeaderValue::from_str(&line) {
                headers.append(header::COOKIE, line);
                let found = read(&headers, SESSION, true);
                proptest::prop_assert!(found.is_none() || headers.values().any(|v| v.to_str().unwrap().contains("__Host-cardamom_session=")));
            }
            if let Some(cookie) = write(SESSION, &any, None, true) {
                proptest::prop_assert!(!cookie.as_bytes().iter().any(|b| b"\r\n\0".contains(b)));
            }
        }
    }
}
