//! A payment gateway of the worst kind: it keeps honest books of its own, and everything else goes wrong.

/// Payments that banks take back.
mod disputes;
/// How the shop talks to it.
mod door;
pub use disputes::Dispute;
pub use door::Door;

use crate::dice::Dice;
use kernel::{Currency, FixedClock, Money, OrderId, PaymentId, RefundId, Time, TopUpId};
use ports::{ChannelError, ChannelPayment, ChannelRefund, NewRefund, Paid, RawNotify, RefundState};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub const CODE: &str = "gate";
/// Another account there, without statements.
pub const SIDE: &str = "side";
pub const DOORS: [&str; 2] = [CODE, SIDE];
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
    /// A bank goes on with a dispute while the shop is asking about it.
    pub moves_meanwhile: u32,
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
    /// At which of its accounts.
    pub channel: &'static str,
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
    /// What the gateway calls the dispute.
    Disputed(String),
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
    /// By what it calls them.
    pub disputes: BTreeMap<String, Dispute>,
    /// Repeated until they are acknowledged, in no order.
    pub notices: Vec<Notice>,
    /// What the shop must never do.
    pub complaints: Vec<String>,
    /// Sabotage: arrivals that the gateway keeps to itself.
    pub hidden: Vec<String>,
    /// Sabotage: each refund is paid out twice.
    pub doubles: bool,
    /// Sabotage: nobody is told of disputes.
    pub silent: bool,
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
            disputes: BTreeMap::new(),
            notices: Vec::new(),
            complaints: Vec::new(),
            hidden: Vec::new(),
            doubles: false,
            silent: false,
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
    pub fn raw(&self, notice: &Notice, signed: bool) -> RawNotify {
        let body = match notice {
            Notice::Paid(payment, _) => format!("paid {payment}"),
            Notice::Refunded(refund) => format!("refunded {refund}"),
            Notice::Disputed(reference) => format!("disputed {reference}"),
        };
        let sign = if signed { SIGNED } else { "forged" };
        let door = self.books().door_of(notice);
        RawNotify {
            method: "POST".into(),
            target: format!("/notify/{door}"),
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

    /// To which of the shop's two accounts it goes.
    fn door_of(&self, notice: &Notice) -> &'static str {
        let payment = match notice {
            Notice::Paid(payment, _) => Some(*payment),
            Notice::Refunded(refund) => self.refunds.get(refund).map(|known| known.payment),
            Notice::Disputed(reference) => self.disputes.get(reference).map(|known| known.payment),
        };
        payment.and_then(|id| self.payments.get(&id)).map_or(CODE, |known| known.channel)
    }

    /// Whoever asks about it at the other account has mixed them up.
    fn at(&mut self, door: &'static str, payment: PaymentId) {
        if self.payments.get(&payment).is_some_and(|known| known.channel != door) {
            self.complaints.push(format!("{payment} was spoken of at {door}, where it is not"));
        }
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
        // What a bank has taken cannot be given back, too. The shop may have asked for it before it heard.
        let gone = left < new.amount.minor && self.gone(new.of.payment, new.amount.currency) > 0;
        if left < new.amount.minor && !gone {
            self.complaints.push(format!("{}: {} asked back, {left} are left", new.refund, new.amount.minor));
        }
        let mood = self.mood;
        let state = if gone || self.dice.chance(mood.refuses_refunds) {
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

    /// What was paid, and not given back nor promised to be, nor taken by a bank.
    fn left(&self, payment: PaymentId, currency: Currency) -> i64 {
        let paid = self.payments.get(&payment).map_or(&[][..], |p| p.paid.as_slice());
        let taken: i64 = paid.iter().filter(|p| p.amount.currency == currency).map(|p| p.amount.minor).sum();
        let back = |r: &&Refund| {
            r.payment == payment && r.amount.currency == currency && r.state != RefundState::Failed
        };
        let back: i64 = self.refunds.values().filter(back).map(|r| r.amount.minor).sum();
        taken - back - self.gone(payment, currency)
    }
}

fn answer(refund: RefundId, state: RefundState) -> ChannelRefund {
    ChannelRefund { reference: format!("g{refund}"), state }
}

/// The subject of a payment begins with what it is for.
fn what_of(subject: &str) -> Option<What> {
    subject.split_whitespace().next()?.parse().ok()
}
