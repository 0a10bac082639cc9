use crate::entry::Said;
use crate::mail::Notice;
use crate::words::{How, Side, State};
use crate::{Aftercare, CareRefusal, Case, Result};
use db::Tx;
use serde_json::json;
use settlement::{Actor, NewRefund, RefundOf, RefundWay, SettlementRefusal, Side as MoneySide};

impl Aftercare {
    /// Ends a case: so much goes back, the rest is let go, in the caller's transaction. `why` is who decided, and in
    /// which words.
    pub(crate) async fn settle(
        &self,
        tx: &mut Tx,
        case: &mut Case,
        back: i64,
        how: How,
        (who, words): (&str, &str),
    ) -> Result<()> {
        let was = case.state;
        if back >= case.amount && back > 0 {
            orders::recall(tx, case.merchant, case.order, &case.lines).await?;
        }
        let refunded = if back > 0 { self.give_back(tx, case, back).await? } else { 0 };
        self.let_go(tx, case, how).await?;
        let now = self.ambient().now();
        case.state = State::Closed;
        case.how = Some(how);
        case.due_at = None;
        case.closed_at = Some(now);
        case.refunded = refunded;
        case.frozen = false;
        self.change(tx, was, case).await?;
        let side = match how {
            How::Withdrawn | How::Agreed => Side::Buyer,
            How::Ruled => Side::Platform,
            How::ByRule | How::SilentMerchant | How::SilentBuyer => Side::System,
        };
        let data = json!({ "how": how.code(), "refunded": refunded, "currency": case.currency });
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

    /// What is left in escrow: the merchant's at once where somebody decided, else when it is due.
    async fn let_go(&self, tx: &mut Tx, case: &Case, how: How) -> Result<()> {
        if !case.frozen {
            return Ok(());
        }
        let holder = self.money().frozen_by(tx, case.order).await?;
        if holder.as_deref() != Some(case.id.to_string().as_str()) {
            return Ok(());
        }
        let decided = matches!(how, How::Ruled | How::ByRule);
        let whole = case.lines.is_empty() || case.amount == 0;
        Ok(match decided && whole {
            true => self.money().release_frozen(tx, case.order).await?,
            false => self.money().thaw(tx, case.order).await?,
        })
    }
}
