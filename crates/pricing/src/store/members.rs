use super::window;
use crate::{Kept, Member};
use db::{Result, Row, Tx, Ty, params, row};
use kernel::{MerchantId, Page, PageAsk, Time, UserId};

type Of = (MerchantId, UserId);

/// Of those who have one now.
pub(crate) async fn levels_of(tx: &mut Tx, now: Time, asked: &[Of]) -> Result<Vec<(Of, String)>> {
    let sql = "select merchant, user_id, level from price_members where merchant = $1 and user_id = $2 and since <= $3 \
               and (until is null or until > $3)";
    let rows = asked.iter().map(|(merchant, user)| row![*merchant, *user, now]).collect();
    let found = tx.query_each(sql, &[Ty::Text, Ty::Text, Ty::Int], rows).await?;
    found.iter().map(|r| Ok(((r.parse(0)?, r.parse(1)?), r.text(2)?))).collect()
}

pub(crate) async fn page(tx: &mut Tx, merchant: MerchantId, ask: &PageAsk) -> Result<Page<Member>> {
    let after = ask.after.clone().unwrap_or_default();
    let sql = "select user_id, level, label, since, until from price_members where merchant = $1 and user_id > $2 \
               order by user_id limit $3";
    let rows = tx.query(sql, params![merchant, after, ask.limit + 1]).await?;
    let rows = rows.iter().map(member).collect::<Result<Vec<_>>>()?;
    Ok(Page::from_rows(rows, ask.limit, |member| member.user.to_string()))
}

fn member(r: &Row) -> Result<Member> {
    Ok(Member { user: r.parse(0)?, level: r.text(1)?, label: r.text(2)?, window: window(r, 3)? })
}

pub(crate) async fn any_of(tx: &mut Tx, merchant: MerchantId, level: &str) -> Result<bool> {
    let sql = "select 1 from price_members where merchant = $1 and level = $2 limit 1";
    Ok(tx.query_opt(sql, params![merchant, level]).await?.is_some())
}

pub(crate) async fn change(tx: &mut Tx, merchant: MerchantId, m: &Member) -> Result<bool> {
    let sql = "update price_members set level = $3, label = $4, since = $5, until = $6 where merchant = $1 and user_id = $2";
    Ok(tx.exec(sql, &values(merchant, m)).await? == 1)
}

pub(crate) async fn insert(tx: &mut Tx, merchant: MerchantId, m: &Member) -> Result<()> {
    let sql = "insert into price_members (merchant, user_id, level, label, since, until) values ($1, $2, $3, $4, $5, $6)";
    tx.exec_one(sql, &values(merchant, m)).await
}

fn values(merchant: MerchantId, m: &Member) -> Vec<db::Value> {
    row![merchant, m.user, &m.level, &m.label, m.window.from, m.window.until]
}

pub(crate) async fn kept(tx: &mut Tx, user: UserId) -> Result<Vec<Kept>> {
    let sql = "select merchant, level, label, since from price_members where user_id = $1 order by merchant";
    let found = tx.query(sql, params![user]).await?;
    let kept = |r: &Row| {
        let (merchant, of, label) = (r.parse(0)?, r.text(1)?, r.text(2)?);
        Ok(Kept { merchant, what: "member", of, label, since: Some(r.time(3)?) })
    };
    found.iter().map(kept).collect()
}

pub(crate) async fn forget(tx: &mut Tx, user: UserId) -> Result<()> {
    tx.exec("delete from price_members where user_id = $1", params![user]).await?;
    Ok(())
}
