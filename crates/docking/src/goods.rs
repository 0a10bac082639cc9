use crate::store::{self, goods::Looked};
use crate::{Docking, DockingKey, Result};
use catalog::{AccountForm, GoodsKind, OfferFilter, OfferView, Orderable};
use kernel::{Bilingual, Currency, Money, OfferId, PageAsk, ProductId, Time};
use merchants::Channel;
use serde_json::json;
use std::collections::HashMap;
use std::sync::Arc;

/// What a partner gets for its money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GoodsSort {
    Keys,
    /// The account that is named is credited.
    Recharge,
}

impl GoodsSort {
    /// Stable: sent to programs.
    pub fn code(self) -> &'static str {
        match self {
            Self::Keys => "keys",
            Self::Recharge => "recharge",
        }
    }
}

/// Something that a partner may buy.
#[derive(Clone, Debug)]
pub struct GoodsLine {
    pub offer: OfferId,
    pub product: ProductId,
    pub sku_code: String,
    pub title: Bilingual,
    pub sku_name: Bilingual,
    pub summary: Bilingual,
    /// A file name under `/pictures/`, or empty.
    pub picture: String,
    pub category: String,
    pub sort: GoodsSort,
    /// What one unit costs this partner.
    pub price: Money,
    pub quantity_min: i64,
    pub quantity_max: i64,
    /// What is left, or less where the partner may buy no more; none: nothing is stocked, a supplier is asked.
    pub stock: Option<i64>,
    /// What has to be said of the account; empty for keys.
    pub form: AccountForm,
    pub changed_at: Time,
}

/// All goods, and those that are on sale no more since they were last looked at.
pub(crate) struct Goods {
    pub lines: Vec<GoodsLine>,
    pub gone: Vec<(OfferId, Time)>,
}

const PAGE: i64 = 100;
/// No partner is shown more.
const LINES_MAX: usize = 5_000;
/// Up to here each unit counts as a change.
const FEW: i64 = 20;

impl Docking {
    /// What that key may buy, in the order of the shop. What looks otherwise than when it was last looked at is written
    /// down with this moment.
    pub(crate) async fn goods(&self, key: &DockingKey) -> Result<Goods> {
        let views = self.on_sale(key).await?;
        let mut lines = self.lines(key, views).await?;
        let now = self.ambient().now();
        let known = store::goods::of(&mut self.db().read().await?, key.id).await?;
        let mut known: HashMap<OfferId, Looked> =
            known.into_iter().map(|looked| (looked.offer, looked)).collect();
        let mut changed = Vec::new();
        for line in &mut lines {
            let digest = digest(line);
            match known.remove(&line.offer) {
                Some(before) if before.on_sale && before.digest == digest => {
                    line.changed_at = before.changed_at
                }
                _ => {
                    line.changed_at = now;
                    changed.push(Looked { offer: line.offer, digest, on_sale: true, changed_at: now });
                }
            }
        }
        let mut gone = Vec::new();
        for (offer, before) in known {
            if before.on_sale {
                gone.push((offer, now));
                changed.push(Looked { offer, digest: Vec::new(), on_sale: false, changed_at: now });
            } else {
                gone.push((offer, before.changed_at));
            }
        }
        if !changed.is_empty() {
            changed.sort_by_key(|looked| looked.offer);
            let mut tx = self.db().begin().await?;
            store::goods::put(&mut tx, key.id, &changed).await?;
            tx.commit().await?;
        }
        Ok(Goods { lines, gone })
    }

    /// One of them, as it is now.
    pub(crate) async fn good(&self, key: &DockingKey, offer: OfferId) -> Result<Option<GoodsLine>> {
        let view = self.0.listing.offer(offer).await?;
        let view = view.filter(|view| view.merchant == key.merchant && view.on);
        Ok(self.lines(key, view.into_iter().collect()).await?.into_iter().next())
    }

    async fn on_sale(&self, key: &DockingKey) -> Result<Vec<OfferView>> {
        let filter = OfferFilter { merchant: Some(key.merchant), ..OfferFilter::default() };
        let (mut views, mut after) = (Vec::new(), None);
        while views.len() < LINES_MAX {
            let ask = PageAsk::new(after.take(), Some(PAGE));
            let page = self.0.listing.page(&filter, &ask).await.map_err(catalog_fault)?;
            views.extend(page.items);
            match page.next {
                Some(next) => after = Some(next),
                None => break,
            }
        }
        Ok(views)
    }

    async fn lines(&self, key: &DockingKey, views: Vec<OfferView>) -> Result<Vec<GoodsLine>> {
        let ids: Vec<OfferId> = views.iter().map(|view| view.offer).collect();
        let offered = self.orders().offered(&ids, (Channel::Api, None), Some(key.user)).await?;
        let offered: HashMap<OfferId, Arc<Orderable>> =
            offered.into_iter().map(|offer| (offer.offer, offer)).collect();
        let skus: Vec<_> = views.iter().map(|view| (view.merchant, view.sku)).collect();
        let stock = self.orders().stock(&skus).await?;
        let allowed = self.orders().allowed(key.merchant, key.user).await?;
        let now = self.ambient().now();
        let lines = views.into_iter().zip(stock).filter_map(|(view, stock)| {
            let offer = offered.get(&view.offer)?;
            let left = allowed.as_ref().and_then(|allowed| allowed.left(offer.sku, offer.product));
            let stock = (!offer.kind.is_fulfilled()).then_some(stock);
            // No shop sells on what it could not buy here.
            let stock = match (stock, left) {
                (Some(stock), Some(left)) => Some(stock.min(left)),
                (stock, left) => stock.or(left),
            };
            Some(line(view, offer, (stock, now)))
        });
        Ok(lines.collect())
    }
}

fn line(view: OfferView, offer: &Orderable, (stock, now): (Option<i64>, Time)) -> GoodsLine {
    let sort = if offer.kind == GoodsKind::Recharge { GoodsSort::Recharge } else { GoodsSort::Keys };
    GoodsLine {
        offer: view.offer,
        product: view.product,
        sku_code: view.sku_code,
        title: view.title,
        sku_name: view.sku_name,
        summary: view.summary,
        picture: view.picture,
        category: view.category,
        sort,
        price: offer.price,
        quantity_min: offer.quantity_min,
        quantity_max: offer.quantity_max,
        stock,
        form: offer.form.clone(),
        changed_at: now,
    }
}

/// Of all that a partner sees. Of a large stock, only its size.
fn digest(line: &GoodsLine) -> Vec<u8> {
    let seen = json!({
        "title": line.title, "name": line.sku_name, "summary": line.summary, "code": line.sku_code,
        "picture": line.picture, "category": line.category, "sort": line.sort.code(),
        "price": line.price.minor, "currency": line.price.currency.code(),
        "least": line.quantity_min, "most": line.quantity_max, "stock": line.stock.map(rough), "form": line.form,
    });
    seals::sha256(&[seen.to_string().as_bytes()]).to_vec()
}

fn rough(stock: i64) -> i64 {
    if stock <= FEW { stock } else { 1 << stock.ilog2() }
}

/// In which goods are offered to a shop that reckons in one.
pub(crate) fn one_currency(lines: &[GoodsLine]) -> Currency {
    let any = |wanted| lines.iter().any(|line| line.price.currency == wanted);
    match lines.first() {
        Some(first) if !any(Currency::CNY) => first.price.currency,
        _ => Currency::CNY,
    }
}

fn catalog_fault(refusal: catalog::CatalogRefusal) -> crate::DockRefusal {
    match refusal {
        catalog::CatalogRefusal::Db(error) => error.into(),
        other => crate::DockRefusal::Fault(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_large_stock_only_the_size_counts() {
        assert_eq!([0, 1, 20, 21, 31, 32, 1_000].map(rough), [0, 1, 20, 16, 16, 32, 512]);
    }
}
