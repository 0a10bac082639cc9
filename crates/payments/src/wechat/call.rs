use super::WechatChannel;
use super::seal::{self, Sealed};
use super::words::{Object, Problem};
use crate::http::Answer;
use crate::said::said;
use ports::{ChannelError, Checked};
use reqwest::Method;
use serde::Deserialize;
use serde::de::DeserializeOwned;

pub(super) const NO_RANDOMNESS: &str = "the system gives no randomness to sign with";
/// How far WeChat's clock and ours may be apart, in seconds.
pub(super) const WINDOW: u64 = 300;

/// A genuine answer that did what was asked.
pub(super) struct Told(Vec<u8>);

impl Told {
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, ChannelError> {
        serde_json::from_slice(&self.0).map_err(|_| ChannelError::Unknown("the answer cannot be read".into()))
    }
}

/// Why there is nothing to act on.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault {
    NoAnswer(String),
    /// An error without a signature, as it comes where WeChat cannot tell who asks.
    Unsigned(String),
    /// Signed with a key that is not in the settings.
    OtherKey,
    /// Signed well, at another time than ours.
    Stale,
    Forged,
    NotFound,
    Refused {
        code: String,
        why: String,
    },
    /// WeChat does not know itself what became of it.
    Busy(String),
}

impl Fault {
    /// That a question was refused says nothing of what was asked about.
    pub fn of_question(self) -> ChannelError {
        match self {
            Self::Refused { why, .. } => {
                ChannelError::Unknown(format!("WeChat does not answer the question: {why}"))
            }
            fault => fault.into(),
        }
    }
}

impl From<Fault> for ChannelError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::NoAnswer(why) => Self::Unknown(why),
            Fault::Unsigned(why) => Self::Unknown(format!("an error without a signature: {why}")),
            Fault::OtherKey => {
                Self::Unknown("the answer is signed with a key that is not in the settings".into())
            }
            Fault::Stale => Self::Unknown("WeChat's clock and ours are more than five minutes apart".into()),
            Fault::Forged => Self::ForgedAnswer,
            Fault::NotFound => Self::NotFound,
            Fault::Refused { why, .. } => Self::Refused(why),
            Fault::Busy(why) => Self::Unknown(format!("WeChat could not do it now: {why}")),
        }
    }
}

impl WechatChannel {
    pub(super) async fn get(&self, path: &str) -> Result<Told, Fault> {
        self.call(Method::GET, path, String::new()).await
    }

    pub(super) async fn post(&self, path: &str, body: &Object) -> Result<Told, Fault> {
        self.call(Method::POST, path, serde_json::to_string(body).unwrap_or_default()).await
    }

    async fn call(&self, method: Method, path: &str, body: String) -> Result<Told, Fault> {
        let request = self.signed(method, path, body)?;
        let answer = self.http.send(request).await.map_err(|silence| Fault::NoAnswer(silence.why))?;
        self.genuine(&answer)?;
        self.verdict(answer)
    }

    pub(super) fn signed(&self, method: Method, path: &str, body: String) -> Result<reqwest::Request, Fault> {
        // Certain: a request that cannot even be made was not sent.
        let refused = |why: String| Fault::Refused { code: String::new(), why };
        let request = self.http.client().request(method, format!("{}{path}", self.url));
        let mut request = request.build().map_err(|error| refused(error.without_url().to_string()))?;
        let url = request.url();
        let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
        let target = format!("{}{query}", url.path());
        let (at, nonce) = (self.ambient.now().unix_seconds().to_string(), self.nonce());
        let lines = seal::request_lines(request.method().as_str(), &target, &at, &nonce, &body);
        let signature = self.own.sign(&lines).ok_or_else(|| refused(NO_RANDOMNESS.to_owned()))?;
        let authorization = format!(
            "WECHATPAY2-SHA256-RSA2048 mchid=\"{}\",nonce_str=\"{nonce}\",signature=\"{signature}\",\
             timestamp=\"{at}\",serial_no=\"{}\"",
            self.mch_id, self.serial
        );
        let headers = [
            ("authorization", authorization.as_str()),
            ("accept", "application/json"),
            ("content-type", "application/json"),
            ("user-agent", "cardamom"),
            ("wechatpay-serial", &self.keys.preferred),
        ];
        for (name, value) in headers {
            let value =
                value.parse().map_err(|_| refused("a setting does not fit into a header".to_owned()))?;
            request.headers_mut().insert(name, value);
        }
        if !body.is_empty() {
            *request.body_mut() = Some(body.into());
        }
        Ok(request)
    }

    /// "A 2xx without a signature is forged or was changed on its way."
    fn genuine(&self, answer: &Answer) -> Result<(), Fault> {
        let header = |name: &str| answer.header(name).filter(|value| !value.is_empty());
        let (Some(serial), Some(at), Some(nonce), Some(signature)) = (
            header("wechatpay-serial"),
            header("wechatpay-timestamp"),
            header("wechatpay-nonce"),
            header("wechatpay-signature"),
        ) else {
            let well = (200..300).contains(&answer.status);
            return Err(if well { Fault::Forged } else { Fault::Unsigned(self.problem(answer).1) });
        };
        let key = self.keys.by(serial).ok_or(Fault::OtherKey)?;
        if !key.verifies(&seal::answer_lines(at, nonce, &answer.body), signature) {
            return Err(Fault::Forged);
        }
        match seconds(at) {
            Some(at) if self.ambient.now().unix_seconds().abs_diff(at) <= WINDOW => Ok(()),
            _ => Err(Fault::Stale),
        }
    }

    fn verdict(&self, answer: Answer) -> Result<Told, Fault> {
        if matches!(answer.status, 200 | 204) {
            return Ok(Told(answer.body));
        }
        let (code, why) = self.problem(&answer);
        let unknown = code.contains("SYSTEM") || code.contains("RETRY") || code.contains("FREQUENCY");
        match (answer.status, code.as_str()) {
            (404, "ORDER_NOT_EXIST" | "ORDERNOTEXIST" | "RESOURCE_NOT_EXISTS" | "NOT_FOUND") => {
                Err(Fault::NotFound)
            }
            (400..=428 | 430..=499, _) if !unknown && !code.is_empty() => Err(Fault::Refused { code, why }),
            _ => Err(Fault::Busy(why)),
        }
    }

    /// The code, if it looks like one, and what to write down.
    fn problem(&self, answer: &Answer) -> (String, String) {
        let problem: Problem = serde_json::from_slice(&answer.body).unwrap_or_default();
        let plain = |c: &char| c.is_ascii_alphanumeric() || *c == '_';
        let code: String = problem.code.chars().filter(plain).take(64).collect();
        let text = format!("{} {code} {}", answer.status, problem.message);
        (code, said(&text, self.api_v3_key.expose()))
    }

    /// Whether what WeChat seals for us can be opened. Nothing is said where it has nothing to seal: an account that
    /// works by WeChat Pay's public key has no platform certificates.
    pub(super) async fn try_api_v3_key(&self) -> Option<Checked> {
        #[derive(Deserialize)]
        struct Certificates {
            data: Vec<One>,
        }
        #[derive(Deserialize)]
        struct One {
            encrypt_certificate: Sealed,
        }
        let told = self.get("/v3/certificates").await.ok()?;
        let certificates: Certificates = told.read().ok()?;
        let first = certificates.data.first()?;
        let opened = first.encrypt_certificate.open(&self.api_v3_key).is_some();
        let problem = (!opened).then(|| "the APIv3 key is not the one that is set at WeChat Pay".to_owned());
        Some(Checked { code: "api_v3_key", problem })
    }
}

/// Plain decimal seconds: what was signed must be what is read.
pub(super) fn seconds(text: &str) -> Option<i64> {
    let plain = (1..=12).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| plain)
}

/// What a question about a number that nobody has came to.
pub(super) fn checked(told: Result<(), Fault>) -> Vec<Checked> {
    let fine = |code| Checked { code, problem: None };
    let wrong = |code, problem: &str| Checked { code, problem: Some(problem.to_owned()) };
    match told {
        Ok(()) | Err(Fault::NotFound) => vec![fine("reach"), fine("answer"), fine("keys")],
        Err(Fault::NoAnswer(why)) => vec![wrong("reach", &format!("WeChat Pay does not answer: {why}"))],
        Err(Fault::Busy(why)) => {
            vec![fine("reach"), wrong("answer", &format!("WeChat Pay is not at work: {why}"))]
        }
        Err(Fault::Forged) => vec![
            fine("reach"),
            wrong(
                "answer",
                "the answer was not signed with the key in the settings: give WeChat Pay's, not your own",
            ),
        ],
        Err(Fault::OtherKey) => vec![
            fine("reach"),
            wrong(
                "answer",
                "WeChat Pay signs with a key that is not in the settings: add it with its number",
            ),
        ],
        Err(Fault::Stale) => vec![
            fine("reach"),
            wrong("answer", "WeChat Pay's clock and this machine's are more than five minutes apart"),
        ],
        Err(Fault::Unsigned(why)) => vec![
            fine("reach"),
            wrong(
                "keys",
                &format!(
                    "WeChat Pay does not know who asks (look at merchant number, certificate serial, private key and \
                     this machine's clock): {why}"
                ),
            ),
        ],
        Err(Fault::Refused { why, .. }) => {
            vec![fine("reach"), fine("answer"), wrong("keys", &format!("WeChat Pay refuses: {why}"))]
        }
    }
}
