use crate::config::Config;
use crate::data::DataFolder;
use crate::demo;
use crate::fault::{Fault, Result};
use crate::serve::{reachable, stop_signal};
use clap::Args;
use kernel::{Ambient, Secret};
use payments::SandboxSettings;
use sandbox::channels::{ChannelGateway, ChannelsConfig, start_channels};
use sandbox::suppliers::Supplier;
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
    /// Stand-ins for the payment gateways of the world, too, on an address of their own; port 0 takes any free one
    #[arg(long, value_name = "ADDRESS")]
    channels: Option<SocketAddr>,
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
    let channels = match args.channels {
        Some(listen) => Some(stand_ins(listen, args.control).await?),
        None => None,
    };
    stop_signal().await;
    drop(channels);
    running.shutdown().await;
    Ok(ExitCode::SUCCESS)
}

/// Their settings are told by `/control/settings`, where that is offered.
async fn stand_ins(listen: SocketAddr, control: bool) -> Result<ChannelGateway> {
    let config = ChannelsConfig { control, ..ChannelsConfig::at(listen) };
    let gateway = start_channels(config).await;
    let gateway = gateway.map_err(|error| Fault::usage(format!("the stand-ins cannot start: {error}")))?;
    println!("Stand-ins for payment gateways listen on http://{}. No real money moves.", gateway.address());
    println!(
        "The shop may use them with CARDAMOM_PAYMENTS__PRIVATE_GATEWAYS=true and these settings, in its console:"
    );
    for kind in gateway.codes() {
        println!("\n[{kind}]");
        for (name, value) in gateway.settings(kind) {
            println!("{name}: {}", value.trim_end());
        }
    }
    Ok(gateway)
}

/// Beside the demo shop, at its address, with a secret that lives as long as the two.
pub struct DemoGateway {
    pub running: sandbox::Running,
    secret: Secret<String>,
    /// For the gateways of the world.
    pub stand_ins: ChannelGateway,
    /// Who credit what is no key, the one that is asked first and then the other; and who gives keys.
    pub suppliers: Vec<sandbox::suppliers::Running>,
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
        let started = at_port_of_last_time(data, "sandbox.port", shop, |port| sandbox::start(settings(port)));
        let running = started.await?;
        remember(data, "sandbox.port", running.addr)?;
        let settings = |port| ChannelsConfig {
            public_url: elsewhere.map(|host| format!("http://{host}:{port}")),
            keys_file: Some(data.path().join("stand-ins.keys")),
            control: shop.ip().is_loopback(),
            ..ChannelsConfig::at(SocketAddr::new(shop.ip(), port))
        };
        let started =
            at_port_of_last_time(data, "stand-ins.port", shop, |port| start_channels(settings(port)));
        let stand_ins = started.await?;
        remember(data, "stand-ins.port", stand_ins.address())?;
        let suppliers = vec![
            supplier(Supplier::Kasushou, "supplier-1.port", data, shop).await?,
            supplier(Supplier::Fulu, "supplier-2.port", data, shop).await?,
            supplier(Supplier::Dujiao, "supplier-3.port", data, shop).await?,
        ];
        Ok(Self { running, secret: Secret::new(secret), stand_ins, suppliers })
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

/// It credits, or gives, everything the moment that it is asked, unless somebody tells it otherwise on its page.
async fn supplier(
    kind: Supplier,
    file: &str,
    data: &DataFolder,
    shop: SocketAddr,
) -> Result<sandbox::suppliers::Running> {
    let goods = demo::supplied_goods(kind == Supplier::Dujiao)?;
    let settings = |port| sandbox::suppliers::Config {
        goods: goods.clone(),
        control: shop.ip().is_loopback(),
        ..sandbox::suppliers::Config::at(kind, SocketAddr::new(reachable(shop).ip(), port))
    };
    let started = at_port_of_last_time(data, file, shop, |port| sandbox::suppliers::start(settings(port)));
    let running = started.await?;
    remember(data, file, running.address())?;
    Ok(running)
}

/// The port of last time, if it is free: links to payments that wait still lead somewhere.
async fn at_port_of_last_time<T, F: Future<Output = std::io::Result<T>>>(
    data: &DataFolder,
    file: &str,
    shop: SocketAddr,
    start: impl Fn(u16) -> F,
) -> Result<T> {
    let remembered = std::fs::read_to_string(data.path().join(file));
    let port = remembered.ok().and_then(|text| text.trim().parse().ok());
    let started = match port {
        Some(port) => start(port).await,
        None => Err(ErrorKind::AddrInUse.into()),
    };
    let started = match started {
        Err(error) if error.kind() == ErrorKind::AddrInUse => start(free_port(shop)?).await,
        other => other,
    };
    started.map_err(|error| Fault::usage(format!("the sandbox gateway cannot start: {error}")))
}

fn remember(data: &DataFolder, file: &str, address: SocketAddr) -> Result<()> {
    Ok(std::fs::write(data.path().join(file), address.port().to_string())?)
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
