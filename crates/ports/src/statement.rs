use kernel::{Money, Span, Time};

/// What a line of a channel's statement tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LineKind {
    /// A buyer paid.
    Payment,
    /// Money went back to a buyer.
    Refund,
    /// Money that had gone back came again: the buyer's bank did not take it.
    RefundFailed,
    /// The buyer's bank took a payment back.
    Chargeback,
    /// And gave it again, because the dispute was won.
    ChargebackWon,
    /// The channel takes something that belongs to no payment.
    Fee,
    /// Money went to our bank.
    Payout,
    /// Something else, which is shown and counted and not looked for here.
    Other,
}

impl LineKind {
    pub const ALL: [Self; 8] = [
        Self::Payment,
        Self::Refund,
        Self::RefundFailed,
        Self::Chargeback,
        Self::ChargebackWon,
        Self::Fee,
        Self::Payout,
        Self::Other,
    ];

    /// Stable: stored, and sent to programs.
    pub fn code(self) -> &'static str {
        match self {
            Self::Payment => "payment",
            Self::Refund => "refund",
            Self::RefundFailed => "refund_failed",
            Self::Chargeback => "chargeback",
            Self::ChargebackWon => "chargeback_won",
            Self::Fee => "fee",
            Self::Payout => "payout",
            Self::Other => "other",
        }
    }
}

impl std::str::FromStr for LineKind {
    type Err = ();
    fn from_str(code: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.code() == code).ok_or(())
    }
}

/// One movement, as the channel tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementLine {
    /// Of the file, from 1.
    pub number: i64,
    pub kind: LineKind,
    /// The channel's number of the payment it belongs to: the one under which `query` tells of an arrival
    /// ([`crate::Paid::event_id`]). Empty where it belongs to none.
    pub payment: String,
    /// The channel's number of this movement; empty where it has none of its own.
    pub reference: String,
    /// Our number: of the payment, or of the refund; empty where the file does not say it.
    pub ours: String,
    /// Which way it went is said by the kind: above zero, but for [`LineKind::Other`].
    pub amount: Money,
    /// What the channel kept of it, in the same currency; below zero: what it gave back.
    pub fee: i64,
    pub at: Time,
}

/// Why a line cannot be used, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineError {
    /// Of the file, from 1.
    pub line: i64,
    /// As the file calls the column; empty: the whole line.
    pub column: String,
    pub zh: String,
    pub en: String,
}

/// What stands in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statement {
    pub lines: Vec<StatementLine>,
    pub errors: Vec<LineError>,
    /// From when to before when, where the file says so.
    pub period: Option<(Time, Time)>,
}

/// A day by the channel's calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementDay {
    /// `2026-11-27`
    pub date: String,
    pub from: Time,
    /// The beginning of the next one.
    pub to: Time,
}

impl StatementDay {
    /// The day in which a moment lies, where days begin so many minutes before those of UTC.
    pub fn of(at: Time, minutes_ahead: i64) -> Self {
        let ahead = Span::minutes(minutes_ahead);
        let local = at.after(ahead).unix_seconds().div_euclid(DAY_S) * DAY_S;
        let date = Time::from_unix_seconds(local).rfc3339().chars().take(10).collect();
        let from = Time::from_unix_seconds(local).before(ahead);
        Self { date, from, to: from.after(Span::days(1)) }
    }

    /// By its date; none for any other text.
    pub fn read(date: &str, minutes_ahead: i64) -> Option<Self> {
        let from = Time::parse_rfc3339(date).filter(|_| date.len() == 10)?;
        Some(Self::of(from.before(Span::minutes(minutes_ahead)), minutes_ahead))
    }

    /// The day before.
    pub fn before(&self, minutes_ahead: i64) -> Self {
        Self::of(self.from.before(Span::hours(1)), minutes_ahead)
    }
}

const DAY_S: i64 = 86_400;

/// Why a file is not taken at all, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StatementRefusal {
    #[error("this kind of channel has no statement that can be read")]
    NotOffered,
    #[error("{en}")]
    NotOne { zh: String, en: String },
}

impl StatementRefusal {
    pub fn because(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::NotOne { zh: zh.into(), en: en.into() }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_channel() {
        let at = |text: &str| Time::parse_rfc3339(text).unwrap();
        let china = StatementDay::of(at("2026-11-27T16:00:00Z"), 480);
        assert_eq!((china.date.as_str(), china.from), ("2026-11-28", at("2026-11-27T16:00:00Z")));
        assert_eq!(StatementDay::of(at("2026-11-27T15:59:59Z"), 480).date, "2026-11-27");
        assert_eq!(StatementDay::read("2026-11-28", 480), Some(china.clone()));
        assert_eq!(china.before(480).to, china.from);
        assert_eq!(StatementDay::read("2026-11-28", 0).unwrap().from, at("2026-11-28T00:00:00Z"));
        for text in ["", "2026-11-31", "2026-11-28T00:00:00Z", "20261128"] {
            assert_eq!(StatementDay::read(text, 480), None, "{text}");
        }
    }
}
