use std::collections::HashMap;

use serde::{Deserialize, Serialize};

/// What a merchant asks when it opens a payment. Amounts in minor units, times in milliseconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    pub out_trade_no: String,
    pub amount: i64,
    pub currency: String,
    pub subject: String,
    pub notify_url: String,
    pub return_url: String,
    pub expires_at: i64,
}

/// What a merchant asks when it gives money back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RefundAsk {
    pub out_refund_no: String,
    pub out_trade_no: String,
    #[serde(default)]
    pub trade_id: Option<String>,
    pub amount: i64,
    pub currency: String,
    pub reason: String,
}

/// One thing that happened; one line of the journal.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "snake_case")]
pub enum Entry {
    Opened {
        payment_id: String,
        merchant: String,
        ask: Ask,
        at: i64,
    },
    Closed {
        payment_id: String,
        at: i64,
    },
    /// The buyer will pay at this time, whatever the payment's state is by then.
    LatePlanned {
        payment_id: String,
        at: i64,
    },
    Paid {
        payment_id: String,
        event_id: String,
        trade_id: String,
        amount: i64,
        currency: String,
        at: i64,
        late: bool,
    },
    /// `parts`: how much is taken from which trade.
    Refunded {
        payment_id: String,
        event_id: String,
        refund_id: String,
        ask: RefundAsk,
        parts: Vec<(String, i64)>,
        at: i64,
    },
    /// No more notifies for this event.
    Told {
        payment_id: String,
        event_id: String,
        delivered: bool,
    },
}

/// One act of paying.
#[derive(Clone, Debug)]
pub struct Trade {
    pub trade_id: String,
    pub amount: i64,
    pub currency: String,
    pub at: i64,
    pub refunded: i64,
}

/// What the query lists and a notify tells.
#[derive(Clone, Debug)]
pub struct Event {
    pub event_id: String,
    pub kind: &'static str,
    pub trade_id: Option<String>,
    pub amount: i64,
    pub currency: String,
    pub at: i64,
    /// `out_refund_no` and `refund_id`.
    pub refund: Option<(String, String)>,
    pub tries: u32,
    pub delivered: bool,
    /// Delivered or given up.
    pub ended: bool,
}

/// A payment with everything that happened to it.
#[derive(Clone, Debug)]
pub struct Payment {
    pub payment_id: String,
    pub merchant: String,
    pub ask: Ask,
    pub created_at: i64,
    pub closed_at: Option<i64>,
    pub late_at: Option<i64>,
    pub trades: Vec<Trade>,
    pub events: Vec<Event>,
}

/// A refund that was made.
#[derive(Clone, Debug)]
pub struct Refund {
    pub refund_id: String,
    pub payment_id: String,
    pub ask: RefundAsk,
    pub at: i64,
}

/// All payments and refunds.
#[derive(Default)]
pub struct State {
    pub payments: HashMap<String, Payment>,
    numbers: HashMap<(String, String), String>,
    refunds: HashMap<(String, String), Refund>,
}

pub const PAYMENT_SUCCEEDED: &str = "payment.succeeded";
pub const REFUND_SUCCEEDED: &str = "refund.succeeded";

impl Payment {
    /// `open`, `expired`, `closed` or `paid`.
    pub fn state(&self, now: i64) -> &'static str {
        if !self.trades.is_empty() {
            "paid"
        } else if self.closed_at.is_some() {
            "closed"
        } else if self.is_expired(now) {
            "expired"
        } else {
            "open"
        }
    }

    /// Whether its time is over, paid or not.
    pub fn is_expired(&self, now: i64) -> bool {
        now >= self.ask.expires_at
    }

    /// What was paid and what was refunded, in the asked currency.
    pub fn sums(&self) -> (i64, i64) {
        let asked = self.trades.iter().filter(|trade| trade.currency == self.ask.currency);
        asked.fold((0, 0), |(paid, refunded), trade| {
            (i64::saturating_add(paid, trade.amount), i64::saturating_add(refunded, trade.refunded))
        })
    }

    pub fn paid_at(&self) -> Option<i64> {
        self.trades.first().map(|trade| trade.at)
    }

    pub fn event(&self, event_id: &str) -> Option<&Event> {
        self.events.iter().find(|event| event.event_id == event_id)
    }
}

impl State {
    /// The payment with this number of this merchant.
    pub fn by_number(&self, merchant: &str, out_trade_no: &str) -> Option<&Payment> {
        let id = self.numbers.get(&(merchant.to_owned(), out_trade_no.to_owned()))?;
        self.payments.get(id)
    }

    /// The refund with this number of this merchant.
    pub fn refund(&self, merchant: &str, out_refund_no: &str) -> Option<&Refund> {
        self.refunds.get(&(merchant.to_owned(), out_refund_no.to_owned()))
    }

    /// Counts a try to notify. It is not worth a line in the journal.
    pub fn count_try(&mut self, payment_id: &str, event_id: &str) {
        if let Some(event) = self.event_mut(payment_id, event_id) {
            event.tries = event.tries.saturating_add(1);
        }
    }

    /// Folds in what happened. An entry about an unknown payment changes nothing.
    pub fn apply(&mut self, entry: Entry) {
        match entry {
            Entry::Opened { payment_id, merchant, ask, at } => self.open(payment_id, merchant, ask, at),
            Entry::Closed { payment_id, at } => {
                if let Some(payment) = self.payments.get_mut(&payment_id) {
                    payment.closed_at = Some(at);
                }
            }
            Entry::LatePlanned { payment_id, at } => {
                if let Some(payment) = self.payments.get_mut(&payment_id) {
                    payment.late_at = Some(at);
                }
            }
            Entry::Paid { payment_id, event_id, trade_id, amount, currency, at, late } => {
                if let Some(payment) = self.payments.get_mut(&payment_id) {
                    payment.late_at = payment.late_at.filter(|_| !late);
                    let event = Event::new(event_id, PAYMENT_SUCCEEDED, amount, &currency, at);
                    payment.events.push(Event { trade_id: Some(trade_id.clone()), ..event });
                    payment.trades.push(Trade { trade_id, amount, currency, at, refunded: 0 });
                }
            }
            Entry::Refunded { payment_id, event_id, refund_id, ask, parts, at } => {
                self.give_back(payment_id, event_id, refund_id, ask, &parts, at);
            }
            Entry::Told { payment_id, event_id, delivered } => {
                if let Some(event) = self.event_mut(&payment_id, &event_id) {
                    event.ended = true;
                    event.delivered |= delivered;
                }
            }
        }
    }

    fn open(&mut self, payment_id: String, merchant: String, ask: Ask, created_at: i64) {
        self.numbers.insert((merchant.clone(), ask.out_trade_no.clone()), payment_id.clone());
        let payment = Payment {
            payment_id: payment_id.clone(),
            merchant,
            ask,
            created_at,
            closed_at: None,
            late_at: None,
            trades: Vec::new(),
            events: Vec::new(),
        };
        self.payments.insert(payment_id, payment);
    }

    fn give_back(
        &mut self,
        payment_id: String,
        event_id: String,
        refund_id: String,
        ask: RefundAsk,
        parts: &[(String, i64)],
        at: i64,
    ) {
        let Some(payment) = self.payments.get_mut(&payment_id) else { return };
        for (trade_id, amount) in parts {
            if let Some(trade) = payment.trades.iter_mut().find(|trade| trade.trade_id == *trade_id) {
                trade.refunded = trade.refunded.saturating_add(*amount);
            }
        }
        let only = if let [(trade_id, _)] = parts { Some(trade_id.clone()) } else { None };
        let event = Event::new(event_id, REFUND_SUCCEEDED, ask.amount, &ask.currency, at);
        let refund = Some((ask.out_refund_no.clone(), refund_id.clone()));
        payment.events.push(Event { trade_id: only, refund, ..event });
        let number = (payment.merchant.clone(), ask.out_refund_no.clone());
        self.refunds.insert(number, Refund { refund_id, payment_id, ask, at });
    }

    fn event_mut(&mut self, payment_id: &str, event_id: &str) -> Option<&mut Event> {
        let payment = self.payments.get_mut(payment_id)?;
        payment.events.iter_mut().find(|event| event.event_id == event_id)
    }
}

impl Event {
    fn new(event_id: String, kind: &'static str, amount: i64, currency: &str, at: i64) -> Self {
        Self {
            event_id,
            kind,
            trade_id: None,
            amount,
            currency: currency.to_owned(),
            at,
            refund: None,
            tries: 0,
            delivered: false,
            ended: false,
        }
    }
}
