use super::{OffWords, own_offers, removed, set, window};
use crate::Api;
use crate::account::done;
use crate::address::Address;
use crate::body::Json;
use crate::may::{CatalogRead, CatalogWrite, Staff};
use crate::path::Id;
use crate::words::{Amount, Answer, List, ok};
use axum::extract::State;
use kernel::{Currency, OfferId};
use pricing::{Coupon, Off};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Whoever knows its code pays less. One counts for an order.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = PriceCoupon)]
#[serde(deny_unknown_fields)]
pub(crate) struct CouponWords {
    /// What buyers type, in whatever letters: 3 to 40 letters, digits and hyphens.
    #[schema(example = "SAVE10")]
    code: String,
    /// An amount comes off the whole order, in proportion.
    off: OffWords,
    /// What the goods that it is for must come to.
    least: Option<Amount>,
    /// At most 200 offers of yours; none named: all.
    #[schema(value_type = Vec<String>)]
    #[serde(default)]
    offers: Vec<OfferId>,
    /// How often it can be used; null: without end.
    uses_most: Option<i64>,
    /// How often one buyer can use it; null: without end. Guests are known by their contacts.
    uses_each: Option<i64>,
    /// RFC 3339; by default from now.
    from: Option<String>,
    /// The first moment at which it does not hold any more; null: without end.
    until: Option<String>,
    on: bool,
    /// How often it was used: told, and not set.
    #[serde(default)]
    used: i64,
}

impl From<&Coupon> for CouponWords {
    fn from(coupon: &Coupon) -> Self {
        let least = Amount { amount: coupon.least, currency: coupon.currency };
        Self {
            code: coupon.code.clone(),
            off: coupon.off.into(),
            least: (coupon.least > 0).then_some(least),
            offers: coupon.offers.clone(),
            uses_most: coupon.uses_most,
            uses_each: coupon.uses_each,
            from: Some(coupon.window.from.rfc3339()),
            until: coupon.window.until.map(kernel::Time::rfc3339),
            on: coupon.on,
            used: coupon.used,
        }
    }
}

/// Your coupons, at most 1,000, with how often each was used.
#[utoipa::path(get, path = "/v1/merchant/pricing/coupons", tag = "pricing", operation_id = "listPriceCoupons",
    security(("key" = ["catalog:read"])), responses((status = 200, body = List<CouponWords>)))]
pub(crate) async fn list(State(api): State<Api>, staff: Staff<CatalogRead>) -> Answer {
    let mut tx = api.db().read().await?;
    let items = pricing::coupons(&mut tx, staff.merchant).await?;
    ok(&List { items: items.iter().map(CouponWords::from).collect(), next: None })
}

/// Write a coupon, in the place of the one of that code; how often it was used stays counted. Where it names offers and takes
/// a rate off, it must keep their brands' minimum prices; others it takes no lower than that. Refused: `unknown_offer`,
/// `below_brand_minimum`, `bad_pricing`, `too_many_pricings`.
#[utoipa::path(put, path = "/v1/merchant/pricing/coupons", tag = "pricing", operation_id = "putPriceCoupon",
    request_body = CouponWords, security(("key" = ["catalog:write"])), responses((status = 200, body = CouponWords)))]
pub(crate) async fn put(
    State(api): State<Api>,
    staff: Staff<CatalogWrite>,
    from: Address,
    body: Json,
) -> Answer {
    let asked: CouponWords = body.parse()?;
    let off = asked.off.read()?;
    let named = asked.least.map(|least| least.currency).or(off.currency());
    let coupon = Coupon {
        code: asked.code.trim().to_uppercase(),
        off,
        least: asked.least.map_or(0, |least| least.amount),
        currency: named.unwrap_or(Currency::CNY),
        offers: asked.offers,
        uses_most: asked.uses_most,
        uses_each: asked.uses_each,
        window: window(&api, asked.from.as_deref(), asked.until.as_deref())?,
        on: asked.on,
        used: 0,
    };
    let mut tx = api.db().begin().await?;
    let offers = own_offers(&mut tx, staff.merchant, coupon.offers.iter().copied()).await?;
    // What an amount off the whole order leaves of each, nobody knows before the order.
    let left = |offer: &catalog::Orderable| match coupon.off {
        Off::Rate(_) => coupon.off.from(offer.price.minor, offer.price.currency),
        Off::Fixed(..) => i64::MAX,
    };
    orders::must_keep_minimum(&mut tx, api.ambient().now(), &offers, left).await?;
    pricing::put_coupon(&mut tx, staff.merchant, &coupon).await?;
    let kept = pricing::coupons(&mut tx, staff.merchant).await?.into_iter().find(|c| c.code == coupon.code);
    let answer = CouponWords::from(kept.as_ref().unwrap_or(&coupon));
    set(tx, &api, &staff, &from, (format!("coupon {}", coupon.code), &answer)).await?;
    ok(&answer)
}

/// Remove a coupon. To end it and keep its count, switch it off instead. Refused: `no_such_pricing`.
#[utoipa::path(delete, path = "/v1/merchant/pricing/coupons/{code}", tag = "pricing", operation_id = "deletePriceCoupon",
    params(("code" = String, Path, description = "The coupon's code")),
    security(("key" = ["catalog:write"])), responses((status = 204, description = "It is gone")))]
pub(crate) async fn remove(
    State(api): State<Api>,
    staff: Staff<CatalogWrite>,
    from: Address,
    Id(code): Id<String>,
) -> Answer {
    let mut tx = api.db().begin().await?;
    pricing::remove_coupon(&mut tx, staff.merchant, &code).await?;
    removed(tx, &api, &staff, &from, format!("coupon {code}")).await?;
    done()
}
