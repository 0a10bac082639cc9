//! The SQL of what people agreed to.

pub(crate) mod consents;
