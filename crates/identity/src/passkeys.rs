use crate::{Changed, Entry, Identity, IdentityRefusal, Result, Session, store, token, trail};
use kernel::{PasskeyId, Span, Time, UserId, clean_line};
use serde_json::Value;
use webauthn_rs::Webauthn;

/// Proof by one that is known.
mod prove;
/// A new one.
mod register;
pub use prove::PasskeyProof;

/// A passkey as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passkey {
    pub id: PasskeyId,
    pub user: UserId,
    /// What the owner calls it.
    pub name: String,
    pub created_at: Time,
    pub last_used_at: Option<Time>,
}

/// What a browser must answer, and under which name it gives its answer back.
#[derive(Clone, Debug)]
pub struct PasskeyChallenge {
    /// Good for five minutes, once.
    pub challenge: String,
    /// For `navigator.credentials`, in the JSON form of WebAuthn.
    pub options: Value,
}

/// What a challenge was made for; another use of it is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    Register,
    LogIn,
    Prove,
}

impl Purpose {
    pub fn code(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::LogIn => "log_in",
            Self::Prove => "prove",
        }
    }
}

/// How many one user may have.
const MOST: usize = 20;
const CHALLENGE_LIVES: Span = Span::minutes(5);
const LONGEST_NAME: usize = 60;

impl Identity {
    /// The oldest first.
    pub async fn passkeys(&self, user: UserId) -> Result<Vec<Passkey>> {
        let found = store::passkeys::list(&self.db, user).await?;
        Ok(found.into_iter().map(|known| known.passkey).collect())
    }

    pub async fn rename_passkey(&self, user: UserId, id: PasskeyId, name: &str) -> Result<()> {
        let name = clean_line(name, LONGEST_NAME).map_err(IdentityRefusal::BadName)?;
        let mut tx = self.db.begin().await?;
        if !store::passkeys::rename(&mut tx, user, id, &name).await? {
            return Err(IdentityRefusal::NoSuchPasskey);
        }
        Ok(tx.commit().await?)
    }

    /// Refused for the last way in, and for who has a second factor and has not proved it lately.
    pub async fn remove_passkey(&self, session: &Session, id: PasskeyId, from: &str) -> Result<()> {
        self.lately_proved(session)?;
        let (who, subject) = (session.user.to_string(), id.to_string());
        let mut tx = self.db.begin().await?;
        store::ways::hold(&mut tx, session.user).await?;
        if !store::passkeys::delete(&mut tx, session.user, id).await? {
            return Err(IdentityRefusal::NoSuchPasskey);
        }
        if !store::ways::any_left(&mut tx, session.user).await? {
            return Err(IdentityRefusal::LastWayIn);
        }
        let now = self.ambient.now();
        self.tell_own_change(&mut tx, session.user, Changed::PasskeyRemoved, from).await?;
        trail(
            &mut tx,
            &Entry { who: &who, what: "passkey_removed", subject: &subject, from, ..Entry::at(now) },
        )
        .await?;
        tx.commit().await?;
        self.sessions.forget(|_, cached| cached.user == session.user);
        Ok(())
    }

    fn authority(&self) -> Result<&Webauthn> {
        self.ways.passkeys.as_ref().ok_or(IdentityRefusal::PasskeysNotOffered)
    }

    async fn challenge(
        &self,
        purpose: Purpose,
        user: Option<UserId>,
        state: String,
        options: Value,
    ) -> Result<PasskeyChallenge> {
        let challenge = token::fresh(&self.ambient);
        let end = self.ambient.now().after(CHALLENGE_LIVES);
        let mut tx = self.db.begin().await?;
        store::challenges::insert(&mut tx, &token::digest(&challenge), purpose, user, &state, end).await?;
        tx.commit().await?;
        Ok(PasskeyChallenge { challenge, options })
    }

    /// What the answer is checked against. It is used up before anything is checked, so that nobody tries twice.
    async fn challenged(&self, challenge: &str, purpose: Purpose, user: Option<UserId>) -> Result<String> {
        let used = IdentityRefusal::ChallengeUsed;
        if !token::well_formed(challenge) {
            return Err(used);
        }
        let (now, digest) = (self.ambient.now(), token::digest(challenge));
        let mut tx = self.db.begin().await?;
        let state = store::challenges::take(&mut tx, &digest, purpose, user, now).await?;
        tx.commit().await?;
        state.ok_or(used)
    }
}

/// Why the library refuses is for the log; whoever asked gets one sentence.
fn refused(error: &webauthn_rs::prelude::WebauthnError) -> IdentityRefusal {
    tracing::info!(%error, "a passkey was refused");
    IdentityRefusal::PasskeyRefused
}

fn broken(error: &serde_json::Error) -> IdentityRefusal {
    IdentityRefusal::Db(db::DbError::Decode(format!("a passkey: {error}")))
}
