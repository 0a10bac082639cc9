//! The trade bill of a day (pay.weixin.qq.com, "交易账单文件格式说明", type ALL), and the two requests that lead to it.

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::{APP_ID, CODE, MCH_ID, gate, json_text, problem};
use crate::channels::statements::{Day, Moved, cell};
use crate::channels::{House, RefundState, Shared, china, form};

const HEADER: &str = "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,\
                      应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,\
                      手续费,费率,订单金额,申请退款金额,费率备注";
const SUMS: &str =
    "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额";

pub fn write(house: &House, day: Day) -> String {
    let rows = house.on(CODE, day, |moved| (row(moved), sums(moved)));
    let sum = |of: fn(&(i64, i64)) -> i64| form::decimal(rows.iter().map(|(_, sums)| of(sums)).sum());
    let (paid, back) = (sum(|sums| sums.0), sum(|sums| sums.1));
    let text: Vec<&str> = rows.iter().map(|(row, _)| row.as_str()).collect();
    format!(
        "\u{feff}{HEADER}\r\n{}{SUMS}\r\n`{},`{paid},`{back},`0.00,`0.00000,`{paid},`{back}\r\n",
        text.concat(),
        rows.len()
    )
}

fn sums(moved: &Moved<'_>) -> (i64, i64) {
    match moved {
        Moved::Paid(_, arrival) => (arrival.amount, 0),
        Moved::Back(_, refund) => (0, refund.amount),
    }
}

/// 0.6 %, with five decimals, as WeChat writes it.
fn fee(amount: i64) -> String {
    let parts = amount.abs() * 6;
    let sign = if amount < 0 { "-" } else { "" };
    format!("{sign}{}.{:05}", parts / 100_000, parts % 100_000)
}

fn row(moved: &Moved<'_>) -> String {
    let payment = match moved {
        Moved::Paid(payment, _) | Moved::Back(payment, _) => payment,
    };
    let way = payment.extra.get("way").cloned().unwrap_or_default().to_uppercase();
    let (number, order, name) = (&payment.id, &payment.out_trade_no, cell(&payment.subject));
    match moved {
        Moved::Paid(_, arrival) => {
            let amount = form::decimal(arrival.amount);
            format!(
                "`{},`{APP_ID},`{MCH_ID},`0,`,`{number},`{order},`oPayer,`{way},`SUCCESS,`OTHERS,`{},`{amount},`0.00,`0,`0,`0.00,`0.00,\
                 `,`,`{name},`,`{},`0.60%,`{amount},`0.00,`\r\n",
                china::spaced(arrival.at),
                arrival.currency,
                fee(arrival.amount),
            )
        }
        Moved::Back(_, refund) => {
            let state = if refund.state == RefundState::Done { "SUCCESS" } else { "PROCESSING" };
            let amount = form::decimal(refund.amount);
            format!(
                "`{},`{APP_ID},`{MCH_ID},`0,`,`{number},`{order},`oPayer,`{way},`REFUND,`OTHERS,`{},`0.00,`0.00,`{},`{},`{amount},`0.00,\
                 `ORIGINAL,`{state},`{name},`,`{},`0.60%,`0.00,`{amount},`\r\n",
                china::spaced(refund.at),
                refund.currency,
                refund.id,
                refund.out_refund_no.as_deref().unwrap_or_default(),
                fee(-refund.amount),
            )
        }
    }
}

/// `GET /v3/bill/tradebill?bill_date=2026-11-27&bill_type=ALL`
pub async fn apply(State(house): State<Shared>, RawQuery(query): RawQuery) -> Response {
    let fields = form::read(&query.unwrap_or_default());
    if !matches!(form::value(&fields, "bill_type"), "ALL" | "") {
        return problem(400, "PARAM_ERROR", "此处只提供 ALL 账单");
    }
    let Some(day) = day(form::value(&fields, "bill_date")) else {
        return problem(400, "PARAM_ERROR", "bill_date 格式错误");
    };
    if day.to > house.now_ms(CODE) {
        return problem(400, "INVALID_REQUEST", "账单日期须早于今天");
    }
    if house.on(CODE, day, |_| ()).is_empty() {
        return problem(400, "NO_STATEMENT_EXIST", "账单文件不存在");
    }
    let file = write(&house, day);
    let digest = ring::digest::digest(&ring::digest::SHA1_FOR_LEGACY_USE_ONLY, file.as_bytes());
    let hash: String = digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    let token = form::value(&fields, "bill_date");
    json_text(json!({
        "hash_type": "SHA1", "hash_value": hash,
        "download_url": format!("{}/wechat/v3/billdownload/file?token={token}", house.base),
    }))
}

/// The file itself, asked for with a signature and answered without one.
pub async fn download(
    State(house): State<Shared>,
    uri: Uri,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let authorization =
        headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default();
    // With the part of the path that led here.
    let target = format!("/wechat{}", uri.path_and_query().map_or("/", |target| target.as_str()));
    if let Err(why) = gate::checked(&house, authorization, "GET", &target, &Default::default()) {
        return problem(401, "SIGN_ERROR", why);
    }
    let fields = form::read(&query.unwrap_or_default());
    let Some(day) = day(form::value(&fields, "token")) else {
        return problem(404, "RESOURCE_NOT_EXISTS", "文件不存在");
    };
    let mut file = write(&house, day);
    if house.switches(CODE).forge_answers {
        file = file.replace("`SUCCESS", "`REFUND");
    }
    ([("content-type", "text/plain")], file).into_response()
}

fn day(date: &str) -> Option<Day> {
    let from = china::read_spaced(&format!("{date} 00:00:00"))?;
    Some(Day::of(from, 8 * 3_600_000))
}
