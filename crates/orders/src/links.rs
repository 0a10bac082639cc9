//! Links and codes that open an order without an account. Both are computed from the order's id under keys that
//! come from the root key, so a stolen database opens no order.

use kernel::{OrderId, Secret, encode_128};
use subtle::ConstantTimeEq;

#[derive(Clone)]
pub struct Links {
    link_key: Secret<[u8; 32]>,
    code_key: Secret<[u8; 32]>,
}

impl Links {
    /// The keys are `KeyService::derive("order-link")` and `…("query-code")`.
    pub fn new(link_key: Secret<[u8; 32]>, code_key: Secret<[u8; 32]>) -> Self {
        Self { link_key, code_key }
    }

    /// Seals the contacts of orders. From the key of query codes, so that it outlives a change of the root key as they do;
    /// that one is used for inputs of 16 bytes otherwise.
    pub(crate) fn contact_key(&self) -> Secret<[u8; 32]> {
        Secret::new(seals::mac(self.code_key.expose(), &[b"the contacts of orders"]))
    }

    /// What receipts and the heads of the transparency log are signed with: the seed of an Ed25519 key. From the key of
    /// query codes, as that of contacts is: nothing is stored, so a stolen database signs nothing, and it outlives a change
    /// of the root key, for a receipt must be good for as long as somebody keeps it.
    pub fn receipt_seed(&self) -> Secret<[u8; 32]> {
        Secret::new(seals::mac(self.code_key.expose(), &[b"the signatures of receipts"]))
    }

    /// The last part of an order's link: `ord_….<26 characters>`, 128 bits that cannot be guessed.
    pub fn token(&self, order: OrderId) -> String {
        format!("{order}.{}", self.mac(&self.link_key, order))
    }

    /// The order that a link opens.
    pub fn open(&self, token: &str) -> Option<OrderId> {
        let (order, mac) = token.split_once('.')?;
        let order: OrderId = order.parse().ok()?;
        let expected = self.mac(&self.link_key, order);
        bool::from(expected.as_bytes().ct_eq(mac.as_bytes())).then_some(order)
    }

    /// The eight characters that find an order together with its contact (tries are limited).
    pub fn query_code(&self, order: OrderId) -> String {
        let mac = self.mac(&self.code_key, order);
        mac.get(mac.len().saturating_sub(8)..).unwrap_or_default().to_uppercase()
    }

    /// Whether that is the order's code; capital and small letters are the same, spaces do not count.
    pub fn code_matches(&self, order: OrderId, code: &str) -> bool {
        let given: String = code.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        bool::from(self.query_code(order).as_bytes().ct_eq(given.to_uppercase().as_bytes()))
    }

    fn mac(&self, key: &Secret<[u8; 32]>, order: OrderId) -> String {
        let mac = seals::mac(key.expose(), &[&order.0.to_be_bytes()]);
        let (first, _) = mac.split_at(16);
        encode_128(u128::from_be_bytes(first.try_into().unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn only_the_right_token_opens() {
        let links = Links::new(Secret::new([1; 32]), Secret::new([2; 32]));
        let (a, b) = (OrderId(5), OrderId(6));
        assert_eq!(links.open(&links.token(a)), Some(a));
        let mac_of_b = links.token(b).split_once('.').unwrap().1.to_owned();
        assert_eq!(links.open(&format!("{a}.{mac_of_b}")), None);
        assert_eq!(links.open(&format!("{a}.")), None);
        assert_eq!(links.open("ord_x.y"), None);
        let code = links.query_code(a);
        assert_eq!(code.len(), 8);
        assert!(links.code_matches(a, &format!(" {} ", code.to_lowercase())));
        assert!(!links.code_matches(b, &code) && !links.code_matches(a, ""));
    }

    proptest::proptest! {
        /// No text opens an order but its own token, sign by sign; and no code matches but its own.
        #[test]
        fn no_other_text_opens(
            text in proptest::prop_oneof![".{0,70}", "ord_[0-9a-z]{26}\\.[0-9a-z]{0,30}", "[0-9A-Z -]{0,12}"],
            id: u128,
            at in 0_usize..60,
            sign in "[ -~]",
        ) {
            let links = Links::new(Secret::new([1; 32]), Secret::new([2; 32]));
            let (order, own) = (OrderId(id), links.token(OrderId(id)));
            proptest::prop_assert_eq!(links.open(&own), Some(order));
            proptest::prop_assert_eq!(links.open(&text), None);
            let changed: String =
                own.chars().enumerate().map(|(n, c)| if n == at { sign.clone() } else { c.to_string() }).collect();
            proptest::prop_assert!(changed == own || links.open(&changed).is_none(), "{}", changed);
            let plain: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
            let same = plain.to_uppercase() == links.query_code(order);
            proptest::prop_assert_eq!(links.code_matches(order, &text), same);
        }
    }
}
