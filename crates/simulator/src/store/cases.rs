use db::{Db, Result, Tx, params};
use kernel::{Currency, DeliveryId, DisputeId, MerchantId, Money, OrderId, SkuId, Time, TopUpId, UserId};

/// A dispute, and what was said last of its money.
pub struct CaseRow {
    pub id: DisputeId,
    pub order: OrderId,
    pub amount: i64,
    pub state: String,
    /// Empty while it is open.
    pub how: String,
    pub frozen: bool,
    pub offer: i64,
    pub refunded: i64,
    /// How much goes back by the last ruling.
    pub ruled: Option<i64>,
    /// Who closed it; the code of the rule, where one did.
    pub closed_by: Option<String>,
    pub taken_by: Option<String>,
}

pub async fn cases(tx: &mut Tx) -> Result<Vec<CaseRow>> {
    let sql = "select d.id, d.order_id, d.amount, d.state, d.closed_how, d.frozen, d.offer, d.refunded, \
               (select e.data from dispute_entries e where e.dispute = d.id and e.kind = 'ruled' order by e.seq desc limit 1), \
               (select e.who from dispute_entries e where e.dispute = d.id and e.kind = 'closed' limit 1), d.taken_by \
               from disputes d order by d.id";
    let rows = tx.query(sql, &[]).await?;
    rows.iter()
        .map(|r| {
            let said: Option<String> = r.get(8)?;
            let back = |text: String| serde_json::from_str::<serde_json::Value>(&text).ok()?["back"].as_i64();
            Ok(CaseRow {
                id: r.parse(0)?,
                order: r.parse(1)?,
                amount: r.int(2)?,
                state: r.text(3)?,
                how: r.text(4)?,
                frozen: r.int(5)? != 0,
                offer: r.int(6)?,
                refunded: r.int(7)?,
                ruled: said.and_then(back),
                closed_by: r.get(9)?,
                taken_by: r.get(10)?,
            })
        })
        .collect()
}

pub struct HeldRow {
    pub order: OrderId,
    pub reason: String,
    pub who: String,
}

pub async fn held(tx: &mut Tx) -> Result<Vec<HeldRow>> {
    let rows = tx.query("select order_id, reason, who from held_orders order by order_id", &[]).await?;
    rows.iter().map(|r| Ok(HeldRow { order: r.parse(0)?, reason: r.text(1)?, who: r.text(2)? })).collect()
}

/// Units whose money went back before anybody saw them.
pub async fn recalled(tx: &mut Tx) -> Result<Vec<DeliveryId>> {
    let sql = "select order_id, seq from deliveries where state = 'recalled' order by order_id, seq";
    let rows = tx.query(sql, &[]).await?;
    rows.iter().map(|r| Ok(DeliveryId { order: r.parse(0)?, seq: r.int(1)? })).collect()
}

/// How many of them, by merchant and goods.
pub async fn recalled_units(tx: &mut Tx) -> Result<Vec<(MerchantId, SkuId, i64)>> {
    let sql = "select merchant, sku, count(*) from deliveries where state = 'recalled' group by merchant, sku \
               order by merchant, sku";
    tx.query(sql, &[]).await?.iter().map(|r| Ok((r.parse(0)?, r.parse(1)?, r.int(2)?))).collect()
}

pub struct TopUpRow {
    pub id: TopUpId,
    pub user: UserId,
    pub state: String,
    pub credited: Money,
}

pub async fn top_ups(tx: &mut Tx) -> Result<Vec<TopUpRow>> {
    let rows = tx.query("select id, buyer, state, credited, currency from top_ups order by id", &[]).await?;
    rows.iter()
        .map(|r| {
            let credited = Money::new(r.int(3)?, r.parse::<Currency>(4)?);
            Ok(TopUpRow { id: r.parse(0)?, user: r.parse(1)?, state: r.text(2)?, credited })
        })
        .collect()
}

/// Whose accounts are deleted, and since when.
pub async fn gone(tx: &mut Tx) -> Result<Vec<(UserId, Time)>> {
    let sql = "select id, deleted_at from users where deleted_at is not null order by id";
    tx.query(sql, &[]).await?.iter().map(|r| Ok((r.parse(0)?, r.time(1)?))).collect()
}

/// Money between a balance and a bond, as the ledger has it.
pub struct BondRow {
    pub merchant: MerchantId,
    /// Into the bond, or out of it.
    pub out: bool,
    pub amount: i64,
}

pub async fn bonds(tx: &mut Tx) -> Result<Vec<BondRow>> {
    let sql = "select book, id, amount from transfers where id >= 'bond/' and id < 'bond0' order by id, book";
    let rows = tx.query(sql, &[]).await?;
    let row = |r: &db::Row| {
        let out = r.text(1)?.starts_with("bond/out/");
        Ok(BondRow { merchant: r.parse(0)?, out, amount: r.int(2)? })
    };
    rows.iter().map(row).collect()
}

/// Kind, movement and the channel's number of each difference that is open.
pub async fn open_differences(tx: &mut Tx) -> Result<Vec<(String, String, String)>> {
    let sql = "select kind, movement, reference from channel_differences where state = 'open' \
               order by kind, movement, reference";
    tx.query(sql, &[]).await?.iter().map(|r| Ok((r.text(0)?, r.text(1)?, r.text(2)?))).collect()
}

/// Somebody with an account, without a way in.
pub async fn add_user(db: &Db, id: UserId, role: &str, now: Time) -> Result<()> {
    let mut tx = db.begin().await?;
    let sql = "insert into users (id, name, role, state, created_at) values ($1, '', $2, 'active', $3)";
    tx.exec_one(sql, params![id, role, now]).await?;
    tx.commit().await
}
