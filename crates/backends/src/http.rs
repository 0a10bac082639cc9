use reqwest::{Client, Request};
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use std::sync::Arc;
use std::time::Duration;

/// How long a whole answer may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// No answer that we ask for is as large as this.
const ANSWER_MAX: usize = 1024 * 1024;

/// What came back, unverified.
pub(crate) struct Answer {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub body: Vec<u8>,
}

/// Trusts whom browsers trust.
pub(crate) fn tls() -> Result<ClientConfig, String> {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let versions = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions();
    Ok(versions.map_err(|error| error.to_string())?.with_root_certificates(roots).with_no_client_auth())
}

#[derive(Clone)]
pub(crate) struct Http(Client);

impl Http {
    pub fn new() -> Result<Self, String> {
        let client = Client::builder()
            .use_preconfigured_tls(tls()?)
            .timeout(PATIENCE)
            // Nobody leads us to an address of their choice.
            .redirect(reqwest::redirect::Policy::none())
            // What a variable of the environment says must not decide who sees credentials.
            .no_proxy()
            .build();
        Ok(Self(client.map_err(|error| error.to_string())?))
    }

    pub fn client(&self) -> &Client {
        &self.0
    }

    /// The whole answer, or why there is none. A text never holds the address: it may hold a credential.
    pub async fn send(&self, request: Request) -> Result<Answer, String> {
        let plain = |error: reqwest::Error| error.without_url().to_string();
        let mut response = self.0.execute(request).await.map_err(plain)?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(plain)? {
            if body.len() + chunk.len() > ANSWER_MAX {
                return Err("the answer is too large".into());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Answer { status, headers, body })
    }
}
