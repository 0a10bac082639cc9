use crate::store;
use crate::{DockRefusal, Docking, Result};
use db::DbError;
use std::collections::HashMap;

/// Two who give numbers at the same moment are in each other's way: one of them looks again.
const TRIES: u32 = 10;

impl Docking {
    /// The number of each id, for good; those that have none are given one.
    pub(crate) async fn numbers(&self, ids: &[String]) -> Result<HashMap<String, i64>> {
        for _ in 0..TRIES {
            let known = store::numbers::of(&mut self.db().read().await?, ids).await?;
            if ids.iter().all(|id| known.contains_key(id)) {
                return Ok(known);
            }
            let mut tx = self.db().begin().await?;
            let known = store::numbers::of(&mut tx, ids).await?;
            let mut missing: Vec<&String> = ids.iter().filter(|id| !known.contains_key(*id)).collect();
            missing.sort();
            missing.dedup();
            let first = store::numbers::last(&mut tx).await?.saturating_add(1);
            let numbered = (first..).zip(missing.into_iter().cloned()).collect();
            match store::numbers::insert(&mut tx, numbered).await {
                Ok(_) => tx.commit().await?,
                Err(DbError::Unique(_) | DbError::Conflict(_)) => {}
                Err(other) => return Err(other.into()),
            }
        }
        Err(DockRefusal::Busy)
    }

    pub(crate) async fn number(&self, id: &str) -> Result<i64> {
        let ids = [id.to_owned()];
        self.numbers(&ids).await?.remove(id).ok_or(DockRefusal::Busy)
    }

    /// What that number was given to, where it is an id of that kind.
    pub(crate) async fn numbered<Id: std::str::FromStr>(&self, number: i64) -> Result<Option<Id>> {
        let found = store::numbers::id_of(&mut self.db().read().await?, number).await?;
        Ok(found.and_then(|id| id.parse().ok()))
    }
}
