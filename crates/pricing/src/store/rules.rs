use super::{currency_of, off, offers, offers_text, state, window};
use crate::{Campaign, Level, ListItem, Off, PriceList, Rules, Tier, Tiers};
use db::{DbError, Result, Row, Tx, Ty, params, row};
use kernel::{BasisPoints, Bilingual, MerchantId, OfferId, Time};
use std::collections::{HashMap, HashSet};

#[derive(Default)]
struct Read {
    levels: Vec<Level>,
    tiers: HashMap<OfferId, Vec<Tier>>,
    lists: Vec<PriceList>,
    campaigns: Vec<Campaign>,
}

/// All that holds now for these merchants' orders, or will; those without any are left out. One query for each kind.
pub(crate) async fn of(
    tx: &mut Tx,
    now: Time,
    merchants: &[MerchantId],
) -> Result<HashMap<MerchantId, Rules>> {
    let ids: Vec<String> = merchants.iter().map(MerchantId::to_string).collect();
    let mut all: HashMap<MerchantId, Read> = HashMap::new();
    let sql = format!("select merchant, {LEVEL} from price_levels where merchant = any($1)");
    for r in tx.query(&sql, params![ids.clone()]).await? {
        all.entry(r.parse(0)?).or_default().levels.push(level(&r, 1)?);
    }
    let sql = "select merchant, offer, units, price from price_tiers where merchant = any($1)";
    for r in tx.query(sql, params![ids.clone()]).await? {
        let of = all.entry(r.parse(0)?).or_default().tiers.entry(r.parse(1)?).or_default();
        of.push(Tier { from: r.int(2)?, price: r.int(3)? });
    }
    let sql = format!(
        "select merchant, {CAMPAIGN} from price_campaigns where merchant = any($1) and state = 'on' \
         and (until is null or until > $2)"
    );
    for r in tx.query(&sql, params![ids.clone(), now]).await? {
        all.entry(r.parse(0)?).or_default().campaigns.push(campaign(&r, 1)?);
    }
    let sql = "select merchant, code, name, since, until from price_lists where merchant = any($1) \
               and (until is null or until > $2)";
    for r in tx.query(sql, params![ids.clone(), now]).await? {
        let (code, name) = (r.text(1)?, r.text(2)?);
        let list = PriceList { code, name, window: window(&r, 3)?, items: Vec::new(), partners: Vec::new() };
        all.entry(r.parse(0)?).or_default().lists.push(list);
    }
    if all.values().any(|read| !read.lists.is_empty()) {
        let sql = "select merchant, list, offer, price from price_list_items where merchant = any($1)";
        for r in tx.query(sql, params![ids]).await? {
            let (list, item) = (r.text(1)?, ListItem { offer: r.parse(2)?, price: r.int(3)? });
            let lists = all.get_mut(&r.parse(0)?).into_iter().flat_map(|read| &mut read.lists);
            lists.filter(|known| known.code == list).for_each(|known| known.items.push(item));
        }
    }
    let rules = |read: Read| {
        let tiers = read.tiers.into_iter().map(|(offer, tiers)| Tiers { offer, tiers }).collect();
        Rules::new(read.levels, tiers, read.lists, read.campaigns)
    };
    Ok(all.into_iter().map(|(merchant, read)| (merchant, rules(read))).collect())
}

/// How many rows of that table are the merchant's.
pub(crate) async fn count(tx: &mut Tx, merchant: MerchantId, table: &'static str) -> Result<i64> {
    let sql = format!("select count(*) from {table} where merchant = $1");
    tx.query_opt(&sql, params![merchant]).await?.map_or(Ok(0), |r| r.int(0))
}

/// Those with that value in that column; whether there were any.
pub(crate) async fn remove(
    tx: &mut Tx,
    merchant: MerchantId,
    (table, column): (&'static str, &'static str),
    value: &str,
) -> Result<bool> {
    let sql = format!("delete from {table} where merchant = $1 and {column} = $2");
    Ok(tx.exec(&sql, params![merchant, value]).await? > 0)
}

const LEVEL: &str = "code, name_zh, name_en, off";

fn level(r: &Row, at: usize) -> Result<Level> {
    Ok(Level {
        code: r.text(at)?,
        name: Bilingual { zh: r.text(at + 1)?, en: r.text(at + 2)? },
        off: Off::Rate(BasisPoints(r.int(at + 3)?)),
    })
}

pub(crate) async fn levels(tx: &mut Tx, merchant: MerchantId) -> Result<Vec<Level>> {
    let sql = format!("select {LEVEL} from price_levels where merchant = $1 order by code");
    tx.query(&sql, params![merchant]).await?.iter().map(|r| level(r, 0)).collect()
}

pub(crate) async fn has_level(tx: &mut Tx, merchant: MerchantId, code: &str) -> Result<bool> {
    let sql = "select 1 from price_levels where merchant = $1 and code = $2 for update";
    Ok(tx.query_opt(sql, params![merchant, code]).await?.is_some())
}

pub(crate) async fn change_level(tx: &mut Tx, merchant: MerchantId, l: &Level) -> Result<bool> {
    let sql =
        "update price_levels set name_zh = $3, name_en = $4, off = $5 where merchant = $1 and code = $2";
    let values = params![merchant, &l.code, &l.name.zh, &l.name.en, l.off.value()];
    Ok(tx.exec(sql, values).await? == 1)
}

pub(crate) async fn insert_level(tx: &mut Tx, merchant: MerchantId, l: &Level) -> Result<()> {
    let sql = "insert into price_levels (merchant, code, name_zh, name_en, off) values ($1, $2, $3, $4, $5)";
    tx.exec_one(sql, params![merchant, &l.code, &l.name.zh, &l.name.en, l.off.value()]).await
}

pub(crate) async fn tiers(tx: &mut Tx, merchant: MerchantId) -> Result<Vec<Tiers>> {
    let sql = "select offer, units, price from price_tiers where merchant = $1 order by offer, units";
    let mut all: Vec<Tiers> = Vec::new();
    for r in tx.query(sql, params![merchant]).await? {
        let (offer, tier) = (r.parse(0)?, Tier { from: r.int(1)?, price: r.int(2)? });
        match all.last_mut().filter(|last| last.offer == offer) {
            Some(last) => last.tiers.push(tier),
            None => all.push(Tiers { offer, tiers: vec![tier] }),
        }
    }
    Ok(all)
}

pub(crate) async fn count_tiered(tx: &mut Tx, merchant: MerchantId) -> Result<i64> {
    let sql = "select count(distinct offer) from price_tiers where merchant = $1";
    tx.query_opt(sql, params![merchant]).await?.map_or(Ok(0), |r| r.int(0))
}

pub(crate) async fn insert_tiers(tx: &mut Tx, merchant: MerchantId, new: &Tiers) -> Result<()> {
    let sql = "insert into price_tiers (merchant, offer, units, price) values ($1, $2, $3, $4)";
    let rows = new.tiers.iter().map(|tier| row![merchant, new.offer, tier.from, tier.price]).collect();
    tx.exec_each_one(sql, &[Ty::Text, Ty::Text, Ty::Int, Ty::Int], rows).await
}

const CAMPAIGN: &str = "code, name_zh, name_en, kind, off, currency, ways, offers, since, until, state";

fn campaign(r: &Row, at: usize) -> Result<Campaign> {
    let ways = r.text(at + 6)?.parse();
    Ok(Campaign {
        code: r.text(at)?,
        name: Bilingual { zh: r.text(at + 1)?, en: r.text(at + 2)? },
        off: off(r, at + 3)?,
        ways: ways.map_err(|()| DbError::Decode("an unknown way of ordering".into()))?,
        offers: offers(r, at + 7)?,
        window: window(r, at + 8)?,
        on: r.text(at + 10)? == "on",
    })
}

pub(crate) async fn campaigning(tx: &mut Tx, now: Time) -> Result<HashSet<MerchantId>> {
    let sql = "select distinct merchant from price_campaigns where state = 'on' and ways <> 'api' and since <= $1 \
               and (until is null or until > $1)";
    tx.query(sql, params![now]).await?.iter().map(|r| r.parse(0)).collect()
}

pub(crate) async fn campaigns(tx: &mut Tx, merchant: MerchantId) -> Result<Vec<Campaign>> {
    let sql = format!("select {CAMPAIGN} from price_campaigns where merchant = $1 order by code");
    tx.query(&sql, params![merchant]).await?.iter().map(|r| campaign(r, 0)).collect()
}

pub(crate) async fn change_campaign(tx: &mut Tx, merchant: MerchantId, c: &Campaign) -> Result<bool> {
    let sql = "update price_campaigns set name_zh = $3, name_en = $4, kind = $5, off = $6, currency = $7, ways = $8, \
               offers = $9, since = $10, until = $11, state = $12 where merchant = $1 and code = $2";
    Ok(tx.exec(sql, &campaign_values(merchant, c)?).await? == 1)
}

pub(crate) async fn insert_campaign(tx: &mut Tx, merchant: MerchantId, c: &Campaign) -> Result<()> {
    let sql = "insert into price_campaigns (merchant, code, name_zh, name_en, kind, off, currency, ways, offers, since, \
               until, state) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    tx.exec_one(sql, &campaign_values(merchant, c)?).await
}

fn campaign_values(merchant: MerchantId, c: &Campaign) -> Result<Vec<db::Value>> {
    Ok(row![
        merchant,
        &c.code,
        &c.name.zh,
        &c.name.en,
        c.off.kind(),
        c.off.value(),
        currency_of(c.off),
        c.ways.code(),
        offers_text(&c.offers)?,
        c.window.from,
        c.window.until,
        state(c.on)
    ])
}
