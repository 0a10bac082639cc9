use serde::Serialize;

/// What a list is asked for: at most `limit` items after the cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageAsk {
    pub after: Option<String>,
    pub limit: i64,
}

impl PageAsk {
    pub const LIMIT_MAX: i64 = 100;

    pub fn new(after: Option<String>, limit: Option<i64>) -> Self {
        Self { after, limit: limit.unwrap_or(30).clamp(1, Self::LIMIT_MAX) }
    }
}

/// One page; `next` is the cursor of the following one, absent on the last.
#[derive(Clone, Debug, Serialize)]
pub struct Page<T> {
    pub items: Vec<T>,
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// From `limit + 1` rows read: the one too many only says that there is more.
    pub fn from_rows(mut rows: Vec<T>, limit: i64, cursor: impl Fn(&T) -> String) -> Self {
        let limit = usize::try_from(limit).unwrap_or(0);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = if more { rows.last().map(cursor) } else { None };
        Self { items: rows, next }
    }
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(f).collect(), next: self.next }
    }
}
