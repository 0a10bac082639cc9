use super::goods::{ShownProduct, both};
use super::signed::{SIGNATURE, partner};
use super::wire::{self, OrderBody};
use crate::asked::Asked;
use crate::goods::one_currency;
use crate::{Dialect, DockRefusal, Docked, Docking, NewDocked, Partner, Result};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use kernel::{Language, Money, OfferId, OrderId, Time};
use serde_json::{Value, json};

fn answer(result: Result<Value>) -> Response {
    match result {
        Ok(value) => wire::good(value),
        Err(refusal) => wire::refused(&refusal),
    }
}

pub(super) async fn ping(State(docking): State<Docking>, asked: Asked) -> Response {
    answer(pong(&docking, &asked).await)
}

async fn pong(docking: &Docking, asked: &Asked) -> Result<Value> {
    let partner = partner(docking, asked).await?;
    let currency = one_currency(&docking.goods(&partner.key).await?.lines);
    let wallet = docking.orders().wallet(partner.key.user, currency).await?;
    Ok(json!({
        "site_name": docking.0.site_name.get(Language::Zh), "protocol_version": "1.0", "user_id": partner.key.app_id,
        "balance": wallet.available.decimal(), "currency": currency.code(), "member_level": null,
    }))
}

pub(super) async fn categories(State(docking): State<Docking>, asked: Asked) -> Response {
    let listed = async {
        let partner = partner(&docking, &asked).await?;
        Ok(json!({ "categories": docking.dujiao_categories(&partner).await? }))
    };
    answer(listed.await)
}

pub(super) async fn products(State(docking): State<Docking>, asked: Asked) -> Response {
    answer(listed(&docking, &asked).await)
}

async fn listed(docking: &Docking, asked: &Asked) -> Result<Value> {
    let partner = partner(docking, asked).await?;
    let number = |name: &str, otherwise: usize, most: usize| {
        let given = asked.option(name).and_then(|text| text.parse::<usize>().ok());
        given.unwrap_or(otherwise).clamp(1, most)
    };
    let (page, size) = (number("page", 1, 1_000_000), number("page_size", 20, 100));
    let after = asked.option("updated_after").and_then(|text| Time::parse_rfc3339(&text));
    let inactive = asked.option("include_inactive").is_some_and(|text| text == "true");
    let shown = docking.dujiao_products(&partner).await?;
    let wanted = |product: &&ShownProduct| {
        (inactive || product.is_active)
            && after.is_none_or(|after| product.changed_at.unix_seconds() >= after.unix_seconds())
    };
    let all: Vec<&ShownProduct> = shown.products.iter().filter(wanted).collect();
    let items: Vec<&Value> =
        all.iter().skip((page - 1).saturating_mul(size)).take(size).map(|product| &product.value).collect();
    Ok(json!({
        "items": items, "total": all.len(), "page": page, "page_size": size, "includes_inactive": inactive,
    }))
}

/// One that is not there is called otherwise than where an order is for it.
pub(super) async fn product(
    State(docking): State<Docking>,
    Path(id): Path<String>,
    asked: Asked,
) -> Response {
    let found = async {
        let partner = partner(&docking, &asked).await?;
        let number: i64 = id.parse().unwrap_or(0);
        let shown = docking.dujiao_products(&partner).await?;
        Ok(shown.products.into_iter().find(|product| product.number == number).map(|product| product.value))
    };
    match found.await {
        Ok(Some(value)) => wire::good(json!({ "product": value })),
        Ok(None) => {
            let told = json!({
                "ok": false, "error_code": "product_not_found", "error_message": "there is no such product",
            });
            (StatusCode::NOT_FOUND, [(CONTENT_TYPE, "application/json")], told.to_string()).into_response()
        }
        Err(refusal) => wire::refused(&refusal),
    }
}

pub(super) async fn place(State(docking): State<Docking>, asked: Asked) -> Response {
    answer(placed(&docking, &asked).await)
}

async fn placed(docking: &Docking, asked: &Asked) -> Result<Value> {
    let partner = partner(docking, asked).await?;
    let body: OrderBody =
        serde_json::from_slice(&asked.body).map_err(|error| DockRefusal::BadRequest(error.to_string()))?;
    if !body.callback_url.is_empty() && !ports::may_be_told(&body.callback_url, docking.0.private) {
        return Err(DockRefusal::BadCallback);
    }
    let offer: OfferId = docking.numbered(body.sku_id).await?.ok_or(DockRefusal::NoSuchGoods)?;
    let account = body.account();
    let number = match body.downstream_order_no.trim() {
        "" => format!("signed-{}", asked.header(SIGNATURE).get(..32).unwrap_or_default()),
        number => number.to_owned(),
    };
    let new = NewDocked {
        downstream_no: number,
        offer,
        quantity: body.quantity,
        account,
        unit_max: None,
        callback_url: callback(body.callback_url),
        trace: body.trace_id,
        dialect: Dialect::Dujiao,
        language: Language::Zh,
    };
    let docked = docking.place(&partner, &new).await?;
    let number = docking.number(&docked.order.id.to_string()).await?;
    let status = match wire::status(&docked) {
        // It says `paid` first, whatever has become of it since.
        "fulfilling" | "delivered" => "paid",
        other => other,
    };
    Ok(json!({
        "order_id": number, "order_no": docked.order.id, "status": status, "amount": docked.order.total.decimal(),
        "currency": docked.order.currency().code(),
    }))
}

/// Keys do not travel in clear, but within this house.
fn callback(url: String) -> String {
    let in_clear = url.starts_with("http://") && ports::may_be_told(&url, false);
    if in_clear { String::new() } else { url }
}

async fn found(docking: &Docking, partner: &Partner, id: &str) -> Result<Docked> {
    let number: i64 = id.parse().map_err(|_| DockRefusal::NoSuchOrder)?;
    let order: OrderId = docking.numbered(number).await?.ok_or(DockRefusal::NoSuchOrder)?;
    docking.find_by_order(partner, order).await
}

pub(super) async fn show(State(docking): State<Docking>, Path(id): Path<String>, asked: Asked) -> Response {
    let shown = async {
        let partner = partner(&docking, &asked).await?;
        let docked = found(&docking, &partner, &id).await?;
        detail(&docking, &docked).await
    };
    answer(shown.await)
}

async fn detail(docking: &Docking, docked: &Docked) -> Result<Value> {
    let order = &docked.order;
    let view = docking.orders().view(order.clone()).await?;
    let ids = order.lines.iter().flat_map(|line| [line.product.to_string(), line.offer.to_string()]);
    let ids: Vec<String> = ids.chain([order.id.to_string()]).collect();
    let numbers = docking.numbers(&ids).await?;
    let items = order.lines.iter().zip(&view.lines).map(|(line, shown)| {
        let unit = Money::new(line.unit_price, order.currency());
        json!({
            "product_id": numbers.get(&line.product.to_string()), "sku_id": numbers.get(&line.offer.to_string()),
            "title": both(&shown.title), "quantity": line.quantity, "unit_price": unit.decimal(),
            "total_price": unit.times(line.quantity).unwrap_or(order.total).decimal(),
            "fulfillment_type": wire::fulfillment_type(docked),
        })
    });
    let mut told = json!({
        "order_id": numbers.get(&order.id.to_string()), "order_no": order.id, "status": wire::status(docked),
        "amount": order.total.decimal(), "currency": order.currency().code(),
        "refunded_amount": docked.refunded.decimal(), "items": items.collect::<Vec<_>>(),
    });
    if let (Some(fulfillment), Some(members)) = (wire::fulfillment(docked), told.as_object_mut()) {
        members.insert("fulfillment".into(), fulfillment);
    }
    Ok(told)
}

pub(super) async fn cancel(State(docking): State<Docking>, Path(id): Path<String>, asked: Asked) -> Response {
    let cancelled = async {
        let partner = partner(&docking, &asked).await?;
        let docked = found(&docking, &partner, &id).await?;
        let row = docking.find_row(&partner, &docked.downstream_no).await?;
        let docked = docking.cancel(&partner, &row).await?;
        let number = docking.number(&docked.order.id.to_string()).await?;
        Ok(json!({ "order_id": number, "order_no": docked.order.id, "status": wire::status(&docked) }))
    };
    answer(cancelled.await)
}
