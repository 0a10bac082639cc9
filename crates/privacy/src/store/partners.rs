//! What is kept of who buys by program: keys of their shops, and what merchants agreed on with them.

use db::{Result, Tx, params};
use kernel::{Time, UserId};

/// A key that somebody made for a shop of theirs.
pub(crate) struct DockingKeyKept {
    pub id: String,
    pub merchant: String,
    pub name: String,
    pub report_url: String,
    pub created_at: Time,
    pub used_at: Option<Time>,
}

/// What a merchant agreed on with somebody.
pub(crate) struct AgreementKept {
    pub merchant: String,
    pub label: String,
    pub frozen: bool,
    pub changed_at: Time,
}

/// How many units of what they may buy.
pub(crate) struct AllocationKept {
    pub merchant: String,
    pub goods: String,
    pub period: String,
    pub units: i64,
}

pub(crate) async fn allocations(tx: &mut Tx, user: UserId) -> Result<Vec<AllocationKept>> {
    let sql = "select merchant, goods, period, units from allocations where user_id = $1 \
               and merchant in (select merchant from agreements where user_id = $1) order by merchant, code";
    let found = tx.query(sql, params![user]).await?;
    let kept = |r: &db::Row| {
        let (merchant, goods, period) = (r.text(0)?, r.text(1)?, r.text(2)?);
        Ok(AllocationKept { merchant, goods, period, units: r.int(3)? })
    };
    found.iter().map(kept).collect()
}

pub(crate) async fn docking_keys(tx: &mut Tx, user: UserId) -> Result<Vec<DockingKeyKept>> {
    let sql = "select id, merchant, name, report_url, created_at, used_at from docking_keys where user_id = $1 order by id";
    let found = tx.query(sql, params![user]).await?;
    let kept = |r: &db::Row| {
        let (id, merchant, name, report_url) = (r.text(0)?, r.text(1)?, r.text(2)?, r.text(3)?);
        Ok(DockingKeyKept { id, merchant, name, report_url, created_at: r.time(4)?, used_at: r.get(5)? })
    };
    found.iter().map(kept).collect()
}

pub(crate) async fn agreements(tx: &mut Tx, user: UserId) -> Result<Vec<AgreementKept>> {
    let sql =
        "select merchant, label, state, changed_at from agreements where user_id = $1 order by merchant";
    let found = tx.query(sql, params![user]).await?;
    let kept = |r: &db::Row| {
        let (merchant, label, frozen) = (r.text(0)?, r.text(1)?, r.text(2)? == "frozen");
        Ok(AgreementKept { merchant, label, frozen, changed_at: r.time(3)? })
    };
    found.iter().map(kept).collect()
}

/// Their keys are off and nameless, and nobody is told anything at their addresses any more.
pub(crate) async fn forget_docking(tx: &mut Tx, user: UserId, now: Time) -> Result<()> {
    let sql = "update docking_orders set callback_url = '', trace = '', due_at = null \
               where docking_key in (select id from docking_keys where user_id = $1)";
    tx.exec(sql, params![user]).await?;
    let sql = "update docking_keys set name = '', report_url = '', state = 'off', changed_at = $2 where user_id = $1";
    tx.exec(sql, params![user, now]).await?;
    Ok(())
}
