use crate::seal::{mac, seal, unseal};
use db::{DbError, Result};
use kernel::{Ambient, Secret};
use std::sync::Arc;

/// E-mail addresses, telephone numbers and names at others as they are stored: sealed under one key, found by a digest
/// under another. Neither key is in the database.
#[derive(Clone)]
pub(crate) struct Contacts {
    seal: Arc<Secret<[u8; 32]>>,
    print: Arc<Secret<[u8; 32]>>,
    ambient: Ambient,
}

impl Contacts {
    pub fn new(seal: Secret<[u8; 32]>, print: Secret<[u8; 32]>, ambient: Ambient) -> Self {
        Self { seal: Arc::new(seal), print: Arc::new(print), ambient }
    }

    /// `whose` is the id of the row, `what` the column: it opens nowhere else.
    pub fn seal(&self, whose: &str, what: &str, text: &str) -> Result<Vec<u8>> {
        seal(&self.seal, &bound(whose, what), text.as_bytes(), &self.ambient)
    }

    /// The inverse of [`Contacts::seal`].
    pub fn open(&self, whose: &str, what: &str, sealed: &[u8]) -> Result<String> {
        let opened = unseal(&self.seal, &bound(whose, what), sealed)?;
        let text = std::str::from_utf8(opened.expose()).map(str::to_owned);
        text.map_err(|_| DbError::Decode(format!("the {what} of {whose} is no text")))
    }

    /// Of an address or number as [`crate::Email`] and [`crate::Phone`] leave it.
    pub fn print(&self, contact: &str) -> Vec<u8> {
        mac(self.print.expose(), &[contact]).to_vec()
    }
}

fn bound(whose: &str, what: &str) -> String {
    format!("{whose} {what}")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn it_opens_in_its_own_place_and_is_found_under_its_own_key() {
        let with = |key| Contacts::new(Secret::new([key; 32]), Secret::new([key + 1; 32]), Ambient::system());
        let (ours, others) = (with(1), with(2));
        let sealed = ours.seal("usr_1", "email", "mei@example.com").unwrap();
        assert_eq!(ours.open("usr_1", "email", &sealed).unwrap(), "mei@example.com");
        for (keys, whose, what) in
            [(&ours, "usr_2", "email"), (&ours, "usr_1", "phone"), (&others, "usr_1", "email")]
        {
            assert!(keys.open(whose, what, &sealed).is_err(), "{whose} {what}");
        }
        assert_ne!(sealed, ours.seal("usr_1", "email", "mei@example.com").unwrap());
        assert_eq!(ours.print("mei@example.com"), ours.print("mei@example.com"));
        assert_ne!(ours.print("mei@example.com"), ours.print("mei@example.org"));
        assert_ne!(ours.print("mei@example.com"), others.print("mei@example.com"));
    }
}
