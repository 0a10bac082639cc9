use super::{own_offers, removed, set};
use crate::Api;
use crate::account::done;
use crate::address::Address;
use crate::body::Json;
use crate::may::{CatalogRead, CatalogWrite, Staff};
use crate::path::Id;
use crate::words::{Answer, List, ok};
use axum::extract::State;
use kernel::OfferId;
use pricing::{Tier, Tiers};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What an offer costs from so many units of a line on.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = PriceTiers)]
#[serde(deny_unknown_fields)]
pub(crate) struct TiersWords {
    #[schema(value_type = String, example = "off_01kb9w4xq2f3v8s7m6n5p4r3t2")]
    offer: OfferId,
    /// 1 to 10. Each begins at more units than the one before, and costs less.
    tiers: Vec<TierWords>,
}

#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = PriceTier)]
#[serde(deny_unknown_fields)]
pub(crate) struct TierWords {
    /// 2 to 1000.
    #[schema(minimum = 2, maximum = 1000)]
    from: i64,
    /// Of one unit, in minor units of the offer's currency.
    #[schema(minimum = 1)]
    unit_price: i64,
}

impl From<&Tiers> for TiersWords {
    fn from(of: &Tiers) -> Self {
        let tier = |tier: &Tier| TierWords { from: tier.from, unit_price: tier.price };
        Self { offer: of.offer, tiers: of.tiers.iter().map(tier).collect() }
    }
}

/// All tiers, at most of 1,000 offers.
#[utoipa::path(get, path = "/v1/merchant/pricing/tiers", tag = "pricing", operation_id = "listPriceTiers",
    security(("key" = ["catalog:read"])), responses((status = 200, body = List<TiersWords>)))]
pub(crate) async fn list(State(api): State<Api>, staff: Staff<CatalogRead>) -> Answer {
    let mut tx = api.db().read().await?;
    let items = pricing::tiers(&mut tx, staff.merchant).await?;
    ok(&List { items: items.iter().map(TiersWords::from).collect(), next: None })
}

/// Set the tiers of an offer of yours, in the place of those that it had. Refused: `unknown_offer`, `below_brand_minimum`,
/// `bad_pricing`, `too_many_pricings`.
#[utoipa::path(put, path = "/v1/merchant/pricing/tiers", tag = "pricing", operation_id = "putPriceTiers",
    request_body = TiersWords, security(("key" = ["catalog:write"])), responses((status = 200, body = TiersWords)))]
pub(crate) async fn put(
    State(api): State<Api>,
    staff: Staff<CatalogWrite>,
    from: Address,
    body: Json,
) -> Answer {
    let asked: TiersWords = body.parse()?;
    let tier = |tier: &TierWords| Tier { from: tier.from, price: tier.unit_price };
    let new = Tiers { offer: asked.offer, tiers: asked.tiers.iter().map(tier).collect() };
    let mut tx = api.db().begin().await?;
    let offers = own_offers(&mut tx, staff.merchant, [new.offer]).await?;
    let lowest = new.tiers.iter().map(|tier| tier.price).min().unwrap_or(i64::MAX);
    orders::must_keep_minimum(&mut tx, api.ambient().now(), &offers, |_| lowest).await?;
    pricing::put_tiers(&mut tx, staff.merchant, &new).await?;
    let answer = TiersWords::from(&new);
    set(tx, &api, &staff, &from, (format!("tiers {}", new.offer), &answer)).await?;
    ok(&answer)
}

/// Remove the tiers of an offer. Refused: `no_such_pricing`.
#[utoipa::path(delete, path = "/v1/merchant/pricing/tiers/{offer}", tag = "pricing", operation_id = "deletePriceTiers",
    params(("offer" = String, Path, description = "The offer's id")),
    security(("key" = ["catalog:write"])), responses((status = 204, description = "It is gone")))]
pub(crate) async fn remove(
    State(api): State<Api>,
    staff: Staff<CatalogWrite>,
    from: Address,
    Id(offer): Id<OfferId>,
) -> Answer {
    let mut tx = api.db().begin().await?;
    pricing::remove_tiers(&mut tx, staff.merchant, offer).await?;
    removed(tx, &api, &staff, &from, format!("tiers {offer}")).await?;
    done()
}
