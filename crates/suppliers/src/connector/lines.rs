//! What of an answer is a statement: each line is believed whole, or none of the day is.

use super::answer::{Amounts, amount};
use super::json::{Json, Pointer};
use kernel::{Currency, Time};
use outbound::local_time;
use ports::{SupplyError, SupplyLine, SupplyLineKind, SupplyLineState};
use serde::Deserialize;
use std::collections::BTreeMap;

/// What a line is, in the words of a description.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    Charge,
    Refund,
    Deposit,
}

/// Whether its money moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum State {
    Done,
    Pending,
    Failed,
}

/// Where lines stand, and where in each of them what is.
pub(super) struct Lines {
    pub at: Pointer,
    pub order_no: Option<Pointer>,
    pub reference: Option<Pointer>,
    /// None: all are charges.
    pub kind: Option<(Pointer, BTreeMap<String, Kind>)>,
    pub amount: Pointer,
    pub time: Pointer,
    /// None: all are done.
    pub state: Option<(Pointer, BTreeMap<String, State>)>,
}

/// No number is longer.
const NUMBER_MAX: usize = 100;

impl Lines {
    pub fn read(
        &self,
        json: &Json,
        amounts: Amounts,
        currency: Currency,
    ) -> Result<Vec<SupplyLine>, SupplyError> {
        let list = json.at(&self.at).and_then(|list| list.list());
        let list = list.ok_or_else(|| unreadable("list of lines"))?;
        list.iter().map(|line| self.line(line, amounts, currency)).collect()
    }

    fn line(&self, line: &Json, amounts: Amounts, currency: Currency) -> Result<SupplyLine, SupplyError> {
        let number = |at: &Option<Pointer>, what: &str| match at {
            None => Ok(String::new()),
            Some(at) => {
                let text = line.text_at(at).unwrap_or_default();
                let fits = text.len() <= NUMBER_MAX && !text.chars().any(char::is_control);
                if fits { Ok(text) } else { Err(unreadable(what)) }
            }
        };
        let kind = match mapped(line, self.kind.as_ref(), "kind")? {
            None | Some(Kind::Charge) => SupplyLineKind::Charge,
            Some(Kind::Refund) => SupplyLineKind::Refund,
            Some(Kind::Deposit) => SupplyLineKind::Deposit,
        };
        let state = match mapped(line, self.state.as_ref(), "state")? {
            None | Some(State::Done) => SupplyLineState::Done,
            Some(State::Pending) => SupplyLineState::Pending,
            Some(State::Failed) => SupplyLineState::Failed,
        };
        let text = line.text_at(&self.amount).ok_or_else(|| unreadable("amount"))?;
        let digits = text.strip_prefix('-');
        let up = kind == SupplyLineKind::Charge;
        let read = amount(digits.unwrap_or(&text), amounts, currency, up);
        let mut moved = read.filter(|money| money.minor > 0).ok_or_else(|| unreadable("amount"))?;
        if kind == SupplyLineKind::Deposit && digits.is_some() {
            moved.minor = -moved.minor;
        }
        let at = line.text_at(&self.time).and_then(|text| time(&text));
        Ok(SupplyLine {
            order_no: number(&self.order_no, "order_no")?,
            reference: number(&self.reference, "reference")?,
            kind,
            amount: moved,
            at: at.ok_or_else(|| unreadable("time"))?,
            state,
        })
    }
}

/// A value that is not mapped is unknown, and so is the whole statement.
fn mapped<T: Copy>(
    line: &Json,
    by: Option<&(Pointer, BTreeMap<String, T>)>,
    what: &str,
) -> Result<Option<T>, SupplyError> {
    let Some((at, known)) = by else { return Ok(None) };
    let found = line.text_at(at).and_then(|value| known.get(&value).copied());
    found.map(Some).ok_or_else(|| unreadable(what))
}

/// Seconds, milliseconds, with an offset, or as in China.
fn time(text: &str) -> Option<Time> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    match text.len() {
        10 if digits => text.parse().ok().map(Time::from_unix_seconds),
        13 if digits => text.parse::<i64>().ok().map(|millis| Time(millis * 1_000)),
        _ if text.ends_with('Z') || text.get(19..).is_some_and(|rest| rest.contains(['+', '-'])) => {
            Time::parse_rfc3339(text)
        }
        _ => local_time::read(text),
    }
}

fn unreadable(what: &str) -> SupplyError {
    SupplyError::Unknown(format!("a line of the statement has no {what} that can be read"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn lines() -> Lines {
        let at = |text: &str| Pointer::read(text).unwrap();
        let kinds = [("pay", Kind::Charge), ("back", Kind::Refund), ("topup", Kind::Deposit)];
        Lines {
            at: at("/data"),
            order_no: Some(at("/no")),
            reference: None,
            kind: Some((at("/t"), kinds.map(|(name, kind)| (name.to_owned(), kind)).into())),
            amount: at("/m"),
            time: at("/at"),
            state: None,
        }
    }

    #[test]
    fn a_statement_is_believed_whole_or_not_at_all() {
        let read = |text: &str| {
            let json = Json::read(text.as_bytes()).unwrap();
            lines().read(&json, Amounts::Decimal, Currency::CNY)
        };
        let told = read(
            r#"{"data":[{"no":"a1","t":"pay","m":"9.501","at":"2026-11-27 09:30:00"},
                {"no":"a1","t":"back","m":-9.50,"at":1795743000},{"t":"topup","m":"-3","at":"2026-11-27T01:30:00Z"}]}"#,
        )
        .unwrap();
        let amounts: Vec<i64> = told.iter().map(|line| line.amount.minor).collect();
        assert_eq!(amounts, [951, 950, -300]);
        assert!(told.iter().all(|line| line.at == Time::from_unix_seconds(1_795_743_000)));
        assert_eq!(read(r#"{"data":[]}"#).unwrap(), []);
        for text in [
            r#"{"list":[]}"#,
            r#"{"data":[{"t":"fee","m":"1","at":"1795743000"}]}"#,
            r#"{"data":[{"t":"pay","m":"1e3","at":"1795743000"}]}"#,
            r#"{"data":[{"t":"pay","m":"0","at":"1795743000"}]}"#,
            r#"{"data":[{"t":"pay","m":"1","at":"yesterday"}]}"#,
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
