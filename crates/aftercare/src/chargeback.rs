//! The buyer's bank takes a payment back (拒付). It comes to the same place as what buyers say to us: an open case of the
//! order, or a new one, that waits for the bank. Nobody here can rule it; both sides add what shows who is right, and how
//! the bank decides ends the case. Money is booked by where it is, so that it does not matter what was told twice, late or
//! out of order. What delivered nothing (a top-up, money that its order could not use) has no case: `orders` books it out
//! from where it lies.

use crate::entry::Said;
use crate::evidence::Evidence;
use crate::mail::Notice;
use crate::service::words;
use crate::words::{How, Reason, Remedy, Side, State};
use crate::{Aftercare, CareRefusal, Case, NewCase, Result, store};
use db::{DbError, Tx};
use jobs::{Job, Retry};
use kernel::{ChargebackId, DisputeId, Money, OrderId, PaymentId, UserId, clean_line};
use orders::{DisputeAsk, Order, OrderState};
use ports::ChannelDispute;
use serde_json::json;
use settlement::{Chargeback, ChargebackState, SettlementRefusal};

/// What was heard of a chargeback, with what the machine knew of its order just then.
pub struct Heard {
    order: Order,
    channel: String,
    payment: PaymentId,
    told: ChannelDispute,
    /// How it was booked when the channel was asked.
    before: Option<ChargebackState>,
    /// Who read it off the channel's pages; none where the channel told.
    by: Option<String>,
    text: String,
    known: Evidence,
}

/// A chargeback that somebody read off a channel's own pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewByHand {
    pub order: OrderId,
    /// As the channel calls it.
    pub reference: String,
    /// In minor units; none: all that came.
    pub amount: Option<i64>,
    /// What the channel says is the reason.
    pub text: String,
}

impl Aftercare {
    /// The work of a [`orders::ASK_CHARGEBACK`] job.
    pub async fn ask_chargeback(&self, job: &Job) -> std::result::Result<(), Retry> {
        let ask: DisputeAsk = job.read()?;
        self.hear_chargeback(&ask).await.map(drop).map_err(Retry::new)
    }

    /// Asks the channel how a dispute stands, and does what follows; no case where it is about nothing that was delivered
    /// here.
    pub async fn hear_chargeback(&self, ask: &DisputeAsk) -> Result<Option<Case>> {
        let before = self.booked(ask).await?;
        let Some(told) = self.orders().dispute_at(ask).await? else { return Ok(None) };
        let Some(arrival) = self.orders().arrival(&ask.channel, &told.event_id).await? else {
            return Ok(None);
        };
        if told.amount.currency != arrival.amount.currency || told.amount.minor > arrival.amount.minor {
            let what = format!("the chargeback {} takes more than came", ask.reference);
            return Err(CareRefusal::Fault(what));
        }
        let Some(order) = arrival.of.order().filter(|_| arrival.delivered()) else {
            self.orders().hear_charged_back(&ask.channel, &arrival, &told, before).await?;
            return Ok(None);
        };
        let order = self.orders().find(order).await?;
        if order.state != OrderState::Delivered {
            let what =
                format!("the chargeback {} is of an order that was delivered and is not", ask.reference);
            return Err(CareRefusal::Fault(what));
        }
        let heard = self.heard(order, &ask.channel, arrival.payment, told, (None, String::new())).await?;
        let heard = Heard { before, ..heard };
        let mut tx = self.db().begin().await?;
        let case = self.book_chargeback(&mut tx, &heard).await?;
        self.commit(tx).await?;
        Ok(Some(case))
    }

    /// Before the channel is asked: what somebody else books meanwhile may be newer than the answer.
    async fn booked(&self, ask: &DisputeAsk) -> Result<Option<ChargebackState>> {
        let mut tx = self.db().read().await?;
        if let Some(known) = self.money().chargeback(&mut tx, &ask.channel, &ask.reference).await? {
            return Ok(Some(known.state));
        }
        Ok(orders::payment_chargeback_state(&mut tx, ask).await?)
    }

    async fn heard(
        &self,
        order: Order,
        channel: &str,
        payment: PaymentId,
        told: ChannelDispute,
        (by, text): (Option<String>, String),
    ) -> Result<Heard> {
        let known = self.evidence(&order, DisputeId(0)).await?;
        Ok(Heard { order, channel: channel.to_owned(), payment, told, before: None, by, text, known })
    }

    /// What somebody of the operator's has read off a channel's pages, where no channel tells: outside of a transaction.
    pub async fn prepare_chargeback(&self, by: UserId, new: &NewByHand) -> Result<Heard> {
        let text = words(&new.text)?;
        let reference = clean_line(&new.reference, 100).map_err(|_| CareRefusal::BadReference)?;
        let order = self.orders().find(new.order).await?;
        if order.state != OrderState::Delivered {
            return Err(CareRefusal::NotDelivered);
        }
        let paid = orders::paid_by(&mut self.db().read().await?, &[(order.merchant, order.id)]).await?;
        let paid = paid.get(&order.id).cloned().ok_or(CareRefusal::NoArrival)?;
        let arrival =
            self.orders().arrival(&paid.channel, &paid.event_id).await?.ok_or(CareRefusal::NoArrival)?;
        let most = arrival.amount;
        let amount = new.amount.unwrap_or(most.minor);
        if !(1..=most.minor).contains(&amount) {
            return Err(CareRefusal::BadChargeback { most });
        }
        let known = self.money().chargeback(&mut self.db().read().await?, &paid.channel, &reference).await?;
        if let Some(known) = known {
            return Err(CareRefusal::ChargebackKnown { dispute: known.dispute });
        }
        let told = ChannelDispute {
            reference,
            event_id: paid.event_id,
            amount: Money::new(amount, most.currency),
            reason: "by_hand".to_owned(),
            due_at: None,
            taken: true,
            won: None,
        };
        self.heard(order, &paid.channel, paid.payment, told, (Some(by.to_string()), text)).await
    }

    /// How one that was written down by hand has ended: won, the money is back. In the caller's transaction.
    pub async fn end_chargeback(&self, tx: &mut Tx, id: DisputeId, won: bool) -> Result<Case> {
        let mut case = store::cases::lock(tx, id).await?.ok_or(CareRefusal::NoSuchCase)?;
        let cause = id.to_string();
        let wrong = CareRefusal::WrongState { state: case.state.code() };
        let Some(known) = self.money().chargeback_in(tx, &cause).await? else { return Err(wrong) };
        if known.recorded_by.is_none() {
            return Err(CareRefusal::NotByHand);
        }
        if case.state != State::Bank {
            return Err(wrong);
        }
        self.follow_money(tx, &mut case, &known, !won).await?;
        self.bank_decided(tx, &mut case, won).await?;
        Ok(case)
    }

    /// Does what follows from how it stands now, in the caller's transaction: a case, the money, and the end.
    pub async fn book_chargeback(&self, tx: &mut Tx, heard: &Heard) -> Result<Case> {
        let known = self.money().chargeback(tx, &heard.channel, &heard.told.reference).await?;
        let (mut case, known) = match known {
            Some(known) => {
                let id: DisputeId = known.dispute.parse().map_err(|_| odd("the case of a chargeback"))?;
                let case =
                    store::cases::lock(tx, id).await?.ok_or_else(|| odd("a chargeback without its case"))?;
                // As it stands now that nobody else changes it.
                let known = self.money().chargeback(tx, &heard.channel, &heard.told.reference).await?;
                let known = known.ok_or_else(|| odd("a chargeback that is gone"))?;
                if heard.by.is_some() {
                    return Err(CareRefusal::ChargebackKnown { dispute: known.dispute });
                }
                known.state.must_be_as_asked(heard.before)?;
                (case, known)
            }
            None => self.new_chargeback(tx, heard).await?,
        };
        self.follow_money(tx, &mut case, &known, heard.told.taken).await?;
        if case.state != State::Bank {
            return Ok(case);
        }
        match heard.told.won {
            // What was won and has not come yet is asked about again.
            Some(true) if heard.told.taken => {}
            Some(won) => self.bank_decided(tx, &mut case, won).await?,
            None => {}
        }
        Ok(case)
    }

    async fn new_chargeback(&self, tx: &mut Tx, heard: &Heard) -> Result<(Case, Chargeback)> {
        let told = &heard.told;
        let mut case = match store::cases::lock_open(tx, heard.order.id).await? {
            Some(open) => open,
            None => self.case_for(tx, heard).await?,
        };
        let was = case.state;
        let new = Chargeback {
            merchant: case.merchant,
            id: ChargebackId::new(self.ambient()),
            channel: heard.channel.clone(),
            reference: told.reference.clone(),
            event_id: told.event_id.clone(),
            payment: heard.payment,
            order: case.order,
            dispute: case.id.to_string(),
            amount: told.amount,
            reason: told.reason.chars().take(100).collect(),
            recorded_by: heard.by.clone(),
            state: ChargebackState::Told,
            refund: None,
            from_loss: 0,
            cost: 0,
            created_at: self.ambient().now(),
            taken_at: None,
            returned_at: None,
        };
        self.money().note_chargeback(tx, &new).await.map_err(|error| match error {
            SettlementRefusal::Db(DbError::Unique(_)) => {
                CareRefusal::ChargebackKnown { dispute: "that is being opened now".to_owned() }
            }
            other => other.into(),
        })?;
        if !case.frozen {
            case.frozen = self.freeze(tx, &case).await?;
        }
        self.turn(&mut case, State::Bank, self.settings().platform_hours);
        case.due_at = told.due_at.filter(|due| *due > self.ambient().now()).or(case.due_at);
        case.taken_by = None;
        let data = json!({
            "channel": new.channel, "reference": new.reference, "reason": new.reason,
            "amount": told.amount.minor, "currency": told.amount.currency, "by_hand": heard.by.is_some(),
        });
        let (side, who) = match &heard.by {
            Some(by) => (Side::Platform, by.as_str()),
            None => (Side::System, "system"),
        };
        self.append(tx, case.id, Said { side, who, kind: "chargeback", text: &heard.text, data }).await?;
        self.remember(tx, &case, &format!("chargeback-{}", new.id), &heard.known).await?;
        self.change(tx, was, &mut case).await?;
        self.tell(tx, &case, "dispute.chargeback", &[Notice::ChargebackToMerchant]).await?;
        Ok((case, new))
    }

    /// A case of its own, where the buyer has said nothing to us.
    async fn case_for(&self, tx: &mut Tx, heard: &Heard) -> Result<Case> {
        let new = NewCase {
            order: heard.order.id,
            lines: Vec::new(),
            reason: reason(&heard.told.reason),
            remedy: Remedy::Refund,
            wanted: 0,
            text: String::new(),
        };
        let mut case = self.new_case(&heard.order, &new)?;
        case.amount = heard.told.amount.minor.min(case.amount);
        case.frozen = self.freeze(tx, &case).await?;
        store::cases::insert(tx, &case).await.map_err(|error| match error {
            DbError::Unique(_) => CareRefusal::AlreadyOpen,
            other => other.into(),
        })?;
        Ok(case)
    }

    /// Books the money to where it is.
    async fn follow_money(&self, tx: &mut Tx, case: &mut Case, known: &Chargeback, gone: bool) -> Result<()> {
        match (known.state, gone) {
            (ChargebackState::Told, true) => case.refunded += self.money().take_back(tx, known).await?,
            (ChargebackState::Taken, false) => case.refunded -= self.money().give_again(tx, known).await?,
            (ChargebackState::Returned, true) => {
                // Stripe knows one of each; were there more, nobody knows what it means.
                return Err(CareRefusal::Fault(format!(
                    "the chargeback {} was taken a second time",
                    known.id
                )));
            }
            _ => return Ok(()),
        }
        let data = json!({ "gone": gone, "amount": known.amount.minor, "currency": known.amount.currency });
        let kind = if gone { "money_taken" } else { "money_back" };
        self.append(tx, case.id, Said { side: Side::System, who: "system", kind, text: "", data }).await?;
        self.change(tx, case.state, case).await
    }

    /// The bank's word ends the case; what escrow still holds is the merchant's.
    async fn bank_decided(&self, tx: &mut Tx, case: &mut Case, won: bool) -> Result<()> {
        let how = if won { How::ChargebackWon } else { How::ChargebackLost };
        let data = json!({ "how": how.code(), "refunded": case.refunded, "currency": case.currency });
        self.close(tx, case, how, ("system", ""), data).await
    }
}

/// A card scheme's word in ours (docs.stripe.com/disputes/categories); what has none here is something that the card's
/// owner does not stand by.
fn reason(word: &str) -> Reason {
    match word {
        "product_not_received" => Reason::NotDelivered,
        "product_unacceptable" => Reason::NotAsDescribed,
        _ => Reason::Unauthorised,
    }
}

fn odd(what: &str) -> CareRefusal {
    CareRefusal::Fault(format!("{what} cannot be read"))
}
