use crate::around::{self, Around};
use crate::background::Background;
use crate::config::{Config, Sandbox};
use crate::data::DataFolder;
use crate::fault::{Fault, Result};
use crate::gateway::DemoGateway;
use crate::health::{self, Health};
use crate::house::{House, Outside};
use crate::machine::Here;
use crate::metrics::{self, Metrics};
use crate::{backup, console, demo, docks, http};
use api::{Api, ApiSettings};
use axum::Router;
use catalog::Listing;
use clap::Args;
use docking::Docking;
use kernel::{Ambient, Bilingual};
use orders::{ChannelEntry, Channels};
use payments::{SandboxChannel, SandboxSettings};
use std::net::SocketAddr;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use storefront::Storefront;
use tokio::task::JoinHandle;

#[derive(Args)]
pub struct ServeArgs {
    /// Where to listen; port 0 takes any free one [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
    /// Fill an empty shop with invented goods, and pay in a sandbox
    #[arg(long)]
    demo: bool,
}

impl ServeArgs {
    pub fn flags(&self) -> Vec<(&'static str, String)> {
        self.listen.iter().map(|listen| ("server.listen", listen.to_string())).collect()
    }
}

/// Opens the shop and serves it until it is told to stop.
pub async fn run(config: Config, data: &Path, args: &ServeArgs) -> Result<ExitCode> {
    crate::harden::no_core_files();
    let data = DataFolder::make(data)?;
    // Nodes on one PostgreSQL share the work; two on one file would only be in each other's way.
    let _lock = if config.database.url().is_none() { Some(data.lock()?) } else { None };
    if args.demo {
        demo::clear_interrupted(&data)?;
    }
    let (listener, bound) = http::bind(config.server.listen).await?;
    let base_url =
        config.server.base_url().map_or_else(|| format!("http://{}", reachable(bound)), str::to_owned);
    let gateway = if args.demo {
        Some(DemoGateway::start(&data, bound, config.server.base_url()).await?)
    } else {
        None
    };
    let channels = channels(&config.sandbox, gateway.as_ref())?;
    let private_gateways = config.payments.private_gateways || args.demo;
    let outside = Outside { channels, base_url: base_url.clone(), private_gateways };
    let mut house = House::open(&config, data, outside).await?;
    house.identity = house.identity.clone().with_ways(ways(&config, &house, &base_url)?);
    let note = if args.demo { Some(demo::prepare(&house).await?) } else { None };
    if let Some(gateway) = &gateway {
        demo::put_channels(&house, &gateway.stand_ins).await?;
        demo::put_suppliers(&house, &gateway.suppliers).await?;
    }
    let fresh = note.as_ref().is_some_and(demo::Note::is_fresh);

    let metrics = Metrics::new(house.db.engine().name());
    let stopping = Arc::new(AtomicBool::new(false));
    let api = programs(&config, &house);
    let docking = docks::open(&config, &house, &api, private_gateways).await?;
    api.open_docks(docking.clone());
    if fresh {
        demo::put_prices(&house, &api.watch, &docking).await?;
    }
    let ready = api.refresh_channels().await;
    ready.map_err(|error| Fault::no(format!("the payment channels cannot be read: {error}")))?;
    let programs = docking::router(docking.clone()).merge(api::router(api.clone()));
    let shop = pages(&config, &house, &docking)?;
    let router = router(&config, &house, &metrics, (shop, programs), stopping.clone());
    let background = Background::start(&house, (api, docking), house.mailer(&config.mail)?, &metrics);
    let backups = backup::watch(&config, &house).await?;
    let (limits, figures, stop) = (config.limits.clone(), metrics.clone(), tell_to_stop(stopping));
    let server = tokio::spawn(async move { http::serve(listener, router, &limits, &figures, stop).await });
    announce(&house, bound, &base_url, note).await?;

    server.await.map_err(|error| Fault::no(format!("the server broke off: {error}")))?;
    // One that is cut off is made anew by whoever runs next.
    backups.inspect(JoinHandle::abort);
    background.stop(config.limits.shutdown_time()).await;
    if let Some(gateway) = gateway {
        gateway.running.shutdown().await;
    }
    // The desk answers everything before it lets its last batch go; nobody is left to ask.
    drop(house);
    println!("stopped");
    Ok(ExitCode::SUCCESS)
}

fn router(
    config: &Config,
    house: &House,
    metrics: &Metrics,
    (shop, programs): (Storefront, Router),
    stopping: Arc<AtomicBool>,
) -> Router {
    let health = Health { db: house.db.clone(), keys: house.keys.clone(), stopping };
    let around = Around {
        https: house.orders.base_url().starts_with("https://"),
        ambient: house.ambient.clone(),
        metrics: metrics.clone(),
        limits: config.limits.clone(),
        log: config.log.requests,
    };
    let only_there = axum::middleware::from_fn_with_state(shop.clone(), storefront::platform_only);
    let programs = Router::new().merge(console::routes()).merge(programs).layer(only_there);
    let routes = Router::new()
        .merge(health::routes(health))
        .merge(metrics::routes(metrics.clone(), house.orders.clone(), config.metrics.token().cloned()))
        .merge(programs)
        .merge(storefront::router(shop));
    around::wrap(routes, around)
}

/// Passkeys are bound to the shop's address, and providers send browsers back to it.
fn ways(config: &Config, house: &House, base_url: &str) -> Result<identity::Ways> {
    let name = config.server.site_name();
    Ok(identity::Ways::new(base_url, name.get(kernel::Language::Zh), config.login.providers(&house.ambient)?))
}

fn programs(config: &Config, house: &House) -> Api {
    let listing = Arc::new(Listing::new(house.db.clone(), house.ambient.clone()));
    let settings = ApiSettings {
        requests_per_minute: config.limits.api_requests_per_minute,
        body_bytes: config.limits.body_bytes,
        upload_bytes: config.limits.upload_bytes,
        trusted_proxy: config.server.trusted_proxy,
        secure_cookies: house.orders.base_url().starts_with("https://"),
        site_name: config.server.site_name().en,
        privacy: config.privacy.settings(),
        reconcile: config.payments.statements(),
        prices: config.prices.settings(),
        tally: config.supply.settings(),
    };
    let admission = house.admission.clone();
    let api = Api::new(
        (house.orders.clone(), house.fulfiller.clone()),
        house.identity.clone(),
        admission,
        house.settlement.clone(),
        house.aftercare.clone(),
        listing,
        settings,
    );
    api.tell_of(Arc::new(Here {
        db: house.db.clone(),
        ambient: house.ambient.clone(),
        data: house.data.path().to_owned(),
        started_at: house.ambient.now(),
        scheduled: config.backup.timetable().is_ok_and(|timetable| timetable.is_some()),
        settings: config.shown.clone(),
    }));
    api
}

fn pages(config: &Config, house: &House, docking: &Docking) -> Result<Storefront> {
    let settings = storefront::Settings {
        site_name: config.server.site_name(),
        theme: config.server.theme.clone(),
        secure_cookies: house.orders.base_url().starts_with("https://"),
        trusted_proxy: config.server.trusted_proxy,
        privacy: config.privacy.settings(),
    };
    let parts = storefront::Parts {
        orders: house.orders.clone(),
        fulfiller: house.fulfiller.clone(),
        identity: house.identity.clone(),
        admission: house.admission.clone(),
        settlement: house.settlement.clone(),
        aftercare: house.aftercare.clone(),
        docking: docking.clone(),
        pictures: house.data.read_pictures()?,
        settings,
    };
    Storefront::new(parts).map_err(|error| Fault::usage(error.to_string()))
}

/// The description of the HTTP API.
pub fn openapi() -> Result<String> {
    api::openapi().to_pretty_json().map_err(|error| Fault::no(error.to_string()))
}

/// What a program on this machine connects to.
pub fn reachable(bound: SocketAddr) -> SocketAddr {
    let mut address = bound;
    if address.ip().is_unspecified() {
        address.set_ip(if address.is_ipv4() {
            [127, 0, 0, 1].into()
        } else {
            std::net::Ipv6Addr::LOCALHOST.into()
        });
    }
    address
}

/// What the configuration says; the channels that are set in the console come beside it.
fn channels(settings: &Sandbox, gateway: Option<&DemoGateway>) -> Result<Channels> {
    let settings = match gateway {
        Some(gateway) => gateway.settings(),
        None if settings.gateway_url.is_empty() => return Ok(Channels::default()),
        None => SandboxSettings {
            url: settings.gateway_url.clone(),
            merchant: settings.merchant.clone(),
            secret: settings.secret.clone(),
        },
    };
    let channel = SandboxChannel::new(settings, Ambient::system());
    let channel = channel.map_err(|error| Fault::usage(format!("[sandbox]: {error}")))?;
    let name = Bilingual::new("模拟支付", "Test payment");
    Ok(Channels::new(vec![ChannelEntry { name, ..ChannelEntry::plain(Arc::new(channel)) }]))
}

/// Says where the shop is, and how to get in.
async fn announce(house: &House, bound: SocketAddr, base_url: &str, note: Option<demo::Note>) -> Result<()> {
    println!("listening on http://{bound}");
    if let Some(note) = note {
        let note = demo::finish(house, note, base_url).await?;
        println!("{}", demo::welcome(&note, house.data.path()));
    } else if let Some(token) = house.identity.setup_link().await? {
        println!("\nThis shop has no operator yet. Open this link to become it (good once, for 24 hours):\n");
        println!("  {base_url}/setup/{}\n", token.expose());
    } else {
        println!("open {base_url}/");
    }
    Ok(())
}

async fn tell_to_stop(stopping: Arc<AtomicBool>) {
    stop_signal().await;
    stopping.store(true, Ordering::Relaxed);
    println!("stopping: requests under way are finished (again to stop at once)");
    tokio::spawn(async {
        stop_signal().await;
        std::process::exit(130);
    });
}

/// Ctrl-C, or what systemd and containers send.
pub async fn stop_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else { return std::future::pending().await };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}
