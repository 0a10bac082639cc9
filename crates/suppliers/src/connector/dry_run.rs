//! What would be sent, and how an answer would be read: without a network, and without a secret in it.

use super::answer::{Asked, Request, Told};
use super::callback::Callback;
use super::compile::compile;
use super::description::Read;
use super::kind::{Parts, read};
use super::plan::{Plan, Signatures};
use super::recipe::Recipe;
use super::scope::{Scope, Subject};
use super::template::{MASK, Unwritable, percent};
use kernel::{Currency, Money, Time};
use outbound::local_time::AHEAD_MINUTES;
use ports::{
    AccountFound, AccountQuestion, Described, DryRun, Explained, NameHint, NewSupply, NotifyRefusal,
    RawNotify, Rehearsal, ShownAnswer, ShownCallback, ShownRequest, ShownSignature, StatementDay, Supplied,
    SupplierProduct, SupplyError, SupplyLine, SupplyRef,
};

pub(super) const DESCRIBED: Described = Described { explain, dry_run, field: "description" };

/// All that is wrong with a description, each with its place.
pub(super) fn explain(description: &str) -> Vec<Explained> {
    compile(description).err().unwrap_or_default().iter().map(Explained::from).collect()
}

/// Tries a description on an order. Nothing is sent.
pub(super) fn dry_run(rehearsal: &Rehearsal<'_>) -> DryRun {
    let description = rehearsal.settings.get(DESCRIBED.field).map(|text| text.expose().as_str());
    match read(description.unwrap_or_default(), rehearsal.settings) {
        Ok(parts) => {
            let tried = Tried { parts: &parts, sample: rehearsal.sample, now: rehearsal.now };
            tried.shown(rehearsal.answer, rehearsal.callback)
        }
        Err(wrong) => {
            let of_fields = wrong.fields.iter().map(|field| Explained {
                path: field.field.to_owned(),
                zh: field.zh.to_owned(),
                en: field.en.to_owned(),
            });
            let faults = wrong.faults.iter().map(Explained::from).chain(of_fields).collect();
            DryRun { faults, ..DryRun::default() }
        }
    }
}

struct Tried<'a> {
    parts: &'a Parts,
    sample: &'a NewSupply,
    now: Time,
}

impl Tried<'_> {
    fn shown(&self, answer: Option<&str>, callback: Option<&str>) -> DryRun {
        let compiled = &self.parts.compiled;
        let before = SupplyRef {
            order_no: self.sample.order_no.clone(),
            wanted: self.sample.wanted,
            quantity: self.sample.quantity,
            reference: Some("sample-reference".to_owned()),
            sent_at: self.now,
        };
        let order = Subject::Order(self.sample);
        let question =
            AccountQuestion { product: self.sample.product.clone(), account: self.sample.account.clone() };
        let about = Subject::About(&before);
        let mut requests = vec![
            self.request("submit", &compiled.submit, order),
            self.request("query", &compiled.query, about),
        ];
        let today = StatementDay::of(self.now, AHEAD_MINUTES);
        let yesterday = today.before(AHEAD_MINUTES);
        let others = [
            ("cancel", &compiled.cancel, about),
            ("balance", &compiled.balance, Subject::Nothing),
            ("catalogue", &compiled.catalogue, Subject::Page(1)),
            ("account", &compiled.account, Subject::Account(&question)),
            ("statement", &compiled.statement, Subject::Day(&yesterday.date, 1)),
        ];
        for (name, plan, subject) in others {
            requests.extend(plan.as_ref().map(|plan| self.request(name, plan, subject)));
        }
        let answers = answer.map(|text| self.answers(&pasted_answer(text))).unwrap_or_default();
        let described = callback.zip(compiled.callback.as_ref());
        let callback = described.map(|(text, callback)| self.callback(callback, text));
        DryRun { faults: Vec::new(), requests, answers, callback }
    }

    fn callback(&self, described: &Callback, pasted: &str) -> ShownCallback {
        let Parts { compiled, keys, .. } = self.parts;
        let notify = pasted_callback(pasted, &self.sample.notify_url, &described.read);
        let blank = ShownCallback {
            order_no: None,
            refusal: None,
            said: String::new(),
            signature: self.measured(described, &notify),
            answer: described.answer.clone(),
        };
        match described.verify(&compiled.recipes, keys, &notify, self.now) {
            Ok(order_no) => ShownCallback { order_no: Some(order_no), ..blank },
            Err(why) => {
                ShownCallback { refusal: Some(refused(&why)), said: keys.said(&why.to_string()), ..blank }
            }
        }
    }

    /// The signature that it should have had.
    fn measured(&self, described: &Callback, notify: &RawNotify) -> Option<ShownSignature> {
        let Parts { compiled, keys, .. } = self.parts;
        let (name, message) = described.signed(notify)?;
        let recipe = compiled.recipes.get(name)?;
        let scope = |masked| Scope { keys, subject: Subject::Nothing, now: self.now, nonce: "", masked };
        let text = unhidden(&recipe.readable(&message, &scope(true)).ok()?);
        let value =
            if recipe.is_one_way() { recipe.sign(&message, &scope(false)).ok()? } else { MASK.to_owned() };
        Some(ShownSignature { recipe: name.to_owned(), text, value })
    }

    fn request(&self, name: &'static str, plan: &Plan, subject: Subject<'_>) -> ShownRequest {
        self.written(name, plan, subject).unwrap_or_else(|why| ShownRequest {
            name,
            method: plan.method.name().to_owned(),
            url: String::new(),
            headers: Vec::new(),
            body: String::new(),
            signatures: Vec::new(),
            problem: Some(why.0),
        })
    }

    fn written(
        &self,
        name: &'static str,
        plan: &Plan,
        subject: Subject<'_>,
    ) -> Result<ShownRequest, Unwritable> {
        let Parts { base, compiled, keys } = self.parts;
        let nonce = "00000000000000000000000000000000";
        let true_scope = Scope { keys, subject, now: self.now, nonce, masked: false };
        let scope = Scope { masked: true, ..true_scope };
        let signatures = plan.signatures(base.path(), &compiled.recipes, &true_scope)?;
        // What could not be sent is not shown as if it could.
        base.url(&plan.written(base.path(), &true_scope, Some(&signatures))?)?;
        let signatures = self.unreadable(signatures);
        let message = plan.written(base.path(), &scope, Some(&signatures))?;
        Ok(ShownRequest {
            name,
            method: message.method.clone(),
            url: unhidden(&base.shown(&message)),
            headers: message.headers.clone(),
            body: unhidden(&message.body),
            signatures: self.signatures(plan, &scope, signatures)?,
            problem: None,
        })
    }

    /// Some suppliers take a secret merely encoded (`Basic …`): such a signature is masked as a whole.
    fn unreadable(&self, signatures: Signatures) -> Signatures {
        let one_way = |name: &str| self.parts.compiled.recipes.get(name).is_some_and(Recipe::is_one_way);
        let shown = signatures.into_iter().map(|(name, value)| {
            let value = if one_way(&name) { value } else { MASK.to_owned() };
            (name, value)
        });
        shown.collect()
    }

    fn signatures(
        &self,
        plan: &Plan,
        scope: &Scope<'_>,
        signatures: Signatures,
    ) -> Result<Vec<ShownSignature>, Unwritable> {
        let Parts { base, compiled, .. } = self.parts;
        let unsigned = plan.written(base.path(), scope, None)?;
        let mut shown = Vec::new();
        for (recipe, value) in signatures {
            let found = compiled.recipes.get(&recipe).ok_or(Unwritable("a recipe is missing"))?;
            shown.push(ShownSignature { text: unhidden(&found.readable(&unsigned, scope)?), recipe, value });
        }
        Ok(shown)
    }

    fn answers(&self, told: &Told) -> Vec<ShownAnswer> {
        let (compiled, keys) = (&self.parts.compiled, &self.parts.keys);
        let currency = self.sample.unit_cost.currency;
        let order = |request: Request, plan: &Plan| {
            let asked = Asked { request, order_no: &self.sample.order_no, reference: None, currency, keys };
            plan.reading.supplied(told, &asked)
        };
        let mut shown = vec![
            supplied("submit", order(Request::Submit, &compiled.submit)),
            supplied("query", order(Request::Query, &compiled.query)),
        ];
        if let Some(plan) = &compiled.cancel {
            shown.push(supplied("cancel", order(Request::Cancel, plan)));
        }
        if let Some(plan) = &compiled.balance {
            shown.push(balance(plan.reading.balance(told, currency, keys)));
        }
        if let Some(plan) = &compiled.catalogue {
            shown.push(catalogue(plan.reading.products(told, currency, keys), currency));
        }
        if let Some(plan) = &compiled.account {
            shown.push(account(plan.reading.account(told)));
        }
        if let Some(plan) = &compiled.statement {
            shown.push(statement(plan.reading.lines(told, currency, keys), currency));
        }
        shown
    }
}

fn pasted_answer(text: &str) -> Told {
    let status = text.strip_prefix("HTTP/").and_then(|rest| rest.split_whitespace().nth(1)?.parse().ok());
    let Some(status) = status else { return Told::read(200, text.trim().as_bytes()) };
    let body = text.split_once("\r\n\r\n").or_else(|| text.split_once("\n\n"));
    Told::read(status, body.map_or("", |(_, body)| body.trim()).as_bytes())
}

/// As it would arrive: where only its contents were pasted, at our address.
fn pasted_callback(text: &str, notify_url: &str, read: &Read) -> RawNotify {
    let place = notify_url.splitn(4, '/').nth(3).unwrap_or_default();
    let first = text.lines().next().unwrap_or_default();
    let mut words = first.split_whitespace();
    let (method, target, version) = (words.next(), words.next(), words.next());
    let (Some(method), Some(target), true) =
        (method, target, version.is_some_and(|version| version.starts_with("HTTP/")))
    else {
        let (text, headers) = (text.trim(), Vec::new());
        return match read {
            Read::Query => {
                let target = format!("/{place}?{text}");
                RawNotify { method: "GET".to_owned(), target, headers, body: Vec::new() }
            }
            Read::Json | Read::Form => {
                let target = format!("/{place}");
                RawNotify { method: "POST".to_owned(), target, headers, body: text.as_bytes().to_vec() }
            }
        };
    };
    let text = text.replace("\r\n", "\n");
    let (head, body) = text.split_once("\n\n").unwrap_or((text.as_str(), ""));
    let headers = head.lines().skip(1).filter_map(|line| line.split_once(':'));
    let headers = headers.map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_owned()));
    RawNotify {
        method: method.to_owned(),
        target: target.to_owned(),
        headers: headers.collect(),
        body: body.trim().as_bytes().to_vec(),
    }
}

fn refused(why: &NotifyRefusal) -> &'static str {
    match why {
        NotifyRefusal::BadSignature => "bad_signature",
        NotifyRefusal::Stale => "stale",
        NotifyRefusal::OtherMerchant => "other_merchant",
        NotifyRefusal::Malformed(_) => "malformed",
    }
}

/// What stands for a secret, where it was encoded with what is around it.
fn unhidden(text: &str) -> String {
    text.replace(&percent(MASK), MASK)
}

fn blank(request: &'static str) -> ShownAnswer {
    ShownAnswer { request, state: "unknown", reference: None, amount: None, why: None, said: String::new() }
}

fn supplied(request: &'static str, told: Result<Supplied, SupplyError>) -> ShownAnswer {
    let blank = blank(request);
    match told {
        Ok(Supplied::Accepted { reference }) => ShownAnswer { state: "accepted", reference, ..blank },
        Ok(Supplied::Credited { reference, cost }) => {
            ShownAnswer { state: "credited", reference, amount: cost.map(Money::decimal), ..blank }
        }
        // Keys are not shown: how many there are is all that has to be seen.
        Ok(Supplied::Delivered { reference, cost, keys }) => ShownAnswer {
            state: "delivered",
            reference,
            amount: cost.map(Money::decimal),
            said: format!("{} keys", keys.len()),
            ..blank
        },
        Ok(Supplied::Failed { reference, why, said }) => {
            ShownAnswer { state: "failed", reference, why: Some(why.code()), said, ..blank }
        }
        Err(SupplyError::NotFound) => ShownAnswer { state: "not_found", ..blank },
        Err(error) => ShownAnswer { said: error.to_string(), ..blank },
    }
}

fn balance(told: Result<Money, SupplyError>) -> ShownAnswer {
    match told {
        Ok(money) => ShownAnswer { state: "balance", amount: Some(money.decimal()), ..blank("balance") },
        Err(error) => supplied("balance", Err(error)),
    }
}

fn catalogue(told: Result<Vec<SupplierProduct>, SupplyError>, currency: Currency) -> ShownAnswer {
    match told {
        Ok(products) => {
            let lines = products.iter().take(20).map(|product| {
                format!("{} {} {} {currency}", product.product, product.name, product.cost.decimal())
            });
            let said = lines.collect::<Vec<_>>().join("\n");
            ShownAnswer { state: "catalogue", said, ..blank("catalogue") }
        }
        Err(error) => supplied("catalogue", Err(error)),
    }
}

/// What a buyer would be shown of it.
fn account(told: Result<AccountFound, SupplyError>) -> ShownAnswer {
    match told {
        Ok(AccountFound::Yes { name, place }) => {
            let words = [name.as_ref().map(NameHint::masked), place];
            let said = words.into_iter().flatten().collect::<Vec<_>>().join(" ");
            ShownAnswer { state: "account", said, ..blank("account") }
        }
        Ok(AccountFound::No) => ShownAnswer { state: "no_account", ..blank("account") },
        Err(error) => supplied("account", Err(error)),
    }
}

fn statement(told: Result<Vec<SupplyLine>, SupplyError>, currency: Currency) -> ShownAnswer {
    match told {
        Ok(lines) => {
            let lines = lines.iter().take(20).map(|line| {
                let (kind, amount) = (line.kind.code(), line.amount.decimal());
                format!(
                    "{kind} {} {} {amount} {currency} {}",
                    line.order_no,
                    line.reference,
                    line.at.rfc3339()
                )
            });
            let said = lines.collect::<Vec<_>>().join("\n");
            ShownAnswer { state: "statement", said, ..blank("statement") }
        }
        Err(error) => supplied("statement", Err(error)),
    }
}
