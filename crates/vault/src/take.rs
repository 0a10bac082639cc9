use crate::SkuKind;
use crate::store::{self, SkuRow};
use db::Tx;
use kernel::{MerchantId, SkuId};
use std::collections::HashMap;

/// So many units of that SKU.
#[derive(Clone, Copy, Debug)]
pub struct Want {
    pub merchant: MerchantId,
    pub sku: SkuId,
    pub count: i64,
}

/// One unit handed out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Given once for each SKU, ever: a unique index on it in the deliveries is the last wall.
    pub number: i64,
    /// Which sealed item it is: of a one-time SKU the same number, of a loop secret its newest version.
    pub item: i64,
}

type Sku = (MerchantId, SkuId);

/// Takes units from the shelf, in the order of the wants, each of which names another SKU. There may be fewer than
/// wanted. Only the heads of the SKUs are written; their rows stay locked until the transaction ends.
pub async fn take(tx: &mut Tx, wants: &[Want]) -> db::Result<Vec<Vec<Unit>>> {
    let mut sorted: Vec<(Sku, i64)> = wants.iter().map(|w| ((w.merchant, w.sku), w.count.max(0))).collect();
    sorted.sort_unstable();
    let keys: Vec<Sku> = sorted.iter().map(|(sku, _)| *sku).collect();
    let counts: HashMap<Sku, i64> = sorted.into_iter().collect();
    let skus = store::skus::lock(tx, &keys).await?;
    let (one_time, loops): (Vec<_>, Vec<_>) = skus
        .iter()
        .map(|sku| (sku, counts.get(&sku.key()).copied().unwrap_or(0)))
        .partition(|(s, _)| s.kind == SkuKind::OneTime);
    let mut taken = take_items(tx, &one_time).await?;
    taken.extend(take_uses(tx, &loops).await?);
    let heads =
        skus.iter().map(|sku| (sku, new_head(sku, &taken, &counts))).filter(|(sku, head)| *head != sku.head);
    store::skus::set_heads(tx, &heads.collect::<Vec<_>>()).await?;
    Ok(wants.iter().map(|want| taken.remove(&(want.merchant, want.sku)).unwrap_or_default()).collect())
}

/// Where one-time keys come up short, what lies behind is all withdrawn, and need not be passed over again.
fn new_head(sku: &SkuRow, taken: &HashMap<Sku, Vec<Unit>>, counts: &HashMap<Sku, i64>) -> i64 {
    let units = taken.get(&sku.key()).map_or(&[][..], Vec::as_slice);
    let wanted = counts.get(&sku.key()).copied().unwrap_or(0);
    let short = i64::try_from(units.len()).unwrap_or(i64::MAX) < wanted;
    if short && sku.kind == SkuKind::OneTime {
        return sku.next - 1;
    }
    units.last().map_or(sku.head, |unit| unit.number)
}

async fn take_items(tx: &mut Tx, wants: &[(&SkuRow, i64)]) -> db::Result<HashMap<Sku, Vec<Unit>>> {
    let mut taken: HashMap<Sku, Vec<Unit>> = HashMap::new();
    for (index, number) in store::items::next(tx, wants).await? {
        if let Some((sku, _)) = wants.get(index) {
            taken.entry(sku.key()).or_default().push(Unit { number, item: number });
        }
    }
    Ok(taken)
}

async fn take_uses(tx: &mut Tx, wants: &[(&SkuRow, i64)]) -> db::Result<HashMap<Sku, Vec<Unit>>> {
    let mut taken = HashMap::new();
    for (index, item) in store::items::newest_versions(tx, wants).await? {
        if let Some((sku, count)) = wants.get(index) {
            let last = sku.head.saturating_add(*count).min(sku.units - sku.withdrawn);
            let units = (sku.head + 1..=last).map(|number| Unit { number, item }).collect();
            taken.insert(sku.key(), units);
        }
    }
    Ok(taken)
}
