use crate::file_kind::{Media, media_of};
use crate::store::{applications, documents};
use crate::{Application, MerchantRefusal, Result, Sealer};
use db::{Db, Tx};
use kernel::{Ambient, ApplicationId, DocumentId, MerchantId, Time, UserId, clean_line, hex};
use std::str::FromStr;

/// A scan that somebody handed in. What it holds lies sealed in the blob store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    pub id: DocumentId,
    pub application: Option<ApplicationId>,
    pub merchant: Option<MerchantId>,
    pub kind: DocumentKind,
    pub name: String,
    pub media: Media,
    pub bytes: i64,
    /// SHA-256 of what it holds, in hexadecimal digits.
    pub digest: String,
    /// Its name in the blob store.
    pub blob: String,
    pub created_at: Time,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentKind {
    Licence,
    Identity,
    Bank,
    Authorisation,
    Other,
}

impl DocumentKind {
    pub const ALL: [Self; 5] = [Self::Licence, Self::Identity, Self::Bank, Self::Authorisation, Self::Other];

    pub fn code(self) -> &'static str {
        match self {
            Self::Licence => "licence",
            Self::Identity => "identity",
            Self::Bank => "bank",
            Self::Authorisation => "authorisation",
            Self::Other => "other",
        }
    }
}

impl FromStr for DocumentKind {
    type Err = ();
    fn from_str(code: &str) -> std::result::Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.code() == code).ok_or(())
    }
}

/// Ten megabytes.
pub const DOCUMENT_BYTES_MAX: usize = 10 * 1024 * 1024;
const PER_OWNER: usize = 40;

/// Whose a new document is.
#[derive(Clone, Copy, Debug)]
pub enum Holder {
    /// The applicant, while the application is open.
    Applicant(UserId),
    Merchant(MerchantId),
}

/// A document that was looked at and sealed, but is written nowhere yet.
pub struct NewDocument {
    pub document: Document,
    /// What goes into the blob store under `document.blob`.
    pub sealed: Vec<u8>,
}

/// Looks at a file by what is in it, not by what it is called, and seals it. Anything but PDF, PNG and JPEG is refused.
pub fn prepare_document(
    ambient: &Ambient,
    sealer: &Sealer,
    kind: DocumentKind,
    name: &str,
    content: &[u8],
) -> Result<NewDocument> {
    if content.len() > DOCUMENT_BYTES_MAX {
        return Err(MerchantRefusal::DocumentTooLarge);
    }
    let media = media_of(content)?;
    let name = clean_line(name, 120).map_err(|why| MerchantRefusal::BadText { field: "file", why })?;
    let id = DocumentId::new(ambient);
    let sealed = sealer.seal(ambient, &id.to_string(), content);
    let document = Document {
        id,
        application: None,
        merchant: None,
        kind,
        name: name.replace(['/', '\\', '"'], "_"),
        media,
        bytes: i64::try_from(content.len()).unwrap_or(i64::MAX),
        digest: hex(seals::sha256(&[content])),
        blob: hex(seals::sha256(&[&sealed])),
        created_at: ambient.now(),
    };
    Ok(NewDocument { document, sealed })
}

/// Writes it down, once what it holds lies in the blob store. Where the same file is there already as the same kind, that
/// one is the answer, and what was put into the blob store for this one is nobody's.
pub async fn add_document(tx: &mut Tx, sealer: &Sealer, holder: Holder, new: Document) -> Result<Document> {
    let (application, merchant, there) = match holder {
        Holder::Applicant(user) => {
            let application = open_application(tx, sealer, user).await?;
            (Some(application.id), None, documents::of_application(tx, application.id).await?)
        }
        Holder::Merchant(merchant) => (None, Some(merchant), documents::of_merchant(tx, merchant).await?),
    };
    let same = |known: &&Document| known.digest == new.digest && known.kind == new.kind;
    if let Some(known) = there.iter().find(same) {
        return Ok(known.clone());
    }
    if there.len() >= PER_OWNER {
        return Err(MerchantRefusal::TooManyDocuments);
    }
    let document = Document { application, merchant, ..new };
    documents::insert(tx, &document).await?;
    Ok(document)
}

/// Takes a document out of an open application; its name in the blob store, which may go once this is committed.
pub async fn remove_document(tx: &mut Tx, sealer: &Sealer, user: UserId, id: DocumentId) -> Result<String> {
    let document = documents::find(tx, id).await?.ok_or(MerchantRefusal::NoSuchDocument)?;
    let own = applications::of_user(tx, sealer, user).await?;
    let own =
        own.filter(|own| document.application == Some(own.id)).ok_or(MerchantRefusal::NoSuchDocument)?;
    if !own.state.is_open() {
        return Err(MerchantRefusal::NotOpen);
    }
    documents::delete(tx, id).await?;
    Ok(document.blob)
}

/// Those of an application, the oldest first.
pub async fn documents_of(tx: &mut Tx, application: ApplicationId) -> Result<Vec<Document>> {
    Ok(documents::of_application(tx, application).await?)
}

/// Those of a merchant, the oldest first.
pub async fn merchant_documents(tx: &mut Tx, merchant: MerchantId) -> Result<Vec<Document>> {
    Ok(documents::of_merchant(tx, merchant).await?)
}

/// Who asks for a document.
#[derive(Clone, Copy, Debug)]
pub enum Reader {
    /// The applicant, and whoever works for the merchant that the application became.
    Own { user: UserId, merchant: Option<MerchantId> },
    /// Sees all that was handed in, drafts never.
    Reviewer,
}

/// One document; to others it does not exist.
pub async fn document(tx: &mut Tx, sealer: &Sealer, reader: Reader, id: DocumentId) -> Result<Document> {
    let found = documents::find(tx, id).await?.ok_or(MerchantRefusal::NoSuchDocument)?;
    let allowed = match (reader, found.application) {
        (Reader::Own { merchant: Some(merchant), .. }, _) if found.merchant == Some(merchant) => true,
        (Reader::Own { user, .. }, Some(application)) => {
            applications::of_user(tx, sealer, user).await?.is_some_and(|own| own.id == application)
        }
        (Reader::Own { .. }, None) => false,
        (Reader::Reviewer, None) => true,
        (Reader::Reviewer, Some(application)) => crate::application(tx, sealer, application).await.is_ok(),
    };
    if allowed { Ok(found) } else { Err(MerchantRefusal::NoSuchDocument) }
}

/// The one whose content has that name in the blob store.
pub async fn document_by_blob(db: &Db, blob: &str) -> db::Result<Option<Document>> {
    documents::by_blob(db, blob).await
}

/// What a sealed document holds; none where it is not what was sealed.
pub fn open_document(sealer: &Sealer, document: &Document, sealed: &[u8]) -> Option<Vec<u8>> {
    let content = sealer.open(&document.id.to_string(), sealed)?;
    (hex(seals::sha256(&[&content])) == document.digest).then_some(content)
}

async fn open_application(tx: &mut Tx, sealer: &Sealer, user: UserId) -> Result<Application> {
    let own = applications::of_user(tx, sealer, user).await?.ok_or(MerchantRefusal::NoSuchApplication)?;
    if own.state.is_open() { Ok(own) } else { Err(MerchantRefusal::NotOpen) }
}
