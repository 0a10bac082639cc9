use crate::body::Json;
use crate::may::{CatalogWrite, Staff};
use crate::products::show::named_by;
use crate::words::{Amount, Answer, ok};
use crate::{Api, Problem};
use axum::extract::State;
use catalog::{CHANGE_BPS, CatalogRefusal, OfferView, Price};
use kernel::{BasisPoints, MerchantId, Money, OfferId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

const OFFERS_MAX: usize = 100;

/// Prices to be changed by one rate.
#[derive(Deserialize, ToSchema)]
#[schema(as = RepriceOffers)]
#[serde(deny_unknown_fields)]
pub(crate) struct RepriceAllBody {
    /// 1 to 100 of your offers.
    offers: Vec<Seen>,
    /// Hundredths of a per cent, from -9,000 to 90,000: -1,000 takes a tenth off. Halves of a minor unit are rounded up.
    #[schema(minimum = -9_000, maximum = 90_000, example = -1_000)]
    change_bps: i64,
    /// Only says what the prices would be.
    #[serde(default)]
    dry_run: bool,
}

/// An offer, and the price at which it was seen: one that changed meanwhile is not changed again.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[schema(as = OfferSeen)]
#[serde(deny_unknown_fields)]
pub(crate) struct Seen {
    #[schema(value_type = String)]
    id: OfferId,
    from: Amount,
}

/// What became of each offer.
#[derive(Serialize, ToSchema)]
#[schema(as = RepricedOffers)]
pub(crate) struct RepricedAnswer {
    items: Vec<Repriced>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = RepricedOffer)]
struct Repriced {
    #[schema(value_type = String)]
    id: OfferId,
    /// What it costs from now on, or would cost; null where that was refused.
    price: Option<Amount>,
    /// Null, too, where the price has caught up with it.
    list_price: Option<Amount>,
    /// The code of the refusal; null where the price was changed.
    refused: Option<String>,
}

/// Change the prices of many offers by one rate. Each is changed for itself, so that a refusal of one stops no other.
#[utoipa::path(post, path = "/v1/merchant/offers/reprice", tag = "merchant", operation_id = "repriceOffers",
    request_body = RepriceAllBody,
    security(("key" = ["catalog:write"])), responses((status = 200, body = RepricedAnswer)))]
pub(crate) async fn reprice(State(api): State<Api>, staff: Staff<CatalogWrite>, body: Json) -> Answer {
    let asked: RepriceAllBody = body.parse()?;
    if asked.offers.is_empty() || asked.offers.len() > OFFERS_MAX {
        return Err(Problem::field("invalid_field", "/offers", "offers: name 1 to 100 of them"));
    }
    if !CHANGE_BPS.contains(&asked.change_bps) {
        return Err(CatalogRefusal::BadChange.into());
    }
    let rate = BasisPoints(asked.change_bps);
    let mut items = Vec::with_capacity(asked.offers.len());
    for seen in asked.offers {
        let done = one(&api, staff.merchant, (seen, rate), asked.dry_run).await;
        items.push(match done {
            Ok(Price { price, list_price }) => Repriced {
                id: seen.id,
                price: Some(price.into()),
                list_price: list_price.map(Into::into),
                refused: None,
            },
            Err(problem) if problem.status.is_server_error() => return Err(problem),
            Err(problem) => {
                Repriced { id: seen.id, price: None, list_price: None, refused: Some(problem.code.into()) }
            }
        });
    }
    if !asked.dry_run {
        api.catalog_changed();
    }
    ok(&RepricedAnswer { items })
}

async fn one(
    api: &Api,
    merchant: MerchantId,
    (seen, rate): (Seen, BasisPoints),
    dry_run: bool,
) -> Result<Price, Problem> {
    let own = |offer: &OfferView| offer.merchant == merchant;
    let offer = catalog::offer(api.db(), seen.id).await?.filter(own).ok_or(CatalogRefusal::UnknownOffer)?;
    let from = Money::from(seen.from);
    if offer.price != from {
        return Err(CatalogRefusal::PriceChanged { price: offer.price }.into());
    }
    let to = catalog::changed_by(Price { price: offer.price, list_price: offer.list_price }, rate)?;
    if !dry_run {
        let mut tx = api.db().begin().await?;
        api.admission.reprice(&mut tx, merchant, seen.id, from, to).await.map_err(named_by)?;
        tx.commit().await?;
    }
    Ok(to)
}
