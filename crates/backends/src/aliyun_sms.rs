use crate::http::Http;
use async_trait::async_trait;
use hmac::{Hmac, Mac};
use kernel::{Ambient, Secret, encode_128, hex};
use ports::{Sms, SmsError, SmsSender, SmsTemplate};
use serde::Deserialize;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::fmt::Write;

const VERSION: &str = "2017-05-25";
const ALGORITHM: &str = "ACS3-HMAC-SHA256";

/// An account with the SMS service of Aliyun, or with another one that speaks its dialect.
pub struct AliyunSmsSettings {
    /// `https://dysmsapi.aliyuncs.com`, without a slash at the end.
    pub endpoint: String,
    pub access_key: String,
    pub access_secret: Secret<String>,
    /// The signature that is registered there, without brackets.
    pub sign_name: String,
    /// The template for codes; its variable is `code`.
    pub code_template: String,
}

/// Why the settings cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SmsFault {
    #[error("sms.endpoint must begin with https:// (or http:// to this machine) and end without a slash")]
    BadEndpoint,
    #[error("the HTTP client cannot be set up: {0}")]
    Client(String),
}

/// Hands short messages over by HTTP: `SendSms` of the API 2017-05-25, signed as version 3 of its gateway asks.
pub struct AliyunSms {
    settings: AliyunSmsSettings,
    host: String,
    http: Http,
    ambient: Ambient,
}

#[derive(Deserialize)]
struct Answer {
    #[serde(rename = "Code")]
    code: String,
    #[serde(rename = "Message", default)]
    message: String,
}

impl AliyunSms {
    pub fn new(settings: AliyunSmsSettings, ambient: Ambient) -> Result<Self, SmsFault> {
        let address = reqwest::Url::parse(&settings.endpoint).map_err(|_| SmsFault::BadEndpoint)?;
        let name = address.host_str().unwrap_or_default();
        // A code and a number must not travel in clear.
        let here = matches!(name, "127.0.0.1" | "localhost" | "[::1]");
        let safe = address.scheme() == "https" || (address.scheme() == "http" && here);
        if name.is_empty() || !safe || settings.endpoint.ends_with('/') {
            return Err(SmsFault::BadEndpoint);
        }
        let host = address.port().map_or_else(|| name.to_owned(), |port| format!("{name}:{port}"));
        let http = Http::new().map_err(SmsFault::Client)?;
        Ok(Self { settings, host, http, ambient })
    }

    fn query(&self, sms: &Sms) -> String {
        let parameter = match &sms.template {
            SmsTemplate::Code(code) => json!({ "code": code.expose() }).to_string(),
        };
        // Sorted by name, as the signature wants them.
        [
            ("PhoneNumbers", number(&sms.to)),
            ("SignName", &self.settings.sign_name),
            ("TemplateCode", &self.settings.code_template),
            ("TemplateParam", &parameter),
        ]
        .map(|(name, value)| format!("{name}={}", encoded(value)))
        .join("&")
    }
}

#[async_trait]
impl SmsSender for AliyunSms {
    async fn send(&self, sms: &Sms) -> Result<(), SmsError> {
        let query = self.query(sms);
        let call = Call {
            action: "SendSms",
            version: VERSION,
            host: &self.host,
            date: &self.ambient.now().rfc3339(),
            nonce: &encode_128(u128::from_be_bytes(self.ambient.bytes())),
            query: &query,
        };
        let authorization = call.authorization(&self.settings.access_key, &self.settings.access_secret);
        let mut request = self.http.client().post(format!("{}/?{query}", self.settings.endpoint));
        for (name, value) in call.headers() {
            request = request.header(name, value);
        }
        let request = request.header("authorization", authorization).build();
        let request = request.map_err(|error| SmsError::Settings(error.without_url().to_string()))?;
        let answer = self.http.send(request).await.map_err(SmsError::Unavailable)?;
        judge(answer.status, &answer.body)
    }
}

/// One number without its plus; of mainland China without its country, too, as the service wants it.
fn number(to: &str) -> &str {
    to.strip_prefix("+86").or_else(|| to.strip_prefix('+')).unwrap_or(to)
}

fn judge(status: u16, body: &[u8]) -> Result<(), SmsError> {
    let Ok(answer) = serde_json::from_slice::<Answer>(body) else {
        return Err(SmsError::Unavailable(format!("status {status} without a readable answer")));
    };
    let code: String = answer.code.chars().filter(|c| !c.is_control()).take(80).collect();
    let message: String = answer.message.chars().filter(|c| !c.is_control()).take(200).collect();
    let said = format!("{code}: {message}");
    match code.as_str() {
        "OK" if status == 200 => Ok(()),
        "isv.MOBILE_NUMBER_ILLEGAL" | "isv.MOBILE_COUNT_OVER_LIMIT" | "isv.BLACK_KEY_CONTROL_LIMIT" => {
            Err(SmsError::BadNumber(said))
        }
        "isv.BUSINESS_LIMIT_CONTROL" | "isv.DAY_LIMIT_CONTROL" | "Throttling.User" => {
            Err(SmsError::TooMany(said))
        }
        _ if status >= 500 => Err(SmsError::Unavailable(said)),
        _ => Err(SmsError::Settings(said)),
    }
}

/// One request to the gateway, as it is signed.
struct Call<'a> {
    action: &'a str,
    version: &'a str,
    host: &'a str,
    date: &'a str,
    nonce: &'a str,
    /// Encoded and sorted.
    query: &'a str,
}

impl Call<'_> {
    /// Sorted by name. What is sent has no body, so its hash is that of nothing.
    fn headers(&self) -> [(&'static str, String); 6] {
        [
            ("host", self.host.to_owned()),
            ("x-acs-action", self.action.to_owned()),
            ("x-acs-content-sha256", hex(Sha256::digest([]))),
            ("x-acs-date", self.date.to_owned()),
            ("x-acs-signature-nonce", self.nonce.to_owned()),
            ("x-acs-version", self.version.to_owned()),
        ]
    }

    fn authorization(&self, key: &str, secret: &Secret<String>) -> String {
        let headers = self.headers();
        let names = headers.each_ref().map(|(name, _)| *name).join(";");
        let lines: String = headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
        let nothing = hex(Sha256::digest([]));
        let whole = format!("POST\n/\n{}\n{lines}\n{names}\n{nothing}", self.query);
        let to_sign = format!("{ALGORITHM}\n{}", hex(Sha256::digest(whole.as_bytes())));
        format!("{ALGORITHM} Credential={key},SignedHeaders={names},Signature={}", mac(secret, &to_sign))
    }
}

fn mac(secret: &Secret<String>, text: &str) -> String {
    // HMAC takes keys of every length. Were it to fail, an empty text is no signature.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes()) else {
        return String::new();
    };
    mac.update(text.as_bytes());
    hex(mac.finalize().into_bytes())
}

/// RFC 3986: letters, digits and `-_.~` stay.
fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
        encoded
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The worked example in the service's own documentation of its signature.
    #[test]
    fn the_signature_is_that_of_the_documentation() {
        let call = Call {
            action: "RunInstances",
            version: "2014-05-26",
            host: "ecs.cn-shanghai.aliyuncs.com",
            date: "2023-10-26T10:22:32Z",
            nonce: "3156853299f313e23d1673dc12e1703d",
            query: "ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai",
        };
        let header = call.authorization("YourAccessKeyId", &Secret::new("YourAccessKeySecret".to_owned()));
        assert_eq!(
            header,
            "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;\
             x-acs-date;x-acs-signature-nonce;x-acs-version,\
             Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
        );
    }

    #[test]
    fn answers_are_told_apart() {
        let said = |status, code: &str| {
            judge(status, format!("{{\"Code\":\"{code}\",\"Message\":\"m\"}}").as_bytes())
        };
        assert_eq!(said(200, "OK"), Ok(()));
        assert!(matches!(said(200, "isv.MOBILE_NUMBER_ILLEGAL"), Err(SmsError::BadNumber(_))));
        assert!(matches!(said(200, "isv.BUSINESS_LIMIT_CONTROL"), Err(SmsError::TooMany(_))));
        assert!(matches!(said(400, "SignatureDoesNotMatch"), Err(SmsError::Settings(_))));
        assert!(matches!(said(503, "ServiceUnavailable"), Err(SmsError::Unavailable(_))));
        assert!(matches!(judge(200, b"<html>"), Err(SmsError::Unavailable(_))));
        assert_eq!((number("+8613800138000"), number("+442079460958")), ("13800138000", "442079460958"));
    }

    #[test]
    fn codes_do_not_travel_in_clear() {
        let settings = |endpoint: &str| AliyunSmsSettings {
            endpoint: endpoint.to_owned(),
            access_key: "k".into(),
            access_secret: Secret::new("s".into()),
            sign_name: "n".into(),
            code_template: "SMS_1".into(),
        };
        let new = |endpoint| AliyunSms::new(settings(endpoint), Ambient::system()).is_ok();
        assert!(new("https://dysmsapi.aliyuncs.com") && new("http://127.0.0.1:99"));
        for bad in [
            "http://dysmsapi.aliyuncs.com",
            "https://x.example/",
            "",
            "ftp://127.0.0.1",
            "http://127.0.0.1.evil.example",
        ] {
            assert!(!new(bad), "{bad}");
        }
    }
}
