//! Hold a statement's lines against what is here, a few thousand at a time, each part in one transaction: read what is
//! known of them by their numbers, judge, write.

use crate::judge::{Judged, Line, Verdict, judge};
use crate::store::differences::NewDifference;
use crate::store::{differences, lines, matches, ours, statements};
use crate::{DifferenceKind, Kept, Reconcile, Result};
use db::Tx;
use kernel::{DifferenceId, StatementId};
use ports::LineKind;
use std::collections::HashSet;

/// So many lines in one transaction.
const EACH: i64 = 2_000;

/// Which lines are looked at.
#[derive(Clone, Copy)]
pub(crate) enum Which {
    /// Those of a statement that nobody has looked at, behind that line.
    New(StatementId, i64),
    /// Those of a channel that were missing here, behind that one.
    Missing(StatementId, i64),
}

/// Before every statement.
const FIRST: StatementId = StatementId(0);

impl Reconcile {
    /// All of a statement: its own lines, what was missing before, and what of its days is missing there.
    pub(crate) async fn hold(&self, kept: &Kept) -> Result<()> {
        let mut which = Some(Which::New(kept.id, 0));
        while let Some(next) = which {
            which = self.part(&kept.channel, next).await?;
        }
        self.look_again(&kept.channel).await?;
        self.missing_there(kept).await?;
        let mut tx = self.db().begin().await?;
        statements::read(&mut tx, kept.id, self.ambient().now()).await?;
        Ok(tx.commit().await?)
    }

    /// What was missing here may have come.
    pub(crate) async fn look_again(&self, channel: &str) -> Result<()> {
        let mut which = Some(Which::Missing(FIRST, 0));
        while let Some(next) = which {
            which = self.part(channel, next).await?;
        }
        Ok(())
    }

    /// The next lines; which come after them, if any.
    async fn part(&self, channel: &str, which: Which) -> Result<Option<Which>> {
        let mut tx = self.db().begin().await?;
        // One at a time for each channel: two statements must not both take what is ours.
        tx.pass_gate(gate(channel)).await?;
        let these = lines::next(&mut tx, channel, which, EACH).await?;
        let Some(last) = these.last() else { return Ok(None) };
        let next = match which {
            Which::New(statement, _) => Which::New(statement, last.number),
            Which::Missing(..) => Which::Missing(last.statement, last.number),
        };
        let mut known = ours::known(&mut tx, channel, &these).await?;
        let judged = judge(&these, &mut known);
        self.write(&mut tx, channel, &these, &judged).await?;
        tx.commit().await?;
        Ok(Some(next))
    }

    async fn write(&self, tx: &mut Tx, channel: &str, these: &[Line], judged: &[Judged]) -> Result<()> {
        let now = self.ambient().now();
        let pairs: Vec<(&Line, &Judged)> =
            these.iter().zip(judged).filter(|(line, judged)| line.verdict != judged.verdict).collect();
        matches::insert(tx, channel, &pairs).await?;
        lines::judged(tx, &pairs).await?;
        let (first, again): (Vec<_>, Vec<_>) =
            pairs.into_iter().partition(|(line, _)| line.verdict == Verdict::New);
        differences::follow(tx, channel, &again, now).await?;
        let found = first.iter().chain(&again).filter_map(|(line, judged)| Some((line.kind, taken(judged)?)));
        differences::found(tx, channel, found.collect(), now).await?;
        let named = ours::named(tx, channel, first.iter().map(|(line, _)| *line)).await?;
        let new = first.iter().filter_map(|(line, judged)| {
            let kind = kind_of(line, judged.verdict)?;
            let id = DifferenceId::new(self.ambient());
            let of = named.get(line.ours.as_str());
            Some(NewDifference::of_line(id, kind, line, judged.entry.as_ref(), of))
        });
        Ok(differences::insert(tx, channel, new.collect(), now).await?)
    }

    /// What arrived or went back on its days, and stands in no statement.
    async fn missing_there(&self, kept: &Kept) -> Result<()> {
        for kind in [LineKind::Payment, LineKind::Refund] {
            let mut after = String::new();
            loop {
                let mut tx = self.db().begin().await?;
                tx.pass_gate(gate(&kept.channel)).await?;
                let entries = ours::unmatched(&mut tx, kept, kind, &after, EACH).await?;
                let Some(last) = entries.last() else { break };
                after.clone_from(&last.id);
                let new = entries.iter().map(|entry| {
                    NewDifference::of_entry(DifferenceId::new(self.ambient()), kept.id, kind, entry)
                });
                differences::insert(&mut tx, &kept.channel, new.collect(), self.ambient().now()).await?;
                tx.commit().await?;
            }
        }
        Ok(())
    }
}

/// What of ours is in a statement now.
fn taken(judged: &Judged) -> Option<&str> {
    let has = matches!(judged.verdict, Verdict::Matched | Verdict::AmountDiffers);
    judged.entry.as_ref().filter(|_| has).map(|entry| entry.id.as_str())
}

/// What is to be said of a line; none where all is well.
pub(crate) fn kind_of(line: &Line, verdict: Verdict) -> Option<DifferenceKind> {
    match verdict {
        Verdict::MissingHere => Some(DifferenceKind::MissingHere),
        Verdict::AmountDiffers => Some(DifferenceKind::AmountDiffers),
        Verdict::Doubled => Some(DifferenceKind::Doubled),
        Verdict::LookAt => match line.kind {
            LineKind::ChargebackWon => Some(DifferenceKind::ChargebackWon),
            LineKind::RefundFailed => Some(DifferenceKind::RefundFailed),
            _ => Some(DifferenceKind::Chargeback),
        },
        Verdict::New | Verdict::Matched | Verdict::Again | Verdict::Counted => None,
    }
}

fn gate(channel: &str) -> i64 {
    let digest = seals::sha256(&[b"statements of ", channel.as_bytes()]);
    i64::from_be_bytes(digest.first_chunk().copied().unwrap_or_default())
}

/// Each once.
pub(crate) fn once<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = HashSet::new();
    texts.filter(|text| !text.is_empty() && seen.insert(*text)).collect()
}
