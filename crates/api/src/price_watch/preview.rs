use super::changes::{StepAnswer, steps};
use super::rules::{RuleBody, must_be_there};
use crate::Api;
use crate::body::Json;
use crate::may::{CatalogWrite, Staff};
use crate::words::{Amount, Answer, Text, ok};
use axum::extract::State;
use kernel::{Bilingual, OfferId, ProductId, SkuId};
use serde::Serialize;
use std::collections::HashMap;
use utoipa::ToSchema;
use watch::{Outcome, Planned};

/// What a rule would make of an offer.
#[derive(Serialize, ToSchema)]
#[schema(as = PlannedPrice)]
pub(crate) struct PlannedAnswer {
    #[schema(value_type = String)]
    offer: OfferId,
    #[schema(value_type = String)]
    sku: SkuId,
    sku_code: String,
    sku_name: Text,
    title: Text,
    from: Amount,
    to: Amount,
    /// `change`, `held` or `blocked`.
    #[schema(example = "change")]
    outcome: &'static str,
    /// Of one that would be held or blocked: `by_hand`, `jump`, `ceiling_below_cost` or `price_too_high`.
    why: Option<&'static str>,
    steps: Vec<StepAnswer>,
}

/// What a rule would change now.
#[derive(Serialize, ToSchema)]
#[schema(as = PriceRulePreview)]
pub(crate) struct PreviewAnswer {
    /// Offers that it would be the rule for.
    offers: usize,
    changed: usize,
    held: usize,
    blocked: usize,
    unchanged: usize,
    /// Of which neither a cost nor what others ask is known.
    unknown: usize,
    /// The ten largest.
    rises: Vec<PlannedAnswer>,
    falls: Vec<PlannedAnswer>,
    /// The first hundred of those that it would do something with.
    first: Vec<PlannedAnswer>,
}

/// Say what a rule would change now, over all your offers; nothing is changed. It is reckoned as if it was on, and in the
/// place of one for the same goods. Refused: `bad_price_rule`, `unknown_category`, `unknown_sku`.
#[utoipa::path(post, path = "/v1/merchant/price-rules/preview", tag = "prices", operation_id = "previewPriceRule",
    request_body = RuleBody, security(("key" = ["catalog:write"])), responses((status = 200, body = PreviewAnswer)))]
pub(crate) async fn preview(State(api): State<Api>, staff: Staff<CatalogWrite>, body: Json) -> Answer {
    let draft = body.parse::<RuleBody>()?.draft()?;
    must_be_there(&api, staff.merchant, &draft.scope).await?;
    let told = api.watch.preview(staff.merchant, &draft).await?;
    let shown = told.rises.iter().chain(&told.falls).chain(&told.first);
    let products: Vec<ProductId> = shown.map(|planned| planned.offer.product).collect();
    let mut tx = api.db().read().await?;
    let titles: HashMap<ProductId, Bilingual> =
        catalog::titles(&mut tx, &products).await?.into_iter().collect();
    let all = |some: Vec<Planned>| some.into_iter().filter_map(|p| planned(p, &titles)).collect();
    ok(&PreviewAnswer {
        offers: told.offers,
        changed: told.changed,
        held: told.held,
        blocked: told.blocked,
        unchanged: told.unchanged,
        unknown: told.unknown,
        rises: all(told.rises),
        falls: all(told.falls),
        first: all(told.first),
    })
}

fn planned(planned: Planned, titles: &HashMap<ProductId, Bilingual>) -> Option<PlannedAnswer> {
    let to = planned.to()?;
    let (outcome, why) = match planned.reckoned.outcome {
        Outcome::Held(_, why) => ("held", Some(why.code())),
        Outcome::Blocked(_, why) => ("blocked", Some(why.code())),
        _ => ("change", None),
    };
    let currency = to.currency;
    Some(PlannedAnswer {
        offer: planned.offer.offer,
        sku: planned.offer.sku,
        title: titles.get(&planned.offer.product).cloned().unwrap_or_default().into(),
        sku_code: planned.offer.sku_code,
        sku_name: planned.offer.sku_name.into(),
        from: planned.facts.price.into(),
        to: to.into(),
        outcome,
        why,
        steps: steps(planned.reckoned.steps, currency),
    })
}
