use crate::i18n::Words;
use kernel::Language;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Why a theme cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ThemeError {
    #[error("the theme folder {0} cannot be read: {1}")]
    Folder(PathBuf, std::io::Error),
    #[error("{0} of the theme cannot be read: {1}")]
    Text(String, String),
    #[error("a template of the theme is wrong: {0}")]
    Template(#[from] minijinja::Error),
}

macro_rules! embedded {
    ($($name:literal)*) => {
        &[$(($name, include_bytes!(concat!("../theme/", $name)))),*]
    };
}

/// The built-in theme.
const BUILT_IN: &[(&str, &[u8])] = embedded![
    "base.html" "home.html" "list.html" "product.html" "checkout.html" "confirm.html" "pay.html" "order.html" "lookup.html" "key.html"
    "join.html" "login.html" "code.html" "second.html" "away.html" "stranger.html" "account.html" "totp.html" "recovery.html"
    "privacy.html" "consent.html" "deletion.html"
    "orders.html" "wallet.html" "top_up.html" "top_up_pay.html" "top_up_done.html" "apply.html" "store.html"
    "dispute.html" "docking.html" "docking_secret.html" "receipt.html" "transparency.html" "error.html"
    "parts/alert.html" "parts/card.html" "parts/categories.html" "parts/docking_programs.html" "parts/evidence.html"
    "parts/opened.html" "parts/other_ways.html" "parts/qr.html" "parts/way.html"
    "i18n/zh.toml" "i18n/en.toml" "icons.toml"
    "static/app.css" "static/app.js" "static/passkey.js" "static/wechat-pay.js" "static/icon.svg" "static/hero.svg" "static/favicon.ico"
];

/// Files by their path inside the theme.
pub(crate) struct Theme {
    files: BTreeMap<String, Vec<u8>>,
}

impl Theme {
    /// The built-in files, those of the folder in place of or beside them.
    pub fn load(folder: Option<&Path>) -> Result<Self, ThemeError> {
        let mut files: BTreeMap<String, Vec<u8>> =
            BUILT_IN.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect();
        if let Some(folder) = folder {
            for part in ["", "parts", "i18n", "static"] {
                read_folder(folder, part, &mut files)?;
            }
        }
        Ok(Self { files })
    }

    pub fn templates(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.named().filter(|(name, _)| name.ends_with(".html"))
    }

    /// What is served under `/static/`, by the name there.
    pub fn assets(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.named().filter_map(|(name, bytes)| Some((name.strip_prefix("static/")?, bytes)))
    }

    pub fn words(&self, language: Language) -> Result<Words, ThemeError> {
        let name = format!("i18n/{}.toml", language.code());
        Words::parse(&self.text(&name)?).map_err(|error| ThemeError::Text(name, error))
    }

    /// The insides of the icons by name.
    pub fn icons(&self) -> Result<BTreeMap<String, String>, ThemeError> {
        let parsed = toml::from_str(&self.text("icons.toml")?);
        parsed.map_err(|error| ThemeError::Text("icons.toml".into(), error.to_string()))
    }

    fn named(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
    }

    fn text(&self, name: &str) -> Result<String, ThemeError> {
        let bytes = self.files.get(name).cloned().unwrap_or_default();
        String::from_utf8(bytes).map_err(|error| ThemeError::Text(name.to_owned(), error.to_string()))
    }
}

fn read_folder(folder: &Path, part: &str, files: &mut BTreeMap<String, Vec<u8>>) -> Result<(), ThemeError> {
    let here = folder.join(part);
    let fault = |error| ThemeError::Folder(here.clone(), error);
    let entries = match std::fs::read_dir(&here) {
        Ok(entries) => entries,
        Err(error) if !part.is_empty() && error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(fault(error)),
    };
    for entry in entries {
        let path = entry.map_err(fault)?.path();
        if let (true, Some(name)) = (path.is_file(), path.file_name().and_then(|name| name.to_str())) {
            let inside = if part.is_empty() { name.to_owned() } else { format!("{part}/{name}") };
            files.insert(inside, std::fs::read(&path).map_err(fault)?);
        }
    }
    Ok(())
}
