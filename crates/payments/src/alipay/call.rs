use super::AlipayChannel;
use super::words::Node;
use crate::http::Answer;
use crate::local_time;
use form_urlencoded::Serializer;
use ports::{ChannelError, Checked};
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::{BTreeMap, HashMap};

/// Where Alipay reports to, and where it sends the buyer back to.
#[derive(Clone, Copy, Default)]
pub(super) struct Ask<'a> {
    pub notify_url: Option<&'a str>,
    pub return_url: Option<&'a str>,
}

/// Why there is nothing to act on.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// Nothing came, or nothing that can be read.
    NoAnswer(String),
    /// Alipay says no without a signature, as it does where it cannot tell who asks.
    Unsigned(String),
    Forged,
    NotFound,
    Refused(String),
    /// Alipay does not know itself what became of it.
    Busy(String),
}

impl Fault {
    /// That a question was refused says nothing of what was asked about.
    pub fn of_question(self) -> ChannelError {
        match self {
            Self::Refused(why) => {
                ChannelError::Unknown(format!("Alipay does not answer the question: {why}"))
            }
            fault => fault.into(),
        }
    }
}

impl From<Fault> for ChannelError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::NoAnswer(why) => Self::Unknown(why),
            Fault::Unsigned(why) => Self::Unknown(format!("an answer without a signature: {why}")),
            Fault::Forged => Self::ForgedAnswer,
            Fault::NotFound => Self::NotFound,
            Fault::Refused(why) => Self::Refused(why),
            Fault::Busy(why) => Self::Unknown(format!("Alipay could not do it now: {why}")),
        }
    }
}

impl AlipayChannel {
    /// A request from here, and its answer.
    pub(super) async fn ask(&self, method: &str, content: &Value, ask: Ask<'_>) -> Result<Node, Fault> {
        let fields = self.signed(method, content, ask).map_err(Fault::Refused)?;
        let mut url = self.gateway.clone();
        // The charset of the body must be known before the body is read.
        url.query_pairs_mut().append_pair("charset", "utf-8");
        let request = self.http.client().post(url).form(&fields).build();
        // Certain: a request that cannot even be made was not sent.
        let request = request.map_err(|error| Fault::Refused(error.without_url().to_string()))?;
        let answer = self.http.send(request).await.map_err(|silence| Fault::NoAnswer(silence.why))?;
        self.read(method, &answer)
    }

    /// A request that the buyer's browser makes.
    pub(super) fn link(&self, method: &str, content: &Value, ask: Ask<'_>) -> Result<String, ChannelError> {
        let fields = self.signed(method, content, ask).map_err(ChannelError::Refused)?;
        let mut url = self.gateway.clone();
        url.set_query(Some(&Serializer::new(String::new()).extend_pairs(&fields).finish()));
        Ok(url.into())
    }

    fn signed(
        &self,
        method: &str,
        content: &Value,
        ask: Ask<'_>,
    ) -> Result<BTreeMap<&'static str, String>, String> {
        let mut fields = BTreeMap::from([
            ("app_id", self.app_id.clone()),
            ("method", method.to_owned()),
            ("format", "JSON".to_owned()),
            ("charset", "utf-8".to_owned()),
            ("sign_type", "RSA2".to_owned()),
            ("timestamp", local_time::write(self.ambient.now())),
            ("version", "1.0".to_owned()),
            ("biz_content", content.to_string()),
        ]);
        if let Some(numbers) = &self.certificates {
            fields.insert("app_cert_sn", numbers.app.clone());
            fields.insert("alipay_root_cert_sn", numbers.root.clone());
        }
        for (name, value) in [("notify_url", ask.notify_url), ("return_url", ask.return_url)] {
            if let Some(value) = value {
                fields.insert(name, value.to_owned());
            }
        }
        let signature = self.own.sign(canonical(&fields).as_bytes());
        fields.insert("sign", signature.ok_or("the system gives no randomness to sign with")?);
        Ok(fields)
    }

    /// The signature is over the node as it was written, so it is checked before the node is taken apart.
    fn read(&self, method: &str, answer: &Answer) -> Result<Node, Fault> {
        if answer.status != 200 {
            return Err(Fault::NoAnswer(format!("Alipay answers with status {}", answer.status)));
        }
        let unreadable = || Fault::NoAnswer("the answer cannot be read".to_owned());
        let nodes: HashMap<String, &RawValue> =
            serde_json::from_slice(&answer.body).map_err(|_| unreadable())?;
        let name = format!("{}_response", method.replace('.', "_"));
        let own = nodes.get(name.as_str());
        let raw = own.or_else(|| nodes.get("error_response")).ok_or_else(unreadable)?;
        let text = |name: &str| {
            nodes.get(name).and_then(|raw| serde_json::from_str::<String>(raw.get()).ok()).unwrap_or_default()
        };
        let node = serde_json::from_str::<Node>(raw.get());
        let (signature, said) = (text("sign"), node.as_ref().map(said).unwrap_or_default());
        if signature.is_empty() {
            let well = node.as_ref().is_ok_and(|node| node.code == "10000") || node.is_err();
            return Err(if well { Fault::Forged } else { Fault::Unsigned(said) });
        }
        if !self.theirs.verifies(raw.get().as_bytes(), &signature) {
            return Err(Fault::Forged);
        }
        let node = node.map_err(|_| unreadable())?;
        verdict(node, own.is_some())
    }
}

/// A genuine answer: what was asked for, or why not.
fn verdict(node: Node, is_answer: bool) -> Result<Node, Fault> {
    let (code, sub) = (node.code.as_str(), node.sub_code.as_str());
    match code {
        "10000" if is_answer => Ok(node),
        _ if sub == "ACQ.TRADE_NOT_EXIST" || sub == "ORDER_NOT_EXIST" => Err(Fault::NotFound),
        _ if sub.ends_with("SYSTEM_ERROR") || sub == "REQUEST_PROCESSING" || sub.starts_with("isp.") => {
            Err(Fault::Busy(said(&node)))
        }
        "40001" | "40002" | "40003" | "40004" | "40006" => Err(Fault::Refused(said(&node))),
        _ => Err(Fault::Busy(said(&node))),
    }
}

/// Alipay's codes, if they look like such. What it says beside them may repeat what was sent.
fn said(node: &Node) -> String {
    format!("{} {}", plain(&node.code), plain(&node.sub_code)).trim().to_owned()
}

/// What a code may consist of.
pub(super) fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_alphanumeric() || "._-".contains(*c)).take(64).collect()
}

/// Everything but the signature itself, by name, neither empty nor encoded.
fn canonical(fields: &BTreeMap<&'static str, String>) -> String {
    let pairs = fields.iter().filter(|(name, value)| **name != "sign" && !value.is_empty());
    pairs.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

/// What a question about a number that nobody has came to.
pub(super) fn checked(told: Result<(), Fault>) -> Vec<Checked> {
    let fine = |code| Checked { code, problem: None };
    let wrong = |code, problem: String| Checked { code, problem: Some(problem) };
    match told {
        Ok(()) | Err(Fault::NotFound) => vec![fine("reach"), fine("answer"), fine("keys")],
        Err(Fault::NoAnswer(why)) => vec![wrong("reach", format!("Alipay does not answer: {why}"))],
        Err(Fault::Busy(why)) => {
            vec![fine("reach"), wrong("answer", format!("Alipay is not at work: {why}"))]
        }
        Err(Fault::Forged) => vec![
            fine("reach"),
            wrong(
                "answer",
                "the answer was not signed with the key in the settings: give Alipay's public key (or its \
                 certificate), not the application's"
                    .to_owned(),
            ),
        ],
        Err(Fault::Unsigned(why)) => vec![fine("reach"), wrong("keys", refused(&why))],
        Err(Fault::Refused(why)) => vec![fine("reach"), fine("answer"), wrong("keys", refused(&why))],
    }
}

fn refused(why: &str) -> String {
    let what_to_do = if why.contains("signature") {
        ": the private key does not belong to the public key that the application has at Alipay"
    } else if why.contains("app-id") {
        ": look at the APPID and at whether this is the gateway (or the sandbox) that it belongs to"
    } else {
        ""
    };
    format!("Alipay refuses: {why}{what_to_do}")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::rsa_keys::PublicKey;

    /// The sample of opendocs.alipay.com, "how to sign by yourself" (common/02kf5q).
    #[test]
    fn what_is_signed_is_the_sample_of_the_document() {
        let menu = r#"{"button":[{"actionParam":"ZFB_HFCZ","actionType":"out","name":"话费充值"},{"name":"查询","subButton":[{"actionParam":"ZFB_YECX","actionType":"out","name":"余额查询"},{"actionParam":"ZFB_LLCX","actionType":"out","name":"流量查询"},{"actionParam":"ZFB_HFCX","actionType":"out","name":"话费查询"}]},{"actionParam":"http://m.alipay.com","actionType":"link","name":"最新优惠"}]}"#;
        let fields = BTreeMap::from([
            ("method", "alipay.mobile.public.menu.add".to_owned()),
            ("charset", "GBK".to_owned()),
            ("sign_type", "RSA2".to_owned()),
            ("timestamp", "2014-07-24 03:07:50".to_owned()),
            ("biz_content", menu.to_owned()),
            ("version", "1.0".to_owned()),
            ("app_id", "2014072300007148".to_owned()),
            ("sign", "e9zEAe4TTQ4L".to_owned()),
            ("notify_url", String::new()),
        ]);
        let expected = format!(
            "app_id=2014072300007148&biz_content={menu}&charset=GBK&method=alipay.mobile.public.menu.add\
             &sign_type=RSA2&timestamp=2014-07-24 03:07:50&version=1.0"
        );
        assert_eq!(canonical(&fields), expected);
    }

    /// A true answer of Alipay's with its key, from the tests of alipay-sdk-nodejs-all 4.14.
    #[test]
    fn a_true_answer_is_signed_over_its_node_as_written() {
        let key = PublicKey::read("MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAk7LzhmMa2c4qQd4fqAqenfbuFoA7stPKvoS1LrZEsVnOOGUUjwoa1oU9xsSPjcOWhIerU/VAN4J95GIAXx59ipcleIyfLn2FhHXPgLJpvo+b2jJFyn/1/DbeJDh+0yDVAOf50Z7HhI0mdUhFMkXlT7BU0ZMtJf/TmISFEfhDU/w6qFd6D42L97byAkq0K6LroglSVF24GqJEa7hSeUIkZWj7RasykXrc2uVJ1+ejkXE0LyPxa2AHykMGbJLf5SiZvaNzUZgnKIR36mLOHpQ/2JCXxhXZYUWHzy0kMH54JcUEeksFWBYLGvLjV1phbcUIc3Q76tIuqApY6E222OoZZQIDAQAB").unwrap();
        let body = r#"{"alipay_open_file_upload_response":{"code":"10000","msg":"Success","file_id":"CAxAToWB1JsAAAAAAAAAAAAADgSLAQBr"},"sign":"F+LDzpTNiavn7xVZPGuPCSSVRSmWzJGgtuji6tVELGEaqMaNj0jRKXUEr5nloZJBBmwEnddOyCjjepMmrTKTvoOqQ0Efxpr/R1iEeHTHVbb/Q8TTh6Up5gHJDkILdaWS2q1cWeQ6VT+HQY9P3WRXS7uhILHuDODIhpAyCu5KhWGt0rMCIG+Im6NODJP2oohtSCtmTFXg58HH587Z2y2bdbjzOxLvzD9IrU1imghXQ2S/Q+wMIvRk9on6cWnBLkrNvJKapA2ReNGWOwyuASvB9zDVzhMPbR+3mfRGkVDxsq5HYLjBKGskJMXHw0HuugZij6ScRuaLPODhmHwr/pJ9yw=="}"#;
        let nodes: HashMap<String, &RawValue> = serde_json::from_str(body).unwrap();
        let sign: String = serde_json::from_str(nodes["sign"].get()).unwrap();
        let node = nodes["alipay_open_file_upload_response"].get();
        assert!(key.verifies(node.as_bytes(), &sign));
        assert!(!key.verifies(node.replace("10000", "20000").as_bytes(), &sign));
    }

    #[test]
    fn what_alipay_says_is_certain_or_not() {
        let told = |code: &str, sub: &str| {
            let node = Node { code: code.into(), sub_code: sub.into(), ..Node::default() };
            verdict(node, true).map(|_| ()).map_err(ChannelError::from)
        };
        assert_eq!(told("10000", ""), Ok(()));
        assert_eq!(told("40004", "ACQ.TRADE_NOT_EXIST"), Err(ChannelError::NotFound));
        assert_eq!(told("40004", "ORDER_NOT_EXIST"), Err(ChannelError::NotFound));
        for (code, sub) in [
            ("20000", "isp.unknow-error"),
            ("40004", "ACQ.SYSTEM_ERROR"),
            ("40004", "REQUEST_PROCESSING"),
            ("", ""),
            ("10003", ""),
        ] {
            assert!(matches!(told(code, sub), Err(ChannelError::Unknown(_))), "{code} {sub}");
        }
        for (code, sub) in [("40004", "ACQ.SELLER_BALANCE_NOT_ENOUGH"), ("40002", "isv.invalid-signature")] {
            assert!(
                matches!(told(code, sub), Err(ChannelError::Refused(why)) if why.contains(sub)),
                "{code} {sub}"
            );
        }
        let well = Node { code: "10000".into(), ..Node::default() };
        assert!(verdict(well, false).is_err(), "an error is no answer, whatever its code");
    }
}
