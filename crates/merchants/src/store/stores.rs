use super::merchants;
use crate::{Merchant, Store, StoreWords};
use db::{Db, Result, Row, Tx, params};
use kernel::{Bilingual, MerchantId};

pub(super) const COLUMNS: &str = "s.id, s.merchant, s.slug, s.name_zh, s.name_en, s.announcement_zh, s.announcement_en, s.contact, \
     s.hours_zh, s.hours_en, s.policy_zh, s.policy_en, s.colour, s.version, s.created_at";
/// How many columns these are.
pub(super) const WIDTH: usize = 15;

/// False where the slug is taken.
pub(crate) async fn insert(tx: &mut Tx, store: &Store) -> Result<bool> {
    let changed = tx
        .exec(
            "insert into stores (id, merchant, slug, name_zh, name_en, created_at)
             values ($1, $2, $3, $4, $5, $6) on conflict (slug) do nothing",
            params![store.id, store.merchant, &store.slug, &store.name.zh, &store.name.en, store.created_at],
        )
        .await?;
    Ok(changed == 1)
}

/// False where it has another version by now.
pub(crate) async fn change(
    tx: &mut Tx,
    merchant: MerchantId,
    version: i64,
    name: &Bilingual,
    words: &StoreWords,
) -> Result<bool> {
    let sql = "update stores set name_zh = $3, name_en = $4, announcement_zh = $5, announcement_en = $6, contact = $7, \
               hours_zh = $8, hours_en = $9, policy_zh = $10, policy_en = $11, colour = $12, version = version + 1 \
               where merchant = $1 and version = $2 and id = (select min(id) from stores where merchant = $1)";
    let values = params![
        merchant,
        version,
        &name.zh,
        &name.en,
        &words.announcement.zh,
        &words.announcement.en,
        &words.contact,
        &words.hours.zh,
        &words.hours.en,
        &words.policy.zh,
        &words.policy.en,
        &words.colour
    ];
    Ok(tx.exec(sql, values).await? == 1)
}

pub(crate) async fn slug_exists(tx: &mut Tx, slug: &str) -> Result<bool> {
    Ok(tx.query_opt("select id from stores where slug = $1", params![slug]).await?.is_some())
}

pub(crate) async fn has_one(tx: &mut Tx, merchant: MerchantId) -> Result<bool> {
    Ok(tx.query_opt("select id from stores where merchant = $1 limit 1", params![merchant]).await?.is_some())
}

pub(super) fn read(row: &Row) -> Result<Store> {
    let both = |at: usize| Ok::<_, db::DbError>(Bilingual::new(row.text(at)?, row.text(at + 1)?));
    Ok(Store {
        id: row.parse(0)?,
        merchant: row.parse(1)?,
        slug: row.text(2)?,
        name: both(3)?,
        words: StoreWords {
            announcement: both(5)?,
            contact: row.text(7)?,
            hours: both(8)?,
            policy: both(10)?,
            colour: row.text(12)?,
        },
        version: row.int(13)?,
        created_at: row.time(14)?,
    })
}

pub(crate) async fn of(db: &Db, merchant: MerchantId) -> Result<Vec<Store>> {
    let sql = format!("select {COLUMNS} from stores s where s.merchant = $1 order by s.id");
    db.query(&sql, params![merchant]).await?.iter().map(read).collect()
}

pub(crate) async fn by_slug(db: &Db, slug: &str) -> Result<Option<(Store, Merchant)>> {
    let sql = format!(
        "select {COLUMNS}, m.id, m.name_zh, m.name_en, m.about_zh, m.about_en, m.state, m.fee_bps, m.trusted, m.plan,
                m.created_at
         from stores s join merchants m on m.id = s.merchant where s.slug = $1"
    );
    let row = db.query_opt(&sql, params![slug]).await?;
    row.map(|row| Ok((read(&row)?, merchants::read(&row, 15)?))).transpose()
}
