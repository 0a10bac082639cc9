//! A payment gateway of the worst kind: it keeps honest books of its own, and everything else goes wrong.

use crate::dice::Dice;
use crate::statement;
use async_trait::async_trait;
use kernel::{Currency, FixedClock, Money, OrderId, PaymentId, RefundId, Time, TopUpId};
use ports::{
    ChannelError, ChannelPayment, ChannelRefund, Checked, NewPayment, NewRefund, Notified, NotifyRefusal,
    Opened, Paid, PaymentChannel, PaymentRef, RawNotify, RefundState, Statement, StatementRefusal,
};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
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

/// What a payment is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    Order(OrderId),
    TopUp(TopUpId),
}

impl What {
    pub fn order(self) -> Option<OrderId> {
        if let Self::Order(order) = self { Some(order) } else { None }
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Order(id) => id.fmt(f),
            Self::TopUp(id) => id.fmt(f),
        }
    }
}

impl FromStr for What {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let order = || text.parse().ok().map(Self::Order);
        order().or_else(|| text.parse().ok().map(Self::TopUp)).ok_or(())
    }
}

/// A payment in the gateway's own books.
#[derive(Clone, Debug)]
pub struct Payment {
    pub of: What,
    pub amount: Money,
    pub closed: bool,
    /// What was taken from the payer: the truth about money that came in.
    pub paid: Vec<Paid>,
}

/// A refund in the gateway's own books.
#[derive(Clone, Debug)]
pub struct Refund {
    pub payment: PaymentId,
    /// Of which arrival.
    pub event: String,
    pub amount: Money,
    pub state: RefundState,
    /// When the payer had it.
    pub done_at: Option<Time>,
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
    /// Sabotage: each refund is paid out twice.
    pub doubles: bool,
    /// Its protocol has no question for what became of a refund.
    pub mute: bool,
    events: u64,
}

impl Gateway {
    pub fn new(clock: Arc<FixedClock>, mut dice: Dice) -> Arc<Self> {
        let books = Books {
            mute: dice.below(4) == 0,
            dice,
            mood: Mood::default(),
            payments: BTreeMap::new(),
            refunds: BTreeMap::new(),
            notices: Vec::new(),
            complaints: Vec::new(),
            hidden: Vec::new(),
            doubles: false,
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

    fn refund(&mut self, new: &NewRefund, now: Time) -> Result<ChannelRefund, ChannelError> {
        if let Some(known) = self.refunds.get(&new.refund) {
            let state = known.state;
            if (known.payment, known.amount) != (new.of.payment, new.amount) {
                self.complaints.push(format!("{} was asked for with two contents", new.refund));
            }
            if self.mute && state != RefundState::Failed {
                // Whoever cannot ask must not ask for it twice, either.
                self.complaints.push(format!("{} was asked for again, though it is {state:?}", new.refund));
            }
            // One that failed may be tried again.
            if state != RefundState::Failed {
                return Ok(answer(new.refund, state));
            }
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
        let refund = Refund {
            payment: new.of.payment,
            event: new.event_id.clone(),
            amount: new.amount,
            state,
            done_at: (state == RefundState::Succeeded).then_some(now),
        };
        if self.doubles {
            self.refunds.insert(RefundId(new.refund.0 ^ 1), refund.clone());
        }
        self.refunds.insert(new.refund, refund);
        if state == RefundState::Pending {
            self.notices.push(Notice::Refunded(new.refund));
        }
        Ok(answer(new.refund, state))
    }

    /// What was under way has reached the payers.
    pub fn finish_refunds(&mut self, now: Time) {
        for refund in self.refunds.values_mut().filter(|r| r.state == RefundState::Pending) {
            (refund.state, refund.done_at) = (RefundState::Succeeded, Some(now));
        }
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

/// The subject of a payment begins with what it is for.
fn what_of(subject: &str) -> Option<What> {
    subject.split_whitespace().next()?.parse().ok()
}

#[async_trait]
impl PaymentChannel for Gateway {
    fn code(&self) -> &'static str {
        CODE
    }

    async fn create(&self, new: &NewPayment) -> Result<Opened, ChannelError> {
        self.call(|books| {
            let Some(of) = what_of(&new.subject) else {
                return Err(ChannelError::Refused("nothing that is paid for in the subject".into()));
            };
            let fresh = Payment { of, amount: new.amount, closed: false, paid: Vec::new() };
            let known = books.payments.entry(new.payment).or_insert(fresh);
            if (known.of, known.amount) != (of, new.amount) {
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
        let now = self.now();
        self.call(|books| books.refund(new, now)).await
    }

    async fn query_refund(&self, refund: &NewRefund) -> Result<ChannelRefund, ChannelError> {
        let now = self.now();
        self.call(|books| {
            let (slow, mute) = (books.mood.slow_refunds, books.mute);
            let done = !books.dice.chance(slow);
            let known = books.refunds.get_mut(&refund.refund);
            if let Some(known) = known.filter(|known| known.state == RefundState::Pending && done) {
                (known.state, known.done_at) = (RefundState::Succeeded, Some(now));
            }
            if mute {
                return Err(ChannelError::CannotTell);
            }
            let known = books.refunds.get(&refund.refund).ok_or(ChannelError::NotFound)?;
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

    fn statement_day(&self) -> Option<i64> {
        Some(statement::AHEAD)
    }

    fn read_statement(&self, file: &[u8]) -> Result<Statement, StatementRefusal> {
        statement::read(file)
    }
}
