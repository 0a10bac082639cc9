use super::super::words::{self, unreadable};
use super::EpayChannel;
use crate::flat::Flat;
use crate::http::Answer;
use crate::pairs::Pairs;
use crate::said::said;
use ports::{ChannelError, Checked};
use reqwest::{Method, Request};

const FORM: &str = "application/x-www-form-urlencoded";

impl EpayChannel {
    /// A question to `api.php`, with our key in its address.
    pub(super) async fn ask(&self, act: &str, more: &[(&str, &str)]) -> Result<Flat, ChannelError> {
        let mut pairs = Pairs::default();
        pairs.set("act", act);
        pairs.set("pid", &self.pid);
        pairs.set("key", self.key.expose());
        for (name, value) in more {
            pairs.set(name, *value);
        }
        self.call(Method::GET, &format!("api.php?{}", pairs.encoded()), String::new()).await
    }

    pub(super) async fn post(&self, path: &str, form: &Pairs) -> Result<Flat, ChannelError> {
        self.call(Method::POST, path, form.encoded()).await
    }

    async fn call(&self, method: Method, path: &str, form: String) -> Result<Flat, ChannelError> {
        let request = self.request(method, path, form)?;
        read(&self.http.send(request).await?)
    }

    fn request(&self, method: Method, path: &str, form: String) -> Result<Request, ChannelError> {
        let mut request = self.http.client().request(method, format!("{}/{path}", self.url));
        if !form.is_empty() {
            request = request.header("content-type", FORM).body(form);
        }
        // Certain: a request that cannot even be made was not sent.
        request.build().map_err(|error| ChannelError::Refused(error.without_url().to_string()))
    }

    /// `code` is 1, or the gateway says why not.
    pub(super) fn accepted(&self, told: &Flat) -> Result<(), ChannelError> {
        let message = told.text("msg");
        match told.text("code").as_str() {
            "1" => Ok(()),
            "" => Err(unreadable("code")),
            _ if words::is_unknown(&message) => Err(ChannelError::NotFound),
            _ => Err(ChannelError::Refused(self.said(&message))),
        }
    }

    pub(super) fn said(&self, message: &str) -> String {
        said(message, self.key.expose())
    }

    pub(super) async fn try_keys(&self) -> Vec<Checked> {
        let passed = |code| Checked { code, problem: None };
        let failed = |code, problem: String| Checked { code, problem: Some(problem) };
        let told = match self.ask("query", &[]).await {
            Ok(told) => told,
            Err(error) => return vec![failed("reach", error.to_string())],
        };
        let reach = passed("reach");
        if told.text("code") != "1" {
            return vec![reach, failed("keys", self.said(&told.text("msg")))];
        }
        let ours = [self.pid.as_str(), ""].contains(&told.text("pid").as_str());
        let active = match told.text("active").as_str() {
            "1" | "" => passed("merchant"),
            _ => failed("merchant", "the gateway has blocked this merchant".to_owned()),
        };
        let keys = match ours {
            true => passed("keys"),
            false => failed("keys", "the gateway answers about another merchant".to_owned()),
        };
        vec![reach, keys, active]
    }
}

/// Whether it is an answer at all: a page of a firewall, or of a broken server, is none.
fn read(answer: &Answer) -> Result<Flat, ChannelError> {
    if !(200..=299).contains(&answer.status) {
        return Err(ChannelError::Unknown(format!("the gateway answered with status {}", answer.status)));
    }
    Flat::read(&answer.body).ok_or_else(|| unreadable("it is no JSON; is this the address of the API?"))
}
