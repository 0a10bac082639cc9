use crate::Result;
use crate::mail::Notice;
use crate::service::{Act, Admission, By};
use db::Tx;
use identity::{Duty, Team};
use kernel::{ApplicationId, MerchantId, Page, PageAsk, UserId};
use merchants::{
    Application, ApplicationState, Approval, Check, Document, Level, MerchantRefusal, Moment, Reason,
};
use ports::Screened;

/// An application as a reviewer sees it.
pub struct Opened {
    pub application: Application,
    pub documents: Vec<Document>,
    pub checks: Vec<Check>,
    pub timeline: Vec<Moment>,
}

/// What a reviewer decides.
#[derive(Clone, Debug)]
pub enum Decision {
    Return(Vec<Reason>),
    Approve(Approval),
}

impl Admission {
    pub async fn applications(
        &self,
        state: Option<ApplicationState>,
        ask: &PageAsk,
    ) -> Result<Page<Application>> {
        Ok(merchants::applications(self.db(), self.sealer(), state, ask).await?)
    }

    pub async fn application(&self, id: ApplicationId) -> Result<Opened> {
        let mut tx = self.db().read().await?;
        let application = merchants::application(&mut tx, self.sealer(), id).await?;
        let documents = merchants::documents_of(&mut tx, id).await?;
        let mut checks = merchants::checks(&mut tx, self.sealer(), &application).await?;
        drop(tx);
        checks.extend(self.screened(&application).await?);
        let timeline = merchants::timeline(self.db(), &id.to_string()).await?;
        Ok(Opened { application, documents, checks, timeline })
    }

    /// Whether somebody stands on a list of those with whom no business may be done.
    async fn screened(&self, application: &Application) -> Result<Vec<Check>> {
        let p = &application.private;
        let names =
            [&application.name.zh, &application.name.en, &p.legal_person, &p.contact_name].map(Clone::clone);
        let who = Screened { names: names.into(), licence_number: p.licence_number.clone() };
        let hits = self.0.parts.screening.screen(&who).await?;
        let check = |hit: ports::ScreeningHit| Check {
            code: "screened",
            level: if hit.certain { Level::Block } else { Level::Warn },
            detail: hit.entry,
        };
        Ok(hits.into_iter().map(check).collect())
    }

    /// The reviewer looks at it from now on.
    pub async fn take_application(&self, by: By<'_>, id: ApplicationId) -> Result<()> {
        let mut tx = self.db().begin().await?;
        merchants::take(&mut tx, self.ambient(), self.sealer(), id, by.who).await?;
        let subject = id.to_string();
        let act = Act {
            what: "application_taken",
            subject: &subject,
            before: "submitted",
            after: "in_review",
            reason: "",
        };
        self.note(&mut tx, by, &act).await?;
        self.commit(tx).await
    }

    /// Decides it, once: whoever comes second is told so. Whom it makes a merchant is named.
    pub async fn decide_application(
        &self,
        by: By<'_>,
        id: ApplicationId,
        decision: &Decision,
    ) -> Result<Option<MerchantId>> {
        if matches!(decision, Decision::Approve(_)) {
            self.screen_before_approval(id).await?;
        }
        let mut tx = self.db().begin().await?;
        let admitted = match decision {
            Decision::Return(reasons) => {
                self.send_back(&mut tx, by, id, reasons).await?;
                None
            }
            Decision::Approve(approval) => Some(self.admit(&mut tx, by, id, approval).await?),
        };
        self.commit(tx).await?;
        Ok(admitted.map(|(user, merchant)| {
            self.identity().joined(user);
            merchant
        }))
    }

    /// The list is asked before the transaction: it may be far away.
    pub(crate) async fn screen_before_approval(&self, id: ApplicationId) -> Result<()> {
        let mut tx = self.db().read().await?;
        let application = merchants::application(&mut tx, self.sealer(), id).await?;
        drop(tx);
        let found = self.screened(&application).await?;
        let blocking = found.iter().find(|check| check.level == Level::Block);
        match blocking.filter(|_| application.state == ApplicationState::InReview) {
            Some(check) => Err(MerchantRefusal::Blocked { check: check.code }.into()),
            None => Ok(()),
        }
    }

    async fn send_back(&self, tx: &mut Tx, by: By<'_>, id: ApplicationId, reasons: &[Reason]) -> Result<()> {
        merchants::return_application(tx, self.ambient(), self.sealer(), id, reasons).await?;
        let application = merchants::application(tx, self.sealer(), id).await?;
        self.publish(tx, None, "application.returned", id).await?;
        self.tell(tx, self.applicant(&application).await?, &Notice::ApplicationReturned).await?;
        let why: Vec<String> =
            reasons.iter().map(|reason| format!("{}: {}", reason.field, reason.text)).collect();
        let (subject, reason) = (id.to_string(), why.join("; "));
        let act = Act {
            what: "application_returned",
            subject: &subject,
            before: "in_review",
            after: "returned",
            reason: &reason,
        };
        self.note(tx, by, &act).await
    }

    pub(crate) async fn admit(
        &self,
        tx: &mut Tx,
        by: By<'_>,
        id: ApplicationId,
        approval: &Approval,
    ) -> Result<(UserId, MerchantId)> {
        let (application, merchant) =
            merchants::approve(tx, self.ambient(), self.sealer(), id, approval).await?;
        let team = Team::Merchant(merchant.id);
        self.identity().join(tx, application.user, team, Duty::Owner).await?;
        self.publish(tx, Some(merchant.id), "merchant.admitted", merchant.id).await?;
        self.tell(tx, self.applicant(&application).await?, &Notice::ApplicationApproved).await?;
        let after =
            format!("approved as {}, fee {} bps, plan '{}'", merchant.id, merchant.fee.0, merchant.plan);
        let subject = id.to_string();
        let act = Act {
            what: "application_approved",
            subject: &subject,
            before: "in_review",
            after: &after,
            reason: &approval.note,
        };
        self.note(tx, by, &act).await?;
        Ok((application.user, merchant.id))
    }

    /// Where the applicant is written to: the contact of the application.
    async fn applicant(&self, application: &Application) -> Result<Vec<String>> {
        let contact = application.private.contact_email.clone();
        Ok(if contact.is_empty() { Vec::new() } else { vec![contact] })
    }
}
