//! All changes happen in the transaction of whoever asks for them, who also writes down who it was and why.

use crate::channel::State;
use crate::draft::must_be_a_code;
use crate::store::{self, Stored};
use crate::{Channel, ChannelBook, ChannelRefusal, Draft, Result};
use db::Tx;
use kernel::{BasisPoints, Bilingual, Currency, Secret};
use ports::{ChannelKind, Device, Settings};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a change is, for people: names of settings, never their values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    pub channel: Channel,
    pub created: bool,
    /// Settings that are other ones now.
    pub fields: Vec<String>,
    pub before: String,
    pub after: String,
    /// The same as long as the change means the same.
    pub mark: String,
}

/// A channel came from one state into another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Switched {
    pub channel: Channel,
    pub before: State,
    pub mark: String,
}

impl ChannelBook {
    /// What [`ChannelBook::put`] would do, or why it would not. Holds the channel until the commit.
    pub async fn look_at_put(&self, tx: &mut Tx, code: &str, draft: &Draft) -> Result<Changed> {
        Ok(self.prepared(tx, code, draft, "").await?.1)
    }

    /// Creates a channel (version 0), which is off, or changes one.
    pub async fn put(&self, tx: &mut Tx, code: &str, draft: &Draft, by: &str) -> Result<Changed> {
        // First of all, so that two who create or change at once come one after the other.
        store::count_change(tx).await?;
        let (mut stored, changed) = self.prepared(tx, code, draft, by).await?;
        if changed.created {
            stored.position = store::next_position(tx).await?;
            store::insert(tx, &stored).await?;
        } else if !store::change(tx, &stored).await? {
            return Err(ChannelRefusal::ChangedMeanwhile);
        }
        Ok(Changed { channel: self.ready(&stored).channel, ..changed })
    }

    async fn prepared(&self, tx: &mut Tx, code: &str, draft: &Draft, by: &str) -> Result<(Stored, Changed)> {
        must_be_a_code(code)?;
        let known = store::lock(tx, code).await?;
        if known.as_ref().map_or(0, |known| known.version) != draft.version {
            return Err(ChannelRefusal::ChangedMeanwhile);
        }
        let kind = self.kind(&draft.kind).ok_or(ChannelRefusal::UnknownKind)?;
        if known.as_ref().is_some_and(|known| known.kind != draft.kind) {
            return Err(ChannelRefusal::KindIsFixed);
        }
        let draft = draft.cleaned(kind)?;
        let before = known.as_ref().and_then(|known| self.sealer().open_settings(code, &known.sealed));
        let before = before.unwrap_or_default();
        let settings = self.settled(kind, code, &before, (&draft.settings, &draft.forget))?;
        let stored = self.written(code, &draft, known.as_ref(), &settings, by)?;
        let channel = self.ready(&stored).channel;
        let fields = differing(&before, &settings);
        let after = match fields.is_empty() {
            true => channel.summary(),
            false => format!("{}; new settings: {}", channel.summary(), fields.join(", ")),
        };
        let changed = Changed {
            created: known.is_none(),
            fields,
            before: known.as_ref().map(|known| self.ready(known).channel.summary()).unwrap_or_default(),
            after,
            mark: known.as_ref().map_or_else(|| "new".to_owned(), mark),
            channel,
        };
        Ok((stored, changed))
    }

    /// Settings with which the adapter can be built.
    pub(crate) fn settled(
        &self,
        kind: &ChannelKind,
        code: &str,
        before: &Settings,
        filled: (&Settings, &[String]),
    ) -> Result<Settings> {
        let settings = ports::merged(kind.fields, before, filled, self.private_gateways())
            .map_err(ChannelRefusal::BadSettings)?;
        self.build(kind, code, &settings).map_err(ChannelRefusal::BadSettings)?;
        Ok(settings)
    }

    fn written(
        &self,
        code: &str,
        draft: &Draft,
        known: Option<&Stored>,
        settings: &Settings,
        by: &str,
    ) -> Result<Stored> {
        let now = self.ambient().now();
        Ok(Stored {
            code: code.to_owned(),
            kind: draft.kind.clone(),
            name: draft.name.clone(),
            sealed: self.sealer().seal_settings(self.ambient(), code, settings).map_err(odd)?,
            state: known.map_or(State::Off, |known| known.state),
            currencies: draft.currencies.clone(),
            min: draft.min,
            max: draft.max,
            fee: draft.fee,
            devices: draft.devices.clone(),
            position: known.map_or(0, |known| known.position),
            version: draft.version + 1,
            created_at: known.map_or(now, |known| known.created_at),
            created_by: known.map_or_else(|| by.to_owned(), |known| known.created_by.clone()),
            changed_at: now,
            changed_by: by.to_owned(),
        })
    }

    /// What [`ChannelBook::switch`] would do, or why it would not. Holds the channel until the commit.
    pub async fn look_at_switch(&self, tx: &mut Tx, code: &str, to: State) -> Result<Switched> {
        let known = store::lock(tx, code).await?.ok_or(ChannelRefusal::NoSuchChannel)?;
        if !known.state.leads_to(to) {
            return Err(ChannelRefusal::WrongState);
        }
        let channel = self.ready(&known).channel;
        if to == State::On && !channel.faults.is_empty() {
            return Err(ChannelRefusal::Broken);
        }
        Ok(Switched { before: known.state, mark: mark(&known), channel: Channel { state: to, ..channel } })
    }

    pub async fn switch(&self, tx: &mut Tx, code: &str, to: State, by: &str) -> Result<Switched> {
        store::count_change(tx).await?;
        let mut switched = self.look_at_switch(tx, code, to).await?;
        let now = self.ambient().now();
        if !store::switch(tx, code, (switched.before, to), (now, by)).await? {
            return Err(ChannelRefusal::WrongState);
        }
        switched.channel.version += 1;
        (switched.channel.changed_at, switched.channel.changed_by) = (now, by.to_owned());
        Ok(switched)
    }

    /// Gives all that are not retired their places; the codes in the order before.
    pub async fn order(&self, tx: &mut Tx, codes: &[String]) -> Result<Vec<String>> {
        store::count_change(tx).await?;
        let all = store::all(tx).await?;
        let shown = all.iter().filter(|channel| channel.state != State::Retired);
        let before: Vec<String> = shown.map(|channel| channel.code.clone()).collect();
        let sorted = |codes: &[String]| {
            let mut codes = codes.to_vec();
            codes.sort_unstable();
            codes
        };
        if sorted(&before) != sorted(codes) {
            return Err(ChannelRefusal::ChangedMeanwhile);
        }
        for (position, code) in (1..).zip(codes) {
            store::place(tx, code, position).await?;
        }
        Ok(before)
    }

    /// A draft as it may lie somewhere until somebody agrees to it.
    pub fn seal_draft(&self, code: &str, draft: &Draft) -> Result<Vec<u8>> {
        let settings = draft.settings.iter().map(|(name, value)| (name.clone(), value.expose().clone()));
        let kept = Kept {
            kind: draft.kind.clone(),
            name: (draft.name.zh.clone(), draft.name.en.clone()),
            settings: settings.collect(),
            forget: draft.forget.clone(),
            currencies: draft.currencies.clone(),
            min: draft.min,
            max: draft.max,
            fee: draft.fee.0,
            devices: draft.devices.iter().map(|device| device.code().to_owned()).collect(),
            version: draft.version,
        };
        let plain = Secret::new(serde_json::to_vec(&kept).map_err(odd)?);
        Ok(self.sealer().seal(self.ambient(), &draft_of(code), plain.expose()))
    }

    pub fn open_draft(&self, code: &str, sealed: &[u8]) -> Result<Draft> {
        let plain = self.sealer().open(&draft_of(code), sealed);
        let plain = plain.ok_or_else(|| db::DbError::Decode("a sealed draft does not open".into()))?;
        let kept: Kept = serde_json::from_slice(plain.expose()).map_err(odd)?;
        Ok(Draft {
            kind: kept.kind,
            name: Bilingual::new(kept.name.0, kept.name.1),
            settings: kept.settings.into_iter().map(|(name, value)| (name, Secret::new(value))).collect(),
            forget: kept.forget,
            currencies: kept.currencies,
            min: kept.min,
            max: kept.max,
            fee: BasisPoints(kept.fee),
            devices: kept.devices.iter().filter_map(|code| code.parse::<Device>().ok()).collect(),
            version: kept.version,
        })
    }
}

/// A draft while it is sealed; holds secrets, so it is printed by nobody.
#[derive(Serialize, Deserialize)]
struct Kept {
    kind: String,
    name: (String, String),
    settings: BTreeMap<String, String>,
    forget: Vec<String>,
    currencies: Vec<Currency>,
    min: Option<i64>,
    max: Option<i64>,
    fee: i64,
    devices: Vec<String>,
    version: i64,
}

fn draft_of(code: &str) -> String {
    format!("draft of {code}")
}

fn odd(error: serde_json::Error) -> ChannelRefusal {
    // Where it stands in the text, and nothing of the text.
    db::DbError::Decode(format!("a draft of a channel, at {}:{}", error.line(), error.column())).into()
}

fn mark(known: &Stored) -> String {
    format!("{} {}", known.version, known.state.code())
}

pub(crate) fn differing(before: &Settings, after: &Settings) -> Vec<String> {
    let same = |name: &String| before.get(name).map(Secret::expose) == after.get(name).map(Secret::expose);
    let mut names: Vec<&String> = before.keys().chain(after.keys()).filter(|name| !same(name)).collect();
    names.sort_unstable();
    names.dedup();
    names.into_iter().cloned().collect()
}
