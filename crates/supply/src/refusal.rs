use db::DbError;
use ports::{Fault, Wanted};

pub type Result<T> = std::result::Result<T, SupplyRefusal>;

/// Why something is refused: a stable code, and a sentence that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum SupplyRefusal {
    #[error("there is no such supplier of yours")]
    NoSuchSupplier,
    #[error("there is no such kind of supplier: choose one of the list")]
    UnknownKind,
    #[error("suppliers of this kind are not described in a text: test this one instead")]
    NotDescribed,
    #[error("a supplier keeps its kind and its currency: connect another one")]
    KindIsFixed,
    #[error("some settings cannot stand: see each of them")]
    BadSettings(Vec<Fault>),
    /// Something besides the settings.
    #[error("{field}: {detail}")]
    BadValue { field: &'static str, detail: String },
    #[error("somebody else has changed this supplier meanwhile: load it again")]
    ChangedMeanwhile,
    #[error("it is in that state already, or cannot come into it from the one it is in: load it again")]
    WrongState,
    #[error("its settings cannot be used as they are: correct them before it is switched on")]
    Broken,
    #[error("its contract has ended: say until when the new one holds, then switch it on")]
    NoContract,
    #[error("a merchant has at most 100 suppliers")]
    TooMany,
    #[error("a SKU has at most 10 routes")]
    TooManyRoutes,
    #[error("suppliers of this kind do not give {}: choose another supplier", words(*.0))]
    CannotGive(Wanted),
    #[error("there is no such route")]
    NoSuchRoute,
    /// The supplier was asked, and says so.
    #[error("the supplier does not answer as it should: {0}")]
    NoAnswer(String),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl SupplyRefusal {
    /// Stable, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoSuchSupplier => "no_such_supplier",
            Self::UnknownKind => "unknown_supplier_kind",
            Self::NotDescribed => "supplier_not_described",
            Self::KindIsFixed => "supplier_kind_is_fixed",
            Self::BadSettings(_) => "bad_supplier_settings",
            Self::BadValue { .. } => "bad_supplier",
            Self::ChangedMeanwhile => "supplier_changed_meanwhile",
            Self::WrongState => "supplier_wrong_state",
            Self::Broken => "supplier_broken",
            Self::NoContract => "supplier_contract_ended",
            Self::TooMany => "too_many_suppliers",
            Self::TooManyRoutes => "too_many_routes",
            Self::CannotGive(_) => "supplier_cannot",
            Self::NoSuchRoute => "no_such_route",
            Self::NoAnswer(_) => "supplier_no_answer",
            Self::Db(_) => "database",
        }
    }

    pub(crate) fn value(field: &'static str, detail: impl ToString) -> Self {
        Self::BadValue { field, detail: detail.to_string() }
    }
}

fn words(wanted: Wanted) -> &'static str {
    match wanted {
        Wanted::Credit => "credit to accounts",
        Wanted::Keys => "keys",
    }
}
