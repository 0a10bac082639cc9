//! The evidence for a bank, as a program sends it on and as people read it. It names how the buyer is reached and from
//! where the order came, so taking it needs what acting in a dispute needs, and stands in the trail.

use crate::address::Address;
use crate::may::{CasesRule, DisputesWrite, Operator, Staff};
use crate::path::{Ask, Id};
use crate::people::{Act, witness};
use crate::words::{Amount, Answer, ok};
use crate::{Api, Problem};
use aftercare::{Pack, Party};
use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderValue, Response};
use identity::Caller;
use kernel::{DisputeId, OrderId, Time};
use paper::{Column, Fact, Head, Paper};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

/// What is shown to the bank.
#[derive(Serialize, ToSchema)]
#[schema(as = EvidencePack)]
pub(crate) struct PackAnswer {
    #[schema(value_type = String)]
    dispute: DisputeId,
    #[schema(value_type = String)]
    order: OrderId,
    channel: String,
    /// What the channel calls the chargeback.
    reference: String,
    amount: Amount,
    /// `evidence` of Stripe's *update a dispute* (`POST /v1/disputes/{id}`), by its own names and within its limits; with
    /// `enhanced_evidence.visa_compelling_evidence_3` where two earlier payments fit. `charge` of these is to be added, from
    /// the payment intents below.
    #[schema(value_type = Object)]
    evidence: Value,
    /// Payment intents of the two earlier payments, in their order. Whether they were paid with the same card, Stripe knows.
    prior_payment_intents: Vec<String>,
}

/// In which form.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct PackQuery {
    /// `json` (the default), or `pdf`: the timeline and what was said, to be uploaded as a file.
    format: Option<String>,
}

impl PackQuery {
    fn is_pdf(&self) -> Result<bool, Problem> {
        match self.format.as_deref() {
            None | Some("json") => Ok(false),
            Some("pdf") => Ok(true),
            Some(_) => Err(Problem::bad_request("invalid_query", "format is json or pdf")),
        }
    }
}

/// The evidence for the bank that has taken a payment back. Taking it stands in the trail.
#[utoipa::path(get, path = "/v1/merchant/disputes/{id}/pack", tag = "merchant", operation_id = "getMerchantDisputePack",
    params(("id" = String, Path, description = "The dispute's id"), PackQuery),
    security(("session" = ["disputes:write"])), responses((status = 200, body = PackAnswer)))]
pub(crate) async fn of_merchant(
    State(api): State<Api>,
    staff: Staff<DisputesWrite>,
    Id(id): Id<DisputeId>,
    Ask(asked): Ask<PackQuery>,
    from: Address,
) -> Answer {
    let who = staff.caller.actor();
    given(&api, (&staff.caller, &from), id, Party::Merchant(staff.merchant, &who), &asked).await
}

/// The evidence for the bank that has taken a payment back. Taking it stands in the trail.
#[utoipa::path(get, path = "/v1/platform/disputes/{id}/pack", tag = "platform", operation_id = "getPlatformDisputePack",
    params(("id" = String, Path, description = "The dispute's id"), PackQuery),
    security(("session" = ["cases:rule"])), responses((status = 200, body = PackAnswer)))]
pub(crate) async fn of_platform(
    State(api): State<Api>,
    operator: Operator<CasesRule>,
    Id(id): Id<DisputeId>,
    Ask(asked): Ask<PackQuery>,
    from: Address,
) -> Answer {
    let caller = &operator.caller;
    given(&api, (caller, &from), id, Party::Platform(caller.user), &asked).await
}

async fn given(
    api: &Api,
    (caller, from): (&Caller, &Address),
    id: DisputeId,
    party: Party<'_>,
    asked: &PackQuery,
) -> Answer {
    let as_pdf = asked.is_pdf()?;
    let pack = api.aftercare.pack(id, party).await?;
    let subject = id.to_string();
    let after = if as_pdf { "pdf" } else { "json" };
    let mut tx = api.db().begin().await?;
    let act = Act { what: "dispute_pack_taken", subject: &subject, after, ..Act::default() };
    witness(&mut tx, api, caller, from, act).await?;
    tx.commit().await?;
    if as_pdf {
        return on_paper(&pack, id, api.ambient().now());
    }
    ok(&PackAnswer {
        dispute: id,
        order: pack.order.id,
        channel: pack.chargeback.channel.clone(),
        reference: pack.chargeback.reference.clone(),
        amount: pack.chargeback.amount.into(),
        evidence: pack.evidence,
        prior_payment_intents: pack.priors,
    })
}

/// For a bank, so in English; what people have said stands as they said it.
fn on_paper(pack: &Pack, id: DisputeId, now: Time) -> Answer {
    let fact = |name: &str, value: String| Fact { name: name.to_owned(), value, strong: false };
    let field = |name: &str| pack.evidence.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let head = Head {
        title: format!("Evidence for chargeback {}", pack.chargeback.reference),
        lines: vec![format!("Order {}, dispute {id}", pack.order.id), field("product_description")],
        facts: vec![
            fact("Amount in dispute", pack.chargeback.amount.to_string()),
            fact("Total of the order", pack.order.total.to_string()),
            fact("Placed from", field("customer_purchase_ip")),
            fact("E-mail", field("customer_email_address")),
        ],
        foot: format!("Made at {} (UTC)", now.rfc3339()),
    };
    let column = |name: &str, share| Column { name: name.to_owned(), share, right: false };
    let mut paper =
        Paper::new(&head, vec![column("time (UTC)", 200), column("who", 100), column("what", 700)])?;
    for (at, who, what) in lines(pack) {
        for (index, part) in parts(&what).into_iter().enumerate() {
            let (at, who) = if index == 0 { (at.clone(), who.clone()) } else { Default::default() };
            paper.row(&[at, who, part], false)?;
        }
    }
    let file = paper.finish(|page, of| format!("page {page} of {of}"))?;
    let mut response = Response::new(Body::from(file));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    let name = format!("attachment; filename=\"evidence-{id}.pdf\"");
    let name = HeaderValue::from_str(&name).unwrap_or(HeaderValue::from_static("attachment"));
    headers.insert(CONTENT_DISPOSITION, name);
    Ok(response)
}

/// What happened, when each key was shown, and what was said, in the order of time.
fn lines(pack: &Pack) -> Vec<(String, String, String)> {
    let happened = pack.timeline.iter();
    let mut all: Vec<(String, String, String)> =
        happened.map(|one| (one.at.rfc3339(), "system".to_owned(), one.text.en.clone())).collect();
    let log = pack.evidence.get("access_activity_log").and_then(Value::as_str).unwrap_or_default();
    all.extend(log.lines().filter_map(|line| {
        let (at, what) = line.split_once(' ')?;
        Some((at.to_owned(), "log".to_owned(), what.to_owned()))
    }));
    all.extend(pack.entries.iter().map(|entry| {
        let what = format!("{} {}", entry.kind, entry.text);
        (entry.at.rfc3339(), entry.side.code().to_owned(), what)
    }));
    all.sort_by(|one, other| one.0.cmp(&other.0));
    all
}

/// As much as stands in a line of the table.
fn parts(text: &str) -> Vec<String> {
    let words: Vec<char> =
        text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    words.chunks(60).map(|part| part.iter().collect()).collect()
}
