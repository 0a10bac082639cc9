//! What of a line is known here. Pure: what is in the database was read before, and is written after.

use kernel::{Money, StatementId, Time};
use ports::LineKind;
use std::collections::{HashMap, HashSet};

/// How a line stands to our books.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    New,
    Matched,
    MissingHere,
    AmountDiffers,
    /// There is one of ours, and another line has it.
    Doubled,
    /// It stood in another statement before.
    Again,
    /// Somebody should look at it, whatever is here: a chargeback, a refund that came back.
    LookAt,
    /// No buyer's money.
    Counted,
}

impl Verdict {
    const ALL: [Self; 8] = [
        Self::New,
        Self::Matched,
        Self::MissingHere,
        Self::AmountDiffers,
        Self::Doubled,
        Self::Again,
        Self::LookAt,
        Self::Counted,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Matched => "matched",
            Self::MissingHere => "missing_here",
            Self::AmountDiffers => "amount_differs",
            Self::Doubled => "doubled",
            Self::Again => "again",
            Self::LookAt => "look_at",
            Self::Counted => "counted",
        }
    }
}

impl std::str::FromStr for Verdict {
    type Err = ();
    fn from_str(code: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|verdict| verdict.code() == code).ok_or(())
    }
}

/// A line as it is kept.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub statement: StatementId,
    pub number: i64,
    pub kind: LineKind,
    pub payment: String,
    pub reference: String,
    pub ours: String,
    pub amount: Money,
    pub at: Time,
    pub verdict: Verdict,
}

/// Money that arrived here, or went back from here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The arrival's id as the channel gave it, or the refund's.
    pub id: String,
    pub amount: Money,
    /// The arrival that it is, or that went back.
    pub event: String,
    /// Ours: the payment's id, or the refund's.
    pub ours_id: String,
    pub book: String,
    pub name: String,
    pub at: Time,
}

/// What was read for a few thousand lines at a time.
#[derive(Default)]
pub(crate) struct Known {
    /// By the arrival's id.
    pub arrivals: HashMap<String, Entry>,
    /// By the refund's id.
    pub refunds: HashMap<String, Entry>,
    /// Of each arrival, in the order of their ids.
    pub refunds_of: HashMap<String, Vec<Entry>>,
    /// What other lines have.
    pub taken: HashSet<(LineKind, String)>,
    /// What other lines miss, by kind, arrival and our number.
    pub missed: HashSet<(LineKind, String, String)>,
    /// Lines that stood in another statement before, by their number.
    pub again: HashSet<(StatementId, i64)>,
}

/// What became of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Judged {
    pub verdict: Verdict,
    /// What of ours it is, or is about.
    pub entry: Option<Entry>,
}

/// One verdict for each line, in their order; what they take is taken in `known`.
pub(crate) fn judge(lines: &[Line], known: &mut Known) -> Vec<Judged> {
    lines.iter().map(|line| one(line, known)).collect()
}

fn one(line: &Line, known: &mut Known) -> Judged {
    if line.verdict == Verdict::New && known.again.contains(&(line.statement, line.number)) {
        return Judged { verdict: Verdict::Again, entry: None };
    }
    match line.kind {
        LineKind::Payment => match known.arrivals.get(&line.payment).cloned() {
            Some(entry) => compared(line, entry, known),
            None => missing(line, known),
        },
        LineKind::Refund => match refund(line, known) {
            Some(entry) => compared(line, entry, known),
            None => missing(line, known),
        },
        LineKind::RefundFailed | LineKind::Chargeback | LineKind::ChargebackWon => {
            Judged { verdict: Verdict::LookAt, entry: known.arrivals.get(&line.payment).cloned() }
        }
        LineKind::Fee | LineKind::Payout | LineKind::Other => {
            Judged { verdict: Verdict::Counted, entry: None }
        }
    }
}

/// By our own number, where the file says it. Else one of that arrival's that no line has yet: of the same amount, or the
/// only one.
fn refund(line: &Line, known: &Known) -> Option<Entry> {
    if !line.ours.is_empty() {
        return known.refunds.get(&line.ours).filter(|refund| refund.event == line.payment).cloned();
    }
    let all = known.refunds_of.get(&line.payment)?;
    let free = |refund: &&Entry| !known.taken.contains(&(LineKind::Refund, refund.id.clone()));
    let of_amount = all.iter().filter(free).find(|refund| refund.amount == line.amount);
    let only = || match all.iter().filter(free).collect::<Vec<_>>().as_slice() {
        [only] => Some(*only),
        // All of them are taken: it is one of those once more.
        [] => all.iter().find(|refund| refund.amount == line.amount),
        _ => None,
    };
    of_amount.or_else(only).cloned()
}

fn compared(line: &Line, entry: Entry, known: &mut Known) -> Judged {
    let verdict = match known.taken.insert((line.kind, entry.id.clone())) {
        false => Verdict::Doubled,
        true if entry.amount == line.amount => Verdict::Matched,
        true => Verdict::AmountDiffers,
    };
    Judged { verdict, entry: Some(entry) }
}

/// One that is looked at again misses what it missed before.
fn missing(line: &Line, known: &mut Known) -> Judged {
    let first = known.missed.insert((line.kind, line.payment.clone(), line.ours.clone()));
    let still = line.verdict == Verdict::MissingHere;
    let verdict = if first || still { Verdict::MissingHere } else { Verdict::Doubled };
    Judged { verdict, entry: None }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use kernel::Currency;

    fn cny(minor: i64) -> Money {
        Money::new(minor, Currency::CNY)
    }

    fn line(number: i64, kind: LineKind, payment: &str, ours: &str, minor: i64) -> Line {
        Line {
            statement: StatementId(1),
            number,
            kind,
            payment: payment.into(),
            reference: String::new(),
            ours: ours.into(),
            amount: cny(minor),
            at: Time(0),
            verdict: Verdict::New,
        }
    }

    fn entry(id: &str, event: &str, minor: i64) -> Entry {
        let text = || String::from("x");
        let (book, name) = (text(), text());
        Entry {
            id: id.into(),
            amount: cny(minor),
            event: event.into(),
            ours_id: id.into(),
            book,
            name,
            at: Time(0),
        }
    }

    fn of(lines: &[Line], known: &mut Known) -> Vec<Verdict> {
        judge(lines, known).into_iter().map(|judged| judged.verdict).collect()
    }

    #[test]
    fn payments_are_held_against_arrivals() {
        use LineKind::Payment;
        let mut known = Known::default();
        known.arrivals.extend(["a", "b"].map(|id| (id.to_owned(), entry(id, id, 100))));
        known.again.insert((StatementId(1), 6));
        let lines = [
            line(1, Payment, "a", "p", 100),
            line(2, Payment, "a", "p", 100),
            line(3, Payment, "b", "p", 99),
            line(4, Payment, "c", "p", 100),
            line(5, Payment, "c", "p", 100),
            line(6, Payment, "a", "p", 100),
            line(7, LineKind::Payout, "", "", 1),
            line(8, LineKind::Chargeback, "a", "", 100),
        ];
        use Verdict::*;
        let verdicts = [Matched, Doubled, AmountDiffers, MissingHere, Doubled, Again, Counted, LookAt];
        assert_eq!(of(&lines, &mut known), verdicts);
        let again = Line { verdict: MissingHere, ..line(4, Payment, "c", "p", 100) };
        assert_eq!(of(std::slice::from_ref(&again), &mut known), [MissingHere]);
        known.arrivals.insert("c".into(), entry("c", "c", 100));
        assert_eq!(of(&[again], &mut known), [Matched], "it came later");
    }

    #[test]
    fn refunds_are_found_by_our_number_or_by_their_amount() {
        use LineKind::Refund;
        let mut known = Known::default();
        let (first, second) = (entry("r1", "a", 60), entry("r2", "a", 40));
        known.refunds.extend([("r1".into(), first.clone()), ("r2".into(), second.clone())]);
        known.refunds_of.insert("a".into(), vec![first, second]);
        use Verdict::*;
        let lines = [
            line(1, Refund, "a", "r2", 40),
            line(2, Refund, "b", "r1", 60),
            line(3, Refund, "a", "", 50),
            line(4, Refund, "a", "", 60),
            line(5, Refund, "a", "", 30),
            line(6, Refund, "a", "r9", 60),
        ];
        // Of another payment; the only one that is left, of another amount; told of already; never ours.
        assert_eq!(
            of(&lines, &mut known),
            [Matched, MissingHere, AmountDiffers, Doubled, MissingHere, MissingHere]
        );
    }
}
