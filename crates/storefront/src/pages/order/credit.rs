use crate::errors::Fault;
use crate::pages::ways::channel_name;
use crate::visit::Visit;
use crate::words::{clock, moment};
use minijinja::{Value, context};
use orders::{Order, OrderState};

/// The account as far as it may be shown, and once it is paid what is done about it; none of keys.
pub(super) async fn shown(visit: &Visit, order: &Order) -> Result<Option<Value>, Fault> {
    let Some(credit) = visit.shop.0.orders.fulfilment(order).await? else { return Ok(None) };
    let now = visit.shop.0.ambient().now();
    let words = match order.state {
        OrderState::Pending | OrderState::Cancelled | OrderState::Expired => None,
        // Keys are shown on their own, further down.
        OrderState::Delivered if order.goods.are_keys() => None,
        OrderState::Fulfilling if order.goods.are_keys() && credit.taken_on => Some("order.fetch_taken_on"),
        OrderState::Fulfilling if order.goods.are_keys() => Some("order.fetch_begun"),
        OrderState::Failed if order.goods.are_keys() => Some("order.fetch_failed_next"),
        OrderState::Fulfilling if credit.taken_on => Some("order.credit_taken_on"),
        OrderState::Fulfilling => Some("order.credit_begun"),
        OrderState::Delivered => Some("order.credit_next"),
        OrderState::Failed => Some("order.credit_failed_next"),
    };
    let until = credit.deadline.filter(|_| order.state == OrderState::Fulfilling).map(|until| {
        let key = match (order.goods.are_keys(), until > now) {
            (true, true) => "order.fetch_until",
            (true, false) => "order.fetch_late",
            (false, true) => "order.credit_until",
            (false, false) => "order.credit_late",
        };
        visit.fill(key, &[("time", &clock(visit.language, now, until))])
    });
    let is_credited = order.state == OrderState::Delivered && !order.goods.are_keys();
    let credited = credit.ended_at.filter(|_| is_credited);
    Ok(Some(context! {
        title => visit.say(if order.goods.are_keys() { "order.fetch_title" } else { "order.credit_title" }),
        account => credit.account,
        words => words.map(|key| visit.say(key)),
        until,
        credited => credited.map(|at| moment(visit.language, at)),
        failed => order.state == OrderState::Failed,
        in_wallet => order.pay == "wallet" || order.wallet_part.minor > 0,
    }))
}

/// Where the money of an order went that nobody could fulfil: each part to where it came from.
pub(super) fn given_back(visit: &Visit, order: &Order) -> String {
    let why = if order.goods.are_keys() { "not_had" } else { "failed" };
    let key = |way: &str| format!("order.words_{why}_{way}");
    if order.pay == "wallet" {
        return visit.fill(&key("wallet"), &[("amount", &order.total)]);
    }
    let (name, rest) = (channel_name(visit, &order.pay), order.by_channel());
    match order.wallet_part.minor {
        0 => visit.fill(&key("channel"), &[("amount", &rest), ("name", &name)]),
        _ => {
            let part = order.wallet_part;
            visit.fill(&key("parts"), &[("amount", &rest), ("name", &name), ("part", &part)])
        }
    }
}
