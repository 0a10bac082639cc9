use super::words::{Body, Problem};
use super::{SandboxChannel, sign};
use crate::http::Answer;
use kernel::encode_128;
use ports::{ChannelError, Checked};
use reqwest::Method;
use serde::de::DeserializeOwned;

impl SandboxChannel {
    pub(super) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ChannelError> {
        self.call(Method::GET, path, Vec::new()).await
    }

    pub(super) async fn post<T: DeserializeOwned>(&self, path: &str, body: &Body) -> Result<T, ChannelError> {
        self.call(Method::POST, path, body.bytes()?).await
    }

    async fn call<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Vec<u8>,
    ) -> Result<T, ChannelError> {
        let nonce = encode_128(u128::from_be_bytes(self.ambient.bytes()));
        let request = self.signed(method, path, body, &nonce)?;
        let answer = self.http.send(request).await?;
        self.genuine(&answer, &nonce)?;
        read(&answer)
    }

    pub(super) async fn try_keys(&self) -> Vec<Checked> {
        let passed = |code| Checked { code, problem: None };
        let failed = |code, problem| Checked { code, problem: Some(problem) };
        let nonce = encode_128(u128::from_be_bytes(self.ambient.bytes()));
        let path = format!("/v1/payments/{}", kernel::PaymentId(0));
        let request = match self.signed(Method::GET, &path, Vec::new(), &nonce) {
            Ok(request) => request,
            Err(error) => return vec![failed("reach", error.to_string())],
        };
        let answer = match self.http.send(request).await {
            Ok(answer) => answer,
            Err(silence) => return vec![failed("reach", silence.why)],
        };
        if let Err(error) = self.genuine(&answer, &nonce) {
            let problem: Problem = serde_json::from_slice(&answer.body).unwrap_or_default();
            let why = format!("the gateway does not accept our signature ({error}) {}", problem.code);
            return vec![passed("reach"), failed("keys", why.trim().to_owned())];
        }
        let known = match read::<serde_json::Value>(&answer) {
            Ok(_) | Err(ChannelError::NotFound) => passed("answer"),
            Err(error) => failed("answer", error.to_string()),
        };
        vec![passed("reach"), passed("keys"), known]
    }

    fn signed(
        &self,
        method: Method,
        path: &str,
        body: Vec<u8>,
        nonce: &str,
    ) -> Result<reqwest::Request, ChannelError> {
        let timestamp = self.ambient.now().unix_seconds().to_string();
        let lines = ["sandbox-request-v1", &timestamp, nonce, method.as_str(), path];
        let signature = sign::sign(&self.settings.secret, &lines, &body);
        let mut request = self
            .http
            .client()
            .request(method, format!("{}{path}", self.settings.url))
            .header(sign::MERCHANT, &self.settings.merchant)
            .header(sign::TIMESTAMP, &timestamp)
            .header(sign::NONCE, nonce)
            .header(sign::SIGNATURE, signature);
        if !body.is_empty() {
            request = request.header("content-type", "application/json").body(body);
        }
        // Certain: a request that cannot even be made was not sent.
        request.build().map_err(|error| ChannelError::Refused(error.without_url().to_string()))
    }

    /// The nonce ties an answer to its request, so its timestamp needs no window. What is not signed says nothing
    /// about money: from where no signature is due it is a broken connection, from elsewhere a forgery.
    fn genuine(&self, answer: &Answer, nonce: &str) -> Result<(), ChannelError> {
        let Some(given) = answer.header(sign::SIGNATURE) else {
            return Err(match answer.status {
                200..=299 | 404 | 405 | 409 | 422 | 500 => ChannelError::ForgedAnswer,
                status => ChannelError::Unknown(format!("unsigned answer {status}")),
            });
        };
        let status = answer.status.to_string();
        let timestamp = answer.header(sign::TIMESTAMP).unwrap_or_default();
        let lines = ["sandbox-answer-v1", timestamp, nonce, &status];
        let expected = sign::sign(&self.settings.secret, &lines, &answer.body);
        if sign::matches(&expected, given) { Ok(()) } else { Err(ChannelError::ForgedAnswer) }
    }
}

/// A genuine answer: what was asked for, or why not.
fn read<T: DeserializeOwned>(answer: &Answer) -> Result<T, ChannelError> {
    if answer.status == 200 {
        return serde_json::from_slice(&answer.body)
            .map_err(|error| ChannelError::Unknown(format!("the answer cannot be read: {error}")));
    }
    let problem: Problem = serde_json::from_slice(&answer.body).unwrap_or_default();
    match (answer.status, problem.code.as_str()) {
        (404, "payment_not_found" | "refund_not_found") => Err(ChannelError::NotFound),
        (400..=499, code) if !code.is_empty() => {
            Err(ChannelError::Refused(format!("{code}: {}", problem.message)))
        }
        (status, code) => Err(ChannelError::Unknown(format!("{status} {code}"))),
    }
}
