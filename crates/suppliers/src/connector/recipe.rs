//! How something is signed: a text, and what is done with it step by step. Pure.

use super::digest;
use super::message::Message;
use super::scope::Scope;
use super::template::{Lookup, Piece, Template, Unwritable, Variable};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kernel::Secret;
use serde::Deserialize;
use std::collections::BTreeMap;

/// One step; those that need a text of their own have it as `T`.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Step<T> {
    SortChars,
    Lower,
    Upper,
    Append(T),
    Md5,
    Sha1,
    Sha256,
    HmacMd5(T),
    HmacSha1(T),
    HmacSha256(T),
    HexLower,
    HexUpper,
    Base64,
}

impl<T> Step<T> {
    /// The same step with what is made of its text.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Step<U> {
        match self {
            Self::Append(text) => Step::Append(make(text)),
            Self::HmacMd5(text) => Step::HmacMd5(make(text)),
            Self::HmacSha1(text) => Step::HmacSha1(make(text)),
            Self::HmacSha256(text) => Step::HmacSha256(make(text)),
            Self::SortChars => Step::SortChars,
            Self::Lower => Step::Lower,
            Self::Upper => Step::Upper,
            Self::Md5 => Step::Md5,
            Self::Sha1 => Step::Sha1,
            Self::Sha256 => Step::Sha256,
            Self::HexLower => Step::HexLower,
            Self::HexUpper => Step::HexUpper,
            Self::Base64 => Step::Base64,
        }
    }

    fn text(&self) -> Option<&T> {
        match self {
            Self::Append(text) | Self::HmacMd5(text) | Self::HmacSha1(text) | Self::HmacSha256(text) => {
                Some(text)
            }
            _ => None,
        }
    }

    /// Reads text, and leaves text.
    fn is_of_text(&self) -> bool {
        matches!(self, Self::SortChars | Self::Lower | Self::Upper | Self::Append(_))
    }

    fn digests(&self) -> bool {
        !self.is_of_text() && !self.encodes()
    }

    fn encodes(&self) -> bool {
        matches!(self, Self::HexLower | Self::HexUpper | Self::Base64)
    }
}

/// Whether each step can read what the one before leaves, and a text is left at last.
pub(super) fn fit<T>(steps: &[Step<T>]) -> bool {
    let mut text = true;
    for step in steps {
        if step.is_of_text() && !text {
            return false;
        }
        text = step.is_of_text() || step.encodes();
    }
    text
}

/// Which names and values are joined, and how.
pub(super) struct Pairs {
    pub each: Template,
    pub between: String,
    /// Those, in that order; none: all, in the order of their bytes.
    pub only: Option<Vec<String>>,
    pub without: Vec<String>,
    pub without_empty: bool,
    /// Signed as if they were sent.
    pub also: BTreeMap<String, Template>,
}

pub(super) struct Recipe {
    pub pairs: Option<Pairs>,
    pub text: Template,
    pub steps: Vec<Step<Template>>,
}

impl Recipe {
    /// The signature of that message.
    pub fn sign(&self, message: &Message, scope: &Scope<'_>) -> Result<String, Unwritable> {
        let (text, joined) = (self.text(message, scope)?, self.joined(message, scope)?);
        let lookup = lookup(message, scope, joined.expose());
        let mut value = text.expose().clone().into_bytes();
        for step in &self.steps {
            value = apply(step, value, &lookup)?;
        }
        as_text(value)
    }

    /// What is hashed, as far as it can be read: for people, so the scope masks.
    pub fn readable(&self, message: &Message, scope: &Scope<'_>) -> Result<String, Unwritable> {
        let (text, joined) = (self.text(message, scope)?, self.joined(message, scope)?);
        let lookup = lookup(message, scope, joined.expose());
        let mut value = text.expose().clone().into_bytes();
        for step in self.steps.iter().take_while(|step| step.is_of_text()) {
            value = apply(step, value, &lookup)?;
        }
        as_text(value)
    }

    /// Every template of it, but the one for each pair.
    pub fn templates(&self) -> impl Iterator<Item = &Template> {
        let also = self.pairs.iter().flat_map(|pairs| pairs.also.values());
        let steps = self.steps.iter().filter_map(Step::text);
        std::iter::once(&self.text).chain(also).chain(steps)
    }

    /// Nobody can sign so who does not know a secret.
    pub fn is_keyed(&self) -> bool {
        let mut variables = self.templates().flat_map(Template::variables);
        variables.any(|(_, variable)| matches!(variable, Variable::Key | Variable::Secret))
    }

    /// What it signs cannot be read from the signature, as there is a digest in between.
    pub fn is_one_way(&self) -> bool {
        self.steps.iter().any(Step::digests)
    }

    fn text(&self, message: &Message, scope: &Scope<'_>) -> Result<Secret<String>, Unwritable> {
        let joined = self.joined(message, scope)?;
        self.text.render(&lookup(message, scope, joined.expose())).map(Secret::new)
    }

    fn joined(&self, message: &Message, scope: &Scope<'_>) -> Result<Secret<String>, Unwritable> {
        let joined = self.pairs.as_ref().map(|pairs| pairs.joined(message, scope)).transpose()?;
        Ok(Secret::new(joined.unwrap_or_default()))
    }
}

impl Pairs {
    fn joined(&self, message: &Message, scope: &Scope<'_>) -> Result<String, Unwritable> {
        let mut members = message.members.clone();
        for (name, template) in &self.also {
            members.insert(name.clone(), template.render(&lookup(message, scope, ""))?);
        }
        let names: Vec<String> = match &self.only {
            Some(names) => names.clone(),
            None => members.keys().cloned().collect(),
        };
        let mut shown = Vec::new();
        for name in names.iter().filter(|name| !self.without.contains(name)) {
            let value = members.get(name).map(String::as_str).unwrap_or_default();
            if !(self.without_empty && value.is_empty()) {
                shown.push(self.one(name, value)?);
            }
        }
        Ok(shown.join(&self.between))
    }

    fn one(&self, name: &str, value: &str) -> Result<String, Unwritable> {
        let lookup = |variable: &Variable| match variable {
            Variable::Name => Ok(Piece::Open(name.to_owned())),
            Variable::Value => Ok(Piece::Open(value.to_owned())),
            _ => Err(Unwritable("a pair knows its name and value only")),
        };
        self.each.render(&lookup)
    }
}

/// What a recipe may ask for: of the message, and of what the request is about.
fn lookup<'a>(
    message: &'a Message,
    scope: &'a Scope<'_>,
    joined: &'a str,
) -> impl Fn(&Variable) -> Result<Piece, Unwritable> + 'a {
    move |variable| {
        Ok(Piece::Open(match variable {
            Variable::Method => message.method.clone(),
            Variable::Path => message.path.clone(),
            Variable::Target => message.target(),
            Variable::Query => message.query.clone(),
            Variable::Body => message.body.clone(),
            Variable::Pairs => joined.to_owned(),
            Variable::Header(name) => message.header(name).to_owned(),
            Variable::Field(name) => message.members.get(name).cloned().unwrap_or_default(),
            _ => return scope.value(variable),
        }))
    }
}

fn apply(step: &Step<Template>, value: Vec<u8>, lookup: &Lookup<'_>) -> Result<Vec<u8>, Unwritable> {
    Ok(match step {
        Step::SortChars => {
            let mut chars: Vec<char> = as_text(value)?.chars().collect();
            chars.sort_unstable();
            chars.into_iter().collect::<String>().into_bytes()
        }
        Step::Lower => as_text(value)?.to_ascii_lowercase().into_bytes(),
        Step::Upper => as_text(value)?.to_ascii_uppercase().into_bytes(),
        Step::Append(more) => [value, more.render(lookup)?.into_bytes()].concat(),
        Step::Md5 => digest::md5(&value),
        Step::Sha1 => digest::sha1(&value),
        Step::Sha256 => digest::sha256(&value),
        Step::HmacMd5(key) => digest::hmac_md5(secret(key, lookup)?.expose().as_bytes(), &value),
        Step::HmacSha1(key) => digest::hmac_sha1(secret(key, lookup)?.expose().as_bytes(), &value),
        Step::HmacSha256(key) => digest::hmac_sha256(secret(key, lookup)?.expose().as_bytes(), &value),
        Step::HexLower => kernel::hex(value).into_bytes(),
        Step::HexUpper => kernel::hex(value).to_ascii_uppercase().into_bytes(),
        Step::Base64 => STANDARD.encode(value).into_bytes(),
    })
}

fn secret(key: &Template, lookup: &Lookup<'_>) -> Result<Secret<String>, Unwritable> {
    key.render(lookup).map(Secret::new)
}

fn as_text(bytes: Vec<u8>) -> Result<String, Unwritable> {
    String::from_utf8(bytes).map_err(|_| Unwritable("a step of a recipe leaves no text"))
}
