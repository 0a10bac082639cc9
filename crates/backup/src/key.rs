use kernel::Secret;
use ports::{KeyError, KeyService, WrappedKey};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

const CONTEXT: &str = "cardamom backup";

/// What kind of key opens a backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyKind {
    /// The shop's root key.
    Root,
    /// A passphrase for backups only.
    Passphrase,
    /// A key file for backups only.
    File,
}

/// Wraps the random key of each backup. The wrapping key is never in the backup.
#[derive(Clone)]
pub struct BackupKey {
    pub kind: KeyKind,
    pub service: Arc<dyn KeyService>,
    /// Salt and parameters by which the service's key is made from a passphrase: not secret, and written down.
    pub salt: Option<(Vec<u8>, String)>,
}

impl BackupKey {
    pub(crate) async fn wrap(&self, key: &Secret<[u8; 32]>) -> Result<WrappedKey, KeyError> {
        self.service.wrap(key, CONTEXT).await
    }
    pub(crate) async fn unwrap(&self, wrapped: &WrappedKey) -> Result<Secret<[u8; 32]>, KeyError> {
        self.service.unwrap(wrapped, CONTEXT).await
    }
}
