use crate::payout_account::account_name;
use crate::service::{note, odd, reason, submit_one};
use crate::store::{self, payouts::NewRow};
use crate::{AccountKind, Result, Settlement, SettlementRefusal, accounts};
use db::Tx;
use jobs::NewEvent;
use kernel::{MerchantId, Money, Page, PageAsk, PayoutId, Time};
use ledger::{Chain, Refusal, Step};
use merchants::MerchantState;
use serde_json::json;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PayoutState {
    Requested,
    /// Enough people agreed.
    Approved,
    /// Given to the bank.
    Sent,
    Paid,
    /// The bank gave it back.
    Failed,
    /// The operator said no.
    Refused,
    /// The merchant thought better of it.
    Withdrawn,
}

impl PayoutState {
    pub const ALL: [Self; 7] = [
        Self::Requested,
        Self::Approved,
        Self::Sent,
        Self::Paid,
        Self::Failed,
        Self::Refused,
        Self::Withdrawn,
    ];
    pub fn code(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Approved => "approved",
            Self::Sent => "sent",
            Self::Paid => "paid",
            Self::Failed => "failed",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
        }
    }
}

impl std::str::FromStr for PayoutState {
    type Err = ();
    fn from_str(code: &str) -> std::result::Result<Self, ()> {
        Self::ALL.into_iter().find(|state| state.code() == code).ok_or(())
    }
}

#[derive(Clone, Debug)]
pub struct NewPayout {
    pub merchant: MerchantId,
    pub amount: Money,
    /// The id of the user who asks, or `schedule`.
    pub who: String,
    /// The same key asks once.
    pub key: String,
}

#[derive(Clone, Debug)]
pub struct Payout {
    pub merchant: MerchantId,
    pub id: PayoutId,
    pub state: PayoutState,
    pub amount: Money,
    /// Of the amount: what the platform keeps.
    pub fee: Money,
    pub kind: AccountKind,
    pub masked: String,
    pub requested_by: String,
    /// Who agreed.
    pub agreed: Vec<String>,
    /// How many people have to agree.
    pub people_needed: i64,
    pub batch: Option<String>,
    /// The payment channel that it is transferred through; none: it goes with a batch.
    pub route: Option<String>,
    /// Why it was refused, or failed; while a channel has it, what it waits for.
    pub note: String,
    pub created_at: Time,
    pub changed_at: Time,
}

impl Payout {
    /// What the bank is to pay.
    pub fn net(&self) -> i64 {
        self.amount.minor - self.fee.minor
    }
}

/// Which payouts are listed: the default is all.
#[derive(Clone, Debug, Default)]
pub struct PayoutFilter {
    pub merchant: Option<MerchantId>,
    pub state: Option<PayoutState>,
}

impl Settlement {
    /// Asks for money to be paid out: it is reserved at once, so it cannot be asked for twice.
    pub async fn request_payout(&self, tx: &mut Tx, new: &NewPayout) -> Result<Payout> {
        let now = self.ambient().now();
        if let Some(known) = store::payouts::by_key(tx, new.merchant, &new.key).await? {
            return self.payout_in(tx, known).await;
        }
        let (amount, settings) = (new.amount, self.settings());
        if amount.minor < settings.payout_minimum {
            let least = Money { minor: settings.payout_minimum, ..amount };
            return Err(SettlementRefusal::BelowMinimum { least });
        }
        if merchants::held(tx, new.merchant).await?.state == MerchantState::Suspended {
            return Err(SettlementRefusal::Suspended);
        }
        let account = store::payout_accounts::find(tx, new.merchant).await?;
        let account = account.ok_or(SettlementRefusal::NoPayoutAccount)?;
        let from = account.changed_at.after(settings.account_rest());
        if now < from {
            return Err(SettlementRefusal::AccountTooNew { from });
        }
        self.collect_first(tx, new.merchant, amount.currency).await?;
        let id = PayoutId::new(self.ambient());
        let target = self.open_target(&account_name(new.merchant), &account.sealed)?;
        let step = Step::Reserve {
            id: format!("{id}/out"),
            debit: accounts::balance(new.merchant, amount.currency),
            credit: accounts::payout(new.merchant, amount.currency),
            amount: amount.minor,
            // Until somebody has decided.
            expires_at: Time(i64::MAX),
        };
        match submit_one(tx, now, chain(new.merchant, id, vec![step])).await? {
            Ok(()) => {}
            Err((_, Refusal::ExceedsCredits)) => return Err(SettlementRefusal::BalanceTooLow),
            Err(other) => return Err(odd(format!("payout {id}: {other:?}"))),
        }
        let row = NewRow {
            merchant: new.merchant,
            id,
            amount,
            fee: settings.payout_fee,
            kind: account.kind,
            sealed: self.seal_target(&sealed_name(id), &target),
            masked: &account.masked,
            requested_by: &new.who,
            key: &new.key,
        };
        store::payouts::insert(tx, &row, now).await?;
        self.tell_of(tx, new.merchant, id, PayoutState::Requested, amount).await?;
        self.payout_in(tx, id).await
    }

    /// Somebody of the operator agrees. Not who asked for it, and nobody twice; above the limit two people must.
    pub async fn approve_payout(&self, tx: &mut Tx, id: PayoutId, who: &str) -> Result<Payout> {
        let payout = self.locked(tx, id).await?;
        must_be(&payout, &[PayoutState::Requested])?;
        if payout.requested_by == who {
            return Err(SettlementRefusal::OwnPayout);
        }
        let now = self.ambient().now();
        if !store::payouts::agree(tx, id, who, now).await? {
            return Err(SettlementRefusal::AgreedAlready);
        }
        let agreed = i64::try_from(payout.agreed.len()).unwrap_or(i64::MAX).saturating_add(1);
        if agreed >= payout.people_needed {
            self.change(tx, &payout, PayoutState::Approved, "").await?;
        }
        self.payout_in(tx, id).await
    }

    /// The operator says no, and why: the money is the merchant's balance again.
    pub async fn refuse_payout(&self, tx: &mut Tx, id: PayoutId, why: &str) -> Result<Payout> {
        let why = reason(why)?;
        let payout = self.locked(tx, id).await?;
        self.give_up(tx, &payout, PayoutState::Refused, &why).await
    }

    /// The merchant thinks better of it, as long as it was not sent.
    pub async fn withdraw_payout(&self, tx: &mut Tx, merchant: MerchantId, id: PayoutId) -> Result<Payout> {
        let payout = self.locked(tx, id).await?;
        if payout.merchant != merchant {
            return Err(SettlementRefusal::NoSuchPayout);
        }
        self.give_up(tx, &payout, PayoutState::Withdrawn, "").await
    }

    async fn give_up(&self, tx: &mut Tx, payout: &Payout, to: PayoutState, why: &str) -> Result<Payout> {
        must_be(payout, &[PayoutState::Requested, PayoutState::Approved])?;
        let id = payout.id;
        let step = Step::VoidPending { id: format!("{id}/void"), pending: format!("{id}/out") };
        match submit_one(tx, self.ambient().now(), chain(payout.merchant, id, vec![step])).await? {
            Ok(()) => {}
            Err(other) => return Err(odd(format!("payout {id}: {other:?}"))),
        }
        self.change(tx, payout, to, why).await?;
        self.payout_in(tx, id).await
    }

    pub(crate) async fn change(
        &self,
        tx: &mut Tx,
        payout: &Payout,
        to: PayoutState,
        why: &str,
    ) -> Result<()> {
        let why = note(why)?;
        let now = self.ambient().now();
        store::payouts::change(tx, &[(payout.id, payout.state, to, why)], now).await?;
        self.tell_of(tx, payout.merchant, payout.id, to, payout.amount).await
    }

    pub(crate) async fn tell_of(
        &self,
        tx: &mut Tx,
        merchant: MerchantId,
        id: PayoutId,
        state: PayoutState,
        amount: Money,
    ) -> Result<()> {
        let payload = json!({ "state": state.code(), "amount": amount.minor, "currency": amount.currency });
        let topic = match state {
            PayoutState::Requested => "payout.requested",
            PayoutState::Approved => "payout.approved",
            PayoutState::Sent => "payout.sent",
            PayoutState::Paid => "payout.paid",
            PayoutState::Failed => "payout.failed",
            PayoutState::Refused => "payout.refused",
            PayoutState::Withdrawn => "payout.withdrawn",
        };
        let event = NewEvent::new(Some(merchant), topic, id, &payload);
        Ok(jobs::publish(tx, self.ambient(), vec![event]).await?)
    }

    /// Newest first.
    pub async fn payouts(&self, filter: &PayoutFilter, ask: &PageAsk) -> Result<Page<Payout>> {
        let mut tx = self.db().snapshot().await?;
        let before = ask.after.as_deref().unwrap_or("~");
        let rows = store::payouts::list(&mut tx, filter, before, ask.limit + 1).await?;
        let all = self.told(&mut tx, rows).await?;
        Ok(Page::from_rows(all, ask.limit, |payout| payout.id.to_string()))
    }

    /// Of that merchant only, where one is named.
    pub async fn payout(&self, id: PayoutId, of: Option<MerchantId>) -> Result<Payout> {
        let mut tx = self.db().read().await?;
        let payout = self.payout_in(&mut tx, id).await?;
        if of.is_some_and(|of| of != payout.merchant) {
            return Err(SettlementRefusal::NoSuchPayout);
        }
        Ok(payout)
    }

    async fn payout_in(&self, tx: &mut Tx, id: PayoutId) -> Result<Payout> {
        let row = store::payouts::find(tx, id).await?.ok_or(SettlementRefusal::NoSuchPayout)?;
        let mut told = self.told(tx, vec![row]).await?;
        told.pop().ok_or(SettlementRefusal::NoSuchPayout)
    }

    /// Nobody else changes it until the transaction ends.
    async fn locked(&self, tx: &mut Tx, id: PayoutId) -> Result<Payout> {
        let row = store::payouts::lock(tx, &[id]).await?.pop().ok_or(SettlementRefusal::NoSuchPayout)?;
        let mut told = self.told(tx, vec![row]).await?;
        told.pop().ok_or(SettlementRefusal::NoSuchPayout)
    }

    /// With those who agreed.
    async fn told(&self, tx: &mut Tx, rows: Vec<store::payouts::Row>) -> Result<Vec<Payout>> {
        let ids: Vec<PayoutId> = rows.iter().map(|row| row.id).collect();
        let mut agreed = store::payouts::agreed(tx, &ids).await?;
        let limit = self.settings().payout_two_people_above;
        let told = rows.into_iter().map(|row| Payout {
            merchant: row.merchant,
            id: row.id,
            state: row.state,
            people_needed: if row.amount > limit { 2 } else { 1 },
            amount: Money::new(row.amount, row.currency),
            fee: Money::new(row.fee, row.currency),
            kind: row.kind,
            masked: row.masked,
            requested_by: row.requested_by,
            agreed: agreed.remove(&row.id).unwrap_or_default(),
            batch: row.batch,
            route: row.route,
            note: row.note,
            created_at: row.created_at,
            changed_at: row.changed_at,
        });
        Ok(told.collect())
    }
}

pub(crate) fn must_be(payout: &Payout, states: &[PayoutState]) -> Result<()> {
    match states.contains(&payout.state) {
        true => Ok(()),
        false => Err(SettlementRefusal::WrongPayoutState { state: payout.state.code() }),
    }
}

pub(crate) fn chain(merchant: MerchantId, id: PayoutId, steps: Vec<Step>) -> Chain {
    Chain { book: merchant.to_string(), reference: id.to_string(), steps }
}

pub(crate) fn sealed_name(id: PayoutId) -> String {
    format!("payout {id}")
}
