use kernel::{Ambient, Secret};
use ports::{KeyError, WrappedKey};
use zeroize::Zeroizing;

pub(crate) fn derived(key: &[u8; 32], label: &str) -> Secret<[u8; 32]> {
    Secret::new(seals::mac(key, &[label.as_bytes()]))
}

/// Nonce, ciphertext and tag of a key of 32 bytes: 72 bytes.
pub(crate) fn wrap(under: &[u8; 32], key: &Secret<[u8; 32]>, context: &[u8], ambient: &Ambient) -> Vec<u8> {
    // Fails only for messages of 256 GB.
    seals::seal(under, &ambient.bytes(), context, key.expose()).unwrap_or_default()
}

/// The inverse of [`wrap`]; none where anything was changed.
pub(crate) fn unwrap(under: &[u8; 32], wrapped: &[u8], context: &[u8]) -> Option<Secret<[u8; 32]>> {
    let key = Zeroizing::new(seals::open(under, context, wrapped)?);
    <[u8; 32]>::try_from(key.as_slice()).ok().map(Secret::new)
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
