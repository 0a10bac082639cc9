use crate::address;
use async_trait::async_trait;

/// What somebody who gave us an address is told there.
#[derive(Clone, PartialEq, Eq)]
pub struct Telling {
    pub url: String,
    /// Beside those that every request has.
    pub headers: Vec<(&'static str, String)>,
    /// JSON. It may hold keys: nothing prints it.
    pub body: Vec<u8>,
}

/// What was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    pub status: u16,
    /// Its beginning, as far as anybody reads it.
    pub body: Vec<u8>,
}

/// Why nobody knows whether it was heard. Never holds the address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("nobody answered: {0}")]
pub struct Silent(pub String);

/// Posts to addresses that others have named.
#[async_trait]
pub trait Teller: Send + Sync {
    async fn tell(&self, telling: &Telling) -> Result<Answered, Silent>;
}

/// Whether somebody may be told something at that address, as far as its text says: at the public internet, and with
/// `private` in this house as well. What a name leads to is looked at when it is told.
pub fn may_be_told(url: &str, private: bool) -> bool {
    address::is_reachable(url, private)
}
