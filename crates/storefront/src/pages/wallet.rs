use crate::errors::Fault;
use crate::visit::{Visit, encode};
use crate::words::{moment, short};
use axum::http::StatusCode;
use axum::response::Response;
use kernel::{Currency, Money, OrderId, PageAsk};
use ledger::Entry;
use minijinja::{Value, context};

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
        context! { available => purse.available.to_string(), entries, next },
    )
}

fn row(visit: &Visit, entry: &Entry) -> Value {
    let order: Option<OrderId> = entry.reference.parse().ok();
    let plus = entry.amount >= 0;
    let amount = Money::new(entry.amount.saturating_abs(), CURRENCY);
    context! {
        words => visit.say(what(entry)),
        href => order.map(|id| format!("/o/{}", visit.shop.0.orders.links().token(id))),
        short => order.map(short),
        time => moment(visit.language, entry.at),
        amount => format!("{}{amount}", if plus { "+" } else { "−" }),
        balance => Money::new(entry.balance, CURRENCY).to_string(),
        plus,
    }
}

/// Which of our sentences tells what moved.
fn what(entry: &Entry) -> &'static str {
    match entry.counterpart.as_str() {
        "funding" => "wallet.entry_funding",
        "escrow" if entry.amount < 0 => "wallet.entry_escrow",
        "escrow" | "platform_fee" | "balance" | "bond" => "wallet.entry_refund",
        "payment_exception" | "channel_clearing" => "wallet.entry_payment_exception",
        _ => "wallet.entry_other",
    }
}
