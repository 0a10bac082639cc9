use crate::address::Address;
use crate::body::{Json, media_type, read, unsupported};
use crate::may::{Staff, StoreWrite};
use crate::words::{Answer, ok};
use crate::{Api, Problem};
use admission::By;
use axum::extract::{Request, State};
use merchants::{LOGO_BYTES_MAX, Logo, MerchantRefusal, OwnDomain, PROOF_PATH, proof_line};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The domain of your store's own, and how it is proved to be yours.
#[derive(Serialize, ToSchema)]
#[schema(as = OwnDomain)]
pub(crate) struct DomainAnswer {
    #[schema(example = "cards.example.com")]
    domain: String,
    /// `pending`, `verified` or `lost`.
    #[schema(example = "pending")]
    state: &'static str,
    /// Where the file must lie.
    file: String,
    /// The line that it must hold; others may stand beside it.
    line: String,
    /// What the last check found wrong; empty where nothing.
    problem: String,
    /// Checks in a row that failed since it was verified: with the third it is lost.
    failures: i64,
    checked_at: Option<String>,
    verified_at: Option<String>,
}

impl From<OwnDomain> for DomainAnswer {
    fn from(own: OwnDomain) -> Self {
        Self {
            state: own.state.code(),
            file: format!("https://{}{PROOF_PATH}", own.domain),
            line: proof_line(&own.token),
            domain: own.domain,
            problem: own.problem,
            failures: own.failures,
            checked_at: own.checked_at.map(kernel::Time::rfc3339),
            verified_at: own.verified_at.map(kernel::Time::rfc3339),
        }
    }
}

#[derive(Deserialize, ToSchema)]
#[schema(as = NewDomain)]
#[serde(deny_unknown_fields)]
pub(crate) struct DomainBody {
    /// The name only, in small letters: no schema, no path.
    #[schema(example = "cards.example.com")]
    domain: String,
}

/// Whether there is one.
#[derive(Serialize, ToSchema)]
#[schema(as = StoreDomain)]
pub(crate) struct StoreDomain {
    /// Null where none was named.
    own: Option<DomainAnswer>,
}

/// Your store's own domain.
#[utoipa::path(get, path = "/v1/merchant/store/domain", tag = "merchant", operation_id = "getStoreDomain",
    security(("key" = ["store:write"])), responses((status = 200, body = StoreDomain)))]
pub(crate) async fn show(State(api): State<Api>, staff: Staff<StoreWrite>) -> Answer {
    ok(&StoreDomain { own: api.admission.domain(staff.merchant).await?.map(Into::into) })
}

/// Name a domain of your store's own, instead of the one before. It leads nowhere until it is verified.
#[utoipa::path(put, path = "/v1/merchant/store/domain", tag = "merchant", operation_id = "nameStoreDomain",
    request_body = DomainBody, security(("key" = ["store:write"])), responses((status = 200, body = DomainAnswer)))]
pub(crate) async fn name(
    State(api): State<Api>,
    staff: Staff<StoreWrite>,
    Address(from): Address,
    body: Json,
) -> Answer {
    let asked: DomainBody = body.parse()?;
    let who = staff.caller.actor();
    let by = By { who: &who, from: &from };
    ok(&DomainAnswer::from(api.admission.name_domain(by, staff.merchant, &asked.domain).await?))
}

/// Ask the domain now whether it is yours.
#[utoipa::path(post, path = "/v1/merchant/store/domain/check", tag = "merchant", operation_id = "checkStoreDomain",
    security(("key" = ["store:write"])), responses((status = 200, body = DomainAnswer)))]
pub(crate) async fn check(
    State(api): State<Api>,
    staff: Staff<StoreWrite>,
    Address(from): Address,
) -> Answer {
    let who = staff.caller.actor();
    let by = By { who: &who, from: &from };
    ok(&DomainAnswer::from(api.admission.check_domain(by, staff.merchant).await?))
}

/// Do without a domain of your store's own.
#[utoipa::path(delete, path = "/v1/merchant/store/domain", tag = "merchant", operation_id = "dropStoreDomain",
    security(("key" = ["store:write"])), responses((status = 204, description = "It is gone")))]
pub(crate) async fn remove(
    State(api): State<Api>,
    staff: Staff<StoreWrite>,
    Address(from): Address,
) -> Answer {
    let who = staff.caller.actor();
    api.admission.drop_domain(By { who: &who, from: &from }, staff.merchant).await?;
    crate::account::done()
}

/// The picture of your store.
#[derive(Serialize, ToSchema)]
#[schema(as = Logo)]
pub(crate) struct LogoAnswer {
    /// Where everybody finds it.
    #[schema(example = "/logos/0f3a….png")]
    path: String,
    width: i64,
    height: i64,
}

impl From<Logo> for LogoAnswer {
    fn from(logo: Logo) -> Self {
        Self { path: format!("/logos/{}", logo.file_name()), width: logo.width, height: logo.height }
    }
}

/// Your store's logo: a PNG or JPEG of at most 512 kilobytes and 2000 × 2000 dots. The body is the file.
#[utoipa::path(put, path = "/v1/merchant/store/logo", tag = "merchant", operation_id = "putStoreLogo",
    request_body(content((Vec<u8> = "image/png"), (Vec<u8> = "image/jpeg"))),
    security(("key" = ["store:write"])), responses((status = 200, body = LogoAnswer)))]
pub(crate) async fn put_logo(
    State(api): State<Api>,
    staff: Staff<StoreWrite>,
    Address(from): Address,
    request: Request,
) -> Answer {
    // What the file is, is seen in the file: what it is said to be must only be a picture.
    if !matches!(media_type(request.headers()).as_str(), "image/png" | "image/jpeg") {
        return Err(unsupported("image/png or image/jpeg"));
    }
    let too_large = |problem: Problem| match problem.code {
        "body_too_large" => MerchantRefusal::LogoTooLarge.into(),
        _ => problem,
    };
    let content = read(request.into_body(), LOGO_BYTES_MAX).await.map_err(too_large)?;
    let who = staff.caller.actor();
    let by = By { who: &who, from: &from };
    ok(&LogoAnswer::from(api.admission.put_logo(by, staff.merchant, &content).await?))
}

/// Do without a logo.
#[utoipa::path(delete, path = "/v1/merchant/store/logo", tag = "merchant", operation_id = "removeStoreLogo",
    security(("key" = ["store:write"])), responses((status = 204, description = "It is gone")))]
pub(crate) async fn remove_logo(
    State(api): State<Api>,
    staff: Staff<StoreWrite>,
    Address(from): Address,
) -> Answer {
    let who = staff.caller.actor();
    api.admission.remove_logo(By { who: &who, from: &from }, staff.merchant).await?;
    crate::account::done()
}
