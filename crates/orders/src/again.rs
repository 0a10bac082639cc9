//! Two nodes may write the same rows, or open one account of the ledger, at the same moment: the later one begins again.

use crate::OrderError;
use db::DbError;

/// Does it, and so many times again where somebody else came first. Each time is a transaction of its own.
pub(crate) async fn on_conflict<T, F>(times: usize, mut each: impl FnMut() -> F) -> Result<T, OrderError>
where
    F: Future<Output = Result<T, OrderError>>,
{
    let mut again = 0;
    loop {
        match each().await {
            Err(OrderError::Db(DbError::Conflict(_) | DbError::Unique(_))) if again < times => again += 1,
            done => return done,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[tokio::test]
    async fn only_what_came_second_begins_again_and_not_for_ever() {
        let count = Cell::new(0);
        let conflict = || OrderError::Db(DbError::Conflict("somebody was there".into()));
        let third = || {
            count.set(count.get() + 1);
            std::future::ready(if count.get() < 3 { Err(conflict()) } else { Ok(count.get()) })
        };
        assert_eq!(on_conflict(4, third).await.unwrap(), 3);
        count.set(0);
        let never = || {
            count.set(count.get() + 1);
            std::future::ready(Err::<(), _>(conflict()))
        };
        assert!(on_conflict(4, never).await.is_err() && count.get() == 5);
        count.set(0);
        let broken = || {
            count.set(count.get() + 1);
            std::future::ready(Err::<(), _>(OrderError::Db(DbError::State("broken".into()))))
        };
        assert!(on_conflict(4, broken).await.is_err() && count.get() == 1);
    }
}
