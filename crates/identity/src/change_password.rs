use crate::{Changed, Entry, Identity, IdentityRefusal, Result, Session, password, store, token, trail};
use kernel::{Secret, UserId, clean_line};

const PURPOSE: &str = "change_password";

impl Identity {
    /// For somebody who logged in by another way and has no password yet.
    pub async fn set_first_password(
        &self,
        session: &Session,
        new: &Secret<String>,
        from: &str,
    ) -> Result<()> {
        password::check_new(new, &session.email)?;
        let known = store::users::known(&self.db, &self.contacts, session.user)
            .await?
            .ok_or(IdentityRefusal::NoSuchUser)?;
        if known.password.is_some() {
            return Err(IdentityRefusal::BadCredentials);
        }
        let hash = self.hash_password(new).await?;
        let who = session.user.to_string();
        let mut tx = self.db.begin().await?;
        if !store::users::set_password(&mut tx, &known, &hash).await? {
            return Err(IdentityRefusal::BadCredentials);
        }
        store::sessions::delete_all_but(&mut tx, session.user, session.id).await?;
        let entry = Entry {
            who: &who,
            what: "password_changed",
            subject: &who,
            from,
            ..Entry::at(self.ambient.now())
        };
        self.tell_own_change(&mut tx, session.user, Changed::Password, from).await?;
        trail(&mut tx, &entry).await?;
        tx.commit().await?;
        self.sessions.forget(|_, known| known.user == session.user && known.id != session.id);
        Ok(())
    }

    /// What somebody wants to be called: one line of at most 40 characters, or nothing.
    pub async fn set_name(&self, user: UserId, name: &str) -> Result<()> {
        let name = match name.trim() {
            "" => String::new(),
            name => clean_line(name, 40).map_err(IdentityRefusal::BadName)?,
        };
        let mut tx = self.db.begin().await?;
        store::users::set_name(&mut tx, user, &name).await?;
        tx.commit().await?;
        self.sessions.forget(|_, known| known.user == user);
        Ok(())
    }

    /// Sets a new password and ends all sessions of this user but the one of `token`.
    pub async fn change_password(
        &self,
        token: &str,
        old: &Secret<String>,
        new: &Secret<String>,
        from: &str,
    ) -> Result<()> {
        let session = self.session(token).await?.ok_or(IdentityRefusal::NotLoggedIn)?;
        password::check_new(new, &session.email)?;
        let user = session.user.to_string();
        self.attempt(PURPOSE, &user, self.limits.log_in_email)?;

        let known = store::users::known(&self.db, &self.contacts, session.user)
            .await?
            .ok_or(IdentityRefusal::NoSuchUser)?;
        if !self.password_matches(old, known.password.clone()).await? {
            return Err(IdentityRefusal::BadCredentials);
        }
        let hash = self.hash_password(new).await?;

        let (who, digest) = (session.user.to_string(), token::digest(token));
        let mut tx = self.db.begin().await?;
        if !store::users::set_password(&mut tx, &known, &hash).await? {
            return Err(IdentityRefusal::BadCredentials);
        }
        store::sessions::delete_others(&mut tx, session.user, &digest).await?;
        let entry = Entry {
            who: &who,
            what: "password_changed",
            subject: &who,
            from,
            ..Entry::at(self.ambient.now())
        };
        self.tell_own_change(&mut tx, session.user, Changed::Password, from).await?;
        trail(&mut tx, &entry).await?;
        tx.commit().await?;

        self.sessions.forget(|known, cached| cached.user == session.user && *known != digest);
        self.throttle().give_back(PURPOSE, &user, self.limits.log_in_email);
        Ok(())
    }
}
