use crate::store::users::Known;
use crate::throttle::address_key;
use crate::{Identity, Place, Result, store};
use db::{DbError, Tx};
use jobs::NewJob;
use kernel::{Time, UserId};
use ports::{Mail, MailError, Mailer};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The job that tells somebody of a log-in from a new place. Its payload is a [`NewPlace`].
pub const MAIL_LOG_IN: &str = "mail.log_in";

const PURPOSE: &str = "known place";
const NETWORK: &str = "known network";

/// Somebody logged in from where they never had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPlace {
    pub user: UserId,
    /// Microseconds UTC.
    pub at: i64,
    pub from: String,
    pub agent: String,
}

impl Identity {
    /// Remembers the place; a new one is told by mail, unless it is the first of all.
    pub(crate) async fn note_place(&self, tx: &mut Tx, known: &Known, place: Place<'_>) -> Result<()> {
        let (user, now) = (known.user.id, self.ambient.now());
        let network = address_key(place.address);
        store::places::put(tx, user, &self.network_digest(user, &network), now).await?;
        let digest = self.keyed_digest(PURPOSE, &[&user.to_string(), &kind_of(place.agent), &network]);
        let others = store::places::others(tx, user, &digest).await?;
        let new = store::places::put(tx, user, &digest, now).await?;
        // One of the others is the network alone.
        if !new || others <= 1 || known.user.email.is_empty() {
            return Ok(());
        }
        let agent: String = place.agent.chars().filter(|c| !c.is_control()).take(200).collect();
        let told = NewPlace { user, at: now.0, from: place.address.to_owned(), agent };
        let job = NewJob::new(MAIL_LOG_IN, &json!(told));
        jobs::enqueue(tx, &self.ambient, vec![job]).await?;
        Ok(())
    }

    /// Whether the user has logged in from that network before: who has is not kept out by the guesses of others.
    pub(crate) async fn knows_network(&self, user: UserId, from: &str) -> Result<bool> {
        let digest = self.network_digest(user, &address_key(from));
        Ok(store::places::known(&self.db, user, &digest).await?)
    }

    fn network_digest(&self, user: UserId, network: &str) -> [u8; 32] {
        self.keyed_digest(NETWORK, &[&user.to_string(), network])
    }

    /// The work of a [`MAIL_LOG_IN`] job.
    pub async fn mail_new_place(&self, told: &NewPlace, mailer: &dyn Mailer) -> Result<()> {
        let Some(user) = store::users::by_id(&self.db, &self.contacts, told.user).await? else {
            return Ok(());
        };
        if user.email.is_empty() {
            return Ok(());
        }
        let at = Time(told.at).rfc3339();
        let agent = if told.agent.is_empty() { "?" } else { &told.agent };
        let text = format!(
            "您的账户刚刚在新的设备或网络上登录。\n时间：{at}\n网络地址：{from}\n浏览器：{agent}\n如果不是您本人，请立即登录，修改密码，并在“登录设备”中结束该会话。\n\n\
             Your account was logged in to from a new device or network.\nTime: {at}\nAddress: {from}\nBrowser: {agent}\nIf it was not you, log in now, change your password, and end that session in your account.\n",
            from = told.from
        );
        let subject = "新设备登录提醒 · A log-in from a new place".to_owned();
        carried(mailer.send(&Mail { to: user.email, subject, text }).await)
    }
}

/// An address that is none is never one; everything else is tried again.
pub(crate) fn carried(sent: std::result::Result<(), MailError>) -> Result<()> {
    match sent {
        Ok(()) | Err(MailError::BadAddress(_)) => Ok(()),
        Err(MailError::Unavailable(text)) => Err(DbError::Unavailable(text).into()),
    }
}

/// The browser without its version, which changes every few weeks.
fn kind_of(agent: &str) -> String {
    agent.chars().filter(|c| !c.is_ascii_digit() && *c != '.' && *c != '_').take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::kind_of;

    #[test]
    fn a_new_version_is_the_same_browser() {
        let firefox = |version| {
            kind_of(&format!("Mozilla/5.0 (X11; Linux x86_64; rv:{version}.0) Firefox/{version}.0"))
        };
        assert_eq!(firefox(144), firefox(145));
        assert_ne!(
            firefox(144),
            kind_of("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Safari/604.1")
        );
    }
}
