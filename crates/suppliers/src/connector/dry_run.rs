//! What would be sent, and how an answer would be read: without a network, and without a secret in it.

use super::answer::{Asked, Request, Told};
use super::compile::compile;
use super::fault::Explained;
use super::kind::{Parts, read};
use super::plan::{Plan, Signatures};
use super::recipe::Recipe;
use super::scope::{Scope, Subject};
use super::template::{MASK, Unwritable, percent};
use kernel::{Currency, Money, Time};
use outbound::local_time::AHEAD_MINUTES;
use ports::{
    NewSupply, Settings, StatementDay, Supplied, SupplierProduct, SupplyError, SupplyLine, SupplyRef,
};
use serde::Serialize;

/// What a description comes to for an order that is not sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DryRun {
    /// Nothing can be shown before these are gone.
    pub faults: Vec<Explained>,
    pub requests: Vec<ShownRequest>,
    /// The answer that was pasted, as each request would read it.
    pub answers: Vec<ShownAnswer>,
}

/// A request as it would be sent; secrets are `••••`, signatures are true.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ShownRequest {
    /// `submit`, `query`, `cancel`, `balance`, `catalogue`, `statement`.
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
    /// `accepted`, `credited`, `failed`, `not_found`, `balance`, `catalogue`, `statement`, `unknown`.
    pub state: &'static str,
    pub reference: Option<String>,
    /// A cost, or a balance.
    pub amount: Option<String>,
    /// The code of a failure's reason.
    pub why: Option<&'static str>,
    pub said: String,
}

/// All that is wrong with a description, each with its place.
pub fn explain(description: &str) -> Vec<Explained> {
    compile(description).err().unwrap_or_default().iter().map(Explained::from).collect()
}

/// Tries a description on an order. An answer may be pasted as its body, or with its line of status (`HTTP/1.1 402 …`),
/// headers, and an empty line before it; without, its status is 200. Nothing is sent.
pub fn dry_run(
    description: &str,
    settings: &Settings,
    sample: &NewSupply,
    pasted_answer: Option<&str>,
    now: Time,
) -> DryRun {
    match read(description, settings) {
        Ok(parts) => Tried { parts: &parts, sample, now }.shown(pasted_answer),
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
    fn shown(&self, pasted: Option<&str>) -> DryRun {
        let compiled = &self.parts.compiled;
        let before = SupplyRef {
            order_no: self.sample.order_no.clone(),
            wanted: self.sample.wanted,
            quantity: self.sample.quantity,
            reference: Some("sample-reference".to_owned()),
            sent_at: self.now,
        };
        let order = Subject::Order(self.sample);
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
            ("statement", &compiled.statement, Subject::Day(&yesterday.date, 1)),
        ];
        for (name, plan, subject) in others {
            requests.extend(plan.as_ref().map(|plan| self.request(name, plan, subject)));
        }
        let answers = pasted.map(|text| self.answers(&pasted_answer(text))).unwrap_or_default();
        DryRun { faults: Vec::new(), requests, answers }
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
