use crate::{PriceRule, Result, RuleDraft, Scope, Watch, WatchRefusal, store};
use catalog::Which;
use db::{DbError, Tx};
use kernel::{MerchantId, PriceRuleId, SkuId};

const RULES_MAX: i64 = 1_000;

impl Watch {
    /// In the order in which they were made.
    pub async fn rules(&self, merchant: MerchantId) -> Result<Vec<PriceRule>> {
        Ok(store::rules::of(&mut self.db().read().await?, merchant).await?)
    }

    pub async fn rule(&self, tx: &mut Tx, merchant: MerchantId, id: PriceRuleId) -> Result<PriceRule> {
        store::rules::find(tx, merchant, id).await?.ok_or(WatchRefusal::NoSuchRule)
    }

    /// Makes a rule (version 0), or changes one; what it is, or was, for is due. Whether its category or SKU is there, the
    /// caller has looked. After the commit, see [`Watch::reprice`].
    pub async fn put_rule(
        &self,
        tx: &mut Tx,
        (merchant, id): (MerchantId, Option<PriceRuleId>),
        draft: &RuleDraft,
        by: &str,
    ) -> Result<PriceRule> {
        let draft = draft.cleaned()?;
        let known = match id {
            Some(id) => Some(store::rules::lock(tx, merchant, id).await?.ok_or(WatchRefusal::NoSuchRule)?),
            None => None,
        };
        if known.as_ref().map_or(0, |known| known.version) != draft.version {
            return Err(WatchRefusal::RuleChanged);
        }
        if known.is_none() && store::rules::count(tx, merchant).await? >= RULES_MAX {
            return Err(WatchRefusal::TooManyRules);
        }
        let rule = PriceRule {
            id: id.unwrap_or_else(|| PriceRuleId::new(self.ambient())),
            scope: draft.scope,
            currency: draft.currency,
            name: draft.name,
            terms: draft.terms,
            on: draft.on,
            version: draft.version + 1,
            changed_at: self.ambient().now(),
            changed_by: by.to_owned(),
        };
        let put = match &known {
            Some(_) => store::rules::change(tx, merchant, &rule).await,
            None => store::rules::insert(tx, merchant, &rule).await,
        };
        put.map_err(|error| match error {
            DbError::Unique(_) => WatchRefusal::RuleExists,
            other => other.into(),
        })?;
        touch(tx, merchant, &rule.scope).await?;
        if let Some(known) = known.filter(|known| known.scope != rule.scope) {
            touch(tx, merchant, &known.scope).await?;
        }
        Ok(rule)
    }

    /// What it was for falls to the next wider rule, and is due.
    pub async fn remove_rule(&self, tx: &mut Tx, merchant: MerchantId, id: PriceRuleId) -> Result<()> {
        let known = store::rules::lock(tx, merchant, id).await?.ok_or(WatchRefusal::NoSuchRule)?;
        store::rules::remove(tx, merchant, id).await?;
        touch(tx, merchant, &known.scope).await
    }
}

/// All that the rule is for is due.
async fn touch(tx: &mut Tx, merchant: MerchantId, scope: &Scope) -> Result<()> {
    let skus: Vec<SkuId> = match scope {
        Scope::Sku(sku) => vec![*sku],
        Scope::All => skus(catalog::priced(tx, merchant, Which::All).await?),
        Scope::Category(code) => skus(catalog::priced(tx, merchant, Which::Category(code)).await?),
    };
    Ok(costs::touch(tx, merchant, &skus).await?)
}

fn skus(offers: Vec<catalog::Priced>) -> Vec<SkuId> {
    let mut skus: Vec<SkuId> = offers.into_iter().map(|offer| offer.sku).collect();
    skus.sort_unstable();
    skus.dedup();
    skus
}
