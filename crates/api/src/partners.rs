//! Partners of a merchant (渠道伙伴): how much they may buy, what happens by itself when goods turn up elsewhere, and how
//! they buy (docs/diversion.md).

/// What is told of them.
pub(crate) mod answer;

use crate::account::done;
use crate::address::Address;
use crate::body::Json;
use crate::may::{Staff, SupplyRead, SupplyWrite};
use crate::path::Id;
use crate::people::{Act, witness};
use crate::words::{Answer, List, ok};
use crate::{Api, Problem};
use answer::{DetailsAnswer, PartnerAnswer};
use axum::extract::State;
use kernel::{MerchantId, ProductId, SkuId, Time, UserId};
use orders::{AgreementRefusal, AllocationPeriod, Clauses, Does, Goods, NewAllocation, Stops};
use pricing::Window;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What you agree on with a partner, whole.
#[derive(Deserialize, ToSchema)]
#[schema(as = PutPartnerAgreement)]
#[serde(deny_unknown_fields)]
pub(crate) struct AgreementBody {
    /// As you call them: up to 60 characters.
    #[serde(default)]
    label: String,
    #[serde(default)]
    clauses: ClausesWords,
    /// At most 20, each with a code of its own. What is used of one stays used, as long as it keeps code, goods and period.
    #[serde(default)]
    allocations: Vec<AllocationBody>,
}

/// What happens by itself. `none`, `alarm` (your people and the platform's are told), `freeze` (nothing more is sold to
/// them until a person lifts it) or `both`.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = PartnerClauses)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ClausesWords {
    /// What a freeze stops: `all` of your goods, or those that are `allocated`.
    #[schema(example = "all")]
    stops: String,
    /// When a case is opened about a unit that they bought …
    #[schema(example = "both")]
    on_case: String,
    /// … from that one on: 1 to 100 …
    #[schema(minimum = 1, maximum = 100)]
    case_nth: i64,
    /// … of those of so many days: 1 to 730.
    #[schema(minimum = 1, maximum = 730)]
    case_days: i64,
    /// When their buying becomes abnormal.
    #[schema(example = "alarm")]
    on_pattern: String,
    /// When orders of theirs asked for more than was left …
    #[schema(example = "alarm")]
    on_tries: String,
    /// … so often in a day: 1 to 10,000.
    #[schema(minimum = 1, maximum = 10000)]
    tries_most: i64,
}

/// How many units they may buy: of a SKU, or of all of a product. Say one of the two.
#[derive(Deserialize, ToSchema)]
#[schema(as = PutPartnerAllocation)]
#[serde(deny_unknown_fields)]
pub(crate) struct AllocationBody {
    /// Your own word for it: 1 to 40 small letters, digits and hyphens.
    code: String,
    #[schema(value_type = Option<String>)]
    sku: Option<SkuId>,
    #[schema(value_type = Option<String>)]
    product: Option<ProductId>,
    /// `day`, `month` (both in Beijing time), or `all` for as long as it holds.
    #[schema(example = "month")]
    period: String,
    #[schema(minimum = 0)]
    units: i64,
    /// RFC 3339; by default from now.
    from: Option<String>,
    /// Without end where nothing is said. Outside of its time it limits nothing.
    until: Option<String>,
}

/// Why it is done.
#[derive(Deserialize, ToSchema)]
#[schema(as = PartnerReason)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReasonBody {
    /// One line of up to 300 characters; it stands in the trail.
    reason: String,
}

impl Default for ClausesWords {
    fn default() -> Self {
        Clauses::default().into()
    }
}

impl From<Clauses> for ClausesWords {
    fn from(clauses: Clauses) -> Self {
        Self {
            stops: clauses.stops.code().to_owned(),
            on_case: clauses.on_case.code().to_owned(),
            case_nth: clauses.case_nth,
            case_days: clauses.case_days,
            on_pattern: clauses.on_pattern.code().to_owned(),
            on_tries: clauses.on_tries.code().to_owned(),
            tries_most: clauses.tries_most,
        }
    }
}

fn bad(field: &'static str, detail: &str) -> Problem {
    AgreementRefusal::BadValue { field, detail: detail.to_owned() }.into()
}

impl ClausesWords {
    fn read(&self) -> Result<Clauses, Problem> {
        let does = |field, code: &str| {
            code.parse::<Does>().map_err(|()| bad(field, "it is none, alarm, freeze or both"))
        };
        Ok(Clauses {
            stops: self.stops.parse::<Stops>().map_err(|()| bad("stops", "it is all or allocated"))?,
            on_case: does("on_case", &self.on_case)?,
            case_nth: self.case_nth,
            case_days: self.case_days,
            on_pattern: does("on_pattern", &self.on_pattern)?,
            on_tries: does("on_tries", &self.on_tries)?,
            tries_most: self.tries_most,
        })
    }
}

impl AllocationBody {
    fn read(&self, now: Time) -> Result<NewAllocation, Problem> {
        let time = |text: &Option<String>| match text.as_deref().filter(|text| !text.is_empty()) {
            None => Ok(None),
            Some(text) => Time::parse_rfc3339(text)
                .map(Some)
                .ok_or_else(|| bad("allocations", "a time looks like 2026-11-23T08:00:00Z")),
        };
        let period: Result<AllocationPeriod, ()> = self.period.parse();
        Ok(NewAllocation {
            code: self.code.clone(),
            goods: match (self.sku, self.product) {
                (Some(sku), None) => Goods::Sku(sku),
                (None, Some(product)) => Goods::Product(product),
                _ => return Err(bad("allocations", "say sku or product, one of them")),
            },
            period: period.map_err(|()| bad("allocations", "a period is day, month or all"))?,
            units: self.units,
            window: Window { from: time(&self.from)?.unwrap_or(now), until: time(&self.until)? },
        })
    }
}

/// To others they do not exist.
async fn must_be_partner(api: &Api, merchant: MerchantId, user: UserId) -> Result<(), Problem> {
    match api.orders.is_partner(merchant, user).await? {
        true => Ok(()),
        false => Err(AgreementRefusal::NotAPartner.into()),
    }
}

/// Each is of goods of the merchant's.
async fn must_be_own(api: &Api, merchant: MerchantId, all: &[NewAllocation]) -> Result<(), Problem> {
    for one in all {
        let (code, is_own) = match one.goods {
            Goods::Sku(id) => ("unknown_sku", catalog::sku(api.db(), merchant, id).await?.is_some()),
            Goods::Product(id) => {
                ("unknown_product", catalog::product(api.db(), merchant, id).await?.is_some())
            }
        };
        if !is_own {
            return Err(Problem::field(code, "/allocations", "there are no such goods of yours"));
        }
    }
    Ok(())
}

/// Your partners: who has a price list, a docking key or an agreement of yours; at most 1,000.
#[utoipa::path(get, path = "/v1/merchant/partners", tag = "merchant", operation_id = "listPartners",
    security(("key" = ["supply:read"])), responses((status = 200, body = List<PartnerAnswer>)))]
pub(crate) async fn list(State(api): State<Api>, staff: Staff<SupplyRead>) -> Answer {
    let items = PartnerAnswer::all(&api, staff.merchant).await?;
    ok(&List { items, next: None })
}

/// A partner: what is agreed, what is used of it, what fired, and how they buy. Somebody who bought of you by program is one,
/// too.
#[utoipa::path(get, path = "/v1/merchant/partners/{user}", tag = "merchant", operation_id = "getPartner",
    params(("user" = String, Path, description = "The user's id")),
    security(("key" = ["supply:read"])), responses((status = 200, body = DetailsAnswer)))]
pub(crate) async fn show(State(api): State<Api>, staff: Staff<SupplyRead>, Id(user): Id<UserId>) -> Answer {
    must_be_partner(&api, staff.merchant, user).await?;
    ok(&DetailsAnswer::of(&api, staff.merchant, user).await?)
}

/// Agree on something with a partner, in the place of what was agreed. A freeze stays. Refused: `not_a_partner`,
/// `bad_agreement`, `unknown_sku`, `unknown_product`, `too_many_agreements`, `too_many_allocations`.
#[utoipa::path(put, path = "/v1/merchant/partners/{user}", tag = "merchant", operation_id = "putPartner",
    params(("user" = String, Path, description = "The user's id")), request_body = AgreementBody,
    security(("session" = ["supply:write"])), responses((status = 200, body = DetailsAnswer)))]
pub(crate) async fn put(
    State(api): State<Api>,
    staff: Staff<SupplyWrite>,
    from: Address,
    Id(user): Id<UserId>,
    body: Json,
) -> Answer {
    must_be_partner(&api, staff.merchant, user).await?;
    let asked: AgreementBody = body.parse()?;
    let clauses = asked.clauses.read()?;
    let now = api.ambient().now();
    let allocations = asked.allocations.iter().map(|one| one.read(now)).collect::<Result<Vec<_>, _>>()?;
    must_be_own(&api, staff.merchant, &allocations).await?;
    let of = (staff.merchant, user);
    let mut tx = api.db().begin().await?;
    let what = (asked.label.as_str(), clauses);
    orders::put_agreement(&mut tx, api.ambient(), of, what, &staff.caller.actor()).await?;
    orders::put_allocations(&mut tx, api.ambient(), of, &allocations).await?;
    let words = ClausesWords::from(clauses);
    let units: Vec<String> = allocations.iter().map(|a| format!("{} {}", a.code, a.units)).collect();
    let after = serde_json::json!({ "clauses": words, "allocations": units }).to_string();
    // The trail keeps what a person can read.
    let (subject, after): (_, String) = (user.to_string(), after.chars().take(2_000).collect());
    let act = Act { what: "agreement_put", subject: &subject, after: &after, ..Act::default() };
    witness(&mut tx, &api, &staff.caller, &from, act).await?;
    tx.commit().await?;
    ok(&DetailsAnswer::of(&api, staff.merchant, user).await?)
}

/// End an agreement: from now on nothing limits them, and nothing happens by itself. Refused: `no_such_agreement`,
/// `frozen_still`.
#[utoipa::path(delete, path = "/v1/merchant/partners/{user}", tag = "merchant", operation_id = "endPartner",
    params(("user" = String, Path, description = "The user's id")),
    security(("session" = ["supply:write"])), responses((status = 204, description = "Nothing is agreed any more")))]
pub(crate) async fn remove(
    State(api): State<Api>,
    staff: Staff<SupplyWrite>,
    from: Address,
    Id(user): Id<UserId>,
) -> Answer {
    must_be_partner(&api, staff.merchant, user).await?;
    let mut tx = api.db().begin().await?;
    orders::remove_agreement(&mut tx, staff.merchant, user).await?;
    let subject = user.to_string();
    let act = Act { what: "agreement_removed", subject: &subject, ..Act::default() };
    witness(&mut tx, &api, &staff.caller, &from, act).await?;
    tx.commit().await?;
    done()
}

/// Freeze what is left of a partner's allocations: further orders are refused `partner_frozen`. Refused: `no_such_agreement`,
/// `frozen_already`, `bad_agreement`.
#[utoipa::path(post, path = "/v1/merchant/partners/{user}/freeze", tag = "merchant", operation_id = "freezePartner",
    params(("user" = String, Path, description = "The user's id")), request_body = ReasonBody,
    security(("session" = ["supply:write"])), responses((status = 200, body = DetailsAnswer)))]
pub(crate) async fn freeze(
    State(api): State<Api>,
    staff: Staff<SupplyWrite>,
    from: Address,
    Id(user): Id<UserId>,
    body: Json,
) -> Answer {
    must_be_partner(&api, staff.merchant, user).await?;
    let asked: ReasonBody = body.parse()?;
    let (of, who) = ((staff.merchant, user), staff.caller.actor());
    let mut tx = api.db().begin().await?;
    let agreement = api.orders.freeze_partner(&mut tx, of, &asked.reason, &who).await?;
    let reason = agreement.frozen.map(|frozen| frozen.why).unwrap_or_default();
    let (subject, before, after) = (user.to_string(), "on", "frozen");
    let act = Act { what: "partner_frozen", subject: &subject, before, after, reason: &reason };
    witness(&mut tx, &api, &staff.caller, &from, act).await?;
    tx.commit().await?;
    api.happened();
    ok(&DetailsAnswer::of(&api, staff.merchant, user).await?)
}

/// Lift a freeze, whoever or whatever did it. Refused: `no_such_agreement`, `not_frozen`, `bad_agreement`.
#[utoipa::path(post, path = "/v1/merchant/partners/{user}/lift", tag = "merchant", operation_id = "liftPartner",
    params(("user" = String, Path, description = "The user's id")), request_body = ReasonBody,
    security(("session" = ["supply:write"])), responses((status = 200, body = DetailsAnswer)))]
pub(crate) async fn lift(
    State(api): State<Api>,
    staff: Staff<SupplyWrite>,
    from: Address,
    Id(user): Id<UserId>,
    body: Json,
) -> Answer {
    must_be_partner(&api, staff.merchant, user).await?;
    let asked: ReasonBody = body.parse()?;
    let mut tx = api.db().begin().await?;
    let (_, reason) = api.orders.lift_partner(&mut tx, (staff.merchant, user), &asked.reason).await?;
    let (subject, before, after) = (user.to_string(), "frozen", "on");
    let act = Act { what: "partner_lifted", subject: &subject, before, after, reason: &reason };
    witness(&mut tx, &api, &staff.caller, &from, act).await?;
    tx.commit().await?;
    api.happened();
    ok(&DetailsAnswer::of(&api, staff.merchant, user).await?)
}
