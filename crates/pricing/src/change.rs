//! Set and remove rules. Whether an offer is the merchant's, and whether a price keeps a brand's minimum, the caller has
//! looked; the caller counts up the version of the catalogue, too.

use crate::coupon_use::typed;
use crate::off::AMOUNT_MAX;
use crate::{
    Campaign, Coupon, Level, Member, Off, Partner, PriceList, PriceRefusal, Result, Tiers, Window, store,
};
use db::Tx;
use kernel::{Bilingual, MerchantId, OfferId, Page, PageAsk, UserId, clean_line};
use std::collections::BTreeSet;

const LEVELS_MAX: i64 = 20;
const MEMBERS_MAX: i64 = 100_000;
const TIERS_MAX: usize = 10;
const TIERED_MAX: i64 = 1_000;
const LISTS_MAX: i64 = 50;
const ITEMS_MAX: usize = 1_000;
const PARTNERS_MAX: usize = 500;
const CAMPAIGNS_MAX: i64 = 100;
const COUPONS_MAX: i64 = 1_000;
const NAMED_MAX: usize = 200;
const NAME_MAX: usize = 60;

/// At most 20, by their codes.
pub async fn levels(tx: &mut Tx, merchant: MerchantId) -> Result<Vec<Level>> {
    Ok(store::rules::levels(tx, merchant).await?)
}

pub async fn put_level(tx: &mut Tx, merchant: MerchantId, level: &Level) -> Result<()> {
    let level = Level { code: code(&level.code)?, name: name(&level.name)?, off: level.off.checked()? };
    if !matches!(level.off, Off::Rate(_)) {
        return Err(PriceRefusal::value("off", "a level takes a rate off"));
    }
    if !store::rules::change_level(tx, merchant, &level).await? {
        room(
            store::rules::count(tx, merchant, "price_levels").await?,
            LEVELS_MAX,
            "a merchant has at most 20 levels",
        )?;
        store::rules::insert_level(tx, merchant, &level).await?;
    }
    Ok(())
}

/// Refused while somebody has it.
pub async fn remove_level(tx: &mut Tx, merchant: MerchantId, code: &str) -> Result<()> {
    if store::members::any_of(tx, merchant, code).await? {
        return Err(PriceRefusal::LevelInUse);
    }
    gone(store::rules::remove(tx, merchant, ("price_levels", "code"), code).await?)
}

/// In the order of their ids.
pub async fn members(tx: &mut Tx, merchant: MerchantId, ask: &PageAsk) -> Result<Page<Member>> {
    Ok(store::members::page(tx, merchant, ask).await?)
}

pub async fn put_member(tx: &mut Tx, merchant: MerchantId, member: &Member) -> Result<()> {
    let member = Member { label: label(&member.label)?, window: window(member.window)?, ..member.clone() };
    if !store::rules::has_level(tx, merchant, &member.level).await? {
        return Err(PriceRefusal::NoSuchLevel);
    }
    if !store::members::change(tx, merchant, &member).await? {
        let there = store::rules::count(tx, merchant, "price_members").await?;
        room(there, MEMBERS_MAX, "a merchant has at most 100,000 members")?;
        store::members::insert(tx, merchant, &member).await?;
    }
    Ok(())
}

pub async fn remove_member(tx: &mut Tx, merchant: MerchantId, user: UserId) -> Result<()> {
    gone(store::rules::remove(tx, merchant, ("price_members", "user_id"), &user.to_string()).await?)
}

/// At most 1,000 offers.
pub async fn tiers(tx: &mut Tx, merchant: MerchantId) -> Result<Vec<Tiers>> {
    Ok(store::rules::tiers(tx, merchant).await?)
}

/// In the place of those that the offer had. More units are never dearer.
pub async fn put_tiers(tx: &mut Tx, merchant: MerchantId, new: &Tiers) -> Result<()> {
    let mut new = new.clone();
    new.tiers.sort_by_key(|tier| tier.from);
    if new.tiers.is_empty() || new.tiers.len() > TIERS_MAX {
        return Err(PriceRefusal::value("tiers", "an offer has 1 to 10 tiers"));
    }
    if new.tiers.iter().any(|tier| !(2..=1_000).contains(&tier.from) || !is_price(tier.price)) {
        let detail = "a tier begins at 2 to 1,000 units, and its price is 1 to 10,000,000,000 minor units";
        return Err(PriceRefusal::value("tiers", detail));
    }
    let falls = |pair: &[crate::Tier]| match pair {
        [less, more] => less.from < more.from && more.price < less.price,
        _ => true,
    };
    if !new.tiers.windows(2).all(falls) {
        return Err(PriceRefusal::value(
            "tiers",
            "each tier begins at more units than the one before, and costs less",
        ));
    }
    if !store::rules::remove(tx, merchant, ("price_tiers", "offer"), &new.offer.to_string()).await? {
        let there = store::rules::count_tiered(tx, merchant).await?;
        room(there, TIERED_MAX, "a merchant has tiers for at most 1,000 offers")?;
    }
    Ok(store::rules::insert_tiers(tx, merchant, &new).await?)
}

pub async fn remove_tiers(tx: &mut Tx, merchant: MerchantId, offer: OfferId) -> Result<()> {
    gone(store::rules::remove(tx, merchant, ("price_tiers", "offer"), &offer.to_string()).await?)
}

/// At most 50, by their codes, with all that stands in them.
pub async fn lists(tx: &mut Tx, merchant: MerchantId) -> Result<Vec<PriceList>> {
    Ok(store::lists::all(tx, merchant).await?)
}

/// The whole of it, in the place of what it was.
pub async fn put_list(tx: &mut Tx, merchant: MerchantId, new: &PriceList) -> Result<()> {
    let partner = |one: &Partner| Ok(Partner { user: one.user, label: label(&one.label)? });
    let list = PriceList {
        code: code(&new.code)?,
        name: clean_line(&new.name, NAME_MAX).map_err(|why| PriceRefusal::value("name", why))?,
        window: window(new.window)?,
        items: new.items.clone(),
        partners: new.partners.iter().map(partner).collect::<Result<_>>()?,
    };
    let offers: BTreeSet<_> = list.items.iter().map(|item| item.offer).collect();
    let partners: BTreeSet<_> = list.partners.iter().map(|partner| partner.user).collect();
    if list.items.is_empty() || list.items.len() > ITEMS_MAX || offers.len() < list.items.len() {
        return Err(PriceRefusal::value("items", "a list has 1 to 1,000 prices, each of another offer"));
    }
    if list.items.iter().any(|item| !is_price(item.price)) {
        return Err(PriceRefusal::value("items", "a price is 1 to 10,000,000,000 minor units"));
    }
    if list.partners.len() > PARTNERS_MAX || partners.len() < list.partners.len() {
        return Err(PriceRefusal::value("partners", "a list is given to at most 500 partners, each once"));
    }
    if !store::lists::remove(tx, merchant, &list.code).await? {
        let there = store::rules::count(tx, merchant, "price_lists").await?;
        room(there, LISTS_MAX, "a merchant has at most 50 price lists")?;
    }
    Ok(store::lists::insert(tx, merchant, &list).await?)
}

pub async fn remove_list(tx: &mut Tx, merchant: MerchantId, code: &str) -> Result<()> {
    gone(store::lists::remove(tx, merchant, code).await?)
}

/// At most 100, by their codes.
pub async fn campaigns(tx: &mut Tx, merchant: MerchantId) -> Result<Vec<Campaign>> {
    Ok(store::rules::campaigns(tx, merchant).await?)
}

pub async fn put_campaign(tx: &mut Tx, merchant: MerchantId, new: &Campaign) -> Result<()> {
    let campaign = Campaign {
        code: code(&new.code)?,
        name: name(&new.name)?,
        off: new.off.checked()?,
        offers: named(&new.offers)?,
        window: window(new.window)?,
        ..new.clone()
    };
    if !store::rules::change_campaign(tx, merchant, &campaign).await? {
        let there = store::rules::count(tx, merchant, "price_campaigns").await?;
        room(there, CAMPAIGNS_MAX, "a merchant has at most 100 campaigns")?;
        store::rules::insert_campaign(tx, merchant, &campaign).await?;
    }
    Ok(())
}

pub async fn remove_campaign(tx: &mut Tx, merchant: MerchantId, code: &str) -> Result<()> {
    gone(store::rules::remove(tx, merchant, ("price_campaigns", "code"), code).await?)
}

/// At most 1,000, by their codes.
pub async fn coupons(tx: &mut Tx, merchant: MerchantId) -> Result<Vec<Coupon>> {
    Ok(store::coupons::all(tx, merchant).await?)
}

/// How often it was used stays as it is.
pub async fn put_coupon(tx: &mut Tx, merchant: MerchantId, new: &Coupon) -> Result<()> {
    let coupon = Coupon {
        code: coupon_code(&new.code)?,
        off: new.off.checked()?,
        offers: named(&new.offers)?,
        window: window(new.window)?,
        ..new.clone()
    };
    if coupon.off.currency().is_some_and(|currency| currency != coupon.currency) {
        return Err(PriceRefusal::value("currency", "a coupon has one currency"));
    }
    if !(0..=AMOUNT_MAX).contains(&coupon.least) {
        return Err(PriceRefusal::value("least", "0 to 10,000,000,000 minor units"));
    }
    for (field, uses) in [("uses_most", coupon.uses_most), ("uses_each", coupon.uses_each)] {
        if uses.is_some_and(|uses| !(1..=1_000_000_000).contains(&uses)) {
            return Err(PriceRefusal::value(field, "1 to 1,000,000,000 times, or nothing for without end"));
        }
    }
    if !store::coupons::change(tx, merchant, &coupon).await? {
        let there = store::rules::count(tx, merchant, "price_coupons").await?;
        room(there, COUPONS_MAX, "a merchant has at most 1,000 coupons")?;
        store::coupons::insert(tx, merchant, &coupon).await?;
    }
    Ok(())
}

pub async fn remove_coupon(tx: &mut Tx, merchant: MerchantId, code: &str) -> Result<()> {
    gone(store::rules::remove(tx, merchant, ("price_coupons", "code"), &typed(code)).await?)
}

fn code(text: &str) -> Result<String> {
    let fine = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if (1..=40).contains(&text.len()) && text.chars().all(fine) {
        return Ok(text.to_owned());
    }
    Err(PriceRefusal::value("code", "1 to 40 small letters, digits and hyphens"))
}

fn coupon_code(text: &str) -> Result<String> {
    let text = typed(text);
    let fine = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-';
    if (3..=40).contains(&text.len()) && text.chars().all(fine) {
        return Ok(text);
    }
    Err(PriceRefusal::value("code", "3 to 40 letters, digits and hyphens"))
}

fn name(both: &Bilingual) -> Result<Bilingual> {
    let one = |text: &str| clean_line(text, NAME_MAX).map_err(|why| PriceRefusal::value("name", why));
    Ok(Bilingual { zh: one(&both.zh)?, en: one(&both.en)? })
}

/// May be empty.
fn label(text: &str) -> Result<String> {
    if text.trim().is_empty() {
        return Ok(String::new());
    }
    clean_line(text, NAME_MAX).map_err(|why| PriceRefusal::value("label", why))
}

fn window(window: Window) -> Result<Window> {
    if window.until.is_some_and(|until| until <= window.from) {
        return Err(PriceRefusal::value("until", "it ends after it begins"));
    }
    Ok(window)
}

fn named(offers: &[OfferId]) -> Result<Vec<OfferId>> {
    let offers: BTreeSet<OfferId> = offers.iter().copied().collect();
    if offers.len() > NAMED_MAX {
        return Err(PriceRefusal::value("offers", "at most 200 offers; none named: all"));
    }
    Ok(offers.into_iter().collect())
}

fn is_price(price: i64) -> bool {
    (1..=AMOUNT_MAX).contains(&price)
}

fn room(there: i64, most: i64, words: &'static str) -> Result<()> {
    if there < most { Ok(()) } else { Err(PriceRefusal::TooMany(words)) }
}

fn gone(was_there: bool) -> Result<()> {
    if was_there { Ok(()) } else { Err(PriceRefusal::NoSuchRule) }
}
