//! Money goes back to where it came from: tried under one id, booked when the channel is certain. Where a channel cannot
//! be asked what became of a refund, it is called once: after a lost answer only a person can tell, by the gateway's own
//! pages, and says it here.

use crate::alarm::{AlarmKind, NewAlarm};
use crate::charged_back::debt;
use crate::store::refunds::{self, Refund};
use crate::{OrderError, OrderRefusal, Orders, PaidFor, RUN_REFUND, accounts, store};
use db::Tx;
use jobs::NewJob;
use kernel::{Page, PageAsk, RefundId, Time, clean_line};
use ledger::{Chain, Outcome, Step};
use ports::{ChannelError, NewRefund, PaymentChannel, RefundState};
use serde_json::json;

/// What somebody has seen at the gateway, and what follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The money went back.
    Arrived,
    /// It did not: the channel is asked for it once more, under the same id.
    TryAgain,
    /// It did not, and will not: the buyer has it in the wallet.
    Credit,
}

impl Verdict {
    pub const ALL: [Self; 3] = [Self::Arrived, Self::TryAgain, Self::Credit];

    pub fn code(self) -> &'static str {
        match self {
            Self::Arrived => "arrived",
            Self::TryAgain => "try_again",
            Self::Credit => "credit",
        }
    }
}

/// Who says what became of a refund, and why.
#[derive(Clone, Copy, Debug)]
pub struct Says<'a> {
    pub by: &'a str,
    /// 1 to 500 characters.
    pub reason: &'a str,
}

/// Which refunds are listed: the default is all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RefundFilter {
    /// `pending`, `succeeded`, `failed`, `ask_by_hand`, `credited` or `charged_back`
    pub state: Option<String>,
}

/// A refund as it stands.
#[derive(Clone, Debug)]
pub struct RefundRow {
    pub of: PaidFor,
    pub id: RefundId,
    pub payment: kernel::PaymentId,
    /// What the channel calls the payment, where it said so.
    pub reference: Option<String>,
    /// The arrival that is given back, as the channel calls it.
    pub event_id: String,
    pub channel: String,
    pub amount: kernel::Money,
    pub state: String,
    pub created_at: Time,
    pub tried_at: Option<Time>,
    pub finished_at: Option<Time>,
    pub decided_by: Option<String>,
    pub reason: Option<String>,
}

/// What is known after the channel was talked to.
enum Outlook {
    Arrived,
    /// The channel is certain that it will not.
    Refused(String),
    /// It can be asked again later.
    Later,
    /// Only a person can tell.
    ByHand(String),
}

impl Orders {
    /// The work of a [`RUN_REFUND`] job.
    pub async fn run_refund(&self, id: RefundId) -> Result<(), OrderError> {
        self.run_refund_of(None, id).await
    }

    /// The same, where a channel has told of it: of its own refunds only.
    pub(crate) async fn run_refund_of(&self, teller: Option<&str>, id: RefundId) -> Result<(), OrderError> {
        let mut tx = self.db().read().await?;
        let refund = refunds::find(&mut tx, id).await?.ok_or(OrderRefusal::NoSuchRefund)?;
        let payment = store::payments::find(&mut tx, refund.payment).await?;
        drop(tx);
        if teller.is_some_and(|teller| teller != refund.channel) {
            return Err(OrderRefusal::NoSuchRefund.into());
        }
        if !matches!(refund.state.as_str(), PENDING | BY_HAND) {
            return Ok(());
        }
        let payment = payment.ok_or_else(|| db::DbError::State(format!("refund {id} has no payment")))?;
        let known = self.known_channel(&refund.channel)?;
        let new = NewRefund {
            refund: id,
            of: payment.by_its_names(),
            event_id: refund.event_id.clone(),
            amount: refund.amount,
            reason: match refund.of {
                PaidFor::Order { order, .. } => format!("order {order}"),
                PaidFor::TopUp { top_up, .. } => format!("top-up {top_up}"),
            },
            notify_url: format!("{}/notify/{}", self.base_url(), refund.channel),
        };
        let asked = known.entry.adapter.query_refund(&new).await;
        known.note(self.ambient().now(), &asked);
        let outlook = match asked {
            Ok(told) => seen(told.state),
            Err(ChannelError::NotFound) if refund.state == PENDING => {
                if !self.try_refund(&refund).await? && !self.is_pending(id).await? {
                    // A bank took its money meanwhile.
                    return Ok(());
                }
                let answer = known.entry.adapter.refund(&new).await;
                known.note(self.ambient().now(), &answer);
                match answer {
                    Ok(told) => seen(told.state),
                    Err(ChannelError::Refused(why)) => Outlook::Refused(why),
                    Err(_) => Outlook::Later,
                }
            }
            Err(ChannelError::CannotTell) if refund.state == PENDING => {
                self.only_once(&*known.entry.adapter, &refund, &new).await?
            }
            // A person is asked already.
            Err(ChannelError::CannotTell | ChannelError::NotFound) => return Ok(()),
            // A question that is refused says nothing of the refund: it may have gone out.
            Err(_) => Outlook::Later,
        };
        match outlook {
            Outlook::Arrived => self.finish_refund(id, None).await,
            Outlook::Refused(why) => self.finish_refund(id, Some(&why)).await,
            Outlook::ByHand(why) => self.ask_by_hand(id, &why).await,
            Outlook::Later => Err(OrderRefusal::ChannelDown.into()),
        }
    }

    /// The first call to a channel that cannot be asked is the only one: whoever comes after a first call, whatever
    /// became of it, asks a person.
    async fn only_once(
        &self,
        adapter: &dyn PaymentChannel,
        refund: &Refund,
        new: &NewRefund,
    ) -> Result<Outlook, OrderError> {
        if refund.tried_at.is_some() || !self.try_refund(refund).await? {
            return Ok(Outlook::ByHand("it was asked for before, and nobody heard the answer".into()));
        }
        Ok(match adapter.refund(new).await {
            Ok(told) if told.state == RefundState::Succeeded => Outlook::Arrived,
            Ok(told) if told.state == RefundState::Failed => Outlook::Refused("the channel failed".into()),
            Ok(_) => Outlook::ByHand("the channel has it under way, and cannot be asked about it".into()),
            Err(ChannelError::Refused(why)) => Outlook::Refused(why),
            Err(error) => Outlook::ByHand(error.to_string()),
        })
    }

    /// Remembers, before the first call, that there was one. False where somebody else did so in this round.
    async fn try_refund(&self, refund: &Refund) -> Result<bool, OrderError> {
        if refund.tried_at.is_some() {
            return Ok(false);
        }
        let mut tx = self.db().begin().await?;
        let first = refunds::tried(&mut tx, refund, self.ambient().now()).await?;
        tx.commit().await?;
        Ok(first)
    }

    async fn is_pending(&self, id: RefundId) -> Result<bool, OrderError> {
        let mut tx = self.db().read().await?;
        Ok(refunds::find(&mut tx, id).await?.is_some_and(|refund| refund.state == PENDING))
    }

    async fn finish_refund(&self, id: RefundId, refused: Option<&str>) -> Result<(), OrderError> {
        let now = self.ambient().now();
        let mut tx = self.db().begin().await?;
        let refund = refunds::find(&mut tx, id).await?.ok_or(OrderRefusal::NoSuchRefund)?;
        if !matches!(refund.state.as_str(), PENDING | BY_HAND) {
            return Ok(tx.rollback().await?);
        }
        let pending = refund.ledger_id("out");
        let step = match refused {
            None => Step::PostPending { id: refund.ledger_id("done"), pending, amount: None },
            Some(why) => {
                tracing::error!(refund = %id, why, "the channel refuses a refund: the money waits in the exception account");
                Step::VoidPending { id: refund.ledger_id("failed"), pending }
            }
        };
        move_money(&mut tx, now, &refund, vec![step]).await?;
        let to = if refused.is_none() { SUCCEEDED } else { FAILED };
        refunds::change(&mut tx, &refund, to, Some(now)).await?;
        Ok(tx.commit().await?)
    }

    /// The refund waits for a person, and the operators are told.
    async fn ask_by_hand(&self, id: RefundId, why: &str) -> Result<(), OrderError> {
        let mut tx = self.db().begin().await?;
        let refund = refunds::find(&mut tx, id).await?.ok_or(OrderRefusal::NoSuchRefund)?;
        if refund.state != PENDING {
            return Ok(tx.rollback().await?);
        }
        refunds::change(&mut tx, &refund, BY_HAND, None).await?;
        let detail = json!({
            "channel": refund.channel, "amount": refund.amount.minor, "currency": refund.amount.currency, "why": why,
        });
        let alarm = NewAlarm::of_money(refund.of, AlarmKind::RefundByHand, id, detail);
        self.1.put(&mut tx, &alarm).await?;
        tx.commit().await?;
        self.1.wake();
        Ok(())
    }

    /// What became of a refund that waits for a person, or that the channel has refused, in the caller's transaction; the
    /// caller wakes the jobs after it. Answers with the state that it had.
    pub async fn decide_refund(
        &self,
        tx: &mut Tx,
        id: RefundId,
        verdict: Verdict,
        says: Says<'_>,
    ) -> Result<String, OrderError> {
        let reason = clean_line(says.reason, 500).ok().filter(|reason| !reason.is_empty());
        let reason = reason.ok_or(OrderRefusal::BadReason)?;
        let refund = refunds::find(tx, id).await?.ok_or(OrderRefusal::NoSuchRefund)?;
        if !matches!(refund.state.as_str(), BY_HAND | FAILED) {
            return Err(OrderRefusal::RefundDecided.into());
        }
        match verdict {
            Verdict::Arrived => self.arrived(tx, &refund).await?,
            Verdict::TryAgain => self.try_again(tx, &refund).await?,
            Verdict::Credit => self.credit(tx, &refund).await?,
        }
        refunds::decided(tx, &refund, says.by, &reason, self.ambient().now()).await?;
        Ok(refund.state)
    }

    /// [`Orders::decide_refund`] in a transaction of its own.
    pub async fn settle_refund(
        &self,
        id: RefundId,
        verdict: Verdict,
        says: Says<'_>,
    ) -> Result<(), OrderError> {
        let mut tx = self.db().begin().await?;
        self.decide_refund(&mut tx, id, verdict, says).await?;
        tx.commit().await?;
        self.wake_jobs();
        Ok(())
    }

    async fn arrived(&self, tx: &mut Tx, refund: &Refund) -> Result<(), OrderError> {
        let (now, currency) = (self.ambient().now(), refund.amount.currency);
        let step = if refund.state == FAILED {
            // What was kept back for it was let go when the channel said no.
            Step::Post {
                id: refund.ledger_id("by_hand"),
                debit: accounts::exception(refund.of.book(), currency),
                credit: accounts::clearing(refund.of.book(), &refund.channel, currency),
                amount: refund.amount.minor,
            }
        } else {
            let pending = refund.ledger_id("out");
            Step::PostPending { id: refund.ledger_id("done"), pending, amount: None }
        };
        move_money(tx, now, refund, vec![step]).await?;
        Ok(refunds::change(tx, refund, SUCCEEDED, Some(now)).await?)
    }

    async fn try_again(&self, tx: &mut Tx, refund: &Refund) -> Result<(), OrderError> {
        if refund.state == FAILED {
            let next = Refund { round: refund.round + 1, ..refund.clone() };
            let step = Step::Reserve {
                id: next.ledger_id("out"),
                debit: accounts::exception(refund.of.book(), refund.amount.currency),
                credit: accounts::clearing(refund.of.book(), &refund.channel, refund.amount.currency),
                amount: refund.amount.minor,
                expires_at: Time(i64::MAX),
            };
            move_money(tx, self.ambient().now(), refund, vec![step]).await?;
        }
        refunds::again(tx, refund).await?;
        jobs::enqueue(tx, self.ambient(), vec![NewJob::new(RUN_REFUND, &json!(refund.id))]).await?;
        Ok(())
    }

    async fn credit(&self, tx: &mut Tx, refund: &Refund) -> Result<(), OrderError> {
        let (now, currency) = (self.ambient().now(), refund.amount.currency);
        let user = match refund.of {
            PaidFor::TopUp { user, .. } => Some(user),
            PaidFor::Order { order, .. } => {
                store::orders::find(tx, order).await?.ok_or(OrderRefusal::NotFound)?.buyer
            }
        };
        let user = user.ok_or(OrderRefusal::NoWallet)?;
        let others = [
            accounts::exception(refund.of.book(), currency),
            accounts::clearing(refund.of.book(), &refund.channel, currency),
        ];
        let owes = debt::owes(tx, user, currency, &others).await?;
        let mut steps = Vec::with_capacity(2);
        if refund.state == BY_HAND {
            let pending = refund.ledger_id("out");
            steps.push(Step::VoidPending { id: refund.ledger_id("failed"), pending });
        }
        steps.push(Step::Post {
            id: refund.ledger_id("credit"),
            debit: accounts::exception(refund.of.book(), currency),
            credit: accounts::wallet(user, currency),
            amount: refund.amount.minor,
        });
        move_money(tx, now, refund, steps).await?;
        if owes {
            debt::collect(tx, self.ambient(), user, currency).await?;
        }
        Ok(refunds::change(tx, refund, CREDITED, Some(now)).await?)
    }

    /// Newest first.
    pub async fn refunds(&self, filter: &RefundFilter, ask: &PageAsk) -> Result<Page<RefundRow>, OrderError> {
        let before = ask.after.as_deref().unwrap_or("~");
        let state = filter.state.as_deref().unwrap_or_default();
        let mut tx = self.db().read().await?;
        let rows = refunds::list(&mut tx, state, before, ask.limit + 1).await?;
        Ok(Page::from_rows(rows, ask.limit, |refund| refund.id.to_string()))
    }
}

pub(crate) const PENDING: &str = "pending";
pub(crate) const BY_HAND: &str = "ask_by_hand";
pub(crate) const SUCCEEDED: &str = "succeeded";
pub(crate) const FAILED: &str = "failed";
pub(crate) const CREDITED: &str = "credited";
/// The payer's bank took its money before it went out.
pub(crate) const CHARGED_BACK: &str = "charged_back";

fn seen(state: RefundState) -> Outlook {
    match state {
        RefundState::Succeeded => Outlook::Arrived,
        RefundState::Failed => Outlook::Refused("the channel failed".into()),
        RefundState::Pending => Outlook::Later,
    }
}

/// All of it, or a fault: the ledger holds the money of each refund ready.
async fn move_money(tx: &mut Tx, now: Time, refund: &Refund, steps: Vec<Step>) -> Result<(), OrderError> {
    let chain = Chain { book: refund.of.book(), reference: refund.of.name(), steps };
    match ledger::submit(tx, now, &[chain]).await?.first() {
        Some(Outcome::Applied) => Ok(()),
        other => {
            Err(db::DbError::State(format!("refund {}: the ledger answered {other:?}", refund.id)).into())
        }
    }
}
