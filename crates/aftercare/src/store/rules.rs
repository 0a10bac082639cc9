use crate::{Decision, RuleSet};
use db::{DbError, Result, Row, Tx, params};
use kernel::{DisputeId, Time};

fn read(r: &Row) -> Result<RuleSet> {
    let rules = serde_json::from_str(&r.text(1)?)
        .map_err(|error| DbError::State(format!("the rules of disputes: {error}")))?;
    Ok(RuleSet { version: r.int(0)?, rules, who: r.text(2)?, reason: r.text(3)?, created_at: r.time(4)? })
}

/// The newest first.
pub(crate) async fn newest(tx: &mut Tx, limit: i64) -> Result<Vec<RuleSet>> {
    let sql =
        "select version, rules, who, reason, created_at from dispute_rules order by version desc limit $1";
    tx.query(sql, params![limit]).await?.iter().map(read).collect()
}

/// The key says no where that version is there already.
pub(crate) async fn insert(tx: &mut Tx, set: &RuleSet) -> Result<()> {
    let rules = serde_json::to_string(&set.rules).map_err(|error| DbError::State(error.to_string()))?;
    let sql =
        "insert into dispute_rules (version, rules, who, reason, created_at) values ($1, $2, $3, $4, $5)";
    tx.exec_one(sql, params![set.version, rules, &set.who, &set.reason, set.created_at]).await
}

/// A moment of a case is decided once.
pub(crate) async fn note(tx: &mut Tx, d: &Decision, at: Time) -> Result<()> {
    let shadow = serde_json::to_string(&d.shadow).unwrap_or_default();
    let sql = "insert into dispute_decisions (dispute, moment, version, rule, act, amount, shadow, facts, at) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing";
    let values = params![
        d.dispute,
        d.moment.code(),
        d.version,
        &d.rule,
        d.act.map_or("", crate::Act::code),
        d.amount,
        shadow,
        &d.facts,
        at
    ];
    tx.exec(sql, values).await?;
    Ok(())
}

fn decision(r: &Row) -> Result<Decision> {
    let act = Some(r.text(4)?).filter(|act| !act.is_empty());
    Ok(Decision {
        dispute: r.parse(0)?,
        moment: r.parse(1)?,
        version: r.int(2)?,
        rule: r.text(3)?,
        act: act.map(|act| act.parse()).transpose().map_err(|_| DbError::State("an act".into()))?,
        amount: r.int(5)?,
        shadow: serde_json::from_str(&r.text(6)?).unwrap_or_default(),
        facts: r.text(7)?,
    })
}

const COLUMNS: &str = "dispute, moment, version, rule, act, amount, shadow, facts";

pub(crate) async fn of(tx: &mut Tx, dispute: DisputeId) -> Result<Vec<Decision>> {
    let sql = format!("select {COLUMNS} from dispute_decisions where dispute = $1 order by at, moment");
    tx.query(&sql, params![dispute]).await?.iter().map(decision).collect()
}

/// The newest first.
pub(crate) async fn since(tx: &mut Tx, since: Time, limit: i64) -> Result<Vec<Decision>> {
    let sql =
        format!("select {COLUMNS} from dispute_decisions where at >= $1 order by at desc, dispute limit $2");
    tx.query(&sql, params![since, limit]).await?.iter().map(decision).collect()
}
