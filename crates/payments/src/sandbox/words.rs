use kernel::Money;
use ports::{ChannelError, NewPayment, NewRefund, RefundState};
use serde::{Deserialize, Serialize};

/// What is sent.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Body {
    Empty,
    Open {
        out_trade_no: String,
        amount: i64,
        currency: String,
        subject: String,
        notify_url: String,
        return_url: String,
        /// Milliseconds.
        expires_at: i64,
    },
    Refund {
        out_refund_no: String,
        out_trade_no: String,
        amount: i64,
        currency: String,
        reason: String,
    },
}

impl Body {
    pub fn open(new: &NewPayment) -> Self {
        Self::Open {
            out_trade_no: new.payment.to_string(),
            amount: new.amount.minor,
            currency: new.amount.currency.to_string(),
            subject: new.subject.clone(),
            notify_url: new.notify_url.clone(),
            return_url: new.return_url.clone(),
            expires_at: new.expires_at.unix_millis(),
        }
    }

    pub fn refund(new: &NewRefund) -> Self {
        Self::Refund {
            out_refund_no: new.refund.to_string(),
            out_trade_no: new.of.payment.to_string(),
            amount: new.amount.minor,
            currency: new.amount.currency.to_string(),
            reason: new.reason.clone(),
        }
    }

    pub fn bytes(&self) -> Result<Vec<u8>, ChannelError> {
        match self {
            Self::Empty => Ok(Vec::new()),
            body => serde_json::to_vec(body).map_err(|error| ChannelError::Refused(error.to_string())),
        }
    }
}

/// The answer to opening a payment.
#[derive(Deserialize)]
pub(super) struct Opened {
    pub payment_id: String,
    pub out_trade_no: String,
    pub pay_url: String,
    pub qr_text: String,
    pub state: String,
    amount: i64,
    currency: String,
}

impl Opened {
    pub fn money(&self) -> Result<Money, ChannelError> {
        money(self.amount, &self.currency)
    }
}

/// The truth about a payment.
#[derive(Deserialize)]
pub(super) struct Known {
    pub payment_id: String,
    pub out_trade_no: String,
    pub state: String,
    pub closed_at: Option<i64>,
    pub events: Vec<Event>,
}

#[derive(Deserialize)]
pub(super) struct Event {
    pub event_id: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub amount: i64,
    pub currency: String,
    /// Milliseconds.
    pub at: i64,
}

#[derive(Deserialize)]
pub(super) struct Refunded {
    pub refund_id: String,
    pub out_refund_no: String,
    pub state: String,
    pub amount: i64,
    pub currency: String,
}

#[derive(Deserialize, Default)]
pub(super) struct Problem {
    pub code: String,
    #[serde(default)]
    pub message: String,
}

/// An amount as it stands in an answer; never below zero.
pub(super) fn money(amount: i64, currency: &str) -> Result<Money, ChannelError> {
    let unreadable = || ChannelError::Unknown("the answer's amount cannot be read".into());
    let currency = currency.parse().map_err(|_| unreadable())?;
    if amount < 0 { Err(unreadable()) } else { Ok(Money::new(amount, currency)) }
}

pub(super) fn refund_state(state: &str) -> Result<RefundState, ChannelError> {
    match state {
        "succeeded" => Ok(RefundState::Succeeded),
        other => {
            Err(ChannelError::Unknown(format!("the refund is in a state that is not known here: {other}")))
        }
    }
}
