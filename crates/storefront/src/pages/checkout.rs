//! From what was chosen to an order. What is credited to an account is looked at once more in between.

/// The account to which goods are credited.
mod asked;
/// Accounts that are remembered.
mod saved;
/// Whether that account is there.
mod there;

use crate::errors::Fault;
use crate::fields::{Fields, whole_number};
use crate::pages::pay;
use crate::pages::product::{self, Chosen};
use crate::pages::ways::{self, channel_name};
use crate::visit::Visit;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use catalog::{AccountForm, GoodsKind, OfferView};
use kernel::{Currency, Money, OfferId, encode_128};
use minijinja::{Value, context};
use orders::{
    Asking, Buyer, Idempotency, NewLine, NewOrder, OrderError, OrderGoods, OrderRefusal, PayWith,
    PlacedOrder, Quote, RechargeRefusal,
};
use pricing::Made;
use seals::Sha256;

use asked::{Answers, Wrong};
use saved::Saved;

/// What is about to be ordered.
struct Item {
    offer: OfferView,
    quantity: i64,
    /// Of one unit, and of all, for this buyer.
    price: Money,
    total: Money,
    /// How the price was made; none where it is the offer's own.
    made: Option<Made>,
    /// The code as it was typed, and what was wrong with it.
    coupon: String,
    coupon_error: Option<String>,
    /// What its buyer is asked for; nothing of most keys.
    form: AccountForm,
    /// The remembered account that was chosen, instead of filling the form in.
    saved: Option<Saved>,
}

impl Item {
    fn answers(&self, form: &Fields) -> Answers {
        match &self.saved {
            Some(saved) => Answers::saved(&self.form, saved.id, &saved.answers),
            None => Answers::read(&self.form, form),
        }
    }
    fn goods(&self) -> OrderGoods {
        match self.offer.kind {
            GoodsKind::Recharge => OrderGoods::Recharge,
            GoodsKind::Supplied => OrderGoods::Supplied,
            GoodsKind::OneTime | GoodsKind::Loop => OrderGoods::Keys,
        }
    }
}

/// What the visitor entered, and what was wrong with it.
#[derive(Default)]
struct Entered {
    contact: String,
    pay: String,
    answers: Answers,
    /// Whether the account shall be remembered.
    remember: bool,
    contact_error: Option<String>,
    pay_error: Option<String>,
    faults: Vec<Wrong>,
    alert: Option<String>,
}

impl Entered {
    fn of(form: &Fields, item: &Item) -> Self {
        Self {
            contact: form.get("contact").to_owned(),
            pay: form.get("pay").to_owned(),
            answers: item.answers(form),
            remember: form.get("remember") == "1",
            ..Self::default()
        }
    }
}

/// The offer and the quantity stand in the address.
pub(crate) async fn show(visit: Visit) -> Result<Response, Fault> {
    visit.guest_or_proved()?;
    match item(&visit, &visit.query).await? {
        Ok(item) => page(&visit, &item, StatusCode::OK, Entered::default()).await,
        Err(refused) => Ok(refused),
    }
}

/// Places the order and leads to its payment, or to the keys.
pub(crate) async fn place(mut visit: Visit, form: Fields) -> Result<Response, Fault> {
    visit.check(&form)?;
    let mut item = match item(&visit, &form).await? {
        Ok(item) => item,
        Err(refused) => return Ok(refused),
    };
    visit.here = format!("/checkout?offer={}&quantity={}", item.offer.offer, item.quantity);
    visit.guest_or_proved()?;
    if form.get("step") == "coupon" || item.coupon_error.is_some() {
        let status =
            if item.coupon_error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        let entered = Entered::of(&form, &item);
        return page(&visit, &item, status, entered).await;
    }
    if let Some(page) = before(&visit, &form, &item).await? {
        return Ok(page);
    }
    let orders = &visit.shop.0.orders;
    let within = orders.must_be_within_plan(&visit.shop.0.shelf.listing, item.offer.offer).await;
    let placed = match within {
        Ok(()) => orders.place(order(&visit, &form, &item)).await,
        Err(refused) => Err(refused),
    };
    match placed {
        Ok(placed) => {
            if placed.order.buyer.is_none() && !placed.replayed {
                visit.agreed_as_guest(placed.order.id).await;
            }
            saved::keep(&visit, &form, &item, &placed).await;
            Ok(onward(&visit, &placed).await)
        }
        Err(OrderError::Refused(refusal)) => refused(&visit, &form, &mut item, refusal).await,
        Err(other) => Err(other.into()),
    }
}

/// What stands between the form and the order: where an account is credited it is shown once more, large, and only the
/// button there places the order. None: it was looked at, or there is none.
async fn before(visit: &Visit, form: &Fields, item: &Item) -> Result<Option<Response>, Fault> {
    let step = form.get("step");
    if item.form.fields.is_empty() || step == "right" {
        return Ok(None);
    }
    let mut entered = Entered::of(form, item);
    if step == "change" {
        return page(visit, item, StatusCode::OK, entered).await.map(Some);
    }
    entered.faults = entered.answers.faults(&item.form);
    entered.contact_error = (visit.session.is_none() && entered.contact.trim().is_empty())
        .then(|| words(visit, &OrderRefusal::ContactRequired));
    entered.pay_error = pay_fault(visit, item, &entered.pay).await?;
    if !entered.faults.is_empty() || entered.contact_error.is_some() || entered.pay_error.is_some() {
        return page(visit, item, StatusCode::UNPROCESSABLE_ENTITY, entered).await.map(Some);
    }
    let found = match there::look(visit, item.offer.offer, &entered.answers).await? {
        Ok(found) => found,
        Err(wrong) => {
            if item.saved.is_some() {
                // What it is does not go into the page: it is typed anew, or another one is chosen.
                entered.answers = Answers::default();
            }
            entered.faults.push(wrong);
            return page(visit, item, StatusCode::UNPROCESSABLE_ENTITY, entered).await.map(Some);
        }
    };
    let values = context! {
        item => shown(visit, item).await?,
        found,
        nonce => form.get("nonce"),
        contact => entered.contact,
        pay_name => channel_name(visit, &entered.pay),
        pay => entered.pay,
        saved => item.saved.as_ref().map(|saved| saved.id.to_string()),
        remember => entered.remember && item.saved.is_none(),
        account => entered.answers.shown(visit, &item.form),
    };
    visit.own_page(StatusCode::OK, "confirm.html", values).map(Some)
}

/// Why it cannot be paid so, as far as it is known before.
async fn pay_fault(visit: &Visit, item: &Item, pay: &str) -> Result<Option<String>, Fault> {
    let ways = ways::all(visit, item.total, item.goods(), pay).await?;
    let refusal = match ways.iter().find(|way| way.code == pay) {
        Some(way) if !way.disabled => return Ok(None),
        // Of all ways only the wallet is shown where it is too little.
        Some(_) => OrderRefusal::InsufficientBalance,
        None if pay == "wallet" => OrderRefusal::WalletNeedsUser,
        None => OrderRefusal::UnknownChannel,
    };
    Ok(Some(words(visit, &refusal)))
}

/// The item, or the page of the product with what is wrong beside its field.
async fn item(visit: &Visit, fields: &Fields) -> Result<Result<Item, Response>, Fault> {
    let id: OfferId = fields.get("offer").parse().map_err(|_| Fault::NotFound)?;
    let offer = visit.shop.0.shelf.listing.offer(id).await?.ok_or(Fault::NotFound)?;
    visit.must_be_here(offer.merchant)?;
    let text = fields.get("quantity");
    let again =
        |alert, quantity_wrong| Chosen { offer: Some(id), quantity: Some(text), quantity_wrong, alert };
    if !offer.on {
        return off_sale(visit, &offer.slug, again(Some(visit.say("product.off_sale")), false))
            .await
            .map(Err);
    }
    let bounds = offer.quantity_min..=offer.quantity_max;
    let Some(quantity) = whole_number(text).filter(|quantity| bounds.contains(quantity)) else {
        let chosen = again(None, true);
        return product::page(visit, &offer.slug, StatusCode::UNPROCESSABLE_ENTITY, &chosen).await.map(Err);
    };
    let lines = [NewLine { offer: id, quantity }];
    let coupon = fields.get("coupon").trim().to_owned();
    let user = visit.session.as_ref().map(|session| session.user);
    let asking = Asking { user, coupon: Some(coupon.clone()), standing: None };
    let quote = async |asking: &Asking| {
        visit.shop.0.orders.quote(&lines, merchants::Channel::Store, visit.region, asking).await
    };
    let (mut quoted, mut coupon_error) = (quote(&asking).await, None);
    if let Err(OrderError::Refused(no @ OrderRefusal::Coupon(_))) = &quoted {
        coupon_error = Some(words(visit, no));
        quoted = quote(&Asking { coupon: None, ..asking }).await;
    }
    let total = offer.price.times(quantity).map_err(|_| Fault::BadRequest)?;
    let plain = (AccountForm::default(), offer.price, total, None);
    let (form, price, total, made) = match quoted {
        Ok(Quote { lines, total, made, .. }) => match lines.first() {
            Some((priced, _)) => (priced.form.clone(), priced.price, total, made),
            None => plain,
        },
        Err(OrderError::Refused(
            no @ (OrderRefusal::NotSoldInRegion { .. }
            | OrderRefusal::NotSoldThisWay(_)
            | OrderRefusal::BelowCost(_)),
        )) => {
            let chosen = again(Some(words(visit, &no)), false);
            return off_sale(visit, &offer.slug, chosen).await.map(Err);
        }
        // Whatever else is wrong is said when it is ordered.
        Err(_) => plain,
    };
    let saved = saved::chosen(visit, fields, &form).await?;
    Ok(Ok(Item { offer, quantity, price, total, made, coupon, coupon_error, form, saved }))
}

async fn off_sale(visit: &Visit, slug: &str, chosen: Chosen<'_>) -> Result<Response, Fault> {
    product::page(visit, slug, StatusCode::UNPROCESSABLE_ENTITY, &chosen).await
}

fn order(visit: &Visit, form: &Fields, item: &Item) -> NewOrder {
    let answers = item.answers(form);
    NewOrder {
        buyer: visit.session.as_ref().map_or(Buyer::Guest, |session| Buyer::User(session.user)),
        contact: form.some("contact").map(str::to_owned),
        lines: vec![NewLine { offer: item.offer.offer, quantity: item.quantity }],
        account: answers.for_order(),
        pay: match form.get("pay") {
            "wallet" => PayWith::Wallet,
            channel => PayWith::Channel(channel.to_owned()),
        },
        reveal: None,
        idempotency: idempotency(visit, form, item, &answers),
        from: visit.address.clone(),
        language: visit.language,
        origin: "store",
        region: visit.region,
        metadata: None,
        coupon: Some(item.coupon.clone()),
        // What the page said that it costs.
        total_max: form.some("total").and_then(|total| total.parse().ok()),
    }
}

/// A form sent twice is one order; a form that was changed and sent again is another one.
fn idempotency(visit: &Visit, form: &Fields, item: &Item, answers: &Answers) -> Option<Idempotency> {
    let nonce =
        form.some("nonce").filter(|n| n.len() <= 64 && n.bytes().all(|b| b.is_ascii_alphanumeric()))?;
    let who = match (&visit.session, &visit.csrf_cookie) {
        (Some(session), _) => session.user.to_string(),
        (None, cookie) => hex(&[cookie.as_deref()?]),
    };
    let (offer, quantity) = (item.offer.offer.to_string(), item.quantity.to_string());
    // The digest is kept: with what nobody can guess in it, it does not tell whose telephone number it is of.
    let mut parts = vec![nonce, offer.as_str(), quantity.as_str(), form.get("contact"), form.get("pay")];
    parts.extend([item.coupon.as_str(), form.get("total")]);
    parts.extend(answers.parts());
    let digest = hex(&parts);
    let start = digest.get(..16).unwrap_or_default();
    Some(Idempotency { scope: format!("store:{who}"), key: format!("{nonce}.{start}"), digest })
}

fn hex(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(part.as_bytes());
    }
    kernel::hex(hash.finish())
}

async fn onward(visit: &Visit, placed: &PlacedOrder) -> Response {
    let token = visit.shop.0.orders.links().token(placed.order.id);
    if placed.order.pay == "wallet" {
        return Redirect::to(&format!("/o/{token}")).into_response();
    }
    let tried = match pay::open(visit, &placed.order).await {
        Ok(_) | Err(OrderError::Refused(OrderRefusal::PayerUnknown)) => String::new(),
        // The order is kept, and the payment page offers the other ways.
        Err(error) => {
            tracing::info!(%error, order = %placed.order.id, "no payment was opened yet");
            format!("?{}=1", pay::DOWN)
        }
    };
    Redirect::to(&format!("/pay/{token}{tried}")).into_response()
}

async fn refused(
    visit: &Visit,
    form: &Fields,
    item: &mut Item,
    refusal: OrderRefusal,
) -> Result<Response, Fault> {
    let mut entered = Entered::of(form, item);
    let words = Some(words(visit, &refusal));
    match refusal {
        OrderRefusal::ContactRequired | OrderRefusal::BadContact => entered.contact_error = words,
        // It was used up just now, or this guest has used it before.
        OrderRefusal::Coupon(_) => item.coupon_error = words,
        OrderRefusal::WalletNeedsUser
        | OrderRefusal::UnknownChannel
        | OrderRefusal::ChannelOff
        | OrderRefusal::ChannelCurrency
        | OrderRefusal::ChannelAmount
        | OrderRefusal::InsufficientBalance => {
            entered.pay_error = words;
        }
        OrderRefusal::Recharge(RechargeRefusal::BadAccount(_)) => {
            entered.faults = entered.answers.faults(&item.form);
            // Where it is not a field of this form: it was changed at this moment.
            entered.alert = words.filter(|_| entered.faults.is_empty());
        }
        OrderRefusal::OffSale(_) => {
            let chosen = Chosen { alert: Some(visit.say("product.off_sale")), ..Chosen::default() };
            return off_sale(visit, &item.offer.slug, chosen).await;
        }
        OrderRefusal::NotFound | OrderRefusal::UnknownOffer(_) | OrderRefusal::Overloaded { .. } => {
            return Err(refusal.into());
        }
        _ => entered.alert = words,
    }
    page(visit, item, StatusCode::UNPROCESSABLE_ENTITY, entered).await
}

/// The refusal in the visitor's language.
pub(crate) fn words(visit: &Visit, refusal: &OrderRefusal) -> String {
    let key = format!("refusal.{}", refusal.code());
    if visit.knows(&key) { visit.say(&key) } else { visit.say("refusal.other") }
}

async fn page(visit: &Visit, item: &Item, status: StatusCode, entered: Entered) -> Result<Response, Fault> {
    let saved = saved::offered(visit, item, entered.answers.chosen()).await?;
    let values = context! {
        item => shown(visit, item).await?,
        saved,
        saved_chosen => entered.answers.chosen().is_some(),
        remember => entered.remember,
        nonce => encode_128(u128::from_be_bytes(visit.shop.0.ambient().bytes())),
        guest => visit.session.is_none(),
        contact => if entered.contact.is_empty() { visit.session.as_ref().map(|s| s.email.clone()).unwrap_or_default() } else { entered.contact },
        pays => ways::all(visit, item.total, item.goods(), &entered.pay).await?,
        account => entered.answers.asked(visit, &item.form, &entered.faults),
        coupon_error => item.coupon_error,
        contact_error => entered.contact_error,
        pay_error => entered.pay_error,
        alert => entered.alert,
    };
    visit.own_page(status, "checkout.html", values)
}

/// One row for each step of each line: which one it is, and what came off all units.
pub(crate) fn step_rows(visit: &Visit, made: &Made, currency: Currency) -> Vec<Value> {
    let of_line = |line: &pricing::PricedLine| {
        let row = |step: &pricing::Step| {
            let off = Money::new(step.before - step.after, currency).times(line.quantity);
            let off = off.unwrap_or(Money::zero(currency)).to_string();
            context! { label => visit.read(&step.label()), off, limited => step.limited }
        };
        line.steps.iter().map(row).collect::<Vec<_>>()
    };
    made.lines.iter().flat_map(of_line).collect()
}

async fn shown(visit: &Visit, item: &Item) -> Result<Value, Fault> {
    let offer = &item.offer;
    let product = catalog::product_by_slug(visit.shop.0.db(), &offer.slug).await?;
    let snapshot = visit.shop.0.shelf.snapshot().await?;
    let saved = item.made.as_ref().map(|made| Money::new(made.saved(), offer.price.currency));
    let merchant = snapshot.good(offer.product).map(|good| visit.read(&good.merchant).to_owned());
    Ok(context! {
        offer => offer.offer.to_string(),
        quantity => item.quantity,
        name => visit.read(&offer.title),
        sku => visit.read(&offer.sku_name),
        href => format!("/p/{}", offer.slug),
        picture => visit.shop.0.files.picture(&offer.picture),
        icon => "bag",
        merchant,
        price => item.price.to_string(),
        before => (item.price.minor < offer.price.minor).then(|| offer.price.to_string()),
        steps => item.made.as_ref().map(|made| step_rows(visit, made, offer.price.currency)),
        saved => saved.filter(|saved| saved.minor > 0).map(|saved| saved.to_string()),
        coupon => item.coupon,
        total => item.total.to_string(),
        total_minor => item.total.minor,
        terms => product.as_ref().map(|product| visit.read(&product.words.terms).trim()),
    })
}
