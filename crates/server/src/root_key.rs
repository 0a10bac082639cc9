use crate::config::Keys;
use crate::data::DataFolder;
use crate::fault::{Exit, Fault, Result};
use crate::store;
use db::Db;
use kernel::{Ambient, Secret};
use ports::KeyService;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use vault::{FileKeyService, KeyRing, PassphraseKeyService};

/// The change of the root key.
mod successor;
pub use successor::Successor;

/// The key service that the settings name, which also finds the key before and the key after while they are changed. For a passphrase the schema must be up to date.
pub async fn open(keys: &Keys, data: &DataFolder, db: &Db, ambient: &Ambient) -> Result<Arc<dyn KeyService>> {
    let next = match &keys.new_passphrase {
        Some(passphrase) => Some(by_passphrase(db, passphrase, ambient).await?),
        None => None,
    };
    if let Some(passphrase) = &keys.passphrase {
        let service = by_passphrase(db, passphrase, ambient).await?;
        let found: Vec<_> = [Some(service.clone()), next].into_iter().flatten().collect();
        return Ok(Arc::new(KeyRing::new(service, move || found.clone())));
    }
    let path = path(keys, data)?;
    refuse_inside(&path, data)?;
    // Only for a database that nothing was sealed in is one made: a new key opens nothing that an old one sealed.
    if !path.exists() && store::is_sealed(db).await? {
        return Err(Fault::new(
            Exit::Keys,
            format!(
                "the key file {} is missing, but the database was sealed with it: put it back from your copy, or name its \
             place with --key-file. No new one is made, because it would open nothing.",
                path.display()
            ),
        ));
    }
    // Cut off between two steps, the new key may lie beside its place only.
    let service = FileKeyService::open_or_create(&path);
    let service = Arc::new(service.map_err(|error| Fault::new(Exit::Keys, error.to_string()))?);
    let look = move || successor::beside(&path).into_iter().chain(next.clone()).collect();
    Ok(Arc::new(KeyRing::new(service, look)))
}

/// As [`open`], where something was sealed; none where nothing was. Makes no key and writes nothing.
pub async fn held(keys: &Keys, data: &DataFolder, db: &Db) -> Result<Option<Arc<dyn KeyService>>> {
    if !store::is_sealed(db).await? {
        return Ok(None);
    }
    open(keys, data, db, &Ambient::system()).await.map(Some)
}

async fn by_passphrase(
    db: &Db,
    passphrase: &Secret<String>,
    ambient: &Ambient,
) -> Result<Arc<dyn KeyService>> {
    let service = PassphraseKeyService::open(db, passphrase, ambient.clone()).await;
    Ok(Arc::new(service.map_err(|error| Fault::new(Exit::Keys, error.to_string()))?))
}

/// Where the key file lies, or would lie.
pub fn path(keys: &Keys, data: &DataFolder) -> Result<PathBuf> {
    match &keys.key_file {
        Some(path) => Ok(path.clone()),
        None => usual(data),
    }
}

/// In the user's configuration folder, under a name made from the path of the data folder.
fn usual(data: &DataFolder) -> Result<PathBuf> {
    let variable = |name| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    let folder = variable("XDG_CONFIG_HOME").filter(|path| path.is_absolute());
    let folder = folder.or_else(|| variable("HOME").map(|home| home.join(".config"))).ok_or_else(|| {
        Fault::new(
            Exit::Keys,
            "neither XDG_CONFIG_HOME nor HOME is set: say where the key file lies with --key-file",
        )
    })?;
    Ok(folder.join("cardamom").join("keys").join(file_name(data.path())))
}

/// The last part of the path for people, a digest of all of it for telling two apart.
fn file_name(data: &Path) -> String {
    let last = data.file_name().and_then(|name| name.to_str()).unwrap_or("data");
    let plain: String =
        last.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).take(40).collect();
    let digest = seals::sha256(&[data.as_os_str().as_encoded_bytes()]);
    format!("{plain}-{}.key", kernel::hex(digest.get(..6).unwrap_or_default()))
}

/// Whoever copies the data folder, as every backup does, must not get the key with it.
pub fn refuse_inside(path: &Path, data: &DataFolder) -> Result<()> {
    if resolved(path).starts_with(data.path()) {
        return Err(Fault::new(
            Exit::Keys,
            format!(
                "the key file {} would lie in the data folder: whoever steals or backs up that folder would hold the \
             sealed keys and what opens them. Name a place outside of it with --key-file.",
                path.display()
            ),
        ));
    }
    Ok(())
}

/// With the links of what exists already resolved; the rest of the path as it is.
fn resolved(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    for ancestor in absolute.ancestors() {
        if let (Ok(real), Ok(rest)) = (ancestor.canonicalize(), absolute.strip_prefix(ancestor)) {
            return real.join(rest);
        }
    }
    absolute
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_key_file_in_the_data_folder_is_found_out_by_every_way() {
        let folder = tempfile::tempdir().unwrap();
        let data = DataFolder::make(&folder.path().join("data")).unwrap();
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(data.path(), &link).unwrap();
        for inside in [data.path().join("k.key"), data.path().join("a/b.key"), link.join("k.key")] {
            assert!(refuse_inside(&inside, &data).is_err(), "{}", inside.display());
        }
        assert!(refuse_inside(&folder.path().join("data-keys/k.key"), &data).is_ok());
    }

    #[test]
    fn two_data_folders_have_two_key_files() {
        let (a, b) = (file_name(Path::new("/srv/a/data")), file_name(Path::new("/srv/b/data")));
        assert!(a != b && a.starts_with("data-") && a.ends_with(".key"), "{a} {b}");
        assert!(!file_name(Path::new("/srv/豆蔻 data")).contains(' '));
    }
}
