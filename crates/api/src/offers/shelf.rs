use crate::Problem;
use axum::body::Bytes;
use kernel::{Ambient, Span, Time};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

const FRESH_FOR: Span = Span::seconds(1);
/// While one caller reads anew, the others are given what is not older than this.
const USABLE_FOR: Span = Span::seconds(5);
const KEPT_MAX: usize = 500;

/// Answers, written out, for up to a second: a list that everybody asks for is read once.
#[derive(Default)]
pub(crate) struct Shelf(Mutex<HashMap<String, Kept>>);

struct Kept {
    body: Bytes,
    read_at: Time,
    /// Since when somebody reads it anew.
    refreshing: Option<Time>,
}

impl Shelf {
    /// What is kept under the key, or what `read` says.
    pub async fn get(
        &self,
        key: &str,
        ambient: &Ambient,
        read: impl Future<Output = Result<Vec<u8>, Problem>>,
    ) -> Result<Bytes, Problem> {
        let now = ambient.now();
        if let Some(body) = self.kept(key, now) {
            return Ok(body);
        }
        let body = Bytes::from(read.await?);
        let mut all = self.all();
        if all.len() >= KEPT_MAX {
            all.retain(|_, kept| now.since(kept.read_at) < FRESH_FOR);
        }
        if all.len() < KEPT_MAX {
            all.insert(key.to_owned(), Kept { body: body.clone(), read_at: now, refreshing: None });
        }
        Ok(body)
    }

    /// None for whoever shall read it anew. A reader that failed is followed by another a second later.
    fn kept(&self, key: &str, now: Time) -> Option<Bytes> {
        let mut all = self.all();
        let kept = all.get_mut(key)?;
        let age = now.since(kept.read_at);
        if age < FRESH_FOR {
            return Some(kept.body.clone());
        }
        if age < USABLE_FOR && kept.refreshing.is_some_and(|since| now.since(since) < FRESH_FOR) {
            return Some(kept.body.clone());
        }
        kept.refreshing = Some(now);
        None
    }

    pub fn forget(&self) {
        self.all().clear();
    }

    fn all(&self) -> MutexGuard<'_, HashMap<String, Kept>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
