//! How fast keys may be shown. Whoever runs code in a web tier, or holds a stolen session, gets keys at this rate and no
//! faster, and is heard of long before.

use crate::alarm::{AlarmKind, NewAlarm};
use crate::{OrderError, OrderRefusal, OrderSettings, Orders, RevealBy};
use kernel::{MerchantId, Span, Time};
use serde_json::json;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

/// Buckets for keys shown: of a merchant, to an actor, to an address. In this node's memory, bounded.
#[derive(Default)]
pub(crate) struct Guard(Mutex<HashMap<(Purpose, String), Time>>);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Purpose {
    Merchant,
    Actor,
    Address,
    /// The same three, at the rate that is unusual.
    Unusual,
    /// An alarm was raised about it.
    Alarmed,
}

const MINUTE: Span = Span::minutes(1);
/// About the same merchant, actor or address one alarm is enough until it was quiet for so long.
const QUIET: Span = Span::minutes(10);
const MOST: usize = 100_000;

/// What is thought of showing some keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Opinion {
    /// Seconds to wait; none: they may be shown.
    pub wait: Option<i64>,
    /// It is to be reported.
    pub alarm: bool,
}

impl Guard {
    /// One order may be larger than a minute's share: a bucket that is not empty gives all that is asked for and is in
    /// debt afterwards, so that the rate holds in the long run.
    pub fn ask(&self, now: Time, settings: &OrderSettings, who: &[(Who, String)], keys: i64) -> Opinion {
        let mut full_at = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if full_at.len() >= MOST {
            full_at.retain(|_, at| *at > now);
        }
        let limits = |who: Who| match who {
            Who::Merchant => (Purpose::Merchant, settings.reveals_merchant_per_minute),
            Who::Actor => (Purpose::Actor, settings.reveals_actor_per_minute),
            Who::Address => (Purpose::Address, settings.reveals_address_per_minute),
        };
        let wait = who.iter().filter_map(|(who, name)| {
            let (purpose, limit) = limits(*who);
            debt(&full_at, &(purpose, name.clone()), now, limit)
        });
        let wait = wait.max();
        let mut alarm = false;
        for (who, name) in who {
            let (purpose, limit) = limits(*who);
            if wait.is_none() {
                charge(&mut full_at, (purpose, name.clone()), now, limit, keys);
            }
            let key = (Purpose::Unusual, format!("{purpose:?} {name}"));
            let limit = settings.reveals_alarm_per_minute;
            if charge(&mut full_at, key, now, limit, keys).since(now).0 > MINUTE.0 {
                let key = (Purpose::Alarmed, format!("{purpose:?} {name}"));
                let heard = full_at.insert(key, now.after(QUIET)).filter(|until| *until > now);
                alarm |= heard.is_none();
            }
        }
        Opinion { wait, alarm }
    }
}

/// Whom keys are counted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    Merchant,
    Actor,
    Address,
}

type Buckets = HashMap<(Purpose, String), Time>;

/// Seconds until the bucket holds anything, where it holds nothing now.
fn debt(buckets: &Buckets, key: &(Purpose, String), now: Time, limit: i64) -> Option<i64> {
    let owed = buckets.get(key)?.since(now).0 - MINUTE.0 + interval(limit);
    (owed > 0).then(|| owed.saturating_add(999_999).div_euclid(1_000_000))
}

/// Takes so many; the moment at which the bucket is full again, an hour away at most.
fn charge(buckets: &mut Buckets, key: (Purpose, String), now: Time, limit: i64, keys: i64) -> Time {
    let full_at = buckets.entry(key).or_insert(now);
    let after = (*full_at).max(now).after(Span(interval(limit).saturating_mul(keys)));
    *full_at = after.min(now.after(Span::hours(1)));
    *full_at
}

fn interval(limit: i64) -> i64 {
    (MINUTE.0 / limit.max(1)).max(1)
}

/// One person holds the whole network (/64) of an IPv6 address.
fn network(address: &str) -> String {
    match address.parse::<IpAddr>().map(|address| address.to_canonical()) {
        Ok(IpAddr::V6(v6)) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        _ => address.to_owned(),
    }
}

impl Orders {
    /// Refuses who wants to see more keys than is usual, and reports it.
    pub(crate) async fn not_too_fast(
        &self,
        merchant: MerchantId,
        by: &RevealBy,
        keys: usize,
    ) -> Result<(), OrderError> {
        let mut who = vec![(Who::Merchant, merchant.to_string())];
        // Guests have no name: their address stands for them.
        if by.by.starts_with("usr_") || by.by.starts_with("key_") {
            who.push((Who::Actor, by.by.clone()));
        }
        who.push((Who::Address, network(&by.from)));
        let keys = i64::try_from(keys).unwrap_or(i64::MAX);
        let opinion = self.1.guard.ask(self.ambient().now(), self.settings(), &who, keys);
        if opinion.alarm {
            let detail = json!({ "by": by.by, "from": by.from, "refused": opinion.wait.is_some() });
            self.1.raise(NewAlarm::new(merchant, AlarmKind::RevealsFast, &by.by, detail)).await;
        }
        match opinion.wait {
            Some(retry_after) => Err(OrderRefusal::RevealsTooFast { retry_after }.into()),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use super::*;

    fn settings() -> OrderSettings {
        OrderSettings {
            reveals_merchant_per_minute: 600,
            reveals_actor_per_minute: 60,
            reveals_address_per_minute: 600,
            reveals_alarm_per_minute: 30,
            ..OrderSettings::default()
        }
    }

    fn who(actor: &str) -> Vec<(Who, String)> {
        vec![(Who::Merchant, "m".into()), (Who::Actor, actor.into()), (Who::Address, "a".into())]
    }

    #[test]
    fn the_rate_holds_and_is_reported_once() {
        let (guard, settings, start) = (Guard::default(), settings(), Time(1_000_000_000));
        let ask =
            |second: i64, keys| guard.ask(start.after(Span::seconds(second)), &settings, &who("k"), keys);
        assert_eq!(ask(0, 30), Opinion { wait: None, alarm: false });
        assert_eq!(ask(0, 30), Opinion { wait: None, alarm: true }, "more than thirty a minute is unusual");
        assert_eq!(ask(0, 1), Opinion { wait: Some(1), alarm: false }, "sixty is the limit");
        assert_eq!(ask(1, 1), Opinion { wait: None, alarm: false });
        // A large order is shown, and paid for by waiting.
        assert_eq!(ask(100, 180).wait, None);
        assert_eq!(ask(100, 1).wait, Some(121));
        assert_eq!(ask(221, 1).wait, None);
        let mut other = who("another");
        other[2].1 = "b".into();
        let other = guard.ask(start.after(Span::seconds(221)), &settings, &other, 1);
        assert_eq!(other.wait, None, "others are not held up");
        assert!(ask(1_000, 61).alarm, "after a while it is reported again");
    }

    #[test]
    fn what_is_shown_in_any_time_is_within_rate_and_burst() {
        let (guard, settings) = (Guard::default(), settings());
        let mut shown = 0;
        for second in 0..600 {
            let now = Time(1_000_000_000).after(Span::seconds(second));
            for _ in 0..20 {
                shown += i64::from(guard.ask(now, &settings, &who("thief"), 1).wait.is_none());
            }
        }
        assert!((600..=662).contains(&shown), "{shown} in ten minutes at sixty a minute");
    }

    #[test]
    fn networks_are_one() {
        assert_eq!(network("2001:db8:1:2:3::4"), network("2001:db8:1:2::9"));
        assert_eq!(network("192.0.2.1"), "192.0.2.1");
    }
}
