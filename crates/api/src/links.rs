use crate::Api;
use crate::address::Address;
use crate::body::Json;
use crate::may::{May, OrdersRead, OrdersWrite};
use crate::path::Id;
use crate::reveal::RevealAnswer;
use crate::words::{Answer, ok};
use axum::extract::State;
use kernel::{DeliveryId, Secret, Span};
use orders::{Access, LinkView, OrderRefusal};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A link to be made.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewLink)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewLinkBody {
    /// How long it can be opened, in seconds: 60 to 2,592,000 (30 days); a day by default.
    #[schema(minimum = 60, maximum = 2_592_000)]
    expires_in: Option<i64>,
    /// You know that a shown key cannot be given back; as of a reveal.
    #[serde(default)]
    understood: bool,
}

/// A link that shows one key, once. It is told in this answer only.
#[derive(Serialize, ToSchema)]
#[schema(as = CreatedLink)]
pub(crate) struct LinkAnswer<'a> {
    /// For the person it is for: a page of the shop.
    #[schema(example = "https://shop.example/k/…")]
    url: &'a str,
    /// For a program: see `POST /v1/links/open`.
    token: &'a str,
    expires_at: String,
}

/// What became of a link.
#[derive(Serialize, ToSchema)]
#[schema(as = Link)]
pub(crate) struct LinkStateAnswer {
    /// `open`, `used` or `expired`.
    #[schema(example = "used")]
    state: &'static str,
    /// The id of the user or API key that made it, or `link`.
    made_by: String,
    created_at: String,
    expires_at: String,
    used_at: Option<String>,
    /// The network address it was opened from.
    used_from: Option<String>,
    /// How often it was tried again after that: each such try was refused.
    refused: i64,
    refused_at: Option<String>,
    refused_from: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Links)]
pub(crate) struct LinksAnswer {
    items: Vec<LinkStateAnswer>,
}

/// A link to be opened.
#[derive(Deserialize, ToSchema)]
#[schema(as = OpenLink)]
#[serde(deny_unknown_fields)]
pub(crate) struct OpenLinkBody {
    token: String,
}

/// Make a link that shows the key of a delivery once, to be passed on. At most ten to one key are open at once.
#[utoipa::path(post, path = "/v1/deliveries/{id}/links", tag = "orders", operation_id = "createLink",
    params(("id" = String, Path, description = "The delivery's id")), request_body = NewLinkBody,
    security(("key" = ["orders:write"])), responses((status = 200, body = LinkAnswer)))]
pub(crate) async fn create(
    State(api): State<Api>,
    May(caller, _): May<OrdersWrite>,
    Id(id): Id<DeliveryId>,
    body: Json,
) -> Answer {
    let asked: NewLinkBody = body.parse()?;
    let order = api.orders.find_for(id.order, Access::Buyer(caller.user)).await?;
    // What is no number of seconds at all is out of range like any other.
    let life = Span(asked.expires_in.unwrap_or(86_400).saturating_mul(Span::seconds(1).0));
    api.aftercare.may_show(&order, &caller.actor(), asked.understood).await?;
    let link = api.orders.make_reveal_link(&order, id, &caller.actor(), life).await?;
    ok(&LinkAnswer {
        url: link.url.expose(),
        token: link.token.expose(),
        expires_at: link.expires_at.rfc3339(),
    })
}

/// What became of the links to a delivery, newest first; never the links themselves.
#[utoipa::path(get, path = "/v1/deliveries/{id}/links", tag = "orders", operation_id = "listLinks",
    params(("id" = String, Path, description = "The delivery's id")),
    security(("key" = ["orders:read"])), responses((status = 200, body = LinksAnswer)))]
pub(crate) async fn list(
    State(api): State<Api>,
    May(caller, _): May<OrdersRead>,
    Id(id): Id<DeliveryId>,
) -> Answer {
    let order = api.orders.find_for(id.order, Access::Buyer(caller.user)).await?;
    let links = api.orders.reveal_links(&order).await?;
    ok(&LinksAnswer { items: links.into_iter().filter(|link| link.delivery == id).map(state).collect() })
}

fn state(link: LinkView) -> LinkStateAnswer {
    LinkStateAnswer {
        state: link.state,
        made_by: link.made_by,
        created_at: link.created_at.rfc3339(),
        expires_at: link.expires_at.rfc3339(),
        used_at: link.used_at.map(kernel::Time::rfc3339),
        used_from: link.used_from,
        refused: link.refused,
        refused_at: link.refused_at.map(kernel::Time::rfc3339),
        refused_from: link.refused_from,
    }
}

/// Open a link that somebody was given: it shows its key and is used up. A second opening is refused (410, `link_used`)
/// and reported to buyer and merchant.
#[utoipa::path(post, path = "/v1/links/open", tag = "orders", operation_id = "openLink", request_body = OpenLinkBody,
    security(("key" = ["orders:write"])), responses((status = 200, body = RevealAnswer)))]
pub(crate) async fn open(
    State(api): State<Api>,
    May(_caller, _): May<OrdersWrite>,
    Address(from): Address,
    body: Json,
) -> Answer {
    let asked: OpenLinkBody = body.parse()?;
    let token = Secret::new(asked.token);
    let (order, revealed) = api.orders.open_reveal_link(token.expose(), &from).await?;
    let deliveries = api.orders.deliveries(&order).await?;
    let delivery = deliveries.iter().find(|d| d.id == revealed.id).ok_or(OrderRefusal::NotFound)?;
    ok(&RevealAnswer::of(delivery.offer, &revealed))
}
