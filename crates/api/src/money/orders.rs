use crate::address::Address;
use crate::body::Json;
use crate::idempotency::Key;
use crate::may::{
    May, Operator, OrdersRead, OrdersWrite, PlatformOrders, PlatformRefund, RefundsWrite, Staff,
};
use crate::once::{Claim, in_flight, once, text};
use crate::path::Id;
use crate::people::{Act, note, witness};
use crate::words::{Amount, Answer, ok};
use crate::{Api, Problem};
use async_trait::async_trait;
use axum::extract::State;
use db::{DbError, Tx};
use identity::Caller;
use kernel::{OrderId, RefundId};
use orders::Access;
use serde::{Deserialize, Serialize};
use settlement::{Along, GiveBack, NewRefund, OrderMoney, RefundOf, RefundWay, Refunded, Side, Standing};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use utoipa::ToSchema;

/// How the money of an order stands.
#[derive(Serialize, ToSchema)]
#[schema(as = OrderMoney)]
pub(crate) struct MoneyAnswer {
    total: Amount,
    /// What the platform keeps of the total; null for the buyer.
    fee: Option<Amount>,
    /// What was withheld as tax as it was released; null for the buyer.
    tax: Option<Amount>,
    /// What of this was given back with refunds; null for the buyer.
    tax_back: Option<Amount>,
    /// All that went back to the buyer.
    refunded: Amount,
    /// `waits`, `released`, `frozen` or `given_back`.
    #[schema(example = "waits")]
    standing: &'static str,
    /// `waits`: until then. `released` and `frozen`: since then.
    at: Option<String>,
    /// `released`: `confirmed`, `time` or `ruling`. `frozen`: why, in the words of who did it; empty for the buyer.
    why: String,
    refunds: Vec<RefundLine>,
    /// How many units of each line can still be refunded by themselves.
    lines_left: Vec<LineLeft>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = OrderRefundLine)]
pub(crate) struct RefundLine {
    #[schema(value_type = String)]
    id: RefundId,
    amount: Amount,
    /// `wallet` or `origin`; `chargeback`: a bank took it back.
    way: String,
    /// `done`; of those to the origin also `pending`, `failed` or `ask_by_hand` (only a person can find out); of what a bank
    /// took, `returned` where it came again.
    state: String,
    /// Who decided it: `merchant` or `operator`.
    side: String,
    reason: String,
    at: String,
}

#[derive(Serialize, ToSchema)]
#[schema(as = OrderLineLeft)]
pub(crate) struct LineLeft {
    line: i64,
    quantity: i64,
}

impl MoneyAnswer {
    fn of(money: OrderMoney, buyer: bool) -> Self {
        let (standing, at, why) = match money.standing {
            Standing::Waits { until } => ("waits", Some(until), String::new()),
            Standing::Released { at, why } => ("released", Some(at), why),
            Standing::Frozen { since, why } => {
                ("frozen", Some(since), if buyer { String::new() } else { why })
            }
            Standing::GivenBack => ("given_back", None, String::new()),
        };
        let refund = |refund: settlement::OrderRefund| RefundLine {
            id: refund.id,
            amount: refund.amount.into(),
            way: refund.way,
            state: refund.state,
            side: refund.side,
            reason: refund.reason,
            at: refund.at.rfc3339(),
        };
        Self {
            total: money.total.into(),
            fee: (!buyer).then(|| money.fee.into()),
            tax: (!buyer).then(|| money.tax.into()),
            tax_back: (!buyer).then(|| money.tax_back.into()),
            refunded: money.refunded.into(),
            standing,
            at: at.map(kernel::Time::rfc3339),
            why,
            refunds: money.refunds.into_iter().map(refund).collect(),
            lines_left: money
                .lines_left
                .into_iter()
                .map(|(line, quantity)| LineLeft { line, quantity })
                .collect(),
        }
    }
}

/// Null as long as the order is not delivered.
async fn told(api: &Api, order: OrderId, buyer: bool) -> Answer {
    let money = api.settlement.order_money(order).await?;
    ok(&money.map(|money| MoneyAnswer::of(money, buyer)))
}

/// How the money of your order stands: held for you, the merchant's, or given back. Null as long as it is not delivered.
#[utoipa::path(get, path = "/v1/orders/{id}/money", tag = "orders", operation_id = "getOrderMoney",
    params(("id" = String, Path, description = "The order's id")),
    security(("key" = ["orders:read"])), responses((status = 200, body = Option<MoneyAnswer>)))]
pub(crate) async fn of_buyer(
    State(api): State<Api>,
    May(caller, _): May<OrdersRead>,
    Id(id): Id<OrderId>,
) -> Answer {
    let order = api.orders.find_for(id, Access::Buyer(caller.user)).await?;
    told(&api, order.id, true).await
}

/// Say that you have received what you bought: the merchant gets the money at once. It cannot be taken back; said again,
/// it changes nothing.
#[utoipa::path(post, path = "/v1/orders/{id}/confirm", tag = "orders", operation_id = "confirmOrder",
    params(("id" = String, Path, description = "The order's id")),
    security(("key" = ["orders:write"])), responses((status = 200, body = MoneyAnswer)))]
pub(crate) async fn confirm(
    State(api): State<Api>,
    May(caller, _): May<OrdersWrite>,
    Id(id): Id<OrderId>,
) -> Answer {
    let order = api.orders.find_for(id, Access::Buyer(caller.user)).await?;
    api.aftercare.confirm(&order).await?;
    api.happened();
    told(&api, order.id, true).await
}

/// How the money of a customer's order stands. Null as long as it is not delivered.
#[utoipa::path(get, path = "/v1/merchant/orders/{id}/money", tag = "merchant", operation_id = "getMerchantOrderMoney",
    params(("id" = String, Path, description = "The order's id")),
    security(("key" = ["orders:read"])), responses((status = 200, body = Option<MoneyAnswer>)))]
pub(crate) async fn of_merchant(
    State(api): State<Api>,
    staff: Staff<OrdersRead>,
    Id(id): Id<OrderId>,
) -> Answer {
    let order = api.orders.find_for(id, Access::Merchant(staff.merchant)).await?;
    told(&api, order.id, false).await
}

/// How the money of any order stands. Null as long as it is not delivered.
#[utoipa::path(get, path = "/v1/platform/orders/{id}/money", tag = "platform", operation_id = "getPlatformOrderMoney",
    params(("id" = String, Path, description = "The order's id")),
    security(("key" = ["platform:orders"])), responses((status = 200, body = Option<MoneyAnswer>)))]
pub(crate) async fn of_platform(
    State(api): State<Api>,
    _operator: Operator<PlatformOrders>,
    Id(id): Id<OrderId>,
) -> Answer {
    told(&api, id, false).await
}

/// What is to go back of a delivered order: give `amount`, or `lines`, or neither for all that is left.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewOrderRefund)]
#[serde(deny_unknown_fields)]
pub(crate) struct RefundBody {
    /// In minor units of the order's currency.
    amount: Option<i64>,
    lines: Option<Vec<LineBody>>,
    /// `wallet` or `origin`.
    #[schema(example = "wallet")]
    way: String,
    /// One line, up to 300 characters. The buyer reads it.
    reason: String,
    /// The operator only: where the money was released, take it from the merchant's bond.
    #[serde(default)]
    from_bond: bool,
}

#[derive(Deserialize, ToSchema)]
#[schema(as = NewRefundLine)]
#[serde(deny_unknown_fields)]
pub(crate) struct LineBody {
    /// The number of the line, from 1.
    line: i64,
    quantity: i64,
}

/// What went back.
#[derive(Serialize, ToSchema)]
#[schema(as = OrderRefund)]
pub(crate) struct RefundAnswer {
    #[schema(value_type = String, example = "ref_01kb9w4xq2f3v8s7m6n5p4r3t2")]
    id: RefundId,
    amount: Amount,
    /// All that went back of the order, with this.
    refunded: Amount,
    /// `done`, or `pending` while the payment channel carries it.
    state: &'static str,
}

impl RefundAnswer {
    fn of(done: &Refunded) -> Self {
        Self {
            id: done.id,
            amount: done.amount.into(),
            refunded: done.refunded.into(),
            state: if done.done { "done" } else { "pending" },
        }
    }
}

impl RefundBody {
    fn read(self, order: OrderId) -> Result<NewRefund, Problem> {
        let what = match (self.amount, self.lines) {
            (None, None) => RefundOf::Rest,
            (Some(amount), None) => RefundOf::Amount(amount),
            (None, Some(lines)) => {
                RefundOf::Lines(lines.into_iter().map(|line| (line.line, line.quantity)).collect())
            }
            (Some(_), Some(_)) => {
                return Err(Problem::field("invalid_field", "/lines", "give an amount or lines, not both"));
            }
        };
        let way = match self.way.as_str() {
            "wallet" => RefundWay::Wallet,
            "origin" => RefundWay::Origin,
            _ => return Err(Problem::field("invalid_field", "/way", "way is wallet or origin")),
        };
        Ok(NewRefund { order, of: None, what, way, reason: self.reason, from_bond: self.from_bond })
    }
}

/// Give back all or part of a delivered order: out of escrow, or, where you have the money already, out of your balance.
/// The platform's fee of it goes back to the buyer, too, and what was withheld of it as tax to you. The order stays
/// delivered.
#[utoipa::path(post, path = "/v1/merchant/orders/{id}/refunds", tag = "merchant", operation_id = "refundMerchantOrder",
    params(("id" = String, Path, description = "The order's id"),
        ("Idempotency-Key" = String, Header, description = "New for every refund, the same for every repetition")),
    request_body = RefundBody,
    security(("session" = ["refunds:write"])), responses((status = 201, body = RefundAnswer)))]
pub(crate) async fn refund(
    State(api): State<Api>,
    staff: Staff<RefundsWrite>,
    Id(id): Id<OrderId>,
    Key(key): Key,
    from: Address,
    body: Json,
) -> Answer {
    let asked: RefundBody = body.parse()?;
    let new = NewRefund { of: Some(staff.merchant), from_bond: false, ..asked.read(id)? };
    api.orders.find_for(id, Access::Merchant(staff.merchant)).await?;
    let path = format!("/v1/merchant/orders/{id}/refunds");
    refund_once(api, (staff.caller, Side::Merchant), from, (path, key, body.digest()), new).await
}

/// Give back all or part of any delivered order, and say why. The keys may have been shown.
#[utoipa::path(post, path = "/v1/platform/orders/{id}/refunds", tag = "platform", operation_id = "refundOrder",
    params(("id" = String, Path, description = "The order's id"),
        ("Idempotency-Key" = String, Header, description = "New for every refund, the same for every repetition")),
    request_body = RefundBody,
    security(("session" = ["platform:refund"])), responses((status = 201, body = RefundAnswer)))]
pub(crate) async fn refund_by_operator(
    State(api): State<Api>,
    operator: Operator<PlatformRefund>,
    Id(id): Id<OrderId>,
    Key(key): Key,
    from: Address,
    body: Json,
) -> Answer {
    let asked: RefundBody = body.parse()?;
    let new = asked.read(id)?;
    api.orders.find(id).await?;
    let path = format!("/v1/platform/orders/{id}/refunds");
    refund_once(api, (operator.caller, Side::Operator), from, (path, key, body.digest()), new).await
}

async fn refund_once(
    api: Api,
    who: (Caller, Side),
    from: Address,
    (path, key, digest): (String, String, String),
    new: NewRefund,
) -> Answer {
    once(api, who.0, path, (key, digest), move |api, claim| async move {
        let done = write(&api, &claim, &who, &from, &new).await;
        api.happened();
        done
    })
    .await
}

async fn write(
    api: &Api,
    claim: &Claim,
    (caller, side): &(Caller, Side),
    from: &Address,
    new: &NewRefund,
) -> Result<String, Problem> {
    let beside = Arc::new(Beside {
        api: api.clone(),
        claim: claim.clone(),
        caller: *caller,
        from: from.clone(),
        order: new.order,
        reason: new.reason.clone(),
        lost: AtomicBool::new(false),
    });
    let (who, along) = (caller.actor(), beside.clone());
    match api.settlement.give_back(GiveBack { side: *side, who, new: new.clone(), along }).await {
        Ok(done) => text(&RefundAnswer::of(&done)),
        Err(_) if beside.lost.load(Ordering::Relaxed) => Err(in_flight()),
        Err(refusal) => Err(refusal.into()),
    }
}

/// What stands or falls with a refund: the answer that is kept under its key, and the trail.
struct Beside {
    api: Api,
    claim: Claim,
    caller: Caller,
    from: Address,
    order: OrderId,
    reason: String,
    /// Another try has the key.
    lost: AtomicBool,
}

#[async_trait]
impl Along for Beside {
    async fn write(&self, tx: &mut Tx, done: &Refunded) -> db::Result<()> {
        let answer = serde_json::to_string(&RefundAnswer::of(done));
        let answer = answer.map_err(|error| DbError::Other(error.to_string()))?;
        if !self.claim.finished(tx, &answer).await? {
            self.lost.store(true, Ordering::Relaxed);
            return Err(DbError::State("another try has the idempotency key".into()));
        }
        let (subject, after) = (self.order.to_string(), format!("{}: {}", done.id, done.amount));
        let act = Act {
            what: "order_refunded",
            subject: &subject,
            after: &after,
            reason: &self.reason,
            ..Act::default()
        };
        note(tx, &self.api, &self.caller, &self.from, act).await
    }
}

/// Why the money is held, or not any more.
#[derive(Deserialize, ToSchema)]
#[schema(as = HoldReason)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReasonBody {
    /// One line, up to 300 characters.
    reason: String,
}

/// Hold the money of an order while somebody looks into it: it is not released until it is thawed.
#[utoipa::path(post, path = "/v1/platform/orders/{id}/freeze", tag = "platform", operation_id = "freezeOrder",
    params(("id" = String, Path, description = "The order's id")), request_body = ReasonBody,
    security(("session" = ["platform:refund"])), responses((status = 200, body = MoneyAnswer)))]
pub(crate) async fn freeze(
    State(api): State<Api>,
    operator: Operator<PlatformRefund>,
    Id(id): Id<OrderId>,
    from: Address,
    body: Json,
) -> Answer {
    let asked: ReasonBody = body.parse()?;
    let mut tx = api.db().begin().await?;
    api.settlement.freeze(&mut tx, id, &operator.caller.actor(), &asked.reason).await?;
    let subject = id.to_string();
    let act = Act { what: "order_frozen", subject: &subject, reason: &asked.reason, ..Act::default() };
    witness(&mut tx, &api, &operator.caller, &from, act).await?;
    tx.commit().await?;
    told(&api, id, false).await
}

/// Hold it no longer: it is released when it is due. What is held for an open dispute stays held.
#[utoipa::path(post, path = "/v1/platform/orders/{id}/thaw", tag = "platform", operation_id = "thawOrder",
    params(("id" = String, Path, description = "The order's id")), request_body = ReasonBody,
    security(("session" = ["platform:refund"])), responses((status = 200, body = MoneyAnswer)))]
pub(crate) async fn thaw(
    State(api): State<Api>,
    operator: Operator<PlatformRefund>,
    Id(id): Id<OrderId>,
    from: Address,
    body: Json,
) -> Answer {
    let asked: ReasonBody = body.parse()?;
    let mut tx = api.db().begin().await?;
    api.aftercare.thaw(&mut tx, id).await?;
    let subject = id.to_string();
    let act = Act { what: "order_thawed", subject: &subject, reason: &asked.reason, ..Act::default() };
    witness(&mut tx, &api, &operator.caller, &from, act).await?;
    tx.commit().await?;
    told(&api, id, false).await
}
