use super::{optional, secret};
use crate::fault::{Fault, Result};
use ::backup::{S3Settings, Shelf, Timetable};
use kernel::Secret;
use serde::Deserialize;
use std::path::PathBuf;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Backup {
    schedule: String,
    to: String,
    pub keep: usize,
    pub documents: bool,
    #[serde(deserialize_with = "optional")]
    pub key_file: Option<PathBuf>,
    s3_endpoint: String,
    s3_region: String,
    #[serde(deserialize_with = "secret")]
    s3_access_key: Secret<String>,
    #[serde(deserialize_with = "secret")]
    s3_secret_key: Secret<String>,
    /// From the environment only.
    #[serde(skip)]
    pub passphrase: Option<Secret<String>>,
}

impl Backup {
    pub fn timetable(&self) -> Result<Option<Timetable>> {
        if self.schedule.is_empty() {
            return Ok(None);
        }
        let parsed = self.schedule.parse::<Timetable>();
        parsed.map(Some).map_err(|error| Fault::usage(error.to_string()))
    }

    /// Where backups are kept, if that is set.
    pub fn shelf(&self) -> Result<Option<Shelf>> {
        if self.to.is_empty() {
            return Ok(None);
        }
        self.shelf_at(&self.to).map(Some)
    }

    /// A folder or a place in the store that is set.
    pub fn shelf_at(&self, to: &str) -> Result<Shelf> {
        let s3 = S3Settings {
            endpoint: Some(self.s3_endpoint.clone()).filter(|url| !url.is_empty()),
            region: self.s3_region.clone(),
            access_key: self.s3_access_key.clone(),
            secret_key: self.s3_secret_key.clone(),
        };
        Shelf::open(to, &s3).map_err(|error| Fault::usage(error.to_string()))
    }

    pub fn check(&self) -> Result<()> {
        self.timetable()?;
        if !self.schedule.is_empty() && self.to.is_empty() {
            return Err(Fault::usage("backup.schedule is set, so backup.to must say where the backups go"));
        }
        let keys = [self.s3_access_key.expose(), self.s3_secret_key.expose()];
        if self.to.starts_with("s3://") && keys.iter().any(|key| key.is_empty()) {
            return Err(Fault::usage(
                "backup.to is an S3 store, so backup.s3_access_key and backup.s3_secret_key must be set, too",
            ));
        }
        if self.passphrase.is_some() && self.key_file.is_some() {
            return Err(Fault::usage(
                "backup.key_file and CARDAMOM_BACKUP_PASSPHRASE are both given: a backup opens with one of them, unset the \
                 other",
            ));
        }
        Ok(())
    }
}
