use crate::Hex;
use crate::receipt::{ALGORITHM, Head, KeyInfo, Receipt, head_message};
use db::DbError;
use kernel::{Secret, Time};
use serde::{Deserialize, Serialize};

/// The platform's key, as it publishes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicKey {
    pub algorithm: String,
    /// The newest head of the log; none while it is empty.
    pub head: Option<Head>,
    pub id: String,
    pub public_key: Hex<32>,
}

/// The public key out of what the platform publishes, or out of its 64 digits alone; none where it is neither.
pub fn published_key(text: &str) -> Option<[u8; 32]> {
    let text = text.trim();
    match text.parse::<Hex<32>>() {
        Ok(key) => Some(key.0),
        Err(_) => serde_json::from_str::<PublicKey>(text).ok().map(|key| key.public_key.0),
    }
}

/// A public key's name.
pub(crate) fn key_id(public: &[u8; 32]) -> String {
    let mut digits = kernel::hex(seals::sha256(&[public]));
    digits.truncate(16);
    digits
}

/// Signs for the platform.
#[derive(Clone)]
pub(crate) struct Signer {
    seed: Secret<[u8; 32]>,
    pub public: [u8; 32],
}

impl Signer {
    pub fn new(seed: Secret<[u8; 32]>) -> Self {
        // Every seed has a public key, so the other branch is never met.
        let public = seals::public_key(seed.expose()).unwrap_or_default();
        Self { seed, public }
    }
    pub fn info(&self) -> KeyInfo {
        KeyInfo { algorithm: ALGORITHM.to_owned(), id: key_id(&self.public), public_key: Hex(self.public) }
    }
    pub fn receipt(&self, receipt: &Receipt) -> db::Result<Hex<64>> {
        self.sign(&receipt.message())
    }
    pub fn head(&self, root: [u8; 32], size: u64, at: Time) -> db::Result<Head> {
        let (root, time) = (Hex(root), at.rfc3339());
        let signature = self.sign(&head_message(&root, size, &time))?;
        Ok(Head { root, signature, size, time })
    }
    fn sign(&self, message: &[u8]) -> db::Result<Hex<64>> {
        let signature = seals::sign(self.seed.expose(), message);
        signature.map(Hex).ok_or_else(|| DbError::State("the key of receipts cannot sign".into()))
    }
}
