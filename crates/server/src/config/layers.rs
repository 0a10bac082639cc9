use crate::fault::{Fault, Result};
use std::path::PathBuf;
use toml::{Table, Value};

const DEFAULTS: &str = include_str!("../../../../config/default.toml");
const PREFIX: &str = "CARDAMOM_";

/// Where settings may come from, the strongest last.
#[derive(Default)]
pub struct Sources {
    /// Given by name: it must exist.
    pub file: Option<PathBuf>,
    /// Read if it exists.
    pub file_in_data: Option<PathBuf>,
    pub environment: Vec<(String, String)>,
    /// `section.key` and its value.
    pub flags: Vec<(&'static str, String)>,
}

impl Sources {
    /// The process's own environment. Variables that are not UTF-8 are none of ours.
    pub fn system_environment() -> Vec<(String, String)> {
        std::env::vars_os()
            .filter_map(|(k, v)| Some((k.into_string().ok()?, v.into_string().ok()?)))
            .collect()
    }

    /// A variable that is set and not empty.
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.environment.iter().find(|(k, v)| k == name && !v.is_empty()).map(|(_, v)| v.as_str())
    }
}

/// All settings, each from the strongest source that has it.
pub fn merge(sources: &Sources) -> Result<Table> {
    let mut settings: Table =
        DEFAULTS.parse().map_err(|_| Fault::usage("config/default.toml is not TOML"))?;
    if let Some(path) = &sources.file {
        lay_file(&mut settings, path, true)?;
    } else if let Some(path) = &sources.file_in_data {
        lay_file(&mut settings, path, false)?;
    }
    if let Some(url) = sources.variable("DATABASE_URL") {
        set(&mut settings, "database", "url", url, "DATABASE_URL")?;
    }
    for (name, value) in &sources.environment {
        if let Some((section, key)) = name.strip_prefix(PREFIX).and_then(|rest| rest.split_once("__")) {
            set(&mut settings, &section.to_lowercase(), &key.to_lowercase(), value, name)?;
        }
    }
    for (path, value) in &sources.flags {
        let (section, key) = path.split_once('.').unwrap_or((path, ""));
        set(&mut settings, section, key, value, "the command line")?;
    }
    Ok(settings)
}

fn lay_file(settings: &mut Table, path: &PathBuf, must_exist: bool) -> Result<()> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if !must_exist && error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(Fault::usage(format!("{} cannot be read: {error}", path.display()))),
    };
    // The error's own text quotes the line, which may hold a secret.
    let file: Table = text.parse().map_err(|error: toml::de::Error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        Fault::usage(format!("{}, line {}: {}", path.display(), before.split('\n').count(), error.message()))
    })?;
    for (section, keys) in file {
        let Value::Table(keys) = keys else { return Err(unknown(&section, &path.display().to_string())) };
        if !settings.contains_key(&section) {
            return Err(unknown(&section, &path.display().to_string()));
        }
        for (key, value) in keys {
            let place = place(settings, &section, &key, &path.display().to_string())?;
            if !same_type(place, &value) {
                return Err(wrong_type(&section, &key, place, &path.display().to_string()));
            }
            *place = value;
        }
    }
    Ok(())
}

/// Sets a text from outside, read as what the default is.
fn set(settings: &mut Table, section: &str, key: &str, text: &str, source: &str) -> Result<()> {
    let place = place(settings, section, key, source)?;
    let value = match place {
        Value::Integer(_) => text.trim().parse().ok().map(Value::Integer),
        Value::Boolean(_) => text.trim().parse().ok().map(Value::Boolean),
        Value::Array(_) => list(text),
        _ => Some(Value::String(text.to_owned())),
    };
    match value {
        Some(value) => *place = value,
        None => return Err(wrong_type(section, key, place, source)),
    }
    Ok(())
}

/// As it would stand in a file.
fn list(text: &str) -> Option<Value> {
    let mut table: Table = format!("list = {text}").parse().ok()?;
    table.remove("list").filter(Value::is_array)
}

fn place<'a>(settings: &'a mut Table, section: &str, key: &str, source: &str) -> Result<&'a mut Value> {
    let found = settings.get_mut(section).and_then(Value::as_table_mut).and_then(|keys| keys.get_mut(key));
    found.ok_or_else(|| unknown(&format!("{section}.{key}"), source))
}

fn same_type(a: &Value, b: &Value) -> bool {
    std::mem::discriminant(a) == std::mem::discriminant(b)
}

fn unknown(name: &str, source: &str) -> Fault {
    Fault::usage(format!(
        "{source}: there is no setting called {name}; docs/operate.md and config/default.toml list all of them"
    ))
}

/// The value itself is not repeated: it may be a secret in the wrong place.
fn wrong_type(section: &str, key: &str, default: &Value, source: &str) -> Fault {
    let expected = match default {
        Value::Integer(_) => "a whole number",
        Value::Boolean(_) => "true or false",
        Value::Array(_) => "a list in square brackets",
        _ => "a text in quotation marks",
    };
    Fault::usage(format!("{source}: {section}.{key} must be {expected}"))
}
