use crate::entry::Said;
use crate::mail::Notice;
use crate::words::{How, Reason, Side, State};
use crate::{Aftercare, CareRefusal, Case, Result};
use db::Tx;
use orders::Which;
use serde_json::{Value, json};
use settlement::{Actor, NewRefund, RefundOf, RefundWay, SettlementRefusal, Side as MoneySide};

/// What the buyer gets.
#[derive(Clone, Debug, Default)]
pub(crate) struct Back {
    /// In minor units. Where units are named, what goes back if there is nothing left to replace them with.
    pub money: i64,
    /// Numbers of deliveries that are replaced.
    pub units: Vec<i64>,
}

impl Back {
    pub fn money(money: i64) -> Self {
        Self { money, units: Vec::new() }
    }
}

impl Aftercare {
    /// Ends a case: so much goes back or so many units are replaced, the rest is let go, in the caller's transaction.
    /// `why` is who decided, and in which words.
    pub(crate) async fn settle(
        &self,
        tx: &mut Tx,
        case: &mut Case,
        back: &Back,
        how: How,
        (who, words): (&str, &str),
    ) -> Result<()> {
        let replaced = self.replace_units(tx, case, &back.units).await?;
        let units = back.units.as_slice();
        let back = if replaced > 0 { 0 } else { back.money };
        if back >= case.amount && back > 0 {
            orders::recall(tx, case.merchant, case.order, &case.lines).await?;
        }
        let refunded = if back > 0 { self.give_back(tx, case, back).await? } else { 0 };
        if refunded > 0 || replaced > 0 {
            self.claim_back(tx, case, replaced > 0, units).await?;
        }
        case.refunded = refunded;
        case.replaced = replaced;
        let data = json!({ "how": how.code(), "refunded": refunded, "currency": case.currency, "replaced": replaced });
        self.close(tx, case, how, (who, words), data).await
    }

    /// Keys that do not work were bought from somebody, perhaps: then they are claimed back there.
    async fn claim_back(&self, tx: &mut Tx, case: &Case, is_replaced: bool, units: &[i64]) -> Result<()> {
        if !matches!(case.reason, Reason::KeyInvalid | Reason::AlreadyUsed | Reason::WrongRegion) {
            return Ok(());
        }
        let which = if is_replaced { Which::Units(units) } else { Which::Lines(&case.lines) };
        let (whose, id) = ((case.merchant, case.order), case.id.to_string());
        orders::claim_keys(tx, self.ambient(), whose, which, (case.reason.code(), &id)).await?;
        Ok(())
    }

    /// The end of a case whose money and keys are where they belong: what is left is let go, and everybody hears of it.
    pub(crate) async fn close(
        &self,
        tx: &mut Tx,
        case: &mut Case,
        how: How,
        (who, words): (&str, &str),
        data: Value,
    ) -> Result<()> {
        self.let_go(tx, case, how).await?;
        let was = case.state;
        case.state = State::Closed;
        case.how = Some(how);
        case.due_at = None;
        case.closed_at = Some(self.ambient().now());
        case.frozen = false;
        self.change(tx, was, case).await?;
        let side = match how {
            How::Withdrawn | How::Agreed => Side::Buyer,
            How::Ruled => Side::Platform,
            How::ByRule | How::SilentMerchant | How::SilentBuyer => Side::System,
            How::ChargebackWon | How::ChargebackLost => Side::System,
        };
        self.append(tx, case.id, Said { side, who, kind: "closed", text: words, data }).await?;
        self.tell(tx, case, "dispute.closed", &[Notice::ClosedToBuyer, Notice::ClosedToMerchant]).await
    }

    /// Out of escrow, or, where that was released, out of the merchant's balance, then the bond. What went back before
    /// is not given again.
    async fn give_back(&self, tx: &mut Tx, case: &Case, back: i64) -> Result<i64> {
        let who = case.id.to_string();
        let by = Actor { side: MoneySide::Operator, who: &who };
        let mut new = NewRefund {
            order: case.order,
            of: Some(case.merchant),
            what: RefundOf::Amount(back),
            way: RefundWay::Origin,
            reason: format!("纠纷 dispute {}", case.id),
            from_bond: false,
        };
        // Less may be left than was disputed; and each source is tried once.
        for _ in 0..3 {
            match self.money().refund(tx, by, &new).await {
                Ok(done) => return Ok(done.amount.minor),
                Err(SettlementRefusal::MoreThanPaid { left }) if left.minor < 1 => return Ok(0),
                Err(SettlementRefusal::MoreThanPaid { left }) => new.what = RefundOf::Amount(left.minor),
                Err(SettlementRefusal::BalanceTooLow) => new.from_bond = true,
                Err(SettlementRefusal::BondTooLow) => return Err(CareRefusal::MerchantHasNoMoney),
                Err(other) => return Err(other.into()),
            }
        }
        Err(CareRefusal::MerchantHasNoMoney)
    }

    /// What is left in escrow: the merchant's at once where somebody decided, else when it is due; after a replacement,
    /// when the time of what came instead is over.
    async fn let_go(&self, tx: &mut Tx, case: &Case, how: How) -> Result<()> {
        if !case.frozen {
            return Ok(());
        }
        let holder = self.money().frozen_by(tx, case.order).await?;
        if holder.as_deref() != Some(case.id.to_string().as_str()) {
            return Ok(());
        }
        if case.replaced > 0 {
            self.money().hold_anew(tx, case.order).await?;
            return Ok(());
        }
        let decided = matches!(how, How::Ruled | How::ByRule | How::ChargebackWon | How::ChargebackLost);
        let whole = case.lines.is_empty() || case.amount == 0;
        Ok(match decided && whole {
            true => self.money().release_frozen(tx, case.order).await?,
            false => self.money().thaw(tx, case.order).await?,
        })
    }
}
