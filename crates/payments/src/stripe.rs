//! Stripe, by Checkout Sessions (docs.stripe.com/api/checkout/sessions, API version 2024-06-20).
//!
//! A payment is one session; a session has one payment intent, which succeeds at most once, so the intent's id is the
//! id of the arrival. What Stripe's pages leave open, and how it is taken here:
//! - The answer to a request that failed with a 500 is repeated under its idempotency key for at least 24 hours. Such
//!   a payment cannot be opened again (the buyer takes another way to pay); such a refund stays unknown until Stripe's
//!   list shows it.
//! - A refund that Stripe called succeeded may fail days later (`refund.failed`): that is seen in Stripe's statement.

use crate::address;
use crate::http::Http;
use async_trait::async_trait;
use kernel::{Secret, Time};
use ports::{
    ChannelDispute, ChannelError, ChannelPayment, ChannelRefund, Checked, NewPayment, NewRefund, Notified,
    NotifyRefusal, Opened, Paid, PaymentChannel, PaymentRef, RawNotify, Statement, StatementRefusal,
};

/// In which unit Stripe writes an amount.
mod amount;
/// A request, its key, and what kind of answer came.
mod call;
/// A payment that the card holder disputes.
mod dispute;
#[cfg(test)]
mod golden;
/// What is asked of who sets it up.
mod kind;
/// A webhook, before it is believed.
mod notify;
/// Its statement; pure.
mod statement;
/// What stands in requests and answers.
mod words;
pub(crate) use kind::KIND;

use dispute::Dispute;
use words::{List, Refund, Session};

/// Entries of a list are read in pages of this size, the largest that Stripe gives.
const PAGE: usize = 100;
/// Pages of sessions that are read in search of one whose id is not known. More payments than that in the time that a
/// create can be under way are another problem.
const PAGES: usize = 20;

/// One account at Stripe.
pub(crate) struct StripeChannel {
    code: String,
    /// `https://api.stripe.com`, without a slash at its end.
    url: String,
    key: Secret<String>,
    webhook_secret: Secret<String>,
    http: Http,
}

impl StripeChannel {
    /// Whether the key moves real money: what is told of the other world is not for us.
    fn is_live(&self) -> bool {
        self.key.expose().contains("_live_")
    }

    /// The session of a payment: by its id, or, where the answer to create was lost, among the sessions of that time.
    async fn session(&self, payment: &PaymentRef) -> Result<Session, ChannelError> {
        let found = match payment.reference.as_deref() {
            Some(id) => self.get(&words::session_path(id)?, &words::expansion()).await?,
            None => self.search(payment).await?,
        };
        let ours = found.is_of(payment.payment) && found.livemode == self.is_live();
        if ours { Ok(found) } else { Err(other_thing()) }
    }

    async fn search(&self, payment: &PaymentRef) -> Result<Session, ChannelError> {
        let mut after = None;
        for _ in 0..PAGES {
            let asked = words::sessions_since(payment.created_at, after.as_deref());
            let page: List<Session> = self.get("/v1/checkout/sessions", &asked).await?;
            after = page.data.last().map(|session| session.id.clone());
            if let Some(found) = page.data.into_iter().find(|session| session.is_of(payment.payment)) {
                return Ok(found);
            }
            if !page.has_more || after.is_none() {
                return Err(ChannelError::NotFound);
            }
        }
        Err(ChannelError::Unknown("too many sessions of that time".into()))
    }
}

#[async_trait]
impl PaymentChannel for StripeChannel {
    fn code(&self) -> &str {
        &self.code
    }

    async fn create(&self, new: &NewPayment) -> Result<Opened, ChannelError> {
        let asked = words::open(new)?;
        let key = Some(new.payment.to_string());
        let session: Session = self.post("/v1/checkout/sessions", &asked, key).await?;
        let currency = session.currency.as_deref().unwrap_or_default();
        let total = amount::read(session.amount_total.unwrap_or(-1), currency);
        if !session.is_of(new.payment) || total != Ok(new.amount) || session.livemode != self.is_live() {
            return Err(other_thing());
        }
        let url = session.url.filter(|url| address::is_page(url));
        let url = url.ok_or_else(|| ChannelError::Unknown("the session has no page to pay on".into()))?;
        Ok(Opened {
            reference: Some(session.id),
            qr_text: Some(url.clone()),
            pay_url: Some(url),
            in_app: None,
        })
    }

    async fn query(&self, payment: &PaymentRef) -> Result<ChannelPayment, ChannelError> {
        let session = self.session(payment).await?;
        let paid = match session.arrival()? {
            None => vec![],
            Some(intent) => {
                let amount = amount::read(intent.amount_received, &intent.currency)?;
                vec![Paid { event_id: intent.id.clone(), amount, paid_at: intent.at() }]
            }
        };
        Ok(ChannelPayment { closed: session.is_expired(), reference: session.id, paid })
    }

    async fn close(&self, payment: &PaymentRef) -> Result<(), ChannelError> {
        let id = match &payment.reference {
            Some(id) => id.clone(),
            None => self.search(payment).await?.id,
        };
        let path = format!("{}/expire", words::session_path(&id)?);
        match self.post::<Session>(&path, &Vec::new(), None).await {
            Ok(session) if session.is_of(payment.payment) && session.is_expired() => Ok(()),
            Ok(_) => Err(other_thing()),
            // Only an open session can be expired: one that is closed already is well.
            Err(ChannelError::Refused(why)) => match self.session(payment).await {
                Ok(session) if session.is_expired() => Ok(()),
                Ok(_) => Err(ChannelError::Refused(why)),
                Err(error) => Err(error),
            },
            Err(error) => Err(error),
        }
    }

    async fn refund(&self, new: &NewRefund) -> Result<ChannelRefund, ChannelError> {
        let asked = words::refund(new)?;
        let done: Refund = self.post("/v1/refunds", &asked, Some(new.refund.to_string())).await?;
        done.of(new)
    }

    async fn query_refund(&self, new: &NewRefund) -> Result<ChannelRefund, ChannelError> {
        let mut after = None;
        for _ in 0..PAGES {
            let asked = words::refunds_of(&new.event_id, after.as_deref())?;
            let page: List<Refund> = self.get("/v1/refunds", &asked).await?;
            after = page.data.last().map(|refund| refund.id.clone());
            if let Some(found) = page.data.into_iter().find(|refund| refund.is(new.refund)) {
                return found.of(new);
            }
            if !page.has_more || after.is_none() {
                return Err(ChannelError::NotFound);
            }
        }
        Err(ChannelError::Unknown("too many refunds of one payment".into()))
    }

    async fn query_dispute(&self, reference: &str) -> Result<ChannelDispute, ChannelError> {
        let told: Dispute = self.get(&dispute::path(reference)?, &Vec::new()).await?;
        let ours = told.id == reference && told.livemode == self.is_live();
        if ours { told.read() } else { Err(other_thing()) }
    }

    fn verify_notify(&self, notify: &RawNotify, now: Time) -> Result<Notified, NotifyRefusal> {
        notify::verify(&self.webhook_secret, self.is_live(), notify, now)
    }

    /// Stripe reads the status only.
    fn acknowledgement(&self) -> &'static str {
        "ok"
    }

    /// The balance is what every key may read, and says in which world the key lives. Whether the webhook's secret
    /// fits shows with the first webhook only.
    async fn check(&self) -> Vec<Checked> {
        self.try_key().await
    }

    fn statement_day(&self) -> Option<i64> {
        Some(0)
    }

    fn read_statement(&self, file: &[u8]) -> Result<Statement, StatementRefusal> {
        statement::read(file)
    }
}

fn other_thing() -> ChannelError {
    ChannelError::Unknown("the answer is about something else".into())
}
