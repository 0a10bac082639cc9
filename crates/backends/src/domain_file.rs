use crate::http::tls;
use async_trait::async_trait;
use ports::{DomainDoubt, DomainProof};
use reqwest::{Client, Response};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::time::Duration;

/// Fetches a small file from the domain. Whoever names a domain chooses whom we ask, so: by https on its usual port, at
/// addresses of the public internet only (looked up once, and asked at just those), no redirect is followed, and little
/// is read.
#[derive(Default)]
pub struct DomainFile {
    /// Asked by plain http there instead, wherever that is.
    trials: HashMap<String, SocketAddr>,
}

const PATIENCE: Duration = Duration::from_secs(8);
const BYTES_MAX: usize = 4 * 1024;

impl DomainFile {
    /// `trials`: domains that stand for others, for trying things out; their files are fetched by plain http from these
    /// addresses.
    pub fn new(trials: HashMap<String, SocketAddr>) -> Self {
        Self { trials }
    }

    async fn ask(&self, domain: &str, path: &str) -> Result<Response, DomainDoubt> {
        let (scheme, addresses, port) = match self.trials.get(domain) {
            Some(address) => ("http", vec![*address], address.port()),
            None => ("https", public(domain).await?, 443),
        };
        let builder = Client::builder()
            .use_preconfigured_tls(tls().map_err(|_| DomainDoubt::Unreachable)?)
            .timeout(PATIENCE)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .pool_max_idle_per_host(0)
            // What was looked at is what is asked: a second answer of the resolver is not waited for.
            .resolve_to_addrs(domain, &addresses);
        let client = builder.build().map_err(|_| DomainDoubt::Unreachable)?;
        let asked = client.get(format!("{scheme}://{domain}:{port}{path}")).send().await;
        asked.map_err(|_| DomainDoubt::Unreachable)
    }
}

#[async_trait]
impl DomainProof for DomainFile {
    async fn says(&self, domain: &str, path: &str, line: &str) -> Result<(), DomainDoubt> {
        let mut response = self.ask(domain, path).await?;
        if response.status().as_u16() != 200 {
            return Err(DomainDoubt::Status(response.status().as_u16()));
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|_| DomainDoubt::Unreachable)? {
            if body.len() + chunk.len() > BYTES_MAX {
                return Err(DomainDoubt::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        let text = String::from_utf8_lossy(&body);
        if text.lines().any(|found| found.trim() == line) { Ok(()) } else { Err(DomainDoubt::OtherWords) }
    }
}

/// All addresses of the domain. One that is not public makes the whole domain suspect: it is not asked.
async fn public(domain: &str) -> Result<Vec<SocketAddr>, DomainDoubt> {
    let found = tokio::time::timeout(PATIENCE, tokio::net::lookup_host((domain, 443))).await;
    let found: Vec<SocketAddr> =
        found.map_err(|_| DomainDoubt::NoAddress)?.map_err(|_| DomainDoubt::NoAddress)?.collect();
    let fine = !found.is_empty() && found.iter().all(|address| kernel::is_public(address.ip()));
    if fine { Ok(found) } else { Err(DomainDoubt::NoAddress) }
}
