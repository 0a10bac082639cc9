use crate::errors::Fault;
use crate::pages::top_up::address;
use crate::visit::{Visit, encode};
use crate::words::{moment, short, tail};
use axum::http::StatusCode;
use axum::response::Response;
use kernel::{ChargebackId, Currency, Money, OrderId, PageAsk, TopUpId, UserId};
use ledger::Entry;
use minijinja::{Value, context};
use orders::TopUp;

/// Wallets are kept in this currency; others come with the shops that sell in them.
const CURRENCY: Currency = Currency::CNY;

pub(crate) async fn show(visit: Visit) -> Result<Response, Fault> {
    let user = visit.user()?;
    let purse = visit.shop.0.orders.wallet(user, CURRENCY).await?;
    let ask = PageAsk::new(visit.query.some("after").map(str::to_owned), Some(30));
    let page = visit.shop.0.orders.wallet_statement(user, CURRENCY, &ask).await?;
    let entries: Vec<Value> = page.items.iter().map(|entry| row(&visit, entry)).collect();
    let next = page.next.map(|after| format!("/me/wallet?after={}", encode(&after)));
    visit.own_page(
        StatusCode::OK,
        "wallet.html",
        context! {
            available => purse.available.to_string(),
            owed => (purse.owed.minor > 0).then(|| purse.owed.to_string()),
            may_top_up => visit.shop.0.orders.settings().top_up_limits().is_some(),
            waiting => waiting(&visit, user).await?,
            entries,
            next,
        },
    )
}

/// Top-ups that wait for their money.
async fn waiting(visit: &Visit, user: UserId) -> Result<Vec<Value>, Fault> {
    const NEWEST: i64 = 10;
    let ask = PageAsk::new(None, Some(NEWEST));
    let newest = visit.shop.0.orders.top_ups(user, &ask).await?.items;
    let now = visit.shop.0.ambient().now();
    let one = |top_up: &TopUp| context! { href => address(top_up.id), amount => top_up.amount.to_string() };
    Ok(newest.iter().filter(|top_up| top_up.waits(now) && top_up.credited.minor == 0).map(one).collect())
}

fn row(visit: &Visit, entry: &Entry) -> Value {
    let order: Option<OrderId> = entry.reference.parse().ok();
    let top_up: Option<TopUpId> = entry.reference.parse().ok();
    let to_order = |id| (format!("/o/{}", visit.shop.0.orders.links().token(id)), "order.number", short(id));
    let link = order.map(to_order).or_else(|| top_up.map(|id| (address(id), "top_up.number", tail(&id))));
    let plus = entry.amount >= 0;
    let amount = Money::new(entry.amount.saturating_abs(), CURRENCY);
    context! {
        words => visit.say(what(entry)),
        href => link.as_ref().map(|(href, ..)| href),
        link => link.as_ref().map(|(_, words, short)| visit.fill(words, &[("n", short)])),
        time => moment(visit.language, entry.at),
        amount => format!("{}{amount}", if plus { "+" } else { "−" }),
        balance => Money::new(entry.balance, CURRENCY).to_string(),
        plus,
    }
}

/// Which of our sentences tells what moved.
fn what(entry: &Entry) -> &'static str {
    match entry.counterpart.as_str() {
        "channel_clearing" if is_of_chargeback(entry) && entry.amount > 0 => "wallet.entry_charge_returned",
        "channel_clearing" if is_of_chargeback(entry) => "wallet.entry_charged_back",
        "wallet_debt" => "wallet.entry_debt",
        "funding" => "wallet.entry_funding",
        "channel_clearing" if entry.amount > 0 => "wallet.entry_funding",
        "payment_exception" if entry.amount < 0 => "wallet.entry_returned",
        "escrow" if entry.amount < 0 => "wallet.entry_escrow",
        "escrow" | "platform_fee" | "balance" | "bond" => "wallet.entry_refund",
        "payment_exception" | "channel_clearing" => "wallet.entry_payment_exception",
        _ => "wallet.entry_other",
    }
}

/// What a bank took back, or gave again, is booked under the chargeback's id.
fn is_of_chargeback(entry: &Entry) -> bool {
    entry.transfer.split('/').next().is_some_and(|id| id.parse::<ChargebackId>().is_ok())
}
