use crate::Api;
use crate::address::Address;
use crate::may::{May, OrdersWrite};
use crate::path::Id;
use crate::words::{Answer, ok};
use axum::extract::State;
use kernel::{DeliveryId, OfferId};
use orders::{Access, OrderRefusal, RevealBy, Revealed};
use serde::Serialize;
use utoipa::ToSchema;

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

/// Show the key of a delivery. Each time is recorded: who, when, from where.
#[utoipa::path(post, path = "/v1/deliveries/{id}/reveal", tag = "orders", operation_id = "revealDelivery",
    params(("id" = String, Path, description = "The delivery's id")),
    security(("key" = ["orders:write"])), responses((status = 200, body = RevealAnswer)))]
pub(crate) async fn reveal(
    State(api): State<Api>,
    May(caller, _): May<OrdersWrite>,
    Id(id): Id<DeliveryId>,
    Address(from): Address,
) -> Answer {
    let order = api.orders.find_for(id.order, Access::Buyer(caller.user)).await?;
    let deliveries = api.orders.deliveries(&order).await?;
    let delivery = deliveries.iter().find(|d| d.id == id).ok_or(OrderRefusal::NotFound)?;
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
