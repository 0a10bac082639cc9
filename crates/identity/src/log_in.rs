use crate::session::SessionToken;
use crate::store::sessions::New;
use crate::store::users::Known;
use crate::throttle::address_key;
use crate::{Email, Identity, IdentityRefusal, Phone, Place, Rate, Result, UserState, store, token};
use kernel::{Secret, SessionId, Span, UserId};

const PURPOSE: &str = "log_in";
const PURPOSE_ADDRESS: &str = "log_in_address";
const PURPOSE_EVERYWHERE: &str = "log_in_everywhere";
/// Wrong passwords for one account from networks that it was never logged in from.
const EVERYWHERE: Rate = Rate::new(100, Span::hours(1));

/// How a session begins.
pub(crate) struct Entrance<'a> {
    /// `password`, `email_code`, `sms_code`, `passkey`, or the code of a provider.
    pub way: &'a str,
    /// Whether the way itself is a second factor, as a passkey is.
    pub strong: bool,
}

impl Identity {
    /// A new session, by e-mail address or telephone number and password. Attempts are counted by the account and by
    /// the address they come from.
    pub async fn log_in<'p>(
        &self,
        name: &str,
        password: &Secret<String>,
        from: impl Into<Place<'p>>,
    ) -> Result<SessionToken> {
        let place = from.into();
        self.attempt_from(PURPOSE_ADDRESS, place.address, self.limits.log_in_address)?;
        let name = Name::parse(name).ok_or(IdentityRefusal::BadCredentials)?;
        let here = format!("{} {}", address_key(place.address), name.as_str());
        self.attempt(PURPOSE, &here, self.limits.log_in_email)?;
        let known = self.known(&name).await?;
        let stranger = self.count_strangers(&name, known.as_ref(), place).await?;

        let stored = known.as_ref().and_then(|known| known.password.clone());
        let matches = self.password_matches(password, stored).await?;
        let known = known.filter(|known| matches && known.user.state == UserState::Active);
        let known = known.ok_or(IdentityRefusal::BadCredentials)?;

        let token = self.open_session(&known, place, &Entrance { way: "password", strong: false }).await?;
        self.throttle().give_back(PURPOSE, &here, self.limits.log_in_email);
        if stranger {
            self.throttle().give_back(PURPOSE_EVERYWHERE, name.as_str(), EVERYWHERE);
        }
        self.forgive_from(PURPOSE_ADDRESS, place.address, self.limits.log_in_address);
        Ok(token)
    }

    /// Guesses from many addresses at once exhaust what strangers may try of an account. Who has logged in from that
    /// network before is not counted, and a code by mail or SMS still opens the account: nobody is kept out by others.
    /// Says whether it was counted.
    async fn count_strangers(&self, name: &Name, known: Option<&Known>, place: Place<'_>) -> Result<bool> {
        // Where there is no account, nobody's is asked for: the same work.
        let user = known.map_or(UserId(0), |known| known.user.id);
        if self.knows_network(user, place.address).await? {
            return Ok(false);
        }
        self.attempt(PURPOSE_EVERYWHERE, name.as_str(), EVERYWHERE).map(|()| true)
    }

    /// Only while the user is active and the password still the one that was read.
    pub(crate) async fn open_session(
        &self,
        known: &Known,
        place: Place<'_>,
        entrance: &Entrance<'_>,
    ) -> Result<SessionToken> {
        let (now, token) = (self.ambient.now(), token::fresh(&self.ambient));
        let new = New {
            id: SessionId::new(&self.ambient),
            digest: token::digest(&token),
            user: known.user.id,
            way: entrance.way,
            from: place.address,
            agent: place.agent,
            now,
            strong_at: entrance.strong.then_some(now),
        };
        let mut tx = self.db.begin().await?;
        if !store::users::still(&mut tx, known).await? {
            return Err(IdentityRefusal::BadCredentials);
        }
        store::sessions::insert(&mut tx, &new).await?;
        self.note_place(&mut tx, known, place).await?;
        tx.commit().await?;
        Ok(SessionToken::new(token))
    }
}

/// What somebody types to say who they are.
pub(crate) enum Name {
    Email(Email),
    Phone(Phone),
}

impl Name {
    pub fn parse(text: &str) -> Option<Self> {
        let email = || Email::parse(text).ok().map(Self::Email);
        email().or_else(|| Phone::parse(text).ok().map(Self::Phone))
    }
    pub fn as_str(&self) -> &str {
        match self {
            Self::Email(email) => email.as_str(),
            Self::Phone(phone) => phone.as_str(),
        }
    }
}
