use crate::{Entry, Identity, IdentityRefusal, NewUser, Result, Role, User, sign_up, store, token, trail};
use kernel::{Secret, Span};

const LIFE: Span = Span::hours(24);

impl Identity {
    /// The token of a new link `/setup/{token}`, which replaces any earlier one; none where there is an operator.
    pub async fn setup_link(&self) -> Result<Option<Secret<String>>> {
        let token = token::fresh(&self.ambient);
        let mut tx = self.db.begin().await?;
        if store::users::operator_exists(&mut tx).await? {
            return Ok(None);
        }
        store::setup::renew(&mut tx, &token::digest(&token), self.ambient.now().after(LIFE)).await?;
        tx.commit().await?;
        Ok(Some(Secret::new(token)))
    }

    /// Whether the link would be taken now: for the page behind it.
    pub async fn setup_link_open(&self, token: &str) -> Result<bool> {
        Ok(store::setup::is_open(&self.db, &token::digest(token), self.ambient.now()).await?)
    }

    /// Makes the first operator and uses the link up, together or not at all.
    pub async fn redeem_setup(
        &self,
        token: &str,
        email: &str,
        password: &Secret<String>,
        from: &str,
    ) -> Result<User> {
        let (now, digest) = (self.ambient.now(), token::digest(token));
        if !store::setup::is_open(&self.db, &digest, now).await? {
            return Err(IdentityRefusal::SetupLinkUsed); // before any hashing is done for a stranger
        }
        let (user, hash) =
            self.prepare(&NewUser { email, password, role: Role::Operator, merchant: None }).await?;
        let mut tx = self.db.begin().await?;
        if !store::setup::use_up(&mut tx, &digest, now).await?
            || store::users::operator_exists(&mut tx).await?
        {
            return Err(IdentityRefusal::SetupLinkUsed);
        }
        sign_up::insert(&mut tx, &self.contacts, &user, &hash).await?;
        let who = user.id.to_string();
        trail(&mut tx, &Entry { who: &who, what: "first_operator", subject: &who, from, ..Entry::at(now) })
            .await?;
        tx.commit().await?;
        Ok(user)
    }
}
