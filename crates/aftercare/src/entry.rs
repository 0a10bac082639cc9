use crate::words::Side;
use kernel::{DisputeId, Time};
use seals::Sha256;

/// One thing that was said or done in a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub seq: i64,
    pub at: Time,
    pub side: Side,
    /// `account` or `link` of a buyer, the id of a user or API key, or the code of a rule.
    pub who: String,
    /// opened, text, file, offer, accepted, declined, contested, taken, evidence, proposed, ruled, appealed, closed,
    /// reminded or unpaid
    pub kind: String,
    pub text: String,
    /// JSON: amounts, digests, names.
    pub data: String,
    pub previous: Vec<u8>,
    pub digest: Vec<u8>,
}

impl Entry {
    /// Over all fields, each with its length before it, so that nothing can move from one into the next.
    pub(crate) fn computed(&self, dispute: DisputeId) -> Vec<u8> {
        let mut hash = Sha256::new_with_prefix(b"cardamom dispute 1");
        hash.update(&self.seq.to_be_bytes());
        hash.update(&self.at.0.to_be_bytes());
        let dispute = dispute.to_string();
        let texts =
            [dispute.as_str(), self.side.code(), self.who.as_str(), &self.kind, &self.text, &self.data];
        for field in texts.iter().map(|text| text.as_bytes()).chain([self.previous.as_slice()]) {
            hash.update(&u64::try_from(field.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(field);
        }
        hash.finish().to_vec()
    }
}

/// How many units the offer, the ruling or the end is about that has this data; 0: it is about money.
pub fn replaces(data: &serde_json::Value) -> i64 {
    let named = data.get("units").and_then(serde_json::Value::as_array);
    let named = named.map_or(0, |units| i64::try_from(units.len()).unwrap_or(i64::MAX));
    data.get("replaced").and_then(serde_json::Value::as_i64).unwrap_or(named)
}

/// What a new entry says, besides who and when.
pub(crate) struct Said<'a> {
    pub side: Side,
    pub who: &'a str,
    pub kind: &'static str,
    pub text: &'a str,
    pub data: serde_json::Value,
}
