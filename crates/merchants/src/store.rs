//! The SQL, one file a table.

pub(crate) mod applications;
pub(crate) mod audit;
pub(crate) mod authorisations;
pub(crate) mod documents;
pub(crate) mod domains;
pub(crate) mod logos;
pub(crate) mod merchants;
pub(crate) mod plans;
pub(crate) mod provenance;
pub(crate) mod stores;
pub(crate) mod timeline;
