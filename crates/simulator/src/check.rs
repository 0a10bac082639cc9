//! What must hold at every moment, whatever has failed: the product's own audits, and the actors' books against the
//! database's.

/// Money: what came in is what lies there and what went back.
mod money;
/// Orders: what was acknowledged is there, once, and moves forward only.
mod placed;

use crate::store::{self, AccountRow, BackRow, EventRow, OrderRow, RefundRow, ReleaseRow};
use crate::world::World;
use db::Tx;
use kernel::{MerchantId, Money, OrderId};
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
    pub accounts: Vec<AccountRow>,
}

/// Findings that are no damage while things are under way: the sweep and the refunds are given their time, and a
/// gateway may refuse a refund for good (which [`money`] counts).
const PATIENCE: [&str; 3] = [
    "an unpaid order was not closed in time",
    "a refund has been under way for too long",
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
    money::check(world, &seen)?;
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
        accounts: store::accounts(tx).await?,
    })
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
