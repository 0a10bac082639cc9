//! What somebody does, on one node, and what they are told.

use crate::gateway::CODE;
use crate::node::Hands;
use kernel::{DeliveryId, MerchantId, Money, Span, UserId};
use orders::{
    FromWallet, NewOrder, Order, OrderError, OrderState, Orders, PlacedOrder, RevealBy, StockRefusal,
    WalletPart,
};
use ports::{Device, Payer, RawNotify};
use std::io::Cursor;
use std::sync::Arc;
use vault::{Format, NewBatch, Reader, VaultError};

/// What somebody does. Numbers point into the model.
#[derive(Clone)]
pub enum Action {
    Place {
        group: usize,
        new: Box<NewOrder>,
    },
    OpenPayment {
        order: Box<Order>,
    },
    PayWallet {
        order: Box<Order>,
        user: UserId,
    },
    /// It is to be paid another way: through that channel, and so much of it from the wallet.
    Choose {
        order: Box<Order>,
        channel: &'static str,
        from: Option<FromWallet>,
    },
    Cancel {
        order: Box<Order>,
    },
    /// The page that waits for the payment.
    Refresh {
        order: Box<Order>,
    },
    Reveal {
        order: Box<Order>,
    },
    Notify {
        raw: RawNotify,
        forged: bool,
        notice: Option<crate::gateway::Notice>,
    },
    Deposit {
        deposit: usize,
        user: UserId,
        amount: Money,
        reference: String,
    },
    Import {
        import: usize,
        new: Box<NewBatch>,
        text: String,
    },
    Withdraw {
        merchant: MerchantId,
        batch: kernel::BatchId,
    },
    Money(crate::settle::MoneyAct),
    Care(crate::care::CareAct),
    Account(crate::account::AccountAct),
    Statement(Arc<crate::statement::Made>),
    Jobs,
    Sweep,
    Lapse,
    CloseImports,
}

/// What they are told.
pub enum Outcome {
    Placed {
        order: Box<Order>,
        keys: Vec<(DeliveryId, Option<String>)>,
        replayed: bool,
    },
    Revealed(Vec<(DeliveryId, String)>),
    Closed(OrderState),
    /// So much comes from the wallet.
    Chosen(i64),
    Deposited(bool),
    Imported {
        batch: kernel::BatchId,
        accepted: i64,
    },
    /// The file broke off; so many before that are on the shelf.
    Partly {
        accepted: i64,
    },
    Withdrawn(i64),
    GivenBack(kernel::RefundId),
    Case(Box<aftercare::Case>),
    TopUp(Box<orders::TopUp>),
    /// Of a top-up.
    Returned(kernel::RefundId),
    /// The account is deleted.
    Left,
    /// A statement is taken in; whether it was new.
    Stated(bool),
    Answered(u16),
    Done(String),
    Refused(String),
    /// A fault: it may have happened or not.
    Unknown(String),
    /// They did not wait for the answer, or the node died.
    Gone,
}

impl Action {
    pub fn name(&self) -> String {
        match self {
            Self::Place { group, new } => {
                let units: i64 = new.lines.iter().map(|l| l.quantity).sum();
                format!("place g{group} {}u {}", units, new.pay.code())
            }
            Self::OpenPayment { order } => format!("open {}", short(order)),
            Self::PayWallet { order, .. } => format!("pay {}", short(order)),
            Self::Choose { order, channel, from } => {
                let part = match from.map(|from| from.part) {
                    None => "nothing".into(),
                    Some(WalletPart::Balance) => "all there is".into(),
                    Some(WalletPart::Amount(part)) => part.to_string(),
                };
                format!("choose {channel} and {part} for {}", short(order))
            }
            Self::Cancel { order } => format!("cancel {}", short(order)),
            Self::Refresh { order } => format!("refresh {}", short(order)),
            Self::Reveal { order } => format!("reveal {}", short(order)),
            Self::Notify { forged, .. } => format!("notify{}", if *forged { " forged" } else { "" }),
            Self::Deposit { deposit, .. } => format!("deposit d{deposit}"),
            Self::Import { import, .. } => format!("import i{import}"),
            Self::Withdraw { .. } => "withdraw".into(),
            Self::Money(act) => act.name(),
            Self::Care(act) => act.name(),
            Self::Account(act) => act.name(),
            Self::Statement(made) => {
                let faults = if made.planted.is_empty() { "" } else { " with faults" };
                format!("statement of {} bytes{faults}", made.file.file.len())
            }
            Self::Jobs => "jobs".into(),
            Self::Sweep => "sweep".into(),
            Self::Lapse => "lapse".into(),
            Self::CloseImports => "close imports".into(),
        }
    }
}

fn short(order: &Order) -> String {
    let id = order.id.to_string();
    id.get(id.len().saturating_sub(5)..).unwrap_or_default().to_owned()
}

impl Outcome {
    pub fn name(&self) -> String {
        match self {
            Self::Placed { order, keys, replayed } => format!(
                "{}{} {} keys {}",
                if *replayed { "again " } else { "" },
                short(order),
                order.state.as_str(),
                keys.len()
            ),
            Self::Revealed(keys) => format!("{} keys", keys.len()),
            Self::Closed(state) => state.as_str().into(),
            Self::Chosen(part) => format!("{part} from the wallet"),
            Self::Deposited(new) => format!("booked {new}"),
            Self::Imported { accepted, .. } => format!("{accepted} accepted"),
            Self::Partly { accepted } => format!("bad file after {accepted}"),
            Self::Withdrawn(units) => format!("{units} withdrawn"),
            Self::GivenBack(_) => "given back".into(),
            Self::Case(case) => match case.how {
                Some(how) => format!("closed {} {}", how.code(), case.refunded),
                None => format!("{} {}", case.state.code(), case.amount),
            },
            Self::TopUp(top_up) => format!("{} {}", top_up.state.as_str(), top_up.credited.minor),
            Self::Returned(_) => "returned".into(),
            Self::Left => "left".into(),
            Self::Stated(fresh) => format!("taken, new: {fresh}"),
            Self::Answered(status) => status.to_string(),
            Self::Done(what) => what.clone(),
            Self::Refused(code) => format!("refused {code}"),
            Self::Unknown(what) => format!("unknown: {what}"),
            Self::Gone => "gone".into(),
        }
    }
}

/// Does it on that node.
pub async fn perform(hands: Hands, action: Action) -> Outcome {
    let orders = &hands.orders;
    match action {
        Action::Place { new, .. } => told(orders.place(*new).await, placed),
        Action::OpenPayment { order } => told(open(orders, &order).await, |()| Outcome::Done("open".into())),
        Action::PayWallet { order, user } => told(orders.pay_from_wallet(&order, user).await, placed),
        Action::Choose { order, channel, from } => {
            told(choose(orders, &order, channel, from).await, Outcome::Chosen)
        }
        Action::Cancel { order } => told(orders.cancel(&order).await, Outcome::Closed),
        Action::Refresh { order } => {
            told(orders.refresh(&order).await, |o| Outcome::Done(o.state.as_str().into()))
        }
        Action::Reveal { order } => reveal(&hands, &order).await,
        Action::Notify { raw, .. } => {
            let door = raw.target.rsplit('/').next().unwrap_or(CODE);
            Outcome::Answered(orders.notify(door, &raw).await.status)
        }
        Action::Deposit { user, amount, reference, .. } => {
            told(orders.deposit(user, amount, &reference).await, Outcome::Deposited)
        }
        Action::Import { new, text, .. } => import(&hands, &new, text).await,
        Action::Withdraw { merchant, batch } => match orders.withdraw_batch(merchant, batch).await {
            Ok((_, units)) => Outcome::Withdrawn(units),
            Err(error) => stock(error),
        },
        Action::Money(act) => crate::settle::perform(&hands, act).await,
        Action::Care(act) => crate::care::perform(&hands, act).await,
        Action::Account(act) => crate::account::perform(&hands, act).await,
        Action::Statement(made) => crate::account::take(&hands, &made).await,
        Action::Jobs => fault(hands.runner.drain().await, |tries| format!("{tries} tries")),
        Action::Sweep => told(sweep(orders).await, |(asked, closed, ended)| {
            Outcome::Done(format!("{asked} asked about, {closed} closed, {ended} top-ups ended"))
        }),
        Action::Lapse => match orders.lapse_stock(100).await {
            Ok(units) => Outcome::Done(format!("{units} lapsed")),
            Err(error) => stock(error),
        },
        Action::CloseImports => fault(close_imports(&hands).await, |n| format!("{n} closed")),
    }
}

/// As it is to be paid now: somebody may have chosen another way.
async fn open(orders: &Orders, order: &Order) -> Result<(), OrderError> {
    let order = orders.find(order.id).await?;
    orders.open_payment(&order, &Payer::at(Device::Desktop)).await.map(drop)
}

/// How much of it is to come from the wallet now.
async fn choose(
    orders: &Orders,
    order: &Order,
    channel: &str,
    from: Option<FromWallet>,
) -> Result<i64, OrderError> {
    let order = orders.find(order.id).await?;
    let payment = orders.choose_way(&order, channel, from, &Payer::at(Device::Desktop)).await?;
    Ok(order.total.minor - payment.amount.minor)
}

async fn sweep(orders: &Orders) -> Result<(usize, usize, usize), OrderError> {
    let (asked, closed) = (orders.follow_due(100).await?, orders.sweep_expired(100).await?);
    Ok((asked, closed, orders.sweep_top_ups(100).await?))
}

fn told<T>(result: Result<T, OrderError>, good: impl FnOnce(T) -> Outcome) -> Outcome {
    match result {
        Ok(value) => good(value),
        Err(OrderError::Refused(refusal)) => Outcome::Refused(refusal.code().to_owned()),
        Err(error) => Outcome::Unknown(error.to_string()),
    }
}

fn fault<T>(result: db::Result<T>, good: impl FnOnce(T) -> String) -> Outcome {
    match result {
        Ok(value) => Outcome::Done(good(value)),
        Err(error) => Outcome::Unknown(error.to_string()),
    }
}

fn stock(error: StockRefusal) -> Outcome {
    match error {
        StockRefusal::BadFile { accepted, .. } => Outcome::Partly { accepted },
        StockRefusal::NoSuchBatch => Outcome::Refused("no_such_batch".into()),
        StockRefusal::AuthorisationNeeded { .. } => Outcome::Refused("authorisation_needed".into()),
        StockRefusal::Contract(refusal) => Outcome::Refused(refusal.code().into()),
        StockRefusal::UnitsHeld => Outcome::Refused("units_held".into()),
        StockRefusal::Vault(error @ (VaultError::OneVersionAtATime | VaultError::UseLimitMissing)) => {
            Outcome::Refused(error.code().to_owned())
        }
        other => Outcome::Unknown(other.to_string()),
    }
}

fn placed(placed: PlacedOrder) -> Outcome {
    let keys =
        placed.deliveries.iter().map(|d| (d.id, d.secret.as_ref().map(|s| s.expose().clone()))).collect();
    Outcome::Placed { order: Box::new(placed.order), keys, replayed: placed.replayed }
}

/// The buyer opens the order's page and all its keys.
async fn reveal(hands: &Hands, order: &Order) -> Outcome {
    let shown = async {
        let order = hands.orders.find(order.id).await?;
        // Of what was taken back with its money the page shows no key.
        let all = hands.orders.deliveries(&order).await?;
        let ids: Vec<DeliveryId> = all.iter().filter(|d| d.state != "recalled").map(|d| d.id).collect();
        if ids.is_empty() && !all.is_empty() {
            return Ok(Vec::new());
        }
        let by = RevealBy { by: "link".into(), from: "192.0.2.9".into() };
        hands.orders.reveal(&order, &ids, &by).await
    };
    told(shown.await, |all| {
        Outcome::Revealed(all.into_iter().map(|r| (r.id, r.secret.expose().clone())).collect())
    })
}

async fn import(hands: &Hands, new: &NewBatch, text: String) -> Outcome {
    let reader = Reader::new(Cursor::new(text), Format::Lines);
    match hands.orders.import_stock(new, reader, |_, _| {}).await {
        Ok(report) => Outcome::Imported { batch: report.batch, accepted: report.accepted },
        Err(error) => stock(error),
    }
}

/// As the server's schedule does it: imports of which nothing was heard for an hour.
async fn close_imports(hands: &Hands) -> db::Result<usize> {
    let now = hands.orders.ambient().now();
    let mut tx = hands.orders.db().begin().await?;
    let closed = match vault::close_stale(&mut tx, now, now.before(Span::hours(1)), 10).await {
        Ok(closed) => closed.len(),
        Err(vault::VaultError::Db(error)) => return Err(error),
        Err(other) => return Err(db::DbError::Other(other.to_string())),
    };
    tx.commit().await?;
    Ok(closed)
}
