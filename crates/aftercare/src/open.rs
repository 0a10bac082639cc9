use crate::close::Back;
use crate::decide::Asked;
use crate::entry::Said;
use crate::mail::Notice;
use crate::service::words;
use crate::thaw::held_for;
use crate::words::{Act, How, Moment, Remedy, Side, State};
use crate::{Aftercare, CareRefusal, Case, NewCase, Party, Result, store};
use db::{DbError, Tx};
use kernel::{DisputeId, Money, Span};
use orders::{Access, Order, OrderState};
use serde_json::json;
use settlement::SettlementRefusal;

/// Withdrawn cases of an order do not stand against another one, so many times.
const CASES_MAX: usize = 3;

impl Aftercare {
    /// Opens a case about a delivered order and holds its money in escrow, where it still lies there; in the same commit
    /// the rules are asked, and a clear case is decided at once.
    pub async fn open(&self, party: Party<'_>, new: &NewCase) -> Result<Case> {
        let order = self.order_of(&party, new).await?;
        let text = words(&new.text)?;
        let mut case = self.new_case(&order, new)?;
        let known = self.evidence(&order, case.id).await?;
        if known.refunded >= order.total.minor {
            return Err(CareRefusal::NothingLeft);
        }
        let asked = self.ask_rules(&case, &order, &known, Moment::Opened).await?;
        let mut tx = self.db().begin().await?;
        self.has_somewhere_to_go(&mut tx, &order).await?;
        not_decided(&store::cases::of_order(&mut tx, order.id).await?)?;
        case.frozen = self.freeze(&mut tx, &case).await?;
        store::cases::insert(&mut tx, &case).await.map_err(|error| match error {
            DbError::Unique(_) => CareRefusal::AlreadyOpen,
            other => other.into(),
        })?;
        let who = party.who();
        let data = json!({
            "reason": case.reason.code(), "remedy": case.remedy.code(), "wanted": case.wanted,
            "amount": case.amount, "currency": case.currency, "lines": case.lines, "frozen": case.frozen,
        });
        let said = Said { side: Side::Buyer, who: &who, kind: "opened", text: &text, data };
        self.append(&mut tx, case.id, said).await?;
        self.remember(&mut tx, &case, Moment::Opened.code(), &known).await?;
        self.tell(&mut tx, &case, "dispute.opened", &[Notice::OpenedToMerchant]).await?;
        self.follow(&mut tx, &mut case, &asked, How::ByRule).await?;
        self.commit(tx).await?;
        Ok(case)
    }

    /// The order, if it is theirs and can be disputed.
    async fn order_of(&self, party: &Party<'_>, new: &NewCase) -> Result<Order> {
        let access = match party {
            Party::Account(user) => Access::Buyer(*user),
            Party::Link(order) if *order == new.order => Access::Link,
            _ => return Err(CareRefusal::NoSuchCase),
        };
        let order = self.orders().find_for(new.order, access).await?;
        let paid_at = order.paid_at.filter(|_| order.state == OrderState::Delivered);
        let paid_at = paid_at.ok_or(CareRefusal::NotDelivered)?;
        let days = self.settings().open_days;
        // What came in a unit's place has as much time as what was sold.
        let replaced = self.of_order(order.id).await?.into_iter().filter(|case| case.replaced > 0);
        let since = replaced.filter_map(|case| case.closed_at).max().unwrap_or(paid_at);
        if self.ambient().now() > since.after(Span::days(days)) {
            return Err(CareRefusal::TooLate { days });
        }
        Ok(order)
    }

    /// What was paid from a wallet, if only in part, goes back to its owner, who must still be there. Whoever deletes an
    /// account waits at the same gate, and is refused while a case is open.
    async fn has_somewhere_to_go(&self, tx: &mut Tx, order: &Order) -> Result<()> {
        if let Some(buyer) = order.buyer {
            orders::pass_gate_of(tx, buyer).await?;
        }
        let buyer = store::cases::buyer(tx, order.id).await?;
        let of_wallet = order.wallet_part.minor > 0
            || orders::paid_by(tx, &[(order.merchant, order.id)]).await?.is_empty();
        if buyer.is_none() && of_wallet {
            return Err(CareRefusal::NowhereToRefund);
        }
        Ok(())
    }

    pub(crate) fn new_case(&self, order: &Order, new: &NewCase) -> Result<Case> {
        let mut lines = new.lines.clone();
        lines.sort_unstable();
        lines.dedup();
        let amount = disputed(order, &lines)?;
        let wanted = match new.remedy {
            Remedy::Refund | Remedy::Replace => 0,
            Remedy::Partial if (1..=amount).contains(&new.wanted) => new.wanted,
            Remedy::Partial => {
                return Err(CareRefusal::BadWish { most: Money::new(amount, order.currency()) });
            }
        };
        let now = self.ambient().now();
        Ok(Case {
            merchant: order.merchant,
            id: DisputeId::new(self.ambient()),
            order: order.id,
            buyer: order.buyer,
            lines,
            reason: new.reason,
            remedy: new.remedy,
            wanted,
            amount,
            currency: order.currency(),
            state: State::Merchant,
            how: None,
            due_at: Some(self.due(self.settings().answer_hours)),
            reminded: false,
            frozen: false,
            offer_no: 0,
            offer: 0,
            offer_units: Vec::new(),
            ruled_by: None,
            ruled: None,
            ruled_units: Vec::new(),
            appealed_by: None,
            taken_by: None,
            refunded: 0,
            replaced: 0,
            opened_at: now,
            answered_at: None,
            platform_at: None,
            changed_at: now,
            closed_at: None,
        })
    }

    /// Whether escrow holds the money for this case from now on. What somebody else holds stays theirs to let go.
    pub(crate) async fn freeze(&self, tx: &mut Tx, case: &Case) -> Result<bool> {
        if self.money().frozen_by(tx, case.order).await?.is_some() {
            return Ok(false);
        }
        let who = case.id.to_string();
        match self.money().freeze(tx, case.order, &who, &held_for(case.id)).await {
            Ok(()) => Ok(true),
            // The merchant has it: what goes back comes out of the balance, or the bond.
            Err(SettlementRefusal::AlreadyReleased) => Ok(false),
            Err(other) => Err(other.into()),
        }
    }

    /// What is known now is written down, and its digest into the chain.
    pub(crate) async fn remember(
        &self,
        tx: &mut Tx,
        case: &Case,
        moment: &str,
        known: &crate::evidence::Evidence,
    ) -> Result<()> {
        let digest = self.freeze_evidence(tx, case.id, moment, known).await?;
        let data = json!({ "moment": moment, "digest": digest });
        let said = Said { side: Side::System, who: "system", kind: "evidence", text: "", data };
        self.append(tx, case.id, said).await?;
        Ok(())
    }

    /// Does what the rules said, where one of them decides; how, if it is closed.
    pub(crate) async fn follow(&self, tx: &mut Tx, case: &mut Case, asked: &Asked, how: How) -> Result<bool> {
        self.note_rules(tx, case, asked).await?;
        if asked.act.is_none() {
            return Ok(false);
        }
        // Where it turns out not to hold, nothing of it was done.
        tx.batch("savepoint dispute_rule").await?;
        let done = self.do_as_ruled(tx, case, asked, how).await;
        let done = match done {
            // Somebody has to look at it.
            Err(CareRefusal::MerchantHasNoMoney | CareRefusal::NowhereToRefund) => Ok(false),
            other => other,
        };
        if !matches!(done, Ok(true)) {
            tx.batch("rollback to savepoint dispute_rule").await?;
        }
        tx.batch("release savepoint dispute_rule").await?;
        done
    }

    async fn do_as_ruled(&self, tx: &mut Tx, case: &mut Case, asked: &Asked, how: How) -> Result<bool> {
        if !self.still_holds(tx, case, asked).await? {
            return Ok(false);
        }
        let units = if asked.act == Some(Act::Offer) { case.offer_units.clone() } else { Vec::new() };
        let back = Back { money: asked.amount, units };
        self.settle(tx, case, &back, how, (&asked.rule, &asked.words)).await?;
        Ok(true)
    }
}

/// What those lines cost; all of the order where none is named.
fn disputed(order: &Order, lines: &[i64]) -> Result<i64> {
    if lines.is_empty() {
        return Ok(order.total.minor);
    }
    let mut sum = 0_i64;
    for number in lines {
        let line = order.lines.iter().find(|line| line.line == *number);
        let line = line.ok_or(CareRefusal::NoSuchLine { line: *number })?;
        let cost = line.unit_price.checked_mul(line.quantity).and_then(|cost| sum.checked_add(cost));
        sum = cost.ok_or(CareRefusal::NoSuchLine { line: *number })?;
    }
    Ok(sum.min(order.total.minor))
}

fn not_decided(before: &[Case]) -> Result<()> {
    if before.iter().any(Case::is_open) {
        return Err(CareRefusal::AlreadyOpen);
    }
    // What was delivered instead may be bad, too.
    let decided = before.iter().any(|case| case.how != Some(How::Withdrawn) && case.replaced == 0);
    if decided || before.len() >= CASES_MAX { Err(CareRefusal::AlreadyDecided) } else { Ok(()) }
}
