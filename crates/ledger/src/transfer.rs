use kernel::Time;
use serde::Serialize;

/// What a transfer does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Post,
    Reserve,
    PostPending,
    VoidPending,
    ExpirePending,
    Reverse,
}

impl Kind {
    const ALL: [Self; 6] =
        [Self::Post, Self::Reserve, Self::PostPending, Self::VoidPending, Self::ExpirePending, Self::Reverse];

    pub fn code(self) -> &'static str {
        match self {
            Self::Post => "post",
            Self::Reserve => "reserve",
            Self::PostPending => "post_pending",
            Self::VoidPending => "void_pending",
            Self::ExpirePending => "expire_pending",
            Self::Reverse => "reverse",
        }
    }
    /// The inverse of [`Kind::code`].
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
    /// Whether it moves posted balances.
    pub(crate) fn moves_posted(self) -> bool {
        matches!(self, Self::Post | Self::PostPending | Self::Reverse)
    }
}

/// How a transfer stands. A reservation begins `Pending`; the transfer that resolves it changes it, once, to one of
/// `Posted`, `PostedInPart`, `Voided`, `Expired`. What was posted by `Post` or `PostPending` may become `Reversed`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Pending,
    Posted,
    PostedInPart,
    Voided,
    Expired,
    Reversed,
}

impl State {
    const ALL: [Self; 6] =
        [Self::Pending, Self::Posted, Self::PostedInPart, Self::Voided, Self::Expired, Self::Reversed];

    pub fn code(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Posted => "posted",
            Self::PostedInPart => "posted_in_part",
            Self::Voided => "voided",
            Self::Expired => "expired",
            Self::Reversed => "reversed",
        }
    }
    /// The inverse of [`State::code`].
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// A transfer as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Transfer {
    pub book: String,
    pub id: String,
    pub kind: Kind,
    pub state: State,
    /// Ids of accounts (see [`crate::Account::id`]).
    pub debit: i64,
    pub credit: i64,
    /// Always positive; for a `VoidPending` or `ExpirePending`, what was released.
    pub amount: i64,
    /// The transfer that this one resolves or reverses.
    pub target: Option<String>,
    /// The transfer that resolved or reversed this one.
    pub resolved_by: Option<String>,
    /// Reservations only.
    pub expires_at: Option<Time>,
    pub reference: String,
    pub created_at: Time,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_round_trip() {
        assert!(Kind::ALL.into_iter().all(|kind| Kind::from_code(kind.code()) == Some(kind)));
        assert!(State::ALL.into_iter().all(|state| State::from_code(state.code()) == Some(state)));
        assert_eq!((Kind::from_code("x"), State::from_code("x")), (None, None));
    }
}
