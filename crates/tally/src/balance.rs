use crate::difference::{DifferenceKind, Movement};
use crate::hold::{Changes, Want};
use crate::store::{differences, ours, statements};
use crate::take::Whose;
use crate::{Result, Tally};
use db::Tx;
use std::collections::HashSet;

impl Tally {
    /// What the supplier says that lay there at the end of that day against our books of then, in which what was decided
    /// since counts as of when it happened. Whether a difference is new.
    pub(crate) async fn look_at_balance(&self, tx: &mut Tx, whose: &Whose, day: &str) -> Result<usize> {
        let Some((_, kept)) = statements::find(tx, whose.supplier, day).await? else { return Ok(0) };
        let party = format!("b {day}");
        let standing = differences::of_parties(tx, whose.supplier, std::slice::from_ref(&party)).await?;
        let mut wants = Vec::new();
        if let Some(closing) = kept.closing {
            let (moved, held) = ours::balance_at(tx, whose.supplier, kept.to).await?;
            let lay = moved + self.deposited(tx, whose, kept.to).await?;
            statements::put_closing(tx, kept.id, (lay, held)).await?;
            // What is under way is charged there at the beginning, or at the end.
            if closing.minor > lay || closing.minor < lay - held {
                wants.push(Want {
                    subject: format!("balance {day}"),
                    kind: DifferenceKind::BalanceDiffers,
                    movement: Movement::Balance,
                    statement: Some(kept.id),
                    order_no: String::new(),
                    reference: String::new(),
                    order: None,
                    theirs: closing.minor,
                    ours: lay,
                    at: kept.to,
                });
            }
        }
        let mut changes = Changes::default();
        self.compare(&mut changes, whose, (&party, &HashSet::new()), wants, standing);
        let found = changes.new.len() + changes.opened_again.len();
        differences::write(tx, changes, self.ambient().now()).await?;
        Ok(found)
    }
}
