use crate::address;
use crate::decimal;
use crate::pairs::Pairs;
use kernel::Currency;
use ports::{ChannelError, Device, Notified, NotifyRefusal, Opened};

/// What holds the signature, and is not signed itself.
pub(super) const UNSIGNED: [&str; 2] = ["sign", "sign_type"];
/// The name of the goods is cut by gateways after 127 bytes; ours is short enough to come back whole.
const NAME_MAX: usize = 120;

/// How gateways call what is in the payer's hand.
pub(super) fn device(device: Device) -> &'static str {
    match device {
        Device::Desktop => "pc",
        Device::Mobile => "mobile",
        Device::WeChat => "wechat",
        Device::Alipay => "alipay",
    }
}

/// The name of the goods: short, and without what firewalls in front of gateways take for an attack.
pub(super) fn name(subject: &str) -> String {
    let mut name = String::new();
    for c in subject.chars() {
        let c = if c.is_control() || "<>'\"\\&".contains(c) { ' ' } else { c };
        if name.len() + c.len_utf8() > NAME_MAX {
            break;
        }
        name.push(c);
    }
    name
}

/// A gateway's number: short and plain, because it becomes the id of an arrival.
pub(super) fn number(text: &str) -> Option<&str> {
    let plain = (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    plain.then_some(text)
}

/// The ways to pay, as gateways name them: a page, the text of a QR code, the address of an app.
pub(super) fn opened(
    reference: &str,
    page: &str,
    qr: &str,
    app: &str,
    device: Device,
) -> Result<Opened, ChannelError> {
    let page = Some(page).filter(|page| address::is_page(page));
    let app = Some(app).filter(|app| address::is_page_or_app(app));
    let qr = Some(qr).filter(|qr| address::is_page_or_app(qr));
    // On a telephone nobody scans: where the code leads to a page, the page is opened.
    let scanned = qr.filter(|qr| device != Device::Desktop && address::is_page(qr));
    let opened = Opened {
        reference: number(reference).map(str::to_owned),
        pay_url: page.or(app).or(scanned).map(str::to_owned),
        qr_text: qr.map(str::to_owned),
        in_app: None,
    };
    if opened.pay_url.is_none() && opened.qr_text.is_none() {
        return Err(ChannelError::Unknown("the answer names no way to pay".into()));
    }
    Ok(opened)
}

/// Whether the gateway says that it has no such payment, or refund.
pub(super) fn is_unknown(message: &str) -> bool {
    let missing = ["不存在", "未找到", "找不到"].iter().any(|word| message.contains(word));
    missing && ["订单", "退款", "交易"].iter().any(|word| message.contains(word))
}

/// Whether a refused refund has certainly not happened. Gateways pass on what their own channel said, so a reason that
/// is not known here says nothing.
pub(super) fn is_certain(message: &str) -> bool {
    const CERTAIN: [&str; 13] = [
        "不存在",
        "未开启",
        "未开通",
        "已关闭",
        "密钥",
        "签名",
        "余额不足",
        "超过",
        "大于",
        "未支付",
        "不支持",
        "权限",
        "封禁",
    ];
    CERTAIN.iter().any(|word| message.contains(word))
}

/// What both versions tell once it is signed.
pub(super) fn told(pid: &str, pairs: &Pairs) -> Result<Notified, NotifyRefusal> {
    if pairs.get("pid") != pid {
        return Err(NotifyRefusal::OtherMerchant);
    }
    if pairs.get("trade_status") != "TRADE_SUCCESS" {
        return Ok(Notified::Other);
    }
    let payment = pairs.get("out_trade_no").parse();
    let amount = decimal::read_positive(pairs.get("money"), Currency::CNY);
    Ok(Notified::Paid {
        payment: payment.map_err(|_| malformed("out_trade_no is none of ours"))?,
        event_id: number(pairs.get("trade_no")).ok_or_else(|| malformed("trade_no"))?.to_owned(),
        amount: amount.map_err(|_| malformed("money"))?,
    })
}

/// Answered properly, and yet not about what was asked.
pub(super) fn other_thing() -> ChannelError {
    ChannelError::Unknown("the answer is about something else".into())
}

pub(super) fn unreadable(what: &str) -> ChannelError {
    ChannelError::Unknown(format!("the answer cannot be read: {what}"))
}

fn malformed(what: &str) -> NotifyRefusal {
    NotifyRefusal::Malformed(what.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_and_harmless() {
        assert_eq!(name("月卡 × 1"), "月卡 × 1");
        assert_eq!(name("a<b>'c\"&d\n"), "a b  c  d ");
        assert_eq!(name(&"月".repeat(99)), "月".repeat(40));
    }

    #[test]
    fn reasons_are_understood() {
        assert!(is_unknown("订单号不存在") && is_unknown("该退款单不存在") && !is_unknown("商户不存在"));
        assert!(is_certain("商户余额不足") && is_certain("该商户未开启订单退款API接口"));
        assert!(!is_certain("退款失败:SYSTEM_ERROR") && !is_certain("该订单已退款"));
    }

    #[test]
    fn a_way_to_pay_is_a_page_a_code_or_an_app() {
        let pc = |page: &str, qr: &str, app: &str| opened("1", page, qr, app, Device::Desktop);
        assert_eq!(pc("https://x/1", "", "").unwrap().pay_url.as_deref(), Some("https://x/1"));
        assert_eq!(pc("", "weixin://x?pr=1", "").unwrap().qr_text.as_deref(), Some("weixin://x?pr=1"));
        assert_eq!(pc("", "", "weixin://dl/x").unwrap().pay_url.as_deref(), Some("weixin://dl/x"));
        assert!(pc("javascript:alert(1)", "", "data:text/html,x").is_err() && pc("", "", "").is_err());
        let held = opened("1", "", "https://qr.alipay.com/x", "", Device::Mobile).unwrap();
        assert_eq!(
            (held.pay_url.as_deref(), held.qr_text.is_some()),
            (Some("https://qr.alipay.com/x"), true)
        );
    }
}
