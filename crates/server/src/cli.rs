use crate::config::{Config, Sources};
use crate::fault::{Fault, Result};
use crate::{
    audit, backup, bench, differences, doctor, gateway, import, log, people, rotate, serve, upgrade, verify,
};
use clap::{Args, Parser, Subcommand};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Cardamom (豆蔻): trade virtual goods; every key sealed, sold once, delivered at once
#[derive(Parser)]
#[command(version, arg_required_else_help = true)]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    command: Command,
}

#[derive(Args, Clone)]
pub struct Global {
    /// The folder in which the shop lives
    #[arg(long, global = true, value_name = "DIR", default_value = "data")]
    pub data: PathBuf,
    /// A file of settings instead of DIR/cardamom.toml
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The file with the root key, outside of DIR
    #[arg(long, global = true, value_name = "FILE")]
    pub key_file: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Command {
    /// Run the shop
    Serve(serve::ServeArgs),
    /// Bring goods in
    #[command(subcommand)]
    Stock(Stock),
    /// Prove the books: exit code 1 and a line for each row that is not as it must be
    Audit,
    /// Verify a receipt, offline: exit code 1 where it is not true
    Verify(verify::VerifyArgs),
    /// Say what of payment channels' statements is open, and how old
    Reconcile,
    /// Back the shop up while it runs: encrypted, and proven before it counts
    Backup(backup::BackupArgs),
    /// Bring a backup back into an empty data folder, or an empty PostgreSQL
    Restore(backup::RestoreArgs),
    /// Bring the schema up to date: on an audited copy first, then with a proven backup before it
    Upgrade(upgrade::UpgradeArgs),
    /// Look whether everything is as a shop needs it, and say what to do where it is not
    Doctor(doctor::DoctorArgs),
    /// Change keys while the shop is open
    RotateKeys(rotate::RotateArgs),
    /// Add people
    #[command(subcommand)]
    User(User),
    /// Put money into wallets
    #[command(subcommand)]
    Wallet(Wallet),
    /// Measure on this machine (engine by DATABASE_URL)
    #[command(subcommand)]
    Bench(Bench),
    /// Print the description of the HTTP API (OpenAPI 3.1)
    Openapi,
    /// Run the sandbox payment gateway alone; no real money moves
    Sandbox(gateway::SandboxArgs),
}

#[derive(Subcommand)]
enum Stock {
    /// Import card keys from a file, or from standard input
    Import(import::ImportArgs),
}

#[derive(Subcommand)]
enum User {
    /// Add a user of any role
    Add(people::AddArgs),
    /// Make a key for the HTTP API; it is shown this once
    Key(people::KeyArgs),
}

#[derive(Subcommand)]
enum Wallet {
    /// Book a deposit into a user's wallet
    Deposit(people::DepositArgs),
}

#[derive(Subcommand)]
enum Bench {
    /// Orders placed, paid and delivered per second
    Orders(bench::OrdersArgs),
    /// Orders, pages and payments per second over HTTP, the load on the same machine
    Http(bench::HttpArgs),
    /// Keys imported per second
    Import(bench::ImportArgs),
    /// How long a page of orders takes with many orders
    Pages(bench::PagesArgs),
    /// Money released and given back per second
    Money(bench::MoneyArgs),
    /// How many orders a second a supplier is asked to credit, until they are credited
    Recharge(bench::RechargeArgs),
    /// How long prices take to follow what a supplier says that its goods cost
    Reprice(bench::RepriceArgs),
}

pub async fn run(cli: Cli) -> Result<ExitCode> {
    let Cli { global, command } = cli;
    match command {
        Command::Serve(args) => {
            let config = settings(&global, args.flags())?;
            serve::run(config, &global.data, &args).await
        }
        Command::Stock(Stock::Import(args)) => {
            import::run(settings(&global, Vec::new())?, &global.data, &args).await
        }
        Command::Audit => audit::run(settings(&global, Vec::new()), &global.data).await,
        Command::Verify(args) => verify::run(&args),
        Command::Reconcile => differences::run(settings(&global, Vec::new()), &global.data).await,
        Command::Backup(args) => backup::run(settings(&global, Vec::new())?, &global.data, args).await,
        Command::Restore(args) => backup::restore(settings(&global, Vec::new())?, &global.data, args).await,
        Command::Upgrade(args) => upgrade::run(settings(&global, Vec::new())?, &global.data, args).await,
        Command::Doctor(args) => doctor::run(settings(&global, Vec::new()), &global.data, &args).await,
        Command::RotateKeys(args) => rotate::run(settings(&global, Vec::new())?, &global.data, args).await,
        Command::User(User::Add(args)) => {
            people::add(settings(&global, Vec::new())?, &global.data, &args).await
        }
        Command::User(User::Key(args)) => {
            people::key(settings(&global, Vec::new())?, &global.data, &args).await
        }
        Command::Wallet(Wallet::Deposit(args)) => {
            people::deposit(settings(&global, Vec::new())?, &global.data, &args).await
        }
        Command::Bench(command) => measure(settings(&global, Vec::new())?, command).await,
        Command::Openapi => {
            println!("{}", serve::openapi()?);
            Ok(ExitCode::SUCCESS)
        }
        Command::Sandbox(args) => gateway::run(&settings(&global, Vec::new())?, &args).await,
    }
}

async fn measure(config: Config, command: Bench) -> Result<ExitCode> {
    let url = config.database.url().map(str::to_owned);
    let measured = match command {
        Bench::Orders(args) => bench::orders(args, url).await,
        Bench::Http(args) => bench::http(args, url).await,
        Bench::Import(args) => bench::import(args, url).await,
        Bench::Pages(args) => bench::pages(args, url).await,
        Bench::Money(args) => bench::money(args, url).await,
        Bench::Recharge(args) => bench::recharge(args, url).await,
        Bench::Reprice(args) => bench::reprice(args, url).await,
    };
    measured.map_err(|error| Fault::no(format!("the bench stopped: {error}")))
}

/// All settings; from here on the log is written as they say.
fn settings(global: &Global, mut flags: Vec<(&'static str, String)>) -> Result<Config> {
    if let Some(path) = &global.key_file {
        flags.push(("keys.key_file", text(path)?));
    }
    let sources = Sources {
        file: global.config.clone(),
        file_in_data: Some(global.data.join("cardamom.toml")),
        environment: Sources::system_environment(),
        flags,
    };
    let config = Config::load(&sources)?;
    log::start(&config.log)?;
    Ok(config)
}

fn text(path: &Path) -> Result<String> {
    path.to_str().map(str::to_owned).ok_or_else(|| Fault::usage("the path of the key file is not UTF-8"))
}
