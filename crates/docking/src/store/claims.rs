use db::{Result, Row, Tx, params};
use kernel::{DisputeId, DockingKeyId, Time};

/// A partner's complaint.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    pub claim_no: String,
    pub digest: String,
    pub downstream_no: String,
    /// None: it is being opened, or was refused.
    pub dispute: Option<DisputeId>,
}

const COLUMNS: &str = "claim_no, digest, downstream_no, dispute";

/// False where the number is known.
pub(crate) async fn insert(tx: &mut Tx, key: DockingKeyId, new: &Stored, now: Time) -> Result<bool> {
    let sql = "insert into docking_claims (docking_key, claim_no, digest, downstream_no, dispute, created_at) \
               values ($1, $2, $3, $4, '', $5) on conflict do nothing";
    Ok(tx.exec(sql, params![key, &new.claim_no, &new.digest, &new.downstream_no, now]).await? == 1)
}

pub(crate) async fn find(tx: &mut Tx, key: DockingKeyId, claim_no: &str) -> Result<Option<Stored>> {
    let sql = format!("select {COLUMNS} from docking_claims where docking_key = $1 and claim_no = $2");
    tx.query_opt(&sql, params![key, claim_no]).await?.as_ref().map(read).transpose()
}

/// The oldest first.
pub(crate) async fn of(tx: &mut Tx, key: DockingKeyId, downstream_no: &str) -> Result<Vec<Stored>> {
    let sql = format!(
        "select {COLUMNS} from docking_claims where docking_key = $1 and downstream_no = $2 and dispute <> '' \
         order by created_at, claim_no"
    );
    tx.query(&sql, params![key, downstream_no]).await?.iter().map(read).collect()
}

pub(crate) async fn opened(tx: &mut Tx, key: DockingKeyId, claim_no: &str, dispute: DisputeId) -> Result<()> {
    let sql =
        "update docking_claims set dispute = $3 where docking_key = $1 and claim_no = $2 and dispute = ''";
    tx.exec(sql, params![key, claim_no, dispute]).await.map(|_| ())
}

/// It was refused: the number is free again.
pub(crate) async fn refused(tx: &mut Tx, key: DockingKeyId, claim_no: &str) -> Result<()> {
    let sql = "delete from docking_claims where docking_key = $1 and claim_no = $2 and dispute = ''";
    tx.exec(sql, params![key, claim_no]).await.map(|_| ())
}

fn read(row: &Row) -> Result<Stored> {
    let dispute = if row.text(3)?.is_empty() { None } else { Some(row.parse(3)?) };
    Ok(Stored { claim_no: row.text(0)?, digest: row.text(1)?, downstream_no: row.text(2)?, dispute })
}
