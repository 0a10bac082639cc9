use crate::config::Config;
use crate::data::DataFolder;
use crate::fault::{Exit, Fault, Result};
use crate::{root_key, store};
use ::backup::{BackupKey, Header, KeyKind};
use db::Db;
use kernel::{Ambient, Secret};
use ports::KeyService;
use std::path::Path;
use std::sync::Arc;
use vault::{FileKeyService, PassphraseKeyService};

/// How a passphrase becomes a key: as that of the root key does.
const PARAMETERS: &str = "m=65536,t=3,p=1";

fn keys_fault(error: impl ToString) -> Fault {
    Fault::new(Exit::Keys, error.to_string())
}

/// What new backups are sealed under, as the settings say: a passphrase or a key file for backups only, else the root key.
pub async fn to_seal(
    config: &Config,
    data: &DataFolder,
    db: &Db,
    root: Option<Arc<dyn KeyService>>,
) -> Result<BackupKey> {
    let ambient = Ambient::system();
    if let Some(words) = &config.backup.passphrase {
        return passphrase(
            KeyKind::Passphrase,
            words,
            (ambient.bytes::<16>().to_vec(), PARAMETERS.to_owned()),
        )
        .await;
    }
    if let Some(path) = &config.backup.key_file {
        root_key::refuse_inside(path, data)?;
        let service = FileKeyService::open_or_create(path).map_err(keys_fault)?;
        return Ok(BackupKey { kind: KeyKind::File, service: Arc::new(service), salt: None });
    }
    let service = match root {
        Some(service) => service,
        None => root_key::open(&config.keys, data, db, &ambient).await?,
    };
    // Who restores has no database yet: the salt of the root key's passphrase goes with the backup.
    let salt = if config.keys.passphrase.is_some() { store::passphrase_salt(db).await? } else { None };
    Ok(BackupKey { kind: KeyKind::Root, service, salt })
}

/// What opens that backup.
pub async fn to_open(config: &Config, data: &DataFolder, header: &Header) -> Result<BackupKey> {
    match (header.key, header.passphrase()) {
        (KeyKind::Passphrase, Some(salt)) => {
            let words = config.backup.passphrase.as_ref();
            let words = words.ok_or_else(|| keys_fault(::backup::BackupError::PassphraseMissing))?;
            passphrase(KeyKind::Passphrase, words, salt).await
        }
        (KeyKind::Root, Some(salt)) => {
            let words = config.keys.passphrase.as_ref().ok_or_else(|| {
                keys_fault("this backup opens with the shop's passphrase: give it in CARDAMOM_PASSPHRASE")
            })?;
            passphrase(KeyKind::Root, words, salt).await
        }
        (KeyKind::Passphrase, None) => {
            Err(Fault::no("the backup is damaged: the salt of its passphrase is gone"))
        }
        (KeyKind::Root, None) => {
            file(KeyKind::Root, &root_key::path(&config.keys, data)?, header, "--key-file")
        }
        (KeyKind::File, _) => {
            let path = config.backup.key_file.as_ref().ok_or_else(|| {
                keys_fault(format!(
                    "this backup opens with the key {}: name its file in backup.key_file",
                    header.wrapped_by
                ))
            })?;
            file(KeyKind::File, path, header, "backup.key_file")
        }
    }
}

/// Opening must not make a key where there is none.
fn file(kind: KeyKind, path: &Path, header: &Header, how: &str) -> Result<BackupKey> {
    if !path.exists() {
        return Err(keys_fault(format!(
            "this backup opens with the key {}, but there is no key file {}: name its place with {how}",
            header.wrapped_by,
            path.display()
        )));
    }
    let service = FileKeyService::open_or_create(path).map_err(keys_fault)?;
    Ok(BackupKey { kind, service: Arc::new(service), salt: None })
}

async fn passphrase(kind: KeyKind, words: &Secret<String>, salt: (Vec<u8>, String)) -> Result<BackupKey> {
    let service = PassphraseKeyService::with(words.clone(), salt.0.clone(), &salt.1, Ambient::system()).await;
    Ok(BackupKey { kind, service: Arc::new(service.map_err(keys_fault)?), salt: Some(salt) })
}
