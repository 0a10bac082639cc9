use crate::fault::{Fault, Result};
use backends::S3BlobSettings;
use catalog::ReviewRules;
use kernel::{Secret, Span};
use serde::Deserialize;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Where documents lie, and the list of those with whom no business may be done.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Admission {
    documents: String,
    s3_endpoint: String,
    s3_region: String,
    #[serde(deserialize_with = "super::secret")]
    s3_access_key: Secret<String>,
    #[serde(deserialize_with = "super::secret")]
    s3_secret_key: Secret<String>,
    #[serde(deserialize_with = "super::optional")]
    pub screening_file: Option<PathBuf>,
    domain_trials: Vec<String>,
}

/// Where documents lie.
pub enum Place {
    /// None: in the data folder.
    Folder(Option<PathBuf>),
    S3(S3BlobSettings),
}

impl Admission {
    /// Domains whose files are fetched by plain http from the address given, for trying things out.
    pub fn domain_trials(&self) -> Result<HashMap<String, SocketAddr>> {
        let read = |entry: &String| {
            let (domain, address) = entry.split_once('=')?;
            Some((domain.trim().to_ascii_lowercase(), address.trim().parse().ok()?))
        };
        let wrong = |entry: &String| {
            let words = "an entry is a domain, =, an address and its port";
            Fault::usage(format!(
                "admission.domain_trials: {entry:?}: {words}, e.g. cards.example=127.0.0.1:8081"
            ))
        };
        self.domain_trials.iter().map(|entry| read(entry).ok_or_else(|| wrong(entry))).collect()
    }

    pub fn place(&self) -> Result<Place> {
        if let Some(place) = self.documents.strip_prefix("s3://") {
            return Ok(Place::S3(S3BlobSettings {
                place: place.to_owned(),
                endpoint: Some(self.s3_endpoint.clone()).filter(|endpoint| !endpoint.is_empty()),
                region: self.s3_region.clone(),
                access_key: self.s3_access_key.clone(),
                secret_key: self.s3_secret_key.clone(),
            }));
        }
        if self.documents.contains("://") {
            return Err(Fault::usage("admission.documents is neither a folder nor s3://bucket/prefix"));
        }
        Ok(Place::Folder(Some(PathBuf::from(&self.documents)).filter(|path| !path.as_os_str().is_empty())))
    }
}

/// What the platform looks for in products.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Review {
    forbidden_words: Vec<String>,
    categories_by_person: Vec<String>,
    price_band_bps: i64,
    within_hours: i64,
}

impl Review {
    pub fn rules(&self) -> ReviewRules {
        ReviewRules {
            forbidden_words: self.forbidden_words.iter().map(|word| word.trim().to_lowercase()).collect(),
            categories_by_person: self.categories_by_person.clone(),
            price_band_bps: self.price_band_bps.max(0),
            within: Span::hours(self.within_hours.clamp(1, 24 * 365)),
        }
    }
}
