use crate::{Email, Entry, Identity, IdentityRefusal, Result, password, store, token, trail};
use kernel::Secret;

const PURPOSE: &str = "change_password";

impl Identity {
    /// Sets a new password and ends all sessions of this user but the one of `token`.
    pub async fn change_password(
        &self,
        token: &str,
        old: &Secret<String>,
        new: &Secret<String>,
        from: &str,
    ) -> Result<()> {
        let session = self.session(token).await?.ok_or(IdentityRefusal::NotLoggedIn)?;
        let email = Email::parse(&session.email)?;
        password::check_new(new, &email)?;
        self.attempt(PURPOSE, email.as_str(), self.limits.log_in_email)?;

        let known = store::users::by_email(&self.db, &email).await?.ok_or(IdentityRefusal::NoSuchUser)?;
        if !self.password_matches(old, Some(known.password.clone())).await? {
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
        trail(&mut tx, &entry).await?;
        tx.commit().await?;

        self.sessions.forget(|known, cached| cached.user == session.user && *known != digest);
        self.throttle().give_back(PURPOSE, email.as_str(), self.limits.log_in_email);
        Ok(())
    }
}
