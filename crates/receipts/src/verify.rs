use crate::receipt::{ALGORITHM, BatchProof, FORMAT, File, Receipt, VERSION, canonical, head_message};
use crate::signer::key_id;
use crate::tree::{self, Hash};
use crate::{Delivery, Hex, Unproved};
use kernel::OrderId;

/// What a receipt was found to prove.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    pub order: OrderId,
    /// The key that signed it, and its name.
    pub public_key: Hex<32>,
    pub key_id: String,
    /// Where it stands in the log, and how large that was, and when.
    pub entry: u64,
    pub size: u64,
    pub time: String,
    /// Deliveries that were proved to lie in their batches, and those for which the receipt says why there is no proof.
    pub proved: usize,
    pub unproved: Vec<Unproved>,
}

/// Why a file is no true receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VerifyRefusal {
    #[error("this is no receipt: it cannot be read")]
    Unreadable,
    #[error("the file is not written as a receipt is: something was added, left out or moved")]
    NotCanonical,
    #[error("this receipt is of another format or version: verify it with a newer program")]
    UnknownVersion,
    #[error("the name of the key is not that of the public key beside it")]
    WrongKeyId,
    #[error("the receipt was signed with another key than the one that was given")]
    OtherKey,
    #[error("the signature over the receipt is not by this key, or something was changed")]
    BadSignature,
    #[error("the head of the log is not signed by this key")]
    BadHead,
    #[error("what was delivered is not the entry of the log that the receipt names")]
    NotInLog,
    #[error("of a delivery there is neither a proof nor a word why not")]
    ProofMissing,
    #[error("a delivery is not proved to lie in its batch")]
    NotInBatch,
}

impl VerifyRefusal {
    pub fn code(self) -> &'static str {
        match self {
            Self::Unreadable => "receipt_unreadable",
            Self::NotCanonical => "receipt_not_canonical",
            Self::UnknownVersion => "receipt_version_unknown",
            Self::WrongKeyId => "receipt_key_id_wrong",
            Self::OtherKey => "receipt_of_another_key",
            Self::BadSignature => "receipt_signature_wrong",
            Self::BadHead => "receipt_head_wrong",
            Self::NotInLog => "receipt_not_in_log",
            Self::ProofMissing => "receipt_proof_missing",
            Self::NotInBatch => "receipt_not_in_batch",
        }
    }
}

/// Whether the bytes are a true receipt; by that key only, where one is given. Needs nothing else: no network, no database,
/// no clock.
pub fn verify(bytes: &[u8], by: Option<&[u8; 32]>) -> Result<Verified, VerifyRefusal> {
    use VerifyRefusal as R;
    let file: File = serde_json::from_slice(bytes).map_err(|_| R::Unreadable)?;
    // Of every receipt there is one text only: whatever a reader of JSON would pass over is refused here.
    must(canonical(&file) == bytes, R::NotCanonical)?;
    let File { receipt, signature } = file;
    let known = receipt.format == FORMAT && receipt.version == VERSION && receipt.key.algorithm == ALGORITHM;
    must(known, R::UnknownVersion)?;
    let key = receipt.key.public_key.0;
    must(receipt.key.id == key_id(&key), R::WrongKeyId)?;
    must(by.is_none_or(|by| *by == key), R::OtherKey)?;
    must(seals::verify(&key, &receipt.message(), &signature.0), R::BadSignature)?;
    let head = &receipt.log.head;
    let said = head_message(&head.root, head.size, &head.time);
    must(seals::verify(&key, &said, &head.signature.0), R::BadHead)?;
    must(is_in_log(&receipt), R::NotInLog)?;
    in_batches(&receipt)?;
    Ok(Verified {
        order: receipt.core.order,
        public_key: receipt.key.public_key,
        key_id: receipt.key.id,
        entry: receipt.log.entry,
        size: receipt.log.head.size,
        time: receipt.log.head.time,
        proved: receipt.batch_proofs.len(),
        unproved: receipt.unproved,
    })
}

fn must(right: bool, otherwise: VerifyRefusal) -> Result<(), VerifyRefusal> {
    if right { Ok(()) } else { Err(otherwise) }
}

fn is_in_log(receipt: &Receipt) -> bool {
    let (log, leaf) = (&receipt.log, tree::leaf(&[receipt.core.to_text().as_bytes()]));
    tree::verify_inclusion(&leaf, log.entry, log.head.size, &hashes(&log.path), &log.head.root.0)
}

fn hashes(path: &[Hex<32>]) -> Vec<Hash> {
    path.iter().map(|hash| hash.0).collect()
}

/// Each delivery has its proof or the word why not, in their order, and every proof holds.
fn in_batches(receipt: &Receipt) -> Result<(), VerifyRefusal> {
    let (mut proofs, mut unproved) = (receipt.batch_proofs.iter().peekable(), receipt.unproved.iter());
    for delivery in &receipt.core.deliveries {
        match proofs.next_if(|proof| proof.delivery == delivery.id) {
            Some(proof) => must(lies(delivery, proof), VerifyRefusal::NotInBatch)?,
            None => {
                let why_not = unproved.next().is_some_and(|unproved| unproved.delivery == delivery.id);
                must(why_not, VerifyRefusal::ProofMissing)?;
            }
        }
    }
    must(proofs.next().is_none() && unproved.next().is_none(), VerifyRefusal::ProofMissing)
}

fn lies(delivery: &Delivery, proof: &BatchProof) -> bool {
    let batch = delivery.batch.as_ref();
    let Some((leaf, root, size)) = batch.and_then(|b| Some((b.leaf?, b.root?, b.size))) else { return false };
    tree::verify_inclusion(&leaf.0, proof.index, size, &hashes(&proof.path), &root.0)
}
