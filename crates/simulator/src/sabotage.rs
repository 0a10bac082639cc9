//! Damage on purpose: proof that the simulator can fail.

use crate::store;
use crate::world::World;
use std::str::FromStr;

/// What is done to the shop behind its back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sabotage {
    /// The gateway takes money and never tells.
    HiddenPayment,
    /// The vault's head is moved back, so that keys would be sold again.
    HeadBack,
    /// Two deliveries show the same key.
    SameKey,
    /// Idempotency keys are forgotten at once.
    Amnesia,
    /// An acknowledged order disappears.
    LostOrder,
    /// A wallet holds more than was put in.
    Gift,
    /// What open disputes hold is let go behind their back.
    LetGo,
    /// What disputes gave back is said not to have been given.
    TakenBack,
    /// The gateway pays each refund out twice.
    DoubledRefund,
    /// What wallets paid beside a channel is forgotten.
    ForgottenPart,
    /// Banks take payments back, and nobody is told.
    SilentBank,
}

impl Sabotage {
    pub const ALL: [Self; 11] = [
        Self::HiddenPayment,
        Self::HeadBack,
        Self::SameKey,
        Self::Amnesia,
        Self::LostOrder,
        Self::Gift,
        Self::LetGo,
        Self::TakenBack,
        Self::DoubledRefund,
        Self::ForgottenPart,
        Self::SilentBank,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::HiddenPayment => "hidden-payment",
            Self::HeadBack => "head-back",
            Self::SameKey => "same-key",
            Self::Amnesia => "amnesia",
            Self::LostOrder => "lost-order",
            Self::Gift => "gift",
            Self::LetGo => "let-go",
            Self::TakenBack => "taken-back",
            Self::DoubledRefund => "doubled-refund",
            Self::ForgottenPart => "forgotten-part",
            Self::SilentBank => "silent-bank",
        }
    }
}

impl FromStr for Sabotage {
    type Err = String;
    fn from_str(name: &str) -> Result<Self, String> {
        let names = Self::ALL.map(Self::name).join(", ");
        Self::ALL.into_iter().find(|s| s.name() == name).ok_or(format!("no sabotage `{name}`: {names}"))
    }
}

const FROM_STEP: u64 = 60;

/// From some step on, the damage is done after each step.
pub async fn strike(world: &mut World) {
    let Some(sabotage) = world.sabotage.filter(|_| world.step >= FROM_STEP) else { return };
    let db = &world.ground.db;
    match sabotage {
        Sabotage::HiddenPayment => {
            let mut books = world.ground.gateway.books();
            let last = books.payments.values().filter(|p| p.closed).flat_map(|p| p.paid.last()).next_back();
            if let Some(event) = last.map(|paid| paid.event_id.clone()) {
                books.hidden.push(event);
            }
        }
        Sabotage::HeadBack => drop(store::damage(db, store::HEAD_BACK).await),
        Sabotage::SameKey => drop(store::damage(db, store::SAME_KEY).await),
        Sabotage::Amnesia => drop(store::damage(db, store::AMNESIA).await),
        Sabotage::Gift => drop(store::damage(db, store::GIFT).await),
        Sabotage::LetGo => drop(store::damage(db, store::LET_GO).await),
        Sabotage::TakenBack => drop(store::damage(db, store::TAKEN_BACK).await),
        Sabotage::DoubledRefund => world.ground.gateway.books().doubles = true,
        Sabotage::ForgottenPart => drop(store::damage(db, store::FORGOTTEN_PART).await),
        Sabotage::SilentBank => world.ground.gateway.books().silent = true,
        Sabotage::LostOrder => {
            for sql in store::LOST_ORDER {
                drop(store::damage(db, sql).await);
            }
        }
    }
}
