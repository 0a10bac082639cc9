use crate::{Duty, Identity, IdentityRefusal, Result, Role, Scopes, store, token};
use kernel::{MerchantId, Secret, SessionId, Span, Time, UserId};

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
    pub id: SessionId,
    pub user: UserId,
    /// Empty for who has a telephone number only.
    pub email: String,
    pub phone: Option<String>,
    /// What they want to be called; may be empty.
    pub name: String,
    pub role: Role,
    pub merchant: Option<MerchantId>,
    pub duty: Option<Duty>,
    /// What they may do, by role and duty.
    pub scopes: Scopes,
    /// Whether they have set up a second factor.
    pub second_factor: bool,
    /// When one was last proved in this session.
    pub strong_at: Option<Time>,
    /// What each form of this session must carry.
    pub csrf: String,
    /// When it ends unless it is used.
    pub expires_at: Time,
}

impl Session {
    /// Where they are reached: the e-mail address, else the telephone number.
    pub fn contact(&self) -> &str {
        if self.email.is_empty() { self.phone.as_deref().unwrap_or_default() } else { &self.email }
    }

    /// What a page calls them: the name, else where they are reached.
    pub fn called(&self) -> &str {
        let known = [self.name.as_str(), self.email.as_str(), self.phone.as_deref().unwrap_or_default()];
        known.into_iter().find(|text| !text.is_empty()).unwrap_or_default()
    }
}

/// A session as its owner sees it in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionView {
    pub id: SessionId,
    /// How it began, e.g. `password`.
    pub way: String,
    pub from: String,
    pub agent: String,
    pub created_at: Time,
    /// To the hour.
    pub used_at: Time,
    pub strong_at: Option<Time>,
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
        let Some(mut session) = store::sessions::find(&self.db, &self.contacts, &digest, now).await? else {
            return Ok(None);
        };
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

    /// The sessions of a user that have not ended, the newest first.
    pub async fn sessions(&self, user: UserId) -> Result<Vec<SessionView>> {
        Ok(store::sessions::list(&self.db, user, self.ambient.now()).await?)
    }

    /// Ends one of a user's sessions (on other nodes after five seconds).
    pub async fn end_session(&self, user: UserId, id: SessionId) -> Result<()> {
        let mut tx = self.db.begin().await?;
        if !store::sessions::delete_one(&mut tx, user, id).await? {
            return Err(IdentityRefusal::NoSuchSession);
        }
        tx.commit().await?;
        self.sessions.forget(|_, session| session.id == id);
        Ok(())
    }

    /// Ends all sessions of a user but that one; how many.
    pub async fn end_other_sessions(&self, user: UserId, but: SessionId) -> Result<u64> {
        let mut tx = self.db.begin().await?;
        let ended = store::sessions::delete_all_but(&mut tx, user, but).await?;
        tx.commit().await?;
        self.sessions.forget(|_, session| session.user == user && session.id != but);
        Ok(ended)
    }

    /// Deletes the sessions that have ended, and unfinished log-ins; says how many sessions. To be called from time to time.
    pub async fn sweep(&self) -> Result<u64> {
        let now = self.ambient.now();
        store::challenges::sweep(&self.db, now).await?;
        Ok(store::sessions::sweep(&self.db, now).await?)
    }
}
