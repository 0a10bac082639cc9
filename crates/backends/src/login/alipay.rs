use super::rsa2::Rsa2;
use super::{ProviderFault, address, needed, shown};
use crate::http::Http;
use async_trait::async_trait;
use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};
use kernel::{Ambient, Bilingual, Secret, Time};
use ports::{Errand, Inside, LoginError, LoginProvider, Person, Returned, is_wechat};
use reqwest::Url;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::{BTreeMap, HashMap};

/// A web application of Alipay's open platform.
pub struct AlipaySettings {
    pub code: String,
    pub name: Bilingual,
    pub app_id: String,
    /// The application's own key: PEM or Base64, PKCS #8 or PKCS #1.
    pub private_key: Secret<String>,
    /// Alipay's key, as the platform shows it.
    pub public_key: String,
    /// Where browsers are sent: `https://openauth.alipay.com`.
    pub open_url: String,
    /// The gateway: `https://openapi.alipay.com/gateway.do`.
    pub gateway_url: String,
}

/// Alipay's log-in. It knows neither PKCE nor a nonce; requests and answers are signed (RSA2).
///
/// The subject is the open_id, which newer applications get, else the user_id.
pub struct AlipayLogin {
    settings: AlipaySettings,
    keys: Rsa2,
    open: Url,
    gateway: Url,
    http: Http,
    ambient: Ambient,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Answer {
    code: String,
    sub_code: String,
    access_token: String,
    user_id: String,
    open_id: String,
    nick_name: String,
}

impl Answer {
    fn subject(&self) -> &str {
        if self.open_id.is_empty() { &self.user_id } else { &self.open_id }
    }
}

impl AlipayLogin {
    pub fn new(settings: AlipaySettings, ambient: Ambient) -> Result<Self, ProviderFault> {
        needed(&settings.app_id, "client_id (the APPID)")?;
        let keys = Rsa2::new(settings.private_key.expose(), &settings.public_key)?;
        let open = address(&settings.open_url, "authorize_url")?;
        let gateway = address(&settings.gateway_url, "api_url")?;
        Ok(Self { settings, keys, open, gateway, http: Http::new().map_err(ProviderFault::Client)?, ambient })
    }

    async fn ask(&self, method: &str, own: &[(&'static str, &str)]) -> Result<Answer, LoginError> {
        let now = timestamp(self.ambient.now());
        let mut fields = BTreeMap::from([
            ("app_id", self.settings.app_id.as_str()),
            ("method", method),
            ("format", "JSON"),
            ("charset", "utf-8"),
            ("sign_type", "RSA2"),
            ("timestamp", &now),
            ("version", "1.0"),
        ]);
        fields.extend(own.iter().copied());
        let no_answer = |why: &str| LoginError::NoAnswer(why.to_owned());
        let signature = self.keys.sign(&canonical(&fields)).ok_or(no_answer("no randomness to sign with"))?;
        fields.insert("sign", &signature);
        let mut url = self.gateway.clone();
        // The charset of the body must be known before the body is read.
        url.query_pairs_mut().append_pair("charset", "utf-8");
        let request = self.http.client().post(url).form(&fields).build();
        let request = request.map_err(|error| LoginError::NoAnswer(error.without_url().to_string()))?;
        let answer = self.http.send(request).await.map_err(LoginError::NoAnswer)?;
        if answer.status != 200 {
            return Err(LoginError::NoAnswer(format!("Alipay answers with status {}", answer.status)));
        }
        self.read(method, &answer.body)
    }

    /// The signature is over the node as it was written, so it is read before anything is parsed.
    fn read(&self, method: &str, body: &[u8]) -> Result<Answer, LoginError> {
        let forged = |why: &str| LoginError::Forged(why.to_owned());
        let nodes: HashMap<String, &RawValue> =
            serde_json::from_slice(body).map_err(|_| LoginError::NoAnswer("no JSON from Alipay".into()))?;
        let name = format!("{}_response", method.replace('.', "_"));
        let found = nodes.get(name.as_str()).or_else(|| nodes.get("error_response"));
        let node = found.ok_or_else(|| LoginError::NoAnswer(format!("no {name} from Alipay")))?;
        let sign: String = nodes
            .get("sign")
            .and_then(|sign| serde_json::from_str(sign.get()).ok())
            .ok_or_else(|| forged("an answer without a signature"))?;
        if !self.keys.verifies(node.get().as_bytes(), &sign) {
            return Err(forged("the signature of the answer does not match"));
        }
        let answer: Answer =
            serde_json::from_str(node.get()).map_err(|_| forged("an answer of another form"))?;
        match (answer.code.as_str(), answer.sub_code.as_str()) {
            ("" | "10000", _) if !nodes.contains_key("error_response") => Ok(answer),
            (_, sub @ ("isv.code-invalid" | "isv.code-is-old" | "isv.grant-type-invalid")) => {
                Err(LoginError::Refused(sub.to_owned()))
            }
            (code, sub) => Err(LoginError::NoAnswer(format!("code {code}, {sub}"))),
        }
    }
}

/// Everything but the signature itself, by name, neither empty nor encoded.
fn canonical(fields: &BTreeMap<&str, &str>) -> String {
    let pairs = fields.iter().filter(|(name, value)| **name != "sign" && !value.is_empty());
    pairs.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

/// `yyyy-MM-dd HH:mm:ss`, as it is in China.
fn timestamp(now: Time) -> String {
    let at = Timestamp::from_microsecond(now.0).unwrap_or(Timestamp::UNIX_EPOCH);
    let at = TimeZone::fixed(Offset::constant(8)).to_datetime(at);
    let (day, time) = (at.date(), at.time());
    format!("{day} {:02}:{:02}:{:02}", time.hour(), time.minute(), time.second())
}

#[async_trait]
impl LoginProvider for AlipayLogin {
    fn code(&self) -> &str {
        &self.settings.code
    }
    fn name(&self) -> &Bilingual {
        &self.settings.name
    }
    fn code_parameter(&self) -> &'static str {
        "auth_code"
    }

    fn inside(&self, agent: &str) -> Inside {
        // The two apps do not open each other's pages.
        if is_wechat(agent) { Inside::Shut } else { Inside::Browser }
    }

    async fn authorize(&self, errand: &Errand<'_>) -> Result<String, LoginError> {
        let mut url = self.open.clone();
        url.set_path("/oauth2/publicAppAuthorize.htm");
        url.query_pairs_mut()
            .append_pair("app_id", &self.settings.app_id)
            .append_pair("scope", "auth_user")
            .append_pair("redirect_uri", errand.return_to)
            .append_pair("state", errand.state);
        Ok(url.into())
    }

    async fn finish(&self, _: &Errand<'_>, returned: &Returned<'_>) -> Result<Person, LoginError> {
        let exchange = [("grant_type", "authorization_code"), ("code", returned.code)];
        let token = self.ask("alipay.system.oauth.token", &exchange).await?;
        if token.subject().is_empty() || token.access_token.is_empty() {
            return Err(LoginError::Forged("an answer without a user and a token".into()));
        }
        let info = self.ask("alipay.user.info.share", &[("auth_token", &token.access_token)]).await?;
        if info.subject() != token.subject() {
            return Err(LoginError::Forged("the particulars are those of somebody else".into()));
        }
        Ok(Person {
            subject: token.subject().to_owned(),
            email: None,
            email_verified: false,
            phone: None,
            phone_verified: false,
            name: shown(Some(&info.nick_name)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_signed_is_in_order_and_holds_no_empty_field() {
        let fields =
            BTreeMap::from([("b", "2"), ("sign", "x"), ("a", "1 &"), ("c", ""), ("sign_type", "RSA2")]);
        assert_eq!(canonical(&fields), "a=1 &&b=2&sign_type=RSA2");
    }

    #[test]
    fn the_time_is_that_of_china() {
        assert_eq!(timestamp(Time::from_unix_seconds(1_795_449_600)), "2026-11-24 00:00:00");
    }
}
