use crate::{Reason, Result, store};
use db::{Db, Tx};
use kernel::Time;

/// Something that happened to an application or a merchant, for both sides to see: no names of reviewers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    pub at: Time,
    /// `submitted`, `taken`, `returned`, `approved`, `suspended`, `resumed`, `closed`, …
    pub what: String,
    pub side: Side,
    pub reasons: Vec<Reason>,
    pub note: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Applicant,
    Reviewer,
    Platform,
}

impl Side {
    pub fn code(self) -> &'static str {
        match self {
            Self::Applicant => "applicant",
            Self::Reviewer => "reviewer",
            Self::Platform => "platform",
        }
    }
}

impl std::str::FromStr for Side {
    type Err = ();
    fn from_str(code: &str) -> std::result::Result<Self, ()> {
        [Self::Applicant, Self::Reviewer, Self::Platform].into_iter().find(|s| s.code() == code).ok_or(())
    }
}

impl Moment {
    pub(crate) fn new(at: Time, what: &str, side: Side) -> Self {
        Self { at, what: what.to_owned(), side, reasons: Vec::new(), note: String::new() }
    }
}

/// All that happened to that application or merchant, the oldest first.
pub async fn timeline(db: &Db, subject: &str) -> Result<Vec<Moment>> {
    Ok(store::timeline::of(&mut db.read().await?, subject).await?)
}

pub(crate) async fn write(tx: &mut Tx, subject: &str, moment: &Moment) -> Result<()> {
    Ok(store::timeline::append(tx, subject, moment).await?)
}
