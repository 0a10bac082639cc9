use kernel::{Bilingual, OfferId};
use serde::{Deserialize, Serialize};

/// What made a price another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    Level,
    Tier,
    PriceList,
    Campaign,
    Coupon,
}

impl StepKind {
    pub fn code(self) -> &'static str {
        match self {
            Self::Level => "level",
            Self::Tier => "tier",
            Self::PriceList => "price_list",
            Self::Campaign => "campaign",
            Self::Coupon => "coupon",
        }
    }
}

/// One step from the base to what is paid. Each begins where the one before ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub kind: StepKind,
    /// Of the level, list, campaign or coupon; of a tier, from how many units.
    pub name: Bilingual,
    pub before: i64,
    pub after: i64,
    /// It would have gone lower, but for the brand's minimum price.
    pub limited: bool,
}

impl Step {
    /// What people read: what it is, and which one.
    pub fn label(&self) -> Bilingual {
        let (zh, en) = match self.kind {
            StepKind::Level => ("会员价", "Member price"),
            StepKind::Tier => ("数量价", "Quantity price"),
            StepKind::PriceList => ("协议价", "Agreed price"),
            StepKind::Campaign => ("活动", "Campaign"),
            StepKind::Coupon => ("优惠码", "Coupon"),
        };
        Bilingual::new(format!("{zh} · {}", self.name.zh), format!("{en} · {}", self.name.en))
    }
}

/// What a unit costs, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PricedLine {
    pub offer: OfferId,
    pub quantity: i64,
    pub base: i64,
    pub price: i64,
    pub steps: Vec<Step>,
}

/// How much less than the base prices it comes to; never less than nothing, as a partner may have agreed to more.
pub fn saved(lines: &[PricedLine]) -> i64 {
    let off = |line: &PricedLine| i128::from(line.base - line.price) * i128::from(line.quantity);
    i64::try_from(lines.iter().map(off).sum::<i128>().max(0)).unwrap_or(i64::MAX)
}
