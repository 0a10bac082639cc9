//! What a shared shop says when it refuses.

use crate::words::{self, never};
use ports::{NoSupply, Supplied, SupplyError};

/// Sentences that a shop says before it takes an order on, or while it takes back what it had begun. The same sentences
/// about a signature or about missing goods are not among them: a shop that gets its own goods from another one may pass
/// such a sentence on after it has taken our order.
const CERTAIN: [(NoSupply, &[&str]); 3] = [
    (NoSupply::NoFunds, &["余额不足"]),
    (NoSupply::OutOfStock, &["库存不足", "已停售", "抢购还未开始", "抢购已结束"]),
    (
        NoSupply::Other,
        &[
            "最少购买",
            "最多购买",
            "只能购买",
            "请选择",
            "选择错误",
            "商品类型不存在",
            "商品信息已经更新",
            "支付方式不存在",
            "支付方式已停用",
            "You have been banned",
            "session is not secure",
        ],
    ),
];

fn reason(message: &str) -> Option<NoSupply> {
    let mut known = CERTAIN.iter().filter(|(_, words)| words.iter().any(|word| message.contains(word)));
    known.next().map(|(why, _)| *why)
}

/// To a question that came before the order: whatever the reason, nothing was bought.
pub(super) fn before(message: &str) -> Supplied {
    let why = reason(message).or_else(|| words::reason(message)).unwrap_or(NoSupply::Other);
    never(why, message)
}

/// To the order itself: certain for known sentences only, as some are said after it was taken on.
pub(super) fn of_order(message: &str) -> Result<Supplied, SupplyError> {
    if message.to_ascii_lowercase().contains("request id already exists") {
        return Err(SupplyError::Unknown("the order number is known there already".into()));
    }
    let account = || words::reason(message).filter(|why| *why == NoSupply::BadAccount);
    match reason(message).or_else(account) {
        Some(why) => Ok(never(why, message)),
        None => Err(SupplyError::Unknown(message.to_owned())),
    }
}
