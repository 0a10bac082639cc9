use crate::plan::Known;
use crate::reprice::new_price;
use crate::{Result, Step, Watch, WatchRefusal, service, store};
use catalog::{CatalogRefusal, Which};
use db::Tx;
use kernel::{MerchantId, Money, OfferId, Page, PageAsk, PriceChangeId, PriceRuleId, SkuId, Time};
use std::str::FromStr;

/// How a change of a price stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeState {
    Applied,
    /// It waits for a person.
    Held,
    /// A person said no.
    Refused,
    /// The rule's bounds do not let the price be what it would have to be: it stays.
    Blocked,
    /// Something newer was reckoned, or the price is another one by now.
    Superseded,
}

impl ChangeState {
    pub fn code(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Held => "held",
            Self::Refused => "refused",
            Self::Blocked => "blocked",
            Self::Superseded => "superseded",
        }
    }
}

impl FromStr for ChangeState {
    type Err = ();
    fn from_str(code: &str) -> std::result::Result<Self, ()> {
        [Self::Applied, Self::Held, Self::Refused, Self::Blocked, Self::Superseded]
            .into_iter()
            .find(|state| state.code() == code)
            .ok_or(())
    }
}

/// A change of a price by a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriceChange {
    pub id: PriceChangeId,
    pub offer: OfferId,
    pub sku: SkuId,
    pub rule: PriceRuleId,
    pub from: Money,
    pub to: Money,
    pub state: ChangeState,
    /// Of one that waits or is blocked: why; else empty.
    pub why: String,
    pub steps: Vec<Step>,
    pub at: Time,
    pub decided_at: Option<Time>,
    pub decided_by: Option<String>,
}

/// One to be written down.
pub(crate) struct NewChange {
    pub id: PriceChangeId,
    pub offer: OfferId,
    pub sku: SkuId,
    pub rule: PriceRuleId,
    pub from: Money,
    pub to: Money,
    pub state: ChangeState,
    pub why: &'static str,
    pub steps: Vec<Step>,
}

/// Which changes a list shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChangeFilter {
    pub state: Option<ChangeState>,
    pub sku: Option<SkuId>,
}

impl Watch {
    /// The newest first.
    pub async fn changes(
        &self,
        merchant: MerchantId,
        filter: ChangeFilter,
        ask: &PageAsk,
    ) -> Result<Page<PriceChange>> {
        let before = match &ask.after {
            None => "~".to_owned(),
            Some(after) => {
                let id = after.parse::<PriceChangeId>().map_err(|_| CatalogRefusal::BadCursor)?;
                id.to_string()
            }
        };
        let mut tx = self.db().read().await?;
        let rows =
            store::changes::page(&mut tx, merchant, filter, (before, ask.limit.saturating_add(1))).await?;
        Ok(Page::from_rows(rows, ask.limit, |change| change.id.to_string()))
    }

    /// How many wait for a person.
    pub async fn count_held(&self, merchant: MerchantId) -> Result<i64> {
        Ok(store::changes::count_held(&mut self.db().read().await?, merchant).await?)
    }

    pub async fn change(&self, tx: &mut Tx, merchant: MerchantId, id: PriceChangeId) -> Result<PriceChange> {
        store::changes::find(tx, merchant, id).await?.ok_or(WatchRefusal::NoSuchChange)
    }

    /// A person lets a change pass that waits for it. The price must still be the one that it was reckoned from, and pay
    /// for the goods as they cost now.
    pub async fn approve(
        &self,
        tx: &mut Tx,
        merchant: MerchantId,
        id: PriceChangeId,
        by: &str,
    ) -> Result<PriceChange> {
        service::alone(tx, merchant).await?;
        let change = self.held(tx, merchant, id).await?;
        let offers = catalog::priced(tx, merchant, Which::Skus(&[change.sku])).await?;
        let offer = offers.into_iter().find(|offer| offer.offer == change.offer);
        let offer =
            offer.filter(|offer| offer.price.price == change.from).ok_or(WatchRefusal::ChangeOutdated)?;
        let now = self.ambient().now();
        let known = Known::load(tx, merchant, &[change.sku], (false, now)).await?;
        let cost = known.cost(change.sku, offer.kind, change.to.currency);
        if cost.is_some_and(|cost| !costs::covers(change.to, known.share(&offer), cost, 1)) {
            return Err(WatchRefusal::BelowCost);
        }
        catalog::reprice(tx, merchant, change.offer, change.from, new_price(offer.price, change.to)).await?;
        self.decided(tx, merchant, change, (ChangeState::Applied, by)).await
    }

    /// A person says no: the price stays.
    pub async fn refuse(
        &self,
        tx: &mut Tx,
        merchant: MerchantId,
        id: PriceChangeId,
        by: &str,
    ) -> Result<PriceChange> {
        service::alone(tx, merchant).await?;
        let change = self.held(tx, merchant, id).await?;
        self.decided(tx, merchant, change, (ChangeState::Refused, by)).await
    }

    async fn held(&self, tx: &mut Tx, merchant: MerchantId, id: PriceChangeId) -> Result<PriceChange> {
        let change = self.change(tx, merchant, id).await?;
        if change.state == ChangeState::Held { Ok(change) } else { Err(WatchRefusal::ChangeDecided) }
    }

    async fn decided(
        &self,
        tx: &mut Tx,
        merchant: MerchantId,
        change: PriceChange,
        (state, by): (ChangeState, &str),
    ) -> Result<PriceChange> {
        let now = self.ambient().now();
        store::changes::decide(tx, merchant, (change.id, state), (by, now)).await?;
        Ok(PriceChange { state, decided_at: Some(now), decided_by: Some(by.to_owned()), ..change })
    }
}
