use crate::{
    Changed, Entry, Identity, IdentityRefusal, NewTotp, Result, Session, password, store, token, trail,
};
use kernel::{Secret, UserId, clean_line};

const LONGEST_NAME: usize = 80;

impl Identity {
    /// What an act on one's own ways to log in needs in a session: a fresh proof from who can give one.
    pub fn lately_proved(&self, session: &Session) -> Result<()> {
        if !session.second_factor || self.strong_until(session.strong_at).is_some() {
            Ok(())
        } else {
            Err(IdentityRefusal::StepUpNeeded)
        }
    }

    /// What somebody wants to be called: one line, or nothing.
    pub async fn call_me(&self, user: UserId, name: &str) -> Result<()> {
        let name = match name.trim() {
            "" => String::new(),
            name => clean_line(name, LONGEST_NAME).map_err(IdentityRefusal::BadName)?,
        };
        let mut tx = self.db.begin().await?;
        store::users::set_name(&mut tx, user, &name).await?;
        tx.commit().await?;
        self.sessions.forget(|_, session| session.user == user);
        Ok(())
    }

    pub async fn has_password(&self, user: UserId) -> Result<bool> {
        let known =
            store::users::known(&self.db, &self.contacts, user).await?.ok_or(IdentityRefusal::NoSuchUser)?;
        Ok(known.password.is_some())
    }

    /// The first password of somebody who came by another way. Ends their other sessions, like any new password.
    pub async fn choose_password(&self, token: &str, new: &Secret<String>, from: &str) -> Result<()> {
        let session = self.session(token).await?.ok_or(IdentityRefusal::NotLoggedIn)?;
        self.lately_proved(&session)?;
        password::check_new(new, &session.email)?;
        let known = store::users::known(&self.db, &self.contacts, session.user)
            .await?
            .ok_or(IdentityRefusal::NoSuchUser)?;
        if known.password.is_some() {
            return Err(IdentityRefusal::BadCredentials);
        }
        let hash = self.hash_password(new).await?;
        let (who, digest) = (session.user.to_string(), token::digest(token));
        let mut tx = self.db.begin().await?;
        if !store::users::set_password(&mut tx, &known, &hash).await? {
            return Err(IdentityRefusal::BadCredentials);
        }
        store::sessions::delete_others(&mut tx, session.user, &digest).await?;
        let now = self.ambient.now();
        self.tell_own_change(&mut tx, session.user, Changed::Password, from).await?;
        trail(&mut tx, &Entry { who: &who, what: "password_chosen", subject: &who, from, ..Entry::at(now) })
            .await?;
        tx.commit().await?;
        self.sessions.forget(|known, cached| cached.user == session.user && *known != digest);
        Ok(())
    }

    /// The secret that waits for its first code, once more: for who has mistyped it.
    pub async fn pending_totp(&self, session: &Session, issuer: &str) -> Result<NewTotp> {
        let mut tx = self.db.begin().await?;
        let row = store::second_factor::totp(&mut tx, session.user).await?.filter(|row| !row.confirmed);
        tx.commit().await?;
        let row = row.ok_or(IdentityRefusal::NotBegun)?;
        self.totp_for_app(session, issuer, &row.sealed)
    }
}
