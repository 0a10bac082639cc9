//! The walk: orders by their ids, behind the time in which one may still appear. Killed anywhere it goes on: entries,
//! their hashes, the head and the cursor are one commit.

use crate::delivered::{Batch, Core, Delivery, Line, Merchant};
use crate::store::{self, orders::Row, receipts::Entry, waiting::Waiting};
use crate::tree::{Growing, leaf, parts};
use crate::{Hex, Receipts, Result};
use db::Tx;
use kernel::{Bilingual, MerchantId, OrderId, ProductId, SkuId, Span, Time};
use std::collections::{BTreeMap, HashMap};
use vault::ItemLeaf;

/// So many orders are one transaction.
const ORDERS: i64 = 200;
/// Behind the newest orders: clocks of several nodes, and transactions under way.
pub(crate) const LAG: Span = Span::minutes(5);
/// An order that is not paid yet is looked at again after so long.
pub(crate) const AGAIN: Span = Span::minutes(2);

impl Receipts {
    /// One turn of the walk: how many orders it looked at. None are left when it is 0.
    pub async fn walk(&self) -> Result<usize> {
        let now = self.ambient().now();
        let until = OrderId::first_at(now.before(LAG));
        if !store::log::is_behind(&mut self.db().read().await?, until, now).await? {
            return Ok(0);
        }
        let mut tx = self.db().begin().await?;
        let state = store::log::lock(&mut tx).await?;
        let page = store::orders::page(&mut tx, &state.up_to, until, ORDERS).await?;
        let due = store::waiting::due(&mut tx, now, ORDERS).await?;
        let up_to = page.last().map_or(state.up_to.clone(), |row| row.id.to_string());
        let looked_at = page.len() + due.len();
        let again = store::orders::many(&mut tx, &due).await?;
        // One that was delivered late stands in both while the cursor is behind it.
        let rows: BTreeMap<OrderId, Row> = page.into_iter().chain(again).map(|row| (row.id, row)).collect();
        let fresh = self.sort_out(&mut tx, rows.into_values().collect(), now).await?;
        let size = self.append(&mut tx, state.size, &fresh, now).await?;
        store::log::advance(&mut tx, state.size, (&up_to, size)).await?;
        tx.commit().await?;
        Ok(looked_at)
    }

    /// Those that are to be written down. What waits still is noted, and what does not wait any more forgotten.
    async fn sort_out(&self, tx: &mut Tx, rows: Vec<Row>, now: Time) -> Result<Vec<Row>> {
        let keys: Vec<_> = rows.iter().map(|row| (row.merchant, row.id)).collect();
        let known = store::receipts::known(tx, &keys).await?;
        let (mut fresh, mut done, mut ended, mut waiting) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for row in rows {
            let key = (row.merchant, row.id);
            match row.state.as_str() {
                "delivered" => {
                    done.push(key);
                    if !known.contains(&row.id) {
                        fresh.push(row);
                    }
                }
                "pending" | "fulfilling" => waiting.push(Waiting { key, due_at: now.after(AGAIN) }),
                _ => ended.push(key),
            }
        }
        store::waiting::remove(tx, &done).await?;
        store::waiting::remove_ended(tx, &ended).await?;
        store::waiting::put(tx, &waiting).await?;
        Ok(fresh)
    }

    /// Appends an entry for each of the orders, and signs the head; how many entries there are then.
    async fn append(&self, tx: &mut Tx, size: u64, rows: &[Row], now: Time) -> Result<u64> {
        if rows.is_empty() {
            return Ok(size);
        }
        let edge = store::log::nodes(tx, &parts((0, size))).await?;
        let mut tree = Growing::from_edge(size, &edge);
        let mut entries = Vec::with_capacity(rows.len());
        for core in cores(tx, rows).await? {
            let text = core.to_text();
            let entry = tree.size();
            tree.push(leaf(&[text.as_bytes()]));
            entries.push(Entry { merchant: core.merchant.id, order: core.order, entry, core: text });
        }
        let head = self.signer().head(tree.root(), tree.size(), now)?;
        store::log::insert(tx, tree.take_fresh()).await?;
        store::receipts::insert(tx, entries).await?;
        store::heads::insert(tx, &head, now, &self.signer().public).await?;
        Ok(tree.size())
    }
}

/// What each of the orders delivered, in their order.
async fn cores(tx: &mut Tx, rows: &[Row]) -> Result<Vec<Core>> {
    let keys: Vec<_> = rows.iter().map(|row| (row.merchant, row.id)).collect();
    let mut lines = lines(tx, &keys).await?;
    let mut deliveries = deliveries(tx, &keys).await?;
    let names = store::orders::merchant_names(tx, &keys).await?;
    let core = |row: &Row| Core {
        currency: row.currency,
        deliveries: deliveries.remove(&row.id).unwrap_or_default(),
        lines: lines.remove(&row.id).unwrap_or_default(),
        merchant: Merchant {
            id: row.merchant,
            name: names.get(&row.merchant).cloned().unwrap_or_default().into(),
        },
        order: row.id,
        paid_at: row.paid_at.map(Time::rfc3339),
        total: row.total,
    };
    Ok(rows.iter().map(core).collect())
}

type Keys = [(MerchantId, OrderId)];

async fn lines(tx: &mut Tx, keys: &Keys) -> Result<HashMap<OrderId, Vec<Line>>> {
    let sold = store::orders::lines(tx, keys).await?;
    let mut agreed: Vec<(ProductId, i64)> = sold.iter().map(|line| (line.product, line.revision)).collect();
    agreed.sort_unstable();
    agreed.dedup();
    let titles: HashMap<(ProductId, i64), Bilingual> = catalog::revisions(tx, &agreed)
        .await?
        .into_iter()
        .map(|revision| ((revision.product, revision.revision), revision.words.title))
        .collect();
    let mut lines: HashMap<OrderId, Vec<Line>> = HashMap::new();
    for line in sold {
        let title = titles.get(&(line.product, line.revision)).cloned().unwrap_or_default();
        lines.entry(line.order).or_default().push(Line {
            line: line.line,
            product: line.product,
            quantity: line.quantity,
            revision: line.revision,
            sku: line.sku,
            sku_name: line.sku_name.into(),
            title: title.into(),
            unit_price: line.unit_price,
        });
    }
    Ok(lines)
}

async fn deliveries(tx: &mut Tx, keys: &Keys) -> Result<HashMap<OrderId, Vec<Delivery>>> {
    let units = store::orders::units(tx, keys).await?;
    let mut items: Vec<_> = units.iter().map(|unit| (unit.merchant, unit.sku, unit.item)).collect();
    // A loop secret is the same item in every order.
    items.sort_unstable();
    items.dedup();
    let found = vault::leaves(tx, &items).await?;
    let of: HashMap<(MerchantId, SkuId, i64), &ItemLeaf> =
        found.iter().map(|item| ((item.merchant, item.sku, item.number), item)).collect();
    let mut deliveries: HashMap<OrderId, Vec<Delivery>> = HashMap::new();
    for unit in units {
        let item = of.get(&(unit.merchant, unit.sku, unit.item));
        deliveries.entry(unit.id.order).or_default().push(Delivery {
            batch: item.map(|item| batch(item)),
            delivered_at: unit.delivered_at.rfc3339(),
            id: unit.id.to_string(),
            line: unit.line,
            unit: unit.number,
        });
    }
    Ok(deliveries)
}

fn batch(item: &ItemLeaf) -> Batch {
    let size = item.tree.map_or(0, |(_, size)| u64::try_from(size).unwrap_or(0));
    Batch { id: item.batch, leaf: item.leaf.map(Hex), root: item.tree.map(|(root, _)| Hex(root)), size }
}
