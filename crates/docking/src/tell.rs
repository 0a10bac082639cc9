use crate::claim::CLAIMED;
use crate::place::PLACING;
use crate::store::docked::{self, Stored};
use crate::store::{self, keys::Reporting};
use crate::{Dialect, DockState, Docked, Docking, KeyState, Partner, Result, dujiao, own};
use futures_util::StreamExt;
use kernel::{Span, Time};
use ports::Answered;

/// Until somebody has been told, or was found silent; whoever dies meanwhile has it done again by others then.
const LEASE: Span = Span::seconds(60);
/// So many are told beside each other.
const AT_ONCE: usize = 32;
/// After the first, the second … time that nobody heard; the last one is given up on.
const AGAIN: [Span; 11] = [
    Span::seconds(15),
    Span::minutes(1),
    Span::minutes(5),
    Span::minutes(15),
    Span::hours(1),
    Span::hours(3),
    Span::hours(6),
    Span::hours(12),
    Span::days(1),
    Span::days(1),
    Span::days(1),
];
/// After that, nothing of a delivered order goes back any more.
const OVER: Span = Span::days(60);
/// How often it is looked whether goods have changed, for a partner who wants to be told.
const GOODS: Span = Span::seconds(15);
/// How long one is left alone who did not hear of goods.
const SILENT: Span = Span::minutes(5);
/// Of so many goods a partner is told in one round.
const GOODS_MAX: usize = 100;

impl Docking {
    /// One round over orders whose partners wait to be told: how many were looked at. All of it starts from the database,
    /// so a crash loses nothing, and what is told twice says the same.
    pub async fn tell_orders(&self, limit: i64) -> Result<usize> {
        let now = self.ambient().now();
        // Mostly there is nothing, and then nothing is written.
        if !docked::any_due(&mut self.db().read().await?, now).await? {
            return Ok(0);
        }
        let mut tx = self.db().begin().await?;
        let due = docked::take_due(&mut tx, now, now.after(LEASE), limit).await?;
        tx.commit().await?;
        let looked = due.len();
        let work = futures_util::stream::iter(due.into_iter().map(|row| self.look_at(row)));
        work.buffer_unordered(AT_ONCE).for_each(|()| async {}).await;
        Ok(looked)
    }

    async fn look_at(&self, row: Stored) {
        if let Err(error) = self.look(&row).await {
            let no = &row.downstream_no;
            tracing::warn!(%error, key = %row.key, no, "a partner could not be told of an order: it is tried again");
        }
    }

    async fn look(&self, row: &Stored) -> Result<()> {
        let now = self.ambient().now();
        let Some(row) = self.with_order(row.clone()).await? else {
            return self.forget_unplaced(row, now).await;
        };
        let mut tx = self.db().read().await?;
        let stored = store::keys::find(&mut tx, row.key).await?;
        drop(tx);
        let Some(stored) = stored.filter(|_| !row.callback_url.is_empty()) else {
            return self.put_look(&row, (&row.told, 0), None).await;
        };
        let secret = self.open(&stored)?;
        let partner = Partner { key: stored.key, secret, from: "callback".into() };
        let docked = self.docked(&partner, &row, false).await?;
        let fingerprint = docked.fingerprint();
        if fingerprint == row.told || docked.state == DockState::Fulfilling {
            let due = next_look(&docked, &row, now);
            return self.put_look(&row, (&row.told, 0), due).await;
        }
        let heard = self.tell_one(&partner, &row, &docked).await?;
        let now = self.ambient().now();
        match heard {
            true => self.put_look(&row, (&fingerprint, 0), next_look(&docked, &row, now)).await,
            false => {
                let again = usize::try_from(row.tries).ok().and_then(|tries| AGAIN.get(tries));
                let due = again.map(|wait| now.after(*wait));
                self.put_look(&row, (&row.told, row.tries.saturating_add(1)), due).await
            }
        }
    }

    /// Nothing was placed under this number; once whoever tried it has had time enough, the number is free again.
    async fn forget_unplaced(&self, row: &Stored, now: Time) -> Result<()> {
        if now.since(row.created_at).0 < PLACING.0 {
            return self.put_look(row, ("", 0), Some(row.created_at.after(PLACING))).await;
        }
        let mut tx = self.db().begin().await?;
        docked::refused(&mut tx, row).await?;
        Ok(tx.commit().await?)
    }

    async fn put_look(&self, row: &Stored, said: (&str, i64), due: Option<Time>) -> Result<()> {
        let mut tx = self.db().begin().await?;
        docked::looked(&mut tx, row, said, due).await?;
        Ok(tx.commit().await?)
    }

    /// Whether the partner has heard it.
    async fn tell_one(&self, partner: &Partner, row: &Stored, docked: &Docked) -> Result<bool> {
        let telling = match row.dialect {
            Dialect::Cardamom => own::callback::of_order(self, partner, row, docked),
            Dialect::Dujiao => {
                let with_keys = self.docked(partner, row, true).await?;
                dujiao::callback::of_order(self, partner, row, &with_keys).await?
            }
            Dialect::Acg => return Ok(true), // it has no callbacks
        };
        let answered = self.0.teller.tell(&telling).await;
        let heard = match &answered {
            Ok(answered) => is_heard(row.dialect, answered),
            Err(_) => false,
        };
        if !heard {
            let why =
                answered.map_or_else(|silent| silent.0, |answered| format!("status {}", answered.status));
            tracing::info!(why, key = %row.key, no = row.downstream_no, "a partner did not hear of an order");
        }
        Ok(heard)
    }

    /// One round over keys whose partners want to hear of other prices and stocks: how many were looked at.
    pub async fn report_goods(&self, limit: i64) -> Result<usize> {
        let now = self.ambient().now();
        if !store::keys::any_reporting(&mut self.db().read().await?, now).await? {
            return Ok(0);
        }
        let mut tx = self.db().begin().await?;
        let due = store::keys::take_reporting(&mut tx, now, now.after(LEASE), limit).await?;
        tx.commit().await?;
        let looked = due.len();
        let work = futures_util::stream::iter(due.into_iter().map(|one| async move {
            let key = one.stored.key.id;
            if let Err(error) = self.report(one).await {
                tracing::warn!(%error, %key, "goods could not be reported to a partner: it is tried again");
            }
        }));
        work.buffer_unordered(AT_ONCE).for_each(|()| async {}).await;
        Ok(looked)
    }

    async fn report(&self, one: Reporting) -> Result<()> {
        let secret = self.open(&one.stored)?;
        let key = one.stored.key;
        if key.state != KeyState::On {
            return Ok(());
        }
        let looked_at = self.ambient().now();
        let goods = self.goods(&key).await?;
        let seen = goods.lines.iter().map(|line| (line.offer, line.changed_at));
        let mut changed: Vec<_> =
            seen.chain(goods.gone.iter().copied()).filter(|(_, at)| *at > one.reported_at).collect();
        changed.sort_by_key(|(_, at)| *at);
        let more = changed.len() > GOODS_MAX;
        changed.truncate(GOODS_MAX);
        let id = key.id;
        let partner = Partner { key, secret, from: "callback".into() };
        // Up to when the partner knows, and when it is told again: what is told twice does no harm.
        let (mut until, mut again) = (looked_at, GOODS);
        for (offer, at) in changed {
            let telling = own::callback::of_goods(self, &partner, offer);
            let answered = self.0.teller.tell(&telling).await;
            if !answered.is_ok_and(|answered| is_heard(Dialect::Cardamom, &answered)) {
                (until, again) = (at.before(Span(1)), SILENT);
                break;
            }
            if more {
                until = at.before(Span(1));
            }
        }
        let (at, due) = (until.max(one.reported_at), self.ambient().now().after(again));
        let mut tx = self.db().begin().await?;
        store::keys::reported(&mut tx, id, at, due).await?;
        Ok(tx.commit().await?)
    }
}

fn is_heard(dialect: Dialect, answered: &Answered) -> bool {
    let fine = (200..=299).contains(&answered.status);
    match dialect {
        Dialect::Cardamom | Dialect::Acg => fine,
        Dialect::Dujiao => fine && dujiao::callback::is_heard(&answered.body),
    }
}

/// When an order is looked at again that its partner knows of: often while a supplier is asked or a complaint goes on, then
/// less and less, as anything may go back for weeks; never once nothing can.
fn next_look(docked: &Docked, row: &Stored, now: Time) -> Option<Time> {
    let age = now.since(row.created_at);
    let wait = match docked.state {
        DockState::Fulfilling => Span((age.0 / 16).clamp(Span::seconds(1).0, Span::seconds(30).0)),
        DockState::Failed | DockState::Cancelled => return None,
        DockState::Delivered if docked.is_refunded() || age.0 > OVER.0 => return None,
        DockState::Delivered if docked.claims.iter().any(|claim| claim.state == "open") => CLAIMED,
        DockState::Delivered => Span((age.0 / 8).clamp(CLAIMED.0, Span::hours(12).0)),
    };
    Some(now.after(wait))
}
