use crate::address::is_inside;
use ports::{BadField, ChannelError, SupplyError};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Client, Request};
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

/// How long an answer may take as a whole.
const PATIENCE: Duration = Duration::from_secs(10);
/// Hardly an answer is as large as this.
const ANSWER_MAX: usize = 1024 * 1024;

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Silence {
    /// Certain: the request never left this house. Nobody listens there, the name leads nowhere, or no connection could be
    /// made safe.
    pub not_reached: bool,
    /// Never holds the address: it may name an order.
    pub why: String,
}

impl From<reqwest::Error> for Silence {
    fn from(error: reqwest::Error) -> Self {
        Self { not_reached: error.is_connect(), why: error.without_url().to_string() }
    }
}

impl From<Silence> for ChannelError {
    /// A channel is asked again in either case.
    fn from(silence: Silence) -> Self {
        Self::Unknown(silence.why)
    }
}

impl From<Silence> for SupplyError {
    fn from(silence: Silence) -> Self {
        if silence.not_reached { Self::NotReached(silence.why) } else { Self::Unknown(silence.why) }
    }
}

impl fmt::Display for Silence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

/// What came back, unverified.
pub struct Answer {
    pub status: u16,
    headers: reqwest::header::HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

/// A name of the public internet leads to addresses of the public internet: whoever owns the name must not make us ask
/// somebody in this house. Names that only this house knows lead anywhere; whether somebody may be called so is decided
/// where he is set up.
struct PublicNames;

impl Resolve for PublicNames {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            if !may_lead_to(name.as_str(), &found) {
                return Err("the name leads into this house".into());
            }
            let found: Addrs = Box::new(found.into_iter());
            Ok(found)
        })
    }
}

fn may_lead_to(name: &str, found: &[SocketAddr]) -> bool {
    is_inside(name) || found.iter().all(|address| kernel::is_public(address.ip()))
}

#[derive(Clone)]
pub struct Http(Client);

impl Http {
    /// For an adapter that is being set up: what is wrong is said beside that field of its form.
    pub fn for_field(field: &'static str) -> Result<Self, Vec<BadField>> {
        let (zh, en) = ("无法建立 HTTPS 客户端。", "The HTTPS client cannot be made.");
        Self::new().map_err(|_| vec![BadField { field, zh, en }])
    }

    pub fn new() -> Result<Self, String> {
        let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| error.to_string())?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let client = Client::builder()
            .use_preconfigured_tls(tls)
            .timeout(PATIENCE)
            .redirect(reqwest::redirect::Policy::none())
            // What a variable of the environment says must not decide who sees what is sent.
            .no_proxy()
            .dns_resolver(Arc::new(PublicNames))
            .build();
        Ok(Self(client.map_err(|error| error.to_string())?))
    }

    pub fn client(&self) -> &Client {
        &self.0
    }

    /// The whole answer, or why there is none.
    pub async fn send(&self, request: Request) -> Result<Answer, Silence> {
        self.fetch(request, ANSWER_MAX).await
    }

    /// The same, for an answer of at most that many bytes.
    pub async fn fetch(&self, request: Request, most: usize) -> Result<Answer, Silence> {
        let mut response = self.0.execute(request).await?;
        let (status, headers) = (response.status().as_u16(), std::mem::take(response.headers_mut()));
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            if body.len() + chunk.len() > most {
                return Err(Silence { not_reached: false, why: "the answer is too large".into() });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Answer { status, headers, body })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_public_name_does_not_lead_into_this_house() {
        let at = |address: &str| address.parse::<SocketAddr>().unwrap();
        assert!(may_lead_to("pay.example.com", &[at("1.1.1.1:0"), at("[2606:4700::1111]:0")]));
        assert!(!may_lead_to("pay.example.com", &[at("1.1.1.1:0"), at("127.0.0.1:0")]));
        assert!(!may_lead_to("pay.example.com", &[at("169.254.169.254:0")]));
        assert!(may_lead_to("localhost", &[at("127.0.0.1:0")]) && may_lead_to("epay", &[at("172.18.0.3:0")]));
    }

    #[tokio::test]
    async fn a_name_of_this_house_is_asked() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://localhost:{}/", listener.local_addr().unwrap().port());
        let came = tokio::spawn(async move { listener.accept().await.is_ok() });
        let http = Http::new().unwrap();
        let request = http.client().get(&address).build().unwrap();
        let silence = http.send(request).await.err().unwrap();
        assert!(!silence.not_reached, "it was asked, and nobody answers it");
        assert!(came.await.unwrap());
    }

    #[tokio::test]
    async fn what_never_left_the_house_is_told_apart() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        let http = Http::new().unwrap();
        let request = http.client().get(format!("http://127.0.0.1:{port}/order/77")).build().unwrap();
        let silence = http.send(request).await.err().unwrap();
        assert!(silence.not_reached && !silence.to_string().contains("77"), "{silence}");
    }

    #[tokio::test]
    async fn an_answer_is_not_read_without_end() {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/", listener.local_addr().unwrap());
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut asked = [0; 1024];
            let _ = stream.read(&mut asked).await;
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n12345").await;
        });
        let http = Http::new().unwrap();
        let request = http.client().get(&address).build().unwrap();
        let silence = http.fetch(request, 4).await.err().unwrap();
        assert_eq!((silence.not_reached, silence.why.as_str()), (false, "the answer is too large"));
    }
}
