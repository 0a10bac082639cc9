use crate::store;
use db::{DbError, Tx};
use kernel::{MerchantId, SkuId, Time};
use seals::Sha256;
use std::collections::BTreeMap;

/// Somebody wants to see what was delivered to them. That they may is for the caller to know.
#[derive(Clone, Debug)]
pub struct RevealAsk {
    pub merchant: MerchantId,
    pub sku: SkuId,
    pub item: i64,
    pub delivery: String,
    /// The id of a user or API key, or `link`.
    pub by: String,
    /// The network address.
    pub from: String,
}

/// Goods as they lie in the vault, with what is needed to open them ([`crate::Vault::open_sealed`]).
#[derive(Clone)]
pub struct Sealed {
    pub(crate) merchant: MerchantId,
    pub(crate) sku: SkuId,
    pub(crate) number: i64,
    pub(crate) batch: i64,
    pub(crate) version: i64,
    /// Empty where it was shredded.
    pub(crate) bytes: Vec<u8>,
}

impl std::fmt::Debug for Sealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sealed({} {} {})", self.merchant, self.sku, self.number)
    }
}

/// One link of a merchant's chain of reveals.
pub(crate) struct Reveal {
    pub merchant: String,
    pub seq: i64,
    pub at: Time,
    pub sku: String,
    pub item: i64,
    pub shown: i64,
    pub delivery: String,
    pub who: String,
    pub from: String,
}

impl Reveal {
    /// SHA-256 over the hash before it and all fields, texts with their lengths.
    pub fn hash(&self, previous: &[u8]) -> Vec<u8> {
        let mut digest = Sha256::new_with_prefix(previous);
        for text in [&self.merchant, &self.sku, &self.delivery, &self.who, &self.from] {
            digest.update(&u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
            digest.update(text.as_bytes());
        }
        for number in [self.seq, self.at.0, self.item, self.shown] {
            digest.update(&number.to_be_bytes());
        }
        digest.finish().to_vec()
    }
}

/// Records who is shown what, and gives the sealed goods in the order of the asks: of a loop secret its newest version.
/// Only when the transaction is committed may they be opened. Each merchant's chain stays locked until then.
pub async fn record_reveals(tx: &mut Tx, now: Time, asks: &[RevealAsk]) -> db::Result<Vec<Sealed>> {
    let mut by_merchant: BTreeMap<MerchantId, Vec<usize>> = BTreeMap::new();
    for (index, ask) in asks.iter().enumerate() {
        by_merchant.entry(ask.merchant).or_default().push(index);
    }
    let merchants: Vec<MerchantId> = by_merchant.keys().copied().collect();
    let heads = store::reveals::lock(tx, &merchants).await?;
    let sealed = store::items::sealed(tx, asks).await?;
    if heads.len() != merchants.len() || sealed.len() != asks.len() {
        return Err(DbError::State("an item to be revealed is not in the vault".into()));
    }
    let (mut links, mut ends) = (Vec::with_capacity(asks.len()), Vec::with_capacity(heads.len()));
    for ((merchant, indexes), (seq, hash)) in by_merchant.into_iter().zip(heads) {
        let (mut last, mut previous) = (seq, hash);
        for (ask, shown) in
            indexes.into_iter().filter_map(|index| Some((asks.get(index)?, sealed.get(index)?)))
        {
            last += 1;
            let link = link(ask, shown.number, last, now);
            previous = link.hash(&previous);
            links.push((link, previous.clone()));
        }
        ends.push((merchant, seq, last, previous));
    }
    store::reveals::append(tx, links, ends).await?;
    Ok(sealed)
}

fn link(ask: &RevealAsk, shown: i64, seq: i64, at: Time) -> Reveal {
    Reveal {
        merchant: ask.merchant.to_string(),
        seq,
        at,
        sku: ask.sku.to_string(),
        item: ask.item,
        shown,
        delivery: ask.delivery.clone(),
        who: ask.by.clone(),
        from: ask.from.clone(),
    }
}
