use crate::store::applications;
use crate::timeline::{Moment, Side};
use crate::{
    Application, ApplicationState, Merchant, MerchantRefusal, MerchantState, NewStore, Reason, Result,
    Sealer, check, plan, store, timeline,
};
use db::{Db, Tx};
use kernel::{Ambient, ApplicationId, BadText, BasisPoints, MerchantId, Page, PageAsk, clean_line};

/// Those in that state (all that were handed in, where none is named), the oldest first.
pub async fn applications(
    db: &Db,
    sealer: &Sealer,
    state: Option<ApplicationState>,
    ask: &PageAsk,
) -> Result<Page<Application>> {
    let rows = applications::list(&mut db.read().await?, sealer, state, ask).await?;
    Ok(Page::from_rows(rows, ask.limit, |application| application.id.to_string()))
}

/// One that was handed in; drafts are nobody's but the applicant's.
pub async fn application(tx: &mut Tx, sealer: &Sealer, id: ApplicationId) -> Result<Application> {
    let found = applications::find(tx, sealer, id).await?;
    found.filter(|a| a.state != ApplicationState::Draft).ok_or(MerchantRefusal::NoSuchApplication)
}

/// A reviewer looks at it from now on.
pub async fn take(
    tx: &mut Tx,
    ambient: &Ambient,
    sealer: &Sealer,
    id: ApplicationId,
    reviewer: &str,
) -> Result<()> {
    let (now, from) = (ambient.now(), ApplicationState::Submitted);
    if !applications::take(tx, id, reviewer).await? {
        return Err(undecidable(application(tx, sealer, id).await?.state, from));
    }
    timeline::write(tx, &id.to_string(), &Moment::new(now, "taken", Side::Reviewer)).await
}

/// Back to the applicant, with what must be corrected.
pub async fn return_application(
    tx: &mut Tx,
    ambient: &Ambient,
    sealer: &Sealer,
    id: ApplicationId,
    reasons: &[Reason],
) -> Result<()> {
    let reasons = clean_reasons(reasons)?;
    let now = ambient.now();
    if !applications::send_back(tx, id, &reasons, now).await? {
        return Err(undecidable(application(tx, sealer, id).await?.state, ApplicationState::InReview));
    }
    let moment = Moment { reasons, ..Moment::new(now, "returned", Side::Reviewer) };
    timeline::write(tx, &id.to_string(), &moment).await
}

/// What an approval gives.
#[derive(Clone, Debug)]
pub struct Approval {
    pub fee: BasisPoints,
    /// The code of a plan, or empty.
    pub plan: String,
    pub note: String,
}

/// Makes a merchant of it, active and not yet trusted, with the store that was asked for. Who decides second is told
/// that it is decided.
pub async fn approve(
    tx: &mut Tx,
    ambient: &Ambient,
    sealer: &Sealer,
    id: ApplicationId,
    approval: &Approval,
) -> Result<(Application, Merchant)> {
    if !(0..=10_000).contains(&approval.fee.0) {
        return Err(MerchantRefusal::BadFee);
    }
    plan::must_be_a_plan(tx, &approval.plan).await?;
    let (now, merchant) = (ambient.now(), MerchantId::new(ambient));
    if !applications::approve(tx, id, merchant, now).await? {
        return Err(undecidable(application(tx, sealer, id).await?.state, ApplicationState::InReview));
    }
    let application = application(tx, sealer, id).await?;
    let checks = check::checks(tx, sealer, &application).await?;
    if let Some(check) = checks.iter().find(|check| check.level == check::Level::Block) {
        return Err(MerchantRefusal::Blocked { check: check.code });
    }
    let merchant = Merchant {
        id: merchant,
        name: application.name.clone(),
        about: application.about.clone(),
        state: MerchantState::Active,
        fee: approval.fee,
        trusted: false,
        plan: approval.plan.clone(),
        created_at: now,
    };
    store::merchants::insert(tx, &merchant).await?;
    let new = NewStore {
        merchant: merchant.id,
        slug: application.store_slug.clone(),
        name: application.name.clone(),
    };
    crate::open_store(tx, ambient, &new).await?;
    store::documents::hand_over(tx, id, merchant.id).await?;
    let moment = Moment { note: clean_note(&approval.note)?, ..Moment::new(now, "approved", Side::Reviewer) };
    timeline::write(tx, &id.to_string(), &moment).await?;
    timeline::write(tx, &merchant.id.to_string(), &Moment::new(now, "approved", Side::Platform)).await?;
    Ok((application, merchant))
}

/// Refused where nobody looks at it, or it was decided already.
pub fn must_be_in_review(application: &Application) -> Result<()> {
    match application.state {
        ApplicationState::InReview => Ok(()),
        other => Err(undecidable(other, ApplicationState::InReview)),
    }
}

/// Why a change from `wanted` found it in another state.
fn undecidable(found: ApplicationState, wanted: ApplicationState) -> MerchantRefusal {
    match found {
        ApplicationState::Submitted => MerchantRefusal::NotTaken,
        ApplicationState::InReview if wanted == ApplicationState::Submitted => MerchantRefusal::TakenAlready,
        _ => MerchantRefusal::AlreadyDecided,
    }
}

const FIELDS: [&str; 17] = [
    "kind",
    "name",
    "about",
    "store_slug",
    "licence_number",
    "legal_person",
    "contact_name",
    "contact_phone",
    "contact_email",
    "bank_name",
    "bank_account",
    "licence",
    "identity",
    "bank",
    "authorisation",
    "other",
    "general",
];

fn clean_reasons(reasons: &[Reason]) -> Result<Vec<Reason>> {
    if reasons.is_empty() || reasons.len() > FIELDS.len() {
        return Err(MerchantRefusal::NoReasons);
    }
    let clean = |reason: &Reason| {
        if !FIELDS.contains(&reason.field.as_str()) {
            return Err(MerchantRefusal::NoReasons);
        }
        let text = clean_line(&reason.text, 300);
        let text = text.map_err(|why| MerchantRefusal::BadText { field: "reasons", why })?;
        Ok(Reason { field: reason.field.clone(), text })
    };
    reasons.iter().map(clean).collect()
}

/// One line, or nothing.
pub(crate) fn clean_note(note: &str) -> Result<String> {
    match clean_line(note, 300) {
        Err(BadText::Empty) => Ok(String::new()),
        other => other.map_err(|why| MerchantRefusal::BadText { field: "reason", why }),
    }
}
