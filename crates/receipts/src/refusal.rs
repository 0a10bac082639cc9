use db::DbError;

pub type Result<T> = std::result::Result<T, ReceiptRefusal>;

/// Why a receipt or a proof is not given.
#[derive(Debug, thiserror::Error)]
pub enum ReceiptRefusal {
    #[error("the order is not delivered, so there is nothing to give a receipt for")]
    NotDelivered,
    #[error("the order is not in the transparency log yet: ask again in about {retry_after} seconds")]
    NotYet { retry_after: i64 },
    #[error("the log has {size} entries, from 0 on: ask for one of them, and no more of them than there are")]
    NoSuchEntry { size: u64 },
    #[error("of two sizes the first is not larger than the second, and the second not than the log: {size}")]
    BadSizes { size: u64 },
    #[error(transparent)]
    Db(#[from] DbError),
}

impl ReceiptRefusal {
    /// Stable, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotDelivered => "order_not_delivered",
            Self::NotYet { .. } => "receipt_not_ready",
            Self::NoSuchEntry { .. } => "no_such_entry",
            Self::BadSizes { .. } => "bad_log_sizes",
            Self::Db(_) => "database",
        }
    }
}
