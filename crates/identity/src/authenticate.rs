use crate::{Identity, IdentityRefusal, Result, Role, Scope, Scopes, api_key, store, token};
use kernel::{ApiKeyId, MerchantId, Span, Time, UserId};

/// Who calls, and what they may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caller {
    pub user: UserId,
    pub role: Role,
    pub merchant: Option<MerchantId>,
    pub key: ApiKeyId,
    pub scopes: Scopes,
    /// Whether the key moves real money (`sk_live_…`).
    pub live: bool,
}

impl Caller {
    pub fn may(&self, scope: Scope) -> bool {
        self.scopes.has(scope)
    }
}

/// How exactly the last use of a key is known.
const USED: Span = Span::minutes(1);

impl Identity {
    /// Whose key that is. `key` is what follows `Bearer ` in the header; at most five seconds old.
    pub async fn authenticate(&self, key: &str) -> Result<Caller> {
        if !api_key::well_formed(key) {
            return Err(IdentityRefusal::BadApiKey);
        }
        let (now, digest) = (self.ambient.now(), token::digest(key));
        if let Some(caller) = self.callers.get(&digest, now) {
            return Ok(caller);
        }
        let found = store::api_keys::find(&self.db, &digest).await?.ok_or(IdentityRefusal::BadApiKey)?;
        self.callers.put(digest, found.caller, now);
        if found.last_used_at.is_none_or(|used| now.since(used) >= USED) {
            self.note_use(found.caller.key, now);
        }
        Ok(found.caller)
    }

    /// Beside the call, not before its answer.
    fn note_use(&self, key: ApiKeyId, now: Time) {
        let db = self.db.clone();
        tokio::spawn(async move {
            if let Err(error) = store::api_keys::used(&db, key, now, now.before(USED)).await {
                tracing::warn!(%error, %key, "the last use of an API key could not be noted");
            }
        });
    }
}
