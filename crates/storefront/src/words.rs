//! Money, times and stock in words.

use crate::i18n::Words;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use kernel::{Language, OrderId, Time};
use orders::{Order, OrderGoods, OrderState};
use serde::Serialize;
use std::fmt::Display;

/// Of how many units left the shop says the number.
const FEW: i64 = 9;
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// How much is left, as a state for the style and in words.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct StockWords {
    pub state: &'static str,
    pub words: String,
}

/// Of what is credited to an account nothing is stocked, so there are no units.
pub(crate) fn stock(words: &Words, units: Option<i64>) -> StockWords {
    let Some(units) = units else {
        return StockWords { state: "in", words: words.say("stock.credited", &[]) };
    };
    let state = match units {
        ..=0 => "out",
        1..=FEW => "low",
        _ => "in",
    };
    StockWords { state, words: words.say(&format!("stock.{state}"), &[("n", &units)]) }
}

/// As our sentences call the state of an order: what is credited was not handed out, and keys that are bought are fetched.
pub(crate) fn called(order: &Order) -> &'static str {
    match (order.goods, order.state) {
        (OrderGoods::Recharge, OrderState::Delivered) => "credited",
        (OrderGoods::Supplied, OrderState::Fulfilling) => "fetching",
        (OrderGoods::Supplied, OrderState::Failed) => "not_had",
        (_, state) => state.as_str(),
    }
}

/// The end of an order's number: enough to speak about it.
pub(crate) fn short(order: OrderId) -> String {
    tail(&order)
}

/// The end of any id.
pub(crate) fn tail(id: &impl Display) -> String {
    let id = id.to_string();
    id.get(id.len().saturating_sub(8)..).unwrap_or_default().to_uppercase()
}

/// Day and minute: in China's time for Chinese readers, in UTC for others.
pub(crate) fn moment(language: Language, time: Time) -> String {
    let at = civil(language, time);
    let (h, m) = (at.hour(), at.minute());
    match language {
        Language::Zh => format!("{} {h:02}:{m:02}", day(language, time)),
        Language::En => format!("{}, {h:02}:{m:02} UTC", day(language, time)),
    }
}

/// The minute alone, where it is still on the same day; else as [`moment`].
pub(crate) fn clock(language: Language, now: Time, time: Time) -> String {
    let (today, at) = (civil(language, now), civil(language, time));
    if today.date() != at.date() {
        return moment(language, time);
    }
    let (h, m) = (at.hour(), at.minute());
    match language {
        Language::Zh => format!("{h:02}:{m:02}"),
        Language::En => format!("{h:02}:{m:02} UTC"),
    }
}

pub(crate) fn day(language: Language, time: Time) -> String {
    let at = civil(language, time);
    match language {
        Language::Zh => format!("{}年{}月{}日", at.year(), at.month(), at.day()),
        Language::En => {
            let month = usize::try_from(at.month() - 1).ok().and_then(|m| MONTHS.get(m)).copied();
            format!("{} {} {}", at.day(), month.unwrap_or_default(), at.year())
        }
    }
}

fn civil(language: Language, time: Time) -> DateTime {
    let offset = match language {
        Language::Zh => Offset::constant(8),
        Language::En => Offset::UTC,
    };
    let at = Timestamp::from_microsecond(time.0).unwrap_or(Timestamp::UNIX_EPOCH);
    TimeZone::fixed(offset).to_datetime(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_those_of_the_reader() {
        let time = Time::from_unix_seconds(1_795_449_600); // 2026-11-23T16:00:00Z
        assert_eq!(moment(Language::Zh, time), "2026年11月24日 00:00");
        assert_eq!(moment(Language::En, time), "23 Nov 2026, 16:00 UTC");
        assert_eq!(moment(Language::Zh, Time(i64::MAX)), "1970年1月1日 08:00");
        // An hour before it is still the day before for one of them.
        let before = Time::from_unix_seconds(1_795_446_000);
        assert_eq!(clock(Language::Zh, before, time), "2026年11月24日 00:00");
        assert_eq!(clock(Language::En, before, time), "16:00 UTC");
        assert_eq!(clock(Language::Zh, time, time), "00:00");
    }

    #[test]
    fn an_order_is_called_by_its_end() {
        assert_eq!(short(OrderId(5)), "00000005");
    }
}
