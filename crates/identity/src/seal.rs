use crate::{Contacts, Identity, Result};
use db::DbError;
use kernel::{Ambient, Secret};
use seals::Mac;

/// A key for one use, from the one that is not in the database.
fn key_for(key: &Secret<[u8; 32]>, purpose: &str) -> Secret<[u8; 32]> {
    Secret::new(mac(key.expose(), &["key", purpose]))
}

/// What seals contacts.
pub(crate) fn contacts(key: &Secret<[u8; 32]>, ambient: &Ambient) -> Contacts {
    Contacts::new(key_for(key, "contact"), key_for(key, "contact print"), ambient.clone())
}

impl Identity {
    fn key_for(&self, purpose: &str) -> Secret<[u8; 32]> {
        key_for(&self.seal, purpose)
    }

    /// What must be read again, bound to whose it is.
    pub(crate) fn seal(&self, purpose: &str, whose: &str, secret: &[u8]) -> Result<Vec<u8>> {
        Ok(seal(&self.key_for(purpose), whose, secret, &self.ambient)?)
    }

    pub(crate) fn unseal(&self, purpose: &str, whose: &str, sealed: &[u8]) -> Result<Secret<Vec<u8>>> {
        Ok(unseal(&self.key_for(purpose), whose, sealed)?)
    }

    /// What is stored of something short, which a mere hash would not hide.
    pub(crate) fn keyed_digest(&self, purpose: &str, texts: &[&str]) -> [u8; 32] {
        mac(self.key_for(purpose).expose(), texts)
    }
}

pub(crate) fn seal(
    key: &Secret<[u8; 32]>,
    whose: &str,
    secret: &[u8],
    ambient: &Ambient,
) -> db::Result<Vec<u8>> {
    let sealed = seals::seal(key.expose(), &ambient.bytes(), whose.as_bytes(), secret);
    sealed.ok_or_else(|| odd("could not be sealed"))
}

pub(crate) fn unseal(key: &Secret<[u8; 32]>, whose: &str, sealed: &[u8]) -> db::Result<Secret<Vec<u8>>> {
    let opened = seals::open(key.expose(), whose.as_bytes(), sealed).map(Secret::new);
    opened.ok_or_else(|| odd("was changed, or sealed under another key"))
}

fn odd(what: &str) -> DbError {
    DbError::State(format!("a sealed secret of somebody's {what}"))
}

/// Over all texts, each with its length before it.
pub(crate) fn mac(key: &[u8], texts: &[&str]) -> [u8; 32] {
    let mut mac = Mac::new(key);
    for text in texts {
        mac.update(&u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
        mac.update(text.as_bytes());
    }
    mac.finish()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_is_opened_by_the_same_key_for_the_same_person_only() {
        let (key, other, ambient) = (Secret::new([1; 32]), Secret::new([2; 32]), Ambient::system());
        let sealed = seal(&key, "usr_1", b"secret", &ambient).unwrap();
        assert_eq!(unseal(&key, "usr_1", &sealed).unwrap().expose(), b"secret");
        assert!(!sealed.windows(6).any(|part| part == b"secret"));
        assert!(unseal(&key, "usr_2", &sealed).is_err() && unseal(&other, "usr_1", &sealed).is_err());
        for end in [0, 23, 24, sealed.len() - 1] {
            assert!(unseal(&key, "usr_1", sealed.get(..end).unwrap()).is_err());
        }
        assert_ne!(mac(&[1], &["ab", "c"]), mac(&[1], &["a", "bc"]));
    }
}
