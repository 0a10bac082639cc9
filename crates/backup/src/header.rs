use crate::{BackupError, BackupKey, KeyKind};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kernel::{Ambient, Secret, Time};
use ports::{KeyError, WrappedKey};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

pub(crate) const MAGIC: &[u8; 16] = b"cardamom-backup\n";
/// 2 holds documents, too; what has format 1 is read as ever.
const FORMAT: u32 = 2;
const OLDEST: u32 = 1;
const HEADER_BYTES_MAX: u32 = 64 * 1_024;
/// The nonce of XChaCha20-Poly1305 without the counter and the mark of the last chunk.
pub(crate) const NONCE_BYTES: usize = 19;

/// What stands in front of a backup, for everybody to read; nothing of the shop's is in it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Header {
    pub format: u32,
    /// The version of the program that wrote it.
    pub program: String,
    /// The engine it was taken from. It can be restored into either.
    pub engine: String,
    pub taken_at: Time,
    /// The migrations that its schema had.
    pub schema: Vec<i64>,
    pub key: KeyKind,
    /// The name of the key that opens it.
    pub wrapped_by: String,
    wrapped: String,
    nonce: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    salt: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parameters: Option<String>,
}

/// What seals the chunks of one backup.
pub(crate) struct ChunkKey {
    pub key: Secret<[u8; 32]>,
    pub nonce: [u8; NONCE_BYTES],
    /// The digest of the header's bytes.
    pub bound: [u8; 32],
}

impl Header {
    /// Draws the key of a new backup; gives the header's bytes, too.
    pub(crate) async fn new(
        by: &BackupKey,
        ambient: &Ambient,
        engine: db::Engine,
        schema: Vec<i64>,
    ) -> Result<(Self, Vec<u8>, ChunkKey), BackupError> {
        let (key, nonce) = (Secret::new(ambient.bytes::<32>()), ambient.bytes::<NONCE_BYTES>());
        let wrapped = by.wrap(&key).await?;
        let header = Self {
            format: FORMAT,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            engine: engine.name().to_owned(),
            taken_at: ambient.now(),
            schema,
            key: by.kind,
            wrapped_by: wrapped.root_key_id,
            wrapped: STANDARD.encode(wrapped.bytes),
            nonce: STANDARD.encode(nonce),
            salt: by.salt.as_ref().map(|(salt, _)| STANDARD.encode(salt)),
            parameters: by.salt.as_ref().map(|(_, parameters)| parameters.clone()),
        };
        let json = serde_json::to_vec(&header).map_err(|e| BackupError::damaged(e.to_string()))?;
        let length = u32::try_from(json.len()).unwrap_or(u32::MAX);
        let mut bytes = Vec::new();
        // Writing into memory does not fail.
        let _ = bytes.write_all(MAGIC);
        bytes.extend(length.to_be_bytes());
        bytes.extend(json);
        let bound = seals::sha256(&[&bytes]);
        Ok((header, bytes, ChunkKey { key, nonce, bound }))
    }

    /// The header of that file, without opening what follows it.
    pub fn of(path: &Path) -> Result<Self, BackupError> {
        let mut file = File::open(path).map_err(BackupError::file(path))?;
        Ok(Self::read(&mut file, path)?.0)
    }

    /// The header, and the digest of its bytes.
    pub(crate) fn read(file: &mut impl Read, path: &Path) -> Result<(Self, [u8; 32]), BackupError> {
        let none = || BackupError::NotABackup { path: path.display().to_string() };
        let mut start = [0u8; MAGIC.len() + 4];
        file.read_exact(&mut start).map_err(|_| none())?;
        let (magic, length) = start.split_at(MAGIC.len());
        let length = u32::from_be_bytes(length.try_into().map_err(|_| none())?);
        if magic != MAGIC || length > HEADER_BYTES_MAX {
            return Err(none());
        }
        let mut json = vec![0u8; usize::try_from(length).map_err(|_| none())?];
        let unreadable = || BackupError::damaged("its header cannot be read");
        file.read_exact(&mut json).map_err(|_| unreadable())?;
        let format: Format = serde_json::from_slice(&json).map_err(|_| unreadable())?;
        if !(OLDEST..=FORMAT).contains(&format.format) {
            return Err(BackupError::NewerFormat { found: format.format, known: FORMAT });
        }
        let header: Self = serde_json::from_slice(&json).map_err(|_| unreadable())?;
        let bound = seals::sha256(&[&start, &json]);
        Ok((header, bound))
    }

    /// Salt and parameters of the passphrase that opens it.
    pub fn passphrase(&self) -> Option<(Vec<u8>, String)> {
        let salt = STANDARD.decode(self.salt.as_ref()?).ok()?;
        Some((salt, self.parameters.clone()?))
    }

    pub(crate) async fn unwrap(&self, by: &BackupKey, bound: [u8; 32]) -> Result<ChunkKey, BackupError> {
        let unreadable = || BackupError::damaged("its header was changed");
        let bytes = STANDARD.decode(&self.wrapped).map_err(|_| unreadable())?;
        let nonce = STANDARD.decode(&self.nonce).map_err(|_| unreadable())?;
        let wrapped = WrappedKey { root_key_id: self.wrapped_by.clone(), bytes };
        let key = by.unwrap(&wrapped).await.map_err(|error| match error {
            KeyError::WrongRootKey { wrapped_by, held } => BackupError::WrongKey { wrapped_by, held },
            KeyError::Tampered => unreadable(),
            other => other.into(),
        })?;
        Ok(ChunkKey { key, nonce: nonce.try_into().map_err(|_| unreadable())?, bound })
    }
}

#[derive(Deserialize)]
struct Format {
    format: u32,
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn file(json: &str, length: u32) -> Vec<u8> {
        [MAGIC.as_slice(), &length.to_be_bytes(), json.as_bytes()].concat()
    }

    fn good() -> String {
        serde_json::json!({
            "format": 1, "program": "0.1.0", "engine": "sqlite", "taken_at": Time(7), "schema": [1, 2],
            "key": KeyKind::Passphrase, "wrapped_by": "w", "wrapped": "d3I=", "nonce": "bm8=", "salt": "c2FsdA==",
            "parameters": "m=65536,t=3,p=1",
        })
        .to_string()
    }

    proptest::proptest! {
        /// Of whatever is no backup it is said so, or that it is damaged; nothing is taken for granted that a header says.
        #[test]
        fn any_file_is_read_or_refused(
            bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..120),
            length: u32,
            cut in 0_usize..600,
            at in 0_usize..600,
            sign: u8,
        ) {
            let path = Path::new("some.backup");
            proptest::prop_assert!(Header::read(&mut bytes.as_slice(), path).is_err());
            let text = String::from_utf8_lossy(&bytes).into_owned();
            proptest::prop_assert!(Header::read(&mut file(&text, length).as_slice(), path).is_err());
            // One that was good, cut off and with a sign changed.
            let json = good();
            let mut whole = file(&json, u32::try_from(json.len()).unwrap());
            let (header, _) = Header::read(&mut whole.as_slice(), path).unwrap();
            proptest::prop_assert_eq!(header.passphrase().unwrap().0, b"salt".to_vec());
            if let Some(byte) = whole.get_mut(at) {
                *byte = sign;
            }
            whole.truncate(cut.max(1));
            if let Ok((header, _)) = Header::read(&mut whole.as_slice(), path) {
                proptest::prop_assert!((OLDEST..=FORMAT).contains(&header.format));
                let _ = header.passphrase();
            }
        }
    }
}
