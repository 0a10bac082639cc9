use super::AlipayChannel;
use crate::decimal;
use kernel::Currency;
use ports::{Notified, NotifyRefusal, RawNotify};
use std::collections::BTreeMap;

const BODY_MAX: usize = 64 * 1024;

type Fields = BTreeMap<String, String>;

/// The signature first, then whom it is for, then what it says.
pub(super) fn verify(us: &AlipayChannel, notify: &RawNotify) -> Result<Notified, NotifyRefusal> {
    if notify.body.len() > BODY_MAX {
        return Err(malformed("the body is too large"));
    }
    if notify.method != "POST" {
        return Err(NotifyRefusal::BadSignature);
    }
    let fields = read(&notify.body)?;
    let get = |name: &str| fields.get(name).map(String::as_str).unwrap_or_default();
    if get("sign_type") != "RSA2" || !us.theirs.verifies(canonical(&fields).as_bytes(), get("sign")) {
        return Err(NotifyRefusal::BadSignature);
    }
    if get("app_id") != us.app_id || get("seller_id") != us.seller_id {
        return Err(NotifyRefusal::OtherMerchant);
    }
    told(&get)
}

/// None twice: of two, nobody could say which was meant.
fn read(body: &[u8]) -> Result<Fields, NotifyRefusal> {
    let mut fields = Fields::new();
    for (name, value) in form_urlencoded::parse(body).into_owned() {
        if fields.insert(name, value).is_some() {
            return Err(malformed("a field stands there twice"));
        }
    }
    Ok(fields)
}

/// "All parameters that were returned, except sign and sign_type", decoded, by name.
fn canonical(fields: &Fields) -> String {
    let pairs = fields.iter().filter(|(name, _)| *name != "sign" && *name != "sign_type");
    pairs.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

fn told<'a>(get: &impl Fn(&str) -> &'a str) -> Result<Notified, NotifyRefusal> {
    if get("notify_type") != "trade_status_sync" {
        return Ok(Notified::Other);
    }
    // A notify of a refund is one of the payment, with the refund in it.
    if !get("gmt_refund").is_empty() || !get("refund_fee").is_empty() {
        return Ok(match get("out_biz_no").parse() {
            Ok(refund) => Notified::Refunded { refund },
            Err(_) => Notified::Other,
        });
    }
    if !matches!(get("trade_status"), "TRADE_SUCCESS" | "TRADE_FINISHED") {
        return Ok(Notified::Other);
    }
    let payment = get("out_trade_no").parse().map_err(|_| malformed("out_trade_no is none of ours"))?;
    let amount = decimal::read_positive(get("total_amount"), Currency::CNY)
        .map_err(|_| malformed("total_amount is no amount"))?;
    match get("trade_no") {
        "" => Err(malformed("no trade_no")),
        event => Ok(Notified::Paid { payment, event_id: event.to_owned(), amount }),
    }
}

fn malformed(what: &str) -> NotifyRefusal {
    NotifyRefusal::Malformed(what.to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::rsa_keys::PublicKey;

    /// A true notify and the key that signed it, from the tests of alipay-sdk-nodejs-all 4.14.
    const KEY: &str = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAqObrdC7hrgAVM98tK0nv3hSQRGGKT4lBsQjHiGjeYZjOPIPHR5knm2jnnz/YGIXIofVHkA/tAlBAd5DrY7YpvI4tP5EONLtZKC2ghBMx7McI2wRD0xiqzxOQr1FuhZGJ8/AUokBzJrzY+aGX2xcOrxFYRlFilvVLTXg4LWjR1tdPkO6+i7wQZAIVMClPkwVRZEbaERRHlKqTzv2gGv5rDU8gRoe1LeaN+6BlbTqHWkQcNCUNrA8C6l17XAXGKDsm/9TFWwO8EPHHHCaQdjtV5/FdcWIt+L8SR1ss7EXTjYDFtxcKVv9rEoY1lX8T4mX+GbXfZHraG5NCF1+XioL5JwIDAQAB";
    const BODY: &str = "gmt_create=2019-08-15+15%3A56%3A22&charset=utf-8&seller_email=z97-yuquerevenue%40service.aliyun.com&subject=%E8%AF%AD%E9%9B%80%E7%A9%BA%E9%97%B4+500%E4%BA%BA%E8%A7%84%E6%A8%A1&buyer_id=2088102534368455&invoice_amount=0.10&notify_id=2019081500222155624068450559358070&fund_bill_list=%5B%7B%22amount%22%3A%220.10%22%2C%22fundChannel%22%3A%22ALIPAYACCOUNT%22%7D%5D&notify_type=trade_status_sync&trade_status=TRADE_SUCCESS&receipt_amount=0.10&buyer_pay_amount=0.10&app_id=2019073166072302&seller_id=2088531891668739&gmt_payment=2019-08-15+15%3A56%3A24&notify_time=2019-08-15+15%3A56%3A25&version=1.0&out_trade_no=20190815155618536-564-57&total_amount=0.10&trade_no=2019081522001468450512505578&auth_app_id=2019073166072302&buyer_logon_id=xud%2A%2A%2A%40126.com&point_amount=0.00&sign=QfTb8tqE1BMhS5qAnXtvsF3%2FjBkEvu9q9en0pdbBUDDjvKycZhQb7h8GDs4FKfi049PynaNuatxSgLb%2FnLWZpXyyh0LEWdK2S6Ri7nPwrVgOs08zugLO20vOQz44y3ti2Ncm8%2FwZts1Fr2gZ7pShnVX3d1B50hbsXnObT1r%2FU8ONNQjWXd0HIul4TG%2BQ3fm3svmSvFEy0WnzuhcyHPX5Gm4ELNctL6Qd5YniGJFNcc7kopHYtI%2FXD9YCKCH6Ct02rzUs9i11C9CsadtZn%2BWhxF26Dqt9sGEFajkJ8cxUTLi8%2BVCpLHsgPE8P0y095uQcDdK0YjCh4x7wVSov%2BlrmOQ%3D%3D&sign_type=RSA2";

    #[test]
    fn a_true_notify_is_signed_over_its_decoded_fields() {
        let (key, fields) = (PublicKey::read(KEY).unwrap(), read(BODY.as_bytes()).unwrap());
        assert!(key.verifies(canonical(&fields).as_bytes(), &fields["sign"]));
        let bent = read(BODY.replace("total_amount=0.10", "total_amount=9.10").as_bytes()).unwrap();
        assert!(!key.verifies(canonical(&bent).as_bytes(), &bent["sign"]));
        assert!(read(format!("{BODY}&total_amount=9.10").as_bytes()).is_err());
    }

    #[test]
    fn a_refund_looks_like_a_payment_and_is_none() {
        let refund = format!("ref_{}", kernel::encode_128(7));
        let payment = format!("pay_{}", kernel::encode_128(8));
        let mut fields = BTreeMap::from([
            ("notify_type", "trade_status_sync"),
            ("trade_status", "TRADE_SUCCESS"),
            ("out_trade_no", payment.as_str()),
            ("total_amount", "19.90"),
            ("trade_no", "2019081522001468450512505578"),
        ]);
        let say =
            |fields: &BTreeMap<&str, &str>| told(&|name: &str| fields.get(name).copied().unwrap_or_default());
        assert!(matches!(say(&fields), Ok(Notified::Paid { .. })));
        fields.extend([
            ("refund_fee", "1.00"),
            ("gmt_refund", "2019-08-15 15:56:24.123"),
            ("out_biz_no", refund.as_str()),
        ]);
        assert_eq!(say(&fields), Ok(Notified::Refunded { refund: refund.parse().unwrap() }));
        fields.insert("out_biz_no", "by hand");
        assert_eq!(say(&fields), Ok(Notified::Other));
    }

    #[test]
    fn strange_amounts_and_numbers_are_malformed() {
        let payment = format!("pay_{}", kernel::encode_128(8));
        let say = |number: &str, amount: &str, trade: &str, state: &str| {
            let fields = BTreeMap::from([
                ("notify_type", "trade_status_sync"),
                ("trade_status", state),
                ("out_trade_no", number),
                ("total_amount", amount),
                ("trade_no", trade),
            ]);
            told(&|name: &str| fields.get(name).copied().unwrap_or_default())
        };
        for amount in ["", "0", "0.00", "-1.00", "1e3", "[1]", "1.001", "１"] {
            assert!(
                matches!(say(&payment, amount, "1", "TRADE_SUCCESS"), Err(NotifyRefusal::Malformed(_))),
                "{amount}"
            );
        }
        assert!(matches!(say("ord_1", "1.00", "1", "TRADE_SUCCESS"), Err(NotifyRefusal::Malformed(_))));
        assert!(matches!(say(&payment, "1.00", "", "TRADE_SUCCESS"), Err(NotifyRefusal::Malformed(_))));
        for state in ["WAIT_BUYER_PAY", "TRADE_CLOSED", "", "trade_success"] {
            assert_eq!(say(&payment, "1.00", "1", state), Ok(Notified::Other), "{state}");
        }
        assert!(matches!(say(&payment, "1.00", "1", "TRADE_FINISHED"), Ok(Notified::Paid { .. })));
    }
}
