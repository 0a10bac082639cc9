//! Suppliers that are described instead of programmed: one TOML file says what is asked, how it is signed, and what of an
//! answer means what (docs/suppliers/connector.md).
//!
//! - Only what a description maps is believed. A state, a code or a path that it does not know is *unknown*, never failed:
//!   an order that failed is ordered elsewhere, and would be credited twice.
//! - A description is read once, and all that is wrong with it is said at once.
//! - Secrets stand in settings of their own and are named in the description: `{key}`.
//! - Every request stays below the base address, and no value can add a header or leave its segment of the path.

use async_trait::async_trait;
use kernel::{Ambient, Currency, Money, Time};
use outbound::http::Http;
use ports::{
    AccountFound, AccountQuestion, Checked, NewSupply, NotifyRefusal, RawNotify, Reported, StatementDay,
    Supplied, Supplier, SupplierProduct, SupplyError, SupplyRef, SupplyStatement, Wanted,
};
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// Where a supplier is.
mod address;
/// What of an answer is believed.
mod answer;
/// A supplier's report, before it is believed.
mod callback;
/// From what is written to what can be sent and read.
mod compile;
/// What an operator writes.
mod description;
/// MD5, SHA and their HMACs.
mod digest;
/// What would be sent, without sending it.
mod dry_run;
/// What can be wrong with a description.
mod fault;
#[cfg(test)]
mod golden;
/// Answers as they came.
mod json;
/// What is asked of who sets it up.
mod kind;
pub(crate) use kind::KIND;
/// What of an answer is a statement.
mod lines;
/// What is signed.
mod message;
/// One request, ready to be written.
mod plan;
/// How something is signed.
mod recipe;
#[cfg(test)]
mod safety;
/// What a template may know.
mod scope;
/// Texts with variables.
mod template;

use address::Base;
use answer::{Asked, Request, Told};
use compile::Compiled;
use plan::{Method, Plan};
use scope::{Keys, Scope, Subject};
use template::Unwritable;

/// No catalogue has more pages than this.
const PAGES_MAX: u32 = 100;
/// Nor more goods.
const GOODS_MAX: usize = 10_000;

/// One account at one supplier.
pub(crate) struct ConnectorSupplier {
    base: Base,
    compiled: Compiled,
    keys: Keys,
    currency: Currency,
    ambient: Ambient,
    http: Http,
    /// To callbacks.
    answer: &'static str,
}

impl ConnectorSupplier {
    async fn ask(&self, plan: &Plan, subject: Subject<'_>) -> Result<Told, SupplyError> {
        // Certain: a request that cannot be written was not sent.
        let request = self.request(plan, subject);
        let request = request.map_err(|why| SupplyError::NotReached(why.0.to_owned()))?;
        let answer = self.http.send(request).await?;
        Ok(Told::read(answer.status, &answer.body))
    }

    fn request(&self, plan: &Plan, subject: Subject<'_>) -> Result<reqwest::Request, Unwritable> {
        let nonce = kernel::hex(self.ambient.bytes::<16>());
        let scope =
            Scope { keys: &self.keys, subject, now: self.ambient.now(), nonce: &nonce, masked: false };
        let message = plan.signed(self.base.path(), &self.compiled.recipes, &scope)?;
        let mut request = self.http.client().request(method(plan.method), self.base.url(&message)?);
        for (name, value) in &message.headers {
            request = request.header(name.as_str(), value.as_str());
        }
        if !message.body.is_empty() {
            request = request.body(message.body);
        }
        request.build().map_err(|_| Unwritable("the request cannot be written"))
    }

    async fn about(&self, request: Request, plan: &Plan, of: &SupplyRef) -> Result<Supplied, SupplyError> {
        let told = self.ask(plan, Subject::About(of)).await?;
        plan.reading.supplied(&told, &self.asked(request, &of.order_no, of.reference.as_deref()))
    }

    fn asked<'a>(&'a self, request: Request, order_no: &'a str, reference: Option<&'a str>) -> Asked<'a> {
        Asked { request, order_no, reference, currency: self.currency, keys: &self.keys }
    }

    /// Asks for the balance, or else for an order that there cannot be.
    async fn try_keys(&self) -> Result<(), SupplyError> {
        if self.compiled.balance.is_some() {
            return self.balance().await.map(|_| ());
        }
        let none = SupplyRef {
            order_no: "nosuchorder00000".to_owned(),
            wanted: Wanted::Credit,
            quantity: 1,
            reference: Some("0".to_owned()),
            sent_at: self.ambient.now(),
        };
        match self.query(&none).await {
            Err(SupplyError::NotFound) => Ok(()),
            told => told.map(|_| ()),
        }
    }
}

#[async_trait]
impl Supplier for ConnectorSupplier {
    async fn submit(&self, new: &NewSupply) -> Result<Supplied, SupplyError> {
        if new.unit_cost.currency != self.currency {
            return Err(SupplyError::NotReached(format!("this supplier reckons in {}", self.currency)));
        }
        let plan = &self.compiled.submit;
        let told = self.ask(plan, Subject::Order(new)).await?;
        plan.reading.supplied(&told, &self.asked(Request::Submit, &new.order_no, None))
    }

    async fn query(&self, of: &SupplyRef) -> Result<Supplied, SupplyError> {
        self.about(Request::Query, &self.compiled.query, of).await
    }

    async fn cancel(&self, of: &SupplyRef) -> Result<Supplied, SupplyError> {
        let plan = self.compiled.cancel.as_ref().ok_or(SupplyError::CannotTell)?;
        self.about(Request::Cancel, plan, of).await
    }

    async fn balance(&self) -> Result<Money, SupplyError> {
        let plan = self.compiled.balance.as_ref().ok_or(SupplyError::CannotTell)?;
        let told = self.ask(plan, Subject::Nothing).await?;
        plan.reading.balance(&told, self.currency, &self.keys)
    }

    /// Page by page where it has pages, until one brings nothing new.
    async fn catalogue(&self) -> Result<Vec<SupplierProduct>, SupplyError> {
        let plan = self.compiled.catalogue.as_ref().ok_or(SupplyError::CannotTell)?;
        let (mut all, mut known) = (Vec::new(), BTreeSet::new());
        for page in 1..=PAGES_MAX {
            let told = self.ask(plan, Subject::Page(page)).await?;
            let before = all.len();
            for product in plan.reading.products(&told, self.currency, &self.keys)? {
                if known.insert(product.product.clone()) {
                    all.push(product);
                }
            }
            if all.len() > GOODS_MAX {
                break;
            }
            if !plan.pages || all.len() == before {
                return Ok(all);
            }
        }
        Err(SupplyError::Unknown("the catalogue has no end".into()))
    }

    async fn find_account(&self, question: &AccountQuestion) -> Result<AccountFound, SupplyError> {
        let plan = self.compiled.account.as_ref().ok_or(SupplyError::CannotTell)?;
        let told = self.ask(plan, Subject::Account(question)).await?;
        plan.reading.account(&told)
    }

    fn offers_statement(&self) -> bool {
        self.compiled.statement.is_some()
    }

    /// Page by page where it has pages, until one has no lines.
    async fn statement(&self, day: &StatementDay) -> Result<SupplyStatement, SupplyError> {
        let plan = self.compiled.statement.as_ref().ok_or(SupplyError::CannotTell)?;
        let mut told = SupplyStatement::default();
        for page in 1..=PAGES_MAX {
            let answer = self.ask(plan, Subject::Day(&day.date, page)).await?;
            let lines = plan.reading.lines(&answer, self.currency, &self.keys)?;
            let is_last = lines.is_empty();
            told.lines.extend(lines);
            if !plan.pages || is_last {
                return Ok(told);
            }
        }
        Err(SupplyError::Unknown("the statement has no end".into()))
    }

    fn verify_callback(&self, callback: &RawNotify, now: Time) -> Result<Reported, NotifyRefusal> {
        match &self.compiled.callback {
            Some(described) => {
                described.verify(&self.compiled.recipes, &self.keys, callback, now).map(Reported::Order)
            }
            None => Err(NotifyRefusal::Malformed("this supplier sends no callbacks".into())),
        }
    }

    fn acknowledgement(&self) -> &'static str {
        self.answer
    }

    async fn check(&self) -> Vec<Checked> {
        let passed = |code| Checked { code, problem: None };
        let failed = |code, problem: String| Checked { code, problem: Some(problem) };
        match self.try_keys().await {
            Ok(()) => vec![passed("reach"), passed("keys")],
            Err(SupplyError::NotReached(why)) => vec![failed("reach", why)],
            Err(error) => vec![passed("reach"), failed("answer", error.to_string())],
        }
    }
}

fn method(method: Method) -> reqwest::Method {
    match method {
        Method::Get => reqwest::Method::GET,
        Method::Post => reqwest::Method::POST,
        Method::Put => reqwest::Method::PUT,
        Method::Delete => reqwest::Method::DELETE,
    }
}

/// The same text for as long as the program runs, as whoever answers a callback needs it. Each text is kept once, however
/// often a supplier is set up: there are as many as there are suppliers with ways of their own, and none is long.
fn lasting(text: &str) -> &'static str {
    static KEPT: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = kept.get(text).copied() {
        return known;
    }
    let text: &'static str = Box::leak(text.to_owned().into_boxed_str());
    kept.insert(text);
    text
}
