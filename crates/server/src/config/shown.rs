use toml::{Table, Value};

/// A setting as people may see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// `section.key`
    pub name: String,
    /// Of a secret only whether it is set.
    pub value: String,
    pub secret: bool,
}

/// A text whose name has one of these in it is not shown: rather one too many.
const SECRET: [&str; 6] = ["secret", "password", "token", "passphrase", "key", "database.url"];

/// All settings, by name.
pub fn shown(settings: &Table) -> Vec<Shown> {
    let mut all = Vec::new();
    for (section, keys) in settings {
        for (key, value) in keys.as_table().into_iter().flatten() {
            let name = format!("{section}.{key}");
            let secret = matches!(value, Value::String(_)) && SECRET.iter().any(|word| name.contains(word));
            let value = match value {
                Value::String(text) if secret && text.is_empty() => "not set".to_owned(),
                Value::String(_) if secret => "set".to_owned(),
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            all.push(Shown { name, value, secret });
        }
    }
    all
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const DEFAULTS: &str = include_str!("../../../../config/default.toml");

    /// Every field that the settings' own code keeps from being printed.
    fn guarded() -> Vec<String> {
        let files = [include_str!("../config.rs"), include_str!("backup.rs")];
        let mut names = Vec::new();
        for file in files {
            for rest in file.split("deserialize_with = \"secret\")]").skip(1) {
                let field = rest.split(':').next().unwrap().trim().trim_start_matches("pub").trim();
                names.push(field.to_owned());
            }
        }
        names
    }

    #[test]
    fn no_secret_is_shown_and_everything_else_is() {
        let mut settings: Table = DEFAULTS.parse().unwrap();
        for (_, keys) in &mut settings {
            for (_, value) in keys.as_table_mut().unwrap().iter_mut() {
                if let Value::String(text) = value {
                    *text = "hunter2".to_owned();
                }
            }
        }
        let shown = shown(&settings);
        let guarded = guarded();
        assert!(guarded.len() >= 6, "{guarded:?}");
        for name in guarded {
            let found: Vec<_> = shown.iter().filter(|s| s.name.ends_with(&format!(".{name}"))).collect();
            assert!(
                !found.is_empty() && found.iter().all(|s| s.secret && s.value == "set"),
                "{name} {found:?}"
            );
        }
        assert!(shown.iter().any(|s| s.name == "server.base_url" && s.value == "hunter2" && !s.secret));
        assert!(shown.iter().any(|s| s.name == "limits.in_flight" && !s.value.is_empty() && !s.secret));
    }
}
