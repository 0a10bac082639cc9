//! Partners are looked at once a day, behind the orders.

use super::pattern::{Mark, PatternFigures};
use super::{Clause, fire};
use crate::diversion::network_of;
use crate::store::{self, partners};
use crate::{OrderError, Orders};
use kernel::{MerchantId, OrderId, Span, Time, UserId};
use serde_json::json;
use std::collections::{BTreeMap, HashMap, HashSet};

/// So far back it is looked.
const DAYS: i64 = 30;
/// Each partner again after so long.
const EVERY: Span = Span::hours(23);

/// A partner as the list shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartnerRow {
    /// Codes of the price lists that were given to them.
    pub lists: Vec<String>,
    /// Docking keys that are not off.
    pub docks: i64,
    /// Cases about units of theirs, ever.
    pub cases: i64,
    pub pattern: Option<Pattern>,
}

/// How a partner buys, as last looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    pub mark: Mark,
    pub abnormal_since: Option<Time>,
    pub figures: PatternFigures,
    pub at: Time,
}

impl Orders {
    /// Whether the user has a price list, a docking key or an agreement of the merchant, or has bought of it by program.
    pub async fn is_partner(&self, merchant: MerchantId, user: UserId) -> Result<bool, OrderError> {
        let mut tx = self.db().read().await?;
        Ok(partners::is_one(&mut tx, merchant, user).await?)
    }

    /// All who have a price list, a docking key or an agreement of the merchant; at most a thousand.
    pub async fn partners(&self, merchant: MerchantId) -> Result<BTreeMap<UserId, PartnerRow>, OrderError> {
        let mut tx = self.db().read().await?;
        let mut all: BTreeMap<UserId, PartnerRow> = BTreeMap::new();
        for user in partners::of_merchant(&mut tx, merchant).await? {
            all.insert(user, PartnerRow::default());
        }
        for (user, list) in partners::lists(&mut tx, merchant).await? {
            all.entry(user).or_default().lists.push(list);
        }
        for (user, docks) in partners::docks(&mut tx, merchant).await? {
            all.entry(user).or_default().docks = docks;
        }
        for (user, pattern) in partners::patterns(&mut tx, merchant, None).await? {
            if let Some(row) = all.get_mut(&user) {
                row.pattern = Some(pattern);
            }
        }
        for (user, cases) in partners::cases(&mut tx, merchant).await? {
            if let Some(row) = all.get_mut(&user) {
                row.cases = cases;
            }
        }
        Ok(all)
    }

    /// How a partner buys; none before it was first looked at.
    pub async fn pattern(&self, merchant: MerchantId, user: UserId) -> Result<Option<Pattern>, OrderError> {
        let mut tx = self.db().read().await?;
        Ok(partners::patterns(&mut tx, merchant, Some(user)).await?.pop().map(|(_, pattern)| pattern))
    }

    /// Looks at so many partners who were not looked at for a day; how many they were. Each is a commit of its own, in which a
    /// clause may fire.
    pub async fn watch_partners(&self, limit: i64) -> Result<usize, OrderError> {
        let now = self.ambient().now();
        let mut tx = self.db().read().await?;
        let due = partners::due(&mut tx, now.before(EVERY), limit).await?;
        drop(tx);
        let mut by_merchant: BTreeMap<MerchantId, Vec<UserId>> = BTreeMap::new();
        for (merchant, user) in &due {
            by_merchant.entry(*merchant).or_default().push(*user);
        }
        for (merchant, users) in by_merchant {
            let (networks, complete) = self.networks(merchant, &users, now).await?;
            for user in users {
                let mut figures = self.figures_of(merchant, user, now).await?;
                figures.networks = networks.get(&user).copied().unwrap_or(0);
                figures.complete &= complete;
                self.keep_pattern((merchant, user), figures, now).await?;
            }
        }
        Ok(due.len())
    }

    /// To how many networks each was shown keys: the records of a merchant are walked once for all of its partners.
    async fn networks(
        &self,
        merchant: MerchantId,
        users: &[UserId],
        now: Time,
    ) -> Result<(HashMap<UserId, i64>, bool), OrderError> {
        let mut tx = self.db().read().await?;
        let since = now.before(Span::days(DAYS));
        let (shown, complete) = store::traced::shown_to(&mut tx, merchant, users, since).await?;
        let mut networks: HashMap<UserId, HashSet<String>> = HashMap::new();
        for (user, address) in shown {
            networks.entry(user).or_default().extend(network_of(&address));
        }
        let counts = networks.into_iter().map(|(user, of)| (user, i64::try_from(of.len()).unwrap_or(0)));
        Ok((counts.collect(), complete))
    }

    async fn figures_of(
        &self,
        merchant: MerchantId,
        user: UserId,
        now: Time,
    ) -> Result<PatternFigures, OrderError> {
        let since = now.before(Span::days(DAYS));
        let (of, first) = ((merchant, user), OrderId::first_at(since));
        let mut tx = self.db().read().await?;
        let (days, night_units, complete) = partners::days(&mut tx, of, first).await?;
        let (settled_keys, unopened_keys) =
            partners::unopened(&mut tx, of, (first, now.before(Span::days(7)))).await?;
        let used = store::allocations::with_used(&mut tx, merchant, Some(user), now).await?;
        let holding = used.iter().filter(|(_, one)| one.set.window.holds(now) && one.set.units > 0);
        let percents = holding.map(|(_, one)| one.used.saturating_mul(100) / one.set.units);
        Ok(PatternFigures {
            days,
            night_units,
            top_units: partners::top_units(&mut tx, of, first).await?,
            networks: 0,
            settled_keys,
            unopened_keys,
            cases: store::diversions::count_since(&mut tx, of, since).await?,
            used_percent: percents.max().unwrap_or(0),
            complete,
        })
    }

    async fn keep_pattern(
        &self,
        (merchant, user): (MerchantId, UserId),
        figures: PatternFigures,
        now: Time,
    ) -> Result<(), OrderError> {
        let mark = figures.mark();
        let mut tx = self.db().begin().await?;
        let agreement = store::agreements::lock(&mut tx, &[(merchant, user)]).await?.pop();
        let before = partners::patterns(&mut tx, merchant, Some(user)).await?.pop();
        let since = before.and_then(|(_, before)| before.abnormal_since);
        let abnormal_since = (mark == Mark::Abnormal).then(|| since.unwrap_or(now));
        let pattern = Pattern { mark, abnormal_since, figures, at: now };
        partners::put_pattern(&mut tx, (merchant, user), &pattern).await?;
        let fired = match agreement.zip(abnormal_since) {
            Some((agreement, since)) => {
                let signs = pattern.figures.signs();
                let signs: Vec<&str> =
                    signs.iter().filter(|sign| sign.mark == Mark::Abnormal).map(|sign| sign.code).collect();
                let cause = (Clause::Pattern, since.rfc3339());
                let cause = (cause.0, cause.1.as_str());
                fire::fire(&mut tx, self.ambient(), &agreement, cause, json!({ "signs": signs })).await?
            }
            None => None,
        };
        tx.commit().await?;
        if fired.is_some() {
            self.1.wake();
        }
        Ok(())
    }
}
