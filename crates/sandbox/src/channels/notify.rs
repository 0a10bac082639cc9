use std::sync::{Arc, Weak};
use std::time::Duration;

use reqwest::Method;
use serde::{Deserialize, Serialize};

use super::book::{Arrival, Dispute, DisputeEvent, Payment, Refund};
use super::{House, Notifies, Shared};

/// Seconds before the second and every further try.
const PAUSES_S: [u64; 8] = [1, 2, 5, 15, 30, 60, 120, 300];
const MOST_ANSWER: usize = 4096;

/// A notify ready to be sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Letter {
    /// `GET` or `POST`.
    pub method: &'static str,
    pub url: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// What the shop said; status 0 if nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answer {
    pub status: u16,
    pub body: String,
}

/// What a kind of gateway is to write a notify about.
pub struct Told<'a> {
    pub payment: &'a Payment,
    pub about: About<'a>,
    pub bend: &'a Bend,
    /// By the clock that the notify is dated with.
    pub now_ms: i64,
}

#[derive(Clone, Copy)]
pub enum About<'a> {
    Paid(&'a Arrival),
    Refunded(&'a Refund),
    Disputed(&'a Dispute, DisputeEvent),
    Closed,
}

/// What is wrong with a notify. Nothing, by default.
#[derive(Clone, Debug, Default)]
pub struct Bend {
    pub signing: Signing,
    /// It names another merchant, and is signed as if that were right.
    pub other_merchant: bool,
    /// The amount is written so, and signed as if that were right.
    pub amount: Option<BadAmount>,
    /// This number of the shop's stands in it instead, put there after it was signed.
    pub number: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Signing {
    #[default]
    Right,
    /// With a key that is not the gateway's.
    Wrong,
    /// With an empty secret; where keys are pairs, with an empty signature.
    Empty,
    /// No signature at all.
    None,
}

/// An amount that nobody pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BadAmount {
    /// `["12.30"]` in JSON; `money[]=12.30` in a form.
    Array,
    /// `1e3`
    Exponent,
    Zero,
    Negative,
    /// `12.30001`
    TooExact,
}

impl BadAmount {
    /// The amount as text; `Array` is for the kind to write around it.
    pub fn text(self, plain: &str) -> String {
        match self {
            Self::Array => plain.to_owned(),
            Self::Exponent => "1e3".to_owned(),
            Self::Zero => "0".to_owned(),
            Self::Negative => format!("-{plain}"),
            Self::TooExact => format!("{plain}{}001", if plain.contains('.') { "" } else { "." }),
        }
    }
}

/// A notify that a thief, or a gateway gone wrong, might send.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Forgery {
    WrongKey,
    EmptyKey,
    Unsigned,
    OtherMerchant,
    /// Signed for this payment; the number of that one is put in afterwards.
    OtherOrder(String),
    /// The true notify, brought to the address that the payment of that number gave.
    OtherChannel(String),
    Amount(BadAmount),
    /// Dated so many seconds before now; after it, if negative.
    Stale(i64),
    /// All right, except that nobody has paid.
    NeverPaid,
}

impl Forgery {
    pub fn bend(&self) -> Bend {
        let mut bend = Bend::default();
        match self {
            Self::WrongKey => bend.signing = Signing::Wrong,
            Self::EmptyKey => bend.signing = Signing::Empty,
            Self::Unsigned => bend.signing = Signing::None,
            Self::OtherMerchant => bend.other_merchant = true,
            Self::OtherOrder(number) => bend.number = Some(number.clone()),
            Self::Amount(bad) => bend.amount = Some(*bad),
            Self::OtherChannel(_) | Self::Stale(_) | Self::NeverPaid => {}
        }
        bend
    }
}

/// A notify that has not been sent yet.
#[derive(Clone)]
pub struct Waiting {
    pub gateway: &'static str,
    pub payment_id: String,
    pub what: What,
}

#[derive(Clone)]
pub enum What {
    /// By the arrival's id.
    Paid(String),
    /// By the refund's id.
    Refunded(String),
    /// By the dispute's id.
    Disputed(String, DisputeEvent),
    Closed,
}

impl House {
    /// The true notify as it would be sent now; none where nothing is told of it.
    pub fn letter_of(&self, waiting: &Waiting) -> Option<Letter> {
        let payment = self.book().by_id(waiting.gateway, &waiting.payment_id)?.clone();
        let about = match &waiting.what {
            What::Paid(id) => About::Paid(payment.arrivals.iter().find(|arrival| arrival.id == *id)?),
            What::Refunded(id) => About::Refunded(payment.refunds.iter().find(|refund| refund.id == *id)?),
            What::Disputed(id, event) => {
                About::Disputed(payment.disputes.iter().find(|dispute| dispute.id == *id)?, *event)
            }
            What::Closed => About::Closed,
        };
        let told =
            Told { payment: &payment, about, bend: &Bend::default(), now_ms: self.now_ms(waiting.gateway) };
        self.kind(waiting.gateway)?.letter(self, &told)
    }

    /// Writes down how the shop took it.
    fn note(&self, waiting: &Waiting, taken: bool) {
        let What::Paid(id) = &waiting.what else { return };
        let mut book = self.book();
        let payment = book.change(waiting.gateway, &waiting.payment_id);
        if let Some(arrival) = payment.and_then(|p| p.arrivals.iter_mut().find(|arrival| arrival.id == *id)) {
            arrival.tries += 1;
            arrival.told |= taken;
        }
    }

    /// Sends it once; whether the shop has taken it. What cannot be written counts as taken.
    pub async fn send_once(&self, waiting: &Waiting) -> (bool, Option<Answer>) {
        let Some(letter) = self.letter_of(waiting) else { return (true, None) };
        let answer = send(&self.client, &letter).await;
        let taken = self.kind(waiting.gateway).is_some_and(|kind| kind.is_taken(&answer));
        self.note(waiting, taken);
        (taken, Some(answer))
    }
}

/// Begins to tell the shop.
pub fn announce(house: &Shared, waiting: Waiting) {
    let teller = Arc::downgrade(house);
    tokio::spawn(async move { tell(&teller, waiting).await });
}

/// Until it is taken, or the gateway is gone.
async fn tell(house: &Weak<House>, waiting: Waiting) {
    let Some(switches) = house.upgrade().map(|house| house.switches(waiting.gateway)) else { return };
    let pauses = PAUSES_S.iter().map(|seconds| Duration::from_secs(*seconds));
    let delay = Duration::from_millis(switches.delay_ms);
    for pause in std::iter::once(delay).chain(pauses) {
        tokio::time::sleep(pause).await;
        let Some(house) = house.upgrade() else { return };
        match house.switches(waiting.gateway).notifies {
            Notifies::Sent => {}
            Notifies::Held => return super::lock(&house.held).push(waiting),
            Notifies::Dropped => return,
        }
        let (taken, _) = house.send_once(&waiting).await;
        for _ in 0..house.switches(waiting.gateway).doubled {
            house.send_once(&waiting).await;
        }
        if taken {
            return;
        }
    }
    tracing::warn!(gateway = waiting.gateway, "gave up notifying; only a query tells now");
}

/// Sends a letter once.
pub async fn send(client: &reqwest::Client, letter: &Letter) -> Answer {
    let method = if letter.method == "GET" { Method::GET } else { Method::POST };
    let mut request = client.request(method, &letter.url);
    for (name, value) in &letter.headers {
        request = request.header(name, value);
    }
    match request.body(letter.body.clone()).send().await {
        Ok(response) => read(response).await,
        Err(error) => Answer { status: 0, body: error.without_url().to_string() },
    }
}

async fn read(mut response: reqwest::Response) -> Answer {
    let mut body = Vec::new();
    let status = response.status().as_u16();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() <= MOST_ANSWER => body.extend_from_slice(&chunk),
            Ok(None) => return Answer { status, body: String::from_utf8_lossy(&body).into_owned() },
            // Too long or broken off is no answer at all.
            Ok(Some(_)) | Err(_) => return Answer { status: 0, body: "unreadable answer".into() },
        }
    }
}
