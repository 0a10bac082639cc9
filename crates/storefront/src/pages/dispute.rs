//! A dispute about an order, as its buyer sees it: opened, followed and answered without a script.

use crate::errors::Fault;
use crate::fields::Fields;
use crate::pages::pay::opened;
use crate::visit::Visit;
use crate::words::{moment, short};
use aftercare::{CareRefusal, Case, CaseFile, CaseView, Entry, NewCase, Party, Reason, Remedy, Side, State};
use axum::Json;
use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::{DisputeFileId, Language, Money};
use minijinja::{Value, context};
use orders::{Order, OrderGoods};
use serde::Serialize;

mod evidence;
/// Pictures and recordings.
pub(crate) mod files;

/// What somebody has typed, and what is wrong with it.
#[derive(Default)]
struct Typed {
    form: Option<Fields>,
    alert: Option<String>,
}

/// The form, or the case that there is: an open one, or the last one.
pub(crate) async fn show(visit: Visit, Path(token): Path<String>) -> Result<Response, Fault> {
    let order = opened(&visit, &token).await?;
    page(&visit, &order, &token, StatusCode::OK, Typed::default()).await
}

/// What the script of the page asks for.
#[derive(Serialize)]
pub(crate) struct Progress {
    /// Another one than before: something has been said or done.
    mark: Option<String>,
}

pub(crate) async fn state(visit: Visit, Path(token): Path<String>) -> Result<Response, Fault> {
    let order = opened(&visit, &token).await?;
    let mark = last(&visit, &order).await?.as_ref().map(mark);
    Ok(Json(Progress { mark }).into_response())
}

fn mark(case: &Case) -> String {
    format!("{}-{}", case.id, case.changed_at.0)
}

/// Opens a case.
pub(crate) async fn open(visit: Visit, Path(token): Path<String>, form: Fields) -> Result<Response, Fault> {
    visit.check(&form)?;
    let order = opened(&visit, &token).await?;
    let asked = match read(&order, &form) {
        Ok(new) => visit.shop.0.aftercare.open(party(&visit, &order), &new).await,
        Err(refusal) => Err(refusal),
    };
    done(&visit, &order, &token, asked, form).await
}

/// Says something, answers an offer, withdraws, or appeals.
pub(crate) async fn act(visit: Visit, Path(token): Path<String>, form: Fields) -> Result<Response, Fault> {
    visit.check(&form)?;
    let order = opened(&visit, &token).await?;
    let case = last(&visit, &order).await?.ok_or(Fault::NotFound)?;
    let (care, party, text) = (&visit.shop.0.aftercare, party(&visit, &order), form.get("text"));
    let acted = match form.get("act") {
        "say" => care.say(case.id, party, text).await,
        "accept" => {
            let offer = form.get("offer").parse().map_err(|_| Fault::BadRequest)?;
            care.accept(case.id, party, offer).await
        }
        "decline" => care.decline(case.id, party, text).await,
        "withdraw" => care.withdraw(case.id, party).await,
        "appeal" => care.appeal(case.id, party, text).await,
        _ => return Err(Fault::BadRequest),
    };
    done(&visit, &order, &token, acted, form).await
}

async fn done(
    visit: &Visit,
    order: &Order,
    token: &str,
    acted: Result<Case, CareRefusal>,
    form: Fields,
) -> Result<Response, Fault> {
    match acted {
        // Reading the page again does not send the form again.
        Ok(_) => Ok(Redirect::to(&format!("/o/{token}/dispute")).into_response()),
        Err(refusal) => {
            let alert = Some(explained(visit, refusal)?);
            let typed = Typed { form: Some(form), alert };
            page(visit, order, token, StatusCode::UNPROCESSABLE_ENTITY, typed).await
        }
    }
}

/// In the visitor's language, where there is something that they can do about it.
fn explained(visit: &Visit, refusal: CareRefusal) -> Result<String, Fault> {
    let key = format!("dispute.refused_{}", refusal.code());
    if visit.knows(&key) {
        let most = match &refusal {
            CareRefusal::BadWish { most } => most.to_string(),
            CareRefusal::TooLate { days } => days.to_string(),
            CareRefusal::FileTooLarge { megabytes } => megabytes.to_string(),
            CareRefusal::TooManyFiles { most } => most.to_string(),
            _ => String::new(),
        };
        return Ok(visit.fill(&key, &[("most", &most)]));
    }
    Err(refusal.into())
}

/// Whoever holds the link acts as the buyer; who is logged in as the one who bought is called so.
fn party(visit: &Visit, order: &Order) -> Party<'static> {
    match visit.session.as_ref().map(|session| session.user) {
        Some(user) if order.buyer == Some(user) => Party::Account(user),
        _ => Party::Link(order.id),
    }
}

fn read(order: &Order, form: &Fields) -> Result<NewCase, CareRefusal> {
    let reason: Reason = form.get("reason").parse().unwrap_or(Reason::NotAsDescribed);
    let remedy: Remedy = form.get("remedy").parse().unwrap_or(Remedy::Refund);
    // What is credited has no key to be replaced; the page does not offer it.
    let remedy = if order.goods == OrderGoods::Recharge && remedy == Remedy::Replace {
        Remedy::Refund
    } else {
        remedy
    };
    let most = order.total;
    let wanted = match remedy {
        Remedy::Refund | Remedy::Replace => 0,
        Remedy::Partial => {
            let typed = Money::parse_decimal(form.get("wanted").trim(), order.currency());
            typed.map_err(|_| CareRefusal::BadWish { most })?.minor
        }
    };
    let line = form.some("line").map(str::parse::<i64>);
    let lines = line.and_then(Result::ok).filter(|line| *line > 0).into_iter().collect();
    Ok(NewCase { order: order.id, lines, reason, remedy, wanted, text: form.get("text").to_owned() })
}

/// The last case of the order; an open one is always the last.
pub(crate) async fn last(visit: &Visit, order: &Order) -> Result<Option<Case>, Fault> {
    Ok(visit.shop.0.aftercare.of_order(order.id).await?.pop())
}

async fn page(
    visit: &Visit,
    order: &Order,
    token: &str,
    status: StatusCode,
    typed: Typed,
) -> Result<Response, Fault> {
    let case = last(visit, order).await?;
    let again =
        case.as_ref().is_none_or(|case| case.how == Some(aftercare::How::Withdrawn) || case.replaced > 0);
    let view = match &case {
        Some(case) => Some(visit.shop.0.aftercare.view(case.id, party(visit, order)).await?),
        None => None,
    };
    let typed_text =
        |name: &str| typed.form.as_ref().map(|form| form.get(name).to_owned()).unwrap_or_default();
    let values = context! {
        short => short(order.id),
        order_url => format!("/o/{token}"),
        self_url => format!("/o/{token}/dispute"),
        total => order.total.to_string(),
        case => view.as_ref().map(|view| case_view(visit, view, token)),
        form => again.then(|| form(visit, order, &typed_text)),
        typed => typed_text("text"),
        alert => typed.alert,
        accept => files::ACCEPT,
        rules => rules(visit),
    };
    visit.own_page(status, "dispute.html", values)
}

/// For whom delivery is stricter, in numbers that everybody can read.
fn rules(visit: &Visit) -> Vec<String> {
    let settings = visit.shop.0.aftercare.settings();
    let rate = format!("{}%", settings.strict_refund_rate / 100);
    let often = (settings.strict_orders > 0)
        .then(|| visit.fill("dispute.strict_often", &[("n", &settings.strict_orders), ("rate", &rate)]));
    let lost = (settings.strict_lost > 0)
        .then(|| visit.fill("dispute.strict_lost", &[("n", &settings.strict_lost)]));
    often.into_iter().chain(lost).collect()
}

fn form(visit: &Visit, order: &Order, typed: &dyn Fn(&str) -> String) -> Value {
    let reason = |reason: &Reason| {
        let code = reason.code();
        context! { code, words => visit.say(&format!("dispute.reason_{code}")), chosen => typed("reason") == code }
    };
    let line = |line: &orders::OrderLine| {
        context! { number => line.line, words => visit.read(&line.sku_name), chosen => typed("line") == line.line.to_string() }
    };
    context! {
        reasons => Reason::ALL.iter().filter(|reason| fits(**reason, order.goods)).map(reason).collect::<Vec<_>>(),
        keys => order.goods.are_keys(),
        lines => if order.lines.len() > 1 { order.lines.iter().map(line).collect::<Vec<_>>() } else { Vec::new() },
        remedy => typed("remedy"),
        wanted => typed("wanted"),
        text => typed("text"),
    }
}

/// Whether that can be wrong with such goods.
fn fits(reason: Reason, goods: OrderGoods) -> bool {
    match reason {
        Reason::TopupNotCredited | Reason::Unauthorised | Reason::NotAsDescribed => true,
        Reason::KeyInvalid | Reason::AlreadyUsed | Reason::NotDelivered | Reason::WrongRegion => {
            goods.are_keys()
        }
    }
}

fn case_view(visit: &Visit, view: &CaseView, token: &str) -> Value {
    let case = &view.case;
    let state = case.state.code();
    let how = case.how.map(|how| visit.say(&format!("dispute.how_{}", how.code())));
    let due = case.due_at.map(|due| moment(visit.language, due));
    let talking = case.state != State::Closed;
    let appeal = case.state == State::Ruled && case.may_appeal_as_buyer();
    context! {
        state,
        mark => mark(case),
        headline => visit.say(&format!("dispute.state_{state}")),
        words => how.unwrap_or_else(|| visit.say(&format!("dispute.words_{state}"))),
        due,
        reason => visit.say(&format!("dispute.reason_{}", case.reason.code())),
        amount => case.money(case.amount).to_string(),
        frozen => case.frozen,
        refunded => (case.refunded > 0).then(|| case.money(case.refunded).to_string()),
        offer => (case.state == State::Offered).then(|| context! {
            number => case.offer_no,
            amount => case.money(case.offer).to_string(),
            replaces => case.offer_units.len(),
        }),
        replaced => case.replaced,
        ruled => case.ruled.filter(|_| talking && case.ruled_units.is_empty()).map(|ruled| case.money(ruled).to_string()),
        ruled_replaces => if talking { case.ruled_units.len() } else { 0 },
        appeal,
        withdraw => matches!(case.state, State::Merchant | State::Offered | State::Platform),
        talking,
        entries => view.entries.iter().filter_map(|entry| said(visit, view, entry, token)).collect::<Vec<_>>(),
        evidence => view.evidence.iter().map(|known| evidence::told(visit, known)).collect::<Vec<_>>(),
    }
}

/// What is for a buyer to read: neither names of people nor codes of rules.
fn said(visit: &Visit, view: &CaseView, entry: &Entry, token: &str) -> Option<Value> {
    if matches!(
        entry.kind.as_str(),
        "evidence" | "proposed" | "taken" | "reminded" | "unpaid" | "money_taken" | "money_back"
    ) {
        return None;
    }
    let data: serde_json::Value = serde_json::from_str(&entry.data).unwrap_or_default();
    let number = |name: &str| data.get(name).and_then(serde_json::Value::as_i64);
    let amount = number("back").or(number("refunded")).or(number("amount")).unwrap_or(0);
    let did = format!("dispute.did_{}", entry.kind);
    let nothing = format!("{did}_nothing");
    let did = if amount == 0 && visit.knows(&nothing) { nothing } else { did };
    let amount = view.case.money(amount).to_string();
    let file = data.get("file").and_then(serde_json::Value::as_str);
    let file = view.files.iter().find(|known| file == Some(known.id.to_string().as_str()));
    Some(context! {
        who => visit.say(&format!("dispute.side_{}", entry.side.code())),
        own => entry.side == Side::Buyer,
        time => moment(visit.language, entry.at),
        words => match aftercare::replaces(&data) {
            n if n > 0 => visit.fill(&format!("dispute.did_{}_replace", entry.kind), &[("n", &n)]),
            _ => visit.fill(&did, &[("amount", &amount)]),
        },
        text => match (entry.kind.as_str(), entry.side) {
            ("file", _) => "",
            (_, Side::System) => of_rule(&entry.text, visit.language),
            _ => entry.text.as_str(),
        },
        file => file.map(|file| shown_file(file, token)),
    })
}

/// A rule's name stands in both languages, with a line between them.
fn of_rule(text: &str, language: Language) -> &str {
    match (text.split_once(" / "), language) {
        (Some((zh, _)), Language::Zh) => zh,
        (Some((_, en)), Language::En) => en,
        (None, _) => text,
    }
}

fn shown_file(file: &CaseFile, token: &str) -> Value {
    context! {
        name => file.name.as_str(),
        href => format!("/o/{token}/dispute/files/{}", file.id),
        picture => file.media.is_picture(),
    }
}

/// A picture or a recording of the case, for whoever holds the link.
pub(crate) async fn file(visit: Visit, Path((token, id)): Path<(String, String)>) -> Result<Response, Fault> {
    let order = opened(&visit, &token).await?;
    let id: DisputeFileId = id.parse().map_err(|_| Fault::NotFound)?;
    let (file, content) = visit.shop.0.aftercare.open_file(id, party(&visit, &order)).await?;
    let mut response = content.into_response();
    let headers = response.headers_mut();
    let mut set = |name, value: &'static str| headers.insert(name, HeaderValue::from_static(value));
    set(header::CONTENT_TYPE, file.media.content_type());
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox");
    set(header::CACHE_CONTROL, "private, no-store");
    set(header::CONTENT_DISPOSITION, "attachment");
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_speaks_the_readers_language() {
        let name = "商家未在期限内回复：全额退款 / The merchant has not answered in time";
        assert_eq!(of_rule(name, Language::Zh), "商家未在期限内回复：全额退款");
        assert_eq!(of_rule(name, Language::En), "The merchant has not answered in time");
        assert_eq!(of_rule("one language", Language::Zh), "one language");
    }
}
