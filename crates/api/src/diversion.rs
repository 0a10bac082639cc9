//! Found keys: which way they went, and the cases about them. What was found comes in a body, and stands in no answer, no
//! record and no log.

/// What is told of a way and of a case.
pub(crate) mod answer;
/// Of a merchant's own goods.
pub(crate) mod merchant;
/// Of all merchants'.
pub(crate) mod platform;

use crate::address::Address;
use crate::body::Json;
use crate::once::{Claim, once, text};
use crate::people::{Act, witness};
use crate::sales::ask::{bad, code};
use crate::words::{Answer, List, ok};
use crate::{Api, Problem};
use answer::{CaseAnswer, DetailsAnswer, Eyes, FindingsAnswer, PartnerCasesAnswer};
use identity::{Caller, Rate};
use kernel::{DiversionId, MerchantId, Page, Secret, SkuId, Span, Time};
use orders::{DiversionCase, DiversionFilter, NewDiversion, OrderRefusal, Outcome};
use serde::Deserialize;
use utoipa::ToSchema;

/// Who looks up so many keys is no thief who tries them out.
const LOOK_UPS: Rate = Rate::new(30, Span::minutes(10));

/// A found key that is to be kept as a case. The key itself is not part of it.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewDiversion)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewBody {
    /// Whose goods they are; the operator's people say it.
    #[schema(value_type = Option<String>)]
    merchant: Option<MerchantId>,
    /// SKU and number of the unit, as the look-up told them.
    #[schema(value_type = String)]
    sku: SkuId,
    number: i64,
    /// Where it was found: a line of up to 200 characters.
    #[schema(example = "a stall at the night market")]
    place: String,
    /// The whole address of the page.
    #[serde(default)]
    url: String,
    /// RFC 3339; left out where it is not known.
    found_at: Option<String>,
    /// Up to 1,000 characters.
    #[serde(default)]
    note: String,
}

impl NewBody {
    fn read(self, merchant: MerchantId) -> Result<NewDiversion, Problem> {
        let found_at = self.found_at.filter(|text| !text.is_empty()).map(|text| {
            let detail = "a time looks like 2026-11-28T08:00:00Z";
            Time::parse_rfc3339(&text).ok_or_else(|| Problem::field("invalid_field", "/found_at", detail))
        });
        Ok(NewDiversion {
            merchant,
            sku: self.sku,
            number: self.number,
            place: self.place,
            url: self.url,
            found_at: found_at.transpose()?,
            note: self.note,
        })
    }
}

/// How a case ends.
#[derive(Deserialize, ToSchema)]
#[schema(as = DiversionEnd)]
#[serde(deny_unknown_fields)]
pub(crate) struct CloseBody {
    /// `partner_warned`, `partner_stopped`, `not_ours` or `unfounded`.
    #[schema(example = "partner_warned")]
    outcome: String,
    /// What was found out or agreed, in 1 to 500 characters.
    sentence: String,
}

/// A look-up costs the one who asks a part of what they may ask for; so does a case, whose words are looked through.
fn not_too_often(api: &Api, caller: &Caller) -> Result<(), Problem> {
    let verdict = api.identity.throttle().take("diversion", &caller.actor(), LOOK_UPS);
    if verdict.allowed {
        return Ok(());
    }
    Err(OrderRefusal::TooManyTries { retry_after: verdict.retry_after }.into())
}

/// Nobody is told anything before it stands in the trail that they asked.
async fn look_up(
    api: &Api,
    (caller, from): (&Caller, &Address),
    of: Option<MerchantId>,
    keys: Secret<String>,
) -> Answer {
    not_too_often(api, caller)?;
    let found = api.orders.trace_keys(of, &keys, (&caller.actor(), &from.0)).await?;
    let subject = of.map_or_else(String::new, |merchant| merchant.to_string());
    let after = format!("{} lines, {} unknown", found.lines, found.unknown.len());
    let act = Act { what: "diversion_traced", subject: &subject, after: &after, ..Act::default() };
    let mut tx = api.db().begin().await?;
    witness(&mut tx, api, caller, from, act).await?;
    tx.commit().await?;
    ok(&FindingsAnswer::of(api, found).await?)
}

async fn open_case(
    api: Api,
    caller: Caller,
    (path, eyes): (&'static str, Eyes),
    (key, digest): (String, String),
    (new, from): (NewDiversion, Address),
) -> Answer {
    not_too_often(&api, &caller)?;
    once(api, caller, path, (key, digest), move |api, claim| async move {
        write_case(&api, &claim, (&caller, &from), &new, eyes).await
    })
    .await
}

async fn write_case(
    api: &Api,
    claim: &Claim,
    (caller, from): (&Caller, &Address),
    new: &NewDiversion,
    eyes: Eyes,
) -> Result<String, Problem> {
    let ready = api.orders.prepare_diversion(new).await?;
    let mut tx = api.db().begin().await?;
    let case = api.orders.open_diversion(&mut tx, &ready, &caller.actor()).await?;
    let subject = case.id.to_string();
    let after = format!("{} {}", case.sku, case.number);
    let answer = text(&one(api, case, eyes).await?)?;
    claim.finish(&mut tx, &answer).await?;
    let act = Act { what: "diversion_opened", subject: &subject, after: &after, ..Act::default() };
    witness(&mut tx, api, caller, from, act).await?;
    tx.commit().await?;
    api.orders.wake_jobs();
    api.happened();
    Ok(answer)
}

async fn close_case(
    api: &Api,
    (caller, from): (&Caller, &Address),
    case: DiversionCase,
    body: &Json,
    eyes: Eyes,
) -> Answer {
    let asked: CloseBody = body.parse()?;
    let outcome = asked.outcome.parse::<Outcome>().map_err(|()| {
        let detail = "outcome is partner_warned, partner_stopped, not_ours or unfounded";
        Problem::field("invalid_field", "/outcome", detail)
    })?;
    let sentence = api.orders.prepare_sentence(&case, &asked.sentence).await?;
    let mut tx = api.db().begin().await?;
    let case = api.orders.close_diversion(&mut tx, &case, (outcome, &sentence), &caller.actor()).await?;
    let subject = case.id.to_string();
    // Reasons in the trail are one line; all of it stands in the case.
    let reason: String =
        sentence.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(300).collect();
    let (before, after) = ("open", outcome.code());
    let act = Act { what: "diversion_closed", subject: &subject, before, after, reason: &reason };
    witness(&mut tx, api, caller, from, act).await?;
    tx.commit().await?;
    api.happened();
    ok(&one(api, case, eyes).await?)
}

/// With the way of its unit, as that stands now.
async fn show_case(api: &Api, case: DiversionCase, eyes: Eyes) -> Answer {
    let chain = api.orders.diversion_chain(&case).await?;
    let fired = api.orders.fired_by(&case).await?;
    let case = one(api, case, eyes).await?;
    ok(&DetailsAnswer::of(api, case, (chain, fired)).await?)
}

async fn one(api: &Api, case: DiversionCase, eyes: Eyes) -> Result<CaseAnswer, Problem> {
    let mut all = CaseAnswer::all(api, vec![case], eyes).await?;
    all.pop().ok_or_else(|| Problem::internal("a case was not told"))
}

async fn list_cases(api: &Api, filter: &DiversionFilter, ask: &kernel::PageAsk, eyes: Eyes) -> Answer {
    let Page { items, next } = api.orders.diversions(filter, ask).await?;
    ok(&List { items: CaseAnswer::all(api, items, eyes).await?, next })
}

async fn list_partners(api: &Api, of: Option<MerchantId>) -> Answer {
    let partners = api.orders.diverting_partners(of).await?;
    let mut items = Vec::with_capacity(partners.len());
    for partner in partners {
        items.push(PartnerCasesAnswer::of(api, partner).await?);
    }
    ok(&List { items, next: None })
}

fn filter(
    merchant: Option<MerchantId>,
    state: Option<&str>,
    partner: Option<&str>,
) -> Result<DiversionFilter, Problem> {
    let is_open = |state: &str| match state {
        "open" => Some(true),
        "closed" => Some(false),
        _ => None,
    };
    Ok(DiversionFilter {
        merchant,
        open: code(state, is_open, "state is open or closed")?,
        partner: code(partner, |id| id.parse().ok(), "partner is the id of a user")?,
    })
}

/// A case of that merchant's goods, or of any; to others it does not exist.
async fn case_of(api: &Api, id: DiversionId, of: Option<MerchantId>) -> Result<DiversionCase, Problem> {
    Ok(api.orders.diversion(id, of).await?)
}

fn merchant_of(text: Option<&str>) -> Result<Option<MerchantId>, Problem> {
    let text = text.filter(|id| !id.is_empty());
    text.map(|id| id.parse::<MerchantId>().map_err(|_| bad("merchant is the id of a merchant"))).transpose()
}
