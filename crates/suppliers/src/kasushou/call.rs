use super::{KasushouSupplier, sign};
use crate::json::Sorted;
use kernel::Secret;
use outbound::flat::Flat;
use outbound::said::said;
use ports::SupplyError;

/// What was answered to a request, by its code.
pub(super) enum Told {
    Good(Flat),
    /// 400, and why.
    Refused(String),
}

impl Told {
    pub fn good(self, key: &Secret<String>) -> Result<Flat, SupplyError> {
        match self {
            Self::Good(told) => Ok(told),
            Self::Refused(message) => Err(SupplyError::Unknown(said(&message, key.expose()))),
        }
    }
}

impl KasushouSupplier {
    pub(super) async fn post(&self, path: &str, body: &Sorted) -> Result<Told, SupplyError> {
        let request = self.request(path, body)?;
        let answer = self.http.send(request).await?;
        read(answer.status, &answer.body, &self.key)
    }

    pub(super) fn request(&self, path: &str, body: &Sorted) -> Result<reqwest::Request, SupplyError> {
        let body = body.written();
        let at = self.ambient.now().unix_millis().to_string();
        let request = self.http.client().post(format!("{}{path}", self.url));
        let request = request.header("content-type", "application/json; charset=utf-8");
        let request = request.header("userid", &self.user_id).header("timestamp", &at);
        let request = request.header("sign", sign::sign(&at, &body, &self.key)).body(body).build();
        // Certain: a request that cannot even be made was not sent.
        request.map_err(|error| SupplyError::NotReached(error.without_url().to_string()))
    }
}

pub(super) fn read(status: u16, body: &[u8], key: &Secret<String>) -> Result<Told, SupplyError> {
    if !(200..=299).contains(&status) && status != 400 {
        return Err(SupplyError::Unknown(format!("the supplier answered with status {status}")));
    }
    let no_json = || SupplyError::Unknown("the answer is no JSON; is this the address of Kasushou?".into());
    let told = Flat::read(body).ok_or_else(no_json)?;
    let message = told.text("msg");
    match told.text("code").as_str() {
        "200" if status != 400 => Ok(Told::Good(told)),
        "400" => Ok(Told::Refused(message)),
        "" => Err(SupplyError::Unknown("the answer has no code".into())),
        code => Err(SupplyError::Unknown(said(&format!("{code}: {message}"), key.expose()))),
    }
}
