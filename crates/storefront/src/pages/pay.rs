use crate::errors::Fault;
use crate::fields::Fields;
use crate::limits::ORDER_LINK;
use crate::pages::checkout::words;
use crate::pages::payer;
use crate::pages::ways::{self, Way, channel_name};
use crate::qr::qr_code;
use crate::visit::Visit;
use crate::words::short;
use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use kernel::Money;
use minijinja::{Value, context};
use orders::{FromWallet, Order, OrderError, OrderGoods, OrderRefusal, OrderState, PaymentView, WalletPart};
use ports::{Device, Payer};
use serde::Serialize;
use std::time::Duration;

/// How long a page waits for the channel; the asking itself goes on.
pub(crate) const PATIENCE: Duration = Duration::from_secs(2);
/// How long somebody waits for a payment to be opened.
pub(crate) const OPENING: Duration = Duration::from_secs(8);
/// In the address of the page: the channel has just been tried.
pub(crate) const DOWN: &str = "down";

/// What the script of the payment page asks for.
#[derive(Serialize)]
pub(crate) struct Progress {
    pub state: &'static str,
    /// Where to go, once there is nothing to wait for.
    pub next: Option<String>,
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
    if let Some(payer) = payer::back(&visit, &order.pay).await {
        // Without what the channel has put into the address; and if it came to nothing, not there at once again.
        let tried =
            if open_for(&visit, &order, payer).await.is_ok() { String::new() } else { format!("?{DOWN}=1") };
        return Ok(Redirect::to(&format!("/pay/{token}{tried}")).into_response());
    }
    page(&visit, &order, &token, StatusCode::OK, None).await
}

pub(crate) async fn state(visit: Visit, Path(token): Path<String>) -> Result<Response, Fault> {
    let order = asked(&visit, opened(&visit, &token).await?).await?;
    let next = (order.state != OrderState::Pending).then(|| format!("/o/{token}"));
    Ok(Json(Progress { state: order.state.as_str(), next }).into_response())
}

/// Pays another way, from the wallet in part or whole, or gives the order up.
pub(crate) async fn act(visit: Visit, Path(token): Path<String>, form: Fields) -> Result<Response, Fault> {
    visit.check(&form)?;
    let order = opened(&visit, &token).await?;
    let orders = &visit.shop.0.orders;
    let (done, next) = match form.get("action") {
        "switch" => (switch(&visit, &order, &form).await?, "pay"),
        "wallet" => (orders.pay_from_wallet(&order, visit.user()?).await.map(|_| ()), "o"),
        "cancel" => (orders.cancel(&order).await.map(|_| ()), "o"),
        _ => return Err(Fault::BadRequest),
    };
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/{next}/{token}")).into_response()),
        Err(OrderError::Refused(OrderRefusal::NotPending)) => {
            Ok(Redirect::to(&format!("/o/{token}")).into_response())
        }
        Err(OrderError::Refused(refusal)) if refusal != OrderRefusal::NotFound => {
            let alert = words(&visit, &refusal);
            page(&visit, &order, &token, StatusCode::UNPROCESSABLE_ENTITY, Some(alert)).await
        }
        Err(other) => Err(other.into()),
    }
}

/// What the new channel answers is for the payment page to tell: the order waits for it either way.
async fn switch(visit: &Visit, order: &Order, form: &Fields) -> Result<Result<(), OrderError>, Fault> {
    let (to, part) = (form.get("to"), form.get("part").trim());
    let from = match part.is_empty() {
        true => None,
        false => match Money::parse_decimal(part, order.currency()) {
            Ok(part) => Some(FromWallet { user: visit.user()?, part: WalletPart::Amount(part.minor) }),
            Err(_) => return Ok(Err(OrderRefusal::WalletPart { most: order.total }.into())),
        },
    };
    Ok(match visit.shop.0.orders.choose_way(order, to, from, &payer::of(visit)).await {
        Ok(_) => Ok(()),
        Err(OrderError::Refused(refusal)) if is_told_there(&refusal) => Ok(()),
        Err(other) => Err(other),
    })
}

/// Whether the payment page tells of it, or goes on from there.
pub(crate) fn is_told_there(refusal: &OrderRefusal) -> bool {
    use OrderRefusal::{ChannelDown, ChannelRefused, PayChanged, PayerUnknown};
    matches!(refusal, ChannelDown | ChannelRefused | PayChanged | PayerUnknown)
}

/// Asks the channel, as a notify may have been lost; not too often, and not for long.
async fn asked(visit: &Visit, order: Order) -> Result<Order, Fault> {
    if order.state != OrderState::Pending || !visit.shop.0.may_ask(order.id.0) {
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
    let (order, opened) = &payment(visit, order).await?;
    if matches!(opened, Opening::Refused(OrderRefusal::PayerUnknown))
        && let Some(away) = payer::away(visit, &order.pay, &format!("/pay/{token}"))?
    {
        return Ok(away);
    }
    let view = visit.shop.0.orders.summaries(vec![order.clone()]).await?;
    let name = view.first().map(|summary| visit.read(&summary.title).to_owned());
    let left = order.expires_at.since(visit.shop.0.ambient().now()).as_seconds().max(0);
    let ways: Vec<Way> =
        ways::channels(visit, order.by_channel()).into_iter().filter(|way| way.code != order.pay).collect();
    let values = context! {
        pay => context! {
            name,
            amount => order.by_channel().to_string(),
            code => order.pay.as_str(),
            short => short(order.id),
            channel => channel_name(visit, &order.pay),
            seconds_left => left,
            minutes => left / 60,
            seconds => left % 60,
            refused => refused(visit, &order.pay, opened),
            ..drawn(visit, &order.pay, opened)
        },
        ways,
        kind => "pay",
        waiting => match order.goods {
            OrderGoods::Keys => None,
            OrderGoods::Recharge => Some(visit.say("pay.waiting_recharge")),
            OrderGoods::Supplied => Some(visit.say("pay.waiting_supplied")),
        },
        wallet => wallet(visit, order).await?,
        state_url => format!("/pay/{token}/state"),
        self_url => format!("/pay/{token}"),
        alert,
    };
    visit.own_page(status, "pay.html", values)
}

/// What became of opening the payment.
pub(crate) enum Opening {
    Open(PaymentView),
    /// Its time is over, and the sweep is on its way.
    Over,
    /// The channel did not take it: there may be other ways.
    Refused(OrderRefusal),
}

pub(crate) fn refused(visit: &Visit, channel: &str, opened: &Opening) -> Option<String> {
    match opened {
        Opening::Refused(OrderRefusal::ChannelDown) => {
            Some(visit.fill("pay.channel_down", &[("name", &channel_name(visit, channel))]))
        }
        Opening::Refused(refusal) => Some(words(visit, refusal)),
        Opening::Open(_) | Opening::Over => None,
    }
}

/// What there is to scan, to press, or to hand to the app.
pub(crate) fn drawn(visit: &Visit, channel: &str, opened: &Opening) -> Value {
    let payment = match opened {
        Opening::Open(payment) => Some(payment),
        Opening::Over | Opening::Refused(_) => None,
    };
    let here = Device::of_agent(&visit.agent);
    let url = payment.and_then(|p| p.pay_url.as_deref()).filter(|url| can_be_followed(url));
    let qr = payment.and_then(|p| p.qr_text.as_deref()).and_then(qr_code);
    let in_app = payment.and_then(|p| p.in_app.as_deref()).filter(|_| here == Device::WeChat);
    // Nobody scans the telephone that they hold; there the code is for another one.
    let scan = (here == Device::Desktop && qr.is_some()).then(|| scan_words(visit, channel, url.is_some()));
    context! {
        shut => here == Device::WeChat && in_app.is_none() && url.is_some_and(|url| !url.starts_with("weixin://")),
        url,
        qr,
        in_app,
        scan,
    }
}

fn scan_words(visit: &Visit, channel: &str, button: bool) -> String {
    let kind = visit.shop.0.orders.channels().entry(channel).map(|entry| entry.kind).unwrap_or_default();
    let key = format!("pays.scan_{kind}");
    match (visit.knows(&key), button) {
        (true, _) => visit.say(&key),
        (false, true) => visit.say("pay.scan_or_go"),
        (false, false) => visit.say("pay.scan"),
    }
}

/// The open payment, opened now where that did not work before; and the order as it is by then.
async fn payment(visit: &Visit, order: &Order) -> Result<(Order, Opening), Fault> {
    let orders = &visit.shop.0.orders;
    let mut order = order.clone();
    if visit.query.some(DOWN).is_some()
        && !orders.payment_of(&order).await?.is_some_and(|payment| payment.can_be_paid())
    {
        return Ok((order, Opening::Refused(OrderRefusal::ChannelDown)));
    }
    let mut answer = open(visit, &order).await;
    if matches!(answer, Err(OrderError::Refused(OrderRefusal::PayChanged))) {
        // Another page of theirs has just chosen another way.
        order = orders.find(order.id).await?;
        answer = open(visit, &order).await;
    }
    let opening = match answer {
        Ok(payment) => Opening::Open(payment),
        Err(OrderError::Refused(OrderRefusal::NotPending)) => Opening::Over,
        Err(OrderError::Refused(refusal)) => Opening::Refused(refusal),
        Err(other) => return Err(other.into()),
    };
    Ok((order, opening))
}

/// Opens the payment. Whoever is not answered in time is offered the other ways, while the opening goes on.
pub(crate) async fn open(visit: &Visit, order: &Order) -> Result<PaymentView, OrderError> {
    open_for(visit, order, payer::of(visit)).await
}

async fn open_for(visit: &Visit, order: &Order, payer: Payer) -> Result<PaymentView, OrderError> {
    let (orders, order) = (visit.shop.0.orders.clone(), order.clone());
    let opening = tokio::spawn(async move { orders.open_payment(&order, &payer).await });
    match tokio::time::timeout(OPENING, opening).await {
        Ok(Ok(answer)) => answer,
        _ => Err(OrderRefusal::ChannelDown.into()),
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
    let purse = visit.shop.0.orders.wallet(user, order.currency()).await?.available;
    // What is held for this order is there for it, however it is paid.
    let there = purse.minor.saturating_add(order.wallet_part.minor);
    let part = Some(order.wallet_part).filter(|part| part.minor > 0);
    Ok(Some(context! {
        balance => purse.to_string(),
        enough => there >= order.total.minor,
        part => part.map(|part| part.to_string()),
        typed => part.map(Money::decimal),
        total => order.total.to_string(),
        all => (there > 0 && there < order.total.minor).then(|| Money::new(there, purse.currency).decimal()),
    }))
}
