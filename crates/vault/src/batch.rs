use crate::{SkuKind, VaultError};
use db::{FromValue, Value};
use kernel::{BadText, BatchId, MerchantId, Money, SkuId, Time, clean_line};

/// Where goods came from, as the merchant says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provenance {
    pub supplier: String,
    /// The contract or invoice; may be empty.
    pub reference: String,
    /// What one unit cost.
    pub cost: Option<Money>,
    pub imported_by: String,
}

/// A batch to be imported.
#[derive(Clone, Debug)]
pub struct NewBatch {
    pub merchant: MerchantId,
    pub sku: SkuId,
    pub kind: SkuKind,
    pub provenance: Provenance,
    pub format: Format,
    /// Loop secrets only: how many units this import brings. The first version must say it; a later version without it
    /// brings none and only replaces the secret.
    pub use_limit: Option<i64>,
    /// For the items that have no expiry of their own.
    pub expires_at: Option<Time>,
}

/// How a file of keys is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One key a line.
    Lines,
    /// Columns with commas, one item a line. The first line may name them, in any order: `key`, `code`, `card`,
    /// `card_number`, `卡号` or `卡密` · `password`, `pin` or `密码` · `expires`, `expires_at`, `expiry` or `有效期`.
    /// Where both `卡号` and `卡密` are named, `卡密` is the password. Without names: key · card,password · key,expires ·
    /// card,password,expires (two columns are key,expires where the second one of the first line is a date). Dates are
    /// `2026-12-31` (to the end of that day in China, UTC+8) or RFC 3339.
    Csv,
}

impl Format {
    pub fn code(self) -> &'static str {
        match self {
            Self::Lines => "lines",
            Self::Csv => "csv",
        }
    }
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Lines, Self::Csv].into_iter().find(|format| format.code() == code)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BatchState {
    /// Under way, or cut off; what is stored of it is good stock.
    Importing,
    InStock,
    /// What had not been delivered was taken off the shelf.
    Withdrawn,
    /// Its data key and its ciphertexts are destroyed.
    Shredded,
}

impl BatchState {
    pub fn code(self) -> &'static str {
        match self {
            Self::Importing => "importing",
            Self::InStock => "in_stock",
            Self::Withdrawn => "withdrawn",
            Self::Shredded => "shredded",
        }
    }
    pub fn from_code(code: &str) -> Option<Self> {
        let all = [Self::Importing, Self::InStock, Self::Withdrawn, Self::Shredded];
        all.into_iter().find(|state| state.code() == code)
    }
}

macro_rules! from_code {
    ($($name:ident),*) => {$(
        impl FromValue for $name {
            fn from_value(value: &Value) -> Option<Self> {
                if let Value::Text(code) = value { Self::from_code(code) } else { None }
            }
        }
    )*};
}
from_code!(Format, BatchState);

/// A batch as it stands.
#[derive(Clone, Debug)]
pub struct Batch {
    pub merchant: MerchantId,
    pub id: BatchId,
    pub sku: SkuId,
    pub state: BatchState,
    pub provenance: Provenance,
    pub format: Format,
    pub use_limit: Option<i64>,
    pub expires_at: Option<Time>,
    /// Sealed items.
    pub items: i64,
    /// Units that they brought: as many, or the use limit of a loop secret.
    pub units: i64,
    /// Lines dropped because their key was known, and because they were bad.
    pub duplicates: i64,
    pub bad: i64,
    /// Units withdrawn from this batch.
    pub withdrawn: i64,
    /// SHA-256 of the file and root over the sealed items, in hex; none until the import is finished. No digest where
    /// the import was cut off.
    pub file_digest: Option<String>,
    pub merkle_root: Option<String>,
    pub created_at: Time,
    pub finished_at: Option<Time>,
    /// Its short name among the merchant's batches, and the range its items' numbers lie in.
    pub(crate) no: i64,
    pub(crate) numbers: Option<(i64, i64)>,
}

const TEXT_MAX: usize = 200;
pub(crate) const USES_MAX: i64 = 1_000_000_000;

impl NewBatch {
    /// The provenance in clean lines.
    pub(crate) fn checked(&self) -> Result<Provenance, VaultError> {
        let valid =
            self.use_limit.is_none_or(|uses| self.kind == SkuKind::Loop && (1..=USES_MAX).contains(&uses));
        if !valid {
            return Err(VaultError::BadUseLimit);
        }
        let line =
            |field, text: &str| clean_line(text, TEXT_MAX).map_err(|why| VaultError::BadText { field, why });
        let reference = match clean_line(&self.provenance.reference, TEXT_MAX) {
            Err(BadText::Empty) => String::new(),
            other => other.map_err(|why| VaultError::BadText { field: "reference", why })?,
        };
        Ok(Provenance {
            supplier: line("supplier", &self.provenance.supplier)?,
            reference,
            cost: self.provenance.cost,
            imported_by: line("imported_by", &self.provenance.imported_by)?,
        })
    }
}
