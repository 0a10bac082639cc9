use db::DbError;
use ports::Fault;

pub type Result<T> = std::result::Result<T, ChannelRefusal>;

/// Why something is refused: a stable code, and a sentence that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum ChannelRefusal {
    #[error("there is no such payment channel")]
    NoSuchChannel,
    #[error("there is no such kind of payment channel: choose one of the list")]
    UnknownKind,
    #[error(
        "a channel's code has 2 to 32 of a-z, 0-9, '-' and '_', begins with a letter, and is not 'wallet' or 'sandbox'"
    )]
    BadCode,
    #[error("a channel keeps its kind: create another one")]
    KindIsFixed,
    #[error("some settings cannot stand: see each of them")]
    BadSettings(Vec<Fault>),
    /// Something besides the settings.
    #[error("{detail}")]
    BadValue { field: &'static str, detail: String },
    #[error("somebody else has changed this channel meanwhile: load it again")]
    ChangedMeanwhile,
    #[error("it is in that state already, or cannot come into it from the one it is in: load it again")]
    WrongState,
    #[error("its settings cannot be used as they are: correct them before it is switched on")]
    Broken,
    #[error(transparent)]
    Db(#[from] DbError),
}

impl ChannelRefusal {
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoSuchChannel => "no_such_channel",
            Self::UnknownKind => "unknown_channel_kind",
            Self::BadCode => "bad_channel_code",
            Self::KindIsFixed => "channel_kind_is_fixed",
            Self::BadSettings(_) => "bad_channel_settings",
            Self::BadValue { .. } => "bad_channel",
            Self::ChangedMeanwhile => "channel_changed_meanwhile",
            Self::WrongState => "channel_wrong_state",
            Self::Broken => "channel_broken",
            Self::Db(_) => "database",
        }
    }

    pub(crate) fn value(field: &'static str, detail: impl ToString) -> Self {
        Self::BadValue { field, detail: format!("{field}: {}", detail.to_string()) }
    }
}
