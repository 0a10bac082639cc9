use super::{bad, own_offers, removed, set, user, window};
use crate::Api;
use crate::account::done;
use crate::address::Address;
use crate::body::Json;
use crate::may::{CatalogRead, CatalogWrite, Staff};
use crate::path::Id;
use crate::words::{Answer, List, ok};
use axum::extract::State;
use kernel::{OfferId, UserId};
use pricing::{ListItem, Partner, PriceList};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::ToSchema;

/// What partners of yours have agreed to pay.
#[derive(Serialize, ToSchema)]
#[schema(as = PriceList)]
pub(crate) struct ListAnswer {
    #[schema(example = "resellers-2026")]
    code: String,
    name: String,
    from: String,
    /// The first moment at which it does not hold any more; null: without end.
    until: Option<String>,
    items: Vec<ItemWords>,
    partners: Vec<PartnerAnswer>,
}

#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = PriceListItem)]
#[serde(deny_unknown_fields)]
pub(crate) struct ItemWords {
    #[schema(value_type = String)]
    offer: OfferId,
    /// Of one unit, in minor units of the offer's currency.
    #[schema(minimum = 1)]
    unit_price: i64,
}

#[derive(Serialize, ToSchema)]
#[schema(as = PriceListPartner)]
pub(crate) struct PartnerAnswer {
    #[schema(value_type = String)]
    user: UserId,
    /// As you call them.
    label: String,
}

/// A price list, whole.
#[derive(Deserialize, ToSchema)]
#[schema(as = PutPriceList)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListBody {
    /// Your own word for it: 1 to 40 small letters, digits and hyphens.
    code: String,
    /// Its partners read it beside their prices: up to 60 characters.
    name: String,
    /// RFC 3339; by default from now.
    from: Option<String>,
    /// Without end where nothing is said.
    until: Option<String>,
    /// 1 to 1,000, each of another offer of yours.
    items: Vec<ItemWords>,
    /// At most 500.
    #[serde(default)]
    partners: Vec<PartnerBody>,
}

#[derive(Deserialize, ToSchema)]
#[schema(as = PutPriceListPartner)]
#[serde(deny_unknown_fields)]
pub(crate) struct PartnerBody {
    /// By id, or by `email`. The orders of all their API keys are theirs.
    #[schema(value_type = Option<String>)]
    user: Option<UserId>,
    /// The address of their account.
    email: Option<String>,
    /// As you call them: up to 60 characters.
    #[serde(default)]
    label: String,
}

impl From<&PriceList> for ListAnswer {
    fn from(list: &PriceList) -> Self {
        let item = |item: &ListItem| ItemWords { offer: item.offer, unit_price: item.price };
        let partner = |one: &Partner| PartnerAnswer { user: one.user, label: one.label.clone() };
        Self {
            code: list.code.clone(),
            name: list.name.clone(),
            from: list.window.from.rfc3339(),
            until: list.window.until.map(kernel::Time::rfc3339),
            items: list.items.iter().map(item).collect(),
            partners: list.partners.iter().map(partner).collect(),
        }
    }
}

/// How many addresses one request may have looked up.
const ADDRESSES_MAX: usize = 50;

/// Your price lists, at most 50, each with all that stands in it.
#[utoipa::path(get, path = "/v1/merchant/pricing/price-lists", tag = "pricing", operation_id = "listPriceLists",
    security(("key" = ["catalog:read"])), responses((status = 200, body = List<ListAnswer>)))]
pub(crate) async fn list(State(api): State<Api>, staff: Staff<CatalogRead>) -> Answer {
    let mut tx = api.db().read().await?;
    let items = pricing::lists(&mut tx, staff.merchant).await?;
    ok(&List { items: items.iter().map(ListAnswer::from).collect(), next: None })
}

/// Write a price list, in the place of the one of that code. It replaces level and tier for its partners while it holds.
/// Refused: `unknown_offer`, `below_brand_minimum`, `no_such_user`, `bad_pricing`, `too_many_pricings`.
#[utoipa::path(put, path = "/v1/merchant/pricing/price-lists", tag = "pricing", operation_id = "putPriceList",
    request_body = ListBody, security(("key" = ["catalog:write"])), responses((status = 200, body = ListAnswer)))]
pub(crate) async fn put(
    State(api): State<Api>,
    staff: Staff<CatalogWrite>,
    from: Address,
    body: Json,
) -> Answer {
    let asked: ListBody = body.parse()?;
    if asked.partners.iter().filter(|one| one.email.is_some()).count() > ADDRESSES_MAX {
        return Err(bad(
            "partners",
            "name at most 50 partners by their addresses at once, the others by their ids",
        ));
    }
    let mut partners = Vec::with_capacity(asked.partners.len());
    for one in asked.partners {
        // Those who are known by their ids are taken as they are: somebody may have left meanwhile.
        let user = match (one.user, one.email) {
            (Some(user), None) => user,
            (user_id, email) => user(&api, user_id, email.as_deref()).await?,
        };
        partners.push(Partner { user, label: one.label });
    }
    let list = PriceList {
        code: asked.code,
        name: asked.name,
        window: window(&api, asked.from.as_deref(), asked.until.as_deref())?,
        items: asked.items.iter().map(|i| ListItem { offer: i.offer, price: i.unit_price }).collect(),
        partners,
    };
    let mut tx = api.db().begin().await?;
    let prices: HashMap<OfferId, i64> = list.items.iter().map(|item| (item.offer, item.price)).collect();
    let offers = own_offers(&mut tx, staff.merchant, prices.keys().copied()).await?;
    let price = |offer: &catalog::Orderable| prices.get(&offer.offer).copied().unwrap_or(i64::MAX);
    orders::must_keep_minimum(&mut tx, api.ambient().now(), &offers, price).await?;
    pricing::put_list(&mut tx, staff.merchant, &list).await?;
    let answer = ListAnswer::from(&list);
    set(tx, &api, &staff, &from, (format!("price list {}", list.code), &answer)).await?;
    ok(&answer)
}

/// Remove a price list: from now on its partners pay what others pay. Refused: `no_such_pricing`.
#[utoipa::path(delete, path = "/v1/merchant/pricing/price-lists/{code}", tag = "pricing", operation_id = "deletePriceList",
    params(("code" = String, Path, description = "The list's code")),
    security(("key" = ["catalog:write"])), responses((status = 204, description = "It is gone")))]
pub(crate) async fn remove(
    State(api): State<Api>,
    staff: Staff<CatalogWrite>,
    from: Address,
    Id(code): Id<String>,
) -> Answer {
    let mut tx = api.db().begin().await?;
    pricing::remove_list(&mut tx, staff.merchant, &code).await?;
    removed(tx, &api, &staff, &from, format!("price list {code}")).await?;
    done()
}
