use async_trait::async_trait;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BlobError {
    #[error("nothing is kept under this name")]
    NotFound,
    #[error("this is no name of something kept: 64 hexadecimal digits in small letters")]
    BadName,
    #[error("the store for documents does not answer: {0}")]
    Unavailable(String),
}

/// Keeps sealed files. Each is named by the SHA-256 of what is kept, so what comes back can be checked by its name, and
/// putting the same twice changes nothing.
#[async_trait]
pub trait BlobStore: Send + Sync {
    /// Answers when it would survive a power cut.
    async fn put(&self, name: &str, sealed: &[u8]) -> Result<(), BlobError>;
    async fn get(&self, name: &str) -> Result<Vec<u8>, BlobError>;
    /// What is not there is gone already.
    async fn delete(&self, name: &str) -> Result<(), BlobError>;
}

/// 64 hexadecimal digits: no name of ours leads out of a folder.
pub fn is_blob_name(name: &str) -> bool {
    name.len() == 64 && name.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}
