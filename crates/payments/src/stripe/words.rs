use super::amount;
use super::call::Form;
use kernel::{PaymentId, RefundId, Span, Time};
use ports::{ChannelError, ChannelRefund, NewPayment, NewRefund, RefundState};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Under which names our ids stand in Stripe's metadata.
pub(super) const ORDER_NO: &str = "order_no";
pub(super) const REFUND_NO: &str = "refund_no";
/// A session lives from half an hour to a day.
const SHORTEST: Span = Span::minutes(30);
const LONGEST: Span = Span::hours(24);
/// How far Stripe's clock and ours may be apart.
const SKEW: Span = Span::minutes(5);

#[derive(Deserialize)]
pub(super) struct List<T> {
    pub data: Vec<T>,
    #[serde(default)]
    pub has_more: bool,
}

/// An object, or its id alone where it was not asked to be expanded.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Expandable<T> {
    Whole(Box<T>),
    Id(String),
}

#[derive(Deserialize)]
pub(super) struct Session {
    pub id: String,
    pub client_reference_id: Option<String>,
    pub amount_total: Option<i64>,
    #[serde(default)]
    pub currency: Option<String>,
    pub livemode: bool,
    pub payment_status: String,
    pub status: Option<String>,
    pub url: Option<String>,
    pub payment_intent: Option<Expandable<Intent>>,
}

#[derive(Deserialize)]
pub(super) struct Intent {
    pub id: String,
    pub amount_received: i64,
    pub currency: String,
    pub status: String,
    pub created: i64,
    pub latest_charge: Option<Expandable<Charge>>,
    #[serde(default)]
    pub metadata: BTreeMap<String, String>,
}

#[derive(Deserialize)]
pub(super) struct Charge {
    pub created: i64,
}

#[derive(Deserialize)]
pub(super) struct Refund {
    pub id: String,
    pub amount: i64,
    pub currency: String,
    pub status: Option<String>,
    #[serde(default)]
    pub metadata: Option<BTreeMap<String, String>>,
}

impl Intent {
    /// When its money came: the charge's time, where it was expanded.
    pub fn at(&self) -> Time {
        Time::from_unix_seconds(match &self.latest_charge {
            Some(Expandable::Whole(charge)) => charge.created,
            _ => self.created,
        })
    }
}

impl Session {
    pub fn is_of(&self, payment: PaymentId) -> bool {
        self.client_reference_id.as_deref() == Some(payment.to_string().as_str())
    }

    pub fn is_expired(&self) -> bool {
        self.status.as_deref() == Some("expired")
    }

    /// The intent whose money came, if it did. A session that is complete may still be waiting for its money.
    pub fn arrival(&self) -> Result<Option<&Intent>, ChannelError> {
        if self.payment_status != "paid" {
            return Ok(None);
        }
        match &self.payment_intent {
            Some(Expandable::Whole(intent)) if intent.status == "succeeded" => Ok(Some(intent)),
            _ => Err(ChannelError::Unknown("a paid session without a payment that succeeded".into())),
        }
    }
}

impl Refund {
    pub fn is(&self, refund: RefundId) -> bool {
        let number = self.metadata.as_ref().and_then(|m| m.get(REFUND_NO));
        number.is_some_and(|number| *number == refund.to_string())
    }

    pub fn of(self, new: &NewRefund) -> Result<ChannelRefund, ChannelError> {
        if !self.is(new.refund) || amount::read(self.amount, &self.currency)? != new.amount {
            return Err(super::other_thing());
        }
        let state = match self.status.as_deref() {
            Some("succeeded") => RefundState::Succeeded,
            Some("pending" | "requires_action") => RefundState::Pending,
            Some("failed" | "canceled") => RefundState::Failed,
            _ => {
                return Err(ChannelError::Unknown("the refund is in a state that is not known here".into()));
            }
        };
        Ok(ChannelRefund { reference: self.id, state })
    }
}

pub(super) fn open(new: &NewPayment) -> Result<Form, ChannelError> {
    let number = new.payment.to_string();
    let mut form = vec![
        ("mode", "payment".to_owned()),
        ("success_url", new.return_url.clone()),
        ("cancel_url", new.return_url.clone()),
        ("client_reference_id", number.clone()),
        ("line_items[0][quantity]", "1".to_owned()),
        ("line_items[0][price_data][currency]", new.amount.currency.code().to_ascii_lowercase()),
        ("line_items[0][price_data][unit_amount]", amount::write(new.amount)?.to_string()),
        ("line_items[0][price_data][product_data][name]", new.subject.clone()),
        ("metadata[order_no]", number.clone()),
        ("payment_intent_data[metadata][order_no]", number),
    ];
    if let Some(at) = expiry(new) {
        form.push(("expires_at", at.unix_seconds().to_string()));
    }
    Ok(form)
}

/// Half an hour and what the clocks may be apart behind our own end, because Stripe takes nothing shorter; until then the session is closed by us. Where
/// that would be too long, Stripe's own limit of a day holds. Depends on the payment alone and not on the time of
/// asking: under one idempotency key every request must be the same.
fn expiry(new: &NewPayment) -> Option<Time> {
    let opened = Time(i64::try_from(new.payment.0 >> 80).ok()?.checked_mul(1000)?);
    let at = new.expires_at.after(SHORTEST).after(SKEW);
    (at.since(opened) < LONGEST).then_some(at)
}

pub(super) fn refund(new: &NewRefund) -> Result<Form, ChannelError> {
    Ok(vec![
        ("payment_intent", plain(&new.event_id)?.to_owned()),
        ("amount", amount::write(new.amount)?.to_string()),
        ("metadata[refund_no]", new.refund.to_string()),
        ("metadata[order_no]", new.of.payment.to_string()),
        ("metadata[reason]", new.reason.chars().take(500).collect()),
    ])
}

pub(super) fn session_path(id: &str) -> Result<String, ChannelError> {
    Ok(format!("/v1/checkout/sessions/{}", plain(id)?))
}

/// The intent shows what was received, its charge when.
pub(super) fn expansion() -> Form {
    vec![("expand[]", "payment_intent.latest_charge".to_owned())]
}

/// The newest first, as Stripe lists them.
pub(super) fn sessions_since(created_at: Time, after: Option<&str>) -> Form {
    let mut form = vec![
        ("created[gte]", created_at.before(SKEW).unix_seconds().to_string()),
        ("created[lte]", created_at.after(LONGEST).after(SKEW).unix_seconds().to_string()),
        ("expand[]", "data.payment_intent.latest_charge".to_owned()),
        ("limit", super::PAGE.to_string()),
    ];
    form.extend(after.map(|id| ("starting_after", id.to_owned())));
    form
}

pub(super) fn refunds_of(intent: &str, after: Option<&str>) -> Result<Form, ChannelError> {
    let mut form = vec![("payment_intent", plain(intent)?.to_owned()), ("limit", super::PAGE.to_string())];
    form.extend(after.map(|id| ("starting_after", id.to_owned())));
    Ok(form)
}

/// An id of Stripe's: it becomes part of a path.
pub(super) fn plain(id: &str) -> Result<&str, ChannelError> {
    let fits = !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    if fits { Ok(id) } else { Err(ChannelError::Refused("this is no id of Stripe's".into())) }
}
