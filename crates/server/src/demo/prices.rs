//! What the first merchant's prices rest on: costs of before, what others ask, rules. No price of one unit is another one
//! by them: what is on the shelf stays what the shelf says.

use super::shelf;
use crate::fault::{Fault, Result};
use crate::house::House;
use catalog::{OwnFilter, Sku};
use costs::{CostSource, NewCost};
use docking::{Docking, DockingMode};
use kernel::{BasisPoints, Bilingual, Currency, MerchantId, Money, OfferId, PageAsk, SkuId, Span};
use pricing::{Campaign, Coupon, Level, Off, Tier, Tiers, Ways, Window};
use std::collections::HashMap;
use watch::{Band, Roundness, RuleDraft, Scope, Seen, Terms, Watch};

/// Who put it there.
const BY: &str = "demo";
/// Places that nobody takes for real ones.
const NEIGHBOUR: &str = "对面小店（演示）";
const COMPARED: &str = "比价站（演示）";
/// Bought as keys for each order: its price follows its cost.
const FOLLOWS: &str = "YX-FAMILY-1M";
/// Credited: a change of its price waits for a person.
const WAITS: &str = "HF-100";

/// Into a shop that was filled just now.
pub async fn put(house: &House, watch: &Watch, docking: &Docking) -> Result<()> {
    let shelf = shelf::read()?;
    let first = shelf.merchant.first().ok_or_else(|| Fault::no("the demo has no merchant"))?;
    let all = merchants::list(&house.db, &PageAsk::new(None, Some(100))).await.map_err(odd)?;
    let merchant = all.items.iter().find(|merchant| merchant.name == first.name());
    let merchant = merchant.ok_or_else(|| Fault::no("the demo has no merchant"))?.id;
    let mut skus = HashMap::new();
    for goods in shelf.product.iter().flat_map(|product| &product.sku) {
        if let Some(known) = catalog::sku_by_code(&house.db, merchant, &goods.code).await? {
            skus.insert(goods.code.as_str(), (known, goods));
        }
    }
    former_costs(house, merchant, &skus).await?;
    seen(watch, merchant, &skus).await?;
    rules(house, watch, merchant, &skus).await?;
    pricing(house, merchant, &skus).await?;
    let mut tx = house.db.begin().await?;
    docking.put_mode(&mut tx, merchant, DockingMode::On, BY).await.map_err(odd)?;
    Ok(tx.commit().await?)
}

type Skus<'a> = HashMap<&'a str, (Sku, &'a shelf::Sku)>;

fn sku(skus: &Skus<'_>, code: &str) -> Result<SkuId> {
    skus.get(code).map(|(sku, _)| sku.id).ok_or_else(|| odd(format!("there is no {code}")))
}

/// What the keys on the shelf cost some weeks ago, and since when it is what it is.
async fn former_costs(house: &House, merchant: MerchantId, skus: &Skus<'_>) -> Result<()> {
    let stocked: Vec<_> = skus.values().filter(|(_, goods)| goods.stock > 0).collect();
    let now = house.ambient.now();
    let mut tx = house.db.begin().await?;
    costs::hold_still(&mut tx, merchant).await?;
    for (percent, days) in [(104, 40), (97, 16), (100, 0)] {
        let cost = |(sku, goods): &&(Sku, &shelf::Sku)| NewCost {
            sku: sku.id,
            unit: Money::new(goods.cost_minor * percent / 100, Currency::CNY),
            reference: String::new(),
        };
        let new: Vec<NewCost> = stocked.iter().map(cost).collect();
        let at = now.before(Span::days(days));
        costs::put(&mut tx, merchant, &new, (CostSource::Manual, BY), at).await.map_err(odd)?;
    }
    Ok(tx.commit().await?)
}

async fn seen(watch: &Watch, merchant: MerchantId, skus: &Skus<'_>) -> Result<()> {
    let mut seen = Vec::new();
    for (code, source, minor) in [
        (FOLLOWS, NEIGHBOUR, 3_880),
        (FOLLOWS, COMPARED, 3_790),
        (WAITS, NEIGHBOUR, 9_930),
        (WAITS, COMPARED, 9_880),
    ] {
        let price = Money::new(minor, Currency::CNY);
        seen.push(Seen { sku: sku(skus, code)?, source: source.to_owned(), price, at: None });
    }
    watch.observe(merchant, &seen, BY).await.map_err(odd)?;
    Ok(())
}

/// One that follows costs, one whose changes wait for a person, and one that is off.
async fn rules(house: &House, watch: &Watch, merchant: MerchantId, skus: &Skus<'_>) -> Result<()> {
    let rule = |scope: Scope, name: &str, on: bool, terms: Terms| RuleDraft {
        scope,
        currency: Currency::CNY,
        name: name.to_owned(),
        terms,
        on,
        version: 0,
    };
    let nine = |add_bps| Terms { add_bps, rounding: Roundness::Nine, ..Terms::default() };
    let band = Band { source: COMPARED.to_owned(), bps: 200, minor: 0 };
    let held = Terms { band: Some(band), by_hand: true, ..nine(600) };
    let careful = Terms { jump_bps: Some(1_000), margin_bps: 300, ..nine(2_500) };
    let drafts = [
        rule(Scope::Sku(sku(skus, FOLLOWS)?), "家庭版跟着进价走", true, nine(1_500)),
        rule(Scope::Sku(sku(skus, WAITS)?), "话费跟着比价站，改价先看过", true, held),
        rule(Scope::Category("video".to_owned()), "视频会员（未启用，可先预览）", false, careful),
    ];
    let mut tx = house.db.begin().await?;
    for draft in &drafts {
        watch.put_rule(&mut tx, (merchant, None), draft, BY).await.map_err(odd)?;
    }
    tx.commit().await?;
    watch.reprice(merchant).await.map_err(odd)?;
    Ok(())
}

/// What is cheaper for whom, so that each kind of rule has one to look at.
async fn pricing(house: &House, merchant: MerchantId, skus: &Skus<'_>) -> Result<()> {
    let offer = offer_of(house, merchant, sku(skus, FOLLOWS)?).await?;
    let window = Window { from: house.ambient.now(), until: None };
    let rate = |bps| Off::Rate(BasisPoints(bps));
    let level =
        Level { code: "gold".to_owned(), name: Bilingual::new("金卡会员", "Gold"), off: rate(300) };
    let tiers = Tiers { offer, tiers: vec![Tier { from: 5, price: 3_590 }, Tier { from: 20, price: 3_490 }] };
    let campaign = Campaign {
        code: "new-year".to_owned(),
        name: Bilingual::new("新年活动", "New Year"),
        off: rate(500),
        ways: Ways::All,
        offers: vec![offer],
        window,
        on: false,
    };
    let coupon = Coupon {
        code: "WELCOME5".to_owned(),
        off: Off::Fixed(500, Currency::CNY),
        least: 10_000,
        currency: Currency::CNY,
        offers: Vec::new(),
        uses_most: Some(1_000),
        uses_each: Some(1),
        window,
        on: true,
        used: 0,
    };
    let mut tx = house.db.begin().await?;
    pricing::put_level(&mut tx, merchant, &level).await.map_err(odd)?;
    pricing::put_tiers(&mut tx, merchant, &tiers).await.map_err(odd)?;
    pricing::put_campaign(&mut tx, merchant, &campaign).await.map_err(odd)?;
    pricing::put_coupon(&mut tx, merchant, &coupon).await.map_err(odd)?;
    catalog::terms_changed(&mut tx, merchant).await?;
    Ok(tx.commit().await?)
}

async fn offer_of(house: &House, merchant: MerchantId, sku: SkuId) -> Result<OfferId> {
    let mut ask = PageAsk::new(None, Some(PageAsk::LIMIT_MAX));
    loop {
        let page =
            catalog::own_offers(&house.db, merchant, &OwnFilter::default(), &ask).await.map_err(odd)?;
        if let Some(found) = page.items.iter().find(|offer| offer.sku == sku) {
            return Ok(found.offer);
        }
        ask.after = page.next;
        if ask.after.is_none() {
            return Err(odd("goods of the demo are not on offer"));
        }
    }
}

fn odd(error: impl std::fmt::Display) -> Fault {
    Fault::no(format!("the demo cannot be filled: {error}"))
}
