use crate::Storefront;
use crate::errors::Fault;
use axum::Form;
use axum::extract::{FromRequest, Query, Request};
use axum::http::Uri;
use kernel::Secret;

/// What a form or an address carries: of a name given twice, the first value counts.
#[derive(Default)]
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    pub fn of(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    pub fn of_query(uri: &Uri) -> Self {
        Query::try_from_uri(uri).map(|Query(pairs)| Self(pairs)).unwrap_or_default()
    }

    /// The value; empty where there is none.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(given, _)| given == name).map_or("", |(_, value)| value.as_str())
    }

    pub fn some(&self, name: &str) -> Option<&str> {
        Some(self.get(name)).filter(|value| !value.is_empty())
    }

    pub fn secret(&self, name: &str) -> Secret<String> {
        Secret::new(self.get(name).to_owned())
    }
}

impl FromRequest<Storefront> for Fields {
    type Rejection = Fault;
    async fn from_request(request: Request, shop: &Storefront) -> Result<Self, Fault> {
        match Form::<Vec<(String, String)>>::from_request(request, shop).await {
            Ok(Form(pairs)) => Ok(Self(pairs)),
            Err(_) => Err(Fault::BadRequest),
        }
    }
}

/// A count as people write it: only digits, so neither `1.5` nor `1e3` nor `-1`.
pub(crate) fn whole_number(text: &str) -> Option<i64> {
    let text = text.trim();
    let plain = (1..=9).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As a route would have it.
    fn read_form(body: Vec<u8>) -> Option<Fields> {
        let request = Request::post("/")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(axum::body::Body::from(body))
            .ok()?;
        let read = Form::<Vec<(String, String)>>::from_request(request, &());
        futures_util::FutureExt::now_or_never(read)?.ok().map(|Form(pairs)| Fields(pairs))
    }

    #[test]
    fn counts_are_digits() {
        assert_eq!((whole_number("12"), whole_number(" 007 ")), (Some(12), Some(7)));
        for bad in ["", "-1", "+1", "1.5", "1e3", "１２", "0x1", "9999999999", "1 2"] {
            assert_eq!(whole_number(bad), None, "{bad}");
        }
    }

    proptest::proptest! {
        /// Whatever stands behind the question mark or in a form: no name has a value that was not given.
        #[test]
        fn any_form_is_read(text in proptest::prop_oneof!["[a-c=&%+0-9;\\[\\]]{0,60}", ".{0,60}"], body in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..80)) {
            if let Ok(uri) = format!("/?{text}").parse::<Uri>() {
                let fields = Fields::of_query(&uri);
                proptest::prop_assert!(fields.0.len() <= text.split('&').count());
                proptest::prop_assert_eq!(fields.get("no such name"), "");
            }
            let read = read_form(body.clone());
            if let Some(fields) = read {
                proptest::prop_assert!(fields.0.len() <= body.split(|b| *b == b'&').count());
                proptest::prop_assert!(fields.0.iter().all(|(name, value)| name.len() + value.len() <= 3 * body.len()));
            }
        }
        #[test]
        fn a_count_is_the_number_that_it_says(text in proptest::prop_oneof!["[0-9 +.e-]{0,12}", ".{0,12}"], number in 0_i64..1_000_000_000) {
            if let Some(count) = whole_number(&text) {
                proptest::prop_assert_eq!(text.trim().parse::<i64>().ok(), Some(count));
                proptest::prop_assert!(text.trim().bytes().all(|b| b.is_ascii_digit()));
            }
            proptest::prop_assert_eq!(whole_number(&format!(" {number} ")), Some(number));
        }
    }
}
