use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use kernel::{Ambient, Secret};
use sha2::Sha256;

/// Seals what merchants tell of themselves, each thing under a key of its own, and makes the fingerprints by which the
/// same thing is found again.
pub struct Sealer {
    key: Secret<[u8; 32]>,
}

const NONCE: usize = 24;

impl Sealer {
    /// The key must last: what was sealed under another one does not open.
    pub fn new(key: Secret<[u8; 32]>) -> Self {
        Self { key }
    }

    /// `what` names the one thing that this is, e.g. the id of a document: it opens under no other name.
    pub fn seal(&self, ambient: &Ambient, what: &str, plain: &[u8]) -> Vec<u8> {
        let nonce: [u8; NONCE] = ambient.bytes();
        let payload = Payload { msg: plain, aad: what.as_bytes() };
        // Fails only for messages of 256 GB.
        let sealed = self.cipher(what).encrypt(&XNonce::from(nonce), payload).unwrap_or_default();
        [nonce.as_slice(), &sealed].concat()
    }

    /// None where it was changed, or sealed as something else.
    pub fn open(&self, what: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
        let payload = Payload { msg: sealed, aad: what.as_bytes() };
        self.cipher(what).decrypt(&XNonce::from(*nonce), payload).ok()
    }

    /// The same for the same text of that kind, however it is spaced and cased; tells nothing to whoever has no key.
    pub fn print(&self, kind: &str, text: &str) -> Vec<u8> {
        let plain: String =
            text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect();
        let mac = mac(&self.derived("fingerprint")).chain_update(kind).chain_update([0]).chain_update(plain);
        mac.finalize().into_bytes().to_vec()
    }

    fn cipher(&self, what: &str) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.derived(&format!("seal {what}")).into())
    }

    fn derived(&self, label: &str) -> [u8; 32] {
        mac(self.key.expose()).chain_update(label).finalize().into_bytes().into()
    }
}

fn mac(key: &[u8; 32]) -> Hmac<Sha256> {
    // HMAC takes keys of every length, so the other branch is never met.
    <Hmac<Sha256> as Mac>::new_from_slice(key)
        .unwrap_or_else(|_| <Hmac<Sha256> as KeyInit>::new(&Default::default()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn it_opens_under_its_own_name_and_unchanged_only() {
        let (sealer, ambient) = (Sealer::new(Secret::new([5; 32])), Ambient::system());
        let sealed = sealer.seal(&ambient, "doc_a", b"a scan");
        assert_eq!(sealer.open("doc_a", &sealed).unwrap(), b"a scan");
        assert!(sealer.open("doc_b", &sealed).is_none());
        assert!(Sealer::new(Secret::new([6; 32])).open("doc_a", &sealed).is_none());
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            *changed.get_mut(at).unwrap() ^= 1;
            assert!(sealer.open("doc_a", &changed).is_none(), "{at}");
        }
        assert!(sealer.open("doc_a", &[]).is_none());
    }

    #[test]
    fn fingerprints_look_through_spacing_and_case() {
        let sealer = Sealer::new(Secret::new([5; 32]));
        assert_eq!(sealer.print("licence", "91310000ma1k-3yy"), sealer.print("licence", " 91310000 MA1K3YY"));
        assert_ne!(sealer.print("licence", "1"), sealer.print("bank", "1"));
    }
}
