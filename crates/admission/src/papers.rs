use crate::service::{Act, Admission, By};
use crate::{AdmissionRefusal, Result, Upload};
use kernel::{DocumentId, MerchantId, UserId};
use merchants::{Document, Holder, Reader};

/// A document with what it holds.
pub struct Paper {
    pub document: Document,
    pub content: Vec<u8>,
}

impl Admission {
    /// Adds a scan to those of a merchant.
    pub async fn add_merchant_document(&self, merchant: MerchantId, upload: &Upload<'_>) -> Result<Document> {
        self.add_document(Holder::Merchant(merchant), upload).await
    }

    pub async fn merchant_documents(&self, merchant: MerchantId) -> Result<Vec<Document>> {
        Ok(merchants::merchant_documents(&mut self.db().read().await?, merchant).await?)
    }

    /// The sealed file lies in the store before anything names it.
    pub(crate) async fn add_document(&self, holder: Holder, upload: &Upload<'_>) -> Result<Document> {
        let Upload { kind, name, content } = *upload;
        let new = merchants::prepare_document(self.ambient(), self.sealer(), kind, name, content)?;
        self.0.parts.blobs.put(&new.document.blob, &new.sealed).await?;
        let blob = new.document.blob.clone();
        let added = async {
            let mut tx = self.db().begin().await?;
            let document = merchants::add_document(&mut tx, self.sealer(), holder, new.document).await?;
            tx.commit().await?;
            Ok(document)
        };
        let added: Result<Document> = added.await;
        let named = match &added {
            Ok(document) => document.blob == blob,
            // Whether it was written is not known where the database failed.
            Err(AdmissionRefusal::Merchant(refusal)) => refusal.code() == "database",
            Err(_) => true,
        };
        if !named {
            let _ = self.0.parts.blobs.delete(&blob).await;
        }
        added
    }

    /// One's own document.
    pub async fn open_own_document(
        &self,
        user: UserId,
        merchant: Option<MerchantId>,
        id: DocumentId,
    ) -> Result<Paper> {
        let reader = Reader::Own { user, merchant };
        let document = merchants::document(&mut self.db().read().await?, self.sealer(), reader, id).await?;
        self.open(document).await
    }

    /// Somebody else's, to be looked at: each time is written into the trail before anything is shown.
    pub async fn open_document_to_review(&self, by: By<'_>, id: DocumentId) -> Result<Paper> {
        let mut tx = self.db().begin().await?;
        let document = merchants::document(&mut tx, self.sealer(), Reader::Reviewer, id).await?;
        let subject = id.to_string();
        let after = document.application.map(|id| id.to_string()).unwrap_or_default();
        let act = Act { what: "document_opened", subject: &subject, before: "", after: &after, reason: "" };
        self.note(&mut tx, by, &act).await?;
        tx.commit().await?;
        self.open(document).await
    }

    async fn open(&self, document: Document) -> Result<Paper> {
        let sealed = self.0.parts.blobs.get(&document.blob).await?;
        let content = merchants::open_document(self.sealer(), &document, &sealed);
        let content = content.ok_or_else(|| {
            tracing::error!(document = %document.id, "a sealed document does not open: it was changed or exchanged");
            AdmissionRefusal::Damaged
        })?;
        Ok(Paper { document, content })
    }
}
