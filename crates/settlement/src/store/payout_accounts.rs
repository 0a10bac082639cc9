use crate::AccountKind;
use db::{DbError, Result, Tx, params};
use kernel::{MerchantId, Time};

pub(crate) struct Row {
    pub kind: AccountKind,
    pub sealed: Vec<u8>,
    pub masked: String,
    pub changed_by: String,
    pub changed_at: Time,
}

pub(crate) async fn put(tx: &mut Tx, merchant: MerchantId, row: &Row) -> Result<()> {
    let sql = "insert into payout_accounts (merchant, kind, sealed, masked, changed_by, changed_at) \
               values ($1, $2, $3, $4, $5, $6) on conflict (merchant) do update set kind = excluded.kind, \
               sealed = excluded.sealed, masked = excluded.masked, changed_by = excluded.changed_by, \
               changed_at = excluded.changed_at";
    let params =
        params![merchant, row.kind.code(), row.sealed.clone(), &row.masked, &row.changed_by, row.changed_at];
    tx.exec_one(sql, params).await
}

pub(crate) async fn find(tx: &mut Tx, merchant: MerchantId) -> Result<Option<Row>> {
    let sql = "select kind, sealed, masked, changed_by, changed_at from payout_accounts where merchant = $1";
    let found = tx.query_opt(sql, params![merchant]).await?;
    found
        .map(|r| {
            Ok(Row {
                kind: kind(&r.text(0)?)?,
                sealed: r.bytes(1)?,
                masked: r.text(2)?,
                changed_by: r.text(3)?,
                changed_at: r.time(4)?,
            })
        })
        .transpose()
}

pub(super) fn kind(code: &str) -> Result<AccountKind> {
    code.parse().map_err(|()| DbError::Decode(format!("{code} is no kind of account")))
}
