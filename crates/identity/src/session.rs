use crate::{Identity, Result, Role, store, token};
use kernel::{MerchantId, Secret, Span, Time, UserId};

/// How long a session lives after it was last used.
pub(crate) const LIFE: Span = Span::days(14);
/// How often its end is moved: not with every page.
const SLIDE: Span = Span::hours(1);

/// The credential of a session: goes into a cookie and nowhere else.
pub struct SessionToken(Secret<String>);

impl SessionToken {
    pub(crate) fn new(token: String) -> Self {
        Self(Secret::new(token))
    }
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

/// Somebody who is logged in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    pub user: UserId,
    pub email: String,
    pub role: Role,
    pub merchant: Option<MerchantId>,
    /// What each form of this session must carry.
    pub csrf: String,
    /// When it ends unless it is used.
    pub expires_at: Time,
}

impl Identity {
    /// Whose session that is; none where it has ended, or never was. At most five seconds old.
    pub async fn session(&self, token: &str) -> Result<Option<Session>> {
        if !token::well_formed(token) {
            return Ok(None);
        }
        let (now, digest) = (self.ambient.now(), token::digest(token));
        if let Some(session) = self.sessions.get(&digest, now) {
            return Ok(Some(session).filter(|session| session.expires_at > now));
        }
        let Some(mut session) = store::sessions::find(&self.db, &digest, now).await? else { return Ok(None) };
        session.csrf = self.csrf().for_session(token);
        self.slide(&digest, &mut session, now).await;
        self.sessions.put(digest, session.clone(), now);
        Ok(Some(session))
    }

    /// Moves the end of a session that is used. A failure costs nobody their page: the next one tries again.
    async fn slide(&self, digest: &token::Digest, session: &mut Session, now: Time) {
        let end = now.after(LIFE);
        if end.since(session.expires_at) < SLIDE {
            return;
        }
        match store::sessions::slide(&self.db, digest, session.expires_at, end).await {
            Ok(()) => session.expires_at = end,
            Err(error) => tracing::warn!(%error, "a session could not be prolonged"),
        }
    }

    /// Ends the session; one that has ended already is no fault.
    pub async fn log_out(&self, token: &str) -> Result<()> {
        let digest = token::digest(token);
        store::sessions::delete(&self.db, &digest).await?;
        self.sessions.remove(&digest);
        Ok(())
    }

    /// Deletes the sessions that have ended; says how many. To be called from time to time.
    pub async fn sweep(&self) -> Result<u64> {
        Ok(store::sessions::sweep(&self.db, self.ambient.now()).await?)
    }
}
