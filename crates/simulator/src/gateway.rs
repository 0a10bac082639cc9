//! A payment gateway of the worst kind: it keeps honest books of its own, and everything else goes wrong.

use crate::dice::Dice;
use async_trait::async_trait;
use kernel::{Currency, FixedClock, Money, OrderId, PaymentId, RefundId, Time};
use ports::{
    ChannelError, ChannelPayment, ChannelRefund, Checked, NewPayment, NewRefund, Notified, NotifyRefusal,
    Opened, Paid, PaymentChannel, PaymentRef, RawNotify, RefundState,
};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub const CODE: &str = "gate";
const SIGNED: &str = "good";

/// How the gateway behaves in a step, in calls of a thousand.
#[derive(Clone, Copy, Debug, Default)]
pub struct Mood {
    /// No answer, and nothing done.
    pub down: u32,
    /// Done, and no answer.
    pub lost: u32,
    /// An answer that is not signed by it.
    pub forged: u32,
    /// A refund is refused for good.
    pub refuses_refunds: u32,
    /// A refund is taken, to be done later.
    pub slow_refunds: u32,
    /// Somebody pays while the shop is asking.
    pub pays_meanwhile: u32,
    /// Each call lets others go first up to so many times.
    pub yields: usize,
}

/// A payment in the gateway's own books.
#[derive(Clone, Debug)]
pub struct Payment {
    pub order: OrderId,
    pub amount: Money,
    pub closed: bool,
    /// What was taken from the payer: the truth about money that came in.
    pub paid: Vec<Paid>,
}

/// A refund in the gateway's own books.
#[derive(Clone, Debug)]
pub struct Refund {
    pub payment: PaymentId,
    pub amount: Money,
    pub state: RefundState,
}

/// A report on its way to the shop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Each arrival is reported by itself.
    Paid(PaymentId, String),
    Refunded(RefundId),
}

pub struct Gateway {
    clock: Arc<FixedClock>,
    state: Mutex<Books>,
}

/// What the gateway knows.
pub struct Books {
    dice: Dice,
    pub mood: Mood,
    pub payments: BTreeMap<PaymentId, Payment>,
    pub refunds: BTreeMap<RefundId, Refund>,
    /// Repeated until they are acknowledged, in no order.
    pub notices: Vec<Notice>,
    /// What the shop must never do.
    pub complaints: Vec<String>,
    /// Sabotage: arrivals that the gateway keeps to itself.
    pub hidden: Vec<String>,
    events: u64,
}

impl Gateway {
    pub fn new(clock: Arc<FixedClock>, dice: Dice) -> Arc<Self> {
        let books = Books {
            dice,
            mood: Mood::default(),
            payments: BTreeMap::new(),
            refunds: BTreeMap::new(),
            notices: Vec::new(),
            complaints: Vec::new(),
            hidden: Vec::new(),
            events: 0,
        };
        Arc::new(Self { clock, state: Mutex::new(books) })
    }

    pub fn books(&self) -> MutexGuard<'_, Books> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> Time {
        kernel::Clock::now(&*self.clock)
    }

    /// A payer pays that much.
    pub fn pay(&self, payment: PaymentId, amount: Money) -> String {
        self.books().pay(payment, amount, self.now())
    }

    /// A notify as the gateway would send it.
    pub fn raw(notice: &Notice, signed: bool) -> RawNotify {
        let body = match notice {
            Notice::Paid(payment, _) => format!("paid {payment}"),
            Notice::Refunded(refund) => format!("refunded {refund}"),
        };
        let sign = if signed { SIGNED } else { "forged" };
        RawNotify {
            method: "POST".into(),
            target: format!("/notify/{CODE}"),
            headers: vec![("sign".into(), sign.into())],
            body: body.into_bytes(),
        }
    }

    /// Waits its turn; then does the work, or not, and answers, or not.
    async fn call<T>(
        &self,
        work: impl FnOnce(&mut Books) -> Result<T, ChannelError>,
    ) -> Result<T, ChannelError> {
        let yields = {
            let mut books = self.books();
            let most = books.mood.yields + 1;
            books.dice.below(most)
        };
        for _ in 0..yields {
            tokio::task::yield_now().await;
        }
        let mut books = self.books();
        let mood = books.mood;
        if books.dice.chance(mood.down) {
            return Err(ChannelError::Unknown("no answer".into()));
        }
        if books.dice.chance(mood.forged) {
            return Err(ChannelError::ForgedAnswer);
        }
        let done = work(&mut books);
        if books.dice.chance(mood.lost) {
            return Err(ChannelError::Unknown("the answer was lost".into()));
        }
        done
    }
}

impl Books {
    fn pay(&mut self, payment: PaymentId, amount: Money, now: Time) -> String {
        self.events += 1;
        let event_id = format!("e{}", self.events);
        if let Some(known) = self.payments.get_mut(&payment) {
            known.paid.push(Paid { event_id: event_id.clone(), amount, paid_at: now });
            self.notices.push(Notice::Paid(payment, event_id.clone()));
        }
        event_id
    }

    fn view(&self, id: PaymentId) -> Result<ChannelPayment, ChannelError> {
        let payment = self.payments.get(&id).ok_or(ChannelError::NotFound)?;
        let seen = |paid: &&Paid| !self.hidden.contains(&paid.event_id);
        Ok(ChannelPayment {
            reference: format!("g{id}"),
            paid: payment.paid.iter().filter(seen).cloned().collect(),
            closed: payment.closed,
        })
    }

    fn refund(&mut self, new: &NewRefund) -> Result<ChannelRefund, ChannelError> {
        if let Some(known) = self.refunds.get(&new.refund) {
            if (known.payment, known.amount) != (new.of.payment, new.amount) {
                self.complaints.push(format!("{} was asked for with two contents", new.refund));
            }
            return Ok(answer(new.refund, known.state));
        }
        let left = self.left(new.of.payment, new.amount.currency);
        if left < new.amount.minor {
            self.complaints.push(format!("{}: {} asked back, {left} are left", new.refund, new.amount.minor));
        }
        let mood = self.mood;
        let state = if self.dice.chance(mood.refuses_refunds) {
            RefundState::Failed
        } else if self.dice.chance(mood.slow_refunds) {
            RefundState::Pending
        } else {
            RefundState::Succeeded
        };
        self.refunds.insert(new.refund, Refund { payment: new.of.payment, amount: new.amount, state });
        if state == RefundState::Pending {
            self.notices.push(Notice::Refunded(new.refund));
        }
        Ok(answer(new.refund, state))
    }

    /// What was paid and not given back, nor promised to be.
    fn left(&self, payment: PaymentId, currency: Currency) -> i64 {
        let paid = self.payments.get(&payment).map_or(&[][..], |p| p.paid.as_slice());
        let taken: i64 = paid.iter().filter(|p| p.amount.currency == currency).map(|p| p.amount.minor).sum();
        let back = |r: &&Refund| {
            r.payment == payment && r.amount.currency == currency && r.state != RefundState::Failed
        };
        taken - self.refunds.values().filter(back).map(|r| r.amount.minor).sum::<i64>()
    }
}

fn answer(refund: RefundId, state: RefundState) -> ChannelRefund {
    ChannelRefund { reference: format!("g{refund}"), state }
}

/// The subject of a payment begins with its order.
fn order_of(subject: &str) -> Option<OrderId> {
    subject.split_whitespace().next()?.parse().ok()
}

#[async_trait]
impl PaymentChannel for Gateway {
    fn code(&self) -> &'static str {
        CODE
    }

    async fn create(&self, new: &NewPayment) -> Result<Opened, ChannelError> {
        self.call(|books| {
            let Some(order) = order_of(&new.subject) else {
                return Err(ChannelError::Refused("no order in the subject".into()));
            };
            let fresh = Payment { order, amount: new.amount, closed: false, paid: Vec::new() };
            let known = books.payments.entry(new.payment).or_insert(fresh);
            if (known.order, known.amount) != (order, new.amount) {
                let complaint = format!("{} was opened with two contents", new.payment);
                books.complaints.push(complaint);
            }
            let url = (!known.closed).then(|| format!("https://gate.test/{}", new.payment));
            let reference = Some(format!("g{}", new.payment));
            Ok(Opened { reference, pay_url: url.clone(), qr_text: url, in_app: None })
        })
        .await
    }

    async fn query(&self, payment: &PaymentRef) -> Result<ChannelPayment, ChannelError> {
        let now = self.now();
        self.call(|books| {
            let view = books.view(payment.payment)?;
            let mood = books.mood;
            // Behind the shop's back: what it is told is no longer the whole truth.
            if books.dice.chance(mood.pays_meanwhile)
                && let Some(amount) = books.payments.get(&payment.payment).map(|p| p.amount)
            {
                books.pay(payment.payment, amount, now);
            }
            Ok(view)
        })
        .await
    }

    async fn close(&self, payment: &PaymentRef) -> Result<(), ChannelError> {
        self.call(|books| {
            books.payments.get_mut(&payment.payment).map(|p| p.closed = true).ok_or(ChannelError::NotFound)
        })
        .await
    }

    async fn refund(&self, new: &NewRefund) -> Result<ChannelRefund, ChannelError> {
        self.call(|books| books.refund(new)).await
    }

    async fn query_refund(&self, refund: &NewRefund) -> Result<ChannelRefund, ChannelError> {
        self.call(|books| {
            let slow = books.mood.slow_refunds;
            let done = !books.dice.chance(slow);
            let known = books.refunds.get_mut(&refund.refund).ok_or(ChannelError::NotFound)?;
            if known.state == RefundState::Pending && done {
                known.state = RefundState::Succeeded;
            }
            Ok(answer(refund.refund, known.state))
        })
        .await
    }

    fn verify_notify(&self, notify: &RawNotify, _: Time) -> Result<Notified, NotifyRefusal> {
        if notify.header("sign") != Some(SIGNED) {
            return Err(NotifyRefusal::BadSignature);
        }
        let body = String::from_utf8_lossy(&notify.body).into_owned();
        let malformed = || NotifyRefusal::Malformed(body.clone());
        let (what, id) = body.split_once(' ').ok_or_else(malformed)?;
        match what {
            // The amount is a lie: nobody may believe it.
            "paid" => Ok(Notified::Paid {
                payment: id.parse().map_err(|_| malformed())?,
                event_id: "?".into(),
                amount: Money::new(1, Currency::CNY),
            }),
            "refunded" => Ok(Notified::Refunded { refund: id.parse().map_err(|_| malformed())? }),
            _ => Ok(Notified::Other),
        }
    }

    fn acknowledgement(&self) -> &'static str {
        "success"
    }

    async fn check(&self) -> Vec<Checked> {
        vec![]
    }
}
