use crate::errors::Fault;
use crate::fields::Fields;
use crate::limits::{CONTACT, QUERY_CODE};
use crate::visit::Visit;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use orders::{OrderError, OrderRefusal};
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// A wrong answer takes this long, however many orders were read for it: else the time would tell which contacts have any.
const WRONG_TAKES: Duration = Duration::from_millis(150);

pub(crate) async fn show(visit: Visit) -> Result<Response, Fault> {
    page(&visit, StatusCode::OK, &Fields::default(), None)
}

/// By contact and query code. The answer does not tell which of the two was wrong.
pub(crate) async fn find(visit: Visit, form: Fields) -> Result<Response, Fault> {
    visit.check(&form)?;
    let contact = form.get("contact").trim().to_lowercase();
    visit.try_from_here(&QUERY_CODE)?;
    visit.try_as(&CONTACT, &contact)?;
    let started = Instant::now();
    match visit.shop.0.orders.look_up(&contact, form.get("code")).await {
        Ok(order) => {
            visit.was_right(&QUERY_CODE);
            visit.was_right_as(&CONTACT, &contact);
            Ok(Redirect::to(&format!("/o/{}", visit.shop.0.orders.links().token(order.id))).into_response())
        }
        Err(OrderError::Refused(OrderRefusal::NotFound | OrderRefusal::BadContact)) => {
            sleep_until(started + WRONG_TAKES).await;
            page(&visit, StatusCode::UNPROCESSABLE_ENTITY, &form, Some(visit.say("lookup.not_found")))
        }
        Err(other) => Err(other.into()),
    }
}

fn page(visit: &Visit, status: StatusCode, form: &Fields, alert: Option<String>) -> Result<Response, Fault> {
    let values = context! { contact => form.get("contact"), code => form.get("code"), alert };
    visit.own_page(status, "lookup.html", values)
}
