use super::StripeChannel;
use crate::http::Answer;
use ports::{ChannelError, Checked};
use reqwest::{Method, Request, Url};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// What our requests and answers mean, whatever the account's default is.
const VERSION: &str = "2024-06-20";

pub(super) type Form = Vec<(&'static str, String)>;

#[derive(Deserialize, Default)]
struct Problem {
    #[serde(default)]
    error: Told,
}

#[derive(Deserialize, Default)]
struct Told {
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    message: Option<String>,
}

#[derive(Deserialize)]
struct Balance {
    object: String,
    livemode: bool,
}

impl StripeChannel {
    pub(super) async fn get<T: DeserializeOwned>(&self, path: &str, asked: &Form) -> Result<T, ChannelError> {
        let request = self.request(Method::GET, path, asked, None)?;
        read(&self.http.send(request).await?)
    }

    /// With a key, the same key has the same answer.
    pub(super) async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        asked: &Form,
        key: Option<String>,
    ) -> Result<T, ChannelError> {
        let request = self.request(Method::POST, path, asked, key)?;
        read(&self.http.send(request).await?)
    }

    pub(super) fn request(
        &self,
        method: Method,
        path: &str,
        asked: &Form,
        key: Option<String>,
    ) -> Result<Request, ChannelError> {
        // Certain: a request that cannot even be made was not sent.
        let unmade = |why: String| ChannelError::Refused(why);
        let mut url =
            Url::parse(&format!("{}{path}", self.url)).map_err(|error| unmade(error.to_string()))?;
        if !asked.is_empty() {
            url.query_pairs_mut().extend_pairs(asked);
        }
        // The encoding of a form is that of a query.
        let body = match method {
            Method::POST => {
                let form = url.query().unwrap_or_default().to_owned();
                url.set_query(None);
                Some(form)
            }
            _ => None,
        };
        let mut request = self
            .http
            .client()
            .request(method, url)
            .header("authorization", format!("Bearer {}", self.key.expose()))
            .header("stripe-version", VERSION);
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        if let Some(form) = body {
            request = request.header("content-type", "application/x-www-form-urlencoded").body(form);
        }
        request.build().map_err(|error| unmade(error.without_url().to_string()))
    }

    pub(super) async fn try_key(&self) -> Vec<Checked> {
        let passed = |code| Checked { code, problem: None };
        let failed = |code, problem: String| Checked { code, problem: Some(problem) };
        let answer = match self.request(Method::GET, "/v1/balance", &Vec::new(), None) {
            Ok(request) => self.http.send(request).await.map_err(|silence| silence.why),
            Err(error) => Err(error.to_string()),
        };
        let answer = match answer {
            Ok(answer) => answer,
            Err(why) => return vec![failed("reach", why)],
        };
        match read::<Balance>(&answer) {
            _ if matches!(answer.status, 401 | 403) => {
                let why = format!("Stripe does not accept the secret key ({})", answer.status);
                vec![passed("reach"), failed("keys", why)]
            }
            Err(error) => vec![passed("reach"), failed("answer", error.to_string())],
            Ok(balance) if balance.object == "balance" && balance.livemode == self.is_live() => {
                vec![passed("reach"), passed("keys"), passed("answer")]
            }
            Ok(_) => {
                let why = "this is not the balance of an account of the key's world".to_owned();
                vec![passed("reach"), passed("keys"), failed("answer", why)]
            }
        }
    }
}

/// By docs.stripe.com/error-low-level: of 4xx nothing was done, but for a conflict of keys, too many requests and a
/// key that is not accepted now. Of 5xx nobody can say.
fn read<T: DeserializeOwned>(answer: &Answer) -> Result<T, ChannelError> {
    if answer.status == 200 {
        return serde_json::from_slice(&answer.body)
            .map_err(|error| ChannelError::Unknown(format!("the answer cannot be read: {error}")));
    }
    let told = serde_json::from_slice::<Problem>(&answer.body).unwrap_or_default().error;
    let code = told.code.unwrap_or_default();
    match answer.status {
        404 if code == "resource_missing" => Err(ChannelError::NotFound),
        400 | 402 if !told.kind.is_empty() && told.kind != "idempotency_error" => {
            let code = if code.is_empty() { told.kind } else { code };
            Err(ChannelError::Refused(format!("{code}: {}", told.message.unwrap_or_default())))
        }
        status => Err(ChannelError::Unknown(format!("{status} {} {code}", told.kind).trim_end().to_owned())),
    }
}
