use super::secret;
use crate::fault::{Fault, Result};
use kernel::Secret;
use serde::Deserialize;
use std::path::PathBuf;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct People {
    second_factor: SecondFactor,
    second_person: Vec<String>,
    second_person_within_hours: i64,
}

/// Who must prove a second factor for what moves money, exports, or changes who may do what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum SecondFactor {
    Required,
    Offered,
}

/// A proposal that waits for longer than a month is forgotten, not thought over.
const HOURS: std::ops::RangeInclusive<i64> = 1..=720;

impl People {
    pub fn check(&self) -> Result<()> {
        self.second_person()?;
        if HOURS.contains(&self.second_person_within_hours) {
            return Ok(());
        }
        Err(Fault::usage("people.second_person_within_hours: 1 to 720"))
    }

    /// Which acts somebody else has to agree to.
    pub fn second_person(&self) -> Result<admission::SecondPerson> {
        let act = |code: &String| {
            code.parse::<identity::Sensitive>().map_err(|()| {
                let all: Vec<&str> = identity::Sensitive::ALL.iter().map(|act| act.code()).collect();
                Fault::usage(format!(
                    "people.second_person: there is no {code}; there are {}",
                    all.join(", ")
                ))
            })
        };
        let acts = self.second_person.iter().map(act).collect::<Result<Vec<_>>>()?;
        Ok(admission::SecondPerson { acts, lives: kernel::Span::hours(self.second_person_within_hours) })
    }

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
