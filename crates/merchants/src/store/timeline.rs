use crate::{Moment, Reason};
use db::{DbError, Result, Row, Tx, params};

/// At the end of what is there; of two at once, one is refused by the key and its transaction tried again.
pub(crate) async fn append(tx: &mut Tx, subject: &str, moment: &Moment) -> Result<()> {
    let sql = "insert into admission_events (subject, seq, at, what, side, reasons, note) \
               values ($1, (select coalesce(max(seq), 0) + 1 from admission_events where subject = $1), \
               $2, $3, $4, $5, $6)";
    let values = params![
        subject,
        moment.at,
        &moment.what,
        moment.side.code(),
        write_reasons(&moment.reasons),
        &moment.note
    ];
    tx.exec_one(sql, values).await
}

pub(crate) async fn of(tx: &mut Tx, subject: &str) -> Result<Vec<Moment>> {
    let sql = "select at, what, side, reasons, note from admission_events where subject = $1 order by seq";
    tx.query(sql, params![subject]).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Moment> {
    Ok(Moment {
        at: row.time(0)?,
        what: row.text(1)?,
        side: row.parse(2)?,
        reasons: read_reasons(&row.text(3)?)?,
        note: row.text(4)?,
    })
}

pub(super) fn write_reasons(reasons: &[Reason]) -> String {
    if reasons.is_empty() { String::new() } else { serde_json::to_string(reasons).unwrap_or_default() }
}

pub(super) fn read_reasons(text: &str) -> Result<Vec<Reason>> {
    if text.is_empty() {
        return Ok(Vec::new());
    }
    serde_json::from_str(text).map_err(|error| DbError::Decode(format!("reasons: {error}")))
}
