use super::follow;
use crate::body::{Json, media_type, read, unsupported};
use crate::may::{CatalogRead, CatalogWrite, Staff};
use crate::path::Id;
use crate::people::name_of;
use crate::sheet::read::{Row, read as table};
use crate::sheet::{Format, XLSX};
use crate::skus::own;
use crate::words::{Amount, Answer, ok};
use crate::{Api, Problem};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use kernel::{Currency, MerchantId, Money, SkuId, Time};
use serde::{Deserialize, Serialize};
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

const FILE_MAX: usize = 2 * 1024 * 1024;
const SHOWN: i64 = 100;
const COLUMNS: [&str; 5] = ["sku_code", "source", "price", "currency", "at"];

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
/// (CNY where there is none) and `at`. At most 2,000 lines and 2 MiB. Refused: `bad_table`, `bad_line`.
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
    let mut seen = Vec::with_capacity(lines.len());
    for row in lines {
        seen.push(line(&api, staff.merchant, row, &places).await?);
    }
    taken(&api, &staff, &seen).await
}

async fn line(
    api: &Api,
    merchant: MerchantId,
    row: &Row,
    places: &[Option<usize>; 5],
) -> Result<Seen, Problem> {
    let [code, source, price, currency, at] =
        places.map(|place| place.and_then(|at| row.fields.get(at)).map_or("", |field| field.trim()));
    let bad = |field, detail| bad_line(row.number, field, detail);
    let sku = catalog::sku_by_code(api.db(), merchant, code).await?;
    let sku = sku.ok_or_else(|| bad("sku_code", "there is no SKU of yours with this code"))?;
    let currency: Currency = match currency {
        "" => Currency::CNY,
        code => code.parse().map_err(|_| bad("currency", "three letters, such as CNY"))?,
    };
    let price = Money::parse_decimal(price, currency).map_err(|_| bad("price", "an amount such as 12.50"))?;
    let at = match at {
        "" => None,
        text => {
            let time = Time::parse_rfc3339(text);
            Some(time.ok_or_else(|| bad("at", "a time such as 2027-12-01T00:00:00Z"))?)
        }
    };
    Ok(Seen { sku: sku.id, source: source.to_owned(), price, at })
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
