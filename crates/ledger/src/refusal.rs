/// Why a chain is refused; nothing of it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Refusal {
    #[error("the chain has no steps: give it at least one")]
    EmptyChain,
    #[error(
        "a book, id, reference or account name is empty, too long or has control characters: use plain names"
    )]
    BadName,
    #[error("the chain uses this id twice: give each step its own")]
    IdRepeatedInChain,
    #[error("a transfer with this id stands with other content: use a new id, or ask with the first content")]
    IdUsedWithOtherContent,
    #[error("the amount is not positive: give at least 1")]
    AmountNotPositive,
    #[error("debit and credit are the same account: name two")]
    SameAccount,
    #[error("the accounts hold two different assets: a transfer stays within one")]
    AssetMismatch,
    #[error("the debited account does not have that much: lower the amount or fill the account first")]
    ExceedsCredits,
    #[error("the credited account may not get that much: lower the amount")]
    ExceedsDebits,
    #[error("the balance would be too large to count: lower the amount")]
    Overflow,
    #[error("the time of this reservation has come: reserve anew")]
    PastItsTime,
    #[error("no such reservation: check its id and book")]
    PendingUnknown,
    #[error("the transfer named is not a reservation: name the one that reserved")]
    NotAReservation,
    #[error("the reservation was posted already")]
    AlreadyPosted,
    #[error("the reservation was voided already: reserve anew")]
    AlreadyVoided,
    #[error("the reservation has expired already: reserve anew")]
    AlreadyExpired,
    #[error("the time of this reservation has not come: void it, or wait")]
    NotYetDue,
    #[error("more than was reserved cannot be posted: lower the amount")]
    PartTooLarge,
    #[error("no such transfer to reverse: check its id and book")]
    ReverseUnknown,
    #[error("only posted transfers can be reversed, reversals not: name the transfer that posted")]
    NotReversible,
    #[error("the transfer was reversed already")]
    AlreadyReversed,
}

impl Refusal {
    /// Stable, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::EmptyChain => "empty_chain",
            Self::BadName => "bad_name",
            Self::IdRepeatedInChain => "id_repeated_in_chain",
            Self::IdUsedWithOtherContent => "id_used_with_other_content",
            Self::AmountNotPositive => "amount_not_positive",
            Self::SameAccount => "same_account",
            Self::AssetMismatch => "asset_mismatch",
            Self::ExceedsCredits => "exceeds_credits",
            Self::ExceedsDebits => "exceeds_debits",
            Self::Overflow => "overflow",
            Self::PastItsTime => "past_its_time",
            Self::PendingUnknown => "pending_unknown",
            Self::NotAReservation => "not_a_reservation",
            Self::AlreadyPosted => "already_posted",
            Self::AlreadyVoided => "already_voided",
            Self::AlreadyExpired => "already_expired",
            Self::NotYetDue => "not_yet_due",
            Self::PartTooLarge => "part_too_large",
            Self::ReverseUnknown => "reverse_unknown",
            Self::NotReversible => "not_reversible",
            Self::AlreadyReversed => "already_reversed",
        }
    }
}
