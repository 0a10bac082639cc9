use std::collections::{BTreeMap, HashMap};
use std::io::{Error, ErrorKind, Result};
use std::path::PathBuf;
use std::sync::{LazyLock, Mutex, PoisonError};

use rsa::RsaPrivateKey;
use rsa::pkcs8::{DecodePrivateKey, EncodePrivateKey, EncodePublicKey, LineEnding};

use crate::ambient;

/// RSA keys are slow to make: each name has one for the whole process, unless another was given.
static MADE: LazyLock<Mutex<HashMap<String, RsaPrivateKey>>> = LazyLock::new(Mutex::default);

/// Keys and secrets of the gateways and of their one merchant, by name. Each is made when it is first asked for.
pub struct Keys {
    known: Mutex<Known>,
    file: Option<PathBuf>,
}

struct Known {
    texts: BTreeMap<String, String>,
    rsa: HashMap<String, RsaPrivateKey>,
}

impl Keys {
    pub fn open(given: BTreeMap<String, String>, file: Option<PathBuf>) -> Result<Self> {
        let mut texts: BTreeMap<String, String> = match &file {
            Some(path) if path.exists() => {
                serde_json::from_slice(&std::fs::read(path)?).map_err(Error::other)?
            }
            _ => BTreeMap::new(),
        };
        texts.extend(given);
        Ok(Self { known: Mutex::new(Known { texts, rsa: HashMap::new() }), file })
    }

    /// A secret of 32 hexadecimal digits, or what was given.
    pub fn text(&self, name: &str) -> Result<String> {
        self.text_or(name, || ambient::id("").map_err(Error::other))
    }

    /// What was given or kept under this name, else what is made now.
    pub fn text_or(&self, name: &str, make: impl FnOnce() -> Result<String>) -> Result<String> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(text) = known.texts.get(name) {
            return Ok(text.clone());
        }
        let text = make()?;
        known.texts.insert(name.to_owned(), text.clone());
        self.keep(&known.texts)?;
        Ok(text)
    }

    /// A key of 2048 bits.
    pub fn rsa(&self, name: &str) -> Result<RsaPrivateKey> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = known.rsa.get(name) {
            return Ok(key.clone());
        }
        let key = match known.texts.get(name) {
            Some(pem) => RsaPrivateKey::from_pkcs8_pem(pem)
                .map_err(|_| Error::new(ErrorKind::InvalidInput, format!("{name} is no PKCS #8 PEM")))?,
            None => {
                let key = made(name)?;
                let pem = key.to_pkcs8_pem(LineEnding::LF).map_err(Error::other)?;
                known.texts.insert(name.to_owned(), pem.to_string());
                self.keep(&known.texts)?;
                key
            }
        };
        known.rsa.insert(name.to_owned(), key.clone());
        Ok(key)
    }

    /// The private key in PEM (PKCS #8), as a merchant has it.
    pub fn private_pem(&self, name: &str) -> Result<String> {
        Ok(self.rsa(name)?.to_pkcs8_pem(LineEnding::LF).map_err(Error::other)?.to_string())
    }

    /// The public key in PEM.
    pub fn public_pem(&self, name: &str) -> Result<String> {
        self.rsa(name)?.to_public_key().to_public_key_pem(LineEnding::LF).map_err(Error::other)
    }

    fn keep(&self, texts: &BTreeMap<String, String>) -> Result<()> {
        let Some(path) = &self.file else { return Ok(()) };
        std::fs::write(path, serde_json::to_vec_pretty(texts).map_err(Error::other)?)
    }
}

fn made(name: &str) -> Result<RsaPrivateKey> {
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(key) = made.get(name) {
        return Ok(key.clone());
    }
    let key = RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 2048).map_err(Error::other)?;
    made.insert(name.to_owned(), key.clone());
    Ok(key)
}
