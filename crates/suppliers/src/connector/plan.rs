//! One request, ready to be written for an order.

use super::answer::Reading;
use super::message::Message;
use super::recipe::Recipe;
use super::scope::{Scope, Subject};
use super::template::{Lookup, Piece, Template, Unwritable, Variable, percent};
use outbound::pairs::Pairs;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(super) enum Method {
    Get,
    Post,
    Put,
    Delete,
}

impl Method {
    pub fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

/// What stands under a name.
pub(super) enum Node {
    Text(Template),
    Number(Template),
    /// JSON as it stands: a whole number or a truth.
    Fixed(String),
    /// A text that holds JSON.
    TextOf(Box<Node>),
    List(Vec<Node>),
    Object(Members),
}

pub(super) type Members = BTreeMap<String, Node>;

pub(super) enum Body {
    None,
    Form(Members),
    Json(Members),
}

/// Signatures by their recipes.
pub(super) type Signatures = BTreeMap<String, String>;

pub(super) struct Plan {
    pub method: Method,
    pub path: Template,
    pub query: Members,
    pub body: Body,
    pub headers: BTreeMap<String, Template>,
    pub without_empty: bool,
    /// By which it is signed.
    pub recipes: BTreeSet<String>,
    /// Asks by the supplier's own number, so that there has to be one.
    pub by_reference: bool,
    /// Is asked page by page.
    pub pages: bool,
    pub reading: Reading,
}

impl Plan {
    /// As it is sent. `base` is the path of the base address.
    pub fn signed(
        &self,
        base: &str,
        recipes: &BTreeMap<String, Recipe>,
        scope: &Scope<'_>,
    ) -> Result<Message, Unwritable> {
        let signatures = self.signatures(base, recipes, scope)?;
        self.written(base, scope, Some(&signatures))
    }

    pub fn signatures(
        &self,
        base: &str,
        recipes: &BTreeMap<String, Recipe>,
        scope: &Scope<'_>,
    ) -> Result<Signatures, Unwritable> {
        if self.recipes.is_empty() {
            return Ok(Signatures::new());
        }
        let unsigned = self.written(base, scope, None)?;
        let mut signatures = Signatures::new();
        for name in &self.recipes {
            let recipe = recipes.get(name).ok_or(Unwritable("a recipe is missing"))?;
            signatures.insert(name.clone(), recipe.sign(&unsigned, scope)?);
        }
        Ok(signatures)
    }

    /// Without signatures: as it is signed, which is without the places where they stand.
    pub fn written(
        &self,
        base: &str,
        scope: &Scope<'_>,
        signatures: Option<&Signatures>,
    ) -> Result<Message, Unwritable> {
        self.may_be_asked(scope)?;
        let lookup = |variable: &Variable| match (variable, signatures) {
            (Variable::Sign(name), Some(known)) => {
                known.get(name).cloned().map(Piece::Open).ok_or(Unwritable("a signature is missing"))
            }
            _ => scope.value(variable),
        };
        let writer =
            Writer { lookup: &lookup, signed: signatures.is_some(), without_empty: self.without_empty };
        let mut members = writer.flat(&self.query)?;
        let query = encoded(&members);
        let (sent, body) = self.body(&writer)?;
        members.extend(sent);
        Ok(Message {
            method: self.method.name().to_owned(),
            path: format!("{base}{}", self.path.render_each(&lookup, segment)?),
            query,
            headers: self.headers(&writer, scope.masked)?,
            members,
            body,
        })
    }

    fn may_be_asked(&self, scope: &Scope<'_>) -> Result<(), Unwritable> {
        match scope.subject {
            Subject::About(of) if self.by_reference && of.reference.is_none() => {
                Err(Unwritable("it is asked by the supplier's own number, which is not known"))
            }
            _ => Ok(()),
        }
    }

    fn body(&self, writer: &Writer<'_>) -> Result<(BTreeMap<String, String>, String), Unwritable> {
        match &self.body {
            Body::None => Ok((BTreeMap::new(), String::new())),
            Body::Form(members) => {
                let sent = writer.flat(members)?;
                let body = encoded(&sent);
                Ok((sent, body))
            }
            Body::Json(members) => Ok((writer.flat(members)?, writer.object(members)?)),
        }
    }

    fn headers(&self, writer: &Writer<'_>, masked: bool) -> Result<Vec<(String, String)>, Unwritable> {
        let mut headers = Vec::new();
        for (name, template) in &self.headers {
            let Some(value) = writer.text(template)? else { continue };
            // A line's end within would begin a header of its own.
            if !masked && !value.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
                return Err(Unwritable("a header holds what no header may hold: write it as {…|url}"));
            }
            headers.push((name.clone(), value));
        }
        let named = headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        let kind = match &self.body {
            Body::None => None,
            Body::Form(_) => Some("application/x-www-form-urlencoded"),
            Body::Json(_) => Some("application/json"),
        };
        headers.extend(kind.filter(|_| !named).map(|kind| ("Content-Type".to_owned(), kind.to_owned())));
        Ok(headers)
    }
}

/// As forms and queries are sent.
fn encoded(members: &BTreeMap<String, String>) -> String {
    let mut pairs = Pairs::default();
    for (name, value) in members {
        pairs.set(name, value.as_str());
    }
    pairs.encoded()
}

/// Within one segment of the path, whatever stands in it.
fn segment(value: String) -> Result<String, Unwritable> {
    match value.as_str() {
        "" | "." | ".." => Err(Unwritable("what stands in the path is empty, or leads elsewhere")),
        text => Ok(percent(text)),
    }
}

/// Writes members. What holds a signature is left out until there are some.
struct Writer<'a> {
    lookup: &'a Lookup<'a>,
    signed: bool,
    without_empty: bool,
}

impl Writer<'_> {
    /// None: not sent.
    fn text(&self, template: &Template) -> Result<Option<String>, Unwritable> {
        if !self.signed && template.holds_signature() {
            return Ok(None);
        }
        let text = template.render(self.lookup)?;
        Ok(Some(text).filter(|text| !(self.without_empty && text.is_empty())))
    }

    /// Names and values, as a form has them and as they are signed.
    fn flat(&self, members: &Members) -> Result<BTreeMap<String, String>, Unwritable> {
        let mut flat = BTreeMap::new();
        for (name, node) in members {
            let value = match node {
                Node::Text(template) => self.text(template)?,
                Node::TextOf(inner) => self.json(inner)?,
                other => self.json(other)?,
            };
            flat.extend(value.map(|value| (name.clone(), value)));
        }
        Ok(flat)
    }

    fn json(&self, node: &Node) -> Result<Option<String>, Unwritable> {
        Ok(match node {
            Node::Text(template) => self.text(template)?.map(|text| quoted(&text)),
            Node::Number(template) => Some(number(template.render(self.lookup)?)?),
            Node::Fixed(text) => Some(text.clone()),
            Node::TextOf(inner) => self.json(inner)?.map(|text| quoted(&text)),
            Node::List(nodes) => {
                let mut items = Vec::new();
                for node in nodes {
                    items.extend(self.json(node)?);
                }
                Some(format!("[{}]", items.join(",")))
            }
            Node::Object(members) => Some(self.object(members)?),
        })
    }

    fn object(&self, members: &Members) -> Result<String, Unwritable> {
        let mut written = Vec::new();
        for (name, node) in members {
            written.extend(self.json(node)?.map(|value| format!("{}:{value}", quoted(name))));
        }
        Ok(format!("{{{}}}", written.join(",")))
    }
}

/// As a JSON text: neither slashes nor letters of other scripts are escaped.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn number(text: String) -> Result<String, Unwritable> {
    let starts = text.starts_with(|c: char| c == '-' || c.is_ascii_digit());
    let is_json = serde_json::from_str::<&RawValue>(&text).is_ok_and(|raw| raw.get() == text);
    if starts && is_json { Ok(text) } else { Err(Unwritable("what should be a number is none")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_numbers_are_numbers() {
        for text in ["1", "-1", "12.50", "0", "1e5"] {
            assert_eq!(number(text.to_owned()).as_deref(), Ok(text));
        }
        for text in ["", "01", "1 ", " 1", "+1", "1,2", "true", "\"1\"", "1}", "NaN", "１"] {
            assert!(number(text.to_owned()).is_err(), "{text}");
        }
    }

    #[test]
    fn a_value_stays_in_its_segment() {
        assert_eq!(segment("a/../b?c#d 月".to_owned()).unwrap(), "a%2F..%2Fb%3Fc%23d%20%E6%9C%88");
        assert!(["", ".", ".."].iter().all(|text| segment((*text).to_owned()).is_err()));
    }
}
