use super::ClausesWords;
use crate::people::name_of;
use crate::words::Text;
use crate::{Api, Problem};
use kernel::{Bilingual, MerchantId, ProductId, SkuId, Time, UserId};
use orders::{Agreement, Allocation, Fired, Goods, PartnerRow, Pattern, PatternDay, PatternSign};
use serde::Serialize;
use std::collections::HashMap;
use utoipa::ToSchema;

/// A partner, as the list shows it.
#[derive(Serialize, ToSchema)]
#[schema(as = Partner)]
pub(crate) struct PartnerAnswer {
    #[schema(value_type = String)]
    user: UserId,
    /// Where they are reached.
    name: String,
    /// As you call them; may be empty.
    label: String,
    /// Codes of the price lists that you gave them.
    price_lists: Vec<String>,
    /// Docking keys that are not off.
    docking_keys: i64,
    /// Whether anything is agreed beside prices.
    agreed: bool,
    frozen: bool,
    allocations: Vec<AllocationAnswer>,
    /// Cases about units of theirs, open and closed.
    cases: i64,
    /// `quiet`, `look` or `abnormal`; null before they were first looked at.
    #[schema(example = "quiet")]
    mark: Option<&'static str>,
}

/// How many units they may buy.
#[derive(Serialize, ToSchema)]
#[schema(as = PartnerAllocation)]
pub(crate) struct AllocationAnswer {
    code: String,
    /// `sku` or `product`.
    #[schema(example = "sku")]
    kind: &'static str,
    /// The id of the SKU or product.
    goods: String,
    name: Text,
    /// `day`, `month` or `all`.
    #[schema(example = "month")]
    period: &'static str,
    units: i64,
    /// In the period that it is now.
    used: i64,
    left: i64,
    from: String,
    /// The first moment at which it does not hold any more; null: without end.
    until: Option<String>,
    /// Whether it holds now.
    holds: bool,
}

/// A partner, with all that is agreed and known.
#[derive(Serialize, ToSchema)]
#[schema(as = PartnerDetails)]
pub(crate) struct DetailsAnswer {
    partner: PartnerAnswer,
    /// What happens by itself; null where nothing is agreed.
    clauses: Option<ClausesWords>,
    frozen: Option<FrozenAnswer>,
    /// What clauses did, the newest first; at most 100.
    fired: Vec<FiredAnswer>,
    /// Null before they were first looked at, which happens within an hour.
    pattern: Option<PatternAnswer>,
}

/// Since when nothing is sold to them, and why.
#[derive(Serialize, ToSchema)]
#[schema(as = PartnerFrozen)]
pub(crate) struct FrozenAnswer {
    at: String,
    /// The clause that did it: `case`, `pattern` or `tries`; null where a person did.
    clause: Option<String>,
    /// The person: an e-mail address; null where a clause did.
    by: Option<String>,
    /// A sentence; of a clause, its cause.
    why: String,
}

/// What a clause did.
#[derive(Serialize, ToSchema)]
#[schema(as = FiredClause)]
pub(crate) struct FiredAnswer {
    /// `case`, `pattern` or `tries`.
    #[schema(example = "case")]
    clause: &'static str,
    /// The id of the case, the day, or since when buying is abnormal.
    cause: String,
    /// `alarm`, `freeze` or `both`; `noted` where they were frozen already.
    #[schema(example = "both")]
    did: String,
    at: String,
}

/// How a partner has bought in thirty days.
#[derive(Serialize, ToSchema)]
#[schema(as = PartnerPattern)]
pub(crate) struct PatternAnswer {
    /// `quiet`, `look` or `abnormal`: the most unusual of the signs.
    #[schema(example = "quiet")]
    mark: &'static str,
    abnormal_since: Option<String>,
    /// When it was counted.
    at: String,
    units: i64,
    orders: i64,
    /// Those on which something was bought, the oldest first.
    days: Vec<DayAnswer>,
    signs: Vec<SignAnswer>,
    /// False where older orders, or records of what was shown, were not counted.
    complete: bool,
}

#[derive(Serialize, ToSchema)]
#[schema(as = PartnerPatternDay)]
pub(crate) struct DayAnswer {
    /// `2026-11-29`, in Beijing time.
    day: String,
    orders: i64,
    units: i64,
}

#[derive(Serialize, ToSchema)]
#[schema(as = PartnerPatternSign)]
pub(crate) struct SignAnswer {
    /// `burst`, `night`, `single`, `networks`, `unopened`, `cases` or `allocation`.
    #[schema(example = "burst")]
    code: &'static str,
    /// `quiet`, `look` or `abnormal`.
    #[schema(example = "quiet")]
    mark: &'static str,
    sentence: Text,
}

/// What goods are called.
#[derive(Default)]
struct Names {
    skus: HashMap<SkuId, (ProductId, Bilingual)>,
    products: HashMap<ProductId, Bilingual>,
}

impl Names {
    async fn of(
        api: &Api,
        merchant: MerchantId,
        all: impl Iterator<Item = &Allocation>,
    ) -> Result<Self, Problem> {
        let (mut skus, mut products) = (Vec::new(), Vec::new());
        for one in all {
            match one.set.goods {
                Goods::Sku(id) => skus.push(id),
                Goods::Product(id) => products.push(id),
            }
        }
        let known = catalog::skus(api.db(), merchant, &skus).await?;
        products.extend(known.iter().map(|sku| sku.product));
        let mut tx = api.db().read().await?;
        let products = catalog::titles(&mut tx, &products).await?.into_iter().collect();
        Ok(Self { skus: known.into_iter().map(|sku| (sku.id, (sku.product, sku.name))).collect(), products })
    }

    fn product(&self, id: ProductId) -> Text {
        self.products.get(&id).cloned().unwrap_or_default().into()
    }

    fn goods(&self, goods: Goods) -> Text {
        let Goods::Sku(id) = goods else {
            return match goods {
                Goods::Product(id) => self.product(id),
                Goods::Sku(_) => Text::default(),
            };
        };
        let Some((product, name)) = self.skus.get(&id) else { return Text::default() };
        let title = self.product(*product);
        let both = |title: String, name: &str| match title == name {
            true => title,
            false => format!("{title} · {name}"),
        };
        Text { zh: both(title.zh, &name.zh), en: both(title.en, &name.en) }
    }
}

impl AllocationAnswer {
    fn of(one: &Allocation, names: &Names, now: Time) -> Self {
        let set = &one.set;
        Self {
            code: set.code.clone(),
            kind: set.goods.kind(),
            goods: set.goods.id(),
            name: names.goods(set.goods),
            period: set.period.code(),
            units: set.units,
            used: one.used,
            left: one.left(),
            from: set.window.from.rfc3339(),
            until: set.window.until.map(Time::rfc3339),
            holds: set.window.holds(now),
        }
    }
}

impl PartnerAnswer {
    /// All of a merchant's; those who were called something by it come first.
    pub async fn all(api: &Api, merchant: MerchantId) -> Result<Vec<Self>, Problem> {
        let agreed = api.orders.agreements(merchant).await?;
        let names = Names::of(api, merchant, agreed.iter().flat_map(|(_, own)| own)).await?;
        let mut agreed: HashMap<UserId, (Agreement, Vec<Allocation>)> =
            agreed.into_iter().map(|(agreement, own)| (agreement.user, (agreement, own))).collect();
        let now = api.ambient().now();
        let mut items = Vec::new();
        for (user, row) in api.orders.partners(merchant).await? {
            let agreed = agreed.remove(&user);
            let (agreement, own) = agreed.map_or((None, Vec::new()), |(a, own)| (Some(a), own));
            let own = own.iter().map(|one| AllocationAnswer::of(one, &names, now)).collect();
            items.push(Self::one(api, (user, row), agreement.as_ref(), own).await?);
        }
        items.sort_by(|a, b| {
            (a.label.is_empty(), &a.label, &a.name).cmp(&(b.label.is_empty(), &b.label, &b.name))
        });
        Ok(items)
    }

    async fn one(
        api: &Api,
        (user, row): (UserId, PartnerRow),
        agreement: Option<&Agreement>,
        allocations: Vec<AllocationAnswer>,
    ) -> Result<Self, Problem> {
        Ok(Self {
            user,
            name: name_of(api, &user.to_string()).await?,
            label: agreement.map(|agreement| agreement.label.clone()).unwrap_or_default(),
            price_lists: row.lists,
            docking_keys: row.docks,
            agreed: agreement.is_some(),
            frozen: agreement.is_some_and(|agreement| agreement.frozen.is_some()),
            allocations,
            cases: row.cases,
            mark: row.pattern.map(|pattern| pattern.mark.code()),
        })
    }
}

impl DetailsAnswer {
    pub async fn of(api: &Api, merchant: MerchantId, user: UserId) -> Result<Self, Problem> {
        let agreed = api.orders.agreement(merchant, user).await?;
        let (agreement, own, fired) = match agreed {
            Some(agreed) => (Some(agreed.agreement), agreed.allocations, agreed.fired),
            None => (None, Vec::new(), Vec::new()),
        };
        let names = Names::of(api, merchant, own.iter()).await?;
        let now = api.ambient().now();
        let own = own.iter().map(|one| AllocationAnswer::of(one, &names, now)).collect();
        let row = api.orders.partners(merchant).await?.remove(&user).unwrap_or_default();
        let partner = PartnerAnswer::one(api, (user, row), agreement.as_ref(), own).await?;
        let frozen = match agreement.as_ref().and_then(|agreement| agreement.frozen.clone()) {
            Some(frozen) => Some(FrozenAnswer::of(api, frozen).await?),
            None => None,
        };
        let pattern = api.orders.pattern(merchant, user).await?.map(PatternAnswer::from);
        Ok(Self {
            partner,
            clauses: agreement.map(|agreement| agreement.clauses.into()),
            frozen,
            fired: fired.into_iter().map(FiredAnswer::from).collect(),
            pattern,
        })
    }
}

impl FrozenAnswer {
    async fn of(api: &Api, frozen: orders::Frozen) -> Result<Self, Problem> {
        let by_clause = frozen.by.parse::<orders::Clause>().is_ok();
        let by = match by_clause {
            true => None,
            false => Some(name_of(api, &frozen.by).await?),
        };
        let (at, why) = (frozen.at.rfc3339(), frozen.why);
        Ok(Self { at, clause: by_clause.then_some(frozen.by), by, why })
    }
}

impl From<Fired> for FiredAnswer {
    fn from(fired: Fired) -> Self {
        Self { clause: fired.clause.code(), cause: fired.cause, did: fired.did, at: fired.at.rfc3339() }
    }
}

impl From<Pattern> for PatternAnswer {
    fn from(pattern: Pattern) -> Self {
        let figures = pattern.figures;
        Self {
            mark: pattern.mark.code(),
            abnormal_since: pattern.abnormal_since.map(Time::rfc3339),
            at: pattern.at.rfc3339(),
            units: figures.units(),
            orders: figures.orders(),
            days: figures.days.iter().map(DayAnswer::from).collect(),
            signs: figures.signs().into_iter().map(SignAnswer::from).collect(),
            complete: figures.complete,
        }
    }
}

impl From<&PatternDay> for DayAnswer {
    fn from(day: &PatternDay) -> Self {
        Self { day: day.date(), orders: day.orders, units: day.units }
    }
}

impl From<PatternSign> for SignAnswer {
    fn from(sign: PatternSign) -> Self {
        Self { code: sign.code, mark: sign.mark.code(), sentence: sign.sentence.into() }
    }
}
