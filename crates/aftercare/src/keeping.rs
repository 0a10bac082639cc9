//! What runs by the clock: reminders, and what happens to whoever is silent. Each case is a transaction of its own, and
//! looks again at how it stands: run twice, or on two nodes, it is done once.

use crate::close::Back;
use crate::entry::Said;
use crate::mail::Notice;
use crate::words::{How, Moment, Side, State};
use crate::{Aftercare, CareRefusal, Case, Result, store};
use db::Tx;
use kernel::{DisputeId, Span, Time};
use orders::DisputeAsk;
use serde_json::json;

/// Where the merchant has no money, or the buyer is gone, it is tried again.
const AGAIN: Span = Span::hours(24);

impl Aftercare {
    /// Deals with cases whose time is over; how many.
    pub async fn end_due(&self, limit: i64) -> Result<usize> {
        let now = self.ambient().now();
        let due = store::cases::due(&mut self.db().read().await?, now, limit).await?;
        let count = due.len();
        for id in due {
            match self.end(id).await {
                Ok(()) => {}
                Err(CareRefusal::Db(error)) => return Err(error.into()),
                // The others do not wait for it; it is tried again with the next turn.
                Err(refusal) => tracing::error!(%refusal, dispute = %id, "a dispute could not be ended"),
            }
        }
        self.money().collect_debts(limit).await?;
        Ok(count)
    }

    /// Reminds whoever has to act soon; how many cases.
    pub async fn remind(&self, limit: i64) -> Result<usize> {
        let ahead = Span::hours(self.settings().remind_hours);
        if ahead.0 == 0 {
            return Ok(0);
        }
        let now = self.ambient().now();
        let mut read = self.db().read().await?;
        let soon = store::cases::soon(&mut read, now.after(ahead), now, limit).await?;
        drop(read);
        let count = soon.len();
        for id in soon {
            self.remind_of(id, now).await?;
        }
        Ok(count)
    }

    async fn remind_of(&self, id: DisputeId, now: Time) -> Result<()> {
        let mut tx = self.db().begin().await?;
        let Some(mut case) = store::cases::lock(&mut tx, id).await? else { return Ok(()) };
        if case.reminded || !case.is_open() || case.due_at.is_none_or(|due| due <= now) {
            return Ok(());
        }
        let notices = match case.state {
            State::Merchant => vec![Notice::RemindMerchant],
            State::Offered => vec![Notice::RemindBuyer],
            State::Bank => vec![Notice::RemindMerchant],
            State::Platform | State::Ruled | State::Appealed | State::Closed => vec![],
        };
        case.reminded = true;
        let was = case.state;
        let said = Said { side: Side::System, who: "system", kind: "reminded", text: "", data: json!({}) };
        self.append(&mut tx, id, said).await?;
        self.change(&mut tx, was, &mut case).await?;
        self.tell(&mut tx, &case, "dispute.reminded", &notices).await?;
        self.commit(tx).await
    }

    async fn end(&self, id: DisputeId) -> Result<()> {
        let Some(seen) = store::cases::find(&mut self.db().read().await?, id).await? else { return Ok(()) };
        match seen.state {
            State::Merchant => self.silent(&seen, Moment::SilentMerchant, How::SilentMerchant).await,
            State::Offered => self.silent(&seen, Moment::SilentBuyer, How::SilentBuyer).await,
            State::Platform | State::Appealed => self.late(&seen).await,
            State::Ruled => self.carry_out(id).await,
            State::Bank => self.ask_bank(&seen).await,
            State::Closed => Ok(()),
        }
    }

    /// A side has let its time pass: the rules decide, or the platform has to.
    async fn silent(&self, seen: &Case, moment: Moment, how: How) -> Result<()> {
        let order = self.orders().find(seen.order).await?;
        let known = self.evidence(&order, seen.id).await?;
        let asked = self.ask_rules(seen, &order, &known, moment).await?;
        let mut tx = self.db().begin().await?;
        let Some(mut case) = self.still_due(&mut tx, seen).await? else { return Ok(()) };
        if !self.follow(&mut tx, &mut case, &asked, how).await? {
            self.to_platform(&mut tx, &mut case).await?;
        }
        self.commit(tx).await
    }

    /// The platform itself is late: everybody who can rule sees it in the queue and may take it, as whoever took it may be
    /// gone, and the time begins anew.
    async fn late(&self, seen: &Case) -> Result<()> {
        let mut tx = self.db().begin().await?;
        let Some(mut case) = self.still_due(&mut tx, seen).await? else { return Ok(()) };
        let was = case.state;
        self.turn(&mut case, was, self.settings().platform_hours);
        case.taken_by = None;
        let data = json!({ "late": true });
        let said = Said { side: Side::System, who: "system", kind: "reminded", text: "", data };
        self.append(&mut tx, case.id, said).await?;
        self.change(&mut tx, was, &mut case).await?;
        self.tell(&mut tx, &case, "dispute.late", &[]).await?;
        self.commit(tx).await
    }

    /// The channel is asked again each day, in case that what it told was lost; where it tells nothing, who wrote the
    /// chargeback down sees that it is late.
    async fn ask_bank(&self, seen: &Case) -> Result<()> {
        let mut tx = self.db().begin().await?;
        let Some(mut case) = self.still_due(&mut tx, seen).await? else { return Ok(()) };
        let told = self.money().chargeback_in(&mut tx, &case.id.to_string()).await?;
        match told.filter(|told| told.recorded_by.is_none()) {
            Some(told) => {
                let ask = DisputeAsk { channel: told.channel, reference: told.reference };
                jobs::enqueue(&mut tx, self.ambient(), vec![ask.job()]).await?;
            }
            None => self.tell(&mut tx, &case, "dispute.late", &[]).await?,
        }
        case.due_at = Some(self.ambient().now().after(AGAIN));
        self.change(&mut tx, State::Bank, &mut case).await?;
        self.commit(tx).await
    }

    /// Nobody has appealed: the ruling holds.
    async fn carry_out(&self, id: DisputeId) -> Result<()> {
        let mut tx = self.db().begin().await?;
        let Some(mut case) = store::cases::lock(&mut tx, id).await? else { return Ok(()) };
        if case.state != State::Ruled || case.due_at.is_none_or(|due| due > self.ambient().now()) {
            return Ok(());
        }
        let back = Back { money: case.ruled.unwrap_or(0), units: case.ruled_units.clone() };
        let who = case.ruled_by.clone().unwrap_or_default();
        match self.settle(&mut tx, &mut case, &back, How::Ruled, (&who, "")).await {
            Ok(()) => self.commit(tx).await,
            Err(CareRefusal::MerchantHasNoMoney) => {
                tx.rollback().await?;
                self.wait_for_money(id, &[Notice::UnpaidToMerchant]).await
            }
            // Nobody of the two can do anything about it.
            Err(CareRefusal::NowhereToRefund) => {
                tx.rollback().await?;
                self.wait_for_money(id, &[]).await
            }
            Err(other) => Err(other),
        }
    }

    async fn wait_for_money(&self, id: DisputeId, notices: &[Notice]) -> Result<()> {
        let mut tx = self.db().begin().await?;
        let Some(mut case) = store::cases::lock(&mut tx, id).await? else { return Ok(()) };
        if case.state != State::Ruled {
            return Ok(());
        }
        case.due_at = Some(self.ambient().now().after(AGAIN));
        let data = json!({ "amount": case.ruled, "currency": case.currency });
        let said = Said { side: Side::System, who: "system", kind: "unpaid", text: "", data };
        self.append(&mut tx, id, said).await?;
        self.change(&mut tx, State::Ruled, &mut case).await?;
        self.tell(&mut tx, &case, "dispute.unpaid", notices).await?;
        self.commit(tx).await
    }

    /// The case, if it still stands as it was seen and its time is still over.
    async fn still_due(&self, tx: &mut Tx, seen: &Case) -> Result<Option<Case>> {
        let case = store::cases::lock(tx, seen.id).await?;
        let now = self.ambient().now();
        Ok(case.filter(|case| {
            case.state == seen.state
                && case.offer_no == seen.offer_no
                && case.due_at.is_some_and(|due| due <= now)
        }))
    }
}
