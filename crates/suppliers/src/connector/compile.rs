//! From what is written to what can be sent and read: everything that can be wrong is found here, at once.

use super::answer::{Amounts, CodeAt, Items, Reading};
use super::callback::{At, Callback, Proof};
use super::description::{
    AnswerText, CallbackText, Description, ItemsText, LinesText, PairsText, RecipeText, RequestText,
};
use super::fault::{Class, Fault};
use super::json::Pointer;
use super::lines::Lines;
use super::plan::{Body, Members, Method, Node, Plan};
use super::recipe::{Pairs, Recipe, Step, fit};
use super::template::{BadTemplate, Group, Template, Variable, is_name};
use kernel::Span;
use std::collections::{BTreeMap, BTreeSet};
use std::mem;
use toml::Value;

const SIZE_MAX: usize = 32 * 1024;
/// How old a callback may be where its description does not say it.
const WITHIN_SECONDS: i64 = 600;

/// A description that can be used.
pub(super) struct Compiled {
    pub submit: Plan,
    pub query: Plan,
    pub cancel: Option<Plan>,
    pub balance: Option<Plan>,
    pub catalogue: Option<Plan>,
    pub account: Option<Plan>,
    pub statement: Option<Plan>,
    pub callback: Option<Callback>,
    pub recipes: BTreeMap<String, Recipe>,
    /// Of `id`, `key` and `secret` those that it refers to.
    pub keys: BTreeSet<&'static str>,
}

/// All that is wrong, or what can be used.
pub(super) fn compile(text: &str) -> Result<Compiled, Vec<Fault>> {
    if text.len() > SIZE_MAX {
        return Err(vec![Fault::new("", Class::TooLarge, "")]);
    }
    let described: Description = toml::from_str(text).map_err(|error| vec![not_toml(text, &error)])?;
    let mut compiler = Compiler::default();
    match compiler.whole(described) {
        Some(compiled) if compiler.faults.is_empty() => Ok(compiled),
        _ => Err(compiler.faults),
    }
}

fn not_toml(text: &str, error: &toml::de::Error) -> Fault {
    let before = error.span().and_then(|span| text.get(..span.start));
    let line = before.map(|before| format!("line {}", before.matches('\n').count() + 1));
    Fault::new(line.unwrap_or_default(), Class::NotToml, error.message())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Submit,
    Query,
    Cancel,
    Balance,
    Catalogue,
    Account,
    Statement,
}

impl Place {
    fn name(self) -> &'static str {
        match self {
            Self::Submit => "submit",
            Self::Query => "query",
            Self::Cancel => "cancel",
            Self::Balance => "balance",
            Self::Catalogue => "catalogue",
            Self::Account => "account",
            Self::Statement => "statement",
        }
    }

    /// What is known there.
    fn groups(self) -> &'static [Group] {
        match self {
            Self::Submit => &[Group::Keys, Group::Moment, Group::Number, Group::Goods, Group::Order],
            Self::Query | Self::Cancel => &[Group::Keys, Group::Moment, Group::Number, Group::About],
            Self::Balance => &[Group::Keys, Group::Moment],
            Self::Catalogue => &[Group::Keys, Group::Moment, Group::Page],
            Self::Account => &[Group::Keys, Group::Moment, Group::Goods],
            Self::Statement => &[Group::Keys, Group::Moment, Group::Page, Group::Day],
        }
    }
}

const SIGNATURE: &[Group] = &[Group::Signature];
const MESSAGE: &[Group] = &[Group::Message];
const KEYS: &[Group] = &[Group::Keys];
const EACH: &[Group] = &[Group::Each];
/// Of a recipe as such; each use of it is looked at by itself.
const SOMEWHERE: &[Group] = &[
    Group::Keys,
    Group::Moment,
    Group::Number,
    Group::Goods,
    Group::Order,
    Group::About,
    Group::Page,
    Group::Day,
    Group::Message,
];

#[derive(Default)]
struct Compiler {
    faults: Vec<Fault>,
    recipes: BTreeMap<String, Recipe>,
    keys: BTreeSet<&'static str>,
    /// Variables of the request that is being read.
    seen: Vec<Variable>,
}

impl Compiler {
    fn whole(&mut self, described: Description) -> Option<Compiled> {
        if described.version != 1 {
            self.fault("version", Class::Version, described.version.to_string());
        }
        for (name, recipe) in described.sign {
            let recipe = self.recipe(&name, recipe);
            self.recipes.insert(name, recipe);
        }
        let (common, amounts) = (described.answer, described.amounts);
        let mut plan = |place: Place, request: Option<RequestText>| {
            request.map(|request| self.plan(place, request, &common, amounts))
        };
        let submit = plan(Place::Submit, described.submit);
        let query = plan(Place::Query, described.query);
        let cancel = plan(Place::Cancel, described.cancel);
        let balance = plan(Place::Balance, described.balance);
        let catalogue = plan(Place::Catalogue, described.catalogue);
        let account = plan(Place::Account, described.account);
        let statement = plan(Place::Statement, described.statement);
        let callback = described.callback.map(|callback| self.callback(callback));
        for (missing, name) in [(submit.is_none(), "submit"), (query.is_none(), "query")] {
            if missing {
                self.fault(name, Class::Missing, "");
            }
        }
        let (recipes, keys) = (mem::take(&mut self.recipes), mem::take(&mut self.keys));
        let (submit, query) = (submit?, query?);
        Some(Compiled {
            submit,
            query,
            cancel,
            balance,
            catalogue,
            account,
            statement,
            callback,
            recipes,
            keys,
        })
    }

    fn fault(&mut self, path: impl Into<String>, class: Class, what: impl Into<String>) {
        self.faults.push(Fault::new(path, class, what));
    }

    /// A template that may use what is of these groups.
    fn template(&mut self, path: &str, text: &str, groups: &[&[Group]]) -> Template {
        let template = self.parsed(path, text);
        if template.numbers() > 0 {
            self.fault(path, Class::Template, "|number");
        }
        self.allowed(path, &template, groups);
        template
    }

    fn parsed(&mut self, path: &str, text: &str) -> Template {
        Template::parse(text).unwrap_or_else(|bad| {
            match bad {
                BadTemplate::Braces => self.fault(path, Class::Template, text),
                BadTemplate::Unknown(word) => self.fault(path, Class::Variable, format!("{{{word}}}")),
            }
            Template::default()
        })
    }

    fn allowed(&mut self, path: &str, template: &Template, groups: &[&[Group]]) {
        for (word, variable) in template.variables() {
            if !groups.iter().any(|groups| groups.contains(&variable.group())) {
                self.fault(path, Class::Variable, format!("{{{word}}}"));
            }
            match variable {
                Variable::Sign(name) if !self.recipes.contains_key(name) => {
                    self.fault(path, Class::Recipe, format!("{{{word}}}"));
                }
                Variable::Id => _ = self.keys.insert("id"),
                Variable::Key => _ = self.keys.insert("key"),
                Variable::Secret => _ = self.keys.insert("secret"),
                _ => {}
            }
            self.seen.push(variable.clone());
        }
    }

    // Recipes.

    fn recipe(&mut self, name: &str, written: RecipeText) -> Recipe {
        let path = format!("sign.{name}");
        if !is_name(name) {
            self.fault(path.as_str(), Class::Recipe, name);
        }
        let text = self.template(&format!("{path}.text"), &written.text, &[SOMEWHERE]);
        let mut steps: Vec<Step<Template>> = Vec::new();
        for step in written.steps {
            let at = format!("{path}.steps");
            steps.push(step.map(|text| self.template(&at, &text, &[SOMEWHERE])));
        }
        if !fit(&steps) {
            self.fault(format!("{path}.steps"), Class::Recipe, "");
        }
        let pairs = written.pairs.map(|pairs| self.pairs(&format!("{path}.pairs"), pairs));
        let joins = text.variables().any(|(_, variable)| *variable == Variable::Pairs);
        if joins != pairs.is_some() {
            self.fault(path.as_str(), Class::Recipe, "{pairs}");
        }
        Recipe { pairs, text, steps }
    }

    fn pairs(&mut self, path: &str, written: PairsText) -> Pairs {
        let each = self.template(&format!("{path}.each"), &written.each, &[EACH]);
        let mut also = BTreeMap::new();
        for (name, text) in written.also {
            let template = self.template(&format!("{path}.also.{name}"), &text, &[SOMEWHERE]);
            also.insert(name, template);
        }
        Pairs {
            each,
            between: written.between,
            only: written.only,
            without: written.without,
            without_empty: written.without_empty,
            also,
        }
    }

    /// Whether a recipe can be used there.
    fn use_recipe(&mut self, name: &str, place: &str, groups: &[&[Group]]) {
        let Some(recipe) = self.recipes.get(name) else { return };
        let known = |variable: &Variable| groups.iter().any(|groups| groups.contains(&variable.group()));
        let variables = recipe.templates().flat_map(Template::variables);
        let strange: Vec<String> =
            variables.filter(|(_, variable)| !known(variable)).map(|(word, _)| word.to_owned()).collect();
        for word in strange {
            self.fault(format!("sign.{name}"), Class::Variable, format!("{{{word}}}, [{place}]"));
        }
    }

    // Requests.

    fn plan(&mut self, place: Place, written: RequestText, common: &AnswerText, amounts: Amounts) -> Plan {
        let (name, groups) = (place.name(), place.groups());
        self.seen.clear();
        let path = self.path(&format!("{name}.path"), &written.path, groups);
        let query = self.members(&format!("{name}.query"), written.query, groups, false);
        let body = match (written.form, written.json) {
            (None, None) => Body::None,
            (Some(form), None) => Body::Form(self.members(&format!("{name}.form"), form, groups, false)),
            (None, Some(json)) => Body::Json(self.members(&format!("{name}.json"), json, groups, true)),
            (Some(_), Some(_)) => {
                self.fault(name, Class::Body, "form, json");
                Body::None
            }
        };
        if written.method == Method::Get && !matches!(body, Body::None) {
            self.fault(format!("{name}.method"), Class::Body, "GET");
        }
        let headers = self.headers(&format!("{name}.headers"), written.headers, groups);
        let seen = mem::take(&mut self.seen);
        let recipes: BTreeSet<String> = seen
            .iter()
            .filter_map(|variable| match variable {
                Variable::Sign(name) => Some(name.clone()),
                _ => None,
            })
            .collect();
        for recipe in &recipes {
            self.use_recipe(recipe, name, &[groups, MESSAGE]);
        }
        let by_reference = seen.contains(&Variable::Reference) && !seen.contains(&Variable::OrderNo);
        Plan {
            method: written.method,
            path,
            query,
            body,
            headers,
            without_empty: written.without_empty,
            recipes,
            by_reference,
            pages: seen.contains(&Variable::Page),
            reading: self.reading(place, written.answer.over(common), amounts),
        }
    }

    fn path(&mut self, at: &str, text: &str, groups: &[Group]) -> Template {
        let template = self.template(at, text, &[groups]);
        let outline = template.outline("x");
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~' | '/');
        let leads_elsewhere = outline.split('/').any(|segment| matches!(segment, "." | ".."));
        let begins = text.starts_with('/') && !outline.contains("//");
        if !begins || leads_elsewhere || !outline.chars().all(plain) {
            self.fault(at, Class::Path, text);
        }
        template
    }

    fn headers(
        &mut self,
        at: &str,
        written: BTreeMap<String, String>,
        groups: &[Group],
    ) -> BTreeMap<String, Template> {
        let mut headers = BTreeMap::new();
        for (name, text) in written {
            let path = format!("{at}.{name}");
            let template = self.template(&path, &text, &[groups, SIGNATURE]);
            let plain = template.outline("").bytes().all(|byte| (0x20..0x7f).contains(&byte));
            if !is_header(&name) || !plain {
                self.fault(path, Class::Header, name.as_str());
            }
            headers.insert(name, template);
        }
        headers
    }

    /// The outermost names: these may hold signatures.
    fn members(
        &mut self,
        at: &str,
        written: BTreeMap<String, Value>,
        groups: &[Group],
        json: bool,
    ) -> Members {
        let mut members = Members::new();
        for (name, value) in written {
            let path = format!("{at}.{name}");
            let node = self.node(&path, value, &[groups, SIGNATURE], json);
            if !json && matches!(node, Node::List(_) | Node::Object(_)) {
                self.fault(path, Class::Body, name.as_str());
            }
            members.insert(name, node);
        }
        members
    }

    fn node(&mut self, at: &str, value: Value, groups: &[&[Group]], json: bool) -> Node {
        // Deeper within, no signature stands.
        let within = groups.get(..1).unwrap_or_default();
        match value {
            Value::String(text) => self.text_node(at, &text, groups, json),
            Value::Integer(number) => Node::Fixed(number.to_string()),
            Value::Boolean(truth) => Node::Fixed(truth.to_string()),
            Value::Array(values) => {
                Node::List(values.into_iter().map(|value| self.node(at, value, within, json)).collect())
            }
            Value::Table(mut table) if table.len() == 1 && table.contains_key("text_of") => {
                let inner = table.remove("text_of").unwrap_or(Value::Boolean(false));
                Node::TextOf(Box::new(self.node(&format!("{at}.text_of"), inner, within, true)))
            }
            Value::Table(table) => {
                let mut members = Members::new();
                for (name, value) in table {
                    let node = self.node(&format!("{at}.{name}"), value, within, json);
                    members.insert(name, node);
                }
                Node::Object(members)
            }
            other @ (Value::Float(_) | Value::Datetime(_)) => {
                self.fault(at, Class::Body, other.to_string());
                Node::Fixed("null".to_owned())
            }
        }
    }

    fn text_node(&mut self, at: &str, text: &str, groups: &[&[Group]], json: bool) -> Node {
        let template = self.parsed(at, text);
        self.allowed(at, &template, groups);
        if json && template.is_number() {
            return Node::Number(template);
        }
        if template.numbers() > 0 {
            self.fault(at, Class::Template, "|number");
        }
        Node::Text(template)
    }

    // Answers.

    fn reading(&mut self, place: Place, answer: AnswerText, amounts: Amounts) -> Reading {
        let at = format!("{}.answer", place.name());
        self.is_complete(place, &at, &answer);
        let mut pointer =
            |name: &str, text: Option<String>| text.map(|text| self.pointer(&format!("{at}.{name}"), &text));
        let state = pointer("state", answer.state);
        let reason = pointer("reason", answer.reason);
        let order_no = pointer("order_no", answer.order_no);
        let reference = pointer("reference", answer.reference);
        let cost = pointer("cost", answer.cost);
        let message = pointer("message", answer.message);
        let balance = pointer("balance", answer.balance);
        let found = pointer("found", answer.found);
        let (name, place_at) = (pointer("name", answer.name), pointer("place", answer.place));
        let code = answer.code.map(|code| match code.as_str() {
            "http_status" => CodeAt::HttpStatus,
            path => CodeAt::Body(self.pointer(&format!("{at}.code"), path)),
        });
        Reading {
            code: code.map(|code| (code, answer.ok.unwrap_or_default().into_iter().collect())),
            errors: answer.errors.unwrap_or_default(),
            state: state.map(|state| (state, answer.states.unwrap_or_default())),
            reason: reason.map(|reason| (reason, answer.reasons.unwrap_or_default())),
            order_no,
            reference,
            cost,
            message,
            balance,
            items: answer.items.map(|items| self.items(&format!("{at}.items"), items)),
            found: found.map(|found| (found, answer.found_values.unwrap_or_default())),
            name,
            place: place_at,
            lines: answer.lines.map(|lines| self.lines(&format!("{at}.lines"), lines)),
            amounts,
        }
    }

    /// Whether it says all that must be known of such an answer.
    fn is_complete(&mut self, place: Place, at: &str, answer: &AnswerText) {
        let coded = answer.code.is_some();
        let missing = match place {
            Place::Submit | Place::Cancel if !coded && answer.state.is_none() => Some("code, state"),
            Place::Query if answer.state.is_none() => Some("state"),
            Place::Balance if answer.balance.is_none() => Some("balance"),
            Place::Catalogue if answer.items.is_none() => Some("items"),
            Place::Account if !coded && answer.found.is_none() => Some("code, found"),
            Place::Statement if answer.lines.is_none() => Some("lines"),
            _ => None,
        };
        let halves = [
            (coded != answer.ok.as_ref().is_some_and(|ok| !ok.is_empty()), "code, ok"),
            (
                answer.state.is_some() != answer.states.as_ref().is_some_and(|all| !all.is_empty()),
                "state, states",
            ),
            (answer.reason.is_some() != answer.reasons.is_some(), "reason, reasons"),
            (answer.found.is_some() != answer.found_values.is_some(), "found, found_values"),
        ];
        let halves = halves.into_iter().filter(|(broken, _)| *broken).map(|(_, what)| what);
        for what in missing.into_iter().chain(halves) {
            self.fault(at, Class::Answer, what);
        }
    }

    fn pointer(&mut self, at: &str, text: &str) -> Pointer {
        Pointer::read(text).unwrap_or_else(|| {
            self.fault(at, Class::Answer, text);
            Pointer::whole()
        })
    }

    fn items(&mut self, at: &str, written: ItemsText) -> Items {
        let on_sale = written.on_sale.map(|text| self.pointer(&format!("{at}.on_sale"), &text));
        if on_sale.is_some() == written.on_sale_values.is_empty() {
            self.fault(at, Class::Answer, "on_sale, on_sale_values");
        }
        Items {
            at: self.pointer(&format!("{at}.at"), &written.at),
            product: self.pointer(&format!("{at}.product"), &written.product),
            name: self.pointer(&format!("{at}.name"), &written.name),
            cost: self.pointer(&format!("{at}.cost"), &written.cost),
            stock: written.stock.map(|text| self.pointer(&format!("{at}.stock"), &text)),
            on_sale: on_sale.map(|pointer| (pointer, written.on_sale_values.into_iter().collect())),
        }
    }

    fn lines(&mut self, at: &str, written: LinesText) -> Lines {
        let halves = [
            (written.kind.is_some() == written.kinds.is_empty(), "kind, kinds"),
            (written.state.is_some() == written.states.is_empty(), "state, states"),
            // Without either nothing says which order it is.
            (written.order_no.is_none() && written.reference.is_none(), "order_no, reference"),
        ];
        for (_, what) in halves.into_iter().filter(|(broken, _)| *broken) {
            self.fault(at, Class::Answer, what);
        }
        let mut pointer = |name: &str, text: &str| self.pointer(&format!("{at}.{name}"), text);
        Lines {
            at: pointer("at", &written.at),
            order_no: written.order_no.map(|text| pointer("order_no", &text)),
            reference: written.reference.map(|text| pointer("reference", &text)),
            kind: written.kind.map(|text| (pointer("kind", &text), written.kinds)),
            amount: pointer("amount", &written.amount),
            time: pointer("time", &written.time),
            state: written.state.map(|text| (pointer("state", &text), written.states)),
        }
    }

    // Callbacks.

    fn callback(&mut self, written: CallbackText) -> Callback {
        let order_no = self.pointer("callback.order_no", &written.order_no);
        let members = self.pointer("callback.members", &written.members);
        let proof = self.proof(written.sign, written.signature, written.unsigned);
        let within = written.within_seconds.unwrap_or(WITHIN_SECONDS);
        if !(1..=86_400).contains(&within) {
            self.fault("callback.within_seconds", Class::Callback, within.to_string());
        }
        if written.answer.chars().count() > 256 {
            self.fault("callback.answer", Class::Callback, "");
        }
        let mut same = Vec::new();
        for (path, text) in &written.same {
            let pointer = self.pointer("callback.same", path);
            same.push((pointer, self.template("callback.same", text, &[KEYS])));
        }
        let time = written.time.map(|text| (self.at("callback.time", &text), Span::seconds(within)));
        Callback { read: written.read, order_no, proof, members, time, same, answer: written.answer }
    }

    /// Signed by a secret, or said to be not signed at all.
    fn proof(&mut self, sign: Option<String>, signature: Option<String>, unsigned: bool) -> Proof {
        let (Some(recipe), Some(signature), false) = (&sign, &signature, unsigned) else {
            if !unsigned || sign.is_some() || signature.is_some() {
                self.fault("callback", Class::Callback, "sign, signature, unsigned");
            }
            return Proof::Unsigned;
        };
        match self.recipes.get(recipe) {
            None => self.fault("callback.sign", Class::Recipe, recipe.as_str()),
            Some(found) if !found.is_keyed() => {
                self.fault("callback.sign", Class::Callback, recipe.as_str());
            }
            Some(_) => self.use_recipe(recipe, "callback", &[KEYS, MESSAGE]),
        }
        Proof::Signed { recipe: recipe.clone(), signature: self.at("callback.signature", signature) }
    }

    fn at(&mut self, path: &str, text: &str) -> At {
        match text.strip_prefix("header:") {
            Some(name) if is_name(name) => At::Header(name.to_owned()),
            Some(_) => {
                self.fault(path, Class::Callback, text);
                At::Header(String::new())
            }
            None => At::Body(self.pointer(path, text)),
        }
    }
}

/// A header that may be set. How long a body is, to whom it goes, and what the connection does with it is no business of a
/// description.
fn is_header(name: &str) -> bool {
    const OURS: [&str; 11] = [
        "host",
        "content-length",
        "content-encoding",
        "transfer-encoding",
        "connection",
        "keep-alive",
        "te",
        "trailer",
        "upgrade",
        "expect",
        "accept-encoding",
    ];
    let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    let lower = name.to_ascii_lowercase();
    plain && (1..=64).contains(&name.len()) && !OURS.contains(&lower.as_str()) && !lower.starts_with("proxy-")
}
