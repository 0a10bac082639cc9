use super::DujiaoSupplier;
use super::sign::{Signed, sign};
use kernel::Secret;
use outbound::flat::{Flat, Scalar};
use outbound::said::said;
use ports::SupplyError;

/// Where all of it stands.
pub(super) const BASE: &str = "/api/v1/upstream";

/// What was answered to a request.
pub(super) enum Told {
    Good(Flat),
    Refused(No),
}

/// `ok` is false.
pub(super) struct No {
    pub status: u16,
    pub code: String,
    pub message: String,
    /// All of the answer.
    pub rest: Flat,
}

impl No {
    pub fn said(&self) -> String {
        format!("{}: {}", self.code, self.message)
    }

    pub fn unknown(&self, secret: &Secret<String>) -> SupplyError {
        SupplyError::Unknown(said(&self.said(), secret.expose()))
    }
}

impl Told {
    pub fn good(self, secret: &Secret<String>) -> Result<Flat, SupplyError> {
        match self {
            Self::Good(told) => Ok(told),
            Self::Refused(no) => Err(no.unknown(secret)),
        }
    }

    pub fn is_refusal(&self, status: u16, code: &str) -> bool {
        matches!(self, Self::Refused(no) if no.status == status && no.code == code)
    }
}

impl DujiaoSupplier {
    pub(super) async fn post(&self, path: &str, body: &str) -> Result<Told, SupplyError> {
        self.send(self.request("POST", path, "", body)?).await
    }

    pub(super) async fn get(&self, path: &str, query: &str) -> Result<Told, SupplyError> {
        self.send(self.request("GET", path, query, "")?).await
    }

    async fn send(&self, request: reqwest::Request) -> Result<Told, SupplyError> {
        let answer = self.http.send(request).await?;
        read(answer.status, &answer.body)
    }

    pub(super) fn request(
        &self,
        method: &'static str,
        path: &str,
        query: &str,
        body: &str,
    ) -> Result<reqwest::Request, SupplyError> {
        let path = format!("{BASE}{path}");
        let at = self.ambient.now().unix_seconds().to_string();
        let full = format!("{}{path}", self.prefix);
        let signed = Signed { method, path: &full, at: &at, body: body.as_bytes() };
        let mark = if query.is_empty() { "" } else { "?" };
        let url = format!("{}{path}{mark}{query}", self.url);
        let http = self.http.client();
        let request = if method == "GET" { http.get(url) } else { http.post(url).body(body.to_owned()) };
        let request = request.header("content-type", "application/json");
        let request = request.header("dujiao-next-api-key", &self.api_key);
        let request = request.header("dujiao-next-timestamp", &at);
        let request = request.header("dujiao-next-signature", sign(&signed, &self.secret)).build();
        // Certain: a request that cannot even be made was not sent.
        request.map_err(|error| SupplyError::NotReached(error.without_url().to_string()))
    }
}

pub(super) fn read(status: u16, body: &[u8]) -> Result<Told, SupplyError> {
    let with_status = || SupplyError::Unknown(format!("the supplier answered with status {status}"));
    let no_json =
        || SupplyError::Unknown("the answer is no JSON; is this the address of a dujiao-next site?".into());
    let is_good = (200..=299).contains(&status);
    let read = Flat::read(body).ok_or_else(|| if is_good { no_json() } else { with_status() })?;
    match read.scalar("ok") {
        Some(Scalar::Bool(true)) if is_good => Ok(Told::Good(read)),
        Some(Scalar::Bool(false)) => {
            let (code, message) = (read.text("error_code"), read.text("error_message"));
            Ok(Told::Refused(No { status, code, message, rest: read }))
        }
        _ if is_good => Err(SupplyError::Unknown("the answer says neither yes nor no".into())),
        _ => Err(with_status()),
    }
}
