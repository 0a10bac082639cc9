use crate::may::{DashboardRead, Staff};
use crate::path::Ask;
use crate::words::{Amount, Answer, Text, ok};
use crate::{Api, Problem};
use axum::extract::State;
use kernel::{Currency, MerchantId, Money, PageAsk, ProductId, SkuId};
use orders::{DAYS_MAX, DayFigures, Level, Period};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::{IntoParams, ToSchema};

/// How far back, and in which money.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct DashboardQuery {
    /// Days up to today: 1 to 92, 30 by default.
    #[param(minimum = 1, maximum = 92)]
    days: Option<i64>,
    /// By default that of most orders.
    #[param(value_type = Option<String>)]
    currency: Option<Currency>,
}

/// How the shop stands. A day begins at midnight in China; what counts is when an order was placed, if it is delivered.
#[derive(Serialize, ToSchema)]
#[schema(as = Dashboard)]
pub(crate) struct DashboardAnswer {
    #[schema(value_type = String, example = "CNY")]
    currency: Currency,
    /// All currencies of the period.
    #[schema(value_type = Vec<String>)]
    currencies: Vec<Currency>,
    today: DayAnswer,
    yesterday: DayAnswer,
    /// The oldest first, today last.
    days: Vec<DayAnswer>,
    /// The ten products with the best sales.
    top: Vec<TopAnswer>,
    /// The twenty SKUs that run out first.
    stock: Vec<LevelAnswer>,
    /// Alarms of the last seven days.
    alarms: i64,
    /// Orders that wait for their money.
    pending: i64,
}

#[derive(Serialize, ToSchema)]
#[schema(as = DashboardDay)]
struct DayAnswer {
    #[schema(example = "2026-11-28")]
    day: String,
    orders: i64,
    sales: Amount,
}

#[derive(Serialize, ToSchema)]
#[schema(as = TopProduct)]
struct TopAnswer {
    #[schema(value_type = String)]
    product: ProductId,
    title: Text,
    units: i64,
    sales: Amount,
}

/// The stock of one SKU.
#[derive(Serialize, ToSchema)]
#[schema(as = StockLevel)]
pub(crate) struct LevelAnswer {
    #[schema(value_type = String)]
    sku: SkuId,
    code: String,
    name: Text,
    #[schema(value_type = String)]
    product: ProductId,
    product_title: Text,
    /// `one_time` or `loop`.
    kind: &'static str,
    /// Units that can be bought now.
    left: i64,
    /// Thousandths of a unit sold each day, over today and the six days before.
    per_day_milli: i64,
    /// Whole days until none is left; null where nothing is sold.
    days_left: Option<i64>,
    /// Below how many units an alarm is raised; null where there is no rule.
    warn_below: Option<i64>,
}

impl From<Level> for LevelAnswer {
    fn from(level: Level) -> Self {
        Self {
            left: level.left,
            per_day_milli: level.per_day_milli(),
            days_left: level.days_left(),
            warn_below: level.warn_below,
            product_title: level.product_title.into(),
            sku: level.sku.id,
            code: level.sku.code,
            name: level.sku.name.into(),
            product: level.sku.product,
            kind: level.sku.kind.as_str(),
        }
    }
}

const TOP: usize = 10;
const SHORTEST: usize = 20;
/// Of more SKUs the newest are looked at.
const SKUS_MAX: i64 = 500;

/// Sales by day, what sells best, what runs out, what needs your eyes. At most five seconds old.
#[utoipa::path(get, path = "/v1/merchant/dashboard", tag = "merchant", operation_id = "getDashboard", params(DashboardQuery),
    security(("key" = ["dashboard:read"])), responses((status = 200, body = DashboardAnswer)))]
pub(crate) async fn show(
    State(api): State<Api>,
    staff: Staff<DashboardRead>,
    Ask(asked): Ask<DashboardQuery>,
) -> Answer {
    let merchant = staff.merchant;
    let days = asked.days.unwrap_or(30).clamp(1, DAYS_MAX);
    // Yesterday is shown, however short the period.
    let mut period = api.figures.of(&api.orders, merchant, days.max(2)).await?;
    let yesterday = period.days.iter().rev().nth(1).cloned();
    period.days.drain(..period.days.len().saturating_sub(usize::try_from(days).unwrap_or(0)));
    let currency = asked.currency.or_else(|| period.currency()).unwrap_or(Currency::CNY);
    let (pending, alarms) = api.orders.attention(merchant).await?;
    let day = |figures: &DayFigures| day_of(figures, currency);
    ok(&DashboardAnswer {
        currency,
        currencies: currencies(&period),
        today: period.days.last().map_or_else(|| nothing(currency), |today| day(today)),
        yesterday: yesterday.map_or_else(|| nothing(currency), |yesterday| day(&yesterday)),
        days: period.days.iter().map(|figures| day(figures)).collect(),
        top: top(&api, &period, currency).await?,
        stock: shortest(&api, merchant).await?,
        alarms,
        pending,
    })
}

fn day_of(figures: &DayFigures, currency: Currency) -> DayAnswer {
    let (orders, sales) = figures.total(currency);
    DayAnswer { day: figures.date(), orders, sales: Money::new(sales, currency).into() }
}

fn nothing(currency: Currency) -> DayAnswer {
    day_of(&DayFigures::default(), currency)
}

fn currencies(period: &Period) -> Vec<Currency> {
    let mut all: Vec<Currency> =
        period.days.iter().flat_map(|day| day.totals.iter().map(|total| total.currency)).collect();
    all.sort_unstable();
    all.dedup();
    all
}

async fn top(api: &Api, period: &Period, currency: Currency) -> Result<Vec<TopAnswer>, Problem> {
    let top = period.top(currency, TOP);
    let products: Vec<ProductId> = top.iter().map(|(product, ..)| *product).collect();
    let mut tx = api.db().read().await?;
    let mut titles: HashMap<_, _> = catalog::titles(&mut tx, &products).await?.into_iter().collect();
    let answer = |(product, units, sales)| TopAnswer {
        product,
        title: titles.remove(&product).unwrap_or_default().into(),
        units,
        sales: Money::new(sales, currency).into(),
    };
    Ok(top.into_iter().map(answer).collect())
}

/// Those that run out first; then those of which the fewest are left.
async fn shortest(api: &Api, merchant: MerchantId) -> Result<Vec<LevelAnswer>, Problem> {
    let ask = PageAsk { after: None, limit: SKUS_MAX };
    let mut levels = api.orders.levels(&api.figures, merchant, &ask).await?.items;
    levels.sort_by_key(|level| (level.days_left().unwrap_or(i64::MAX), level.left, level.sku.id));
    levels.truncate(SHORTEST);
    Ok(levels.into_iter().map(Into::into).collect())
}
