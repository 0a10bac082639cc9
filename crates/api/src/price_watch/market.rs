use super::follow;
use crate::body::{Json, media_type, read, unsupported};
use crate::may::{CatalogRead, CatalogWrite, Staff};
use crate::path::{Ask, Id, PageQuery};
use crate::people::name_of;
use crate::sheet::read::{Row, read as table};
use crate::sheet::{Format, XLSX};
use crate::skus::own;
use crate::words::{Amount, Answer, List, Text, ok};
use crate::{Api, Problem};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use catalog::{Priced, Sku, Which};
use kernel::{Currency, MerchantId, Money, SkuId, Span, Time, clean_line};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::ops::RangeInclusive;
use utoipa::ToSchema;
use watch::{MarketPrice, Seen};

/// What others were seen to ask.
#[derive(Deserialize, ToSchema)]
#[schema(as = NoteMarketPrices)]
#[serde(deny_unknown_fields)]
pub(crate) struct SeenBody {
    /// 1 to 5,000 of them.
    items: Vec<OneSeen>,
}

#[derive(Deserialize, ToSchema)]
#[schema(as = MarketPriceSeen)]
#[serde(deny_unknown_fields)]
pub(crate) struct OneSeen {
    #[schema(value_type = String)]
    sku: SkuId,
    /// The name of the place, as rules say it: one line, up to 40 characters.
    #[schema(example = "competitor")]
    source: String,
    price: Amount,
    /// When; null: now.
    at: Option<String>,
}

/// How many said something newer than what was known.
#[derive(Serialize, ToSchema)]
#[schema(as = MarketPricesTaken)]
pub(crate) struct TakenAnswer {
    lines: usize,
    fresh: usize,
}

#[derive(Serialize, ToSchema)]
#[schema(as = MarketPrice)]
pub(crate) struct PriceAnswer {
    source: String,
    price: Amount,
    at: String,
    by: String,
}

/// What others ask for a SKU.
#[derive(Serialize, ToSchema)]
#[schema(as = MarketPrices)]
pub(crate) struct MarketAnswer {
    /// The last of each place. Rules follow it for seven days.
    now: Vec<PriceAnswer>,
    /// The last hundred of all.
    history: Vec<PriceAnswer>,
}

/// What others ask for one of your SKUs.
#[derive(Serialize, ToSchema)]
#[schema(as = MarketPriceLine)]
pub(crate) struct LineAnswer {
    #[schema(value_type = String)]
    sku: SkuId,
    sku_code: String,
    sku_name: Text,
    source: String,
    price: Amount,
    at: String,
    by: String,
    /// Whether rules follow it: what was seen more than seven days ago they do not.
    fresh: bool,
    /// What you ask for it at least, in the same currency; null: nothing now.
    own: Option<Amount>,
}

const FILE_MAX: usize = 2 * 1024 * 1024;
const SHOWN: i64 = 100;
const SOURCE_MAX: usize = 40;
const PRICES: RangeInclusive<i64> = 1..=10_000_000_000;
/// Clocks differ.
const AHEAD: Span = Span::minutes(5);
const COLUMNS: [&str; 5] = ["sku_code", "source", "price", "currency", "at"];

/// What others were last seen to ask for your SKUs, in the order in which these were made; at most 100 SKUs a page, each
/// with all its places.
#[utoipa::path(get, path = "/v1/merchant/market-prices", tag = "prices", operation_id = "listAllMarketPrices",
    params(PageQuery), security(("key" = ["catalog:read"])), responses((status = 200, body = List<LineAnswer>)))]
pub(crate) async fn list(
    State(api): State<Api>,
    staff: Staff<CatalogRead>,
    Ask(asked): Ask<PageQuery>,
) -> Answer {
    let ask = asked.by_id::<SkuId>()?;
    let after = ask.after.as_deref().and_then(|after| after.parse().ok());
    let (prices, next) = api.watch.market_page(staff.merchant, after, ask.limit).await?;
    let mut ids: Vec<SkuId> = prices.iter().map(|price| price.sku).collect();
    ids.dedup();
    let skus: HashMap<SkuId, Sku> =
        catalog::skus(api.db(), staff.merchant, &ids).await?.into_iter().map(|sku| (sku.id, sku)).collect();
    let mut tx = api.db().read().await?;
    let offers = catalog::priced(&mut tx, staff.merchant, Which::Skus(&ids)).await?;
    drop(tx);
    let now = api.ambient().now();
    let mut items = Vec::with_capacity(prices.len());
    for price in prices {
        let sku = skus.get(&price.sku);
        let same = |offer: &&Priced| {
            offer.on && offer.sku == price.sku && offer.price.price.currency == price.price.currency
        };
        let own = offers.iter().filter(same).map(|offer| offer.price.price).min_by_key(|own| own.minor);
        items.push(LineAnswer {
            sku: price.sku,
            sku_code: sku.map(|sku| sku.code.clone()).unwrap_or_default(),
            sku_name: sku.map(|sku| sku.name.clone()).unwrap_or_default().into(),
            fresh: watch::is_followed(price.at, now),
            own: own.map(Into::into),
            by: name_of(&api, &price.by).await?,
            source: price.source,
            price: price.price.into(),
            at: price.at.rfc3339(),
        });
    }
    ok(&List { items, next: next.map(|sku| sku.to_string()) })
}

/// Note what others ask for the same goods, from a program or by hand; what is older than what is known is left out. Rules
/// change prices at once. Refused: `bad_line`, `too_many_lines`.
#[utoipa::path(post, path = "/v1/merchant/market-prices", tag = "prices", operation_id = "noteMarketPrices",
    request_body = SeenBody, security(("key" = ["catalog:write"])), responses((status = 200, body = TakenAnswer)))]
pub(crate) async fn note(State(api): State<Api>, staff: Staff<CatalogWrite>, body: Json) -> Answer {
    let asked: SeenBody = body.parse()?;
    let mut seen = Vec::with_capacity(asked.items.len());
    for (line, one) in asked.items.into_iter().enumerate() {
        let at = one.at.map(|at| Time::parse_rfc3339(&at).ok_or(()));
        let at = at.transpose().map_err(|()| bad_line(line, "at", "a time such as 2027-12-01T00:00:00Z"))?;
        seen.push(Seen { sku: one.sku, source: one.source, price: one.price.into(), at });
    }
    taken(&api, &staff, &seen).await
}

/// Import what others ask: a table with the columns `sku_code`, `source`, `price` (as 12.50) and, if you like, `currency`
/// (CNY where there is none) and `at`. At most 2,000 lines and 2 MiB. All or nothing: each line that cannot stand is in
/// `errors`, as `/lines/12/price`, in both languages. Refused: `bad_table`, `bad_line`.
#[utoipa::path(post, path = "/v1/merchant/market-prices/import", tag = "prices", operation_id = "importMarketPrices",
    request_body(content((String = "text/csv"), (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))),
    security(("key" = ["catalog:write"])), responses((status = 200, body = TakenAnswer)))]
pub(crate) async fn import(State(api): State<Api>, staff: Staff<CatalogWrite>, request: Request) -> Answer {
    let format = match media_type(request.headers()).as_str() {
        "text/csv" => Format::Csv,
        XLSX => Format::Xlsx,
        _ => return Err(unsupported("text/csv or an .xlsx spreadsheet")),
    };
    let file = read(request.into_body(), FILE_MAX).await?;
    let bad = |why: String| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "bad_table", why);
    let rows = tokio::task::spawn_blocking(move || table(format, &file)).await.map_err(Problem::internal)?;
    let rows = rows.map_err(bad)?;
    let (head, lines) = rows.split_first().ok_or_else(|| bad("the table is empty".into()))?;
    let places = COLUMNS.map(|name| head.fields.iter().position(|field| field.trim() == name));
    let [Some(_), Some(_), Some(_), ..] = places else {
        return Err(bad(
            "the first line names the columns: sku_code, source and price, if you like currency and at"
                .into(),
        ));
    };
    let (mut seen, mut wrong) = (Vec::with_capacity(lines.len()), Vec::new());
    for row in lines {
        match line(&api, staff.merchant, row, &places).await? {
            Ok(one) => seen.push(one),
            Err((field, detail, zh)) => wrong.push((row.number, field, detail, zh)),
        }
    }
    if let Some((number, field, detail, _)) = wrong.first() {
        let problem = bad_line(*number, field, detail);
        return Err(wrong.into_iter().take(100).fold(problem, |problem, (number, field, detail, zh)| {
            problem.at_in_both(format!("/lines/{number}/{field}"), detail.to_owned(), zh.to_owned())
        }));
    }
    taken(&api, &staff, &seen).await
}

/// A field of a line, and what is wrong with it, in English and in Chinese.
type Wrong = (&'static str, &'static str, &'static str);

async fn line(
    api: &Api,
    merchant: MerchantId,
    row: &Row,
    places: &[Option<usize>; 5],
) -> Result<Result<Seen, Wrong>, Problem> {
    let [code, source, price, currency, at] =
        places.map(|place| place.and_then(|at| row.fields.get(at)).map_or("", |field| field.trim()));
    let Some(sku) = catalog::sku_by_code(api.db(), merchant, code).await? else {
        return Ok(Err(("sku_code", "there is no SKU of yours with this code", "没有这个编码的规格")));
    };
    Ok(read_line(sku.id, [source, price, currency, at], api.ambient().now()))
}

fn read_line(sku: SkuId, [source, price, currency, at]: [&str; 4], now: Time) -> Result<Seen, Wrong> {
    if clean_line(source, SOURCE_MAX).is_err() {
        return Err(("source", "one line of up to 40 characters", "填一行，最多 40 个字"));
    }
    let currency: Currency = match currency {
        "" => Currency::CNY,
        code => {
            code.parse().map_err(|_| ("currency", "three letters, such as CNY", "填三个字母，例如 CNY"))?
        }
    };
    let price = Money::parse_decimal(price, currency).ok().filter(|price| PRICES.contains(&price.minor));
    let price = price.ok_or(("price", "an amount such as 12.50", "填金额，例如 12.50"))?;
    let bad_time = (
        "at",
        "a moment that has been, such as 2027-12-01T00:00:00Z",
        "填过去的时间，例如 2027-12-01T00:00:00Z",
    );
    let at = match at {
        "" => None,
        text => Some(
            Time::parse_rfc3339(text).filter(|at| *at <= now.after(AHEAD) && at.0 >= 0).ok_or(bad_time)?,
        ),
    };
    Ok(Seen { sku, source: source.to_owned(), price, at })
}

fn bad_line(line: usize, field: &str, detail: &str) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "bad_line", format!("line {line}, {field}: {detail}"))
}

async fn taken(api: &Api, staff: &Staff<CatalogWrite>, seen: &[Seen]) -> Answer {
    let fresh = api.watch.observe(staff.merchant, seen, &staff.caller.actor()).await?;
    follow(api, staff.merchant).await;
    ok(&TakenAnswer { lines: seen.len(), fresh })
}

/// What others ask for a SKU of yours, and did. Refused: `unknown_sku`.
#[utoipa::path(get, path = "/v1/skus/{sku}/market-prices", tag = "prices", operation_id = "listMarketPrices",
    params(("sku" = String, Path, description = "The SKU's id")),
    security(("key" = ["catalog:read"])), responses((status = 200, body = MarketAnswer)))]
pub(crate) async fn of_sku(State(api): State<Api>, staff: Staff<CatalogRead>, Id(id): Id<SkuId>) -> Answer {
    own(&api, staff.merchant, id).await?;
    let now = api.watch.market(staff.merchant, id).await?;
    let history = api.watch.market_history(staff.merchant, id, SHOWN).await?;
    ok(&MarketAnswer { now: answers(&api, now).await?, history: answers(&api, history).await? })
}

async fn answers(api: &Api, prices: Vec<MarketPrice>) -> Result<Vec<PriceAnswer>, Problem> {
    let mut all = Vec::with_capacity(prices.len());
    for price in prices {
        all.push(PriceAnswer {
            by: name_of(api, &price.by).await?,
            source: price.source,
            price: price.price.into(),
            at: price.at.rfc3339(),
        });
    }
    Ok(all)
}
