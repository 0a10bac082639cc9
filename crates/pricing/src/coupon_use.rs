use crate::{Coupon, store};
use db::Tx;
use kernel::{MerchantId, OrderId};
use std::collections::{BTreeMap, HashMap, HashSet};

/// A merchant's coupon, by its code.
type Key = (MerchantId, String);

/// Coupons as the orders of one transaction see them: each order counts its own use, so that the next one sees it.
#[derive(Debug, Default)]
pub struct Held {
    coupons: HashMap<Key, Coupon>,
    by_buyer: HashMap<(MerchantId, String, String), i64>,
}

/// A use that goes with a new order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewUse {
    pub merchant: MerchantId,
    pub order: OrderId,
    pub code: String,
    /// A user's id, or the keyed digest of a guest's contact.
    pub buyer: String,
}

/// Reads what is asked for by (merchant, code as it was typed, buyer).
pub async fn see(tx: &mut Tx, asked: Vec<(MerchantId, String, String)>) -> db::Result<Held> {
    read(tx, asked, Vec::new(), false).await
}

/// The same, where orders are placed and others may end unpaid: no other transaction counts a use of these coupons, or of
/// those, until this one ends. To be called before the ledger is asked: whoever else wants both takes them in this order.
pub async fn hold(
    tx: &mut Tx,
    asked: Vec<(MerchantId, String, String)>,
    ending: &[(MerchantId, OrderId)],
) -> db::Result<Held> {
    let of_ending = if ending.is_empty() { Vec::new() } else { store::uses::of(tx, ending).await? };
    read(tx, asked, of_ending, true).await
}

async fn read(
    tx: &mut Tx,
    asked: Vec<(MerchantId, String, String)>,
    more: Vec<Key>,
    locked: bool,
) -> db::Result<Held> {
    if asked.is_empty() && more.is_empty() {
        return Ok(Held::default());
    }
    let asked: HashSet<_> = asked.into_iter().map(|(m, code, buyer)| (m, typed(&code), buyer)).collect();
    let mut keys: Vec<Key> = asked.iter().map(|(merchant, code, _)| (*merchant, code.clone())).collect();
    keys.extend(more);
    // In one order everywhere.
    keys.sort();
    keys.dedup();
    let coupons = store::coupons::read(tx, &keys, locked).await?;
    let by_buyer = store::uses::count(tx, asked.into_iter().collect()).await?;
    Ok(Held { coupons, by_buyer })
}

impl Held {
    /// The coupon of that code, and how often that buyer has used it.
    pub fn get(&self, merchant: MerchantId, code: &str, buyer: &str) -> Option<(&Coupon, i64)> {
        let coupon = self.coupons.get(&(merchant, typed(code)))?;
        let own = self.by_buyer.get(&(merchant, coupon.code.clone(), buyer.to_owned()));
        Some((coupon, own.copied().unwrap_or(0)))
    }

    /// The next order of this transaction sees this use.
    pub fn count(&mut self, using: &NewUse) {
        if let Some(coupon) = self.coupons.get_mut(&(using.merchant, using.code.clone())) {
            coupon.used += 1;
        }
        let key = (using.merchant, using.code.clone(), using.buyer.clone());
        *self.by_buyer.entry(key).or_default() += 1;
    }
}

/// As codes are stored: capital letters, whatever was typed.
pub(crate) fn typed(code: &str) -> String {
    code.trim().to_uppercase()
}

/// Writes the uses of new orders. No coupon is used more often than it can be, whoever else is at it.
pub async fn take(tx: &mut Tx, uses: &[NewUse]) -> db::Result<()> {
    let mut counts: BTreeMap<Key, i64> = BTreeMap::new();
    for using in uses {
        *counts.entry((using.merchant, using.code.clone())).or_default() += 1;
    }
    store::coupons::count_up(tx, &counts).await?;
    store::uses::insert(tx, uses).await
}

/// Orders that ended unpaid: their uses can be had again.
pub async fn give_back(tx: &mut Tx, orders: &[(MerchantId, OrderId)]) -> db::Result<()> {
    if orders.is_empty() {
        return Ok(());
    }
    let gone = store::uses::take_away(tx, orders).await?;
    let mut counts: BTreeMap<Key, i64> = BTreeMap::new();
    for key in gone {
        *counts.entry(key).or_default() += 1;
    }
    store::coupons::count_down(tx, &counts).await
}
