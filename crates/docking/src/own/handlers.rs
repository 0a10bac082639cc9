use super::signed::partner;
use super::wire::{self, AcceptBody, CheckBody, ClaimBody, OrderBody};
use crate::asked::Asked;
use crate::claim::ClaimAct;
use crate::{Dialect, DockRefusal, Docking, NewClaim, NewDocked, Result};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kernel::{Currency, Language, Money, Time};
use serde_json::json;
use std::collections::BTreeSet;

fn answer(result: Result<Response>) -> Response {
    result.unwrap_or_else(|refusal| wire::problem(&refusal))
}

/// Who calls, where, and what lies in the wallet.
pub(super) async fn ping(State(docking): State<Docking>, asked: Asked) -> Response {
    answer(pong(&docking, &asked).await)
}

async fn pong(docking: &Docking, asked: &Asked) -> Result<Response> {
    let partner = partner(docking, asked).await?;
    let goods = docking.goods(&partner.key).await?;
    let mut currencies: BTreeSet<Currency> = goods.lines.iter().map(|line| line.price.currency).collect();
    if currencies.is_empty() {
        currencies.insert(Currency::CNY);
    }
    let mut balances = Vec::new();
    for currency in currencies {
        let wallet = docking.orders().wallet(partner.key.user, currency).await?;
        balances.push(json!({ "currency": currency.code(), "available": wallet.available.minor }));
    }
    let name = &docking.0.site_name;
    let told = json!({
        "site": { "zh": name.zh, "en": name.en }, "protocol": "cardamom-dock/1", "key": partner.key.app_id.to_string(),
        "balances": balances, "time": docking.ambient().now().rfc3339(),
    });
    Ok(wire::value(StatusCode::OK, &told))
}

/// What may be bought; with `updated_after`, what looks otherwise since then.
pub(super) async fn catalogue(State(docking): State<Docking>, asked: Asked) -> Response {
    answer(listed(&docking, &asked).await)
}

async fn listed(docking: &Docking, asked: &Asked) -> Result<Response> {
    let partner = partner(docking, asked).await?;
    let after = asked.option("updated_after").map(|text| {
        let bad = || DockRefusal::BadRequest("updated_after is a time such as 2026-11-29T04:00:00Z".into());
        Time::parse_rfc3339(&text).ok_or_else(bad)
    });
    let after = after.transpose()?;
    let goods = docking.goods(&partner.key).await?;
    let newer = |at: Time| after.is_none_or(|after| at >= after);
    let mut items: Vec<_> =
        goods.lines.iter().filter(|line| newer(line.changed_at)).map(wire::goods).collect();
    if after.is_some() {
        let gone = goods.gone.iter().filter(|(_, at)| newer(*at));
        items.extend(gone.map(
            |(offer, at)| json!({ "product": offer, "on_sale": false, "updated_at": wire::precise(*at) }),
        ));
    }
    let told = json!({ "items": items, "time": wire::precise(docking.ambient().now()) });
    Ok(wire::value(StatusCode::OK, &told))
}

/// What its orders took from the wallet, and brought back, on a day.
pub(super) async fn statement(State(docking): State<Docking>, asked: Asked) -> Response {
    answer(stated(&docking, &asked).await)
}

async fn stated(docking: &Docking, asked: &Asked) -> Result<Response> {
    let partner = partner(docking, asked).await?;
    let bad = |what: &str| DockRefusal::BadRequest(what.to_owned());
    let day = asked.option("day").ok_or_else(|| bad("day is missing: ?day=2026-11-28"))?;
    let currency = asked.option("currency").map_or(Ok(Currency::CNY), |code| code.parse());
    let currency = currency.map_err(|_| bad("currency is a code such as CNY"))?;
    let behind = asked.option("after").map_or(Ok(0), |text| text.parse::<i64>());
    let behind = behind.map_err(|_| bad("after is `next` of the page before"))?;
    let told = docking.statement(&partner, (&day, currency), behind).await?;
    let items: Vec<_> = told.lines.iter().map(wire::moved).collect();
    let next = told.next.map(|next| next.to_string());
    let told = json!({ "day": day, "currency": currency.code(), "items": items, "next": next });
    Ok(wire::value(StatusCode::OK, &told))
}

/// Whether an account is there, before something is ordered for it.
pub(super) async fn check(State(docking): State<Docking>, asked: Asked) -> Response {
    answer(checked(&docking, &asked).await)
}

async fn checked(docking: &Docking, asked: &Asked) -> Result<Response> {
    let partner = partner(docking, asked).await?;
    let body: CheckBody = wire::read(&asked.body)?;
    let account = body.account.into_iter().collect();
    wire::account(docking.check_account(&partner, body.product, account).await)
}

pub(super) async fn place(State(docking): State<Docking>, asked: Asked) -> Response {
    answer(placed(&docking, &asked).await)
}

async fn placed(docking: &Docking, asked: &Asked) -> Result<Response> {
    let partner = partner(docking, asked).await?;
    let body: OrderBody = wire::read(&asked.body)?;
    let unit_max = match (body.unit_price, body.currency) {
        (Some(minor), Some(currency)) => Some(Money::new(minor, currency)),
        (None, None) => None,
        _ => return Err(DockRefusal::BadRequest("unit_price and currency stand together".into())),
    };
    let new = NewDocked {
        downstream_no: body.order_no,
        offer: body.product,
        quantity: body.quantity,
        account: body.account.into_iter().collect(),
        unit_max,
        callback_url: body.callback_url,
        trace: body.trace,
        dialect: Dialect::Cardamom,
        language: Language::Zh,
    };
    let docked = docking.place(&partner, &new).await?;
    docking.learn_reports(&partner.key, &new.callback_url).await?;
    Ok(wire::order(StatusCode::OK, &docked))
}

pub(super) async fn show(State(docking): State<Docking>, Path(no): Path<String>, asked: Asked) -> Response {
    answer(shown(&docking, &no, &asked).await)
}

async fn shown(docking: &Docking, no: &str, asked: &Asked) -> Result<Response> {
    let partner = partner(docking, asked).await?;
    Ok(wire::order(StatusCode::OK, &docking.find(&partner, no).await?))
}

pub(super) async fn cancel(State(docking): State<Docking>, Path(no): Path<String>, asked: Asked) -> Response {
    answer(cancelled(&docking, &no, &asked).await)
}

async fn cancelled(docking: &Docking, no: &str, asked: &Asked) -> Result<Response> {
    let partner = partner(docking, asked).await?;
    let row = docking.find_row(&partner, no).await?;
    Ok(wire::order(StatusCode::OK, &docking.cancel(&partner, &row).await?))
}

pub(super) async fn claim(State(docking): State<Docking>, Path(no): Path<String>, asked: Asked) -> Response {
    answer(claimed(&docking, &no, &asked).await)
}

async fn claimed(docking: &Docking, no: &str, asked: &Asked) -> Result<Response> {
    let partner = partner(docking, asked).await?;
    let body: ClaimBody = wire::read(&asked.body)?;
    let reason =
        body.reason.parse().map_err(|_| DockRefusal::BadRequest("there is no such reason".into()))?;
    let new = NewClaim { claim_no: body.claim_no, reason, text: body.text, units: body.units };
    Ok(wire::claim(StatusCode::OK, &docking.claim(&partner, no, &new).await?))
}

pub(super) async fn show_claim(
    State(docking): State<Docking>,
    Path((no, claim)): Path<(String, String)>,
    asked: Asked,
) -> Response {
    answer(shown_claim(&docking, (&no, &claim), &asked).await)
}

async fn shown_claim(docking: &Docking, (no, claim): (&str, &str), asked: &Asked) -> Result<Response> {
    let partner = partner(docking, asked).await?;
    Ok(wire::claim(StatusCode::OK, &docking.claimed(&partner, no, claim).await?))
}

/// `accept`, `decline` or `withdraw`.
pub(super) async fn act(
    State(docking): State<Docking>,
    Path((no, claim, act)): Path<(String, String, String)>,
    asked: Asked,
) -> Response {
    answer(acted(&docking, (&no, &claim), &act, &asked).await)
}

async fn acted(docking: &Docking, claim: (&str, &str), act: &str, asked: &Asked) -> Result<Response> {
    let partner = partner(docking, asked).await?;
    let act = match act {
        "accept" => ClaimAct::Accept(wire::read::<AcceptBody>(&asked.body)?.offer),
        "decline" => ClaimAct::Decline,
        "withdraw" => ClaimAct::Withdraw,
        _ => return Err(DockRefusal::NoSuchClaim),
    };
    Ok(wire::claim(StatusCode::OK, &docking.act(&partner, claim, act).await?))
}
