//! Say what becomes of a difference. What moves money does it in the transaction that writes the decision, under an id that
//! the ledger takes once.

use crate::difference::{DifferenceKind, DifferenceState, Movement};
use crate::store::differences;
use crate::take::Whose;
use crate::{Difference, Result, Tally, TallyRefusal, Way, service};
use db::Tx;
use kernel::{MerchantId, SupplierDifferenceId, clean_line};
use ports::SupplyLineKind;

impl Tally {
    /// Decides it in the caller's transaction; answers how it stood and how it stands.
    pub async fn decide(
        &self,
        tx: &mut Tx,
        (merchant, id): (MerchantId, SupplierDifferenceId),
        way: Way,
        (reason, by): (&str, &str),
    ) -> Result<(Difference, Difference)> {
        let reason = clean_line(reason, 300).map_err(|_| TallyRefusal::BadReason)?;
        let found = differences::find(tx, merchant, id).await?.ok_or(TallyRefusal::NoSuchDifference)?;
        service::alone(tx, found.supplier).await?;
        // As it stands now that nobody else decides or judges.
        let before = differences::find(tx, merchant, id).await?.ok_or(TallyRefusal::NoSuchDifference)?;
        if !before.state.waits() {
            return Err(TallyRefusal::DifferenceDecided);
        }
        if !before.ways().contains(&way) {
            return Err(TallyRefusal::WrongWay);
        }
        let now = self.ambient().now();
        let (state, outcome) = match way {
            Way::Book => (DifferenceState::Booked, None),
            Way::Dispute => (DifferenceState::Disputed, None),
            Way::Known => (DifferenceState::Closed, Some("known")),
        };
        let (mut moved, mut transfer) = (0, None);
        if way == Way::Book {
            let effect = before.effect();
            let of = (before.merchant, before.supplier);
            moved = effect.minor;
            transfer = match before.movement {
                Movement::Line(SupplyLineKind::Deposit) => {
                    Some(orders::book_deposit(tx, self.ambient(), of, effect, (&reason, by)).await?)
                }
                _ => {
                    let transfer = format!("{id}/book");
                    orders::correct_deposit(tx, now, of, &transfer, effect).await?;
                    Some(transfer)
                }
            };
        }
        let decided = differences::Decided { state, outcome, moved, transfer, reason: &reason, by };
        if !differences::decide(tx, id, &decided, now).await? {
            return Err(TallyRefusal::DifferenceDecided);
        }
        if way == Way::Book && before.kind == DifferenceKind::Withdrawn {
            // What was taken back begins anew, should the supplier tell of it again.
            differences::retire(tx, &before.subject).await?;
        }
        if way == Way::Book {
            let whose = Whose { merchant, supplier: before.supplier, currency: before.currency };
            self.hold(tx, &whose, vec![before.party.clone()], None).await?;
        }
        let after = differences::find(tx, merchant, id).await?.ok_or(TallyRefusal::NoSuchDifference)?;
        Ok((before, after))
    }
}
