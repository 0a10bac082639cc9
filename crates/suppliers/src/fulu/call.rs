use super::{FuluSupplier, sign};
use crate::json::Sorted;
use crate::words::unreadable;
use kernel::Secret;
use outbound::flat::{Flat, Scalar};
use outbound::local_time;
use outbound::said::said;
use ports::SupplyError;

const PATH: &str = "/api/getway";
/// No answer about one thing is as large as this.
const ANSWER_MAX: usize = 1024 * 1024;

/// What was answered to a request.
pub(super) struct Told {
    pub code: String,
    pub message: String,
    /// JSON.
    pub result: String,
}

impl Told {
    pub fn is_good(&self) -> bool {
        self.code == "0"
    }

    /// The object that a good answer holds.
    pub fn good(&self, secret: &Secret<String>) -> Result<Flat, SupplyError> {
        if !self.is_good() {
            return Err(SupplyError::Unknown(said(&self.message, secret.expose())));
        }
        Flat::read(self.result.as_bytes()).ok_or_else(|| unreadable("result"))
    }
}

impl FuluSupplier {
    pub(super) async fn ask(&self, method: &str, content: &Sorted) -> Result<Told, SupplyError> {
        self.fetch(method, content, ANSWER_MAX).await
    }

    /// The same, for an answer of at most that many bytes.
    pub(super) async fn fetch(
        &self,
        method: &str,
        content: &Sorted,
        most: usize,
    ) -> Result<Told, SupplyError> {
        let request = self.http.client().post(format!("{}{PATH}", self.url));
        let request = request.header("content-type", "application/json; charset=utf-8");
        let request = request.body(self.body(method, content)).build();
        // Certain: a request that cannot even be made was not sent.
        let request = request.map_err(|error| SupplyError::NotReached(error.without_url().to_string()))?;
        let answer = self.http.fetch(request, most).await?;
        read(answer.status, &answer.body, &self.secret)
    }

    pub(super) fn body(&self, method: &str, content: &Sorted) -> String {
        let mut public = Sorted::default();
        public.text("app_key", &self.app_key);
        public.text("method", method);
        public.text("timestamp", &local_time::write(self.ambient.now()));
        public.text("version", "2.0");
        public.text("format", "json");
        public.text("charset", "utf-8");
        public.text("sign_type", "md5");
        public.text("app_auth_token", "");
        public.text("biz_content", &content.written());
        let signature = sign::sign(&public.written(), &self.secret);
        public.text("sign", &signature);
        public.written()
    }
}

pub(super) fn read(status: u16, body: &[u8], secret: &Secret<String>) -> Result<Told, SupplyError> {
    if !(200..=299).contains(&status) {
        return Err(SupplyError::Unknown(format!("the supplier answered with status {status}")));
    }
    let no_json = || SupplyError::Unknown("the answer is no JSON; is this the address of Fulu's API?".into());
    let members = Flat::read(body).ok_or_else(no_json)?;
    let (code, message, signature) = (members.text("code"), members.text("message"), members.text("sign"));
    if code.is_empty() {
        return Err(SupplyError::Unknown("the answer has no code".into()));
    }
    let result = match members.scalar("result") {
        Some(Scalar::Text(text)) => text,
        _ => members.raw("result").map(|raw| raw.get().to_owned()).unwrap_or_default(),
    };
    let told = Told { code, message, result };
    if told.is_good() && !signature.is_empty() && !sign::is_signed(&told.result, secret, &signature) {
        return Err(SupplyError::Unknown("the answer is not signed with our secret".into()));
    }
    Ok(told)
}
