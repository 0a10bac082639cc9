use crate::session::{LIFE, SessionToken};
use crate::{Email, Identity, IdentityRefusal, Result, UserState, store, token};
use kernel::Secret;

const PURPOSE: &str = "log_in";
const PURPOSE_ADDRESS: &str = "log_in_address";

impl Identity {
    /// A new session. Attempts are counted by e-mail address and by the address they come from.
    pub async fn log_in(&self, email: &str, password: &Secret<String>, from: &str) -> Result<SessionToken> {
        self.attempt_from(PURPOSE_ADDRESS, from, self.limits.log_in_address)?;
        let email = Email::parse(email).map_err(|_| IdentityRefusal::BadCredentials)?;
        self.attempt(PURPOSE, email.as_str(), self.limits.log_in_email)?;

        let known = store::users::by_email(&self.db, &email).await?;
        let stored = known.as_ref().map(|known| known.password.clone());
        let matches = self.password_matches(password, stored).await?;
        let known = known.filter(|known| matches && known.user.state == UserState::Active);
        let known = known.ok_or(IdentityRefusal::BadCredentials)?;

        let token = self.open_session(&known, from).await?;
        self.throttle().give_back(PURPOSE, email.as_str(), self.limits.log_in_email);
        self.forgive_from(PURPOSE_ADDRESS, from, self.limits.log_in_address);
        Ok(token)
    }

    /// Only while the password is still the one that was checked.
    async fn open_session(&self, known: &store::users::Known, from: &str) -> Result<SessionToken> {
        let (now, token) = (self.ambient.now(), token::fresh(&self.ambient));
        let mut tx = self.db.begin().await?;
        if !store::users::still(&mut tx, known).await? {
            return Err(IdentityRefusal::BadCredentials);
        }
        let digest = token::digest(&token);
        store::sessions::insert(&mut tx, &digest, known.user.id, from, now, now.after(LIFE)).await?;
        tx.commit().await?;
        Ok(SessionToken::new(token))
    }
}
