use crate::plan::{Planned, Rules, plan};
use crate::{Outcome, PriceRule, Result, RuleDraft, Scope, Watch, store};
use catalog::Which;
use kernel::{MerchantId, PriceRuleId};

/// What a rule would change at this moment, of what it would be the rule for.
#[derive(Clone, Debug, Default)]
pub struct Preview {
    pub offers: usize,
    pub changed: usize,
    pub held: usize,
    pub blocked: usize,
    pub unchanged: usize,
    /// Of which no cost, and no market, is known.
    pub unknown: usize,
    /// The largest changes, by what they are of the price.
    pub rises: Vec<Planned>,
    pub falls: Vec<Planned>,
    /// The first hundred that would be changed, held or blocked.
    pub first: Vec<Planned>,
}

const SHOWN: usize = 100;
const LARGEST: usize = 10;

impl Watch {
    /// Reckons the rule over all offers as it would be, on, and in the place of one that is for the same.
    pub async fn preview(&self, merchant: MerchantId, draft: &RuleDraft) -> Result<Preview> {
        let draft = draft.cleaned()?;
        let mut tx = self.db().snapshot().await?;
        let mut rules = store::rules::of(&mut tx, merchant).await?;
        rules.retain(|rule| (&rule.scope, rule.currency) != (&draft.scope, draft.currency));
        let now = self.ambient().now();
        // No rule of anybody has this id.
        let id = PriceRuleId(0);
        let which = draft.scope.clone();
        rules.push(PriceRule {
            id,
            scope: draft.scope,
            currency: draft.currency,
            name: draft.name,
            terms: draft.terms,
            on: true,
            version: 0,
            changed_at: now,
            changed_by: String::new(),
        });
        let rules = Rules::new(rules);
        let planned = match &which {
            Scope::All => plan(&mut tx, merchant, Which::All, (&rules, now)).await?,
            Scope::Category(code) => plan(&mut tx, merchant, Which::Category(code), (&rules, now)).await?,
            Scope::Sku(sku) => plan(&mut tx, merchant, Which::Skus(&[*sku]), (&rules, now)).await?,
        };
        Ok(summed(planned.into_iter().filter(|planned| planned.rule == id).collect()))
    }
}

fn summed(all: Vec<Planned>) -> Preview {
    let mut told = Preview { offers: all.len(), ..Preview::default() };
    let mut moved = Vec::new();
    for planned in all {
        match planned.reckoned.outcome {
            Outcome::Unchanged => told.unchanged += 1,
            Outcome::Unknown => told.unknown += 1,
            Outcome::Change(_) => told.changed += 1,
            Outcome::Held(..) => told.held += 1,
            Outcome::Blocked(..) => told.blocked += 1,
        }
        if planned.to().is_some() {
            moved.push(planned);
        }
    }
    let mut by_size: Vec<&Planned> = moved.iter().collect();
    by_size.sort_by_key(|planned| change_bps(planned));
    let largest = |planned: &&&Planned| change_bps(planned) > 0;
    told.rises = by_size.iter().rev().take_while(largest).take(LARGEST).map(|p| (*p).clone()).collect();
    let smallest = |planned: &&&Planned| change_bps(planned) < 0;
    told.falls = by_size.iter().take_while(smallest).take(LARGEST).map(|p| (*p).clone()).collect();
    moved.truncate(SHOWN);
    told.first = moved;
    told
}

/// Of the price, in hundredths of a per cent, to the nearest below.
fn change_bps(planned: &Planned) -> i128 {
    let from = i128::from(planned.facts.price.minor);
    let to = planned.to().map_or(from, |to| i128::from(to.minor));
    ((to - from) * 10_000).div_euclid(from.max(1))
}
