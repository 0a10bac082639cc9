use db::{Result, Tx, Ty, params, row};
use std::collections::HashMap;

pub(crate) async fn of(tx: &mut Tx, ids: &[String]) -> Result<HashMap<String, i64>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows =
        tx.query("select id, number from docking_numbers where id = any($1)", params![ids.to_vec()]).await?;
    rows.iter().map(|row| Ok((row.text(0)?, row.int(1)?))).collect()
}

pub(crate) async fn id_of(tx: &mut Tx, number: i64) -> Result<Option<String>> {
    let row = tx.query_opt("select id from docking_numbers where number = $1", params![number]).await?;
    row.map(|row| row.text(0)).transpose()
}

/// The last one that was given.
pub(crate) async fn last(tx: &mut Tx) -> Result<i64> {
    let row = tx.query_opt("select coalesce(max(number), 0) from docking_numbers", &[]).await?;
    row.map_or(Ok(0), |row| row.int(0))
}

/// Refused where somebody else has given one of these numbers meanwhile, or one to one of these ids.
pub(crate) async fn insert(tx: &mut Tx, numbered: Vec<(i64, String)>) -> Result<u64> {
    let sql = "insert into docking_numbers (number, id) values ($1, $2)";
    tx.exec_each(
        sql,
        &[Ty::Int, Ty::Text],
        numbered.into_iter().map(|(number, id)| row![number, id]).collect(),
    )
    .await
}
