//! Proof over all disputes.

use crate::{Aftercare, Result, store};
use kernel::hex;

/// Something that cannot be as it is, and the row where it shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub what: String,
    pub row: String,
}

const PAGE: i64 = 500;

impl Aftercare {
    pub async fn audit(&self) -> Result<Vec<Finding>> {
        Ok(audit(&mut self.db().snapshot().await?).await?)
    }
}

/// Each case's chain of entries is whole, what was known is what the chain says, and what a closed case gave back is a
/// refund of its order.
pub async fn audit(tx: &mut db::Tx) -> db::Result<Vec<Finding>> {
    let mut findings = Vec::new();
    let mut after = String::new();
    loop {
        let page = store::entries::cases(tx, &after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(findings) };
        after = last.to_string();
        for id in page {
            case(tx, id, &mut findings).await?;
        }
    }
}

async fn case(tx: &mut db::Tx, id: kernel::DisputeId, findings: &mut Vec<Finding>) -> db::Result<()> {
    let mut find = |what: &str, row: String| findings.push(Finding { what: what.to_owned(), row });
    let (mut seq, mut previous) = (0, Vec::new());
    let mut digests = Vec::new();
    let entries = store::entries::of(tx, id).await?;
    for entry in &entries {
        let row = || format!("{id} entry {}", entry.seq);
        if entry.seq != seq + 1 {
            find("an entry of a dispute is missing before this one", row());
        } else if entry.previous != previous {
            find("an entry of a dispute does not follow from the one before", row());
        }
        if entry.computed(id) != entry.digest {
            find("an entry of a dispute was changed", row());
        }
        (seq, previous) = (entry.seq, entry.digest.clone());
        if entry.kind == "evidence" {
            let data: serde_json::Value = serde_json::from_str(&entry.data).unwrap_or_default();
            digests.push((text(&data, "moment"), text(&data, "digest")));
        }
    }
    if entries.is_empty() {
        find("a dispute has no entries", id.to_string());
    }
    for known in store::evidence::of(tx, id).await? {
        let row = || format!("{id} {}", known.moment);
        if hex(seals::sha256(&[known.content.as_bytes()])) != known.digest {
            find("what was known in a dispute was changed", row());
        }
        if !digests.contains(&(known.moment.clone(), known.digest.clone())) {
            find("what was known in a dispute is not what its chain says", row());
        }
    }
    let Some(case) = store::cases::find(tx, id).await? else { return Ok(()) };
    if case.is_open() != case.how.is_none() || case.is_open() != case.due_at.is_some() {
        find("a dispute is neither open nor closed", id.to_string());
    }
    let given = store::cases::given_back(tx, &case).await?;
    if given != case.refunded {
        find("what a dispute gave back is not what was refunded", id.to_string());
    }
    if store::cases::replaced(tx, &case).await? != case.replaced {
        find("what a dispute replaced is not what was delivered instead", id.to_string());
    }
    let held = store::cases::is_held_for(tx, &case).await?;
    if case.frozen && !held {
        find("an open dispute does not hold the money that it says it holds", id.to_string());
    }
    Ok(())
}

fn text(data: &serde_json::Value, name: &str) -> String {
    data.get(name).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
}
