use chacha20poly1305::aead::AeadInPlace;
use chacha20poly1305::{KeyInit, Tag, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use kernel::{Ambient, Secret};
use ports::{KeyError, WrappedKey};
use sha2::Sha256;
use zeroize::Zeroizing;

/// HMAC-SHA256 with a key of any length.
pub(crate) fn hmac(key: &[u8]) -> Hmac<Sha256> {
    // HMAC takes keys of every length, so the other branch is never met.
    <Hmac<Sha256> as Mac>::new_from_slice(key)
        .unwrap_or_else(|_| <Hmac<Sha256> as KeyInit>::new(&Default::default()))
}

pub(crate) fn derived(key: &[u8; 32], label: &str) -> Secret<[u8; 32]> {
    Secret::new(hmac(key).chain_update(label).finalize().into_bytes().into())
}

/// Nonce, ciphertext and tag of a key of 32 bytes: 72 bytes.
pub(crate) fn wrap(under: &[u8; 32], key: &Secret<[u8; 32]>, context: &[u8], ambient: &Ambient) -> Vec<u8> {
    let nonce: [u8; 24] = ambient.bytes();
    let mut bytes = Zeroizing::new(*key.expose());
    let cipher = XChaCha20Poly1305::new(under.into());
    // Fails only for messages of 256 GB.
    let tag = cipher
        .encrypt_in_place_detached(&XNonce::from(nonce), context, bytes.as_mut_slice())
        .unwrap_or_default();
    [nonce.as_slice(), bytes.as_slice(), tag.as_slice()].concat()
}

/// The inverse of [`wrap`]; none where anything was changed.
pub(crate) fn unwrap(under: &[u8; 32], wrapped: &[u8], context: &[u8]) -> Option<Secret<[u8; 32]>> {
    let (nonce, rest) = wrapped.split_first_chunk::<24>()?;
    let (body, tag) = rest.split_last_chunk::<16>()?;
    let mut key = Zeroizing::new(<[u8; 32]>::try_from(body).ok()?);
    let cipher = XChaCha20Poly1305::new(under.into());
    let (nonce, tag) = (XNonce::from(*nonce), Tag::from(*tag));
    cipher.decrypt_in_place_detached(&nonce, context, key.as_mut_slice(), &tag).ok()?;
    Some(Secret::new(*key))
}

/// A root key in memory, and its name.
pub(crate) struct RootKey {
    id: String,
    key: Secret<[u8; 32]>,
    ambient: Ambient,
}

impl RootKey {
    /// Its name is the kind and 8 hex digits of a MAC by the key, which tell nothing of the key.
    pub fn new(kind: &str, key: Secret<[u8; 32]>, ambient: Ambient) -> Self {
        let mark = derived(key.expose(), "name");
        let digits = kernel::hex(mark.expose().get(..4).unwrap_or_default());
        Self { id: format!("{kind}:{digits}"), key, ambient }
    }
    pub fn id(&self) -> &str {
        &self.id
    }
    pub fn wrap(&self, key: &Secret<[u8; 32]>, context: &str) -> WrappedKey {
        let under = derived(self.key.expose(), "wrap");
        let bytes = wrap(under.expose(), key, context.as_bytes(), &self.ambient);
        WrappedKey { root_key_id: self.id.clone(), bytes }
    }
    pub fn unwrap(&self, wrapped: &WrappedKey, context: &str) -> Result<Secret<[u8; 32]>, KeyError> {
        if wrapped.root_key_id != self.id {
            let (wrapped_by, held) = (wrapped.root_key_id.clone(), self.id.clone());
            return Err(KeyError::WrongRootKey { wrapped_by, held });
        }
        let under = derived(self.key.expose(), "wrap");
        unwrap(under.expose(), &wrapped.bytes, context.as_bytes()).ok_or(KeyError::Tampered)
    }
    pub fn derive(&self, purpose: &str) -> Secret<[u8; 32]> {
        derived(self.key.expose(), &format!("derive/{purpose}"))
    }
}
