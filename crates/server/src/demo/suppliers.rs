use crate::fault::{Fault, Result};
use crate::house::House;
use kernel::{Currency, MerchantId, Money, PageAsk, Secret, SkuId, Span};
use sandbox::suppliers::Running;
use std::collections::BTreeMap;
use supply::{Draft, NewRoute, Supplier, SupplierState, SupplyRefusal};

/// Kind, and a name that nobody takes for a real one; the first is asked first.
const SUPPLIERS: [(&str, &str); 2] = [("kasushou", "卡速充（演示）"), ("fulu", "福禄寿（演示）")];
/// Who set them up.
const BY: &str = "demo";

/// Connects those who credit the demo's goods, or tells those that are there where the stand-ins are today.
pub async fn put(house: &House, suppliers: &[Running]) -> Result<()> {
    let credited = credited(house).await?;
    for (&merchant, goods) in &credited {
        let known = house.fulfiller.book().list(merchant).await.map_err(|refusal| refused(&refusal))?;
        for (position, ((kind, name), running)) in (0..).zip(SUPPLIERS.into_iter().zip(suppliers)) {
            let before = known.iter().find(|supplier| supplier.kind == kind && supplier.name == name);
            let made = connect(house, (merchant, kind, name), running, before).await?;
            if before.is_none() {
                route(house, &made, goods, position).await?;
            }
            running.control().callback_to(Some(house.fulfiller.notify_url(made.id)));
        }
    }
    Ok(())
}

/// A SKU, how the stand-ins call it, and what it costs there.
struct Credited {
    sku: SkuId,
    supplied_as: u64,
    cost_minor: i64,
}

/// Those with goods that are credited, and which.
async fn credited(house: &House) -> Result<BTreeMap<MerchantId, Vec<Credited>>> {
    let shelf = super::shelf::read()?;
    let all = merchants::list(&house.db, &PageAsk::new(None, Some(100))).await.map_err(odd)?;
    let mut found: BTreeMap<MerchantId, Vec<Credited>> = BTreeMap::new();
    for sku in shelf.product.iter().flat_map(|product| &product.sku) {
        let Some(supplied_as) = sku.supplied_as else { continue };
        for merchant in &all.items {
            let known = catalog::sku_by_code(&house.db, merchant.id, &sku.code).await?;
            let goods =
                known.map(|known| Credited { sku: known.id, supplied_as, cost_minor: sku.cost_minor });
            if let Some(goods) = goods {
                found.entry(merchant.id).or_default().push(goods);
            }
        }
    }
    Ok(found)
}

async fn connect(
    house: &House,
    (merchant, kind, name): (MerchantId, &str, &str),
    running: &Running,
    before: Option<&Supplier>,
) -> Result<Supplier> {
    let settings = running.settings().into_iter();
    let settings = settings.map(|(name, value)| (name.to_owned(), Secret::new(value))).collect();
    let draft = Draft {
        kind: kind.to_owned(),
        name: name.to_owned(),
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

/// All goods that are credited can be had from this one, too.
async fn route(house: &House, supplier: &Supplier, goods: &[Credited], position: i64) -> Result<()> {
    let mut tx = house.db.begin().await?;
    for &Credited { sku, supplied_as, cost_minor: unit_cost } in goods {
        let product = supplied_as.to_string();
        let new = NewRoute { sku, supplier: supplier.id, product, unit_cost, position, on: true };
        let now = house.ambient.now();
        supply::put_route(&mut tx, supplier.merchant, &new, BY, now)
            .await
            .map_err(|refusal| refused(&refusal))?;
    }
    Ok(tx.commit().await?)
}

/// What the stand-ins have: the goods of the shelf.
pub fn goods() -> Result<Vec<sandbox::suppliers::Goods>> {
    let shelf = super::shelf::read()?;
    let skus = shelf.product.iter().flat_map(|product| &product.sku);
    let goods = |sku: &super::shelf::Sku| {
        let name = sku.name();
        Some(sandbox::suppliers::Goods::new(sku.supplied_as?, name.get(kernel::Language::Zh), sku.cost_minor))
    };
    Ok(skus.filter_map(goods).collect())
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
