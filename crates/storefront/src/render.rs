use crate::i18n::Words;
use crate::static_files::Files;
use crate::theme::{Theme, ThemeError};
use kernel::Language;
use minijinja::value::{Kwargs, ValueKind};
use minijinja::{Environment, Error, Output, State, UndefinedBehavior, Value};
use std::fmt::Display;
use std::sync::Arc;

/// The templates of the theme, once for each language.
pub(crate) struct Renderer {
    zh: Tongue,
    en: Tongue,
}

struct Tongue {
    words: Arc<Words>,
    templates: Environment<'static>,
}

impl Renderer {
    /// Compiles every template; the first one that is wrong is the error.
    pub fn new(theme: &Theme, files: &Files) -> Result<Self, ThemeError> {
        let tongue = |language| -> Result<Tongue, ThemeError> {
            let words = Arc::new(theme.words(language)?);
            Ok(Tongue { templates: environment(theme, files, words.clone())?, words })
        };
        Ok(Self { zh: tongue(Language::Zh)?, en: tongue(Language::En)? })
    }

    pub fn words(&self, language: Language) -> &Words {
        &self.tongue(language).words
    }

    pub fn html(&self, language: Language, template: &str, values: Value) -> Result<String, Error> {
        self.tongue(language).templates.get_template(template)?.render(values)
    }

    fn tongue(&self, language: Language) -> &Tongue {
        match language {
            Language::Zh => &self.zh,
            Language::En => &self.en,
        }
    }
}

fn environment(theme: &Theme, files: &Files, words: Arc<Words>) -> Result<Environment<'static>, ThemeError> {
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    env.set_trim_blocks(true);
    env.set_lstrip_blocks(true);
    env.set_formatter(escaped);
    env.add_function("t", move |key: &str, values: Kwargs| say(&words, key, &values));
    let assets = files.asset_addresses();
    env.add_function("asset", move |name: &str| assets.get(name).cloned().unwrap_or_default());
    let icons = theme.icons()?;
    env.add_function("icon", move |name: &str, other: Option<&str>| {
        let found = icons.get(name).or_else(|| icons.get(other?));
        let inside = found.or_else(|| icons.get("pod")).map_or("", String::as_str);
        let open = "<svg class=\"icon\" viewBox=\"0 0 24 24\" aria-hidden=\"true\" focusable=\"false\">";
        Value::from_safe_string(format!("{open}{inside}</svg>"))
    });
    for (name, bytes) in theme.templates() {
        let source =
            std::str::from_utf8(bytes).map_err(|e| ThemeError::Text(name.to_owned(), e.to_string()))?;
        env.add_template_owned(name.to_owned(), source.to_owned())?;
    }
    Ok(env)
}

fn say(words: &Words, key: &str, values: &Kwargs) -> Result<String, Error> {
    let named = values.args().map(|name| Ok((name, values.get::<Value>(name)?)));
    let named = named.collect::<Result<Vec<(&str, Value)>, Error>>()?;
    let shown = named.iter().map(|(name, value)| {
        let value: &dyn Display = value;
        (*name, value)
    });
    Ok(words.say(key, &shown.collect::<Vec<_>>()))
}

/// Everything is escaped, whatever a template says, but what this crate has marked as safe: its own icons.
fn escaped(out: &mut Output<'_>, _state: &State<'_, '_>, value: &Value) -> Result<(), Error> {
    match value.kind() {
        ValueKind::None | ValueKind::Undefined => return Ok(()),
        ValueKind::Number | ValueKind::Bool => return out.write_str(&value.to_string()).map_err(Error::from),
        _ => {}
    }
    if value.is_safe() {
        return out.write_str(value.as_str().unwrap_or_default()).map_err(Error::from);
    }
    let owned;
    let text = match value.as_str() {
        Some(text) => text,
        None => {
            owned = value.to_string();
            &owned
        }
    };
    write_escaped(out, text).map_err(Error::from)
}

fn write_escaped(out: &mut Output<'_>, text: &str) -> std::fmt::Result {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
        let (before, from) = rest.split_at(at);
        out.write_str(before)?;
        let mut signs = from.chars();
        out.write_str(match signs.next() {
            Some('&') => "&amp;",
            Some('<') => "&lt;",
            Some('>') => "&gt;",
            Some('"') => "&quot;",
            _ => "&#39;",
        })?;
        rest = signs.as_str();
    }
    out.write_str(rest)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_escaped_in_every_context() {
        let mut env = Environment::new();
        env.set_formatter(escaped);
        let page = "{{ a }}{{ a|upper }}{% autoescape false %}{{ a }}{% endautoescape %}{{ [a] }}{{ none }}";
        let html = env.render_str(page, minijinja::context! { a => "<b a='\"&" }).unwrap();
        assert!(!html.contains('<') && !html.contains('"') && !html.contains('\''), "{html}");
        assert!(html.starts_with("&lt;b a=&#39;&quot;&amp;"));
    }
}
