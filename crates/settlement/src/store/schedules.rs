use crate::{Every, PayoutSchedule};
use db::{DbError, Result, Tx, params};
use kernel::{Currency, MerchantId, ReleaseId, Time};

const COLUMNS: &str = "merchant, currency, every, keep_days, minimum, next_at";

fn read(r: &db::Row) -> Result<(MerchantId, PayoutSchedule)> {
    let every = r.text(2)?;
    let every: Every = every.parse().map_err(|()| DbError::Decode(format!("{every} is no time")))?;
    let schedule = PayoutSchedule {
        currency: r.parse(1)?,
        every,
        keep_days: r.int(3)?,
        minimum: r.int(4)?,
        next_at: r.time(5)?,
    };
    Ok((r.parse(0)?, schedule))
}

pub(crate) async fn put(tx: &mut Tx, merchant: MerchantId, who: &str, new: &PayoutSchedule) -> Result<()> {
    let sql = "insert into payout_schedules (merchant, currency, every, keep_days, minimum, who, next_at) \
               values ($1, $2, $3, $4, $5, $6, $7) on conflict (merchant, currency) do update set \
               every = excluded.every, keep_days = excluded.keep_days, minimum = excluded.minimum, \
               who = excluded.who, next_at = excluded.next_at";
    let params =
        params![merchant, new.currency, new.every.code(), new.keep_days, new.minimum, who, new.next_at];
    tx.exec_one(sql, params).await
}

pub(crate) async fn remove(tx: &mut Tx, merchant: MerchantId, currency: Currency) -> Result<()> {
    let sql = "delete from payout_schedules where merchant = $1 and currency = $2";
    tx.exec(sql, params![merchant, currency]).await?;
    Ok(())
}

pub(crate) async fn of(tx: &mut Tx, merchant: MerchantId) -> Result<Vec<PayoutSchedule>> {
    let sql = format!("select {COLUMNS} from payout_schedules where merchant = $1 order by currency");
    tx.query(&sql, params![merchant]).await?.iter().map(|r| Ok(read(r)?.1)).collect()
}

pub(crate) async fn due(tx: &mut Tx, now: Time, limit: i64) -> Result<Vec<(MerchantId, PayoutSchedule)>> {
    let sql = format!(
        "select {COLUMNS} from payout_schedules where next_at <= $1 order by next_at, merchant limit $2"
    );
    tx.query(&sql, params![now, limit]).await?.iter().map(read).collect()
}

/// False where it is not as it was any more.
pub(crate) async fn advance(
    tx: &mut Tx,
    merchant: MerchantId,
    schedule: &PayoutSchedule,
    to: Time,
) -> Result<bool> {
    let sql =
        "update payout_schedules set next_at = $4 where merchant = $1 and currency = $2 and next_at = $3";
    Ok(tx.exec(sql, params![merchant, schedule.currency, schedule.next_at, to]).await? == 1)
}

/// What the merchant got of what was released since then. The ids of runs sort by their time.
pub(crate) async fn released_since(
    tx: &mut Tx,
    merchant: MerchantId,
    currency: Currency,
    since: Time,
) -> Result<i64> {
    let first = ReleaseId::first_at(since);
    let sql = "select coalesce(cast(sum(amount - tax) as bigint), 0) from releases \
               where merchant = $1 and run >= $2 and currency = $3 and released_at > $4";
    let found = tx.query_opt(sql, params![merchant, first, currency, since]).await?;
    found.map_or(Ok(0), |row| row.int(0))
}
