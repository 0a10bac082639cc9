use crate::audit::Findings;
use crate::store;
use db::Tx;
use kernel::{MerchantId, Time};
use seals::Sha256;
use std::collections::HashMap;

/// A batch was sealed anew: the root it had, and the one it got. While it was done, every item was opened under the old
/// data key at its place below the old root and sealed under the new one at the same place below the new root.
pub(crate) struct RootLink {
    pub merchant: MerchantId,
    pub batch: i64,
    pub seq: i64,
    pub old_root: Vec<u8>,
    pub new_root: Vec<u8>,
    pub items: i64,
    pub at: Time,
}

impl RootLink {
    /// SHA-256 over the link before it and all fields.
    pub fn hash(&self, previous: &[u8]) -> Vec<u8> {
        let mut digest = Sha256::new_with_prefix(b"cardamom root link 1");
        let merchant = self.merchant.to_string();
        for part in [previous, merchant.as_bytes(), &self.old_root, &self.new_root] {
            digest.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            digest.update(part);
        }
        for number in [self.batch, self.seq, self.items, self.at.0] {
            digest.update(&number.to_be_bytes());
        }
        digest.finish().to_vec()
    }
}

/// A link as it is stored.
pub(crate) struct StoredLink {
    pub link: RootLink,
    pub hash: Vec<u8>,
    pub mac: Vec<u8>,
}

/// The root that a batch must have now, for each batch that ever had another.
pub(crate) type LastRoots = HashMap<(MerchantId, i64), Vec<u8>>;

/// Every chain of roots from its first link to its end.
pub(crate) async fn check(tx: &mut Tx, findings: &mut Findings) -> db::Result<LastRoots> {
    let (mut ends, mut after) = (LastRoots::new(), (String::new(), 0, 0));
    let (mut seq, mut hash) = (0, Vec::new());
    loop {
        let page = store::rotate::links(tx, &after).await?;
        let Some(last) = page.last() else { return Ok(ends) };
        let next = (last.link.merchant.to_string(), last.link.batch, last.link.seq);
        for stored in &page {
            let (link, key) = (&stored.link, (stored.link.merchant, stored.link.batch));
            let row = || format!("{} batch number {} seq {}", link.merchant, link.batch, link.seq);
            let before = ends.get(&key);
            if before.is_none() {
                (seq, hash) = (0, Vec::new());
            }
            findings.check(link.seq == seq + 1, "a link between roots is missing before this one", row);
            let follows = before.is_none_or(|root| *root == link.old_root);
            findings.check(follows, "a link between roots does not follow the one before it", row);
            findings.check(link.hash(&hash) == stored.hash, "a link between roots was changed", row);
            (seq, hash) = (link.seq, stored.hash.clone());
            ends.insert(key, link.new_root.clone());
        }
        after = next;
    }
}
