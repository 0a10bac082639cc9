/// As a file.
pub(crate) mod export;

use crate::address::Address;
use crate::body::Json;
use crate::idempotency::Key;
use crate::may::{BrandsWrite, CatalogRead, May, Operator};
use crate::once::{Claim, once, text};
use crate::path::Id;
use crate::words::{Answer, List, Text, ok};
use crate::{Api, Problem};
use admission::By;
use axum::extract::State;
use catalog::Brand;
use kernel::BrandId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A brand that the platform keeps.
#[derive(Serialize, ToSchema)]
#[schema(as = Brand)]
pub(crate) struct BrandAnswer {
    #[schema(value_type = String)]
    id: BrandId,
    name: Text,
    /// Sold only with an authorisation of the brand.
    authorised_only: bool,
}

impl From<Brand> for BrandAnswer {
    fn from(brand: Brand) -> Self {
        Self { id: brand.id, name: brand.name.into(), authorised_only: brand.authorised_only }
    }
}

/// What a brand is called, and whether it needs an authorisation.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewBrand)]
#[serde(deny_unknown_fields)]
pub(crate) struct BrandBody {
    /// One line, up to 40 characters.
    name: Text,
    /// From now on: offers of merchants who have none go off sale.
    authorised_only: bool,
}

/// All brands, by name.
#[utoipa::path(get, path = "/v1/brands", tag = "offers", operation_id = "listBrands",
    security(("key" = ["catalog:read"])), responses((status = 200, body = List<BrandAnswer>)))]
pub(crate) async fn list(State(api): State<Api>, _may: May<CatalogRead>) -> Answer {
    brands(&api).await
}

/// All brands, for the operator.
#[utoipa::path(get, path = "/v1/platform/brands", tag = "platform", operation_id = "listPlatformBrands",
    security(("session" = ["brands:write"])), responses((status = 200, body = List<BrandAnswer>)))]
pub(crate) async fn list_for_platform(State(api): State<Api>, _operator: Operator<BrandsWrite>) -> Answer {
    brands(&api).await
}

async fn brands(api: &Api) -> Answer {
    let brands = catalog::brands(api.db()).await?;
    ok(&List { items: brands.into_iter().map(BrandAnswer::from).collect(), next: None })
}

/// Keep a new brand. Products that call themselves so are of it from now on.
#[utoipa::path(post, path = "/v1/platform/brands", tag = "platform", operation_id = "createBrand",
    params(("Idempotency-Key" = String, Header, description = "New for every brand, the same for every repetition")),
    request_body = BrandBody, security(("session" = ["brands:write"])), responses((status = 201, body = BrandAnswer)))]
pub(crate) async fn create(
    State(api): State<Api>,
    operator: Operator<BrandsWrite>,
    Address(from): Address,
    Key(key): Key,
    body: Json,
) -> Answer {
    let asked: BrandBody = body.parse()?;
    let caller = operator.caller;
    once(api, caller, "/v1/platform/brands", (key, body.digest()), move |api, claim| async move {
        work(&api, &claim, &caller.actor(), &from, asked).await
    })
    .await
}

async fn work(api: &Api, claim: &Claim, who: &str, from: &str, asked: BrandBody) -> Result<String, Problem> {
    let mut tx = api.db().begin().await?;
    let (name, by) = (asked.name.into(), By { who, from });
    let brand = api.admission.create_brand(&mut tx, by, &name, asked.authorised_only).await?;
    let answer = text(&BrandAnswer::from(brand))?;
    claim.finish(&mut tx, &answer).await?;
    tx.commit().await?;
    api.catalog_changed();
    Ok(answer)
}

/// Change a brand.
#[utoipa::path(put, path = "/v1/platform/brands/{id}", tag = "platform", operation_id = "changeBrand",
    params(("id" = String, Path, description = "The brand's id")), request_body = BrandBody,
    security(("session" = ["brands:write"])), responses((status = 200, body = BrandAnswer)))]
pub(crate) async fn change(
    State(api): State<Api>,
    operator: Operator<BrandsWrite>,
    Id(id): Id<BrandId>,
    Address(from): Address,
    body: Json,
) -> Answer {
    let asked: BrandBody = body.parse()?;
    let who = operator.caller.actor();
    let by = By { who: &who, from: &from };
    let changed = api.admission.change_brand(by, id, &asked.name.into(), asked.authorised_only).await;
    let brand = changed.map_err(|refusal| match refusal.code() {
        "unknown_brand" => Problem::not_found("unknown_brand", refusal.to_string()),
        _ => refusal.into(),
    })?;
    api.catalog_changed();
    ok(&BrandAnswer::from(brand))
}
