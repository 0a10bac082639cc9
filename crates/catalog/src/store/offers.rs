use super::both;
use crate::list::{Place, Wanted};
use crate::own::Piece;
use crate::{
    AccountForm, NewOffer, NewPrice, Offer, OfferState, OfferView, Orderable, Price, Priced, ProductState,
    Which, search,
};
use db::{Result, Row, Tx, Ty, Value, params, row};
use kernel::{BasisPoints, Currency, MerchantId, Money, OfferId, ProductId, Time};

const INSERT: &str = "insert into offers (id, merchant, sku, product, price_minor, list_price_minor, currency, \
     quantity_min, quantity_max, state, sort, created_at) \
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
const REPRICE: &str = "update offers set price_minor = $5, list_price_minor = $6 \
     where id = $1 and merchant = $2 and price_minor = $3 and currency = $4";
const SELECT: &str = "select id, merchant, sku, product, price_minor, list_price_minor, currency, quantity_min, \
     quantity_max, state, sort, created_at from offers";
const VIEW: &str = "select o.id, o.merchant, o.sku, s.code, s.name_zh, s.name_en, s.kind, o.product, p.slug, \
     r.title_zh, r.title_en, r.summary_zh, r.summary_en, p.brand_zh, p.brand_en, p.picture, p.category, \
     o.price_minor, o.list_price_minor, o.currency, o.quantity_min, o.quantity_max, o.state, p.state, o.sort \
     from offers o join skus s on s.id = o.sku join products p on p.id = o.product \
     join product_revisions r on r.product = p.id and r.revision = p.revision";
const ORDERABLE: &str = "select o.id, o.merchant, o.sku, s.code, s.name_zh, s.name_en, s.kind, o.product, \
     p.revision, r.title_zh, r.title_en, p.category, o.price_minor, o.currency, o.quantity_min, o.quantity_max, \
     o.state, p.state, coalesce(v.version, 0), b.id, f.fee_bps, s.form from offers o join skus s on s.id = o.sku \
     join products p on p.id = o.product join product_revisions r on r.product = p.id and r.revision = p.revision \
     left join catalog_versions v on v.merchant = o.merchant \
     left join category_fees f on f.category = p.category \
     left join brands b on b.id = p.brand and b.authorised_only = 1 where o.id = any($1)";

pub(crate) async fn insert(
    tx: &mut Tx,
    id: OfferId,
    product: ProductId,
    o: &NewOffer,
    now: Time,
) -> Result<u64> {
    let Price { price, list_price } = o.price;
    let state = OfferState::On.as_str();
    let values = params![
        id,
        o.merchant,
        o.sku,
        product,
        price.minor,
        list_price.map(|m| m.minor),
        price.currency,
        o.quantity_min,
        o.quantity_max,
        state,
        o.sort,
        now
    ];
    tx.exec(INSERT, values).await
}

/// False where it is not the merchant's or has another price by now.
pub(crate) async fn reprice(
    tx: &mut Tx,
    merchant: MerchantId,
    id: OfferId,
    from: Money,
    to: Price,
) -> Result<bool> {
    let list_price = to.list_price.map(|m| m.minor);
    let values = params![id, merchant, from.minor, from.currency, to.price.minor, list_price];
    Ok(tx.exec(REPRICE, values).await? == 1)
}

const PRICED: &str = "select o.id, o.sku, s.code, s.name_zh, s.name_en, s.kind, o.product, p.category, o.price_minor, \
     o.list_price_minor, o.currency, f.fee_bps, o.state, p.state from offers o join skus s on s.id = o.sku \
     join products p on p.id = o.product left join category_fees f on f.category = p.category where o.merchant = $1";

pub(crate) async fn priced(tx: &mut Tx, merchant: MerchantId, which: Which<'_>) -> Result<Vec<Priced>> {
    let rows = match which {
        Which::All => tx.query(PRICED, params![merchant]).await?,
        Which::Category(code) => {
            tx.query(&format!("{PRICED} and p.category = $2"), params![merchant, code]).await?
        }
        Which::Skus([]) => Vec::new(),
        Which::Skus(skus) => {
            let ids: Vec<String> = skus.iter().map(kernel::SkuId::to_string).collect();
            tx.query(&format!("{PRICED} and o.sku = any($2)"), params![merchant, ids]).await?
        }
    };
    rows.iter().map(priced_row).collect()
}

fn priced_row(r: &Row) -> Result<Priced> {
    let currency: Currency = r.parse(10)?;
    let list_price = r.get::<Option<i64>>(9)?.map(|minor| Money::new(minor, currency));
    Ok(Priced {
        offer: r.parse(0)?,
        sku: r.parse(1)?,
        sku_code: r.text(2)?,
        sku_name: both(r, 3)?,
        kind: r.parse(5)?,
        product: r.parse(6)?,
        category: r.text(7)?,
        price: Price { price: Money::new(r.int(8)?, currency), list_price },
        fee: r.get::<Option<i64>>(11)?.map(BasisPoints),
        on: on(r, 12)?,
    })
}

/// How many had the price that was named.
pub(crate) async fn reprice_many(tx: &mut Tx, merchant: MerchantId, changes: &[NewPrice]) -> Result<u64> {
    let sql = "update offers set price_minor = $5, list_price_minor = $6 where offers.id = $1 \
               and offers.merchant = $2 and offers.price_minor = $3 and offers.currency = $4";
    let row = |change: &NewPrice| {
        let list_price = change.to.list_price.map(|m| m.minor);
        let (from, to) = (change.from, change.to.price.minor);
        row![change.offer, merchant, from.minor, from.currency, to, list_price]
    };
    let types = [Ty::Text, Ty::Text, Ty::Int, Ty::Text, Ty::Int, Ty::Int];
    tx.exec_each(sql, &types, changes.iter().map(row).collect()).await
}

pub(crate) async fn change_state(
    tx: &mut Tx,
    merchant: MerchantId,
    id: OfferId,
    from: OfferState,
    to: OfferState,
) -> Result<bool> {
    let sql = "update offers set state = $4 where id = $1 and merchant = $2 and state = $3";
    Ok(tx.exec(sql, params![id, merchant, from.as_str(), to.as_str()]).await? == 1)
}

pub(crate) async fn find(tx: &mut Tx, merchant: MerchantId, id: OfferId) -> Result<Option<Offer>> {
    let found =
        tx.query_opt(&format!("{SELECT} where id = $1 and merchant = $2"), params![id, merchant]).await?;
    found.as_ref().map(offer).transpose()
}

pub(crate) async fn of_product(tx: &mut Tx, product: ProductId) -> Result<Vec<Offer>> {
    let rows = tx.query(&format!("{SELECT} where product = $1 order by sort, id"), params![product]).await?;
    rows.iter().map(offer).collect()
}

pub(crate) async fn view(tx: &mut Tx, id: OfferId) -> Result<Option<OfferView>> {
    tx.query_opt(&format!("{VIEW} where o.id = $1"), params![id]).await?.as_ref().map(offer_view).transpose()
}

/// Those of the piece that fit, newest first.
pub(crate) async fn of(tx: &mut Tx, piece: &Piece<OfferState>) -> Result<Vec<OfferView>> {
    let mut asked = Asked { sql: format!("{VIEW} where 1 = 1"), values: Vec::new() };
    asked.and("o.merchant = {}", [Value::from(piece.merchant)]);
    asked.and("o.id < {} and o.id >= {}", [Value::from(&piece.before), Value::from(&piece.end)]);
    match piece.state {
        None => {}
        Some(OfferState::On) => asked.sql.push_str(" and o.state = 'on' and p.state = 'listed'"),
        Some(OfferState::Off) => asked.sql.push_str(" and (o.state = 'off' or p.state <> 'listed')"),
    }
    asked.words(&piece.words, "s");
    let limit = asked.bind(Value::from(piece.limit));
    asked.sql.push_str(&format!(" order by o.id desc limit {limit}"));
    tx.query(&asked.sql, &asked.values).await?.iter().map(offer_view).collect()
}

pub(crate) async fn orderable(tx: &mut Tx, ids: &[OfferId]) -> Result<Vec<Orderable>> {
    Ok(orderable_with_version(tx, ids).await?.into_iter().map(|(_, offer)| offer).collect())
}

/// Each with the version of its merchant's catalogue at the same moment.
pub(crate) async fn orderable_with_version(tx: &mut Tx, ids: &[OfferId]) -> Result<Vec<(i64, Orderable)>> {
    let ids: Vec<String> = ids.iter().map(OfferId::to_string).collect();
    tx.query(ORDERABLE, params![ids]).await?.iter().map(|r| Ok((r.int(18)?, orderable_row(r)?))).collect()
}

/// Those on sale that match, in the order of the list, behind that place.
pub(crate) async fn on_sale(
    tx: &mut Tx,
    wanted: &Wanted,
    after: Option<Place>,
    limit: i64,
) -> Result<Vec<OfferView>> {
    let mut asked =
        Asked { sql: format!("{VIEW} where o.state = 'on' and p.state = 'listed'"), values: Vec::new() };
    if let Some(category) = &wanted.category {
        asked.and("p.category = {}", [Value::from(category)]);
    }
    if let Some(merchant) = wanted.merchant {
        asked.and("o.merchant = {}", [Value::from(merchant)]);
    }
    asked.words(&wanted.words, "s");
    if wanted.one_per_product {
        asked.sql.push_str(
            " and not exists (select 1 from offers o2 join skus s2 on s2.id = o2.sku where o2.product = o.product \
             and o2.state = 'on' and (o2.sort, o2.id) < (o.sort, o.id)",
        );
        asked.words(&wanted.words, "s2");
        asked.sql.push(')');
    }
    if let Some(place) = after {
        asked.and("(o.sort, o.id) > ({}, {})", [Value::from(place.sort), Value::from(place.offer)]);
    }
    let limit = asked.bind(Value::from(limit));
    asked.sql.push_str(&format!(" order by o.sort, o.id limit {limit}"));
    tx.query(&asked.sql, &asked.values).await?.iter().map(offer_view).collect()
}

/// A query that grows; every value goes in as a parameter.
struct Asked {
    sql: String,
    values: Vec<Value>,
}

impl Asked {
    /// The placeholder of a value.
    fn bind(&mut self, value: Value) -> String {
        self.values.push(value);
        format!("${}", self.values.len())
    }
    /// One more condition, each `{}` of which stands for the next value.
    fn and<const N: usize>(&mut self, condition: &str, values: [Value; N]) {
        let mut text = condition.to_owned();
        for value in values {
            text = text.replacen("{}", &self.bind(value), 1);
        }
        self.sql.push_str(" and ");
        self.sql.push_str(&text);
    }
    fn words(&mut self, words: &[String], sku: &str) {
        for word in words {
            let pattern = search::pattern(word);
            let condition = format!("(p.search like {{}} escape '!' or {sku}.search like {{}} escape '!')");
            self.and(&condition, [Value::from(&pattern), Value::from(&pattern)]);
        }
    }
}

fn offer(r: &Row) -> Result<Offer> {
    let currency: Currency = r.parse(6)?;
    Ok(Offer {
        id: r.parse(0)?,
        merchant: r.parse(1)?,
        sku: r.parse(2)?,
        product: r.parse(3)?,
        price: Money::new(r.int(4)?, currency),
        list_price: r.get::<Option<i64>>(5)?.map(|minor| Money::new(minor, currency)),
        quantity_min: r.int(7)?,
        quantity_max: r.int(8)?,
        state: r.parse(9)?,
        sort: r.int(10)?,
        created_at: r.time(11)?,
    })
}

fn offer_view(r: &Row) -> Result<OfferView> {
    let currency: Currency = r.parse(19)?;
    Ok(OfferView {
        offer: r.parse(0)?,
        merchant: r.parse(1)?,
        sku: r.parse(2)?,
        sku_code: r.text(3)?,
        sku_name: both(r, 4)?,
        kind: r.parse(6)?,
        product: r.parse(7)?,
        slug: r.text(8)?,
        title: both(r, 9)?,
        summary: both(r, 11)?,
        brand: both(r, 13)?,
        picture: r.text(15)?,
        category: r.text(16)?,
        price: Money::new(r.int(17)?, currency),
        list_price: r.get::<Option<i64>>(18)?.map(|minor| Money::new(minor, currency)),
        quantity_min: r.int(20)?,
        quantity_max: r.int(21)?,
        on: on(r, 22)?,
        sort: r.int(24)?,
    })
}

fn orderable_row(r: &Row) -> Result<Orderable> {
    Ok(Orderable {
        offer: r.parse(0)?,
        merchant: r.parse(1)?,
        sku: r.parse(2)?,
        sku_code: r.text(3)?,
        sku_name: both(r, 4)?,
        kind: r.parse(6)?,
        form: AccountForm::read(&r.text(21)?)?,
        product: r.parse(7)?,
        revision: r.int(8)?,
        title: both(r, 9)?,
        category: r.text(11)?,
        price: Money::new(r.int(12)?, r.parse(13)?),
        quantity_min: r.int(14)?,
        quantity_max: r.int(15)?,
        on: on(r, 16)?,
        version: r.int(18)?,
        authorised_brand: r.parse_opt(19)?,
        fee: r.get::<Option<i64>>(20)?.map(BasisPoints),
    })
}

/// The states of the offer and of its product, side by side.
fn on(r: &Row, index: usize) -> Result<bool> {
    Ok(r.parse::<OfferState>(index)? == OfferState::On
        && r.parse::<ProductState>(index + 1)? == ProductState::Listed)
}
