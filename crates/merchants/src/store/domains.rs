use super::stores;
use crate::{HostedStore, OwnDomain};
use db::{Db, Result, Row, Tx, params};
use kernel::{MerchantId, Time};

const COLUMNS: &str = "d.merchant, d.domain, d.token, d.state, d.failures, d.problem, d.created_at, d.checked_at, d.verified_at";

/// Instead of the one that the merchant had.
pub(crate) async fn put(tx: &mut Tx, d: &OwnDomain) -> Result<()> {
    let sql = "insert into store_domains (merchant, domain, token, state, failures, problem, created_at) \
               values ($1, $2, $3, $4, $5, $6, $7) \
               on conflict (merchant) do update set domain = excluded.domain, token = excluded.token, \
               state = excluded.state, failures = excluded.failures, problem = excluded.problem, \
               created_at = excluded.created_at, checked_at = null, verified_at = null";
    let values =
        params![d.merchant, &d.domain, &d.token, d.state.code(), d.failures, &d.problem, d.created_at];
    tx.exec_one(sql, values).await
}

pub(crate) async fn of(tx: &mut Tx, merchant: MerchantId) -> Result<Option<OwnDomain>> {
    let sql = format!("select {COLUMNS} from store_domains d where d.merchant = $1");
    tx.query_opt(&sql, params![merchant]).await?.as_ref().map(read).transpose()
}

/// Who has proved that it is theirs.
pub(crate) async fn holder(tx: &mut Tx, domain: &str) -> Result<Option<MerchantId>> {
    let sql = "select merchant from store_domains where domain = $1 and state = 'verified'";
    tx.query_opt(sql, params![domain]).await?.map(|row| row.parse(0)).transpose()
}

pub(crate) async fn delete(tx: &mut Tx, merchant: MerchantId) -> Result<()> {
    tx.exec_one("delete from store_domains where merchant = $1", params![merchant]).await
}

/// False where somebody was quicker.
pub(crate) async fn mark_checked(tx: &mut Tx, seen: &OwnDomain, now: Time) -> Result<bool> {
    let sql = "update store_domains set checked_at = $3 where merchant = $1 and token = $2 \
               and coalesce(checked_at, 0) = $4";
    let before = seen.checked_at.map_or(0, |at| at.0);
    Ok(tx.exec(sql, params![seen.merchant, &seen.token, now, before]).await? == 1)
}

/// From the state and count that were seen; false where it has others by now.
pub(crate) async fn change(tx: &mut Tx, seen: &OwnDomain, to: &OwnDomain) -> Result<bool> {
    let sql = "update store_domains set state = $5, failures = $6, problem = $7, checked_at = $8, verified_at = $9 \
               where merchant = $1 and token = $2 and state = $3 and failures = $4";
    let values = params![
        seen.merchant,
        &seen.token,
        seen.state.code(),
        seen.failures,
        to.state.code(),
        to.failures,
        &to.problem,
        to.checked_at,
        to.verified_at
    ];
    Ok(tx.exec(sql, values).await? == 1)
}

pub(crate) async fn due(db: &Db, before: Time, limit: i64) -> Result<Vec<OwnDomain>> {
    let sql = format!(
        "select {COLUMNS} from store_domains d where d.state = 'verified' and d.checked_at < $1 \
         order by d.checked_at, d.merchant limit $2"
    );
    db.query(&sql, params![before, limit]).await?.iter().map(read).collect()
}

pub(crate) async fn hosted(db: &Db) -> Result<Vec<HostedStore>> {
    let sql = format!(
        "select {}, d.domain, d.token, m.state from store_domains d join merchants m on m.id = d.merchant \
         join stores s on s.id = (select min(x.id) from stores x where x.merchant = d.merchant) \
         left join plans p on p.code = m.plan \
         where d.state = 'verified' and m.state <> 'closed' and coalesce(p.own_domain, 1) = 1",
        stores::COLUMNS
    );
    let hosted = |row: &Row| {
        Ok(HostedStore {
            store: stores::read(row)?,
            domain: row.text(stores::WIDTH)?,
            token: row.text(stores::WIDTH + 1)?,
            state: row.parse(stores::WIDTH + 2)?,
        })
    };
    db.query(&sql, &[]).await?.iter().map(hosted).collect()
}

fn read(row: &Row) -> Result<OwnDomain> {
    Ok(OwnDomain {
        merchant: row.parse(0)?,
        domain: row.text(1)?,
        token: row.text(2)?,
        state: row.parse(3)?,
        failures: row.int(4)?,
        problem: row.text(5)?,
        created_at: row.time(6)?,
        checked_at: row.get(7)?,
        verified_at: row.get(8)?,
    })
}
