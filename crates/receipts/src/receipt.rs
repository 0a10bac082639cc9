use crate::{Core, Hex};
use serde::{Deserialize, Serialize};

/// What stands in a receipt's `format` and `version`.
pub(crate) const FORMAT: &str = "cardamom-receipt";
pub(crate) const VERSION: u32 = 1;
pub(crate) const ALGORITHM: &str = "ed25519";

/// The file that a buyer keeps: a receipt, and the platform's signature over its canonical bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    pub receipt: Receipt,
    pub signature: Hex<64>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// In the order of the deliveries, as far as they are proved.
    pub batch_proofs: Vec<BatchProof>,
    pub core: Core,
    pub format: String,
    pub key: KeyInfo,
    pub log: InLog,
    /// The other deliveries, and why each is not.
    pub unproved: Vec<Unproved>,
    pub version: u32,
}

/// That a unit lies in its batch: beside leaf, root and size in the core, where it stands and the hashes beside the way up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BatchProof {
    pub delivery: String,
    pub index: u64,
    pub path: Vec<Hex<32>>,
}

/// A delivery without a proof of its batch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unproved {
    pub delivery: String,
    pub why: Why,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// More items than a proof is made over beside the day's work.
    BatchTooLarge,
    /// The import of its batch was open when the entry was made.
    BatchOpen,
    /// The sealed goods were not there any more when the entry was made.
    GoodsGone,
    /// The items of the batch were sealed under another key since, or destroyed.
    SealedAnew,
    /// The order has more units than are proved in one receipt.
    ManyUnits,
}

impl Why {
    pub fn words(self) -> &'static str {
        match self {
            Self::BatchTooLarge => "its batch is too large to be proved item by item",
            Self::BatchOpen => "the import of its batch was open when the entry was made",
            Self::GoodsGone => "the sealed goods were not there any more when the entry was made",
            Self::SealedAnew => "the items of its batch were sealed under another key since, or destroyed",
            Self::ManyUnits => "the order has more units than are proved in one receipt",
        }
    }
}

/// The key that everything here is signed with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyInfo {
    pub algorithm: String,
    /// The first 16 digits of the SHA-256 of the public key.
    pub id: String,
    pub public_key: Hex<32>,
}

/// Where the order's entry stands in the log, and the proof of it under a signed head.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InLog {
    /// From 0.
    pub entry: u64,
    pub head: Head,
    pub path: Vec<Hex<32>>,
}

/// What the log was at a moment, signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    pub root: Hex<32>,
    pub signature: Hex<64>,
    /// Entries.
    pub size: u64,
    /// RFC 3339, in UTC.
    pub time: String,
}

/// Canonical JSON. Writing plain structures into memory does not fail.
pub(crate) fn canonical(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).unwrap_or_default()
}

impl File {
    pub fn to_bytes(&self) -> Vec<u8> {
        canonical(self)
    }
}

impl Receipt {
    /// What the file's signature is over.
    pub(crate) fn message(&self) -> Vec<u8> {
        signed("cardamom receipt 1\n", self)
    }
}

impl Core {
    /// What its entry is the hash of.
    pub(crate) fn to_text(&self) -> String {
        String::from_utf8(canonical(self)).unwrap_or_default()
    }
}

/// What a head's signature is over.
#[derive(Serialize)]
struct HeadSaid<'a> {
    root: &'a Hex<32>,
    size: u64,
    time: &'a str,
}

pub(crate) fn head_message(root: &Hex<32>, size: u64, time: &str) -> Vec<u8> {
    signed("cardamom tree head 1\n", &HeadSaid { root, size, time })
}

/// A word before it says what is signed, so that no signature is good for anything else.
fn signed(what: &str, value: &impl Serialize) -> Vec<u8> {
    let mut message = what.as_bytes().to_vec();
    message.extend(canonical(value));
    message
}
