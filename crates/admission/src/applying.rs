use crate::service::{Act, Admission, By};
use crate::{AdmissionRefusal, Result};
use identity::Role;
use kernel::{DocumentId, UserId};
use merchants::{Application, Document, DocumentKind, Draft, Holder, Moment};
use ports::BlobError;

/// An application as its applicant sees it.
#[derive(Clone, Debug)]
pub struct Mine {
    pub application: Application,
    pub documents: Vec<Document>,
}

/// A file that somebody hands in.
pub struct Upload<'a> {
    pub kind: DocumentKind,
    /// As it was called where it came from.
    pub name: &'a str,
    pub content: &'a [u8],
}

impl Admission {
    /// The user's application; none where there is none yet.
    pub async fn application_of(&self, user: UserId) -> Result<Option<Mine>> {
        let mut tx = self.db().read().await?;
        let Some(application) = merchants::application_of(&mut tx, self.sealer(), user).await? else {
            return Ok(None);
        };
        let documents = merchants::documents_of(&mut tx, application.id).await?;
        Ok(Some(Mine { application, documents }))
    }

    /// Writes down what the form says, complete or not.
    pub async fn save_application(&self, user: UserId, draft: &Draft) -> Result<Mine> {
        self.must_be_able_to_apply(user).await?;
        let mut tx = self.db().begin().await?;
        let application = merchants::save_draft(&mut tx, self.ambient(), self.sealer(), user, draft).await?;
        let documents = merchants::documents_of(&mut tx, application.id).await?;
        tx.commit().await?;
        Ok(Mine { application, documents })
    }

    /// Adds a scan to the user's application.
    pub async fn add_application_document(&self, user: UserId, upload: &Upload<'_>) -> Result<Document> {
        self.must_be_able_to_apply(user).await?;
        self.add_document(Holder::Applicant(user), upload).await
    }

    /// Takes a scan out of an application that is open.
    pub async fn remove_document(&self, user: UserId, id: DocumentId) -> Result<()> {
        let mut tx = self.db().begin().await?;
        let blob = merchants::remove_document(&mut tx, self.sealer(), user, id).await?;
        tx.commit().await?;
        match self.0.parts.blobs.delete(&blob).await {
            // Sealed and named by nobody: it does no harm.
            Err(BlobError::Unavailable(error)) => {
                tracing::warn!(error, "a document that was removed stays in the blob store")
            }
            Err(_) | Ok(()) => {}
        }
        Ok(())
    }

    /// Takes away the application of somebody who deletes their account, in the caller's transaction.
    pub async fn erase_application(
        &self,
        tx: &mut db::Tx,
        user: UserId,
    ) -> std::result::Result<merchants::Erased, merchants::MerchantRefusal> {
        merchants::erase_application(tx, self.sealer(), user).await
    }

    /// Scans that no row names any more. What stays is sealed, and does no harm.
    pub async fn delete_blobs(&self, blobs: &[String]) {
        for blob in blobs {
            if let Err(BlobError::Unavailable(error)) = self.0.parts.blobs.delete(blob).await {
                tracing::warn!(error, "a document that was erased stays in the blob store");
            }
        }
    }

    /// Hands the application in.
    pub async fn submit_application(&self, user: UserId, by: By<'_>) -> Result<Mine> {
        self.submit_application_from(user, by, None).await
    }

    /// As [`Admission::submit_application`], from the browser that carries such a cookie.
    pub async fn submit_application_from(
        &self,
        user: UserId,
        by: By<'_>,
        device: Option<&str>,
    ) -> Result<Mine> {
        self.must_be_able_to_apply(user).await?;
        let mut tx = self.db().begin().await?;
        let application = merchants::submit(&mut tx, self.ambient(), self.sealer(), user).await?;
        if let Some(device) = device {
            merchants::note_device(&mut tx, self.sealer(), application.id, device).await?;
        }
        let documents = merchants::documents_of(&mut tx, application.id).await?;
        self.publish(&mut tx, None, "application.submitted", application.id).await?;
        let subject = application.id.to_string();
        let act = Act {
            what: "application_submitted",
            subject: &subject,
            before: "",
            after: "submitted",
            reason: "",
        };
        self.note(&mut tx, by, &act).await?;
        self.commit(tx).await?;
        Ok(Mine { application, documents })
    }

    /// What happened to the user's application, the oldest first.
    pub async fn application_timeline(&self, user: UserId) -> Result<Vec<Moment>> {
        let Some(mine) = self.application_of(user).await? else { return Ok(Vec::new()) };
        Ok(merchants::timeline(self.db(), &mine.application.id.to_string()).await?)
    }

    async fn must_be_able_to_apply(&self, user: UserId) -> Result<()> {
        match self.identity().user(user).await?.role {
            Role::Buyer | Role::Partner => Ok(()),
            Role::Operator | Role::Merchant => Err(AdmissionRefusal::CannotApply),
        }
    }
}
