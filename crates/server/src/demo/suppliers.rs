use crate::fault::{Fault, Result};
use crate::house::House;
use kernel::{Currency, MerchantId, Money, PageAsk, Secret, SkuId, Span};
use sandbox::suppliers::Running;
use supply::{Draft, NewRoute, Supplier, SupplierState, SupplyRefusal};

/// Kind, and a name that nobody takes for a real one; the first is asked first.
const SUPPLIERS: [(&str, &str); 2] = [("kasushou", "卡速充（演示）"), ("fulu", "福禄寿（演示）")];
/// Who set them up.
const BY: &str = "demo";

/// Connects those who credit the demo's goods, or tells those that are there where the stand-ins are today.
pub async fn put(house: &House, suppliers: &[Running]) -> Result<()> {
    for merchant in merchants(house).await? {
        let known = house.fulfiller.book().list(merchant).await.map_err(|refusal| refused(&refusal))?;
        for (position, ((kind, name), running)) in (0..).zip(SUPPLIERS.into_iter().zip(suppliers)) {
            let before = known.iter().find(|supplier| supplier.kind == kind && supplier.name == name);
            let made = connect(house, (merchant, kind, name), running, before).await?;
            if before.is_none() {
                route(house, &made, position).await?;
            }
            running.control().callback_to(Some(house.fulfiller.notify_url(made.id)));
        }
    }
    Ok(())
}

/// Those with goods that are credited.
async fn merchants(house: &House) -> Result<Vec<MerchantId>> {
    let mut found: Vec<MerchantId> =
        credited(house).await?.into_iter().map(|(merchant, ..)| merchant).collect();
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// Merchant, SKU, and how the stand-ins call it.
async fn credited(house: &House) -> Result<Vec<(MerchantId, SkuId, u64, i64)>> {
    let goods = super::shelf::read()?;
    let mut found = Vec::new();
    for sku in goods.product.iter().flat_map(|product| &product.sku) {
        let Some(supplied_as) = sku.supplied_as else { continue };
        let all = merchants::list(&house.db, &PageAsk::new(None, Some(100))).await.map_err(odd)?;
        for merchant in all.items {
            let known = catalog::sku_by_code(&house.db, merchant.id, &sku.code).await?;
            found.extend(known.map(|known| (merchant.id, known.id, supplied_as, sku.cost_minor)));
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
async fn route(house: &House, supplier: &Supplier, position: i64) -> Result<()> {
    let mut tx = house.db.begin().await?;
    for (merchant, sku, product, unit_cost) in credited(house).await? {
        if merchant != supplier.merchant {
            continue;
        }
        let product = product.to_string();
        let new = NewRoute { sku, supplier: supplier.id, product, unit_cost, position, on: true };
        let now = house.ambient.now();
        supply::put_route(&mut tx, merchant, &new, BY, now).await.map_err(|refusal| refused(&refusal))?;
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
