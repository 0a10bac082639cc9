use crate::address::Address;
use crate::may::{Operator, PlatformExport};
use crate::path::Ask;
use crate::platform::exports::name_of;
use crate::platform::names;
use crate::sheet::Cell;
use crate::sheet::list::{Lines, Wish, file, time};
use crate::words::Answer;
use crate::{Api, Problem};
use axum::extract::State;
use kernel::{Language, Page, PageAsk};
use orders::RefundFilter;
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

/// Which refunds, and how they are written.
#[derive(Deserialize, Serialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct RefundsFile {
    /// `csv` (the default) or `xlsx`.
    format: Option<String>,
    /// Of the first line: `zh` (the default) or `en`.
    language: Option<String>,
    /// As for the list.
    state: Option<String>,
}

struct Refunds(RefundFilter);

impl Lines for Refunds {
    const NAME: &'static str = "refunds";
    const HEAD: &'static [(&'static str, &'static str)] = &[
        ("退款编号", "refund"),
        ("订单号或充值单号", "order or top-up"),
        ("支付编号", "payment"),
        ("商户", "merchant"),
        ("渠道", "channel"),
        ("渠道单号", "number at the channel"),
        ("到账流水", "arrival"),
        ("金额", "amount"),
        ("币种", "currency"),
        ("状态", "state"),
        ("创建时间", "created at"),
        ("首次提交", "first asked for"),
        ("完成时间", "finished at"),
        ("说明", "reason"),
    ];

    async fn page(&self, api: &Api, language: Language, ask: &PageAsk) -> Result<Page<Vec<Cell>>, Problem> {
        let page = api.orders.refunds(&self.0, ask).await?;
        let names = names(api, page.items.iter().filter_map(|refund| refund.of.merchant())).await?;
        Ok(page.map(|refund| {
            vec![
                Cell::text(refund.id.to_string()),
                Cell::text(refund.of.name()),
                Cell::text(refund.payment.to_string()),
                name_of(refund.of, &names, language),
                Cell::text(refund.channel),
                refund.reference.map_or(Cell::Empty, Cell::text),
                Cell::text(refund.event_id),
                Cell::number(refund.amount.decimal()),
                Cell::text(refund.amount.currency.code()),
                Cell::text(refund.state),
                time(Some(refund.created_at)),
                time(refund.tried_at),
                time(refund.finished_at),
                refund.reason.map_or(Cell::Empty, Cell::text),
            ]
        }))
    }
}

/// Refunds through channels as a file. The file is noted in the trail.
#[utoipa::path(get, path = "/v1/platform/refunds/export", tag = "platform", operation_id = "exportPlatformRefunds", params(RefundsFile),
    security(("session" = ["platform:export"])),
    responses((status = 200, content((String = "text/csv"), (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))))]
pub(crate) async fn export(
    State(api): State<Api>,
    operator: Operator<PlatformExport>,
    from: Address,
    Ask(asked): Ask<RefundsFile>,
) -> Answer {
    let wish = Wish::read(asked.format.as_deref(), asked.language.as_deref(), &asked)?;
    let state = asked.state.filter(|state| !state.is_empty());
    file(&api, &operator.caller, &from, "platform", (wish, Refunds(RefundFilter { state }))).await
}
