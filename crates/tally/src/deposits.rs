use crate::difference::{Difference, DifferenceState, Movement};
use crate::hold::{Changes, DEPOSITS, Want, withdrawn};
use crate::judge::judge_deposits;
use crate::store::{differences, lines, ours, statements};
use crate::take::Whose;
use crate::{Result, Tally};
use db::Tx;
use kernel::Time;
use std::collections::HashSet;

/// Of so many statements the balance is looked at again.
const BALANCES: i64 = 14;

impl Tally {
    /// All that a supplier tells of deposits against all that is noted; how many differences are new.
    pub(crate) async fn hold_deposits(&self, tx: &mut Tx, whose: &Whose) -> Result<usize> {
        let party = [DEPOSITS.to_owned()];
        let told = lines::of_parties(tx, whose.supplier, &party).await?;
        let standing = differences::of_parties(tx, whose.supplier, &party).await?;
        let mut noted = ours::deposits(tx, whose.supplier).await?;
        let verdicts = judge_deposits(&told, &mut noted, &booked(&standing));
        let of_lines = told.iter().zip(&verdicts).filter_map(|(line, (_, ours, kind))| {
            Some(Want {
                subject: line.subject.clone(),
                kind: (*kind)?,
                movement: Movement::Line(line.kind),
                statement: Some(line.statement),
                order_no: line.order_no.clone(),
                reference: line.reference.clone(),
                order: None,
                theirs: line.amount,
                ours: *ours,
                at: line.at,
            })
        });
        let mut wants: Vec<Want> = of_lines.collect();
        let subjects: HashSet<&str> = told.iter().map(|line| line.subject.as_str()).collect();
        wants.extend(withdrawn(&standing, &subjects));
        let mut changes = Changes::default();
        self.compare(&mut changes, whose, (DEPOSITS, &subjects), wants, standing);
        let judged = told
            .iter()
            .zip(verdicts)
            .filter(|(line, (verdict, ours, _))| (line.verdict, line.ours) != (*verdict, *ours));
        let judged: Vec<_> = judged.map(|(line, (verdict, ours, _))| (line.clone(), verdict, ours)).collect();
        lines::judged(tx, &judged).await?;
        let found = changes.new.len() + changes.opened_again.len();
        differences::write(tx, changes, self.ambient().now()).await?;
        Ok(found)
    }

    /// What was paid in before that moment: of what the supplier tells of, at the time that it tells.
    pub(crate) async fn deposited(&self, tx: &mut Tx, whose: &Whose, before: Time) -> Result<i64> {
        let party = [DEPOSITS.to_owned()];
        let told = lines::of_parties(tx, whose.supplier, &party).await?;
        let standing = differences::of_parties(tx, whose.supplier, &party).await?;
        let mut noted = ours::deposits(tx, whose.supplier).await?;
        judge_deposits(&told, &mut noted, &booked(&standing));
        Ok(noted.iter().filter(|noted| noted.at < before).map(|noted| noted.amount).sum())
    }
}

fn booked(standing: &[Difference]) -> HashSet<String> {
    let booked = standing.iter().filter(|known| known.state == DifferenceState::Booked);
    booked.map(|known| known.subject.clone()).collect()
}

/// Those that were said lately.
pub(crate) async fn of_balances(tally: &Tally, tx: &mut Tx, whose: &Whose) -> Result<usize> {
    let mut found = 0;
    for day in statements::with_closing(tx, whose.supplier, BALANCES).await? {
        found += tally.look_at_balance(tx, whose, &day).await?;
    }
    Ok(found)
}
