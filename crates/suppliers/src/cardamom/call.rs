use super::{CardamomSupplier, ORDER_MAX, sign};
use kernel::{Secret, encode_128};
use outbound::http::Answer;
use outbound::said::said;
use ports::SupplyError;
use reqwest::{Method, Request};
use serde_json::Value;

/// What was answered to a request.
pub(super) enum Told {
    Good(Value),
    Refused(Refused),
}

/// A refusal, by its stable code.
pub(super) struct Refused {
    pub status: u16,
    pub code: String,
    pub said: String,
}

impl Told {
    pub fn is_refusal(&self, code: &str) -> bool {
        matches!(self, Self::Refused(refused) if refused.code == code)
    }

    pub fn good(&self) -> Result<&Value, SupplyError> {
        match self {
            Self::Good(told) => Ok(told),
            Self::Refused(refused) => Err(refused.unknown()),
        }
    }
}

impl Refused {
    pub fn unknown(&self) -> SupplyError {
        SupplyError::Unknown(format!("{}: {}", self.code, self.said))
    }
}

impl CardamomSupplier {
    pub(super) async fn post(&self, path: &str, body: &Value) -> Result<Told, SupplyError> {
        let request = self.request(Method::POST, path, body.to_string())?;
        read(self.http.fetch(request, ORDER_MAX).await?, &self.secret)
    }

    pub(super) async fn get(&self, path: &str, most: usize) -> Result<Told, SupplyError> {
        let request = self.request(Method::GET, path, String::new())?;
        read(self.http.fetch(request, most).await?, &self.secret)
    }

    pub(super) fn request(&self, method: Method, path: &str, body: String) -> Result<Request, SupplyError> {
        // Certain: a request that cannot even be made was not sent.
        let unmade = |error: reqwest::Error| SupplyError::NotReached(error.without_url().to_string());
        let request = self.http.client().request(method, format!("{}{path}", self.url));
        let mut request = request.header("content-type", "application/json").build().map_err(unmade)?;
        let url = request.url();
        let target =
            url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
        let timestamp = self.ambient.now().unix_seconds().to_string();
        let nonce = encode_128(u128::from_be_bytes(self.ambient.bytes()));
        let asked = (request.method().as_str(), target.as_str(), body.as_bytes());
        let signature = sign::sign(&self.secret, (&timestamp, &nonce), asked);
        for (name, value) in [
            ("cardamom-key", &self.key),
            ("cardamom-timestamp", &timestamp),
            ("cardamom-nonce", &nonce),
            ("cardamom-signature", &signature),
        ] {
            let value = value.parse().map_err(|_| SupplyError::NotReached("the key is no key".into()))?;
            request.headers_mut().insert(name, value);
        }
        *request.body_mut() = Some(body.into());
        Ok(request)
    }
}

fn read(answer: Answer, secret: &Secret<String>) -> Result<Told, SupplyError> {
    read_body(answer.status, &answer.body, secret)
}

pub(super) fn read_body(status: u16, body: &[u8], secret: &Secret<String>) -> Result<Told, SupplyError> {
    let told: Option<Value> = serde_json::from_slice(body).ok();
    let no_json =
        || SupplyError::Unknown(format!("status {status}, and no JSON; is this the address of a Cardamom?"));
    let told = told.filter(Value::is_object).ok_or_else(no_json)?;
    if (200..=299).contains(&status) {
        return Ok(Told::Good(told));
    }
    let text = |name: &str| told.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let code = text("code");
    if code.is_empty() {
        return Err(no_json());
    }
    Ok(Told::Refused(Refused { status, code, said: said(&text("detail"), secret.expose()) }))
}
