use crate::{Duty, Email, Identity, IdentityRefusal, Phone, Result, Role, store};
use kernel::{MerchantId, Page, PageAsk, Secret, Time, UserId};
use serde::Serialize;
use std::str::FromStr;

/// Somebody with an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct User {
    pub id: UserId,
    /// Empty for who has a telephone number only.
    pub email: String,
    /// With its country; only a proved one.
    pub phone: Option<String>,
    /// What they want to be called; may be empty.
    pub name: String,
    pub role: Role,
    /// Whose staff this is; only with the role merchant.
    pub merchant: Option<MerchantId>,
    /// What somebody of the staff does.
    pub duty: Option<Duty>,
    pub state: UserState,
    pub created_at: Time,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum UserState {
    Active,
    Blocked,
}

impl UserState {
    pub fn code(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Blocked => "blocked",
        }
    }
}

impl FromStr for UserState {
    type Err = ();
    fn from_str(code: &str) -> std::result::Result<Self, ()> {
        [Self::Active, Self::Blocked].into_iter().find(|state| state.code() == code).ok_or(())
    }
}

/// Somebody to be added by the operator or the command line.
pub struct NewUser<'a> {
    pub email: &'a str,
    pub password: &'a Secret<String>,
    pub role: Role,
    /// Needed with the role merchant, forbidden with any other.
    pub merchant: Option<MerchantId>,
}

impl User {
    /// Where they are reached: the e-mail address, else the telephone number.
    pub fn contact(&self) -> &str {
        if self.email.is_empty() { self.phone.as_deref().unwrap_or_default() } else { &self.email }
    }
}

impl Identity {
    pub async fn user(&self, id: UserId) -> Result<User> {
        store::users::by_id(&self.db, &self.contacts, id).await?.ok_or(IdentityRefusal::NoSuchUser)
    }

    /// None for what is no address, too.
    pub async fn user_by_email(&self, email: &str) -> Result<Option<User>> {
        let Ok(email) = Email::parse(email) else { return Ok(None) };
        Ok(store::users::by_email(&self.db, &self.contacts, &email).await?.map(|known| known.user))
    }

    /// None for what is no number, too.
    pub async fn user_by_phone(&self, phone: &str) -> Result<Option<User>> {
        let Ok(phone) = Phone::parse(phone) else { return Ok(None) };
        Ok(store::users::by_phone(&self.db, &self.contacts, &phone).await?.map(|known| known.user))
    }

    /// The e-mail addresses of all who look after that merchant: its own staff, and the operators.
    pub async fn watchers(&self, merchant: MerchantId) -> Result<Vec<String>> {
        Ok(store::users::watchers(&self.db, &self.contacts, merchant).await?)
    }

    /// The oldest first.
    pub async fn users(&self, ask: &PageAsk) -> Result<Page<User>> {
        let rows = store::users::list(&self.db, &self.contacts, ask).await?;
        Ok(Page::from_rows(rows, ask.limit, |user| user.id.to_string()))
    }
}
