use crate::duty::scopes_of;
use crate::{Duty, Proposal, ProposalState, Role, Scopes, Sensitive, UserState};
use db::{Db, Result, Row, Tx, Value, params};
use kernel::{PageAsk, ProposalId, Time, UserId};

/// One of the operator's people, as they stand now.
pub(crate) struct Standing {
    pub user: UserId,
    duty: Option<Duty>,
}

impl Standing {
    pub fn scopes(&self) -> Scopes {
        scopes_of(Role::Operator, self.duty)
    }
}

const COLUMNS: &str = "id, act, subject, before_value, after_value, mark, reason, proposed_by, proposed_from, proposed_at, \
     expires_at, state, decided_by, decided_at, decision_reason";

/// Behind all ids.
const LAST: &str = "prp_zzzzzzzzzzzzzzzzzzzzzzzzzz";

/// False where the same thing is proposed already; the transaction may go on.
pub(crate) async fn insert(tx: &mut Tx, p: &Proposal, deed: &[u8]) -> Result<bool> {
    let sql = format!(
        "insert into proposals ({COLUMNS}, deed)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, null, null, '', $13) on conflict do nothing"
    );
    let values = params![
        p.id,
        p.act.code(),
        &p.subject,
        &p.before,
        &p.after,
        &p.mark,
        &p.reason,
        p.proposed_by,
        &p.proposed_from,
        p.proposed_at,
        p.expires_at,
        p.state.code(),
        deed.to_vec()
    ];
    Ok(tx.exec(&sql, values).await? == 1)
}

pub(crate) async fn find(tx: &mut Tx, id: ProposalId) -> Result<Option<(Proposal, Vec<u8>)>> {
    let sql = format!("select {COLUMNS}, deed from proposals where id = $1");
    let row = tx.query_opt(&sql, params![id]).await?;
    row.map(|row| Ok((read(&row)?, row.bytes(15)?))).transpose()
}

/// Held until the commit: of two who decide at once the second sees what the first has done.
pub(crate) async fn lock(tx: &mut Tx, id: ProposalId) -> Result<Option<Proposal>> {
    let sql = format!("select {COLUMNS} from proposals where id = $1 for update");
    tx.query_opt(&sql, params![id]).await?.as_ref().map(read).transpose()
}

/// Those of the acts; the newest first. One that is too old counts as expired before it is swept up.
pub(crate) async fn list(
    db: &Db,
    acts: &[Sensitive],
    state: Option<ProposalState>,
    now: Time,
    ask: &PageAsk,
) -> Result<Vec<Proposal>> {
    let acts: Vec<String> = acts.iter().map(|act| act.code().to_owned()).collect();
    let before = ask.after.clone().unwrap_or_else(|| LAST.to_owned());
    let mut values: Vec<Value> = params![acts, before, ask.limit + 1].to_vec();
    let narrowed = match state {
        None => "",
        Some(ProposalState::Proposed) => " and state = 'proposed' and expires_at > $4",
        Some(ProposalState::Expired) => {
            " and (state = 'expired' or (state = 'proposed' and expires_at <= $4))"
        }
        Some(_) => " and state = $4",
    };
    match state {
        None => {}
        Some(ProposalState::Proposed | ProposalState::Expired) => values.push(Value::from(now)),
        Some(state) => values.push(Value::from(state.code())),
    }
    let sql = format!(
        "select {COLUMNS} from proposals where act = any($1) and id < $2{narrowed} order by id desc limit $3"
    );
    db.query(&sql, &values).await?.iter().map(read).collect()
}

/// False where somebody has decided it meanwhile.
pub(crate) async fn decide(
    tx: &mut Tx,
    id: ProposalId,
    state: ProposalState,
    by: UserId,
    now: Time,
    reason: &str,
) -> Result<bool> {
    let sql = "update proposals set state = $2, decided_by = $3, decided_at = $4, decision_reason = $5
               where id = $1 and state = 'proposed'";
    Ok(tx.exec(sql, params![id, state.code(), by, now, reason]).await? == 1)
}

/// Those that are too old, of everything or of the one thing; they are gone from the queue.
pub(crate) async fn expire(
    tx: &mut Tx,
    now: Time,
    of: Option<(Sensitive, &str)>,
    limit: i64,
) -> Result<Vec<Proposal>> {
    let mut values: Vec<Value> = params![now, limit].to_vec();
    let narrowed = match of {
        None => "",
        Some((act, subject)) => {
            values.extend([Value::from(act.code()), Value::from(subject)]);
            " and act = $3 and subject = $4"
        }
    };
    let sql = format!(
        "select {COLUMNS} from proposals where state = 'proposed' and expires_at <= $1{narrowed}
         order by id limit $2 for update"
    );
    let due: Vec<Proposal> = tx.query(&sql, &values).await?.iter().map(read).collect::<Result<_>>()?;
    for proposal in &due {
        let sql =
            "update proposals set state = 'expired', decided_at = $2 where id = $1 and state = 'proposed'";
        tx.exec_one(sql, params![proposal.id, now]).await?;
    }
    Ok(due)
}

/// All of the operator's people who are let in.
pub(crate) async fn operators(tx: &mut Tx) -> Result<Vec<Standing>> {
    let sql = "select id, duty from users where role = $1 and state = $2 order by id limit 500";
    let values = params![Role::Operator.code(), UserState::Active.code()];
    tx.query(sql, values).await?.iter().map(read_standing).collect()
}

/// Those of the two who still work for the operator and are let in, held until the commit; with all admins, in the order
/// in which `staff::lock` holds them.
pub(crate) async fn hold(tx: &mut Tx, two: [UserId; 2]) -> Result<Vec<Standing>> {
    let sql = "select id, duty from users
               where (id in ($1, $2) or duty = $5) and role = $3 and state = $4 order by id for update";
    let [first, second] = two;
    let values = params![first, second, Role::Operator.code(), UserState::Active.code(), Duty::Admin.code()];
    tx.query(sql, values).await?.iter().map(read_standing).collect()
}

fn read_standing(row: &Row) -> Result<Standing> {
    Ok(Standing { user: row.parse(0)?, duty: row.parse_opt(1)? })
}

fn read(row: &Row) -> Result<Proposal> {
    Ok(Proposal {
        id: row.parse(0)?,
        act: row.parse(1)?,
        subject: row.text(2)?,
        before: row.text(3)?,
        after: row.text(4)?,
        mark: row.text(5)?,
        reason: row.text(6)?,
        proposed_by: row.parse(7)?,
        proposed_from: row.text(8)?,
        proposed_at: row.time(9)?,
        expires_at: row.time(10)?,
        state: row.parse(11)?,
        decided_by: row.parse_opt(12)?,
        decided_at: row.get(13)?,
        decision_reason: row.text(14)?,
    })
}
