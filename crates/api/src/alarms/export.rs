use crate::address::Address;
use crate::may::{GoodsExport, Staff};
use crate::path::Ask;
use crate::sales::ask::{moment, words};
use crate::sheet::Cell;
use crate::sheet::list::{Lines, Wish, file, time};
use crate::words::Answer;
use crate::{Api, Problem};
use axum::extract::State;
use kernel::{Language, MerchantId, Page, PageAsk, Time};
use orders::Alarm;
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

/// Which alarms, and how they are written.
#[derive(Deserialize, Serialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct AlarmsFile {
    /// `csv` (the default) or `xlsx`.
    format: Option<String>,
    /// Of the first line: `zh` (the default) or `en`.
    language: Option<String>,
    /// A part of the subject or of the order's id.
    q: Option<String>,
    /// As the list calls them.
    kind: Option<String>,
    /// Raised then or later: RFC 3339, or a day in China such as 2026-11-28.
    from: Option<String>,
    /// Raised before then: RFC 3339, or a day in China, which is included.
    to: Option<String>,
}

struct Alarms {
    merchant: MerchantId,
    words: String,
    kind: String,
    from: Option<Time>,
    to: Option<Time>,
}

impl Alarms {
    fn wants(&self, alarm: &Alarm) -> bool {
        let order = alarm.order.map(|order| order.to_string()).unwrap_or_default();
        (self.kind.is_empty() || alarm.kind == self.kind)
            && self.from.is_none_or(|from| alarm.at >= from)
            && self.to.is_none_or(|to| alarm.at < to)
            && (alarm.subject.contains(&self.words) || order.contains(&self.words))
    }
}

impl Lines for Alarms {
    const NAME: &'static str = "alarms";
    const HEAD: &'static [(&'static str, &'static str)] = &[
        ("提醒编号", "alarm"),
        ("事项", "kind"),
        ("关于", "about"),
        ("订单号", "order"),
        ("详情", "detail"),
        ("时间", "at"),
    ];

    async fn page(&self, api: &Api, _: Language, ask: &PageAsk) -> Result<Page<Vec<Cell>>, Problem> {
        let mut page = api.orders.alarms(self.merchant, ask).await?;
        page.items.retain(|alarm| self.wants(alarm));
        Ok(page.map(|alarm| {
            vec![
                Cell::text(alarm.id.to_string()),
                Cell::text(alarm.kind),
                Cell::text(alarm.subject),
                alarm.order.map_or(Cell::Empty, |order| Cell::text(order.to_string())),
                Cell::text(alarm.detail),
                time(Some(alarm.at)),
            ]
        }))
    }
}

/// Your alarms as a file. The file is noted in the trail.
#[utoipa::path(get, path = "/v1/merchant/alarms/export", tag = "merchant", operation_id = "exportAlarms", params(AlarmsFile),
    security(("session" = ["goods:export"])),
    responses((status = 200, content((String = "text/csv"), (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))))]
pub(crate) async fn export(
    State(api): State<Api>,
    staff: Staff<GoodsExport>,
    from: Address,
    Ask(asked): Ask<AlarmsFile>,
) -> Answer {
    let wish = Wish::read(asked.format.as_deref(), asked.language.as_deref(), &asked)?;
    let lines = Alarms {
        merchant: staff.merchant,
        from: moment("from", asked.from.as_deref(), 0)?,
        to: moment("to", asked.to.as_deref(), 1)?,
        words: words(asked.q)?.trim().to_owned(),
        kind: asked.kind.unwrap_or_default(),
    };
    file(&api, &staff.caller, &from, &staff.merchant.to_string(), (wish, lines)).await
}
