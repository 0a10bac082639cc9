//! Agreements with partners, and what their clauses did.

use crate::agreement::{Agreement, Clause, Clauses, Fired, Frozen};
use db::{DbError, Result, Row, Tx, Ty, params, row};
use kernel::{MerchantId, Time, UserId};
use std::collections::{HashMap, HashSet};

type Key = (MerchantId, UserId);

const COLUMNS: &str = "merchant, user_id, label, stops, on_case, case_nth, case_days, on_pattern, on_tries, tries_most, tries, \
                       tries_day, frozen_at, frozen_by, frozen_why, changed_at, changed_by";
const FIRINGS_MAX: i64 = 100;

/// With whom these merchants have one.
pub(crate) async fn partners(
    tx: &mut Tx,
    merchants: &[MerchantId],
) -> Result<HashMap<MerchantId, HashSet<UserId>>> {
    let ids: Vec<String> = merchants.iter().map(MerchantId::to_string).collect();
    let mut found: HashMap<MerchantId, HashSet<UserId>> = HashMap::new();
    for r in
        tx.query("select merchant, user_id from agreements where merchant = any($1)", params![ids]).await?
    {
        found.entry(r.parse(0)?).or_default().insert(r.parse(1)?);
    }
    Ok(found)
}

/// Held until the commit, in the order given, which must be sorted; those that are none are left out.
pub(crate) async fn lock(tx: &mut Tx, keys: &[Key]) -> Result<Vec<Agreement>> {
    let sql = format!("select {COLUMNS} from agreements where merchant = $1 and user_id = $2 for update");
    let rows = keys.iter().map(|(merchant, user)| row![*merchant, *user]).collect();
    tx.query_each(&sql, &[Ty::Text; 2], rows).await?.iter().map(agreement).collect()
}

pub(crate) async fn find(tx: &mut Tx, merchant: MerchantId, user: UserId) -> Result<Option<Agreement>> {
    let sql = format!("select {COLUMNS} from agreements where merchant = $1 and user_id = $2");
    tx.query_opt(&sql, params![merchant, user]).await?.as_ref().map(agreement).transpose()
}

pub(crate) async fn of_merchant(tx: &mut Tx, merchant: MerchantId, limit: i64) -> Result<Vec<Agreement>> {
    let sql = format!("select {COLUMNS} from agreements where merchant = $1 order by user_id limit $2");
    tx.query(&sql, params![merchant, limit]).await?.iter().map(agreement).collect()
}

pub(crate) async fn count(tx: &mut Tx, merchant: MerchantId) -> Result<i64> {
    let sql = "select count(*) from agreements where merchant = $1";
    tx.query_opt(sql, params![merchant]).await?.map_or(Ok(0), |r| r.int(0))
}

pub(crate) async fn insert(tx: &mut Tx, new: &Agreement) -> Result<()> {
    let sql = "insert into agreements (merchant, user_id, label, stops, on_case, case_nth, case_days, on_pattern, on_tries, \
               tries_most, changed_at, changed_by, tries, tries_day, state, frozen_by, frozen_why) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, 0, 'on', '', '')";
    tx.exec_one(sql, &values(new)).await
}

pub(crate) async fn change(tx: &mut Tx, new: &Agreement) -> Result<()> {
    let sql = "update agreements set label = $3, stops = $4, on_case = $5, case_nth = $6, case_days = $7, on_pattern = $8, \
               on_tries = $9, tries_most = $10, changed_at = $11, changed_by = $12 where merchant = $1 and user_id = $2";
    tx.exec_one(sql, &values(new)).await
}

fn values(new: &Agreement) -> Vec<db::Value> {
    let clauses = &new.clauses;
    row![
        new.merchant,
        new.user,
        &new.label,
        clauses.stops.code(),
        clauses.on_case.code(),
        clauses.case_nth,
        clauses.case_days,
        clauses.on_pattern.code(),
        clauses.on_tries.code(),
        clauses.tries_most,
        new.changed_at,
        &new.changed_by
    ]
}

pub(crate) async fn set_tries(tx: &mut Tx, of: &Agreement, (tries, day): (i64, i64)) -> Result<()> {
    let sql = "update agreements set tries = $3, tries_day = $4 where merchant = $1 and user_id = $2";
    tx.exec_one(sql, params![of.merchant, of.user, tries, day]).await
}

pub(crate) async fn freeze(
    tx: &mut Tx,
    (merchant, user): Key,
    (by, why): (&str, &str),
    now: Time,
) -> Result<()> {
    let sql = "update agreements set state = 'frozen', frozen_at = $3, frozen_by = $4, frozen_why = $5 \
               where merchant = $1 and user_id = $2 and state = 'on'";
    tx.exec_one(sql, params![merchant, user, now, by, why]).await
}

/// The orders that were refused are counted anew, too.
pub(crate) async fn lift(tx: &mut Tx, (merchant, user): Key) -> Result<()> {
    let sql = "update agreements set state = 'on', frozen_at = null, frozen_by = '', frozen_why = '', tries = 0 \
               where merchant = $1 and user_id = $2 and state = 'frozen'";
    tx.exec_one(sql, params![merchant, user]).await
}

/// False where that clause fired for that cause before.
pub(crate) async fn insert_firing(tx: &mut Tx, merchant: MerchantId, new: &Fired) -> Result<bool> {
    let sql = "insert into clause_firings (merchant, user_id, clause, cause, did, at) values ($1, $2, $3, $4, $5, $6) \
               on conflict do nothing";
    let values = params![merchant, new.user, new.clause.code(), &new.cause, &new.did, new.at];
    Ok(tx.exec(sql, values).await? == 1)
}

/// The newest first.
pub(crate) async fn firings(tx: &mut Tx, merchant: MerchantId, user: UserId) -> Result<Vec<Fired>> {
    let sql = "select user_id, clause, cause, did, at from clause_firings where merchant = $1 and user_id = $2 \
               order by at desc, clause, cause limit $3";
    tx.query(sql, params![merchant, user, FIRINGS_MAX]).await?.iter().map(fired).collect()
}

pub(crate) async fn firing(
    tx: &mut Tx,
    (merchant, user): Key,
    (clause, cause): (Clause, &str),
) -> Result<Option<Fired>> {
    let sql = "select user_id, clause, cause, did, at from clause_firings \
               where merchant = $1 and user_id = $2 and clause = $3 and cause = $4";
    let found = tx.query_opt(sql, params![merchant, user, clause.code(), cause]).await?;
    found.as_ref().map(fired).transpose()
}

/// All that hangs on agreements with a user: of that merchant, or of all. Without an agreement nothing else is there but the
/// figures.
pub(crate) async fn forget(tx: &mut Tx, merchant: Option<MerchantId>, user: UserId) -> Result<()> {
    let of = merchant.map_or(String::new(), |merchant| merchant.to_string());
    let own = "user_id = $2 and ($1 = '' or merchant = $1)";
    let agreed = format!("{own} and merchant in (select merchant from agreements where user_id = $2)");
    let counts = format!(
        "delete from allocation_counts where (merchant, allocation) in (select merchant, id from allocations where {agreed})"
    );
    tx.exec(&counts, params![&of, user]).await?;
    for (table, which) in [
        ("allocations", agreed.as_str()),
        ("clause_firings", agreed.as_str()),
        ("agreements", own),
        ("partner_patterns", own),
    ] {
        tx.exec(&format!("delete from {table} where {which}"), params![&of, user]).await?;
    }
    Ok(())
}

fn fired(r: &Row) -> Result<Fired> {
    Ok(Fired {
        user: r.parse(0)?,
        clause: r.text(1)?.parse().map_err(|()| unknown("clause"))?,
        cause: r.text(2)?,
        did: r.text(3)?,
        at: r.time(4)?,
    })
}

fn agreement(r: &Row) -> Result<Agreement> {
    let does = |at: usize| r.text(at)?.parse().map_err(|()| unknown("act of a clause"));
    let clauses = Clauses {
        stops: r.text(3)?.parse().map_err(|()| unknown("reach of a freeze"))?,
        on_case: does(4)?,
        case_nth: r.int(5)?,
        case_days: r.int(6)?,
        on_pattern: does(7)?,
        on_tries: does(8)?,
        tries_most: r.int(9)?,
    };
    let frozen = match r.get::<Option<Time>>(12)? {
        Some(at) => Some(Frozen { at, by: r.text(13)?, why: r.text(14)? }),
        None => None,
    };
    Ok(Agreement {
        merchant: r.parse(0)?,
        user: r.parse(1)?,
        label: r.text(2)?,
        clauses,
        frozen,
        changed_at: r.time(15)?,
        changed_by: r.text(16)?,
        tries: (r.int(10)?, r.int(11)?),
    })
}

fn unknown(what: &str) -> DbError {
    DbError::Decode(format!("an unknown {what}"))
}
