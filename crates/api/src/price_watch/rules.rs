use super::follow;
use crate::account::done;
use crate::address::Address;
use crate::body::Json;
use crate::idempotency::Key;
use crate::may::{CatalogRead, CatalogWrite, Staff};
use crate::once::{Claim, once, text};
use crate::path::Id;
use crate::people::{Act, name_of, witness};
use crate::words::{Answer, List, ok};
use crate::{Api, Problem};
use axum::extract::State;
use db::Tx;
use identity::Caller;
use kernel::{Currency, MerchantId, PriceRuleId, SkuId};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::HashMap;
use utoipa::ToSchema;
use watch::{Band, PriceRule, Roundness, RuleDraft, Scope, Terms};

/// So near to what others ask.
#[derive(Clone, Deserialize, Serialize, ToSchema)]
#[schema(as = PriceBand)]
#[serde(deny_unknown_fields)]
pub(crate) struct BandBody {
    /// The name of the place, as market prices say it: one line of up to 40 characters.
    #[schema(example = "competitor")]
    source: String,
    /// Their price, less or more so many hundredths of a per cent: 0 to 9,999 …
    #[schema(minimum = 0, maximum = 9_999)]
    bps: i64,
    /// … and so many minor units.
    #[schema(minimum = 0)]
    minor: i64,
}

/// How a price is made of a cost; amounts are minor units of the rule's currency.
#[derive(Deserialize, ToSchema)]
#[schema(as = PutPriceRule)]
#[serde(deny_unknown_fields)]
pub(crate) struct RuleBody {
    /// One line, up to 60 characters.
    name: String,
    /// `all` of your offers, those of a `category`, or of a `sku`. The narrowest rule counts.
    #[schema(example = "all")]
    scope: String,
    /// The category's code, or the SKU's id; empty for `all`.
    #[serde(default)]
    target: String,
    /// It is for offers in this currency.
    #[schema(value_type = String, example = "CNY")]
    currency: Currency,
    /// On top of the cost, in hundredths of a per cent of it: 0 to 100,000.
    #[schema(minimum = 0, maximum = 100_000)]
    #[serde(default)]
    add_bps: i64,
    /// And an amount.
    #[schema(minimum = 0)]
    #[serde(default)]
    add_minor: i64,
    band: Option<BandBody>,
    /// `none`, `nine` (12.90), `ninety_nine` (12.99) or `whole`; upwards, where the bounds leave room for it.
    #[schema(example = "none")]
    #[serde(default = "none")]
    rounding: String,
    floor: Option<i64>,
    ceiling: Option<i64>,
    /// What is left after the platform's share is at least the cost, and so much of it.
    #[schema(minimum = 0, maximum = 100_000)]
    #[serde(default)]
    margin_bps: i64,
    /// A larger change than this waits for a person. Null: none does.
    jump_bps: Option<i64>,
    /// Every change waits for a person.
    #[serde(default)]
    by_hand: bool,
    on: bool,
    /// The version that this changes; 0 for a new rule.
    #[serde(default)]
    version: i64,
}

fn none() -> String {
    "none".to_owned()
}

impl RuleBody {
    pub(super) fn draft(self) -> Result<RuleDraft, Problem> {
        let bad = |field, detail| Problem::field("bad_price_rule", field, detail);
        let scope = Scope::read(&self.scope, &self.target);
        let scope = scope.ok_or_else(|| {
            bad("/scope", "scope: all with an empty target, category with its code, or sku with its id")
        })?;
        let rounding = Roundness::read(&self.rounding)
            .ok_or_else(|| bad("/rounding", "rounding: none, nine, ninety_nine or whole"))?;
        let band = self.band.map(|band| Band { source: band.source, bps: band.bps, minor: band.minor });
        let terms = Terms {
            add_bps: self.add_bps,
            add_minor: self.add_minor,
            band,
            rounding,
            floor: self.floor,
            ceiling: self.ceiling,
            margin_bps: self.margin_bps,
            jump_bps: self.jump_bps,
            by_hand: self.by_hand,
        };
        let (currency, name, on, version) = (self.currency, self.name, self.on, self.version);
        Ok(RuleDraft { scope, currency, name, terms, on, version })
    }
}

/// A rule.
#[derive(Serialize, ToSchema)]
#[schema(as = PriceRule)]
pub(crate) struct RuleAnswer {
    #[schema(value_type = String)]
    id: PriceRuleId,
    name: String,
    /// `all`, `category` or `sku`.
    #[schema(example = "all")]
    scope: &'static str,
    target: String,
    /// What people call the target: the SKU's code, or the category's own.
    target_name: String,
    #[schema(value_type = String, example = "CNY")]
    currency: Currency,
    add_bps: i64,
    add_minor: i64,
    band: Option<BandBody>,
    #[schema(example = "none")]
    rounding: &'static str,
    floor: Option<i64>,
    ceiling: Option<i64>,
    margin_bps: i64,
    jump_bps: Option<i64>,
    by_hand: bool,
    on: bool,
    version: i64,
    changed_at: String,
    changed_by: String,
}

impl RuleAnswer {
    fn new(rule: PriceRule, target_name: String, by: String) -> Self {
        let terms = rule.terms;
        Self {
            id: rule.id,
            name: rule.name,
            scope: rule.scope.code(),
            target: rule.scope.target(),
            target_name,
            currency: rule.currency,
            add_bps: terms.add_bps,
            add_minor: terms.add_minor,
            band: terms.band.map(|band| BandBody { source: band.source, bps: band.bps, minor: band.minor }),
            rounding: terms.rounding.code(),
            floor: terms.floor,
            ceiling: terms.ceiling,
            margin_bps: terms.margin_bps,
            jump_bps: terms.jump_bps,
            by_hand: terms.by_hand,
            on: rule.on,
            version: rule.version,
            changed_at: rule.changed_at.rfc3339(),
            changed_by: by,
        }
    }
}

/// For the trail.
fn shown(rule: &PriceRule) -> String {
    let (scope, target) = (rule.scope.code(), rule.scope.target());
    json!({"name": rule.name, "scope": scope, "target": target, "terms": rule.terms, "on": rule.on})
        .to_string()
}

async fn answers(api: &Api, merchant: MerchantId, rules: Vec<PriceRule>) -> Result<Vec<RuleAnswer>, Problem> {
    let of_sku = |rule: &PriceRule| match rule.scope {
        Scope::Sku(sku) => Some(sku),
        _ => None,
    };
    let skus: Vec<SkuId> = rules.iter().filter_map(of_sku).collect();
    let codes: HashMap<SkuId, String> =
        catalog::skus(api.db(), merchant, &skus).await?.into_iter().map(|sku| (sku.id, sku.code)).collect();
    let mut names = HashMap::new();
    let mut all = Vec::with_capacity(rules.len());
    for rule in rules {
        if !names.contains_key(&rule.changed_by) {
            names.insert(rule.changed_by.clone(), name_of(api, &rule.changed_by).await?);
        }
        let by = names.get(&rule.changed_by).cloned().unwrap_or_default();
        let target = match &rule.scope {
            Scope::Sku(sku) => codes.get(sku).cloned().unwrap_or_default(),
            other => other.target(),
        };
        all.push(RuleAnswer::new(rule, target, by));
    }
    Ok(all)
}

async fn answer(api: &Api, merchant: MerchantId, rule: PriceRule) -> Result<RuleAnswer, Problem> {
    let one = answers(api, merchant, vec![rule]).await?.pop();
    one.ok_or_else(|| Problem::internal("a rule has no answer"))
}

/// The category is there, the SKU is the merchant's.
pub(super) async fn must_be_there(api: &Api, merchant: MerchantId, scope: &Scope) -> Result<(), Problem> {
    match scope {
        Scope::All => Ok(()),
        Scope::Sku(sku) => crate::skus::own(api, merchant, *sku).await.map(drop),
        Scope::Category(code) => {
            let all = catalog::categories(api.db()).await?;
            let known = all.iter().any(|category| category.code == *code);
            let unknown = catalog::CatalogRefusal::UnknownCategory;
            if known { Ok(()) } else { Err(Problem::field(unknown.code(), "/target", unknown.to_string())) }
        }
    }
}

/// Your price rules, in the order in which they were made.
#[utoipa::path(get, path = "/v1/merchant/price-rules", tag = "prices", operation_id = "listPriceRules",
    security(("key" = ["catalog:read"])), responses((status = 200, body = List<RuleAnswer>)))]
pub(crate) async fn list(State(api): State<Api>, staff: Staff<CatalogRead>) -> Answer {
    let rules = api.watch.rules(staff.merchant).await?;
    ok(&List { items: answers(&api, staff.merchant, rules).await?, next: None })
}

/// Make a price rule. What it is for gets its price at once, as far as the rule lets it pass. Refused: `bad_price_rule`,
/// `unknown_category`, `unknown_sku`, `price_rule_exists`, `too_many_price_rules`.
#[utoipa::path(post, path = "/v1/merchant/price-rules", tag = "prices", operation_id = "createPriceRule",
    params(("Idempotency-Key" = String, Header, description = "New for every rule, the same for every repetition")),
    request_body = RuleBody, security(("key" = ["catalog:write"])), responses((status = 201, body = RuleAnswer)))]
pub(crate) async fn create(
    State(api): State<Api>,
    staff: Staff<CatalogWrite>,
    from: Address,
    Key(key): Key,
    body: Json,
) -> Answer {
    let draft = RuleDraft { version: 0, ..body.parse::<RuleBody>()?.draft()? };
    must_be_there(&api, staff.merchant, &draft.scope).await?;
    let (caller, merchant) = (staff.caller, staff.merchant);
    once(api, caller, "/v1/merchant/price-rules", (key, body.digest()), move |api, claim| async move {
        let made = work(&api, &claim, (&caller, merchant), &from, &draft).await?;
        follow(&api, merchant).await;
        Ok(made)
    })
    .await
}

async fn work(
    api: &Api,
    claim: &Claim,
    (caller, merchant): (&Caller, MerchantId),
    from: &Address,
    draft: &RuleDraft,
) -> Result<String, Problem> {
    let mut tx = api.db().begin().await?;
    let rule = api.watch.put_rule(&mut tx, (merchant, None), draft, &caller.actor()).await?;
    let (subject, after) = (rule.id.to_string(), shown(&rule));
    let by = caller.actor();
    let target = rule.scope.target();
    let answer = text(&RuleAnswer::new(rule, target, by))?;
    claim.finish(&mut tx, &answer).await?;
    let act = Act { what: "price_rule_set", subject: &subject, after: &after, ..Act::default() };
    witness(&mut tx, api, caller, from, act).await?;
    tx.commit().await?;
    Ok(answer)
}

/// One of your price rules. Refused: `no_such_price_rule`.
#[utoipa::path(get, path = "/v1/merchant/price-rules/{id}", tag = "prices", operation_id = "getPriceRule",
    params(("id" = String, Path, description = "The rule's id")),
    security(("key" = ["catalog:read"])), responses((status = 200, body = RuleAnswer)))]
pub(crate) async fn show(
    State(api): State<Api>,
    staff: Staff<CatalogRead>,
    Id(id): Id<PriceRuleId>,
) -> Answer {
    let mut tx = api.db().read().await?;
    let rule = api.watch.rule(&mut tx, staff.merchant, id).await?;
    drop(tx);
    ok(&answer(&api, staff.merchant, rule).await?)
}

/// Change a price rule, or switch it on and off. Refused: `no_such_price_rule`, `price_rule_changed_meanwhile`, and as a new
/// one.
#[utoipa::path(put, path = "/v1/merchant/price-rules/{id}", tag = "prices", operation_id = "putPriceRule",
    params(("id" = String, Path, description = "The rule's id")), request_body = RuleBody,
    security(("key" = ["catalog:write"])), responses((status = 200, body = RuleAnswer)))]
pub(crate) async fn put(
    State(api): State<Api>,
    staff: Staff<CatalogWrite>,
    from: Address,
    Id(id): Id<PriceRuleId>,
    body: Json,
) -> Answer {
    let draft = body.parse::<RuleBody>()?.draft()?;
    must_be_there(&api, staff.merchant, &draft.scope).await?;
    let mut tx = api.db().begin().await?;
    let before = api.watch.rule(&mut tx, staff.merchant, id).await?;
    let whose = (staff.merchant, Some(id));
    let rule = api.watch.put_rule(&mut tx, whose, &draft, &staff.caller.actor()).await?;
    trail(&mut tx, &api, (&staff.caller, &from), ("price_rule_set", id), (&shown(&before), &shown(&rule)))
        .await?;
    tx.commit().await?;
    follow(&api, staff.merchant).await;
    ok(&answer(&api, staff.merchant, rule).await?)
}

/// Take a price rule away. Prices stay, until a wider rule that is for the same goods changes them. Refused:
/// `no_such_price_rule`.
#[utoipa::path(delete, path = "/v1/merchant/price-rules/{id}", tag = "prices", operation_id = "deletePriceRule",
    params(("id" = String, Path, description = "The rule's id")),
    security(("key" = ["catalog:write"])), responses((status = 204, description = "It is gone")))]
pub(crate) async fn remove(
    State(api): State<Api>,
    staff: Staff<CatalogWrite>,
    from: Address,
    Id(id): Id<PriceRuleId>,
) -> Answer {
    let mut tx = api.db().begin().await?;
    let before = api.watch.rule(&mut tx, staff.merchant, id).await?;
    api.watch.remove_rule(&mut tx, staff.merchant, id).await?;
    trail(&mut tx, &api, (&staff.caller, &from), ("price_rule_removed", id), (&shown(&before), "")).await?;
    tx.commit().await?;
    follow(&api, staff.merchant).await;
    done()
}

async fn trail(
    tx: &mut Tx,
    api: &Api,
    (caller, from): (&Caller, &Address),
    (what, id): (&'static str, PriceRuleId),
    (before, after): (&str, &str),
) -> Result<(), Problem> {
    let subject = id.to_string();
    witness(tx, api, caller, from, Act { what, subject: &subject, before, after, ..Act::default() }).await
}
