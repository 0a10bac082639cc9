//! Hold parties of lines against what is ours: read all that is known of them, judge each, write what has changed.

use crate::difference::{Difference, DifferenceState, Movement};
use crate::judge::{Line, Party, Verdict, judge, missing};
use crate::store::{differences, lines, ours};
use crate::take::Whose;
use crate::{DifferenceKind, Result, Tally, deposits};
use db::Tx;
use kernel::{OrderId, Span, SupplierDifferenceId, SupplierStatementId, Time};
use ports::SupplyLineKind;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Of a charge so old somebody should find out how its order ended.
const LATE: Span = Span::days(2);

/// A statement in which what is missing is looked for.
#[derive(Clone, Copy)]
pub(crate) struct Sweep {
    pub statement: SupplierStatementId,
    pub from: Time,
    pub to: Time,
}

impl Sweep {
    fn has(&self, at: Option<Time>) -> bool {
        at.is_some_and(|at| self.from <= at && at < self.to)
    }
}

/// What does not agree, as it is to stand.
pub(crate) struct Want {
    pub subject: String,
    pub kind: DifferenceKind,
    pub movement: Movement,
    /// None: where it stands already.
    pub statement: Option<SupplierStatementId>,
    pub order_no: String,
    pub reference: String,
    pub order: Option<OrderId>,
    pub theirs: i64,
    pub ours: i64,
    pub at: Time,
}

/// Changes of the rows of differences.
#[derive(Default)]
pub(crate) struct Changes {
    pub new: Vec<Difference>,
    pub changed: Vec<Difference>,
    pub opened_again: Vec<Difference>,
    /// With how they ended.
    pub closed: Vec<(SupplierDifferenceId, &'static str)>,
}

/// The parties of an order that is known, of one that is not, and of deposits.
const KNOWN: &str = "a:";
const UNKNOWN: &str = "x:";
pub(crate) const DEPOSITS: &str = "d";

impl Tally {
    /// With whom each line is looked at: by our number, by theirs, or by itself.
    pub(crate) async fn name_parties(&self, tx: &mut Tx, whose: &Whose, lines: &mut [Line]) -> Result<()> {
        let order_nos: HashSet<String> = lines.iter().map(|line| plain(&line.order_no)).collect();
        let references: HashSet<String> = lines.iter().map(|line| line.reference.clone()).collect();
        let known = ours::known(tx, whose, order_nos).await?;
        let by_reference = ours::by_reference(tx, whose, references).await?;
        for line in lines {
            let own = plain(&line.order_no);
            let found = known.get(&own).or_else(|| by_reference.get(&line.reference));
            line.party = match (line.kind, found) {
                (SupplyLineKind::Deposit, _) => DEPOSITS.to_owned(),
                (_, Some(order_no)) => format!("{KNOWN}{order_no}"),
                (_, None) if !own.is_empty() => format!("{UNKNOWN}{own}"),
                (_, None) if !line.reference.is_empty() => format!("{UNKNOWN}{}", line.reference),
                _ => format!("{UNKNOWN}{}", line.subject),
            };
        }
        Ok(())
    }

    /// Judges these parties anew; how many differences are new.
    pub(crate) async fn hold(
        &self,
        tx: &mut Tx,
        whose: &Whose,
        parties: Vec<String>,
        sweep: Option<Sweep>,
    ) -> Result<usize> {
        let mut found = 0;
        let (deposits, orders): (Vec<String>, Vec<String>) =
            parties.into_iter().partition(|party| party == DEPOSITS);
        if !deposits.is_empty() {
            found += self.hold_deposits(tx, whose).await?;
        }
        for some in orders.chunks(500) {
            found += self.hold_some(tx, whose, some, sweep).await?;
        }
        Ok(found)
    }

    async fn hold_some(
        &self,
        tx: &mut Tx,
        whose: &Whose,
        names: &[String],
        sweep: Option<Sweep>,
    ) -> Result<usize> {
        let late = self.ambient().now().before(LATE);
        let mut parties: BTreeMap<String, Party> =
            names.iter().map(|name| (name.clone(), Party::default())).collect();
        for line in lines::of_parties(tx, whose.supplier, names).await? {
            parties.entry(line.party.clone()).or_default().lines.push(line);
        }
        let order_nos = names.iter().filter_map(|name| name.strip_prefix(KNOWN)).map(str::to_owned).collect();
        for attempt in ours::attempts(tx, whose, order_nos).await? {
            let party = parties.entry(format!("{KNOWN}{}", attempt.order_no)).or_default();
            party.attempt = Some(attempt);
        }
        let order_nos = names.iter().filter_map(|name| name.strip_prefix(KNOWN)).map(str::to_owned).collect();
        for (order_no, back) in ours::paid_back(tx, whose, order_nos).await? {
            parties.entry(format!("{KNOWN}{order_no}")).or_default().back.push(back);
        }
        let mut standing: HashMap<String, Vec<Difference>> = HashMap::new();
        for known in differences::of_parties(tx, whose.supplier, names).await? {
            standing.entry(known.party.clone()).or_default().push(known);
        }
        let (mut judged, mut changes) = (Vec::new(), Changes::default());
        for (name, party) in &mut parties {
            let standing = standing.remove(name).unwrap_or_default();
            let booked = standing.iter().filter(|known| known.state == DifferenceState::Booked);
            party.booked = booked.map(|known| (known.subject.clone(), known.kind)).collect();
            let verdicts = judge(party, late);
            let mut wants = wants(party, &verdicts, &standing, sweep);
            let subjects: HashSet<&str> = party.lines.iter().map(|line| line.subject.as_str()).collect();
            wants.extend(withdrawn(&standing, &subjects));
            self.compare(&mut changes, whose, (name, &subjects), wants, standing);
            let lines = party.lines.iter().zip(verdicts.lines);
            judged.extend(
                lines.filter(changed).map(|(line, (verdict, ours, _))| (line.clone(), verdict, ours)),
            );
        }
        lines::judged(tx, &judged).await?;
        let found = changes.new.len() + changes.opened_again.len();
        differences::write(tx, changes, self.ambient().now()).await?;
        Ok(found)
    }

    /// What is to stand against what stands.
    pub(crate) fn compare(
        &self,
        changes: &mut Changes,
        whose: &Whose,
        (party, subjects): (&str, &HashSet<&str>),
        wants: Vec<Want>,
        standing: Vec<Difference>,
    ) {
        let mut standing: HashMap<String, Difference> =
            standing.into_iter().map(|known| (known.subject.clone(), known)).collect();
        for want in wants {
            let known = standing.remove(&want.subject);
            let Some(statement) = want.statement.or(known.as_ref().map(|known| known.statement)) else {
                continue;
            };
            let new = self.made(whose, party, want, statement);
            match known {
                None => changes.new.push(new),
                Some(known) if known.state.waits() => {
                    let same = (known.kind, known.theirs, known.ours) == (new.kind, new.theirs, new.ours);
                    if !same {
                        changes.changed.push(Difference { id: known.id, ..new });
                    }
                }
                Some(known) if known.state == DifferenceState::Closed => {
                    // Whoever knows why it is right, still does.
                    let known_why = known.outcome.as_deref() == Some("known")
                        && (known.kind, known.theirs, known.ours) == (new.kind, new.theirs, new.ours);
                    if !known_why {
                        changes.opened_again.push(Difference { id: known.id, ..new });
                    }
                }
                Some(_) => {}
            }
        }
        for known in standing.into_values().filter(|known| known.state.waits()) {
            let gone = known.subject.starts_with("line ") && !subjects.contains(known.subject.as_str());
            changes.closed.push((known.id, if gone { "gone" } else { "agreed" }));
        }
    }

    fn made(&self, whose: &Whose, party: &str, want: Want, statement: SupplierStatementId) -> Difference {
        Difference {
            id: SupplierDifferenceId::new(self.ambient()),
            merchant: whose.merchant,
            supplier: whose.supplier,
            statement,
            kind: want.kind,
            movement: want.movement,
            subject: want.subject,
            party: party.to_owned(),
            order_no: want.order_no,
            reference: want.reference,
            order: want.order,
            theirs: want.theirs,
            ours: want.ours,
            currency: whose.currency,
            happened_at: want.at,
            state: DifferenceState::Open,
            outcome: None,
            reason: None,
            decided_by: None,
            decided_at: None,
            moved: 0,
            created_at: self.ambient().now(),
        }
    }

    /// What waits, and what does not agree yet, may have become known; how many differences are new.
    pub(crate) async fn look_again(&self, whose: &Whose) -> Result<usize> {
        let mut tx = self.db().begin().await?;
        crate::service::alone(&mut tx, whose.supplier).await?;
        let mut parties = lines::unsettled(&mut tx, whose.supplier).await?;
        // Their number may have been told since.
        let strangers: Vec<String> =
            parties.iter().filter(|party| party.starts_with(UNKNOWN)).cloned().collect();
        let mut lines = lines::of_parties(&mut tx, whose.supplier, &strangers).await?;
        let before: Vec<String> = lines.iter().map(|line| line.party.clone()).collect();
        self.name_parties(&mut tx, whose, &mut lines).await?;
        let moved: Vec<&Line> = lines
            .iter()
            .zip(&before)
            .filter(|(line, before)| line.party != **before)
            .map(|(l, _)| l)
            .collect();
        lines::rename(&mut tx, &moved).await?;
        parties.extend(moved.iter().map(|line| line.party.clone()));
        parties.sort_unstable();
        parties.dedup();
        let found = self.hold(&mut tx, whose, parties, None).await?;
        let found = found + deposits::of_balances(self, &mut tx, whose).await?;
        self.tell(&mut tx, whose, ("", found)).await?;
        tx.commit().await?;
        Ok(found)
    }
}

fn changed((line, (verdict, ours, _)): &(&Line, (Verdict, i64, Option<DifferenceKind>))) -> bool {
    (line.verdict, line.ours) != (*verdict, *ours)
}

/// Our numbers are written small.
fn plain(order_no: &str) -> String {
    order_no.to_ascii_lowercase()
}

fn wants(
    party: &Party,
    judged: &crate::judge::Judged,
    standing: &[Difference],
    sweep: Option<Sweep>,
) -> Vec<Want> {
    let order = party.attempt.as_ref().map(|attempt| attempt.order);
    let of_lines = party.lines.iter().zip(&judged.lines).filter_map(|(line, (_, ours, kind))| {
        Some(Want {
            subject: line.subject.clone(),
            kind: (*kind)?,
            movement: Movement::Line(line.kind),
            statement: Some(line.statement),
            order_no: line.order_no.clone(),
            reference: line.reference.clone(),
            order,
            theirs: line.amount,
            ours: *ours,
            at: line.at,
        })
    });
    let mut wants: Vec<Want> = of_lines.collect();
    let Some(attempt) = &party.attempt else { return wants };
    let mut miss = |subject: String, movement, ours, at: Option<Time>| {
        let stands = standing.iter().any(|known| known.subject == subject);
        let looked = sweep.filter(|sweep| sweep.has(at));
        let Some(at) = at.filter(|_| stands || looked.is_some()) else { return };
        wants.push(Want {
            subject,
            kind: DifferenceKind::MissingThere,
            movement: Movement::Line(movement),
            statement: looked.filter(|_| !stands).map(|sweep| sweep.statement),
            order_no: attempt.order_no.clone(),
            reference: String::new(),
            order,
            theirs: 0,
            ours,
            at,
        });
    };
    if judged.attempt_is_missing {
        miss(missing(&attempt.order_no), SupplyLineKind::Charge, attempt.cost, attempt.ended_at);
    }
    for back in party.back.iter().filter(|back| judged.missing_back.contains(&back.claim)) {
        miss(missing(back.claim), SupplyLineKind::Refund, back.amount, back.ended_at);
    }
    wants
}

/// What was booked of lines that no statement has any more.
pub(crate) fn withdrawn(standing: &[Difference], subjects: &HashSet<&str>) -> Vec<Want> {
    let booked = standing.iter().filter(|known| known.state == DifferenceState::Booked);
    let gone = booked.filter(|known| {
        known.subject.starts_with("line ") && !subjects.contains(known.subject.as_str()) && known.moved != 0
    });
    gone.map(|known| Want {
        subject: withdrawal_of(known.id),
        kind: DifferenceKind::Withdrawn,
        movement: known.movement,
        statement: Some(known.statement),
        order_no: known.order_no.clone(),
        reference: known.reference.clone(),
        order: known.order,
        theirs: 0,
        ours: known.movement.sign() * known.moved,
        at: known.happened_at,
    })
    .collect()
}

pub(crate) fn withdrawal_of(id: SupplierDifferenceId) -> String {
    format!("withdrawn {id}")
}
