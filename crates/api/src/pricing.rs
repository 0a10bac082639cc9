//! A merchant's own rules of prices: what its buyers pay instead of the offers' prices (docs/pricing.md).

/// Times in which goods are cheaper.
pub(crate) mod campaigns;
/// Codes that take something off.
pub(crate) mod coupons;
/// What would somebody pay?
pub(crate) mod explain;
/// Levels of members.
pub(crate) mod levels;
/// What partners have agreed to.
pub(crate) mod lists;
/// Who has a level.
pub(crate) mod members;
/// Fewer for each, the more.
pub(crate) mod tiers;

use crate::address::Address;
use crate::may::{CatalogWrite, Staff};
use crate::people::{Act, witness};
use crate::words::Amount;
use crate::{Api, Problem};
use catalog::Orderable;
use db::Tx;
use kernel::{BasisPoints, MerchantId, OfferId, Time, UserId};
use orders::OrderRefusal;
use pricing::{Made, Off, PriceRefusal, Step, Window};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// What comes off: one of the two.
#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[schema(as = PriceOff)]
#[serde(deny_unknown_fields)]
pub(crate) struct OffWords {
    /// Hundredths of a per cent: 1 to 9,000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 9000)]
    bps: Option<i64>,
    /// Off each unit; of a coupon, off the whole order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    amount: Option<Amount>,
}

impl OffWords {
    fn read(self) -> Result<Off, Problem> {
        match (self.bps, self.amount) {
            (Some(bps), None) => Ok(Off::Rate(BasisPoints(bps))),
            (None, Some(amount)) => Ok(Off::Fixed(amount.amount, amount.currency)),
            _ => Err(bad("off", "say bps or amount, one of them")),
        }
    }
}

impl From<Off> for OffWords {
    fn from(off: Off) -> Self {
        match off {
            Off::Rate(rate) => Self { bps: Some(rate.0), amount: None },
            Off::Fixed(amount, currency) => Self { bps: None, amount: Some(Amount { amount, currency }) },
        }
    }
}

fn bad(field: &'static str, detail: &str) -> Problem {
    PriceRefusal::BadValue { field, detail: detail.to_owned() }.into()
}

/// From when until when, as a body says it: RFC 3339; from now where nothing is said, and without end.
fn window(api: &Api, from: Option<&str>, until: Option<&str>) -> Result<Window, Problem> {
    let time = |field, text: Option<&str>| match text.map(|text| (text, Time::parse_rfc3339(text))) {
        None => Ok(None),
        Some((_, Some(time))) => Ok(Some(time)),
        Some((_, None)) => Err(bad(field, "a time like 2026-11-23T08:00:00Z")),
    };
    let from = time("from", from)?.unwrap_or_else(|| api.ambient().now());
    Ok(Window { from, until: time("until", until)? })
}

/// The merchant's offers of these ids: each once, and all of them.
async fn own_offers(
    tx: &mut Tx,
    merchant: MerchantId,
    ids: impl IntoIterator<Item = OfferId>,
) -> Result<Vec<Orderable>, Problem> {
    let ids: Vec<OfferId> = ids.into_iter().collect::<BTreeSet<_>>().into_iter().collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut found = catalog::orderable(tx, &ids).await?;
    found.retain(|offer| offer.merchant == merchant);
    let unknown = ids.into_iter().find(|id| !found.iter().any(|offer| offer.offer == *id));
    match unknown {
        Some(id) => Err(OrderRefusal::UnknownOffer(id).into()),
        None => Ok(found),
    }
}

/// Who is meant: by id, or by the address of an account.
async fn user(api: &Api, id: Option<UserId>, email: Option<&str>) -> Result<UserId, Problem> {
    match (id, email) {
        (Some(id), None) => Ok(api.identity.user(id).await?.id),
        (None, Some(email)) => {
            let found = api.identity.user_by_email(email).await?;
            let nobody = || Problem::not_found("no_such_user", "nobody has an account with this address");
            found.map(|user| user.id).ok_or_else(nobody)
        }
        _ => Err(bad("user", "say user or email, one of them")),
    }
}

/// The end of each change: what is remembered is read anew, and the trail says who did it.
async fn finish(
    mut tx: Tx,
    api: &Api,
    staff: &Staff<CatalogWrite>,
    from: &Address,
    (what, subject, after): (&str, String, String),
) -> Result<(), Problem> {
    catalog::terms_changed(&mut tx, staff.merchant).await?;
    let act = Act { what, subject: &subject, after: &after, ..Act::default() };
    witness(&mut tx, api, &staff.caller, from, act).await?;
    Ok(tx.commit().await?)
}

/// A rule was set, and is this now.
async fn set(
    tx: Tx,
    api: &Api,
    staff: &Staff<CatalogWrite>,
    from: &Address,
    (subject, rule): (String, &impl Serialize),
) -> Result<(), Problem> {
    let after = serde_json::to_string(rule).map_err(Problem::internal)?;
    // The trail keeps what a person can read.
    let after = after.chars().take(2_000).collect();
    finish(tx, api, staff, from, ("pricing_put", subject, after)).await
}

async fn removed(
    tx: Tx,
    api: &Api,
    staff: &Staff<CatalogWrite>,
    from: &Address,
    subject: String,
) -> Result<(), Problem> {
    finish(tx, api, staff, from, ("pricing_removed", subject, String::new())).await
}

/// How prices were made: each step from the offer's price to what is paid.
#[derive(Serialize, ToSchema)]
#[schema(as = PriceMade)]
pub(crate) struct MadeAnswer {
    /// How much less than the offers' prices it comes to, in minor units.
    saved: i64,
    /// The code of the coupon.
    coupon: Option<String>,
    lines: Vec<MadeLine>,
}

/// A line: its units, and the steps of the price of one. All amounts are minor units of the order's currency.
#[derive(Serialize, ToSchema)]
#[schema(as = PriceMadeLine)]
pub(crate) struct MadeLine {
    #[schema(value_type = String)]
    offer: OfferId,
    quantity: i64,
    /// The offer's price.
    base_price: i64,
    unit_price: i64,
    steps: Vec<StepAnswer>,
}

/// One step. It begins where the one before ended.
#[derive(Serialize, ToSchema)]
#[schema(as = PriceStep)]
pub(crate) struct StepAnswer {
    /// `level`, `tier`, `price_list`, `campaign` or `coupon`.
    #[schema(example = "campaign")]
    kind: &'static str,
    label: crate::words::Text,
    before: i64,
    after: i64,
    /// It would have gone lower, but for the brand's minimum price.
    limited: bool,
}

impl From<&Step> for StepAnswer {
    fn from(step: &Step) -> Self {
        Self {
            kind: step.kind.code(),
            label: step.label().into(),
            before: step.before,
            after: step.after,
            limited: step.limited,
        }
    }
}

impl From<&Made> for MadeAnswer {
    fn from(made: &Made) -> Self {
        let line = |line: &pricing::PricedLine| MadeLine {
            offer: line.offer,
            quantity: line.quantity,
            base_price: line.base,
            unit_price: line.price,
            steps: line.steps.iter().map(StepAnswer::from).collect(),
        };
        Self {
            saved: made.saved(),
            coupon: made.coupon.clone(),
            lines: made.lines.iter().map(line).collect(),
        }
    }
}
