use crate::{Privacy, Result, store};
use kernel::{Language, OrderId, Time, UserId};
use store::consents as rows;

/// What somebody may agree to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentKind {
    Notice,
    Terms,
    MerchantTerms,
}

impl DocumentKind {
    pub fn code(self) -> &'static str {
        match self {
            Self::Notice => "privacy",
            Self::Terms => "terms",
            Self::MerchantTerms => "merchant_terms",
        }
    }
}

/// On which occasion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    SignUp,
    LogIn,
    /// A guest's order.
    Order,
    /// An application to sell.
    Application,
    /// The page that asks when a version has changed.
    Asked,
}

impl Way {
    pub fn code(self) -> &'static str {
        match self {
            Self::SignUp => "sign_up",
            Self::LogIn => "log_in",
            Self::Order => "order",
            Self::Application => "application",
            Self::Asked => "asked",
        }
    }
}

/// Somebody agrees.
#[derive(Clone, Copy, Debug)]
pub struct Agreed<'a> {
    pub way: Way,
    /// The network address.
    pub from: &'a str,
    /// The language that it was read in.
    pub language: Language,
}

/// What somebody agreed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    pub document: String,
    pub version: String,
    pub at: Time,
    pub way: String,
    pub from: String,
    pub language: String,
}

/// How somebody stands to the versions of today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// They agreed to them.
    Nothing,
    /// They never agreed to anything: the next form that says so is enough.
    First,
    /// They agreed to an earlier version: they are asked, by a page of its own.
    Again,
}

impl Privacy {
    /// Writes that somebody agreed to the notice and the terms of today. What was agreed to before stays as it was.
    pub async fn agree(&self, user: UserId, agreed: &Agreed<'_>) -> Result<()> {
        self.write(&user.to_string(), &[DocumentKind::Notice, DocumentKind::Terms], agreed).await
    }

    /// As [`Privacy::agree`], of a guest, who is known by the order only.
    pub async fn agree_as_guest(&self, order: OrderId, agreed: &Agreed<'_>) -> Result<()> {
        self.write(&order.to_string(), &[DocumentKind::Notice, DocumentKind::Terms], agreed).await
    }

    /// Of somebody who applies to sell, besides what everybody agrees to.
    pub async fn agree_as_merchant(&self, user: UserId, agreed: &Agreed<'_>) -> Result<()> {
        use DocumentKind::{MerchantTerms, Notice, Terms};
        self.write(&user.to_string(), &[Notice, Terms, MerchantTerms], agreed).await
    }

    /// Whether somebody must be asked.
    pub async fn need(&self, user: UserId) -> Result<Need> {
        let wanted = [DocumentKind::Notice, DocumentKind::Terms].map(|kind| (kind, self.version(kind)));
        let given = rows::of(self.db(), &user.to_string()).await?;
        let mut need = Need::Nothing;
        for (kind, version) in wanted.iter().filter(|(_, version)| !version.is_empty()) {
            let of_kind = || given.iter().filter(|consent| consent.document == kind.code());
            if of_kind().any(|consent| consent.version == *version) {
                continue;
            }
            if of_kind().next().is_some() {
                return Ok(Need::Again);
            }
            need = Need::First;
        }
        Ok(need)
    }

    /// What somebody agreed to, the newest first.
    pub async fn consents(&self, user: UserId) -> Result<Vec<Consent>> {
        Ok(rows::of(self.db(), &user.to_string()).await?)
    }

    /// The version of today; empty where there is none.
    pub fn version(&self, kind: DocumentKind) -> &str {
        match kind {
            DocumentKind::Notice => &self.settings.notice_version,
            DocumentKind::Terms => &self.settings.terms_version,
            DocumentKind::MerchantTerms => &self.settings.merchant_terms_version,
        }
    }

    async fn write(&self, subject: &str, kinds: &[DocumentKind], agreed: &Agreed<'_>) -> Result<()> {
        let now = self.ambient().now();
        let mut tx = self.db().begin().await?;
        for kind in kinds {
            let version = self.version(*kind);
            if !version.is_empty() {
                rows::insert(&mut tx, subject, (kind.code(), version), agreed, now).await?;
            }
        }
        Ok(tx.commit().await?)
    }
}
