use super::shelf::Kind;
use crate::fault::{Fault, Result};
use crate::house::House;
use kernel::{Currency, MerchantId, Money, PageAsk, Secret, SkuId, Span};
use sandbox::suppliers::{Goods, Running};
use std::collections::BTreeMap;
use supply::{Draft, NewRoute, Supplier, SupplierState, SupplyRefusal};

/// A stand-in, by a name that nobody takes for a real one.
struct StandIn {
    kind: &'static str,
    name: &'static str,
    /// Gives keys; else it credits accounts.
    keys: bool,
}

/// As they are started; of those that give the same, the first is asked first.
const SUPPLIERS: [StandIn; 3] = [
    StandIn { kind: "kasushou", name: "卡速充（演示）", keys: false },
    StandIn { kind: "fulu", name: "福禄寿（演示）", keys: false },
    StandIn { kind: "dujiao", name: "独角兽卡仓（演示）", keys: true },
];
/// Who set them up.
const BY: &str = "demo";

/// Connects those who credit the demo's goods, or tells those that are there where the stand-ins are today.
pub async fn put(house: &House, suppliers: &[Running]) -> Result<()> {
    let asked_for = asked_for(house).await?;
    for (&merchant, goods) in &asked_for {
        let known = house.fulfiller.book().list(merchant).await.map_err(|refusal| refused(&refusal))?;
        for (position, (stand_in, running)) in (0..).zip(SUPPLIERS.iter().zip(suppliers)) {
            let goods: Vec<&Asked> = goods.iter().filter(|goods| goods.keys == stand_in.keys).collect();
            if goods.is_empty() {
                continue;
            }
            let same = |known: &&Supplier| known.kind == stand_in.kind && known.name == stand_in.name;
            let before = known.iter().find(same);
            let made = connect(house, (merchant, stand_in), running, before).await?;
            if before.is_none() {
                route(house, &made, &goods, position).await?;
            }
            running.control().callback_to(Some(house.fulfiller.notify_url(made.id)));
        }
    }
    Ok(())
}

/// A SKU, how the stand-ins call it, and what it costs there.
struct Asked {
    sku: SkuId,
    keys: bool,
    supplied_as: u64,
    cost_minor: i64,
}

/// Those with goods that suppliers are asked for, and which.
async fn asked_for(house: &House) -> Result<BTreeMap<MerchantId, Vec<Asked>>> {
    let shelf = super::shelf::read()?;
    let all = merchants::list(&house.db, &PageAsk::new(None, Some(100))).await.map_err(odd)?;
    let mut found: BTreeMap<MerchantId, Vec<Asked>> = BTreeMap::new();
    for sku in shelf.product.iter().flat_map(|product| &product.sku) {
        let Some(supplied_as) = sku.supplied_as else { continue };
        for merchant in &all.items {
            let known = catalog::sku_by_code(&house.db, merchant.id, &sku.code).await?;
            let keys = sku.kind == Kind::Supplied;
            let goods =
                known.map(|known| Asked { sku: known.id, keys, supplied_as, cost_minor: sku.cost_minor });
            if let Some(goods) = goods {
                found.entry(merchant.id).or_default().push(goods);
            }
        }
    }
    Ok(found)
}

async fn connect(
    house: &House,
    (merchant, stand_in): (MerchantId, &StandIn),
    running: &Running,
    before: Option<&Supplier>,
) -> Result<Supplier> {
    let settings = running.settings().into_iter();
    let settings = settings.map(|(name, value)| (name.to_owned(), Secret::new(value))).collect();
    let draft = Draft {
        kind: stand_in.kind.to_owned(),
        name: stand_in.name.to_owned(),
        currency: Currency::CNY,
        settings,
        forget: Vec::new(),
        contract: "HT-2026-001（演示）".to_owned(),
        contract_until: house.ambient.now().after(Span::days(365)),
        version: before.map_or(0, |supplier| supplier.version),
    };
    let book = house.fulfiller.book();
    let mut tx = house.db.begin().await?;
    let whose = (merchant, before.map(|supplier| supplier.id));
    let mut made = book.put(&mut tx, whose, &draft, BY).await.map_err(|refusal| refused(&refusal))?;
    if before.is_none() {
        let whose = (merchant, made.id);
        made =
            book.switch(&mut tx, whose, SupplierState::On, BY).await.map_err(|refusal| refused(&refusal))?;
    }
    tx.commit().await?;
    if before.is_none() {
        let deposit = Money::new(running.control().deposit(), Currency::CNY);
        house.fulfiller.book_deposit((merchant, made.id), deposit, "演示预存款", BY).await.map_err(odd)?;
    }
    Ok(made)
}

/// All these goods can be had from this one, too.
async fn route(house: &House, supplier: &Supplier, goods: &[&Asked], position: i64) -> Result<()> {
    let mut tx = house.db.begin().await?;
    for &&Asked { sku, supplied_as, cost_minor: unit_cost, .. } in goods {
        let product = supplied_as.to_string();
        let new = NewRoute { sku, supplier: supplier.id, product, unit_cost, position, on: true };
        let now = house.ambient.now();
        supply::put_route(&mut tx, supplier.merchant, &new, BY, now)
            .await
            .map_err(|refusal| refused(&refusal))?;
    }
    Ok(tx.commit().await?)
}

/// What the stand-ins have that give keys, or that credit accounts: the goods of the shelf.
pub fn goods(keys: bool) -> Result<Vec<Goods>> {
    let shelf = super::shelf::read()?;
    let skus = shelf.product.iter().flat_map(|product| &product.sku);
    let goods = |sku: &super::shelf::Sku| {
        let (id, name) = (sku.supplied_as?, sku.name());
        let name = name.get(kernel::Language::Zh);
        Some(match sku.kind {
            Kind::Supplied => Goods::of_keys(id, name, sku.cost_minor),
            _ => Goods::new(id, name, sku.cost_minor),
        })
    };
    let ours = |goods: &Goods| goods.keys == keys;
    Ok(skus.filter_map(goods).filter(ours).collect())
}

fn refused(refusal: &SupplyRefusal) -> Fault {
    match refusal {
        SupplyRefusal::BadSettings(faults) => {
            odd(faults.iter().map(|fault| format!("{}: {}. ", fault.field, fault.en)).collect::<String>())
        }
        other => odd(other),
    }
}

fn odd(error: impl std::fmt::Display) -> Fault {
    Fault::no(format!("the suppliers of the demo cannot be set up: {error}"))
}
