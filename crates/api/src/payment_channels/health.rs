use crate::may::{Operator, PlatformPayments};
use crate::words::{Answer, List, ok};
use crate::{Api, Problem};
use axum::extract::State;
use kernel::{Span, Time};
use orders::{ChannelFigures, Health};
use serde::Serialize;
use tokio::sync::Mutex;
use utoipa::ToSchema;

/// How a channel does.
#[derive(Serialize, ToSchema)]
#[schema(as = ChannelHealth)]
pub(crate) struct HealthAnswer {
    code: String,
    /// Payments that were opened today (in China), and what became of them.
    opened: i64,
    paid: i64,
    /// Ended without money.
    closed: i64,
    waiting: i64,
    /// When money arrived last, as far as the newest payments tell.
    last_paid_at: Option<String>,
    /// `well`, `shaky`, or `resting`: offered last, because it did not answer. As this node sees it.
    health: &'static str,
    resting_until: Option<String>,
}

/// What was counted last, and when.
#[derive(Default)]
pub(crate) struct Remembered(Mutex<Option<(Time, Vec<ChannelFigures>)>>);

/// As long as a count is believed.
const FRESH: Span = Span::seconds(10);
const DAY: i64 = 86_400;
/// China's time is so far ahead of UTC.
const EAST: i64 = 8 * 3_600;

/// How each payment channel does: what became of today's payments, when money came last, whether it answers.
#[utoipa::path(get, path = "/v1/platform/channel-health", tag = "platform", operation_id = "listChannelHealth",
    security(("key" = ["platform:payments"])), responses((status = 200, body = List<HealthAnswer>)))]
pub(crate) async fn list(State(api): State<Api>, _: Operator<PlatformPayments>) -> Answer {
    let figures = counted(&api).await?;
    let channels = api.admission.channels().list().await?;
    let now = api.ambient().now();
    let items = channels.into_iter().map(|channel| {
        let of = figures.iter().find(|figures| figures.channel == channel.code).cloned().unwrap_or_default();
        let health = api.orders.channels().health(&channel.code, now).unwrap_or(Health::Well);
        let until = match health {
            Health::Resting { until } => Some(until.rfc3339()),
            Health::Well | Health::Shaky => None,
        };
        HealthAnswer {
            code: channel.code,
            opened: of.opened,
            paid: of.paid,
            closed: of.closed,
            waiting: of.waiting(),
            last_paid_at: of.last_paid_at.map(Time::rfc3339),
            health: health.code(),
            resting_until: until,
        }
    });
    ok(&List { items: items.collect(), next: None })
}

/// Whoever asks meanwhile waits for the same count.
async fn counted(api: &Api) -> Result<Vec<ChannelFigures>, Problem> {
    let now = api.ambient().now();
    let mut kept = api.channel_figures.0.lock().await;
    if let Some((at, figures)) = &*kept
        && now >= *at
        && now.since(*at) < FRESH
    {
        return Ok(figures.clone());
    }
    let day = (now.unix_seconds() + EAST).div_euclid(DAY);
    let figures = api.orders.channel_figures(Time::from_unix_seconds(day * DAY - EAST)).await?;
    *kept = Some((now, figures.clone()));
    Ok(figures)
}
