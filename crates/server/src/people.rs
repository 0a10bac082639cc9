use crate::config::Config;
use crate::fault::{Fault, Result};
use crate::house::House;
use clap::Args;
use identity::{NewApiKey, NewUser, Role, Scopes};
use kernel::{Currency, MerchantId, Money, Secret};
use std::io::{BufRead, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;

#[derive(Args)]
pub struct AddArgs {
    #[arg(long)]
    email: String,
    /// operator, merchant, buyer or partner
    #[arg(long)]
    role: String,
    /// Whose staff it is, with the role merchant: id, or address of the store
    #[arg(long)]
    merchant: Option<String>,
    /// Read the password from standard input (one line); otherwise one is made and printed once
    #[arg(long)]
    password_stdin: bool,
}

#[derive(Args)]
pub struct KeyArgs {
    /// Whose key it is
    #[arg(long)]
    email: String,
    /// What it is called in lists
    #[arg(long, default_value = "command line")]
    name: String,
    /// What it may do, separated by commas
    #[arg(long, default_value = "orders:read,orders:write,wallet:read,catalog:read")]
    scopes: String,
}

#[derive(Args)]
pub struct DepositArgs {
    /// Whose wallet
    #[arg(long)]
    email: String,
    /// In the currency's own unit, e.g. 100.00
    #[arg(long)]
    amount: String,
    #[arg(long, default_value = "CNY")]
    currency: String,
    /// What it is known by, e.g. the number of the bank transfer: the same one is booked once
    #[arg(long)]
    reference: String,
}

pub async fn add(config: Config, data: &Path, args: &AddArgs) -> Result<ExitCode> {
    let role: Role =
        args.role.parse().map_err(|error: identity::UnknownRole| Fault::usage(error.to_string()))?;
    let house = House::open_existing(&config, data).await?;
    let merchant = match &args.merchant {
        Some(name) => Some(merchant(&house, name).await?),
        None => None,
    };
    let given = if args.password_stdin { Some(read_password()?) } else { None };
    let password = given.clone().unwrap_or_else(|| crate::demo::password(&house.ambient));
    let user =
        house.identity.register(&NewUser { email: &args.email, password: &password, role, merchant }).await?;
    println!("{} {} ({})", user.id, user.email, user.role.code());
    if given.is_none() {
        println!("password: {}\nIt is shown this once. Change it after the first log-in.", password.expose());
    }
    Ok(ExitCode::SUCCESS)
}

/// A key for the HTTP API, on standard output and nowhere else.
pub async fn key(config: Config, data: &Path, args: &KeyArgs) -> Result<ExitCode> {
    let scopes = Scopes::parse(args.scopes.split(',').map(str::trim))?;
    let house = House::open_existing(&config, data).await?;
    let user = house.identity.user_by_email(&args.email).await?;
    let user = user.ok_or_else(|| Fault::no(format!("there is no user with the address {}", args.email)))?;
    let new = NewApiKey { owner: user.id, name: &args.name, scopes, live: true };
    let (_, secret) = house.identity.create_api_key(&new, "command line").await?;
    println!("{}", secret.expose());
    Ok(ExitCode::SUCCESS)
}

/// One line; what follows it is not read.
fn read_password() -> Result<Secret<String>> {
    if std::io::stdin().is_terminal() {
        // The terminal would show it; a pipe does not.
        let _ = writeln!(std::io::stderr(), "Type the password and press Enter (it will be visible):");
    }
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    let password = Secret::new(line.trim_end_matches(['\r', '\n']).to_owned());
    if password.expose().is_empty() {
        return Err(Fault::usage("no password came from standard input"));
    }
    Ok(password)
}

/// By id, or by the address of one of its stores.
pub async fn merchant(house: &House, name: &str) -> Result<MerchantId> {
    let odd = |error: merchants::MerchantRefusal| Fault::no(error.to_string());
    if let Ok(id) = name.parse::<MerchantId>() {
        return Ok(merchants::find(&house.db, id).await.map_err(odd)?.id);
    }
    let found = merchants::by_slug(&house.db, name).await.map_err(odd)?;
    let (_, merchant) =
        found.ok_or_else(|| Fault::usage(format!("there is no merchant or store called {name}")))?;
    Ok(merchant.id)
}

pub async fn deposit(config: Config, data: &Path, args: &DepositArgs) -> Result<ExitCode> {
    let currency: Currency =
        args.currency.parse().map_err(|e: kernel::MoneyError| Fault::usage(e.to_string()))?;
    let amount =
        Money::parse_decimal(&args.amount, currency).map_err(|e| Fault::usage(format!("--amount: {e}")))?;
    if amount.minor <= 0 {
        return Err(Fault::usage("--amount: a deposit is more than nothing"));
    }
    let reference =
        kernel::clean_line(&args.reference, 100).map_err(|e| Fault::usage(format!("--reference: {e}")))?;
    let house = House::open_existing(&config, data).await?;
    let user = house.identity.user_by_email(&args.email).await?;
    let user = user.ok_or_else(|| Fault::no(format!("there is no user with the address {}", args.email)))?;
    if !house.orders.deposit(user.id, amount, &reference).await? {
        return Err(Fault::no(format!(
            "the reference {reference} was used for another deposit: nothing was booked"
        )));
    }
    let wallet = house.orders.wallet(user.id, currency).await?;
    println!("{} now holds {} {}", user.email, wallet.available.decimal(), currency);
    Ok(ExitCode::SUCCESS)
}
