use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};

use super::super::Shared;
use super::super::book::DisputeEvent;
use super::{CODE, missing, objects};

/// Types of events, as docs.stripe.com/api/events/types calls them.
pub fn kind(event: DisputeEvent) -> &'static str {
    match event {
        DisputeEvent::Opened => "charge.dispute.created",
        DisputeEvent::Withdrawn => "charge.dispute.funds_withdrawn",
        DisputeEvent::Closed => "charge.dispute.closed",
        DisputeEvent::Reinstated => "charge.dispute.funds_reinstated",
    }
}

pub async fn retrieve(State(house): State<Shared>, Path(id): Path<String>) -> Response {
    let book = house.book();
    let mut known = book
        .all()
        .iter()
        .filter(|payment| payment.gateway == CODE)
        .flat_map(|payment| payment.disputes.iter().map(move |dispute| (payment, dispute)));
    match known.find(|(_, dispute)| dispute.id == id) {
        Some((payment, dispute)) => Json(objects::dispute(payment, dispute)).into_response(),
        None => missing("No such dispute"),
    }
}
