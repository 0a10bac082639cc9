//! A day without a statement: fetched where that can be done, else its people are reminded, once.

use crate::{Reconcile, Result, store};
use identity::{Duty, Team, UserState};
use jobs::{NewEvent, NewJob};
use kernel::{Span, UserId};
use ports::{Mail, MailError, Mailer, StatementDay};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The job that reminds one of them. Its payload is a [`Reminder`].
pub const MAIL_STATEMENT_MISSING: &str = "mail.statement_missing";

/// Channels whose money is looked for: of the days before.
const LATELY: Span = Span::days(3);

/// Who is reminded of what. Holds no address: it is looked up when the mail is written.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Reminder {
    channel: String,
    day: String,
    user: UserId,
}

impl Reconcile {
    /// The day's job, safe to run at any time: for each channel that took money yesterday and has no statement of it. How
    /// many are missing still.
    pub async fn keep_up(&self) -> Result<usize> {
        let now = self.ambient().now();
        let mut tx = self.db().read().await?;
        let lately = store::statements::channels_since(&mut tx, now.before(LATELY)).await?;
        drop(tx);
        let mut missing = 0;
        for channel in lately {
            let Ok((adapter, ahead)) = self.channel(&channel) else { continue };
            let day = StatementDay::of(now, ahead).before(ahead);
            if !self.lacks(&channel, &day).await? {
                continue;
            }
            if self.settings.fetch && adapter.offers_statement() {
                match self.fetch(&channel, &day.date, "system").await {
                    Ok(_) => continue,
                    Err(error) => tracing::info!(channel, %error, "a statement was not fetched"),
                }
            }
            missing += 1;
            if self.settings.due.is_some_and(|due| now >= day.to.after(due)) {
                self.remind(&channel, &day).await?;
            }
        }
        Ok(missing)
    }

    /// Yesterday, by the calendar of a channel, and whether its statement is missing.
    pub async fn yesterday(&self, channel: &str) -> Result<(String, bool)> {
        let ahead = self.ahead(channel);
        let day = StatementDay::of(self.ambient().now(), ahead).before(ahead);
        let missing = self.lacks(channel, &day).await?;
        Ok((day.date, missing))
    }

    /// Whether money arrived on that day and no statement covers it.
    async fn lacks(&self, channel: &str, day: &StatementDay) -> Result<bool> {
        let mut tx = self.db().read().await?;
        let took = store::statements::took_money(&mut tx, channel, day).await?;
        Ok(took && !store::statements::covers(&mut tx, channel, day).await?)
    }

    async fn remind(&self, channel: &str, day: &StatementDay) -> Result<()> {
        let people = self.identity.staff(Team::Operator).await?;
        let finance = people.into_iter().map(|member| member.user).filter(|user| {
            matches!(user.duty, Some(Duty::Finance | Duty::Admin)) && user.state == UserState::Active
        });
        let job = |user: UserId| {
            let reminder = Reminder { channel: channel.to_owned(), day: day.date.clone(), user };
            NewJob::new(MAIL_STATEMENT_MISSING, &json!(reminder))
                .dedupe(format!("{channel} {} {user}", day.date))
        };
        let jobs: Vec<NewJob> =
            finance.filter(|user| !user.email.is_empty()).map(|user| job(user.id)).collect();
        let mut tx = self.db().begin().await?;
        if !store::statements::remember(&mut tx, channel, &day.date, self.ambient().now()).await? {
            return Ok(tx.rollback().await?);
        }
        tracing::warn!(
            channel,
            day = day.date,
            "a payment channel took money and has no statement of that day"
        );
        let payload = json!({ "channel": channel, "day": day.date });
        let event = NewEvent::new(None, "statement.missing", channel, &payload);
        jobs::publish(&mut tx, self.ambient(), vec![event]).await?;
        if !jobs.is_empty() {
            jobs::enqueue(&mut tx, self.ambient(), jobs).await?;
        }
        tx.commit().await?;
        self.orders.wake_jobs();
        Ok(())
    }

    /// The work of a [`MAIL_STATEMENT_MISSING`] job. Who has left meanwhile, and whose statement came, is not written to.
    pub async fn mail_missing(&self, told: &Reminder, mailer: &dyn Mailer) -> Result<()> {
        let ahead = self.ahead(&told.channel);
        let Some(day) = StatementDay::read(&told.day, ahead) else { return Ok(()) };
        if !self.lacks(&told.channel, &day).await? {
            return Ok(());
        }
        let people = self.identity.staff(Team::Operator).await?;
        let found = people.into_iter().map(|member| member.user).find(|user| user.id == told.user);
        let Some(user) = found.filter(|user| user.state == UserState::Active) else { return Ok(()) };
        match mailer.send(&letter(told, user.email, self.orders.base_url())).await {
            Ok(()) | Err(MailError::BadAddress(_)) => Ok(()),
            Err(MailError::Unavailable(text)) => Err(db::DbError::Unavailable(text).into()),
        }
    }
}

/// In both languages: what somebody of the staff reads is not known.
fn letter(told: &Reminder, to: String, base_url: &str) -> Mail {
    let Reminder { channel, day, .. } = told;
    let subject = format!("对账单未到 Statement missing: {channel} {day}");
    let text = format!(
        "您好，\n\n支付渠道 {channel} 在 {day} 收过款，但还没有当天的对账单。请从渠道后台下载后上传，或在页面上获取：\n\
         {base_url}/console/platform/statements\n\n\
         Hello,\n\nthe payment channel {channel} took money on {day}, and there is no statement of that day yet. Download it from \
         the gateway's own pages and upload it, or fetch it, there:\n{base_url}/console/platform/statements\n"
    );
    Mail { to, subject, text }
}
