use super::keys;
use super::note::{Login, Merchant, Note, Partner};
use super::shelf::{self, Kind, Shelf};
use crate::fault::{Fault, Result};
use crate::house::House;
use catalog::{AccountForm, Category, GoodsKind, NewOffer, NewProduct, NewSku, Price};
use identity::{Duty, NewApiKey, NewUser, Role, Scope, Scopes};
use kernel::{BasisPoints, Currency, MerchantId, Money, Secret, SkuId, UserId};
use std::collections::HashMap;
use std::io::Cursor;
use vault::{Format, NewBatch, Provenance, Reader, SkuKind};

const BUYER_MINOR: i64 = 50_000; // ¥500
const PARTNER_MINOR: i64 = 10_000_000; // ¥100,000
const HERE: &str = "127.0.0.1";

/// Puts everything of the shelf, and the people, into an empty shop.
pub async fn fill(house: &House, shelf: &Shelf) -> Result<Note> {
    let merchants = admit(house, shelf).await?;
    let listed = list_goods(house, shelf, &merchants).await?;
    // Some stay empty: a shop has sold-out goods, too.
    for (merchant, sku, goods) in listed.into_iter().filter(|(_, _, goods)| goods.stock > 0) {
        stock(house, merchant, sku, goods).await?;
    }
    people(house, shelf, &merchants).await
}

type Merchants = HashMap<String, MerchantId>;

async fn admit(house: &House, shelf: &Shelf) -> Result<Merchants> {
    let mut tx = house.db.begin().await?;
    let mut ids = Merchants::new();
    for merchant in &shelf.merchant {
        let new = merchants::NewMerchant {
            name: merchant.name(),
            about: merchant.about(),
            fee: BasisPoints(merchant.fee_bps),
        };
        let id = merchants::create(&mut tx, &house.ambient, &new).await.map_err(odd)?.id;
        let store = merchants::NewStore { merchant: id, slug: merchant.slug.clone(), name: merchant.name() };
        merchants::open_store(&mut tx, &house.ambient, &store).await.map_err(odd)?;
        ids.insert(merchant.code.clone(), id);
    }
    tx.commit().await?;
    Ok(ids)
}

/// Categories, products, SKUs and offers, in one commit.
async fn list_goods<'a>(
    house: &House,
    shelf: &'a Shelf,
    merchants: &Merchants,
) -> Result<Vec<(MerchantId, SkuId, &'a shelf::Sku)>> {
    let (mut tx, ambient) = (house.db.begin().await?, &house.ambient);
    for c in &shelf.category {
        let category = Category { code: c.code.clone(), name: c.name(), icon: c.icon.clone(), sort: c.sort };
        catalog::put_category(&mut tx, &category).await.map_err(odd)?;
    }
    let mut listed = Vec::new();
    for (place, product) in (1i64..).zip(&shelf.product) {
        let merchant = *merchants.get(&product.merchant).ok_or_else(|| Fault::no("a product of nobody"))?;
        let id =
            catalog::create_product(&mut tx, ambient, &new_product(merchant, product)).await.map_err(odd)?;
        for (nth, sku) in (0i64..).zip(&product.sku) {
            let kind = goods_kind(sku.kind);
            let new = NewSku { merchant, product: id, code: sku.code.clone(), name: sku.name(), kind };
            let sku_id = catalog::create_sku(&mut tx, ambient, &new).await.map_err(odd)?;
            if kind.is_fulfilled() {
                let form = AccountForm { fields: sku.form.clone(), ..AccountForm::default() };
                catalog::put_account_form(&mut tx, merchant, sku_id, &form).await.map_err(odd)?;
            }
            let offer = new_offer(merchant, sku_id, sku, place * 10 + nth);
            catalog::create_offer(&mut tx, ambient, &offer).await.map_err(odd)?;
            listed.push((merchant, sku_id, sku));
        }
    }
    tx.commit().await?;
    Ok(listed)
}

fn new_product(merchant: MerchantId, product: &shelf::Product) -> NewProduct {
    NewProduct {
        merchant,
        slug: product.slug.clone(),
        category: product.category.clone(),
        brand: product.brand(),
        brand_id: None,
        picture: product.picture.clone(),
        words: product.words(),
    }
}

fn new_offer(merchant: MerchantId, sku: SkuId, goods: &shelf::Sku, sort: i64) -> NewOffer {
    let money = |minor| Money::new(minor, Currency::CNY);
    let price = Price { price: money(goods.price_minor), list_price: goods.list_price_minor.map(money) };
    NewOffer { price, sort, ..NewOffer::new(merchant, sku, money(goods.price_minor)) }
}

fn goods_kind(kind: Kind) -> GoodsKind {
    match kind {
        Kind::OneTime => GoodsKind::OneTime,
        Kind::Loop => GoodsKind::Loop,
        Kind::Recharge => GoodsKind::Recharge,
        Kind::Supplied => GoodsKind::Supplied,
    }
}

/// Keys come in the way a merchant's do: sealed, with their papers.
async fn stock(house: &House, merchant: MerchantId, sku: SkuId, goods: &shelf::Sku) -> Result<()> {
    let new = NewBatch {
        merchant,
        sku,
        kind: if goods.kind == Kind::Loop { SkuKind::Loop } else { SkuKind::OneTime },
        provenance: Provenance {
            supplier: "云栖数字权益分发有限公司（演示）".to_owned(),
            reference: keys::one(&house.ambient, &format!("HT-{}-999999", goods.code)),
            cost: Some(Money::new(goods.cost_minor, Currency::CNY)),
            imported_by: "demo".to_owned(),
        },
        format: if goods.password_pattern.is_some() { Format::Csv } else { Format::Lines },
        use_limit: goods.use_limit,
        expires_at: None,
    };
    let reader = Reader::new(Cursor::new(lines(house, goods)), new.format);
    house.orders.import_stock(&new, reader, |_, _| {}).await.map_err(odd)?;
    Ok(())
}

fn lines(house: &House, goods: &shelf::Sku) -> String {
    let secrets = goods.stock / goods.use_limit.unwrap_or(1).max(1);
    let made = keys::keys(&house.ambient, &goods.key_pattern, usize::try_from(secrets).unwrap_or(0));
    let line = |key: String| match &goods.password_pattern {
        Some(pattern) => format!("{key},{}\n", keys::one(&house.ambient, pattern)),
        None => key + "\n",
    };
    made.into_iter().map(line).collect()
}

async fn people(house: &House, shelf: &Shelf, merchants: &Merchants) -> Result<Note> {
    let (operator, _) =
        person(house, "operator", &keys::password(&house.ambient), Role::Operator, None).await?;
    let (buyer, buyer_id) =
        person(house, "buyer", &keys::password(&house.ambient), Role::Buyer, None).await?;
    let (_, partner_id) =
        person(house, "partner", &keys::password(&house.ambient), Role::Partner, None).await?;
    for (user, minor) in [(buyer_id, BUYER_MINOR), (partner_id, PARTNER_MINOR)] {
        house.orders.deposit(user, Money::new(minor, Currency::CNY), &format!("demo/{user}")).await?;
    }
    // One password for the staff of all three, so that the note keeps its form.
    let password = keys::password(&house.ambient);
    let mut staff = Vec::new();
    for merchant in &shelf.merchant {
        let id = merchants.get(&merchant.code).copied();
        staff.push(person(house, &merchant.slug, &password, Role::Merchant, id).await?);
    }
    let (first, first_id) = staff.into_iter().next().ok_or_else(|| Fault::no("the demo has no merchant"))?;
    let merchant_key =
        api_key(house, first_id, "demo merchant", Duty::Owner.key_scopes(Role::Merchant)).await?;
    let buying = [Scope::OrdersRead, Scope::OrdersWrite, Scope::WalletRead, Scope::CatalogRead];
    Ok(Note {
        base_url: String::new(),
        operator,
        merchant: Merchant { email: first.email, password: first.password, api_key: merchant_key },
        buyer,
        partner: Partner { api_key: api_key(house, partner_id, "demo partner", Scopes::of(&buying)).await? },
        offers: Vec::new(),
    })
}

async fn person(
    house: &House,
    name: &str,
    password: &Secret<String>,
    role: Role,
    merchant: Option<MerchantId>,
) -> Result<(Login, UserId)> {
    let email = format!("{name}@demo.example");
    let user = house.identity.register(&NewUser { email: &email, password, role, merchant }).await?;
    Ok((Login { email, password: password.expose().clone() }, user.id))
}

async fn api_key(house: &House, owner: UserId, name: &str, scopes: Scopes) -> Result<String> {
    let new = NewApiKey { owner, name, scopes, live: false };
    let (_, secret) = house.identity.create_api_key(&new, HERE).await?;
    Ok(secret.expose().clone())
}

fn odd(error: impl std::fmt::Display) -> Fault {
    Fault::no(format!("the demo cannot be filled: {error}"))
}
