use super::OrderAnswer;
use super::ask::NewOrderBody;
use crate::address::Address;
use crate::body::Json;
use crate::idempotency::{self, Key};
use crate::may::{May, OrdersWrite};
use crate::words::{Answer, created};
use crate::{Api, Problem};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
use kernel::Language;
use orders::{Buyer, Idempotency, NewOrder, Order, OrderState, PayWith, PaymentView, RevealBy};
use ports::{Device, Payer};

/// Place an order. From the wallet it is paid and delivered in the same moment; through a channel it waits, with the
/// address to pay at, until it expires. Goods of the kind `recharge` are ordered one line an order, with the `account` that
/// the offer's form asks for: once paid the order is `fulfilling`, then `delivered`, or `failed` with the money back. Refused
/// for these: `recharge_alone`, `account_not_asked`, `bad_account` (with `field` and `why`), `no_supplier`, `below_cost`.
#[utoipa::path(post, path = "/v1/orders", tag = "orders", operation_id = "placeOrder",
    params(("Idempotency-Key" = String, Header, description = "New for every order, the same for every repetition")),
    request_body = NewOrderBody, security(("key" = ["orders:write"])),
    responses((status = 201, body = OrderAnswer, headers(("Idempotent-Replayed" = String, description = "`true` where the first answer is repeated")))))]
pub(crate) async fn place(
    State(api): State<Api>,
    May(caller, _): May<OrdersWrite>,
    Key(key): Key,
    Address(from): Address,
    headers: HeaderMap,
    body: Json,
) -> Answer {
    let asked: NewOrderBody = body.parse()?;
    let reveal = RevealBy { by: caller.actor(), from: from.clone() };
    let new = NewOrder {
        buyer: Buyer::User(caller.user),
        contact: asked.contact()?,
        lines: asked.lines(),
        total_max: None,
        account: asked.account(),
        pay: asked.pay(),
        reveal: asked.reveal.then_some(reveal),
        idempotency: Some(Idempotency {
            scope: format!("{} /v1/orders", caller.actor()),
            key,
            digest: body.digest(),
        }),
        from,
        language: language(&headers),
        origin: "api",
        region: asked.region,
        metadata: asked.metadata()?,
    };
    if let Some(line) = new.lines.first() {
        api.orders.must_be_within_plan(&api.listing, line.offer).await?;
    }
    let placed = api.orders.place(new).await.map_err(|error| asked.explain(error))?;
    let payment = payment(&api, &placed.order).await?;
    let fulfilment = api.orders.fulfilment(&placed.order).await?;
    let answer = OrderAnswer::new((&placed.order, fulfilment), &placed.deliveries, payment);
    let mut answer = created(answer.bytes()?);
    if placed.replayed {
        let (name, value) = idempotency::REPLAYED;
        answer.headers_mut().insert(name, value);
    }
    Ok(answer)
}

/// The channel is asked after the order stands: where it does not answer, the same request again goes on from there.
async fn payment(api: &Api, order: &Order) -> Result<Option<PaymentView>, Problem> {
    let waits = order.state == OrderState::Pending && order.expires_at > api.ambient().now();
    if !waits || order.pay == PayWith::Wallet.code() {
        return Ok(None);
    }
    // Who pays is somebody else than this program, and behind a desk as far as it knows.
    Ok(Some(api.orders.open_payment(order, &Payer::at(Device::Desktop)).await?))
}

/// In which language mail about the order is written.
fn language(headers: &HeaderMap) -> Language {
    let wanted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if wanted.to_ascii_lowercase().starts_with("en") { Language::En } else { Language::Zh }
}
