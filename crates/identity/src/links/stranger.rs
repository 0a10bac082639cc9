use super::Stranger;
use crate::log_in::Entrance;
use crate::{Email, Identity, IdentityRefusal, Place, Result, Session, SessionToken, User, store, token};

impl Identity {
    /// Who the token stands for, in the browser with that cookie.
    pub async fn stranger(&self, token: &str, browser: Option<&str>) -> Result<Stranger> {
        let (digest, browser) = keys(token, browser)?;
        let found =
            store::links::stranger(&self.db, &self.contacts, &digest, &browser, self.ambient.now()).await?;
        found.ok_or(IdentityRefusal::OtherBrowser)
    }

    /// Whether somebody has an account under the address that the provider has made sure of. It is never theirs by
    /// that alone: they log in to it first.
    pub async fn has_account(&self, stranger: &Stranger) -> Result<bool> {
        let Some(email) = &stranger.email else { return Ok(false) };
        Ok(store::users::by_email(&self.db, &self.contacts, &Email::parse(email)?).await?.is_some())
    }

    /// A new buyer who logs in with the provider and nothing else yet.
    pub async fn welcome_stranger(
        &self,
        token: &str,
        browser: Option<&str>,
        place: Place<'_>,
    ) -> Result<(User, SessionToken)> {
        let (digest, browser) = keys(token, browser)?;
        self.attempt_from("sign_up", place.address, self.limits.sign_up_address)?;
        let now = self.ambient.now();
        let mut tx = self.db.begin().await?;
        let stranger = store::links::take_stranger(&mut tx, &self.contacts, &digest, &browser, now).await?;
        let stranger = stranger.ok_or(IdentityRefusal::OtherBrowser)?;
        let email = stranger.email.as_deref().map(Email::parse).transpose()?;
        let mut user = self.bare_buyer(email.as_ref(), None);
        if email.as_ref().is_none_or(|email| email.as_str() != stranger.shown) {
            user.name.clone_from(&stranger.shown);
        }
        if !store::users::insert(&mut tx, &self.contacts, &user, None).await? {
            return Err(IdentityRefusal::EmailTaken);
        }
        store::users::note_verified(&mut tx, user.id, now).await?;
        self.link(&mut tx, &stranger, user.id, place.address).await?;
        tx.commit().await?;
        let entrance = Entrance { way: &stranger.provider, strong: false };
        let session = self.enter(user.id, &entrance, place).await?;
        Ok((user, session))
    }

    /// Adds the provider to the account of who is logged in.
    pub async fn link_stranger(
        &self,
        token: &str,
        browser: Option<&str>,
        session: &Session,
        from: &str,
    ) -> Result<Stranger> {
        self.lately_proved(session)?;
        let (digest, browser) = keys(token, browser)?;
        let mut tx = self.db.begin().await?;
        let now = self.ambient.now();
        let stranger = store::links::take_stranger(&mut tx, &self.contacts, &digest, &browser, now).await?;
        let stranger = stranger.ok_or(IdentityRefusal::OtherBrowser)?;
        self.link(&mut tx, &stranger, session.user, from).await?;
        tx.commit().await?;
        Ok(stranger)
    }
}

fn keys(token: &str, browser: Option<&str>) -> Result<(token::Digest, token::Digest)> {
    match browser {
        Some(browser) if token::well_formed(token) && token::well_formed(browser) => {
            Ok((token::digest(token), token::digest(browser)))
        }
        _ => Err(IdentityRefusal::OtherBrowser),
    }
}
