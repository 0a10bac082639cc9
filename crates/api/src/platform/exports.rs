//! The platform's lists as files. Each is noted in the trail.

use super::money::filter;
use super::names;
use crate::address::Address;
use crate::may::{JobsWrite, Operator, PlatformExport};
use crate::path::Ask;
use crate::sales::ask::words;
use crate::sheet::Cell;
use crate::sheet::list::{Lines, Wish, file, time};
use crate::words::Answer;
use crate::{Api, Problem, market};
use axum::extract::State;
use kernel::{Bilingual, Language, MerchantId, Page, PageAsk};
use merchants::MerchantState;
use orders::{PaidFor, PaymentFilter};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::IntoParams;

const SUBJECT: &str = "platform";

/// Which payments, and how they are written.
#[derive(Deserialize, Serialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct PaymentsFile {
    /// `csv` (the default) or `xlsx`.
    format: Option<String>,
    /// Of the first line: `zh` (the default) or `en`.
    language: Option<String>,
    /// As for the list.
    q: Option<String>,
    state: Option<String>,
    channel: Option<String>,
    from: Option<String>,
    to: Option<String>,
}

struct Payments(PaymentFilter);

/// How the merchant is called; a top-up has none.
pub(super) fn name_of(of: PaidFor, names: &HashMap<MerchantId, Bilingual>, language: Language) -> Cell {
    let name = of.merchant().and_then(|merchant| names.get(&merchant));
    name.map_or(Cell::Empty, |name| Cell::text(name.get(language)))
}

impl Lines for Payments {
    const NAME: &'static str = "payments";
    const HEAD: &'static [(&'static str, &'static str)] = &[
        ("支付编号", "payment"),
        ("订单号或充值单号", "order or top-up"),
        ("商户", "merchant"),
        ("商户编号或用户编号", "merchant or user id"),
        ("渠道", "channel"),
        ("状态", "state"),
        ("金额", "amount"),
        ("币种", "currency"),
        ("创建时间", "created at"),
        ("付款时间", "paid at"),
    ];

    async fn page(&self, api: &Api, language: Language, ask: &PageAsk) -> Result<Page<Vec<Cell>>, Problem> {
        let page = api.orders.payments(&self.0, ask).await?;
        let names = names(api, page.items.iter().filter_map(|payment| payment.of.merchant())).await?;
        Ok(page.map(|payment| {
            vec![
                Cell::text(payment.id.to_string()),
                Cell::text(payment.of.name()),
                name_of(payment.of, &names, language),
                Cell::text(payment.of.book()),
                Cell::text(payment.channel),
                Cell::text(payment.state),
                Cell::number(payment.amount.decimal()),
                Cell::text(payment.amount.currency.code()),
                time(Some(payment.created_at)),
                time(payment.paid_at),
            ]
        }))
    }
}

/// Payments through channels as a file. The file is noted in the trail.
#[utoipa::path(get, path = "/v1/platform/payments/export", tag = "platform", operation_id = "exportPlatformPayments", params(PaymentsFile),
    security(("session" = ["platform:export"])),
    responses((status = 200, content((String = "text/csv"), (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))))]
pub(crate) async fn payments(
    State(api): State<Api>,
    operator: Operator<PlatformExport>,
    from: Address,
    Ask(asked): Ask<PaymentsFile>,
) -> Answer {
    let wish = Wish::read(asked.format.as_deref(), asked.language.as_deref(), &asked)?;
    let filter = filter(asked.q, (asked.state, asked.channel), (asked.from.as_deref(), asked.to.as_deref()))?;
    file(&api, &operator.caller, &from, SUBJECT, (wish, Payments(filter))).await
}

/// Which merchants, and how they are written.
#[derive(Deserialize, Serialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct MerchantsFile {
    /// `csv` (the default) or `xlsx`.
    format: Option<String>,
    /// Of the first line: `zh` (the default) or `en`.
    language: Option<String>,
    /// As for the list.
    q: Option<String>,
    state: Option<String>,
}

struct Merchants {
    state: Option<MerchantState>,
    words: String,
}

impl Lines for Merchants {
    const NAME: &'static str = "merchants";
    const HEAD: &'static [(&'static str, &'static str)] = &[
        ("商户编号", "merchant"),
        ("名称（中文）", "name (Chinese)"),
        ("名称（英文）", "name (English)"),
        ("状态", "state"),
        ("服务费（万分之）", "fee (hundredths of a per cent)"),
        ("套餐", "plan"),
        ("信任", "trusted"),
        ("开店时间", "since"),
    ];

    async fn page(&self, api: &Api, _: Language, ask: &PageAsk) -> Result<Page<Vec<Cell>>, Problem> {
        let page = merchants::search(api.db(), self.state, &self.words, ask).await?;
        Ok(page.map(|merchant| {
            vec![
                Cell::text(merchant.id.to_string()),
                Cell::text(merchant.name.zh),
                Cell::text(merchant.name.en),
                Cell::text(merchant.state.code()),
                Cell::number(merchant.fee.0),
                Cell::text(merchant.plan),
                Cell::text(if merchant.trusted { "yes" } else { "no" }),
                time(Some(merchant.created_at)),
            ]
        }))
    }
}

/// The merchants as a file. The file is noted in the trail.
#[utoipa::path(get, path = "/v1/platform/merchants/export", tag = "platform", operation_id = "exportMerchants", params(MerchantsFile),
    security(("session" = ["platform:export"])),
    responses((status = 200, content((String = "text/csv"), (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))))]
pub(crate) async fn merchants(
    State(api): State<Api>,
    operator: Operator<PlatformExport>,
    from: Address,
    Ask(asked): Ask<MerchantsFile>,
) -> Answer {
    let wish = Wish::read(asked.format.as_deref(), asked.language.as_deref(), &asked)?;
    let lines = Merchants { state: market::state(asked.state)?, words: words(asked.q)? };
    file(&api, &operator.caller, &from, SUBJECT, (wish, lines)).await
}

/// Which jobs, and how they are written.
#[derive(Deserialize, Serialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct JobsFile {
    /// `csv` (the default) or `xlsx`.
    format: Option<String>,
    /// Of the first line: `zh` (the default) or `en`.
    language: Option<String>,
    /// As for the list.
    q: Option<String>,
}

struct DeadJobs(String);

impl Lines for DeadJobs {
    const NAME: &'static str = "dead-jobs";
    const HEAD: &'static [(&'static str, &'static str)] = &[
        ("任务编号", "job"),
        ("种类", "kind"),
        ("对象", "about"),
        ("尝试次数", "tries"),
        ("最后的错误", "last error"),
        ("创建时间", "created at"),
    ];

    async fn page(&self, api: &Api, _: Language, ask: &PageAsk) -> Result<Page<Vec<Cell>>, Problem> {
        Ok(jobs::dead_with(api.db(), &self.0, ask).await?.map(|job| {
            vec![
                Cell::text(job.id.to_string()),
                Cell::text(job.kind),
                Cell::text(job.payload),
                Cell::number(job.attempts),
                Cell::text(job.last_error),
                time(Some(job.created_at)),
            ]
        }))
    }
}

/// Jobs that were given up, as a file. The file is noted in the trail.
#[utoipa::path(get, path = "/v1/platform/jobs/dead/export", tag = "platform", operation_id = "exportDeadJobs", params(JobsFile),
    security(("session" = ["jobs:write"])),
    responses((status = 200, content((String = "text/csv"), (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))))]
pub(crate) async fn dead_jobs(
    State(api): State<Api>,
    operator: Operator<JobsWrite>,
    from: Address,
    Ask(asked): Ask<JobsFile>,
) -> Answer {
    let wish = Wish::read(asked.format.as_deref(), asked.language.as_deref(), &asked)?;
    let lines = DeadJobs(words(asked.q)?);
    file(&api, &operator.caller, &from, SUBJECT, (wish, lines)).await
}
