use crate::Problem;
use kernel::{OfferId, Region, clean_line};
use orders::{AccountAnswers, NewLine, OrderError, OrderRefusal, PayWith, RechargeRefusal};
use serde::Deserialize;
use serde::de::{Deserializer, Error, Unexpected, Visitor};
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::fmt;
use utoipa::ToSchema;

/// An order to be placed.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewOrder)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewOrderBody {
    /// 1 to 50 lines of one merchant and currency.
    pub lines: Vec<NewLineBody>,
    /// Of goods that are credited: an answer to each field of the offer's `form`, by its name.
    #[serde(default)]
    pub account: BTreeMap<String, String>,
    /// `wallet`, or the code of a payment channel.
    #[schema(example = "wallet")]
    pub pay: String,
    /// Show the keys in the answer, where it is paid at once. It counts as the reveal.
    #[serde(default)]
    pub reveal: bool,
    /// E-mail address or telephone number of the one who gets the goods.
    pub contact: Option<String>,
    /// Where the buyer is, by two capital letters (ISO 3166-1); by default where the platform is. Some brands are sold in
    /// some regions only.
    #[schema(value_type = Option<String>, example = "CN")]
    pub region: Option<Region>,
    /// The code of a coupon of the merchant: one an order.
    pub coupon: Option<String>,
    /// The most that you agree to pay, in minor units, such as a quote's total: refused as `price_rose` where it is more by now.
    #[schema(minimum = 0)]
    pub total_max: Option<i64>,
    /// An object of your own, given back as it came: at most 4,096 bytes.
    #[schema(value_type = Option<Object>)]
    pub metadata: Option<Box<RawValue>>,
}

#[derive(Deserialize, ToSchema)]
#[schema(as = NewOrderLine)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewLineBody {
    #[schema(value_type = String)]
    pub offer: OfferId,
    #[schema(value_type = i64, minimum = 1, maximum = 1000)]
    quantity: Quantity,
}

impl NewLineBody {
    pub fn line(&self) -> NewLine {
        NewLine { offer: self.offer, quantity: self.quantity.0 }
    }
}

/// A whole number from 1 to 1000, written as a JSON integer.
#[derive(Clone, Copy)]
struct Quantity(i64);

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Whole;
        impl Visitor<'_> for Whole {
            type Value = Quantity;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a whole number from 1 to 1000")
            }
            fn visit_u64<E: Error>(self, number: u64) -> Result<Quantity, E> {
                let fine = i64::try_from(number).ok().filter(|n| (1..=1000).contains(n));
                fine.map(Quantity).ok_or_else(|| E::invalid_value(Unexpected::Unsigned(number), &self))
            }
            fn visit_i64<E: Error>(self, number: i64) -> Result<Quantity, E> {
                Err(E::invalid_value(Unexpected::Signed(number), &self))
            }
        }
        deserializer.deserialize_i64(Whole)
    }
}

const METADATA_MAX: usize = 4_096;

impl NewOrderBody {
    pub fn lines(&self) -> Vec<NewLine> {
        self.lines.iter().map(NewLineBody::line).collect()
    }

    pub fn pay(&self) -> PayWith {
        if self.pay == "wallet" { PayWith::Wallet } else { PayWith::Channel(self.pay.clone()) }
    }

    pub fn account(&self) -> AccountAnswers {
        AccountAnswers::new(self.account.iter().map(|(name, answer)| (name.clone(), answer.clone())))
    }

    /// One clean line; whether it is an address is the desk's to say.
    pub fn contact(&self) -> Result<Option<String>, Problem> {
        let Some(contact) = &self.contact else { return Ok(None) };
        let bad = |_| OrderRefusal::BadContact.into();
        clean_line(contact, 254).map(Some).map_err(bad)
    }

    pub fn metadata(&self) -> Result<Option<String>, Problem> {
        let Some(text) = self.metadata.as_deref().map(RawValue::get) else { return Ok(None) };
        if !text.starts_with('{') {
            return Err(Problem::field("invalid_field", "/metadata", "metadata is a JSON object"));
        }
        if text.len() > METADATA_MAX {
            return Err(Problem::field("invalid_field", "/metadata", "metadata may have at most 4096 bytes"));
        }
        Ok(Some(text.to_owned()))
    }

    /// The desk's refusal, with a pointer to the line that it is about.
    pub fn explain(&self, error: OrderError) -> Problem {
        let OrderError::Refused(refusal) = error else { return error.into() };
        let pointer = match &refusal {
            OrderRefusal::UnknownOffer(offer)
            | OrderRefusal::OffSale(offer)
            | OrderRefusal::BelowCost(offer) => self.line(|l| l.offer == *offer, "/offer"),
            OrderRefusal::NotSoldInRegion { offer, .. } | OrderRefusal::NotSoldThisWay(offer) => {
                self.line(|l| l.offer == *offer, "/offer")
            }
            OrderRefusal::Recharge(RechargeRefusal::Alone(offer) | RechargeRefusal::NoSupplier(offer)) => {
                self.line(|l| l.offer == *offer, "/offer")
            }
            OrderRefusal::RepeatedOffer(offer) => self.last_line(*offer),
            OrderRefusal::QuantityOutOfRange { min, max } => {
                self.line(|l| !(*min..=*max).contains(&l.quantity.0), "/quantity")
            }
            _ => None,
        };
        let mut problem: Problem = refusal.into();
        if let Some(pointer) = pointer {
            problem.errors.clear();
            let detail = problem.detail.clone();
            problem = problem.at(pointer, detail);
        }
        problem
    }

    fn line(&self, guilty: impl Fn(&NewLineBody) -> bool, field: &str) -> Option<String> {
        let index = self.lines.iter().position(guilty)?;
        Some(format!("/lines/{index}{field}"))
    }
    fn last_line(&self, offer: OfferId) -> Option<String> {
        let index = self.lines.iter().rposition(|line| line.offer == offer)?;
        Some(format!("/lines/{index}/offer"))
    }
}
