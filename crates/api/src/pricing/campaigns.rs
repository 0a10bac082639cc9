use super::{OffWords, bad, own_offers, removed, set, window};
use crate::Api;
use crate::account::done;
use crate::address::Address;
use crate::body::Json;
use crate::may::{CatalogRead, CatalogWrite, Staff};
use crate::path::Id;
use crate::words::{Answer, List, Text, ok};
use axum::extract::State;
use kernel::OfferId;
use pricing::Campaign;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A time in which goods are cheaper for everybody. Of several that hold for an offer, the one that leaves the least counts.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = PriceCampaign)]
#[serde(deny_unknown_fields)]
pub(crate) struct CampaignWords {
    /// Your own word for it: 1 to 40 small letters, digits and hyphens.
    #[schema(example = "spring-sale")]
    code: String,
    /// Buyers read it beside the price.
    name: Text,
    off: OffWords,
    /// In which way it is ordered: `store`, `api` or `all`.
    #[schema(example = "all")]
    channel: String,
    /// At most 200 offers of yours; none named: all.
    #[schema(value_type = Vec<String>)]
    #[serde(default)]
    offers: Vec<OfferId>,
    /// RFC 3339; by default from now.
    from: Option<String>,
    /// The first moment at which it does not hold any more; null: without end.
    until: Option<String>,
    on: bool,
}

impl From<&Campaign> for CampaignWords {
    fn from(campaign: &Campaign) -> Self {
        Self {
            code: campaign.code.clone(),
            name: campaign.name.clone().into(),
            off: campaign.off.into(),
            channel: campaign.ways.code().to_owned(),
            offers: campaign.offers.clone(),
            from: Some(campaign.window.from.rfc3339()),
            until: campaign.window.until.map(kernel::Time::rfc3339),
            on: campaign.on,
        }
    }
}

/// Your campaigns, at most 100.
#[utoipa::path(get, path = "/v1/merchant/pricing/campaigns", tag = "pricing", operation_id = "listPriceCampaigns",
    security(("key" = ["catalog:read"])), responses((status = 200, body = List<CampaignWords>)))]
pub(crate) async fn list(State(api): State<Api>, staff: Staff<CatalogRead>) -> Answer {
    let mut tx = api.db().read().await?;
    let items = pricing::campaigns(&mut tx, staff.merchant).await?;
    ok(&List { items: items.iter().map(CampaignWords::from).collect(), next: None })
}

/// Write a campaign, in the place of the one of that code. Where it names offers, it must keep their brands' minimum prices;
/// others it takes no lower than that. Refused: `unknown_offer`, `below_brand_minimum`, `bad_pricing`, `too_many_pricings`.
#[utoipa::path(put, path = "/v1/merchant/pricing/campaigns", tag = "pricing", operation_id = "putPriceCampaign",
    request_body = CampaignWords, security(("key" = ["catalog:write"])), responses((status = 200, body = CampaignWords)))]
pub(crate) async fn put(
    State(api): State<Api>,
    staff: Staff<CatalogWrite>,
    from: Address,
    body: Json,
) -> Answer {
    let asked: CampaignWords = body.parse()?;
    let campaign = Campaign {
        code: asked.code,
        name: asked.name.into(),
        off: asked.off.read()?,
        ways: asked.channel.parse().map_err(|()| bad("channel", "store, api or all"))?,
        offers: asked.offers,
        window: window(&api, asked.from.as_deref(), asked.until.as_deref())?,
        on: asked.on,
    };
    let mut tx = api.db().begin().await?;
    let offers = own_offers(&mut tx, staff.merchant, campaign.offers.iter().copied()).await?;
    let left = |offer: &catalog::Orderable| campaign.off.from(offer.price.minor, offer.price.currency);
    orders::must_keep_minimum(&mut tx, api.ambient().now(), &offers, left).await?;
    pricing::put_campaign(&mut tx, staff.merchant, &campaign).await?;
    let answer = CampaignWords::from(&campaign);
    set(tx, &api, &staff, &from, (format!("campaign {}", campaign.code), &answer)).await?;
    ok(&answer)
}

/// Remove a campaign. To end it and keep it, switch it off instead. Refused: `no_such_pricing`.
#[utoipa::path(delete, path = "/v1/merchant/pricing/campaigns/{code}", tag = "pricing", operation_id = "deletePriceCampaign",
    params(("code" = String, Path, description = "The campaign's code")),
    security(("key" = ["catalog:write"])), responses((status = 204, description = "It is gone")))]
pub(crate) async fn remove(
    State(api): State<Api>,
    staff: Staff<CatalogWrite>,
    from: Address,
    Id(code): Id<String>,
) -> Answer {
    let mut tx = api.db().begin().await?;
    pricing::remove_campaign(&mut tx, staff.merchant, &code).await?;
    removed(tx, &api, &staff, &from, format!("campaign {code}")).await?;
    done()
}
