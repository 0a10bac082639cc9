//! Payments, and money that could not simply pay its order, over all merchants.

use crate::{OrderError, Orders, store};
use kernel::{ExceptionId, MerchantId, Money, OrderId, Page, PageAsk, PaymentId, Time};

/// Which payments are listed: the default is all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaymentFilter {
    /// `open`, `paid` or `closed`
    pub state: Option<String>,
    pub channel: Option<String>,
}

/// Which exceptions are listed: the default is all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExceptionFilter {
    /// `done`, `refunding` or `refund_failed`
    pub state: Option<String>,
    pub kind: Option<String>,
}

/// A payment through a channel.
#[derive(Clone, Debug)]
pub struct PaymentLine {
    pub merchant: MerchantId,
    pub id: PaymentId,
    pub order: OrderId,
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
    pub merchant: MerchantId,
    pub id: ExceptionId,
    pub order: OrderId,
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
        let before = ask.after.as_deref().unwrap_or("~");
        let mut tx = self.db().read().await?;
        let (end, count) = store::payment_lists::step(&mut tx, before, LOOK_AT).await?;
        let Some(end) = end else { return Ok(Page { items: Vec::new(), next: None }) };
        let rows = store::payment_lists::payments(&mut tx, filter, before, &end, ask.limit + 1).await?;
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
