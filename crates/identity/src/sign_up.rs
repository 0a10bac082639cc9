use crate::{
    Contacts, Duty, Email, Identity, IdentityRefusal, NewUser, Result, Role, User, UserState, password, store,
};
use db::Tx;
use kernel::{Secret, UserId};

impl Identity {
    /// A buyer who comes by themselves. `from` is the address they come from.
    pub async fn sign_up(&self, email: &str, password: &Secret<String>, from: &str) -> Result<User> {
        self.attempt_from("sign_up", from, self.limits.sign_up_address)?;
        self.register(&NewUser { email, password, role: Role::Buyer, merchant: None }).await
    }

    /// Somebody of any role, added by the operator or the command line.
    pub async fn register(&self, new: &NewUser<'_>) -> Result<User> {
        let (user, hash) = self.prepare(new).await?;
        let mut tx = self.db.begin().await?;
        insert(&mut tx, &self.contacts, &user, &hash).await?;
        tx.commit().await?;
        Ok(user)
    }

    /// Everything that needs no database; the text is the hash of the password.
    pub(crate) async fn prepare(&self, new: &NewUser<'_>) -> Result<(User, String)> {
        let email = Email::parse(new.email)?;
        password::check_new(new.password, email.as_str())?;
        if (new.role == Role::Merchant) != new.merchant.is_some() {
            return Err(IdentityRefusal::RoleAndMerchant);
        }
        let hash = self.hash_password(new.password).await?;
        let user = User {
            id: UserId::new(&self.ambient),
            email: email.as_str().to_owned(),
            phone: None,
            name: String::new(),
            role: new.role,
            merchant: new.merchant,
            duty: Duty::highest(new.role),
            state: UserState::Active,
            created_at: self.ambient.now(),
        };
        Ok((user, hash))
    }
}

pub(crate) async fn insert(tx: &mut Tx, contacts: &Contacts, user: &User, hash: &str) -> Result<()> {
    if !store::users::insert(tx, contacts, user, Some(hash)).await? {
        return Err(IdentityRefusal::EmailTaken);
    }
    // Only who signs up alone may have written somebody else's address.
    if user.role != Role::Buyer {
        store::users::note_verified(tx, user.id, user.created_at).await?;
    }
    Ok(())
}
