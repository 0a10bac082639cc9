//! What must hold at every moment, whatever has failed: the product's own audits, and the actors' books against the
//! database's.

/// Payments that banks took back.
mod bank;
/// Disputes, and the money and keys that they move.
mod cases;
/// Money: what came in is what lies there and what went back.
mod money;
/// Orders in two parts: what wallets hold ready and what they paid.
mod parts;
/// Orders: what was acknowledged is there, once, and moves forward only.
mod placed;

use crate::store::{
    self, AccountRow, BackRow, BondRow, CaseRow, ChargebackRow, EventRow, HeldRow, OrderRow, RefundRow,
    ReleaseRow, TopUpRow,
};
use crate::world::World;
use db::Tx;
use kernel::{DeliveryId, MerchantId, Money, OrderId, Time, UserId};
use std::collections::BTreeMap;

/// One moment of the database.
pub struct Seen {
    pub orders: Vec<OrderRow>,
    pub deliveries: BTreeMap<OrderId, i64>,
    pub events: Vec<EventRow>,
    pub refunds: Vec<RefundRow>,
    pub releases: Vec<ReleaseRow>,
    pub given_back: Vec<BackRow>,
    pub payouts: Vec<(MerchantId, String, Money)>,
    pub bonds: Vec<BondRow>,
    pub held: Vec<HeldRow>,
    pub cases: Vec<CaseRow>,
    pub chargebacks: Vec<ChargebackRow>,
    pub recalled: Vec<DeliveryId>,
    pub top_ups: Vec<TopUpRow>,
    pub gone: BTreeMap<UserId, Time>,
    /// Differences of statements that nobody has settled.
    pub differences: Vec<(String, String, String)>,
    pub accounts: Vec<AccountRow>,
}

/// Findings that are no damage while things are under way: the sweep and the refunds are given their time, and a
/// gateway may refuse a refund for good (which [`money`] counts).
const PATIENCE: [&str; 6] = [
    "an unpaid order was not closed in time",
    "a part of a wallet is held beyond the time of its order",
    "an unpaid top-up was not closed in time",
    "a refund has been under way for too long",
    "a refund waits for a person to say whether it arrived",
    "a refund failed: the money waits in the exception account",
];

/// Everything that must hold now. An error says what does not.
pub async fn all(world: &mut World) -> Result<(), String> {
    let fault = |error: db::DbError| format!("the check itself failed: {error}");
    let mut tx = world.ground.db.snapshot().await.map_err(fault)?;
    audits(&mut tx, world).await?;
    let seen = see(&mut tx).await.map_err(fault)?;
    drop(tx);
    placed::check(world, &seen).await?;
    parts::check(world, &seen)?;
    bank::check(world, &seen)?;
    money::check(world, &seen)?;
    cases::check(world, &seen).await?;
    accounts(world, &seen)?;
    gateway(world)?;
    mail(world)
}

async fn audits(tx: &mut Tx, world: &World) -> Result<(), String> {
    let fault = |error: db::DbError| format!("an audit could not be finished: {error}");
    let now = world.ground.ambient.now();
    let mut findings: Vec<(String, String)> = Vec::new();
    findings.extend(ledger::audit(tx).await.map_err(fault)?.into_iter().map(|f| (f.what, f.row)));
    findings.extend(vault::audit(tx).await.map_err(fault)?.into_iter().map(|f| (f.what, f.row)));
    findings.extend(identity::audit(tx).await.map_err(fault)?.into_iter().map(|f| (f.what, f.row)));
    findings.extend(orders::audit::audit(tx, now).await.map_err(fault)?.into_iter().map(|f| (f.what, f.row)));
    let stuck = settlement::EscrowSettings::default().stuck();
    let settled = settlement::audit::audit(tx, now, stuck).await.map_err(fault)?;
    findings.extend(settled.into_iter().map(|f| (f.what, f.row)));
    findings.extend(aftercare::audit::audit(tx).await.map_err(fault)?.into_iter().map(|f| (f.what, f.row)));
    findings.extend(reconcile::audit(tx).await.map_err(fault)?.into_iter().map(|f| (f.what, f.row)));
    match findings.iter().find(|(what, _)| !PATIENCE.contains(&what.as_str())) {
        Some((what, row)) => Err(format!("audit: {what}: {row}")),
        None => Ok(()),
    }
}

async fn see(tx: &mut Tx) -> db::Result<Seen> {
    Ok(Seen {
        orders: store::orders(tx).await?,
        deliveries: store::deliveries(tx).await?.into_iter().collect(),
        events: store::events(tx).await?,
        refunds: store::refunds(tx).await?,
        releases: store::releases(tx).await?,
        given_back: store::given_back(tx).await?,
        payouts: store::payouts(tx).await?,
        bonds: store::bonds(tx).await?,
        held: store::held(tx).await?,
        cases: store::cases(tx).await?,
        chargebacks: store::chargebacks(tx).await?,
        recalled: store::recalled(tx).await?,
        top_ups: store::top_ups(tx).await?,
        gone: store::gone(tx).await?.into_iter().collect(),
        differences: store::open_differences(tx).await?,
        accounts: store::accounts(tx).await?,
    })
}

/// Who was told that their account is gone is gone; what was told of a top-up is there; and a statement that is honest
/// differs only in what we have not heard of yet.
fn accounts(world: &World, seen: &Seen) -> Result<(), String> {
    if let Some(user) = world.model.left.iter().find(|user| !seen.gone.contains_key(user)) {
        return Err(format!("{user}: was told that the account is deleted, and it is there"));
    }
    for known in world.model.top_ups.values() {
        let row = seen.top_ups.iter().find(|row| row.id == known.id && row.user == known.user);
        let row = row.ok_or_else(|| format!("{}: a top-up that somebody was told of is gone", known.id))?;
        let back = known.state == orders::TopUpState::Paid && row.state != "paid";
        if back || row.credited.minor < known.credited.minor {
            return Err(format!("{}: was {:?}, and is {}", known.id, known.state, row.state));
        }
    }
    let planted = &world.model.planted;
    let of_banks = crate::statement::of_banks(&world.ground.gateway.books(), Time(i64::MAX));
    let odd = |(kind, movement, number): &&(String, String, String)| {
        let told = |p: &crate::statement::Told| p.0 == kind && p.1 == movement && p.2 == *number;
        kind != "missing_here" && !planted.iter().any(told) && !of_banks.iter().any(told)
    };
    match seen.differences.iter().find(odd) {
        Some((kind, movement, number)) => {
            Err(format!("an honest statement differs: {kind} {movement} {number}"))
        }
        None => Ok(()),
    }
}

/// What the gateway has to complain of.
fn gateway(world: &World) -> Result<(), String> {
    match world.ground.gateway.books().complaints.first() {
        Some(complaint) => Err(format!("gateway: {complaint}")),
        None => Ok(()),
    }
}

/// A key is never written to anybody.
fn mail(world: &World) -> Result<(), String> {
    for mail in world.ground.post.take() {
        let spilt =
            mail.text.contains(crate::setup::KEY_MARK) || mail.subject.contains(crate::setup::KEY_MARK);
        if spilt {
            return Err(format!("a key was mailed to {}", mail.to));
        }
    }
    Ok(())
}
