use crate::Api;
use crate::address::Address;
use crate::may::{May, OrdersWrite};
use crate::path::{Ask, Id};
use crate::words::{Answer, ok};
use axum::extract::State;
use kernel::{DeliveryId, OfferId};
use orders::{Access, OrderRefusal, RevealBy, Revealed};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A key, shown to its buyer.
#[derive(Serialize, ToSchema)]
#[schema(as = RevealedDelivery)]
pub(crate) struct RevealAnswer<'a> {
    #[schema(value_type = String)]
    #[serde(serialize_with = "crate::words::as_text")]
    id: DeliveryId,
    #[schema(value_type = String)]
    offer: OfferId,
    /// The key, or card number and password with a space between.
    secret: &'a str,
    /// The key or card number alone.
    key: &'a str,
    password: Option<&'a str>,
    /// The key's own expiry, where the supplier gave one.
    expires_at: Option<String>,
}

/// Before a key is shown.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct RevealQuery {
    /// You know that a shown key cannot be given back. Needed, and kept as evidence, where the stricter rules hold for you
    /// (docs/disputes.md): refused as `word_needed` without it.
    #[serde(default)]
    understood: bool,
}

/// Show the key of a delivery. Each time is recorded: who, when, from where.
#[utoipa::path(post, path = "/v1/deliveries/{id}/reveal", tag = "orders", operation_id = "revealDelivery",
    params(("id" = String, Path, description = "The delivery's id"), RevealQuery),
    security(("key" = ["orders:write"])), responses((status = 200, body = RevealAnswer)))]
pub(crate) async fn reveal(
    State(api): State<Api>,
    May(caller, _): May<OrdersWrite>,
    Id(id): Id<DeliveryId>,
    Ask(asked): Ask<RevealQuery>,
    Address(from): Address,
) -> Answer {
    let order = api.orders.find_for(id.order, Access::Buyer(caller.user)).await?;
    let deliveries = api.orders.deliveries(&order).await?;
    let delivery = deliveries.iter().find(|d| d.id == id).ok_or(OrderRefusal::NotFound)?;
    api.aftercare.may_show(&order, &caller.actor(), asked.understood).await?;
    let by = RevealBy { by: caller.actor(), from };
    let revealed =
        api.orders.reveal(&order, &[id], &by).await?.into_iter().next().ok_or(OrderRefusal::NotFound)?;
    ok(&RevealAnswer::of(delivery.offer, &revealed))
}

impl<'a> RevealAnswer<'a> {
    pub fn of(offer: OfferId, revealed: &'a Revealed) -> Self {
        Self {
            id: revealed.id,
            offer,
            secret: revealed.secret.expose(),
            key: revealed.key.expose(),
            password: revealed.password.as_ref().map(|password| password.expose().as_str()),
            expires_at: revealed.expires_at.map(kernel::Time::rfc3339),
        }
    }
}
