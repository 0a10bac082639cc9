use crate::BackupError;
use kernel::{Secret, Time};
use object_store::aws::{AmazonS3Builder, Checksum};
use object_store::path::Path as Key;
use object_store::{BackoffConfig, ClientOptions, ObjectStore, PutPayload, RetryConfig, WriteMultipart};
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// How an S3-compatible store is reached.
#[derive(Clone)]
pub struct S3Settings {
    /// Not set: Amazon's own, by the region.
    pub endpoint: Option<String>,
    pub region: String,
    pub access_key: Secret<String>,
    pub secret_key: Secret<String>,
}

/// Where backups are kept.
#[derive(Clone)]
pub enum Shelf {
    Folder(PathBuf),
    S3 { store: Arc<dyn ObjectStore>, bucket: String, prefix: Key },
}

const PREFIX: &str = "cardamom-";
const SUFFIX: &str = ".backup";
/// Parts of an upload; more than a store's least, few enough for its most (10,000 of them are 160 GB).
const PART: usize = 16 << 20;
const TRIES: usize = 3;

impl Shelf {
    /// A folder, or `s3://bucket/prefix`.
    pub fn open(to: &str, s3: &S3Settings) -> Result<Self, BackupError> {
        let Some(place) = to.strip_prefix("s3://") else {
            if to.contains("://") {
                return Err(BackupError::BadPlace(format!(
                    "{to} is neither a folder nor s3://bucket/prefix"
                )));
            }
            return Ok(Self::Folder(PathBuf::from(to)));
        };
        let (bucket, prefix) = place.split_once('/').unwrap_or((place, ""));
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(bucket)
            .with_region(&s3.region)
            .with_access_key_id(s3.access_key.expose())
            .with_secret_access_key(s3.secret_key.expose())
            // The store compares what arrived with the digest that is signed.
            .with_checksum_algorithm(Checksum::SHA256)
            .with_retry(retries())
            .with_client_options(
                ClientOptions::new().with_timeout(Duration::from_secs(120)).with_allow_http(true),
            );
        if let Some(endpoint) = &s3.endpoint {
            builder = builder.with_endpoint(endpoint);
        }
        let store = builder.build().map_err(|error| BackupError::BadPlace(error.to_string()))?;
        let prefix = Key::parse(prefix).map_err(|error| BackupError::BadPlace(error.to_string()))?;
        Ok(Self::S3 { store: Arc::new(store), bucket: bucket.to_owned(), prefix })
    }

    /// What the backup of that turn is called: names sort by time.
    pub fn name(turn: Time) -> String {
        let plain: String = turn.rfc3339().chars().filter(|c| !matches!(c, '-' | ':')).collect();
        format!("{PREFIX}{plain}{SUFFIX}")
    }

    /// `cardamom-20261123T031500Z.backup`, and nothing else: a person's file of another name is never pruned.
    pub fn is_ours(name: &str) -> bool {
        let middle = name.strip_prefix(PREFIX).and_then(|rest| rest.strip_suffix(SUFFIX));
        middle
            .is_some_and(|m| m.len() == 16 && m.bytes().all(|b| b.is_ascii_digit() || b == b'T' || b == b'Z'))
    }

    pub fn place(&self, name: &str) -> String {
        match self {
            Self::Folder(folder) => folder.join(name).display().to_string(),
            Self::S3 { bucket, prefix, .. } => format!("s3://{bucket}/{}", prefix.child(name)),
        }
    }

    /// Brings a proven backup there; on a folder it is there already.
    pub async fn put(&self, name: &str, file: &Path) -> Result<(), BackupError> {
        let Self::S3 { store, prefix, .. } = self else { return Ok(()) };
        let (key, mut tries) = (prefix.child(name), 0);
        let size = std::fs::metadata(file).map_err(BackupError::file(file))?.len();
        loop {
            tries += 1;
            let sent = upload(&**store, &key, file).await;
            // Where the answer was lost, what lies there is the answer: an upload shows whole or not at all.
            let there = store.head(&key).await.is_ok_and(|found| found.size == size);
            match sent {
                Ok(()) if there => return Ok(()),
                Err(_) if there => return Ok(()),
                Err(error) if tries >= TRIES => return Err(error),
                Ok(()) if tries >= TRIES => {
                    return Err(BackupError::damaged("the store holds another size than was sent"));
                }
                _ => tracing::warn!(tries, "the store did not take the backup, it is sent again"),
            }
        }
    }

    /// Fetches one of them into a new file.
    pub async fn fetch(&self, name: &str, to: &Path) -> Result<(), BackupError> {
        let Self::S3 { store, prefix, .. } = self else { return Ok(()) };
        let key = prefix.child(name);
        let size = store.head(&key).await?.size;
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(to);
        let mut file = file.map_err(BackupError::file(to))?;
        let part = u64::try_from(PART).unwrap_or(u64::MAX);
        let mut from = 0;
        while from < size {
            let bytes = store.get_range(&key, from..size.min(from + part)).await?;
            file.write_all(&bytes).map_err(BackupError::file(to))?;
            from += part;
        }
        file.sync_all().map_err(BackupError::file(to))
    }

    /// Names of the proven backups there, the oldest first. Others are none of ours.
    pub async fn list(&self) -> Result<Vec<String>, BackupError> {
        let mut names = match self {
            Self::Folder(folder) => {
                let entries = std::fs::read_dir(folder).map_err(BackupError::file(folder))?;
                entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect()
            }
            Self::S3 { store, prefix, .. } => {
                let found = store.list_with_delimiter(Some(prefix)).await?.objects;
                found.iter().filter_map(|o| o.location.filename().map(str::to_owned)).collect::<Vec<_>>()
            }
        };
        names.retain(|name| Self::is_ours(name));
        names.sort_unstable();
        Ok(names)
    }

    /// Removes all but the newest; which ones.
    pub async fn prune(&self, keep: usize) -> Result<Vec<String>, BackupError> {
        let mut names = self.list().await?;
        names.truncate(names.len().saturating_sub(keep.max(1)));
        for name in &names {
            match self {
                Self::Folder(folder) => {
                    let path = folder.join(name);
                    std::fs::remove_file(&path).map_err(BackupError::file(&path))?;
                }
                Self::S3 { store, prefix, .. } => store.delete(&prefix.child(name.as_str())).await?,
            }
        }
        Ok(names)
    }
}

fn retries() -> RetryConfig {
    let backoff = BackoffConfig {
        init_backoff: Duration::from_millis(200),
        max_backoff: Duration::from_secs(10),
        base: 2.0,
    };
    RetryConfig { backoff, max_retries: 8, retry_timeout: Duration::from_secs(180) }
}

/// Nothing shows under the key before the last step. Where it is given up, the parts are thrown away.
async fn upload(store: &dyn ObjectStore, key: &Key, path: &Path) -> Result<(), BackupError> {
    let mut file = File::open(path).map_err(BackupError::file(path))?;
    let mut part = read_part(&mut file, path)?;
    if part.len() < PART {
        store.put(key, PutPayload::from(part)).await?;
        return Ok(());
    }
    let mut upload = WriteMultipart::new_with_chunk_size(store.put_multipart(key).await?, PART);
    while !part.is_empty() {
        if let Err(error) = upload.wait_for_capacity(2).await {
            let _ = upload.abort().await;
            return Err(error.into());
        }
        upload.put(part.into());
        part = read_part(&mut file, path)?;
    }
    upload.finish().await?;
    Ok(())
}

fn read_part(file: &mut File, path: &Path) -> Result<Vec<u8>, BackupError> {
    let mut part = Vec::new();
    let most = u64::try_from(PART).unwrap_or(u64::MAX);
    Read::take(file, most).read_to_end(&mut part).map_err(BackupError::file(path))?;
    Ok(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_sort_by_time_and_others_are_left_alone() {
        let name = Shelf::name(Time::from_unix_seconds(1_795_420_800));
        assert_eq!(name, "cardamom-20261123T080000Z.backup");
        assert!(Shelf::is_ours(&name));
        for other in ["cardamom-20261123T080000Z.backup.bad", "cardamom-my.backup", "x", "cardamom-.backup"] {
            assert!(!Shelf::is_ours(other), "{other}");
        }
    }
}
