use super::OrderAnswer;
use crate::body::Json;
use crate::may::{May, OrdersWrite};
use crate::once::detached;
use crate::path::Id;
use crate::words::{Answer, json};
use crate::{Api, Problem};
use axum::extract::State;
use axum::http::StatusCode;
use kernel::{OrderId, UserId};
use orders::{Access, FromWallet, Order, PayWith, WalletPart};
use ports::{Device, Payer};
use serde::Deserialize;
use utoipa::ToSchema;

/// How a waiting order is to be paid from now on.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewPayment)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPaymentBody {
    /// The code of a payment channel, or `wallet` for all of it at once.
    #[schema(example = "alipay")]
    pay: String,
    /// So much of it from your wallet, in minor units, and the rest through the channel. Left out: nothing.
    #[schema(minimum = 0)]
    from_wallet: Option<i64>,
    /// All that your wallet holds instead, where that is less than the total.
    #[serde(default)]
    whole_balance: bool,
}

impl NewPaymentBody {
    fn from_wallet(&self, user: UserId) -> Result<Option<FromWallet>, Problem> {
        let asked = self.whole_balance || self.from_wallet.is_some();
        if asked && self.pay == PayWith::Wallet.code() {
            let detail = "the wallet pays all of it: name a payment channel for the rest";
            return Err(Problem::field("invalid_field", "/pay", detail));
        }
        let part = match (self.whole_balance, self.from_wallet) {
            (false, None) => return Ok(None),
            (false, Some(part)) => WalletPart::Amount(part),
            (true, None) => WalletPart::Balance,
            (true, Some(_)) => {
                let detail = "give an amount, or the whole balance, not both";
                return Err(Problem::field("invalid_field", "/whole_balance", detail));
            }
        };
        Ok(Some(FromWallet { user, part }))
    }
}

/// Choose how a waiting order is paid: another channel than before, a part of it from your wallet, or all of it from there.
/// The wallet's part is held at once; it is taken when the channel has brought the rest, and is yours again when the order
/// ends unpaid, or when another way is chosen without it. The same choice again answers with the same payment.
#[utoipa::path(post, path = "/v1/orders/{id}/payments", tag = "orders", operation_id = "payOrder",
    params(("id" = String, Path, description = "The order's id")), request_body = NewPaymentBody,
    security(("key" = ["orders:write"])), responses((status = 200, body = OrderAnswer)))]
pub(crate) async fn choose(
    State(api): State<Api>,
    May(caller, _): May<OrdersWrite>,
    Id(id): Id<OrderId>,
    body: Json,
) -> Answer {
    let asked: NewPaymentBody = body.parse()?;
    let from = asked.from_wallet(caller.user)?;
    let order = api.orders.find_for(id, Access::Buyer(caller.user)).await?;
    detached(async move {
        if asked.pay == PayWith::Wallet.code() {
            return from_wallet_alone(&api, &order, caller.user).await;
        }
        // Who pays is somebody else than this program, and behind a desk as far as it knows.
        let payer = Payer::at(Device::Desktop);
        let payment = api.orders.choose_way(&order, &asked.pay, from, &payer).await?;
        let order = api.orders.find(order.id).await?;
        let fulfilment = api.orders.fulfilment(&order).await?;
        let made = api.orders.made_of(&order).await?;
        let answer = OrderAnswer::new((&order, fulfilment, made), &[], Some(payment));
        Ok(json(StatusCode::OK, answer.bytes()?))
    })
    .await
}

async fn from_wallet_alone(api: &Api, order: &Order, user: UserId) -> Answer {
    let paid = api.orders.pay_from_wallet(order, user).await?;
    let fulfilment = api.orders.fulfilment(&paid.order).await?;
    let made = api.orders.made_of(&paid.order).await?;
    let answer = OrderAnswer::new((&paid.order, fulfilment, made), &paid.deliveries, None);
    Ok(json(StatusCode::OK, answer.bytes()?))
}
