//! What a party of lines (all that a supplier tells of one order) is to our books. Pure: what is known was read before,
//! and is written after. It depends on what there is, never on what came first.

use crate::DifferenceKind;
use kernel::{OrderId, SupplierClaimId, SupplierStatementId, Time};
use ports::{SupplyLineKind, SupplyLineState};
use std::collections::HashSet;

/// How a line stands to our books.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Agreed,
    Differs,
    /// Nobody knows yet how it ended.
    Waiting,
    /// No money moved.
    Moot,
    /// It stands in another statement, too.
    Again,
}

impl Verdict {
    const ALL: [Self; 5] = [Self::Agreed, Self::Differs, Self::Waiting, Self::Moot, Self::Again];

    pub fn code(self) -> &'static str {
        match self {
            Self::Agreed => "agreed",
            Self::Differs => "differs",
            Self::Waiting => "waiting",
            Self::Moot => "moot",
            Self::Again => "again",
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
    pub statement: SupplierStatementId,
    pub number: i64,
    pub kind: SupplyLineKind,
    pub order_no: String,
    pub reference: String,
    pub amount: i64,
    pub at: Time,
    pub state: SupplyLineState,
    pub subject: String,
    pub party: String,
    pub verdict: Verdict,
    pub ours: i64,
}

/// How an attempt of ours at that supplier ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Open,
    Credited,
    Failed,
}

#[derive(Clone, Debug)]
pub(crate) struct Attempt {
    pub order: OrderId,
    pub order_no: String,
    pub end: End,
    pub cost: i64,
    pub ended_at: Option<Time>,
}

/// What came back for keys that do not work, as our books have it.
#[derive(Clone, Debug)]
pub(crate) struct PaidBack {
    pub claim: SupplierClaimId,
    pub amount: i64,
    pub ended_at: Option<Time>,
}

/// All that is known of one order there.
#[derive(Default)]
pub(crate) struct Party {
    pub lines: Vec<Line>,
    pub attempt: Option<Attempt>,
    pub back: Vec<PaidBack>,
    /// What was decided to be booked as the supplier has it: subjects of lines, and of what is missing there.
    pub booked: Vec<(String, DifferenceKind)>,
}

/// What becomes of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Judged {
    /// In the order of the lines: the verdict, what of ours it is held against, and what does not agree.
    pub lines: Vec<(Verdict, i64, Option<DifferenceKind>)>,
    /// Our attempt cost something, and no line tells of it.
    pub attempt_is_missing: bool,
    pub missing_back: Vec<SupplierClaimId>,
}

/// What is missing there, as the subject of a difference.
pub(crate) fn missing(what: impl std::fmt::Display) -> String {
    format!("missing {what}")
}

impl Party {
    fn is_booked(&self, subject: &str) -> bool {
        self.booked.iter().any(|(known, _)| known == subject)
    }

    /// What our books say that it cost there; none: nothing.
    fn expected(&self) -> Option<i64> {
        let attempt = self.attempt.as_ref()?;
        let owed = attempt.end == End::Credited;
        (owed && !self.is_booked(&missing(&attempt.order_no))).then_some(attempt.cost)
    }
}

/// `late`: a line of then is old enough that somebody should look where nobody knows how its order ended.
pub(crate) fn judge(party: &Party, late: Time) -> Judged {
    let mut work = Work::new(party);
    work.claims();
    work.exact();
    work.pairs();
    work.apart();
    work.rest(late);
    work.done()
}

/// The judging of one party. Whatever is decided of a line is taken out of those that are left.
struct Work<'a> {
    party: &'a Party,
    verdicts: Vec<Option<(Verdict, i64, Option<DifferenceKind>)>>,
    expected: Option<i64>,
    back: Vec<&'a PaidBack>,
}

impl<'a> Work<'a> {
    fn new(party: &'a Party) -> Self {
        let (mut expected, mut verdicts) = (party.expected(), Vec::with_capacity(party.lines.len()));
        let booked: Vec<&(String, DifferenceKind)> = party.booked.iter().collect();
        for line in &party.lines {
            let known = booked.iter().find(|(subject, _)| *subject == line.subject);
            verdicts.push(match (line.verdict, line.state, known) {
                (Verdict::Again, ..) => Some((Verdict::Again, 0, None)),
                (_, SupplyLineState::Failed, _) => Some((Verdict::Moot, 0, None)),
                // What was booked stands as it was decided.
                (_, _, Some((_, kind))) => {
                    if *kind == DifferenceKind::AmountDiffers {
                        expected = None;
                    }
                    Some((Verdict::Differs, line.ours, None))
                }
                _ => None,
            });
        }
        let back = party.back.iter().filter(|back| !party.is_booked(&missing(back.claim))).collect();
        Self { party, verdicts, expected, back }
    }

    /// Those of that kind of which nothing is decided.
    fn left(&self, kind: SupplyLineKind, state: SupplyLineState) -> Vec<usize> {
        let lines = self.party.lines.iter().zip(&self.verdicts).enumerate();
        let these = lines
            .filter(|(_, (line, verdict))| verdict.is_none() && (line.kind, line.state) == (kind, state));
        these.map(|(place, _)| place).collect()
    }
    fn charges(&self) -> Vec<usize> {
        self.left(SupplyLineKind::Charge, SupplyLineState::Done)
    }
    fn refunds(&self) -> Vec<usize> {
        self.left(SupplyLineKind::Refund, SupplyLineState::Done)
    }
    fn amount(&self, place: usize) -> i64 {
        self.party.lines.get(place).map_or(0, |line| line.amount)
    }
    fn sum(&self, places: &[usize]) -> i64 {
        places.iter().map(|place| self.amount(*place)).sum()
    }
    fn put(&mut self, place: usize, verdict: Verdict, ours: i64, kind: Option<DifferenceKind>) {
        if let Some(slot) = self.verdicts.get_mut(place) {
            *slot = Some((verdict, ours, kind));
        }
    }
    fn agree(&mut self, place: usize) {
        self.put(place, Verdict::Agreed, self.amount(place), None);
    }

    /// What came back for claims.
    fn claims(&mut self) {
        for place in self.refunds() {
            let amount = self.amount(place);
            if let Some(at) = self.back.iter().position(|back| back.amount == amount) {
                self.back.remove(at);
                self.agree(place);
            }
        }
    }

    /// The charge that is as we have it.
    fn exact(&mut self) {
        let Some(cost) = self.expected else { return };
        if let Some(place) = self.charges().into_iter().find(|place| self.amount(*place) == cost) {
            self.agree(place);
            self.expected = None;
        } else if self.sum(&self.charges()) == cost {
            // Some charge each unit by itself.
            for place in self.charges() {
                self.agree(place);
            }
            self.expected = None;
        }
    }

    /// What was charged and given back: by whoever charges first and sees later.
    fn pairs(&mut self) {
        for charge in self.charges() {
            let amount = self.amount(charge);
            if let Some(refund) = self.refunds().into_iter().find(|refund| self.amount(*refund) == amount) {
                self.agree(charge);
                self.agree(refund);
            }
        }
    }

    /// The charge that is not as we have it, or is not certain there yet.
    fn apart(&mut self) {
        let Some(cost) = self.expected else { return };
        let pending = self.left(SupplyLineKind::Charge, SupplyLineState::Pending);
        if let Some(place) = self.charges().into_iter().next() {
            self.put(place, Verdict::Differs, cost, Some(DifferenceKind::AmountDiffers));
            self.expected = None;
        } else if !pending.is_empty() {
            self.expected = None;
        }
    }

    fn rest(&mut self, late: Time) {
        let end = self.party.attempt.as_ref().map(|attempt| (attempt.end, attempt.cost));
        let mut first = true;
        for place in self.charges() {
            match (end, first) {
                (Some((End::Open, cost)), true) => {
                    let old = self.party.lines.get(place).is_some_and(|line| line.at < late);
                    self.put(place, Verdict::Waiting, cost, old.then_some(DifferenceKind::ChargedOpen));
                }
                (Some((End::Failed, _)), true) => {
                    self.put(place, Verdict::Differs, 0, Some(DifferenceKind::ChargedFailed));
                }
                (None, _) => self.put(place, Verdict::Differs, 0, Some(DifferenceKind::ChargedUnknown)),
                // What we took back because they had not charged it, is not twice there.
                (Some((End::Credited, _)), true) if self.was_undone() => {
                    self.put(place, Verdict::Differs, 0, Some(DifferenceKind::ChargedFailed));
                }
                _ => self.put(place, Verdict::Differs, 0, Some(DifferenceKind::ChargedTwice)),
            }
            first = false;
        }
        for place in self.refunds() {
            self.put(place, Verdict::Differs, 0, Some(DifferenceKind::RefundUnknown));
        }
    }

    fn was_undone(&self) -> bool {
        self.party.attempt.as_ref().is_some_and(|attempt| self.party.is_booked(&missing(&attempt.order_no)))
    }

    fn done(self) -> Judged {
        let lines = self.party.lines.iter().zip(self.verdicts);
        Judged {
            // What is not certain there is neither theirs nor ours.
            lines: lines
                .map(|(line, verdict)| verdict.unwrap_or((Verdict::Waiting, line.amount, None)))
                .collect(),
            attempt_is_missing: self.expected.is_some_and(|cost| cost > 0),
            missing_back: self.back.iter().map(|back| back.claim).collect(),
        }
    }
}

/// A deposit that was noted here.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Noted {
    pub amount: i64,
    /// When it was noted; where the supplier tells of it, when that was.
    pub at: Time,
}

/// What was paid in: each line with the deposit of the same amount that is nearest in time, within a week. Those that are
/// found have the time of their lines afterwards.
pub(crate) fn judge_deposits(
    lines: &[Line],
    noted: &mut [Noted],
    booked: &HashSet<String>,
) -> Vec<(Verdict, i64, Option<DifferenceKind>)> {
    const WEEK: i64 = 7 * 86_400 * 1_000_000;
    let mut taken = HashSet::new();
    let mut judged = Vec::with_capacity(lines.len());
    for line in lines {
        if line.verdict == Verdict::Again || line.state == SupplyLineState::Failed {
            let verdict = if line.verdict == Verdict::Again { Verdict::Again } else { Verdict::Moot };
            judged.push((verdict, 0, None));
            continue;
        }
        if booked.contains(&line.subject) {
            judged.push((Verdict::Differs, line.ours, None));
            continue;
        }
        let apart = |noted: &Noted| (noted.at.0 - line.at.0).abs();
        let near = noted
            .iter_mut()
            .enumerate()
            .filter(|(place, one)| !taken.contains(place) && one.amount == line.amount && apart(one) <= WEEK);
        judged.push(match near.min_by_key(|(_, one)| apart(one)) {
            Some((place, one)) => {
                one.at = line.at;
                taken.insert(place);
                (Verdict::Agreed, line.amount, None)
            }
            None if line.state == SupplyLineState::Pending => (Verdict::Waiting, line.amount, None),
            None => (Verdict::Differs, 0, Some(DifferenceKind::DepositUnknown)),
        });
    }
    judged
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests;
