/// Users and their password hashes.
pub(crate) mod users;

/// Sessions by the hash of their token.
pub(crate) mod sessions;

/// Apps that make codes, and recovery codes.
pub(crate) mod second_factor;

/// Codes that are sent.
pub(crate) mod codes;

/// From where people log in.
pub(crate) mod places;

/// Who is asked to join a staff.
pub(crate) mod invitations;

/// The staff of a merchant or of the operator.
pub(crate) mod staff;

/// What waits for a second person, and who could be one.
pub(crate) mod proposals;

/// Passkeys by the authenticator's name for them.
pub(crate) mod passkeys;

/// Challenges that wait for a passkey's answer.
pub(crate) mod challenges;

/// Errands to providers, who came back from them, and who is known by whom.
pub(crate) mod links;

/// All that belongs to somebody who goes.
pub(crate) mod erase;

/// Rows from before contacts were sealed.
pub(crate) mod in_clear;

/// Whether there is a way in left.
pub(crate) mod ways;

/// API keys by the hash of the key.
pub(crate) mod api_keys;

/// The link for the first operator.
pub(crate) mod setup;

/// The chain of who did what.
pub(crate) mod trail;
