use super::{by_passphrase, path, refuse_inside};
use crate::config::Config;
use crate::data::DataFolder;
use crate::fault::{Exit, Fault, Result};
use db::Db;
use kernel::Ambient;
use ports::KeyService;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use vault::{FileKeyService, Rotation};

/// The root key that is, the one that comes, and where they lie.
pub struct Successor {
    pub old: Arc<dyn KeyService>,
    pub new: Arc<dyn KeyService>,
    /// The new one took the place of the old one already.
    pub in_place: bool,
    /// The place of the key, where both come from files.
    files: Option<PathBuf>,
}

fn more(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Where the new key waits, and where the old one goes.
fn next(path: &Path) -> PathBuf {
    more(path, ".next")
}
fn former(path: &Path, id: &str) -> PathBuf {
    more(path, &format!(".old-{}", id.replace(':', "-")))
}

fn open(path: &Path) -> Option<Arc<dyn KeyService>> {
    // Looking must not make a key.
    if !path.exists() {
        return None;
    }
    let service = FileKeyService::open_or_create(path);
    service.ok().map(|service| -> Arc<dyn KeyService> { Arc::new(service) })
}

/// The key in that place, the one that waits beside it, and those that were there before.
pub fn beside(path: &Path) -> Vec<Arc<dyn KeyService>> {
    let mut found: Vec<_> = [open(path), open(&next(path))].into_iter().flatten().collect();
    let prefix = path.file_name().map(|name| format!("{}.old-", name.to_string_lossy()));
    let entries = path.parent().and_then(|folder| std::fs::read_dir(folder).ok());
    for entry in entries.into_iter().flatten().flatten() {
        let name = entry.file_name();
        if prefix.as_ref().is_some_and(|prefix| name.to_string_lossy().starts_with(prefix)) {
            found.extend(open(&entry.path()));
        }
    }
    found
}

fn keys_fault(message: impl Into<String>) -> Fault {
    Fault::new(Exit::Keys, message)
}

impl Successor {
    /// As the settings, the flag and a change that was cut off say. Makes the new key where there is none.
    pub async fn find(
        config: &Config,
        data: &DataFolder,
        db: &Db,
        (file, running): (Option<&Path>, Option<&Rotation>),
    ) -> Result<Self> {
        let ambient = Ambient::system();
        let keys = &config.keys;
        if let Some(words) = &keys.new_passphrase {
            let new = by_passphrase(db, words, &ambient).await?;
            let old = match &keys.passphrase {
                Some(words) => by_passphrase(db, words, &ambient).await?,
                None => open(&path(keys, data)?).ok_or_else(|| keys_fault("the key file is missing"))?,
            };
            return Ok(Self { old, new, in_place: false, files: None });
        }
        if keys.passphrase.is_some() {
            return Err(keys_fault(
                "the root key comes from a passphrase: give the new one in CARDAMOM_NEW_PASSPHRASE, also to the server that \
                 runs meanwhile",
            ));
        }
        let place = path(keys, data)?;
        refuse_inside(&place, data)?;
        let here = open(&place).ok_or_else(|| {
            keys_fault(format!("the key file {} is missing or cannot be used", place.display()))
        })?;
        if let Some(running) = running.filter(|running| running.to_key == here.root_key_id()) {
            let old = open(&former(&place, &running.from_key));
            let old = old.ok_or_else(|| keys_fault(format!("the old key {} is gone", running.from_key)))?;
            return Ok(Self { old, new: here, in_place: true, files: Some(place) });
        }
        let waiting = next(&place);
        if let (Some(file), false) = (file, waiting.exists()) {
            copy_private(file, &waiting)?;
        }
        let new = FileKeyService::open_or_create(&waiting).map_err(|error| keys_fault(error.to_string()))?;
        Ok(Self { old: here, new: Arc::new(new), in_place: false, files: Some(place) })
    }

    /// What to do before the change, on several nodes.
    pub fn prepared(&self) -> Result<String> {
        let place = self.files.as_ref().ok_or_else(|| Fault::usage("--prepare is for key files"))?;
        Ok(format!(
            "the new root key {} waits in {}: copy it beside the key file of every other node, under the same ending, and \
             to where you keep copies; then run this without --prepare",
            self.new.root_key_id(),
            next(place).display()
        ))
    }

    /// The old key gets another name first, then the new one its place: at no moment is there none.
    pub fn put_in_place(&self) -> Result<()> {
        let Some(place) = &self.files else { return Ok(()) };
        match std::fs::hard_link(place, former(place, self.old.root_key_id())) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error.into()),
            _ => sync(place)?,
        }
        std::fs::rename(next(place), place)?;
        sync(place)
    }

    pub fn advice(&self) -> String {
        match &self.files {
            Some(place) => format!(
                "Keep a copy of {} away from the backups. The old key lies in {}: older backups open with it and with \
                 nothing else. On every other node, move the new key into the place of the old one, too.",
                place.display(),
                former(place, self.old.root_key_id()).display()
            ),
            None => "From now on start the server with the new passphrase in CARDAMOM_PASSPHRASE and without the old key; \
                     older backups open with the old one only."
                .to_owned(),
        }
    }
}

fn sync(place: &Path) -> Result<()> {
    let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Ok(File::open(folder)?.sync_all()?)
}

/// Only a file that holds a key, for its owner only.
fn copy_private(from: &Path, to: &Path) -> Result<()> {
    if open(from).is_none() {
        return Err(keys_fault(format!("{} holds no root key, or others can read it", from.display())));
    }
    let bytes = std::fs::read(from)?;
    let draft = more(to, ".partial");
    let _ = std::fs::remove_file(&draft);
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
    file.write_all(&bytes)?;
    file.sync_all()?;
    Ok(std::fs::rename(&draft, to)?)
}
