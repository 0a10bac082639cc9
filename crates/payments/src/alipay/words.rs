use super::{is_ours, other_thing};
use crate::decimal;
use kernel::{Currency, Money, PaymentId, Span};
use ports::{ChannelError, NewPayment};
use serde::Deserialize;
use serde_json::Value;

/// Alipay closes no trade later than that.
const MINUTES_MAX: i64 = 15 * 24 * 60;

/// What stands in an answer; each kind of answer fills some of it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Node {
    pub code: String,
    pub sub_code: String,
    pub out_trade_no: String,
    pub trade_no: String,
    pub trade_status: String,
    pub total_amount: String,
    pub send_pay_date: String,
    pub qr_code: String,
    pub fund_change: String,
    pub out_request_no: String,
    pub refund_amount: String,
    pub refund_status: String,
    pub out_biz_no: String,
    pub order_id: String,
    pub status: String,
    pub trans_amount: String,
    pub error_code: String,
}

impl Node {
    /// Only if it is about that payment.
    pub fn of(self, payment: PaymentId) -> Result<Self, ChannelError> {
        if self.out_trade_no == payment.to_string() { Ok(self) } else { Err(other_thing()) }
    }
}

/// An order of that product, with what it wants besides.
pub(super) fn order<const N: usize>(
    new: &NewPayment,
    product: &str,
    more: [(&str, String); N],
) -> Result<Value, ChannelError> {
    let fields = [
        ("out_trade_no", new.payment.to_string()),
        ("total_amount", amount(new.amount)?),
        ("subject", line(&new.subject, 256)),
        ("product_code", product.to_owned()),
    ];
    let fields = fields.into_iter().chain(more);
    Ok(Value::Object(fields.map(|(name, value)| (name.to_owned(), Value::String(value))).collect()))
}

/// In yuan.
pub(super) fn amount(amount: Money) -> Result<String, ChannelError> {
    if is_ours(amount) {
        Ok(decimal::write(amount))
    } else {
        Err(ChannelError::Refused("Alipay takes amounts above zero in CNY only".into()))
    }
}

pub(super) fn money(text: &str) -> Result<Money, ChannelError> {
    decimal::read_positive(text, Currency::CNY)
        .map_err(|_| ChannelError::Unknown("the answer's amount cannot be read".into()))
}

/// Without what Alipay forbids in a subject.
pub(super) fn line(text: &str, most: usize) -> String {
    let plain = |c: char| if c.is_control() || "/=&<>\"'\\%+".contains(c) { ' ' } else { c };
    let text: String = text.chars().map(plain).take(most).collect();
    text.trim().to_owned()
}

/// Whole minutes, rounded up: `15m`.
pub(super) fn minutes(span: Span) -> String {
    let minutes = span.as_seconds().saturating_add(59) / 60;
    format!("{}m", minutes.clamp(1, MINUTES_MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_holds_nothing_that_alipay_forbids() {
        assert_eq!(line("月卡/Monthly=card & \"more\"\n", 256), "月卡 Monthly card    more");
        assert_eq!(line(&"卡".repeat(300), 256).chars().count(), 256);
    }

    #[test]
    fn a_time_limit_is_in_whole_minutes() {
        let of = |seconds| minutes(Span::seconds(seconds));
        assert_eq!(
            [of(900), of(61), of(1), of(-5), of(i64::from(i32::MAX))],
            ["15m", "2m", "1m", "1m", "21600m"]
        );
    }

    #[test]
    fn only_yuan_above_zero_are_asked_for() {
        assert_eq!(amount(Money::new(1990, Currency::CNY)), Ok("19.90".into()));
        assert!(
            amount(Money::new(0, Currency::CNY)).is_err() && amount(Money::new(-1, Currency::CNY)).is_err()
        );
        assert!("USD".parse().is_ok_and(|usd| amount(Money::new(1, usd)).is_err()));
        assert!(["", "0", "0.00", "1e3", "-1", "[1]", "1.005"].iter().all(|text| money(text).is_err()));
    }
}
