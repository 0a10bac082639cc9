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

/// Money that the merchant has sent to somebody's account at the gateway.
#[derive(Clone, Debug, Serialize)]
pub struct Transfer {
    /// As Cardamom calls the kind of gateway.
    pub gateway: &'static str,
    /// The gateway's own number.
    pub id: String,
    /// The merchant's.
    pub out_biz_no: String,
    /// Minor units.
    pub amount: i64,
    pub payee: String,
    pub name: String,
    pub state: TransferState,
    /// Milliseconds.
    pub at: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TransferState {
    Dealing,
    Done,
    /// The money is with the merchant again.
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
    transfers: Vec<Transfer>,
}

impl Book {
    pub fn all(&self) -> &[Payment] {
        &self.payments
    }

    pub fn add(&mut self, payment: Payment) {
        self.payments.push(payment);
    }

    pub fn transfers(&self) -> &[Transfer] {
        &self.transfers
    }

    /// The one of that number, or a new one; the gateway has looked whether they are the same.
    pub fn transfer(&mut self, new: Transfer) -> Transfer {
        let is_it = |known: &&Transfer| known.gateway == new.gateway && known.out_biz_no == new.out_biz_no;
        if let Some(known) = self.transfers.iter().find(is_it) {
            return known.clone();
        }
        self.transfers.push(new.clone());
        new
    }

    /// What is on its way arrives, or comes back. False where nothing is under that number.
    pub fn settle_transfer(&mut self, only: Option<&str>, out_biz_no: &str, done: bool) -> bool {
        let under_way = |known: &&mut Transfer| {
            known.out_biz_no == out_biz_no
                && known.state == TransferState::Dealing
                && only.is_none_or(|only| only == known.gateway)
        };
        let Some(known) = self.transfers.iter_mut().find(under_way) else { return false };
        known.state = if done { TransferState::Done } else { TransferState::Failed };
        true
    }

    /// All that is known, or what one gateway knows.
    pub fn forget(&mut self, only: Option<&str>) {
        self.payments.retain(|payment| only.is_some_and(|only| only != payment.gateway));
        self.transfers.retain(|transfer| only.is_some_and(|only| only != transfer.gateway));
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

    #[test]
    fn a_number_is_one_transfer_which_ends_once() {
        let new = |payee: &str| Transfer {
            gateway: "alipay",
            id: payee.to_owned(),
            out_biz_no: "1".into(),
            amount: 10,
            payee: payee.to_owned(),
            name: String::new(),
            state: TransferState::Dealing,
            at: 0,
        };
        let mut book = Book::default();
        assert_eq!(book.transfer(new("a")).payee, "a");
        assert_eq!(book.transfer(new("b")).payee, "a");
        assert!(!book.settle_transfer(Some("epay"), "1", true) && !book.settle_transfer(None, "2", true));
        assert!(book.settle_transfer(None, "1", false) && !book.settle_transfer(None, "1", true));
        assert_eq!(book.transfers()[0].state, TransferState::Failed);
        book.forget(Some("epay"));
        assert_eq!(book.transfers().len(), 1);
        book.forget(None);
        assert!(book.transfers().is_empty());
    }

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
