//! Which orders somebody looks for: by state, time and product, and by whatever they have in hand.

use crate::contacts::Contacts;
use crate::store::search::{Narrow, Step};
use crate::{Order, OrderError, OrderState, Orders, place, store};
use db::Tx;
use kernel::{DeliveryId, MerchantId, OrderId, Page, PageAsk, PaymentId, ProductId, Span, Time};

/// What a list of orders shows; the default shows all of the platform.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrderFilter {
    pub merchant: Option<MerchantId>,
    /// An order's id or how it begins, the id of a payment or delivery, the buyer's contact, or words of the product.
    pub text: String,
    pub state: Option<OrderState>,
    /// Placed then or later, and before then.
    pub from: Option<Time>,
    pub to: Option<Time>,
    pub product: Option<ProductId>,
}

/// Where a filter has no index, so many orders are looked at for one page. A page may then be shorter than asked for,
/// and even empty, while its cursor leads on.
const LOOK_AT: i64 = 10_000;
/// So many of them at once, so that a page that is found soon costs little.
const STRIDE: i64 = 2_000;
/// Words may name so many products.
const PRODUCTS_MAX: i64 = 200;
/// An order's id is drawn within this time of its `created_at`.
const SLACK: Span = Span::minutes(1);

impl Orders {
    /// Newest first. The cursor is the id of an order.
    pub async fn search(&self, filter: &OrderFilter, ask: &PageAsk) -> Result<Page<Order>, OrderError> {
        let mut tx = self.db().read().await?;
        let Some(narrow) = narrow(&mut tx, self.contacts(), filter).await? else { return Ok(empty()) };
        let before = ask.after.clone().map_or(narrow.below.clone(), |after| after.min(narrow.below.clone()));
        if !narrow.is_sieve() {
            let rows = store::search::page(&mut tx, &narrow, &before, None, ask.limit + 1).await?;
            let page = Page::from_rows(rows, ask.limit, |order| order.id.to_string());
            return Ok(self.opened(page));
        }
        Ok(self.opened(sift(&mut tx, &narrow, before, ask.limit).await?))
    }

    /// How many fit, counted up to that many.
    pub async fn count(&self, filter: &OrderFilter, most: i64) -> Result<i64, OrderError> {
        let mut tx = self.db().read().await?;
        let Some(narrow) = narrow(&mut tx, self.contacts(), filter).await? else { return Ok(0) };
        Ok(store::search::count(&mut tx, &narrow, most).await?)
    }
}

fn empty() -> Page<Order> {
    Page { items: Vec::new(), next: None }
}

/// Stride by stride, until the page is full or enough was looked at.
async fn sift(
    tx: &mut Tx,
    narrow: &Narrow,
    mut before: String,
    limit: i64,
) -> Result<Page<Order>, OrderError> {
    let (mut found, mut looked_at) = (Vec::new(), 0);
    let wanted = usize::try_from(limit).unwrap_or(0);
    while looked_at < LOOK_AT {
        let Step { end, count } = store::search::step(tx, narrow, &before, STRIDE).await?;
        let Some(end) = end else { return Ok(Page { items: found, next: None }) };
        let missing = limit + 1 - i64::try_from(found.len()).unwrap_or(limit);
        found.extend(store::search::page(tx, narrow, &before, Some(&end), missing).await?);
        if found.len() > wanted {
            return Ok(Page::from_rows(found, limit, |order| order.id.to_string()));
        }
        if count < STRIDE {
            return Ok(Page { items: found, next: None });
        }
        looked_at += count;
        before = end;
    }
    Ok(Page { items: found, next: Some(before) })
}

/// None where nothing can be found.
async fn narrow(
    tx: &mut Tx,
    contacts: &Contacts,
    filter: &OrderFilter,
) -> Result<Option<Narrow>, OrderError> {
    let mut narrow = Narrow {
        merchant: filter.merchant,
        state: filter.state,
        from: filter.from,
        to: filter.to,
        at_least: filter.from.map_or(String::new(), |from| OrderId::first_at(from.before(SLACK)).to_string()),
        below: filter.to.map_or("~".to_owned(), |to| OrderId::first_at(to.after(SLACK)).to_string()),
        products: filter.product.map(|product| vec![product.to_string()]),
        contact: None,
    };
    let text = filter.text.trim();
    if text.is_empty() {
        return Ok(Some(narrow));
    }
    if let Some(order) = by_id(tx, text).await? {
        return Ok(narrow.within(&order, &format!("{order}~")));
    }
    if let Some(start) = start_of_id(text) {
        return Ok(narrow.within(&start, &format!("{start}~")));
    }
    if let Ok(contact) = place::normal_contact(text) {
        narrow.contact = Some(contacts.print(&contact));
        return Ok(Some(narrow));
    }
    let named = catalog::products_named(tx, filter.merchant, text, PRODUCTS_MAX).await?;
    let mut named: Vec<String> = named.iter().map(ProductId::to_string).collect();
    if let Some(product) = filter.product.map(|product| product.to_string()) {
        named.retain(|name| *name == product);
    }
    narrow.products = Some(named).filter(|named| !named.is_empty());
    Ok(narrow.products.is_some().then_some(narrow))
}

/// The order that an id belongs to: its own, its payment's or one of its deliveries'.
async fn by_id(tx: &mut Tx, text: &str) -> Result<Option<String>, OrderError> {
    if let Ok(order) = text.parse::<OrderId>() {
        return Ok(Some(order.to_string()));
    }
    if let Ok(delivery) = text.parse::<DeliveryId>() {
        return Ok(Some(delivery.order.to_string()));
    }
    let Ok(payment) = text.parse::<PaymentId>() else { return Ok(None) };
    // Of an unknown payment, or one for a wallet, nothing is found, rather than products that are called so.
    let order = store::payments::find(tx, payment).await?.and_then(|payment| payment.of.order());
    Ok(Some(order.unwrap_or(OrderId(0)).to_string()))
}

/// `ord_01kb9w4x` and longer: what people copy from a narrow column.
fn start_of_id(text: &str) -> Option<String> {
    let digits = text.strip_prefix("ord_")?;
    let plain = digits.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_lowercase());
    (plain && (6..26).contains(&digits.len())).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_like_an_id_is_one() {
        assert_eq!(start_of_id("ord_01kb9w").as_deref(), Some("ord_01kb9w"));
        for other in ["ord_01k", "01kb9w4x", "ord_01KB9W", "ord_%%%%%%%%", "ord_"] {
            assert_eq!(start_of_id(other), None, "{other}");
        }
    }
}
