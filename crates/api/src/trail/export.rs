use super::filter;
use crate::address::Address;
use crate::may::{Operator, TrailExport};
use crate::path::Ask;
use crate::sheet::Cell;
use crate::sheet::list::{Lines, Wish, file, time};
use crate::words::Answer;
use crate::{Api, Problem};
use axum::extract::State;
use identity::TrailFilter;
use kernel::{Language, Page, PageAsk};
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

/// Which entries, and how they are written.
#[derive(Clone, Deserialize, Serialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct TrailFile {
    /// `csv` (the default) or `xlsx`.
    format: Option<String>,
    /// Of the first line: `zh` (the default) or `en`.
    language: Option<String>,
    /// As for the list.
    q: Option<String>,
    who: Option<String>,
    what: Option<String>,
    subject: Option<String>,
    from: Option<String>,
    to: Option<String>,
}

struct Entries(TrailFilter);

impl Lines for Entries {
    const NAME: &'static str = "trail";
    const HEAD: &'static [(&'static str, &'static str)] = &[
        ("序号", "number"),
        ("时间", "at"),
        ("何人", "who"),
        ("何事", "what"),
        ("对象", "subject"),
        ("之前", "before"),
        ("之后", "after"),
        ("原因", "reason"),
        ("来自", "from"),
    ];

    async fn page(&self, api: &Api, _: Language, ask: &PageAsk) -> Result<Page<Vec<Cell>>, Problem> {
        Ok(api.identity.trail(&self.0, ask).await?.map(|row| {
            vec![
                Cell::number(row.seq),
                time(Some(row.at)),
                Cell::text(row.who),
                Cell::text(row.what),
                Cell::text(row.subject),
                Cell::text(row.before),
                Cell::text(row.after),
                Cell::text(row.reason),
                Cell::text(row.from),
            ]
        }))
    }
}

/// The trail as a file, newest first; the file itself is noted in it.
#[utoipa::path(get, path = "/v1/platform/trail/export", tag = "platform", operation_id = "exportTrail", params(TrailFile),
    security(("session" = ["trail:export"])),
    responses((status = 200, content((String = "text/csv"), (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))))]
pub(crate) async fn export(
    State(api): State<Api>,
    operator: Operator<TrailExport>,
    from: Address,
    Ask(asked): Ask<TrailFile>,
) -> Answer {
    let wish = Wish::read(asked.format.as_deref(), asked.language.as_deref(), &asked)?;
    let TrailFile { q, who, what, subject, from: since, to, .. } = asked;
    let lines = Entries(filter([q, who, what, subject], [since, to])?);
    file(&api, &operator.caller, &from, "platform", (wish, lines)).await
}
