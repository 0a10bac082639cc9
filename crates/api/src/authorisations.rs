use crate::address::Address;
use crate::applications::StateQuery;
use crate::body::Json;
use crate::idempotency::Key;
use crate::may::{AuthorisationsRead, AuthorisationsWrite, Staff};
use crate::once::{Claim, once, text};
use crate::path::{Ask, Id, checked};
use crate::words::{Amount, Answer, List, ok};
use crate::{Api, Problem};
use admission::By;
use axum::extract::State;
use kernel::{AuthorisationId, BrandId, DocumentId, MerchantId, Time};
use merchants::{Authorisation, AuthorisationState, Channel, Link, NewAuthorisation};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The operator decides them.
pub(crate) mod review;

/// A brand lets a merchant sell.
#[derive(Serialize, ToSchema)]
#[schema(as = Authorisation)]
pub(crate) struct AuthorisationAnswer {
    #[schema(value_type = String)]
    id: AuthorisationId,
    #[schema(value_type = String)]
    merchant: MerchantId,
    #[schema(value_type = String)]
    brand: BrandId,
    /// `submitted`, `approved`, `returned`, `expired`, `revoked` or `withdrawn`.
    state: &'static str,
    /// Codes of countries.
    territory: Vec<String>,
    /// `store` and `api`.
    channels: Vec<&'static str>,
    /// No unit may be sold for less.
    minimum_price: Option<Amount>,
    /// What the goods cost, in hundredths of a per cent of their face value.
    cost_basis_bps: Option<i64>,
    valid_from: String,
    valid_to: String,
    /// From the brand down to the merchant.
    chain: Vec<LinkWords>,
    #[schema(value_type = Vec<String>)]
    documents: Vec<DocumentId>,
    /// Why it was returned or revoked.
    reason: String,
    created_at: String,
    decided_at: Option<String>,
}

/// Who lets whom sell.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = AuthorisationLink)]
#[serde(deny_unknown_fields)]
pub(crate) struct LinkWords {
    from: String,
    to: String,
}

impl From<Authorisation> for AuthorisationAnswer {
    fn from(a: Authorisation) -> Self {
        Self {
            id: a.id,
            merchant: a.merchant,
            brand: a.brand,
            state: a.state.code(),
            territory: a.territory,
            channels: a.channels.into_iter().map(Channel::code).collect(),
            minimum_price: a.minimum_price.map(Into::into),
            cost_basis_bps: a.cost_basis_bps,
            valid_from: a.valid_from.rfc3339(),
            valid_to: a.valid_to.rfc3339(),
            chain: a.chain.into_iter().map(|link| LinkWords { from: link.from, to: link.to }).collect(),
            documents: a.documents,
            reason: a.reason,
            created_at: a.created_at.rfc3339(),
            decided_at: a.decided_at.map(Time::rfc3339),
        }
    }
}

/// An authorisation to be handed in.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewAuthorisation)]
#[serde(deny_unknown_fields)]
pub(crate) struct AuthorisationBody {
    #[schema(value_type = String)]
    brand: BrandId,
    /// Codes of countries: `CN`, `HK`, …
    territory: Vec<String>,
    /// `store`, `api` or both. Goods are sold in both, so both must be covered before an offer can be switched on.
    channels: Vec<String>,
    minimum_price: Option<Amount>,
    cost_basis_bps: Option<i64>,
    /// An instant or a day (from its beginning, UTC), RFC 3339.
    #[schema(example = "2026-12-01")]
    valid_from: String,
    #[schema(example = "2027-12-01")]
    valid_to: String,
    /// From the brand down to you: 1 to 20 links.
    chain: Vec<LinkWords>,
    /// Ids of your documents: upload them first.
    #[schema(value_type = Vec<String>)]
    documents: Vec<DocumentId>,
}

impl AuthorisationBody {
    fn into_new(self, merchant: MerchantId) -> Result<NewAuthorisation, Problem> {
        let time = |pointer: &'static str, text: &str| {
            let wrong = "an instant or a day, such as 2026-12-01";
            Time::parse_rfc3339(text).ok_or_else(|| Problem::field("invalid_field", pointer, wrong))
        };
        let channel = |code: &String| {
            code.parse().map_err(|()| Problem::field("bad_channels", "/channels", "store, api or both"))
        };
        Ok(NewAuthorisation {
            merchant,
            brand: self.brand,
            territory: self.territory,
            channels: self.channels.iter().map(channel).collect::<Result<_, _>>()?,
            minimum_price: self.minimum_price.map(Into::into),
            cost_basis_bps: self.cost_basis_bps,
            valid_from: time("/valid_from", &self.valid_from)?,
            valid_to: time("/valid_to", &self.valid_to)?,
            chain: self.chain.into_iter().map(|link| Link { from: link.from, to: link.to }).collect(),
            documents: self.documents,
        })
    }
}

/// Your authorisations, newest first.
#[utoipa::path(get, path = "/v1/merchant/authorisations", tag = "merchant", operation_id = "listMerchantAuthorisations",
    params(StateQuery), security(("key" = ["authorisations:read"])),
    responses((status = 200, body = List<AuthorisationAnswer>)))]
pub(crate) async fn list(
    State(api): State<Api>,
    staff: Staff<AuthorisationsRead>,
    Ask(asked): Ask<StateQuery>,
) -> Answer {
    let state: Option<AuthorisationState> = asked.state()?;
    let ask = checked::<AuthorisationId>(asked.after, asked.limit)?;
    let page = api.admission.authorisations(Some(staff.merchant), state, &ask).await?;
    ok(&List::of(page, AuthorisationAnswer::from))
}

/// Hand in an authorisation of a brand.
#[utoipa::path(post, path = "/v1/merchant/authorisations", tag = "merchant", operation_id = "createAuthorisation",
    params(("Idempotency-Key" = String, Header, description = "New for every authorisation, the same for every repetition")),
    request_body = AuthorisationBody, security(("key" = ["authorisations:write"])),
    responses((status = 201, body = AuthorisationAnswer)))]
pub(crate) async fn create(
    State(api): State<Api>,
    staff: Staff<AuthorisationsWrite>,
    Address(from): Address,
    Key(key): Key,
    body: Json,
) -> Answer {
    let asked: AuthorisationBody = body.parse()?;
    let new = asked.into_new(staff.merchant)?;
    let (caller, path) = (staff.caller, "/v1/merchant/authorisations");
    once(api, caller, path, (key, body.digest()), move |api, claim| async move {
        work(&api, &claim, &caller.actor(), &from, &new).await
    })
    .await
}

async fn work(
    api: &Api,
    claim: &Claim,
    who: &str,
    from: &str,
    new: &NewAuthorisation,
) -> Result<String, Problem> {
    let mut tx = api.db().begin().await?;
    let handed = api.admission.hand_in_authorisation(&mut tx, By { who, from }, new).await?;
    let answer = text(&AuthorisationAnswer::from(handed))?;
    claim.finish(&mut tx, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}

/// One of your authorisations.
#[utoipa::path(get, path = "/v1/merchant/authorisations/{id}", tag = "merchant",
    operation_id = "getMerchantAuthorisation", params(("id" = String, Path, description = "The authorisation's id")),
    security(("key" = ["authorisations:read"])), responses((status = 200, body = AuthorisationAnswer)))]
pub(crate) async fn show(
    State(api): State<Api>,
    staff: Staff<AuthorisationsRead>,
    Id(id): Id<AuthorisationId>,
) -> Answer {
    let found = api.admission.authorisation(Some(staff.merchant), id).await?;
    ok(&AuthorisationAnswer::from(found))
}

/// Do without an authorisation. What was on sale under it goes off sale, paid orders are not touched.
#[utoipa::path(post, path = "/v1/merchant/authorisations/{id}/withdraw", tag = "merchant",
    operation_id = "withdrawAuthorisation", params(("id" = String, Path, description = "The authorisation's id")),
    security(("key" = ["authorisations:write"])), responses((status = 200, body = AuthorisationAnswer)))]
pub(crate) async fn withdraw(
    State(api): State<Api>,
    staff: Staff<AuthorisationsWrite>,
    Id(id): Id<AuthorisationId>,
    Address(from): Address,
) -> Answer {
    let who = staff.caller.actor();
    let by = By { who: &who, from: &from };
    let withdrawn = api.admission.withdraw_authorisation(by, staff.merchant, id).await?;
    api.catalog_changed();
    ok(&AuthorisationAnswer::from(withdrawn))
}
