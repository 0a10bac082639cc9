//! The payer's bank takes back a payment that delivered nothing (拒付): one for a wallet, or one that its order could not
//! use. That money is gone, whoever is right, so it is booked out once, from where it lies: out of a refund that has not
//! gone out, out of the wallet, and what the wallet does not hold its owner owes. What went back before is a loss of the
//! platform. Where the bank gives it again, it goes back to whom it was taken from, and a debt is paid first.

/// What the owner of a wallet owes.
pub(crate) mod debt;
/// Where the money lies, and how it moves.
mod money;
/// Events, alarms, letters.
mod tell;

pub use tell::MAIL_WALLET;

use crate::store::charged_back as rows;
use crate::{Arrival, DisputeAsk, OrderError, Orders, PaidFor, pass_gate_of, store};
use db::{DbError, Tx};
use kernel::{ChargebackId, Money, PaymentId, Span, Time, UserId};
use ports::ChannelDispute;

/// Where the money of a chargeback is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChargebackState {
    /// With us still: the bank asks.
    Told,
    /// With the payer's bank.
    Taken,
    /// With us again.
    Returned,
}

impl ChargebackState {
    pub const ALL: [Self; 3] = [Self::Told, Self::Taken, Self::Returned];

    pub fn code(self) -> &'static str {
        match self {
            Self::Told => "told",
            Self::Taken => "taken",
            Self::Returned => "returned",
        }
    }

    /// As it is stored.
    pub fn read(code: &str) -> db::Result<Self> {
        let known = Self::ALL.into_iter().find(|known| known.code() == code);
        known.ok_or_else(|| DbError::State("a chargeback is in a state that is none".into()))
    }

    /// What has been booked since the channel was asked may be newer than its answer: then it is asked again.
    pub fn must_be_as_asked(self, before: Option<Self>) -> db::Result<()> {
        match before == Some(self) {
            true => Ok(()),
            false => Err(DbError::Conflict("a chargeback was booked while it was asked about".into())),
        }
    }
}

/// A payment that delivered nothing, and that the payer's bank disputes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentChargeback {
    pub id: ChargebackId,
    pub of: PaidFor,
    pub channel: String,
    /// What the channel calls it.
    pub reference: String,
    /// The arrival, as the channel calls it.
    pub event_id: String,
    pub payment: PaymentId,
    /// Whose wallet its money reached, if anybody's.
    pub buyer: Option<UserId>,
    pub amount: Money,
    /// In the channel's own word.
    pub reason: String,
    pub state: ChargebackState,
    /// It had to wait until somebody knew whether a refund of the same money went out.
    pub waited: bool,
    pub from: TakenFrom,
    /// Of what came again, what was owed and is not any more; the rest is in the wallet.
    pub to_debt: i64,
    pub created_at: Time,
    pub taken_at: Option<Time>,
    pub returned_at: Option<Time>,
}

/// Where the money came from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TakenFrom {
    /// Out of the exception account: of refunds that had not gone out.
    pub refunds: i64,
    pub wallet: i64,
    /// What the owner of the wallet owes for it.
    pub debt: i64,
    /// It had gone back before: the platform's loss.
    pub loss: i64,
}

impl PaymentChargeback {
    /// Whether somebody's wallet has to do with it.
    pub fn touches_wallet(&self) -> bool {
        self.from.wallet + self.from.debt > 0
    }
}

/// So often a channel is asked again, in case that what it tells is lost; and for so long.
const AGAIN: Span = Span::days(1);
const ASKED_FOR: Span = Span::days(180);
/// So soon where a refund of the same money has to end first.
const SOON: Span = Span::hours(1);

impl Orders {
    /// Does what follows from how a dispute stands now that is about money which delivered nothing: whatever is told twice,
    /// late or out of order, each movement is booked once. `before` is how it was booked when the channel was asked: what
    /// has been booked since then may be newer than the answer.
    pub async fn hear_charged_back(
        &self,
        channel: &str,
        arrival: &Arrival,
        told: &ChannelDispute,
        before: Option<ChargebackState>,
    ) -> Result<PaymentChargeback, OrderError> {
        let mut tx = self.db().begin().await?;
        let buyer = buyer_of(&mut tx, arrival).await?;
        if let Some(user) = buyer {
            pass_gate_of(&mut tx, user).await?;
        }
        if let PaidFor::TopUp { top_up, .. } = arrival.of {
            // Nobody gives any of it back meanwhile.
            store::top_ups::lock(&mut tx, top_up).await?;
        }
        let known = match rows::lock(&mut tx, channel, &told.reference).await? {
            Some(known) => {
                known.state.must_be_as_asked(before)?;
                known
            }
            None => self.note_charged_back(&mut tx, channel, (arrival, buyer), told).await?,
        };
        if known.event_id != told.event_id {
            return Err(odd(&known, "is about another payment now"));
        }
        let after = match (known.state, told.taken) {
            (ChargebackState::Told, true) => self.take_payment(&mut tx, known, arrival.amount).await?,
            (ChargebackState::Taken, false) => self.give_payment_again(&mut tx, known).await?,
            (ChargebackState::Returned, true) => return Err(odd(&known, "was taken a second time")),
            _ => known,
        };
        self.ask_again(&mut tx, &after, told).await?;
        tx.commit().await?;
        self.wake_jobs();
        Ok(after)
    }

    /// One by its id.
    pub async fn payment_chargeback(
        &self,
        id: ChargebackId,
    ) -> Result<Option<PaymentChargeback>, OrderError> {
        Ok(rows::find(&mut self.db().read().await?, id).await?)
    }

    /// Writes down that there is one; the unique name says no where somebody else has.
    async fn note_charged_back(
        &self,
        tx: &mut Tx,
        channel: &str,
        (arrival, buyer): (&Arrival, Option<UserId>),
        told: &ChannelDispute,
    ) -> Result<PaymentChargeback, OrderError> {
        let new = PaymentChargeback {
            id: ChargebackId::new(self.ambient()),
            of: arrival.of,
            channel: channel.to_owned(),
            reference: told.reference.clone(),
            event_id: told.event_id.clone(),
            payment: arrival.payment,
            buyer,
            amount: told.amount,
            reason: told.reason.chars().take(100).collect(),
            state: ChargebackState::Told,
            waited: false,
            from: TakenFrom::default(),
            to_debt: 0,
            created_at: self.ambient().now(),
            taken_at: None,
            returned_at: None,
        };
        if new.amount.minor < 1 {
            return Err(odd(&new, "takes nothing"));
        }
        rows::insert(tx, &new).await?;
        Ok(new)
    }

    async fn ask_again(
        &self,
        tx: &mut Tx,
        of: &PaymentChargeback,
        told: &ChannelDispute,
    ) -> Result<(), OrderError> {
        let now = self.ambient().now();
        let over = match of.state {
            ChargebackState::Told => !told.taken && told.won.is_some(),
            ChargebackState::Taken => told.won == Some(false),
            ChargebackState::Returned => true,
        };
        if over || now > of.created_at.after(ASKED_FOR) {
            return Ok(());
        }
        let waits = of.waited && of.state == ChargebackState::Told;
        let span = if waits { SOON } else { AGAIN };
        let at = now.after(span);
        let ask = DisputeAsk { channel: of.channel.clone(), reference: of.reference.clone() };
        // However often it is told of, it is asked about once in that time.
        let key = format!("{} {} {} {}", of.channel, of.reference, span.0, at.0.div_euclid(span.0));
        jobs::enqueue(tx, self.ambient(), vec![ask.job().dedupe(key).at(at)]).await?;
        Ok(())
    }
}

/// How far one is booked that a channel calls so.
pub async fn payment_chargeback_state(tx: &mut Tx, ask: &DisputeAsk) -> db::Result<Option<ChargebackState>> {
    rows::state(tx, &ask.channel, &ask.reference).await
}

async fn buyer_of(tx: &mut Tx, arrival: &Arrival) -> Result<Option<UserId>, OrderError> {
    match arrival.of {
        PaidFor::TopUp { user, .. } => Ok(Some(user)),
        PaidFor::Order { order, .. } => {
            Ok(store::orders::find(tx, order).await?.and_then(|order| order.buyer))
        }
    }
}

/// What no channel should say.
fn odd(of: &PaymentChargeback, what: &str) -> OrderError {
    DbError::State(format!("the chargeback {} ({} {}) {what}", of.id, of.channel, of.reference)).into()
}
