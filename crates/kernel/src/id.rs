use crate::{Ambient, Time};
use std::fmt;
use std::str::FromStr;

/// Crockford's base 32: no I, L, O, U; sorts like the number.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// 26 characters that sort like the number they stand for.
pub fn encode_128(number: u128) -> String {
    let mut text = String::with_capacity(26);
    for position in (0..26).rev() {
        let five_bits = usize::try_from((number >> (position * 5)) & 31).unwrap_or(0);
        text.push(char::from(ALPHABET.get(five_bits).copied().unwrap_or(b'0')));
    }
    text
}

/// The inverse of [`encode_128`]; none for any other text.
pub fn decode_128(text: &str) -> Option<u128> {
    if text.len() != 26 {
        return None;
    }
    let mut number: u128 = 0;
    for (index, byte) in text.bytes().enumerate() {
        let digit = ALPHABET.iter().position(|&letter| letter == byte)?;
        if index == 0 && digit > 7 {
            return None; // 26 × 5 = 130 bits: the first digit holds three
        }
        number = (number << 5) | u128::try_from(digit).ok()?;
    }
    Some(number)
}

/// The milliseconds stand in the upper 48 bits of a version 7; all moments before 1970 are one.
fn first_at(time: Time) -> u128 {
    u128::from(time.unix_millis().max(0).unsigned_abs()) << 80
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this is not an id of the form {expected}…")]
pub struct BadId {
    pub expected: &'static str,
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u128);

        impl $name {
            pub const PREFIX: &'static str = $prefix;
            /// A new id, later than all before it (to the millisecond).
            pub fn new(ambient: &Ambient) -> Self {
                Self(ambient.uuid_v7())
            }
            /// No id that is made at that moment or later is less.
            pub fn first_at(time: Time) -> Self {
                Self(first_at(time))
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}_{}", $prefix, encode_128(self.0))
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }
        impl FromStr for $name {
            type Err = BadId;
            fn from_str(text: &str) -> Result<Self, BadId> {
                text.strip_prefix(concat!($prefix, "_"))
                    .and_then(decode_128)
                    .map(Self)
                    .ok_or(BadId { expected: concat!($prefix, "_") })
            }
        }
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(d)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )*};
}

ids! {
    UserId = "usr";
    ApiKeyId = "key";
    MerchantId = "mer";
    StoreId = "sto";
    ProductId = "prd";
    SkuId = "sku";
    OfferId = "off";
    BatchId = "bat";
    OrderId = "ord";
    PaymentId = "pay";
    RefundId = "ref";
    TopUpId = "top";
    ExceptionId = "exc";
    EventId = "evt";
    JobId = "job";
    RequestId = "req";
    AlarmId = "alm";
    ApplicationId = "app";
    DocumentId = "doc";
    BrandId = "brd";
    AuthorisationId = "aut";
    NoteId = "nte";
    SessionId = "ses";
    PasskeyId = "psk";
    InvitationId = "inv";
    ProposalId = "prp";
    StatementId = "stm";
    DifferenceId = "dif";
    ReleaseId = "rel";
    PayoutId = "pot";
    PayoutBatchId = "pob";
    DisputeId = "dsp";
    DisputeFileId = "dfl";
    ChargebackId = "cbk";
    DiversionId = "dvn";
    SupplierId = "spl";
    SupplierClaimId = "scl";
    SupplierStatementId = "sst";
    SupplierDifferenceId = "sdf";
    SavedAccountId = "sac";
    PriceRuleId = "prl";
    PriceChangeId = "pch";
    DockingKeyId = "dck";
}

/// A delivery is the n-th unit handed out for an order, so its id is the order's with that number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeliveryId {
    pub order: OrderId,
    pub seq: i64,
}

impl fmt::Display for DeliveryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "dlv_{}-{}", encode_128(self.order.0), self.seq)
    }
}
impl fmt::Debug for DeliveryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
impl FromStr for DeliveryId {
    type Err = BadId;
    fn from_str(text: &str) -> Result<Self, BadId> {
        let bad = BadId { expected: "dlv_" };
        let (order, seq) =
            text.strip_prefix("dlv_").and_then(|rest| rest.split_once('-')).ok_or(bad.clone())?;
        let seq_is_plain = !seq.is_empty() && seq.len() <= 9 && seq.bytes().all(|b| b.is_ascii_digit());
        let seq = seq.parse().ok().filter(|_| seq_is_plain).ok_or(bad.clone())?;
        Ok(Self { order: OrderId(decode_128(order).ok_or(bad)?), seq })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::{FixedClock, SeededEntropy, Span};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn ids_round_trip_and_sort_like_their_numbers(a: u128, b: u128) {
            prop_assert_eq!(OrderId(a).to_string().parse::<OrderId>().unwrap(), OrderId(a));
            prop_assert_eq!(a.cmp(&b), encode_128(a).cmp(&encode_128(b)));
        }
        #[test]
        fn no_text_panics(text in ".{0,40}") {
            let _ = text.parse::<OrderId>();
            let _ = text.parse::<DeliveryId>();
        }
    }

    #[test]
    fn another_prefix_or_an_overflowing_digit_is_refused() {
        assert!(UserId(7).to_string().parse::<OrderId>().is_err());
        assert!(format!("ord_{}", "z".repeat(26)).parse::<OrderId>().is_err());
        let delivery = DeliveryId { order: OrderId(9), seq: 12 };
        assert_eq!(delivery.to_string().parse::<DeliveryId>().unwrap(), delivery);
        assert!(format!("dlv_{}-+1", encode_128(9)).parse::<DeliveryId>().is_err());
    }

    #[test]
    fn new_ids_carry_their_time() {
        let ambient = Ambient::system();
        let id = ambient.uuid_v7();
        assert_eq!((id >> 76) & 0xf, 7);
        assert_eq!((id >> 62) & 3, 2);
    }

    #[test]
    fn ids_of_an_earlier_moment_are_less_than_the_first_of_a_later_one() {
        let clock = FixedClock::at(Time(1_700_000_000_000_000));
        let ambient = Ambient::new(clock.clone(), SeededEntropy::new(1));
        let before = OrderId::new(&ambient);
        clock.advance(Span::millis(1));
        let first = OrderId::first_at(ambient.now());
        let after = OrderId::new(&ambient);
        assert!(before.to_string() < first.to_string() && first.to_string() <= after.to_string());
        assert_eq!(PaymentId::first_at(ambient.now()).0, first.0);
        assert_eq!(OrderId::first_at(Time(-5)), OrderId(0));
    }
}
