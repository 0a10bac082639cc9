//! What those share who call the outside: HTTP of short patience, the addresses that may be typed in, and how amounts,
//! times, forms and JSON are written there. It keeps nothing and decides nothing.

/// Where somebody is who is called, and where payers may be sent.
pub mod address;
/// Amounts as decimal texts.
pub mod decimal;
/// JSON of one level, in which numbers keep their text.
pub mod flat;
/// HTTP: short patience, no redirects, bounded answers.
pub mod http;
/// Times as they are written in China.
pub mod local_time;
/// Signatures by MD5, where there is nothing better.
pub mod md5_sign;
/// Forms, queries, and the text over which they are signed.
pub mod pairs;
/// What somebody said, fit to be read.
pub mod said;
