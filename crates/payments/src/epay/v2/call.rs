use super::super::words::{self, unreadable};
use super::{EpayV2Channel, is_fresh};
use crate::flat::{Flat, Scalar};
use crate::http::Answer;
use crate::pairs::Pairs;
use crate::rsa_keys::PublicKey;
use crate::said::said;
use kernel::Time;
use ports::{ChannelError, Checked};

const FORM: &str = "application/x-www-form-urlencoded";

impl EpayV2Channel {
    /// The answer to `/api/pay/…`, if it is a good one and the platform's.
    pub(super) async fn post(&self, act: &str, form: &Pairs) -> Result<Flat, ChannelError> {
        self.call(&format!("api/pay/{act}"), form).await
    }

    async fn call(&self, path: &str, form: &Pairs) -> Result<Flat, ChannelError> {
        let request = self.http.client().post(format!("{}/{path}", self.url));
        let request = request.header("content-type", FORM).body(form.encoded()).build();
        // Certain: a request that cannot even be made was not sent.
        let request = request.map_err(|error| ChannelError::Refused(error.without_url().to_string()))?;
        let told = read(&self.http.send(request).await?)?;
        let message = told.text("msg");
        match told.text("code").as_str() {
            "0" => genuine(&self.platform, &told, self.ambient.now()).map(|()| told),
            "" => Err(unreadable("code")),
            _ if words::is_unknown(&message) => Err(ChannelError::NotFound),
            _ => Err(ChannelError::Refused(said(&message, ""))),
        }
    }

    pub(super) async fn try_keys(&self) -> Vec<Checked> {
        let passed = |code| Checked { code, problem: None };
        let failed = |code, problem: String| Checked { code, problem: Some(problem) };
        let told = match self.signed(Pairs::default()) {
            Ok(pairs) => self.call("api/merchant/info", &pairs).await,
            Err(error) => Err(error),
        };
        let told = match told {
            Ok(told) => told,
            Err(ChannelError::ForgedAnswer) => {
                let why = "the answer is not signed with the platform's public key, or its clock is wrong";
                return vec![passed("reach"), failed("platform_key", why.to_owned())];
            }
            Err(error @ (ChannelError::Refused(_) | ChannelError::NotFound)) => {
                return vec![passed("reach"), failed("keys", error.to_string())];
            }
            Err(error) => return vec![failed("reach", error.to_string())],
        };
        let about = match told.text("pid") == self.pid {
            true => passed("answer"),
            false => failed("answer", "the gateway answers about another merchant".to_owned()),
        };
        let blocked = ["status", "pay_status"].iter().any(|name| told.text(name) == "0");
        let merchant = match blocked {
            false => passed("merchant"),
            true => failed("merchant", "the gateway has switched this merchant off".to_owned()),
        };
        vec![passed("reach"), passed("keys"), passed("platform_key"), about, merchant]
    }
}

fn read(answer: &Answer) -> Result<Flat, ChannelError> {
    if !(200..=299).contains(&answer.status) {
        return Err(ChannelError::Unknown(format!("the gateway answered with status {}", answer.status)));
    }
    Flat::read(&answer.body).ok_or_else(|| unreadable("it is no JSON; is this the address of the API?"))
}

/// Signed by the platform, and not long ago: an old answer could be played again.
pub(super) fn genuine(platform: &PublicKey, told: &Flat, now: Time) -> Result<(), ChannelError> {
    let signed = platform.verifies(canonical(told).as_bytes(), &told.text("sign"));
    if signed && is_fresh(&told.text("timestamp"), now) { Ok(()) } else { Err(ChannelError::ForgedAnswer) }
}

/// As the gateway joins it: without lists and objects, without what is blank, numbers by their own text, and `true`
/// as PHP writes it.
fn canonical(told: &Flat) -> String {
    let mut pairs = Pairs::default();
    for (name, value) in told.scalars() {
        match value {
            Scalar::Text(text) | Scalar::Number(text) if !text.trim().is_empty() => pairs.set(name, text),
            Scalar::Bool(true) => pairs.set(name, "1"),
            _ => {}
        }
    }
    pairs.canonical(&words::UNSIGNED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_joined_as_the_gateway_joins_it() {
        let told = Flat::read(
            br#"{"code":0,"msg":"","trade_no":"20160806","money":1.50,"data":[1],"ok":true,"no":false,"blank":"  ","sign":"x","sign_type":"RSA","timestamp":"1713660000"}"#,
        );
        assert_eq!(
            canonical(&told.unwrap()),
            "code=0&money=1.50&ok=1&timestamp=1713660000&trade_no=20160806"
        );
    }
}
