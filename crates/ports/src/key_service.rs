use async_trait::async_trait;
use kernel::Secret;

/// A key as it may be stored: only the service that wrapped it can open it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrappedKey {
    /// Which root key wrapped it, e.g. `file:3fa9…` (a name, never the key).
    pub root_key_id: String,
    pub bytes: Vec<u8>,
}

#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The stored key was wrapped by another root key, or was changed.
    #[error(
        "the key was wrapped by root key {wrapped_by}, but this service holds {held}: give the right key file or passphrase"
    )]
    WrongRootKey { wrapped_by: String, held: String },
    #[error("the wrapped key was changed or belongs to something else")]
    Tampered,
    #[error("the key service cannot be reached: {0}")]
    Unavailable(String),
    #[error("{0}")]
    Invalid(String),
}

/// Wraps and unwraps the merchants' keys with a root key that never leaves the service. Fits a key file, a
/// passphrase, HashiCorp Vault transit and the cloud KMS alike (encrypt, decrypt, HMAC under a named key).
#[async_trait]
pub trait KeyService: Send + Sync {
    /// The name of the root key in use.
    fn root_key_id(&self) -> &str;
    /// `context` is bound to the result: the same must be given to unwrap.
    async fn wrap(&self, key: &Secret<[u8; 32]>, context: &str) -> Result<WrappedKey, KeyError>;
    async fn unwrap(&self, wrapped: &WrappedKey, context: &str) -> Result<Secret<[u8; 32]>, KeyError>;
    /// A key for one purpose (`order-link`, `query-code`, …), always the same for the same root key.
    async fn derive(&self, purpose: &str) -> Result<Secret<[u8; 32]>, KeyError>;
}
