use crate::errors::Fault;
use crate::pages::pay::opened;
use crate::visit::Visit;
use crate::words::moment;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::Time;
use minijinja::{Value, context};
use receipts::{Head, ReceiptRefusal};

/// So many heads are shown: the API has them all.
const HEADS: i64 = 50;

/// The receipt of an order, to be saved. Before the log has it a page says when to come again.
pub(crate) async fn download(visit: Visit, Path(token): Path<String>) -> Result<Response, Fault> {
    let order = opened(&visit, &token).await?;
    let file = match visit.shop.0.receipts.receipt(&order).await {
        Ok(file) => file,
        Err(ReceiptRefusal::NotYet { retry_after }) => return not_yet(&visit, &token, retry_after),
        Err(ReceiptRefusal::Db(error)) => return Err(error.into()),
        Err(_) => return Err(Fault::NotFound),
    };
    let headers = [
        (header::CONTENT_TYPE, "application/json".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"receipt-{}.json\"", order.id)),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, file).into_response())
}

fn not_yet(visit: &Visit, token: &str, seconds: i64) -> Result<Response, Fault> {
    let minutes = seconds.saturating_add(59) / 60;
    let values = context! {
        words => visit.fill("receipt.not_yet", &[("n", &minutes)]),
        order_url => format!("/o/{token}"),
    };
    let mut response = visit.own_page(StatusCode::CONFLICT, "receipt.html", values)?;
    response.headers_mut().insert(header::RETRY_AFTER, seconds.max(1).into());
    Ok(response)
}

/// What the log is, its newest heads, and the key they are signed with.
pub(crate) async fn log(visit: Visit) -> Result<Response, Fault> {
    let receipts = &visit.shop.0.receipts;
    let (heads, key) = (receipts.heads(None, HEADS).await?, receipts.published().await?);
    let heads: Vec<Value> = heads.iter().map(|head| row(&visit, head)).collect();
    let key = context! { public => key.public_key.to_string() };
    visit.page(StatusCode::OK, "transparency.html", context! { heads, key })
}

fn row(visit: &Visit, head: &Head) -> Value {
    let root = head.root.to_string();
    let time = Time::parse_rfc3339(&head.time).map(|time| moment(visit.language, time));
    context! {
        time => time.unwrap_or_else(|| head.time.clone()),
        entries => visit.fill("transparency.entries", &[("n", &head.size)]),
        short => root.get(..12),
        root,
    }
}

impl From<ReceiptRefusal> for Fault {
    fn from(refusal: ReceiptRefusal) -> Self {
        match refusal {
            ReceiptRefusal::Db(error) => error.into(),
            _ => Self::NotFound,
        }
    }
}
