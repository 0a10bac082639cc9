use crate::cookies::{self, YEAR};
use crate::errors::Fault;
use crate::fields::Fields;
use crate::pages::apply::form::{STEPS, Shown, draft, fields, step_of};
use crate::visit::Visit;
use crate::words::moment;
use admission::{AdmissionRefusal, By, Mine};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::{UserId, decode_128, encode_128};
use merchants::{ApplicationState, MerchantRefusal, Moment};
use minijinja::{Value, context};

/// The steps and their fields.
mod form;
/// Scans.
pub(crate) mod papers;

/// What was wrong with what was sent.
#[derive(Default)]
pub(crate) struct Wrong {
    /// The field it is about.
    field: Option<&'static str>,
    words: String,
    /// Fields and papers that are missing.
    missing: Vec<&'static str>,
    /// What was typed, so that nobody types it twice.
    typed: Option<Fields>,
}

/// The application as it stands: a form in steps while it is open, its way afterwards.
pub(crate) async fn show(visit: Visit) -> Result<Response, Fault> {
    let user = visit.user()?;
    let step = step_of(visit.query.get("step"));
    let mut page = page(&visit, user, step, StatusCode::OK, Wrong::default()).await?;
    if visit.device_cookie.as_deref().and_then(decode_128).is_none() {
        // So that reviewers are warned of applications from the same browser (docs/admission.md).
        let device = encode_128(u128::from_be_bytes(visit.shop.0.ambient().bytes()));
        let cookie = cookies::write(cookies::DEVICE, &device, Some(YEAR), visit.secure());
        if let Some(cookie) = cookie {
            page.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
    Ok(page)
}

/// Writes one step down, and goes on to the next.
pub(crate) async fn save(visit: Visit, form: Fields) -> Result<Response, Fault> {
    visit.check(&form)?;
    let user = visit.user()?;
    let step = step_of(form.get("step"));
    let saved = visit.shop.0.admission.save_application(user, &draft(step, &form)).await;
    match saved {
        Ok(_) => {
            let next = STEPS.iter().skip_while(|known| **known != step).nth(1).unwrap_or(&step);
            Ok(Redirect::to(&format!("/apply?step={next}")).into_response())
        }
        Err(refusal) => {
            let wrong = Wrong { typed: Some(form), ..explained(&visit, refusal)? };
            page(&visit, user, step, StatusCode::UNPROCESSABLE_ENTITY, wrong).await
        }
    }
}

/// Hands it in.
pub(crate) async fn submit(visit: Visit, form: Fields) -> Result<Response, Fault> {
    visit.check(&form)?;
    let user = visit.user()?;
    visit.agree_as_merchant(user).await?;
    let by = By { who: &user.to_string(), from: &visit.address };
    match visit.shop.0.admission.submit_application_from(user, by, visit.device_cookie.as_deref()).await {
        Ok(_) => Ok(Redirect::to("/apply").into_response()),
        Err(refusal) => {
            let wrong = explained(&visit, refusal)?;
            page(&visit, user, "check", StatusCode::UNPROCESSABLE_ENTITY, wrong).await
        }
    }
}

/// The refusal in the visitor's language; a fault stays one.
pub(crate) fn explained(visit: &Visit, refusal: AdmissionRefusal) -> Result<Wrong, Fault> {
    let key = format!("apply.refused_{}", refusal.code());
    if !visit.knows(&key) {
        return Err(refusal.into());
    }
    let words = visit.say(&key);
    Ok(match refusal {
        AdmissionRefusal::Merchant(MerchantRefusal::Incomplete(missing)) => {
            Wrong { words, missing, ..Wrong::default() }
        }
        AdmissionRefusal::Merchant(refusal) => Wrong { field: refusal.field(), words, ..Wrong::default() },
        _ => Wrong { words, ..Wrong::default() },
    })
}

pub(crate) async fn page(
    visit: &Visit,
    user: UserId,
    step: &'static str,
    status: StatusCode,
    wrong: Wrong,
) -> Result<Response, Fault> {
    let mine = visit.shop.0.admission.application_of(user).await?;
    let timeline = visit.shop.0.admission.application_timeline(user).await?;
    let state = mine.as_ref().map_or(ApplicationState::Draft, |mine| mine.application.state);
    let store = mine.as_ref().filter(|_| state == ApplicationState::Approved);
    let shown = fields(visit, step, mine.as_ref(), &wrong);
    // What is beside no field of this step is said above it.
    let beside = shown.iter().any(|field: &Shown| field.wrong.is_some());
    let values = context! {
        state => state.code(),
        state_words => visit.say(&format!("apply.state_{}", state.code())),
        state_lead => visit.say(&format!("apply.lead_{}", state.code())),
        open => state.is_open(),
        step,
        steps => steps(visit, step),
        fields => shown,
        papers => papers(visit, mine.as_ref()),
        kinds => papers::kinds(visit),
        summary => summary(visit, mine.as_ref()),
        missing => missing(visit, &wrong),
        reasons => reasons(visit, mine.as_ref()),
        timeline => timeline.iter().map(|moment| told(visit, moment)).collect::<Vec<_>>(),
        alert => (!wrong.words.is_empty() && !beside).then_some(wrong.words),
        store => store.map(|mine| format!("/s/{}", mine.application.store_slug)),
    };
    visit.own_page(status, "apply.html", values)
}

fn steps(visit: &Visit, current: &str) -> Vec<Value> {
    let step = |name: &&'static str| {
        context! {
            name => *name,
            href => format!("/apply?step={name}"),
            words => visit.say(&format!("apply.step_{name}")),
            current => *name == current,
        }
    };
    STEPS.iter().map(step).collect()
}

fn papers(visit: &Visit, mine: Option<&Mine>) -> Vec<Value> {
    let paper = |document: &merchants::Document| {
        context! {
            id => document.id.to_string(),
            href => format!("/v1/documents/{}", document.id),
            kind => visit.say(&format!("apply.paper_{}", document.kind.code())),
            name => document.name,
            size => format!("{} kB", document.bytes.div_euclid(1024) + 1),
            reason => reason(mine, document.kind.code()),
        }
    };
    mine.map(|mine| mine.documents.iter().map(paper).collect()).unwrap_or_default()
}

/// Everything once more, before it is handed in.
fn summary(visit: &Visit, mine: Option<&Mine>) -> Vec<Value> {
    let steps = STEPS.iter().filter(|step| !matches!(**step, "papers" | "check"));
    let wrong = Wrong::default();
    steps
        .flat_map(|step| fields(visit, step, mine, &wrong))
        .map(|field| context! { label => field.label, value => field.words })
        .collect()
}

fn missing(visit: &Visit, wrong: &Wrong) -> Vec<Value> {
    let link = |field: &&'static str| {
        let step = form::step_with(field);
        context! { words => visit.say(&form::label(field)), href => format!("/apply?step={step}") }
    };
    wrong.missing.iter().map(link).collect()
}

/// All that was sent back, each with the way to its step.
fn reasons(visit: &Visit, mine: Option<&Mine>) -> Vec<Value> {
    let reasons = mine.map(|mine| mine.application.reasons.as_slice()).unwrap_or_default();
    let one = |reason: &merchants::Reason| {
        context! {
            label => visit.say(&form::label(&reason.field)),
            text => reason.text,
            href => format!("/apply?step={}", form::step_with(&reason.field)),
        }
    };
    reasons.iter().map(one).collect()
}

/// Why that field was sent back.
fn reason(mine: Option<&Mine>, field: &str) -> Option<String> {
    let reasons = &mine?.application.reasons;
    reasons.iter().find(|reason| reason.field == field).map(|reason| reason.text.clone())
}

fn told(visit: &Visit, what: &Moment) -> Value {
    context! {
        time => moment(visit.language, what.at),
        words => visit.say(&format!("apply.moment_{}", what.what)),
        note => what.note,
    }
}
