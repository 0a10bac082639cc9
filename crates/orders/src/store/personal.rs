use db::{Result, Row, Tx, Ty, params, row};
use kernel::UserId;

pub(crate) async fn has_open(tx: &mut Tx, user: UserId) -> Result<bool> {
    let sql = "select id from orders where buyer = $1 and state in ('pending', 'fulfilling') union all \
               select id from top_ups where buyer = $1 and state = 'open' limit 1";
    Ok(tx.query_opt(sql, params![user]).await?.is_some())
}

pub(crate) async fn anonymise(tx: &mut Tx, user: UserId) -> Result<u64> {
    let own = "in (select id from orders where buyer = $1)";
    let notes = format!("update order_notes set text = '' where kind <> 'note' and order_id {own}");
    tx.exec(&notes, params![user]).await?;
    let links = format!("update reveal_links set used_from = null, refused_from = null where order_id {own}");
    tx.exec(&links, params![user]).await?;
    let sql = "update orders set buyer = null, contact = null, contact_sealed = null, contact_print = null, \
               placed_from = '' where buyer = $1 and state not in ('pending', 'fulfilling')";
    tx.exec(
        &format!("update fulfilments set account = $2 where order_id {own}"),
        params![user, Vec::<u8>::new()],
    )
    .await?;
    tx.exec(sql, params![user]).await
}

/// What is forgotten of an order after a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forget {
    /// From where it was placed.
    Address,
    /// How its buyer is reached.
    Contact,
}

impl Forget {
    fn mark(self) -> &'static str {
        match self {
            Self::Address => "orders.placed_from",
            Self::Contact => "orders.contact",
        }
    }
    fn changes(self) -> &'static [&'static str] {
        match self {
            Self::Address => {
                &["update orders set placed_from = '' where orders.id = $1 and orders.placed_from <> ''"]
            }
            // The account that something was credited to is as personal.
            Self::Contact => &[
                "update orders set contact_sealed = null, contact_print = null \
                 where orders.id = $1 and orders.contact_print is not null",
                "update fulfilments set account = substr(account, 1, 0), account_hint = '' \
                 where fulfilments.order_id = $1 and fulfilments.account_hint <> ''",
            ],
        }
    }
}

/// Of the next so many orders before that id; whether there may be more.
pub(crate) async fn forget(tx: &mut Tx, what: Forget, end: &str, limit: i64) -> Result<bool> {
    let mark = "select position from retention_marks where what = $1 for update";
    let position = tx.query_opt(mark, params![what.mark()]).await?.map(|row| row.text(0)).transpose()?;
    let next = "select id from orders where id > $1 and id < $2 order by id limit $3";
    let rows = tx.query(next, params![position.unwrap_or_default(), end, limit]).await?;
    let ids = rows.iter().map(|row: &Row| row.text(0)).collect::<Result<Vec<String>>>()?;
    let Some(last) = ids.last() else { return Ok(false) };
    for change in what.changes() {
        tx.exec_each(change, &[Ty::Text], ids.iter().map(|id| row![id]).collect()).await?;
    }
    if what == Forget::Contact {
        pricing::forget_guests(tx, &ids).await?;
    }
    let sql = "insert into retention_marks (what, position) values ($1, $2) \
               on conflict (what) do update set position = excluded.position";
    tx.exec(sql, params![what.mark(), last]).await?;
    Ok(i64::try_from(ids.len()).unwrap_or(limit) >= limit)
}
