use crate::http::tls;
use async_trait::async_trait;
use ports::{DomainDoubt, DomainProof};
use reqwest::{Client, Response};
use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
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
    let fine = !found.is_empty() && found.iter().all(|address| is_public(address.ip()));
    if fine { Ok(found) } else { Err(DomainDoubt::NoAddress) }
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

/// IANA's registry of special addresses, without those that are routed all the same.
fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || a == 0
        || a >= 224
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (b == 18 || b == 19));
    !special
}

/// Global unicast, but for what stands for an address of the fourth version, tunnels and examples.
fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(inner) = address.to_ipv4_mapped() {
        return is_public_v4(inner);
    }
    let [first, second, ..] = address.segments();
    let special = (first == 0x2001 && second < 0x0200)
        || (first == 0x2001 && second == 0x0db8)
        || first == 0x2002
        || (first == 0x3fff && second < 0x1000);
    (0x2000..0x4000).contains(&first) && !special
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_public_internet_are_asked() {
        for private in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.9.9.9",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "239.1.1.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:10.0.0.1",
            "::ffff:127.0.0.1",
            "::7f00:1",
            "64:ff9b::a00:1",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(private.parse().unwrap()), "{private}");
        }
        for public in [
            "1.1.1.1",
            "100.63.0.1",
            "100.128.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "198.20.0.1",
            "223.255.255.1",
            "::ffff:1.1.1.1",
            "2606:4700::1111",
            "2a00::1",
            "2001:4860::8888",
        ] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
    }
}
