use db::DbError;

pub type Result<T> = std::result::Result<T, CostRefusal>;

/// Why something is refused: a stable code, and a sentence that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum CostRefusal {
    #[error("a cost is 0 to 10,000,000,000 minor units")]
    BadCost,
    #[error("say why in one line of up to 200 characters")]
    BadReason,
    #[error("the end is a moment to come, within a year")]
    BadEnd,
    #[error("this SKU is not sold below its cost")]
    NoLossLeader,
    #[error(transparent)]
    Db(#[from] DbError),
}

impl CostRefusal {
    /// Stable, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::BadCost => "bad_cost",
            Self::BadReason => "bad_reason",
            Self::BadEnd => "bad_loss_leader_end",
            Self::NoLossLeader => "no_loss_leader",
            Self::Db(_) => "database",
        }
    }
}
