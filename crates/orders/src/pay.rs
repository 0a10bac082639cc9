//! Money arrived. It pays its order, or it gets a name (an exception) and a way: delivered all the same, credited to
//! the buyer's wallet, or sent back. Never silence.

use crate::batch::{Answer, Arrived, Decision, Effect, Loaded};
use crate::place::{chain, fee_when_paid, post};
use crate::{Order, OrderRefusal, OrderState, RevealBy, accounts, mixed};
use kernel::{Ambient, ExceptionId, MerchantId, Money, OrderId, PaymentId, RefundId, UserId};
use ledger::Step;

/// One time that a channel, asked by us, said money had arrived.
#[derive(Clone, Debug)]
pub struct PaidFact {
    pub merchant: MerchantId,
    pub order: OrderId,
    pub payment: PaymentId,
    pub channel: String,
    /// The channel's id of this arrival: the same however often it is reported.
    pub event_id: String,
    pub amount: Money,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaidOutcome {
    Delivered,
    /// Paid after the order was closed or had expired; the goods could still be had.
    DeliveredLate,
    /// More than the total: delivered, and the rest goes back.
    DeliveredOverpaid,
    /// Into the buyer's wallet.
    Credited,
    /// Into the wallet that it was meant for.
    ToppedUp,
    /// Back to where it came from.
    Refunding,
    /// Reported before: nothing was done.
    Repeated,
    /// No such order; nothing was booked. The caller keeps asking.
    Refused,
}

impl PaidOutcome {
    pub fn code(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::DeliveredLate => "late_delivered",
            Self::DeliveredOverpaid => "overpaid",
            Self::Credited => "credited",
            Self::ToppedUp => "topped_up",
            Self::Refunding => "refunding",
            Self::Repeated => "repeated",
            Self::Refused => "refused",
        }
    }
}

/// Why money could not simply pay its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExceptionKind {
    Late,
    Underpaid,
    Overpaid,
    Duplicate,
    WrongCurrency,
    /// Everything was right, but the goods were gone.
    SoldOut,
}

impl ExceptionKind {
    pub fn code(self) -> &'static str {
        match self {
            Self::Late => "late",
            Self::Underpaid => "underpaid",
            Self::Overpaid => "overpaid",
            Self::Duplicate => "duplicate",
            Self::WrongCurrency => "wrong_currency",
            Self::SoldOut => "sold_out",
        }
    }
}

pub(crate) struct ExceptionEffect {
    pub id: ExceptionId,
    pub kind: ExceptionKind,
    /// What could not be used, in the currency it came in.
    pub amount: Money,
    /// `delivered`, `credited` or `refunded`
    pub action: &'static str,
    pub refund: Option<RefundId>,
}

/// A user pays a pending order from the wallet.
pub(crate) struct WalletPay {
    pub merchant: MerchantId,
    pub order: OrderId,
    pub user: UserId,
    pub reveal: Option<RevealBy>,
}

pub(crate) fn decide_wallet(ask: &WalletPay, loaded: &Loaded) -> Decision {
    let refuse = |refusal| Decision::Answer(Answer::Placed(Err(refusal)));
    let Some(order) = loaded.orders.get(&ask.order) else { return refuse(OrderRefusal::NotFound) };
    if order.buyer != Some(ask.user) {
        return refuse(OrderRefusal::NotFound);
    }
    if order.state != OrderState::Pending || order.expires_at <= loaded.now {
        return refuse(OrderRefusal::NotPending);
    }
    if order.lines.iter().any(|l| loaded.short.contains(&l.sku)) {
        return refuse(OrderRefusal::SoldOut);
    }
    let (from, to) =
        (accounts::wallet(ask.user, order.currency()), accounts::escrow(order.merchant, order.currency()));
    // A part of it may be held already.
    let mut steps = mixed::given_back(order, false);
    steps.push(post(format!("{}/pay", order.id), from, to, order.total));
    steps.extend(post_holds(order));
    steps.extend(fee_when_paid(order));
    Decision::Try(vec![Effect {
        chain: chain(order, steps),
        is_new: false,
        to: order.when_paid(),
        deliver: order.has_keys(),
        reveal: ask.reveal.clone().filter(|_| order.has_keys()),
        idempotency: None,
        account: None,
        within: None,
        arrived: None,
        priced: None,
        taken: Vec::new(),
        order: Order { pay: "wallet".into(), wallet_part: Money::zero(order.currency()), ..order.clone() },
    }])
}

pub(crate) fn decide_paid(ambient: &Ambient, fact: &PaidFact, loaded: &mut Loaded) -> Decision {
    if loaded.seen_events.contains(&(fact.channel.clone(), fact.event_id.clone())) {
        return Decision::Answer(Answer::Paid(PaidOutcome::Repeated));
    }
    let Some(order) = loaded.orders.get(&fact.order) else {
        return Decision::Answer(Answer::Paid(PaidOutcome::Refused));
    };
    let arrival = Arrival { ambient, fact, order };
    let deliverable = !order.lines.iter().any(|l| loaded.short.contains(&l.sku));
    let in_time = order.state == OrderState::Pending && order.expires_at > loaded.now;
    // What the wallet holds for it counts as long as it is held.
    let enough = if in_time { order.by_channel() } else { order.total };
    let mut ways = Vec::new();
    let kind = match (fact.amount.currency == order.currency(), order.state) {
        (false, _) => ExceptionKind::WrongCurrency,
        (_, state) if state.is_paid() => ExceptionKind::Duplicate,
        _ if fact.amount.minor < enough.minor && !in_time && order.wallet_holds > 0 => ExceptionKind::Late,
        _ if fact.amount.minor < enough.minor => ExceptionKind::Underpaid,
        _ if deliverable && in_time => {
            ways.push(arrival.deliver_held());
            ExceptionKind::SoldOut
        }
        // A partner gets for late money what it could order now, and no more.
        _ if deliverable && loaded.allowances.fits_again(order) => {
            ways.push(arrival.deliver_late());
            ExceptionKind::Late
        }
        _ => ExceptionKind::SoldOut,
    };
    ways.push(arrival.give_back(kind));
    Decision::Try(ways)
}

struct Arrival<'a> {
    ambient: &'a Ambient,
    fact: &'a PaidFact,
    order: &'a Order,
}

impl Arrival<'_> {
    /// The ordinary way: what was held is handed out, and of the wallet taken what the channel has not brought.
    fn deliver_held(&self) -> Effect {
        let mut steps = mixed::taken(self.order, self.lacking());
        steps.extend(post_holds(self.order));
        self.deliver(steps, PaidOutcome::Delivered)
    }

    /// What of the total did not come now.
    fn lacking(&self) -> Money {
        let lacking = self.order.total.minor - self.fact.amount.minor;
        Money::new(lacking.max(0), self.order.currency())
    }

    /// Paid after expiry or cancellation: what can still be had from the shelf is handed out.
    fn deliver_late(&self) -> Effect {
        let order = self.order;
        let mut steps =
            if order.state == OrderState::Pending { release_holds(order, true) } else { Vec::new() };
        steps.extend(order.lines.iter().filter(|_| order.has_keys()).map(|line| Step::Post {
            id: format!("{}/u{}", order.id, line.line),
            debit: accounts::shelf(order.merchant, line.sku),
            credit: accounts::sold(order.merchant, line.sku),
            amount: line.quantity,
        }));
        self.deliver(steps, PaidOutcome::DeliveredLate)
    }

    fn deliver(&self, held: Vec<Step>, outcome: PaidOutcome) -> Effect {
        let (order, fact) = (self.order, self.fact);
        let currency = order.currency();
        let clearing = accounts::clearing(order.merchant, &fact.channel, currency);
        let mut steps = vec![post(
            format!("{}/pay", order.id),
            clearing.clone(),
            accounts::escrow(order.merchant, currency),
            Money::new(fact.amount.minor.min(order.total.minor), currency),
        )];
        steps.extend(held);
        steps.extend(fee_when_paid(order));
        let excess = Money::new(fact.amount.minor - order.total.minor, currency);
        let exception = match (excess.minor > 0, outcome) {
            (true, _) => Some(self.exception(ExceptionKind::Overpaid, excess, &mut steps)),
            (false, PaidOutcome::DeliveredLate) => Some(ExceptionEffect {
                id: ExceptionId::new(self.ambient),
                kind: ExceptionKind::Late,
                amount: fact.amount,
                action: "delivered",
                refund: None,
            }),
            _ => None,
        };
        let outcome = if excess.minor > 0 { PaidOutcome::DeliveredOverpaid } else { outcome };
        self.effect(steps, order.when_paid(), outcome, exception)
    }

    /// The goods cannot be handed out for this money: it goes to the wallet or back.
    fn give_back(&self, kind: ExceptionKind) -> Effect {
        let mut steps = Vec::new();
        let exception = self.exception(kind, self.fact.amount, &mut steps);
        let outcome = if exception.refund.is_some() { PaidOutcome::Refunding } else { PaidOutcome::Credited };
        self.effect(steps, self.order.state, outcome, Some(exception))
    }

    /// Books what cannot be used into the exception account, and on to the wallet or towards the channel.
    fn exception(&self, kind: ExceptionKind, amount: Money, steps: &mut Vec<Step>) -> ExceptionEffect {
        let (order, fact) = (self.order, self.fact);
        let id = ExceptionId::new(self.ambient);
        let clearing = accounts::clearing(order.merchant, &fact.channel, amount.currency);
        let account = accounts::exception(order.merchant, amount.currency);
        let event = event_digest(&fact.channel, &fact.event_id);
        steps.push(post(format!("{}/x/{event}", order.id), clearing.clone(), account.clone(), amount));
        match order.buyer.filter(|_| kind != ExceptionKind::WrongCurrency) {
            Some(user) => {
                steps.push(post(
                    format!("{}/c/{event}", order.id),
                    account,
                    accounts::wallet(user, amount.currency),
                    amount,
                ));
                ExceptionEffect { id, kind, amount, action: "credited", refund: None }
            }
            None => {
                let refund = RefundId::new(self.ambient);
                steps.push(Step::Reserve {
                    id: format!("{refund}/out"),
                    debit: account,
                    credit: clearing,
                    amount: amount.minor,
                    // A refund has no end of its own: it is posted or voided when the channel has answered.
                    expires_at: kernel::Time(i64::MAX),
                });
                ExceptionEffect { id, kind, amount, action: "refunded", refund: Some(refund) }
            }
        }
    }

    fn effect(
        &self,
        steps: Vec<Step>,
        to: OrderState,
        outcome: PaidOutcome,
        exception: Option<ExceptionEffect>,
    ) -> Effect {
        let pays = to.is_paid() && !self.order.state.is_paid();
        // The buyer may have gone on to another channel, and paid through the first one all the same.
        let (pay, wallet_part) = match pays {
            true => (self.fact.channel.clone(), self.lacking()),
            false => (self.order.pay.clone(), self.order.wallet_part),
        };
        Effect {
            chain: chain(self.order, steps),
            is_new: false,
            to,
            deliver: pays && self.order.has_keys(),
            reveal: None,
            idempotency: None,
            account: None,
            within: None,
            arrived: Some(Arrived { fact: self.fact.clone(), outcome, exception }),
            priced: None,
            taken: Vec::new(),
            order: Order { pay, wallet_part, ..self.order.clone() },
        }
    }
}

/// What was held becomes sold.
fn post_holds(order: &Order) -> impl Iterator<Item = Step> {
    order.lines.iter().filter(|_| order.has_keys()).map(|line| Step::PostPending {
        id: format!("{}/p{}", order.id, line.line),
        pending: format!("{}/h{}", order.id, line.line),
        amount: None,
    })
}

/// What was held goes back to the shelf, and to the wallet.
pub(crate) fn release_holds(order: &Order, expired: bool) -> Vec<Step> {
    let release = |line: &crate::OrderLine| {
        let (id, pending) = (format!("{}/r{}", order.id, line.line), format!("{}/h{}", order.id, line.line));
        if expired { Step::ExpirePending { id, pending } } else { Step::VoidPending { id, pending } }
    };
    let mut steps: Vec<Step> = order.lines.iter().filter(|_| order.has_keys()).map(release).collect();
    steps.extend(mixed::given_back(order, expired));
    steps
}

/// Foreign ids have any length and letters: the ledger gets sixteen of ours.
pub(crate) fn event_digest(channel: &str, event_id: &str) -> String {
    let digest = seals::sha256(&[channel.as_bytes(), b"\n", event_id.as_bytes()]);
    kernel::hex(digest.get(..8).unwrap_or_default())
}
