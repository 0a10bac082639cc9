use super::{BepusdtChannel, is_number, sign};
use crate::flat::Flat;
use crate::http::Answer;
use crate::said::said;
use ports::{ChannelError, Checked};

impl BepusdtChannel {
    /// What stands in `data` of a good answer.
    pub(super) async fn post(&self, path: &str, body: Vec<u8>) -> Result<Flat, ChannelError> {
        let told = self.send(path, body).await?;
        let message = told.text("message");
        match told.text("status_code").as_str() {
            "200" => Ok(told.within("data")),
            "" => Err(ChannelError::Unknown("the answer has no status_code".into())),
            _ if is_unknown(&message) => Err(ChannelError::NotFound),
            _ => Err(ChannelError::Refused(said(&message, self.token.expose()))),
        }
    }

    async fn send(&self, path: &str, body: Vec<u8>) -> Result<Flat, ChannelError> {
        let request = self.http.client().post(format!("{}{path}", self.url));
        let request = request.header("content-type", "application/json").body(body).build();
        // Certain: a request that cannot even be made was not sent.
        let request = request.map_err(|error| ChannelError::Refused(error.without_url().to_string()))?;
        read(&self.http.send(request).await?)
    }

    /// The state of a payment, as the gateway's own page asks for it.
    pub(super) async fn status(&self, number: &str) -> Result<String, ChannelError> {
        if !is_number(number) {
            return Err(ChannelError::NotFound);
        }
        let request = self.http.client().get(format!("{}/pay/check-status/{number}", self.url)).build();
        let request = request.map_err(|error| ChannelError::Unknown(error.without_url().to_string()))?;
        let told = read(&self.http.send(request).await?)?;
        if told.text("trade_id") == number {
            return Ok(told.text("status"));
        }
        if is_unknown(&told.text("message")) {
            Err(ChannelError::NotFound)
        } else {
            Err(super::other_thing())
        }
    }

    pub(super) async fn try_keys(&self) -> Vec<Checked> {
        let passed = |code| Checked { code, problem: None };
        let failed = |code, problem: String| Checked { code, problem: Some(problem) };
        let mut body = sign::Body::default();
        body.text("trade_id", "none");
        let told = match body.signed(&self.token) {
            Ok(body) => self.send("/api/v1/order/cancel-transaction", body).await,
            Err(error) => Err(error),
        };
        match told {
            Err(error) => vec![failed("reach", error.to_string())],
            Ok(told) if is_unknown(&told.text("message")) => vec![passed("reach"), passed("keys")],
            Ok(told) => {
                let why = said(&told.text("message"), self.token.expose());
                vec![passed("reach"), failed("keys", why)]
            }
        }
    }
}

fn read(answer: &Answer) -> Result<Flat, ChannelError> {
    if !(200..=299).contains(&answer.status) {
        return Err(ChannelError::Unknown(format!("the gateway answered with status {}", answer.status)));
    }
    let unreadable =
        || ChannelError::Unknown("the answer is no JSON; is this the address of BEpusdt?".into());
    Flat::read(&answer.body).ok_or_else(unreadable)
}

fn is_unknown(message: &str) -> bool {
    message.contains("订单不存在") || message.to_ascii_lowercase().contains("order not found")
}
