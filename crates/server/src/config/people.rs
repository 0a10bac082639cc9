use super::secret;
use crate::fault::{Fault, Result};
use kernel::Secret;
use serde::Deserialize;
use std::path::PathBuf;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct People {
    second_factor: SecondFactor,
}

/// Who must prove a second factor for what moves money, exports, or changes who may do what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum SecondFactor {
    Required,
    Offered,
}

impl People {
    pub fn second_factor(&self) -> identity::SecondFactor {
        match self.second_factor {
            SecondFactor::Required => identity::SecondFactor::Required,
            SecondFactor::Offered => identity::SecondFactor::Offered,
        }
    }
}

/// How short messages are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SmsDeliver {
    Off,
    Log,
    Aliyun,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sms {
    pub deliver: SmsDeliver,
    #[serde(deserialize_with = "super::optional")]
    pub outbox: Option<PathBuf>,
    pub endpoint: String,
    pub access_key: String,
    #[serde(deserialize_with = "secret")]
    pub access_secret: Secret<String>,
    pub sign_name: String,
    pub code_template: String,
}

impl Sms {
    pub fn check(&self) -> Result<()> {
        let needed = [&self.access_key, self.access_secret.expose(), &self.sign_name, &self.code_template];
        if self.deliver == SmsDeliver::Aliyun && needed.iter().any(|text| text.is_empty()) {
            return Err(Fault::usage(
                "sms.deliver is aliyun, so sms.access_key, sms.access_secret, sms.sign_name and sms.code_template must be set, too",
            ));
        }
        Ok(())
    }
}
