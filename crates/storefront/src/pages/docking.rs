//! Keys by which one's own shop docks to a merchant's: made, shown once, changed, given up.

use crate::errors::Fault;
use crate::fields::Fields;
use crate::visit::Visit;
use crate::words::{day, moment};
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use docking::{DockRefusal, DockingKey, KeyState, NewDockingKey};
use identity::{Entry, IdentityRefusal, Session};
use kernel::{DockingKeyId, MerchantId, Secret};
use minijinja::{Value, context};
use std::collections::HashMap;

const HERE: &str = "/me/docking";
/// What the page may say that it is done.
const DONE: [&str; 2] = ["reports", "off"];
/// Programs whose shops dock here, and what their forms call number and secret.
const PROGRAMS: [(&str, &str, &str, &str); 3] = [
    ("dujiao-next", "address", "API Key", "API Secret"),
    ("acg-faka", "address", "app_id", "app_key"),
    ("cardamom", "address", "number", "secret"),
];

pub(crate) async fn show(visit: Visit) -> Result<Response, Fault> {
    page(&visit, StatusCode::OK, context! {}).await
}

/// The page, with what was typed and what was wrong with it.
async fn page(visit: &Visit, status: StatusCode, wrong: Value) -> Result<Response, Fault> {
    let session = visit.proved()?;
    let docking = &visit.shop.0.docking;
    let keys = docking.keys_of_user(session.user).await?;
    let orders = docking.orders_of_user(session.user).await?;
    let names = names(visit, &keys).await?;
    let done = DONE.iter().find(|done| visit.query.get("done") == **done);
    let merchants: Vec<Value> = docking
        .open_merchants()
        .await?
        .into_iter()
        .map(|open| {
            let name = visit.read(&open.name);
            let name = if open.asked {
                visit.fill("docking.asked_first", &[("name", &name)])
            } else {
                name.to_owned()
            };
            context! { id => open.merchant.to_string(), name }
        })
        .collect();
    let rows: Vec<Value> = keys
        .iter()
        .map(|key| row(visit, key, names.get(&key.merchant), orders.get(&key.id).copied().unwrap_or(0)))
        .collect();
    let values = context! {
        done => done.map(|done| visit.say(&format!("docking.done_{done}"))),
        keys => rows,
        merchants,
        programs => programs(visit, "", ""),
    };
    let blank = context! { merchant => "", name => "", report_url => "", row => "" };
    visit.own_page(status, "docking.html", context! { ..wrong, ..values, ..blank })
}

fn row(visit: &Visit, key: &DockingKey, merchant: Option<&String>, orders: i64) -> Value {
    let state = match key.state {
        KeyState::Off if !key.is_given_up() => "stopped",
        state => state.code(),
    };
    let used = match key.used_at {
        Some(at) => visit.fill("docking.used", &[("time", &moment(visit.language, at))]),
        None => visit.say("docking.used_never"),
    };
    context! {
        id => key.id.to_string(),
        name => key.name,
        number => key.app_id,
        merchant,
        state,
        words => visit.say(&format!("docking.state_{state}")),
        since => visit.fill("docking.since", &[("day", &day(visit.language, key.created_at))]),
        used,
        orders => visit.fill("docking.orders", &[("n", &orders)]),
        report_url => key.report_url,
        given_up => key.is_given_up(),
        may_renew => key.state != KeyState::Off,
    }
}

/// What merchants are called, those too who let nobody dock any more.
async fn names(visit: &Visit, keys: &[DockingKey]) -> Result<HashMap<MerchantId, String>, Fault> {
    let mut ids: Vec<MerchantId> = keys.iter().map(|key| key.merchant).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut tx = visit.shop.0.db().read().await?;
    let known = merchants::selling(&mut tx, &ids).await?;
    Ok(known.into_iter().map(|known| (known.merchant, visit.read(&known.name).to_owned())).collect())
}

/// What goes into which field of a partner's shop; without number and secret, what these are called.
fn programs(visit: &Visit, number: &str, secret: &str) -> Vec<Value> {
    let called = |label: &str| {
        let key = format!("docking.field_{label}");
        if visit.knows(&key) { visit.say(&key) } else { label.to_owned() }
    };
    let program = |(code, place, id, word): (&str, &str, &str, &str)| {
        let field = |label: &str, value: String| context! { label => called(label), value };
        let given =
            |text: &str, other: &str| if text.is_empty() { visit.say(other) } else { text.to_owned() };
        context! {
            name => visit.say(&format!("docking.program_{code}")),
            fields => vec![
                field(place, visit.shop.0.hosts.base_url().to_owned()),
                field(id, given(number, "docking.that_number")),
                field(word, given(secret, "docking.that_secret")),
            ],
        }
    };
    PROGRAMS.into_iter().map(program).collect()
}

/// Whoever holds the secret buys from this wallet: one with a second factor has to prove it lately.
fn lately<'a>(visit: &'a Visit) -> Result<&'a Session, Fault> {
    let session = visit.proved()?;
    match visit.shop.0.identity.lately_proved(session) {
        Ok(()) => Ok(session),
        Err(IdentityRefusal::StepUpNeeded) => Err(Fault::Prove { next: HERE.to_owned() }),
        Err(other) => Err(other.into()),
    }
}

pub(crate) async fn make(visit: Visit, form: Fields) -> Result<Response, Fault> {
    visit.check(&form)?;
    let session = lately(&visit)?;
    let typed = context! {
        merchant => form.get("merchant"), name => form.get("name"), report_url => form.get("report_url"),
    };
    let again = async |errors: Value| {
        page(&visit, StatusCode::UNPROCESSABLE_ENTITY, context! { ..errors, ..typed.clone() }).await
    };
    let Ok(merchant) = form.get("merchant").parse() else {
        return again(context! { merchant_error => visit.say("docking.no_merchant") }).await;
    };
    let new = NewDockingKey {
        merchant,
        user: session.user,
        name: form.get("name").to_owned(),
        report_url: form.get("report_url").to_owned(),
    };
    let shop = &visit.shop.0;
    let mut tx = shop.db().begin().await?;
    let (key, secret) = match shop.docking.create_key(&mut tx, &new, &session.user.to_string()).await {
        Ok(made) => made,
        Err(refusal) => {
            drop(tx);
            return again(wrong(&visit, refusal)?).await;
        }
    };
    let after = format!("{} {}", key.merchant, key.state.code());
    note(&visit, &mut tx, ("docking_key_created", &key, &after)).await?;
    tx.commit().await?;
    told_once(&visit, &key, &secret)
}

/// What is wrong, beside the field that it is about.
fn wrong(visit: &Visit, refusal: DockRefusal) -> Result<Value, Fault> {
    Ok(match refusal {
        DockRefusal::BadName(_) => context! { name_error => visit.say("docking.bad_name") },
        DockRefusal::BadAddress => context! { report_error => visit.say("docking.bad_address") },
        DockRefusal::DockingOff | DockRefusal::NoSuchMerchant => {
            context! { merchant_error => visit.say("docking.no_merchant") }
        }
        DockRefusal::TooManyKeys => context! { alert => visit.say("docking.too_many") },
        DockRefusal::WrongState => context! { alert => visit.say("docking.wrong_state") },
        other => return Err(other.into()),
    })
}

/// Number and secret: nobody is shown that secret again.
fn told_once(visit: &Visit, key: &DockingKey, secret: &Secret<String>) -> Result<Response, Fault> {
    let number = key.app_id.to_string();
    let values = context! {
        name => key.name,
        waits => key.state == KeyState::Asked,
        programs => programs(visit, &number, secret.expose()),
        number,
        secret => secret.expose(),
    };
    visit.own_page(StatusCode::OK, "docking_secret.html", values)
}

pub(crate) async fn renew(visit: Visit, Path(id): Path<String>, form: Fields) -> Result<Response, Fault> {
    visit.check(&form)?;
    let session = lately(&visit)?;
    let id: DockingKeyId = id.parse().map_err(|_| Fault::NotFound)?;
    let shop = &visit.shop.0;
    let mut tx = shop.db().begin().await?;
    let (key, secret) = match shop.docking.renew_secret(&mut tx, session.user, id).await {
        Ok(renewed) => renewed,
        Err(refusal) => {
            drop(tx);
            return page(&visit, StatusCode::CONFLICT, wrong(&visit, refusal)?).await;
        }
    };
    note(&visit, &mut tx, ("docking_key_renewed", &key, "")).await?;
    tx.commit().await?;
    told_once(&visit, &key, &secret)
}

pub(crate) async fn reports(visit: Visit, Path(id): Path<String>, form: Fields) -> Result<Response, Fault> {
    visit.check(&form)?;
    let user = visit.user()?;
    let id: DockingKeyId = id.parse().map_err(|_| Fault::NotFound)?;
    let (shop, url) = (&visit.shop.0, form.get("report_url"));
    let mut tx = shop.db().begin().await?;
    let key = match shop.docking.put_report_url(&mut tx, (user, id), url).await {
        Ok(key) => key,
        Err(DockRefusal::BadAddress) => {
            drop(tx);
            let wrong = visit.say("docking.bad_address");
            let errors = context! { row => id.to_string(), row_url => url, row_error => wrong };
            return page(&visit, StatusCode::UNPROCESSABLE_ENTITY, errors).await;
        }
        Err(other) => return Err(other.into()),
    };
    note(&visit, &mut tx, ("docking_key_reports", &key, &key.report_url)).await?;
    tx.commit().await?;
    Ok(done("reports"))
}

pub(crate) async fn off(visit: Visit, Path(id): Path<String>, form: Fields) -> Result<Response, Fault> {
    visit.check(&form)?;
    let user = visit.user()?;
    let id: DockingKeyId = id.parse().map_err(|_| Fault::NotFound)?;
    let shop = &visit.shop.0;
    let mut tx = shop.db().begin().await?;
    let key = shop.docking.switch_off(&mut tx, user, id).await?;
    note(&visit, &mut tx, ("docking_key_switched", &key, "off")).await?;
    tx.commit().await?;
    Ok(done("off"))
}

fn done(what: &str) -> Response {
    Redirect::to(&format!("{HERE}?done={what}")).into_response()
}

/// Into the trail, in the transaction of the act.
async fn note(
    visit: &Visit,
    tx: &mut db::Tx,
    (what, key, after): (&str, &DockingKey, &str),
) -> Result<(), Fault> {
    let (who, subject) = (key.user.to_string(), key.id.to_string());
    let at = visit.shop.0.ambient().now();
    let entry = Entry { who: &who, what, subject: &subject, after, from: &visit.address, ..Entry::at(at) };
    Ok(identity::trail(tx, &entry).await?)
}
