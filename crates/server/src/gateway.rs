use crate::config::Config;
use crate::data::DataFolder;
use crate::demo;
use crate::fault::{Fault, Result};
use crate::serve::{reachable, stop_signal};
use clap::Args;
use kernel::{Ambient, Secret};
use payments::SandboxSettings;
use std::io::ErrorKind;
use std::net::{SocketAddr, TcpListener};
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
    let running =
        gateway.await.map_err(|error| Fault::usage(format!("the gateway cannot start: {error}")))?;
    println!("The sandbox gateway listens on http://{}. No real money moves.", running.addr);
    if made_up {
        println!("Start the shop with:\n  CARDAMOM_SANDBOX__GATEWAY_URL=http://{}", running.addr);
        println!("  CARDAMOM_SANDBOX__MERCHANT={merchant}\n  CARDAMOM_SANDBOX__SECRET={secret}");
    }
    stop_signal().await;
    running.shutdown().await;
    Ok(ExitCode::SUCCESS)
}

/// Beside the demo shop, at its address, with a secret that lives as long as the two.
pub struct DemoGateway {
    pub running: sandbox::Running,
    secret: Secret<String>,
}

const DEMO_MERCHANT: &str = "demo";

impl DemoGateway {
    /// Its levers are for this machine only. Browsers elsewhere reach it by the host of the shop's own address.
    pub async fn start(data: &DataFolder, shop: SocketAddr, base_url: Option<&str>) -> Result<Self> {
        let secret = demo::secret(&Ambient::system());
        let elsewhere = base_url.filter(|_| !shop.ip().is_loopback()).and_then(host);
        let settings = |port| sandbox::Config {
            listen: SocketAddr::new(shop.ip(), port),
            merchants: vec![(DEMO_MERCHANT.to_owned(), secret.clone())],
            public_url: elsewhere.map(|host| format!("http://{host}:{port}")),
            journal: Some(data.path().join("sandbox.journal")),
            control: shop.ip().is_loopback(),
        };
        // The port of last time, if it is free: links to payments that wait still lead somewhere.
        let remembered = data.path().join("sandbox.port");
        let port = std::fs::read_to_string(&remembered).ok().and_then(|text| text.trim().parse().ok());
        let started = match port {
            Some(port) => sandbox::start(settings(port)).await,
            None => Err(ErrorKind::AddrInUse.into()),
        };
        let started = match started {
            Err(error) if error.kind() == ErrorKind::AddrInUse => {
                sandbox::start(settings(free_port(shop)?)).await
            }
            other => other,
        };
        let running =
            started.map_err(|error| Fault::usage(format!("the sandbox gateway cannot start: {error}")))?;
        std::fs::write(remembered, running.addr.port().to_string())?;
        Ok(Self { running, secret: Secret::new(secret) })
    }

    /// How the shop reaches it.
    pub fn settings(&self) -> SandboxSettings {
        SandboxSettings {
            url: format!("http://{}", reachable(self.running.addr)),
            merchant: DEMO_MERCHANT.to_owned(),
            secret: self.secret.clone(),
        }
    }
}

/// Known before it is listened on, because it stands in the gateway's own address.
fn free_port(shop: SocketAddr) -> Result<u16> {
    Ok(TcpListener::bind(SocketAddr::new(shop.ip(), 0))?.local_addr()?.port())
}

/// `https://shop.example:8443` → `shop.example`
fn host(url: &str) -> Option<&str> {
    let authority = url.split("://").nth(1)?.split('/').next()?;
    match authority.split_once(']') {
        Some((address, _)) => authority.get(..=address.len()),
        None => authority.split(':').next(),
    }
}

#[cfg(test)]
mod tests {
    use super::host;

    #[test]
    fn the_host_of_an_address_is_found_with_and_without_a_port() {
        assert_eq!(host("https://shop.example"), Some("shop.example"));
        assert_eq!(host("http://192.0.2.7:8080"), Some("192.0.2.7"));
        assert_eq!(host("http://[2001:db8::1]:8080"), Some("[2001:db8::1]"));
    }
}
