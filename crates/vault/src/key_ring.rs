use async_trait::async_trait;
use kernel::Secret;
use ports::{KeyError, KeyService, WrappedKey};
use std::sync::{Arc, Mutex, PoisonError};

type Keys = Vec<Arc<dyn KeyService>>;

/// The root key in use, and others that may have wrapped what is stored. While the root key is changed, a running server
/// meets keys wrapped by either: what it does not hold it looks for where the change puts the new one, so that nobody has
/// to start it again.
pub struct KeyRing {
    id: String,
    keys: Mutex<Keys>,
    /// All there are now, the one to wrap with first. Reads small files at most.
    look: Box<dyn Fn() -> Keys + Send + Sync>,
}

impl KeyRing {
    /// `first` is the one in use.
    pub fn new(first: Arc<dyn KeyService>, look: impl Fn() -> Keys + Send + Sync + 'static) -> Self {
        Self { id: first.root_key_id().to_owned(), keys: Mutex::new(vec![first]), look: Box::new(look) }
    }

    fn held(&self, id: &str) -> Option<Arc<dyn KeyService>> {
        let keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        keys.iter().find(|key| key.root_key_id() == id).cloned()
    }

    /// What was held stays held: keys wrapped by it may still come out of a transaction that began before.
    fn look_again(&self) -> Option<Arc<dyn KeyService>> {
        let mut found = (self.look)();
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        for key in keys.drain(..) {
            if found.iter().all(|other| other.root_key_id() != key.root_key_id()) {
                found.push(key);
            }
        }
        *keys = found;
        keys.first().cloned()
    }

    fn none(&self, wrapped: &WrappedKey) -> KeyError {
        KeyError::WrongRootKey { wrapped_by: wrapped.root_key_id.clone(), held: self.id.clone() }
    }
}

#[async_trait]
impl KeyService for KeyRing {
    /// Of the root key that was in use when it was opened.
    fn root_key_id(&self) -> &str {
        &self.id
    }
    /// By the one in use now: it may have been changed since.
    async fn wrap(&self, key: &Secret<[u8; 32]>, context: &str) -> Result<WrappedKey, KeyError> {
        let current = self.look_again().or_else(|| self.held(&self.id));
        let current = current.ok_or_else(|| KeyError::Unavailable("there is no root key any more".into()))?;
        current.wrap(key, context).await
    }
    async fn unwrap(&self, wrapped: &WrappedKey, context: &str) -> Result<Secret<[u8; 32]>, KeyError> {
        let held = self.held(&wrapped.root_key_id).or_else(|| {
            self.look_again();
            self.held(&wrapped.root_key_id)
        });
        held.ok_or_else(|| self.none(wrapped))?.unwrap(wrapped, context).await
    }
    /// By the one that was in use when it was opened, so that it stays the same as long as the server runs.
    async fn derive(&self, purpose: &str) -> Result<Secret<[u8; 32]>, KeyError> {
        let own = self.held(&self.id);
        own.ok_or_else(|| KeyError::Unavailable("there is no root key any more".into()))?
            .derive(purpose)
            .await
    }
}
