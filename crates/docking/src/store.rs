/// Complaints.
pub(crate) mod claims;
/// Orders under partners' numbers.
pub(crate) mod docked;
/// How goods looked.
pub(crate) mod goods;
/// Partners' keys, and who may dock.
pub(crate) mod keys;
/// What was signed once.
pub(crate) mod nonces;
/// Numbers for ids.
pub(crate) mod numbers;
