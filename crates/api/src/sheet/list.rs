use super::write::{Rows, body};
use super::{Cell, Format};
use crate::address::Address;
use crate::people::{Act, witness};
use crate::places::Place;
use crate::sales::ask::bad;
use crate::words::Answer;
use crate::{Api, Problem};
use axum::body::Body;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::IntoResponse;
use identity::Caller;
use kernel::{Language, Page, PageAsk, Time};
use serde::Serialize;

/// So many lines at a time.
const PART: i64 = 500;
/// A file has no more of them, and says so in its last one.
const LINES_MAX: usize = 100_000;

/// Something that there is a list of, page by page.
pub(crate) trait Lines: Send + Sync + 'static {
    /// Names the file.
    const NAME: &'static str;
    /// What its columns are called, in Chinese and in English.
    const HEAD: &'static [(&'static str, &'static str)];

    fn page(
        &self,
        api: &Api,
        language: Language,
        ask: &PageAsk,
    ) -> impl Future<Output = Result<Page<Vec<Cell>>, Problem>> + Send;
}

/// How somebody wants a file.
pub(crate) struct Wish {
    format: Format,
    pub language: Language,
    /// All that was asked, for the trail.
    pub asked: String,
}

impl Wish {
    pub fn read(
        format: Option<&str>,
        language: Option<&str>,
        asked: &impl Serialize,
    ) -> Result<Self, Problem> {
        let asked = serde_json::to_string(asked).map_err(Problem::internal)?;
        Ok(Self { format: Format::parse(format)?, language: speak(language)?, asked })
    }
}

pub(crate) fn speak(language: Option<&str>) -> Result<Language, Problem> {
    match language.unwrap_or("zh") {
        "zh" => Ok(Language::Zh),
        "en" => Ok(Language::En),
        _ => Err(bad("language is zh or en")),
    }
}

/// A list as a file, once the trail has it. `subject` is whose list it is.
pub(crate) async fn file<L: Lines>(
    api: &Api,
    caller: &Caller,
    from: &Address,
    subject: &str,
    (wish, lines): (Wish, L),
) -> Answer {
    let place = place(api, caller, from, subject, &format!("{} {}", L::NAME, wish.asked)).await?;
    let Wish { format, language, .. } = wish;
    let rows = Exported { api: api.clone(), lines, language, next: Next::Head, written: 0, _place: place };
    attached(api, format, L::NAME, rows).await
}

/// A place to make a file in, once the trail has what was asked for.
pub(crate) async fn place(
    api: &Api,
    caller: &Caller,
    from: &Address,
    subject: &str,
    asked: &str,
) -> Result<Place, Problem> {
    let place = api.exports.take(&caller.actor()).ok_or_else(busy)?;
    let mut tx = api.db().begin().await?;
    let act = Act { what: "list_exported", subject, after: asked, ..Act::default() };
    witness(&mut tx, api, caller, from, act).await?;
    tx.commit().await?;
    Ok(place)
}

pub(crate) async fn attached(api: &Api, format: Format, name: &str, rows: impl Rows) -> Answer {
    kept(api, body(format, rows).await?, name, (format.code(), format.media_type()))
}

/// The answer that a browser keeps as a file.
pub(crate) fn kept(api: &Api, body: Body, name: &str, (ending, media): (&str, &'static str)) -> Answer {
    let mut response = body.into_response();
    let name = format!("attachment; filename=\"{name}-{}.{ending}\"", today(api.ambient().now()));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media));
    headers.insert(CONTENT_DISPOSITION, HeaderValue::from_str(&name).map_err(Problem::internal)?);
    Ok(response)
}

pub(crate) fn busy() -> Problem {
    let detail = "other files are being written: try again in a moment";
    Problem::new(StatusCode::TOO_MANY_REQUESTS, "export_busy", detail).retry(5)
}

fn today(now: Time) -> String {
    now.rfc3339().chars().take(10).collect()
}

pub(crate) fn time(time: Option<Time>) -> Cell {
    time.map_or(Cell::Empty, |time| Cell::text(time.rfc3339()))
}

pub(crate) fn head(columns: &[(&str, &str)], language: Language) -> Vec<Cell> {
    columns.iter().map(|(zh, en)| Cell::text(if language == Language::Zh { *zh } else { *en })).collect()
}

enum Next {
    Head,
    After(Option<String>),
    End,
}

struct Exported<L> {
    api: Api,
    lines: L,
    language: Language,
    next: Next,
    written: usize,
    _place: Place,
}

impl<L: Lines> Rows for Exported<L> {
    async fn more(&mut self) -> Result<Vec<Vec<Cell>>, Problem> {
        let after = match std::mem::replace(&mut self.next, Next::End) {
            Next::Head => {
                self.next = Next::After(None);
                return Ok(vec![head(L::HEAD, self.language)]);
            }
            Next::After(after) => after,
            Next::End => return Ok(Vec::new()),
        };
        let mut ask = PageAsk { after, limit: PART };
        loop {
            let page = self.lines.page(&self.api, self.language, &ask).await?;
            self.written += page.items.len();
            let (mut rows, more) = (page.items, page.next);
            if more.is_some() && self.written >= LINES_MAX {
                let (zh, en) = (
                    "后面还有：请缩小范围，分几个文件导出",
                    "there are more: narrow the list and take several files",
                );
                rows.push(vec![Cell::text(if self.language == Language::Zh { zh } else { en })]);
                return Ok(rows);
            }
            let Some(next) = more else { return Ok(rows) };
            if !rows.is_empty() {
                self.next = Next::After(Some(next));
                return Ok(rows);
            }
            ask.after = Some(next);
        }
    }
}
