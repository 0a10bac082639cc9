use crate::merchant::clean_name;
use crate::{MerchantRefusal, Result, store};
use db::{Db, Tx};
use kernel::{Bilingual, MerchantId, Money};

/// What a merchant may use of the platform, and what it costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Lower-case letters, digits and hyphens.
    pub code: String,
    pub name: Bilingual,
    pub limits: Limits,
    pub own_domain: bool,
    /// A month.
    pub fee: Money,
    /// Smaller ones come first.
    pub sort: i64,
}

/// None: no limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    pub products: Option<i64>,
    pub orders_month: Option<i64>,
    pub staff: Option<i64>,
    /// Requests a minute of each API key.
    pub api_calls: Option<i64>,
    /// Requests a month of all API keys together.
    pub api_calls_month: Option<i64>,
}

const MOST: i64 = 1_000_000_000;

/// Creates the plan, or changes the one with this code for all who have it.
pub async fn put_plan(tx: &mut Tx, plan: &Plan) -> Result<()> {
    if !crate::store_front::good_slug(&plan.code) {
        return Err(MerchantRefusal::BadPlan);
    }
    let l = plan.limits;
    let limits = [l.products, l.orders_month, l.staff, l.api_calls, l.api_calls_month];
    let fine = limits.into_iter().flatten().all(|limit| (0..=MOST).contains(&limit));
    if !fine || !(0..=MOST).contains(&plan.fee.minor) || !(0..=1_000_000).contains(&plan.sort) {
        return Err(MerchantRefusal::BadPlan);
    }
    let name = clean_name(&plan.name)?;
    store::plans::put(tx, &Plan { name, ..plan.clone() }).await?;
    Ok(())
}

/// All plans, in their order.
pub async fn plans(db: &Db) -> Result<Vec<Plan>> {
    Ok(store::plans::all(&mut db.read().await?).await?)
}

/// The plan of a merchant; none where they have none, and with it no limits.
pub async fn plan_of(tx: &mut Tx, merchant: MerchantId) -> Result<Option<Plan>> {
    Ok(store::plans::of(tx, merchant).await?)
}

/// Gives a merchant another plan; empty: none.
pub async fn choose_plan(tx: &mut Tx, merchant: MerchantId, code: &str) -> Result<()> {
    must_be_a_plan(tx, code).await?;
    if store::merchants::set_plan(tx, merchant, code).await? {
        Ok(())
    } else {
        Err(MerchantRefusal::NoSuchMerchant)
    }
}

/// Refused where there is no such plan; empty: none is meant.
pub async fn must_be_a_plan(tx: &mut Tx, code: &str) -> Result<()> {
    let known = code.is_empty() || store::plans::all(tx).await?.iter().any(|plan| plan.code == code);
    if known { Ok(()) } else { Err(MerchantRefusal::NoSuchPlan) }
}

/// Refuses where what is used has come up to the limit.
pub fn within(what: &'static str, used: i64, limit: Option<i64>) -> Result<()> {
    match limit {
        Some(limit) if used >= limit => Err(MerchantRefusal::PlanLimit { what, limit }),
        _ => Ok(()),
    }
}
