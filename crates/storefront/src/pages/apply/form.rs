use super::{Wrong, reason};
use crate::fields::Fields;
use crate::visit::Visit;
use admission::Mine;
use kernel::Bilingual;
use merchants::{ApplicantKind, Draft, masked};
use minijinja::{Value, context};
use serde::Serialize;

/// In the order in which they are filled in.
pub(super) const STEPS: [&str; 5] = ["who", "reach", "store", "papers", "check"];

/// A field as it stands on the page.
#[derive(Serialize)]
pub(super) struct Shown {
    pub name: &'static str,
    pub label: String,
    pub hint: Option<String>,
    pub value: String,
    /// What people read where it is not to be edited.
    pub words: String,
    pub max: usize,
    pub lines: bool,
    pub kind: &'static str,
    pub complete: &'static str,
    /// To choose from.
    pub options: Vec<Value>,
    /// Why it was sent back.
    pub reason: Option<String>,
    pub wrong: Option<String>,
}

/// A field: its name in the form, which field of the application it is part of, how long it may be, how it is typed.
#[derive(Clone, Copy)]
struct Field(&'static str, &'static str, usize, &'static str, &'static str);

const WHO: [Field; 5] = [
    Field("kind", "kind", 10, "select", "off"),
    Field("name_zh", "name", 80, "text", "organization"),
    Field("name_en", "name", 80, "text", "organization"),
    Field("licence_number", "licence_number", 40, "text", "off"),
    Field("legal_person", "legal_person", 80, "text", "off"),
];
const REACH: [Field; 5] = [
    Field("contact_name", "contact_name", 80, "text", "name"),
    Field("contact_phone", "contact_phone", 40, "tel", "tel"),
    Field("contact_email", "contact_email", 80, "email", "email"),
    Field("bank_name", "bank_name", 80, "text", "off"),
    Field("bank_account", "bank_account", 40, "text", "off"),
];
const STORE: [Field; 3] = [
    Field("store_slug", "store_slug", 40, "text", "off"),
    Field("about_zh", "about", 2_000, "lines", "off"),
    Field("about_en", "about", 2_000, "lines", "off"),
];

fn of_step(step: &str) -> &'static [Field] {
    match step {
        "who" => &WHO,
        "reach" => &REACH,
        "store" => &STORE,
        _ => &[],
    }
}

/// One of the steps; the first where it is none.
pub(super) fn step_of(text: &str) -> &'static str {
    STEPS.into_iter().find(|step| *step == text).unwrap_or("who")
}

/// In which step a field, or a paper of that kind, is found.
pub(super) fn step_with(field: &str) -> &'static str {
    let has = |step: &&'static str| of_step(step).iter().any(|known| known.0 == field || known.1 == field);
    STEPS.into_iter().find(has).unwrap_or(if field == "general" { "who" } else { "papers" })
}

/// What a field, or a paper of that kind, is called.
pub(super) fn label(field: &str) -> String {
    match field {
        "name" => "apply.field_name_zh".to_owned(),
        "about" => "apply.field_about_zh".to_owned(),
        "licence" | "identity" | "bank" | "authorisation" | "other" => format!("apply.paper_{field}"),
        field => format!("apply.field_{field}"),
    }
}

pub(super) fn fields(visit: &Visit, step: &str, mine: Option<&Mine>, wrong: &Wrong) -> Vec<Shown> {
    let mut said = false;
    let mut shown = Vec::new();
    for &Field(name, of, max, kind, complete) in of_step(step) {
        let stands = stands(mine, name);
        let value = match &wrong.typed {
            Some(typed) => typed.get(name).to_owned(),
            None => stands,
        };
        let about = wrong.field == Some(of) && !said;
        said = said || about;
        let hint = format!("apply.hint_{name}");
        let choice = |code: &str| visit.say(&format!("apply.kind_{code}"));
        let option = |code: &&str| context! { code, words => choice(code), chosen => value == **code };
        let options =
            if kind == "select" { ["company", "person"].iter().map(option).collect() } else { vec![] };
        shown.push(Shown {
            name,
            label: visit.say(&label(name)),
            hint: visit.knows(&hint).then(|| visit.say(&hint)),
            words: if kind == "select" { choice(&value) } else { value.clone() },
            value,
            max,
            lines: kind == "lines",
            kind,
            complete,
            options,
            // Of the two languages of a field, the first one tells.
            reason: if name.ends_with("_en") { None } else { reason(mine, of) },
            wrong: about.then(|| wrong.words.clone()),
        });
    }
    shown
}

/// What is written down; numbers masked.
fn stands(mine: Option<&Mine>, name: &str) -> String {
    let Some(Mine { application: a, .. }) = mine else {
        return if name == "kind" { ApplicantKind::Company.code().to_owned() } else { String::new() };
    };
    let p = &a.private;
    match name {
        "kind" => a.kind.code().to_owned(),
        "name_zh" => a.name.zh.clone(),
        "name_en" => a.name.en.clone(),
        "about_zh" => a.about.zh.clone(),
        "about_en" => a.about.en.clone(),
        "store_slug" => a.store_slug.clone(),
        "licence_number" => masked(&p.licence_number),
        "contact_phone" => masked(&p.contact_phone),
        "bank_account" => masked(&p.bank_account),
        "legal_person" => p.legal_person.clone(),
        "contact_name" => p.contact_name.clone(),
        "contact_email" => p.contact_email.clone(),
        "bank_name" => p.bank_name.clone(),
        _ => String::new(),
    }
}

/// What one step says of the application; the rest of it stays as it was.
pub(super) fn draft(step: &str, form: &Fields) -> Draft {
    let text = |name: &str| Some(form.get(name).to_owned());
    let both =
        |name: &str| Some(Bilingual::new(form.get(&format!("{name}_zh")), form.get(&format!("{name}_en"))));
    match step {
        "who" => Draft {
            kind: form.get("kind").parse().ok(),
            name: both("name"),
            licence_number: text("licence_number"),
            legal_person: text("legal_person"),
            ..Draft::default()
        },
        "reach" => Draft {
            contact_name: text("contact_name"),
            contact_phone: text("contact_phone"),
            contact_email: text("contact_email"),
            bank_name: text("bank_name"),
            bank_account: text("bank_account"),
            ..Draft::default()
        },
        "store" => Draft { store_slug: text("store_slug"), about: both("about"), ..Draft::default() },
        _ => Draft::default(),
    }
}
