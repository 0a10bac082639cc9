use crate::service::words;
use crate::store;
use crate::table::{self, Facts, Rule, Verdict};
use crate::words::{Act, Moment};
use crate::{Aftercare, CareRefusal, Result};
use db::Tx;
use kernel::{DisputeId, Span, Time};

/// A version of the whole table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleSet {
    /// 0: the one that the program comes with.
    pub version: i64,
    pub rules: Vec<Rule>,
    /// The id of a user; empty of version 0.
    pub who: String,
    pub reason: String,
    pub created_at: Time,
}

/// What the rules said at a moment of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    pub dispute: DisputeId,
    pub moment: Moment,
    pub version: i64,
    /// Empty: none matched.
    pub rule: String,
    pub act: Option<Act>,
    pub amount: i64,
    pub shadow: Vec<String>,
    /// JSON
    pub facts: String,
}

/// What another table would have said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replayed {
    pub dispute: DisputeId,
    pub moment: Moment,
    /// As it was said then.
    pub was: String,
    pub was_amount: i64,
    /// As that table would say. Empty: nothing.
    pub would: String,
    pub would_amount: i64,
    /// Rules in shadow that would match.
    pub shadow: Vec<String>,
}

/// A whole replay.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replay {
    pub moments: i64,
    /// Of these, those in which the table would decide otherwise; what would go back in all of them, and what did.
    pub differ: i64,
    pub would_refund: i64,
    pub did_refund: i64,
    /// Those that differ, the newest first, at most 200.
    pub changed: Vec<Replayed>,
}

const REPLAY_MAX: i64 = 5_000;
const TOLD_MAX: usize = 200;
const BUILT_IN: &str = include_str!("default_rules.json");

/// Those that the program comes with.
pub(crate) fn built_in() -> Vec<Rule> {
    serde_json::from_str(BUILT_IN).unwrap_or_default()
}

impl Aftercare {
    /// Those that hold now.
    pub async fn rules(&self) -> Result<RuleSet> {
        self.rules_in(&mut self.db().read().await?).await
    }

    pub(crate) async fn rules_in(&self, tx: &mut Tx) -> Result<RuleSet> {
        let newest = store::rules::newest(tx, 1).await?.into_iter().next();
        Ok(newest.unwrap_or_else(|| RuleSet {
            version: 0,
            rules: built_in(),
            who: String::new(),
            reason: String::new(),
            created_at: Time(0),
        }))
    }

    /// The last versions, the newest first.
    pub async fn rule_versions(&self) -> Result<Vec<RuleSet>> {
        Ok(store::rules::newest(&mut self.db().read().await?, 50).await?)
    }

    /// A new version, in the caller's transaction. `version` is the one that it was made from: refused where there is a
    /// newer one, and where anything of it does not hold.
    pub async fn put_rules(
        &self,
        tx: &mut Tx,
        who: &str,
        (version, rules, reason): (i64, Vec<Rule>, &str),
    ) -> Result<RuleSet> {
        let reason = words(reason)?;
        table::check(&rules)?;
        let there = self.rules_in(tx).await?.version;
        if there != version {
            return Err(CareRefusal::RulesChanged { version: there });
        }
        let set = RuleSet {
            version: version + 1,
            rules,
            who: who.to_owned(),
            reason,
            created_at: self.ambient().now(),
        };
        match store::rules::insert(tx, &set).await {
            Err(db::DbError::Unique(_)) => Err(CareRefusal::RulesChanged { version: set.version }),
            other => Ok(other.map(|()| set)?),
        }
    }

    /// What that table would have said about the cases of the last days, and what was said.
    pub async fn replay(&self, rules: &[Rule], days: i64) -> Result<Replay> {
        table::check(rules)?;
        let since = self.ambient().now().before(Span::days(days.clamp(1, 365)));
        let past = store::rules::since(&mut self.db().read().await?, since, REPLAY_MAX).await?;
        let asked: Vec<(Moment, Facts)> = past
            .iter()
            .map(|decision| (decision.moment, serde_json::from_str(&decision.facts).unwrap_or_default()))
            .collect();
        let said = table::ask(rules, &asked)?;
        let mut replay = Replay { moments: i64::try_from(past.len()).unwrap_or(0), ..Replay::default() };
        for ((was, (_, facts)), verdict) in past.into_iter().zip(&asked).zip(said) {
            let (would, would_amount, _) = outcome(&verdict, facts);
            replay.would_refund += would_amount;
            replay.did_refund += was.amount;
            if (&was.rule, was.amount) == (&would, would_amount) {
                continue;
            }
            replay.differ += 1;
            if replay.changed.len() < TOLD_MAX {
                replay.changed.push(Replayed {
                    dispute: was.dispute,
                    moment: was.moment,
                    was: was.rule,
                    was_amount: was.amount,
                    would,
                    would_amount,
                    shadow: verdict.shadow,
                });
            }
        }
        Ok(replay)
    }
}

/// The rule that decides, how much goes back by it, and what it does.
pub(crate) fn outcome(verdict: &Verdict, facts: &Facts) -> (String, i64, Option<Act>) {
    let number = |name: &str| facts.get(name).and_then(serde_json::Value::as_i64).unwrap_or(0);
    let Some(rule) = verdict.rule.as_ref() else { return (String::new(), 0, None) };
    let Ok(act) = rule.act.parse::<Act>() else { return (String::new(), 0, None) };
    let amount = match act {
        Act::Refund => share(number("amount"), rule.percent),
        Act::Offer => number("offer"),
        Act::Release | Act::Propose => 0,
    };
    (rule.code.clone(), amount, Some(act))
}

/// Rounded up, for the buyer.
pub(crate) fn share(amount: i64, percent: i64) -> i64 {
    let product = i128::from(amount) * i128::from(percent);
    i64::try_from((product + 99) / 100).unwrap_or(amount)
}

/// The facts that rules can be written about, in their order.
pub fn fact_names() -> Vec<String> {
    let mut names: Vec<String> = crate::facts::sample().into_iter().map(|(name, _)| name).collect();
    names.sort();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_rounded_for_the_buyer() {
        assert_eq!([share(1_000, 100), share(999, 50), share(1, 1), share(0, 50)], [1_000, 500, 1, 0]);
    }
}
