use kernel::{Bilingual, DockingKeyId, MerchantId, Secret, Time, UserId};
use std::str::FromStr;

/// Whether partners may dock to a merchant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DockingMode {
    Off,
    /// Whoever makes a key.
    On,
    /// Whoever the merchant has agreed to.
    Asked,
}

impl DockingMode {
    /// Stable: stored, and sent to programs.
    pub fn code(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::On => "on",
            Self::Asked => "asked",
        }
    }
}

impl FromStr for DockingMode {
    type Err = ();
    fn from_str(code: &str) -> Result<Self, ()> {
        [Self::Off, Self::On, Self::Asked].into_iter().find(|mode| mode.code() == code).ok_or(())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyState {
    /// It waits for the merchant's word.
    Asked,
    On,
    Off,
}

impl KeyState {
    pub fn code(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::On => "on",
            Self::Off => "off",
        }
    }
}

impl FromStr for KeyState {
    type Err = ();
    fn from_str(code: &str) -> Result<Self, ()> {
        [Self::Asked, Self::On, Self::Off].into_iter().find(|state| state.code() == code).ok_or(())
    }
}

/// A partner's key, without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DockingKey {
    pub id: DockingKeyId,
    /// Whose goods are bought.
    pub merchant: MerchantId,
    /// Whose wallet pays, and whose orders these are.
    pub user: UserId,
    pub name: String,
    /// What the partner's program calls itself.
    pub app_id: i64,
    pub state: KeyState,
    /// Where other prices and stocks are reported to; empty: nowhere.
    pub report_url: String,
    pub created_at: Time,
    /// To the minute.
    pub used_at: Option<Time>,
    pub changed_at: Time,
    pub changed_by: String,
}

impl DockingKey {
    /// Switched off by its own user, for good.
    pub fn is_given_up(&self) -> bool {
        self.state == KeyState::Off && self.changed_by == self.user.to_string()
    }
    /// As the records of what was shown call it.
    pub(crate) fn actor(&self) -> String {
        self.id.to_string()
    }
}

/// A merchant who lets partners dock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenMerchant {
    pub merchant: MerchantId,
    pub name: Bilingual,
    /// Whether the merchant has to agree to a key first.
    pub asked: bool,
}

/// A key to be made.
#[derive(Clone, Debug)]
pub struct NewDockingKey {
    pub merchant: MerchantId,
    pub user: UserId,
    /// One line of up to 60 characters.
    pub name: String,
    /// May be empty.
    pub report_url: String,
}

/// Who is known by a signature: its key, and where it calls from.
#[derive(Clone)]
pub struct Partner {
    pub key: DockingKey,
    pub(crate) secret: Secret<String>,
    pub from: String,
}
