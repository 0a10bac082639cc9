use super::{AWAY, Errand, stranger_of};
use crate::log_in::Entrance;
use crate::{Identity, IdentityRefusal, Place, Result, Session, SessionToken, UserState, store, token};
use crate::{Rate, Stranger};
use kernel::{Secret, Span, UserId};
use ports::{LoginError, Person, Returned};

/// Off to the provider.
pub struct Departure {
    /// Where the browser is to be sent.
    pub url: String,
    /// The cookie that says on the way back that it is the same browser.
    pub browser: String,
}

/// Who came back.
pub enum CameBack {
    LoggedIn {
        token: SessionToken,
        user: UserId,
        next: String,
    },
    /// The person has one more way to log in.
    Linked {
        next: String,
    },
    /// Known by nobody here: `token` stands for them until they say whether they are new.
    Stranger {
        token: String,
        stranger: Stranger,
    },
}

/// How many errands one address may begin: each is a row for ten minutes.
const ERRANDS: Rate = Rate::new(60, Span::minutes(10));
const LONGEST_CODE: usize = 2_048;

impl Identity {
    /// Begins a log-in with a provider, or, in a session, the linking of its user. `browser` is the cookie that this
    /// browser has already, if any; `next` is where to go in the end.
    pub async fn set_out(
        &self,
        provider: &str,
        session: Option<&Session>,
        browser: Option<&str>,
        next: &str,
        place: Place<'_>,
    ) -> Result<Departure> {
        self.attempt_from("login_errand", place.address, ERRANDS)?;
        if let Some(session) = session {
            self.lately_proved(session)?;
        }
        let known = self.provider(provider)?;
        let browser = match browser.filter(|browser| token::well_formed(browser)) {
            Some(browser) => browser.to_owned(),
            None => token::fresh(&self.ambient),
        };
        let state = token::fresh(&self.ambient);
        let errand = Errand {
            browser: token::digest(&browser),
            provider: provider.to_owned(),
            user: session.map(|session| session.user),
            nonce: token::fresh(&self.ambient),
            verifier: Secret::new(token::fresh(&self.ambient)),
            next: next.to_owned(),
        };
        let return_to = self.ways.return_to(provider);
        let url = known
            .authorize(&errand.outward(&state, &return_to, place.agent))
            .await
            .map_err(|error| failed(provider, &error))?;
        let until = self.ambient.now().after(AWAY);
        let mut tx = self.db.begin().await?;
        store::links::insert_errand(&mut tx, &token::digest(&state), &errand, until).await?;
        tx.commit().await?;
        Ok(Departure { url, browser })
    }

    /// Somebody is back with a code, in the browser with that cookie and in that session, if any. The errand is used
    /// up whatever comes of it.
    pub async fn come_back(
        &self,
        provider: &str,
        state: &str,
        browser: Option<&str>,
        session: Option<&Session>,
        returned: &Returned<'_>,
        place: Place<'_>,
    ) -> Result<CameBack> {
        let known = self.provider(provider)?;
        let errand = self.errand(provider, state, browser).await?;
        if errand.user.is_some() && errand.user != session.map(|session| session.user) {
            return Err(IdentityRefusal::OtherBrowser);
        }
        if returned.code.is_empty() || returned.code.len() > LONGEST_CODE {
            return Err(IdentityRefusal::ProviderRefused);
        }
        let return_to = self.ways.return_to(provider);
        let found = known.finish(&errand.outward(state, &return_to, place.agent), returned).await;
        let person = found.map_err(|error| failed(provider, &error))?;
        match errand.user {
            Some(user) => self.link_at_once(user, errand, &person, place).await,
            None => self.recognise(errand, &person, place).await,
        }
    }

    async fn errand(&self, provider: &str, state: &str, browser: Option<&str>) -> Result<Errand> {
        let browser = browser.filter(|browser| token::well_formed(browser) && token::well_formed(state));
        let browser = browser.ok_or(IdentityRefusal::OtherBrowser)?;
        let (now, digest, browser) = (self.ambient.now(), token::digest(state), token::digest(browser));
        let mut tx = self.db.begin().await?;
        let errand = store::links::take_errand(&mut tx, &digest, &browser, provider, now).await?;
        tx.commit().await?;
        errand.ok_or(IdentityRefusal::OtherBrowser)
    }

    async fn link_at_once(
        &self,
        user: UserId,
        errand: Errand,
        person: &Person,
        place: Place<'_>,
    ) -> Result<CameBack> {
        let next = errand.next.clone();
        let stranger = stranger_of(person, errand)?;
        let mut tx = self.db.begin().await?;
        self.link(&mut tx, &stranger, user, place.address).await?;
        tx.commit().await?;
        Ok(CameBack::Linked { next })
    }

    async fn recognise(&self, errand: Errand, person: &Person, place: Place<'_>) -> Result<CameBack> {
        let stranger = stranger_of(person, errand)?;
        let Stranger { provider, subject, shown, next, .. } = &stranger;
        let Some(user) = store::links::user_of(&self.db, provider, subject).await? else {
            let token = token::fresh(&self.ambient);
            let until = self.ambient.now().after(AWAY);
            let mut tx = self.db.begin().await?;
            store::links::insert_stranger(&mut tx, &self.contacts, &token::digest(&token), &stranger, until)
                .await?;
            tx.commit().await?;
            return Ok(CameBack::Stranger { token, stranger });
        };
        let known = self.user(user).await?;
        if known.state != UserState::Active {
            return Err(IdentityRefusal::ProviderRefused);
        }
        let mut tx = self.db.begin().await?;
        store::links::used(&mut tx, &self.contacts, provider, subject, shown, self.ambient.now()).await?;
        tx.commit().await?;
        let token = self.enter(user, &Entrance { way: provider, strong: false }, place).await?;
        Ok(CameBack::LoggedIn { token, user, next: next.clone() })
    }
}

impl Errand {
    fn outward<'a>(&'a self, state: &'a str, return_to: &'a str, agent: &'a str) -> ports::Errand<'a> {
        ports::Errand { state, nonce: &self.nonce, verifier: &self.verifier, return_to, agent }
    }
}

/// The reason is for the log: it names nobody.
fn failed(provider: &str, error: &LoginError) -> IdentityRefusal {
    tracing::warn!(provider, %error, "a log-in with a provider failed");
    match error {
        LoginError::Refused(_) => IdentityRefusal::ProviderRefused,
        LoginError::Forged(_) | LoginError::NoAnswer(_) => IdentityRefusal::ProviderFailed,
    }
}
