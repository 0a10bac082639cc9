//! Money into the wallet, through a payment channel.

use crate::body::Json;
use crate::idempotency::Key;
use crate::may::{May, OrdersWrite, WalletRead};
use crate::once::{Claim, once, text};
use crate::orders_api::PaymentAnswer;
use crate::path::{Ask, Id, PageQuery};
use crate::words::{Amount, Answer, List, ok};
use crate::{Api, Problem};
use axum::extract::State;
use kernel::{Time, TopUpId};
use orders::{NewTopUp, PaymentView, TopUp};
use ports::{Device, Payer};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A top-up to be begun.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewTopUp)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewTopUpBody {
    amount: Amount,
    /// The code of a payment channel.
    #[schema(example = "alipay")]
    pay: String,
}

/// Money on its way into the wallet.
#[derive(Serialize, ToSchema)]
#[schema(as = TopUp)]
pub(crate) struct TopUpAnswer {
    #[schema(value_type = String, example = "top_01kb9w4xq2f3v8s7m6n5p4r3t2")]
    id: TopUpId,
    /// `open`, `paid`, `cancelled` or `expired`. Money that comes after the end is credited, and makes it `paid`.
    #[schema(example = "open")]
    state: &'static str,
    /// The code of the payment channel.
    pay: String,
    amount: Amount,
    /// What has reached the wallet: whatever was paid, be it more or less than was asked for.
    credited: Amount,
    /// Where to pay; null unless it waits, and in lists.
    payment: Option<PaymentAnswer>,
    created_at: String,
    /// Until when it waits.
    expires_at: String,
    paid_at: Option<String>,
}

impl TopUpAnswer {
    fn new(top_up: TopUp, payment: Option<PaymentView>) -> Self {
        Self {
            id: top_up.id,
            state: top_up.state.as_str(),
            pay: top_up.pay,
            amount: top_up.amount.into(),
            credited: top_up.credited.into(),
            payment: payment.map(Into::into),
            created_at: top_up.created_at.rfc3339(),
            expires_at: top_up.expires_at.rfc3339(),
            paid_at: top_up.paid_at.map(Time::rfc3339),
        }
    }
}

/// Begin a top-up: it waits, with the address to pay at, until it expires. While one of the same amount through the same
/// channel waits, it is that one.
#[utoipa::path(post, path = "/v1/wallet/top-ups", tag = "wallet", operation_id = "beginTopUp",
    params(("Idempotency-Key" = String, Header, description = "New for every top-up, the same for every repetition")),
    request_body = NewTopUpBody, security(("key" = ["orders:write"])), responses((status = 201, body = TopUpAnswer)))]
pub(crate) async fn begin(
    State(api): State<Api>,
    May(caller, _): May<OrdersWrite>,
    Key(key): Key,
    body: Json,
) -> Answer {
    let asked: NewTopUpBody = body.parse()?;
    let new = NewTopUp { user: caller.user, amount: asked.amount.into(), pay: asked.pay };
    once(api, caller, "/v1/wallet/top-ups", (key, body.digest()), |api, claim| async move {
        work(&api, &claim, &new).await
    })
    .await
}

/// The channel is asked after the top-up stands: where it does not answer, the same request again goes on from there.
async fn work(api: &Api, claim: &Claim, new: &NewTopUp) -> Result<String, Problem> {
    let top_up = api.orders.begin_top_up(new).await?;
    // Who pays is somebody else than this program, and behind a desk as far as it knows.
    let payment = api.orders.open_top_up(&top_up, &Payer::at(Device::Desktop)).await?;
    let answer = text(&TopUpAnswer::new(top_up, Some(payment)))?;
    let mut tx = api.db().begin().await?;
    claim.finish(&mut tx, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Your top-ups, newest first.
#[utoipa::path(get, path = "/v1/wallet/top-ups", tag = "wallet", operation_id = "listTopUps", params(PageQuery),
    security(("key" = ["wallet:read"])), responses((status = 200, body = List<TopUpAnswer>)))]
pub(crate) async fn list(
    State(api): State<Api>,
    May(caller, _): May<WalletRead>,
    Ask(asked): Ask<PageQuery>,
) -> Answer {
    let page = api.orders.top_ups(caller.user, &asked.by_id::<TopUpId>()?).await?;
    ok(&List::of(page, |top_up| TopUpAnswer::new(top_up, None)))
}

/// One of your top-ups.
#[utoipa::path(get, path = "/v1/wallet/top-ups/{id}", tag = "wallet", operation_id = "getTopUp",
    params(("id" = String, Path, description = "The top-up's id")),
    security(("key" = ["wallet:read"])), responses((status = 200, body = TopUpAnswer)))]
pub(crate) async fn show(
    State(api): State<Api>,
    May(caller, _): May<WalletRead>,
    Id(id): Id<TopUpId>,
) -> Answer {
    let top_up = api.orders.top_up_of(caller.user, id).await?;
    let payment = match top_up.waits(api.ambient().now()) {
        true => api.orders.payment_of_top_up(&top_up).await?,
        false => None,
    };
    ok(&TopUpAnswer::new(top_up, payment))
}

/// Take a top-up back that nobody has paid. A cancelled one stays cancelled; money that comes all the same is credited.
#[utoipa::path(post, path = "/v1/wallet/top-ups/{id}/cancel", tag = "wallet", operation_id = "cancelTopUp",
    params(("id" = String, Path, description = "The top-up's id")),
    security(("key" = ["orders:write"])), responses((status = 200, body = TopUpAnswer)))]
pub(crate) async fn cancel(
    State(api): State<Api>,
    May(caller, _): May<OrdersWrite>,
    Id(id): Id<TopUpId>,
) -> Answer {
    let top_up = api.orders.top_up_of(caller.user, id).await?;
    ok(&TopUpAnswer::new(api.orders.cancel_top_up(&top_up).await?, None))
}
