use std::collections::HashMap;
use std::io::{Error, ErrorKind, Result};
use std::net::SocketAddr;
use std::path::PathBuf;

/// What the gateway is started with. It has no `Debug`: the secrets would be in it.
#[derive(Clone)]
pub struct Config {
    /// Where to listen; port 0 takes any free one.
    pub listen: SocketAddr,
    /// Merchant names, each with the secret shared with it.
    pub merchants: Vec<(String, String)>,
    /// How browsers reach the gateway, without a path, e.g. `https://pay.example`; by default its address.
    pub public_url: Option<String>,
    /// A file that keeps payments over a restart.
    pub journal: Option<PathBuf>,
    /// Whether `/control/…` exists.
    pub control: bool,
}

impl Config {
    /// The secrets by merchant. Refuses names that no header can carry, doubles, and empty secrets.
    pub(crate) fn secrets(&self) -> Result<HashMap<String, String>> {
        let mut secrets = HashMap::new();
        for (name, secret) in &self.merchants {
            if !crate::fields::is_number(name) {
                return Err(bad("a merchant's name is 1-64 characters of A-Z a-z 0-9 _ -"));
            }
            if secret.is_empty() {
                return Err(bad("a merchant's secret must not be empty"));
            }
            if secrets.insert(name.clone(), secret.clone()).is_some() {
                return Err(bad("a merchant is named twice"));
            }
        }
        if secrets.is_empty() {
            return Err(bad("at least one merchant is needed"));
        }
        Ok(secrets)
    }

    /// The address that stands in `pay_url`, without a slash at the end.
    pub(crate) fn base_url(&self, bound: SocketAddr) -> String {
        base_url(self.public_url.as_deref(), bound)
    }
}

/// How this is reached: as it is said, or at the address it listens on.
pub(crate) fn base_url(public_url: Option<&str>, bound: SocketAddr) -> String {
    if let Some(url) = public_url {
        return url.trim_end_matches('/').to_owned();
    }
    let mut reachable = bound;
    if bound.ip().is_unspecified() {
        reachable.set_ip(match bound {
            SocketAddr::V4(_) => std::net::Ipv4Addr::LOCALHOST.into(),
            SocketAddr::V6(_) => std::net::Ipv6Addr::LOCALHOST.into(),
        });
    }
    format!("http://{reachable}")
}

fn bad(why: &str) -> Error {
    Error::new(ErrorKind::InvalidInput, why.to_owned())
}
