//! The SQL of disputes. What was sold, paid and shown is read where it stands.

pub(crate) mod cases;
pub(crate) mod entries;
pub(crate) mod evidence;
pub(crate) mod files;
pub(crate) mod history;
pub(crate) mod pack;
pub(crate) mod rules;
pub(crate) mod words;
