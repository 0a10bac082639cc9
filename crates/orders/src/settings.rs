use kernel::{Currency, Region, Span};
use serde::Deserialize;
use std::time::Duration;

/// The `[orders]` section of the configuration.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrderSettings {
    /// How long a placed order keeps its goods without being paid, in seconds.
    pub hold_seconds: i64,
    /// How many unpaid orders one guest contact or user may have.
    pub pending_orders_per_buyer: i64,
    /// How many unpaid orders one network address may have.
    pub pending_orders_per_address: i64,
    /// How many unpaid units a guest may keep back.
    pub pending_units_per_guest: i64,
    /// How many unpaid units a user may keep back.
    pub pending_units_per_user: i64,
    /// How many unpaid units one network address may keep back.
    pub pending_units_per_address: i64,
    /// How many orders the desk commits together at most.
    pub desk_batch_max: usize,
    /// How many requests may wait for one committer before new ones are answered with 503.
    pub desk_queue_max: usize,
    /// Committers of this node; 0 means one on SQLite and four on PostgreSQL.
    pub desk_committers: usize,
    /// Keys that may be shown in a minute, after their purchase, of one merchant.
    pub reveals_merchant_per_minute: i64,
    /// The same, to one user or API key.
    pub reveals_actor_per_minute: i64,
    /// The same, to one network address.
    pub reveals_address_per_minute: i64,
    /// How many of them in a minute, to one of these, raise an alarm.
    pub reveals_alarm_per_minute: i64,
    /// How long suppliers may take to credit what was paid, before the money goes back, in seconds.
    pub fulfil_seconds: i64,
    /// How long a supplier may take to say whether an account is there, while its buyer waits, in milliseconds; 0: nobody
    /// is asked.
    pub account_check_ms: i64,
    /// Where buyers are who do not say so.
    pub region: Region,
    /// In which currency wallets are topped up; the amounts below are in its minor units.
    pub top_up_currency: Currency,
    /// The least and the most of one top-up; nobody can top up where the most is 0.
    pub top_up_min: i64,
    pub top_up_max: i64,
    /// The most that one user may top up within 24 hours.
    pub top_up_day_max: i64,
    /// How many top-ups of one user may wait for their money.
    pub top_up_open_max: i64,
    /// How long one waits, in seconds.
    pub top_up_seconds: i64,
    /// What is offered to be pressed.
    pub top_up_amounts: Vec<i64>,
}

impl Default for OrderSettings {
    fn default() -> Self {
        Self {
            hold_seconds: 900,
            pending_orders_per_buyer: 5,
            pending_orders_per_address: 30,
            pending_units_per_guest: 20,
            pending_units_per_user: 100,
            pending_units_per_address: 200,
            desk_batch_max: 256,
            desk_queue_max: 4096,
            desk_committers: 0,
            reveals_merchant_per_minute: 60_000,
            reveals_actor_per_minute: 12_000,
            reveals_address_per_minute: 12_000,
            reveals_alarm_per_minute: 6_000,
            fulfil_seconds: 1_800,
            account_check_ms: 3_000,
            region: Region::CN,
            top_up_currency: Currency::CNY,
            top_up_min: 100,
            top_up_max: 500_000,
            top_up_day_max: 2_000_000,
            top_up_open_max: 5,
            top_up_seconds: 1_800,
            top_up_amounts: vec![5_000, 10_000, 20_000, 50_000],
        }
    }
}

impl OrderSettings {
    /// From the payment to the deadline.
    pub fn fulfil_within(&self) -> Span {
        Span::seconds(self.fulfil_seconds)
    }
    pub fn account_check(&self) -> Duration {
        Duration::from_millis(u64::try_from(self.account_check_ms).unwrap_or_default())
    }
    pub fn hold(&self) -> Span {
        Span::seconds(self.hold_seconds)
    }
}
