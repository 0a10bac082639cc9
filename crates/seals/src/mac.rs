use hmac::digest::KeyInit;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

/// HMAC-SHA-256 over what comes in parts. Its key is worked in once, however often it is cloned.
pub struct Mac(Hmac<Sha256>);

/// Over all parts, one behind the other.
pub fn mac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = Mac::new(key);
    for part in parts {
        mac.update(part);
    }
    mac.finish()
}

impl Mac {
    /// With a key of any length.
    pub fn new(key: &[u8]) -> Self {
        // HMAC takes keys of every length, so the other branch is never met.
        let mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key)
            .unwrap_or_else(|_| <Hmac<Sha256> as KeyInit>::new(&Default::default()));
        Self(mac)
    }

    pub fn update(&mut self, part: &[u8]) {
        self.0.update(part);
    }

    pub fn finish(self) -> [u8; 32] {
        self.0.finalize().into_bytes().into()
    }
}

impl Clone for Mac {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}
