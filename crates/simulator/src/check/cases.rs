use super::Seen;
use crate::store::{CaseRow, ChargebackRow};
use crate::world::World;
use kernel::{DisputeId, OrderId};
use std::collections::{BTreeMap, BTreeSet};

pub async fn check(world: &mut World, seen: &Seen) -> Result<(), String> {
    let rows: BTreeMap<DisputeId, &CaseRow> = seen.cases.iter().map(|row| (row.id, row)).collect();
    for known in world.model.cases.values() {
        let row =
            rows.get(&known.id).ok_or(format!("{}: somebody was told of it, and it is gone", known.id))?;
        let ended = known.how.map(aftercare::How::code);
        let same = ended.is_none_or(|how| how == row.how && known.refunded == row.refunded);
        if !same || (known.order, known.amount) != (row.order, row.amount) {
            return Err(format!(
                "{}: was told {ended:?} with {}, is {} with {}",
                row.id, known.refunded, row.how, row.refunded
            ));
        }
    }
    let mut open: BTreeSet<OrderId> = BTreeSet::new();
    let mut payable: BTreeSet<OrderId> = BTreeSet::new();
    for row in &seen.cases {
        let order = seen.orders.iter().find(|order| order.id == row.order);
        if order.is_none_or(|order| order.state != "delivered" || row.amount > order.total.minor) {
            return Err(format!("{}: disputes what was not delivered", row.id));
        }
        if !row.how.is_empty() {
            ended(world, seen, row)?;
            continue;
        }
        if !open.insert(row.order) {
            return Err(format!("{}: two open disputes", row.order));
        }
        // What a bank decides goes to no wallet.
        if row.state != "bank" {
            payable.insert(row.order);
        }
        in_bank(seen, row)?;
        holds(seen, row)?;
    }
    accounts(world, seen, &payable)?;
    unseen(world, seen)?;
    adopt(world, seen).await
}

/// A case waits for a bank where one disputes its order, and only there.
fn in_bank(seen: &Seen, row: &CaseRow) -> Result<(), String> {
    let name = row.id.to_string();
    let disputed = seen.chargebacks.iter().any(|taken| taken.dispute == name);
    match disputed == (row.state == "bank") {
        true => Ok(()),
        false => Err(format!("{name} of {}: is in {}, disputed by a bank: {disputed}", row.order, row.state)),
    }
}

/// Money of an open case that says so lies frozen in escrow.
fn holds(seen: &Seen, row: &CaseRow) -> Result<(), String> {
    let released = seen.releases.iter().any(|release| release.order == row.order);
    let frozen = seen.held.iter().any(|held| held.order == row.order && held.reason == "frozen");
    match row.frozen && (released || !frozen) {
        true => Err(format!("{}: its money is not held: frozen {frozen}, released {released}", row.id)),
        false => Ok(()),
    }
}

/// A case that is closed holds nothing, and gave back what was agreed to, offered, ruled, or says the rule; less only
/// where no more was left.
fn ended(world: &World, seen: &Seen, row: &CaseRow) -> Result<(), String> {
    let name = row.id.to_string();
    if seen.held.iter().any(|held| held.who == name) {
        return Err(format!("{name}: is closed, and holds money"));
    }
    let want = match (row.how.as_str(), row.closed_by.as_deref()) {
        ("chargeback_won" | "chargeback_lost", _) => by_bank(world, seen, row)?,
        ("withdrawn", _) => 0,
        ("agreed" | "silent_buyer", _) => row.offer,
        ("silent_merchant", _) | ("by_rule", Some("never_shown")) => row.amount,
        ("by_rule", Some(crate::setup::HALF)) => (row.amount + 1) / 2,
        ("by_rule", Some(crate::setup::NONE)) => 0,
        ("ruled", _) => row.ruled.ok_or(format!("{name}: ruled by nobody"))?,
        (how, by) => return Err(format!("{name}: ended by {how} {by:?}")),
    };
    let order = seen.orders.iter().find(|order| order.id == row.order).ok_or("a dispute of no order")?;
    let of_order = || seen.given_back.iter().filter(|back| back.order == row.order && back.stays_away());
    let given: i64 = of_order().filter(|back| back.who == name).map(|back| back.amount.minor).sum();
    let whole = of_order().map(|back| back.amount.minor).sum::<i64>() == order.total.minor;
    if given != row.refunded || (given != want && !(given < want && whole)) {
        return Err(format!("{name}: {} says that {want} go back, {given} did, {}", row.how, row.refunded));
    }
    // Who rules and is told so has the last word, or the one before an appeal.
    let told = world.model.rulings.get(&row.id).map_or(&[][..], Vec::as_slice);
    match row.how == "ruled" && told.len() > 1 && !told.contains(&want) {
        true => Err(format!("{name}: {want} were ruled by nobody who was told so")),
        false => Ok(()),
    }
}

/// What a case gave that its bank has decided: what that bank has, if it has decided so.
fn by_bank(world: &World, seen: &Seen, row: &CaseRow) -> Result<i64, String> {
    let name = row.id.to_string();
    let won = row.how == "chargeback_won";
    let of_case = |taken: &&ChargebackRow| taken.dispute == name;
    let mut taken = seen.chargebacks.iter().filter(of_case).peekable();
    if taken.peek().is_none() {
        return Err(format!("{name}: is {}, and no bank has taken anything", row.how));
    }
    let books = world.ground.gateway.books();
    let mut want = 0;
    for taken in taken {
        let known = books.disputes.get(&taken.reference);
        if known.and_then(|known| known.won) != Some(won) {
            return Err(format!(
                "{name}: is {}, and the bank says of {} {known:?}",
                row.how, taken.reference
            ));
        }
        if taken.state == "taken" {
            want += taken.amount.minor - taken.from_loss;
        }
    }
    Ok(want)
}

/// Nobody goes while a dispute may still pay them back.
fn accounts(world: &World, seen: &Seen, payable: &BTreeSet<OrderId>) -> Result<(), String> {
    for row in seen.orders.iter().filter(|row| payable.contains(&row.id)) {
        let buyer = super::placed::group_of(row).and_then(|group| world.model.buyer_of(group));
        if buyer.is_some_and(|buyer| seen.gone.contains_key(&buyer)) {
            return Err(format!("{}: disputed, and its buyer's account is deleted", row.id));
        }
    }
    Ok(())
}

/// What was taken back as unseen was shown to nobody, by a case that gave its money back.
fn unseen(world: &World, seen: &Seen) -> Result<(), String> {
    for id in &seen.recalled {
        if world.model.keys.contains_key(id) || world.model.uses.contains_key(id) {
            return Err(format!("{id}: was shown, and its money went back as if it had not been"));
        }
        let by = |row: &CaseRow| row.order == id.order && !matches!(row.how.as_str(), "" | "withdrawn");
        if !seen.cases.iter().any(by) {
            return Err(format!("{id}: taken back by no dispute"));
        }
    }
    Ok(())
}

/// Cases that nobody was told of, states that nobody saw yet, and who has taken one when the answer was lost.
async fn adopt(world: &mut World, seen: &Seen) -> Result<(), String> {
    for row in &seen.cases {
        let is_known =
            |known: &aftercare::Case| known.state.code() == row.state && known.taken_by == row.taken_by;
        if world.model.cases.get(&row.id).is_some_and(is_known) {
            continue;
        }
        let Some(node) = world.nodes.iter().flatten().next() else { return Ok(()) };
        let all = node.hands.office.care.of_order(row.order).await.map_err(|e| format!("{}: {e}", row.id))?;
        for case in all {
            world.model.saw_case(&case)?;
        }
    }
    Ok(())
}
