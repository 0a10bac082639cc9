//! Payments, and money that could not simply pay its order, over all merchants.

use crate::{OrderError, Orders, PaidFor, store};
use kernel::{ExceptionId, Money, OrderId, Page, PageAsk, PaymentId, Time, TopUpId};

/// Which payments are listed: the default is all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaymentFilter {
    /// `open`, `paid` or `closed`
    pub state: Option<String>,
    pub channel: Option<String>,
    /// The id of a payment, or of its order or top-up, or how a payment's begins.
    pub text: String,
    /// Opened then or later, and before then.
    pub from: Option<Time>,
    pub to: Option<Time>,
}

/// A filter in a form that can be looked for.
pub(crate) struct Wanted {
    /// Ids lie from here to before `below`.
    pub at_least: String,
    pub below: String,
    /// The id of an order or of a top-up.
    pub of: Option<String>,
    pub state: String,
    pub channel: String,
    pub from: Time,
    pub to: Time,
}

impl PaymentFilter {
    /// None where nothing can be found.
    fn wanted(&self) -> Option<Wanted> {
        let text = self.text.trim();
        let mut wanted = Wanted {
            at_least: String::new(),
            below: "~".to_owned(),
            of: named(text),
            state: self.state.clone().unwrap_or_default(),
            channel: self.channel.clone().unwrap_or_default(),
            from: self.from.unwrap_or(Time(0)),
            to: self.to.unwrap_or(Time(i64::MAX)),
        };
        if !text.is_empty() && wanted.of.is_none() {
            let digits = text.strip_prefix("pay_")?;
            let plain = digits.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_lowercase());
            if !plain || digits.is_empty() {
                return None;
            }
            (wanted.at_least, wanted.below) = (text.to_owned(), format!("{text}~"));
        }
        Some(wanted)
    }
}

fn named(text: &str) -> Option<String> {
    let known = text.parse::<OrderId>().is_ok() || text.parse::<TopUpId>().is_ok();
    known.then(|| text.to_owned())
}

/// Which exceptions are listed: the default is all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExceptionFilter {
    /// `done`, `refunding`, `refund_failed` or `ask_by_hand`
    pub state: Option<String>,
    pub kind: Option<String>,
    /// The order that it came for.
    pub order: Option<OrderId>,
}

/// A payment through a channel.
#[derive(Clone, Debug)]
pub struct PaymentLine {
    pub of: PaidFor,
    pub id: PaymentId,
    pub channel: String,
    pub state: String,
    pub amount: Money,
    pub created_at: Time,
    pub expires_at: Time,
    pub paid_at: Option<Time>,
}

/// Money that did not simply pay its order, and what was done with it.
#[derive(Clone, Debug)]
pub struct ExceptionRow {
    pub of: PaidFor,
    pub id: ExceptionId,
    pub payment: PaymentId,
    pub channel: String,
    pub kind: String,
    pub amount: Money,
    pub action: String,
    pub state: String,
    pub created_at: Time,
}

/// As many are looked at for one page as [`crate::search`] looks at.
const LOOK_AT: i64 = 20_000;

impl Orders {
    /// Newest first. A page may be shorter than asked for while its cursor leads on.
    pub async fn payments(
        &self,
        filter: &PaymentFilter,
        ask: &PageAsk,
    ) -> Result<Page<PaymentLine>, OrderError> {
        let nothing = Page { items: Vec::new(), next: None };
        let Some(wanted) = filter.wanted() else { return Ok(nothing) };
        let before = ask.after.as_ref().map_or(&wanted.below, |after| after.min(&wanted.below));
        let mut tx = self.db().read().await?;
        if let Some(of) = &wanted.of {
            // Of one order there are a few.
            let rows = store::payment_lists::of(&mut tx, &wanted, of, before, ask.limit + 1).await?;
            return Ok(Page::from_rows(rows, ask.limit, |payment| payment.id.to_string()));
        }
        let (end, count) = store::payment_lists::step(&mut tx, &wanted, before, LOOK_AT).await?;
        let Some(end) = end else { return Ok(nothing) };
        let rows = store::payment_lists::payments(&mut tx, &wanted, before, &end, ask.limit + 1).await?;
        let mut page = Page::from_rows(rows, ask.limit, |payment| payment.id.to_string());
        if page.next.is_none() && count == LOOK_AT {
            page.next = Some(end);
        }
        Ok(page)
    }

    /// Newest first. There are few, so all of them are looked at.
    pub async fn exceptions(
        &self,
        filter: &ExceptionFilter,
        ask: &PageAsk,
    ) -> Result<Page<ExceptionRow>, OrderError> {
        let before = ask.after.as_deref().unwrap_or("~");
        let mut tx = self.db().read().await?;
        let rows = store::payment_lists::exceptions(&mut tx, filter, before, ask.limit + 1).await?;
        Ok(Page::from_rows(rows, ask.limit, |exception| exception.id.to_string()))
    }
}
