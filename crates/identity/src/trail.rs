use crate::{Identity, Result, acts, store};
use db::Tx;
use kernel::{Page, PageAsk, Time};
use seals::Sha256;

/// One thing that somebody did. Holds no secrets: it is read by many and kept for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    pub at: Time,
    /// The id of a user or API key, or `system`.
    pub who: &'a str,
    /// A verb in snake case, e.g. `merchant_suspended`.
    pub what: &'a str,
    /// The id of what it was done to.
    pub subject: &'a str,
    pub before: &'a str,
    pub after: &'a str,
    pub reason: &'a str,
    /// The network address it came from.
    pub from: &'a str,
}

impl Entry<'static> {
    /// Done by the system, with everything else empty.
    pub fn at(at: Time) -> Self {
        Self { at, who: "system", what: "", subject: "", before: "", after: "", reason: "", from: "" }
    }
}

/// Who does something, from where, and why.
#[derive(Clone, Copy, Debug)]
pub struct Doer<'a> {
    /// The id of a user or API key.
    pub who: &'a str,
    /// The network address.
    pub from: &'a str,
    /// May be empty where none is asked for.
    pub reason: &'a str,
}

impl<'a> Doer<'a> {
    pub(crate) fn entry(&self, at: Time) -> Entry<'a> {
        Entry { who: self.who, from: self.from, reason: self.reason, ..Entry::at(at) }
    }
}

/// Appends to the trail, in the same transaction as what it tells of. There is one chain, and who appends holds its
/// end until the commit: call it last.
pub async fn trail(tx: &mut Tx, entry: &Entry<'_>) -> db::Result<()> {
    debug_assert!(
        acts::is_known(entry.what),
        "{} has no word yet: write it into identity/src/acts.rs and console/src/operator/trail/acts.ts",
        entry.what
    );
    let head = store::trail::lock_head(tx).await?;
    let mut link =
        Link { seq: head.seq + 1, at: entry.at, texts: texts(entry), previous: head.digest, digest: vec![] };
    link.digest = link.computed();
    store::trail::append(tx, &link).await
}

/// Which entries; each given field narrows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrailFilter {
    /// Found in any of the texts.
    pub words: Option<String>,
    pub who: Option<String>,
    pub what: Option<String>,
    pub subject: Option<String>,
    /// Not before.
    pub from: Option<Time>,
    /// Before.
    pub to: Option<Time>,
}

/// An entry as it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrailRow {
    /// Its place in the chain, from 1.
    pub seq: i64,
    pub at: Time,
    pub who: String,
    pub what: String,
    pub subject: String,
    pub before: String,
    pub after: String,
    pub reason: String,
    pub from: String,
}

impl Identity {
    /// The entries, the newest first; the cursor is the last one's number.
    pub async fn trail(&self, filter: &TrailFilter, ask: &PageAsk) -> Result<Page<TrailRow>> {
        let before = ask.after.as_deref().and_then(|after| after.parse().ok()).unwrap_or(i64::MAX);
        let rows = store::trail::search(&self.db, filter, before, ask.limit + 1).await?;
        Ok(Page::from_rows(rows, ask.limit, |row| row.seq.to_string()))
    }
}

/// PostgreSQL stores no NUL in texts.
fn texts(entry: &Entry<'_>) -> [String; 7] {
    [entry.who, entry.what, entry.subject, entry.before, entry.after, entry.reason, entry.from]
        .map(|text| text.replace('\0', "\u{fffd}"))
}

/// A row of the trail.
pub(crate) struct Link {
    pub seq: i64,
    pub at: Time,
    /// who, what, subject, before, after, reason, from
    pub texts: [String; 7],
    pub previous: Vec<u8>,
    pub digest: Vec<u8>,
}

impl Link {
    /// Over all fields, each with its length before it, so that nothing can move from one into the next.
    pub fn computed(&self) -> Vec<u8> {
        let mut hash = Sha256::new_with_prefix(b"cardamom trail 1");
        hash.update(&self.seq.to_be_bytes());
        hash.update(&self.at.0.to_be_bytes());
        for field in self.texts.iter().map(String::as_bytes).chain([self.previous.as_slice()]) {
            hash.update(&u64::try_from(field.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(field);
        }
        hash.finish().to_vec()
    }
}
