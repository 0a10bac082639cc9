//! Place an order: paid from the wallet in the same commit, or held for a channel's payment.

use crate::batch::{Answer, Batch, Decision, Effect, Loaded, Work};
use crate::channels::{Channels, Known};
use crate::contacts::Contacts;
use crate::desk::Placed;
use crate::fulfil::SealedAccount;
use crate::{
    AccountAnswers, Buyer, NewOrder, Order, OrderLine, OrderRefusal, OrderSettings, OrderState, PayWith,
    Quote, SealedContact, accounts, quote,
};
use kernel::{Ambient, Language, Money, OrderId, Span, clean_line};
use ledger::{Chain, Step};
use std::sync::Arc;

/// Contacts are stored in small letters, so that a look-up does not depend on the keyboard.
pub(crate) fn normal_contact(contact: &str) -> Result<String, OrderRefusal> {
    let contact = clean_line(contact, 254).map_err(|_| OrderRefusal::BadContact)?.to_lowercase();
    if is_email(&contact) || is_phone(&contact) { Ok(contact) } else { Err(OrderRefusal::BadContact) }
}

pub(crate) fn is_email(text: &str) -> bool {
    let plain = |s: &str| !s.is_empty() && s.chars().all(|c| c.is_alphanumeric() || ".-_+".contains(c));
    let Some((name, host)) = text.split_once('@') else { return false };
    plain(name) && plain(host) && host.contains('.') && !host.starts_with('.') && !host.ends_with('.')
}

fn is_phone(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or(text);
    (6..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
}

/// An order to be placed, with what can be made ready outside of the transaction.
pub(crate) struct Placing {
    pub new: NewOrder,
    /// Drawn before only where something is bound to it.
    id: Option<OrderId>,
    sealed: Option<SealedContact>,
    /// To be credited, as it is stored.
    account: Option<SealedAccount>,
    /// Through which it is paid, where it is one that we know.
    channel: Option<Arc<Known>>,
}

impl Placing {
    /// A contact that is none is left to be refused.
    pub fn new(new: NewOrder, contacts: &Contacts, channels: &Channels, ambient: &Ambient) -> Self {
        let channel = match &new.pay {
            PayWith::Channel(code) => channels.by_code(code),
            PayWith::Wallet => None,
        };
        let contact = new.contact.as_deref().and_then(|contact| normal_contact(contact).ok());
        if contact.is_none() && new.account.is_empty() {
            return Self { new, id: None, sealed: None, account: None, channel };
        }
        let id = OrderId::new(ambient);
        let sealed = contact.map(|contact| contacts.sealed(id, &contact));
        let account = (!new.account.is_empty()).then(|| contacts.sealed_account(id, &new.account));
        Self { new, id: Some(id), sealed, account, channel }
    }
}

impl std::ops::Deref for Placing {
    type Target = NewOrder;
    fn deref(&self) -> &NewOrder {
        &self.new
    }
}

/// Under which names an unpaid order counts: buyer, contact, network address.
pub(crate) fn hold_keys(new: &Placing) -> [Option<String>; 3] {
    let buyer = match new.buyer {
        Buyer::User(user) => Some(user.to_string()),
        Buyer::Guest => None,
    };
    let contact = new.sealed.as_ref().map(SealedContact::hold_key);
    [buyer, contact, Some(address_key(&new.from))]
}

/// An IPv6 household has a /64 to itself: it counts as one address.
pub(crate) fn address_key(from: &str) -> String {
    match from.parse::<std::net::IpAddr>() {
        Ok(std::net::IpAddr::V6(v6)) => match v6.to_ipv4_mapped() {
            Some(v4) => v4.to_string(),
            None => {
                v6.segments().iter().take(4).map(|s| format!("{s:x}")).collect::<Vec<_>>().join(":") + "::/64"
            }
        },
        _ => from.to_owned(),
    }
}

pub(crate) fn decide(batch: &Batch<'_>, new: &Placing, loaded: &mut Loaded) -> Decision {
    match decide_inner(batch, new, loaded) {
        Ok(decision) => decision,
        Err(refusal) => Decision::Answer(Answer::Placed(Err(refusal))),
    }
}

fn decide_inner(batch: &Batch<'_>, new: &Placing, loaded: &mut Loaded) -> Result<Decision, OrderRefusal> {
    if let Some(replay) = replay(new, loaded)? {
        return Ok(Decision::Answer(Answer::Placed(Ok(replay))));
    }
    if new.pay != PayWith::Wallet && new.channel.is_none() {
        return Err(OrderRefusal::UnknownChannel);
    }
    let contact = new.contact.as_deref().filter(|c| !c.trim().is_empty()).map(normal_contact).transpose()?;
    let buyer = match (new.buyer, &new.pay) {
        (Buyer::Guest, PayWith::Wallet) => return Err(OrderRefusal::WalletNeedsUser),
        (Buyer::Guest, PayWith::Channel(_)) if contact.is_none() => {
            return Err(OrderRefusal::ContactRequired);
        }
        (Buyer::Guest, _) => None,
        (Buyer::User(user), _) => Some(user),
    };
    let quote = quote(&new.lines, &loaded.offers)?;
    let (channel, region) = crate::terms::asked(new, batch.settings);
    let who = crate::price::Who::of(new);
    let quote = loaded.prices.applied(quote, &who, &loaded.grants, (loaded.now, channel, region))?;
    crate::terms::must_be_granted(&quote, &loaded.grants, loaded.now, channel, region)?;
    if new.total_max.is_some_and(|most| quote.total.minor > most) {
        return Err(OrderRefusal::PriceRose { total: quote.total });
    }
    if let Some(known) = &new.channel {
        known.entry.must_take(quote.total)?;
    }
    if quote.lines.iter().any(|(offer, _)| loaded.short.contains(&offer.sku)) {
        return Err(OrderRefusal::SoldOut);
    }
    let selling = loaded.merchants.get(&quote.merchant).filter(|m| m.active);
    let selling = selling
        .ok_or(OrderRefusal::OffSale(quote.lines.first().map_or(kernel::OfferId(0), |l| l.0.offer)))?;
    let fee = crate::fee::fee(&quote, selling.fee)?;
    crate::inversion::guard(&quote, selling.fee, &loaded.floors)?;
    let goods = crate::fulfil::must_be_fulfillable(&quote, &new.new.account, fee, &loaded.routes)?;
    loaded.allowances.must_fit(loaded.now, &quote, buyer)?;
    if new.pay != PayWith::Wallet {
        check_holds(batch.settings, new, quote.lines.iter().map(|(_, n)| n).sum(), loaded)?;
    }
    let id = new.id.unwrap_or_else(|| OrderId::new(batch.ambient));
    let order = Order {
        merchant: quote.merchant,
        id,
        buyer,
        contact,
        sealed_contact: new.sealed.clone(),
        origin: new.origin.to_owned(),
        placed_from: new.from.clone(),
        language: new.language,
        state: OrderState::Pending,
        goods,
        pay: new.pay.code().to_owned(),
        total: quote.total,
        fee,
        wallet_part: Money::zero(quote.total.currency),
        wallet_holds: 0,
        metadata: new.metadata.clone(),
        created_at: loaded.now,
        expires_at: loaded.now.after(batch.settings.hold()),
        paid_at: None,
        closed_at: None,
        lines: lines(&quote),
    };
    let within = quote.lines.iter().find_map(|(offer, _)| offer.form.within_minutes).map(Span::minutes);
    let priced = loaded.prices.counted(quote.made, &order, &who);
    let taken = loaded.allowances.take(loaded.now, &order);
    Ok(Decision::Try(vec![Effect { within, priced, taken, ..effect(order, new) }]))
}

fn replay(new: &NewOrder, loaded: &Loaded) -> Result<Option<Placed>, OrderRefusal> {
    let Some(idempotency) = &new.idempotency else { return Ok(None) };
    match loaded.replays.get(&idempotency.name()) {
        Some(first) if first.digest == idempotency.digest => {
            Ok(Some(Placed::Replay { merchant: first.merchant, order: first.order }))
        }
        Some(_) => Err(OrderRefusal::IdempotencyReused),
        None => Ok(None),
    }
}

/// A cart must not freeze a shop: unpaid orders and units are limited by buyer, contact and address.
fn check_holds(
    s: &OrderSettings,
    new: &Placing,
    units: i64,
    loaded: &mut Loaded,
) -> Result<(), OrderRefusal> {
    let [buyer, contact, address] = hold_keys(new);
    let buyer_units = if buyer.is_some() { s.pending_units_per_user } else { s.pending_units_per_guest };
    let limits = [
        (buyer, s.pending_orders_per_buyer, buyer_units),
        (contact, s.pending_orders_per_buyer, buyer_units),
        (address, s.pending_orders_per_address, s.pending_units_per_address),
    ];
    for (key, orders_max, units_max) in &limits {
        let held = key.as_ref().and_then(|k| loaded.holds.get(k)).copied().unwrap_or_default();
        if key.is_some() && (held.orders + 1 > *orders_max || held.units + units > *units_max) {
            return Err(OrderRefusal::TooManyPending);
        }
    }
    // The next order in this batch sees this one.
    for key in limits.into_iter().filter_map(|(key, ..)| key) {
        let held = loaded.holds.entry(key).or_default();
        held.orders += 1;
        held.units += units;
    }
    Ok(())
}

fn lines(quote: &Quote) -> Vec<OrderLine> {
    let line = |(index, (offer, quantity)): (usize, &(Arc<catalog::Orderable>, i64))| OrderLine {
        line: i64::try_from(index).unwrap_or(i64::MAX) + 1,
        offer: offer.offer,
        sku: offer.sku,
        product: offer.product,
        revision: offer.revision,
        sku_name: offer.sku_name.clone(),
        unit_price: offer.price.minor,
        quantity: *quantity,
    };
    quote.lines.iter().enumerate().map(line).collect()
}

fn effect(order: Order, new: &Placing) -> Effect {
    let wallet = new.pay == PayWith::Wallet;
    let steps = if wallet { sale_steps(&order) } else { hold_steps(&order) };
    Effect {
        chain: chain(&order, steps),
        is_new: true,
        to: if wallet { order.when_paid() } else { OrderState::Pending },
        deliver: wallet && order.has_keys(),
        reveal: new.reveal.clone().filter(|_| wallet && order.has_keys()),
        idempotency: new.idempotency.clone(),
        account: new.account.clone(),
        within: None,
        arrived: None,
        priced: None,
        taken: Vec::new(),
        order,
    }
}

pub(crate) fn chain(order: &Order, steps: Vec<Step>) -> Chain {
    Chain { book: order.merchant.to_string(), reference: order.id.to_string(), steps }
}

/// Wallet into escrow, goods off the shelf, the platform's share out of escrow: one chain.
fn sale_steps(order: &Order) -> Vec<Step> {
    let mut steps = Vec::with_capacity(order.lines.len() + 2);
    if let Some(user) = order.buyer {
        steps.push(post(
            format!("{}/pay", order.id),
            accounts::wallet(user, order.currency()),
            accounts::escrow(order.merchant, order.currency()),
            order.total,
        ));
    }
    steps.extend(order.lines.iter().filter(|_| order.has_keys()).map(|line| Step::Post {
        id: format!("{}/u{}", order.id, line.line),
        debit: accounts::shelf(order.merchant, line.sku),
        credit: accounts::sold(order.merchant, line.sku),
        amount: line.quantity,
    }));
    steps.extend(fee_when_paid(order));
    steps
}

/// Goods are kept back until the order expires. What a supplier credits lies on no shelf.
fn hold_steps(order: &Order) -> Vec<Step> {
    let hold = |line: &OrderLine| Step::Reserve {
        id: format!("{}/h{}", order.id, line.line),
        debit: accounts::shelf(order.merchant, line.sku),
        credit: accounts::sold(order.merchant, line.sku),
        amount: line.quantity,
        expires_at: order.expires_at,
    };
    order.lines.iter().filter(|_| order.has_keys()).map(hold).collect()
}

/// The platform's share, where being paid is all that it takes: of what has to be credited, it is taken then.
pub(crate) fn fee_when_paid(order: &Order) -> Option<Step> {
    fee_step(order).filter(|_| order.has_keys())
}

/// Nothing where the fee rounds to nothing: the ledger knows no empty transfers.
pub(crate) fn fee_step(order: &Order) -> Option<Step> {
    let (from, to) =
        (accounts::escrow(order.merchant, order.currency()), accounts::fee(order.merchant, order.currency()));
    (order.fee.minor > 0).then(|| post(format!("{}/fee", order.id), from, to, order.fee))
}

pub(crate) fn post(id: String, debit: ledger::Account, credit: ledger::Account, amount: Money) -> Step {
    Step::Post { id, debit, credit, amount: amount.minor }
}

/// What two works of one batch must not share: the later one waits for the next batch.
pub(crate) fn work_key(work: &Work) -> Option<String> {
    match work {
        Work::Place(new) => new.idempotency.as_ref().map(|i| format!("{}\n{}", i.scope, i.key)),
        Work::PayWallet(ask) => Some(ask.order.to_string()),
        Work::Paid(fact) => Some(fact.order.to_string()),
        Work::Close(ask) => Some(ask.order.to_string()),
        Work::Deliver(ask) => Some(ask.order.to_string()),
    }
}

impl Default for NewOrder {
    fn default() -> Self {
        Self {
            buyer: Buyer::Guest,
            contact: None,
            lines: Vec::new(),
            pay: PayWith::Wallet,
            account: AccountAnswers::default(),
            reveal: None,
            idempotency: None,
            from: String::new(),
            language: Language::Zh,
            origin: "api",
            region: None,
            metadata: None,
            coupon: None,
            total_max: None,
        }
    }
}
