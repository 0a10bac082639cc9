use crate::{NewSupply, Settings};
use kernel::Time;
use serde::Serialize;

/// For kinds whose supplier is described in a text instead of programmed: how that text is looked at before anything is
/// sent by it.
pub struct Described {
    /// All that is wrong with the text, each with its place.
    pub explain: fn(description: &str) -> Vec<Explained>,
    /// What would be sent, and how what was pasted would be read. Sends nothing.
    pub dry_run: fn(rehearsal: &Rehearsal<'_>) -> DryRun,
    /// The setting in which the text stands.
    pub field: &'static str,
}

/// An order that is not sent.
pub struct Rehearsal<'a> {
    pub settings: &'a Settings,
    pub sample: &'a NewSupply,
    /// An answer of the supplier, as its body, or with its line of status (`HTTP/1.1 402 …`), headers, and an empty line
    /// before it; without, its status is 200.
    pub answer: Option<&'a str>,
    /// A callback, likewise: with its line of request (`POST /notify HTTP/1.1`) and headers, or only what is in it.
    pub callback: Option<&'a str>,
    pub now: Time,
}

/// What a description comes to for an order that is not sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DryRun {
    /// Nothing can be shown before these are gone.
    pub faults: Vec<Explained>,
    pub requests: Vec<ShownRequest>,
    /// The answer that was pasted, as each request would read it.
    pub answers: Vec<ShownAnswer>,
    /// The callback that was pasted; none where none was, or none is described.
    pub callback: Option<ShownCallback>,
}

/// One thing that is wrong with a description, with the place where it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explained {
    /// `submit.form.sign`, or `line 12`; empty for the whole.
    pub path: String,
    pub zh: String,
    pub en: String,
}

/// A request as it would be sent; secrets are `••••`, signatures are true.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ShownRequest {
    /// `submit`, `query`, `cancel`, `balance`, `catalogue`, `account`.
    pub name: &'static str,
    pub method: String,
    pub url: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
    pub signatures: Vec<ShownSignature>,
    /// Why it could not be sent.
    pub problem: Option<&'static str>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ShownSignature {
    pub recipe: String,
    /// What is hashed, to be compared with what the supplier's own pages show.
    pub text: String,
    pub value: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ShownAnswer {
    /// The request that it would answer.
    pub request: &'static str,
    /// `accepted`, `credited`, `delivered`, `failed`, `not_found`, `balance`, `catalogue`, `account`, `no_account`,
    /// `unknown`.
    pub state: &'static str,
    pub reference: Option<String>,
    /// A cost, or a balance.
    pub amount: Option<String>,
    /// The code of a failure's reason.
    pub why: Option<&'static str>,
    pub said: String,
}

/// A callback, as it would be taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ShownCallback {
    /// The order of ours that would be asked about; none: it is refused.
    pub order_no: Option<String>,
    /// Why it is refused: `bad_signature`, `stale`, `other_merchant`, `malformed`.
    pub refusal: Option<&'static str>,
    pub said: String,
    /// By which it was measured; none where it is unsigned, or cannot be read.
    pub signature: Option<ShownSignature>,
    /// What it would be answered.
    pub answer: String,
}
