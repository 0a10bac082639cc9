use crate::fault::{Exit, Fault, Result};
use rustix::fs::{FlockOperation, flock};
use std::collections::HashMap;
use std::fs::{DirBuilder, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// The folder in which a shop lives.
pub struct DataFolder {
    path: PathBuf,
}

/// Held by the server as long as it runs.
pub struct Lock {
    _file: File,
}

impl DataFolder {
    /// Makes the folder, readable by its owner only, if it is not there.
    pub fn make(path: &Path) -> Result<Self> {
        let made = DirBuilder::new().recursive(true).mode(0o700).create(path);
        made.map_err(|error| {
            Fault::usage(format!("the data folder {} cannot be made: {error}", path.display()))
        })?;
        Self::open(path)
    }

    /// The folder of a shop that exists.
    pub fn open(path: &Path) -> Result<Self> {
        let found = path.canonicalize().map_err(|_| {
            let path = path.display();
            Fault::usage(format!(
                "there is no data folder {path}: name it with --data, or start `cardamom serve` first"
            ))
        });
        Ok(Self { path: found? })
    }

    /// With all links resolved.
    pub fn path(&self) -> &Path {
        &self.path
    }
    pub fn database(&self) -> PathBuf {
        self.path.join("cardamom.db")
    }

    /// Where the pictures of products lie.
    pub fn pictures(&self) -> PathBuf {
        self.path.join("pictures")
    }

    /// All pictures by their names; none where there is no such folder.
    pub fn read_pictures(&self) -> Result<HashMap<String, Vec<u8>>> {
        let fault = |error: std::io::Error| {
            Fault::usage(format!("{} cannot be read: {error}", self.pictures().display()))
        };
        let entries = match std::fs::read_dir(self.pictures()) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(HashMap::new()),
            Err(error) => return Err(fault(error)),
        };
        let mut pictures = HashMap::new();
        for entry in entries {
            let path = entry.map_err(fault)?.path();
            if let (true, Some(name)) = (path.is_file(), path.file_name().and_then(|name| name.to_str())) {
                pictures.insert(name.to_owned(), std::fs::read(&path).map_err(fault)?);
            }
        }
        Ok(pictures)
    }

    /// Keeps a second server out. The kernel forgets the lock with the process, however that ended.
    pub fn lock(&self) -> Result<Lock> {
        let path = self.path.join("lock");
        let opened = OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(&path);
        let file =
            opened.map_err(|error| Fault::usage(format!("{} cannot be written: {error}", path.display())))?;
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(Lock { _file: file }),
            Err(_) => Err(Fault::new(
                Exit::InUse,
                format!(
                    "another server runs on the data folder {}: stop it first, or name another folder with --data",
                    self.path.display()
                ),
            )),
        }
    }

    /// Writes a file that only its owner may read: whole, or not at all.
    pub fn write_private(&self, name: &str, content: &[u8]) -> std::io::Result<()> {
        let (path, partial) = (self.path.join(name), self.path.join(format!("{name}.partial")));
        let _ = std::fs::remove_file(&partial);
        let mut file = OpenOptions::new().create_new(true).write(true).mode(0o600).open(&partial)?;
        file.write_all(content)?;
        file.sync_all()?;
        std::fs::rename(&partial, &path)
    }
}
