use crate::{PriceRule, Scope};
use db::{DbError, Result, Row, Tx, params};
use kernel::{MerchantId, PriceRuleId};

const SELECT: &str = "select id, scope, target, currency, name, terms, state, version, changed_at, changed_by from price_rules";

pub(crate) async fn of(tx: &mut Tx, merchant: MerchantId) -> Result<Vec<PriceRule>> {
    let sql = format!("{SELECT} where merchant = $1 order by id");
    tx.query(&sql, params![merchant]).await?.iter().map(read).collect()
}

pub(crate) async fn find(tx: &mut Tx, merchant: MerchantId, id: PriceRuleId) -> Result<Option<PriceRule>> {
    let sql = format!("{SELECT} where merchant = $1 and id = $2");
    tx.query_opt(&sql, params![merchant, id]).await?.as_ref().map(read).transpose()
}

/// Held until the commit.
pub(crate) async fn lock(tx: &mut Tx, merchant: MerchantId, id: PriceRuleId) -> Result<Option<PriceRule>> {
    let sql = format!("{SELECT} where merchant = $1 and id = $2 for update");
    tx.query_opt(&sql, params![merchant, id]).await?.as_ref().map(read).transpose()
}

pub(crate) async fn count(tx: &mut Tx, merchant: MerchantId) -> Result<i64> {
    let sql = "select count(*) from price_rules where merchant = $1";
    tx.query_opt(sql, params![merchant]).await?.map_or(Ok(0), |r| r.int(0))
}

pub(crate) async fn insert(tx: &mut Tx, merchant: MerchantId, rule: &PriceRule) -> Result<()> {
    let sql = "insert into price_rules (merchant, id, scope, target, currency, name, terms, state, version, changed_at, \
               changed_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    tx.exec_one(sql, &values(merchant, rule)?).await
}

/// From the version before, which is locked.
pub(crate) async fn change(tx: &mut Tx, merchant: MerchantId, rule: &PriceRule) -> Result<()> {
    let sql = "update price_rules set scope = $3, target = $4, currency = $5, name = $6, terms = $7, state = $8, \
               version = $9, changed_at = $10, changed_by = $11 where merchant = $1 and id = $2 and version = $9 - 1";
    tx.exec_one(sql, &values(merchant, rule)?).await
}

pub(crate) async fn remove(tx: &mut Tx, merchant: MerchantId, id: PriceRuleId) -> Result<()> {
    tx.exec_one("delete from price_rules where merchant = $1 and id = $2", params![merchant, id]).await
}

fn values(merchant: MerchantId, rule: &PriceRule) -> Result<Vec<db::Value>> {
    let terms = serde_json::to_string(&rule.terms).map_err(|error| DbError::Decode(error.to_string()))?;
    Ok(db::row![
        merchant,
        rule.id,
        rule.scope.code(),
        rule.scope.target(),
        rule.currency,
        &rule.name,
        terms,
        if rule.on { "on" } else { "off" },
        rule.version,
        rule.changed_at,
        &rule.changed_by
    ])
}

fn read(r: &Row) -> Result<PriceRule> {
    let scope = Scope::read(&r.text(1)?, &r.text(2)?);
    Ok(PriceRule {
        id: r.parse(0)?,
        scope: scope.ok_or_else(|| DbError::Decode("an unknown scope of a price rule".into()))?,
        currency: r.parse(3)?,
        name: r.text(4)?,
        terms: serde_json::from_str(&r.text(5)?).map_err(|error| DbError::Decode(error.to_string()))?,
        on: r.text(6)? == "on",
        version: r.int(7)?,
        changed_at: r.time(8)?,
        changed_by: r.text(9)?,
    })
}
