use super::Findings;
use crate::{Kind, State};
use db::Row;

/// A transfer as the audit reads it, with the one that it names and the way back from the one that resolved it.
struct Seen {
    id: String,
    kind: Kind,
    state: State,
    debit: i64,
    credit: i64,
    amount: i64,
    target: Option<String>,
    resolved_by: Option<String>,
    expires_at: Option<i64>,
    named: Option<Named>,
    /// What the transfer that resolved this one says it resolves.
    resolver_target: Option<String>,
}

/// The transfer that another one resolves or reverses.
struct Named {
    kind: Kind,
    state: State,
    debit: i64,
    credit: i64,
    amount: i64,
    resolved_by: Option<String>,
}

impl Seen {
    fn from_row(row: &Row) -> db::Result<Self> {
        let named = match row.get::<Option<String>>(10)? {
            None => None,
            Some(_) => Some(Named {
                kind: row.get(10)?,
                state: row.get(11)?,
                debit: row.int(12)?,
                credit: row.int(13)?,
                amount: row.int(14)?,
                resolved_by: row.get(15)?,
            }),
        };
        Ok(Self {
            id: row.text(1)?,
            kind: row.get(2)?,
            state: row.get(3)?,
            debit: row.int(4)?,
            credit: row.int(5)?,
            amount: row.int(6)?,
            target: row.get(7)?,
            resolved_by: row.get(8)?,
            expires_at: row.get(9)?,
            named,
            resolver_target: row.get(16)?,
        })
    }
}

/// Checks one transfer.
pub(super) fn check(row: &Row, found: &mut Findings) {
    let name =
        || format!("transfers {} {}", row.text(0).unwrap_or_default(), row.text(1).unwrap_or_default());
    match Seen::from_row(row) {
        Err(error) => found.add(name, format!("the row cannot be read: {error}")),
        Ok(seen) => {
            let wrong = [by_itself(&seen), against_named(&seen), against_resolver(&seen)];
            wrong.into_iter().flatten().for_each(|what| found.add(name, what));
        }
    }
}

fn by_itself(seen: &Seen) -> Option<&'static str> {
    let may_be = match seen.kind {
        Kind::Post | Kind::PostPending => matches!(seen.state, State::Posted | State::Reversed),
        Kind::Reserve => seen.state != State::Reversed,
        Kind::VoidPending => seen.state == State::Voided,
        Kind::ExpirePending => seen.state == State::Expired,
        Kind::Reverse => seen.state == State::Posted,
    };
    let is_new = matches!(seen.kind, Kind::Post | Kind::Reserve);
    let is_resolved = match seen.kind {
        Kind::Reserve => seen.state != State::Pending,
        _ => seen.state == State::Reversed,
    };
    if seen.amount <= 0 {
        Some("its amount is not positive")
    } else if seen.debit == seen.credit {
        Some("its two accounts are the same")
    } else if !may_be {
        Some("a transfer of its kind has no such state")
    } else if seen.target.is_none() != is_new {
        Some("it names a transfer and should not, or names none and should")
    } else if seen.resolved_by.is_some() != is_resolved {
        Some("its state and the transfer that resolved it do not agree")
    } else if seen.expires_at.is_some() != (seen.kind == Kind::Reserve) {
        Some("it has a time at which it expires and should not, or has none and should")
    } else {
        None
    }
}

fn against_named(seen: &Seen) -> Option<&'static str> {
    seen.target.as_ref()?;
    let Some(named) = &seen.named else { return Some("the transfer that it names does not exist") };
    if named.resolved_by.as_deref() != Some(&seen.id) {
        return Some("the transfer that it names was not resolved by it");
    }
    let same_way = (named.debit, named.credit) == (seen.debit, seen.credit);
    let other_way = (named.debit, named.credit) == (seen.credit, seen.debit);
    let whole = named.amount == seen.amount;
    let part = seen.amount < named.amount;
    let reserved = named.kind == Kind::Reserve && same_way;
    let agrees = match (seen.kind, named.state) {
        (Kind::PostPending, State::Posted) => reserved && whole,
        (Kind::PostPending, State::PostedInPart) => reserved && part,
        (Kind::VoidPending, State::Voided) | (Kind::ExpirePending, State::Expired) => reserved && whole,
        (Kind::Reverse, State::Reversed) => named.kind != Kind::Reserve && other_way && whole,
        _ => false,
    };
    (!agrees)
        .then_some("it does not agree with the transfer that it names in kind, state, accounts or amount")
}

fn against_resolver(seen: &Seen) -> Option<&'static str> {
    seen.resolved_by.as_ref()?;
    match seen.resolver_target.as_deref() {
        None => Some("the transfer that resolved it does not exist"),
        Some(target) if target != seen.id => Some("the transfer that resolved it names another one"),
        Some(_) => None,
    }
}
