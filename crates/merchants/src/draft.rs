use crate::application::masked;
use crate::merchant::clean_about;
use crate::store::{applications, stores};
use crate::store_front::good_slug;
use crate::{Application, ApplicationState, Draft, MerchantRefusal, Private, Result, Sealer, timeline};
use db::Tx;
use kernel::{Ambient, ApplicationId, BadText, Bilingual, UserId, clean_line};

const LINE_MAX: usize = 80;

/// The application of that user, with everything in it.
pub async fn application_of(tx: &mut Tx, sealer: &Sealer, user: UserId) -> Result<Option<Application>> {
    Ok(applications::of_user(tx, sealer, user).await?)
}

/// Writes down what the form says; the first time, this is what makes the application. May be incomplete.
pub async fn save_draft(
    tx: &mut Tx,
    ambient: &Ambient,
    sealer: &Sealer,
    user: UserId,
    draft: &Draft,
) -> Result<Application> {
    let known = applications::of_user(tx, sealer, user).await?;
    let before = known.clone().unwrap_or_else(|| empty(ambient, user));
    if !before.state.is_open() {
        return Err(MerchantRefusal::NotOpen);
    }
    let mut after = Application { changed_at: ambient.now(), ..before.clone() };
    lay(&mut after, draft)?;
    if !after.store_slug.is_empty() && stores::slug_exists(tx, &after.store_slug).await? {
        return Err(MerchantRefusal::SlugTaken);
    }
    let sealed = after.private.sealed(sealer, ambient, after.id);
    let written = match known {
        None => applications::insert(tx, &after, sealed).await,
        Some(_) => applications::change(tx, &after, before.changed_at, sealed).await,
    };
    match written {
        Ok(true) => Ok(after),
        Ok(false) => Err(MerchantRefusal::ChangedMeanwhile),
        Err(error) if error.is_unique("applications__store_slug") => Err(MerchantRefusal::SlugTaken),
        Err(error) if error.is_unique("applications__user_id") => Err(MerchantRefusal::ChangedMeanwhile),
        Err(error) => Err(error.into()),
    }
}

fn empty(ambient: &Ambient, user: UserId) -> Application {
    let now = ambient.now();
    Application {
        id: ApplicationId::new(ambient),
        user,
        state: ApplicationState::Draft,
        kind: crate::ApplicantKind::Company,
        name: Bilingual::default(),
        about: Bilingual::default(),
        store_slug: String::new(),
        private: Private::default(),
        reasons: Vec::new(),
        reviewer: String::new(),
        merchant: None,
        created_at: now,
        changed_at: now,
        submitted_at: None,
        decided_at: None,
    }
}

fn lay(after: &mut Application, draft: &Draft) -> Result<()> {
    after.kind = draft.kind.unwrap_or(after.kind);
    if let Some(name) = &draft.name {
        after.name = Bilingual::new(line("name", &name.zh, LINE_MAX)?, line("name", &name.en, LINE_MAX)?);
    }
    if let Some(about) = &draft.about {
        after.about = Bilingual::new(clean_about(&about.zh)?, clean_about(&about.en)?);
    }
    if let Some(slug) = &draft.store_slug {
        if !slug.is_empty() && !good_slug(slug) {
            return Err(MerchantRefusal::BadSlug);
        }
        after.store_slug.clone_from(slug);
    }
    let p = &mut after.private;
    number("licence_number", &mut p.licence_number, draft.licence_number.as_deref())?;
    number("contact_phone", &mut p.contact_phone, draft.contact_phone.as_deref())?;
    number("bank_account", &mut p.bank_account, draft.bank_account.as_deref())?;
    plain("legal_person", &mut p.legal_person, draft.legal_person.as_deref())?;
    plain("contact_name", &mut p.contact_name, draft.contact_name.as_deref())?;
    plain("contact_email", &mut p.contact_email, draft.contact_email.as_deref())?;
    plain("bank_name", &mut p.bank_name, draft.bank_name.as_deref())
}

fn plain(field: &'static str, stands: &mut String, given: Option<&str>) -> Result<()> {
    if let Some(given) = given {
        *stands = line(field, given, LINE_MAX)?;
    }
    Ok(())
}

/// Letters, digits and the signs that they are grouped by.
fn number(field: &'static str, stands: &mut String, given: Option<&str>) -> Result<()> {
    let Some(given) = given else { return Ok(()) };
    if given == masked(stands) {
        return Ok(());
    }
    let given = line(field, given, 40)?;
    if !given.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '+' | '(' | ')')) {
        return Err(MerchantRefusal::BadNumber { field });
    }
    *stands = given;
    Ok(())
}

/// One line, or nothing.
fn line(field: &'static str, text: &str, max: usize) -> Result<String> {
    match clean_line(text, max) {
        Err(BadText::Empty) => Ok(String::new()),
        other => other.map_err(|why| MerchantRefusal::BadText { field, why }),
    }
}

/// Hands the application in. Everything must be there, the scans too.
pub async fn submit(tx: &mut Tx, ambient: &Ambient, sealer: &Sealer, user: UserId) -> Result<Application> {
    let application =
        applications::of_user(tx, sealer, user).await?.ok_or(MerchantRefusal::NoSuchApplication)?;
    if !application.state.is_open() {
        return Err(MerchantRefusal::NotOpen);
    }
    let documents = crate::store::documents::of_application(tx, application.id).await?;
    let missing = missing(&application, &documents);
    if !missing.is_empty() {
        return Err(MerchantRefusal::Incomplete(missing));
    }
    let now = ambient.now();
    if !applications::submit(tx, &application, now).await? {
        return Err(MerchantRefusal::ChangedMeanwhile);
    }
    for (kind, text) in crate::check::printed(&application.private) {
        applications::put_print(tx, application.id, kind, sealer.print(kind, text)).await?;
    }
    let moment = timeline::Moment::new(now, "submitted", timeline::Side::Applicant);
    timeline::write(tx, &application.id.to_string(), &moment).await?;
    Ok(Application {
        state: ApplicationState::Submitted,
        submitted_at: Some(now),
        reasons: vec![],
        ..application
    })
}

/// The fields and documents that are not there yet.
fn missing(application: &Application, documents: &[crate::Document]) -> Vec<&'static str> {
    let p = &application.private;
    let has = |kind: crate::DocumentKind| documents.iter().any(|document| document.kind == kind);
    let email =
        p.contact_email.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    let paper = match application.kind {
        crate::ApplicantKind::Company => (crate::DocumentKind::Licence, "licence"),
        crate::ApplicantKind::Person => (crate::DocumentKind::Identity, "identity"),
    };
    let there = [
        ("name", !application.name.zh.is_empty() || !application.name.en.is_empty()),
        ("licence_number", !p.licence_number.is_empty()),
        ("legal_person", !p.legal_person.is_empty()),
        ("contact_name", !p.contact_name.is_empty()),
        ("contact_phone", !p.contact_phone.is_empty()),
        ("contact_email", email),
        ("bank_name", !p.bank_name.is_empty()),
        ("bank_account", !p.bank_account.is_empty()),
        ("store_slug", !application.store_slug.is_empty()),
        (paper.1, has(paper.0)),
    ];
    there.into_iter().filter(|(_, there)| !there).map(|(name, _)| name).collect()
}
