//! What an operator writes. A key that is not known is refused: it would be a rule that nobody follows.

use super::answer::{Amounts, Found, Reason, Refusal, Standing};
use super::lines::{Kind, State};
use super::plan::Method;
use super::recipe::Step;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Value;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Description {
    pub version: i64,
    #[serde(default)]
    pub amounts: Amounts,
    #[serde(default)]
    pub sign: BTreeMap<String, RecipeText>,
    /// What the answers to all requests have in common.
    #[serde(default)]
    pub answer: AnswerText,
    pub submit: Option<RequestText>,
    pub query: Option<RequestText>,
    pub cancel: Option<RequestText>,
    pub balance: Option<RequestText>,
    pub catalogue: Option<RequestText>,
    pub account: Option<RequestText>,
    pub statement: Option<RequestText>,
    pub callback: Option<CallbackText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RecipeText {
    pub text: String,
    #[serde(default)]
    pub steps: Vec<Step<String>>,
    pub pairs: Option<PairsText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PairsText {
    #[serde(default = "each")]
    pub each: String,
    #[serde(default = "between")]
    pub between: String,
    pub only: Option<Vec<String>>,
    #[serde(default)]
    pub without: Vec<String>,
    #[serde(default)]
    pub without_empty: bool,
    #[serde(default)]
    pub also: BTreeMap<String, String>,
}

fn each() -> String {
    "{name}={value}".to_owned()
}

fn between() -> String {
    "&".to_owned()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RequestText {
    pub method: Method,
    pub path: String,
    #[serde(default)]
    pub query: BTreeMap<String, Value>,
    pub form: Option<BTreeMap<String, Value>>,
    pub json: Option<BTreeMap<String, Value>>,
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    #[serde(default)]
    pub without_empty: bool,
    #[serde(default)]
    pub answer: AnswerText,
}

#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AnswerText {
    pub code: Option<String>,
    pub ok: Option<Vec<String>>,
    pub errors: Option<BTreeMap<String, Refusal>>,
    pub state: Option<String>,
    pub states: Option<BTreeMap<String, Standing>>,
    pub reason: Option<String>,
    pub reasons: Option<BTreeMap<String, Reason>>,
    pub order_no: Option<String>,
    pub reference: Option<String>,
    pub cost: Option<String>,
    pub message: Option<String>,
    pub balance: Option<String>,
    pub items: Option<ItemsText>,
    pub found: Option<String>,
    pub found_values: Option<BTreeMap<String, Found>>,
    pub name: Option<String>,
    pub place: Option<String>,
    pub lines: Option<LinesText>,
}

impl AnswerText {
    /// What is not said here is as it is said for all.
    pub fn over(self, common: &Self) -> Self {
        let common = common.clone();
        Self {
            code: self.code.or(common.code),
            ok: self.ok.or(common.ok),
            errors: self.errors.or(common.errors),
            state: self.state.or(common.state),
            states: self.states.or(common.states),
            reason: self.reason.or(common.reason),
            reasons: self.reasons.or(common.reasons),
            order_no: self.order_no.or(common.order_no),
            reference: self.reference.or(common.reference),
            cost: self.cost.or(common.cost),
            message: self.message.or(common.message),
            balance: self.balance.or(common.balance),
            items: self.items.or(common.items),
            found: self.found.or(common.found),
            found_values: self.found_values.or(common.found_values),
            name: self.name.or(common.name),
            place: self.place.or(common.place),
            lines: self.lines.or(common.lines),
        }
    }
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ItemsText {
    pub at: String,
    pub product: String,
    pub name: String,
    pub cost: String,
    pub stock: Option<String>,
    pub on_sale: Option<String>,
    #[serde(default)]
    pub on_sale_values: Vec<String>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LinesText {
    pub at: String,
    pub order_no: Option<String>,
    pub reference: Option<String>,
    pub kind: Option<String>,
    #[serde(default)]
    pub kinds: BTreeMap<String, Kind>,
    pub amount: String,
    pub time: String,
    pub state: Option<String>,
    #[serde(default)]
    pub states: BTreeMap<String, State>,
}

/// Where a callback's names and values stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Read {
    Form,
    Json,
    Query,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CallbackText {
    pub read: Read,
    pub order_no: String,
    /// The recipe.
    pub sign: Option<String>,
    /// Where the signature stands: a path, or `header:NAME`.
    pub signature: Option<String>,
    #[serde(default)]
    pub unsigned: bool,
    /// Where the names and values are that are signed.
    #[serde(default)]
    pub members: String,
    pub time: Option<String>,
    pub within_seconds: Option<i64>,
    /// What has to stand where, as a template.
    #[serde(default)]
    pub same: BTreeMap<String, String>,
    pub answer: String,
}
