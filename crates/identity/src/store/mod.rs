/// Users and their password hashes.
pub(crate) mod users;

/// Sessions by the hash of their token.
pub(crate) mod sessions;

/// API keys by the hash of the key.
pub(crate) mod api_keys;

/// The link for the first operator.
pub(crate) mod setup;

/// The chain of who did what.
pub(crate) mod trail;
