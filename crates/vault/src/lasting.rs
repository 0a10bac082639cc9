use crate::{VaultError, store};
use db::Db;
use kernel::Secret;
use ports::{KeyError, KeyService};

pub(crate) fn context(purpose: &str) -> String {
    format!("kept/{purpose}")
}

/// The key for that purpose, which stays what it was when the root key is changed: order links in the buyers' mail must
/// open for as long as the orders do.
pub async fn lasting_key(
    db: &Db,
    keys: &dyn KeyService,
    purpose: &str,
) -> Result<Secret<[u8; 32]>, VaultError> {
    let Some(kept) = store::rotate::kept(&mut db.read().await?, purpose).await? else {
        return Ok(keys.derive(purpose).await?);
    };
    keys.unwrap(&kept, &context(purpose)).await.map_err(|error| match error {
        KeyError::WrongRootKey { wrapped_by, held } => VaultError::WrongRootKey { wrapped_by, held },
        KeyError::Tampered => VaultError::Tampered { what: format!("the kept key of {purpose}") },
        other => other.into(),
    })
}
