use crate::config::Config;
use crate::data::DataFolder;
use crate::fault::{Exit, Fault, Result};
use crate::house;
use crate::root_key::{self, Successor};
use crate::witness::Trail;
use clap::{Args, Subcommand};
use db::Db;
use kernel::{Ambient, MerchantId};
use ports::KeyService;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;
use vault::{RotationKind, Vault, VaultError};

#[derive(Args)]
pub struct RotateArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// The root key: to a new key file, or to CARDAMOM_NEW_PASSPHRASE
    Root {
        /// A file with the new key; otherwise one is drawn
        #[arg(long, value_name = "FILE")]
        new_key_file: Option<PathBuf>,
        /// Only make the new key, so that it can be copied to the other nodes first
        #[arg(long)]
        prepare: bool,
    },
    /// The merchants' keys, and how the data keys of their batches are wrapped
    Merchants {
        /// Only of this one
        #[arg(long, value_name = "ID")]
        merchant: Option<MerchantId>,
    },
    /// The data keys of all batches: every item is sealed anew
    Batches,
}

/// Changes keys beside the running server. What was cut off goes on when the same is asked again.
pub async fn run(config: Config, data: &Path, args: RotateArgs) -> Result<ExitCode> {
    let data = DataFolder::open(data)?;
    house::must_exist(&config, &data)?;
    let db = house::database(&config, &data).await?;
    house::must_fit(&db).await?;
    let ambient = Ambient::system();
    match args.what {
        What::Root { new_key_file, prepare } => {
            root(&config, &data, &db, (new_key_file.as_deref(), prepare)).await?;
        }
        What::Merchants { merchant } => {
            let vault = open(&config, &data, &db).await?;
            let changed = match merchant {
                None => vault::rotate_merchants(&vault, &db, &Trail).await.map_err(fault)?,
                Some(id) => {
                    vault::rotate_merchant(&vault, &db, id, Some(&Trail)).await.map_err(fault)?;
                    1
                }
            };
            println!("the keys of {changed} merchants were changed");
        }
        What::Batches => {
            let vault = open(&config, &data, &db).await?;
            let items = vault::rotate_batches(&vault, &db, &Trail, &tell).await.map_err(fault)?;
            println!("{items} items were sealed anew; their batches have new roots, tied to the old ones");
        }
    }
    let keys = root_key::open(&config.keys, &data, &db, &ambient).await;
    let Ok(keys) = keys else { return Ok(ExitCode::SUCCESS) };
    let health = vault::key_health(&db, keys, 3).await.map_err(fault)?;
    println!("checked: {} merchants' keys and {} data keys open", health.merchants, health.batches);
    if health.bad.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    Err(Fault::no(format!("does not open: {}", health.bad.join(", "))))
}

async fn open(config: &Config, data: &DataFolder, db: &Db) -> Result<Vault> {
    let ambient = Ambient::system();
    let keys = root_key::open(&config.keys, data, db, &ambient).await?;
    Vault::open(db, keys, ambient).await.map_err(fault)
}

fn tell(items: usize) {
    if std::io::stderr().is_terminal() {
        let _ = write!(std::io::stderr(), "\r\x1b[K{items} items\r");
    }
}

async fn root(
    config: &Config,
    data: &DataFolder,
    db: &Db,
    (file, prepare): (Option<&Path>, bool),
) -> Result<()> {
    let ambient = Ambient::system();
    let running = vault::running(db, RotationKind::Root).await?;
    let successor = Successor::find(config, data, db, (file, running.as_ref())).await?;
    if prepare {
        println!("{}", successor.prepared()?);
        return Ok(());
    }
    let pair: (&dyn KeyService, &dyn KeyService) = (&*successor.old, &*successor.new);
    let names = (pair.0.root_key_id().to_owned(), pair.1.root_key_id().to_owned());
    // Cut off after the new key was put in its place: all that is left is to look whether something was overlooked.
    if !successor.in_place {
        vault::rotate_root(db, &ambient, pair, &house::LASTING, &Trail).await.map_err(fault)?;
        successor.put_in_place()?;
    }
    // Who asked for the old key just before may write a moment later.
    for _ in 0..2 {
        vault::sweep_root(db, pair).await.map_err(fault)?;
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    vault::sweep_root(db, pair).await.map_err(fault)?;
    vault::finish_root(db, ambient.now(), &Trail).await?;
    println!("the root key is {} now, in the place of {}", names.1, names.0);
    println!("{}", successor.advice());
    Ok(())
}

fn fault(error: VaultError) -> Fault {
    match error {
        VaultError::Db(error) => error.into(),
        other => Fault::new(Exit::Keys, other.to_string()),
    }
}
