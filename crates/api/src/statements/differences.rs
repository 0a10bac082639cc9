use crate::address::Address;
use crate::body::Json;
use crate::may::{Operator, PlatformPayments, StatementsWrite};
use crate::path::{Ask, Id, checked};
use crate::people::{Act, name_of, witness};
use crate::platform::orders::MerchantRef;
use crate::platform::{names, reason};
use crate::sales::ask::code;
use crate::words::{Amount, Answer, List, ok};
use crate::{Api, Problem};
use axum::extract::State;
use identity::Scope;
use kernel::{DifferenceId, MerchantId, OrderId, Page, StatementId, Time, TopUpId};
use orders::Says;
use reconcile::{Difference, DifferenceFilter, Way};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::{IntoParams, ToSchema};

/// What does not agree between a channel's statement and our books, and what became of it.
#[derive(Serialize, ToSchema)]
#[schema(as = StatementDifference)]
pub(crate) struct DifferenceAnswer {
    #[schema(value_type = String)]
    id: DifferenceId,
    channel: String,
    /// `missing_here`, `missing_there`, `amount_differs`, `doubled`, `chargeback`, `chargeback_won` or `refund_failed`.
    kind: &'static str,
    /// What moved: `payment`, `refund`, …
    movement: &'static str,
    #[schema(value_type = String)]
    statement: StatementId,
    /// Of the statement's file; null where it is not in it.
    line: Option<i64>,
    /// The channel's number of the payment.
    reference: String,
    /// Our number, of the payment or the refund, as the file or our books say it; may be empty.
    ours_id: String,
    /// Whose goods it paid for; null where that is not known, or where it filled a wallet.
    merchant: Option<MerchantRef>,
    /// What it paid for, where that is known: an order, or a top-up of a wallet.
    #[schema(value_type = Option<String>)]
    order: Option<OrderId>,
    #[schema(value_type = Option<String>)]
    top_up: Option<TopUpId>,
    theirs: Option<Amount>,
    ours: Option<Amount>,
    happened_at: String,
    /// `open` or `settled`.
    state: &'static str,
    /// `matched_later`, `booked`, `refund_arrived`, `known` or `written_off`; null while it is open.
    outcome: Option<String>,
    reason: Option<String>,
    settled_by: Option<String>,
    settled_at: Option<String>,
    created_at: String,
    /// How it may be settled: `ask`, `refund_arrived`, `known`, `write_off`.
    ways: Vec<&'static str>,
}

/// Which differences, and which page of them.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct DifferencesQuery {
    /// `next` of the page before; left out for the first page.
    after: Option<String>,
    /// How many items: 1 to 100, 30 by default.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    /// `open` or `settled`.
    state: Option<String>,
    /// The code of a payment channel.
    channel: Option<String>,
    /// `missing_here`, `missing_there`, `amount_differs`, `doubled`, `chargeback`, `chargeback_won` or `refund_failed`.
    kind: Option<String>,
    /// The id of a statement.
    statement: Option<String>,
}

/// What becomes of a difference.
#[derive(Deserialize, ToSchema)]
#[schema(as = SettleDifference)]
#[serde(deny_unknown_fields)]
pub(crate) struct SettleBody {
    way: Word,
    /// 1 to 500 characters, for the trail; not needed to ask.
    #[serde(default)]
    reason: String,
}

#[derive(Clone, Copy, Deserialize, ToSchema)]
#[schema(as = SettleWay)]
#[serde(rename_all = "snake_case")]
enum Word {
    /// Ask the channel; what it tells of is booked. It stays open where there is nothing new.
    Ask,
    /// The refund arrived: seen on the gateway's own pages. Needs `refunds:decide`, too.
    RefundArrived,
    /// It is right as it is.
    Known,
    WriteOff,
}

/// Differences, newest first.
#[utoipa::path(get, path = "/v1/platform/differences", tag = "platform", operation_id = "listDifferences", params(DifferencesQuery),
    security(("key" = ["platform:payments"])), responses((status = 200, body = List<DifferenceAnswer>)))]
pub(crate) async fn list(
    State(api): State<Api>,
    _: Operator<PlatformPayments>,
    Ask(asked): Ask<DifferencesQuery>,
) -> Answer {
    let ask = checked::<DifferenceId>(asked.after, asked.limit)?;
    let open = |state: &str| match state {
        "open" => Some(true),
        "settled" => Some(false),
        _ => None,
    };
    let filter = DifferenceFilter {
        open: code(asked.state.as_deref(), open, "state is open or settled")?,
        channel: asked.channel.filter(|channel| !channel.is_empty()),
        kind: code(asked.kind.as_deref(), |kind| kind.parse().ok(), "kind is one of a difference")?,
        statement: code(asked.statement.as_deref(), |id| id.parse().ok(), "statement is the id of one")?,
    };
    let page = api.reconcile.differences(&filter, &ask).await?;
    let next = page.next.clone();
    ok(&List { items: told(&api, page).await?, next })
}

async fn told(api: &Api, page: Page<Difference>) -> Result<Vec<DifferenceAnswer>, Problem> {
    let merchant = |one: &Difference| one.book.as_deref().and_then(|book| book.parse::<MerchantId>().ok());
    let merchants = names(api, page.items.iter().filter_map(merchant)).await?;
    let mut people: HashMap<String, String> = HashMap::new();
    for who in page.items.iter().filter_map(|one| one.settled_by.as_ref()) {
        if !people.contains_key(who) {
            people.insert(who.clone(), name_of(api, who).await?);
        }
    }
    let answer = |one: Difference| DifferenceAnswer {
        merchant: merchant(&one)
            .map(|id| MerchantRef { id, name: merchants.get(&id).cloned().unwrap_or_default().into() }),
        order: one.name.as_deref().and_then(|name| name.parse().ok()),
        top_up: one.name.as_deref().and_then(|name| name.parse().ok()),
        ways: one.ways().into_iter().map(Way::code).collect(),
        state: if one.is_open { "open" } else { "settled" },
        settled_by: one.settled_by.as_ref().and_then(|who| people.get(who).cloned()),
        settled_at: one.settled_at.map(Time::rfc3339),
        happened_at: one.happened_at.rfc3339(),
        created_at: one.created_at.rfc3339(),
        kind: one.kind.code(),
        movement: one.movement.code(),
        theirs: one.theirs.map(Amount::from),
        ours: one.ours.map(Amount::from),
        id: one.id,
        channel: one.channel,
        statement: one.statement,
        line: one.line,
        reference: one.reference,
        ours_id: one.ours_id,
        outcome: one.outcome,
        reason: one.reason,
    };
    Ok(page.items.into_iter().map(answer).collect())
}

/// Say what becomes of a difference, or ask the channel about it.
#[utoipa::path(post, path = "/v1/platform/differences/{id}/settle", tag = "platform", operation_id = "settleDifference",
    params(("id" = String, Path, description = "The difference's id")), request_body = SettleBody,
    security(("session" = ["statements:write"])), responses((status = 200, body = DifferenceAnswer)))]
pub(crate) async fn settle(
    State(api): State<Api>,
    operator: Operator<StatementsWrite>,
    Id(id): Id<DifferenceId>,
    from: Address,
    body: Json,
) -> Answer {
    let asked: SettleBody = body.parse()?;
    let caller = &operator.caller;
    let by = caller.user.to_string();
    let subject = id.to_string();
    let mut act = Act { what: "difference_settled", subject: &subject, before: "open", ..Act::default() };
    let way = match asked.way {
        Word::Ask => {
            let _place = api.statements.take(&caller.actor()).ok_or_else(super::bring::busy)?;
            let after = api.reconcile.ask(id, &by).await?;
            act.what = "difference_asked";
            act.after = if after.is_open { "open" } else { "settled" };
            let mut tx = api.db().begin().await?;
            witness(&mut tx, &api, caller, &from, act).await?;
            tx.commit().await?;
            return one(&api, after).await;
        }
        Word::RefundArrived => {
            // It moves money: as much is asked for as where refunds are decided.
            api.identity.judge(caller, Scope::RefundsDecide)?;
            Way::RefundArrived
        }
        Word::Known => Way::Known,
        Word::WriteOff => Way::WriteOff,
    };
    let why = reason(&asked.reason)?;
    let mut tx = api.db().begin().await?;
    let settled = api.reconcile.settle(&mut tx, id, way, Says { by: &by, reason: &why }).await?;
    act.after = settled.outcome.code();
    act.reason = &why;
    witness(&mut tx, &api, caller, &from, act).await?;
    tx.commit().await?;
    api.reconcile.after_settling(&settled).await?;
    one(&api, api.reconcile.difference(id).await?).await
}

async fn one(api: &Api, difference: Difference) -> Answer {
    let page = Page { items: vec![difference], next: None };
    let mut told = told(api, page).await?;
    let first = told.pop().ok_or_else(|| Problem::internal("a difference was lost"))?;
    ok(&first)
}
