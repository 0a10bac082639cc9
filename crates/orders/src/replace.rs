//! Another key in the place of one that does not work: of the same SKU, to the same line of the order. The ledger moves
//! a unit off the shelf and the dead one out of what counts as sold, the vault hands out the next key, and both stand in
//! the order: the dead one, marked, and the fresh one. A unit is replaced once, and what came in its place is not.

use crate::store::deliveries::{self, Delivery};
use crate::store::replacements::{self, NewRow};
use crate::{OrderError, OrderRefusal, accounts};
use db::{DbError, Tx};
use jobs::NewEvent;
use kernel::{Ambient, DeliveryId, MerchantId, OrderId, SkuId};
use ledger::{Chain, Outcome, Refusal, Step};
use serde_json::json;
use std::collections::BTreeMap;
use vault::ItemState;

/// Which units of which order are replaced, and what for. The caller has made sure that the order is delivered.
#[derive(Clone, Copy, Debug)]
pub struct Replacing<'a> {
    pub merchant: MerchantId,
    pub order: OrderId,
    /// Numbers of lines that the units must be of; empty: any.
    pub lines: &'a [i64],
    /// Empty: all of these lines that can be replaced.
    pub units: &'a [DeliveryId],
    /// The id of a dispute. It names the ledger's transfers, so that it can be done once for each.
    pub cause: &'a str,
}

/// One unit and what came in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Replaced {
    pub dead: DeliveryId,
    pub fresh: DeliveryId,
}

/// The units that would be replaced now; refused where one of them cannot be, or too few are left on the shelf. Nothing
/// is kept back for it.
pub async fn can_replace(tx: &mut Tx, new: &Replacing<'_>) -> Result<Vec<DeliveryId>, OrderError> {
    let (dead, _) = replaceable(tx, new).await?;
    Ok(dead.iter().map(|unit| unit.id).collect())
}

/// Those units, and how many they are of each SKU: so many lie on the shelf.
async fn replaceable(
    tx: &mut Tx,
    new: &Replacing<'_>,
) -> Result<(Vec<Delivery>, BTreeMap<SkuId, i64>), OrderError> {
    let dead = chosen(tx, new).await?;
    let counts = counted(&dead);
    let shelves: Vec<_> = counts.keys().map(|sku| accounts::shelf(new.merchant, *sku)).collect();
    let left = ledger::balances(tx, &shelves).await?;
    for (wanted, shelf) in counts.values().zip(&left) {
        if shelf.available_credit() < *wanted {
            return Err(OrderRefusal::NothingToReplaceWith.into());
        }
    }
    Ok((dead, counts))
}

/// Replaces them, in the caller's transaction. What is refused has left nothing, but for
/// [`OrderRefusal::NothingToReplaceWith`] and [`OrderRefusal::NotReplaceable`]: the caller goes back to a savepoint.
pub async fn replace(
    tx: &mut Tx,
    ambient: &Ambient,
    new: &Replacing<'_>,
) -> Result<Vec<Replaced>, OrderError> {
    let now = ambient.now();
    let (dead, counts) = replaceable(tx, new).await?;
    move_units(tx, now, new, &counts).await?;
    let wants: Vec<vault::Want> =
        counts.iter().map(|(&sku, &count)| vault::Want { merchant: new.merchant, sku, count }).collect();
    let taken = vault::take(tx, &wants).await?;
    let mut stacks: BTreeMap<SkuId, std::vec::IntoIter<vault::Unit>> =
        wants.iter().map(|want| want.sku).zip(taken.into_iter().map(Vec::into_iter)).collect();
    let mut seq = deliveries::last(tx, new.merchant, new.order).await?;
    let (mut rows, mut done) = (Vec::with_capacity(dead.len()), Vec::with_capacity(dead.len()));
    for unit in &dead {
        let fresh = stacks.get_mut(&unit.sku).and_then(Iterator::next);
        let fresh = fresh.ok_or(OrderRefusal::NothingToReplaceWith)?;
        seq += 1;
        let id = DeliveryId { order: new.order, seq };
        // Whose turn it was first has marked it: of two, one is told no.
        let marked = vault::report_bad(tx, new.merchant, unit.sku, unit.item).await?
            && vault::mark_replaced(tx, new.merchant, unit.sku, unit.item).await?;
        if !marked {
            return Err(OrderRefusal::NotReplaceable(unit.id).into());
        }
        rows.push(NewRow {
            dead: unit.id.seq,
            fresh: seq,
            line: unit.line,
            sku: unit.sku,
            number: fresh.number,
            item: fresh.item,
        });
        done.push(Replaced { dead: unit.id, fresh: id });
    }
    replacements::insert(tx, new, &rows, now).await?;
    let units: Vec<_> =
        done.iter().map(|r| json!({ "dead": r.dead.to_string(), "fresh": r.fresh.to_string() })).collect();
    let payload = json!({ "cause": new.cause, "units": units });
    let event = NewEvent::new(Some(new.merchant), "order.replaced", new.order, &payload);
    jobs::publish(tx, ambient, vec![event]).await?;
    Ok(done)
}

/// Off the shelf, and the dead ones out of what counts as sold.
async fn move_units(
    tx: &mut Tx,
    now: kernel::Time,
    new: &Replacing<'_>,
    counts: &BTreeMap<SkuId, i64>,
) -> Result<(), OrderError> {
    let steps = counts.iter().flat_map(|(&sku, &amount)| {
        let sold = accounts::sold(new.merchant, sku);
        [
            Step::Post {
                id: format!("{}/fresh/{sku}", new.cause),
                debit: accounts::shelf(new.merchant, sku),
                credit: sold.clone(),
                amount,
            },
            Step::Post {
                id: format!("{}/dead/{sku}", new.cause),
                debit: sold,
                credit: accounts::replaced(new.merchant, sku),
                amount,
            },
        ]
    });
    let chain =
        Chain { book: new.merchant.to_string(), reference: new.cause.to_owned(), steps: steps.collect() };
    match ledger::submit(tx, now, std::slice::from_ref(&chain)).await?.into_iter().next() {
        Some(Outcome::Applied) => Ok(()),
        // Sold to somebody else since it was looked at.
        Some(Outcome::Refused { why: Refusal::ExceedsCredits, .. }) => {
            Err(OrderRefusal::NothingToReplaceWith.into())
        }
        other => Err(DbError::State(format!("{chain:?} was answered {other:?}")).into()),
    }
}

/// The units that are meant, each of which can be replaced.
async fn chosen(tx: &mut Tx, new: &Replacing<'_>) -> Result<Vec<Delivery>, OrderError> {
    let rows = deliveries::of_order(tx, new.merchant, new.order).await?;
    let fresh = replacements::fresh_of(tx, new.merchant, new.order).await?;
    let of_line = |unit: &Delivery| new.lines.is_empty() || new.lines.contains(&unit.line);
    let named = |unit: &Delivery| new.units.contains(&unit.id);
    for id in new.units {
        if !rows.iter().any(|unit| unit.id == *id && of_line(unit)) {
            return Err(OrderRefusal::NotReplaceable(*id).into());
        }
    }
    let mut chosen = Vec::new();
    for unit in rows.into_iter().filter(|unit| of_line(unit) && (new.units.is_empty() || named(unit))) {
        // A loop secret is the same for everybody, so it is never told as delivered.
        let single = unit.state == "delivered"
            && unit.revealed_at.is_some()
            && !fresh.contains(&unit.id.seq)
            && vault::item_state(tx, new.merchant, unit.sku, unit.item).await? == Some(ItemState::Delivered);
        match single {
            true => chosen.push(unit),
            false if new.units.is_empty() => {}
            false => return Err(OrderRefusal::NotReplaceable(unit.id).into()),
        }
    }
    if chosen.is_empty() { Err(OrderRefusal::NothingToReplace.into()) } else { Ok(chosen) }
}

fn counted(units: &[Delivery]) -> BTreeMap<SkuId, i64> {
    let mut counts = BTreeMap::new();
    for unit in units {
        *counts.entry(unit.sku).or_insert(0) += 1;
    }
    counts
}
