use crate::Problem;
use axum::http::StatusCode;
use vault::VaultError;

/// The list as a file.
pub(crate) mod export;
/// Keys come in.
pub(crate) mod import;
/// What has come in.
pub(crate) mod list;
/// One batch.
pub(crate) mod show;
/// Take a batch off the shelf.
pub(crate) mod withdraw;

pub(crate) fn vault_problem(error: VaultError) -> Problem {
    let (code, detail) = (error.code(), error.to_string());
    match error {
        VaultError::Db(error) => error.into(),
        VaultError::NoSuchBatch => Problem::not_found(code, detail),
        VaultError::ImportClosed | VaultError::ImportUnderWay | VaultError::StillInStock { .. } => {
            Problem::conflict(code, detail)
        }
        VaultError::KindMismatch { .. }
        | VaultError::UseLimitMissing
        | VaultError::BadUseLimit
        | VaultError::OneVersionAtATime
        | VaultError::CanariesImpossible
        | VaultError::BadText { .. } => Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail),
        VaultError::Shredded => Problem::new(StatusCode::GONE, "key_destroyed", detail),
        fault => Problem::internal(fault),
    }
}
