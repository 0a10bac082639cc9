use super::{WechatChannel, other_thing};
use kernel::{Currency, Money, Span, Time};
use ports::{ChannelError, ChannelRefund, NewPayment, NewRefund, RefundState};
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// China's time is that far ahead.
const AHEAD: Span = Span::hours(8);
/// WeChat wants a minute at least, by its own clock, and wants it the same when an order is asked for again; so it is
/// never reckoned from now. At its true end the order is closed from here.
const LONGER: Span = Span::minutes(6);

pub(super) type Object = Map<String, Value>;

pub(super) fn object<const N: usize>(fields: [(&str, Value); N]) -> Object {
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// What is the same of every order.
pub(super) fn order(us: &WechatChannel, new: &NewPayment) -> Result<Object, ChannelError> {
    Ok(object([
        ("appid", json!(us.app_id)),
        ("mchid", json!(us.mch_id)),
        ("description", json!(cut(&new.subject, 127))),
        ("out_trade_no", json!(new.payment.to_string())),
        ("time_expire", json!(written(new.expires_at.after(LONGER)))),
        ("notify_url", json!(new.notify_url)),
        ("amount", json!({ "total": fen(new.amount)?, "currency": "CNY" })),
    ]))
}

/// By the transaction's number: WeChat finds a fresh payment by the merchant's less surely.
pub(super) fn refund(new: &NewRefund) -> Result<Object, ChannelError> {
    let amount = json!({ "refund": fen(new.amount)?, "total": fen(new.of.amount)?, "currency": "CNY" });
    Ok(object([
        ("transaction_id", json!(new.event_id)),
        ("out_refund_no", json!(new.refund.to_string())),
        ("reason", json!(cut(&new.reason, 80))),
        ("notify_url", json!(new.notify_url)),
        ("amount", amount),
    ]))
}

fn fen(amount: Money) -> Result<i64, ChannelError> {
    if amount.currency == Currency::CNY && amount.minor > 0 {
        Ok(amount.minor)
    } else {
        Err(ChannelError::Refused("WeChat Pay takes amounts above zero in CNY only".into()))
    }
}

/// At most so many bytes, which the documents leave open to be characters; never half a character.
pub(super) fn cut(text: &str, most: usize) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let end = plain.char_indices().map(|(at, c)| at + c.len_utf8()).take_while(|end| *end <= most).last();
    plain.get(..end.unwrap_or(0)).unwrap_or_default().trim().to_owned()
}

/// `2018-06-08T10:34:56+08:00`
pub(super) fn written(at: Time) -> String {
    format!("{}+08:00", at.after(AHEAD).rfc3339().trim_end_matches('Z'))
}

/// As a value of a query.
pub(super) fn escaped(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// The answer to an order; each way to pay fills one of it.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct OpenedOrder {
    pub code_url: String,
    pub h5_url: String,
    pub prepay_id: String,
}

/// A transaction, as a query answers it and a notify tells of it.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Transaction {
    pub appid: String,
    pub mchid: String,
    pub out_trade_no: String,
    pub transaction_id: String,
    pub trade_state: String,
    pub success_time: String,
    amount: Option<Amount>,
}

#[derive(Deserialize)]
struct Amount {
    total: i64,
    currency: Option<String>,
}

impl Transaction {
    /// Above zero; none for anything else.
    pub fn money(&self) -> Option<Money> {
        let amount = self.amount.as_ref()?;
        let currency = amount.currency.as_deref().unwrap_or("CNY").parse().ok()?;
        if amount.total > 0 { Some(Money::new(amount.total, currency)) } else { None }
    }
}

/// A refund, as it is answered.
#[derive(Deserialize)]
pub(super) struct Refund {
    refund_id: String,
    out_refund_no: String,
    transaction_id: String,
    status: String,
    amount: RefundAmount,
}

#[derive(Deserialize)]
struct RefundAmount {
    refund: i64,
}

impl Refund {
    /// Only if it is that one.
    pub fn of(self, new: &NewRefund) -> Result<ChannelRefund, ChannelError> {
        let same = self.out_refund_no == new.refund.to_string() && self.transaction_id == new.event_id;
        if !same || self.amount.refund != new.amount.minor {
            return Err(other_thing());
        }
        let state = match self.status.as_str() {
            "SUCCESS" => RefundState::Succeeded,
            "PROCESSING" | "ABNORMAL" => RefundState::Pending,
            "CLOSED" => RefundState::Failed,
            _ => return Err(ChannelError::Unknown("the refund is in a state that is not known here".into())),
        };
        Ok(ChannelRefund { reference: self.refund_id, state })
    }
}

/// Why not.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Problem {
    pub code: String,
    pub message: String,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_time_is_that_of_china() {
        let at = Time::parse_rfc3339("2018-06-08T02:34:56Z").unwrap();
        assert_eq!(written(at), "2018-06-08T10:34:56+08:00");
        assert_eq!(Time::parse_rfc3339(&written(at)), Some(at));
    }

    #[test]
    fn a_description_is_cut_between_characters() {
        assert_eq!(cut("月卡\n×1", 127), "月卡 ×1");
        assert_eq!(cut(&"卡".repeat(100), 127), "卡".repeat(42));
        assert_eq!(cut("卡", 2), "");
    }

    #[test]
    fn only_whole_fen_above_zero_are_an_amount() {
        let money = |amount: &str| {
            let text = format!(r#"{{"amount":{amount}}}"#);
            serde_json::from_str::<Transaction>(&text).ok().and_then(|transaction| transaction.money())
        };
        assert_eq!(money(r#"{"total":100,"currency":"CNY"}"#), Some(Money::new(100, Currency::CNY)));
        assert_eq!(money(r#"{"total":100}"#), Some(Money::new(100, Currency::CNY)));
        for amount in [
            r#"{"total":0}"#,
            r#"{"total":-1}"#,
            r#"{"total":1e3}"#,
            r#"{"total":1.0}"#,
            r#"{"total":"100"}"#,
            r#"{"total":[100]}"#,
            r#"{"total":99999999999999999999}"#,
            r#"{"currency":"CNY"}"#,
            r#"{"total":100,"currency":"cny"}"#,
            "100",
            "null",
        ] {
            assert_eq!(money(amount), None, "{amount}");
        }
    }
}
