//! Say what became of a difference. Money moves by the ordinary ways only: the channel is asked again, and what it tells of
//! is booked as if it had told of it by itself; or somebody says of a refund that it arrived.

use crate::{Difference, Outcome, Reconcile, ReconcileRefusal, Result, store};
use db::Tx;
use kernel::{DifferenceId, PaymentId, RefundId, clean_text};
use orders::{Says, Verdict};
use ports::LineKind;

/// How a difference is settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The channel is asked what it knows; what is new is booked.
    Ask,
    /// Somebody has seen at the gateway that the refund arrived.
    RefundArrived,
    /// It is right as it is.
    Known,
    WriteOff,
}

impl Way {
    pub const ALL: [Self; 4] = [Self::Ask, Self::RefundArrived, Self::Known, Self::WriteOff];

    pub fn code(self) -> &'static str {
        match self {
            Self::Ask => "ask",
            Self::RefundArrived => "refund_arrived",
            Self::Known => "known",
            Self::WriteOff => "write_off",
        }
    }
}

/// How it was settled, for the trail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    pub before: Difference,
    pub outcome: Outcome,
}

impl Reconcile {
    /// Asks the channel about what is missing here. It stays open where the channel tells of nothing new.
    pub async fn ask(&self, id: DifferenceId, by: &str) -> Result<Difference> {
        let difference = self.difference(id).await?;
        must_allow(&difference, Way::Ask)?;
        match difference.movement {
            LineKind::Payment => {
                let payment: PaymentId =
                    difference.ours_id.parse().map_err(|_| ReconcileRefusal::WrongWay)?;
                self.orders.ask_channel(&difference.channel, payment).await?;
            }
            _ => {
                let refund: RefundId = difference.ours_id.parse().map_err(|_| ReconcileRefusal::WrongWay)?;
                self.orders.run_refund(refund).await?;
            }
        }
        self.look_again(&difference.channel).await?;
        let mut tx = self.db().begin().await?;
        store::differences::asked_for(&mut tx, id, by).await?;
        tx.commit().await?;
        self.difference(id).await
    }

    /// Settles it in the caller's transaction; the caller calls [`Reconcile::after_settling`] behind its commit.
    pub async fn settle(&self, tx: &mut Tx, id: DifferenceId, way: Way, says: Says<'_>) -> Result<Settled> {
        let reason = clean_text(says.reason, 500).map_err(|_| ReconcileRefusal::BadReason)?;
        let found = store::differences::find(tx, id).await?;
        let before = found.ok_or(ReconcileRefusal::NoSuchDifference)?;
        must_allow(&before, way)?;
        let outcome = match way {
            Way::Ask => return Err(ReconcileRefusal::WrongWay),
            Way::RefundArrived => {
                let refund: RefundId = before.ours_id.parse().map_err(|_| ReconcileRefusal::WrongWay)?;
                let line = reason.replace(['\n', '\t'], " ");
                let says = Says { by: says.by, reason: &line };
                self.orders.decide_refund(tx, refund, Verdict::Arrived, says).await?;
                Outcome::RefundArrived
            }
            Way::Known => Outcome::Known,
            Way::WriteOff => Outcome::WrittenOff,
        };
        let now = self.ambient().now();
        if !store::differences::settle(tx, id, outcome, (says.by, &reason), now).await? {
            return Err(ReconcileRefusal::AlreadySettled);
        }
        Ok(Settled { before, outcome })
    }

    /// What was said to have arrived is in the books now.
    pub async fn after_settling(&self, settled: &Settled) -> Result<()> {
        self.orders.wake_jobs();
        match settled.outcome {
            Outcome::RefundArrived => self.look_again(&settled.before.channel).await,
            _ => Ok(()),
        }
    }
}

fn must_allow(difference: &Difference, way: Way) -> Result<()> {
    match () {
        () if !difference.is_open => Err(ReconcileRefusal::AlreadySettled),
        () if !difference.ways().contains(&way) => Err(ReconcileRefusal::WrongWay),
        () => Ok(()),
    }
}
