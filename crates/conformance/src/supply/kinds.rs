use super::{COST, GOODS};
use kernel::Secret;
use ports::Settings;
use sandbox::suppliers::{Supplier, auction, offer};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// How the connector is told to speak Kasushou's protocol.
const DESCRIPTION: &str = include_str!("kasushou.toml");

/// The kinds of adapters that are played; those with `keys` behind them give keys, where they credit accounts else.
pub const KINDS: [&str; 14] = [
    "fulu",
    "kasushou",
    "dujiao",
    "acg",
    "mcy",
    "cardamom",
    "reloadly",
    "connector",
    "dujiao keys",
    "acg keys",
    "mcy keys",
    "cardamom keys",
    "reloadly keys",
    "reserve keys",
];

/// Whom that adapter speaks to.
pub(super) fn stand_in(kind: &str) -> Supplier {
    match kind {
        "fulu" => Supplier::Fulu,
        "dujiao" => Supplier::Dujiao,
        // One shop that speaks both dialects.
        "acg" | "mcy" => Supplier::Acg,
        "cardamom" => Supplier::Cardamom,
        "reloadly" => Supplier::Reloadly,
        "reserve" => Supplier::Reserve,
        _ => Supplier::Kasushou,
    }
}

/// What is filled in to speak to it.
pub(super) fn settings(kind: &str, mut of: BTreeMap<&'static str, String>) -> Settings {
    if kind == "connector" {
        let (user, key) = (of.remove("user_id"), of.remove("api_key"));
        let more = [("id", user.unwrap()), ("key", key.unwrap()), ("description", DESCRIPTION.to_owned())];
        of.extend(more);
    }
    of.into_iter().map(|(name, value)| (name.to_owned(), Secret::new(value))).collect()
}

/// The goods, as that supplier calls them. The face of a card, and of a top-up, is its cost.
pub(super) fn product(kind: &str, keys: bool) -> String {
    match kind {
        "reloadly" if keys => format!("gift:{GOODS}:{}", COST / 100),
        "reloadly" => format!("air:{GOODS}:{}", COST / 100),
        "reserve" => auction(GOODS),
        "cardamom" => offer(GOODS),
        _ => GOODS.to_string(),
    }
}

/// Where nobody can be asked it is booked as it was agreed.
pub(super) fn tells_balance(kind: &str) -> bool {
    kind != "reserve"
}

/// How an order of ours is called in that supplier's book. 萌次元 takes 24 characters, and has no other place for ours.
pub(super) fn called(kind: &str, order_no: &str) -> String {
    let whole = kernel::hex(Sha256::digest(order_no));
    match kind {
        "mcy" => whole.get(..24).unwrap().to_owned(),
        _ => order_no.to_owned(),
    }
}

/// Who stands behind it: somebody has to report.
pub(super) fn behind(kind: &str, keys: bool) -> &str {
    match (kind, keys) {
        ("kasushou", _) => "fulu",
        ("acg" | "mcy", true) => "dujiao",
        (_, true) => kind,
        _ => "kasushou",
    }
}
