//! One SQL text, two dialects.

use crate::Ty;
use std::fmt::Write;

/// The text for SQLite.
pub(crate) fn for_sqlite(sql: &str) -> String {
    let mut text = sql.to_owned();
    for clause in [" for update skip locked", " for update", " for share"] {
        text = text.replace(clause, "");
    }
    // `= any($n)` to a membership in the JSON array bound at that place.
    while let Some(at) = text.find("= any($") {
        let digits_at = at + "= any($".len();
        let Some(close) = text.get(digits_at..).and_then(|rest| rest.find(')')) else { break };
        let number = text.get(digits_at..digits_at + close).unwrap_or("").to_owned();
        text.replace_range(at..=digits_at + close, &format!("in (select value from json_each(?{number}))"));
    }
    text.replace('$', "?")
}

/// The text for PostgreSQL that runs a statement once for each row of arrays.
pub(crate) fn each_for_postgres(sql: &str, types: &[Ty]) -> String {
    let source = unnest(types);
    let body = with_columns(sql);
    let trimmed = body.trim_start();
    if trimmed.starts_with("insert") {
        insert_select(&body, &source)
    } else if trimmed.starts_with("update") {
        before_where(&body, &format!(" from {source} "))
    } else {
        before_where(&body, &format!(" using {source} "))
    }
}

/// The text for PostgreSQL that runs a query for each row of arrays, answers in the order of the rows.
pub(crate) fn query_each_for_postgres(sql: &str, types: &[Ty]) -> String {
    let trimmed = sql.trim_start();
    if !trimmed.starts_with("select") && !trimmed.starts_with("with") {
        return each_for_postgres(sql, types);
    }
    let names: Vec<String> = (1..=types.len()).map(|n| format!("c{n}")).collect();
    let arrays = arrays(types);
    format!(
        "select q.* from unnest({arrays}) with ordinality as v({}, each_row) cross join lateral ({}) q order by v.each_row",
        names.join(", "),
        with_columns(sql),
    )
}

fn arrays(types: &[Ty]) -> String {
    let list: Vec<String> =
        types.iter().enumerate().map(|(i, t)| format!("${}::{}", i + 1, t.array_name())).collect();
    list.join(", ")
}

fn unnest(types: &[Ty]) -> String {
    let names: Vec<String> = (1..=types.len()).map(|n| format!("c{n}")).collect();
    format!("unnest({}) as v({})", arrays(types), names.join(", "))
}

/// `$3` to `v.c3`.
fn with_columns(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len() + 32);
    let mut rest = sql;
    while let Some(at) = rest.find('$') {
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        let digits: String = after.chars().skip(1).take_while(char::is_ascii_digit).collect();
        let _ = write!(out, "v.c{digits}");
        rest = after.get(1 + digits.len()..).unwrap_or("");
    }
    out.push_str(rest);
    out
}

/// `values (a, b) …` to `select a, b from unnest(…) …`.
fn insert_select(sql: &str, source: &str) -> String {
    let Some(at) = sql.find("values") else { return sql.to_owned() };
    let (head, tail) = sql.split_at(at);
    let Some(open) = tail.find('(') else { return sql.to_owned() };
    let mut depth = 0;
    let mut close = open;
    for (index, c) in tail.char_indices().skip_while(|(i, _)| *i < open) {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            close = index;
            break;
        }
    }
    let list = tail.get(open + 1..close).unwrap_or("");
    let rest = tail.get(close + 1..).unwrap_or("");
    // `where true` keeps `on conflict` from being read as a join's condition.
    format!("{head}select {list} from {source} where true{rest}")
}

fn before_where(sql: &str, source: &str) -> String {
    match sql.find(" where ") {
        Some(at) => {
            let (head, tail) = sql.split_at(at);
            format!("{head}{source}{tail}")
        }
        None => sql.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_text_two_dialects() {
        assert_eq!(
            for_sqlite("select a from t where b = any($2) and c = $1 for update"),
            "select a from t where b in (select value from json_each(?2)) and c = ?1"
        );
        assert_eq!(
            each_for_postgres(
                "insert into t (a, b) values ($1, $2 + 1) on conflict do nothing",
                &[Ty::Text, Ty::Int]
            ),
            "insert into t (a, b) select v.c1, v.c2 + 1 from unnest($1::text[], $2::bigint[]) as v(c1, c2) where true on conflict do nothing"
        );
        assert_eq!(
            each_for_postgres("update t set a = $2 where t.id = $1", &[Ty::Text, Ty::Int]),
            "update t set a = v.c2 from unnest($1::text[], $2::bigint[]) as v(c1, c2)  where t.id = v.c1"
        );
    }

    proptest::proptest! {
        /// Of whichever statement, no placeholder is lost or made up, and what stands between them stays.
        #[test]
        fn placeholders_are_kept(parts in proptest::collection::vec(("[a-z ,()=<>+_.']{0,12}", 1_usize..12), 0..8), end in "[a-z ]{0,9}") {
            let sql: String = parts.iter().map(|(text, n)| format!("{text}${n}")).collect::<String>() + &end;
            let numbers = |text: &str, mark: char| -> Vec<usize> {
                text.split(mark).skip(1).map(|rest| {
                    rest.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap_or(0)
                }).collect()
            };
            let meant: Vec<usize> = parts.iter().map(|(_, n)| *n).collect();
            let sqlite = for_sqlite(&sql);
            proptest::prop_assert!(!sqlite.contains('$'));
            proptest::prop_assert_eq!(numbers(&sqlite, '?'), meant);
            let columns = with_columns(&sql);
            proptest::prop_assert_eq!(columns.matches("v.c").count(), parts.len() + sql.matches("v.c").count());
        }
        #[test]
        fn no_text_panics(sql in ".{0,80}", types in 0_usize..4) {
            let types = vec![Ty::Int; types];
            let _ = (for_sqlite(&sql), each_for_postgres(&sql, &types), query_each_for_postgres(&sql, &types));
            let _ = each_for_postgres(&format!("insert into t (a) values ({sql}"), &types);
        }
    }
}
