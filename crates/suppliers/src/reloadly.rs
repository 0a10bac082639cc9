//! Reloadly (docs.reloadly.com: Gift Cards, Airtime, Webhooks; the OpenAPI files of github.com/Reloadly): gift cards, which are
//! keys, and top-ups of telephones, which are credit. OAuth 2 with client credentials; JSON; amounts as decimal numbers.
//!
//! What the documents leave open, and how it is taken here:
//! - The audience of a token is the address of the service that it is for, at the sandbox, too. A token is kept until a minute
//!   before its end. A request that was refused for its token (401) was not done: it is sent once more with a new one.
//! - No order can say what it may cost at most. The goods are asked for first, and an order that would cost more than was
//!   agreed, with fees and discount, is not sent. A token or goods that cannot be had mean that no order was sent.
//! - `unitPrice` is the face of the card in the card's own currency. `amount` of a top-up is in ours (`useLocalAmount` false).
//! - A number that was used before (`CUSTOM_IDENTIFIER_ALREADY_USED`) is refused: the order is asked about. Codes that say
//!   what is wrong with the order itself are certain (`state.rs`) once the list of all orders has none of that number, as the
//!   same order may have been sent before. `PHONE_RECENTLY_RECHARGED` is not, as our own order may be
//!   what it recharged; nor are `TOPUP_TRANSACTION_FAILED` and whatever has no code.
//! - Orders are asked about by Reloadly's number where it is known, else in the list of all by ours. Only a list without a
//!   line means that there is none: one with other lines has not looked for ours.
//! - FAILED (the money is not back yet) is as certain as REFUNDED: there is no card, and no credit.
//! - Cards are fetched after the order is SUCCESSFUL, from `giftcards-v2`, as some have an address instead of a number. While
//!   there are none they are asked for again. Fewer than were ordered are what it comes to.
//! - A top-up that brings a PIN credits nobody: such operators are not ordered from, and a PIN that comes all the same is
//!   unknown, to be handed out by people.
//! - A card whose maker wants a user's number (`additionalRequirements`) is not ordered.
//! - A telephone is there for a top-up if `operators/auto-detect` says that it is the operator's that we order from. Another
//!   one's is not right, but where the operator sells data or bundles: those have numbers of their own for the same network.
//!   That no operator could be detected says nothing.
//! - A callback (`X-Reloadly-Signature`) is signed over its body, a colon and its time, which may be seconds or milliseconds.
//!   Whether a repetition has its own time is not said: a day is the most.

use crate::words::{never, unreadable};
use async_trait::async_trait;
use call::{Service, Told};
use fine::Fine;
use kernel::{Ambient, Currency, Money, Secret, Time};
use outbound::flat::Flat;
use outbound::http::Http;
use ports::{
    AccountFound, AccountQuestion, Checked, NewSupply, NoSupply, NotifyRefusal, RawNotify, Reported,
    StatementDay, Supplied, Supplier, SupplierProduct, SupplyError, SupplyRef, SupplyStatement, Wanted,
};
use state::{Standing, Transaction};
use token::Tokens;

/// How an order is asked for; pure.
mod asked;
/// Requests, and what kind of answer came.
mod call;
/// A callback, before it is believed.
mod callback;
/// Decimal amounts below the smallest coin.
mod fine;
#[cfg(test)]
mod golden;
/// What can be ordered, and what it costs; pure.
mod goods;
/// What is asked of who sets it up.
mod kind;
/// What an answer says of an order; pure.
mod state;
/// What orders took and gave back on a day.
mod statement;
/// What every request is let in by.
mod token;
pub(crate) use kind::KIND;

/// So many pages of goods are read at most, of each service and country.
const PAGES_MAX: usize = 60;
/// Nor are more goods listed.
const GOODS_MAX: usize = 10_000;

/// One account.
pub(crate) struct ReloadlySupplier {
    /// Without a slash at its end, as are the two below.
    auth_url: String,
    gifts_url: String,
    topups_url: String,
    client_id: String,
    client_secret: Secret<String>,
    /// Of callbacks; none: they are refused.
    webhook_secret: Option<Secret<String>>,
    sender: String,
    /// Where receipts go, if not to the account's own.
    email: Option<String>,
    /// Whose goods are listed; none: all.
    countries: Vec<String>,
    currency: Currency,
    ambient: Ambient,
    http: Http,
    tokens: Tokens,
}

impl ReloadlySupplier {
    async fn order_cards(&self, new: &NewSupply, id: &str, face: &str) -> Result<Supplied, SupplyError> {
        let product = match self.goods(Service::Gifts, &format!("/products/{id}")).await? {
            Ok(product) => product,
            Err(never) => return Ok(never),
        };
        if let Err(never) = goods::is_card(&product, face, new.unit_cost) {
            return Ok(never);
        }
        let body = asked::cards(new, id, face, &self.sender, self.email.as_deref());
        let told = match self.post(Service::Gifts, "/orders", body).await? {
            Told::Refused(refusal) => return state::refused(&refusal, &self.client_secret),
            Told::Good(body) => Flat::read(&body).ok_or_else(|| unreadable("order"))?,
        };
        let transaction = Transaction::read(&told, &new.order_no, self.currency)?;
        // Ordered, whatever becomes of the question for its cards.
        let accepted = Supplied::Accepted { reference: Some(transaction.reference.clone()) };
        match transaction.standing {
            Standing::Done => Ok(self.cards(transaction, new.quantity).await.unwrap_or(accepted)),
            Standing::UnderWay => Ok(accepted),
            Standing::Failed => Ok(transaction.failed(&self.client_secret)),
        }
    }

    async fn top_up(&self, new: &NewSupply, id: &str, amount: &str) -> Result<Supplied, SupplyError> {
        let operator = match self.goods(Service::Airtime, &format!("/operators/{id}")).await? {
            Ok(operator) => operator,
            Err(never) => return Ok(never),
        };
        let country = match goods::is_top_up(&operator, amount, new.unit_cost) {
            Ok(country) => country,
            Err(never) => return Ok(never),
        };
        let body = match asked::top_up(new, id, amount, &country) {
            Ok(body) => body,
            Err(never) => return Ok(never),
        };
        match self.post(Service::Airtime, "/topups-async", body).await? {
            Told::Refused(refusal) => state::refused(&refusal, &self.client_secret),
            Told::Good(body) => state::taken_on(&body),
        }
    }

    /// Prices, stock and our deposit may have changed since the same order was sent before, and was done: that it is refused
    /// now is certain only where there is none of its number.
    async fn unless_known(&self, new: &NewSupply, refused: Supplied) -> Result<Supplied, SupplyError> {
        let (order_no, sent_at) = (new.order_no.clone(), self.ambient.now());
        let of = SupplyRef { order_no, wanted: new.wanted, quantity: new.quantity, reference: None, sent_at };
        match self.transaction(&of).await {
            Err(SupplyError::NotFound) => Ok(refused),
            Err(error) => Err(error),
            Ok(known) if known.standing == Standing::Failed => Ok(known.failed(&self.client_secret)),
            Ok(_) => Err(SupplyError::Unknown("the order number is known there already".into())),
        }
    }

    /// What is to be ordered, as it stands there now. Whatever goes wrong here, nothing was ordered.
    async fn goods(&self, service: Service, path: &str) -> Result<Result<Flat, Supplied>, SupplyError> {
        let not_ordered = |error: SupplyError| match error {
            SupplyError::Unknown(why) => SupplyError::NotReached(why),
            other => other,
        };
        match self.get(service, path).await.map_err(not_ordered)? {
            Told::Good(body) => Flat::read(&body).map(Ok).ok_or_else(|| not_ordered(unreadable("goods"))),
            Told::Refused(refusal) => Ok(Err(goods::missing(&refusal, &self.client_secret))),
        }
    }

    /// The codes of an order that is done.
    async fn cards(&self, of: Transaction, quantity: i64) -> Result<Supplied, SupplyError> {
        let path = format!("/orders/transactions/{}/cards", of.reference);
        let told = self.get(Service::Cards, &path).await?.good(&self.client_secret)?;
        state::cards(&told, of, quantity)
    }

    /// Whose telephone it is, where it would be topped up.
    async fn detect(&self, question: &AccountQuestion) -> Result<AccountFound, SupplyError> {
        let Some(operator) = asked::airtime(&question.product) else { return Err(SupplyError::CannotTell) };
        let Some(phone) = asked::phone_of(question) else { return Ok(AccountFound::No) };
        let told = self.get(Service::Airtime, &format!("/operators/{operator}")).await?;
        let ours = Flat::read(&told.good(&self.client_secret)?).ok_or_else(|| unreadable("operator"))?;
        let country = goods::country(&ours).ok_or_else(|| unreadable("country"))?;
        let path = format!("/operators/auto-detect/phone/{phone}/countries/{country}");
        match self.get(Service::Airtime, &path).await? {
            Told::Good(body) => {
                goods::is_of(&ours, &Flat::read(&body).ok_or_else(|| unreadable("operator"))?)
            }
            Told::Refused(refusal) if state::reason(&refusal) == Some(NoSupply::BadAccount) => {
                Ok(AccountFound::No)
            }
            // Not in its words, as these may name the telephone.
            Told::Refused(_) => Err(SupplyError::Unknown("no operator was detected".into())),
        }
    }

    /// How an order stands: by Reloadly's number where that is known.
    async fn transaction(&self, of: &SupplyRef) -> Result<Transaction, SupplyError> {
        let service = Service::of(of.wanted);
        let reference = of.reference.as_deref().filter(|number| crate::plain::is_number(number, 18));
        if let Some(number) = reference {
            let told = self.get(service, &service.one(number)).await?.good(&self.client_secret)?;
            return state::one(&told, &of.order_no, self.currency);
        }
        let path = format!("{}?customIdentifier={}&page=1&size=10", service.reports(), of.order_no);
        let told = self.get(service, &path).await?.good(&self.client_secret)?;
        let row = state::listed(&told, &of.order_no)?;
        if of.wanted == Wanted::Credit && row.text("status").is_empty() {
            // Older lists of top-ups do not say how they stand.
            let number = state::number(&row)?;
            let told = self.get(service, &service.one(&number)).await?.good(&self.client_secret)?;
            return state::one(&told, &of.order_no, self.currency);
        }
        Transaction::read(&row, &of.order_no, self.currency)
    }

    /// Page by page, until one is not full.
    async fn pages(&self, service: Service, path: &str) -> Result<Vec<Flat>, SupplyError> {
        let mut all = Vec::new();
        for page in 1..=PAGES_MAX {
            let path = format!("{path}page={page}&size={}", goods::A_PAGE);
            let told = self.get(service, &path).await?.good(&self.client_secret)?;
            let rows = state::rows(&told).ok_or_else(|| unreadable("list"))?;
            let is_last = rows.len() < goods::A_PAGE;
            all.extend(rows);
            if is_last {
                return Ok(all);
            }
        }
        Err(SupplyError::Unknown("there are too many goods: name countries in the settings".into()))
    }

    async fn operators(&self) -> Result<Vec<Flat>, SupplyError> {
        if self.countries.is_empty() {
            return self.pages(Service::Airtime, "/operators?suggestedAmounts=true&").await;
        }
        let mut all = Vec::new();
        for country in &self.countries {
            let path = format!("/operators/countries/{country}?suggestedAmounts=true");
            let told = self.get(Service::Airtime, &path).await?.good(&self.client_secret)?;
            all.extend(state::rows(&told).ok_or_else(|| unreadable("list"))?);
        }
        Ok(all)
    }

    async fn products(&self) -> Result<Vec<Flat>, SupplyError> {
        if self.countries.is_empty() {
            return self.pages(Service::Gifts, "/products?").await;
        }
        let mut all = Vec::new();
        for country in &self.countries {
            all.extend(self.pages(Service::Gifts, &format!("/products?countryCode={country}&")).await?);
        }
        Ok(all)
    }

    fn held(&self, body: &[u8]) -> Result<Money, SupplyError> {
        let told = Flat::read(body).ok_or_else(|| unreadable("balance"))?;
        let code = told.text("currencyCode");
        if code != self.currency.code() {
            let why = format!("the account reckons in {code}, and not in {}", self.currency);
            return Err(SupplyError::Unknown(outbound::said::said(&why, "")));
        }
        let balance = Fine::read(&told.text("balance")).and_then(|held| held.down(self.currency));
        balance.ok_or_else(|| unreadable("balance"))
    }
}

#[async_trait]
impl Supplier for ReloadlySupplier {
    async fn submit(&self, new: &NewSupply) -> Result<Supplied, SupplyError> {
        let said = match asked::product(new, self.currency) {
            Ok(asked::Product::Cards { id, face }) => self.order_cards(new, id, face).await?,
            Ok(asked::Product::TopUp { operator, amount }) => self.top_up(new, operator, amount).await?,
            Err(never) => return Ok(never),
        };
        match said {
            Supplied::Failed { reference: None, .. } => self.unless_known(new, said).await,
            said => Ok(said),
        }
    }

    async fn query(&self, of: &SupplyRef) -> Result<Supplied, SupplyError> {
        let transaction = self.transaction(of).await?;
        match transaction.standing {
            Standing::UnderWay => Ok(Supplied::Accepted { reference: Some(transaction.reference) }),
            Standing::Failed => Ok(transaction.failed(&self.client_secret)),
            Standing::Done if of.wanted == Wanted::Keys => self.cards(transaction, of.quantity).await,
            Standing::Done => transaction.credited(),
        }
    }

    async fn balance(&self) -> Result<Money, SupplyError> {
        let told = self.get(Service::Gifts, "/accounts/balance").await?.good(&self.client_secret)?;
        self.held(&told)
    }

    async fn catalogue(&self) -> Result<Vec<SupplierProduct>, SupplyError> {
        let products = self.products().await?;
        let mut all: Vec<_> =
            products.iter().flat_map(|product| goods::cards(product, self.currency)).collect();
        let operators = self.operators().await?;
        all.extend(operators.iter().flat_map(|operator| goods::top_ups(operator, self.currency)));
        if all.len() > GOODS_MAX {
            return Err(SupplyError::Unknown(
                "there are too many goods: name fewer countries in the settings".into(),
            ));
        }
        Ok(goods::without_doubles(all))
    }

    async fn find_account(&self, question: &AccountQuestion) -> Result<AccountFound, SupplyError> {
        self.detect(question).await
    }

    fn statement_ahead(&self) -> i64 {
        0
    }

    fn offers_statement(&self) -> bool {
        true
    }

    async fn statement(&self, day: &StatementDay) -> Result<SupplyStatement, SupplyError> {
        self.day(day).await
    }

    fn verify_callback(&self, callback: &RawNotify, now: Time) -> Result<Reported, NotifyRefusal> {
        callback::verify(self.webhook_secret.as_ref(), callback, now).map(Reported::Order)
    }

    fn acknowledgement(&self) -> &'static str {
        "ok"
    }

    /// Asks for a token, and with it for our balance.
    async fn check(&self) -> Vec<Checked> {
        let passed = |code| Checked { code, problem: None };
        let failed = |code, problem: String| Checked { code, problem: Some(problem) };
        match self.token(Service::Gifts).await {
            Err(token::NoToken::Silent(why)) => return vec![failed("reach", why)],
            Err(token::NoToken::Refused(why)) => return vec![passed("reach"), failed("keys", why)],
            Ok(_) => {}
        }
        match self.balance().await {
            Err(error @ SupplyError::NotReached(_)) => vec![failed("reach", error.to_string())],
            Err(error) => vec![passed("reach"), passed("keys"), failed("answer", error.to_string())],
            Ok(_) => vec![passed("reach"), passed("keys"), passed("answer")],
        }
    }
}
