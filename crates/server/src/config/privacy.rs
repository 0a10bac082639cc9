use crate::fault::{Fault, Result};
use serde::Deserialize;

/// What people agree to, and how long what is personal is kept.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Privacy {
    notice_version: String,
    terms_version: String,
    merchant_terms_version: String,
    network_address_days: i64,
    order_contact_days: i64,
}

/// A hundred years.
const LONGEST: i64 = 36_500;
const VERSION_MAX: usize = 40;

impl Privacy {
    pub fn check(&self) -> Result<()> {
        let days = [
            ("network_address_days", self.network_address_days),
            ("order_contact_days", self.order_contact_days),
        ];
        if let Some((name, _)) = days.iter().find(|(_, days)| !(0..=LONGEST).contains(days)) {
            return Err(Fault::usage(format!("privacy.{name}: 0 to {LONGEST} days")));
        }
        let versions = [&self.notice_version, &self.terms_version, &self.merchant_terms_version];
        let short = |version: &String| {
            version.len() <= VERSION_MAX
                && version.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_".contains(&b))
        };
        if !versions.into_iter().all(short) {
            return Err(Fault::usage(format!(
                "privacy: a version has at most {VERSION_MAX} letters, digits, dots, hyphens and low lines"
            )));
        }
        Ok(())
    }

    pub fn settings(&self) -> privacy::Settings {
        privacy::Settings {
            notice_version: self.notice_version.clone(),
            terms_version: self.terms_version.clone(),
            merchant_terms_version: self.merchant_terms_version.clone(),
            network_address_days: self.network_address_days,
            order_contact_days: self.order_contact_days,
        }
    }
}
