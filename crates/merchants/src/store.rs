use crate::{Merchant, MerchantState, Selling, Store};
use db::{Db, Result, Row, Tx, params};
use kernel::{BasisPoints, Bilingual, MerchantId, PageAsk};

pub(crate) async fn insert_merchant(tx: &mut Tx, merchant: &Merchant) -> Result<()> {
    tx.exec_one(
        "insert into merchants (id, name_zh, name_en, about_zh, about_en, state, fee_bps, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![
            merchant.id,
            &merchant.name.zh,
            &merchant.name.en,
            &merchant.about.zh,
            &merchant.about.en,
            merchant.state.code(),
            merchant.fee.0,
            merchant.created_at
        ],
    )
    .await
}

/// Reads a merchant whose columns begin at `from`.
fn read(row: &Row, from: usize) -> Result<Merchant> {
    Ok(Merchant {
        id: row.parse(from)?,
        name: Bilingual::new(row.text(from + 1)?, row.text(from + 2)?),
        about: Bilingual::new(row.text(from + 3)?, row.text(from + 4)?),
        state: row.parse(from + 5)?,
        fee: BasisPoints(row.int(from + 6)?),
        created_at: row.time(from + 7)?,
    })
}

pub(crate) async fn merchant(db: &Db, id: MerchantId) -> Result<Option<Merchant>> {
    let sql = "select id, name_zh, name_en, about_zh, about_en, state, fee_bps, created_at from merchants where id = $1";
    db.query_opt(sql, params![id]).await?.map(|row| read(&row, 0)).transpose()
}

pub(crate) async fn merchant_exists(tx: &mut Tx, id: MerchantId) -> Result<bool> {
    Ok(tx.query_opt("select id from merchants where id = $1", params![id]).await?.is_some())
}

pub(crate) async fn merchants(db: &Db, ask: &PageAsk) -> Result<Vec<Merchant>> {
    let sql = "select id, name_zh, name_en, about_zh, about_en, state, fee_bps, created_at
               from merchants where id > $1 order by id limit $2";
    let after = ask.after.clone().unwrap_or_default();
    db.query(sql, params![after, ask.limit + 1]).await?.iter().map(|row| read(row, 0)).collect()
}

pub(crate) async fn selling(tx: &mut Tx, merchants: &[MerchantId]) -> Result<Vec<Selling>> {
    let ids: Vec<String> = merchants.iter().map(MerchantId::to_string).collect();
    let sql = "select id, state, fee_bps, name_zh, name_en from merchants where id = any($1)";
    tx.query(sql, params![ids]).await?.iter().map(read_selling).collect()
}

fn read_selling(row: &Row) -> Result<Selling> {
    let state: MerchantState = row.parse(1)?;
    Ok(Selling {
        merchant: row.parse(0)?,
        state,
        active: state == MerchantState::Active,
        fee: BasisPoints(row.int(2)?),
        name: Bilingual::new(row.text(3)?, row.text(4)?),
    })
}

/// False where the merchant was not in the old state.
pub(crate) async fn change_state(
    tx: &mut Tx,
    merchant: MerchantId,
    old: MerchantState,
    new: MerchantState,
) -> Result<bool> {
    let sql = "update merchants set state = $3 where id = $1 and state = $2";
    Ok(tx.exec(sql, params![merchant, old.code(), new.code()]).await? == 1)
}

/// False where the slug is taken.
pub(crate) async fn insert_store(tx: &mut Tx, store: &Store) -> Result<bool> {
    let changed = tx
        .exec(
            "insert into stores (id, merchant, slug, name_zh, name_en, created_at)
             values ($1, $2, $3, $4, $5, $6) on conflict (slug) do nothing",
            params![store.id, store.merchant, &store.slug, &store.name.zh, &store.name.en, store.created_at],
        )
        .await?;
    Ok(changed == 1)
}

fn read_store(row: &Row) -> Result<Store> {
    Ok(Store {
        id: row.parse(0)?,
        merchant: row.parse(1)?,
        slug: row.text(2)?,
        name: Bilingual::new(row.text(3)?, row.text(4)?),
        created_at: row.time(5)?,
    })
}

pub(crate) async fn stores(db: &Db, merchant: MerchantId) -> Result<Vec<Store>> {
    let sql =
        "select id, merchant, slug, name_zh, name_en, created_at from stores where merchant = $1 order by id";
    db.query(sql, params![merchant]).await?.iter().map(read_store).collect()
}

pub(crate) async fn by_slug(db: &Db, slug: &str) -> Result<Option<(Store, Merchant)>> {
    let row = db
        .query_opt(
            "select s.id, s.merchant, s.slug, s.name_zh, s.name_en, s.created_at,
                    m.id, m.name_zh, m.name_en, m.about_zh, m.about_en, m.state, m.fee_bps, m.created_at
             from stores s join merchants m on m.id = s.merchant where s.slug = $1",
            params![slug],
        )
        .await?;
    row.map(|row| Ok((read_store(&row)?, read(&row, 6)?))).transpose()
}
