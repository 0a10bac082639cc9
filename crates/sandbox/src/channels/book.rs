use std::collections::BTreeMap;

use serde::Serialize;

/// Something that a buyer is asked for.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Payment {
    /// As Cardamom calls the kind of gateway.
    pub gateway: &'static str,
    /// The gateway's own number.
    pub id: String,
    pub out_trade_no: String,
    /// Minor units.
    pub amount: i64,
    pub currency: String,
    pub subject: String,
    pub notify_url: String,
    pub return_url: Option<String>,
    /// Milliseconds.
    pub created_at: i64,
    pub expires_at: Option<i64>,
    pub closed_at: Option<i64>,
    pub arrivals: Vec<Arrival>,
    pub refunds: Vec<Refund>,
    /// What payers' banks have taken back.
    pub disputes: Vec<Dispute>,
    /// What only this kind of gateway remembers.
    pub extra: BTreeMap<&'static str, String>,
}

/// One time that money came.
#[derive(Clone, Debug, Serialize)]
pub struct Arrival {
    /// Never the same for two of them.
    pub id: String,
    pub amount: i64,
    pub currency: String,
    /// Milliseconds.
    pub at: i64,
    /// How often the shop was told, and whether it has taken it.
    pub tries: u32,
    pub told: bool,
}

#[derive(Clone, Debug, Serialize)]
pub struct Refund {
    /// The gateway's own number.
    pub id: String,
    /// The shop's, where the protocol knows one.
    pub out_refund_no: Option<String>,
    pub amount: i64,
    pub currency: String,
    pub state: RefundState,
    pub at: i64,
}

/// The payer's bank takes a payment back (拒付).
#[derive(Clone, Debug, Serialize)]
pub struct Dispute {
    /// The gateway's own number.
    pub id: String,
    pub amount: i64,
    pub currency: String,
    pub state: DisputeState,
    pub at: i64,
    pub ended_at: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DisputeState {
    /// The money is away, and the shop may answer.
    Open,
    /// It is back.
    Won,
    Lost,
}

/// Of what in the life of a dispute the shop is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DisputeEvent {
    Opened,
    Withdrawn,
    Closed,
    Reinstated,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundState {
    Pending,
    Done,
    Failed,
}

/// Why nothing is given back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoRefund {
    UnknownPayment,
    NothingPaid,
    /// More than what came and has not gone back yet.
    TooMuch,
    NotPositive,
}

impl Payment {
    pub fn is_paid(&self) -> bool {
        !self.arrivals.is_empty()
    }

    pub fn is_over(&self, now: i64) -> bool {
        self.closed_at.is_some() || self.expires_at.is_some_and(|at| now >= at)
    }

    /// What has gone back or is under way.
    pub fn refunded(&self) -> i64 {
        self.refunds.iter().filter(|refund| refund.state != RefundState::Failed).map(|r| r.amount).sum()
    }

    /// What came in the currency that was asked for.
    pub fn arrived(&self) -> i64 {
        self.arrivals.iter().filter(|arrival| arrival.currency == self.currency).map(|a| a.amount).sum()
    }
}

/// Everything the gateways remember.
#[derive(Default)]
pub struct Book {
    payments: Vec<Payment>,
}

impl Book {
    pub fn all(&self) -> &[Payment] {
        &self.payments
    }

    pub fn add(&mut self, payment: Payment) {
        self.payments.push(payment);
    }

    /// All payments, or those of one gateway.
    pub fn forget(&mut self, only: Option<&str>) {
        self.payments.retain(|payment| only.is_some_and(|only| only != payment.gateway));
    }

    pub fn by_number(&self, gateway: &str, out_trade_no: &str) -> Option<&Payment> {
        self.payments.iter().rev().find(|p| p.gateway == gateway && p.out_trade_no == out_trade_no)
    }

    pub fn by_id(&self, gateway: &str, id: &str) -> Option<&Payment> {
        self.payments.iter().rev().find(|p| p.gateway == gateway && p.id == id)
    }

    pub fn change(&mut self, gateway: &str, id: &str) -> Option<&mut Payment> {
        self.payments.iter_mut().rev().find(|p| p.gateway == gateway && p.id == id)
    }

    /// Gives something back, or says why not. The kind has looked before whether this is a repetition.
    pub fn give_back(&mut self, gateway: &str, id: &str, refund: Refund) -> Result<Refund, NoRefund> {
        let payment = self.change(gateway, id).ok_or(NoRefund::UnknownPayment)?;
        if refund.amount <= 0 {
            return Err(NoRefund::NotPositive);
        }
        if !payment.is_paid() {
            return Err(NoRefund::NothingPaid);
        }
        if refund.amount > payment.arrived() - payment.refunded() {
            return Err(NoRefund::TooMuch);
        }
        payment.refunds.push(refund.clone());
        Ok(refund)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refund(amount: i64) -> Refund {
        let (id, state) = (format!("r{amount}"), RefundState::Done);
        Refund { id, out_refund_no: None, amount, currency: "CNY".into(), state, at: 0 }
    }

    #[test]
    fn no_more_goes_back_than_came() {
        let mut book = Book::default();
        book.add(Payment {
            gateway: "epay",
            id: "1".into(),
            amount: 500,
            currency: "CNY".into(),
            ..Payment::default()
        });
        assert_eq!(book.give_back("epay", "1", refund(1)).unwrap_err(), NoRefund::NothingPaid);
        let came = |amount: i64, currency: &str| Arrival {
            id: amount.to_string(),
            amount,
            currency: currency.into(),
            at: 0,
            tries: 0,
            told: false,
        };
        book.change("epay", "1").unwrap().arrivals.extend([came(500, "CNY"), came(900, "USD")]);
        assert_eq!(book.give_back("epay", "1", refund(501)).unwrap_err(), NoRefund::TooMuch);
        assert_eq!(book.give_back("epay", "1", refund(-1)).unwrap_err(), NoRefund::NotPositive);
        assert!(book.give_back("epay", "1", refund(300)).is_ok());
        assert_eq!(book.give_back("epay", "1", refund(201)).unwrap_err(), NoRefund::TooMuch);
        assert_eq!(book.give_back("other", "1", refund(1)).unwrap_err(), NoRefund::UnknownPayment);
    }
}
