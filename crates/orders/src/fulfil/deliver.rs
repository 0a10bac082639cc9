//! Keys that were bought for an order leave the shelf for it: through the desk, as every key does.

use crate::batch::{Answer, Decision, Effect, Loaded};
use crate::place::{chain, fee_step};
use crate::{OrderGoods, OrderState, accounts};
use kernel::{MerchantId, OrderId};
use ledger::Step;

/// A paid order whose keys should lie on the shelf by now.
pub(crate) struct DeliverAsk {
    pub merchant: MerchantId,
    pub order: OrderId,
}

pub(crate) fn decide_delivery(ask: &DeliverAsk, loaded: &Loaded) -> Decision {
    let answer = |done| Decision::Answer(Answer::Delivered(done));
    let Some(order) = loaded.orders.get(&ask.order) else { return answer(false) };
    if order.state == OrderState::Delivered {
        return answer(true);
    }
    let is_waiting = order.state == OrderState::Fulfilling && order.goods == OrderGoods::Supplied;
    if !is_waiting || order.lines.iter().any(|line| loaded.short.contains(&line.sku)) {
        return answer(false);
    }
    let mut steps: Vec<Step> = order
        .lines
        .iter()
        .map(|line| Step::Post {
            id: format!("{}/u{}", order.id, line.line),
            debit: accounts::shelf(order.merchant, line.sku),
            credit: accounts::sold(order.merchant, line.sku),
            amount: line.quantity,
        })
        .collect();
    steps.extend(fee_step(order));
    Decision::Try(vec![Effect {
        chain: chain(order, steps),
        is_new: false,
        to: OrderState::Delivered,
        deliver: true,
        reveal: None,
        idempotency: None,
        account: None,
        within: None,
        priced: None,
        taken: Vec::new(),
        arrived: None,
        order: order.clone(),
    }])
}
