use crate::log_in::{Entrance, Name};
use crate::session::SessionToken;
use crate::throttle::address_key;
use crate::{
    Changed, Email, Entry, Identity, IdentityRefusal, Phone, Place, Rate, Result, Role, Session, User,
    UserState, store, token, trail,
};
use db::Tx;
use kernel::{Secret, Span, UserId};
use store::codes as rows;

const LIFE: Span = Span::minutes(5);
/// How long a place is remembered that nobody logs in from.
const PLACES: Span = Span::days(180);
const TRIES: i64 = 5;
const PURPOSE: &str = "one-time code";
/// Codes that one network address asks for, for one contact and for all of them.
const OF_BOTH: Rate = Rate::new(5, Span::minutes(15));
const OF_ADDRESS: Rate = Rate::new(20, Span::hours(1));
/// Codes for one contact, whoever asks: what a flood may cost it. Its owner still logs in by password.
const OF_CONTACT: Rate = Rate::new(12, Span::hours(1));

/// What a code is good for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum For {
    LogIn,
    Verify(UserId),
}

/// A contact that was proved, and whose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    pub user: UserId,
    pub contact: String,
}

impl Identity {
    /// Which codes can be sent: by mail, by SMS.
    pub fn code_ways(&self) -> (bool, bool) {
        (self.couriers.mail.is_some(), self.couriers.sms.is_some())
    }

    /// Sends a code to that contact, to log in with. The answer is for the browser that asked, and is the same whether
    /// there is such an account, it is blocked, or too much was asked of this contact.
    pub async fn ask_code(&self, contact: &str, from: &str) -> Result<Secret<String>> {
        let name = Name::parse(contact).ok_or(IdentityRefusal::BadContact)?;
        self.send_code(&name, For::LogIn, from).await
    }

    /// A session of whoever the contact belongs to. Where it is nobody's yet, a buyer is signed up.
    pub async fn log_in_by_code<'p>(
        &self,
        asked_by: &str,
        contact: &str,
        code: &str,
        from: impl Into<Place<'p>>,
    ) -> Result<(SessionToken, Verified)> {
        let place = from.into();
        let name = Name::parse(contact).ok_or(IdentityRefusal::BadCode)?;
        self.take_code(asked_by, &name, For::LogIn, code, place.address).await?;
        let known = match self.known(&name).await? {
            Some(known) => known,
            None => self.sign_up_by(&name, place.address).await?,
        };
        if known.user.state != UserState::Active {
            return Err(IdentityRefusal::BadCode);
        }
        if let (Name::Email(_), false) = (&name, known.email_verified) {
            self.reclaim(&known, place.address).await?;
        }
        let known = store::users::known(&self.db, &self.contacts, known.user.id)
            .await?
            .ok_or(IdentityRefusal::NoSuchUser)?;
        let way = if matches!(name, Name::Email(_)) { "email_code" } else { "sms_code" };
        let token = self.open_session(&known, place, &Entrance { way, strong: false }).await?;
        Ok((token, Verified { user: known.user.id, contact: name.as_str().to_owned() }))
    }

    /// Sends a code to a contact that somebody who is logged in wants to have as theirs.
    pub async fn ask_contact_code(
        &self,
        session: &Session,
        contact: &str,
        from: &str,
    ) -> Result<Secret<String>> {
        let name = Name::parse(contact).ok_or(IdentityRefusal::BadContact)?;
        self.send_code(&name, For::Verify(session.user), from).await
    }

    /// The contact is theirs from now on, in the place of an earlier one of its kind.
    pub async fn verify_contact(
        &self,
        session: &Session,
        asked_by: &str,
        contact: &str,
        code: &str,
        from: &str,
    ) -> Result<Verified> {
        let (name, user) = (Name::parse(contact).ok_or(IdentityRefusal::BadCode)?, session.user);
        self.take_code(asked_by, &name, For::Verify(user), code, from).await?;
        let before = store::users::known(&self.db, &self.contacts, user).await?;
        let before = before.ok_or(IdentityRefusal::NoSuchUser)?;
        let who = user.to_string();
        let mut tx = self.db.begin().await?;
        let changed = match &name {
            Name::Email(email) => {
                let now = self.ambient.now();
                store::users::set_email(&mut tx, &self.contacts, user, email, now).await?
            }
            Name::Phone(phone) => store::users::set_phone(&mut tx, &self.contacts, user, phone).await?,
        };
        if !changed {
            return Err(IdentityRefusal::ContactTaken);
        }
        match &name {
            Name::Email(email) if before.user.email != email.as_str() => {
                self.tell_new_address(&mut tx, &before, from).await?;
            }
            Name::Phone(phone) if before.user.phone.as_deref() != Some(phone.as_str()) => {
                self.tell_own_change(&mut tx, user, Changed::Phone, from).await?;
            }
            Name::Email(_) | Name::Phone(_) => {}
        }
        let entry = Entry {
            who: &who,
            what: "contact_verified",
            subject: &who,
            from,
            ..Entry::at(self.ambient.now())
        };
        trail(&mut tx, &entry).await?;
        tx.commit().await?;
        self.sessions.forget(|_, known| known.user == user);
        Ok(Verified { user, contact: name.as_str().to_owned() })
    }

    async fn send_code(&self, name: &Name, purpose: For, from: &str) -> Result<Secret<String>> {
        let (contact, address) = (name.as_str(), address_key(from));
        self.attempt("code_address", &address, OF_ADDRESS)?;
        self.attempt("code_both", &format!("{address} {contact}"), OF_BOTH)?;
        let asked_by = token::fresh(&self.ambient);
        let code = self.six_digits();
        let digest = token::digest(&asked_by);
        let print = self.contacts.print(contact);
        let row = rows::New {
            asked_by: digest,
            contact_print: &print,
            purpose,
            digest: self.code_digest(&asked_by, code.expose()),
            now: self.ambient.now(),
            expires_at: self.ambient.now().after(LIFE),
        };
        let mut tx = self.db.begin().await?;
        rows::insert(&mut tx, &row).await?;
        tx.commit().await?;
        let blocked = purpose == For::LogIn
            && self.known(name).await?.is_some_and(|known| known.user.state != UserState::Active);
        if !blocked && self.throttle().take("code_contact", contact, OF_CONTACT).allowed {
            match name {
                Name::Email(email) => self.couriers.mail_code(email.as_str().to_owned(), code),
                Name::Phone(phone) => self.couriers.text_code(phone, code),
            }
        }
        Ok(Secret::new(asked_by))
    }

    /// Uses the code up. Each try is written down before it is judged, so that none is free.
    async fn take_code(
        &self,
        asked_by: &str,
        name: &Name,
        purpose: For,
        code: &str,
        from: &str,
    ) -> Result<()> {
        self.attempt_from("code_tries", from, self.limits.log_in_address)?;
        if !token::well_formed(asked_by) {
            return Err(IdentityRefusal::BadCode);
        }
        let (digest, now) = (token::digest(asked_by), self.ambient.now());
        let mut tx = self.db.begin().await?;
        let counted = rows::count_try(&mut tx, &digest, TRIES, now).await?;
        tx.commit().await?;
        if !counted {
            return Err(IdentityRefusal::BadCode);
        }
        let given: String = code.chars().filter(char::is_ascii_digit).take(6).collect();
        let mac = self.code_digest(asked_by, &given);
        let mut tx = self.db.begin().await?;
        if !rows::take(&mut tx, &digest, &self.contacts.print(name.as_str()), purpose, &mac, now).await? {
            return Err(IdentityRefusal::BadCode);
        }
        tx.commit().await?;
        self.forgive_from("code_tries", from, self.limits.log_in_address);
        Ok(())
    }

    fn code_digest(&self, asked_by: &str, code: &str) -> [u8; 32] {
        self.keyed_digest(PURPOSE, &[asked_by, code])
    }

    /// Each of the million as likely as any other, to one part in ten to the thirteenth.
    fn six_digits(&self) -> Secret<String> {
        Secret::new(format!("{:06}", u64::from_be_bytes(self.ambient.bytes()) % 1_000_000))
    }

    pub(crate) async fn known(&self, name: &Name) -> Result<Option<store::users::Known>> {
        Ok(match name {
            Name::Email(email) => store::users::by_email(&self.db, &self.contacts, email).await?,
            Name::Phone(phone) => store::users::by_phone(&self.db, &self.contacts, phone).await?,
        })
    }

    /// A buyer who has proved the contact and has no password.
    async fn sign_up_by(&self, name: &Name, from: &str) -> Result<store::users::Known> {
        self.attempt_from("sign_up", from, self.limits.sign_up_address)?;
        let (email, phone) = match name {
            Name::Email(email) => (Some(email), None),
            Name::Phone(phone) => (None, Some(phone)),
        };
        let user = self.bare_buyer(email, phone);
        let mut tx = self.db.begin().await?;
        // Whoever was first with the same contact is the same person: they have the code.
        if store::users::insert(&mut tx, &self.contacts, &user, None).await? && email.is_some() {
            store::users::note_verified(&mut tx, user.id, self.ambient.now()).await?;
        }
        tx.commit().await?;
        self.known(name).await?.ok_or(IdentityRefusal::NoSuchUser)
    }

    pub(crate) fn bare_buyer(&self, email: Option<&Email>, phone: Option<&Phone>) -> User {
        User {
            id: UserId::new(&self.ambient),
            email: email.map(|email| email.as_str().to_owned()).unwrap_or_default(),
            phone: phone.map(|phone| phone.as_str().to_owned()),
            name: String::new(),
            role: Role::Buyer,
            merchant: None,
            duty: None,
            state: UserState::Active,
            created_at: self.ambient.now(),
        }
    }

    /// Somebody signed up with an address that was never proved; now its owner is here. Whatever the other one could come
    /// back by goes: the password, the sessions, the second factor, the keys.
    pub(crate) async fn reclaim(&self, known: &store::users::Known, from: &str) -> Result<()> {
        let (user, who, now) = (known.user.id, known.user.id.to_string(), self.ambient.now());
        let mut tx = self.db.begin().await?;
        self.take_ways_away(&mut tx, user).await?;
        store::users::note_verified(&mut tx, user, now).await?;
        let entry = Entry { who: &who, what: "account_reclaimed", subject: &who, from, ..Entry::at(now) };
        trail(&mut tx, &entry).await?;
        tx.commit().await?;
        self.forget_user(user);
        Ok(())
    }

    async fn take_ways_away(&self, tx: &mut Tx, user: UserId) -> Result<()> {
        store::users::drop_password(tx, user).await?;
        store::second_factor::remove(tx, user).await?;
        store::passkeys::delete_all(tx, user).await?;
        store::links::delete_all(tx, user).await?;
        store::api_keys::revoke_all(tx, user, self.ambient.now()).await?;
        store::sessions::delete_others(tx, user, &[]).await?;
        Ok(())
    }

    /// On this node at once.
    pub(crate) fn forget_user(&self, user: UserId) {
        self.sessions.forget(|_, session| session.user == user);
        self.callers.forget(|_, caller| caller.user == user);
    }

    /// Deletes codes that are too old, and places that nobody came from for long; says how many codes. To be called from time to time.
    pub async fn sweep_codes(&self) -> Result<u64> {
        let mut tx = self.db.begin().await?;
        let now = self.ambient.now();
        let gone = rows::sweep(&mut tx, now).await?;
        store::places::sweep(&mut tx, now.before(PLACES)).await?;
        tx.commit().await?;
        Ok(gone)
    }
}
