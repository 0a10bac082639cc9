use super::{TokenpayChannel, sign};
use crate::flat::{Flat, Scalar};
use crate::http::Answer;
use crate::said::said;
use ports::{ChannelError, Checked};

/// A payment that there cannot be.
const NONE: &str = "00000000-0000-0000-0000-000000000000";

impl TokenpayChannel {
    pub(super) async fn post(&self, path: &str, body: Vec<u8>) -> Result<Flat, ChannelError> {
        let request = self.http.client().post(format!("{}{path}", self.url));
        let request = request.header("content-type", "application/json").body(body).build();
        // Certain: a request that cannot even be made was not sent.
        let request = request.map_err(|error| ChannelError::Refused(error.without_url().to_string()))?;
        self.accepted(read(&self.http.send(request).await?)?)
    }

    /// The row of that payment.
    pub(super) async fn ask(&self, id: &str) -> Result<Flat, ChannelError> {
        let told = self.question(id).await?;
        Ok(self.accepted(told)?.within("data"))
    }

    async fn question(&self, id: &str) -> Result<Flat, ChannelError> {
        let mut body = sign::Body::default();
        body.text("Id", id);
        let signature = body.signature(&self.token);
        let address = format!("{}/Query?Id={id}&Signature={signature}", self.url);
        let request = self.http.client().get(address).build();
        let request = request.map_err(|error| ChannelError::Unknown(error.without_url().to_string()))?;
        read(&self.http.send(request).await?)
    }

    /// `success`, or the gateway says why not.
    fn accepted(&self, told: Flat) -> Result<Flat, ChannelError> {
        let message = told.text("message");
        match told.scalar("success") {
            Some(Scalar::Bool(true)) => Ok(told),
            Some(Scalar::Bool(false)) if is_unknown(&message) => Err(ChannelError::NotFound),
            Some(Scalar::Bool(false)) => Err(ChannelError::Refused(said(&message, self.token.expose()))),
            _ => Err(ChannelError::Unknown("the answer does not say whether it is a success".into())),
        }
    }

    pub(super) async fn try_keys(&self) -> Vec<Checked> {
        let passed = |code| Checked { code, problem: None };
        let failed = |code, problem: String| Checked { code, problem: Some(problem) };
        match self.question(NONE).await {
            Err(error) => vec![failed("reach", error.to_string())],
            Ok(told) if is_unknown(&told.text("message")) => vec![passed("reach"), passed("keys")],
            Ok(told) => {
                vec![passed("reach"), failed("keys", said(&told.text("message"), self.token.expose()))]
            }
        }
    }
}

fn read(answer: &Answer) -> Result<Flat, ChannelError> {
    if !(200..=299).contains(&answer.status) {
        return Err(ChannelError::Unknown(format!("the gateway answered with status {}", answer.status)));
    }
    let unreadable =
        || ChannelError::Unknown("the answer is no JSON; is this the address of TokenPay?".into());
    Flat::read(&answer.body).ok_or_else(unreadable)
}

fn is_unknown(message: &str) -> bool {
    message.contains("订单不存在")
}
