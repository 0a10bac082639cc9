//! What suppliers say when they refuse. Their codes tell no reasons apart, so known words do; a message without any of
//! them makes nothing certain.

use outbound::said::said;
use ports::{NoSupply, Supplied, SupplyError};

/// Each with the words that leave no doubt.
const REASONS: [(NoSupply, &[&str]); 5] = [
    (NoSupply::NoFunds, &["余额不足", "预存款不足", "资金不足"]),
    (NoSupply::PriceChanged, &["安全价", "价格变动", "价格已变", "已调价"]),
    (
        NoSupply::OutOfStock,
        &[
            "库存不足",
            "无库存",
            "没有库存",
            "缺货",
            "断货",
            "无货",
            "售罄",
            "下架",
            "禁售",
            "暂停销售",
            "商品维护",
            "库存维护",
            "商品不存在",
        ],
    ),
    (
        NoSupply::BadAccount,
        &[
            "账号不存在",
            "帐号不存在",
            "账号错误",
            "帐号错误",
            "账号有误",
            "帐号有误",
            "账号不正确",
            "帐号不正确",
            "账号格式",
            "帐号格式",
            "账号异常",
            "号码错误",
            "号码有误",
            "号码不正确",
            "号码格式",
            "手机号错误",
            "手机号格式",
            "空号",
        ],
    ),
    (NoSupply::Other, &["签名", "密钥", "白名单", "无权限", "没有权限", "未授权"]),
];

/// Why it is certain that nothing is credited; none where the words do not say.
pub(crate) fn reason(message: &str) -> Option<NoSupply> {
    let mut known = REASONS.iter().filter(|(_, words)| words.iter().any(|word| message.contains(word)));
    known.next().map(|(why, _)| *why)
}

/// Whether there is no such order.
pub(crate) fn is_missing(message: &str) -> bool {
    const MISSING: [&str; 5] = ["不存在", "未找到", "找不到", "查询不到", "没有找到"];
    message.contains("订单") && MISSING.iter().any(|word| message.contains(word))
}

/// Whether the order number was given before.
fn is_repeated(message: &str) -> bool {
    let before = ["重复", "已存在", "已经存在"].iter().any(|word| message.contains(word));
    before
        && ["单号", "订单", "提交", "下单", "order_no", "orderno"].iter().any(|word| message.contains(word))
}

/// Whether a line that should be a key is only a sentence in its place. Who apologises gives none; who merely tells whom to
/// ask may have given one before, in the same line.
pub(crate) fn is_excuse(line: &str) -> bool {
    const CERTAIN: [&str; 8] =
        ["抱歉", "对不起", "补货", "sorry,", "sorry ", "out of stock", "sold out", "no stock"];
    const LIKELY: [&str; 7] =
        ["联系客服", "联系商家", "人工处理", "稍后", "稍候", "contact support", "contact us"];
    let small = line.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| small.contains(word));
    let apologises = has(&CERTAIN) || reason(line) == Some(NoSupply::OutOfStock);
    apologises || (has(&LIKELY) && !holds_key(line))
}

/// A run of letters and digits that is no word.
fn holds_key(line: &str) -> bool {
    let runs = line.split(|c: char| !c.is_ascii_alphanumeric());
    runs.into_iter().any(|run| run.len() >= 4 && run.bytes().any(|byte| byte.is_ascii_digit()))
}

/// The supplier says no to an order: certain for known words only.
pub(crate) fn refused(message: &str, secret: &str) -> Result<Supplied, SupplyError> {
    if is_repeated(message) {
        return Err(SupplyError::Unknown("the order number is known there already".into()));
    }
    match reason(message) {
        Some(why) => Ok(Supplied::Failed { reference: None, why, said: said(message, secret) }),
        None => Err(SupplyError::Unknown(said(message, secret))),
    }
}

/// Certain: it was not even asked for.
pub(crate) fn never(why: NoSupply, said: &str) -> Supplied {
    Supplied::Failed { reference: None, why, said: said.to_owned() }
}

/// Answered properly, and yet not about what was asked.
pub(crate) fn other_order() -> SupplyError {
    SupplyError::Unknown("the answer is about another order".into())
}

pub(crate) fn unreadable(what: &str) -> SupplyError {
    SupplyError::Unknown(format!("the answer's {what} cannot be read"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_words_are_certain() {
        for (message, why) in [
            ("商户余额不足,请充值", NoSupply::NoFunds),
            ("安全价格不能小于售价", NoSupply::PriceChanged),
            ("商品已下架", NoSupply::OutOfStock),
            ("商品库存不足", NoSupply::OutOfStock),
            ("充值账号不存在", NoSupply::BadAccount),
            ("手机号码错误", NoSupply::BadAccount),
            ("签名错误", NoSupply::Other),
        ] {
            let failed = Supplied::Failed { reference: None, why, said: message.into() };
            assert_eq!(refused(message, "secret"), Ok(failed), "{message}");
        }
        for message in
            ["", "系统繁忙", "系统维护中,请稍后查询", "下单失败", "订单已取消,资金已退回商城余额!", "timeout"]
        {
            assert!(matches!(refused(message, "secret"), Err(SupplyError::Unknown(_))), "{message}");
        }
    }

    #[test]
    fn a_number_given_before_is_no_refusal() {
        for message in
            ["外部订单号已存在", "订单号重复", "请勿重复提交", "订单重复,余额不足", "customer_order_no重复"]
        {
            assert!(matches!(refused(message, ""), Err(SupplyError::Unknown(why)) if why.contains("number")));
        }
    }

    #[test]
    fn a_missing_order_is_told_from_missing_goods() {
        assert!(is_missing("订单不存在") && is_missing("未找到该订单"));
        assert!(!is_missing("商品不存在") && !is_missing("订单处理中"));
    }
}
