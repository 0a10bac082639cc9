use super::dialect::Dialect;
use super::php::Array;
use super::{AcgSupplier, sign};
use crate::words::unreadable;
use outbound::flat::Flat;
use outbound::said::said;
use ports::SupplyError;
use std::time::Duration;

/// No answer about one thing is as large as this.
const ANSWER_MAX: usize = 1024 * 1024;
const USUAL: Duration = Duration::from_secs(10);

/// What was answered to a request.
pub(super) enum Told {
    Good(Flat),
    /// Any other code than 200, and why.
    Refused(String),
}

/// How long one waits for an answer, and how large it may be.
pub(super) struct Patience {
    pub time: Duration,
    pub bytes: usize,
}

impl Patience {
    pub const USUAL: Self = Self { time: USUAL, bytes: ANSWER_MAX };

    pub const fn seconds(seconds: u64) -> Self {
        Self { time: Duration::from_secs(seconds), bytes: ANSWER_MAX }
    }
}

impl AcgSupplier {
    pub(super) async fn post(&self, path: &str, form: Array, most: Patience) -> Result<Told, SupplyError> {
        let (signature, body) = self.signed(form);
        let request = self.http.client().post(format!("{}{path}", self.url)).timeout(most.time);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let request = match signature {
            Some(signature) => request.header("api-id", &self.app_id).header("api-signature", signature),
            None => request,
        };
        // Certain: a request that cannot even be made was not sent.
        let request = request.body(body).build();
        let request = request.map_err(|error| SupplyError::NotReached(error.without_url().to_string()))?;
        let answer = self.http.fetch(request, most.bytes).await?;
        read(answer.status, &answer.body, self.key.expose())
    }

    /// What goes into the head, and the form as it is sent. In the older dialect all of it stands in the form, the key as
    /// well, as the protocol wants it.
    pub(super) fn signed(&self, mut form: Array) -> (Option<String>, String) {
        if self.dialect == Dialect::OpenApi {
            return (Some(sign::sign(&form, &self.key)), form.query());
        }
        form.set("app_id", &self.app_id);
        form.set("app_key", self.key.expose());
        let signature = sign::sign(&form, &self.key);
        form.set("sign", &signature);
        (None, form.query())
    }

    /// The data of a good answer.
    pub(super) fn good(&self, told: Told) -> Result<Flat, SupplyError> {
        match told {
            Told::Good(told) => Ok(told),
            Told::Refused(message) => Err(SupplyError::Unknown(said(&message, self.key.expose()))),
        }
    }
}

pub(super) fn read(status: u16, body: &[u8], key: &str) -> Result<Told, SupplyError> {
    if !(200..=299).contains(&status) {
        return Err(SupplyError::Unknown(format!("the supplier answered with status {status}")));
    }
    let no_json =
        || SupplyError::Unknown("the answer is no JSON; is this the address of a shared shop?".into());
    let told = Flat::read(body).ok_or_else(no_json)?;
    match told.text("code").as_str() {
        "200" if told.raw("data").is_some() => Ok(Told::Good(told)),
        "200" => Err(unreadable("data")),
        "" => Err(SupplyError::Unknown("the answer has no code".into())),
        _ => Ok(Told::Refused(said(&told.text("msg"), key))),
    }
}
