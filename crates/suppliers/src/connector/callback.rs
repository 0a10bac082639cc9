//! A supplier's report. Whatever it says of the state, only the number of the order is taken from it.

use super::description::Read;
use super::json::{Json, Pointer};
use super::message::Message;
use super::recipe::Recipe;
use super::scope::{Keys, Scope, Subject};
use super::template::{Template, Variable};
use crate::plain::is_ours;
use kernel::{Span, Time};
use outbound::pairs::Pairs;
use ports::{NotifyRefusal, RawNotify};
use std::collections::BTreeMap;
use subtle::ConstantTimeEq;

/// No callback is as large as this.
const BODY_MAX: usize = 64 * 1024;

/// Where something stands in a callback.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum At {
    Header(String),
    Body(Pointer),
}

/// Who has sent it.
pub(super) enum Proof {
    Signed {
        recipe: String,
        signature: At,
    },
    /// Anybody: it is a reason to ask, as every callback is, and nothing else.
    Unsigned,
}

pub(super) struct Callback {
    pub read: Read,
    pub order_no: Pointer,
    pub proof: Proof,
    pub members: Pointer,
    /// When it was sent, and how old or how far ahead of us that may be.
    pub time: Option<(At, Span)>,
    pub same: Vec<(Pointer, Template)>,
    /// What tells the supplier to stop.
    pub answer: String,
}

/// A callback, read.
struct Heard {
    json: Json,
    message: Message,
}

impl Heard {
    fn at(&self, at: &At) -> Option<String> {
        match at {
            At::Header(name) => Some(self.message.header(name).to_owned()).filter(|text| !text.is_empty()),
            At::Body(pointer) => self.json.text_at(pointer),
        }
    }
}

impl Callback {
    /// The number of the order that it is about.
    pub fn verify(
        &self,
        recipes: &BTreeMap<String, Recipe>,
        keys: &Keys,
        notify: &RawNotify,
        now: Time,
    ) -> Result<String, NotifyRefusal> {
        let heard = self.heard(notify)?;
        let scope = Scope { keys, subject: Subject::Nothing, now, nonce: "", masked: false };
        self.is_signed(recipes, &scope, &heard)?;
        self.is_fresh(&heard, now)?;
        for (pointer, template) in &self.same {
            let ours = template.render(&|variable: &Variable| scope.value(variable));
            let ours = ours.map_err(|why| malformed(why.0))?;
            if heard.json.text_at(pointer).as_ref() != Some(&ours) {
                return Err(NotifyRefusal::OtherMerchant);
            }
        }
        let number = heard.json.text_at(&self.order_no).filter(|text| is_ours(text));
        number.ok_or_else(|| malformed("it names no order of ours"))
    }

    /// The recipe by which it is signed, and what it signs.
    pub fn signed(&self, notify: &RawNotify) -> Option<(&str, Message)> {
        let Proof::Signed { recipe, .. } = &self.proof else { return None };
        Some((recipe, self.heard(notify).ok()?.message))
    }

    fn is_signed(
        &self,
        recipes: &BTreeMap<String, Recipe>,
        scope: &Scope<'_>,
        heard: &Heard,
    ) -> Result<(), NotifyRefusal> {
        let Proof::Signed { recipe, signature } = &self.proof else { return Ok(()) };
        let given = heard.at(signature).ok_or(NotifyRefusal::BadSignature)?;
        let recipe = recipes.get(recipe).ok_or(NotifyRefusal::BadSignature)?;
        let expected = recipe.sign(&heard.message, scope).map_err(|why| malformed(why.0))?;
        let same = bool::from(expected.as_bytes().ct_eq(given.as_bytes()));
        if same && !expected.is_empty() { Ok(()) } else { Err(NotifyRefusal::BadSignature) }
    }

    fn is_fresh(&self, heard: &Heard, now: Time) -> Result<(), NotifyRefusal> {
        let Some((at, within)) = &self.time else { return Ok(()) };
        let given = heard.at(at).and_then(|text| moment(&text)).ok_or_else(|| malformed("its time"))?;
        let off = now.since(given).0.saturating_abs();
        if off <= within.0 { Ok(()) } else { Err(NotifyRefusal::Stale) }
    }

    fn heard(&self, notify: &RawNotify) -> Result<Heard, NotifyRefusal> {
        if notify.body.len() > BODY_MAX {
            return Err(malformed("it is too large"));
        }
        let body = std::str::from_utf8(&notify.body).map_err(|_| malformed("it is no text"))?;
        let (path, query) = notify.target.split_once('?').unwrap_or((notify.target.as_str(), ""));
        let json = match self.read {
            Read::Json => Json::read(notify.body.as_slice()),
            Read::Form => of_form(body)?,
            Read::Query => of_form(query)?,
        };
        let json = json.ok_or_else(|| malformed("it cannot be read"))?;
        let message = Message {
            method: notify.method.clone(),
            path: path.to_owned(),
            query: query.to_owned(),
            headers: notify.headers.clone(),
            members: self.signed_members(&json)?,
            body: body.to_owned(),
        };
        Ok(Heard { json, message })
    }

    /// Without the signature, where it stands among them.
    fn signed_members(&self, json: &Json) -> Result<BTreeMap<String, String>, NotifyRefusal> {
        let members = json.at(&self.members).and_then(|object| object.members());
        let mut members = members.ok_or_else(|| malformed("what is signed is no object"))?;
        if let Proof::Signed { signature: At::Body(pointer), .. } = &self.proof
            && let Some(name) = pointer.below(&self.members)
        {
            members.remove(name);
        }
        Ok(members)
    }
}

fn of_form(text: &str) -> Result<Option<Json>, NotifyRefusal> {
    let pairs = Pairs::read(text).map_err(malformed)?;
    let members: BTreeMap<String, String> =
        pairs.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    Ok(Json::of_texts(&members))
}

/// Seconds or milliseconds since 1970: no seconds have twelve digits for as long as this runs.
fn moment(text: &str) -> Option<Time> {
    let digits = (9..=16).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    let number: i64 = text.parse().ok().filter(|_| digits)?;
    let micros = if text.len() < 12 { 1_000_000 } else { 1_000 };
    number.checked_mul(micros).map(Time)
}

fn malformed(what: &str) -> NotifyRefusal {
    NotifyRefusal::Malformed(what.to_owned())
}
