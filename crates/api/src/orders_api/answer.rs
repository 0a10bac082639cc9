use crate::Problem;
use crate::pricing::MadeAnswer;
use crate::words::Amount;
use kernel::{DeliveryId, Money, OfferId, OrderId, PaymentId, SkuId};
use orders::{FulfilmentView, Order, PaymentView, ShownDelivery};
use pricing::Made;
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;

/// An order as a list shows it.
#[derive(Serialize, ToSchema)]
#[schema(as = OrderSummary)]
pub(crate) struct OrderHead {
    #[schema(value_type = String, example = "ord_01kb9w4xq2f3v8s7m6n5p4r3t2")]
    id: OrderId,
    /// `pending`; `fulfilling` (paid, a supplier has to credit it); `delivered`; `failed` (nobody could credit it: the money
    /// went back); `cancelled` or `expired`.
    #[schema(example = "delivered")]
    state: &'static str,
    total: Amount,
    /// Of the total, what your wallet holds ready while the order waits, or has paid beside a payment channel.
    from_wallet: Amount,
    lines: Vec<LineAnswer>,
    /// What was given when it was placed.
    #[schema(value_type = Option<Object>)]
    metadata: Option<Box<RawValue>>,
    created_at: String,
    /// Until when an unpaid order keeps its goods.
    expires_at: String,
}

#[derive(Serialize, ToSchema)]
#[schema(as = OrderLine)]
struct LineAnswer {
    #[schema(value_type = String)]
    offer: OfferId,
    #[schema(value_type = String)]
    sku: SkuId,
    quantity: i64,
    unit_price: Amount,
}

/// An order with everything that belongs to it.
#[derive(Serialize, ToSchema)]
#[schema(as = Order)]
pub(crate) struct OrderAnswer<'a> {
    #[serde(flatten)]
    head: OrderHead,
    deliveries: Vec<DeliveryAnswer<'a>>,
    /// Where to pay; null unless it waits for a payment channel.
    payment: Option<PaymentAnswer>,
    /// How it is credited; of goods that are keys there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    fulfilment: Option<FulfilledAnswer>,
    /// How the prices were made; left out where they are the offers' own.
    #[serde(skip_serializing_if = "Option::is_none")]
    price: Option<MadeAnswer>,
}

/// How an order is credited to an account.
#[derive(Serialize, ToSchema)]
#[schema(as = OrderFulfilment)]
struct FulfilledAnswer {
    /// `unpaid`, `open`, `credited`, `given_back` (nobody credited it in time: the money went back) or `dropped` (never paid).
    #[schema(example = "open")]
    state: &'static str,
    /// As much of the account as may be shown.
    #[schema(example = "138****8000")]
    account: String,
    /// When the money goes back, if it is not credited until then; null before it is paid.
    deadline: Option<String>,
    ended_at: Option<String>,
    /// Whether a supplier has taken it on.
    taken_on: bool,
}

impl From<FulfilmentView> for FulfilledAnswer {
    fn from(view: FulfilmentView) -> Self {
        Self {
            state: view.state.code(),
            account: view.account,
            deadline: view.deadline.map(kernel::Time::rfc3339),
            ended_at: view.ended_at.map(kernel::Time::rfc3339),
            taken_on: view.taken_on,
        }
    }
}

/// One unit handed out.
#[derive(Serialize, ToSchema)]
#[schema(as = Delivery)]
struct DeliveryAnswer<'a> {
    #[schema(value_type = String, example = "dlv_01kb9w4xq2f3v8s7m6n5p4r3t2-1")]
    #[serde(serialize_with = "crate::words::as_text")]
    id: DeliveryId,
    #[schema(value_type = String)]
    offer: OfferId,
    #[schema(example = "delivered")]
    state: &'a str,
    /// The key (card number and password with a space between); null unless it is revealed by this answer.
    secret: Option<&'a str>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Payment)]
pub(crate) struct PaymentAnswer {
    #[schema(value_type = String)]
    id: PaymentId,
    channel: String,
    amount: Amount,
    /// To be opened by the payer.
    pay_url: Option<String>,
    /// To be drawn as a QR code.
    qr_text: Option<String>,
    expires_at: String,
}

impl From<PaymentView> for PaymentAnswer {
    fn from(payment: PaymentView) -> Self {
        Self {
            id: payment.id,
            channel: payment.channel,
            amount: payment.amount.into(),
            pay_url: payment.pay_url,
            qr_text: payment.qr_text,
            expires_at: payment.expires_at.rfc3339(),
        }
    }
}

impl OrderHead {
    pub fn new(order: &Order) -> Self {
        let line = |line: &orders::OrderLine| LineAnswer {
            offer: line.offer,
            sku: line.sku,
            quantity: line.quantity,
            unit_price: Money::new(line.unit_price, order.currency()).into(),
        };
        Self {
            id: order.id,
            state: order.state.as_str(),
            total: order.total.into(),
            from_wallet: order.wallet_part.into(),
            lines: order.lines.iter().map(line).collect(),
            metadata: order.metadata.clone().and_then(|text| RawValue::from_string(text).ok()),
            created_at: order.created_at.rfc3339(),
            expires_at: order.expires_at.rfc3339(),
        }
    }
}

impl<'a> OrderAnswer<'a> {
    /// Here keys leave the vault's wrapping: the deliveries hold them only where they were revealed just now.
    pub fn new(
        (order, fulfilment, made): (&Order, Option<FulfilmentView>, Option<Made>),
        deliveries: &'a [ShownDelivery],
        payment: Option<PaymentView>,
    ) -> Self {
        let delivery = |d: &'a ShownDelivery| DeliveryAnswer {
            id: d.id,
            offer: d.offer,
            state: &d.state,
            secret: d.secret.as_ref().map(|secret| secret.expose().as_str()),
        };
        Self {
            head: OrderHead::new(order),
            deliveries: deliveries.iter().map(delivery).collect(),
            payment: payment.map(Into::into),
            fulfilment: fulfilment.map(Into::into),
            price: made.as_ref().map(MadeAnswer::from),
        }
    }

    pub fn bytes(&self) -> Result<Vec<u8>, Problem> {
        serde_json::to_vec(self).map_err(Problem::internal)
    }
}
