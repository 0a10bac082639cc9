//! The SQL of what people agreed to, and of what keeps them here.

pub(crate) mod consents;
pub(crate) mod disputes;
pub(crate) mod partners;
