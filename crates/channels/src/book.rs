use crate::channel::{Ready, State};
use crate::store::{self, Stored};
use crate::{Channel, ChannelRefusal, Fault, Result};
use db::Db;
use kernel::{Ambient, Secret};
use ports::{ChannelKind, PaymentChannel, Sealer, Settings};
use std::sync::Arc;
use std::time::Duration;

/// All configured channels. Cheap to clone.
#[derive(Clone)]
pub struct ChannelBook(Arc<Inner>);

/// What it is made of; `server` puts it together.
pub struct Parts {
    pub db: Db,
    pub ambient: Ambient,
    /// Must last: what was sealed under another one does not open.
    pub key: Secret<[u8; 32]>,
    /// What this program speaks.
    pub kinds: &'static [ChannelKind],
    /// Whether gateways may be in this house, where nobody else comes.
    pub private_gateways: bool,
    /// How long a gateway may take to be tried: one that is silent for longer is of no use to a payer either.
    pub patience: Duration,
}

struct Inner {
    db: Db,
    ambient: Ambient,
    sealer: Sealer,
    kinds: &'static [ChannelKind],
    private_gateways: bool,
    patience: Duration,
}

impl ChannelBook {
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(Inner {
            db: parts.db,
            ambient: parts.ambient,
            sealer: Sealer::new(parts.key),
            kinds: parts.kinds,
            private_gateways: parts.private_gateways,
            patience: parts.patience,
        }))
    }

    pub fn kinds(&self) -> &'static [ChannelKind] {
        self.0.kinds
    }
    pub(crate) fn db(&self) -> &Db {
        &self.0.db
    }
    pub(crate) fn ambient(&self) -> &Ambient {
        &self.0.ambient
    }
    pub(crate) fn sealer(&self) -> &Sealer {
        &self.0.sealer
    }
    pub(crate) fn patience(&self) -> Duration {
        self.0.patience
    }
    pub(crate) fn private_gateways(&self) -> bool {
        self.0.private_gateways
    }

    pub fn kind(&self, code: &str) -> Option<&'static ChannelKind> {
        self.0.kinds.iter().find(|kind| kind.code == code)
    }

    /// In the order of their positions; those that are retired come last.
    pub async fn list(&self) -> Result<Vec<Channel>> {
        Ok(self.load().await?.1.into_iter().map(|ready| ready.channel).collect())
    }

    pub async fn find(&self, code: &str) -> Result<Channel> {
        let mut tx = self.db().read().await?;
        let stored = store::find(&mut tx, code).await?.ok_or(ChannelRefusal::NoSuchChannel)?;
        Ok(self.ready(&stored).channel)
    }

    /// Another number after every change of any channel.
    pub async fn version(&self) -> Result<i64> {
        let mut tx = self.db().read().await?;
        Ok(store::version(&mut tx).await?)
    }

    /// All of them ready for use, and the version that they are of. One that cannot be used is there without an adapter.
    pub async fn load(&self) -> Result<(i64, Vec<Ready>)> {
        let mut tx = self.db().snapshot().await?;
        let version = store::version(&mut tx).await?;
        let all = store::all(&mut tx).await?;
        drop(tx);
        Ok((version, all.iter().map(|stored| self.ready(stored)).collect()))
    }

    pub(crate) fn ready(&self, stored: &Stored) -> Ready {
        let settings = self.sealer().open_settings(&stored.code, &stored.sealed);
        let (adapter, faults) = match (self.kind(&stored.kind), &settings) {
            (None, _) => (
                None,
                vec![Fault::new(
                    "",
                    "本程序不支持这种渠道",
                    "this program does not speak this kind of channel",
                )],
            ),
            (_, None) => (
                None,
                vec![Fault::new(
                    "",
                    "已保存的设置无法解密，请全部重新填写",
                    "what is stored does not open: type all settings again",
                )],
            ),
            (Some(kind), Some(settings)) => match self.build(kind, &stored.code, settings) {
                Ok(adapter) => (Some(adapter), Vec::new()),
                Err(faults) => (None, faults),
            },
        };
        Ready { channel: self.shown(stored, &settings.unwrap_or_default(), faults), adapter }
    }

    /// Only what the kind asks for is handed on.
    pub(crate) fn build(
        &self,
        kind: &ChannelKind,
        code: &str,
        settings: &Settings,
    ) -> std::result::Result<Arc<dyn PaymentChannel>, Vec<Fault>> {
        let asked = |name: &str| kind.fields.iter().any(|field| field.name == name);
        let known = settings.iter().filter(|(name, _)| asked(name));
        let known: Settings = known.map(|(name, value)| (name.clone(), value.clone())).collect();
        (kind.build)(code, &known, self.ambient()).map_err(|faults| {
            let faults = faults.iter().map(|fault| Fault::new(fault.field, fault.zh, fault.en));
            faults.collect::<Vec<_>>()
        })
    }

    fn shown(&self, stored: &Stored, settings: &Settings, faults: Vec<Fault>) -> Channel {
        let fields = self.kind(&stored.kind).map(|kind| kind.fields).unwrap_or_default();
        let (plain, secrets) = ports::told(fields, settings);
        let Stored { code, kind, name, sealed: _, state, currencies, min, max, fee, devices, .. } =
            stored.clone();
        let Stored { position, version, created_at, created_by, changed_at, changed_by, .. } = stored.clone();
        Channel {
            code,
            kind,
            name,
            state,
            plain,
            secrets,
            faults,
            currencies,
            min,
            max,
            fee,
            devices,
            position,
            version,
            created_at,
            created_by,
            changed_at,
            changed_by,
        }
    }
}

impl Channel {
    /// Whether payers may be offered it.
    pub fn is_on(&self) -> bool {
        self.state == State::On && self.faults.is_empty()
    }
}
