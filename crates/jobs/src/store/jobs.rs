use crate::verdict::Verdict;
use crate::{Counts, DeadJob, Job, JobLine, NewJob};
use db::{Db, Result, Row, Tx, Ty, Value, params, row};
use kernel::{JobId, Time};

const INSERT: &str = "insert into jobs (id, kind, payload, dedupe, state, run_at, attempts, created_at) \
     values ($1, $2, $3, $4, 'queued', $5, 0, $6) on conflict do nothing";
const ANY_DUE: &str = "select id from jobs where state <> 'dead' and run_at <= $1 and kind = any($2) \
     order by run_at limit 1";
/// A running job whose run_at has come is one whose holder was not heard of any more.
const CLAIM: &str = "with due as materialized (select id from jobs \
     where state <> 'dead' and run_at <= $1 and kind = any($2) order by run_at limit $3 for update skip locked) \
     update jobs set state = 'running', run_at = $4, attempts = attempts + 1 \
     where id in (select id from due) and state <> 'dead' and run_at <= $1 \
     returning id, kind, payload, attempts, created_at";
/// The count of attempts tells this holder from a later one.
const DONE: &str = "delete from jobs where jobs.id = $1 and jobs.attempts = $2 and jobs.state = 'running'";
const FAILED: &str = "update jobs set state = $3, run_at = $4, last_error = $5 \
     where jobs.id = $1 and jobs.attempts = $2 and jobs.state = 'running'";

pub(crate) async fn insert(tx: &mut Tx, now: Time, jobs: Vec<(JobId, NewJob)>) -> Result<u64> {
    let rows =
        jobs.into_iter().map(|(id, j)| row![id, j.kind, j.payload, j.dedupe, j.run_at.unwrap_or(now), now]);
    let rows = rows.collect();
    tx.exec_each(INSERT, &[Ty::Text, Ty::Text, Ty::Text, Ty::Text, Ty::Int, Ty::Int], rows).await
}

pub(crate) async fn any_due(db: &Db, now: Time, kinds: &[String]) -> Result<bool> {
    Ok(db.query_opt(ANY_DUE, params![now, kinds.to_vec()]).await?.is_some())
}

pub(crate) async fn claim(
    tx: &mut Tx,
    now: Time,
    lease_end: Time,
    limit: usize,
    kinds: &[String],
) -> Result<Vec<Job>> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = tx.query(CLAIM, params![now, kinds.to_vec(), limit, lease_end]).await?;
    let mut jobs = rows.iter().map(job).collect::<Result<Vec<Job>>>()?;
    jobs.sort_by_key(|job| job.id); // `returning` has no order
    Ok(jobs)
}

/// How many belonged to somebody else by then.
pub(crate) async fn settle(tx: &mut Tx, verdicts: &[(&Job, Verdict)]) -> Result<u64> {
    let done =
        verdicts.iter().filter(|(_, v)| *v == Verdict::Done).map(|(j, _)| row![j.id, j.attempt]).collect();
    let mut written = tx.exec_each(DONE, &[Ty::Text, Ty::Int], done).await?;
    let failed = verdicts.iter().filter_map(|(job, verdict)| failure(job, verdict)).collect();
    written += tx.exec_each(FAILED, &[Ty::Text, Ty::Int, Ty::Text, Ty::Int, Ty::Text], failed).await?;
    Ok(u64::try_from(verdicts.len()).unwrap_or(u64::MAX).saturating_sub(written))
}

fn failure(job: &Job, verdict: &Verdict) -> Option<Vec<Value>> {
    match verdict {
        Verdict::Done => None,
        Verdict::Again { run_at, error } => Some(row![job.id, job.attempt, "queued", *run_at, error]),
        Verdict::Dead { error } => Some(row![job.id, job.attempt, "dead", 0, error]),
    }
}

pub(crate) async fn counts(tx: &mut Tx) -> Result<Counts> {
    let mut counts = Counts::default();
    for row in tx.query("select state, count(*) from jobs group by state", &[]).await? {
        match row.text(0)?.as_str() {
            "queued" => counts.queued = row.int(1)?,
            "running" => counts.running = row.int(1)?,
            _ => counts.dead = row.int(1)?,
        }
    }
    Ok(counts)
}

pub(crate) async fn dead(tx: &mut Tx, words: &str, after: Option<JobId>, limit: i64) -> Result<Vec<DeadJob>> {
    let sql = "select id, kind, payload, attempts, last_error, created_at from jobs \
               where state = 'dead' and id > $1 and ($2 = '%%' or \
               lower(kind || ' ' || payload || ' ' || coalesce(last_error, '')) like $2 escape '!') \
               order by id limit $3";
    let after = after.map(|id| id.to_string()).unwrap_or_default();
    let words = words.trim().to_lowercase().replace('!', "!!").replace('%', "!%").replace('_', "!_");
    tx.query(sql, params![after, format!("%{words}%"), limit]).await?.iter().map(dead_job).collect()
}

pub(crate) async fn find_dead(tx: &mut Tx, id: JobId) -> Result<Option<DeadJob>> {
    let sql = "select id, kind, payload, attempts, last_error, created_at from jobs \
               where id = $1 and state = 'dead'";
    tx.query_opt(sql, params![id]).await?.as_ref().map(dead_job).transpose()
}

pub(crate) async fn under_way(tx: &mut Tx, limit: i64) -> Result<Vec<JobLine>> {
    let sql = "select id, kind, attempts, created_at from jobs where state = 'running' order by id limit $1";
    let line = |r: &Row| {
        Ok(JobLine { id: r.parse(0)?, kind: r.text(1)?, attempts: r.int(2)?, created_at: r.time(3)? })
    };
    tx.query(sql, params![limit]).await?.iter().map(line).collect()
}

pub(crate) async fn oldest_due(tx: &mut Tx, now: Time) -> Result<Option<Time>> {
    let sql = "select min(run_at) from jobs where state = 'queued' and state <> 'dead' and run_at <= $1";
    tx.query_opt(sql, params![now]).await?.map_or(Ok(None), |row| row.get(0))
}

pub(crate) async fn revive(tx: &mut Tx, now: Time, id: JobId) -> Result<bool> {
    let sql = "update jobs set state = 'queued', run_at = $2, attempts = 0 where id = $1 and state = 'dead'";
    Ok(tx.exec(sql, params![id, now]).await? == 1)
}

pub(crate) async fn drop_dead(tx: &mut Tx, id: JobId) -> Result<bool> {
    Ok(tx.exec("delete from jobs where id = $1 and state = 'dead'", params![id]).await? == 1)
}

fn job(r: &Row) -> Result<Job> {
    Ok(Job {
        id: r.parse(0)?,
        kind: r.text(1)?,
        payload: r.text(2)?,
        attempt: r.int(3)?,
        created_at: r.time(4)?,
    })
}

fn dead_job(r: &Row) -> Result<DeadJob> {
    Ok(DeadJob {
        id: r.parse(0)?,
        kind: r.text(1)?,
        payload: r.text(2)?,
        attempts: r.int(3)?,
        last_error: r.get::<Option<String>>(4)?.unwrap_or_default(),
        created_at: r.time(5)?,
    })
}
