use async_trait::async_trait;
use kernel::{Bilingual, Secret};

/// What the browser is sent away with, and comes back with.
pub struct Errand<'a> {
    /// Comes back unchanged in the address: says which errand this was.
    pub state: &'a str,
    /// Must stand in what the provider signs, where it signs something.
    pub nonce: &'a str,
    /// The secret half of PKCE, where the provider knows that: only who has it can use the code.
    pub verifier: &'a Secret<String>,
    /// Where the provider sends the browser back to.
    pub return_to: &'a str,
    /// What the browser says that it is (`User-Agent`), on its way there and on its way back.
    pub agent: &'a str,
}

/// How a provider's log-in and a browser get on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Inside {
    /// It is a page like any other.
    #[default]
    Browser,
    /// This is the provider's own app: one press, and the person is known.
    OwnApp,
    /// This app does not let the log-in through.
    Shut,
}

/// Whether WeChat's own browser says that.
pub fn is_wechat(agent: &str) -> bool {
    agent.contains("MicroMessenger")
}

/// What the provider put into the address that the browser came back to.
pub struct Returned<'a> {
    /// Proves to the provider that somebody agreed; used up by [`LoginProvider::finish`].
    pub code: &'a str,
    /// Who says it comes from them (RFC 9207), where they say it.
    pub issuer: Option<&'a str>,
}

/// Somebody as a provider knows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Never changes and is never given to somebody else, within this provider.
    pub subject: String,
    pub email: Option<String>,
    /// Whether the provider has made sure of it.
    pub email_verified: bool,
    pub phone: Option<String>,
    pub phone_verified: bool,
    /// What the provider calls them, for showing only.
    pub name: Option<String>,
}

/// Why nobody is known by it. The text is for the log: it names no code, token or person.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoginError {
    /// The person said no, or took too long: the code is unknown, used or too old.
    #[error("the provider knows of no consent: {0}")]
    Refused(String),
    /// What came back is not what the provider would say to us now.
    #[error("the provider's answer is not to be believed: {0}")]
    Forged(String),
    /// Nothing is known, or the settings are wrong: try again, or look at them.
    #[error("the provider gave no answer: {0}")]
    NoAnswer(String),
}

/// Somebody else who says who a person is. An implementation keeps nothing between the two calls.
#[async_trait]
pub trait LoginProvider: Send + Sync {
    /// Its short name in addresses and rows: lower-case letters, digits, hyphens. Never changes.
    fn code(&self) -> &str;
    /// What people call it.
    fn name(&self) -> &Bilingual;
    /// Under which name it puts the code into the address.
    fn code_parameter(&self) -> &'static str {
        "code"
    }
    /// How its log-in and this browser get on.
    fn inside(&self, _agent: &str) -> Inside {
        Inside::Browser
    }
    /// Where to send the browser.
    async fn authorize(&self, errand: &Errand<'_>) -> Result<String, LoginError>;
    /// Who came back. The errand is that of [`LoginProvider::authorize`], to the letter.
    async fn finish(&self, errand: &Errand<'_>, returned: &Returned<'_>) -> Result<Person, LoginError>;
}
