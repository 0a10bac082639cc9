use crate::{Duty, Identity, IdentityRefusal, Result, Role, Scope, Scopes, Session, api_key, store, token};
use kernel::{ApiKeyId, MerchantId, SessionId, Span, Time, UserId};

/// By what somebody proved who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Key(ApiKeyId),
    Session(SessionId),
}

/// Who calls, and what they may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caller {
    pub user: UserId,
    pub role: Role,
    pub merchant: Option<MerchantId>,
    pub duty: Option<Duty>,
    pub by: By,
    pub scopes: Scopes,
    /// Whether it is about real money: false with a key `sk_test_…` only.
    pub live: bool,
    /// Whether the user has set up a second factor; of a key it is not asked.
    pub second_factor: bool,
    /// When a second factor was last proved in the session; none with a key.
    pub strong_at: Option<Time>,
}

impl Caller {
    pub fn may(&self, scope: Scope) -> bool {
        self.scopes.has(scope)
    }

    /// Who that is in records and for limits: the API key, or the user, whichever session they are in.
    pub fn actor(&self) -> String {
        match self.by {
            By::Key(key) => key.to_string(),
            By::Session(_) => self.user.to_string(),
        }
    }
}

impl From<&Session> for Caller {
    fn from(session: &Session) -> Self {
        Self {
            user: session.user,
            role: session.role,
            merchant: session.merchant,
            duty: session.duty,
            by: By::Session(session.id),
            scopes: session.scopes,
            live: true,
            second_factor: session.second_factor,
            strong_at: session.strong_at,
        }
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
            self.note_use(found.id, now);
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
