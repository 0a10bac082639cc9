use crate::token;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kernel::{Ambient, Secret};
use subtle::ConstantTimeEq;

/// Makes and checks the tokens that forms carry. They are computed, not stored.
pub struct Csrf {
    key: Secret<[u8; 32]>,
}

/// For somebody who is not logged in: the cookie to set and the token for forms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuestCsrf {
    pub cookie: String,
    pub token: String,
}

impl Csrf {
    pub fn new(key: Secret<[u8; 32]>) -> Self {
        Self { key }
    }

    /// The token of a session, from the credential in its cookie.
    pub fn for_session(&self, session_token: &str) -> String {
        self.mac("csrf of a session", session_token)
    }

    /// The token that goes with the cookie of a guest; a new pair where there is no cookie, or one that is not ours.
    pub fn for_guest(&self, cookie: Option<&str>, ambient: &Ambient) -> GuestCsrf {
        let cookie = match cookie.filter(|cookie| token::well_formed(cookie)) {
            Some(cookie) => cookie.to_owned(),
            None => token::fresh(ambient),
        };
        GuestCsrf { token: self.mac("csrf of a guest", &cookie), cookie }
    }

    /// Whether a guest's form carries the token that goes with the cookie.
    pub fn guest_matches(&self, cookie: &str, given: &str) -> bool {
        token::well_formed(cookie) && Self::matches(&self.mac("csrf of a guest", cookie), given)
    }

    /// Compares in constant time.
    pub fn matches(expected: &str, given: &str) -> bool {
        bool::from(expected.as_bytes().ct_eq(given.as_bytes()))
    }

    fn mac(&self, purpose: &str, text: &str) -> String {
        let parts = [purpose.as_bytes(), &[0], text.as_bytes()];
        URL_SAFE_NO_PAD.encode(seals::mac(self.key.expose(), &parts))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_goes_with_one_cookie_one_key_and_one_purpose() {
        let (ours, theirs) = (Csrf::new(Secret::new([1; 32])), Csrf::new(Secret::new([2; 32])));
        let ambient = Ambient::system();
        let pair = ours.for_guest(None, &ambient);
        assert_eq!(ours.for_guest(Some(&pair.cookie), &ambient), pair);
        assert!(ours.guest_matches(&pair.cookie, &pair.token));
        assert!(!theirs.guest_matches(&pair.cookie, &pair.token));
        assert!(!ours.guest_matches(&pair.cookie, ""));
        assert!(!ours.guest_matches(&pair.cookie, &ours.for_session(&pair.cookie)));
        assert!(!ours.guest_matches("", &ours.mac("csrf of a guest", "")));
        assert_ne!(ours.for_guest(Some("x; Path=/evil"), &ambient).cookie, "x; Path=/evil");
    }
}
