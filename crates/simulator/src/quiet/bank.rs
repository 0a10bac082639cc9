use super::one;
use crate::action::Action;
use crate::care::CareAct;
use crate::gateway::What;
use crate::store::{self, AccountRow, CaseRow, ChargebackRow};
use crate::world::World;
use kernel::OrderId;
use std::collections::BTreeMap;

/// Every bank has decided: what they have is what is booked, order by order, and each case has ended.
pub async fn reckon(world: &mut World) -> Result<(), String> {
    let fault = |e: db::DbError| e.to_string();
    // What was released since is taken for what is owed.
    one(world, Action::Care(CareAct::Keep)).await?;
    let mut tx = world.ground.db.snapshot().await.map_err(fault)?;
    let rows = store::chargebacks(&mut tx).await.map_err(fault)?;
    let cases = store::cases(&mut tx).await.map_err(fault)?;
    let accounts = store::accounts(&mut tx).await.map_err(fault)?;
    drop(tx);
    disputes(world, &rows, &cases)?;
    orders(world, &rows)?;
    debts(&accounts)
}

/// Each is booked once, as it ended.
fn disputes(world: &World, rows: &[ChargebackRow], cases: &[CaseRow]) -> Result<(), String> {
    let books = world.ground.gateway.books();
    for (reference, known) in &books.disputes {
        let row = rows.iter().find(|row| row.reference == *reference);
        let (Some(row), What::Order(order)) = (row, known.of) else {
            match (row, known.of) {
                (None, of) => return Err(format!("{reference} of {of}: nothing is booked, {known:?}")),
                (Some(_), of) => return Err(format!("{reference} of {of}: is booked, and is no sale")),
            }
        };
        let ended = match (known.taken_at, known.given_at) {
            (None, _) => "told",
            (Some(_), None) => "taken",
            (Some(_), Some(_)) => "returned",
        };
        let how = if known.won == Some(true) { "chargeback_won" } else { "chargeback_lost" };
        let case = cases.iter().find(|case| case.id.to_string() == row.dispute).map(|case| case.how.as_str());
        // Taken and given again before anybody asked: nothing had to move.
        let missed = ended == "returned" && row.state == "told";
        if (row.state != ended && !missed) || case != Some(how) {
            return Err(format!(
                "{reference} of {order}: booked as {}, its case as {case:?}; should be {ended} and {how}: {known:?}",
                row.state
            ));
        }
    }
    Ok(())
}

/// What banks have of each order, by the gateway's books and by ours.
fn orders(world: &World, rows: &[ChargebackRow]) -> Result<(), String> {
    let mut gone: BTreeMap<OrderId, i64> = BTreeMap::new();
    for known in world.ground.gateway.books().disputes.values().filter(|known| known.is_gone()) {
        if let What::Order(order) = known.of {
            *gone.entry(order).or_default() += known.amount.minor;
        }
    }
    for row in rows.iter().filter(|row| row.state == "taken") {
        *gone.entry(row.order).or_default() -= row.amount.minor;
    }
    match gone.iter().find(|(_, rest)| **rest != 0) {
        Some((order, rest)) => Err(format!("{order}: banks have {rest} more of it than is booked")),
        None => Ok(()),
    }
}

/// Nobody owes anything who has something.
fn debts(accounts: &[AccountRow]) -> Result<(), String> {
    for debt in accounts.iter().filter(|row| row.purpose == "chargeback_debt" && row.net < 0) {
        let own = |row: &&AccountRow| {
            (row.purpose.as_str(), &row.owner, &row.asset) == ("balance", &debt.owner, &debt.asset)
        };
        let has = accounts.iter().find(own).map_or(0, |row| row.net - row.promised);
        if has > 0 {
            return Err(format!("{} owes {} {}, and has {has}", debt.owner, -debt.net, debt.asset));
        }
    }
    Ok(())
}
