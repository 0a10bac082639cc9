use crate::delivered::{Batch, Core, Delivery};
use crate::receipt::{BatchProof, FORMAT, File, InLog, Receipt, Unproved, VERSION, Why};
use crate::service::hashes;
use crate::walk::{AGAIN, LAG};
use crate::{Hex, ReceiptRefusal, Receipts, Result, store, tree};
use db::{DbError, Tx};
use kernel::{BatchId, MerchantId, SkuId, Span};
use orders::{Order, OrderState};
use std::collections::{BTreeMap, HashMap};

/// Units that are proved in one receipt. More proofs than that nobody reads, and each takes room.
const PROOFS_MAX: usize = 100;
/// How often the walk comes by, and some time for it to pass.
const TURN: Span = Span::minutes(1);

impl Receipts {
    /// The receipt of a delivered order, ready to be saved. Asked for again it says the same, under the first head that
    /// has its entry; only proofs of batches may be missing later, when the items were sealed anew. The caller has asked
    /// whose order it is.
    pub async fn receipt(&self, order: &Order) -> Result<Vec<u8>> {
        if order.state != OrderState::Delivered {
            return Err(ReceiptRefusal::NotDelivered);
        }
        let mut tx = self.db().snapshot().await?;
        let Some(logged) = store::receipts::find(&mut tx, order.merchant, order.id).await? else {
            return Err(self.not_yet(order));
        };
        let head = store::heads::over(&mut tx, logged.entry).await?;
        let head = head.ok_or_else(|| odd("an entry of the log has no signed head"))?;
        if head.public_key != self.signer().public {
            return Err(odd("a head of the log was signed with another key").into());
        }
        let ranges = tree::inclusion(logged.entry, head.head.size);
        let ranges = ranges.ok_or_else(|| odd("a head of the log is before its entry"))?;
        let path = hashes(&mut tx, &ranges).await?;
        let core: Core = serde_json::from_str(&logged.core)
            .map_err(|error| DbError::Decode(format!("the receipt of {}: {error}", order.id)))?;
        let (batch_proofs, unproved) = batch_proofs(&mut tx, &core).await?;
        drop(tx);
        let receipt = Receipt {
            batch_proofs,
            core,
            format: FORMAT.to_owned(),
            key: self.signer().info(),
            log: InLog { entry: logged.entry, head: head.head, path },
            unproved,
            version: VERSION,
        };
        let signature = self.signer().receipt(&receipt)?;
        Ok(File { receipt, signature }.to_bytes())
    }

    /// When the walk will have been there: behind the order's own time, or soon after a late payment.
    fn not_yet(&self, order: &Order) -> ReceiptRefusal {
        let now = self.ambient().now();
        let first = order.created_at.after(LAG);
        let later = order.paid_at.unwrap_or(now).after(AGAIN);
        let ready = first.max(later).after(TURN).max(now.after(TURN));
        ReceiptRefusal::NotYet { retry_after: ready.since(now).as_seconds() }
    }
}

fn odd(what: &str) -> DbError {
    DbError::State(what.to_owned())
}

/// Either a proof of its batch, or the word why not, for each delivery.
async fn batch_proofs(tx: &mut Tx, core: &Core) -> Result<(Vec<BatchProof>, Vec<Unproved>)> {
    let mut paths = paths(tx, core).await?;
    let (mut proofs, mut unproved) = (Vec::new(), Vec::new());
    for (place, delivery) in core.deliveries.iter().enumerate() {
        let proof = match provable(place, delivery) {
            Ok(_) => paths.remove(&delivery.id).ok_or(Why::SealedAnew),
            Err(why) => Err(why),
        };
        match proof {
            Ok(proof) => proofs.push(proof),
            Err(why) => unproved.push(Unproved { delivery: delivery.id.clone(), why }),
        }
    }
    Ok((proofs, unproved))
}

/// The batch in which a proof is to be looked for.
fn provable(place: usize, delivery: &Delivery) -> std::result::Result<&Batch, Why> {
    let batch = delivery.batch.as_ref().filter(|batch| batch.leaf.is_some()).ok_or(Why::GoodsGone)?;
    if batch.root.is_none() {
        return Err(Why::BatchOpen);
    }
    if i64::try_from(batch.size).unwrap_or(i64::MAX) > vault::PROVED_ITEMS_MAX {
        return Err(Why::BatchTooLarge);
    }
    if place < PROOFS_MAX { Ok(batch) } else { Err(Why::ManyUnits) }
}

/// By the ids of deliveries, those proofs that hold for what the entry says. Each batch is read once.
async fn paths(tx: &mut Tx, core: &Core) -> Result<HashMap<String, BatchProof>> {
    let merchant: MerchantId = core.merchant.id;
    let units = store::orders::units(tx, &[(merchant, core.order)]).await?;
    let item_of: HashMap<String, (SkuId, i64)> =
        units.iter().map(|unit| (unit.id.to_string(), (unit.sku, unit.item))).collect();
    let mut wanted: BTreeMap<BatchId, Vec<(&Delivery, &Batch, (SkuId, i64))>> = BTreeMap::new();
    for (place, delivery) in core.deliveries.iter().enumerate() {
        let (Ok(batch), Some(item)) = (provable(place, delivery), item_of.get(&delivery.id)) else {
            continue;
        };
        wanted.entry(batch.id).or_default().push((delivery, batch, *item));
    }
    let mut paths = HashMap::new();
    for (id, of_batch) in wanted {
        let items: Vec<(SkuId, i64)> = of_batch.iter().map(|(_, _, item)| *item).collect();
        let proofs = vault::prove_each(tx, merchant, id, &items).await?;
        for ((delivery, batch, _), proof) in of_batch.into_iter().zip(proofs) {
            let Some(proof) = proof.filter(|proof| is_as_written(batch, proof)) else { continue };
            let path: std::result::Result<Vec<Hex<32>>, _> =
                proof.path.iter().map(|hash| hash.parse::<Hex<32>>()).collect();
            let path = path.map_err(|_| odd("a hash of a batch has not 64 digits"))?;
            let delivery = delivery.id.clone();
            paths.insert(delivery.clone(), BatchProof { delivery, index: proof.index, path });
        }
    }
    Ok(paths)
}

/// Whether the batch is as it was when the entry was made.
fn is_as_written(batch: &Batch, proof: &vault::ItemProof) -> bool {
    let root = batch.root.is_some_and(|root| root.to_string() == proof.root);
    let leaf = batch.leaf.is_some_and(|leaf| leaf.to_string() == proof.leaf);
    root && leaf && batch.size == proof.size
}
