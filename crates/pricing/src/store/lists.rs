use super::window;
use crate::{Kept, ListItem, Partner, PriceList};
use db::{Result, Row, Tx, Ty, params, row};
use kernel::{MerchantId, UserId};

type Of = (MerchantId, UserId);

pub(crate) async fn given_to(tx: &mut Tx, asked: &[Of]) -> Result<Vec<(Of, String)>> {
    let sql = "select merchant, user_id, list from price_list_partners where merchant = $1 and user_id = $2";
    // The index by user leads there.
    let rows = asked.iter().map(|(merchant, user)| row![*merchant, *user]).collect();
    let found = tx.query_each(sql, &[Ty::Text, Ty::Text], rows).await?;
    found.iter().map(|r| Ok(((r.parse(0)?, r.parse(1)?), r.text(2)?))).collect()
}

pub(crate) async fn all(tx: &mut Tx, merchant: MerchantId) -> Result<Vec<PriceList>> {
    let sql = "select code, name, since, until from price_lists where merchant = $1 order by code";
    let rows = tx.query(sql, params![merchant]).await?;
    let mut lists = rows.iter().map(list).collect::<Result<Vec<_>>>()?;
    let sql = "select list, offer, price from price_list_items where merchant = $1 order by list, offer";
    for r in tx.query(sql, params![merchant]).await? {
        let item = ListItem { offer: r.parse(1)?, price: r.int(2)? };
        of(&mut lists, &r.text(0)?, |list| list.items.push(item));
    }
    let sql =
        "select list, user_id, label from price_list_partners where merchant = $1 order by list, user_id";
    for r in tx.query(sql, params![merchant]).await? {
        let partner = Partner { user: r.parse(1)?, label: r.text(2)? };
        of(&mut lists, &r.text(0)?, |list| list.partners.push(partner));
    }
    Ok(lists)
}

fn of(lists: &mut [PriceList], code: &str, change: impl FnOnce(&mut PriceList)) {
    if let Some(list) = lists.iter_mut().find(|list| list.code == code) {
        change(list);
    }
}

fn list(r: &Row) -> Result<PriceList> {
    let (code, name) = (r.text(0)?, r.text(1)?);
    Ok(PriceList { code, name, window: window(r, 2)?, items: Vec::new(), partners: Vec::new() })
}

pub(crate) async fn insert(tx: &mut Tx, merchant: MerchantId, list: &PriceList) -> Result<()> {
    let sql = "insert into price_lists (merchant, code, name, since, until) values ($1, $2, $3, $4, $5)";
    let values = params![merchant, &list.code, &list.name, list.window.from, list.window.until];
    tx.exec_one(sql, values).await?;
    let sql = "insert into price_list_items (merchant, list, offer, price) values ($1, $2, $3, $4)";
    let rows = list.items.iter().map(|item| row![merchant, &list.code, item.offer, item.price]).collect();
    tx.exec_each_one(sql, &[Ty::Text, Ty::Text, Ty::Text, Ty::Int], rows).await?;
    let sql = "insert into price_list_partners (merchant, list, user_id, label) values ($1, $2, $3, $4)";
    let rows = list.partners.iter().map(|one| row![merchant, &list.code, one.user, &one.label]).collect();
    tx.exec_each_one(sql, &[Ty::Text; 4], rows).await
}

/// With all that stands in it; whether it was there.
pub(crate) async fn remove(tx: &mut Tx, merchant: MerchantId, code: &str) -> Result<bool> {
    let gone =
        tx.exec("delete from price_lists where merchant = $1 and code = $2", params![merchant, code]).await?;
    for table in ["price_list_items", "price_list_partners"] {
        let sql = format!("delete from {table} where merchant = $1 and list = $2");
        tx.exec(&sql, params![merchant, code]).await?;
    }
    Ok(gone == 1)
}

pub(crate) async fn kept(tx: &mut Tx, user: UserId) -> Result<Vec<Kept>> {
    let sql =
        "select merchant, list, label from price_list_partners where user_id = $1 order by merchant, list";
    let found = tx.query(sql, params![user]).await?;
    let kept = |r: &Row| {
        Ok(Kept { merchant: r.parse(0)?, what: "partner", of: r.text(1)?, label: r.text(2)?, since: None })
    };
    found.iter().map(kept).collect()
}

pub(crate) async fn forget(tx: &mut Tx, user: UserId) -> Result<()> {
    tx.exec("delete from price_list_partners where user_id = $1", params![user]).await?;
    Ok(())
}
