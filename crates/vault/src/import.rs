use crate::chunk::Lines;
use crate::halves::{in_halves, stopped};
use crate::merkle::{self, Hash, Tree};
use crate::seal::{DataKey, MerchantKeys, NONCE_BYTES, Place};
use crate::store::{self, Growth};
use crate::{Chunk, NewBatch, SkuKind, Vault, VaultError};
use db::{DbError, Tx, Value, row};
use kernel::{BatchId, MerchantId, SkuId, Time, hex};
use std::ops::Range;
use std::sync::Arc;
use tokio::task::JoinHandle;

/// An import under way. It is the truth only together with the transactions that were committed: where one was not, go on
/// with a clone made before.
#[derive(Clone)]
pub struct Importing {
    merchant: MerchantId,
    sku: SkuId,
    kind: SkuKind,
    id: BatchId,
    no: i64,
    key: Arc<DataKey>,
    keys: Arc<MerchantKeys>,
    place: Arc<Place>,
    expires_at: Option<Time>,
    /// Units that the first accepted version of a loop secret brings.
    brings: i64,
    tree: Tree,
    chunks: u64,
    seen: usize,
    items: i64,
    /// The number that the next item gets unless somebody else stores some: 0 while that is not known.
    next: i64,
    /// Keys of this file were known before: look first from now on.
    met_known: bool,
}

impl Importing {
    pub fn batch(&self) -> BatchId {
        self.id
    }
    pub(crate) fn no(&self) -> i64 {
        self.no
    }
    pub(crate) fn place(&self) -> (MerchantId, SkuId, BatchId) {
        (self.merchant, self.sku, self.id)
    }
    pub(crate) fn fingerprint(&self, plain: &crate::goods::Plain<'_>) -> [u8; 16] {
        self.keys.fingerprint(plain)
    }
    /// How many chunks were stored.
    pub fn chunks(&self) -> u64 {
        self.chunks
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Duplicate {
    /// From 1.
    pub line: u64,
    pub kind: DuplicateKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DuplicateKind {
    /// An earlier line of the same file.
    InFile,
    /// The merchant imported it before, for whichever SKU, sold or not.
    InStock,
}

/// A line that was not taken, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadLine {
    pub line: u64,
    pub why: &'static str,
}

/// What became of a chunk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredChunk {
    /// Items stored.
    pub accepted: i64,
    /// Units that they bring onto the shelf.
    pub units: i64,
    pub duplicates: Vec<Duplicate>,
    pub bad: Vec<BadLine>,
    /// Lines and bytes of the file done so far.
    pub lines: u64,
    pub bytes: u64,
}

/// A finished import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchSummary {
    pub batch: BatchId,
    pub items: i64,
    pub units: i64,
    pub duplicates: i64,
    pub bad: i64,
    /// In hex. The digest is none where the import was cut off.
    pub merkle_root: String,
    pub file_digest: Option<String>,
}

type Print = [u8; 16];

/// The lines of a chunk, told apart, and those that may be new in the order of their fingerprints: laid down part by
/// part, they touch each page of the index once, however many there are.
pub struct Laid {
    chunk: Chunk,
    /// Fingerprint and index.
    fresh: Arc<Vec<(Print, usize)>>,
    duplicates: Vec<Duplicate>,
    bad: Vec<BadLine>,
}

impl Laid {
    /// Parts of at most so many; one even where nothing may be new, because what was left out is told with the first.
    pub fn parts(&self, size: usize) -> Vec<Range<usize>> {
        let (len, size) = (self.fresh.len(), size.max(1));
        let part = |start: usize| start..(start + size).min(len);
        (0..len.max(1)).step_by(size).map(part).collect()
    }
}

/// A part sealed before its turn, while the one before it is written, under the numbers that it will most likely get.
pub struct Ahead {
    part: Range<usize>,
    first_number: i64,
    sealed: JoinHandle<Vec<SealedRow>>,
}

type SealedRow = (Vec<Value>, Hash);

impl Vault {
    /// Writes down the batch with a data key of its own.
    pub async fn begin_import(&self, tx: &mut Tx, new: &NewBatch) -> Result<Importing, VaultError> {
        let provenance = new.checked()?;
        let (now, id) = (self.now(), BatchId::new(self.ambient()));
        self.merchant_keys(tx, new.merchant).await?;
        store::skus::ensure(tx, new.merchant, new.sku, new.kind).await?;
        let sku = store::skus::lock_one(tx, new.merchant, new.sku).await?;
        if sku.kind != new.kind {
            return Err(VaultError::KindMismatch { found: sku.kind.code() });
        }
        if new.kind == SkuKind::Loop && sku.next == 1 && new.use_limit.is_none() {
            return Err(VaultError::UseLimitMissing);
        }
        let no = store::keys::next_batch(tx, new.merchant).await?;
        // The merchant's row is ours from here on; its key may have been changed until then.
        let keys = self.merchant_keys(tx, new.merchant).await?;
        let (key, wrapped) = self.new_data_key(&keys, new.merchant, id);
        store::batches::insert(tx, new, &provenance, (id, no), wrapped, now).await?;
        Ok(Importing {
            merchant: new.merchant,
            sku: new.sku,
            kind: new.kind,
            id,
            no,
            key: Arc::new(key),
            keys,
            place: Arc::new(Place::new(new.merchant, new.sku)),
            expires_at: new.expires_at,
            brings: new.use_limit.unwrap_or(0),
            tree: Tree::default(),
            chunks: 0,
            seen: 0,
            items: 0,
            next: sku.next,
            met_known: false,
        })
    }

    /// Fingerprints the lines, and drops what is out of date or stands among them twice.
    pub async fn lay_out(&self, importing: &mut Importing, chunk: &Chunk) -> Result<Laid, VaultError> {
        importing.seen += chunk.len();
        if importing.kind == SkuKind::Loop && importing.seen > 1 {
            return Err(VaultError::OneVersionAtATime);
        }
        Ok(laid_out(importing, chunk, self.now()).await?)
    }

    /// The whole chunk in one part.
    pub async fn store_chunk(
        &self,
        tx: &mut Tx,
        importing: &mut Importing,
        chunk: &Chunk,
    ) -> Result<StoredChunk, VaultError> {
        let laid = self.lay_out(importing, chunk).await?;
        self.store_part(tx, importing, &laid, 0..laid.fresh.len(), None).await
    }

    /// Drops what is known, numbers, seals and stores the rest. When the transaction is committed it is good stock,
    /// whatever becomes of the file.
    pub async fn store_part(
        &self,
        tx: &mut Tx,
        importing: &mut Importing,
        laid: &Laid,
        part: Range<usize>,
        ahead: Option<Ahead>,
    ) -> Result<StoredChunk, VaultError> {
        let now = self.now();
        let (mut duplicates, bad) = match part.start {
            0 => (laid.duplicates.clone(), laid.bad.clone()),
            _ => (Vec::new(), Vec::new()),
        };
        let sku = store::skus::lock_one(tx, importing.merchant, importing.sku).await?;
        let leaves = self.insert_fresh(tx, importing, laid, (part, sku.next), ahead, &mut duplicates).await?;
        let accepted = i64::try_from(leaves.len()).unwrap_or(i64::MAX);
        leaves.into_iter().for_each(|leaf| importing.tree.push(leaf));
        let units = match importing.kind {
            SkuKind::OneTime => accepted,
            SkuKind::Loop if accepted > 0 => importing.brings,
            SkuKind::Loop => 0,
        };
        if accepted > 0 {
            store::skus::number(tx, &sku, accepted, units).await?;
        }
        let growth = Growth {
            items: accepted,
            units,
            duplicates: i64::try_from(duplicates.len()).unwrap_or(i64::MAX),
            bad: i64::try_from(bad.len()).unwrap_or(i64::MAX),
            numbers: if accepted > 0 { Some((sku.next, sku.next + accepted - 1)) } else { None },
        };
        if !store::batches::grow(tx, importing.merchant, importing.id, now, &growth).await? {
            return Err(VaultError::ImportClosed);
        }
        importing.items += accepted;
        importing.chunks += 1;
        importing.next = sku.next + accepted;
        duplicates.sort_unstable();
        let (lines, bytes) = (laid.chunk.lines_read, laid.chunk.bytes_read);
        Ok(StoredChunk { accepted, units, duplicates, bad, lines, bytes })
    }

    /// Begins to seal a part that comes behind so many others; none where that would be in vain.
    pub fn seal_ahead(
        &self,
        importing: &Importing,
        laid: &Laid,
        part: Range<usize>,
        behind: usize,
    ) -> Option<Ahead> {
        if importing.met_known || importing.next == 0 || part.is_empty() {
            return None;
        }
        let first_number = importing.next + i64::try_from(behind).ok()?;
        let (work, len) = (self.sealing(importing, laid, part.clone(), first_number), part.len());
        let sealed = tokio::task::spawn_blocking(move || work.seal(0..len));
        Some(Ahead { part, first_number, sealed })
    }

    /// Most files bring only new keys, so they are sealed and inserted at once; only where the index refuses some is the
    /// part taken back and looked through.
    async fn insert_fresh(
        &self,
        tx: &mut Tx,
        importing: &mut Importing,
        laid: &Laid,
        (part, next): (Range<usize>, i64),
        ahead: Option<Ahead>,
        duplicates: &mut Vec<Duplicate>,
    ) -> Result<Vec<Hash>, VaultError> {
        if part.is_empty() {
            return Ok(Vec::new());
        }
        if !importing.met_known {
            let sealed = match ahead {
                Some(ahead) if ahead.part == part && ahead.first_number == next => {
                    ahead.sealed.await.map_err(stopped)?
                }
                _ => self.seal(importing, laid, part.clone(), next).await?,
            };
            if let Some(leaves) = insert(tx, sealed, part.len()).await? {
                return Ok(leaves);
            }
        }
        let fresh = laid.fresh.get(part).unwrap_or_default();
        let prints: Vec<Print> = fresh.iter().map(|(print, _)| *print).collect();
        let known = store::items::known(tx, importing.merchant, &prints).await?;
        importing.met_known = !known.is_empty();
        let mut rest = Vec::with_capacity(fresh.len() - known.len().min(fresh.len()));
        for (print, index) in fresh {
            match known.get(print.as_slice()) {
                None => rest.push((*print, *index)),
                Some(batch) => {
                    let kind =
                        if *batch == importing.no { DuplicateKind::InFile } else { DuplicateKind::InStock };
                    duplicates.push(Duplicate { line: laid.chunk.lines.line(*index), kind });
                }
            }
        }
        let meant = rest.len();
        let rest = Laid { chunk: laid.chunk.clone(), fresh: Arc::new(rest), duplicates: vec![], bad: vec![] };
        let sealed = self.seal(importing, &rest, 0..meant, next).await?;
        let inserted = insert(tx, sealed, meant).await?;
        inserted.ok_or_else(|| DbError::Conflict("another import brought the same keys".into()).into())
    }

    async fn seal(
        &self,
        importing: &Importing,
        laid: &Laid,
        part: Range<usize>,
        first_number: i64,
    ) -> Result<Vec<SealedRow>, VaultError> {
        let (work, len) = (self.sealing(importing, laid, part.clone(), first_number), part.len());
        Ok(in_halves(len, move |range| work.seal(range)).await?)
    }

    fn sealing(&self, importing: &Importing, laid: &Laid, part: Range<usize>, first_number: i64) -> Sealing {
        let mut random = vec![0u8; NONCE_BYTES * part.len()];
        self.ambient().fill(&mut random);
        Sealing {
            lines: laid.chunk.lines.clone(),
            key: importing.key.clone(),
            place: importing.place.clone(),
            merchant: importing.merchant.to_string(),
            sku: importing.sku.to_string(),
            batch: importing.no,
            expires_at: importing.expires_at,
            fresh: laid.fresh.clone(),
            from: part.start,
            random,
            first_number,
        }
    }

    /// Closes the batch with the digest of its file and the root over its items.
    pub async fn finish_import(
        &self,
        tx: &mut Tx,
        importing: Importing,
        file_digest: [u8; 32],
    ) -> Result<BatchSummary, VaultError> {
        let root = importing.tree.root();
        let (now, digest) = (self.now(), Some(file_digest.to_vec()));
        if !store::batches::close(tx, importing.merchant, importing.id, importing.items, digest, root, now)
            .await?
        {
            return Err(VaultError::ImportClosed);
        }
        summary(tx, importing.merchant, importing.id).await
    }
}

pub(crate) async fn summary(
    tx: &mut Tx,
    merchant: MerchantId,
    id: BatchId,
) -> Result<BatchSummary, VaultError> {
    let batch = store::batches::get(tx, merchant, id).await?.ok_or(VaultError::NoSuchBatch)?;
    Ok(BatchSummary {
        batch: id,
        items: batch.items,
        units: batch.units,
        duplicates: batch.duplicates,
        bad: batch.bad,
        merkle_root: batch.merkle_root.unwrap_or_else(|| hex(Tree::default().root())),
        file_digest: batch.file_digest,
    })
}

/// The leaves of what was inserted; none where a key was known, and then nothing is.
async fn insert(tx: &mut Tx, sealed: Vec<SealedRow>, meant: usize) -> Result<Option<Vec<Hash>>, VaultError> {
    let (rows, leaves): (Vec<_>, Vec<_>) = sealed.into_iter().unzip();
    if rows.len() != meant {
        return Err(DbError::Other("a line of the chunk is missing".into()).into());
    }
    Ok(if store::items::insert_all(tx, rows).await? { Some(leaves) } else { None })
}

async fn laid_out(importing: &Importing, chunk: &Chunk, now: Time) -> db::Result<Laid> {
    let (lines, keys) = (chunk.lines.clone(), importing.keys.clone());
    let print = move |range: Range<usize>| -> Vec<Print> {
        range.filter_map(|index| lines.get(index)).map(|plain| keys.fingerprint(&plain)).collect()
    };
    let prints = in_halves(chunk.len(), print).await?;
    let (mut fresh, mut duplicates, mut bad) = (Vec::with_capacity(prints.len()), Vec::new(), Vec::new());
    for (index, print) in prints.into_iter().enumerate() {
        let own = chunk.lines.get(index).and_then(|plain| plain.expires_at);
        if own.or(importing.expires_at).is_some_and(|at| at <= now) {
            bad.push(BadLine { line: chunk.lines.line(index), why: "it has expired already" });
        } else {
            fresh.push((print, index));
        }
    }
    fresh.sort_unstable();
    let mut last = None;
    fresh.retain(|(print, index): &(Print, usize)| {
        let first = last.replace(*print) != Some(*print);
        if !first {
            duplicates.push(Duplicate { line: chunk.lines.line(*index), kind: DuplicateKind::InFile });
        }
        first
    });
    Ok(Laid { chunk: chunk.clone(), fresh: Arc::new(fresh), duplicates, bad })
}

/// What a thread needs to seal a part.
struct Sealing {
    lines: Arc<Lines>,
    key: Arc<DataKey>,
    place: Arc<Place>,
    merchant: String,
    sku: String,
    batch: i64,
    expires_at: Option<Time>,
    fresh: Arc<Vec<(Print, usize)>>,
    /// Where the part begins.
    from: usize,
    random: Vec<u8>,
    first_number: i64,
}

impl Sealing {
    fn seal(&self, range: Range<usize>) -> Vec<SealedRow> {
        range.filter_map(|position| self.one(position)).collect()
    }

    fn one(&self, position: usize) -> Option<SealedRow> {
        let (print, index) = self.fresh.get(self.from + position)?;
        let random = self.random.get(NONCE_BYTES * position..NONCE_BYTES * (position + 1))?;
        let number = self.first_number + i64::try_from(position).ok()?;
        let mut plain = self.lines.get(*index)?;
        plain.expires_at = plain.expires_at.or(self.expires_at);
        let place = self.place.of(number);
        let sealed = self.key.seal(&plain, &place, number, random);
        let leaf = merkle::leaf(&[&place, &sealed]);
        let row = row![&self.merchant, &self.sku, number, self.batch, *print, sealed, plain.expires_at];
        Some((row, leaf))
    }
}
