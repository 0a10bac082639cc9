use crate::errors::Fault;
use crate::fields::Fields;
use crate::limits::ORDER_LINK;
use crate::visit::Visit;
use crate::words::{day, moment};
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use minijinja::{Value, context};
use orders::{LinkRefusal, OrderError, OrderRefusal};

/// Says that there is a key to be had. Shows nothing and uses nothing up: programs that fetch a link for a preview do
/// just this.
pub(crate) async fn show(visit: Visit, Path(token): Path<String>) -> Result<Response, Fault> {
    visit.try_from_here(&ORDER_LINK)?;
    match visit.shop.0.orders.look_at_link(&token).await {
        Ok(link) => {
            visit.was_right(&ORDER_LINK);
            let until = moment(visit.language, link.expires_at);
            page(
                &visit,
                StatusCode::OK,
                context! { state => "open", self_url => format!("/k/{token}"), until },
            )
        }
        Err(error) => refused(&visit, error),
    }
}

/// Shows the key, once.
pub(crate) async fn open(visit: Visit, Path(token): Path<String>, form: Fields) -> Result<Response, Fault> {
    visit.check(&form)?;
    visit.try_from_here(&ORDER_LINK)?;
    match visit.shop.0.orders.open_reveal_link(&token, &visit.address).await {
        Ok((order, revealed)) => {
            visit.was_right(&ORDER_LINK);
            let view = visit.shop.0.orders.view(order).await?;
            let line = view.deliveries.iter().find(|d| d.id == revealed.id).map(|d| d.line);
            let line = view.lines.iter().find(|l| Some(l.line) == line);
            let values = context! {
                state => "shown",
                title => line.map(|line| visit.read(&line.title)),
                guide => line.map(|line| visit.read(&line.guide).trim()),
                secret => revealed.secret.expose().as_str(),
                pair => revealed.password.is_some(),
                expires => revealed.expires_at.map(|at| day(visit.language, at)),
            };
            page(&visit, StatusCode::OK, values)
        }
        Err(error) => refused(&visit, error),
    }
}

fn refused(visit: &Visit, error: OrderError) -> Result<Response, Fault> {
    let (status, state) = match error {
        OrderError::Refused(OrderRefusal::Link(LinkRefusal::Used)) => (StatusCode::GONE, "used"),
        OrderError::Refused(OrderRefusal::Link(LinkRefusal::Expired)) => (StatusCode::GONE, "expired"),
        OrderError::Refused(OrderRefusal::Link(LinkRefusal::NoSuchLink)) => {
            (StatusCode::NOT_FOUND, "unknown")
        }
        OrderError::Refused(OrderRefusal::Destroyed) => (StatusCode::GONE, "destroyed"),
        OrderError::Refused(OrderRefusal::Recalled) => (StatusCode::GONE, "recalled"),
        other => return Err(other.into()),
    };
    page(visit, status, context! { state })
}

fn page(visit: &Visit, status: StatusCode, values: Value) -> Result<Response, Fault> {
    let state =
        values.get_attr("state").ok().and_then(|state| state.as_str().map(str::to_owned)).unwrap_or_default();
    let (headline, words) =
        (visit.say(&format!("key.headline_{state}")), visit.say(&format!("key.words_{state}")));
    visit.own_page(status, "key.html", context! { headline, words, ..values })
}
