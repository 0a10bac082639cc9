use crate::config::Config;
use crate::demo;
use crate::fault::{Fault, Result};
use crate::serve::stop_signal;
use clap::Args;
use kernel::Ambient;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Args)]
pub struct SandboxArgs {
    /// Where to listen; port 0 takes any free one
    #[arg(long, default_value = "127.0.0.1:8081")]
    listen: SocketAddr,
    /// A file that keeps payments over a restart
    #[arg(long, value_name = "FILE")]
    journal: Option<PathBuf>,
    /// Offer /control, with which tests make the gateway misbehave
    #[arg(long)]
    control: bool,
}

/// The gateway alone, until it is told to stop. Merchant and secret are those of the settings, or made up.
pub async fn run(config: &Config, args: &SandboxArgs) -> Result<ExitCode> {
    let settings = &config.sandbox;
    let made_up = settings.merchant.is_empty() || settings.secret.expose().is_empty();
    let (merchant, secret) = if made_up {
        ("shop".to_owned(), demo::secret(&Ambient::system()))
    } else {
        (settings.merchant.clone(), settings.secret.expose().clone())
    };
    let gateway = sandbox::start(sandbox::Config {
        listen: args.listen,
        merchants: vec![(merchant.clone(), secret.clone())],
        public_url: None,
        journal: args.journal.clone(),
        control: args.control,
    });
    let running = gateway.await.map_err(|error| Fault::usage(format!("the gateway cannot start: {error}")))?;
    println!("The sandbox gateway listens on http://{}. No real money moves.", running.addr);
    if made_up {
        println!("Start the shop with:\n  CARDAMOM_SANDBOX__GATEWAY_URL=http://{}", running.addr);
        println!("  CARDAMOM_SANDBOX__MERCHANT={merchant}\n  CARDAMOM_SANDBOX__SECRET={secret}");
    }
    stop_signal().await;
    running.shutdown().await;
    Ok(ExitCode::SUCCESS)
}
