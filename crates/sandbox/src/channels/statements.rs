//! What the gateways would give their merchant for download: one day, each in its own form. No code is shared with who
//! reads them.

use super::{Arrival, House, Payment, Refund, RefundState};

const DAY_MS: i64 = 86_400_000;

/// What happened on a day, as every statement lists it.
pub enum Moved<'a> {
    Paid(&'a Payment, &'a Arrival),
    Back(&'a Payment, &'a Refund),
}

impl Moved<'_> {
    fn at(&self) -> i64 {
        match self {
            Self::Paid(_, arrival) => arrival.at,
            Self::Back(_, refund) => refund.at,
        }
    }
}

/// A day, in milliseconds: from its beginning to before the next one's.
#[derive(Clone, Copy, Debug)]
pub struct Day {
    pub from: i64,
    pub to: i64,
}

impl Day {
    /// The one in which that moment lies, where the calendar is so far ahead of UTC.
    pub fn of(at: i64, ahead: i64) -> Self {
        let from = (at + ahead).div_euclid(DAY_MS) * DAY_MS - ahead;
        Self { from, to: from + DAY_MS }
    }

    pub fn holds(self, at: i64) -> bool {
        (self.from..self.to).contains(&at)
    }
}

impl House {
    /// What that gateway shows of a day, in the order of its time: of each payment the first arrival, and what has gone
    /// back or is under way.
    pub fn on<T>(&self, gateway: &str, day: Day, write: impl Fn(&Moved<'_>) -> T) -> Vec<T> {
        let book = self.book();
        let mut all = Vec::new();
        for payment in book.all().iter().filter(|payment| payment.gateway == gateway) {
            all.extend(payment.arrivals.first().map(|arrival| Moved::Paid(payment, arrival)));
            let went = payment.refunds.iter().filter(|refund| refund.state != RefundState::Failed);
            all.extend(went.map(|refund| Moved::Back(payment, refund)));
        }
        all.retain(|moved| day.holds(moved.at()));
        all.sort_by_key(Moved::at);
        all.iter().map(write).collect()
    }
}

/// A cell of a CSV, quoted where it must be.
pub fn cell(text: &str) -> String {
    match text.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_a_calendar() {
        let china = 8 * 3_600_000;
        let day = Day::of(1_795_449_600_000, china);
        assert_eq!((day.from, day.to), (1_795_449_600_000, 1_795_536_000_000));
        assert_eq!(Day::of(day.from - 1, china).to, day.from);
        assert_eq!(Day::of(day.from, 0).from, day.from - 16 * 3_600_000);
        assert_eq!(cell("a,\"b\""), "\"a,\"\"b\"\"\"");
    }
}
