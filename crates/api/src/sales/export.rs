use super::ask::SalesQuery;
use crate::address::Address;
use crate::may::{OrdersExport, Staff};
use crate::path::Ask;
use crate::people::{Act, witness};
use crate::places::Place;
use crate::sheet::list::{attached, busy, head, speak, time};
use crate::sheet::write::Rows;
use crate::sheet::{Cell, Format};
use crate::words::Answer;
use crate::{Api, Problem};
use axum::extract::State;
use axum::http::StatusCode;
use identity::Caller;
use kernel::{Bilingual, Language, MerchantId, Money, PageAsk, ProductId};
use orders::{Order, OrderFilter};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::IntoParams;

/// Which orders, and how they are written.
#[derive(Clone, Debug, Deserialize, Serialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExportQuery {
    /// `csv` (the default) or `xlsx`.
    format: Option<String>,
    /// Of the first line: `zh` (the default) or `en`.
    language: Option<String>,
    /// As for the list.
    q: Option<String>,
    state: Option<String>,
    from: Option<String>,
    to: Option<String>,
    product: Option<String>,
}

/// More orders than this are not put into one file.
const ORDERS_MAX: i64 = 100_000;
/// So many orders at a time.
const PART: i64 = 500;

/// Your orders as a file, one line for each line of an order; total and fee stand in its first one. At most 100,000
/// orders; what a program that opens it could take for a formula is written as text. The file is noted in the trail.
#[utoipa::path(get, path = "/v1/merchant/orders/export", tag = "merchant", operation_id = "exportMerchantOrders", params(ExportQuery),
    security(("session" = ["orders:export"])),
    responses((status = 200, content((String = "text/csv"), (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))))]
pub(crate) async fn export(
    State(api): State<Api>,
    staff: Staff<OrdersExport>,
    from: Address,
    Ask(asked): Ask<ExportQuery>,
) -> Answer {
    file(&api, &staff.caller, Some(staff.merchant), &from, asked).await
}

/// The same for the platform, where no merchant is given.
pub(crate) async fn file(
    api: &Api,
    caller: &Caller,
    merchant: Option<MerchantId>,
    from: &Address,
    asked: ExportQuery,
) -> Answer {
    let format = Format::parse(asked.format.as_deref())?;
    let language = speak(asked.language.as_deref())?;
    let written = serde_json::to_string(&asked).map_err(Problem::internal)?;
    let query = SalesQuery {
        q: asked.q,
        state: asked.state,
        from: asked.from,
        to: asked.to,
        product: asked.product,
        ..SalesQuery::default()
    };
    let (filter, _) = query.read(merchant)?;
    let place = api.exports.take(&caller.actor()).ok_or_else(busy)?;
    if api.orders.count(&filter, ORDERS_MAX + 1).await? > ORDERS_MAX {
        let detail = "more than 100,000 orders: ask for a shorter time (from, to) and take several files";
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "export_too_large", detail));
    }
    let mut tx = api.db().begin().await?;
    let subject = merchant.map_or_else(|| "platform".to_owned(), |merchant| merchant.to_string());
    let act = Act { what: "orders_exported", subject: &subject, after: &written, ..Act::default() };
    witness(&mut tx, api, caller, from, act).await?;
    tx.commit().await?;
    let rows = Exported { api: api.clone(), filter, language, next: Next::Head, _place: place };
    attached(api, format, "orders", rows).await
}

enum Next {
    Head,
    After(Option<String>),
    End,
}

struct Exported {
    api: Api,
    filter: OrderFilter,
    language: Language,
    next: Next,
    _place: Place,
}

impl Rows for Exported {
    async fn more(&mut self) -> Result<Vec<Vec<Cell>>, Problem> {
        let after = match std::mem::replace(&mut self.next, Next::End) {
            Next::Head => {
                self.next = Next::After(None);
                return Ok(vec![head(&HEAD, self.language)]);
            }
            Next::After(after) => after,
            Next::End => return Ok(Vec::new()),
        };
        let mut ask = PageAsk { after, limit: PART };
        loop {
            let page = self.api.orders.search(&self.filter, &ask).await?;
            self.next = page.next.clone().map_or(Next::End, |next| Next::After(Some(next)));
            if !page.items.is_empty() || page.next.is_none() {
                return self.rows(page.items).await;
            }
            ask.after = page.next;
        }
    }
}

const HEAD: [(&str, &str); 17] = [
    ("订单号", "order"),
    ("商户", "merchant"),
    ("下单时间", "placed at"),
    ("状态", "state"),
    ("付款时间", "paid at"),
    ("商品", "product"),
    ("规格", "SKU"),
    ("规格编号", "SKU id"),
    ("单价", "unit price"),
    ("数量", "quantity"),
    ("小计", "line total"),
    ("订单总额", "order total"),
    ("平台服务费", "fee"),
    ("币种", "currency"),
    ("支付方式", "paid by"),
    ("来源", "origin"),
    ("联系方式", "contact"),
];

impl Exported {
    async fn rows(&self, orders: Vec<Order>) -> Result<Vec<Vec<Cell>>, Problem> {
        let mut keys: Vec<(ProductId, i64)> =
            orders.iter().flat_map(|order| order.lines.iter().map(|l| (l.product, l.revision))).collect();
        keys.sort_unstable();
        keys.dedup();
        let mut tx = self.api.db().read().await?;
        let revisions = catalog::revisions(&mut tx, &keys).await?;
        let titles: HashMap<(ProductId, i64), Bilingual> =
            revisions.into_iter().map(|r| ((r.product, r.revision), r.words.title)).collect();
        Ok(orders.iter().flat_map(|order| self.lines(order, &titles)).collect())
    }

    fn lines(&self, order: &Order, titles: &HashMap<(ProductId, i64), Bilingual>) -> Vec<Vec<Cell>> {
        let language = self.language;
        let money = |minor: i64| Cell::number(Money::new(minor, order.currency()).decimal());
        let once =
            |first: bool, amount: Money| if first { Cell::number(amount.decimal()) } else { Cell::Empty };
        let one = |(index, line): (usize, &orders::OrderLine)| {
            let title = titles.get(&(line.product, line.revision)).cloned().unwrap_or_default();
            vec![
                Cell::text(order.id.to_string()),
                Cell::text(order.merchant.to_string()),
                time(Some(order.created_at)),
                Cell::text(order.state.as_str()),
                time(order.paid_at),
                Cell::text(title.get(language)),
                Cell::text(line.sku_name.get(language)),
                Cell::text(line.sku.to_string()),
                money(line.unit_price),
                Cell::number(line.quantity),
                money(line.unit_price.saturating_mul(line.quantity)),
                once(index == 0, order.total),
                once(index == 0, order.fee),
                Cell::text(order.currency().code()),
                Cell::text(order.pay.as_str()),
                Cell::text(order.origin.as_str()),
                order.contact.as_deref().map_or(Cell::Empty, Cell::text),
            ]
        };
        order.lines.iter().enumerate().map(one).collect()
    }
}
