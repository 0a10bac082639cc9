use crate::Problem;
use crate::path::checked;
use jiff::{Timestamp, civil::Date};
use kernel::{MerchantId, OrderId, PageAsk, ProductId, Time};
use orders::{OrderFilter, OrderState};
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

/// Which orders, and which page of them.
#[derive(Clone, Debug, Default, Deserialize, Serialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct SalesQuery {
    /// `next` of the page before; left out for the first page.
    pub after: Option<String>,
    /// How many items: 1 to 100, 30 by default.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// An order's id or how it begins, the id of a payment or delivery, the buyer's contact, or words of the product.
    pub q: Option<String>,
    /// `pending`, `fulfilling`, `delivered`, `failed`, `cancelled` or `expired`.
    pub state: Option<String>,
    /// Placed then or later: RFC 3339, or a day in China such as 2026-11-28.
    pub from: Option<String>,
    /// Placed before then: RFC 3339, or a day in China, which is included.
    pub to: Option<String>,
    /// Orders with this product.
    pub product: Option<String>,
}

const TEXT_MAX: usize = 200;

impl SalesQuery {
    pub fn read(self, merchant: Option<MerchantId>) -> Result<(OrderFilter, PageAsk), Problem> {
        let state =
            self.state.as_deref().filter(|state| !state.is_empty()).map(str::parse::<OrderState>).transpose();
        let state = state
            .map_err(|()| bad("state is pending, fulfilling, delivered, failed, cancelled or expired"))?;
        let product = self.product.as_deref().filter(|id| !id.is_empty()).map(str::parse::<ProductId>);
        let product = product.transpose().map_err(|_| bad("product is the id of a product"))?;
        let text = words(self.q)?;
        let filter = OrderFilter {
            merchant,
            text,
            state,
            from: moment("from", self.from.as_deref(), 0)?,
            to: moment("to", self.to.as_deref(), 1)?,
            product,
        };
        Ok((filter, checked::<OrderId>(self.after, self.limit)?))
    }
}

/// What somebody types into a field to search.
pub(crate) fn words(q: Option<String>) -> Result<String, Problem> {
    let text = q.unwrap_or_default();
    if text.chars().count() > TEXT_MAX || text.chars().any(char::is_control) {
        return Err(bad("q is one line of at most 200 characters"));
    }
    Ok(text)
}

/// One of a few codes; an empty one is none.
pub(crate) fn code<T>(
    text: Option<&str>,
    read: impl Fn(&str) -> Option<T>,
    which: &'static str,
) -> Result<Option<T>, Problem> {
    let text = text.filter(|text| !text.is_empty());
    text.map(|text| read(text).ok_or_else(|| bad(which))).transpose()
}

pub(crate) fn bad(detail: impl Into<String>) -> Problem {
    Problem::bad_request("invalid_query", detail)
}

/// The days of the shop are China's; `days` are added to one.
pub(crate) fn moment(name: &str, text: Option<&str>, days: i64) -> Result<Option<Time>, Problem> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    let day = || -> Option<Timestamp> {
        let day: Date = text.parse().ok()?;
        let midnight: Timestamp = format!("{day}T00:00:00+08:00").parse().ok()?;
        midnight.checked_add(jiff::SignedDuration::from_hours(24 * days)).ok()
    };
    let time = if text.len() == 10 { day() } else { text.parse::<Timestamp>().ok() };
    let time =
        time.ok_or_else(|| bad(format!("{name} is a day such as 2026-11-28, or a time of RFC 3339")))?;
    Ok(Some(Time(time.as_microsecond())))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::moment;

    #[test]
    fn days_are_chinas_and_the_last_one_is_included() {
        let read = |text, days| moment("from", Some(text), days).unwrap().unwrap().rfc3339();
        assert_eq!(read("2026-11-28", 0), "2026-11-27T16:00:00Z");
        assert_eq!(read("2026-11-28", 1), "2026-11-28T16:00:00Z");
        assert_eq!(read("2026-11-28T08:00:00+08:00", 1), "2026-11-28T00:00:00Z");
        assert_eq!(moment("from", Some(""), 0).unwrap(), None);
        for bad in
            ["2026-13-01", "yesterday", "28.11.2026", "2026-11-28T08:00:00", "9999999999", "ord_123456"]
        {
            assert_eq!(moment("from", Some(bad), 0).unwrap_err().code, "invalid_query", "{bad}");
        }
    }
}
