use crate::root_key::RootKey;
use crate::store;
use argon2::{Algorithm, Argon2, Params, Version};
use async_trait::async_trait;
use db::Db;
use kernel::{Ambient, Secret};
use ports::{KeyError, KeyService, WrappedKey};
use zeroize::Zeroizing;

const LENGTH_MIN: usize = 12;
/// 64 MiB, three passes, one lane: some tenths of a second, once at each start.
const PARAMETERS: &str = "m=65536,t=3,p=1";

/// Makes the root key from a passphrase by argon2id. Salt and parameters lie in the database: they are no secret.
pub struct PassphraseKeyService(RootKey);

impl PassphraseKeyService {
    /// The first start draws a salt and writes it down; later ones use that.
    pub async fn open(db: &Db, passphrase: &Secret<String>, ambient: Ambient) -> Result<Self, KeyError> {
        if passphrase.expose().chars().count() < LENGTH_MIN {
            return Err(KeyError::Invalid(format!("use a passphrase of at least {LENGTH_MIN} characters")));
        }
        let unavailable = |error: db::DbError| KeyError::Unavailable(error.to_string());
        let salt: [u8; 16] = ambient.bytes();
        let (salt, parameters) = store::root::passphrase(db, salt, PARAMETERS).await.map_err(unavailable)?;
        Self::with(passphrase.clone(), salt, &parameters, ambient).await
    }

    /// With a salt and parameters (`m=65536,t=3,p=1`) that are kept elsewhere.
    pub async fn with(
        passphrase: Secret<String>,
        salt: Vec<u8>,
        parameters: &str,
        ambient: Ambient,
    ) -> Result<Self, KeyError> {
        let params = parsed(parameters)
            .ok_or_else(|| KeyError::Invalid(format!("{parameters} are no parameters of argon2id")))?;
        let work = move || {
            let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
            let mut key = Zeroizing::new([0u8; 32]);
            let hashed = argon2.hash_password_into(passphrase.expose().as_bytes(), &salt, key.as_mut_slice());
            hashed.map(|()| Secret::new(*key))
        };
        let made =
            tokio::task::spawn_blocking(work).await.map_err(|e| KeyError::Unavailable(e.to_string()))?;
        let key = made.map_err(|e| KeyError::Invalid(format!("argon2id: {e}")))?;
        Ok(Self(RootKey::new("passphrase", key, ambient)))
    }
}

fn parsed(parameters: &str) -> Option<Params> {
    let mut numbers = [0u32; 3];
    let mut parts = parameters.split(',');
    for (number, name) in numbers.iter_mut().zip(["m=", "t=", "p="]) {
        *number = parts.next()?.strip_prefix(name)?.parse().ok()?;
    }
    let [memory, passes, lanes] = numbers;
    // More than 4 GiB is not what we wrote: somebody wants the server to die at its start.
    if memory > 4 * 1_024 * 1_024 || passes > 100 {
        None
    } else {
        Params::new(memory, passes, lanes, Some(32)).ok()
    }
}

#[async_trait]
impl KeyService for PassphraseKeyService {
    fn root_key_id(&self) -> &str {
        self.0.id()
    }
    async fn wrap(&self, key: &Secret<[u8; 32]>, context: &str) -> Result<WrappedKey, KeyError> {
        Ok(self.0.wrap(key, context))
    }
    async fn unwrap(&self, wrapped: &WrappedKey, context: &str) -> Result<Secret<[u8; 32]>, KeyError> {
        self.0.unwrap(wrapped, context)
    }
    async fn derive(&self, purpose: &str) -> Result<Secret<[u8; 32]>, KeyError> {
        Ok(self.0.derive(purpose))
    }
}
