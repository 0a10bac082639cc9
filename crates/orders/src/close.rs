//! Cancel and expire: what was held goes back to the shelf, and to the wallet.

use crate::batch::{Answer, Decision, Effect, Loaded};
use crate::pay::release_holds;
use crate::place::chain;
use crate::{Order, OrderRefusal, OrderState};
use kernel::{MerchantId, Money, OrderId};

pub(crate) struct CloseAsk {
    pub merchant: MerchantId,
    pub order: OrderId,
    /// Expired (only once the time has come) instead of cancelled.
    pub expire: bool,
}

pub(crate) fn decide(ask: &CloseAsk, loaded: &Loaded) -> Decision {
    let answer = |result| Decision::Answer(Answer::Closed(result));
    let Some(order) = loaded.orders.get(&ask.order) else { return answer(Err(OrderRefusal::NotFound)) };
    let to = if ask.expire { OrderState::Expired } else { OrderState::Cancelled };
    if order.state == to {
        return answer(Ok(to));
    }
    if order.state != OrderState::Pending || (ask.expire && order.expires_at > loaded.now) {
        return answer(Err(OrderRefusal::NotPending));
    }
    Decision::Try(vec![Effect {
        chain: chain(order, release_holds(order, ask.expire)),
        is_new: false,
        to,
        deliver: false,
        reveal: None,
        idempotency: None,
        account: None,
        within: None,
        arrived: None,
        priced: None,
        taken: Vec::new(),
        order: Order { wallet_part: Money::zero(order.currency()), ..order.clone() },
    }])
}
