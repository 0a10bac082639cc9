use crate::trail::Link;
use crate::{TrailFilter, TrailRow};
use db::{Db, Result, Row, Tx, Value, params};

/// Where the chain ends.
pub(crate) struct Head {
    pub seq: i64,
    pub digest: Vec<u8>,
}

/// The end of the chain, held until the commit, so that no two rows follow the same one.
pub(crate) async fn lock_head(tx: &mut Tx) -> Result<Head> {
    let first =
        "insert into trail_head (id, seq, digest) values ('trail', 0, $1) on conflict (id) do nothing";
    tx.exec(first, params![Vec::<u8>::new()]).await?;
    let row = tx.query_opt("select seq, digest from trail_head where id = 'trail' for update", &[]).await?;
    row.as_ref().map_or_else(|| Ok(empty()), read_head)
}

pub(crate) async fn head(tx: &mut Tx) -> Result<Head> {
    let row = tx.query_opt("select seq, digest from trail_head where id = 'trail'", &[]).await?;
    row.as_ref().map_or_else(|| Ok(empty()), read_head)
}

fn empty() -> Head {
    Head { seq: 0, digest: Vec::new() }
}

fn read_head(row: &Row) -> Result<Head> {
    Ok(Head { seq: row.int(0)?, digest: row.bytes(1)? })
}

pub(crate) async fn append(tx: &mut Tx, link: &Link) -> Result<()> {
    let [who, what, subject, before, after, reason, from] = &link.texts;
    tx.exec_one(
        "insert into trail (seq, at, who, what, subject, before_value, after_value, reason, from_address, previous, digest)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        params![
            link.seq, link.at, who, what, subject, before, after, reason, from, link.previous.clone(),
            link.digest.clone()
        ],
    )
    .await?;
    tx.exec_one(
        "update trail_head set seq = $1, digest = $2 where id = 'trail' and seq = $3",
        params![link.seq, link.digest.clone(), link.seq - 1],
    )
    .await
}

/// The rows that follow `after`, in order.
pub(crate) async fn page(tx: &mut Tx, after: i64, limit: i64) -> Result<Vec<Link>> {
    let sql = "select seq, at, who, what, subject, before_value, after_value, reason, from_address, previous, digest
               from trail where seq > $1 order by seq limit $2";
    tx.query(sql, params![after, limit]).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Link> {
    let text = |index| row.text(index);
    Ok(Link {
        seq: row.int(0)?,
        at: row.time(1)?,
        texts: [text(2)?, text(3)?, text(4)?, text(5)?, text(6)?, text(7)?, text(8)?],
        previous: row.bytes(9)?,
        digest: row.bytes(10)?,
    })
}

/// The newest first.
pub(crate) async fn search(db: &Db, filter: &TrailFilter, before: i64, limit: i64) -> Result<Vec<TrailRow>> {
    let mut values: Vec<Value> = params![before, limit].to_vec();
    let mut wanted = String::from("seq < $1");
    let mut narrow = |condition: &str, value: Value| {
        values.push(value);
        wanted.push_str(" and ");
        wanted.push_str(&condition.replace('?', &format!("${}", values.len())));
    };
    let exact = [("who = ?", &filter.who), ("what = ?", &filter.what), ("subject = ?", &filter.subject)];
    for (condition, text) in exact {
        if let Some(text) = text {
            narrow(condition, Value::from(text));
        }
    }
    for (condition, time) in [("at >= ?", filter.from), ("at < ?", filter.to)] {
        if let Some(time) = time {
            narrow(condition, Value::from(time));
        }
    }
    if let Some(words) = &filter.words {
        let text = "lower(who || ' ' || what || ' ' || subject || ' ' || before_value || ' ' || after_value || ' ' || reason) like ? escape '!'";
        narrow(text, Value::from(format!("%{}%", escaped(&words.to_lowercase()))));
    }
    let sql = format!(
        "select seq, at, who, what, subject, before_value, after_value, reason, from_address
         from trail where {wanted} order by seq desc limit $2"
    );
    db.query(&sql, &values).await?.iter().map(read_row).collect()
}

/// As a part of a `like` whose escape is `!`.
fn escaped(words: &str) -> String {
    words.replace('!', "!!").replace('%', "!%").replace('_', "!_")
}

fn read_row(row: &Row) -> Result<TrailRow> {
    let text = |index| row.text(index);
    Ok(TrailRow {
        seq: row.int(0)?,
        at: row.time(1)?,
        who: text(2)?,
        what: text(3)?,
        subject: text(4)?,
        before: text(5)?,
        after: text(6)?,
        reason: text(7)?,
        from: text(8)?,
    })
}
