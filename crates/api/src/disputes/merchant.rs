use super::answer::{CaseAnswer, CasesQuery, Eyes, ScoreAnswer, ViewAnswer, now};
use crate::address::Address;
use crate::body::Json;
use crate::may::{DisputesRead, DisputesWrite, Staff};
use crate::path::{Ask, Id};
use crate::people::{Act, witness};
use crate::words::{Answer, List, ok};
use crate::{Api, Problem};
use aftercare::{CaseFilter, Party};
use axum::extract::State;
use identity::Caller;
use kernel::{DeliveryId, DisputeId, MerchantId};
use serde::Deserialize;
use utoipa::ToSchema;

/// Disputes about what you have sold, the newest first.
#[utoipa::path(get, path = "/v1/merchant/disputes", tag = "merchant", operation_id = "listMerchantDisputes",
    params(CasesQuery),
    security(("key" = ["disputes:read"])), responses((status = 200, body = List<CaseAnswer>)))]
pub(crate) async fn list(
    State(api): State<Api>,
    staff: Staff<DisputesRead>,
    Ask(asked): Ask<CasesQuery>,
) -> Answer {
    let (filter, ask) = asked.read()?;
    let filter = CaseFilter { merchant: Some(staff.merchant), ..filter };
    let page = api.aftercare.list(&filter, &ask).await?;
    ok(&List::of(page, |case| CaseAnswer::from(&case)))
}

/// How you have done in the last 90 days: arbiters see the same.
#[utoipa::path(get, path = "/v1/merchant/dispute-score", tag = "merchant", operation_id = "getDisputeScore",
    security(("key" = ["disputes:read"])), responses((status = 200, body = ScoreAnswer)))]
pub(crate) async fn score(State(api): State<Api>, staff: Staff<DisputesRead>) -> Answer {
    ok(&ScoreAnswer::from(api.aftercare.merchant_score(staff.merchant).await?))
}

/// A dispute about what you have sold, with all that was said, shown and known.
#[utoipa::path(get, path = "/v1/merchant/disputes/{id}", tag = "merchant", operation_id = "getMerchantDispute",
    params(("id" = String, Path, description = "The dispute's id")),
    security(("key" = ["disputes:read"])), responses((status = 200, body = ViewAnswer)))]
pub(crate) async fn show(
    State(api): State<Api>,
    staff: Staff<DisputesRead>,
    Id(id): Id<DisputeId>,
) -> Answer {
    let who = staff.caller.actor();
    now(&api, id, Party::Merchant(staff.merchant, &who), Eyes::Merchant).await
}

/// What you do in a dispute.
#[derive(Deserialize, ToSchema)]
#[schema(as = MerchantDisputeAct)]
#[serde(deny_unknown_fields)]
pub(crate) struct ActBody {
    /// `say`; `offer` to give money back; `replace` to offer other keys; `contest`, so that the platform rules; `appeal` against a ruling.
    #[schema(example = "offer")]
    act: String,
    /// Up to 2,000 characters; needed for all but `offer` and `replace`.
    #[serde(default)]
    text: String,
    /// Of an offer: how much goes back, in minor units.
    amount: Option<i64>,
    /// Of `replace`: the ids of the deliveries that are replaced; left out: all that can be.
    #[serde(default)]
    deliveries: Vec<String>,
}

/// The units that are named.
pub(super) fn units(named: &[String], field: &str) -> Result<Vec<DeliveryId>, Problem> {
    let read = |id: &String| {
        let detail = "name the deliveries by their ids";
        id.parse::<DeliveryId>().map_err(|_| Problem::field("invalid_field", field, detail))
    };
    named.iter().map(read).collect()
}

/// Say something, offer money back or other keys, contest, or appeal.
#[utoipa::path(post, path = "/v1/merchant/disputes/{id}/acts", tag = "merchant",
    operation_id = "actInMerchantDispute",
    params(("id" = String, Path, description = "The dispute's id")), request_body = ActBody,
    security(("session" = ["disputes:write"])), responses((status = 200, body = ViewAnswer)))]
pub(crate) async fn act(
    State(api): State<Api>,
    staff: Staff<DisputesWrite>,
    Id(id): Id<DisputeId>,
    from: Address,
    body: Json,
) -> Answer {
    let who = staff.caller.actor();
    let party = Party::Merchant(staff.merchant, &who);
    // To others it does not exist, whatever they send.
    api.aftercare.case(id, party).await?;
    let asked: ActBody = body.parse()?;
    match asked.act.as_str() {
        "say" => drop(api.aftercare.say(id, party, &asked.text).await?),
        "offer" | "replace" => offer(&api, (&staff.caller, staff.merchant), &from, id, &asked).await?,
        "contest" => drop(api.aftercare.contest(id, party, &asked.text).await?),
        "appeal" => drop(api.aftercare.appeal(id, party, &asked.text).await?),
        _ => {
            let detail = "act is say, offer, replace, contest or appeal";
            return Err(Problem::field("invalid_field", "/act", detail));
        }
    }
    api.happened();
    now(&api, id, party, Eyes::Merchant).await
}

/// It may move money, so it stands in the trail.
async fn offer(
    api: &Api,
    (caller, merchant): (&Caller, MerchantId),
    from: &Address,
    id: DisputeId,
    asked: &ActBody,
) -> Result<(), Problem> {
    let who = caller.actor();
    let amount = asked.amount.unwrap_or(0);
    let mut tx = api.db().begin().await?;
    let party = Party::Merchant(merchant, &who);
    let (case, after) = match asked.act.as_str() {
        "replace" => {
            let named = units(&asked.deliveries, "/deliveries")?;
            let case = api.aftercare.offer_replacement(&mut tx, id, party, (&named, &asked.text)).await?;
            let after = format!("{} keys", case.offer_units.len());
            (case, after)
        }
        _ => {
            let case = api.aftercare.offer(&mut tx, id, party, (amount, &asked.text)).await?;
            let after = case.money(amount).to_string();
            (case, after)
        }
    };
    let subject = case.id.to_string();
    let act = Act { what: "dispute_offered", subject: &subject, after: &after, ..Act::default() };
    witness(&mut tx, api, caller, from, act).await?;
    tx.commit().await?;
    api.aftercare.wake();
    Ok(())
}
