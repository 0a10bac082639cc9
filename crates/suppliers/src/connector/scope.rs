use super::template::{Piece, Unwritable, Variable};
use kernel::{Money, MoneyError, Secret, Time};
use outbound::decimal;
use outbound::local_time;
use outbound::said::said;
use ports::{AccountQuestion, NewSupply, SupplyRef};

/// Our account at the supplier. What it does not have is empty.
pub(super) struct Keys {
    /// Not a secret: it goes with every request.
    pub id: String,
    pub key: Secret<String>,
    pub secret: Secret<String>,
}

impl Keys {
    /// What a supplier said, fit to be read: without our secrets.
    pub fn said(&self, text: &str) -> String {
        let key = self.key.expose().as_str();
        let text = if key.is_empty() { text.to_owned() } else { text.replace(key, "***") };
        said(&text, self.secret.expose())
    }
}

/// What a request is about.
#[derive(Clone, Copy)]
pub(super) enum Subject<'a> {
    Order(&'a NewSupply),
    Account(&'a AccountQuestion),
    About(&'a SupplyRef),
    Page(u32),
    /// A day such as 2026-11-27, and which page of it.
    Day(&'a str, u32),
    Nothing,
}

/// All that a template may know.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    pub keys: &'a Keys,
    pub subject: Subject<'a>,
    pub now: Time,
    pub nonce: &'a str,
    /// Somebody looks at what is written.
    pub masked: bool,
}

/// The compiler lets no description through that uses a variable where it has no value.
const NOT_HERE: Unwritable = Unwritable("a variable has no value in this request");

impl Scope<'_> {
    pub fn value(&self, variable: &Variable) -> Result<Piece, Unwritable> {
        let value = match variable {
            Variable::Id => self.keys.id.clone(),
            Variable::Key => return Ok(self.hidden(&self.keys.key)),
            Variable::Secret => return Ok(self.hidden(&self.keys.secret)),
            Variable::Timestamp => self.now.unix_seconds().to_string(),
            Variable::TimestampMs => self.now.unix_millis().to_string(),
            Variable::Time => local_time::write(self.now),
            Variable::TimeCompact => {
                local_time::write(self.now).chars().filter(char::is_ascii_digit).collect()
            }
            Variable::Nonce => self.nonce.to_owned(),
            _ => self.of_subject(variable)?,
        };
        Ok(Piece::Open(value))
    }

    fn hidden(&self, secret: &Secret<String>) -> Piece {
        if self.masked { Piece::Masked } else { Piece::Open(secret.expose().clone()) }
    }

    fn of_subject(&self, variable: &Variable) -> Result<String, Unwritable> {
        match self.subject {
            Subject::Order(new) => of_order(new, variable),
            Subject::Account(question) => of_account(question, variable),
            Subject::About(of) => of_earlier(of, variable),
            Subject::Page(page) if *variable == Variable::Page => Ok(page.to_string()),
            Subject::Day(day, page) => match variable {
                Variable::Page => Ok(page.to_string()),
                Variable::Day => Ok(day.to_owned()),
                Variable::DayCompact => Ok(day.chars().filter(char::is_ascii_digit).collect()),
                _ => Err(NOT_HERE),
            },
            Subject::Page(_) | Subject::Nothing => Err(NOT_HERE),
        }
    }
}

fn of_order(new: &NewSupply, variable: &Variable) -> Result<String, Unwritable> {
    let total = || new.unit_cost.times(new.quantity).map_err(too_much);
    Ok(match variable {
        Variable::OrderNo => new.order_no.clone(),
        Variable::Product => new.product.clone(),
        Variable::Quantity => new.quantity.to_string(),
        Variable::Account => new.main_account().to_owned(),
        Variable::AccountField(name) => new.given(name).to_owned(),
        Variable::UnitCost => decimal::write(new.unit_cost),
        Variable::UnitCostMinor => minor(new.unit_cost),
        Variable::TotalCost => decimal::write(total()?),
        Variable::TotalCostMinor => minor(total()?),
        Variable::NotifyUrl => new.notify_url.clone(),
        _ => return Err(NOT_HERE),
    })
}

fn of_account(question: &AccountQuestion, variable: &Variable) -> Result<String, Unwritable> {
    Ok(match variable {
        Variable::Product => question.product.clone(),
        Variable::Account => question.main_account().to_owned(),
        Variable::AccountField(name) => question.given(name).to_owned(),
        _ => return Err(NOT_HERE),
    })
}

fn of_earlier(of: &SupplyRef, variable: &Variable) -> Result<String, Unwritable> {
    Ok(match variable {
        Variable::OrderNo => of.order_no.clone(),
        Variable::Reference => of.reference.clone().unwrap_or_default(),
        Variable::SentTime => local_time::write(of.sent_at),
        Variable::SentDate => local_time::write(of.sent_at).chars().take(10).collect(),
        _ => return Err(NOT_HERE),
    })
}

fn minor(money: Money) -> String {
    money.minor.to_string()
}

fn too_much(_: MoneyError) -> Unwritable {
    Unwritable("the total is too large")
}
