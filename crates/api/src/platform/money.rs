use super::names;
use super::orders::MerchantRef;
use crate::may::{Operator, PlatformPayments};
use crate::path::{Ask, checked};
use crate::sales::ask::{code, moment, words};
use crate::words::{Amount, Answer, List, ok};
use crate::{Api, Problem};
use axum::extract::State;
use kernel::{ExceptionId, MerchantId, OrderId, PaymentId, TopUpId, UserId};
use orders::{ExceptionFilter, PaidFor, PaymentFilter};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// What money was asked for: an order, or a top-up of a wallet.
#[derive(Serialize, ToSchema)]
#[schema(as = PaidFor)]
pub(crate) struct OfAnswer {
    /// Null for a top-up.
    #[schema(value_type = Option<String>)]
    order: Option<OrderId>,
    /// Whose order it is; null for a top-up.
    merchant: Option<MerchantRef>,
    /// Null for an order.
    #[schema(value_type = Option<String>)]
    top_up: Option<TopUpId>,
    /// Whose wallet it is; null for an order.
    #[schema(value_type = Option<String>)]
    user: Option<UserId>,
}

impl OfAnswer {
    pub fn new(of: PaidFor, names: &std::collections::HashMap<MerchantId, kernel::Bilingual>) -> Self {
        Self {
            order: of.order(),
            merchant: of.merchant().map(|merchant| merchant_ref(names, merchant)),
            top_up: of.top_up(),
            user: of.user(),
        }
    }
}

/// A payment through a channel.
#[derive(Serialize, ToSchema)]
#[schema(as = PlatformPayment)]
pub(crate) struct PaymentAnswer {
    #[schema(value_type = String)]
    id: PaymentId,
    #[serde(flatten)]
    of: OfAnswer,
    channel: String,
    /// `open`, `paid` or `closed`.
    state: String,
    amount: Amount,
    created_at: String,
    expires_at: String,
    paid_at: Option<String>,
}

/// Money that did not simply pay its order, and what was done with it.
#[derive(Serialize, ToSchema)]
#[schema(as = PaymentException)]
pub(crate) struct ExceptionAnswer {
    #[schema(value_type = String)]
    id: ExceptionId,
    #[serde(flatten)]
    of: OfAnswer,
    #[schema(value_type = String)]
    payment: PaymentId,
    channel: String,
    /// `late`, `underpaid`, `overpaid`, `duplicate`, `wrong_currency` or `sold_out`.
    kind: String,
    amount: Amount,
    /// `delivered`, `credited` or `refunded`.
    action: String,
    /// `done`, `refunding`, `refund_failed` or `ask_by_hand` (whether the refund arrived, only a person can find out).
    state: String,
    created_at: String,
}

/// Which payments, and which page of them.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct PaymentsQuery {
    /// `next` of the page before; left out for the first page.
    after: Option<String>,
    /// How many items: 1 to 100, 30 by default.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    /// The id of a payment, or of its order or top-up, or how a payment's begins.
    q: Option<String>,
    /// `open`, `paid` or `closed`.
    state: Option<String>,
    /// The code of a payment channel.
    channel: Option<String>,
    /// Opened then or later: RFC 3339, or a day in China such as 2026-11-28.
    from: Option<String>,
    /// Opened before then: RFC 3339, or a day in China, which is included.
    to: Option<String>,
}

pub(crate) fn filter(
    q: Option<String>,
    (state, channel): (Option<String>, Option<String>),
    (from, to): (Option<&str>, Option<&str>),
) -> Result<PaymentFilter, Problem> {
    let some = |text: Option<String>| text.filter(|text| !text.is_empty());
    Ok(PaymentFilter {
        state: some(state),
        channel: some(channel),
        text: words(q)?,
        from: moment("from", from, 0)?,
        to: moment("to", to, 1)?,
    })
}

/// Which exceptions, and which page of them.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExceptionsQuery {
    /// `next` of the page before; left out for the first page.
    after: Option<String>,
    /// How many items: 1 to 100, 30 by default.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    /// `done`, `refunding`, `refund_failed` or `ask_by_hand`.
    state: Option<String>,
    /// `late`, `underpaid`, `overpaid`, `duplicate`, `wrong_currency` or `sold_out`.
    kind: Option<String>,
    /// The id of an order.
    order: Option<String>,
}

fn merchant_ref(
    names: &std::collections::HashMap<MerchantId, kernel::Bilingual>,
    id: MerchantId,
) -> MerchantRef {
    MerchantRef { id, name: names.get(&id).cloned().unwrap_or_default().into() }
}

/// Payments through channels, newest first. A page may be shorter than its limit: go on while `next` is there.
#[utoipa::path(get, path = "/v1/platform/payments", tag = "platform", operation_id = "listPlatformPayments", params(PaymentsQuery),
    security(("key" = ["platform:payments"])), responses((status = 200, body = List<PaymentAnswer>)))]
pub(crate) async fn payments(
    State(api): State<Api>,
    _: Operator<PlatformPayments>,
    Ask(asked): Ask<PaymentsQuery>,
) -> Answer {
    let ask = checked::<PaymentId>(asked.after, asked.limit)?;
    let filter = filter(asked.q, (asked.state, asked.channel), (asked.from.as_deref(), asked.to.as_deref()))?;
    let page = api.orders.payments(&filter, &ask).await?;
    let names = names(&api, page.items.iter().filter_map(|payment| payment.of.merchant())).await?;
    ok(&List::of(page, |payment| PaymentAnswer {
        id: payment.id,
        of: OfAnswer::new(payment.of, &names),
        channel: payment.channel,
        state: payment.state,
        amount: payment.amount.into(),
        created_at: payment.created_at.rfc3339(),
        expires_at: payment.expires_at.rfc3339(),
        paid_at: payment.paid_at.map(kernel::Time::rfc3339),
    }))
}

/// Money that came late, twice, too little or too much, newest first, and what was done with it.
#[utoipa::path(get, path = "/v1/platform/exceptions", tag = "platform", operation_id = "listPaymentExceptions", params(ExceptionsQuery),
    security(("key" = ["platform:payments"])), responses((status = 200, body = List<ExceptionAnswer>)))]
pub(crate) async fn exceptions(
    State(api): State<Api>,
    _: Operator<PlatformPayments>,
    Ask(asked): Ask<ExceptionsQuery>,
) -> Answer {
    let ask = checked::<ExceptionId>(asked.after, asked.limit)?;
    let order = code(asked.order.as_deref(), |id| id.trim().parse().ok(), "order is the id of an order")?;
    let filter = ExceptionFilter { state: asked.state, kind: asked.kind, order };
    let page = api.orders.exceptions(&filter, &ask).await?;
    let names = names(&api, page.items.iter().filter_map(|exception| exception.of.merchant())).await?;
    ok(&List::of(page, |exception| ExceptionAnswer {
        id: exception.id,
        of: OfAnswer::new(exception.of, &names),
        payment: exception.payment,
        channel: exception.channel,
        kind: exception.kind,
        amount: exception.amount.into(),
        action: exception.action,
        state: exception.state,
        created_at: exception.created_at.rfc3339(),
    }))
}
