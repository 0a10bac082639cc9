//! EPay (易支付), the protocol that many gateways in China speak, in both its versions: the first signs with MD5 and a
//! shared key, the second with RSA. By the documents that gateways publish at `/doc_old.html` and `/doc/index.html`.

/// What both ask of who sets them up.
mod fields;
/// A statement, in a form of our own.
mod statement;
/// The first version.
mod v1;
/// The second version.
mod v2;
/// What both say: devices, states, and reasons.
mod words;

pub(crate) use v1::KIND as V1;
pub(crate) use v2::KIND as V2;
