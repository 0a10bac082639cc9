//! The ways to pay, as a visitor is offered them. What belongs to one kind of channel (its drawing, what is said
//! beside it) stands in the theme under the kind's name; a kind that the theme does not know gets a plain one.

use crate::errors::Fault;
use crate::visit::Visit;
use kernel::Money;
use orders::{Health, Offered, OrderGoods};
use ports::Device;
use serde::Serialize;

/// A way to pay, as it is drawn.
#[derive(Serialize)]
pub(crate) struct Way {
    pub code: String,
    pub name: String,
    pub note: String,
    pub icon: String,
    pub checked: bool,
    pub disabled: bool,
}

/// The wallet first where it is enough, then the channels that take that much on this device; one is always chosen,
/// where there is one.
pub(crate) async fn all(
    visit: &Visit,
    total: Money,
    goods: OrderGoods,
    chosen: &str,
) -> Result<Vec<Way>, Fault> {
    let mut ways = channels(visit, total);
    if let Some(wallet) = wallet(visit, total, goods).await? {
        // Where it is not enough it is said, behind what can be used.
        let place = if wallet.disabled { ways.len() } else { 0 };
        ways.insert(place, wallet);
    }
    let place = ways.iter().position(|way| way.code == chosen && !way.disabled);
    let place = place.or_else(|| ways.iter().position(|way| !way.disabled));
    if let Some(way) = place.and_then(|place| ways.get_mut(place)) {
        way.checked = true;
    }
    Ok(ways)
}

/// The channels alone, the best first.
pub(crate) fn channels(visit: &Visit, total: Money) -> Vec<Way> {
    let now = visit.shop.0.ambient().now();
    let offered = visit.shop.0.orders.channels().offered(total, Device::of_agent(&visit.agent), now);
    offered.iter().map(|offered| way(visit, offered)).collect()
}

/// The channels that take any of these amounts here, the best first.
pub(crate) fn for_any(visit: &Visit, amounts: &[Money], chosen: &str) -> Vec<Way> {
    let mut ways: Vec<Way> = Vec::new();
    for way in amounts.iter().flat_map(|amount| channels(visit, *amount)) {
        if ways.iter().all(|known| known.code != way.code) {
            ways.push(way);
        }
    }
    let place = ways.iter().position(|way| way.code == chosen).unwrap_or(0);
    if let Some(way) = ways.get_mut(place) {
        way.checked = true;
    }
    ways
}

fn way(visit: &Visit, offered: &Offered) -> Way {
    Way {
        name: channel_name(visit, &offered.code),
        note: note(visit, offered),
        icon: format!("pay_{}", offered.kind),
        code: offered.code.clone(),
        checked: false,
        disabled: false,
    }
}

/// The most particular sentence that the theme has.
fn note(visit: &Visit, offered: &Offered) -> String {
    if matches!(offered.health, Health::Resting { .. }) {
        return visit.say("pays.resting");
    }
    let kind = &offered.kind;
    let particular = format!("pays.note_{kind}_{}", Device::of_agent(&visit.agent).code());
    let keys = [particular, format!("pays.note_{kind}")];
    visit.say(keys.iter().find(|key| visit.knows(key)).map_or("pays.other_note", String::as_str))
}

async fn wallet(visit: &Visit, total: Money, goods: OrderGoods) -> Result<Option<Way>, Fault> {
    let Some(session) = &visit.session else { return Ok(None) };
    let purse = visit.shop.0.orders.wallet(session.user, total.currency).await?;
    let enough = purse.available.minor >= total.minor;
    let note = match (enough, goods) {
        (true, OrderGoods::Keys) => "pays.wallet_note",
        (true, OrderGoods::Recharge) => "pays.wallet_note_recharge",
        (true, OrderGoods::Supplied) => "pays.wallet_note_supplied",
        (false, _) => "pays.wallet_short",
    };
    Ok(Some(Way {
        code: "wallet".into(),
        name: visit.say("pays.wallet"),
        note: visit.fill(note, &[("amount", &purse.available)]),
        icon: "wallet".into(),
        checked: false,
        disabled: !enough,
    }))
}

/// What people call a way to pay, also one that is not offered any more.
pub(crate) fn channel_name(visit: &Visit, code: &str) -> String {
    let entry = visit.shop.0.orders.channels().entry(code);
    let given = entry.as_ref().map(|entry| visit.read(&entry.name)).filter(|name| *name != code);
    let key = format!("pays.{code}");
    match given {
        Some(name) => name.to_owned(),
        None if visit.knows(&key) => visit.say(&key),
        None => code.to_owned(),
    }
}
