use crate::log_in::Entrance;
use crate::{Identity, IdentityRefusal, Place, Result, SessionToken, store};
use kernel::{Bilingual, UserId};
use ports::{Inside, LoginProvider};
use std::sync::Arc;
use webauthn_rs::prelude::Url;
use webauthn_rs::{Webauthn, WebauthnBuilder};

/// Ways to log in besides a password, as they are set up: the same on all nodes.
#[derive(Default)]
pub struct Ways {
    pub(crate) passkeys: Option<Webauthn>,
    pub(crate) providers: Vec<Arc<dyn LoginProvider>>,
    base_url: String,
}

impl Ways {
    /// `base_url` is how browsers reach the shop, without a slash at the end: passkeys are bound to it.
    pub fn new(base_url: &str, site_name: &str, providers: Vec<Arc<dyn LoginProvider>>) -> Self {
        Self { passkeys: passkeys_at(base_url, site_name), providers, base_url: base_url.to_owned() }
    }

    pub(crate) fn return_to(&self, provider: &str) -> String {
        format!("{}/login/with/{provider}/back", self.base_url)
    }
}

/// None where browsers offer no passkeys: at an address without a name, and without https beyond this machine.
fn passkeys_at(base_url: &str, site_name: &str) -> Option<Webauthn> {
    let origin = Url::parse(base_url).ok()?;
    let host = origin.domain()?;
    if origin.scheme() != "https" && host != "localhost" {
        return None;
    }
    WebauthnBuilder::new(host, &origin).ok()?.rp_name(site_name).build().ok()
}

impl Identity {
    /// Everything besides passwords; without this call there is nothing besides.
    pub fn with_ways(mut self, ways: Ways) -> Self {
        self.ways = Arc::new(ways);
        self
    }

    /// Whether a passkey can be made and used at the shop's address.
    pub fn passkeys_offered(&self) -> bool {
        self.ways.passkeys.is_some()
    }

    /// Code and name of each provider, in the order of the settings.
    pub fn providers(&self) -> impl Iterator<Item = (&str, &Bilingual)> {
        self.ways.providers.iter().map(|provider| (provider.code(), provider.name()))
    }

    /// How the provider's log-in and a browser get on that says so of itself.
    pub fn inside(&self, provider: &str, agent: &str) -> Inside {
        self.provider(provider).map(|provider| provider.inside(agent)).unwrap_or_default()
    }

    /// Under which name the provider puts its code into the address.
    pub fn code_parameter(&self, provider: &str) -> Result<&'static str> {
        self.provider(provider).map(LoginProvider::code_parameter)
    }

    /// A session of somebody who has proved who they are, if they may come in at all.
    pub(crate) async fn enter(
        &self,
        user: UserId,
        entrance: &Entrance<'_>,
        place: Place<'_>,
    ) -> Result<SessionToken> {
        let known =
            store::users::known(&self.db, &self.contacts, user).await?.ok_or(IdentityRefusal::NoSuchUser)?;
        self.open_session(&known, place, entrance).await
    }

    pub(crate) fn provider(&self, code: &str) -> Result<&dyn LoginProvider> {
        let found = self.ways.providers.iter().find(|provider| provider.code() == code);
        found.map(AsRef::as_ref).ok_or(IdentityRefusal::NoSuchProvider)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passkeys_need_a_name_and_https() {
        let offered = |url| passkeys_at(url, "Shop").is_some();
        for good in ["https://shop.example", "https://shop.example:8443", "http://localhost:8080"] {
            assert!(offered(good), "{good}");
        }
        for bad in
            ["http://shop.example", "https://192.0.2.7", "http://127.0.0.1:8080", "https://[::1]", "", "x"]
        {
            assert!(!offered(bad), "{bad}");
        }
    }
}
