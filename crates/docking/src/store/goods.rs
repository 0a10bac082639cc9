use db::{Result, Tx, Ty, params, row};
use kernel::{DockingKeyId, OfferId, Time};

/// How goods looked to a partner.
pub(crate) struct Looked {
    pub offer: OfferId,
    pub digest: Vec<u8>,
    pub on_sale: bool,
    pub changed_at: Time,
}

pub(crate) async fn of(tx: &mut Tx, key: DockingKeyId) -> Result<Vec<Looked>> {
    let sql = "select offer, digest, on_sale, changed_at from docking_goods where docking_key = $1";
    let rows = tx.query(sql, params![key]).await?;
    let read = |row: &db::Row| {
        let on_sale = row.int(2)? == 1;
        Ok(Looked { offer: row.parse(0)?, digest: row.bytes(1)?, on_sale, changed_at: row.time(3)? })
    };
    rows.iter().map(read).collect()
}

/// Two who look at the same moment write the same.
pub(crate) async fn put(tx: &mut Tx, key: DockingKeyId, looked: &[Looked]) -> Result<()> {
    let sql = "insert into docking_goods (docking_key, offer, digest, on_sale, changed_at) values ($1, $2, $3, $4, $5) \
               on conflict (docking_key, offer) do update set digest = excluded.digest, on_sale = excluded.on_sale, \
               changed_at = excluded.changed_at";
    let one = |l: &Looked| row![key, l.offer, l.digest.clone(), i64::from(l.on_sale), l.changed_at];
    let types = [Ty::Text, Ty::Text, Ty::Bytes, Ty::Int, Ty::Int];
    tx.exec_each(sql, &types, looked.iter().map(one).collect()).await.map(|_| ())
}
