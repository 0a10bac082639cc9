//! Suppliers that can tell are asked for each day that is over, once it is; whoever asks has the day for some minutes, so two
//! nodes do not ask beside each other, and what failed is tried again, less and less often.

use crate::store::{asks, statements};
use crate::take::{Whose, day};
use crate::{Day, NewStatement, Result, Source, Taken, Tally, TallyRefusal, service};
use kernel::{MerchantId, Span, SupplierId};
use orders::AlarmKind;
use ports::SupplyStatement;
use serde_json::json;

/// Days that are looked for: yesterday, and those before.
const DAYS: i64 = 7;
/// One that is there, and of which something waits, is asked for again: some change a day's lines later.
const REFRESH: Span = Span::hours(6);
/// Whoever asks for a day has it for so long.
const LEASE: Span = Span::minutes(10);
/// What failed is tried again after so long at first, and so long at most.
const AGAIN: Span = Span::minutes(10);
const AGAIN_MOST: Span = Span::hours(3);
/// A day that could not be had until so long after its end is told of.
const TOLD_AFTER: Span = Span::days(2);

impl Tally {
    /// The chore, safe to run at any time on any number of nodes; how many statements came.
    pub async fn keep_up(&self) -> Result<usize> {
        let mut came = 0;
        if self.settings().fetch {
            let mut tx = self.db().read().await?;
            let all = supply::connected(&mut tx).await?;
            drop(tx);
            for (of, since) in all {
                let whose = Whose { merchant: of.merchant, supplier: of.supplier, currency: of.currency };
                match self.keep_up_with(&whose, since).await {
                    Ok(many) => came += many,
                    Err(error) => {
                        tracing::warn!(supplier = %of.supplier, %error, "a supplier's statements could not be kept up with");
                    }
                }
            }
        }
        self.sweep().await?;
        self.look_at_all().await?;
        Ok(came)
    }

    async fn keep_up_with(&self, whose: &Whose, since: kernel::Time) -> Result<usize> {
        let mut tx = self.db().read().await?;
        let (ahead, offers) = service::calendar_of(self.book(), &mut tx, whose.supplier).await?;
        drop(tx);
        if !offers {
            return Ok(0);
        }
        let (mut came, mut day) = (0, Day::of(self.ambient().now(), ahead).before(ahead));
        for _ in 0..DAYS {
            // Of a day before it was connected it has nothing to tell.
            if day.to <= since {
                break;
            }
            came += usize::from(self.ask_for(whose, &day).await?);
            day = day.before(ahead);
        }
        Ok(came)
    }

    /// Whether it came now.
    async fn ask_for(&self, whose: &Whose, day: &Day) -> Result<bool> {
        let now = self.ambient().now();
        let mut tx = self.db().begin().await?;
        if let Some((_, kept)) = statements::find(&mut tx, whose.supplier, &day.date).await? {
            let fetched = kept.source == Source::Fetched.code();
            if !fetched || !statements::waits(&mut tx, kept.id).await? {
                return Ok(false);
            }
        }
        let tries = asks::claim(&mut tx, whose, &day.date, now, now.after(LEASE)).await?;
        tx.commit().await?;
        let Some(tries) = tries else { return Ok(false) };
        let taken = self.fetched(whose, day, "system").await.map(|taken| taken.is_new);
        let mut tx = self.db().begin().await?;
        let came = match taken {
            Ok(is_new) => {
                asks::came(&mut tx, whose.supplier, &day.date, now.after(REFRESH)).await?;
                is_new
            }
            Err(refusal) => {
                let wait = Span(AGAIN.0.saturating_mul(tries).min(AGAIN_MOST.0));
                let said: String = refusal.to_string().chars().take(300).collect();
                asks::failed(&mut tx, whose.supplier, &day.date, (&said, now.after(wait))).await?;
                let late = now >= day.to.after(TOLD_AFTER);
                if late && asks::tell_once(&mut tx, whose.supplier, &day.date, now).await? {
                    let detail = json!({ "day": day.date, "tries": tries, "said": said });
                    let of = (whose.merchant, whose.supplier);
                    let kind = AlarmKind::SupplierSilent;
                    orders::alarm_of_supplier(&mut tx, self.ambient(), of, kind, detail).await?;
                }
                false
            }
        };
        tx.commit().await?;
        Ok(came)
    }

    /// Outside of any transaction.
    async fn told(&self, whose: &Whose, day: &Day) -> Result<SupplyStatement> {
        let mut tx = self.db().read().await?;
        let found = self.book().adapter_of(&mut tx, whose.supplier).await?;
        drop(tx);
        let adapter = found.map(|(_, adapter)| adapter).filter(|adapter| adapter.offers_statement());
        let adapter = adapter.ok_or(TallyRefusal::CannotFetch)?;
        let told = tokio::time::timeout(self.settings().patience, adapter.statement(day)).await;
        let told = told.map_err(|_| TallyRefusal::NotFetched("it took too long".to_owned()))?;
        told.map_err(|why| TallyRefusal::NotFetched(why.to_string()))
    }

    /// Asked for, and taken in.
    async fn fetched(&self, whose: &Whose, day: &Day, by: &str) -> Result<Taken> {
        let told = self.told(whose, day).await?;
        let new = NewStatement {
            merchant: whose.merchant,
            supplier: whose.supplier,
            day: day.date.clone(),
            told,
            source: Source::Fetched,
            name: String::new(),
            by: by.to_owned(),
        };
        self.take(new).await
    }

    /// Fetches a day now, in the place of what was there before.
    pub async fn fetch(
        &self,
        (merchant, supplier): (MerchantId, SupplierId),
        date: &str,
        by: &str,
    ) -> Result<Taken> {
        let mut tx = self.db().read().await?;
        let currency = supply::currency_of(&mut tx, merchant, supplier).await?;
        let (ahead, _) = service::calendar_of(self.book(), &mut tx, supplier).await?;
        drop(tx);
        let day = day(date, ahead, self.ambient().now())?;
        self.fetched(&Whose { merchant, supplier, currency }, &day, by).await
    }
}
