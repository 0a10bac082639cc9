/// How the crediting of an order stands.
mod credit;

use crate::errors::Fault;
use crate::fields::{Fields, whole_number};
use crate::origins::sentence;
use crate::pages::checkout::{step_rows, words};
use crate::pages::pay::{Progress, opened};
use crate::pages::ways::channel_name;
use crate::visit::Visit;
use crate::words::{called, day, moment, short};
use aftercare::CareRefusal;
use axum::Json;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::{DeliveryId, DisputeId, Money, Span};
use minijinja::{Value, context};
use orders::{
    ExceptionView, LineView, LinkRefusal, LinkView, Order, OrderError, OrderGoods, OrderRefusal, OrderState,
    OrderView, Origin, RevealBy, Revealed,
};
use serde::Serialize;
use settlement::{OrderRefund, SettlementRefusal, Standing};

/// How long a link that was made on the page can be opened.
const LINK_LIFE: Span = Span::days(1);

#[derive(Serialize)]
struct KeyView {
    title: String,
    /// Card number and password with a space between.
    secret: String,
    pair: bool,
    expires: Option<String>,
    /// It did not work, and another one came in its place.
    dead: bool,
    /// Of what came in another's place: the number of that one on the page.
    replaces: Option<usize>,
}

#[derive(Serialize)]
struct Step {
    name: String,
    done: bool,
    current: bool,
    /// It did not come off.
    failed: bool,
}

pub(crate) async fn show(visit: Visit, Path(token): Path<String>) -> Result<Response, Fault> {
    let order = opened(&visit, &token).await?;
    let view = visit.shop.0.orders.view(order).await?;
    page(&visit, &view, &token, StatusCode::OK, Shown::default()).await
}

/// What the script of the page asks for, as long as somebody is crediting.
pub(crate) async fn state(visit: Visit, Path(token): Path<String>) -> Result<Response, Fault> {
    let order = opened(&visit, &token).await?;
    let next = (order.state != OrderState::Fulfilling).then(|| format!("/o/{token}"));
    Ok(Json(Progress { state: order.state.as_str(), next }).into_response())
}

/// A link that shows one of the keys once, for passing on. It is on this page only.
pub(crate) async fn make_link(
    visit: Visit,
    Path(token): Path<String>,
    form: Fields,
) -> Result<Response, Fault> {
    visit.check(&form)?;
    let view = visit.shop.0.orders.view(opened(&visit, &token).await?).await?;
    must_have_keys(&view)?;
    if !may_show(&visit, &view, &form).await? {
        return page(&visit, &view, &token, StatusCode::CONFLICT, told(visit.say("order.word_needed"))).await;
    }
    let number = form.some("number").map_or(Some(1), whole_number).unwrap_or(0);
    let place = usize::try_from(number - 1).ok().and_then(|place| view.deliveries.get(place));
    let made = match place {
        Some(delivery) => {
            let orders = &visit.shop.0.orders;
            orders.make_reveal_link(&view.order, delivery.id, &who(&visit), LINK_LIFE).await
        }
        None => Err(OrderRefusal::NotFound.into()),
    };
    match made {
        Ok(link) => {
            let until = moment(visit.language, link.expires_at);
            let made = context! { number, until, url => link.url.expose().as_str() };
            page(&visit, &view, &token, StatusCode::OK, Shown { made: Some(made), ..Shown::default() }).await
        }
        Err(OrderError::Refused(
            refusal @ (OrderRefusal::Link(LinkRefusal::TooMany) | OrderRefusal::NotFound),
        )) => {
            let words =
                if refusal == OrderRefusal::NotFound { "order.no_such_key" } else { "order.too_many_links" };
            let shown = Shown { alert: Some(visit.say(words)), ..Shown::default() };
            page(&visit, &view, &token, StatusCode::UNPROCESSABLE_ENTITY, shown).await
        }
        Err(other) => Err(other.into()),
    }
}

/// Shows the keys, or hands them out as a file. Both are recorded.
pub(crate) async fn act(visit: Visit, Path(token): Path<String>, form: Fields) -> Result<Response, Fault> {
    visit.check(&form)?;
    let view = visit.shop.0.orders.view(opened(&visit, &token).await?).await?;
    let action = form.get("action");
    if action == "confirm" {
        return confirm(&visit, &view, &token).await;
    }
    if !matches!(action, "reveal" | "download") {
        return Err(Fault::BadRequest);
    }
    must_have_keys(&view)?;
    if !may_show(&visit, &view, &form).await? {
        return page(&visit, &view, &token, StatusCode::CONFLICT, told(visit.say("order.word_needed"))).await;
    }
    match revealed(&visit, &view).await {
        Ok(keys) if action == "download" => Ok(file(&view, &keys)),
        Ok(keys) => page(&visit, &view, &token, StatusCode::OK, Shown { keys, ..Shown::default() }).await,
        Err(OrderError::Refused(OrderRefusal::Destroyed)) => {
            let shown = Shown { alert: Some(visit.say("order.destroyed")), ..Shown::default() };
            page(&visit, &view, &token, StatusCode::GONE, shown).await
        }
        Err(OrderError::Refused(OrderRefusal::Recalled)) => {
            let shown = Shown { alert: Some(visit.say("order.recalled")), ..Shown::default() };
            page(&visit, &view, &token, StatusCode::GONE, shown).await
        }
        Err(OrderError::Refused(refusal @ OrderRefusal::RevealsTooFast { .. })) => Err(refusal.into()),
        Err(OrderError::Refused(refusal)) if refusal != OrderRefusal::NotFound => {
            let shown = Shown { alert: Some(words(&visit, &refusal)), ..Shown::default() };
            page(&visit, &view, &token, StatusCode::UNPROCESSABLE_ENTITY, shown).await
        }
        Err(other) => Err(other.into()),
    }
}

/// What was credited to an account has nothing to be shown: its page has no such button.
fn must_have_keys(view: &OrderView) -> Result<(), Fault> {
    match view.order.goods {
        OrderGoods::Keys | OrderGoods::Supplied => Ok(()),
        OrderGoods::Recharge => Err(Fault::BadRequest),
    }
}

/// The merchant gets the money; whoever presses twice has done it once.
async fn confirm(visit: &Visit, view: &OrderView, token: &str) -> Result<Response, Fault> {
    let words = match visit.shop.0.aftercare.confirm(&view.order).await {
        Ok(()) => return page(visit, view, token, StatusCode::OK, Shown::default()).await,
        Err(CareRefusal::Money(SettlementRefusal::Frozen)) => "order.money_is_frozen",
        Err(CareRefusal::NotShortened) => "order.not_shortened",
        Err(CareRefusal::NotDelivered) => return Err(Fault::BadRequest),
        Err(other) => return Err(other.into()),
    };
    page(visit, view, token, StatusCode::CONFLICT, told(visit.say(words))).await
}

/// Whoever meets the stricter rules says first that a shown key cannot be given back.
async fn may_show(visit: &Visit, view: &OrderView, form: &Fields) -> Result<bool, Fault> {
    let understood = form.get("understood") == "yes";
    match visit.shop.0.aftercare.may_show(&view.order, &who(visit), understood).await {
        Ok(()) => Ok(true),
        Err(CareRefusal::WordNeeded) => Ok(false),
        Err(other) => Err(other.into()),
    }
}

fn told(words: String) -> Shown {
    Shown { alert: Some(words), ..Shown::default() }
}

async fn revealed(visit: &Visit, view: &OrderView) -> Result<Vec<Revealed>, OrderError> {
    let ids: Vec<DeliveryId> = view.deliveries.iter().map(|delivery| delivery.id).collect();
    let by = who(visit);
    visit.shop.0.orders.reveal(&view.order, &ids, &RevealBy { by, from: visit.address.clone() }).await
}

/// As the records call the visitor.
fn who(visit: &Visit) -> String {
    visit.session.as_ref().map_or_else(|| "link".to_owned(), |session| session.user.to_string())
}

fn file(view: &OrderView, keys: &[Revealed]) -> Response {
    // What does not work is of no use in a file.
    let works = |key: &&Revealed| view.deliveries.iter().any(|d| d.id == key.id && d.state != "replaced");
    let text: String = keys.iter().filter(works).map(|key| format!("{}\r\n", key.secret.expose())).collect();
    let name = format!("attachment; filename=\"order-{}.txt\"", short(view.order.id));
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, text).into_response()
}

/// What goes beyond the order itself.
#[derive(Default)]
struct Shown {
    keys: Vec<Revealed>,
    alert: Option<String>,
    /// A link that was made just now.
    made: Option<Value>,
}

async fn page(
    visit: &Visit,
    view: &OrderView,
    token: &str,
    status: StatusCode,
    shown: Shown,
) -> Result<Response, Fault> {
    let keys: Vec<KeyView> = shown.keys.iter().map(|key| key_view(visit, view, key)).collect();
    let links = visit.shop.0.orders.reveal_links(&view.order).await?;
    let values = context! {
        links => links.iter().map(|made| link(visit, view, made)).collect::<Vec<_>>(),
        made => shown.made,
        origins => origins(visit, view).await?,
        money => money(visit, view).await?,
        dispute => dispute(visit, view).await?,
        strict => strict(visit, view, &shown.keys).await?,
        credit => credit::shown(visit, &view.order).await?,
        saved => saved(visit, view).await?,
        order => order(visit, view, token, !keys.is_empty()),
        pairs => keys.iter().any(|key| key.pair),
        keys,
        alert => shown.alert,
    };
    visit.own_page(status, "order.html", values)
}

/// Which of the stricter rules the page has to say: before the keys, and beside the money.
async fn strict(visit: &Visit, view: &OrderView, shown: &[Revealed]) -> Result<Option<Value>, Fault> {
    let care = &visit.shop.0.aftercare;
    if view.order.state != OrderState::Delivered || !care.is_strict(&view.order).await? {
        return Ok(None);
    }
    let keys = view.order.goods.are_keys() && shown.is_empty();
    let word = keys && care.needs_word(&view.order).await?;
    Ok(Some(context! { word }))
}

/// How much less than the offers' prices it cost, and why.
async fn saved(visit: &Visit, view: &OrderView) -> Result<Option<Value>, Fault> {
    let made = visit.shop.0.orders.made_of(&view.order).await?;
    let Some(made) = made.filter(|made| made.saved() > 0) else { return Ok(None) };
    let currency = view.order.currency();
    Ok(Some(context! {
        amount => Money::new(made.saved(), currency).to_string(),
        steps => step_rows(visit, &made, currency),
    }))
}

/// Where the money of a delivered order is, and what of it went back.
async fn money(visit: &Visit, view: &OrderView) -> Result<Option<Value>, Fault> {
    let Some(money) = visit.shop.0.settlement.order_money(view.order.id).await? else { return Ok(None) };
    let (words, at) = match &money.standing {
        Standing::Waits { until } => ("order.money_waits", Some(*until)),
        Standing::Released { at, why } if why == "confirmed" => ("order.money_confirmed", Some(*at)),
        Standing::Released { at, why } if why == "ruling" => ("order.money_ruled", Some(*at)),
        Standing::Released { at, .. } => ("order.money_released", Some(*at)),
        Standing::Frozen { .. } => ("order.money_frozen", None),
        Standing::GivenBack => ("order.money_given_back", None),
    };
    let time = at.map(|at| moment(visit.language, at)).unwrap_or_default();
    let refund = |refund: &OrderRefund| {
        let kind = match (refund.way.as_str(), refund.state.as_str()) {
            ("chargeback", "returned") => "order.refund_returned",
            ("chargeback", _) => "order.refund_chargeback",
            ("wallet", _) => "order.refund_wallet",
            (_, "done") => "order.refund_done",
            (_, "failed") => "order.refund_failed",
            _ => "order.refund_pending",
        };
        let at = moment(visit.language, refund.at);
        let words = visit.fill(kind, &[("amount", &refund.amount), ("time", &at)]);
        // What a dispute gave back is its doing; the reason that stands in the books is its number.
        let of_dispute = refund.who.parse::<DisputeId>().is_ok();
        let reason = if of_dispute { visit.say("order.refund_of_dispute") } else { refund.reason.clone() };
        context! { words, reason }
    };
    Ok(Some(context! {
        words => visit.fill(words, &[("time", &time)]),
        waits => matches!(money.standing, Standing::Waits { .. }),
        refunded => (money.refunded.minor > 0).then(|| money.refunded.to_string()),
        refunds => money.refunds.iter().map(refund).collect::<Vec<_>>(),
    }))
}

/// The way to a dispute of a delivered order, and how the last one stands.
async fn dispute(visit: &Visit, view: &OrderView) -> Result<Option<Value>, Fault> {
    if view.order.state != OrderState::Delivered {
        return Ok(None);
    }
    let case = crate::pages::dispute::last(visit, &view.order).await?;
    let words = case.as_ref().map(|case| visit.say(&format!("dispute.state_{}", case.state.code())));
    Ok(Some(context! { words, open => case.is_some_and(|case| case.is_open()) }))
}

/// The papers that each line rests on; with its name where there are several.
async fn origins(visit: &Visit, view: &OrderView) -> Result<Vec<Value>, Fault> {
    let found = visit.shop.0.orders.origins_of(&view.order).await?;
    let shown = |(number, origin): &(i64, Origin)| {
        let line = view.lines.iter().find(|line| line.line == *number && view.lines.len() > 1);
        let names = line.map(|line| visit.read(&line.title)).unwrap_or_default();
        context! { names, words => sentence(visit, origin) }
    };
    Ok(found.iter().map(shown).collect())
}

fn key_view(visit: &Visit, view: &OrderView, key: &Revealed) -> KeyView {
    let unit = view.deliveries.iter().find(|d| d.id == key.id);
    let line = unit.map(|d| d.line);
    let place = |id: DeliveryId| view.deliveries.iter().position(|d| d.id == id).map(|place| place + 1);
    let title = view.lines.iter().find(|l| Some(l.line) == line).map(|l| visit.read(&l.title).to_owned());
    KeyView {
        title: title.unwrap_or_default(),
        secret: key.secret.expose().clone(),
        pair: key.password.is_some(),
        expires: key.expires_at.map(|at| day(visit.language, at)),
        dead: unit.is_some_and(|d| d.state == "replaced"),
        replaces: unit.and_then(|d| d.replaces).and_then(place),
    }
}

fn order(visit: &Visit, view: &OrderView, token: &str, keys_shown: bool) -> Value {
    let (order, state) = (&view.order, view.order.state);
    let seen = view.deliveries.iter().filter_map(|delivery| delivery.revealed_at).max();
    let lines: Vec<Value> = view.lines.iter().map(|l| line(visit, l)).collect();
    let code = order.contact.as_ref().map(|_| visit.shop.0.orders.links().query_code(order.id));
    context! {
        headline => visit.say(&format!("order.headline_{}", called(order))),
        words => state_words(visit, order, keys_shown),
        steps => steps(visit, order),
        exceptions => view.exceptions.iter().map(|x| exception(visit, x, order.goods)).collect::<Vec<_>>(),
        pending => state == OrderState::Pending,
        delivered => state == OrderState::Delivered,
        recharge => order.goods == OrderGoods::Recharge,
        supplied => order.goods == OrderGoods::Supplied,
        has_keys => state == OrderState::Delivered && order.goods.are_keys(),
        follow => (state == OrderState::Fulfilling).then(|| format!("/o/{token}/state")),
        several => view.lines.len() > 1,
        units => view.deliveries.len(),
        seen => seen.map(|at| moment(visit.language, at)),
        self_url => format!("/o/{token}"),
        pay_url => format!("/pay/{token}"),
        query_code => code.map(|code| in_halves(&code)),
        contact => order.contact,
        total => order.total.to_string(),
        short => short(order.id),
        placed => moment(visit.language, order.created_at),
        paid => order.paid_at.map(|at| moment(visit.language, at)),
        pay => paid_by(visit, order),
        merchant => visit.read(&view.merchant_name),
        lines,
    }
}

fn state_words(visit: &Visit, order: &Order, keys_shown: bool) -> String {
    let key = match (order.goods, order.state) {
        (_, OrderState::Failed) => return credit::given_back(visit, order),
        (goods, OrderState::Delivered) if keys_shown && goods.are_keys() => "order.words_shown".to_owned(),
        (OrderGoods::Recharge, OrderState::Pending | OrderState::Expired) => {
            format!("order.words_{}_recharge", order.state.as_str())
        }
        (OrderGoods::Supplied, OrderState::Pending) => "order.words_pending_supplied".to_owned(),
        _ => format!("order.words_{}", called(order)),
    };
    visit.say(&key)
}

/// The way it was paid, or is to be; with both parts where there are two.
fn paid_by(visit: &Visit, order: &Order) -> String {
    let name = channel_name(visit, &order.pay);
    if order.wallet_part.minor == 0 {
        return name;
    }
    let (rest, part) = (order.by_channel(), order.wallet_part);
    visit.fill("order.pay_parts", &[("name", &name), ("rest", &rest), ("part", &part)])
}

fn line(visit: &Visit, line: &LineView) -> Value {
    let amount = line.unit_price.times(line.quantity).unwrap_or(Money::zero(line.unit_price.currency));
    context! {
        name => visit.read(&line.title),
        sku => visit.read(&line.sku_name),
        guide => visit.read(&line.guide).trim(),
        terms => visit.read(&line.terms).trim(),
        quantity => line.quantity,
        amount => amount.to_string(),
    }
}

/// What became of a link, and whether somebody tried it again.
fn link(visit: &Visit, view: &OrderView, link: &LinkView) -> Value {
    let number = view.deliveries.iter().position(|d| d.id == link.delivery).map_or(0, |place| place + 1);
    let at = moment(visit.language, link.used_at.unwrap_or(link.expires_at));
    let words = visit.fill(&format!("order.link_{}", link.state), &[("time", &at)]);
    let refused = link.refused_at.map(|at| {
        let from = link.refused_from.as_deref().unwrap_or_default();
        let at = moment(visit.language, at);
        visit.fill("order.link_refused", &[("n", &link.refused), ("time", &at), ("from", &from)])
    });
    context! { number, words, refused }
}

/// What is done, what is being done, what comes.
fn steps(visit: &Visit, order: &Order) -> Vec<Step> {
    use OrderState::{Cancelled, Delivered, Expired, Failed, Fulfilling, Pending};
    let (names, done, current) = match (order.goods, order.state) {
        (OrderGoods::Keys | OrderGoods::Supplied, Delivered) => (["placed", "paid", "delivered"], 3, 2),
        (OrderGoods::Supplied, Fulfilling) => (["paid", "fetching", "delivered"], 1, 1),
        (OrderGoods::Supplied, Failed) if order.pay == "wallet" => (["paid", "not_had", "refunded"], 3, 2),
        (OrderGoods::Supplied, Failed) => (["paid", "not_had", "sent_back"], 3, 2),
        (OrderGoods::Supplied, Pending | Cancelled | Expired) => (["placed", "paid", "delivered"], 1, 0),
        (OrderGoods::Keys, Pending | Fulfilling | Failed | Cancelled | Expired) => {
            (["placed", "paid", "delivered"], 1, 0)
        }
        (OrderGoods::Recharge, Pending | Cancelled | Expired) => (["placed", "paid", "credited"], 1, 0),
        (OrderGoods::Recharge, Fulfilling) => (["paid", "crediting", "credited"], 1, 1),
        (OrderGoods::Recharge, Delivered) => (["placed", "paid", "credited"], 3, 2),
        (OrderGoods::Recharge, Failed) if order.pay == "wallet" => {
            (["paid", "not_credited", "refunded"], 3, 2)
        }
        // When it arrives there is the channel's to say.
        (OrderGoods::Recharge, Failed) => (["paid", "not_credited", "sent_back"], 3, 2),
    };
    let step = |(index, name): (usize, &str)| Step {
        name: visit.say(&format!("order.step_{name}")),
        done: index < done,
        current: index == current,
        failed: matches!(name, "not_credited" | "not_had"),
    };
    names.into_iter().enumerate().map(step).collect()
}

/// What happened to money that did not simply pay the order.
fn exception(visit: &Visit, exception: &ExceptionView, goods: OrderGoods) -> String {
    let kind = format!("order.kind_{}", exception.kind);
    let kind = if visit.knows(&kind) { kind } else { "order.kind_other".to_owned() };
    let kind = visit.fill(&kind, &[("amount", &exception.amount)]);
    let action = match (exception.action.as_str(), exception.state.as_str()) {
        ("delivered", _) if goods == OrderGoods::Recharge => "taken",
        ("delivered", _) if goods == OrderGoods::Supplied => "fetched",
        ("delivered", _) => "delivered",
        ("credited", _) => "credited",
        (_, "done") => "refunded",
        (_, "refund_failed") => "refund_failed",
        _ => "refunding",
    };
    visit.fill(&format!("order.action_{action}"), &[("kind", &kind)])
}

/// `ABCD-EFGH` is easier to copy by hand; the dash does not count when it is looked up.
fn in_halves(code: &str) -> String {
    match code.split_at_checked(code.len() / 2) {
        Some((first, second)) => format!("{first}-{second}"),
        None => code.to_owned(),
    }
}
