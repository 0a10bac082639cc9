use async_trait::async_trait;

/// Why a domain is not known to say so. The text goes to whoever named the domain: it tells nothing of our own network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DomainDoubt {
    #[error("the name is not known, or leads to no address on the public internet")]
    NoAddress,
    #[error("it does not answer by https with a valid certificate")]
    Unreachable,
    #[error("it answers with the status {0}, not with the file itself: a redirect is not followed")]
    Status(u16),
    #[error("the file is larger than 4 kilobytes")]
    TooLarge,
    #[error("the file is there, but the line that was given is not in it")]
    OtherWords,
}

/// Asks a domain whose it is.
#[async_trait]
pub trait DomainProof: Send + Sync {
    /// Whether whoever runs the domain says that line at that path, now.
    async fn says(&self, domain: &str, path: &str, line: &str) -> Result<(), DomainDoubt>;
}
