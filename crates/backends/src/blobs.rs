use async_trait::async_trait;
use kernel::Secret;
use object_store::aws::{AmazonS3Builder, Checksum};
use object_store::path::Path as Key;
use object_store::{BackoffConfig, ClientOptions, ObjectStore, PutPayload, RetryConfig};
use ports::{BlobError, BlobStore, is_blob_name};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// Sealed files in a folder: two levels, so that no folder grows too large.
pub struct FolderBlobs {
    folder: PathBuf,
}

impl FolderBlobs {
    /// The folder is made with the first file.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    fn path(&self, name: &str) -> Result<PathBuf, BlobError> {
        let part = name.get(..2).filter(|_| is_blob_name(name)).ok_or(BlobError::BadName)?;
        Ok(self.folder.join(part).join(name))
    }
}

#[async_trait]
impl BlobStore for FolderBlobs {
    async fn put(&self, name: &str, sealed: &[u8]) -> Result<(), BlobError> {
        let (path, sealed) = (self.path(name)?, sealed.to_vec());
        on_disk(move || write(&path, &sealed)).await
    }

    async fn get(&self, name: &str) -> Result<Vec<u8>, BlobError> {
        let path = self.path(name)?;
        on_disk(move || std::fs::read(path)).await
    }

    async fn delete(&self, name: &str) -> Result<(), BlobError> {
        let path = self.path(name)?;
        match on_disk(move || std::fs::remove_file(path)).await {
            Err(BlobError::NotFound) => Ok(()),
            other => other,
        }
    }
}

async fn on_disk<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T, BlobError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| BlobError::Unavailable(error.to_string()))?.map_err(|error| match error.kind() {
        ErrorKind::NotFound => BlobError::NotFound,
        _ => BlobError::Unavailable(error.to_string()),
    })
}

/// Under another name first, so that whoever sees the file sees all of it.
fn write(path: &Path, sealed: &[u8]) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let partial = path.with_extension("partial");
    let mut file = std::fs::OpenOptions::new();
    let mut file = file.write(true).create(true).truncate(true).mode(0o600).open(&partial)?;
    file.write_all(sealed)?;
    file.sync_all()?;
    std::fs::rename(&partial, path)?;
    std::fs::File::open(folder)?.sync_all()
}

/// How an S3-compatible store is reached.
#[derive(Clone)]
pub struct S3BlobSettings {
    /// `bucket` or `bucket/prefix`.
    pub place: String,
    /// Not set: Amazon's own, by the region.
    pub endpoint: Option<String>,
    pub region: String,
    pub access_key: Secret<String>,
    pub secret_key: Secret<String>,
}

/// Sealed files in an S3-compatible store.
pub struct S3Blobs {
    store: Arc<dyn ObjectStore>,
    prefix: Key,
}

impl S3Blobs {
    /// Nobody is asked yet.
    pub fn new(settings: &S3BlobSettings) -> Result<Self, BlobError> {
        let (bucket, prefix) = settings.place.split_once('/').unwrap_or((&settings.place, ""));
        let client = ClientOptions::new().with_timeout(Duration::from_secs(30)).with_allow_http(true);
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(bucket)
            .with_region(&settings.region)
            .with_access_key_id(settings.access_key.expose())
            .with_secret_access_key(settings.secret_key.expose())
            .with_checksum_algorithm(Checksum::SHA256)
            .with_retry(retries())
            .with_client_options(client);
        if let Some(endpoint) = &settings.endpoint {
            builder = builder.with_endpoint(endpoint);
        }
        let store = builder.build().map_err(fault)?;
        let prefix = Key::parse(prefix).map_err(|error| BlobError::Unavailable(error.to_string()))?;
        Ok(Self { store: Arc::new(store), prefix })
    }

    fn key(&self, name: &str) -> Result<Key, BlobError> {
        if is_blob_name(name) { Ok(self.prefix.child(name)) } else { Err(BlobError::BadName) }
    }
}

#[async_trait]
impl BlobStore for S3Blobs {
    async fn put(&self, name: &str, sealed: &[u8]) -> Result<(), BlobError> {
        self.store.put(&self.key(name)?, PutPayload::from(sealed.to_vec())).await.map_err(fault)?;
        Ok(())
    }

    async fn get(&self, name: &str) -> Result<Vec<u8>, BlobError> {
        let found = self.store.get(&self.key(name)?).await.map_err(fault)?;
        Ok(found.bytes().await.map_err(fault)?.to_vec())
    }

    async fn delete(&self, name: &str) -> Result<(), BlobError> {
        match self.store.delete(&self.key(name)?).await.map_err(fault) {
            Err(BlobError::NotFound) => Ok(()),
            other => other,
        }
    }
}

fn fault(error: object_store::Error) -> BlobError {
    match error {
        object_store::Error::NotFound { .. } => BlobError::NotFound,
        other => BlobError::Unavailable(other.to_string()),
    }
}

fn retries() -> RetryConfig {
    let backoff = BackoffConfig {
        init_backoff: Duration::from_millis(100),
        max_backoff: Duration::from_secs(2),
        base: 2.0,
    };
    RetryConfig { backoff, max_retries: 3, retry_timeout: Duration::from_secs(10) }
}
