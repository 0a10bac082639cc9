//! What a unit costs whom, and why: base → member level → quantity tier → partners' price list → campaign → coupon. The
//! evaluation is pure; the rules of a merchant are kept here, and how often a coupon was used. Offers, orders and
//! authorisations are known by their ids and numbers only (docs/pricing.md).

/// Why something is refused.
mod refusal;
pub use refusal::{NoCoupon, PriceRefusal, Result};
/// A rate or an amount off, and how it is rounded.
mod off;
pub use off::Off;
/// The words: levels, tiers, lists, campaigns, coupons.
mod rule;
pub use rule::{
    Campaign, Coupon, Level, ListItem, Member, Partner, PriceList, Tier, Tiers, Way, Ways, Window,
};
/// What is looked at for one buyer.
mod rules;
pub use rules::{Rules, Standing};
/// From the base to what is paid, step by step.
mod engine;
pub use engine::{Ask, Line, evaluate};
/// What came out, and how.
mod priced;
pub use priced::{PricedLine, Step, StepKind, saved};
/// What a node remembers of merchants' rules.
mod remembered;
pub use remembered::{Remembered, campaigning, standings};
/// Set and remove rules, and list them.
mod change;
pub use change::{
    campaigns, coupons, levels, lists, members, put_campaign, put_coupon, put_level, put_list, put_member,
    put_tiers, remove_campaign, remove_coupon, remove_level, remove_list, remove_member, remove_tiers, tiers,
};
/// How often a coupon was used, and by whom.
mod coupon_use;
pub use coupon_use::{Held, NewUse, give_back, hold, see, take};
/// How the price of an order was made, as it is kept with it.
mod made;
pub use made::{Made, keep, made_of};
/// What is kept of a person, and how it goes.
mod personal;
pub use personal::{Kept, forget, forget_guests, kept};
/// The SQL.
mod store;
