use super::{CardamomSupplier, GOODS_MAX};
use crate::words::unreadable;
use kernel::{Currency, Money, Time};
use ports::{StatementDay, SupplyError, SupplyLine, SupplyLineKind, SupplyLineState, SupplyStatement};
use serde_json::Value;

/// So many pages of one day are read at most.
const PAGES_MAX: usize = 100;

impl CardamomSupplier {
    /// What our orders took from the wallet there, and brought back: other orders of the same wallet are not told of, so
    /// neither is what lies in it.
    pub(super) async fn day(&self, day: &StatementDay) -> Result<SupplyStatement, SupplyError> {
        let (mut told, mut after) = (SupplyStatement::default(), String::new());
        for _ in 0..PAGES_MAX {
            let path = format!("/dock/v1/statement?day={}&currency={}{after}", day.date, self.currency);
            let page = self.get(&path, GOODS_MAX).await?;
            let (lines, next) = read(page.good()?, self.currency)?;
            told.lines.extend(lines);
            match next {
                Some(next) => after = format!("&after={next}"),
                None => return Ok(told),
            }
        }
        Err(SupplyError::Unknown("the statement of one day has too many pages".into()))
    }
}

/// A page: its lines, and where the next one begins. No line is passed over.
pub(super) fn read(
    told: &Value,
    currency: Currency,
) -> Result<(Vec<SupplyLine>, Option<String>), SupplyError> {
    if told.get("currency").and_then(Value::as_str) != Some(currency.code()) {
        return Err(unreadable("currency"));
    }
    let items = told.get("items").and_then(Value::as_array).ok_or_else(|| unreadable("items"))?;
    let lines: Result<Vec<_>, _> =
        items.iter().map(|item| line(item, currency).ok_or_else(|| unreadable("line"))).collect();
    let next = match told.get("next") {
        None | Some(Value::Null) => None,
        Some(next) => {
            let number = next.as_str().filter(|text| crate::plain::is_number(text, 18));
            Some(number.ok_or_else(|| unreadable("next"))?.to_owned())
        }
    };
    Ok((lines?, next))
}

fn line(item: &Value, currency: Currency) -> Option<SupplyLine> {
    let text = |name: &str| item.get(name).and_then(Value::as_str);
    let kind = match text("kind")? {
        "charge" => SupplyLineKind::Charge,
        "refund" => SupplyLineKind::Refund,
        _ => return None,
    };
    Some(SupplyLine {
        order_no: text("order_no")?.to_owned(),
        reference: text("id")?.to_owned(),
        kind,
        amount: Money::new(item.get("amount")?.as_i64().filter(|minor| *minor > 0)?, currency),
        at: Time::parse_rfc3339(text("at")?)?,
        state: SupplyLineState::Done,
    })
}
