use async_trait::async_trait;

/// Somebody to be looked for on lists of those with whom no business may be done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Screened {
    /// Of the company and of its people.
    pub names: Vec<String>,
    pub licence_number: String,
}

/// An entry of a list that fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScreeningHit {
    /// Which list, and which entry of it.
    pub entry: String,
    /// The number fits, not only a name.
    pub certain: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScreeningError {
    #[error("the list cannot be read: {0}")]
    Unavailable(String),
}

/// Knows the lists.
#[async_trait]
pub trait Screening: Send + Sync {
    async fn screen(&self, who: &Screened) -> Result<Vec<ScreeningHit>, ScreeningError>;
}
