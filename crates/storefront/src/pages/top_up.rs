//! Money into one's wallet, through a payment channel.

use crate::errors::Fault;
use crate::fields::Fields;
use crate::pages::checkout::words;
use crate::pages::pay::{DOWN, OPENING, Opening, PATIENCE, Progress, drawn, is_told_there, refused};
use crate::pages::payer;
use crate::pages::ways::{self, Way, channel_name};
use crate::visit::Visit;
use crate::words::{moment, tail};
use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use kernel::{Money, TopUpId};
use minijinja::{Value, context};
use orders::{NewTopUp, OrderError, OrderRefusal, PaymentView, TopUp, TopUpLimits, TopUpState};
use ports::Payer;

/// What somebody typed, and what was wrong with it.
#[derive(Default)]
struct Entered {
    amount: String,
    other: String,
    pay: String,
    alert: Option<String>,
    amount_error: Option<String>,
    pay_error: Option<String>,
}

pub(crate) async fn form(visit: Visit) -> Result<Response, Fault> {
    visit.user()?;
    page(&visit, StatusCode::OK, Entered::default()).await
}

/// A form sent twice is one top-up: the service finds the one that waits.
pub(crate) async fn begin(visit: Visit, form: Fields) -> Result<Response, Fault> {
    visit.check(&form)?;
    let user = visit.user()?;
    let entered = Entered {
        amount: form.get("amount").to_owned(),
        other: form.get("other").trim().to_owned(),
        pay: form.get("pay").to_owned(),
        ..Entered::default()
    };
    let currency = visit.shop.0.orders.settings().top_up_currency;
    // What is typed counts more than what is pressed.
    let typed = if entered.other.is_empty() { &entered.amount } else { &entered.other };
    let Ok(amount) = Money::parse_decimal(typed, currency) else {
        let amount_error = Some(visit.say("top_up.bad_amount"));
        return page(&visit, StatusCode::UNPROCESSABLE_ENTITY, Entered { amount_error, ..entered }).await;
    };
    let new = NewTopUp { user, amount, pay: entered.pay.clone() };
    let top_up = match visit.shop.0.orders.begin_top_up(&new).await {
        Ok(top_up) => top_up,
        Err(OrderError::Refused(refusal)) => return again(&visit, entered, &refusal).await,
        Err(other) => return Err(other.into()),
    };
    let tried = match open(&visit, &top_up).await {
        Ok(_) | Err(OrderError::Refused(OrderRefusal::PayerUnknown)) => String::new(),
        // The top-up is kept, and its page offers the other ways.
        Err(error) => {
            tracing::info!(%error, top_up = %top_up.id, "no payment was opened yet");
            format!("?{DOWN}=1")
        }
    };
    Ok(Redirect::to(&format!("{}{tried}", address(top_up.id))).into_response())
}

pub(crate) async fn show(visit: Visit, Path(id): Path<String>) -> Result<Response, Fault> {
    let top_up = asked(&visit, own(&visit, &id).await?).await?;
    if !is_waited_for(&visit, &top_up) {
        return done(&visit, &top_up).await;
    }
    if let Some(payer) = payer::back(&visit, &top_up.pay).await {
        let tried =
            if open_for(&visit, &top_up, payer).await.is_ok() { String::new() } else { format!("?{DOWN}=1") };
        return Ok(Redirect::to(&format!("{}{tried}", address(top_up.id))).into_response());
    }
    waiting(&visit, &top_up, StatusCode::OK, None).await
}

pub(crate) async fn state(visit: Visit, Path(id): Path<String>) -> Result<Response, Fault> {
    let top_up = asked(&visit, own(&visit, &id).await?).await?;
    let next = (!is_waited_for(&visit, &top_up)).then(|| address(top_up.id));
    Ok(Json(Progress { state: top_up.state.as_str(), next }).into_response())
}

/// Pays another way, or gives it up.
pub(crate) async fn act(visit: Visit, Path(id): Path<String>, form: Fields) -> Result<Response, Fault> {
    visit.check(&form)?;
    let top_up = own(&visit, &id).await?;
    let orders = &visit.shop.0.orders;
    let acted = match form.get("action") {
        "switch" => switch(&visit, &top_up, form.get("to")).await,
        "cancel" => orders.cancel_top_up(&top_up).await.map(|_| ()),
        _ => return Err(Fault::BadRequest),
    };
    match acted {
        Ok(()) | Err(OrderError::Refused(OrderRefusal::TopUpEnded)) => {
            Ok(Redirect::to(&address(top_up.id)).into_response())
        }
        Err(OrderError::Refused(refusal)) => {
            let alert = Some(words(&visit, &refusal));
            waiting(&visit, &top_up, StatusCode::UNPROCESSABLE_ENTITY, alert).await
        }
        Err(other) => Err(other.into()),
    }
}

/// What the new channel answers is for the page to tell: the top-up waits for it either way.
async fn switch(visit: &Visit, top_up: &TopUp, to: &str) -> Result<(), OrderError> {
    match visit.shop.0.orders.switch_top_up(top_up, to, &payer::of(visit)).await {
        Ok(_) => Ok(()),
        Err(OrderError::Refused(refusal)) if is_told_there(&refusal) => Ok(()),
        Err(other) => Err(other),
    }
}

pub(crate) fn address(id: TopUpId) -> String {
    format!("/me/wallet/top-up/{id}")
}

/// To others it does not exist.
async fn own(visit: &Visit, id: &str) -> Result<TopUp, Fault> {
    let user = visit.user()?;
    let id = id.parse().map_err(|_| Fault::NotFound)?;
    Ok(visit.shop.0.orders.top_up_of(user, id).await?)
}

/// Once something has come there is something to show, even if the rest is still on its way.
fn is_waited_for(visit: &Visit, top_up: &TopUp) -> bool {
    top_up.waits(visit.shop.0.ambient().now()) && top_up.credited.minor == 0
}

/// Asks the channel, as a notify may have been lost; not too often, and not for long.
async fn asked(visit: &Visit, top_up: TopUp) -> Result<TopUp, Fault> {
    if top_up.state != TopUpState::Open || !visit.shop.0.may_ask(top_up.id.0) {
        return Ok(top_up);
    }
    let (orders, id) = (visit.shop.0.orders.clone(), top_up.id);
    let asking = tokio::spawn(async move { orders.refresh_top_up(&top_up).await });
    match tokio::time::timeout(PATIENCE, asking).await {
        Ok(Ok(Ok(top_up))) => Ok(top_up),
        // The channel does not answer: what we know ourselves is still worth showing.
        _ => Ok(visit.shop.0.orders.top_up(id).await?),
    }
}

/// Opens the payment. Whoever is not answered in time is offered the other ways, while the opening goes on.
async fn open(visit: &Visit, top_up: &TopUp) -> Result<PaymentView, OrderError> {
    open_for(visit, top_up, payer::of(visit)).await
}

async fn open_for(visit: &Visit, top_up: &TopUp, payer: Payer) -> Result<PaymentView, OrderError> {
    let (orders, top_up) = (visit.shop.0.orders.clone(), top_up.clone());
    let opening = tokio::spawn(async move { orders.open_top_up(&top_up, &payer).await });
    match tokio::time::timeout(OPENING, opening).await {
        Ok(Ok(answer)) => answer,
        _ => Err(OrderRefusal::ChannelDown.into()),
    }
}

/// The open payment, opened now where that did not work before; and the top-up as it is by then.
async fn opened(visit: &Visit, top_up: &TopUp) -> Result<(TopUp, Opening), Fault> {
    let orders = &visit.shop.0.orders;
    let mut top_up = top_up.clone();
    if visit.query.some(DOWN).is_some()
        && !orders.payment_of_top_up(&top_up).await?.is_some_and(|payment| payment.can_be_paid())
    {
        return Ok((top_up, Opening::Refused(OrderRefusal::ChannelDown)));
    }
    let mut answer = open(visit, &top_up).await;
    if matches!(answer, Err(OrderError::Refused(OrderRefusal::PayChanged))) {
        // Another page of theirs has just chosen another way.
        top_up = orders.top_up(top_up.id).await?;
        answer = open(visit, &top_up).await;
    }
    let opening = match answer {
        Ok(payment) => Opening::Open(payment),
        Err(OrderError::Refused(OrderRefusal::TopUpEnded)) => Opening::Over,
        Err(OrderError::Refused(refusal)) => Opening::Refused(refusal),
        Err(other) => return Err(other.into()),
    };
    Ok((top_up, opening))
}

async fn waiting(
    visit: &Visit,
    top_up: &TopUp,
    status: StatusCode,
    alert: Option<String>,
) -> Result<Response, Fault> {
    let (top_up, opened) = &opened(visit, top_up).await?;
    if matches!(opened, Opening::Refused(OrderRefusal::PayerUnknown))
        && let Some(away) = payer::away(visit, &top_up.pay, &address(top_up.id))?
    {
        return Ok(away);
    }
    let left = top_up.expires_at.since(visit.shop.0.ambient().now()).as_seconds().max(0);
    let ways: Vec<Way> =
        ways::channels(visit, top_up.amount).into_iter().filter(|way| way.code != top_up.pay).collect();
    let values = context! {
        pay => context! {
            amount => top_up.amount.to_string(),
            short => tail(&top_up.id),
            channel => channel_name(visit, &top_up.pay),
            seconds_left => left,
            minutes => left / 60,
            seconds => left % 60,
            refused => refused(visit, &top_up.pay, opened),
            ..drawn(visit, &top_up.pay, opened)
        },
        ways,
        kind => "top_up",
        state_url => format!("{}/state", address(top_up.id)),
        self_url => address(top_up.id),
        alert,
    };
    visit.own_page(status, "top_up_pay.html", values)
}

async fn done(visit: &Visit, top_up: &TopUp) -> Result<Response, Fault> {
    let purse = visit.shop.0.orders.wallet(top_up.user, top_up.amount.currency).await?;
    let came = top_up.credited.minor;
    let (headline, said) = match top_up.state {
        _ if came > 0 && came == top_up.amount.minor => ("top_up.done", "top_up.done_words"),
        _ if came > 0 => ("top_up.done", "top_up.other_words"),
        TopUpState::Cancelled => ("top_up.cancelled", "top_up.ended_words"),
        _ => ("top_up.expired", "top_up.ended_words"),
    };
    let values = context! {
        headline => visit.say(headline),
        words => visit.fill(said, &[("asked", &top_up.amount)]),
        state => if came > 0 { "paid" } else { top_up.state.as_str() },
        credited => (came > 0).then(|| format!("+{}", top_up.credited)),
        available => purse.available.to_string(),
        short => tail(&top_up.id),
        channel => channel_name(visit, &top_up.pay),
        time => moment(visit.language, top_up.paid_at.unwrap_or(top_up.created_at)),
    };
    visit.own_page(StatusCode::OK, "top_up_done.html", values)
}

async fn again(visit: &Visit, entered: Entered, refusal: &OrderRefusal) -> Result<Response, Fault> {
    let said = Some(match refusal {
        OrderRefusal::TopUpAmount { min, max } => visit.fill("top_up.between", &[("min", min), ("max", max)]),
        OrderRefusal::TopUpDayLimit { left } => visit.fill("refusal.top_up_day_limit", &[("left", left)]),
        refusal => words(visit, refusal),
    });
    let entered = match refusal {
        OrderRefusal::TopUpAmount { .. } | OrderRefusal::TopUpDayLimit { .. } => {
            Entered { amount_error: said, ..entered }
        }
        OrderRefusal::UnknownChannel
        | OrderRefusal::ChannelOff
        | OrderRefusal::ChannelCurrency
        | OrderRefusal::ChannelAmount => Entered { pay_error: said, ..entered },
        _ => Entered { alert: said, ..entered },
    };
    page(visit, StatusCode::UNPROCESSABLE_ENTITY, entered).await
}

async fn page(visit: &Visit, status: StatusCode, entered: Entered) -> Result<Response, Fault> {
    let orders = &visit.shop.0.orders;
    let currency = orders.settings().top_up_currency;
    let purse = orders.wallet(visit.user()?, currency).await?;
    let limits = orders.settings().top_up_limits();
    let all =
        limits.as_ref().map(|TopUpLimits { min, max, amounts }| [amounts.as_slice(), &[*min, *max]].concat());
    let values = context! {
        available => purse.available.to_string(),
        open => limits.is_some(),
        amounts => limits.as_ref().map(|limits| amounts(limits, &entered)),
        min => limits.as_ref().map(|limits| limits.min.to_string()),
        max => limits.as_ref().map(|limits| limits.max.to_string()),
        pays => ways::for_any(visit, &all.unwrap_or_default(), &entered.pay),
        typed => entered.other,
        alert => entered.alert,
        amount_error => entered.amount_error,
        pay_error => entered.pay_error,
    };
    visit.own_page(status, "top_up.html", values)
}

/// One is always pressed.
fn amounts(limits: &TopUpLimits, entered: &Entered) -> Vec<Value> {
    let pressed = limits.amounts.iter().position(|amount| amount.decimal() == entered.amount).unwrap_or(0);
    let one = |(place, amount): (usize, &Money)| {
        context! { value => amount.decimal(), shown => amount.to_string(), checked => place == pressed }
    };
    limits.amounts.iter().enumerate().map(one).collect()
}
