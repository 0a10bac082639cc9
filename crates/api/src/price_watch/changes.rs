use crate::address::Address;
use crate::may::{CatalogRead, CatalogWrite, Staff};
use crate::path::{Ask, Id, checked};
use crate::people::{Act, name_of, witness};
use crate::words::{Amount, Answer, List, Text, ok};
use crate::{Api, Problem};
use axum::extract::State;
use catalog::Sku;
use kernel::{Currency, MerchantId, Money, OfferId, PriceChangeId, PriceRuleId, SkuId};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::{IntoParams, ToSchema};
use watch::{ChangeFilter, PriceChange, Step, Word};

/// One step of how a price was reckoned.
#[derive(Serialize, ToSchema)]
#[schema(as = PriceChangeStep)]
pub(crate) struct StepAnswer {
    /// `cost`, `added`, `market`, `band`, `floor`, `ceiling`, `lowest` (what pays for the goods and the platform's share) or
    /// `rounded`.
    #[schema(example = "cost")]
    word: &'static str,
    /// What it came to.
    amount: Amount,
}

pub(super) fn steps(steps: Vec<Step>, currency: Currency) -> Vec<StepAnswer> {
    let step =
        |Step(word, minor)| StepAnswer { word: code(word), amount: Money::new(minor, currency).into() };
    steps.into_iter().map(step).collect()
}

fn code(word: Word) -> &'static str {
    match word {
        Word::Cost => "cost",
        Word::Added => "added",
        Word::Market => "market",
        Word::Band => "band",
        Word::Floor => "floor",
        Word::Ceiling => "ceiling",
        Word::Lowest => "lowest",
        Word::Rounded => "rounded",
    }
}

/// A change of a price by a rule.
#[derive(Serialize, ToSchema)]
#[schema(as = PriceChange)]
pub(crate) struct ChangeAnswer {
    #[schema(value_type = String)]
    id: PriceChangeId,
    #[schema(value_type = String)]
    offer: OfferId,
    #[schema(value_type = String)]
    sku: SkuId,
    sku_code: String,
    sku_name: Text,
    #[schema(value_type = String)]
    rule: PriceRuleId,
    from: Amount,
    to: Amount,
    /// `applied`; `held`: it waits for a person; `refused` by one; `blocked`: the rule's bounds do not let the price be
    /// what it would have to be, and it stays; `superseded`: something newer was reckoned.
    #[schema(example = "held")]
    state: &'static str,
    /// Of one that is held or blocked: `by_hand`, `jump`, `ceiling_below_cost` or `price_too_high`; else empty.
    why: String,
    steps: Vec<StepAnswer>,
    at: String,
    decided_at: Option<String>,
    decided_by: Option<String>,
}

/// Which changes.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangesQuery {
    /// `applied`, `held`, `refused`, `blocked` or `superseded`.
    state: Option<String>,
    /// The id of one SKU.
    sku: Option<String>,
    /// `next` of the page before; left out for the first page.
    after: Option<String>,
    /// How many items: 1 to 100, 30 by default.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
}

/// What your rules have changed, and what waits for a person, newest first.
#[utoipa::path(get, path = "/v1/merchant/price-changes", tag = "prices", operation_id = "listPriceChanges",
    params(ChangesQuery), security(("key" = ["catalog:read"])), responses((status = 200, body = List<ChangeAnswer>)))]
pub(crate) async fn list(
    State(api): State<Api>,
    staff: Staff<CatalogRead>,
    Ask(asked): Ask<ChangesQuery>,
) -> Answer {
    let bad = |detail| Problem::bad_request("invalid_query", detail);
    let state = asked.state.map(|code| code.parse());
    let state =
        state.transpose().map_err(|()| bad("state is applied, held, refused, blocked or superseded"))?;
    let sku = asked.sku.map(|sku| sku.parse()).transpose().map_err(|_| bad("sku is the id of a SKU"))?;
    let page = checked::<PriceChangeId>(asked.after, asked.limit)?;
    let page = api.watch.changes(staff.merchant, ChangeFilter { state, sku }, &page).await?;
    ok(&List { items: answers(&api, staff.merchant, page.items).await?, next: page.next })
}

/// One change of a price. Refused: `no_such_price_change`.
#[utoipa::path(get, path = "/v1/merchant/price-changes/{id}", tag = "prices", operation_id = "getPriceChange",
    params(("id" = String, Path, description = "The change's id")),
    security(("key" = ["catalog:read"])), responses((status = 200, body = ChangeAnswer)))]
pub(crate) async fn show(
    State(api): State<Api>,
    staff: Staff<CatalogRead>,
    Id(id): Id<PriceChangeId>,
) -> Answer {
    let mut tx = api.db().read().await?;
    let change = api.watch.change(&mut tx, staff.merchant, id).await?;
    drop(tx);
    answered(&api, staff.merchant, change).await
}

/// Let a change pass that waits for a person. Refused: `no_such_price_change`, `price_change_decided`,
/// `price_change_outdated`, `below_cost`.
#[utoipa::path(post, path = "/v1/merchant/price-changes/{id}/approve", tag = "prices", operation_id = "approvePriceChange",
    params(("id" = String, Path, description = "The change's id")),
    security(("key" = ["catalog:write"])), responses((status = 200, body = ChangeAnswer)))]
pub(crate) async fn approve(
    State(api): State<Api>,
    staff: Staff<CatalogWrite>,
    from: Address,
    Id(id): Id<PriceChangeId>,
) -> Answer {
    decide(api, staff, from, (id, "price_change_approved")).await
}

/// Say no to a change that waits for a person: the price stays. Refused: `no_such_price_change`, `price_change_decided`.
#[utoipa::path(post, path = "/v1/merchant/price-changes/{id}/refuse", tag = "prices", operation_id = "refusePriceChange",
    params(("id" = String, Path, description = "The change's id")),
    security(("key" = ["catalog:write"])), responses((status = 200, body = ChangeAnswer)))]
pub(crate) async fn refuse(
    State(api): State<Api>,
    staff: Staff<CatalogWrite>,
    from: Address,
    Id(id): Id<PriceChangeId>,
) -> Answer {
    decide(api, staff, from, (id, "price_change_refused")).await
}

async fn decide(
    api: Api,
    staff: Staff<CatalogWrite>,
    from: Address,
    (id, what): (PriceChangeId, &'static str),
) -> Answer {
    let (merchant, by) = (staff.merchant, staff.caller.actor());
    let mut tx = api.db().begin().await?;
    let change = match what {
        "price_change_approved" => api.watch.approve(&mut tx, merchant, id, &by).await?,
        _ => api.watch.refuse(&mut tx, merchant, id, &by).await?,
    };
    let (subject, before, after) = (change.offer.to_string(), change.from.to_string(), change.to.to_string());
    let act = Act { what, subject: &subject, before: &before, after: &after, ..Act::default() };
    witness(&mut tx, &api, &staff.caller, &from, act).await?;
    tx.commit().await?;
    api.catalog_changed();
    answered(&api, merchant, change).await
}

async fn answered(api: &Api, merchant: MerchantId, change: PriceChange) -> Answer {
    ok(&answers(api, merchant, vec![change]).await?.pop())
}

async fn answers(
    api: &Api,
    merchant: MerchantId,
    changes: Vec<PriceChange>,
) -> Result<Vec<ChangeAnswer>, Problem> {
    let ids: Vec<SkuId> = changes.iter().map(|change| change.sku).collect();
    let skus: HashMap<SkuId, Sku> =
        catalog::skus(api.db(), merchant, &ids).await?.into_iter().map(|sku| (sku.id, sku)).collect();
    let (mut all, mut names) = (Vec::with_capacity(changes.len()), HashMap::new());
    for change in changes {
        let by = match &change.decided_by {
            None => None,
            Some(by) => {
                if !names.contains_key(by) {
                    names.insert(by.clone(), name_of(api, by).await?);
                }
                names.get(by).cloned()
            }
        };
        let sku = skus.get(&change.sku);
        all.push(ChangeAnswer {
            id: change.id,
            offer: change.offer,
            sku: change.sku,
            sku_code: sku.map(|sku| sku.code.clone()).unwrap_or_default(),
            sku_name: sku.map(|sku| sku.name.clone()).unwrap_or_default().into(),
            rule: change.rule,
            steps: steps(change.steps, change.to.currency),
            from: change.from.into(),
            to: change.to.into(),
            state: change.state.code(),
            why: change.why,
            at: change.at.rfc3339(),
            decided_at: change.decided_at.map(kernel::Time::rfc3339),
            decided_by: by,
        });
    }
    Ok(all)
}
