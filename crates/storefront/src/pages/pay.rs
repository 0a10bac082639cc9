use crate::errors::Fault;
use crate::fields::Fields;
use crate::limits::ORDER_LINK;
use crate::pages::checkout::{channel_name, words};
use crate::qr::qr_code;
use crate::visit::Visit;
use crate::words::short;
use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::{Value, context};
use orders::{Order, OrderError, OrderRefusal, OrderState, PaymentView};
use ports::is_wechat;
use serde::Serialize;
use std::time::Duration;

/// How long a page waits for the channel; the asking itself goes on.
const PATIENCE: Duration = Duration::from_secs(2);

/// What the script of the payment page asks for.
#[derive(Serialize)]
pub(crate) struct Progress {
    state: &'static str,
    /// Where to go, once there is nothing to wait for.
    next: Option<String>,
}

/// The order that a link opens; guesses are counted.
pub(crate) async fn opened(visit: &Visit, token: &str) -> Result<Order, Fault> {
    visit.try_from_here(&ORDER_LINK)?;
    let order = visit.shop.0.orders.find_by_link(token).await?;
    visit.was_right(&ORDER_LINK);
    visit.must_be_here(order.merchant)?;
    Ok(order)
}

pub(crate) async fn show(visit: Visit, Path(token): Path<String>) -> Result<Response, Fault> {
    let order = asked(&visit, opened(&visit, &token).await?).await?;
    if order.state != OrderState::Pending {
        return Ok(Redirect::to(&format!("/o/{token}")).into_response());
    }
    page(&visit, &order, &token, StatusCode::OK, None).await
}

pub(crate) async fn state(visit: Visit, Path(token): Path<String>) -> Result<Response, Fault> {
    let order = asked(&visit, opened(&visit, &token).await?).await?;
    let next = (order.state != OrderState::Pending).then(|| format!("/o/{token}"));
    Ok(Json(Progress { state: order.state.as_str(), next }).into_response())
}

/// Pays from the wallet instead, or gives the order up.
pub(crate) async fn act(visit: Visit, Path(token): Path<String>, form: Fields) -> Result<Response, Fault> {
    visit.check(&form)?;
    let order = opened(&visit, &token).await?;
    let done = match form.get("action") {
        "wallet" => visit.shop.0.orders.pay_from_wallet(&order, visit.user()?).await.map(|_| ()),
        "cancel" => visit.shop.0.orders.cancel(&order).await.map(|_| ()),
        _ => return Err(Fault::BadRequest),
    };
    match done {
        Ok(()) | Err(OrderError::Refused(OrderRefusal::NotPending)) => {
            Ok(Redirect::to(&format!("/o/{token}")).into_response())
        }
        Err(OrderError::Refused(refusal)) if refusal != OrderRefusal::NotFound => {
            let alert = words(&visit, &refusal);
            page(&visit, &order, &token, StatusCode::UNPROCESSABLE_ENTITY, Some(alert)).await
        }
        Err(other) => Err(other.into()),
    }
}

/// Asks the channel, as a notify may have been lost; not too often, and not for long.
async fn asked(visit: &Visit, order: Order) -> Result<Order, Fault> {
    if order.state != OrderState::Pending || !visit.shop.0.may_ask(order.id) {
        return Ok(order);
    }
    let (orders, waiting) = (visit.shop.0.orders.clone(), order.clone());
    let asking = tokio::spawn(async move { orders.refresh(&waiting).await });
    match tokio::time::timeout(PATIENCE, asking).await {
        Ok(Ok(Ok(order))) => Ok(order),
        // The channel does not answer: what we know ourselves is still worth showing.
        _ => Ok(visit.shop.0.orders.find(order.id).await?),
    }
}

async fn page(
    visit: &Visit,
    order: &Order,
    token: &str,
    status: StatusCode,
    alert: Option<String>,
) -> Result<Response, Fault> {
    let (payment, down) = payment(visit, order).await?;
    let view = visit.shop.0.orders.summaries(vec![order.clone()]).await?;
    let name = view.first().map(|summary| visit.read(&summary.title).to_owned());
    let left = order.expires_at.since(visit.shop.0.ambient().now()).as_seconds().max(0);
    let address = payment.as_ref().and_then(|p| p.pay_url.as_deref()).filter(|url| can_be_followed(url));
    let code = payment.as_ref().and_then(|p| p.qr_text.as_deref()).and_then(qr_code);
    let values = context! {
        pay => context! {
            name,
            amount => order.total.to_string(),
            short => short(order.id),
            channel => channel_name(visit, &order.pay),
            seconds_left => left,
            minutes => left / 60,
            seconds => left % 60,
            shut => address.is_some_and(|url| is_wechat(&visit.agent) && !url.starts_with("weixin://")),
            url => address,
            qr => code,
        },
        wallet => wallet(visit, order).await?,
        state_url => format!("/pay/{token}/state"),
        self_url => format!("/pay/{token}"),
        alert => alert.or_else(|| down.then(|| visit.say("pay.channel_down"))),
    };
    visit.own_page(status, "pay.html", values)
}

/// The open payment, opened now where that did not work before; and whether the channel is silent.
async fn payment(visit: &Visit, order: &Order) -> Result<(Option<PaymentView>, bool), Fault> {
    let known = visit.shop.0.orders.payment_of(order).await?;
    if known.as_ref().is_some_and(|p| p.pay_url.is_some() || p.qr_text.is_some()) {
        return Ok((known, false));
    }
    match visit.shop.0.orders.open_payment(order).await {
        Ok(payment) => Ok((Some(payment), false)),
        // Its time is over, and the sweep is on its way.
        Err(OrderError::Refused(OrderRefusal::NotPending)) => Ok((None, false)),
        Err(OrderError::Refused(_)) => Ok((None, true)),
        Err(other) => Err(other.into()),
    }
}

/// Web pages and the payers' own apps, nothing that would run here.
fn can_be_followed(url: &str) -> bool {
    ["https://", "http://", "weixin://", "alipays://", "upwallet://"]
        .iter()
        .any(|scheme| url.starts_with(scheme))
}

/// Only for the user who placed the order.
async fn wallet(visit: &Visit, order: &Order) -> Result<Option<Value>, Fault> {
    let Some(user) = visit.session.as_ref().map(|s| s.user).filter(|user| order.buyer == Some(*user)) else {
        return Ok(None);
    };
    let purse = visit.shop.0.orders.wallet(user, order.currency()).await?;
    let enough = purse.available.minor >= order.total.minor;
    Ok(Some(context! { balance => purse.available.to_string(), enough }))
}
