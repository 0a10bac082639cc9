use crate::token::Digest;
use crate::{Changed, Email, Entry, Identity, IdentityRefusal, Result, Session, store, trail};
use kernel::{Secret, Span, Time, UserId};
use ports::Person;

/// To the provider and back again.
mod errand;
pub use errand::{CameBack, Departure};
/// Somebody who is not known yet.
mod stranger;

/// Somebody else by whom a user is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    pub provider: String,
    /// What the provider calls them, for showing.
    pub shown: String,
    pub created_at: Time,
    pub last_used_at: Option<Time>,
}

/// A browser on its way.
pub(crate) struct Errand {
    pub browser: Digest,
    pub provider: String,
    /// Who wants another way to log in; none for who wants to log in.
    pub user: Option<UserId>,
    pub nonce: String,
    pub verifier: Secret<String>,
    pub next: String,
}

/// Somebody who came back and is known by nobody here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stranger {
    pub(crate) browser: Digest,
    pub provider: String,
    pub(crate) subject: String,
    /// What the provider calls them, for showing.
    pub shown: String,
    /// Only what the provider has made sure of.
    pub email: Option<String>,
    /// Where they wanted to go.
    pub next: String,
}

/// How long somebody may be away, and may think about who they are.
const AWAY: Span = Span::minutes(10);
/// No provider's name for a person is longer.
const LONGEST_SUBJECT: usize = 255;

impl Identity {
    /// By provider.
    pub async fn links(&self, user: UserId) -> Result<Vec<Link>> {
        Ok(store::links::list(&self.db, &self.contacts, user).await?)
    }

    /// Refused for the last way in, and for who has a second factor and has not proved it lately.
    pub async fn unlink(&self, session: &Session, provider: &str, from: &str) -> Result<()> {
        self.lately_proved(session)?;
        let (who, now) = (session.user.to_string(), self.ambient.now());
        let mut tx = self.db.begin().await?;
        store::ways::hold(&mut tx, session.user).await?;
        if !store::links::delete(&mut tx, session.user, provider).await? {
            return Err(IdentityRefusal::NotLinked);
        }
        if !store::ways::any_left(&mut tx, session.user).await? {
            return Err(IdentityRefusal::LastWayIn);
        }
        let entry = Entry {
            who: &who,
            what: "login_unlinked",
            subject: &who,
            before: provider,
            from,
            ..Entry::at(now)
        };
        self.tell_own_change(&mut tx, session.user, Changed::LoginUnlinked, from).await?;
        trail(&mut tx, &entry).await?;
        Ok(tx.commit().await?)
    }

    /// In the transaction of whatever makes the link.
    pub(crate) async fn link(
        &self,
        tx: &mut db::Tx,
        stranger: &Stranger,
        user: UserId,
        from: &str,
    ) -> Result<()> {
        let (who, now) = (user.to_string(), self.ambient.now());
        let Stranger { provider, subject, shown, .. } = stranger;
        let link = Link {
            provider: provider.clone(),
            shown: shown.clone(),
            created_at: now,
            last_used_at: Some(now),
        };
        if !store::links::insert(tx, &self.contacts, subject, &link, user).await? {
            return Err(IdentityRefusal::LinkTaken);
        }
        let entry =
            Entry { who: &who, what: "login_linked", subject: &who, after: provider, from, ..Entry::at(now) };
        self.tell_own_change(tx, user, Changed::LoginLinked, from).await?;
        Ok(trail(tx, &entry).await?)
    }
}

/// What is kept of a person. A contact that nobody has made sure of is not.
fn stranger_of(person: &Person, errand: Errand) -> Result<Stranger> {
    let Person { subject, name, .. } = person;
    if subject.is_empty() || subject.len() > LONGEST_SUBJECT {
        return Err(IdentityRefusal::ProviderFailed);
    }
    let email = person.email.as_deref().filter(|_| person.email_verified);
    let email = email.and_then(|email| Email::parse(email).ok()).map(|email| email.as_str().to_owned());
    let shown = name.clone().or_else(|| email.clone()).unwrap_or_default();
    let Errand { browser, provider, next, .. } = errand;
    Ok(Stranger { browser, provider, subject: subject.clone(), shown, email, next })
}
