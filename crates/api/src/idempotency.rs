use crate::Problem;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue};

pub(crate) const HEADER: HeaderName = HeaderName::from_static("idempotency-key");
pub(crate) const REPLAYED: (HeaderName, HeaderValue) =
    (HeaderName::from_static("idempotent-replayed"), HeaderValue::from_static("true"));

/// The caller's own name for this request. The draft of the standard quotes it, common practice does not: both are
/// the same key.
pub(crate) struct Key(pub String);

impl<S: Sync> FromRequestParts<S> for Key {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let mut headers = parts.headers.get_all(HEADER).iter();
        let Some(header) = headers.next() else {
            let detail = "send a header Idempotency-Key with a new random text, and the same one when you repeat the request";
            return Err(Problem::bad_request("idempotency_key_missing", detail));
        };
        let key = header.to_str().ok().filter(|_| headers.next().is_none()).and_then(bare);
        key.map(Self).ok_or_else(|| {
            let detail = "an idempotency key is one text of 1 to 255 visible ASCII characters without spaces";
            Problem::bad_request("idempotency_key_invalid", detail)
        })
    }
}

fn bare(text: &str) -> Option<String> {
    let text = text.trim();
    let inner = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(text);
    let fine = (1..=255).contains(&inner.len()) && inner.bytes().all(|b| b.is_ascii_graphic() && b != b'"');
    fine.then(|| inner.to_owned())
}

#[cfg(test)]
mod tests {
    use super::bare;

    #[test]
    fn quoted_and_bare_are_the_same_key() {
        assert_eq!(bare("\"abc\""), Some("abc".to_owned()));
        assert_eq!(bare(" abc "), Some("abc".to_owned()));
        let long = "a".repeat(256);
        for bad in ["", "\"\"", "\"", "a b", "a\"b", "ä", &long] {
            assert_eq!(bare(bad), None, "{bad:?}");
        }
        assert!(bare(&"a".repeat(255)).is_some());
    }

    proptest::proptest! {
        /// What is taken is 1 to 255 visible ASCII characters; its quotes are not part of it.
        #[test]
        fn a_key_is_plain(text in proptest::prop_oneof!["[ -~]{0,30}", ".{0,30}"], key in "[!#-~]{1,255}") {
            if let Some(key) = bare(&text) {
                proptest::prop_assert!((1..=255).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic() && b != b'"'));
                proptest::prop_assert_eq!(bare(&key), Some(key.clone()));
            }
            proptest::prop_assert_eq!(bare(&format!("\"{key}\"")), bare(&key));
        }
    }
}
